//! Missed calls at a desk: what is shown of them, and when each goes.

#![allow(clippy::unwrap_used, clippy::panic, reason = "test helpers")]

mod support;

use support::*;

use call_core::desk::{Effect, Event, Failure, Missed, Offer, OfferStatus, RequestId, Setup};
use call_core::wire::{CallState, Clearing, MissedCall, MissedCalls};

const NOON: u64 = 1_800_000_000_000;

/// The order about missed calls that the last fact asks for.
fn order(table: &Table) -> RequestId {
    let order = |effect: &Effect| {
        let Effect::AskMissedCalls { request, .. } = effect else { return None };
        Some(*request)
    };
    table.effects.iter().find_map(order).unwrap()
}

/// Alice's desk, where Bob is known; the server is asked what she missed.
fn asked() -> (Table, RequestId) {
    let mut table = Table { now: NOON, ..Table::default() };
    let on = table.on(Event::SetUp(Setup { missed_calls: true, ..setup() }));
    assert!(on.ends_with("ask for missed calls"), "{on}");
    let request = order(&table);
    table.fetched(vec![bob()]);
    (table, request)
}

fn tell(table: &mut Table, request: RequestId, missed: Vec<MissedCall>) {
    table.on(Event::MissedFetched { request, calls: MissedCalls { missed } });
}

/// The same; the server has told these.
fn told(missed: Vec<MissedCall>) -> Table {
    let (mut table, request) = asked();
    tell(&mut table, request, missed);
    table
}

/// A call of Bob's, whose caller's task this is, so long before noon.
fn his_call(call: char, before_ms: u64) -> MissedCall {
    MissedCall { call: task(call), caller: worker('b'), at: NOON - before_ms }
}

/// Bob calls, and Alice's Flex stops ringing.
fn rings(table: &mut Table, offer: &Offer, then: OfferStatus) -> String {
    let offered = |status| Event::ReservationChanged(Offer { status, ..offer.clone() });
    table.on(offered(OfferStatus::Pending));
    table.on(offered(then))
}

fn missed(table: &Table) -> Missed {
    table.desk.view().missed.unwrap()
}

/// How long before noon each was that is shown, in milliseconds.
fn shown(table: &Table) -> Vec<u64> {
    missed(table).calls.iter().map(|entry| NOON - entry.at).collect()
}

#[test]
fn the_calls_that_the_server_has_kept_are_shown_with_their_callers_names() {
    let table = told(vec![his_call('d', 0), his_call('e', 60_000)]);
    assert_eq!(shown(&table), [0, 60_000]);
    let entry = &missed(&table).calls[1];
    assert_eq!((entry.name.reveal().as_str(), &entry.caller), ("Bob Baker", &worker('b')));
    assert_eq!(entry.call, task('e'));
}

#[test]
fn a_caller_whom_the_account_no_longer_has_is_not_shown() {
    let gone = MissedCall { caller: worker('d'), ..his_call('d', 0) };
    assert_eq!(shown(&told(vec![gone, his_call('e', 1)])), [1]);
}

#[test]
fn where_missed_calls_are_not_kept_nothing_is_shown_asked_or_wanted_of_the_server() {
    let mut table = Table::default();
    let on = table.on(Event::SetUp(setup()));
    assert!(!on.contains("missed"), "{on}");
    table.fetched(vec![bob()]);
    assert_eq!(table.on(Event::MissedWanted), "");
    rings(&mut table, &his_offer(OfferStatus::Pending), OfferStatus::TimedOut);
    assert_eq!(table.on(Event::MissedCleared(Clearing::All)), "");
    assert_eq!(table.desk.view().missed, None);
    for (missed_calls, wanted) in [(false, None), (true, Some(true))] {
        let mut table = Table::with(Setup { missed_calls, ..setup() }, bob());
        table.on(Event::CallPressed);
        let [Effect::CreateTask { task, .. }, ..] = table.effects.as_slice() else {
            panic!("{:?}", table.effects)
        };
        assert_eq!(task.attributes.missed_calls, wanted);
    }
}

