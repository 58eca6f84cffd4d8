//! Flex's actions: being asked before one runs, and invoking one.

use call_core::desk::{Action, Verdict};
use call_core::id::{ReservationSid, WorkerSid};
use call_core::wire::ControlOp;
use js_sys::Function;
use wasm_bindgen::prelude::*;

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

/// Our ear on one action; dropping it takes the ear off.
#[derive(Debug)]
#[must_use = "the listener comes off as soon as this is dropped"]
pub struct Before {
    _ear: Ear<Heard>,
}

impl Before {
    /// Is asked before every such action on the task of an internal call.
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
    let named = || store.task(&payload.sid().as_string()?);
    let task = payload.task().or_else(named).filter(FlexTask::is_internal)?;
    let reservation = || ReservationSid::parse(&task.sid()?).ok();
    Some(match kind {
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

/// Lets Flex complete the wrap-up.
pub async fn complete(flex: &Flex, reservation: &ReservationSid) -> Result<(), HostError> {
    invoke(flex, "CompleteTask", reservation).await
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
