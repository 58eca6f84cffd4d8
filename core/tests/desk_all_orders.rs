//! One internal call at its caller's and at its colleague's desk: whatever happens, in whatever
//! order, however often, and whatever never arrives.

mod alphabet;
mod explore;
mod support;

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::rc::Rc;

use call_core::desk::{
    Action, CallState as Shown, Capability, Desk, Effect, Event, Failure, Familiar, ListKey,
    Microphone, Offer, OfferStatus, Presence, Reason, RequestId, Tab, Template, Verdict, Wake,
};
use call_core::id::TaskSid;
use call_core::multi_call;
use call_core::wire::{
    CallRecord, CallState, Clearing, ControlOp, DeclineReason, EndReason, MissedCalls,
};

use alphabet::{actions, events, reasons, statuses, wakes};
use explore::{Game, depth, explore, kinds, misses, without_numbers};
use support::{
    Table, billing, bob, his_offer, his_record, hit, misnamed, my_offer, queue_record, record,
    reservation, setup, text, worker,
};

/// Something happens to the desk, or Flex asks it.
#[derive(Clone, Debug)]
enum Move {
    Told(Event),
    Asked(Action),
}

/// Which half of the call this desk has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Side {
    Caller,
    Colleague,
    /// He calls a queue.
    QueueCaller,
    /// He belongs to a queue that a colleague calls, and is asked before others.
    QueueAgent,
}

impl Side {
    fn calls(self) -> bool {
        matches!(self, Side::Caller | Side::QueueCaller)
    }
}

/// One desk and what is around it: orders that may be answered, wake-ups that will come, and the
/// record that is followed.
#[derive(Clone, Debug)]
struct Play {
    side: Side,
    /// What TaskRouter and the record may say at any time, while the reservation is not final.
    facts: Rc<[Rc<Move>]>,
    desk: Desk,
    /// The newest order of each kind.
    orders: BTreeMap<&'static str, RequestId>,
    /// Each wake-up with its newest time.
    wakes: BTreeMap<&'static str, (u64, Wake)>,
    follows: BTreeSet<TaskSid>,
    /// The caller pressed Call; there is one call in this game.
    called: bool,
    given_up: bool,
    /// TaskRouter has the agent's task, as far as the desk was told.
    known: bool,
    cleaned: bool,
    /// TaskRouter would not make the task: there never is one.
    refused: bool,
    /// The agent's task has come to its end by itself.
    done: bool,
    /// The reservation is no longer pending: Flex asks not whether to accept it, whatever arrives
    /// late.
    answered: bool,
    over: bool,
}

thread_local! {
    static TRIED: RefCell<HashSet<&'static str>> = RefCell::default();
}

fn tried(kind: &'static str) {
    TRIED.with_borrow_mut(|tried| tried.insert(kind));
}

impl Play {
    fn new(side: Side) -> Play {
        let mut play = Play {
            side,
            facts: Rc::new([]),
            desk: if side == Side::QueueCaller { Table::at_queues() } else { Table::ready() }.desk,
            orders: BTreeMap::new(),
            wakes: BTreeMap::new(),
            follows: BTreeSet::new(),
            called: !side.calls(),
            given_up: false,
            known: false,
            cleaned: false,
            refused: false,
            done: false,
            answered: false,
            over: false,
        };
        if !side.calls() {
            // So that his leg may go at any time.
            play.desk.handle(0, Event::LineChanged { busy: true });
        }
        play.facts = play.facts();
        play
    }

    fn offer(&self, status: OfferStatus) -> Offer {
        tried(statuses::kind(&status));
        match self.side {
            Side::Caller => my_offer(status),
            Side::Colleague => his_offer(status),
            Side::QueueCaller => Offer { peer: text("Billing"), ..my_offer(status) },
            Side::QueueAgent => Offer { queue: Some(text("Billing")), ..his_offer(status) },
        }
    }

    fn task(&self) -> TaskSid {
        self.offer(OfferStatus::Pending).task
    }

    fn call(&self) -> TaskSid {
        self.record(CallState::Setup, None).conference_name
    }

    fn record(&self, state: CallState, reason: Option<EndReason>) -> CallRecord {
        match self.side {
            Side::Caller => record(state, reason),
            Side::QueueCaller => queue_record(state, reason),
            Side::Colleague | Side::QueueAgent => {
                let queue = (self.side == Side::QueueAgent).then(|| billing().sid);
                CallRecord { queue, ..his_record(state, reason) }
            }
        }
    }

