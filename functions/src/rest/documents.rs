//! The Sync documents that hold the records.

use call_core::id::TaskSid;
use call_core::record::Record;
use call_core::wire::{CallRecord, ErrorCode};
use serde_json::Value;

use crate::plan::{Answer, Call, Io, Stop};
use crate::settings::Settings;

pub(crate) const HOST: &str = "sync";
const DAY_S: u32 = 86_400;

/// A record as it was read, with what is needed to replace it.
#[derive(Clone, Debug)]
pub(crate) struct Kept {
    pub(crate) record: Record,
    revision: String,
}

/// The address of something below the service's documents.
pub(crate) fn path(settings: &Settings, tail: &str) -> String {
    format!("/v1/Services/{}/Documents{tail}", settings.sync)
}

fn document(settings: &Settings, name: &TaskSid) -> String {
    path(settings, &format!("/{}", CallRecord::document_name(name)))
}

fn parse(document: &Value) -> Option<Kept> {
    let call = serde_json::from_value(document.get("data")?.clone()).ok()?;
    let revision = document.get("revision")?.as_str()?.to_owned();
    Some(Kept { record: Record::stored(call), revision })
}

fn parse_answer(answer: &Answer) -> Result<Kept, Stop> {
    parse(&answer.body)
        .ok_or_else(|| Stop::fail(ErrorCode::TwilioError, "the call's record is not readable"))
}

/// The record of this caller's task, if there is one.
pub(crate) fn read(
    io: &mut Io<'_>,
    settings: &Settings,
    name: &TaskSid,
) -> Result<Option<Kept>, Stop> {
    found(io.insist(reading(settings, name))?)
}

/// The order to read the record of this caller's task.
pub(crate) fn reading(settings: &Settings, name: &TaskSid) -> Call {
    Call::get(HOST, document(settings, name))
}

/// The record in what [`reading`] was answered, if there is one.
pub(crate) fn found(answer: &Answer) -> Result<Option<Kept>, Stop> {
    match answer.status {
        404 => Ok(None),
        _ if answer.is_success() => parse_answer(answer).map(Some),
        _ => Err(Stop::twilio("reading the call's record", answer)),
    }
}

/// Stores a new record; `None` if there is one already.
pub(crate) fn create(
    io: &mut Io<'_>,
    settings: &Settings,
    record: &Record,
) -> Result<Option<Kept>, Stop> {
    let form = vec![
        ("UniqueName", CallRecord::document_name(&record.call().conference_name)),
        ("Data", data(record)),
        ("Ttl", DAY_S.to_string()),
    ];
    write(io, settings, record, Call::post(HOST, path(settings, ""), form))
}

/// Replaces the record that was read; `None` if somebody else has replaced it since.
pub(crate) fn save(
    io: &mut Io<'_>,
    settings: &Settings,
    kept: &Kept,
    record: &Record,
) -> Result<Option<Kept>, Stop> {
    let address = document(settings, &record.call().conference_name);
    let call = Call::post(HOST, address, vec![("Data", data(record))]).if_match(&kept.revision);
    write(io, settings, record, call)
}

fn write(
    io: &mut Io<'_>,
    settings: &Settings,
    record: &Record,
    call: Call,
) -> Result<Option<Kept>, Stop> {
    let (answer, unseen) = io.insist_knowing(call)?;
    match answer.status {
        // The writer who was faster may be this one, whose first answer was lost. To take it for
        // somebody else would leave a claim with nobody behind it.
        409 | 412 if unseen => {
            let there = read(io, settings, &record.call().conference_name)?;
            Ok(there.filter(|kept| kept.record == *record))
        }
        409 | 412 => Ok(None),
        _ if answer.is_success() => parse_answer(answer).map(Some),
        _ => Err(Stop::twilio("writing the call's record", answer)),
    }
}

/// The records that there are, as far as one page of documents shows them.
pub(crate) fn list(io: &mut Io<'_>, settings: &Settings) -> Result<Vec<Kept>, Stop> {
    let answer = io.insist(Call::get(HOST, path(settings, "?PageSize=100")))?;
    match answer.body.get("documents").and_then(Value::as_array) {
        Some(documents) if answer.is_success() => {
            let named = |document: &&Value| {
                let name = document.get("unique_name").and_then(Value::as_str);
                name.is_some_and(|name| name.starts_with("internal_call."))
            };
            Ok(documents.iter().filter(named).filter_map(parse).collect())
        }
        _ => Err(Stop::twilio("listing the calls' records", answer)),
    }
}

fn data(record: &Record) -> String {
    serde_json::to_string(record.call()).expect("a record has text keys only")
}
