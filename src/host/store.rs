//! Flex's Redux store: the few things that we read, and the conference that we put in.

use std::cell::{Cell, RefCell};
use std::fmt;
use std::rc::Rc;

use call_core::desk::{Conference, ConferenceStatus, Part, Participant, ParticipantStatus};
use call_core::id::{CallSid, ReservationSid, TaskSid};
use js_sys::{Array, Function, Map};
use wasm_bindgen::prelude::*;

use super::HostError;
use super::lines::Call;
use super::manager::Manager;
use super::object::Fields;
use super::task::FlexTask;

#[wasm_bindgen]
extern "C" {
    /// `manager.store`.
    #[derive(Debug, Clone)]
    pub type Store;

    #[wasm_bindgen(method, catch)]
    fn subscribe(this: &Store, heard: &Function) -> Result<Function, JsValue>;

    #[wasm_bindgen(method, catch)]
    pub(crate) fn dispatch(this: &Store, action: &JsValue) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(method, js_name = getState)]
    fn state(this: &Store) -> State;

    type State;

    #[wasm_bindgen(method, getter)]
    fn flex(this: &State) -> Option<FlexState>;

    type FlexState;

    #[wasm_bindgen(method, getter)]
    fn worker(this: &FlexState) -> Option<WorkerState>;

    #[wasm_bindgen(method, getter)]
    fn phone(this: &FlexState) -> Option<PhoneState>;

    #[wasm_bindgen(method, getter)]
    fn conferences(this: &FlexState) -> Option<ConferencesState>;

    #[wasm_bindgen(method, getter)]
    fn view(this: &FlexState) -> Option<ViewState>;

    #[wasm_bindgen(method, getter)]
    fn supervisor(this: &FlexState) -> JsValue;

    type ViewState;

    #[wasm_bindgen(method, getter, js_name = isOutboundDialerOpen)]
    fn is_dialpad_open(this: &ViewState) -> JsValue;

    #[wasm_bindgen(method, getter, js_name = selectedTaskSid)]
    fn selected_task(this: &ViewState) -> JsValue;

    type WorkerState;

    #[wasm_bindgen(method, getter)]
    fn tasks(this: &WorkerState) -> Option<Map>;

    type PhoneState;

    #[wasm_bindgen(method, getter, js_name = activeCall)]
    fn active_call(this: &PhoneState) -> JsValue;

    type ConferencesState;

    #[wasm_bindgen(method, getter)]
    fn states(this: &ConferencesState) -> Option<Map>;

    type ConferenceEntry;

    #[wasm_bindgen(method, getter)]
    fn source(this: &ConferenceEntry) -> Option<ShownConference>;

    /// A conference of Flex's own, or one that we gave it.
    type ShownConference;

    #[wasm_bindgen(method, getter)]
    fn source(this: &ShownConference) -> Option<ConferenceSource>;

    #[wasm_bindgen(method, getter)]
    fn participants(this: &ShownConference) -> Option<Array>;

    /// Somebody in a conference as Flex shows it.
    type Seat;

    #[wasm_bindgen(method, getter, js_name = callSid)]
    fn call(this: &Seat) -> JsValue;

    #[wasm_bindgen(method, getter, js_name = workerSid)]
    fn worker(this: &Seat) -> JsValue;

    #[wasm_bindgen(method, getter, js_name = participantType)]
    fn kind(this: &Seat) -> JsValue;

    #[wasm_bindgen(method, getter, js_name = participantSid)]
    fn participant(this: &Seat) -> JsValue;

    #[wasm_bindgen(method, getter)]
    fn status(this: &Seat) -> JsValue;

    #[wasm_bindgen(method, getter, js_name = onHold)]
    fn on_hold(this: &Seat) -> JsValue;

    #[wasm_bindgen(method, getter)]
    fn muted(this: &Seat) -> JsValue;

    #[wasm_bindgen(method, getter, js_name = isCurrentWorker)]
    fn is_current_worker(this: &Seat) -> JsValue;

    type ConferenceSource;

    #[wasm_bindgen(method, getter, js_name = __internalCall)]
    fn internal_call(this: &ConferenceSource) -> JsValue;
}

