//! Weaknesses that Functions for calls between agents are known to have elsewhere, one test each.
//!
//! Each was seen to fail with the weakness put into our own code. Those of calling in the name of
//! another have a file of their own.
//!
//! | weakness | test |
//! | --- | --- |
//! | A join that is told twice rings twice | `a_join_told_twice_rings_once` |
//! | An end that overtakes the join rings for a dead call | `an_end_before_or_during_the_join_rings_nobody` |
//! | A create that failed after it was done is done again | `a_task_that_was_made_unseen_is_not_made_again` |
//! | A read after a 412 carries the old `If-Match` | `a_read_after_a_conflict_has_no_condition` |
//! | The join is believed only once TaskRouter names the leg | `the_join_waits_for_nothing_that_taskrouter_writes_later` |
//! | A task is closed although it was accepted meanwhile | `an_accept_between_look_and_cancel_is_seen` |
//! | Attributes are merged by index, or overwritten whole | `attributes_of_others_survive_as_they_are` |
//! | Holding holds one's own leg | `holding_holds_the_leg_that_is_named_and_no_other` |
//! | Any agent cancels any task, ends any conference, holds any leg | `a_stranger_is_refused_by_every_function` |
//! | What a browser wrote into the task is believed again and again | `attributes_that_change_later_change_nothing` |
//! | The caller's browser writes the name that the colleague reads | `who_calls_is_read_in_taskrouters_words_and_never_in_the_browsers` (`impersonation.rs`) |
//! | The caller's browser writes whom the call is with | `who_is_called_is_kept_in_taskrouters_words_and_never_in_the_browsers` (`impersonation.rs`) |
//! | The caller's browser names another worker to its own leg | `a_leg_in_the_name_of_another_rings_nobody` (`impersonation.rs`) |
//! | A task that says it is the colleague's ends the call as crossed | `a_call_that_is_only_said_to_be_the_colleagues_ends_nobodys` (`impersonation.rs`) |
//! | The caller's browser writes the name of the queue that its agents read | `the_queue_is_read_in_taskrouters_words_and_never_in_the_browsers` (`impersonation.rs`) |
//! | Only the gateway keeps strangers' legs out | `a_leg_that_nobody_expects_is_hung_up` |
//! | A text ends the text of a filter | `an_address_cannot_end_the_text_of_a_filter` |
//! | `TRUE` and `1` are read as false | `a_flag_is_true_or_false_and_nothing_else` |
//! | SIDs are not looked at, lists are taken for texts | `an_identifier_is_that_or_refused_by_every_function` |
//! | A token is taken from the address | `a token in an address is no token` (`test/runtime.test.mjs`) |
//! | An unknown task, a refused create, a missing address stop the Function | `whatever_the_task_is_there_is_an_answer` |
//! | "Not allowed now" is taken for "done" | `a_refused_change_is_looked_at_and_told` |
//! | An end that could not be worked on is answered 200 | `an_end_that_was_not_worked_on_is_told_again` |
//! | Declining says 200 whatever has come of it | `declining_says_what_has_come_of_it` |
//! | Whoever accepts after the end waits in a room of his own | `whoever_comes_after_the_end_is_let_go` |
//! | A leg that leaves is not heard of, or takes the rest with it | `each_leg_tells_everything_and_ends_nothing` |
//! | No limit of time over all tries | `all_tries_together_end_in_time` |
//!
//! Three are the desk's: a leg that cannot be called and a decline that the server does not take
//! leave nothing (`core/tests/internal_call.rs`, `an_order_that_fails_is_told_and_leaves_nothing`
//! and `where_the_server_cannot_be_asked_to_decline_taskrouter_is`); Flex is stopped before
//! anything is asked (`tests/host/actions.rs`,
//! `an_internal_call_is_stopped_first_and_acted_on_second`).
//!
//! What stays: an agent's token lets TaskRouter call him with any address, by which he may dial into
//! any conference of the account. No Function can keep him from it.

#![allow(clippy::unwrap_used, clippy::panic, reason = "test helpers")]

mod twilio;

use std::collections::BTreeMap;

use call_functions::Reply;
use serde_json::{Value, json};
use twilio::*;

fn decline(twilio: &mut Twilio, bobs: &str) -> Reply {
    let event = json!({ "taskSid": bobs, "conferenceName": ALICES_TASK });
    twilio.run("cleanup-rejected-task", event, Some(BOB))
}

