//! The record of one call, its conference and its tasks: whatever happens, in whatever order its
//! messages come, however often and whether at all, and whenever a Function dies.

#![allow(clippy::unwrap_used, reason = "test helpers")]

mod alice_calls_bob;
mod explore;

use std::cell::RefCell;
use std::collections::HashSet;

use alice_calls_bob::*;
use call_core::record::{
    ConferenceEvent, Effect, Fact, LegChange, LegEvent, LegSeen, Record, TaskSeen, Told,
};
use call_core::wire::{CallState, ControlOp, EndReason, PENDING_COLLEAGUE};

use explore::{Game, depth, explore, kinds, misses};

mod facts {
    use super::Fact;
    super::kinds!(Fact: Canceled ColleagueNotConnected ColleagueTaskCreated ColleagueTaskMissing
        ColleagueTaskRefused ColleagueTaskSeen Conference ConferenceOver Crossed CrossingLooked Declined EndedForAll
        LegGone LegLooked LegOrdered LegsSeen Looked Mirrored NoticeLeft TakerSeen TaskClosed);
}
mod effects {
    use super::Effect;
    super::kinds!(Effect: CloseTask CompleteTask CreateColleagueTask EndConference
        FindColleagueTask FindCrossing LeaveNotice LookAtLeg LookWhoTook MirrorAttributes Unhold);
}
mod seen {
    use super::TaskSeen;
    super::kinds!(TaskSeen: Accepted Canceled Closed Offered);
}
mod tells {
    use super::Told;
    super::kinds!(Told: Ended Leg Started);
}
mod changes {
    use super::LegChange;
    super::kinds!(LegChange: Changed Joined Left);
}

/// At once; a claim is stale; ringing is over; whoever has accepted should have joined. The last
/// is when everything has come to rest.
const TIMES: [u64; 5] = [0, 11_000, 49_000, 100_000, 300_000];

thread_local! {
    static TRIED: RefCell<HashSet<&'static str>> = RefCell::default();
}

