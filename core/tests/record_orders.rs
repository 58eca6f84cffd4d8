//! One internal call on the server, in every order of its messages, twice and with any of them lost.

#![allow(clippy::unwrap_used, clippy::panic, reason = "test helpers")]

mod alice_calls_bob;

use alice_calls_bob::*;
use call_core::record::{Effect, Fact, Record, Told};
use call_core::wire::{CallRecord, EndReason, LegStatus, Work};

/// What both screens and TaskRouter see of a call; not what the server still has to do.
fn visible(record: &Record) -> CallRecord {
    CallRecord { work: Work::default(), answered_at: None, ..record.call().clone() }
}

/// Does what the server owes until it owes nothing, and says how often a task was made.
fn settle(record: &mut Record, mut effects: Vec<Effect>) {
    for _ in 0..10 {
        let Some(effect) = effects.first().cloned() else { return };
        let done = match effect {
            Effect::CloseTask(task) | Effect::CompleteTask(task) => Fact::TaskClosed(task),
            Effect::CreateColleagueTask | Effect::FindColleagueTask => created(),
            Effect::EndConference(_) => Fact::ConferenceOver,
            Effect::FindCrossing => Fact::CrossingLooked,
            Effect::LeaveNotice => Fact::NoticeLeft,
            Effect::MirrorAttributes => Fact::Mirrored,
            Effect::LookAtLeg { .. } | Effect::LookWhoTook(_) | Effect::Unhold { .. } => {
                panic!("nobody gave an order, or called a queue")
            }
        };
        effects = record.handle(done, NOW);
    }
    assert_eq!(line(&effects), "", "the server never gets done");
}

fn permutations(facts: &[Fact], visit: &mut impl FnMut(&[Fact])) {
    fn place(left: &mut Vec<Fact>, chosen: &mut Vec<Fact>, visit: &mut impl FnMut(&[Fact])) {
        if left.is_empty() {
            return visit(chosen);
        }
        for index in 0..left.len() {
            chosen.push(left.remove(index));
            place(left, chosen, visit);
            left.insert(index, chosen.pop().unwrap());
        }
    }
    place(&mut facts.to_vec(), &mut Vec::new(), visit);
}

/// Every order of a call's messages, each message twice, ends in the same record, makes at most
/// one task for the colleague, and leaves nothing behind.
fn in_every_order(facts: &[Fact], reason: EndReason) {
    let mut expected: Option<CallRecord> = None;
    let mut runs = 0;
    permutations(facts, &mut |order| {
        runs += 1;
        let mut record = asks_for_notices(&alice_calls_bob());
        let mut made = 0;
        let mut owed = Vec::new();
        for fact in order.iter().chain(order.iter().rev()) {
            owed = record.handle(fact.clone(), NOW);
            made += owed.iter().filter(|effect| **effect == Effect::CreateColleagueTask).count();
        }
        assert!(made <= 1, "{made} tasks for the colleague after {order:?}");
        settle(&mut record, owed);

        assert_eq!(record.call().end_reason, Some(reason), "after {order:?}");
        assert!(record.is_over(), "something is left after {order:?}");
        assert!(record.call().legs.values().all(|leg| leg.status == LegStatus::Left));
        assert!(record.call().pending.is_empty());
        assert_eq!(record.call().work.closed_tasks, [task('a'), task('b')]);
        assert!(record.call().work.conference_over);
        match &expected {
            None => expected = Some(visible(&record)),
            Some(expected) => assert_eq!(visible(&record), *expected, "after {order:?}"),
        }
    });
    assert_eq!(runs, (1..=facts.len()).product::<usize>());
}

#[test]
fn a_call_that_the_colleague_ends_is_the_same_in_every_order() {
    let facts = [joins(1, 'a'), created(), joins(2, 'b'), told(3, Told::Started)];
    let facts = with(facts.to_vec(), [leaves(4, 'b'), leaves(5, 'a'), ends(6)]);
    in_every_order(&facts, EndReason::HungUp);
}

#[test]
fn a_call_with_a_hold_is_the_same_in_every_order() {
    let facts = [joins(1, 'a'), created(), joins(2, 'b'), is_held(3, 'b', true)];
    let facts = with(facts.to_vec(), [is_held(4, 'b', false), leaves(5, 'a'), leaves(6, 'b')]);
    in_every_order(&facts, EndReason::HungUp);
}

#[test]
fn a_canceled_call_is_the_same_in_every_order() {
    let facts = [joins(1, 'a'), created(), leaves(2, 'a'), ends(3)];
    in_every_order(&facts, EndReason::Canceled);
    in_every_order(&with(facts.to_vec(), [Fact::Canceled]), EndReason::Canceled);
}

#[test]
fn a_declined_call_is_the_same_in_every_order() {
    let facts = [joins(1, 'a'), created(), leaves(2, 'a'), ends(3)];
    in_every_order(&with(facts.to_vec(), [Fact::Declined(None)]), EndReason::Declined);
}

#[test]
fn a_call_whose_end_alone_was_told_is_the_same_in_every_order() {
    in_every_order(&[joins(1, 'a'), created(), joins(2, 'b'), ends(3)], EndReason::HungUp);
}

/// Loses any of a call's messages: whatever arrives, a look at the conference, which is over, and
/// at the clock puts the rest right.
#[test]
fn lost_messages_are_made_good_by_a_look() {
    let facts = [joins(1, 'a'), created(), joins(2, 'b'), leaves(3, 'b'), leaves(4, 'a'), ends(5)];
    for lost in 0..1_u32 << facts.len() {
        let mut record = asks_for_notices(&alice_calls_bob());
        for (index, fact) in facts.iter().enumerate() {
            if lost & (1 << index) == 0 {
                record.handle(fact.clone(), NOW);
            }
        }
        let later = NOW + 60_000;
        let owed = record.handle(Fact::ConferenceOver, later);
        settle(&mut record, owed);
        let owed = record.handle(Fact::Looked, later);
        settle(&mut record, owed);
        assert!(record.is_over(), "something is left without {lost:b}");
        assert!(record.call().work.closed_tasks.contains(&task('a')));
    }
}
