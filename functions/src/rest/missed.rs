//! The Sync documents that hold missed calls, one for each worker.
//!
//! Whoever has a Flex token can open a document of this service by its name: Sync's permissions
//! are all or nothing for a service, and the call records lie beside. So the name is one that only
//! these Functions can tell: they alone have the key that it is made with.

use call_core::id::WorkerSid;
use call_core::wire::{ErrorCode, MissedCalls};
use hmac::{Hmac, Mac};
use sha2::Sha256;

use crate::plan::{Answer, Call, Io, Stop};
use crate::rest::documents::{HOST, path};
use crate::settings::Settings;

const TRIES: u32 = 5;

/// What an agent has missed, as it is stored; nothing if there is no such document.
pub(crate) fn read(
    io: &mut Io<'_>,
    settings: &Settings,
    worker: &WorkerSid,
) -> Result<MissedCalls, Stop> {
    Ok(stored(io, settings, &name(settings, worker)?)?.0)
}

/// Changes what an agent has missed under the document's revision, and again as long as somebody
/// else is faster. The change may be made again where an answer was lost: it does no harm twice.
pub(crate) fn change(
    io: &mut Io<'_>,
    settings: &Settings,
    worker: &WorkerSid,
    change: impl Fn(&mut MissedCalls, u64),
) -> Result<MissedCalls, Stop> {
    let name = name(settings, worker)?;
    for _ in 0..TRIES {
        let (before, revision) = stored(io, settings, &name)?;
        let mut calls = before.clone();
        change(&mut calls, io.now());
        if calls == before {
            return Ok(calls);
        }
        let answer = io.insist(written(settings, &name, &calls, revision))?;
        match answer.status {
            // Somebody was faster, or the document's time was over.
            404 | 409 | 412 => {}
            _ if answer.is_success() => return Ok(calls),
            _ => return Err(Stop::twilio("writing missed calls", answer)),
        }
    }
    Err(Stop::fail(ErrorCode::Conflict, "others kept changing the missed calls"))
}

/// The calls, and the revision of their document if there is one.
fn stored<'a>(
    io: &mut Io<'a>,
    settings: &Settings,
    name: &str,
) -> Result<(MissedCalls, Option<&'a str>), Stop> {
    let answer = io.insist(Call::get(HOST, path(settings, &format!("/{name}"))))?;
    match answer.status {
        404 => Ok((MissedCalls::default(), None)),
        _ if answer.is_success() => parse(answer)
            .ok_or_else(|| Stop::fail(ErrorCode::TwilioError, "missed calls are not readable")),
        _ => Err(Stop::twilio("reading missed calls", answer)),
    }
}

fn parse(answer: &Answer) -> Option<(MissedCalls, Option<&str>)> {
    let calls = serde_json::from_value(answer.body.get("data")?.clone()).ok()?;
    Some((calls, Some(answer.text("revision")?)))
}

/// The order to store these calls. The document lives as long as its latest call is kept.
fn written(settings: &Settings, name: &str, calls: &MissedCalls, revision: Option<&str>) -> Call {
    let data = serde_json::to_string(calls).expect("missed calls have text keys only");
    let mut form = vec![("Data", data), ("Ttl", MissedCalls::KEPT_S.to_string())];
    match revision {
        Some(revision) => {
            Call::post(HOST, path(settings, &format!("/{name}")), form).if_match(revision)
        }
        None => {
            form.push(("UniqueName", name.to_owned()));
            Call::post(HOST, path(settings, ""), form)
        }
    }
}

/// `missed_calls.` and 64 digits that follow from the worker for whoever has the key.
fn name(settings: &Settings, worker: &WorkerSid) -> Result<String, Stop> {
    let key = settings.secret.reveal().as_bytes();
    if key.is_empty() {
        let missing = "the Functions are not given the account's AUTH_TOKEN";
        return Err(Stop::fail(ErrorCode::TwilioError, missing));
    }
    let mut code = Hmac::<Sha256>::new_from_slice(key).expect("a key has any length");
    code.update(b"missed_calls.");
    code.update(worker.as_str().as_bytes());
    let digits = code.finalize().into_bytes();
    let name = "missed_calls.".to_owned();
    Ok(digits.iter().fold(name, |name, byte| name + &format!("{byte:02x}")))
}
