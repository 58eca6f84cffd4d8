//! Flex's actions: being asked before one runs, and invoking one.

use call_core::desk::{Action, Verdict};
use call_core::id::{ReservationSid, WorkerSid};
use call_core::multi_call::Ask;
use call_core::wire::ControlOp;
use js_sys::{Function, Promise};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, future_to_promise};

use super::emitter::Ear;
use super::object::Fields;
use super::store::Store;
use super::task::FlexTask;
use super::{Flex, HostError};

#[wasm_bindgen]
extern "C" {
    /// `Flex.Actions`.
    #[derive(Debug, Clone)]
    pub type Actions;

    #[wasm_bindgen(method, catch, js_name = invokeAction)]
    async fn invoke_action(
        this: &Actions,
        name: &str,
        payload: &JsValue,
    ) -> Result<JsValue, JsValue>;

    /// What an action is about: a task, or only its reservation's identifier.
    #[derive(Debug, Clone)]
    type TaskPayload;

    #[wasm_bindgen(method, getter)]
    fn task(this: &TaskPayload) -> Option<FlexTask>;

    #[wasm_bindgen(method, getter)]
    fn sid(this: &TaskPayload) -> JsValue;

    /// This plugin asked for it.
    #[wasm_bindgen(method, getter, js_name = switchboard)]
    fn ours(this: &TaskPayload) -> JsValue;

    /// Whom the action is about: a worker, or anybody else.
    #[wasm_bindgen(method, getter, js_name = targetSid)]
    fn target_sid(this: &TaskPayload) -> JsValue;
}

type Heard = dyn FnMut(TaskPayload, Function);

/// Actions of Flex's on which an internal call must not go Flex's way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// `AcceptTask`.
    Accept,
    /// `RejectTask`.
    Reject,
    /// `EndConferenceForAll`.
    EndForAll,
    /// `WrapupTask`.
    WrapUp,
    /// `ToggleMute`, which names no task.
    ToggleMute,
    /// An action on one party of the call.
    Order(ControlOp),
    /// Everything else that works on a conference of Flex's own.
    Control,
    /// Anything done by the agent's own leg, of any call.
    ActOn,
    /// `HangupCall`, of any call.
    HangUp,
    /// `WrapupTask`, on a call that is not internal.
    Leave,
    /// Somebody is taken off hold, in a call that is not internal.
    Resume,
}

/// The actions that are watched: Flex asks before each of them.
pub const WATCHED: [(&str, Kind); 15] = [
    ("beforeAcceptTask", Kind::Accept),
    ("beforeRejectTask", Kind::Reject),
    ("beforeEndConferenceForAll", Kind::EndForAll),
    ("beforeWrapupTask", Kind::WrapUp),
    ("beforeToggleMute", Kind::ToggleMute),
    ("beforeHoldCall", Kind::Order(ControlOp::Hold)),
    ("beforeUnholdCall", Kind::Order(ControlOp::Unhold)),
    ("beforeHoldParticipant", Kind::Order(ControlOp::Hold)),
    ("beforeUnholdParticipant", Kind::Order(ControlOp::Unhold)),
    ("beforeKickParticipant", Kind::Order(ControlOp::Remove)),
    ("beforeTransferTask", Kind::Control),
    ("beforeCancelTransfer", Kind::Control),
    ("beforeStartExternalWarmTransfer", Kind::Control),
    ("beforeUpdateCustomerParticipant", Kind::Control),
    ("beforeShowDirectory", Kind::Control),
];

/// What is watched besides where an agent may have several calls: Flex knows one alone.
pub const WATCHED_CALLS: [(&str, Kind); 5] = [
    ("beforeHangupCall", Kind::HangUp),
    ("beforeWrapupTask", Kind::Leave),
    ("beforeSendDTMFDigits", Kind::ActOn),
    ("beforeUnholdCall", Kind::Resume),
    ("beforeUnholdParticipant", Kind::Resume),
];

/// What waits until the agent's other calls are parked.
pub const GATED: [(&str, Gated); 2] =
    [("beforeAcceptTask", Gated::Accept), ("beforeMonitorCall", Gated::Monitor)];

/// An action of Flex's own that brings one more call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gated {
    /// `AcceptTask` on a call that is not internal.
    Accept,
    /// `MonitorCall`.
    Monitor,
}

/// Our gate before one action; dropping it opens it for good.
#[derive(Debug)]
#[must_use = "the gate is gone as soon as this is dropped"]
pub struct Gate {
    _ear: Ear<dyn FnMut(TaskPayload, Function) -> JsValue>,
}