fn posts(twilio: &Twilio, what: &str) -> usize {
    twilio.log.iter().filter(|call| **call == format!("post {what}")).count()
}

#[test]
fn a_join_told_twice_rings_once() {
    let mut twilio = joined();
    // The second comes while the first is being worked on, at each of its calls.
    for moment in 0..8 {
        let mut twilio = twilio.clone();
        let mut first = Running::new(&twilio, "call-outbound-join", alice_joins(), None);
        let early = (0..moment).find_map(|_| first.advance(&mut twilio));
        assert_eq!(twilio.deliver(alice_joins()).status, 200, "at {moment}");
        while early.is_none() && first.advance(&mut twilio).is_none() {}
        assert_eq!(twilio.colleagues().len(), 1, "at {moment}: {:?}", twilio.log);
    }
    for _ in 0..3 {
        assert_eq!(twilio.deliver(alice_joins()).status, 200);
    }
    assert_eq!(twilio.colleagues().len(), 1, "{:?}", twilio.log);
}

#[test]
fn an_end_before_or_during_the_join_rings_nobody() {
    for moment in 0..10 {
        let mut twilio = joined();
        let mut join = Running::new(&twilio, "call-outbound-join", alice_joins(), None);
        let early = (0..moment).find_map(|_| join.advance(&mut twilio));
        twilio.end_conference();
        assert_eq!(twilio.deliver(told("conference-end", 3)).status, 200, "at {moment}");
        while early.is_none() && join.advance(&mut twilio).is_none() {}
        assert_eq!(twilio.left(), [""; 0], "at {moment}: {:?}", twilio.log);
        assert!(moment > 0 || twilio.colleagues().is_empty(), "{:?}", twilio.log);
    }
}

#[test]
fn a_task_that_was_made_unseen_is_not_made_again() {
    for status in [0, 500, 503] {
        let mut twilio = joined();
        // Three are read, the record is the fourth call, the task the fifth.
        twilio.trouble.insert(4, Trouble::DoneBut(status));
        assert_eq!(twilio.deliver(alice_joins()).status, 200);
        assert_eq!(twilio.colleagues().len(), 1, "{status}: {:?}", twilio.log);
        assert_eq!(posts(&twilio, "tasks"), 1, "{status}: it is looked for");
    }
}

#[test]
fn a_read_after_a_conflict_has_no_condition() {
    let (mut twilio, bobs) = ringing();
    twilio.leave(ALICES_LEG);
    let begun = twilio.log.len();
    // Somebody else changes each task before it is changed here. The played Twilio takes no
    // condition on a read.
    let mut leaves = Running::new(&twilio, "call-outbound-join", alice_leaves(2), None);
    let reply = loop {
        if twilio.log[begun..].last().is_some_and(|call| call.starts_with("get ")) {
            for task in twilio.tasks.values_mut().filter(|task| task.changes < 2) {
                task.change();
            }
        }
        if let Some(reply) = leaves.advance(&mut twilio) {
            break reply;
        }
    };
    assert_eq!(reply.status, 200, "{:?}", twilio.log);
    assert_eq!([twilio.status(ALICES_TASK), twilio.status(&bobs)], ["wrapping", "canceled"]);
}

#[test]
fn the_join_waits_for_nothing_that_taskrouter_writes_later() {
    let mut twilio = joined();
    let attributes = &mut twilio.tasks.get_mut(ALICES_TASK).unwrap().attributes;
    attributes.as_object_mut().unwrap().remove("worker_call_sid");
    assert_eq!(twilio.deliver(alice_joins()).status, 200);
    assert_eq!(twilio.colleagues().len(), 1);
}

#[test]
fn an_accept_between_look_and_cancel_is_seen() {
    let (mut twilio, bobs) = ringing();
    twilio.leave(ALICES_LEG);
    let mut leaves = Running::new(&twilio, "call-outbound-join", alice_leaves(2), None);
    while twilio.log.last().is_none_or(|call| call != "get bob's task") {
        assert_eq!(leaves.advance(&mut twilio), None);
    }
    twilio.accept(&bobs, BOB);
    while leaves.advance(&mut twilio).is_none() {}
    assert_eq!(twilio.status(&bobs), "wrapping", "{:?}", twilio.log);
    assert_eq!(posts(&twilio, "bob's task"), 2, "under the condition that it is as it was read");
}

