//! An agent at a telephone leaves a call that is not internal: Flex's own Hang up wraps up the
//! task there, and no leg ends.

use call_core::id::{CallSid, TaskSid, WorkerSid};
use call_core::wire::{ControlReply, ErrorCode};

use crate::plan::{Io, Reply, Stop};
use crate::rest::{calls, conferences, tasks, workers};
use crate::settings::Settings;

/// Takes the worker's own leg out of the conference of a task that he has accepted.
pub(crate) fn leave(
    io: &mut Io<'_>,
    settings: &Settings,
    (task, leg): (&TaskSid, &CallSid),
    worker: &WorkerSid,
) -> Result<Reply, Stop> {
    // Whoever has no part in a call learns nothing, not even whether there is one.
    let forbidden = || Stop::fail(ErrorCode::Forbidden, "not this worker's call");
    if !tasks::is_accepted_by(io, settings, task, worker)? {
        return Err(forbidden());
    }
    let over = || Stop::fail(ErrorCode::ConferenceEnded, "the call is over");
    let conference = conferences::find(io, settings, task)?.ok_or_else(over)?;
    let legs = conferences::legs(io, settings, &conference)?.ok_or_else(over)?;
    if !legs.iter().any(|seen| seen.call == *leg) {
        return Err(Stop::fail(ErrorCode::ParticipantGone, "this leg is not in the call"));
    }
    let own = workers::fetch(io, settings, worker)?.address.ok_or_else(forbidden)?;
    if calls::called(io, settings, leg)? != Some(own) {
        return Err(forbidden());
    }
    conferences::remove_leg(io, settings, (&conference, leg))?;
    Ok(Reply::json(&ControlReply { changed: true, ..ControlReply::default() }))
}
