//! Requests to our own Functions.

use std::pin::Pin;

use call_core::desk::Queue;
use call_core::id::{QueueSid, TaskSid, WorkerSid};
use call_core::pii::Pii;
use call_core::wire::{
    CleanupRequest, Clearing, ControlRequest, DeclineReason, MissedCall, MissedCalls,
    ReconcileRequest, path,
};

use js_sys::{Array, JSON, Math};
use wasm_bindgen::prelude::*;
use web_sys::{AbortSignal, UrlSearchParams};

use super::object::Fields;
use super::{HostError, clock};

/// How often a request is made before it counts as failed. Repeating one is safe: what it asks
/// for can be done once only, and it carries its own identifier.
const TRIES: u32 = 3;
/// The first wait between two tries; it doubles, and up to half as much is added by chance.
const FIRST_WAIT_MS: u64 = 250;
/// No try begins later than this.
const DEADLINE_MS: u64 = 8_000;
/// Twilio ends a Function after ten seconds.
const TIMEOUT_MS: u32 = 10_000;

/// Where the Functions of this account answer.
#[derive(Clone, Debug)]
pub struct Functions {
    base: String,
}

impl Functions {
    /// Functions below this address, which has no slash at its end.
    pub fn new(base: String) -> Functions {
        Functions { base }
    }

    /// The full address of a path.
    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.base)
    }

    /// Declines a call or cancels it.
    pub fn cleanup(&self, request: &CleanupRequest) -> Asking {
        let CleanupRequest { token, task_sid, conference_name, reason, request_id } = request;
        let words = match reason {
            Some(DeclineReason::Words(words)) => Some(words.reveal().as_str()),
            Some(_) | None => None,
        };
        let form = [
            ("Token", Some(token.reveal().as_str())),
            ("taskSid", Some(task_sid.as_str())),
            ("conferenceName", conference_name.as_ref().map(|name| name.as_str())),
            ("reason", reason.as_ref().and_then(DeclineReason::code)),
            ("words", words),
            ("requestId", request_id.as_deref()),
        ];
        self.ask("cleanup-rejected-task", path::CLEANUP_REJECTED_TASK, &form)
    }

    /// Puts right what a lost message left.
    pub fn reconcile(&self, request: &ReconcileRequest) -> Asking {
        let ReconcileRequest { token, task_sid, request_id } = request;
        let form = [
            ("Token", Some(token.reveal().as_str())),
            ("taskSid", task_sid.as_ref().map(|sid| sid.as_str())),
            ("requestId", request_id.as_deref()),
        ];
        self.ask("reconcile", path::RECONCILE, &form)
    }

    /// Acts on a leg of a call, or ends the call.
    pub fn control(&self, request: &ControlRequest) -> Asking {
        let ControlRequest { token, op, conference_name, target, request_id } = request;
        let form = [
            ("Token", Some(token.reveal().as_str())),
            ("op", Some(op.as_str())),
            ("conferenceName", Some(conference_name.as_str())),
            ("target", target.as_ref().map(|call| call.as_str())),
            ("requestId", Some(request_id.as_str())),
        ];
        self.ask("control", path::CONTROL, &form)
    }

    /// Which queues can be called, and what they are like now: [`Reply::queues`].
    pub fn queues(&self, token: &Pii<String>) -> Asking {
        self.ask("queues", path::QUEUES, &[("Token", Some(token.reveal().as_str()))])
    }

    /// What the agent has missed, once the server has forgotten what she has done with:
    /// [`Reply::missed`].
    pub fn missed_calls(&self, token: &Pii<String>, clear: Option<&Clearing>) -> Asking {
        let form =
            [("Token", Some(token.reveal().as_str())), ("clear", clear.map(Clearing::as_str))];
        self.ask("missed-calls", path::MISSED_CALLS, &form)
    }

    fn ask(&self, call: &'static str, path: &str, form: &[(&str, Option<&str>)]) -> Asking {
        let (url, form) = (self.url(path), filled(form));
        // One kind of future for all: each would be compiled into the plugin by itself.
        Box::pin(async move { insist(call, &url, &form?).await.map(Some) })
    }
}

/// An order that is under way; with what our Functions have answered, if it is one to them.
pub type Asking = Pin<Box<dyn Future<Output = Result<Option<Reply>, HostError>>>>;

/// A form: the browser sends it without asking the server first.
fn filled(form: &[(&str, Option<&str>)]) -> Result<UrlSearchParams, HostError> {
    let filled = UrlSearchParams::new().map_err(HostError::threw("URLSearchParams"))?;
    for (name, value) in form {
        if let Some(value) = value {
            filled.append(name, value);
        }
    }
    Ok(filled)
}