#[test]
fn attributes_of_others_survive_as_they_are() {
    let mut twilio = joined();
    let theirs = json!({
        "list": [3, 2, 1], "empty": [], "nothing": null, "deep": { "nothing": null, "list": [{}] },
        "conference": { "theirs": { "kept": true }, "sid": "old" },
    });
    let attributes = &mut twilio.tasks.get_mut(ALICES_TASK).unwrap().attributes;
    attributes.as_object_mut().unwrap().extend(theirs.as_object().unwrap().clone());
    assert_eq!(twilio.deliver(alice_joins()).status, 200);
    let attributes = &twilio.tasks[ALICES_TASK].attributes;
    for name in ["list", "empty", "nothing", "deep"] {
        assert_eq!(attributes[name], theirs[name], "{name}");
    }
    assert!(attributes.as_object().unwrap().contains_key("nothing"));
    assert_eq!(attributes["conference"]["theirs"], json!({ "kept": true }));
    assert_eq!(attributes["conference"]["sid"], CONFERENCE);
}

#[test]
fn holding_holds_the_leg_that_is_named_and_no_other() {
    for (target, other) in [(BOBS_LEG, ALICES_LEG), (ALICES_LEG, BOBS_LEG)] {
        for (by, _) in [(ALICE, ALICES_LEG), (BOB, BOBS_LEG)] {
            let (mut twilio, _) = talking();
            let event = json!({
                "op": "hold", "conferenceName": ALICES_TASK, "target": target, "requestId": REQUEST,
            });
            assert_eq!(twilio.run("control", event, Some(by)).status, 200);
            let held = [target, other].map(|leg| twilio.seat(leg).hold);
            assert_eq!(held, [true, false], "{target} by {by}");
        }
    }
}

/// Every Function that takes a token, and each thing that it can be asked for.
fn asked(bobs: &str) -> Vec<(&'static str, Value)> {
    let mut asked = Vec::new();
    for task in [ALICES_TASK, bobs] {
        for name in [json!(ALICES_TASK), json!(bobs), Value::Null] {
            for reason in ["", "in_meeting"] {
                let event = json!({ "taskSid": task, "conferenceName": name, "reason": reason });
                asked.push(("cleanup-rejected-task", event));
            }
        }
        asked.push(("reconcile", json!({ "taskSid": task })));
    }
    for op in ["hold", "unhold", "mute", "unmute", "remove", "end"] {
        for target in [ALICES_LEG, BOBS_LEG] {
            let target = if op == "end" { Value::Null } else { json!(target) };
            let event = json!({
                "op": op, "conferenceName": ALICES_TASK, "target": target, "requestId": REQUEST,
            });
            asked.push(("control", event));
        }
    }
    asked
}

#[test]
fn a_stranger_is_refused_by_every_function() {
    // Nobody has heard of the call yet, it rings, they talk, it is over.
    let unheard = (joined(), ALICES_TASK.to_owned());
    let mut ended = talking();
    ended.0.leave(BOBS_LEG);
    assert_eq!(ended.0.deliver(bob_leaves(4)).status, 200);
    for (twilio, bobs) in [unheard, ringing(), talking(), ended] {
        for (plan, mut event) in asked(&bobs) {
            // That he names somebody else, or is one who is rung elsewhere, helps him nothing.
            event["workerSid"] = json!(ALICE);
            for stranger in [Some(EVE), None] {
                let mut asked = twilio.clone();
                let begun = asked.log.len();
                let reply = asked.run(plan, event.clone(), stranger);
                let case = format!("{plan} {event} by {stranger:?}: {reply:?}");
                assert_eq!(reply.status, 403, "{case}");
                let told = body(&reply);
                assert_eq!(told["code"], "forbidden", "{case}");
                assert!(told.get("state").is_none() && told.get("endReason").is_none(), "{case}");
                let writes = asked.log[begun..].iter().filter(|call| call.starts_with("post"));
                assert_eq!(writes.count(), 0, "{case}: {:?}", asked.log);
            }
        }
    }
}

#[test]
fn a_party_is_let_in_where_a_stranger_is_refused() {
    let (twilio, bobs) = talking();
    for (plan, event) in asked(&bobs) {
        let by = [ALICE, BOB].map(|worker| twilio.clone().run(plan, event.clone(), Some(worker)));
        let refused = by.iter().filter(|reply| reply.status == 403).count();
        // One of the two may have to leave it to the other: Bob does not cancel for Alice.
        assert!(refused < 2, "{plan} {event}: {by:?}");
    }
}

