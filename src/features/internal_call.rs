//! Calls between agents: what Flex, TaskRouter and the server tell, and what is asked of them.

use std::cell::RefCell;
use std::future::Future;
use std::rc::Rc;

use call_core::desk::{Action, Conference, Effect, Event, Failure, NewTask, RequestId, Verdict};
use call_core::id::TaskSid;
use call_core::pii::Pii;
use call_core::wire::{CleanupRequest, ControlRequest, ReconcileRequest};
use wasm_bindgen_futures::spawn_local;

use crate::host::actions::{self, Before, WATCHED};
use crate::host::clock;
use crate::host::functions::{Asking, Functions, Reply};
use crate::host::manager::Manager;
use crate::host::notifications::BeforeShown;
use crate::host::store::{Change, Store, Watch, store};
use crate::host::sync::{Following, Records};
use crate::host::taskrouter::{PresenceChanged, Reservations, WorkerClient};
use crate::host::voice::{self, PhoneChanged};
use crate::host::{Flex, HostError, fresh_id, log};
use crate::runtime::Runtime;

/// Ears and hands of internal calls.
#[derive(Clone, Debug)]
pub struct InternalCall {
    inner: Rc<Inner>,
}

#[derive(Debug)]
struct Inner {
    runtime: Runtime,
    flex: Flex,
    manager: Manager,
    worker: WorkerClient,
    functions: Functions,
    store: Store,
    watch: Watch,
    following: RefCell<Vec<(TaskSid, Feed)>>,
    _before: Vec<Before>,
    _participants: Option<BeforeShown>,
    _presence: PresenceChanged,
    _phone: PhoneChanged,
    _reservations: Reservations,
}

/// A record that is being followed, or will be as soon as it is there. While there is one, the
/// socket stays.
#[derive(Debug)]
struct Feed {
    records: Records,
    _following: Option<Following>,
}

/// What of an answer of the server's is told.
#[derive(Clone, Copy, Debug)]
enum Tell {
    /// That it has answered: what it says, the call record says too.
    Answered,
    /// The calls that the agent has missed.
    Missed,
    /// The queues that it has listed.
    Queues,
}

impl Inner {
    fn leave(&self, call: &TaskSid) -> Option<(TaskSid, Feed)> {
        let mut feeds = self.following.borrow_mut();
        let place = feeds.iter().position(|(known, _)| known == call)?;
        Some(feeds.swap_remove(place))
    }
}

impl InternalCall {
    /// Attaches to Flex: from here on internal calls go our way, and the reservations that
    /// there are and will be are told. The desk has to be set up before.
    pub fn attach(
        runtime: &Runtime,
        flex: &Flex,
        manager: &Manager,
        functions: Functions,
    ) -> Result<InternalCall, HostError> {
        let (worker, store) = (manager.worker()?, store(manager));
        let before = WATCHED.map(|(event, kind)| {
            let (judge, settle) = (runtime.clone(), runtime.clone());
            Before::new(flex, &store, event, kind, move |action| {
                let settle = settle.clone();
                (judge.judge(action), move || settle.settle())
            })
        });
        let judge = runtime.clone();
        let participants = BeforeShown::new(flex, "FailedToFetchParticipants", move || {
            judge.judge(&Action::ShowParticipantsFailure) == Verdict::Proceed
        });
        // A Flex that shows no notifications shows none that would be wrong.
        let participants = participants.map_err(|error| log("internal_call", &error)).ok();
        let told = runtime.clone();
        let presence =
            PresenceChanged::new(&worker, manager.offline_activity(), move |presence| {
                told.feed(Event::OwnPresenceChanged(presence));
            })?;
        let told = runtime.clone();
        let phone = PhoneChanged::new(manager, move |connected| {
            told.feed(Event::PhoneChanged { connected });
        })?;
        let told = runtime.clone();
        let watch = Watch::new(&store, move |change| {
            told.feed(match change {
                Change::Line { busy } => Event::LineChanged { busy },
                Change::ParticipantsLost { task } => Event::ParticipantsLost { task },
            });
        })?;
        runtime.feed(Event::LineChanged { busy: store.is_line_busy() });
        let told = runtime.clone();
        let reservations = Reservations::new(&worker, move |offer| {
            told.feed(Event::ReservationChanged(offer));
        })?;
        Ok(InternalCall {
            inner: Rc::new(Inner {
                runtime: runtime.clone(),
                flex: flex.clone(),
                manager: manager.clone(),
                worker,
                functions,
                store,
                watch,
                following: RefCell::default(),
                _before: before.into_iter().collect::<Result<_, _>>()?,
                _participants: participants,
                _presence: presence,
                _phone: phone,
                _reservations: reservations,
            }),
        })
    }

