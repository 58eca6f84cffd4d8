//! One agent in two windows or in a page that was loaded anew, and two who call each other.

mod support;

use call_core::desk::{
    Action, CallState as Shown, Effect, Event, OfferStatus, Reason, Verdict, Wake,
};
use call_core::wire::{CallState, EndReason};

use OfferStatus::{Accepted, Completed, Pending, Wrapping};
use support::{Table, ended, line, mine, my_offer, reservation, task, text, told};

fn accept(table: &mut Table) -> String {
    let (verdict, effects) = table.desk.judge(0, &Action::Accept(my_offer(Pending)));
    assert_eq!(verdict, Verdict::Replace, "Flex never answers an internal call by itself");
    effects.iter().map(line).collect::<Vec<_>>().join("; ")
}

fn unanswered() -> Event {
    Event::Woken(Wake::Unanswered { reservation: reservation('a') })
}

/// Both windows' Flex accept the caller's task by themselves: two answers were two legs, and the
/// second one's failure would end the call of the first.
#[test]
fn a_call_that_was_placed_in_another_window_is_answered_there_alone() {
    let mut table = Table::ready();
    assert_eq!(table.on(mine(Pending)), "wake Unanswered at 15000");
    assert_eq!(accept(&mut table), "");
    assert_eq!(table.desk.view().call, Shown::Placing { name: text("Bob Baker") });
    assert!(table.desk.view().can_cancel, "it can be given up here as well");
    assert_eq!(table.on(mine(Accepted)), "follow a; wake Reconcile at 5000");
    assert_eq!(table.on(unanswered()), "", "the other window has answered");
    assert_eq!(table.on(mine(Wrapping)), "wake Reconcile at 3000");
}

/// Nobody would answer it, and nobody remembers having wanted it.
#[test]
fn a_call_that_was_placed_before_the_page_was_loaded_anew_is_ended_and_told() {
    let mut table = Table::ready();
    table.on(mine(Pending));
    assert_eq!(table.on(unanswered()), "tell CallFailed; clean up a");
    assert_eq!(table.desk.view().call, Shown::Told(Reason::CallFailed));
    assert_eq!(table.on(unanswered()), "", "once");
}

#[test]
fn a_call_that_was_placed_in_another_window_can_be_canceled_here() {
    let mut table = Table::ready();
    table.on(mine(Pending));
    assert_eq!(table.on(Event::CancelPressed), "clean up a");
    assert_eq!(table.on(unanswered()), "", "it was given up already");
}

/// TaskRouter offers a task again after a while; the window that placed the call knows it.
#[test]
fn a_call_that_was_placed_here_is_answered_here() {
    let mut table = Table::ready();
    table.placed();
    assert_eq!(table.on(mine(Pending)), "");
    assert_eq!(
        accept(&mut table),
        "call a from client:alice by agent-outbound-join; wake AnswerStuck at 5000"
    );
    assert_eq!(table.on(unanswered()), "", "it was answered already");
}

/// Flex answers it by itself; not if it comes while Flex's phone is not connected.
#[test]
fn a_call_that_was_placed_here_is_answered_even_if_flex_does_not() {
    let mut table = Table::ready();
    table.on(Event::CallPressed);
    let request = table.request();
    table.on(Event::TaskCreated { request, task: task('a') });
    assert_eq!(table.on(mine(Pending)), "wake Unanswered at 2000");
    assert_eq!(table.on(unanswered()), "accept a; wake Unanswered at 2000");
    assert!(accept(&mut table).starts_with("call a from client:alice"));
    assert_eq!(accept(&mut table), "", "Flex is late, and two answers were two legs");
    assert_eq!(table.on(unanswered()), "", "it was answered");
}

#[test]
fn a_call_that_was_placed_here_waits_for_the_phone_and_not_for_ever() {
    let mut table = Table::ready();
    table.on(Event::CallPressed);
    let request = table.request();
    table.on(Event::TaskCreated { request, task: task('a') });
    table.on(mine(Pending));
    table.on(Event::PhoneChanged { connected: false });
    for _ in 0..6 {
        assert_eq!(table.on(unanswered()), "wake Unanswered at 2000");
    }
    table.on(Event::PhoneChanged { connected: true });
    assert_eq!(table.on(unanswered()), "accept a; wake Unanswered at 2000");
    assert_eq!(table.on(unanswered()), "tell CallFailed; clean up a");
    assert_eq!(table.desk.view().call, Shown::Told(Reason::CallFailed));
}

/// While another call is being placed here, a task of another window is not taken for it.
#[test]
fn a_call_of_another_window_is_not_taken_for_the_one_that_is_placed_here() {
    let mut table = Table::ready();
    table.on(Event::CallPressed);
    let request = table.request();
    table.on(Event::TaskCreated { request, task: task('b') });
    assert_eq!(table.on(mine(Pending)), "wake Unanswered at 15000");
    assert_eq!(accept(&mut table), "");
}

#[test]
fn what_was_left_by_the_page_before_is_looked_for_at_the_start_and_once_more() {
    let mut table = Table::ready();
    let swept = table.on(Event::Woken(Wake::Sweep));
    assert_eq!(swept, "sweep");
    assert!(matches!(table.effects[..], [Effect::Reconcile { task: None, .. }]));
}

/// The server completes the task of the later of two calls that cross, without wrap-up; his
/// browser may hear of that before it hears of the record.
#[test]
fn a_caller_whose_task_is_completed_for_him_is_told_that_the_colleague_is_calling() {
    for rang in [false, true] {
        let mut table = Table::ready();
        table.placed();
        table.on(mine(Accepted));
        if rang {
            table.on(told(CallState::Ringing));
        }
        assert_eq!(table.on(mine(Completed)), "wake Forget at 5000");
        let lines = table.on(ended(EndReason::Crossed));
        assert!(lines.ends_with("leave a; tell ColleagueCalling"), "{lines}");
    }
}

/// He completes his work himself.
#[test]
fn a_call_that_was_talked_or_wrapped_up_needs_no_reason() {
    type Steps = fn(&mut Table);
    let table: [(&str, Steps); 2] = [
        ("they talked", |table| drop(table.on(told(CallState::Active)))),
        ("he wrapped up", |table| drop(table.on(mine(Wrapping)))),
    ];
    for (what, steps) in table {
        let mut table = Table::ready();
        table.placed();
        table.on(mine(Accepted));
        steps(&mut table);
        let lines = table.on(mine(Completed));
        assert!(lines.ends_with("leave a"), "{what}: {lines}");
    }
}

/// After a lost connection TaskRouter tells only of reservations that are not over.
#[test]
fn what_taskrouter_has_no_more_has_come_to_its_end() {
    use OfferStatus::{Canceled, Rejected, TimedOut};
    for (before, after) in [
        (Pending, Canceled),
        (Accepted, Completed),
        (Wrapping, Completed),
        (Completed, Completed),
        (Canceled, Canceled),
        (Rejected, Rejected),
        (TimedOut, TimedOut),
    ] {
        assert_eq!(before.over_unheard(), after);
        assert!(after.is_final());
    }
}
