//! Twilio's REST fails in every way at every call of every request: whoever asked asks again, and
//! then it is as if nothing had happened.

#![allow(clippy::unwrap_used, clippy::panic, reason = "test helpers")]

mod twilio;

use call_functions::Reply;
use serde_json::{Value, json};
use twilio::*;

/// What goes wrong with one call: refused, lost before the work, lost after it.
const TROUBLES: [Trouble; 9] = [
    Trouble::Refused(0),
    Trouble::Refused(408),
    Trouble::Refused(412),
    Trouble::Refused(429),
    Trouble::Refused(500),
    Trouble::Refused(503),
    Trouble::DoneBut(0),
    Trouble::DoneBut(500),
    Trouble::DoneBut(503),
];

/// One request, the world that it comes into, and what is true when it was done.
struct Story {
    name: &'static str,
    world: fn() -> Twilio,
    plan: &'static str,
    event: fn(&Twilio) -> Value,
    worker: Option<&'static str>,
    done: fn(&Twilio),
}

fn bobs(twilio: &Twilio) -> String {
    twilio.colleagues()[0].0.clone()
}

fn bob_is_rung_once(twilio: &Twilio) {
    assert_eq!(twilio.colleagues().len(), 1, "{:?}", twilio.log);
    assert_eq!(twilio.record()["colleague"]["taskSid"], json!(bobs(twilio)), "{:?}", twilio.log);
    assert_eq!(twilio.record()["state"], "ringing");
}

fn ended(twilio: &Twilio, reason: &str, bobs_task: &str) {
    assert_eq!(twilio.left(), [""; 0], "{:?}", twilio.log);
    assert_eq!(twilio.record()["endReason"], reason);
    assert_eq!(twilio.status(ALICES_TASK), "wrapping");
    assert_eq!(twilio.status(&bobs(twilio)), bobs_task);
}

const STORIES: [Story; 11] = [
    Story {
        name: "the caller joins",
        world: joined,
        plan: "call-outbound-join",
        event: |_| alice_joins(),
        worker: None,
        done: bob_is_rung_once,
    },
    Story {
        name: "the colleague joins",
        world: || {
            let mut twilio = accepted().0;
            twilio.join(BOBS_LEG, &format!("worker-{BOB}"));
            twilio
        },
        plan: "call-outbound-join",
        event: |_| bob_joins(),
        worker: None,
        done: |twilio| assert_eq!(twilio.record()["state"], "active"),
    },
    Story {
        name: "the caller leaves while it rings",
        world: || {
            let mut twilio = ringing().0;
            twilio.leave(ALICES_LEG);
            twilio
        },
        plan: "call-outbound-join",
        event: |_| alice_leaves(2),
        worker: None,
        done: |twilio| ended(twilio, "canceled", "canceled"),
    },
    Story {
        name: "the colleague leaves",
        world: || {
            let mut twilio = talking().0;
            twilio.leave(BOBS_LEG);
            twilio
        },
        plan: "call-outbound-join",
        event: |_| bob_leaves(4),
        worker: None,
        done: |twilio| ended(twilio, "hung_up", "wrapping"),
    },
    Story {
        name: "the conference ends",
        world: || {
            let mut twilio = talking().0;
            twilio.end_conference();
            twilio
        },
        plan: "call-outbound-join",
        event: |_| told("conference-end", 5),
        worker: None,
        done: |twilio| ended(twilio, "hung_up", "wrapping"),
    },
    Story {
        name: "the colleague declines",
        world: || ringing().0,
        plan: "cleanup-rejected-task",
        event: |twilio| json!({ "taskSid": bobs(twilio), "conferenceName": ALICES_TASK }),
        worker: Some(BOB),
        done: |twilio| ended(twilio, "declined", "canceled"),
    },
    Story {
        name: "the colleague's leg has failed on its way",
        world: || accepted().0,
        plan: "cleanup-rejected-task",
        event: |twilio| json!({ "taskSid": bobs(twilio), "conferenceName": ALICES_TASK }),
        worker: Some(BOB),
        done: |twilio| ended(twilio, "unreachable", "wrapping"),
    },
    Story {
        name: "the caller cancels",
        world: || ringing().0,
        plan: "cleanup-rejected-task",
        event: |_| json!({ "taskSid": ALICES_TASK, "conferenceName": ALICES_TASK }),
        worker: Some(ALICE),
        done: |twilio| ended(twilio, "canceled", "canceled"),
    },
    Story {
        name: "the caller cancels, and the colleague finds a notice",
        world: || ringing_for_a_notice().0,
        plan: "cleanup-rejected-task",
        event: |_| json!({ "taskSid": ALICES_TASK, "conferenceName": ALICES_TASK }),
        worker: Some(ALICE),
        done: |twilio| {
            ended(twilio, "canceled", "canceled");
            let notices = twilio.notices();
            let calls = notices.iter().map(|notice| notice["missed"].as_array().unwrap().len());
            assert_eq!(calls.collect::<Vec<_>>(), [1], "{:?}", twilio.log);
        },
    },
    Story {
        name: "a look at a call whose joining was lost",
        world: joined,
        plan: "reconcile",
        event: |_| json!({ "taskSid": ALICES_TASK }),
        worker: Some(ALICE),
        done: bob_is_rung_once,
    },
    Story {
        name: "a sweep after everything was lost",
        world: || {
            let mut twilio = talking().0;
            twilio.leave(ALICES_LEG);
            twilio.leave(BOBS_LEG);
            twilio.end_conference();
            twilio.now += 90_000;
            twilio
        },
        plan: "reconcile",
        event: |_| json!({}),
        worker: Some(EVE),
        done: |twilio| ended(twilio, "hung_up", "wrapping"),
    },
];