    /// Carries out an effect if it is one of internal calls; else gives it back.
    #[expect(clippy::wildcard_enum_match_arm, reason = "all others are another capability's")]
    pub fn perform(&self, effect: Effect) -> Option<Effect> {
        let this = self.clone();
        match effect {
            Effect::CheckMicrophone { request } => {
                spawn_local(async move {
                    let microphone = voice::microphone().await;
                    this.inner.runtime.feed(Event::MicrophoneChecked { request, microphone });
                });
            }
            Effect::FetchQueues { request } => {
                let asking = self.inner.functions.queues(&self.token());
                self.order(request, Tell::Queues, asking);
            }
            Effect::AskMissedCalls { request, clear } => {
                let asking = self.inner.functions.missed_calls(&self.token(), clear.as_ref());
                self.order(request, Tell::Missed, asking);
            }
            Effect::CreateTask { request, task } => self.create(request, task),
            Effect::CallReservation { request, reservation, from, url } => {
                spawn_local(async move {
                    let Inner { runtime, worker, functions, .. } = &*this.inner;
                    let url = functions.url(&url);
                    // That it was done shows itself in the reservation.
                    if let Err(error) = worker.call_reservation(&reservation, &from, &url).await {
                        runtime.feed(failed(request, &error));
                    }
                });
            }
            Effect::Cleanup { request, task, call, why } => {
                let asking = self.inner.functions.cleanup(&CleanupRequest {
                    token: self.token(),
                    task_sid: task,
                    conference_name: Some(call),
                    reason: why,
                    request_id: Some(fresh_id()),
                });
                self.order(request, Tell::Answered, asking);
            }
            Effect::Reconcile { request, task } => {
                let asking = self.inner.functions.reconcile(&ReconcileRequest {
                    token: self.token(),
                    task_sid: task,
                    request_id: Some(fresh_id()),
                });
                self.order(request, Tell::Answered, asking);
            }
            Effect::Order { request, call, op, target } => {
                let asking = self.inner.functions.control(&ControlRequest {
                    token: self.token(),
                    op,
                    conference_name: call,
                    target,
                    request_id: fresh_id(),
                });
                self.order(request, Tell::Answered, asking);
            }
            Effect::Accept { reservation } => {
                attempt(async move { actions::accept(&this.inner.flex, &reservation).await })
            }
            Effect::HangUp { reservation } => {
                attempt(async move { actions::hang_up(&this.inner.flex, &reservation).await })
            }
            Effect::WrapUp { reservation } => {
                attempt(async move { actions::wrap_up(&this.inner.flex, &reservation).await })
            }
            Effect::Complete { reservation } => {
                attempt(async move { actions::complete(&this.inner.flex, &reservation).await })
            }
            Effect::Reject { reservation } => {
                attempt(async move { this.inner.worker.reject(&reservation).await });
            }
            Effect::FollowRecord { call } => self.follow(call),
            Effect::LeaveRecord { call } => drop(self.inner.leave(&call)),
            Effect::ShowConference(conference) => self.show(&conference),
            other => return Some(other),
        }
        None
    }

