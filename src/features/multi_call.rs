//! Several calls at once: what Flex and the Voice SDK tell of them, and what is asked of them.

mod dialpad;
mod legs;
mod telephone;

use std::cell::{Cell, RefCell};
use std::fmt::Debug;
use std::rc::Rc;

use call_core::desk::{Effect, Event};
use call_core::id::{CallSid, ReservationSid, TaskSid};
use call_core::multi_call::{self, Ask, Party, RequestId};
use call_core::wire::{ControlOp, ControlRequest};
use wasm_bindgen_futures::spawn_local;

use crate::host::actions::{self, Before, GATED, Gate, GoOn, WATCHED_CALLS, Wait};
use crate::host::alert;
use crate::host::functions::{Asking, Functions};
use crate::host::lines::{Call, Lines};
use crate::host::manager::Manager;
use crate::host::notifications::BeforeShown;
use crate::host::outbound::Outbound;
use crate::host::store::{Store, Subscription, store};
use crate::host::{Flex, HostError, clock, fresh_id, log};
use crate::runtime::Runtime;

/// Ears and hands of several calls.
#[derive(Clone, Debug)]
pub struct MultiCall {
    inner: Rc<Inner>,
}

#[derive(Debug)]
struct Inner {
    runtime: Runtime,
    flex: Flex,
    manager: Manager,
    functions: Option<Functions>,
    store: Store,
    lines: RefCell<Option<Lines>>,
    /// Each leg whose reservation is known.
    known: RefCell<Vec<Known>>,
    /// Legs of which nobody knows yet what they belong to: they are neither heard nor spoken to.
    unclaimed: RefCell<Vec<CallSid>>,
    expected: RefCell<Option<Expected>>,
    /// Actions of Flex's own that wait, with what lets them go on.
    waiting: RefCell<Vec<(Ask, GoOn)>>,
    selected: RefCell<Option<ReservationSid>>,
    /// The leg over which he listens to somebody else's call. Flex ends whatever it takes for
    /// his only call when that one ends.
    monitor: RefCell<Option<CallSid>>,
    /// An action of Flex's is about to act on one of his own calls.
    acting: Cell<bool>,
    /// The call that has ended last, before Flex has heard of it from TaskRouter.
    ended: RefCell<Option<ReservationSid>>,
    attached: RefCell<Vec<Attached>>,
}

/// A call of the agent in this browser.
#[derive(Clone, Debug)]
struct Known {
    line: ReservationSid,
    leg: CallSid,
    parties: Vec<Party>,
}

/// What the next leg belongs to.
#[derive(Debug)]
enum Expected {
    Line(ReservationSid),
    /// Somebody else's call, in which the agent's microphone is not ours to close.
    Monitor,
}

/// What is attached to Flex as long as the page lives.
type Attached = Box<dyn Debug>;

impl Inner {
    /// Gives Flex's next action the call that it is about.
    fn act(&self) {
        self.acting.set(true);
        self.runtime.settle();
        self.acting.set(false);
    }
}

impl MultiCall {
    /// Attaches to Flex. Nothing for an agent without a phone, in the browser or beside it.
    pub fn attach(
        runtime: &Runtime,
        flex: &Flex,
        manager: &Manager,
        functions: Option<Functions>,
    ) -> Result<Option<MultiCall>, HostError> {
        let this = MultiCall {
            inner: Rc::new(Inner {
                runtime: runtime.clone(),
                flex: flex.clone(),
                manager: manager.clone(),
                functions,
                store: store(manager),
                lines: RefCell::default(),
                known: RefCell::default(),
                unclaimed: RefCell::default(),
                expected: RefCell::default(),
                waiting: RefCell::default(),
                selected: RefCell::default(),
                ended: RefCell::default(),
                monitor: RefCell::default(),
                acting: Cell::default(),
                attached: RefCell::default(),
            }),
        };
        if !manager.several_calls().at_telephone && !this.follow_browser()? {
            return Ok(None);
        }
        this.watch()?;
        this.gates()?;
        this.keep_alert_away();
        Ok(Some(this))
    }

    /// Follows the calls in this browser, if there is a phone in it.
    fn follow_browser(&self) -> Result<bool, HostError> {
        let hearing = Rc::downgrade(&self.inner);
        let lines = Lines::new(&self.inner.manager, move |leg, change| {
            if let Some(inner) = hearing.upgrade() {
                MultiCall { inner }.heard(leg, change);
            }
        })?;
        let has_phone = lines.is_some();
        self.inner.lines.replace(lines);
        Ok(has_phone)
    }