impl Story {
    /// Asks, and again as long as the answer says that the work was not done.
    fn ask(&self, twilio: &mut Twilio) -> Reply {
        let event = (self.event)(twilio);
        for _ in 0..3 {
            let reply = twilio.run(self.plan, event.clone(), self.worker);
            if reply.status < 500 {
                return reply;
            }
            // Long enough that nobody is taken to be still at it.
            twilio.now += 11_000;
        }
        panic!("{}: it is not done after three requests", self.name)
    }

    /// Whether the request came so far that its call of this number was in trouble.
    fn in_trouble(&self, troubled: impl IntoIterator<Item = usize>, trouble: Trouble) -> bool {
        let mut twilio = (self.world)();
        let begun = twilio.log.len();
        let troubled: Vec<usize> = troubled.into_iter().map(|number| begun + number).collect();
        twilio.trouble.extend(troubled.iter().map(|number| (*number, trouble)));
        let reply = self.ask(&mut twilio);
        let case = format!("{}, {trouble:?} at {troubled:?}: {reply:?}", self.name);
        // 409: the same request has been carried out before, unseen.
        assert!(matches!(reply.status, 200 | 409), "{case}");
        // Whoever is in a call has it looked after.
        twilio.now += 11_000;
        twilio.trouble.clear();
        let look = twilio.run("reconcile", json!({ "taskSid": ALICES_TASK }), Some(ALICE));
        assert_eq!(look.status, 200, "{case}");
        (self.done)(&twilio);
        twilio.log.len() > troubled[0]
    }
}

#[test]
fn whatever_goes_wrong_with_one_call_is_made_good() {
    let mut runs = 0;
    for story in &STORIES {
        let mut longest = 0;
        for trouble in TROUBLES {
            let number = (0..60).take_while(|number| story.in_trouble([*number], trouble)).count();
            longest = longest.max(number);
            runs += number;
        }
        assert!((3..60).contains(&longest), "{} asks Twilio {longest} times", story.name);
    }
    assert!(runs > 500, "{runs} is too few");
}

/// The same call fails three times in a row, which is as often as a request tries it.
#[test]
fn an_outage_in_the_middle_of_a_request_is_made_good() {
    for story in &STORIES {
        for trouble in [Trouble::Refused(412), Trouble::Refused(503), Trouble::DoneBut(503)] {
            for number in 0..12 {
                story.in_trouble([number, number + 1, number + 2], trouble);
            }
        }
    }
}

/// Many calls last long. A sweep that always began with the same ones would never come to others.
#[test]
fn long_calls_do_not_keep_a_sweep_from_a_forgotten_one() {
    let mut twilio = talking().0;
    for number in 0..10 {
        let name = format!("WT{number:032x}");
        let mut record = twilio.record().clone();
        let conference = format!("CF{number:032x}");
        record["conferenceName"] = json!(name);
        record["conferenceSid"] = json!(conference);
        twilio.documents.insert(format!("internal_call.{name}"), (0, record));
        twilio.join_in(&conference, &name, ALICES_LEG, &format!("worker-{ALICE}"));
        twilio.join_in(&conference, &name, BOBS_LEG, &format!("worker-{BOB}"));
    }
    twilio.end_conference();
    twilio.now += 600_000;
    let swept = (0..30).position(|_| {
        twilio.now += 1_000;
        assert_eq!(twilio.run("reconcile", json!({}), Some(EVE)).status, 200);
        twilio.record()["state"] == "ended"
    });
    assert!(swept.is_some(), "{:?}", twilio.record());
}

/// Sync lists a page at a time, and a busy day fills many.
#[test]
fn a_sweep_finds_a_call_whose_record_is_not_listed_by_either_of_its_tasks() {
    for closed in [None, Some(true), Some(false)] {
        let mut twilio = talking().0;
        let bobs = bobs(&twilio);
        twilio.end_conference();
        twilio.unlisted = true;
        for (task, callers) in [(ALICES_TASK, true), (bobs.as_str(), false)] {
            let task = twilio.tasks.get_mut(task).unwrap();
            task.age = 600;
            if closed == Some(callers) {
                task.status = "completed".to_owned();
            }
        }
        twilio.now += 600_000;
        assert_eq!(twilio.run("reconcile", json!({}), Some(EVE)).status, 200);
        assert_eq!(twilio.left(), [""; 0], "{closed:?}");
    }
}