    /// What TaskRouter may say of the reservation, and Sync of the record.
    fn facts(&self) -> Rc<[Rc<Move>]> {
        let mut facts: Vec<Event> = statuses::ALL
            .iter()
            .map(|status| Event::ReservationChanged(self.offer(*status)))
            .collect();
        let told = |state, reason| Event::RecordChanged(Box::new(self.record(state, reason)));
        let running = [CallState::Setup, CallState::Ringing, CallState::Active];
        facts.extend(running.map(|state| told(state, None)));
        facts.extend(reasons::ALL.map(|reason| {
            tried(reasons::kind(&reason));
            told(CallState::Ended, Some(reason))
        }));
        facts.push(Event::RecordUnreadable { call: self.call() });
        facts.push(Event::ParticipantsLost { task: self.task() });
        if !self.side.calls() {
            facts.push(Event::LineChanged { busy: false });
        }
        facts.into_iter().map(|event| Rc::new(Move::Told(event))).collect()
    }

    /// How what the desk has ordered may be answered.
    fn answers(&self) -> Vec<Event> {
        let mut answers = Vec::new();
        for (kind, request) in &self.orders {
            if *kind == "microphone" {
                let found = [Microphone::Ready, Microphone::Refused];
                answers.extend(found.map(|found| looked(*request, found)));
                continue;
            }
            let failed = |why| Event::RequestFailed { request: *request, why };
            if matches!(*kind, "cleanup" | "end" | "order") {
                answers.push(Event::Answered { request: *request });
            }
            if matches!(*kind, "end" | "order") {
                answers.push(failed(Failure::Gone));
            }
            answers.push(failed(Failure::Unreachable));
            let creates = *kind == "create";
            if creates {
                answers.push(Event::TaskCreated { request: *request, task: self.task() });
            }
            if !creates || !(self.known || self.done) {
                answers.push(failed(Failure::Refused));
            }
        }
        answers
    }

    /// Whether it can still happen, after what was told before.
    fn is_possible(&self, happens: &Move) -> bool {
        match happens {
            // TaskRouter's messages may be late or doubled, but a task that never was has none,
            // and nothing follows a last one.
            Move::Told(Event::ReservationChanged(offer)) => {
                !self.refused && (!self.over || offer.status.is_final())
            }
            Move::Told(_) | Move::Asked(_) => true,
        }
    }

    /// What says nothing about a call: it must neither move one nor be moved by one.
    fn asides() -> Vec<Event> {
        vec![
            Event::FieldFocused,
            Event::FieldWanted,
            Event::Typed(text("bo")),
            Event::KeyPressed(ListKey::ArrowDown),
            Event::OptionPicked(worker('b')),
            Event::ListClosed,
            Event::RowsSeen(3..9),
            Event::Cleared,
            Event::StarPressed(worker('b')),
            Event::Remembered(Familiar::default()),
            Event::OwnPresenceChanged(Presence::Offline),
            Event::LineChanged { busy: true },
            // A leg of another call, and a call that is not in this browser.
            Event::LegChanged { reservation: reservation('f'), up: false },
            Event::MultiCall(multi_call::Event::Selected { line: reservation('f') }),
            Event::PhoneChanged { connected: false },
            Event::ColleaguesFetched { request: RequestId(1), colleagues: vec![bob()], more: None },
            Event::ColleaguesChanged(vec![bob()]),
            Event::RoomChanged { worker: worker('b'), has_room: true },
            Event::Ranked { query: text("bob"), hits: vec![hit('b')], matching: 1 },
            Event::TabPicked(Tab::Queue),
            Event::QueuesWanted,
            Event::QueuesFetched { request: RequestId(1), queues: vec![billing()] },
            Event::QueueTyped(text("bil")),
            Event::QueuePicked(billing().sid),
            Event::MissedWanted,
            Event::MissedFetched { request: RequestId(1), calls: MissedCalls::default() },
            Event::MissedCleared(Clearing::All),
            Event::SetUp(setup()),
            Event::NotSetUp(Reason::NoOutboundFlow),
            Event::CapabilitiesOff(vec![Capability::Dialer]),
            Event::TemplateFound { template: Template::default(), can_mend: true },
            Event::FunctionsAre { release: "another".to_owned(), can_mend: true },
            misnamed(),
            Event::Woken(Wake::Sweep),
            Event::Woken(Wake::FetchAgain),
            Event::Woken(Wake::ListStill),
            Event::WaitGivenUp(worker('b')),
            Event::Woken(Wake::WaitOver),
            Event::Woken(Wake::LookAtQueues),
        ]
    }