#[test]
fn attributes_that_change_later_change_nothing() {
    let (mut twilio, bobs) = ringing();
    let attributes = &mut twilio.tasks.get_mut(ALICES_TASK).unwrap().attributes;
    for (name, value) in
        [("to", "client:eve"), ("targetWorker", "client:eve"), ("fromName", "Your Boss")]
    {
        attributes[name] = json!(value);
    }
    // Told again, looked at, and declined by whom they name now.
    assert_eq!(twilio.deliver(alice_joins()).status, 200);
    let look = twilio.run("reconcile", json!({ "taskSid": ALICES_TASK }), Some(ALICE));
    assert_eq!(look.status, 200);
    let event = json!({ "taskSid": bobs, "conferenceName": ALICES_TASK });
    assert_eq!(twilio.run("cleanup-rejected-task", event, Some(EVE)).status, 403);
    assert_eq!(twilio.record()["colleague"]["address"], "client:bob");
    assert_eq!(twilio.record()["caller"]["name"], "Alice Anders");
    assert_eq!(twilio.colleagues().len(), 1);
    let reply = joining(&mut twilio, ALICES_TASK, "client:eve");
    assert!(reply.body.contains("<Hangup/>"), "{reply:?}");
    assert_eq!(decline(&mut twilio, &bobs).status, 200);
}

fn joining(twilio: &mut Twilio, name: &str, to: &str) -> Reply {
    let leg = format!("worker-{BOB}");
    let event = json!({ "conferenceName": name, "taskSid": name, "leg": leg, "To": to });
    twilio.run("agent-join-conference", event, None)
}

#[test]
fn a_leg_that_nobody_expects_is_hung_up() {
    let (twilio, _) = ringing();
    for (name, to, joins) in [
        (ALICES_TASK, "client:bob", true),
        (ALICES_TASK, "client:eve", false),
        (ALICES_TASK, "", false),
        (BOBS_OWN_TASK, "client:bob", false),
        ("support", "client:bob", false),
    ] {
        let reply = joining(&mut twilio.clone(), name, to);
        assert_eq!(reply.body.contains("<Hangup/>"), !joins, "{name} {to}");
        assert_eq!(reply.body.contains("<Conference"), joins, "{name} {to}");
    }
}

#[test]
fn an_address_cannot_end_the_text_of_a_filter() {
    for address in ["client:a\" OR \"1\"==\"1", "client:a\\", "client:\"bob"] {
        let mut twilio = joined();
        twilio.called.insert(ALICES_LEG.to_owned(), address.to_owned());
        let attributes = json!({ "contact_uri": address, "full_name": "Alice Anders" });
        twilio.workers.get_mut(ALICE).unwrap()["attributes"] = json!(attributes.to_string());
        assert_eq!(twilio.deliver(alice_joins()).status, 200);
        assert!(!twilio.log.iter().any(|call| call == "get tasks"), "{address}");
        assert_eq!(twilio.colleagues().len(), 1, "{address}: and the call goes on");
    }
}

#[test]
fn a_flag_is_true_or_false_and_nothing_else() {
    for (value, hold) in [(json!("true"), Some(true)), (json!("false"), Some(false))] {
        let (mut twilio, _) = talking();
        let mut message = leg("participant-hold", 4, BOBS_LEG, BOB);
        message["Hold"] = value;
        assert_eq!(twilio.deliver(message).status, 200);
        assert_eq!(twilio.record()["legs"][BOBS_LEG]["hold"].as_bool(), hold);
    }
    for name in ["Hold", "Muted", "Coaching"] {
        for value in [json!("TRUE"), json!("True"), json!("1"), json!("yes"), json!(true), json!(1)]
        {
            let (mut twilio, _) = talking();
            let mut message = leg("participant-hold", 4, BOBS_LEG, BOB);
            message[name] = value.clone();
            let reply = twilio.deliver(message);
            assert_eq!((reply.status, twilio.log.len()), (400, 0), "{name} {value}");
        }
    }
}

