//! TwiML for the legs of a call.

use call_core::id::{TaskSid, WorkerSid};
use call_core::record::Record;
use call_core::wire::{CallState, agent_label, path};

use crate::parameters::Parameters;
use crate::plan::{Io, Reply, Stop};
use crate::rest::{documents, tasks, workers};
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
    let may_join = documents::read(io, settings, &name).and_then(|kept| match kept {
        Some(kept) => may_join(io, settings, &kept.record, &worker, address)
            .map(|may_join| may_join.then_some(kept)),
        None => Ok(None),
    });
    match may_join {
        Err(stop @ Stop::Ask(_)) => Err(stop),
        Ok(Some(kept)) => {
            let caller = kept.record.call().caller.worker_sid.as_ref();
            Ok(Reply::twiml(joining(settings, &name, &worker, caller.unwrap_or(&worker))))
        }
        // Nobody may be put into a room that cannot be told to be right.
        Ok(None) | Err(Stop::Fail(_)) => Ok(refused()),
    }
}

/// Whether the leg that was rung at this address is one of the call's. Of a queue it is whoever
/// TaskRouter has offered the call to, at his own address.
fn may_join(
    io: &mut Io<'_>,
    settings: &Settings,
    record: &Record,
    worker: &WorkerSid,
    address: &str,
) -> Result<bool, Stop> {
    let call = record.call();
    let (Some(_), Some(task)) = (&call.queue, &call.colleague.task_sid) else {
        return Ok(record.expects(address));
    };
    if call.state == CallState::Ended || !tasks::is_offered_to(io, settings, task, worker)? {
        return Ok(false);
    }
    let own = workers::fetch(io, settings, worker)?.address;
    Ok(own.is_some_and(|own| own.reveal() == address))
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