    fn watch(&self) -> Result<(), HostError> {
        let Inner { runtime, flex, store, attached, .. } = &*self.inner;
        let mut attached = attached.borrow_mut();
        for (event, kind) in WATCHED_CALLS {
            let (judge, acting) = (runtime.clone(), Rc::downgrade(&self.inner));
            let before = Before::new(flex, store, event, kind, move |action| {
                let acting = acting.upgrade();
                (judge.judge(action), move || acting.iter().for_each(|inner| inner.act()))
            });
            attached.push(Box::new(before?));
        }
        let watching = Rc::downgrade(&self.inner);
        let subscription = Subscription::new(store, move || {
            if let Some(inner) = watching.upgrade() {
                MultiCall { inner }.look();
            }
        });
        attached.push(Box::new(subscription?));
        // The call is taken to a device of its own: there is nothing to ask the agent.
        match BeforeShown::new(flex, "SecondVoiceCallIncoming", || false) {
            Ok(before) => attached.push(Box::new(before)),
            Err(error) => log("multi_call", &error),
        }
        Ok(())
    }

    fn keep_alert_away(&self) {
        let Inner { manager, store, .. } = &*self.inner;
        match alert::keep_away(store) {
            Ok(true) => {}
            Ok(false) => {
                let can_mend = manager.can_mend_the_account();
                self.tell(multi_call::Event::AlertStays { can_mend });
            }
            Err(error) => log("multi_call", &error),
        }
    }

    fn gates(&self) -> Result<(), HostError> {
        let Inner { flex, store, attached, .. } = &*self.inner;
        for (event, kind) in GATED {
            let waiting = Rc::downgrade(&self.inner);
            let gate = Gate::new(flex, store, event, kind, move |ask| match waiting.upgrade() {
                Some(inner) => MultiCall { inner }.wait(&ask),
                None => Wait::no_more(),
            });
            attached.borrow_mut().push(Box::new(gate?));
        }
        let dialing = Rc::downgrade(&self.inner);
        let dials = move || MultiCall { inner: dialing.upgrade()? }.dial();
        match Outbound::new(flex, &self.inner.manager, dials) {
            Ok(outbound) => attached.borrow_mut().push(Box::new(outbound)),
            Err(error) => log("multi_call", &error),
        }
        Ok(())
    }

    /// Lets an action of Flex's wait until the desk lets it go on.
    fn wait(&self, ask: &Ask) -> Wait {
        let wait = self.put_off(ask);
        self.tell(multi_call::Event::Asked(ask.clone()));
        wait
    }

    fn put_off(&self, ask: &Ask) -> Wait {
        let (wait, go_on) = Wait::until();
        self.inner.waiting.borrow_mut().extend(go_on.map(|go_on| (ask.clone(), go_on)));
        wait
    }

    /// Carries out an effect if it is about which of several calls is live; else gives it back.
    pub fn perform(&self, effect: Effect) -> Option<Effect> {
        if let Effect::CallReservation { reservation, .. } = &effect {
            self.expect(Expected::Line(reservation.clone()));
        }
        let Effect::MultiCall(effect) = effect else { return Some(effect) };
        match effect {
            multi_call::Effect::Microphone { line, open } => {
                if let (Some(leg), Some(lines)) = (self.leg(&line), self.lines()) {
                    lines.microphone(&leg, open);
                }
            }
            multi_call::Effect::Ear { line, open } => {
                if let (Some(leg), Some(lines)) = (self.leg(&line), self.lines()) {
                    lines.ear(&leg, open);
                }
            }
            multi_call::Effect::Hold { request, line, leg, hold } => {
                self.order(request, self.hold(&line, leg, hold));
            }
            multi_call::Effect::Mute { request, line, muted } => {
                self.order(request, self.mute(&line, muted));
            }
            multi_call::Effect::Leave { request, line } => match self.lines() {
                Some(lines) => {
                    self.leg(&line).iter().for_each(|leg| lines.hang_up(leg));
                    self.tell(multi_call::Event::Answered(request));
                }
                None => self.order(request, self.leave(&line)),
            },
            multi_call::Effect::Proceed(ask) => self.proceed(&ask),
            multi_call::Effect::Refuse(ask) => {
                self.let_go(&ask).into_iter().for_each(GoOn::never);
            }
            multi_call::Effect::Show { line } => self.show(&line),
            multi_call::Effect::ShowNothing => self.set_active(None),
            multi_call::Effect::StopMonitoring => {
                let leg = self.inner.monitor.borrow().clone();
                if let (Some(leg), Some(lines)) = (leg, self.lines()) {
                    lines.hang_up(&leg);
                }
            }
            multi_call::Effect::OpenDialpad => self.open_dialpad(),
            multi_call::Effect::WakeAt { at, wake } => {
                let this = self.clone();
                spawn_local(async move {
                    clock::at(at).await;
                    this.tell(multi_call::Event::Woken(wake));
                });
            }
            other @ (multi_call::Effect::Tell(_) | multi_call::Effect::Remind { .. }) => {
                return Some(Effect::MultiCall(other));
            }
        }
        None
    }

    fn proceed(&self, ask: &Ask) {
        match ask {
            Ask::Accept(line) => self.expect(Expected::Line(line.clone())),
            Ask::Monitor => self.expect(Expected::Monitor),
            Ask::Dial => {}
        }
        self.let_go(ask).into_iter().for_each(GoOn::now);
    }

    fn let_go(&self, ask: &Ask) -> Vec<GoOn> {
        let is_it = |(waits, _): &mut (Ask, GoOn)| waits == ask;
        let mut waiting = self.inner.waiting.borrow_mut();
        waiting.extract_if(.., is_it).map(|(_, go_on)| go_on).collect()
    }

