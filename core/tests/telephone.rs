//! An agent whose calls go to a telephone: what his browser cannot do, the server does.

mod support;

use call_core::desk::{Action, CallState as Shown, Event, OfferStatus, Setup, Talk, Verdict};
use call_core::wire::{CallState, EndReason};

use OfferStatus::{Accepted, Pending, Wrapping};
use support::{
    Table, bob, ended, his, his_offer, leg, line, mine, record, reservation, setup, text, told,
    worker,
};

/// Alice's desk; her calls go to a SIP phone.
fn at_telephone() -> Table {
    Table::with(Setup { address: Some(text("sip:alice@example.com")), ..setup() }, bob())
}

/// Alice has called Bob, who is rung or talks.
fn calling(state: CallState, mut table: Table) -> Table {
    table.placed();
    table.on(told(CallState::Ringing));
    if state == CallState::Active {
        table.on(told(CallState::Active));
    }
    table
}

fn hangs_up(table: &mut Table, who: char) -> (Verdict, String) {
    asks(table, &Action::HangUpElsewhere { reservation: reservation(who) })
}

fn asks(table: &mut Table, action: &Action) -> (Verdict, String) {
    let (verdict, effects) = table.judge(table.now, action);
    table.effects = effects;
    (verdict, table.lines())
}

fn replaced(lines: &str) -> (Verdict, String) {
    (Verdict::Replace, lines.to_owned())
}

fn proceeds() -> (Verdict, String) {
    (Verdict::Proceed, String::new())
}

#[test]
fn the_server_takes_the_telephone_of_who_hangs_up_in_flex_out_of_the_call() {
    let mut table = calling(CallState::Active, at_telephone());
    let asked = "remove a in a; wake OrderStuck at 12000";
    assert_eq!(hangs_up(&mut table, 'a'), replaced(asked));
    assert_eq!(hangs_up(&mut table, 'a'), replaced(""), "the second of a double click");
}

#[test]
fn hanging_up_a_telephone_does_not_wait_for_another_order() {
    let mut table = calling(CallState::Active, at_telephone());
    assert_eq!(
        asks(&mut table, &Action::ToggleMute),
        replaced("mute a in a; wake OrderStuck at 12000")
    );
    assert_eq!(hangs_up(&mut table, 'a'), replaced("remove a in a; wake OrderStuck at 12000"));
}

#[test]
fn a_caller_at_a_telephone_who_hangs_up_while_it_rings_cancels() {
    let mut table = calling(CallState::Ringing, at_telephone());
    assert_eq!(hangs_up(&mut table, 'a'), replaced("clean up a"));
    assert_eq!(hangs_up(&mut table, 'a'), replaced(""));
    let mut table = calling(CallState::Ringing, at_telephone());
    assert_eq!(table.on(Event::CancelPressed), "clean up a", "his browser has no leg to hang up");
    let mut table = calling(CallState::Ringing, Table::ready());
    assert_eq!(table.on(Event::CancelPressed), "clean up a; hang up a");
}

#[test]
fn a_colleague_at_a_telephone_can_hang_up_before_the_record_knows_him() {
    let mut table = at_telephone();
    table.on(his(Pending));
    table.on(his(Accepted));
    assert_eq!(hangs_up(&mut table, 'c'), replaced("end all in b"));
}

#[test]
fn what_a_browser_can_do_is_left_to_it() {
    let mut table = calling(CallState::Active, Table::ready());
    assert_eq!(hangs_up(&mut table, 'a'), proceeds());
    assert_eq!(asks(&mut table, &Action::ToggleMute), proceeds());
    let mut table = at_telephone();
    assert_eq!(asks(&mut table, &Action::ToggleMute), proceeds(), "in no call of ours");
    let mut table = calling(CallState::Active, at_telephone());
    table.on(ended(EndReason::HungUp));
    table.on(mine(Wrapping));
    assert_eq!(hangs_up(&mut table, 'a'), proceeds(), "it is over");
}

#[test]
fn a_telephone_is_muted_and_unmuted_by_the_server() {
    let mut table = calling(CallState::Active, at_telephone());
    let mut muted = record(CallState::Active, None);
    muted.updated_at += 500;
    let own = muted.legs.get_mut(&leg('a')).expect("her leg");
    own.muted = true;
    own.orders.muted_by = Some(worker('a'));
    table.on(Event::RecordChanged(Box::new(muted)));
    assert_eq!(table.connected().map(|(_, talk)| talk), Some(Talk::MutedMyself));
    let unmute = "unmute a in a; wake OrderStuck at 12000";
    assert_eq!(asks(&mut table, &Action::ToggleMute), replaced(unmute));
}

#[test]
fn somebody_must_pick_up_a_telephone_which_takes_as_long_as_ringing() {
    // His other calls are parked first, if he may have several.
    let several = || Table::with(Setup { multi_call: true, ..setup() }, bob());
    for (mut table, stuck_at) in
        [(Table::ready(), 5_000), (several(), 7_000), (at_telephone(), 20_000)]
    {
        table.on(his(Pending));
        let (_, effects) = table.judge(0, &Action::Accept(his_offer(Pending)));
        let wake = effects.iter().map(line).find(|line| line.starts_with("wake AnswerStuck"));
        assert_eq!(wake, Some(format!("wake AnswerStuck at {stuck_at}")));
    }
}

#[test]
fn a_caller_sees_that_his_own_telephone_is_rung_first() {
    let mut table = at_telephone();
    table.on(Event::CallPressed);
    table.on(mine(Pending));
    assert!(matches!(table.desk.view().call, Shown::Placing { .. }));
    let record = Event::RecordChanged(Box::new(record(CallState::Ringing, None)));
    table.on(mine(Accepted));
    table.on(record);
    assert!(matches!(table.desk.view().call, Shown::Ringing { .. }));
}