#[test]
fn whoever_calls_a_queue_leaves_no_notice() {
    let mut table = Table::at_queues();
    table.on(Event::SetUp(Setup { missed_calls: true, ..setup() }));
    table.on(Event::CallPressed);
    let Some(Effect::CreateTask { task, .. }) = table.effects.first() else {
        panic!("{:?}", table.effects)
    };
    assert_eq!(task.attributes.missed_calls, None);
}

#[test]
fn a_call_that_stops_ringing_is_shown_at_once() {
    for how in [OfferStatus::TimedOut, OfferStatus::Canceled] {
        let mut table = told(vec![his_call('d', 60_000)]);
        rings(&mut table, &his_offer(OfferStatus::Pending), how);
        assert_eq!(shown(&table), [0, 60_000], "{how:?}");
    }
}

#[test]
fn a_call_that_was_declined_taken_or_meant_for_a_queue_was_not_missed() {
    for how in [OfferStatus::Rejected, OfferStatus::Accepted, OfferStatus::Completed] {
        let mut table = told(Vec::new());
        rings(&mut table, &his_offer(OfferStatus::Pending), how);
        assert_eq!(shown(&table), [0; 0], "{how:?}");
    }
    let by_queue = Offer { queue: Some(text("Billing")), ..his_offer(OfferStatus::Pending) };
    let mut table = told(Vec::new());
    rings(&mut table, &by_queue, OfferStatus::TimedOut);
    assert_eq!(shown(&table), [0; 0]);

    // By her own hand, and TaskRouter takes it back before it hears of that.
    let mut table = told(Vec::new());
    table.on(his(OfferStatus::Pending));
    let reservation = reservation('c');
    let why = call_core::wire::DeclineReason::InMeeting;
    table.on(Event::DeclinePressed { reservation, why });
    table.on(his(OfferStatus::Canceled));
    assert_eq!(shown(&table), [0; 0]);
}

#[test]
fn a_call_that_this_page_has_heard_of_and_the_server_has_kept_is_one() {
    let mut table = told(Vec::new());
    rings(&mut table, &his_offer(OfferStatus::Pending), OfferStatus::TimedOut);
    table.on(Event::MissedWanted);
    let request = order(&table);
    tell(&mut table, request, vec![his_call('b', 20_000)]);
    assert_eq!(shown(&table), [20_000], "it began before it was missed");
}

#[test]
fn what_the_server_has_not_kept_yet_stays_for_a_minute() {
    for (later, stays) in [(59_999, true), (60_000, false)] {
        let mut table = told(Vec::new());
        rings(&mut table, &his_offer(OfferStatus::Pending), OfferStatus::TimedOut);
        table.now += later;
        table.on(Event::MissedWanted);
        let request = order(&table);
        tell(&mut table, request, Vec::new());
        assert_eq!(!shown(&table).is_empty(), stays, "{later}");
    }
}

#[test]
fn what_the_agent_clears_goes_at_once_and_the_server_forgets_it() {
    let calls = || vec![his_call('d', 0), his_call('e', 1)];
    let mut table = told(calls());
    let which = Clearing::Call(task('d'));
    let asked = table.on(Event::MissedCleared(which));
    assert_eq!(asked, format!("clear missed calls: {}", task('d')));
    assert_eq!(shown(&table), [1]);
    assert_eq!(table.on(Event::MissedCleared(Clearing::All)), "clear missed calls: all");
    assert_eq!(shown(&table), [0; 0]);
    assert_eq!(table.on(Event::MissedCleared(Clearing::All)), "", "there is nothing to forget");
}