/// Asks until there is an answer of ours, a few times.
async fn insist(call: &'static str, url: &str, form: &UrlSearchParams) -> Result<Reply, HostError> {
    let last = clock::now() + DEADLINE_MS;
    let mut tries = 1;
    loop {
        match post(call, url, form).await {
            Err(error) if is_passing(&error) && tries < TRIES && clock::now() < last => {}
            done => return done,
        }
        let wait = FIRST_WAIT_MS << (tries - 1);
        let chance = (Math::random() * wait as f64 / 2.0) as u64;
        clock::at(clock::now() + wait + chance).await;
        tries += 1;
    }
}

async fn post(call: &'static str, url: &str, form: &UrlSearchParams) -> Result<Reply, HostError> {
    let request = Fields::new()
        .with("method", "POST")
        // Whoever sends us elsewhere is not our Functions, and gets no token.
        .with("redirect", "error")
        .with("signal", AbortSignal::timeout_with_u32(TIMEOUT_MS))
        .with("body", form.clone());
    let response = fetch(url, &request).await.map_err(HostError::threw(call))?;
    let response: Response = response.unchecked_into();
    match Body::read(&response).await {
        Some(body) if response.ok() && body.is_ours() => {
            Ok(Reply { body, release: response.headers().get("X-Switchboard-Version") })
        }
        Some(body) if !response.ok() && body.code().is_string() => {
            Err(HostError::Status { call, status: response.status() })
        }
        _ => Err(HostError::Shape { path: call, expected: "answered by Switchboard" }),
    }
}

/// Whether asking again may help: the failure is not an answer of ours to what was asked.
fn is_passing(error: &HostError) -> bool {
    !matches!(error, HostError::Status { status: 400..500, .. })
}

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(catch)]
    async fn fetch(url: &str, request: &Fields) -> Result<JsValue, JsValue>;

    type Response;

    #[wasm_bindgen(method, getter)]
    fn ok(this: &Response) -> bool;

    #[wasm_bindgen(method, getter)]
    fn status(this: &Response) -> u16;

    #[wasm_bindgen(method, getter)]
    fn headers(this: &Response) -> Headers;

    #[wasm_bindgen(method, catch)]
    async fn text(this: &Response) -> Result<JsValue, JsValue>;

    type Headers;

    #[wasm_bindgen(method)]
    fn get(this: &Headers, name: &str) -> Option<String>;

    /// What one of our Functions answers: `ControlReply`, `QueuesReply`, `MissedCalls`, or
    /// `FunctionError`.
    #[derive(Debug)]
    type Body;

    #[wasm_bindgen(method, getter)]
    fn changed(this: &Body) -> Option<bool>;

    #[wasm_bindgen(method, getter)]
    fn missed(this: &Body) -> Option<Array>;

    #[wasm_bindgen(method, getter)]
    fn queues(this: &Body) -> Option<Array>;

    #[wasm_bindgen(method, getter)]
    fn code(this: &Body) -> JsValue;
}

/// An answer of our Functions to what was asked.
#[derive(Debug)]
pub struct Reply {
    body: Body,
    /// Of which release they are; those before the first that says so say nothing.
    pub release: Option<String>,
}

impl Reply {
    /// The queues that were asked for; of what is not readable nothing.
    pub fn queues(&self) -> Vec<Queue> {
        each(self.body.queues(), queue_of)
    }

    /// The missed calls that were asked for; of what is not readable nothing.
    pub fn missed(&self) -> MissedCalls {
        MissedCalls { missed: each(self.body.missed(), missed_of) }
    }
}

impl Body {
    /// What it says of a call, the call record says too.
    fn is_ours(&self) -> bool {
        self.changed().is_some() || self.queues().or_else(|| self.missed()).is_some()
    }

    /// `None` if somebody else has answered: a gateway, a page to log in.
    async fn read(response: &Response) -> Option<Body> {
        let body = JSON::parse(&response.text().await.ok()?.as_string()?).ok()?;
        body.is_object().then(|| body.unchecked_into())
    }
}

fn each<T>(list: Option<Array>, read: fn(JsValue) -> Option<T>) -> Vec<T> {
    let mut all = Vec::new();
    if let Some(list) = list {
        for place in 0..list.length() {
            all.extend(read(list.get(place)));
        }
    }
    all
}

fn missed_of(call: JsValue) -> Option<MissedCall> {
    let call = Fields::of(call)?;
    Some(MissedCall {
        call: TaskSid::parse(&call.text("call")?).ok()?,
        caller: WorkerSid::parse(&call.text("caller")?).ok()?,
        at: call.whole("at")?,
    })
}

fn queue_of(queue: JsValue) -> Option<Queue> {
    let queue = Fields::of(queue)?;
    Some(Queue {
        sid: QueueSid::parse(&queue.text("sid")?).ok()?,
        name: Pii::new(queue.text("name")?),
        waiting: queue.whole("waiting")? as u32,
        available: queue.whole("available")? as u32,
    })
}