#[test]
fn an_identifier_is_that_or_refused_by_every_function() {
    let alices = ALICES_TASK;
    let wrong = [
        json!("WT1"),
        json!(alices.to_uppercase()),
        json!(format!("{alices}0")),
        json!(format!(" {alices}")),
        json!(format!("{alices}/Reservations")),
        json!("../../Accounts"),
        json!(CONFERENCE),
        json!([alices, alices]),
        json!({ "0": alices }),
        json!(7),
        json!(true),
        json!("x".repeat(2_000)),
    ];
    let cases: [(&str, &[&str], Value); 6] = [
        (
            "call-outbound-join",
            &["FriendlyName", "ConferenceSid", "CallSid", "caller"],
            alice_joins(),
        ),
        (
            "cleanup-rejected-task",
            &["taskSid", "conferenceName", "requestId"],
            json!({ "taskSid": alices }),
        ),
        (
            "control",
            &["conferenceName", "target", "requestId", "op"],
            json!({ "op": "hold", "conferenceName": alices, "target": BOBS_LEG, "requestId": REQUEST }),
        ),
        ("missed-calls", &["clear"], json!({ "clear": alices })),
        ("reconcile", &["taskSid", "requestId"], json!({ "taskSid": alices })),
        (
            "agent-join-conference",
            &["conferenceName", "leg", "To"],
            json!({ "conferenceName": alices, "leg": format!("worker-{BOB}"), "To": "client:bob" }),
        ),
    ];
    for (plan, names, right) in cases {
        for name in names {
            for value in &wrong {
                let fits = *name == "ConferenceSid" && *value == json!(CONFERENCE);
                // Any text may be an address; only a list of them is none.
                let text = *name == "To" && value.as_str().is_some_and(|text| text.len() < 1_000);
                if fits || text {
                    continue;
                }
                let mut twilio = Twilio::new();
                let mut event = right.clone();
                event[*name] = value.clone();
                let reply = twilio.run(plan, event, Some(ALICE));
                let refused = reply.status == 400 || reply.body.contains("<Hangup/>");
                assert!(refused, "{plan} {name} {value}: {reply:?}");
                assert_eq!(twilio.log.len(), 0, "{plan} {name} {value}: nobody is asked");
            }
        }
    }
}

#[test]
fn whatever_the_task_is_there_is_an_answer() {
    let without = |name: &'static str| {
        let mut twilio = joined();
        let task = twilio.tasks.get_mut(ALICES_TASK).unwrap();
        task.attributes.as_object_mut().unwrap().remove(name);
        twilio
    };
    let mut unknown = joined();
    unknown.tasks.clear();
    let mut text = joined();
    text.tasks.get_mut(ALICES_TASK).unwrap().attributes = json!("text");
    for (what, mut twilio) in [
        ("unknown", unknown),
        ("a text", text),
        ("no to", without("to")),
        ("no name", without("name")),
    ] {
        let reply = twilio.deliver(alice_joins());
        assert!([200, 502].contains(&reply.status), "{what}: {reply:?}");
        assert_eq!(twilio.colleagues().len(), 0, "{what}");
        if reply.status == 200 {
            // Nobody waits in a conference that no call will ever come of.
            assert!(!twilio.left().iter().any(|left| left.starts_with("CF")), "{what}");
        }
    }
    let mut refused = joined();
    refused.trouble.insert(4, Trouble::Refused(400));
    assert_eq!(refused.deliver(alice_joins()).status, 200);
    assert_eq!(refused.left(), [""; 0]);
}

#[test]
fn a_refused_change_is_looked_at_and_told() {
    let (mut twilio, bobs) = ringing();
    twilio.leave(ALICES_LEG);
    // TaskRouter refuses again and again although the task could be closed.
    let changes = |call: &String| call.starts_with("post") && call.ends_with("task");
    let mut leaves = Running::new(&twilio, "call-outbound-join", alice_leaves(2), None);
    let reply = loop {
        let next = twilio.log.len();
        if leaves.asks().as_ref().is_some_and(changes) {
            twilio.trouble.insert(next, Trouble::Refused(400));
        }
        if let Some(reply) = leaves.advance(&mut twilio) {
            break reply;
        }
    };
    assert!(reply.status >= 500, "{reply:?}");
    assert_eq!(twilio.status(&bobs), "reserved");
    assert!(twilio.record()["work"].get("closedTasks").is_none(), "{}", twilio.record());
    twilio.trouble.clear();
    // It is told again, and done now; what others have done meanwhile is not done again.
    twilio.tasks.get_mut(&bobs).unwrap().status = "canceled".to_owned();
    assert_eq!(twilio.deliver(alice_leaves(2)).status, 200);
    assert_eq!(twilio.left(), [""; 0]);
}