/// Flex's `CallMonitoringStatus.none`.
const MONITORS_NONE: u64 = 0;

impl Store {
    /// The task of a reservation, as Flex holds it now.
    pub(crate) fn task(&self, reservation: &str) -> Option<FlexTask> {
        let task = self.tasks()?.get(&reservation.into());
        task.is_object().then(|| task.unchecked_into())
    }

    fn tasks(&self) -> Option<Map> {
        self.state().flex()?.worker()?.tasks()
    }

    /// The agent has a live call of any kind.
    pub fn is_line_busy(&self) -> bool {
        let phone = self.state().flex().and_then(|flex| flex.phone());
        phone.is_some_and(|phone| phone.active_call().is_object())
    }

    /// Each task that the agent has a reservation for.
    pub(crate) fn all_tasks(&self) -> Vec<FlexTask> {
        let tasks = self.tasks();
        let tasks = tasks.iter().flat_map(|map| map.values().into_iter().flatten());
        tasks.map(JsCast::unchecked_into).collect()
    }

    /// A call is offered to the agent, or on its way to him.
    pub fn is_offered_call(&self) -> bool {
        self.all_tasks().iter().any(|task| task.is_call() && task.is_pending())
    }

    /// The dialpad is open.
    pub fn is_dialpad_open(&self) -> bool {
        let view = self.state().flex().and_then(|flex| flex.view());
        view.is_some_and(|view| view.is_dialpad_open().is_truthy())
    }

    /// Flex's screens say that the agent listens to somebody else's call, or is about to.
    pub fn is_monitoring(&self) -> bool {
        let supervisor = self.state().flex().and_then(|flex| Fields::of(flex.supervisor()));
        let status = supervisor.and_then(|state| state.object("callMonitoring")?.whole("status"));
        status.is_some_and(|status| status != MONITORS_NONE)
    }

    /// The reservation that the agent looks at.
    pub fn selected(&self) -> Option<ReservationSid> {
        let selected = self.state().flex()?.view()?.selected_task().as_string()?;
        ReservationSid::parse(&selected).ok()
    }

    /// Gives Flex's screens the buttons of another call, or of none.
    pub(crate) fn set_active_call(&self, call: Option<&Call>) -> Result<(), HostError> {
        let change = match call {
            Some(call) => Fields::new().with("type", "PHONE_ADD_CALL").with("payload", call),
            None => Fields::new().with("type", "PHONE_REMOVE_CALL"),
        };
        self.dispatch(&change).map(drop).map_err(HostError::threw("dispatch"))
    }

    /// Everybody whom Flex shows in the call of a task.
    pub fn legs(&self, task: &TaskSid) -> Vec<SeatedLeg> {
        let seats = self.shown(task).and_then(|shown| shown.participants());
        let seats = seats.iter().flat_map(|seats| seats.iter().filter(JsValue::is_object));
        seats.filter_map(|seat| seated(seat.unchecked_ref())).collect()
    }

    fn shown(&self, task: &TaskSid) -> Option<ShownConference> {
        let states = self.state().flex()?.conferences()?.states()?;
        let entry = states.get(&task.as_str().into());
        entry.is_object().then(|| entry.unchecked_into::<ConferenceEntry>())?.source()
    }

    /// Who is shown for a task.
    fn display(&self, task: &TaskSid) -> Display {
        let Some(shown) = self.shown(task) else { return Display::Nobody };
        let ours = shown.source().is_some_and(|source| source.internal_call().is_truthy());
        match shown.participants() {
            _ if ours => Display::Ours,
            Some(participants) if participants.length() > 0 => Display::Native,
            Some(_) | None => Display::Nobody,
        }
    }

    /// Lets Flex show the participants of an internal call.
    ///
    /// Where Flex has found a conference with participants by itself, that one stays.
    pub fn show(&self, conference: &Conference) -> Result<(), HostError> {
        if self.display(&conference.task) == Display::Native {
            return Ok(());
        }
        let multiple = self.conference(conference);
        self.dispatch(&multiple).map(drop).map_err(HostError::threw("dispatch"))
    }

