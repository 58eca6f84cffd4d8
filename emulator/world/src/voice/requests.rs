//! What Twilio asks of the product's addresses: TwiML and webhooks, with their repetitions.

use serde_json::json;

use super::address::Target;
use super::sound::Listener;
use crate::order::{FetchId, Fetched, Order, WebhookId};
use crate::sid::Sid;
use crate::world::World;

/// A request for TwiML that has not been answered.
#[derive(Debug)]
pub(crate) struct Fetch {
    call: Sid,
    target: Target,
    form: Vec<(String, String)>,
    tries_left: u8,
    purpose: FetchFor,
}

/// Who waits for the TwiML.
#[derive(Clone, Debug)]
pub(crate) enum FetchFor {
    /// Nobody any more: the call has ended, and Twilio tells the address so.
    Nobody,
    /// A wait, hold or announcement document.
    Playback { listener: Listener, number: u64 },
    /// The call's own TwiML.
    Script { step: u64 },
}

/// A webhook whose delivery has not been told.
#[derive(Debug)]
pub(crate) struct Delivery {
    target: Target,
    form: Vec<(String, String)>,
    tries_left: u8,
    what: String,
}

impl World {
    /// Asks for TwiML on behalf of a call.
    pub(super) fn fetch(
        &mut self,
        call: &Sid,
        target: &Target,
        extra: Vec<(String, String)>,
        purpose: FetchFor,
    ) {
        let mut form = self.call_form(call);
        form.extend(extra);
        let (call, target) = (call.clone(), target.clone());
        let tries_left = target.retries.count;
        self.order_fetch(Fetch { call, target, form, tries_left, purpose });
    }

    fn order_fetch(&mut self, fetch: Fetch) {
        let id = FetchId(self.voice.next_number());
        self.order(Order::Fetch {
            id,
            call: fetch.call.clone(),
            method: fetch.target.method,
            url: fetch.target.url.clone(),
            form: fetch.form.clone(),
        });
        self.voice.fetches.insert(id, fetch);
    }

    pub(crate) fn voice_twiml_fetched(&mut self, id: FetchId, answer: Result<Fetched, String>) {
        let Some(mut fetch) = self.voice.fetches.remove(&id) else { return };
        let status = answer.as_ref().ok().map(|fetched| fetched.status);
        if fetch.tries_left > 0 && fetch.target.retries.cover(status, &answer) {
            fetch.tries_left -= 1;
            return self.order_fetch(fetch);
        }
        let text = match answer {
            Ok(Fetched { status: 200..=299, body }) => Ok(body),
            Ok(Fetched { status, .. }) => Err(format!("it answered {status}")),
            Err(why) => Err(why),
        };
        let said = match &text {
            Ok(_) => "TwiML fetched".to_owned(),
            Err(why) => format!("no TwiML (11200): {why}"),
        };
        let detail =
            json!({ "call": fetch.call, "url": fetch.target.url, "body": text.as_ref().ok() });
        self.note("twiml", &self.call_name(&fetch.call), &said, detail);
        let url = fetch.target.url;
        match fetch.purpose {
            FetchFor::Nobody => {}
            FetchFor::Playback { listener, number } => {
                self.playback_fetched(&listener, number, &url, text.ok());
            }
            FetchFor::Script { step } => self.script_fetched(&fetch.call, step, &url, text.ok()),
        }
    }

    /// Delivers a webhook; `what` names it in the log.
    pub(super) fn webhook(&mut self, target: &Target, form: Vec<(String, String)>, what: &str) {
        let (target, what) = (target.clone(), what.to_owned());
        let tries_left = target.retries.count;
        self.order_webhook(Delivery { target, form, tries_left, what });
    }

    fn order_webhook(&mut self, delivery: Delivery) {
        let id = WebhookId(self.voice.next_number());
        self.order(Order::Webhook {
            id,
            method: delivery.target.method,
            url: delivery.target.url.clone(),
            form: delivery.form.clone(),
        });
        self.voice.deliveries.insert(id, delivery);
    }

    pub(crate) fn voice_webhook_answered(&mut self, id: WebhookId, answer: Result<u16, String>) {
        let Some(mut delivery) = self.voice.deliveries.remove(&id) else { return };
        let said = match &answer {
            Ok(status) => format!("{} answered {status}", delivery.what),
            Err(why) => format!("{} was not delivered: {why}", delivery.what),
        };
        let form: serde_json::Map<_, _> =
            delivery.form.iter().map(|(name, value)| (name.clone(), json!(value))).collect();
        self.note("webhook", &delivery.target.url, &said, json!(form));
        if delivery.tries_left > 0
            && delivery.target.retries.cover(answer.as_ref().ok().copied(), &answer)
        {
            delivery.tries_left -= 1;
            self.order_webhook(delivery);
        }
    }
}