    fn note(&mut self, now: u64, effects: &[Effect]) -> Result<(), String> {
        for effect in effects {
            let order = match effect {
                Effect::CheckMicrophone { request } => {
                    self.called = true;
                    Some(("microphone", *request))
                }
                Effect::CreateTask { request, .. } => {
                    self.called = true;
                    Some(("create", *request))
                }
                Effect::CallReservation { request, .. } => {
                    if self.given_up {
                        return Err("answered although it was given up".to_owned());
                    }
                    Some(("call", *request))
                }
                Effect::Cleanup { request, .. } => {
                    self.cleaned = true;
                    Some(("cleanup", *request))
                }
                Effect::Order { request, target, .. } => {
                    Some((if target.is_some() { "order" } else { "end" }, *request))
                }
                Effect::FollowRecord { call } => {
                    self.follows.insert(call.clone());
                    None
                }
                Effect::LeaveRecord { call } => {
                    self.follows.remove(call);
                    None
                }
                // For whom he waits has its own game.
                Effect::WakeAt { wake: Wake::WaitOver, .. } => None,
                Effect::WakeAt { at, wake } => {
                    if *at <= now {
                        return Err(format!("is woken at once for {wake:?}"));
                    }
                    tried(wakes::kind(wake));
                    self.wakes.insert(wakes::kind(wake), (*at, wake.clone()));
                    None
                }
                Effect::Rank { .. }
                | Effect::FetchQueues { .. }
                | Effect::AskMissedCalls { .. }
                | Effect::Remember(_)
                | Effect::FetchColleagues { .. }
                | Effect::ForgetColleagues { .. }
                | Effect::WatchRows { .. }
                | Effect::WatchRoom { .. }
                | Effect::Reconcile { .. }
                | Effect::Accept { .. }
                | Effect::HangUp { .. }
                | Effect::Reject { .. }
                | Effect::WrapUp { .. }
                | Effect::Complete { .. }
                | Effect::ShowConference(_)
                | Effect::MultiCall(_)
                | Effect::AskToCall { .. }
                | Effect::AskNoLonger
                | Effect::Notify(_) => None,
            };
            self.orders.extend(order);
        }
        Ok(())
    }

    /// The same answer again must not be taken for one to something else.
    fn is_answered_once(&mut self, event: &Event) -> Result<(), String> {
        let (Event::TaskCreated { request, .. }
        | Event::RequestFailed { request, .. }
        | Event::Answered { request }
        | Event::MicrophoneChecked { request, .. }) = event
        else {
            return Ok(());
        };
        self.orders.retain(|_, order| order != request);
        match self.desk.clone().handle(0, event.clone()).first() {
            None => Ok(()),
            Some(effect) => Err(format!("the same answer again leads to {effect:?}")),
        }
    }

    fn follow(&mut self, happens: &Move, before: &Desk) {
        self.given_up |= match happens {
            // While the microphone is looked at there is nothing to give up yet.
            Move::Told(Event::CancelPressed) => {
                before.view().can_cancel && !self.orders.contains_key("microphone")
            }
            // Of a queue the next one is asked by TaskRouter, which Flex tells.
            Move::Asked(Action::Reject(_)) => self.side != Side::QueueAgent,
            Move::Told(Event::DeclinePressed { .. }) => !before.view().offered.is_empty(),
            Move::Told(_) | Move::Asked(_) => false,
        };
        let Move::Told(Event::ReservationChanged(offer)) = happens else {
            self.known |= matches!(
                happens,
                Move::Told(Event::TaskCreated { .. })
                    | Move::Asked(Action::Accept(_) | Action::Reject(_))
            );
            return;
        };
        self.over |= offer.status.is_final();
        self.answered |= offer.status != OfferStatus::Pending;
        match offer.status {
            OfferStatus::Pending | OfferStatus::Accepted => self.known = true,
            OfferStatus::Wrapping
            | OfferStatus::Completed
            | OfferStatus::Canceled
            | OfferStatus::Rejected
            | OfferStatus::TimedOut => self.done = true,
        }
    }

    /// What must hold whatever has happened.
    fn holds(&self) -> Result<(), String> {
        let view = self.desk.view();
        let waits = matches!(view.call, Shown::Placing { .. } | Shown::Ringing { .. });
        let shown = format!("{:?}", view.call);
        match () {
            () if view.can_cancel && !waits => Err(format!("cancels while it shows {shown}")),
            () if view.can_call && view.can_cancel => Err("calls and cancels".to_owned()),
            () => Ok(()),
        }
    }

