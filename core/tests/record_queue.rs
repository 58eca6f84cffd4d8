//! A call to a queue on the server: whoever of it takes the call becomes the other party.

#![allow(clippy::unwrap_used, reason = "test helpers")]

mod alice_calls_bob;

use alice_calls_bob::*;

use call_core::record::{Fact, Record, TaskSeen};
use call_core::wire::{CallState, CallerAttributes, EndReason};

/// What the last of these facts asks for, of a call to a queue.
fn after(facts: impl IntoIterator<Item = Fact>) -> (Record, String) {
    let mut record = alice_calls_billing();
    let mut asked = Vec::new();
    for fact in facts {
        asked = record.handle(fact, NOW);
    }
    (record, line(&asked))
}

/// Alice waits; TaskRouter asks one after the other.
fn waiting() -> Vec<Fact> {
    vec![joins(1, 'a'), created(), Fact::Mirrored]
}

#[test]
fn the_queues_task_is_made_once_and_nobody_of_it_can_be_calling_back() {
    let (_, asked) = after([joins(1, 'a')]);
    assert_eq!(asked, "create the colleague's task");
    let (record, asked) = after([joins(1, 'a'), created()]);
    assert_eq!(asked, "mirror the call into the caller's task");
    assert_eq!(record.call().colleague.name.reveal(), "Billing");
    assert_eq!(after(waiting()).1, "");
}

#[test]
fn whoever_joins_is_looked_up_once_and_the_callers_task_names_him() {
    let look = format!("look who {} is", worker('b'));
    let (record, asked) = after(with(waiting(), [joins(2, 'b')]));
    assert_eq!((record.call().state, asked), (CallState::Active, look));
    let (record, asked) = after(with(waiting(), [joins(2, 'b'), it_was_bob()]));
    assert_eq!(asked, "mirror the call into the caller's task");
    let taker = &record.call().colleague;
    assert_eq!(taker.worker_sid, Some(worker('b')));
    assert_eq!(
        (taker.name.reveal().as_str(), taker.address.reveal().as_str()),
        ("Bob Baker", "client:bob")
    );
    assert!(record.expects("client:bob"), "whose page is loaded anew may come back");
    let known = with(waiting(), [joins(2, 'b'), it_was_bob(), Fact::Mirrored]);
    assert_eq!(after(known.clone()).1, "");
    assert_eq!(after(with(known, [it_was_bob()])).1, "", "twice does no harm");
}

#[test]
fn of_a_taker_whom_taskrouter_does_not_know_the_queues_name_stays() {
    let nobody = Fact::TakerSeen { name: None, address: None };
    let (record, asked) = after(with(waiting(), [joins(2, 'b'), nobody]));
    assert_eq!((record.call().colleague.name.reveal().as_str(), asked.as_str()), ("Billing", ""));
}

#[test]
fn nobody_is_looked_up_for_a_call_that_is_over() {
    let (_, asked) = after(with(waiting(), [joins(2, 'b'), ends(3)]));
    assert_eq!(asked, "close Bob's task, close Alice's task");
}

#[test]
fn a_task_that_nobody_took_in_time_ends_the_call() {
    let seen = Fact::ColleagueTaskSeen(TaskSeen::Canceled);
    let (record, asked) = after(with(waiting(), [seen]));
    assert_eq!(asked, "end the conference, close Bob's task, close Alice's task");
    assert_eq!(record.call().end_reason, Some(EndReason::NoAnswer));
}

#[test]
fn somebody_of_a_queue_is_waited_for_five_minutes_or_as_long_as_asked_for() {
    for (asked, given) in [(None, 300), (Some(1), 5), (Some(900), 900), (Some(86_400), 3_600)] {
        let attributes =
            CallerAttributes { ring_timeout: asked, ..attributes_of(&alice_calls_billing()) };
        let record = Record::new(task('a'), &attributes, alice(), NOW);
        assert_eq!(record.call().ring_timeout_s, given);
    }
}
