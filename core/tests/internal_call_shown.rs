//! What an agent and his Flex are shown of an internal call, by what its record says.

mod support;

use call_core::desk::{CallState as Shown, Conference, Effect, Event, OfferStatus, Part, Talk};
use call_core::wire::{CallRecord, CallState, EndReason, LegKind, LegRole, LegStatus};

use OfferStatus::{Accepted, Pending};
use support::{Table, his, his_record, leg, record, text, told, worker};

fn changed(record: CallRecord) -> Event {
    Event::RecordChanged(Box::new(record))
}

/// Alice has called, and her leg is up.
fn placed() -> Table {
    let mut table = Table::ready();
    table.placed();
    table
}

/// What Flex is given to show since the last fact.
fn conference(table: &Table) -> &Conference {
    let shown = table.effects.iter().find_map(|effect| {
        let Effect::ShowConference(conference) = effect else { return None };
        Some(conference)
    });
    shown.expect("Flex is given something to show")
}

fn tiles(table: &Table) -> String {
    let tiles = conference(table).participants.iter();
    tiles.map(|p| format!("{:?} {:?}", p.part, p.status)).collect::<Vec<_>>().join(", ")
}

#[test]
fn a_colleague_is_shown_from_his_ringing_until_nobody_rings_him() {
    let mut table = placed();
    table.on(told(CallState::Setup));
    assert_eq!(tiles(&table), "", "nobody is rung yet");
    table.on(told(CallState::Ringing));
    assert_eq!(tiles(&table), "Myself Joined, Peer Connecting");
    let mut over = record(CallState::Ringing, None);
    over.state = CallState::Ended;
    over.end_reason = Some(EndReason::NoAnswer);
    table.on(changed(over));
    assert_eq!(tiles(&table), "Myself RecentlyLeft", "whatever else the record still says");
}

#[test]
fn a_caller_is_never_shown_as_being_rung() {
    let mut table = Table::ready();
    table.on(his(Accepted));
    let mut without = his_record(CallState::Active, None);
    without.legs.remove(&leg('b'));
    table.on(changed(without));
    assert_eq!(tiles(&table), "Myself Joined");
}

#[test]
fn whoever_is_called_reads_who_calls_and_not_his_own_name() {
    let mut table = Table::ready();
    table.on(his(Accepted));
    let mut active = his_record(CallState::Active, None);
    active.colleague.name = text("Alice Anders");
    table.on(changed(active));
    let Shown::Connected { name, .. } = table.desk.view().call else {
        panic!("{:?}", table.desk.view().call)
    };
    assert_eq!(name, text("Bob Baker"));
}

#[test]
fn agents_who_were_added_are_shown_and_nobody_else() {
    let mut table = placed();
    let mut active = record(CallState::Active, None);
    for (last, kind, who) in [
        ('c', LegKind::Agent, Some('c')),
        ('d', LegKind::External, None),
        ('e', LegKind::Agent, Some('a')),
    ] {
        let mut added = active.legs[&leg('b')].clone();
        (added.kind, added.role) = (kind, LegRole::Added);
        added.worker_sid = who.map(worker);
        active.legs.insert(leg(last), added);
    }
    table.on(changed(active));
    let agents = conference(&table).participants.iter().filter(|p| p.part == Part::Agent);
    let agents: Vec<_> = agents.map(|p| p.worker.clone()).collect();
    assert_eq!(agents, [Some(worker('c'))]);
}

#[test]
fn of_somebodys_legs_the_one_that_is_in_the_call_is_shown() {
    let mut table = placed();
    let mut active = record(CallState::Active, None);
    let mut gone = active.legs[&leg('b')].clone();
    (gone.status, gone.seq) = (LegStatus::Left, 9);
    active.legs.insert(leg('d'), gone);
    table.on(changed(active));
    assert_eq!(tiles(&table), "Myself Joined, Peer Joined");
    assert_eq!(conference(&table).participants[1].call, Some(leg('b')));
}

#[test]
fn of_two_records_the_later_one_is_shown() {
    let mut table = placed();
    let at = |updated_at, hold| {
        let mut active = record(CallState::Active, None);
        active.updated_at = updated_at;
        active.legs.get_mut(&leg('b')).expect("his leg").hold = hold;
        changed(active)
    };
    let talk = |table: &Table| table.connected().expect("they talk").1;
    table.on(at(5_010_000, false));
    table.on(at(5_010_000, true));
    assert_eq!(talk(&table), Talk::PeerHeld, "of the same moment");
    assert_eq!(table.on(at(5_009_999, false)), "");
    assert_eq!(talk(&table), Talk::PeerHeld);
}

#[test]
fn ringing_is_counted_from_its_begin() {
    let mut table = placed();
    table.now = 1_000;
    table.on(told(CallState::Ringing));
    table.now = 4_000;
    let mut later = record(CallState::Ringing, None);
    later.updated_at += 3_000;
    table.on(changed(later));
    let ringing = Shown::Ringing { name: text("Bob Baker"), since: 1_000 };
    assert_eq!(table.desk.view().call, ringing);
}

/// Only the caller waits for an answer; the colleague is told if he answered in vain.
#[test]
fn a_colleague_is_told_that_the_caller_gave_up_unless_they_had_talked() {
    let mut table = Table::ready();
    table.on(his(Pending));
    assert_eq!(table.on(changed(his_record(CallState::Ringing, None))), "");
    for (before, is_told) in [(CallState::Ringing, true), (CallState::Active, false)] {
        let mut table = Table::ready();
        table.on(his(Accepted));
        table.on(changed(his_record(before, None)));
        let lines = table.on(changed(his_record(CallState::Ended, Some(EndReason::Canceled))));
        assert_eq!(lines.contains("tell CallerGaveUp"), is_told, "{before:?}: {lines}");
    }
}

/// He whose Flex rang to the end has missed a call, at whatever time of the day.
#[test]
fn a_call_that_rang_to_the_end_was_missed() {
    for (rang, expected) in [(18_999, "tell CallerGaveUp"), (19_000, "tell Missed")] {
        let mut table = Table::ready();
        table.now = 1_000_000;
        table.on(his(Pending));
        table.now += rang;
        let lines = table.on(his(OfferStatus::Canceled));
        assert!(lines.starts_with(expected), "after {rang} ms: {lines}");
    }
}