fn tried(kind: &'static str) {
    TRIED.with_borrow_mut(|tried| tried.insert(kind));
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Leg {
    Away,
    In,
    Gone,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Task {
    None,
    Offered,
    Accepted,
    Canceled,
    Closed,
}

/// What a Function comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Work {
    Done,
    /// It dies once it has stored the record.
    Stored,
    /// It dies once it has done what follows, without storing that.
    Unstored,
}

#[derive(Clone, Debug)]
enum Move {
    AliceJoins,
    BobAccepts,
    /// His leg is told which conference to join.
    BobFetches,
    BobJoins,
    Leaves(char),
    AlicesTaskCloses,
    BobsTaskCloses,
    BobsTaskTimesOut,
    TaskRouterRefuses,
    TimePasses,
    /// A message of the status callback is delivered, for the first time or again.
    Message(usize, Work),
    /// Somebody asks for this.
    Ask(Fact, Work),
    /// Bob's leg is held, or let go, by Alice; the Function lives to store it or not.
    Hold(bool, Work),
    Remove(Work),
    Reconcile(Work),
}

#[derive(Clone, Debug)]
struct World {
    record: Record,
    alice: Leg,
    bob: Leg,
    /// Somebody outside, who stays when one of the two leaves.
    guest: Leg,
    bob_on_hold: bool,
    holds: u8,
    fetched: bool,
    alices_task: Task,
    bobs_task: Task,
    over: bool,
    /// Bob joined after the end and has opened a second conference of the same name.
    stray: Option<bool>,
    refuses: bool,
    time: usize,
    sequence: u64,
    messages: Vec<Fact>,
    made: u8,
    /// Bob has found a notice that he missed the call.
    noticed: bool,
}

impl World {
    fn new() -> World {
        World {
            record: asks_for_notices(&alice_calls_bob()),
            alice: Leg::Away,
            bob: Leg::Away,
            guest: Leg::Away,
            bob_on_hold: false,
            holds: 0,
            fetched: false,
            alices_task: Task::Accepted,
            bobs_task: Task::None,
            over: false,
            stray: None,
            refuses: false,
            time: 0,
            sequence: 0,
            messages: Vec::new(),
            made: 0,
            noticed: false,
        }
    }

    fn now(&self) -> u64 {
        NOW + TIMES[self.time]
    }

    fn happens(&mut self, message: impl FnOnce(u64) -> Fact) {
        self.sequence += 1;
        let message = message(self.sequence);
        self.messages.push(message);
    }

    fn leaves(&mut self, who: char) {
        let leg = match who {
            'a' => &mut self.alice,
            'b' => &mut self.bob,
            _ => &mut self.guest,
        };
        if *leg != Leg::In {
            return;
        }
        *leg = Leg::Gone;
        if who == 'b' && self.stray == Some(true) {
            self.stray = Some(false);
            return;
        }
        self.happens(|sequence| leaves(sequence, who));
        if [self.alice, self.bob, self.guest].iter().all(|leg| *leg != Leg::In) {
            self.over = true;
            self.happens(ends);
        }
    }

    fn legs(&self) -> Vec<LegSeen> {
        let mut legs = Vec::new();
        if self.alice == Leg::In {
            legs.push(seen('a'));
        }
        if self.bob == Leg::In && self.stray.is_none() {
            legs.push(LegSeen { hold: self.bob_on_hold, ..seen('b') });
        }
        if self.guest == Leg::In {
            legs.push(seen('e'));
        }
        legs
    }

    fn hear(&mut self, fact: Fact) -> Result<Vec<Effect>, String> {
        tried(facts::kind(&fact));
        if let Fact::Conference(ConferenceEvent { told, .. }) = &fact {
            tried(tells::kind(told));
            if let Told::Leg(LegEvent { change, .. }) = told {
                tried(changes::kind(change));
            }
        }
        let before = self.record.call().clone();
        let effects = self.record.handle(fact, self.now());
        let call = self.record.call();
        if before.state == CallState::Ended && call.state != CallState::Ended {
            return Err("what had ended goes on".to_owned());
        }
        if before.end_reason > call.end_reason {
            return Err(format!("{:?} is forgotten", before.end_reason));
        }
        Ok(effects)
    }

    /// One Function takes in facts and does what follows, or dies.
    fn work(&mut self, facts: Vec<Fact>, work: Work) -> Result<(), String> {
        let mut owed = Vec::new();
        for fact in facts {
            owed.retain(|effect| {
                matches!(effect, Effect::CreateColleagueTask | Effect::FindColleagueTask)
            });
            owed.extend(self.hear(fact)?);
        }
        for _ in 0..10 {
            if owed.is_empty() || work == Work::Stored {
                return Ok(());
            }
            let mut done = Vec::new();
            for effect in owed.drain(..) {
                tried(effects::kind(&effect));
                done.extend(self.perform(effect)?);
            }
            if work == Work::Unstored {
                return Ok(());
            }
            for fact in done {
                owed.retain(|effect| {
                    matches!(effect, Effect::CreateColleagueTask | Effect::FindColleagueTask)
                });
                owed.extend(self.hear(fact)?);
            }
        }
        Err(format!("the server never gets done: {owed:?}"))
    }

    fn perform(&mut self, effect: Effect) -> Result<Option<Fact>, String> {
        Ok(Some(match effect {
            Effect::CloseTask(sid) | Effect::CompleteTask(sid) => {
                let its =
                    if sid == task('a') { &mut self.alices_task } else { &mut self.bobs_task };
                *its = match *its {
                    Task::Offered => Task::Canceled,
                    Task::Accepted => Task::Closed,
                    closed @ (Task::None | Task::Canceled | Task::Closed) => closed,
                };
                Fact::TaskClosed(sid)
            }
            Effect::CreateColleagueTask if self.refuses => Fact::ColleagueTaskRefused,
            Effect::CreateColleagueTask => {
                self.made += 1;
                if self.made > 1 {
                    return Err("the colleague is rung twice".to_owned());
                }
                self.bobs_task = Task::Offered;
                created()
            }
            Effect::EndConference(sid) if sid == conference('2') => {
                self.stray = self.stray.map(|_| false);
                if self.bob == Leg::In {
                    self.bob = Leg::Gone;
                }
                return Ok(None);
            }
            Effect::EndConference(_) => {
                let was_on = !self.over && self.alice != Leg::Away;
                self.leaves('a');
                self.leaves('e');
                if self.stray.is_none() {
                    self.leaves('b');
                }
                self.over |= was_on;
                Fact::ConferenceOver
            }
            Effect::FindColleagueTask if self.made > 0 => created(),
            Effect::FindColleagueTask => Fact::ColleagueTaskMissing,
            Effect::FindCrossing => Fact::CrossingLooked,
            Effect::LeaveNotice => {
                let known = self.record.call();
                if known.queue.is_some() || known.legs.contains_key(&call('b')) {
                    return Err("a notice of a call that nobody has missed".to_owned());
                }
                if matches!(known.end_reason, Some(EndReason::Declined | EndReason::Crossed)) {
                    return Err(format!("a notice of a call that was {:?}", known.end_reason));
                }
                self.noticed = true;
                Fact::NoticeLeft
            }
            Effect::LookAtLeg { call, after, .. } => {
                match self.legs().into_iter().find(|leg| leg.call == call) {
                    Some(leg) => Fact::LegLooked { leg, after },
                    None => Fact::LegGone(call),
                }
            }
            Effect::LookWhoTook(_) => it_was_bob(),
            Effect::MirrorAttributes => Fact::Mirrored,
            Effect::Unhold { call, .. } => self.hold(&call, false, None),
        }))
    }

    /// Twilio holds a leg or lets it go, and says what it is like.
    fn hold(&mut self, call: &call_core::id::CallSid, hold: bool, by: Option<char>) -> Fact {
        let known = self.record.party_leg(call).map(call_core::wire::Leg::version);
        if self.bob != Leg::In || self.stray.is_some() {
            return Fact::LegGone(call.clone());
        }
        self.bob_on_hold = hold;
        self.happens(|sequence| is_held(sequence, 'b', hold));
        let op = if hold { ControlOp::Hold } else { ControlOp::Unhold };
        let leg = LegSeen { hold, ..seen('b') };
        Fact::LegOrdered { op, by: by.map(worker), leg, after: known.unwrap_or_default() }
    }

    fn observe(&self) -> Vec<Fact> {
        let call = self.record.call();
        if call.state == CallState::Ended {
            return vec![Fact::Looked];
        }
        let is_on = self.alice != Leg::Away && !self.over;
        let mut facts = vec![match is_on {
            true => Fact::LegsSeen { conference: conference('1'), legs: self.legs() },
            false => Fact::ConferenceOver,
        }];
        if call.pending.contains_key(PENDING_COLLEAGUE) && call.colleague.task_sid.is_some() {
            let task = match self.bobs_task {
                Task::Offered => TaskSeen::Offered,
                Task::Accepted => TaskSeen::Accepted,
                Task::Canceled => TaskSeen::Canceled,
                Task::Closed | Task::None => TaskSeen::Closed,
            };
            tried(seen::kind(&task));
            facts.push(Fact::ColleagueTaskSeen(task));
        }
        facts
    }

    /// What a Function that did all it was to do has brought about.
    fn is_settled(&self) -> Result<(), String> {
        let call = self.record.call();
        let rung = matches!(self.bobs_task, Task::Offered | Task::Accepted);
        match () {
            () if call.state != CallState::Ended => Ok(()),
            () if rung && call.colleague.task_sid.is_some() => {
                Err("the call has ended, and the colleague is still rung".to_owned())
            }
            () if self.alices_task == Task::Accepted => {
                Err("the call has ended, and the caller's task goes on".to_owned())
            }
            () => Ok(()),
        }
    }
}

const WORKS: [Work; 3] = [Work::Done, Work::Stored, Work::Unstored];

impl Game for World {
    type Move = Move;

    fn moves(&self) -> Vec<Move> {
        use Move::*;
        let on = self.alice != Leg::Away && !self.over;
        let could = |possible: bool, happens: Move| possible.then_some(happens);
        let mut moves: Vec<Move> = [
            could(self.alice == Leg::Away, AliceJoins),
            could(self.bobs_task == Task::Offered, BobAccepts),
            could(self.bobs_task == Task::Accepted && !self.fetched, BobFetches),
            could(self.fetched && self.bob == Leg::Away, BobJoins),
            could(self.alice == Leg::In, Leaves('a')),
            could(self.bob == Leg::In, Leaves('b')),
            could(self.guest == Leg::In, Leaves('e')),
            could(self.alices_task == Task::Accepted, AlicesTaskCloses),
            could(self.bobs_task == Task::Accepted, BobsTaskCloses),
            could(self.bobs_task == Task::Offered, BobsTaskTimesOut),
            could(!self.refuses && self.made == 0, TaskRouterRefuses),
            could(self.time + 2 < TIMES.len(), TimePasses),
        ]
        .into_iter()
        .flatten()
        .collect();
        for work in WORKS {
            moves.extend((0..self.messages.len()).map(|at| Message(at, work)));
            let mut asked = vec![Fact::Canceled, Fact::Crossed];
            // One of a queue declines to TaskRouter, which asks the next.
            if self.made > 0 && self.record.call().queue.is_none() {
                asked.push(Fact::Declined(None));
            }
            if matches!(self.bobs_task, Task::Accepted | Task::Closed) {
                asked.push(Fact::ColleagueNotConnected);
            }
            if self.record.has_joined(&worker('a')) || self.record.has_joined(&worker('b')) {
                asked.push(Fact::EndedForAll);
            }
            moves.extend(asked.into_iter().map(|fact| Ask(fact, work)));
            let there = self.record.party_leg(&call('b')).is_some() && on;
            moves.extend(could(there && self.holds < 2, Hold(self.holds == 0, work)));
            moves.extend(could(there, Remove(work)));
            moves.push(Reconcile(work));
        }
        moves
    }

    fn play(&mut self, happens: &Move) -> Result<(), String> {
        let work = match happens {
            Move::AliceJoins => {
                self.alice = Leg::In;
                self.happens(|sequence| joins(sequence, 'a'));
                return Ok(());
            }
            Move::BobAccepts => {
                self.bobs_task = Task::Accepted;
                return Ok(());
            }
            Move::BobFetches => {
                let call = self.record.call();
                let waits = call.state != CallState::Ended && call.colleague.task_sid.is_some();
                // Of a queue TaskRouter says who is expected.
                let offered = call.queue.is_some() && waits;
                self.fetched = offered || self.record.expects("client:bob");
                return Ok(());
            }
            Move::BobJoins => {
                self.bob = Leg::In;
                if self.over {
                    self.stray = Some(true);
                    let leg = LegEvent { change: LegChange::Joined, leg: seen('b') };
                    let (conference, told) = (conference('2'), Told::Leg(leg));
                    let event = ConferenceEvent { conference, sequence: 1, told };
                    self.messages.push(Fact::Conference(event));
                } else {
                    self.happens(|sequence| joins(sequence, 'b'));
                    if self.alice == Leg::In {
                        self.happens(|sequence| told(sequence, Told::Started));
                    }
                }
                return Ok(());
            }
            Move::Leaves(who) => {
                self.leaves(*who);
                return Ok(());
            }
            Move::AlicesTaskCloses => {
                self.alices_task = Task::Closed;
                return Ok(());
            }
            Move::BobsTaskCloses => {
                self.bobs_task = Task::Closed;
                return Ok(());
            }
            Move::BobsTaskTimesOut => {
                self.bobs_task = Task::Canceled;
                return Ok(());
            }
            Move::TaskRouterRefuses => {
                self.refuses = true;
                return Ok(());
            }
            Move::TimePasses => {
                self.time += 1;
                return Ok(());
            }
            Move::Message(at, work) => {
                self.work(vec![self.messages[*at].clone()], *work)?;
                *work
            }
            Move::Ask(fact, work) => {
                self.work(vec![fact.clone()], *work)?;
                *work
            }
            Move::Hold(hold, work) => {
                self.holds += 1;
                let fact = self.hold(&call('b'), *hold, Some('a'));
                if *work == Work::Unstored {
                    return Ok(());
                }
                self.work(vec![fact], *work)?;
                *work
            }
            Move::Remove(work) => {
                self.leaves('b');
                self.work(vec![Fact::LegGone(call('b'))], *work)?;
                *work
            }
            Move::Reconcile(work) => {
                self.work(self.observe(), *work)?;
                *work
            }
        };
        if work == Work::Done { self.is_settled() } else { Ok(()) }
    }

    fn key(&self) -> String {
        let legs = (self.alice, self.bob, self.guest, self.bob_on_hold, self.holds, self.fetched);
        let tasks = (self.alices_task, self.bobs_task, self.made, self.refuses, self.noticed);
        let rest = (self.over, self.stray, self.time, &self.messages);
        let record = format!("{:?}", self.record.call());
        // When it was last changed is for those who look for what nobody has changed.
        let (before, from) = record.split_once("updated_at: ").unwrap();
        format!("{legs:?}{tasks:?}{rest:?}{before}{}", from.trim_start_matches(char::is_numeric))
    }

    /// Nothing that was not delivered ever is, both browsers are closed, TaskRouter's and the
    /// conference's own ends come; a while later somebody looks.
    fn rest(mut self) -> Result<(), String> {
        self.leaves('a');
        self.leaves('b');
        self.leaves('e');
        if self.bobs_task == Task::Offered {
            self.bobs_task = Task::Canceled;
        }
        self.time = TIMES.len() - 1;
        for _ in 0..3 {
            self.work(self.observe(), Work::Done)?;
        }
        let tasks = [self.alices_task, self.bobs_task];
        let call = self.record.call();
        let in_vain = [EndReason::Canceled, EndReason::NoAnswer, EndReason::Unreachable];
        let missed = call.queue.is_none()
            && call.colleague.task_sid.is_some()
            && call.end_reason.is_some_and(|reason| in_vain.contains(&reason));
        match () {
            () if missed && !self.noticed => Err("missed, and never told".to_owned()),
            () if !self.record.is_over() => Err(format!("not over: {:?}", self.record)),
            () if tasks.contains(&Task::Accepted) => Err(format!("tasks are {tasks:?}")),
            () if !self.over && self.alice != Leg::Away => Err("the conference goes on".to_owned()),
            () => Ok(()),
        }
    }
}

/// A queue is called, of which Bob will be asked.
fn to_a_queue() -> World {
    World { record: asks_for_notices(&alice_calls_billing()), ..World::new() }
}

/// They talk; Bob's leg has just joined.
fn talking(mut world: World) -> World {
    let before = [
        Move::AliceJoins,
        Move::Message(0, Work::Done),
        Move::BobAccepts,
        Move::BobFetches,
        Move::BobJoins,
        Move::Message(1, Work::Done),
    ];
    for happens in before {
        world.play(&happens).unwrap();
    }
    assert_eq!(world.record.call().state, CallState::Active);
    world
}

/// The same, with somebody outside who has joined them.
fn with_a_guest() -> World {
    let mut world = talking(World::new());
    world.guest = Leg::In;
    world.happens(|sequence| joins(sequence, 'e'));
    let joined = world.messages.len() - 1;
    world.play(&Move::Message(joined, Work::Done)).unwrap();
    // How the first two came is another start's.
    world.messages.drain(..joined);
    world
}

#[test]
fn the_record_leaves_nothing_after_every_order_of_events() {
    let alphabet = facts::KINDS.len() + effects::KINDS.len();
    let starts = [
        ("nothing", World::new(), 4),
        ("a queue", to_a_queue(), 4),
        ("two", talking(World::new()), 4),
        ("two by a queue", talking(to_a_queue()), 3),
        ("three", with_a_guest(), 3),
    ];
    for (from, start, usual) in starts {
        let explored = explore(start, depth(usual)).unwrap_or_else(|fault| panic!("{fault}"));
        println!("from {from}: {alphabet} kinds of facts and effects, {explored:?}");
        assert!(explored.states > 1_000, "{explored:?} are too few to be all");
    }
    TRIED.with_borrow(|tried| {
        let all = [facts::KINDS, effects::KINDS, seen::KINDS, tells::KINDS, changes::KINDS];
        for kinds in all {
            assert_eq!(misses(kinds, tried), [""; 0], "never tried");
        }
    });
}
