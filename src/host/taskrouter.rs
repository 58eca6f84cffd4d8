//! The agent's TaskRouter client: his tasks, his reservations, his activity.

use std::cell::RefCell;
use std::fmt;
use std::rc::Rc;

use call_core::desk::{NewTask, Offer, Presence};
use call_core::id::{ReservationSid, TaskSid};
use call_core::pii::Pii;
use call_core::wire::{CallerAttributes, Direction};
use js_sys::Map;
use wasm_bindgen::prelude::*;

use super::HostError;
use super::emitter::Ear;
use super::manager::CustomData;
use super::object::Fields;
use super::task::{self, Attributes};

#[wasm_bindgen]
extern "C" {
    /// `manager.workerClient`.
    #[derive(Debug, Clone)]
    pub type WorkerClient;

    #[wasm_bindgen(method, getter)]
    pub(crate) fn sid(this: &WorkerClient) -> String;

    #[wasm_bindgen(method, getter)]
    fn name(this: &WorkerClient) -> JsValue;

    #[wasm_bindgen(method, getter)]
    fn attributes(this: &WorkerClient) -> Option<WorkerAttributes>;

    #[wasm_bindgen(method, getter)]
    fn activity(this: &WorkerClient) -> Option<Activity>;

    #[wasm_bindgen(method, getter)]
    fn activities(this: &WorkerClient) -> Option<Map>;

    #[wasm_bindgen(method, getter)]
    fn reservations(this: &WorkerClient) -> Option<Map>;

    #[wasm_bindgen(method, catch, js_name = createTask)]
    pub(crate) async fn create_task(
        this: &WorkerClient,
        to: &str,
        from: &str,
        workflow: &str,
        queue: &str,
        options: &JsValue,
    ) -> Result<JsValue, JsValue>;

    /// A worker's attributes. Administrators write them, so nothing is taken for granted.
    pub(crate) type WorkerAttributes;

    #[wasm_bindgen(method, getter)]
    pub(crate) fn full_name(this: &WorkerAttributes) -> JsValue;

    #[wasm_bindgen(method, getter)]
    pub(crate) fn contact_uri(this: &WorkerAttributes) -> JsValue;

    #[wasm_bindgen(method, getter)]
    fn config_overrides(this: &WorkerAttributes) -> Option<CustomData>;

    /// What a worker can be doing.
    pub(crate) type Activity;

    #[wasm_bindgen(method, getter)]
    pub(crate) fn sid(this: &Activity) -> String;

    #[wasm_bindgen(method, getter)]
    pub(crate) fn name(this: &Activity) -> String;

    #[wasm_bindgen(method, getter)]
    pub(crate) fn available(this: &Activity) -> bool;

    #[derive(Debug, Clone)]
    type Reservation;

    #[wasm_bindgen(method, getter)]
    fn sid(this: &Reservation) -> String;

    #[wasm_bindgen(method, getter)]
    fn status(this: &Reservation) -> String;

    #[wasm_bindgen(method, getter)]
    fn task(this: &Reservation) -> Task;

    #[wasm_bindgen(method, catch)]
    async fn call(
        this: &Reservation,
        from: &str,
        url: &str,
        options: &JsValue,
    ) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(method, catch)]
    async fn reject(this: &Reservation) -> Result<JsValue, JsValue>;

    type Task;

    #[wasm_bindgen(method, getter)]
    fn sid(this: &Task) -> String;

    #[wasm_bindgen(method, getter)]
    fn attributes(this: &Task) -> Option<Attributes>;
}

impl WorkerClient {
    pub(crate) fn full_name(&self) -> Pii<String> {
        let full = self.attributes().and_then(|a| a.full_name().as_string());
        Pii::new(full.or_else(|| self.name().as_string()).unwrap_or_default())
    }

    pub(crate) fn address(&self) -> Option<Pii<String>> {
        self.attributes()?.contact_uri().as_string().map(Pii::new)
    }

    pub(crate) fn overrides(&self) -> Option<CustomData> {
        self.attributes()?.config_overrides()
    }

    /// All that workers of the account can be doing.
    pub(crate) fn every_activity(&self) -> Vec<Activity> {
        let map = self.activities();
        let all = map.iter().flat_map(|map| map.values().into_iter().flatten());
        all.map(JsCast::unchecked_into).collect()
    }

