//! Hold and mute on the server: what is known of a leg when orders and messages cross.

#![allow(clippy::unwrap_used, reason = "test helpers")]

mod alice_calls_bob;

use alice_calls_bob::*;
use call_core::record::{
    ConferenceEvent, Effect, Fact, LegChange, LegEvent, LegSeen, LegVersion, Record, Told,
};
use call_core::wire::{CallState, ControlOp, EndReason, LegStatus};

use ControlOp::{Hold, Mute, Unhold, Unmute};

fn conversation() -> Record {
    let mut record = alice_calls_bob();
    for fact in talking() {
        record.handle(fact, NOW);
    }
    record
}

/// An order about a leg that nothing overtakes.
fn order(record: &mut Record, op: ControlOp, by: char, who: char) -> Vec<Effect> {
    let leg = &record.call().legs[&call(who)];
    let after = leg.version();
    let mut seen = LegSeen { hold: leg.hold, muted: leg.muted, ..seen(who) };
    apply(op, &mut seen);
    record.handle(Fact::LegOrdered { op, by: Some(worker(by)), leg: seen, after }, NOW)
}

fn apply(op: ControlOp, leg: &mut LegSeen) {
    match op {
        Hold => leg.hold = true,
        Unhold => leg.hold = false,
        Mute => leg.muted = true,
        Unmute => leg.muted = false,
        ControlOp::End | ControlOp::Remove => {}
    }
}

#[test]
fn an_order_is_known_at_once_with_who_gave_it() {
    let mut record = conversation();
    assert_eq!(line(&order(&mut record, Hold, 'a', 'b')), "");
    let orders = |record: &Record| record.call().legs[&call('b')].orders.clone();
    assert!(record.call().legs[&call('b')].hold);
    assert_eq!(orders(&record).held_by, Some(worker('a')));
    order(&mut record, Mute, 'a', 'b');
    assert_eq!(orders(&record).held_by, Some(worker('a')), "still");
    assert_eq!(orders(&record).muted_by, Some(worker('a')));
    order(&mut record, Unhold, 'b', 'b');
    assert_eq!((orders(&record).held_by, orders(&record).muted_by), (None, Some(worker('a'))));
    order(&mut record, Unmute, 'a', 'b');
    assert_eq!(orders(&record).muted_by, None);
}

#[test]
fn a_message_that_confirms_an_order_changes_nothing_and_one_that_does_not_asks_for_a_look() {
    let mut record = conversation();
    order(&mut record, Hold, 'a', 'b');
    assert_eq!(line(&record.handle(is_held(4, 'b', true), NOW)), "");
    let owed = record.handle(is_held(5, 'b', false), NOW);
    assert!(line(&owed).starts_with("look at CAb"), "{owed:?}");
    assert!(record.call().legs[&call('b')].hold, "not believed");
    let [Effect::LookAtLeg { after, .. }] = owed.as_slice() else { unreachable!() };
    let looked = Fact::LegLooked { leg: seen('b'), after: *after };
    assert_eq!(line(&record.handle(looked, NOW)), "");
    assert!(!record.call().legs[&call('b')].hold);
    assert_eq!(record.call().legs[&call('b')].orders.held_by, None);
}

#[test]
fn without_an_order_messages_are_believed() {
    let mut record = conversation();
    assert_eq!(line(&record.handle(is_held(4, 'b', true), NOW)), "");
    assert!(record.call().legs[&call('b')].hold);
}

#[test]
fn whoever_is_held_is_not_left_alone_on_hold() {
    let mut record = conversation();
    record.handle(joins(4, 'e'), NOW);
    order(&mut record, Hold, 'a', 'b');
    let owed = record.handle(leaves(5, 'a'), NOW);
    assert!(line(&owed).ends_with(&format!("unhold {}", call('b'))), "{}", line(&owed));
    assert_eq!(record.call().state, CallState::Active);
    let after = record.call().legs[&call('b')].version();
    let unheld = Fact::LegOrdered { op: Unhold, by: None, leg: seen('b'), after };
    assert!(!line(&record.handle(unheld, NOW)).contains("unhold"));
    assert!(!record.call().legs[&call('b')].hold);
}

#[test]
fn a_held_leg_stays_held_while_somebody_is_there_who_can_take_it_back() {
    for (holder, leaves_next) in [('a', 'e'), ('c', 'e'), ('c', 'c')] {
        let mut record = conversation();
        record.handle(joins(4, 'e'), NOW);
        record.handle(joins(5, 'c'), NOW);
        order(&mut record, Hold, holder, 'b');
        let owed = record.handle(leaves(6, leaves_next), NOW);
        assert!(!line(&owed).contains("unhold"), "{holder} held, {leaves_next} left: {owed:?}");
    }
}

#[test]
fn of_two_the_one_who_leaves_ends_it_whoever_is_held() {
    for held in [vec!['a'], vec!['b'], vec!['a', 'b']] {
        for gone in ['a', 'b'] {
            for missed in [false, true] {
                let mut record = conversation();
                for who in &held {
                    order(&mut record, Hold, if *who == 'a' { 'b' } else { 'a' }, *who);
                }
                let fact = if missed { Fact::LegGone(call(gone)) } else { leaves(9, gone) };
                let owed = record.handle(fact, NOW);
                assert!(line(&owed).starts_with("end the conference"), "{held:?} {gone}");
                assert_eq!(record.call().end_reason, Some(EndReason::HungUp));
                let legs = &record.call().legs;
                assert_eq!(legs[&call(gone)].status, LegStatus::Left);
                assert_eq!(legs[&call(gone)].orders.held_by, None);
            }
        }
    }
}

