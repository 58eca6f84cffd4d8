//! Two Functions at once: every order in which their calls can reach Twilio.

#![allow(clippy::unwrap_used, clippy::panic, reason = "test helpers")]

mod twilio;

use call_functions::Reply;
use serde_json::{Value, json};
use twilio::*;

/// One of two requests that come at the same moment.
type Asked = (&'static str, Value, Option<&'static str>);

/// How often the turn may change before both are done. Three take half a minute and have found
/// nothing more.
const CHANGES: usize = 2;

/// Lets both run in every order of their calls in which the turn changes a few times.
fn in_every_order(twilio: &Twilio, one: &Asked, two: &Asked, check: impl Fn(&Twilio, [Reply; 2])) {
    let mut schedules = vec![vec![0], vec![1]];
    let mut runs = 0;
    while let Some(schedule) = schedules.pop() {
        let mut twilio = twilio.clone();
        let mut running = [one, two]
            .map(|(plan, event, worker)| Running::new(&twilio, plan, event.clone(), *worker));
        let mut replies = [None, None];
        let mut turns: Vec<usize> = Vec::new();
        while replies.iter().any(Option::is_none) {
            let last = turns.last().copied().unwrap_or(0);
            let turn = match schedule.get(turns.len()) {
                Some(turn) => *turn,
                None if replies[last].is_some() => 1 - last,
                None => {
                    let other = with(&turns, 1 - last);
                    let changes = other.windows(2).filter(|pair| pair[0] != pair[1]).count();
                    if replies[1 - last].is_none() && changes <= CHANGES {
                        schedules.push(other);
                    }
                    last
                }
            };
            turns.push(turn);
            replies[turn] = running[turn].advance(&mut twilio);
        }
        runs += 1;
        let [Some(first), Some(second)] = replies else { panic!("both have replied") };
        check(&twilio, [first, second]);
    }
    assert!(runs > 20, "{runs} orders are too few to be all");
}

fn with(turns: &[usize], turn: usize) -> Vec<usize> {
    turns.iter().copied().chain([turn]).collect()
}

fn callback(event: Value) -> Asked {
    ("call-outbound-join", event, None)
}

#[test]
fn the_callers_joining_told_twice_at_once_rings_once() {
    let twice = callback(alice_joins());
    in_every_order(&joined(), &twice, &twice, |twilio, replies| {
        assert_eq!(replies.map(|reply| reply.status), [200, 200]);
        assert_eq!(twilio.colleagues().len(), 1, "{:?}", twilio.log);
        let bobs = twilio.colleagues()[0].0;
        assert_eq!(twilio.record()["colleague"]["taskSid"], json!(bobs), "{:?}", twilio.log);
    });
}

#[test]
fn a_caller_who_leaves_while_the_task_is_made_leaves_nothing() {
    let mut twilio = joined();
    twilio.leave(ALICES_LEG);
    let leaves = callback(alice_leaves(2));
    in_every_order(&twilio, &callback(alice_joins()), &leaves, |twilio, _| {
        assert_eq!(twilio.left(), [""; 0], "{:?}", twilio.log);
    });
}

#[test]
fn an_end_that_is_told_while_the_task_is_made_leaves_nothing() {
    let mut twilio = joined();
    twilio.end_conference();
    let ends = callback(told("conference-end", 3));
    in_every_order(&twilio, &callback(alice_joins()), &ends, |twilio, _| {
        assert_eq!(twilio.left(), [""; 0], "{:?}", twilio.log);
    });
}

#[test]
fn a_look_while_the_task_is_made_rings_once() {
    let looks = ("reconcile", json!({ "taskSid": ALICES_TASK }), Some(ALICE));
    in_every_order(&joined(), &callback(alice_joins()), &looks, |twilio, _| {
        assert_eq!(twilio.colleagues().len(), 1, "{:?}", twilio.log);
        assert_eq!(twilio.record()["state"], "ringing");
    });
}

#[test]
fn who_joins_after_a_look_is_not_taken_for_gone() {
    let mut twilio = joined();
    twilio.deliver(alice_joins());
    twilio.log.clear();
    let event = json!({ "taskSid": ALICES_TASK });
    let mut looks = Running::new(&twilio, "reconcile", event, Some(ALICE));
    while twilio.log.last().is_none_or(|call| call != "get legs") {
        assert_eq!(looks.advance(&mut twilio), None);
    }
    twilio.join(BOBS_LEG, &format!("worker-{BOB}"));
    assert_eq!(twilio.deliver(bob_joins()).status, 200);
    // The look has still to see Bob's task: a look that changes nothing would prove nothing.
    let bobs = twilio.colleagues()[0].0.clone();
    twilio.tasks.get_mut(&bobs).unwrap().status = "canceled".to_owned();
    let reply = std::iter::repeat_with(|| looks.advance(&mut twilio)).flatten().next();
    assert_eq!(body(&reply.unwrap())["state"], "active");
}

#[test]
fn declining_and_canceling_at_once_leave_nothing() {
    let mut twilio = joined();
    twilio.deliver(alice_joins());
    let bobs = twilio.colleagues()[0].0.clone();
    let declines = ("cleanup-rejected-task", json!({ "taskSid": bobs }), Some(BOB));
    twilio.leave(ALICES_LEG);
    in_every_order(&twilio, &declines, &callback(alice_leaves(2)), |twilio, replies| {
        assert_eq!(replies.map(|reply| reply.status), [200, 200]);
        assert_eq!(twilio.left(), [""; 0], "{:?}", twilio.log);
        assert_eq!(twilio.record()["endReason"], "declined");
    });
}

