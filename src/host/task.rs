//! What we read of a task and its reservation, and how an internal call is told from others.

use call_core::desk::{Offer, OfferStatus};
use call_core::id::{ReservationSid, TaskSid};
use call_core::pii::Pii;
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    /// A task as Flex wraps it: one reservation with its task.
    #[derive(Debug, Clone)]
    pub(crate) type FlexTask;

    /// The reservation's identifier, not the task's.
    #[wasm_bindgen(method, getter)]
    pub(crate) fn sid(this: &FlexTask) -> Option<String>;

    #[wasm_bindgen(method, getter, js_name = taskSid)]
    pub(crate) fn task_sid(this: &FlexTask) -> Option<String>;

    #[wasm_bindgen(method, getter)]
    fn status(this: &FlexTask) -> Option<String>;

    #[wasm_bindgen(method, getter, js_name = taskChannelUniqueName)]
    fn channel(this: &FlexTask) -> JsValue;

    #[wasm_bindgen(method, getter, js_name = defaultFrom)]
    fn default_from(this: &FlexTask) -> JsValue;

    #[wasm_bindgen(method, getter)]
    fn attributes(this: &FlexTask) -> Option<Attributes>;

    /// A task's attributes. Anybody can write them, so nothing is taken for granted.
    #[derive(Debug, Clone)]
    pub(crate) type Attributes;

    #[wasm_bindgen(method, getter)]
    fn client_call(this: &Attributes) -> JsValue;

    #[wasm_bindgen(method, getter)]
    fn conference(this: &Attributes) -> Option<ConferenceAttribute>;

    #[wasm_bindgen(method, getter)]
    fn from(this: &Attributes) -> JsValue;

    #[wasm_bindgen(method, getter)]
    fn name(this: &Attributes) -> JsValue;

    #[wasm_bindgen(method, getter, js_name = callToQueue)]
    fn call_to_queue(this: &Attributes) -> JsValue;

    type ConferenceAttribute;

    #[wasm_bindgen(method, getter, js_name = friendlyName)]
    fn friendly_name(this: &ConferenceAttribute) -> JsValue;
}

impl FlexTask {
    pub(crate) fn is_internal(&self) -> bool {
        self.attributes().is_some_and(|attributes| attributes.is_internal())
    }

    /// A call of whatever kind.
    pub(crate) fn is_call(&self) -> bool {
        self.channel().as_string().as_deref() == Some("voice")
    }

    /// What it was about is over, and the agent has work after it.
    pub(crate) fn is_wrapping(&self) -> bool {
        self.status().as_deref() == Some("wrapping")
    }

    /// The agent has accepted it, and is not done with it.
    pub(crate) fn is_accepted(&self) -> bool {
        self.status().as_deref() == Some("accepted")
    }

    /// It is offered, and nobody has answered.
    pub(crate) fn is_pending(&self) -> bool {
        self.status().as_deref() == Some("pending")
    }

    /// Whom the call is with, as Flex names them.
    pub(crate) fn other(&self) -> Pii<String> {
        let offer = self.offer().map(|offer| offer.peer).filter(|peer| !peer.reveal().is_empty());
        offer.unwrap_or_else(|| Pii::new(self.default_from().as_string().unwrap_or_default()))
    }

    /// Another agent's call, which waits for an answer.
    pub(crate) fn is_offered(&self) -> bool {
        let offer = self.offer();
        offer.is_some_and(|offer| offer.joins.is_some() && offer.status == OfferStatus::Pending)
    }

    /// The offer that Flex holds, if it belongs to an internal call.
    pub(crate) fn offer(&self) -> Option<Offer> {
        offer(&self.sid()?, &self.task_sid()?, &self.status()?, &self.attributes()?)
    }
}

impl Attributes {
    fn is_internal(&self) -> bool {
        self.client_call().as_bool() == Some(true)
    }
}

/// An offer in the desk's terms; `None` if it is not one of an internal call.
pub(crate) fn offer(
    reservation: &str,
    task: &str,
    status: &str,
    attributes: &Attributes,
) -> Option<Offer> {
    if !attributes.is_internal() {
        return None;
    }
    let text = |value: JsValue| Pii::new(value.as_string().unwrap_or_default());
    let task = TaskSid::parse(task).ok()?;
    let conference = || attributes.conference()?.friendly_name().as_string();
    // The caller's own task names the conference too, once he is in it: it is his own name.
    let joins = conference().and_then(|name| TaskSid::parse(&name).ok()).filter(|c| *c != task);
    let queue = attributes.call_to_queue().as_string().map(Pii::new);
    Some(Offer {
        // A caller's own task may name a queue as well: it is whom he calls.
        queue: queue.filter(|_| joins.is_some()),
        reservation: ReservationSid::parse(reservation).ok()?,
        task,
        status: offer_status(status)?,
        joins,
        from: text(attributes.from()),
        peer: text(attributes.name()),
    })
}

/// A status in TaskRouter's words; "rescinded" means taken back for another worker.
fn offer_status(text: &str) -> Option<OfferStatus> {
    Some(match text {
        "pending" => OfferStatus::Pending,
        "accepted" => OfferStatus::Accepted,
        "wrapping" => OfferStatus::Wrapping,
        "completed" => OfferStatus::Completed,
        "canceled" | "rescinded" => OfferStatus::Canceled,
        "rejected" => OfferStatus::Rejected,
        "timeout" => OfferStatus::TimedOut,
        _ => return None,
    })
}