#[test]
fn an_order_about_a_leg_that_is_gone_changes_nothing() {
    let mut record = conversation();
    record.handle(joins(4, 'e'), NOW);
    let after = record.call().legs[&call('b')].version();
    record.handle(leaves(5, 'b'), NOW);
    let before = record.clone();
    let leg = LegSeen { hold: true, ..seen('b') };
    record.handle(Fact::LegOrdered { op: Hold, by: Some(worker('a')), leg, after }, NOW);
    assert_eq!(record, before);
    assert_eq!(record.party_leg(&call('b')), None);
}

#[test]
fn a_supervisors_leg_is_nobodys_to_order_about() {
    let mut record = conversation();
    record.handle(joins(4, 's'), NOW);
    assert_eq!(record.party_leg(&call('0')), None);
    assert!(record.party_leg(&call('a')).is_some());
}

#[test]
fn one_who_ends_it_for_all_ends_it_for_all() {
    let mut record = conversation();
    let owed = record.handle(Fact::EndedForAll, NOW);
    assert_eq!(line(&owed), "end the conference, close Bob's task, close Alice's task");
    assert_eq!(record.call().end_reason, Some(EndReason::HungUp));
}

/// Two orders about Bob's leg, each of which reads the record, asks Twilio and writes the record;
/// and the two messages by which Twilio tells of them, each of which may be lost.
#[derive(Clone, Debug)]
struct Crossing {
    ops: [ControlOp; 2],
    record: Record,
    /// The leg as it really is.
    truth: LegSeen,
    sequence: u64,
    read: [Option<LegVersion>; 2],
    answer: [Option<LegSeen>; 2],
    written: [bool; 2],
    message: [Option<(u64, LegSeen)>; 2],
    steps: Vec<&'static str>,
}

impl Crossing {
    fn new(ops: [ControlOp; 2]) -> Crossing {
        Crossing {
            ops,
            record: conversation(),
            truth: seen('b'),
            sequence: 10,
            read: [None; 2],
            answer: [None, None],
            written: [false; 2],
            message: [None, None],
            steps: Vec::new(),
        }
    }

    fn take(&mut self, fact: Fact) {
        let owed = self.record.handle(fact, NOW);
        for effect in owed {
            if let Effect::LookAtLeg { after, .. } = effect {
                let leg = self.truth.clone();
                self.record.handle(Fact::LegLooked { leg, after }, NOW);
            }
        }
    }

    /// Everything that can happen next, each in a world of its own.
    fn nexts(&self) -> Vec<Crossing> {
        let mut nexts = Vec::new();
        let mut next = |step: &'static str, act: &dyn Fn(&mut Crossing)| {
            let mut world = self.clone();
            world.steps.push(step);
            act(&mut world);
            nexts.push(world);
        };
        for who in [0, 1] {
            let op = self.ops[who];
            match (self.read[who], self.answer[who].clone()) {
                (None, _) => next(["read 1", "read 2"][who], &|world| {
                    world.read[who] = Some(world.record.call().legs[&call('b')].version());
                }),
                (Some(_), None) => next(["order 1", "order 2"][who], &|world| {
                    let before = world.truth.clone();
                    apply(op, &mut world.truth);
                    world.answer[who] = Some(world.truth.clone());
                    if world.truth != before {
                        world.sequence += 1;
                        world.message[who] = Some((world.sequence, world.truth.clone()));
                    }
                }),
                (Some(after), Some(leg)) if !self.written[who] => {
                    next(["write 1", "write 2"][who], &|world| {
                        world.written[who] = true;
                        let by = Some(worker('a'));
                        world.take(Fact::LegOrdered { op, by, leg: leg.clone(), after });
                    });
                }
                _ => {}
            }
            if let Some((sequence, leg)) = self.message[who].clone() {
                next(["message 1", "message 2"][who], &|world| {
                    world.message[who] = None;
                    let leg = LegEvent { change: LegChange::Changed, leg: leg.clone() };
                    let (conference, told) = (conference('1'), Told::Leg(leg));
                    world.take(Fact::Conference(ConferenceEvent { conference, sequence, told }));
                });
                next(["loss 1", "loss 2"][who], &|world| world.message[who] = None);
            }
        }
        nexts
    }
}

#[test]
fn however_two_orders_cross_the_record_ends_up_true() {
    let mut runs = 0;
    for ops in [[Hold, Unhold], [Hold, Hold], [Hold, Mute], [Mute, Unmute], [Unhold, Hold]] {
        let mut worlds = vec![Crossing::new(ops)];
        while let Some(world) = worlds.pop() {
            let nexts = world.nexts();
            if nexts.is_empty() {
                runs += 1;
                let leg = &world.record.call().legs[&call('b')];
                let known = (leg.hold, leg.muted, leg.orders.doubtful);
                let truth = (world.truth.hold, world.truth.muted, false);
                assert_eq!(known, truth, "{ops:?} after {:?}", world.steps);
            }
            worlds.extend(nexts);
        }
    }
    println!("two orders crossed in {runs} ways");
    assert!(runs > 1_000, "only {runs} ways");
}