#[test]
fn accepting_as_the_caller_hangs_up_leaves_nothing() {
    let mut twilio = joined();
    twilio.deliver(alice_joins());
    let bobs = twilio.colleagues()[0].0.clone();
    twilio.tasks.get_mut(&bobs).unwrap().status = "assigned".to_owned();
    twilio.join(BOBS_LEG, &format!("worker-{BOB}"));
    twilio.leave(ALICES_LEG);
    let accepts = callback(leg("participant-join", 3, BOBS_LEG, BOB));
    in_every_order(&twilio, &accepts, &callback(alice_leaves(2)), |twilio, _| {
        assert_eq!(twilio.left(), [""; 0], "{:?}", twilio.log);
        assert_eq!([twilio.status(ALICES_TASK), twilio.status(&bobs)], ["wrapping"; 2]);
    });
}

#[test]
fn both_hanging_up_at_once_wrap_up_once_each() {
    let mut twilio = joined();
    twilio.deliver(alice_joins());
    let bobs = twilio.colleagues()[0].0.clone();
    twilio.tasks.get_mut(&bobs).unwrap().status = "assigned".to_owned();
    twilio.join(BOBS_LEG, &format!("worker-{BOB}"));
    twilio.deliver(bob_joins());
    twilio.leave(ALICES_LEG);
    twilio.leave(BOBS_LEG);
    let (one, two) = (callback(alice_leaves(4)), callback(bob_leaves(5)));
    in_every_order(&twilio, &one, &two, |twilio, _| {
        assert_eq!(twilio.left(), [""; 0], "{:?}", twilio.log);
        assert_eq!([twilio.status(ALICES_TASK), twilio.status(&bobs)], ["wrapping"; 2]);
    });
}

/// Bob's own joining of the call that he makes to Alice.
fn bob_joins_his_own() -> Value {
    let mut message = leg("participant-join", 1, BOBS_LEG, BOB);
    message["ConferenceSid"] = json!(BOBS_OWN_CONFERENCE);
    message["FriendlyName"] = json!(BOBS_OWN_TASK);
    message["caller"] = json!(BOB);
    message
}

#[test]
fn of_two_who_call_each_other_one_gets_through() {
    let mut twilio = joined();
    twilio.bob_calls_too();
    let (alices, bobs) = (callback(alice_joins()), callback(bob_joins_his_own()));
    in_every_order(&twilio, &alices, &bobs, |twilio, replies| {
        assert_eq!(replies.map(|reply| reply.status), [200, 200]);
        let of = |task: &str| &twilio.documents[&format!("internal_call.{task}")].1;
        let (mine, other) = match of(ALICES_TASK)["state"] == "ringing" {
            true => (ALICES_TASK, BOBS_OWN_TASK),
            false => (BOBS_OWN_TASK, ALICES_TASK),
        };
        assert_eq!(of(mine)["state"], "ringing", "{:?}", twilio.log);
        assert_eq!(of(other)["endReason"], "crossed", "{:?}", twilio.log);
        // He who lost is free, and is rung by the other.
        assert_eq!(twilio.status(other), "completed");
        let rung: Vec<&str> = twilio
            .colleagues()
            .into_iter()
            .filter(|(_, task)| task.status == "reserved")
            .map(|(_, task)| task.attributes["parentTaskSid"].as_str().unwrap())
            .collect();
        assert_eq!(rung, [mine], "{:?}", twilio.log);
        assert_eq!(twilio.left().len(), 4, "{:?}", twilio.left());
    });
}

#[test]
fn the_call_whose_record_was_made_first_goes_on() {
    let mut twilio = joined();
    twilio.bob_calls_too();
    twilio.deliver(bob_joins_his_own());
    twilio.deliver(alice_joins());
    assert_eq!(twilio.record()["endReason"], "crossed");
    assert_eq!(twilio.status(ALICES_TASK), "completed");
}

fn cleanup(worker: &'static str) -> Asked {
    let event = json!({ "taskSid": ALICES_TASK, "conferenceName": ALICES_TASK });
    ("cleanup-rejected-task", event, Some(worker))
}

fn missed(twilio: &Twilio) -> Vec<Vec<String>> {
    let of = |notice: &Value| {
        let calls = notice["missed"].as_array().unwrap().iter();
        calls.map(|call| call["call"].as_str().unwrap().to_owned()).collect()
    };
    twilio.notices().into_iter().map(of).collect()
}

#[test]
fn an_end_that_two_functions_hear_of_leaves_one_notice() {
    let (mut twilio, _) = ringing_for_a_notice();
    twilio.leave(ALICES_LEG);
    let leaves = callback(alice_leaves(2));
    in_every_order(&twilio, &cleanup(ALICE), &leaves, |twilio, _| {
        assert_eq!(missed(twilio), [[ALICES_TASK]], "{:?}", twilio.log);
    });
}

#[test]
fn a_notice_that_comes_while_others_are_cleared_stays() {
    let (mut twilio, bobs) = ringing_for_a_notice();
    let mut first = twilio.clone();
    let (plan, event, worker) = cleanup(ALICE);
    first.run(plan, event, worker);
    let name = first.documents.keys().find(|name| name.starts_with("missed_calls.")).unwrap();
    let older = json!({ "call": bobs, "caller": EVE, "at": 1 });
    twilio.documents.insert(name.clone(), (0, json!({ "missed": [older] })));
    let clears = ("missed-calls", json!({ "clear": EVE }), Some(BOB));
    in_every_order(&twilio, &cleanup(ALICE), &clears, |twilio, replies| {
        assert_eq!(replies.map(|reply| reply.status), [200, 200]);
        assert_eq!(missed(twilio), [[ALICES_TASK]], "{:?}", twilio.log);
    });
}
