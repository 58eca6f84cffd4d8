//! TwiML for the legs of a call.

use call_core::id::{TaskSid, WorkerSid};
use call_core::wire::{CallState, agent_label, path};

use crate::parameters::Parameters;
use crate::plan::{Io, Reply, Stop};
use crate::rest::documents::Kept;
use crate::rest::workers::{self, Worker};
use crate::rest::{documents, tasks};
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
    match expected(io, settings, &name, (&worker, address)) {
        Err(stop @ Stop::Ask(_)) => Err(stop),
        Ok(Some(kept)) => {
            let caller = kept.record.call().caller.worker_sid.as_ref();
            Ok(Reply::twiml(joining(settings, &name, &worker, caller.unwrap_or(&worker))))
        }
        // Nobody may be put into a room that cannot be told to be right.
        Ok(None) | Err(Stop::Fail(_)) => Ok(refused()),
    }
}

/// The record of the call, if the leg that was rung at this address is one of the call's: that of
/// the worker whom it names, since his browser has written the name. Of a queue it is whoever
/// TaskRouter has offered the call to.
fn expected(
    io: &mut Io<'_>,
    settings: &Settings,
    name: &TaskSid,
    (worker, address): (&WorkerSid, &str),
) -> Result<Option<Kept>, Stop> {
    let [of_record, of_worker] =
        [documents::reading(settings, name), workers::reading(settings, worker)];
    let [record, own] = io.ask_all([of_record.clone(), of_worker.clone()])?;
    let Some(kept) = documents::found(io.again(of_record, record)?)? else { return Ok(None) };
    let own = workers::read(io.again(of_worker, own)?);
    let is_his = |own: &Worker| own.address.as_ref().is_some_and(|own| own.reveal() == address);
    let call = kept.record.call();
    let may_join = match (&call.queue, &call.colleague.task_sid) {
        (Some(_), Some(task)) => {
            is_his(&own?)
                && call.state != CallState::Ended
                && tasks::is_offered_to(io, settings, task, worker)?
        }
        // Whom the caller has chosen is let in even where TaskRouter does not tell who he is.
        _ => own.as_ref().map_or(true, is_his) && kept.record.expects(address),
    };
    Ok(may_join.then_some(kept))
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
