//! While it rings: declining with a reason, and what the caller reads.

mod support;

use call_core::desk::{Action, CallState as Shown, Event, OfferStatus, Reason};
use call_core::wire::{CallState, DeclineReason, EndReason};

use OfferStatus::{Accepted, Canceled, Pending};
use support::{Table, his, his_offer, mine, record, reservation, text, told};

#[test]
fn a_call_is_declined_with_a_reason_once_and_only_while_it_is_offered() {
    let why = || DeclineReason::InMeeting;
    let decline = || Event::DeclinePressed { reservation: reservation('c'), why: why() };
    let mut table = Table::ready();
    assert_eq!(table.on(decline()), "", "nobody calls");
    table.on(his(Pending));
    let offered: Vec<_> = table.desk.view().offered;
    assert_eq!(offered.len(), 1);
    assert_eq!(
        (&offered[0].reservation, &offered[0].name),
        (&reservation('c'), &text("Bob Baker"))
    );
    assert_eq!(table.on(decline()), "clean up c because in_meeting");
    assert_eq!(table.desk.view().offered, []);
    assert_eq!(table.on(decline()), "", "a second press");
    let (_, effects) = table.judge(0, &Action::Reject(his_offer(Pending)));
    assert_eq!(effects, [], "declined already");

    type Steps = fn(&mut Table);
    let table: [(&str, Steps); 3] = [
        ("answered", |table| drop(table.judge(0, &Action::Accept(his_offer(Pending))))),
        ("in the call", |table| drop(table.on(his(Accepted)))),
        ("taken back", |table| drop(table.on(his(Canceled)))),
    ];
    for (what, steps) in table {
        let mut table = Table::ready();
        table.on(his(Pending));
        steps(&mut table);
        assert_eq!(table.desk.view().offered, [], "{what}");
        assert_eq!(table.on(decline()), "", "{what}");
    }
    let mut table = Table::ready();
    table.on(mine(Pending));
    assert_eq!(table.desk.view().offered, [], "his own attempt is nobody's call to him");
}

#[test]
fn the_caller_reads_why_his_colleague_declined() {
    for why in [None, Some(DeclineReason::WillCallBack), DeclineReason::words("at lunch")] {
        let mut table = Table::ready();
        table.placed();
        table.on(told(CallState::Ringing));
        let mut record = record(CallState::Ended, Some(EndReason::Declined));
        record.end_note.clone_from(&why);
        table.on(Event::RecordChanged(Box::new(record)));
        let reason = Reason::Declined { name: text("Bob Baker"), why };
        assert_eq!(table.desk.view().call, Shown::Told(reason));
    }
}

/// Found by `npm run fuzz -- desk`.
#[test]
fn a_colleague_who_is_rung_for_ever_is_looked_after_like_any_other() {
    let mut table = Table::ready();
    table.placed();
    table.now = 1_000_000;
    let mut for_ever = record(CallState::Ringing, None);
    for_ever.updated_at = 0;
    for_ever.pending.values_mut().for_each(|pending| pending.expires_at = u64::MAX);
    let effects = table.on(Event::RecordChanged(Box::new(for_ever)));
    assert!(effects.contains("wake Reconcile at 1025000"), "{effects}");
}