    fn expect(&self, what: Expected) {
        self.inner.expected.replace(Some(what));
    }

    /// Puts a party on hold, or takes it back.
    fn hold(&self, line: &ReservationSid, leg: CallSid, hold: bool) -> Asking {
        let Inner { flex, store, .. } = &*self.inner;
        let op = if hold { ControlOp::Hold } else { ControlOp::Unhold };
        if let Some(work) = self.control(line, op, &leg) {
            return work;
        }
        let legs = task_sid(store, line).map(|task| store.legs(&task)).unwrap_or_default();
        let target = legs.into_iter().find(|seated| seated.call == leg).map(|seated| seated.target);
        let (flex, line) = (flex.clone(), line.clone());
        let target = target.unwrap_or_else(|| leg.as_str().to_owned());
        Box::pin(async move { actions::hold(&flex, &line, &target, hold).await.map(|()| None) })
    }

    /// Has the server act on a leg, if the call is internal: Flex can not.
    fn control(&self, line: &ReservationSid, op: ControlOp, leg: &CallSid) -> Option<Asking> {
        let offer = self.inner.store.task(line.as_str())?.offer()?;
        self.ask_server(offer.joins.unwrap_or(offer.task), op, leg)
    }

    /// Has the server act on a leg of the conference of this name.
    fn ask_server(&self, conference_name: TaskSid, op: ControlOp, leg: &CallSid) -> Option<Asking> {
        let Inner { manager, functions, .. } = &*self.inner;
        Some(functions.as_ref()?.control(&ControlRequest {
            token: manager.token().unwrap_or_default(),
            op,
            conference_name,
            target: Some(leg.clone()),
            request_id: fresh_id(),
        }))
    }

    fn order(&self, request: RequestId, work: Asking) {
        let this = self.clone();
        spawn_local(async move {
            this.tell(match work.await {
                Ok(_) => multi_call::Event::Answered(request),
                Err(error) => {
                    log("multi_call", &error);
                    multi_call::Event::Failed(request)
                }
            });
        });
    }

    /// Gives Flex's buttons to a call, and has the agent look at it if he looks at another one or
    /// at one that is over: but not if he is offered one, or is busy with something else.
    fn show(&self, line: &ReservationSid) {
        let Some(leg) = self.leg(line) else { return };
        if let Some(lines) = self.lines() {
            let Some(call) = lines.call(&leg) else { return };
            self.set_active(Some(&call));
        }
        let Inner { flex, store, .. } = &*self.inner;
        let looks_at = store.selected().filter(|selected| selected != line);
        let is_call = |other: ReservationSid| {
            let task = store.task(other.as_str());
            self.leg(&other).is_some()
                || self.inner.ended.borrow().as_ref() == Some(&other)
                || task.is_some_and(|task| task.is_call() && task.is_wrapping())
        };
        if looks_at.is_some_and(is_call) {
            let (flex, line) = (flex.clone(), line.clone());
            spawn_local(async move {
                if let Err(error) = actions::select(&flex, &line).await {
                    log("multi_call", &error);
                }
            });
        }
    }

    fn set_active(&self, call: Option<&Call>) {
        let listens = self.inner.monitor.borrow().clone().filter(|_| !self.inner.acting.get());
        let over = listens.as_ref().map(|leg| self.lines()?.call(leg));
        let call = over.as_ref().map_or(call, Option::as_ref);
        if let Err(error) = self.inner.store.set_active_call(call) {
            log("multi_call", &error);
        }
    }

    /// Flex's store has changed: what the agent looks at, who is in his calls, whose a leg is.
    fn look(&self) {
        let Inner { store, selected, .. } = &*self.inner;
        let looks_at = store.selected();
        if *selected.borrow() != looks_at {
            selected.replace(looks_at.clone());
            if let Some(line) = looks_at {
                self.tell(multi_call::Event::Selected { line });
            }
        }
        match self.lines() {
            Some(_) => self.claim(),
            None => self.look_at_telephone(),
        }
        self.end_monitoring();
        for (line, parties) in self.changed() {
            self.tell(multi_call::Event::PartiesChanged { line, parties });
        }
    }

    fn leg(&self, line: &ReservationSid) -> Option<CallSid> {
        let known = self.inner.known.borrow();
        known.iter().find(|known| known.line == *line).map(|known| known.leg.clone())
    }

    fn name(&self, line: &ReservationSid) -> call_core::pii::Pii<String> {
        self.inner.store.task(line.as_str()).map(|task| task.other()).unwrap_or_default()
    }

    fn lines(&self) -> Option<Lines> {
        self.inner.lines.borrow().clone()
    }

    fn tell(&self, event: multi_call::Event) {
        self.inner.runtime.feed(Event::MultiCall(event));
    }
}

fn task_sid(store: &Store, line: &ReservationSid) -> Option<TaskSid> {
    TaskSid::parse(&store.task(line.as_str())?.task_sid()?).ok()
}
