//! TwiML for the legs of a call.

use call_core::id::{TaskSid, WorkerSid};
use call_core::wire::{agent_label, path};

use crate::parameters::Parameters;
use crate::plan::{Io, Reply, Stop};
use crate::rest::documents;
use crate::settings::Settings;
use crate::twiml;

/// The caller's leg: waits in the conference named after his task, and hears ring-back.
///
/// No call to Twilio: the caller's time until the colleague rings begins here.
pub(crate) fn agent_outbound_join(
    settings: &Settings,
    parameters: &Parameters<'_>,
) -> Result<Reply, Stop> {
    let asked = (parameters.task("taskSid"), parameters.agent_label("leg"));
    let (Ok(task), Ok(worker)) = asked else { return Ok(Reply::twiml(twiml::hang_up())) };
    Ok(Reply::twiml(joining(settings, &task, &worker, &worker)))
}

/// The colleague's leg: joins the caller, if the call still is and expects a leg at this address.
pub(crate) fn agent_join_conference(
    io: &mut Io<'_>,
    settings: &Settings,
    parameters: &Parameters<'_>,
) -> Result<Reply, Stop> {
    let refused = || Reply::twiml(twiml::hang_up());
    let asked = (
        parameters.task("conferenceName"),
        parameters.agent_label("leg"),
        parameters.text("To").ok().flatten(),
    );
    let (Ok(name), Ok(worker), Some(address)) = asked else { return Ok(refused()) };
    match documents::read(io, settings, &name) {
        Err(stop @ Stop::Ask(_)) => Err(stop),
        Ok(Some(kept)) if kept.record.expects(address) => {
            let caller = kept.record.call().caller.worker_sid.as_ref();
            Ok(Reply::twiml(joining(settings, &name, &worker, caller.unwrap_or(&worker))))
        }
        // Nobody may be put into a room that cannot be told to be right.
        Ok(_) | Err(Stop::Fail(_)) => Ok(refused()),
    }
}

/// A leg has left the conference: it is not needed any more.
pub(crate) fn leg_ended() -> Result<Reply, Stop> {
    Ok(Reply::twiml(twiml::hang_up()))
}

fn joining(settings: &Settings, name: &TaskSid, leg: &WorkerSid, caller: &WorkerSid) -> String {
    twiml::join(&twiml::Conference {
        name: name.as_str(),
        label: &agent_label(leg),
        starts: leg == caller,
        wait_url: &settings.url(path::RINGBACK),
        callback_url: &settings.callback_url(caller),
        action_url: &settings.url(path::LEG_ENDED),
    })
}
