//! Hold and mute as one agent's desk orders and shows them.

mod support;

use std::iter;

use call_core::desk::{
    Action, CallState as Shown, Effect, Event, Failure, OfferStatus, Reason, Talk, Verdict, Wake,
};
use call_core::id::WorkerSid;
use call_core::wire::{CallRecord, CallState, ControlOp, EndReason};

use ControlOp::{End, Hold, Remove, Unhold};
use OfferStatus::{Accepted, Pending, Wrapping};
use support::{
    Table, ended, his, his_offer, his_record, leg, line, mine, record, reservation, task, text,
    told, worker,
};

/// Alice has called Bob, and they talk.
fn talking() -> Table {
    let mut table = Table::ready();
    table.placed();
    table.on(told(CallState::Ringing));
    table.on(told(CallState::Active));
    table
}

/// What Alice's Flex is about to do on her call.
fn press(op: ControlOp, named: Option<WorkerSid>) -> Action {
    Action::Order { reservation: reservation('a'), op, worker: named }
}

impl Table {
    /// Presses, and gives the effects, a line each.
    fn press(&mut self, op: ControlOp, named: Option<WorkerSid>) -> String {
        self.replaces(&press(op, named))
    }

    fn replaces(&mut self, action: &Action) -> String {
        let (verdict, effects) = self.judge(self.now, action);
        assert_eq!(verdict, Verdict::Replace, "Flex would hold a conference of its own");
        self.effects = effects;
        self.lines()
    }

    fn talk(&self) -> Talk {
        self.connected().expect("they talk").1
    }
}

/// The record of Alice's call in which these legs are held.
fn held(legs: &[char]) -> CallRecord {
    let mut record = record(CallState::Active, None);
    record.updated_at += 500;
    for who in legs {
        record.legs.get_mut(&leg(*who)).expect("a leg").hold = true;
    }
    record
}

fn changed(record: CallRecord) -> Event {
    Event::RecordChanged(Box::new(record))
}

#[test]
fn hold_is_ordered_for_the_other_partys_leg_and_never_for_ones_own() {
    for named in [None, Some(worker('b'))] {
        let mut table = talking();
        assert_eq!(table.press(Hold, named), "hold b in a; wake OrderStuck at 12000");
        assert_eq!(table.talk(), Talk::Holding, "not held before it is");
    }
    // Whoever was called orders for the caller's leg.
    let mut table = Table::ready();
    table.on(his(Accepted));
    table.on(changed(his_record(CallState::Active, None)));
    let pressed = Action::Order { reservation: reservation('c'), op: Hold, worker: None };
    assert_eq!(table.replaces(&pressed), "hold b in b; wake OrderStuck at 12000");
}

#[test]
fn one_on_hold_takes_himself_back() {
    let mut table = talking();
    table.on(changed(held(&['a'])));
    assert_eq!(table.talk(), Talk::SelfHeld);
    assert_eq!(table.press(Unhold, Some(worker('a'))), "unhold a in a; wake OrderStuck at 12000");
    assert_eq!(table.talk(), Talk::Resuming);
}

#[test]
fn what_the_server_has_done_is_shown_at_once_and_the_record_confirms_it() {
    let mut table = talking();
    table.press(Hold, None);
    let request = table.request();
    let shown = "show a Active: Myself Joined, Peer Joined";
    assert_eq!(table.on(Event::Answered { request }), shown);
    let Some(Effect::ShowConference(conference)) = table.effects.first() else { unreachable!() };
    let on_hold: Vec<_> = conference.participants.iter().map(|p| p.on_hold).collect();
    assert_eq!(on_hold, [false, true]);
    assert_eq!(table.talk(), Talk::PeerHeld);
    table.on(changed(held(&['b'])));
    assert_eq!(table.talk(), Talk::PeerHeld);
    assert_eq!(table.on(Event::Answered { request }), "", "the answer came twice");

    assert_eq!(table.press(Unhold, None), "unhold b in a; wake OrderStuck at 12000");
    assert_eq!(table.talk(), Talk::Resuming);
    let request = table.request();
    table.on(Event::Answered { request });
    assert_eq!(table.talk(), Talk::Together);
}

