//! Workers: who asks, and who somebody is.

use call_core::id::WorkerSid;
use call_core::pii::Pii;
use call_core::wire::ErrorCode;
use serde_json::{Map, Value};

use crate::plan::{Answer, Call, Io, Stop};
use crate::settings::Settings;

/// The worker whom the request's Flex token names.
///
/// Nothing else in a request says who asks.
pub(crate) fn asking(io: &mut Io<'_>) -> Result<WorkerSid, Stop> {
    let call = Call::token();
    let answer = io.insist(call.clone())?;
    if answer.is_passing(&call) {
        return Err(Stop::twilio("checking the Flex token", answer));
    }
    let forbidden = || Stop::fail(ErrorCode::Forbidden, "the Flex token is not a worker's");
    match answer.text("worker_sid") {
        Some(worker) if answer.is_success() => WorkerSid::parse(worker).map_err(|_| forbidden()),
        _ => Err(forbidden()),
    }
}

/// What a worker's attributes tell of him.
#[derive(Debug, Default)]
pub(crate) struct Worker {
    /// His full name, else what TaskRouter calls him.
    pub(crate) name: Option<Pii<String>>,
    /// His contact address.
    pub(crate) address: Option<Pii<String>>,
}

/// The worker; with nothing known of him if TaskRouter has none such.
pub(crate) fn fetch(
    io: &mut Io<'_>,
    settings: &Settings,
    worker: &WorkerSid,
) -> Result<Worker, Stop> {
    read(io.insist(reading(settings, worker))?)
}

/// The order to read a worker.
pub(crate) fn reading(settings: &Settings, worker: &WorkerSid) -> Call {
    let path = format!("/v1/Workspaces/{}/Workers/{worker}", settings.workspace);
    Call::get("taskrouter", path)
}

/// The worker in what [`reading`] was answered.
pub(crate) fn read(answer: &Answer) -> Result<Worker, Stop> {
    match answer.text("attributes") {
        _ if answer.status == 404 => Ok(Worker::default()),
        Some(attributes) if answer.is_success() => {
            let attributes: Map<String, Value> =
                serde_json::from_str(attributes).unwrap_or_default();
            let text = |name| attributes.get(name).and_then(Value::as_str);
            let name = text("full_name").filter(|name| !name.is_empty());
            let whole = |text: &str| Pii::new(text.to_owned());
            Ok(Worker {
                name: name.or_else(|| answer.text("friendly_name")).map(whole),
                address: text("contact_uri").map(whole),
            })
        }
        _ => Err(Stop::twilio("reading a worker", answer)),
    }
}
