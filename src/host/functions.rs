//! Requests to our own Functions.

use call_core::wire::{CleanupRequest, ControlRequest, DeclineReason, ReconcileRequest, path};
use gloo_net::http::Request;
use wasm_bindgen::JsValue;
use web_sys::UrlSearchParams;

use super::HostError;

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
    pub async fn cleanup(&self, request: &CleanupRequest) -> Result<(), HostError> {
        let CleanupRequest { token, task_sid, conference_name, reason, request_id } = request;
        let words = match reason {
            Some(DeclineReason::Words(words)) => Some(words.reveal().as_str()),
            Some(_) | None => None,
        };
        let form = Form::new()?
            .with("Token", Some(token.reveal()))
            .with("taskSid", Some(task_sid.as_str()))
            .with("conferenceName", conference_name.as_ref().map(|name| name.as_str()))
            .with("reason", reason.as_ref().and_then(DeclineReason::code))
            .with("words", words)
            .with("requestId", request_id.as_deref());
        self.post("cleanup-rejected-task", path::CLEANUP_REJECTED_TASK, form).await
    }

    /// Puts right what a lost message left.
    pub async fn reconcile(&self, request: &ReconcileRequest) -> Result<(), HostError> {
        let ReconcileRequest { token, task_sid, request_id } = request;
        let form = Form::new()?
            .with("Token", Some(token.reveal()))
            .with("taskSid", task_sid.as_ref().map(|sid| sid.as_str()))
            .with("requestId", request_id.as_deref());
        self.post("reconcile", path::RECONCILE, form).await
    }

    /// Acts on a leg of a call, or ends the call.
    pub async fn control(&self, request: &ControlRequest) -> Result<(), HostError> {
        let ControlRequest { token, op, conference_name, target, request_id } = request;
        let form = Form::new()?
            .with("Token", Some(token.reveal()))
            .with("op", Some(op.as_str()))
            .with("conferenceName", Some(conference_name.as_str()))
            .with("target", target.as_ref().map(|call| call.as_str()))
            .with("requestId", Some(request_id));
        self.post("control", path::CONTROL, form).await
    }

    async fn post(&self, call: &'static str, path: &str, form: Form) -> Result<(), HostError> {
        let failed = |error: gloo_net::Error| HostError::Threw {
            call,
            thrown: JsValue::from_str(&error.to_string()),
        };
        let request = Request::post(&self.url(path)).body(form.0).map_err(failed)?;
        let response = request.send().await.map_err(failed)?;
        if !response.ok() {
            return Err(HostError::Status { call, status: response.status() });
        }
        // What the reply says, the call record says too.
        Ok(())
    }
}

/// A form: the browser sends it without asking the server first.
struct Form(UrlSearchParams);

impl Form {
    fn new() -> Result<Form, HostError> {
        UrlSearchParams::new().map(Form).map_err(HostError::threw("URLSearchParams"))
    }

    fn with(self, name: &str, value: Option<&str>) -> Form {
        if let Some(value) = value {
            self.0.append(name, value);
        }
        self
    }
}