    /// Whether tasks come to this agent.
    pub fn presence(&self, offline: Option<&str>) -> Presence {
        self.activity().map_or(Presence::Offline, |activity| {
            presence(activity.available(), &activity.sid(), offline)
        })
    }

    /// Creates the caller's task; TaskRouter brings it back to this agent.
    pub async fn create(&self, task: &NewTask) -> Result<TaskSid, HostError> {
        let options = Fields::new()
            .with("taskChannelUniqueName", "voice")
            .with("attributes", attributes(&task.attributes));
        let created = self
            .create_task(
                task.attributes.to.reveal(),
                task.attributes.target_worker.reveal(),
                task.workflow.as_str(),
                task.queue.as_str(),
                &options,
            )
            .await
            .map_err(HostError::threw("createTask"))?;
        let sid = created.as_string().and_then(|sid| TaskSid::parse(&sid).ok());
        sid.ok_or(HostError::Shape { path: "createTask", expected: "a task's identifier" })
    }

    /// Lets Twilio call this agent and connect him as the Functions say at `url`.
    pub async fn call_reservation(
        &self,
        reservation: &ReservationSid,
        from: &Pii<String>,
        url: &str,
    ) -> Result<(), HostError> {
        let options = Fields::new().with("accept", true);
        let called = self.reservation(reservation)?.call(from.reveal(), url, &options).await;
        called.map(drop).map_err(HostError::threw("reservation.call"))
    }

    /// Declines in TaskRouter.
    pub async fn reject(&self, reservation: &ReservationSid) -> Result<(), HostError> {
        let rejected = self.reservation(reservation)?.reject().await;
        rejected.map(drop).map_err(HostError::threw("reservation.reject"))
    }

    fn reservation(&self, sid: &ReservationSid) -> Result<Reservation, HostError> {
        let found = self.reservations().map(|map| map.get(&sid.as_str().into()));
        found.filter(JsValue::is_object).map(JsCast::unchecked_into).ok_or(HostError::Shape {
            path: "workerClient.reservations",
            expected: "a map with this reservation",
        })
    }
}

/// Our ear on the agent's own activity; dropping it takes the ear off.
#[derive(Debug)]
#[must_use = "the listener comes off as soon as this is dropped"]
pub struct PresenceChanged {
    _ear: Ear<dyn FnMut()>,
}

impl PresenceChanged {
    /// Is told what each new activity of the agent means for his calls.
    pub fn new(
        worker: &WorkerClient,
        offline: Option<String>,
        heard: impl Fn(Presence) + 'static,
    ) -> Result<PresenceChanged, HostError> {
        let now = worker.clone();
        let changed = move || heard(now.presence(offline.as_deref()));
        let ear = Ear::new(worker, "activityUpdated", Closure::<dyn FnMut()>::new(changed))?;
        Ok(PresenceChanged { _ear: ear })
    }
}

/// What an activity means for calls.
pub(crate) fn presence(available: bool, activity: &str, offline: Option<&str>) -> Presence {
    match available {
        true => Presence::Available,
        false if offline == Some(activity) => Presence::Offline,
        false => Presence::Unavailable,
    }
}

/// What the plugin writes of the caller's task; TaskRouter and the server add the rest.
fn attributes(attributes: &CallerAttributes) -> Fields {
    let direction = match attributes.direction {
        Direction::Inbound => "inbound",
        Direction::Outbound => "outbound",
    };
    let fields = Fields::new()
        .with("to", attributes.to.reveal())
        .with("direction", direction)
        .with("name", attributes.name.reveal())
        .with("fromName", attributes.from_name.reveal())
        .with("targetWorker", attributes.target_worker.reveal())
        .with("autoAnswer", &attributes.auto_answer)
        .with("client_call", attributes.client_call);
    let fields = match &attributes.call_to_queue_sid {
        Some(queue) => fields.with("callToQueueSid", queue.as_str()),
        None => fields,
    };
    let fields = match attributes.ring_timeout {
        Some(seconds) => fields.with("ringTimeout", seconds),
        None => fields,
    };
    match attributes.missed_calls {
        Some(wanted) => fields.with("missedCalls", wanted),
        None => fields,
    }
}

/// How a reservation of the SDK tells that it has moved on.
const STEPS: [&str; 7] =
    ["accepted", "rejected", "timeout", "canceled", "rescinded", "wrapup", "completed"];