#[test]
fn each_sees_what_the_other_did() {
    let muted = |who: char| {
        let mut record = held(&[]);
        record.legs.get_mut(&leg(who)).expect("a leg").muted = true;
        record
    };
    for (record, talk) in [
        (held(&[]), Talk::Together),
        (held(&['a']), Talk::SelfHeld),
        (held(&['b']), Talk::PeerHeld),
        (held(&['a', 'b']), Talk::BothHeld),
        (muted('a'), Talk::SelfMuted),
        (muted('b'), Talk::PeerMuted),
    ] {
        let mut table = talking();
        table.on(changed(record));
        assert_eq!(table.talk(), talk);
    }
}

#[test]
fn a_second_press_is_swallowed_until_the_first_is_answered() {
    let mut table = talking();
    table.press(Hold, None);
    let request = table.request();
    for op in [Hold, Unhold, Remove] {
        assert_eq!(table.press(op, None), "", "{op:?}");
    }
    table.on(Event::Answered { request });
    assert_eq!(table.press(Unhold, None), "unhold b in a; wake OrderStuck at 12000");
}

#[test]
fn a_failure_is_told_and_the_button_works_again() {
    for why in [Failure::Refused, Failure::Unreachable] {
        let mut table = talking();
        table.press(Hold, None);
        let request = table.request();
        assert_eq!(table.on(Event::RequestFailed { request, why }), "tell OrderFailed");
        assert_eq!(table.talk(), Talk::Together, "nothing is claimed");
        assert_ne!(table.press(Hold, None), "");
    }
    let mut table = talking();
    table.press(Hold, None);
    let request = table.request();
    let stuck = || Event::Woken(Wake::OrderStuck { request });
    assert_eq!(table.on(stuck()), "tell OrderFailed");
    assert_eq!(table.on(stuck()), "", "once");
    assert_eq!(table.on(Event::Answered { request }), "", "too late, the record knows");
}

#[test]
fn an_order_that_crosses_a_hang_up_is_told_nobody() {
    let mut table = talking();
    table.press(Hold, None);
    let request = table.request();
    let gone = Event::RequestFailed { request, why: Failure::Gone };
    assert_eq!(table.on(gone), "reconcile a");

    let mut table = talking();
    table.press(Hold, None);
    let request = table.request();
    table.on(ended(EndReason::HungUp));
    assert_eq!(table.desk.view().call, Shown::Idle);
    let failed = Event::RequestFailed { request, why: Failure::Unreachable };
    let after = table.on(failed);
    assert_eq!(after, "", "the call is over, there is nothing to hold");
}

#[test]
fn before_the_other_is_in_the_call_hold_is_refused_in_words() {
    let not_joined = [Effect::Notify(Reason::NotJoined { name: text("Bob Baker") })];
    let mut table = Table::ready();
    table.placed();
    for event in [None, Some(told(CallState::Setup)), Some(told(CallState::Ringing))] {
        if let Some(event) = event {
            table.on(event);
        }
        table.press(Hold, None);
        assert_eq!(table.effects, not_joined);
    }
    let mut table = talking();
    table.on(ended(EndReason::HungUp));
    table.press(Hold, None);
    assert_eq!(table.effects, not_joined);
}

#[test]
fn the_end_for_all_hangs_up_at_once_and_asks_the_server_too() {
    let mut table = talking();
    let end = Action::EndForAll { reservation: reservation('a') };
    assert_eq!(table.replaces(&end), "hang up a; end all in a");
    let request = table.request();
    let failed = Event::RequestFailed { request, why: Failure::Unreachable };
    let again = "tell FunctionsUnreachable; wake AskAgain at 2000";
    assert_eq!(table.on(failed), again, "who is left must not stay in the call");
    assert_eq!(table.on(Event::Woken(Wake::AskAgain { request })), "end all in a");
    assert_eq!(table.press(Remove, Some(worker('b'))), "remove b in a; wake OrderStuck at 12000");
}

#[test]
fn the_time_of_a_call_does_not_count_its_ringing() {
    let mut table = Table::ready();
    table.now = 1_000;
    table.placed();
    table.on(told(CallState::Ringing));
    table.now = 21_000;
    let mut active = record(CallState::Active, None);
    active.updated_at = active.answered_at.expect("answered") + 250;
    table.on(changed(active));
    assert_eq!(table.connected(), Some((Some(20_750), Talk::Together)));
    table.now = 50_000;
    table.on(changed(held(&['b'])));
    assert_eq!(table.connected(), Some((Some(20_750), Talk::PeerHeld)), "it goes on counting");
}