    /// The conference as Flex files it: with the task that it belongs to.
    fn conference(&self, conference: &Conference) -> Fields {
        let task = self.tasks().and_then(|tasks| {
            let same =
                |task: &FlexTask| task.task_sid().as_deref() == Some(conference.task.as_str());
            tasks.values().into_iter().flatten().map(JsCast::unchecked_into).find(same)
        });
        let conferences = Array::of1(&shown(conference, task.as_ref()));
        Fields::new()
            .with("type", "CONFERENCE_MULTIPLE_UPDATE")
            .with("payload", Fields::new().with("conferences", conferences))
    }
}

/// A leg in a call, as Flex shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeatedLeg {
    /// The leg.
    pub call: CallSid,
    /// What Flex calls it by when it is to be put on hold.
    pub target: String,
    /// It is this agent's own.
    pub own: bool,
    /// It is in the call, and not on its way in or out.
    pub joined: bool,
    /// It is on hold.
    pub held: bool,
    /// It is muted.
    pub muted: bool,
}

fn seated(seat: &Seat) -> Option<SeatedLeg> {
    let call = seat.call().as_string()?;
    let external = seat.kind().as_string().as_deref() == Some("external");
    let target = match external {
        true => seat.participant().as_string(),
        false => seat.worker().as_string(),
    };
    Some(SeatedLeg {
        call: CallSid::parse(&call).ok()?,
        target: target.unwrap_or(call),
        own: seat.is_current_worker().is_truthy(),
        joined: seat.status().as_string().as_deref() == Some("joined"),
        held: seat.on_hold().is_truthy(),
        muted: seat.muted().is_truthy(),
    })
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Display {
    Nobody,
    Native,
    Ours,
}

/// Our ear on every change of the store; dropping it ends that.
#[must_use = "the subscription ends as soon as this is dropped"]
pub struct Subscription {
    unsubscribe: Function,
    _closure: Closure<dyn Fn()>,
}

impl Subscription {
    /// Calls `heard` after every change, of whatever kind.
    ///
    /// A change that `heard` itself makes comes back here at once. It is heard next: an error
    /// would keep it from Flex's own listeners.
    pub fn new(store: &Store, heard: impl FnMut() + 'static) -> Result<Subscription, HostError> {
        let heard = RefCell::new(heard);
        let changed = Cell::new(false);
        let closure = Closure::<dyn Fn()>::new(move || {
            changed.set(true);
            let Ok(mut heard) = heard.try_borrow_mut() else { return };
            while changed.take() {
                heard();
            }
        });
        let unsubscribe = store.subscribe(closure.as_ref().unchecked_ref());
        let unsubscribe = unsubscribe.map_err(HostError::threw("store.subscribe"))?;
        Ok(Subscription { unsubscribe, _closure: closure })
    }
}

impl Drop for Subscription {
    fn drop(&mut self) {
        let _ = self.unsubscribe.call0(&JsValue::UNDEFINED);
    }
}

impl fmt::Debug for Subscription {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Subscription").finish_non_exhaustive()
    }
}

/// What changed in the store that matters to internal calls.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// Whether the agent has a live call of any kind.
    Line {
        /// He has one.
        busy: bool,
    },
    /// Flex has dropped or overwritten the participants that we gave it.
    ParticipantsLost {
        /// For this task.
        task: TaskSid,
    },
}

/// Our ear on the store; dropping it takes the ear off.
#[must_use = "the subscription ends as soon as this is dropped"]
pub struct Watch {
    shown: Rc<RefCell<Vec<(TaskSid, u32)>>>,
    _subscription: Subscription,
}

/// So often is a lost conference put back: against two writers that answer each other for ever.
const PUT_BACK_AT_MOST: u32 = 20;

impl Watch {
    /// Tells changes from now on.
    pub fn new(store: &Store, mut heard: impl FnMut(Change) + 'static) -> Result<Watch, HostError> {
        let shown: Rc<RefCell<Vec<(TaskSid, u32)>>> = Rc::default();
        let (watched, ours) = (store.clone(), shown.clone());
        let mut was_busy = None;
        let subscription = Subscription::new(store, move || {
            let busy = watched.is_line_busy();
            if was_busy.replace(busy) != Some(busy) {
                heard(Change::Line { busy });
            }
            let lost: Vec<_> = {
                let mut ours = ours.borrow_mut();
                let lost = ours
                    .iter_mut()
                    .filter(|(task, left)| *left > 0 && watched.display(task) == Display::Nobody);
                lost.map(|(task, left)| {
                    *left -= 1;
                    task.clone()
                })
                .collect()
            };
            lost.into_iter().for_each(|task| heard(Change::ParticipantsLost { task }));
        })?;
        Ok(Watch { shown, _subscription: subscription })
    }

