//! Legs, whatever they are in.

use call_core::id::CallSid;
use call_core::pii::Pii;

use crate::plan::{Answer, Call, Io, Stop};
use crate::settings::Settings;

/// The address that a leg was called at; `None` if there is no such leg.
pub(crate) fn called(
    io: &mut Io<'_>,
    settings: &Settings,
    leg: &CallSid,
) -> Result<Option<Pii<String>>, Stop> {
    read(io.insist(reading(settings, leg))?)
}

/// The order to read a leg.
pub(crate) fn reading(settings: &Settings, leg: &CallSid) -> Call {
    let path = format!("/2010-04-01/Accounts/{}/Calls/{leg}.json", settings.account);
    Call::get("api", path)
}

/// The address in what [`reading`] was answered.
pub(crate) fn read(answer: &Answer) -> Result<Option<Pii<String>>, Stop> {
    match answer.text("to") {
        _ if answer.status == 404 => Ok(None),
        Some(to) if answer.is_success() => Ok(Some(Pii::new(to.to_owned()))),
        _ => Err(Stop::twilio("reading a leg", answer)),
    }
}