#[test]
fn the_time_of_a_call_is_known_after_a_reload_and_to_who_was_called() {
    let mut table = Table::ready();
    table.now = 5_060_000;
    table.on(mine(Accepted));
    table.on(told(CallState::Active));
    assert_eq!(table.connected(), Some((Some(5_002_000), Talk::Together)));

    let mut table = Table::ready();
    table.on(his(Pending));
    table.judge(0, &Action::Accept(his_offer(Pending)));
    table.now = 9_000;
    table.on(his(Accepted));
    assert_eq!(table.connected(), Some((Some(9_000), Talk::Together)));

    let mut table = Table::ready();
    table.on(his(Accepted));
    assert_eq!(table.connected(), Some((None, Talk::Together)), "after a reload, for a moment");
}

/// What can happen around a press of Hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Happening {
    Hold,
    Unhold,
    Done,
    Failed,
    Gone,
    Stuck,
    /// The record says so, whoever did it.
    Held,
    Free,
    BothHeld,
    HangsUp,
    Wraps,
}

/// Whatever order five things happen in: one order at a time; what is claimed was told by the
/// server; once it is over nothing is ordered, nothing is told and nothing is claimed.
#[test]
fn in_every_order_hold_mute_and_hang_up_leave_the_truth_on_the_screen() {
    use Happening::*;
    let all = [Hold, Unhold, Done, Failed, Gone, Stuck, Held, Free, BothHeld, HangsUp, Wraps];
    let runs = all.len().pow(4);
    for run in 0..runs {
        let trail: Vec<_> = (0..4)
            .map(|at| all[run / all.len().pow(at) % all.len()])
            .chain(iter::once(Free))
            .collect();
        play(&trail);
    }
    println!("{runs} orders of {} happenings, five deep", all.len());
}

fn play(trail: &[Happening]) {
    let mut table = talking();
    let (mut open, mut last) = (None, None);
    let mut over = false;
    for happening in trail {
        table.now += 1;
        let request = last.or(open);
        let event = match happening {
            Happening::Hold | Happening::Unhold => {
                let op =
                    if *happening == Happening::Hold { ControlOp::Hold } else { ControlOp::Unhold };
                let lines = table.press(op, None);
                let ordered = table.effects.iter().any(|e| matches!(e, Effect::Order { .. }));
                assert!(!ordered || (open.is_none() && !over), "{trail:?}: {lines}");
                if ordered {
                    (open, last) = (Some(table.request()), Some(table.request()));
                }
                continue;
            }
            Happening::Held => changed(at(table.now, &['b'])),
            Happening::Free => changed(at(table.now, &[])),
            Happening::BothHeld => changed(at(table.now, &['a', 'b'])),
            Happening::HangsUp => ended(EndReason::HungUp),
            Happening::Wraps => mine(Wrapping),
            Happening::Done | Happening::Failed | Happening::Gone | Happening::Stuck => {
                let Some(request) = request else { return };
                open = None;
                let failed = |why| Event::RequestFailed { request, why };
                if *happening == Happening::Done {
                    Event::Answered { request }
                } else if *happening == Happening::Failed {
                    failed(Failure::Unreachable)
                } else if *happening == Happening::Gone {
                    failed(Failure::Gone)
                } else {
                    Event::Woken(Wake::OrderStuck { request })
                }
            }
        };
        let ends = matches!(happening, Happening::HangsUp | Happening::Wraps);
        let lines = table.on(event);
        over |= ends;
        if over {
            assert!(!lines.contains("tell"), "{trail:?}: {lines}");
            assert!(table.connected().is_none(), "{trail:?}");
        } else {
            let talk = table.talk();
            let waits = matches!(talk, Talk::Holding | Talk::Resuming);
            assert_eq!(waits, open.is_some(), "{trail:?}: {talk:?}");
            let said = [
                (Happening::Held, Talk::PeerHeld),
                (Happening::Free, Talk::Together),
                (Happening::BothHeld, Talk::BothHeld),
            ];
            let known = said.into_iter().find(|(record, _)| record == happening).map(|(_, t)| t);
            assert!(waits || known.is_none_or(|known| known == talk), "{trail:?}: {talk:?}");
        }
    }
}

fn at(now: u64, legs: &[char]) -> CallRecord {
    let mut record = held(legs);
    record.updated_at += now;
    record
}

#[test]
fn an_order_prints_no_name() {
    let mut table = talking();
    table.press(Hold, None);
    assert!(!format!("{:?} {:?}", table.effects, table.desk).contains("Bob"));
    let end = Effect::Order { request: table.request(), call: task('a'), op: End, target: None };
    assert_eq!(line(&end), "end all in a");
}