#[test]
fn an_end_that_was_not_worked_on_is_told_again() {
    let (base, bobs) = talking();
    for call in 0..12 {
        let mut twilio = base.clone();
        twilio.end_conference();
        let begun = twilio.log.len() + call;
        twilio.trouble.extend((begun..begun + 3).map(|call| (call, Trouble::Refused(503))));
        let reply = twilio.deliver(told("conference-end", 5));
        let done = twilio.left().is_empty();
        assert!(done || reply.status >= 500, "{call}: {reply:?} and {:?}", twilio.left());
        twilio.trouble.clear();
        assert_eq!(twilio.deliver(told("conference-end", 5)).status, 200, "{call}");
        assert_eq!(twilio.left(), [""; 0], "{call}");
        assert_eq!([twilio.status(ALICES_TASK), twilio.status(&bobs)], ["wrapping"; 2]);
    }
}

#[test]
fn declining_says_what_has_come_of_it() {
    let (base, bobs) = ringing();
    for call in 0..14 {
        let mut twilio = base.clone();
        twilio.trouble.extend((call..call + 3).map(|call| (call, Trouble::Refused(503))));
        let reply = decline(&mut twilio, &bobs);
        let done = twilio.left().is_empty();
        assert!(done || reply.status >= 500, "{call}: {reply:?} and {:?}", twilio.left());
        assert!(done || body(&reply).get("state").is_none(), "{call}: {reply:?}");
    }
}

#[test]
fn whoever_comes_after_the_end_is_let_go() {
    let (mut twilio, bobs) = ringing();
    twilio.accept(&bobs, BOB);
    twilio.leave(ALICES_LEG);
    // He was told where to go before the end, and comes after it: into a room of his own.
    assert!(joining(&mut twilio, ALICES_TASK, "client:bob").body.contains("<Conference"));
    assert_eq!(twilio.deliver(alice_leaves(2)).status, 200);
    let stray = "CF99999999999999999999999999999999";
    twilio.join_in(stray, ALICES_TASK, BOBS_LEG, &format!("worker-{BOB}"));
    let mut joins = bob_joins();
    (joins["ConferenceSid"], joins["SequenceNumber"]) = (json!(stray), json!("1"));
    assert_eq!(twilio.deliver(joins).status, 200);
    assert_eq!(twilio.left(), [""; 0], "{:?}", twilio.log);
    // Whoever asks after the end is not sent there at all.
    assert!(joining(&mut twilio, ALICES_TASK, "client:bob").body.contains("<Hangup/>"));
}

#[test]
fn each_leg_tells_everything_and_ends_nothing() {
    let (mut twilio, _) = ringing();
    let event = json!({ "taskSid": ALICES_TASK, "leg": format!("worker-{ALICE}") });
    let callers = twilio.run("agent-outbound-join", event, None).body;
    let colleagues = joining(&mut twilio, ALICES_TASK, "client:bob").body;
    for twiml in [callers, colleagues] {
        let events = "statusCallbackEvent=\"start end join leave mute hold modify\"";
        for wanted in [events, "endConferenceOnExit=\"false\"", "statusCallback=\"https://"] {
            assert!(twiml.contains(wanted), "{wanted} in {twiml}");
        }
    }
    // And its leaving alone is enough.
    let (mut twilio, bobs) = talking();
    twilio.leave(BOBS_LEG);
    assert_eq!(twilio.deliver(bob_leaves(4)).status, 200);
    assert_eq!(twilio.left(), [""; 0]);
    assert_eq!([twilio.status(ALICES_TASK), twilio.status(&bobs)], ["wrapping"; 2]);
}

#[test]
fn all_tries_together_end_in_time() {
    let (twilio, bobs) = ringing();
    let mut plans = asked(&bobs);
    plans.push(("call-outbound-join", alice_leaves(2)));
    let silent = (0..60).map(|call| (call, Trouble::Refused(0))).collect();
    // Twilio answers nothing for as long as it is waited for, or everything just before that.
    for trouble in [silent, BTreeMap::new()] {
        for (plan, event) in &plans {
            let mut twilio = Twilio { trouble: trouble.clone(), ..twilio.clone() };
            let mut running = Running::new(&twilio, plan, event.clone(), Some(ALICE));
            let started = twilio.now;
            while running.advance(&mut twilio).is_none() {
                twilio.now += 2_900;
            }
            assert!(twilio.now - started < 12_000, "{plan}: no call begins after eight seconds");
        }
    }
}