impl Gate {
    /// Flex waits with the action for the promise that `wait` gives, and may be stopped until then.
    pub fn new(
        flex: &Flex,
        store: &Store,
        event: &'static str,
        kind: Gated,
        mut wait: impl FnMut(Ask) -> Wait + 'static,
    ) -> Result<Gate, HostError> {
        let store = store.clone();
        let heard = move |payload: TaskPayload, abort: Function| {
            let asked = match kind {
                Gated::Monitor => Some(Ask::Monitor),
                Gated::Accept => accepted(&payload, &store).map(Ask::Accept),
            };
            let Some(wait) = asked.map(&mut wait) else { return JsValue::UNDEFINED };
            let stopped = future_to_promise(async move {
                if !wait.over().await {
                    let _ = abort.call0(&JsValue::UNDEFINED);
                }
                Ok(JsValue::UNDEFINED)
            });
            stopped.into()
        };
        let closure = Closure::<dyn FnMut(TaskPayload, Function) -> JsValue>::new(heard);
        Ok(Gate { _ear: Ear::new(&flex.actions(), event, closure)? })
    }
}

/// What Flex waits for.
#[derive(Debug)]
pub struct Wait(JsValue);

/// Lets Flex go on that waits, or not.
#[derive(Debug)]
pub struct GoOn(Function);

impl Wait {
    /// Flex waits until it is let go on.
    pub fn until() -> (Wait, Option<GoOn>) {
        let mut go_on = None;
        let promise = Promise::new(&mut |resolve, _| go_on = Some(GoOn(resolve)));
        (Wait(promise.into()), go_on)
    }

    /// Waits, and says whether to go on then.
    pub(crate) async fn over(self) -> bool {
        let over = JsFuture::from(Promise::resolve(&self.0)).await;
        over.is_ok_and(|over| over.as_bool() != Some(false))
    }

    /// Flex goes on at once.
    pub fn no_more() -> Wait {
        Wait(JsValue::UNDEFINED)
    }
}

impl GoOn {
    /// Flex goes on.
    pub fn now(self) {
        let _ = self.0.call0(&JsValue::UNDEFINED);
    }

    /// Flex does not go on: there will be no call.
    pub fn never(self) {
        let _ = self.0.call1(&JsValue::UNDEFINED, &JsValue::FALSE);
    }
}

fn accepted(payload: &TaskPayload, store: &Store) -> Option<ReservationSid> {
    let task = subject(payload, store)?;
    // An internal call is not accepted by Flex, and waits elsewhere.
    let waits = task.is_call() && !task.is_internal();
    waits.then(|| ReservationSid::parse(&task.sid()?).ok()).flatten()
}

/// The task that an action is about.
fn subject(payload: &TaskPayload, store: &Store) -> Option<FlexTask> {
    payload.task().or_else(|| store.task(&payload.sid().as_string()?))
}

/// Our ear on one action; dropping it takes the ear off.
#[derive(Debug)]
#[must_use = "the listener comes off as soon as this is dropped"]
pub struct Before {
    _ear: Ear<Heard>,
}

impl Before {
    /// Is asked before every such action on the task of an internal call; before those of
    /// [`WATCHED_CALLS`] on that of any call.
    ///
    /// Flex looks at an abort only while the listener has not returned, and goes on with its
    /// own action if a listener throws: so the abort comes first, and what `judge` wants done
    /// besides comes after it.
    pub fn new<Then: FnOnce()>(
        flex: &Flex,
        store: &Store,
        event: &'static str,
        kind: Kind,
        mut judge: impl FnMut(&Action) -> (Verdict, Then) + 'static,
    ) -> Result<Before, HostError> {
        let store = store.clone();
        let heard = move |payload: TaskPayload, abort: Function| {
            let Some(action) = action(kind, &payload, &store) else { return };
            let (verdict, then) = judge(&action);
            if verdict == Verdict::Replace {
                let _ = abort.call0(&JsValue::UNDEFINED);
            }
            then();
        };
        let ear = Ear::new(&flex.actions(), event, Closure::<Heard>::new(heard))?;
        Ok(Before { _ear: ear })
    }
}