    fn create(&self, request: RequestId, task: Box<NewTask>) {
        let this = self.clone();
        spawn_local(async move {
            let event = match this.inner.worker.create(&task).await {
                Ok(task) => Event::TaskCreated { request, task },
                Err(error) => failed(request, &error),
            };
            this.inner.runtime.feed(event);
        });
    }

    fn token(&self) -> Pii<String> {
        self.inner.manager.token().unwrap_or_default()
    }

    /// Runs an order to the server and tells what came of it.
    fn order(&self, request: RequestId, tell: Tell, work: Asking) {
        let this = self.clone();
        spawn_local(async move {
            let Inner { runtime, manager, .. } = &*this.inner;
            let done = work.await;
            if let Ok(Some(Reply { release: Some(release), .. })) = &done {
                let can_mend = manager.can_mend_the_account();
                runtime.feed(Event::FunctionsAre { release: release.clone(), can_mend });
            }
            runtime.feed(match (done, tell) {
                (Ok(_), Tell::Answered) => Event::Answered { request },
                (Ok(reply), Tell::Missed) => {
                    let calls = reply.map(|reply| reply.missed()).unwrap_or_default();
                    Event::MissedFetched { request, calls }
                }
                (Ok(reply), Tell::Queues) => {
                    let queues = reply.map(|reply| reply.queues()).unwrap_or_default();
                    Event::QueuesFetched { request, queues }
                }
                (Err(error), _) => failed(request, &error),
            });
        });
    }

    fn follow(&self, call: TaskSid) {
        let opened = self.records();
        drop(self.inner.leave(&call));
        let runtime = self.inner.runtime.clone();
        let records = match opened {
            Ok(records) => records,
            Err(error) => {
                log("internal_call", &error);
                return runtime.feed(Event::RecordUnreadable { call });
            }
        };
        let feed = Feed { records: records.clone(), _following: None };
        self.inner.following.borrow_mut().push((call.clone(), feed));
        let this = self.clone();
        spawn_local(async move {
            let told = runtime.clone();
            let heard = move |record| told.feed(Event::RecordChanged(Box::new(record)));
            match records.follow(&call, heard).await {
                Ok(following) => {
                    let mut feeds = this.inner.following.borrow_mut();
                    // It may have been left while it was being opened.
                    if let Some((_, feed)) = feeds.iter_mut().find(|(left, _)| *left == call) {
                        *feed = Feed { records, _following: Some(following) };
                    }
                }
                Err(_) => runtime.feed(Event::RecordUnreadable { call }),
            }
        });
    }

    /// The socket of the calls that are followed, or a new one.
    fn records(&self) -> Result<Records, HostError> {
        let open = self.inner.following.borrow().first().map(|(_, feed)| feed.records.clone());
        open.map_or_else(|| Records::new(&self.inner.manager), Ok)
    }

    fn show(&self, conference: &Conference) {
        self.inner.watch.expect(conference);
        if let Err(error) = self.inner.store.show(conference) {
            log("internal_call", &error);
        }
    }
}

/// Wakes the desk when it wants to be woken.
pub fn wake(runtime: &Runtime, effect: Effect) -> Option<Effect> {
    let Effect::WakeAt { at, wake } = effect else { return Some(effect) };
    let runtime = runtime.clone();
    spawn_local(async move {
        clock::at(at).await;
        runtime.feed(Event::Woken(wake));
    });
    None
}

fn attempt(work: impl Future<Output = Result<(), HostError>> + 'static) {
    spawn_local(async move {
        if let Err(error) = work.await {
            log("internal_call", &error);
        }
    });
}

fn failed(request: RequestId, error: &HostError) -> Event {
    log("internal_call", error);
    let why = match error {
        HostError::Status { status: 404 | 410, .. } => Failure::Gone,
        error if error.is_refusal() => Failure::Refused,
        HostError::Status { .. } | HostError::Shape { .. } | HostError::Threw { .. } => {
            Failure::Unreachable
        }
    };
    Event::RequestFailed { request, why }
}