    fn asides_are_aside(&self) -> Result<(), String> {
        for aside in Self::asides() {
            let mut desk = self.desk.clone();
            let effects = desk.handle(0, aside.clone());
            tried(events::kind(&aside));
            if let Event::Woken(wake) = &aside {
                tried(wakes::kind(wake));
            }
            let other = effects.iter().find(|effect| {
                !matches!(
                    effect,
                    Effect::Rank { .. }
                        | Effect::Remember(_)
                        | Effect::FetchColleagues { .. }
                        | Effect::FetchQueues { .. }
                        | Effect::WakeAt { wake: Wake::ListStill | Wake::LookAtQueues, .. }
                        | Effect::WatchRoom { .. }
                        | Effect::Reconcile { task: None, .. }
                        | Effect::Notify(_)
                )
            });
            if let Some(other) = other {
                return Err(format!("{aside:?} orders {other:?}"));
            }
            let (before, after) = (self.desk.view(), desk.view());
            if (before.call, before.can_cancel) != (after.call, after.can_cancel) {
                return Err(format!("{aside:?} moves the call"));
            }
        }
        Ok(())
    }
}

impl Game for Play {
    type Move = Rc<Move>;

    fn moves(&self) -> Vec<Rc<Move>> {
        let mut events = vec![Event::CancelPressed, Event::NoticeDismissed];
        events.push(Event::WaitPressed(worker('b')));
        if !self.called || !self.desk.view().can_call {
            events.extend([Event::CallPressed, Event::ColleagueCalled(worker('b'))]);
        }
        events.extend(self.answers());
        events.extend(self.wakes.values().map(|(_, wake)| Event::Woken(wake.clone())));
        let offer = self.offer(OfferStatus::Pending);
        let reservation = offer.reservation.clone();
        let mut actions = vec![
            Action::EndForAll { reservation: reservation.clone() },
            Action::HangUpElsewhere { reservation: reservation.clone() },
            Action::DialNumber,
            Action::ToggleHold,
            Action::ToggleMute,
            Action::Order { reservation: reservation.clone(), op: ControlOp::Hold, worker: None },
            Action::Control { reservation: reservation.clone() },
            Action::ActOn { reservation: reservation.clone() },
            Action::HangUp { reservation: reservation.clone() },
            Action::Leave { reservation: reservation.clone() },
            Action::Resume { reservation },
            Action::ShowParticipantsFailure,
        ];
        if !self.answered && !self.refused {
            let reservation = offer.reservation.clone();
            events.push(Event::DeclinePressed { reservation, why: DeclineReason::InMeeting });
            actions.extend([Action::Accept(offer.clone()), Action::Reject(offer)]);
        }
        let now = events.into_iter().map(Move::Told).chain(actions.into_iter().map(Move::Asked));
        let mut moves: Vec<_> = now.map(Rc::new).collect();
        moves.extend(self.facts.iter().filter(|fact| self.is_possible(fact)).cloned());
        moves
    }

    fn play(&mut self, happens: &Rc<Move>) -> Result<(), String> {
        let before = self.desk.clone();
        let mut now = 0;
        let effects = match &**happens {
            Move::Told(event) => {
                tried(events::kind(event));
                if let Event::RequestFailed { request, why: Failure::Refused } = event {
                    self.refused |= self.orders.get("create") == Some(request);
                }
                if let Event::Woken(wake) = event {
                    now = self.wakes.remove(wakes::kind(wake)).map_or(0, |(at, _)| at);
                }
                let effects = self.desk.handle(now, event.clone());
                self.is_answered_once(event)?;
                effects
            }
            Move::Asked(action) => {
                tried(actions::kind(action));
                let (verdict, effects) = self.desk.judge(now, action);
                if verdict == Verdict::Proceed && !effects.is_empty() {
                    return Err("lets Flex go on and acts itself".to_owned());
                }
                effects
            }
        };
        self.follow(happens, &before);
        self.note(now, &effects)?;
        if format!("{effects:?}").contains("Bob") {
            return Err("a name is printed".to_owned());
        }
        self.holds()
    }