/// Its caller's desk has the server look a few seconds after it stopped ringing.
#[test]
fn a_call_that_was_cleared_before_the_server_had_kept_it_does_not_come_back() {
    for clearing in [Clearing::All, Clearing::Call(task('b')), Clearing::Of(worker('b'))] {
        let mut table = told(Vec::new());
        rings(&mut table, &his_offer(OfferStatus::Pending), OfferStatus::TimedOut);
        table.on(Event::MissedCleared(clearing.clone()));
        let cleared = order(&table);
        tell(&mut table, cleared, Vec::new());
        assert_eq!(table.effects, [], "the server knows nothing of it yet");
        table.on(Event::MissedWanted);
        let looked = order(&table);
        let kept = vec![his_call('b', 20_000), his_call('e', 5)];
        tell(&mut table, looked, kept);
        assert_eq!(shown(&table), [5], "{clearing:?}");
        let [Effect::AskMissedCalls { clear: Some(Clearing::Call(call)), request }] =
            table.effects.as_slice()
        else {
            panic!("{:?}", table.effects)
        };
        assert_eq!(*call, task('b'));
        let again = *request;
        tell(&mut table, again, vec![his_call('e', 5)]);
        assert_eq!((shown(&table), table.effects.len()), (vec![5], 0), "it is forgotten");
    }
}

#[test]
fn an_answer_to_an_older_question_does_not_bring_back_what_was_cleared() {
    let mut table = told(vec![his_call('d', 0)]);
    table.on(Event::MissedWanted);
    let older = order(&table);
    assert_eq!(table.on(Event::MissedWanted), "", "one question at a time");
    table.on(Event::MissedCleared(Clearing::All));
    let newer = order(&table);
    tell(&mut table, older, vec![his_call('d', 0)]);
    assert_eq!(shown(&table), [0; 0]);
    tell(&mut table, newer, vec![his_call('e', 5)]);
    assert_eq!(shown(&table), [5], "that came in between");
}

#[test]
fn a_server_that_does_not_answer_is_told_and_asked_again() {
    let (mut table, request) = asked();
    let why = Failure::Unreachable;
    assert_eq!(table.on(Event::RequestFailed { request, why }), "");
    assert!(missed(&table).failed);
    assert_eq!(table.on(Event::MissedWanted), "ask for missed calls");
    let request = order(&table);
    tell(&mut table, request, vec![his_call('d', 0)]);
    assert_eq!((missed(&table).failed, shown(&table)), (false, vec![0]));
}

#[test]
fn a_colleague_with_whom_the_agent_talks_has_been_reached() {
    let cleared = format!("clear missed calls: {}", worker('b'));
    for state in [CallState::Setup, CallState::Ringing, CallState::Active] {
        let mut table = told(vec![his_call('d', 0), his_call('e', 1)]);
        table.on(Event::ColleagueCalled(worker('b')));
        let request = table.request();
        table.on(Event::TaskCreated { request, task: task('a') });
        table.on(mine(OfferStatus::Pending));
        table.on(mine(OfferStatus::Accepted));
        let asked = table.on(support::told(state));
        let talks = state == CallState::Active;
        assert_eq!(asked.contains(&cleared), talks, "{state:?}: {asked}");
        assert_eq!(shown(&table).is_empty(), talks, "{state:?}");
        let again = table.on(support::told(state));
        assert!(!again.contains("clear"), "once: {again}");
    }
    // Or he calls once more, and she answers.
    let mut table = told(vec![his_call('d', 0)]);
    table.on(his(OfferStatus::Pending));
    table.on(his(OfferStatus::Accepted));
    let record = his_record(CallState::Active, None);
    let asked = table.on(Event::RecordChanged(Box::new(record)));
    assert!(asked.contains(&cleared), "{asked}");
    assert_eq!(shown(&table), [0; 0]);
}

#[test]
fn whoever_is_set_up_once_more_is_not_asked_again() {
    let mut table = told(Vec::new());
    let again = table.on(Event::SetUp(Setup { missed_calls: true, ..setup() }));
    assert!(!again.contains("missed"), "{again}");
}