fn action(kind: Kind, payload: &TaskPayload, store: &Store) -> Option<Action> {
    if kind == Kind::ToggleMute {
        return Some(Action::ToggleMute);
    }
    let task = subject(payload, store)?;
    let reservation = || ReservationSid::parse(&task.sid()?).ok();
    match kind {
        Kind::ActOn if task.is_call() => {
            return Some(Action::ActOn { reservation: reservation()? });
        }
        Kind::HangUp if task.is_call() => {
            return Some(Action::HangUp { reservation: reservation()? });
        }
        Kind::Leave if task.is_call() && !task.is_internal() => {
            return Some(Action::Leave { reservation: reservation()? });
        }
        Kind::Resume if !task.is_internal() && payload.ours().is_falsy() => {
            return Some(Action::Resume { reservation: reservation()? });
        }
        _ if !task.is_internal() => return None,
        Kind::Accept
        | Kind::ActOn
        | Kind::Control
        | Kind::EndForAll
        | Kind::HangUp
        | Kind::Leave
        | Kind::Order(_)
        | Kind::Reject
        | Kind::Resume
        | Kind::ToggleMute
        | Kind::WrapUp => {}
    }
    Some(match kind {
        Kind::ActOn | Kind::HangUp | Kind::Leave | Kind::Resume => return None,
        Kind::Accept => Action::Accept(task.offer()?),
        Kind::Reject => Action::Reject(task.offer()?),
        Kind::EndForAll => Action::EndForAll { reservation: reservation()? },
        Kind::Order(op) => Action::Order {
            reservation: reservation()?,
            op,
            worker: payload.target_sid().as_string().and_then(|sid| WorkerSid::parse(&sid).ok()),
        },
        Kind::WrapUp => Action::HangUpElsewhere { reservation: reservation()? },
        Kind::ToggleMute => Action::ToggleMute,
        Kind::Control => Action::Control { reservation: reservation()? },
    })
}

/// Lets Flex accept a task and show it, in which order Flex does it with a call that an agent
/// places.
pub async fn accept(flex: &Flex, reservation: &ReservationSid) -> Result<(), HostError> {
    // It is answered by whom Flex asks before, who cancels the action: that is no failure.
    let _ = invoke(flex, "AcceptTask", reservation).await;
    invoke(flex, "SelectTask", reservation).await
}

/// Lets Flex hang up the agent's own leg.
pub async fn hang_up(flex: &Flex, reservation: &ReservationSid) -> Result<(), HostError> {
    invoke(flex, "HangupCall", reservation).await
}

/// Lets Flex wrap up a call that is over.
pub async fn wrap_up(flex: &Flex, reservation: &ReservationSid) -> Result<(), HostError> {
    invoke(flex, "WrapupTask", reservation).await
}

/// Lets Flex complete the wrap-up.
pub async fn complete(flex: &Flex, reservation: &ReservationSid) -> Result<(), HostError> {
    invoke(flex, "CompleteTask", reservation).await
}

/// Lets Flex open its dialpad, or shut it.
pub async fn toggle_dialpad(flex: &Flex) -> Result<(), HostError> {
    let done = flex.actions().invoke_action("ToggleOutboundDialer", &JsValue::UNDEFINED).await;
    done.map(drop).map_err(HostError::threw("ToggleOutboundDialer"))
}

/// Lets Flex show a task.
pub async fn select(flex: &Flex, reservation: &ReservationSid) -> Result<(), HostError> {
    invoke(flex, "SelectTask", reservation).await
}

/// Lets Flex put somebody on hold, or take him back.
pub async fn hold(
    flex: &Flex,
    reservation: &ReservationSid,
    target: &str,
    hold: bool,
) -> Result<(), HostError> {
    let name = if hold { "HoldParticipant" } else { "UnholdParticipant" };
    let payload = Fields::new()
        .with("sid", reservation.as_str())
        .with("targetSid", target)
        .with("switchboard", true);
    let done = flex.actions().invoke_action(name, &payload).await;
    done.map(drop).map_err(HostError::threw(name))
}

/// Lets Flex mute the agent's own leg at a telephone, or unmute it.
pub async fn mute(flex: &Flex, reservation: &ReservationSid, mute: bool) -> Result<(), HostError> {
    let options = Fields::new().with("mute", mute);
    let payload = Fields::new().with("sid", reservation.as_str()).with("options", options);
    let done = flex.actions().invoke_action("UpdateWorkerParticipant", &payload).await;
    done.map(drop).map_err(HostError::threw("UpdateWorkerParticipant"))
}

async fn invoke(
    flex: &Flex,
    name: &'static str,
    reservation: &ReservationSid,
) -> Result<(), HostError> {
    let payload = Fields::new().with("sid", reservation.as_str());
    let done = flex.actions().invoke_action(name, &payload).await;
    done.map(drop).map_err(HostError::threw(name))
}