    /// From now on the loss of this task's participants is told, until its call is closed.
    pub fn expect(&self, conference: &Conference) {
        let mut shown = self.shown.borrow_mut();
        if conference.status == ConferenceStatus::Closed {
            shown.retain(|(task, _)| *task != conference.task);
        } else if !shown.iter().any(|(task, _)| *task == conference.task) {
            shown.push((conference.task.clone(), PUT_BACK_AT_MOST));
        }
    }
}

impl fmt::Debug for Watch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Watch").finish_non_exhaustive()
    }
}

// The shape that Flex UI 2.17.1 accepts in `CONFERENCE_MULTIPLE_UPDATE`. Its screens write onto
// each participant and go blank for good if `participants` is missing or has holes.

fn shown(conference: &Conference, task: Option<&FlexTask>) -> Fields {
    let sid = conference.task.as_str();
    let conference_sid = conference.sid.as_ref().map_or("", |sid| sid.as_str());
    let status = match conference.status {
        ConferenceStatus::Active => "active",
        ConferenceStatus::Closed => "closed",
        ConferenceStatus::Setup => "setup",
    };
    let channel = Fields::new()
        .with("sid", conference_sid)
        .with("status", status)
        .with("mediaSid", conference_sid)
        .with("type", "voice");
    let source = Fields::new()
        .with("__internalCall", true)
        .with("sid", sid)
        .with("channel", channel)
        .with("channelParticipants", Array::new());
    if let Some(task) = task {
        source.put("task", task);
    }
    let tiles = conference.participants.iter().map(|p| tile(p, conference_sid));
    let live = conference.live() as u32;
    Fields::new()
        .with("sid", sid)
        .with("status", status)
        .with("conferenceSid", conference_sid)
        .with("participants", tiles.collect::<Array>())
        .with("liveParticipantCount", live)
        .with("liveWorkerCount", live)
        // With this agent in it and no call in the browser, as after a reload, Flex would
        // take the call for one on another device.
        .with("liveWorkers", Array::new())
        .with("source", source)
}

fn tile(participant: &Participant, conference_sid: &str) -> Fields {
    let call_sid = participant.call.as_ref().map(|sid| sid.as_str());
    let worker_sid = participant.worker.as_ref().map(|sid| sid.as_str());
    let or_null = |sid: Option<&str>| sid.map_or(JsValue::NULL, JsValue::from_str);
    let myself = participant.part == Part::Myself;
    let kind = match participant.part {
        Part::Myself | Part::Agent => "worker",
        Part::Peer => "customer",
    };
    // Anything but "joined" keeps Flex from offering to hold somebody who only rings.
    let status = match participant.status {
        ParticipantStatus::Connecting => "joining",
        ParticipantStatus::Joined => "joined",
        ParticipantStatus::RecentlyLeft => "recently_left",
        ParticipantStatus::Left => "left",
    };
    let media = Fields::new()
        .with("callSid", or_null(call_sid))
        .with("hold", participant.on_hold)
        .with("muted", participant.muted)
        .with("conferenceSid", conference_sid);
    Fields::new()
        .with("participantType", kind)
        .with("uniqueId", call_sid.or(worker_sid).unwrap_or("peer"))
        .with("callSid", or_null(call_sid))
        .with("workerSid", or_null(worker_sid))
        .with("worker", Fields::new().with("fullName", participant.name.reveal()))
        .with("status", status)
        .with("connecting", participant.status == ParticipantStatus::Connecting)
        .with("onHold", participant.on_hold)
        .with("muted", participant.muted)
        .with("isCurrentWorker", myself)
        .with("isMyself", myself)
        .with("mediaProperties", media)
}

/// The store of a manager.
pub fn store(manager: &Manager) -> Store {
    manager.store()
}