type Heard = dyn FnMut(Reservation);

/// Our ear on the agent's reservations of internal calls; dropping it takes the ear off.
#[derive(Debug)]
#[must_use = "the listeners come off as soon as this is dropped"]
pub struct Reservations {
    _created: Ear<Heard>,
    _ready: Ear<dyn FnMut()>,
    _steps: Rc<Steps>,
}

impl Reservations {
    /// Tells every reservation of an internal call: those there are now, new ones, and each
    /// step of each.
    pub fn new(
        worker: &WorkerClient,
        heard: impl Fn(Offer) + 'static,
    ) -> Result<Reservations, HostError> {
        let steps = Rc::new(Steps { heard: Box::new(heard), followed: RefCell::default() });
        let follower = Rc::downgrade(&steps);
        let follow = move |reservation: Reservation| {
            if let Some(steps) = follower.upgrade() {
                steps.follow(&reservation);
            }
        };
        let created =
            Ear::new(worker, "reservationCreated", Closure::<Heard>::new(follow.clone()))?;
        let (known, steps_then) = (worker.clone(), Rc::downgrade(&steps));
        let all = move || {
            let known = known.reservations();
            if let (Some(steps), Some(known)) = (steps_then.upgrade(), &known) {
                steps.miss(known);
            }
            let known = known.iter().flat_map(|map| map.values().into_iter().flatten());
            known.map(JsCast::unchecked_into).for_each(&follow);
        };
        all();
        // After a lost connection the SDK reads its reservations anew, those that are not over,
        // and says so by "ready".
        let ready = Ear::new(worker, "ready", Closure::<dyn FnMut()>::new(all))?;
        Ok(Reservations { _created: created, _ready: ready, _steps: steps })
    }
}

/// The ears on the steps of each reservation that is not over.
struct Steps {
    heard: Box<dyn Fn(Offer)>,
    followed: RefCell<Vec<Followed>>,
}

struct Followed {
    sid: String,
    object: Reservation,
    _ears: Vec<Ear<Heard>>,
}

impl Steps {
    fn follow(self: &Rc<Self>, reservation: &Reservation) {
        let Some(offer) = offer_of(reservation) else { return };
        let sid = reservation.sid();
        // Whenever the SDK reads its reservations anew it makes new objects, and the old ones
        // fall silent.
        self.leave(&|known| {
            known.sid == sid
                && (offer.status.is_final() || !js_sys::Object::is(&known.object, reservation))
        });
        let is_followed = self.followed.borrow().iter().any(|known| known.sid == sid);
        if !offer.status.is_final() && !is_followed {
            let ears = STEPS.iter().filter_map(|step| self.ear(reservation, step)).collect();
            let object = reservation.clone();
            self.followed.borrow_mut().push(Followed { sid, object, _ears: ears });
        }
        (self.heard)(offer);
    }

    /// What is not among these any more came to its end while nothing was heard.
    fn miss(&self, present: &Map) {
        let gone = self.leave(&|known| !present.has(&known.sid.as_str().into()));
        for offer in gone.iter().filter_map(offer_of) {
            let status = offer.status.over_unheard();
            (self.heard)(Offer { status, ..offer });
        }
    }

    /// Follows these no longer.
    fn leave(&self, is_past: &dyn Fn(&Followed) -> bool) -> Vec<Reservation> {
        let past: Vec<_> =
            self.followed.borrow_mut().extract_if(.., |known| is_past(known)).collect();
        let objects = past.iter().map(|known| known.object.clone()).collect();
        // Freed a moment later: one of them may be hearing this.
        wasm_bindgen_futures::spawn_local(async move { drop(past) });
        objects
    }

    fn ear(self: &Rc<Self>, reservation: &Reservation, step: &'static str) -> Option<Ear<Heard>> {
        let steps = Rc::downgrade(self);
        let moved = move |moved: Reservation| {
            if let Some(steps) = steps.upgrade() {
                steps.follow(&moved);
            }
        };
        Ear::new(reservation, step, Closure::<Heard>::new(moved)).ok()
    }
}

impl fmt::Debug for Steps {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Steps").finish_non_exhaustive()
    }
}

fn offer_of(reservation: &Reservation) -> Option<Offer> {
    let task = reservation.task();
    task::offer(&reservation.sid(), &task.sid(), &reservation.status(), &task.attributes()?)
}
