//! Missed calls on the server: who finds a notice, of what, and how often.

#![allow(clippy::unwrap_used, reason = "test helpers")]

mod alice_calls_bob;

use alice_calls_bob::*;

use call_core::record::{Effect, Fact, Record, TaskSeen};
use call_core::wire::{CallerAttributes, Clearing, EndReason, MissedCall, MissedCalls};

/// Whether a notice is owed after these facts, of a call that asks for notices.
fn owes(facts: impl IntoIterator<Item = Fact>) -> bool {
    after(asks_for_notices(&alice_calls_bob()), facts).1
}

fn after(mut record: Record, facts: impl IntoIterator<Item = Fact>) -> (Record, bool) {
    let mut asked = Vec::new();
    for fact in facts {
        asked = record.handle(fact, NOW);
    }
    (record, asked.contains(&Effect::LeaveNotice))
}

/// Alice waits, Bob is rung.
fn ringing(then: impl IntoIterator<Item = Fact>) -> Vec<Fact> {
    with(vec![joins(1, 'a'), created(), Fact::Mirrored, Fact::CrossingLooked], then)
}

#[test]
fn whoever_is_rung_and_does_not_come_finds_a_notice() {
    for (ended, by) in [
        ("the caller gives up", vec![Fact::Canceled]),
        ("the caller hangs up", vec![leaves(2, 'a')]),
        ("the caller ends it for all", vec![Fact::EndedForAll]),
        ("the conference is over", vec![ends(2)]),
        ("he does not answer", vec![Fact::ColleagueTaskSeen(TaskSeen::Canceled)]),
        ("his offer is gone", vec![Fact::ColleagueTaskSeen(TaskSeen::Closed)]),
        ("he answers, and is not connected", vec![Fact::ColleagueNotConnected]),
    ] {
        assert!(owes(ringing(by)), "{ended}");
    }
}

#[test]
fn nobody_finds_a_notice_of_a_call_that_he_knows_of_or_never_had() {
    for (ended, facts) in [
        ("they are still waiting", ringing([])),
        ("he declines", ringing([Fact::Declined(None)])),
        ("he declines as she gives up", ringing([Fact::Declined(None), Fact::Canceled])),
        ("he was calling her", ringing([Fact::Crossed])),
        ("they have talked", ringing([joins(2, 'b'), leaves(3, 'b')])),
        ("he was never rung", vec![joins(1, 'a'), Fact::ColleagueTaskRefused]),
        ("she gives up before he is rung", vec![joins(1, 'a'), Fact::Canceled]),
    ] {
        assert!(!owes(facts), "{ended}");
    }
}

#[test]
fn a_notice_is_owed_until_it_is_left_and_then_never_again() {
    let given_up = ringing([Fact::Canceled]);
    assert!(owes(with(given_up.clone(), [Fact::Looked])), "nobody has left it yet");
    let left = with(given_up, [Fact::NoticeLeft]);
    assert!(!owes(left.clone()));
    assert!(!owes(with(left, [Fact::Looked, Fact::ColleagueTaskSeen(TaskSeen::Canceled)])));
}

#[test]
fn a_call_is_not_over_while_a_notice_is_owed() {
    let closed = [ends(2), Fact::TaskClosed(task('a')), Fact::TaskClosed(task('b'))];
    let (record, _) = after(asks_for_notices(&alice_calls_bob()), ringing(closed.clone()));
    assert!(!record.is_over());
    let (record, _) =
        after(asks_for_notices(&alice_calls_bob()), with(ringing(closed), [Fact::NoticeLeft]));
    assert!(record.is_over());
}

#[test]
fn a_notice_is_left_only_where_the_callers_task_asks_for_it_and_names_a_colleague() {
    let refused =
        CallerAttributes { missed_calls: Some(false), ..attributes_of(&alice_calls_bob()) };
    for (record, of) in [
        (alice_calls_bob(), "a caller who asks for none"),
        (Record::new(task('a'), &refused, alice(), NOW), "one who does without"),
        (asks_for_notices(&alice_calls_billing()), "whoever calls a queue"),
    ] {
        let (record, owes) = after(record, ringing([Fact::Canceled]));
        assert_eq!((record.call().end_reason, owes), (Some(EndReason::Canceled), false), "{of}");
    }
}

const WEEK_MS: u64 = 7 * 24 * 3_600_000;

fn missed(call: u32, at: u64) -> MissedCall {
    let call = call_core::id::TaskSid::parse(&format!("WT{call:032}")).unwrap();
    MissedCall { call, caller: worker('a'), at }
}

fn all(missed: impl IntoIterator<Item = MissedCall>) -> MissedCalls {
    let mut calls = MissedCalls::default();
    missed.into_iter().for_each(|call| calls.add(call));
    calls
}

fn times(calls: &MissedCalls) -> Vec<u64> {
    calls.missed.iter().map(|call| call.at).collect()
}

#[test]
fn missed_calls_stand_latest_first_in_whatever_order_they_are_told() {
    for order in [[1, 2, 3], [3, 2, 1], [2, 3, 1]] {
        let calls = all(order.map(|number| missed(number, u64::from(number) * 10)));
        assert_eq!(times(&calls), [30, 20, 10], "{order:?}");
    }
}

#[test]
fn a_call_that_is_told_twice_was_missed_once() {
    let calls = all([missed(1, 10), missed(2, 20), missed(1, 10), missed(1, 30)]);
    assert_eq!(times(&calls), [20, 10]);
}

#[test]
fn of_more_than_twenty_the_latest_are_kept() {
    let calls = all((0..25).map(|number| missed(number, u64::from(number))));
    assert_eq!(times(&calls), (5..25).rev().collect::<Vec<_>>());
    let mut full = calls.clone();
    full.add(missed(99, 1));
    assert_eq!(full, calls, "one that is older than all of them comes too late");
}

#[test]
fn a_missed_call_is_kept_for_a_week() {
    let mut calls = all([missed(1, NOW), missed(2, NOW + 1)]);
    calls.age(NOW + WEEK_MS - 1);
    assert_eq!(times(&calls), [NOW + 1, NOW]);
    calls.age(NOW + WEEK_MS);
    assert_eq!(times(&calls), [NOW + 1]);
    assert_eq!(MissedCalls::KEPT_S * 1_000, WEEK_MS);
}

#[test]
fn an_agent_forgets_all_one_or_those_of_one_colleague() {
    let other = MissedCall { caller: worker('c'), ..missed(3, 30) };
    let calls = all([missed(1, 10), missed(2, 20), other.clone()]);
    let one = Clearing::Call(calls.missed[1].call.clone());
    for (clearing, left) in [
        (Clearing::All, vec![]),
        (one, vec![30, 10]),
        (Clearing::Of(worker('c')), vec![20, 10]),
        (Clearing::Of(worker('a')), vec![30]),
        (Clearing::Of(worker('b')), vec![30, 20, 10]),
    ] {
        let mut cleared = calls.clone();
        cleared.clear(&clearing);
        assert_eq!(times(&cleared), left, "{clearing:?}");
        assert_eq!(Clearing::parse(clearing.as_str()), Some(clearing));
    }
    for text in ["", "none", "CAaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "WTa"] {
        assert_eq!(Clearing::parse(text), None, "{text}");
    }
}