    fn key(&self) -> String {
        let wakes: Vec<_> = self.wakes.keys().collect();
        let around = (&self.orders, wakes, &self.follows, self.called);
        let facts = (self.given_up, self.known || self.done, self.cleaned || self.done);
        let facts = (facts, self.answered, self.over, self.refused);
        let whole = format!("{around:?} {facts:?} {:?}", self.desk);
        // The colleagues and what the account has stay as they are; what was told last is shown,
        // and plays no part later.
        let (before, from) = whole.split_once("availability: ").expect("a desk has it");
        let (_, from) = from.split_once("attempt: ").expect("a desk has attempts");
        let (calls, _) = from.split_once(", told: ").expect("a desk tells");
        without_numbers(&[before, calls].concat())
    }

    fn rest(self) -> Result<(), String> {
        self.asides_are_aside()?;
        if self.given_up && self.known && !self.done && !self.cleaned {
            return Err("given up, and the task is left".to_owned());
        }
        // What is switched off still brings to its end what is there.
        let mut off = self.clone();
        off.play(&Rc::new(Move::Told(Event::CapabilitiesOff(vec![Capability::Calls]))))?;
        off.comes_to_rest().map_err(|what| format!("switched off, {what}"))?;
        self.comes_to_rest()
    }
}

impl Play {
    /// The agent's task ends, which TaskRouter tells a Flex that was away when it comes back; what
    /// was ordered and not answered stays unanswered. Then time passes.
    fn comes_to_rest(mut self) -> Result<(), String> {
        // A browser answers, were it because the agent closes its question.
        if let Some(request) = self.orders.get("microphone").copied() {
            self.play(&Rc::new(Move::Told(looked(request, Microphone::Refused))))?;
        }
        let ended = Event::ReservationChanged(self.offer(OfferStatus::Completed));
        if !self.refused {
            self.play(&Rc::new(Move::Told(ended)))?;
        }
        for _ in 0..40 {
            let Some((_, wake)) = self.wakes.values().min_by_key(|(at, _)| *at).cloned() else {
                return self.is_clean();
            };
            self.play(&Rc::new(Move::Told(Event::Woken(wake))))?;
        }
        Err(format!("is woken again and again: {:?}", self.wakes))
    }

    fn is_clean(&self) -> Result<(), String> {
        let view = self.desk.view();
        let whole = format!("{:?}", self.desk);
        match () {
            () if !self.follows.is_empty() => Err("still follows a record".to_owned()),
            () if !matches!(view.call, Shown::Idle | Shown::Told(_)) => {
                Err(format!("still shows {:?}", view.call))
            }
            () if view.can_cancel => Err("still offers Cancel".to_owned()),
            () if !whole.contains("halves: []") => Err(format!("keeps a half: {whole}")),
            () if !whole.contains("attempt: None") => Err(format!("keeps an attempt: {whole}")),
            () => Ok(()),
        }
    }
}

fn looked(request: RequestId, microphone: Microphone) -> Event {
    Event::MicrophoneChecked { request, microphone }
}

fn try_all(side: Side) {
    let start = Play::new(side);
    let alphabet = start.moves().len() + Play::asides().len();
    let explored = explore(start, depth(5)).unwrap_or_else(|fault| panic!("{fault}"));
    println!("{side:?}: {alphabet} kinds of moves at first, {explored:?}");
    TRIED.with_borrow(|tried| {
        let mut missed = misses(events::KINDS, tried);
        missed.extend(misses(actions::KINDS, tried));
        missed.extend(misses(wakes::KINDS, tried));
        missed.extend(misses(statuses::KINDS, tried));
        missed.extend(misses(reasons::KINDS, tried));
        missed.retain(|kind| side.calls() || !CALLERS_ALONE.contains(kind));
        assert_eq!(missed, [""; 0], "never tried");
    });
    assert!(explored.states > 1_000, "{explored:?} are too few to be all");
}

/// What happens to a caller alone.
const CALLERS_ALONE: [&str; 4] = ["TaskCreated", "Unanswered", "Unreserved", "Forget"];

#[test]
fn the_callers_desk_comes_to_rest_after_every_order_of_events() {
    try_all(Side::Caller);
}

#[test]
fn the_colleagues_desk_comes_to_rest_after_every_order_of_events() {
    try_all(Side::Colleague);
}

#[test]
fn the_desk_of_a_queues_caller_comes_to_rest_after_every_order_of_events() {
    try_all(Side::QueueCaller);
}

#[test]
fn the_desk_of_a_queues_agent_comes_to_rest_after_every_order_of_events() {
    try_all(Side::QueueAgent);
}
