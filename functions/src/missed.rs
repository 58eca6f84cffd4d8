//! Missed calls: a notice for whoever was rung in vain, and what an agent reads and forgets of them.

use call_core::wire::{CallRecord, Clearing, MissedCall};

use crate::parameters::Parameters;
use crate::plan::{Io, Reply, Stop};
use crate::rest::{missed, tasks, workers};
use crate::settings::Settings;

/// The calls that the worker who asks has missed; those that `clear` names are forgotten first.
///
/// Whose they are is in the Flex token alone: nobody names a worker here.
pub(crate) fn missed_calls(
    io: &mut Io<'_>,
    settings: &Settings,
    parameters: &Parameters<'_>,
) -> Result<Reply, Stop> {
    settings.check()?;
    let clearing = parameters.perhaps("clear", "all, a call or a worker", Clearing::parse)?;
    let worker = workers::asking(io)?;
    let calls = match clearing {
        None => {
            let mut calls = missed::read(io, settings, &worker)?;
            calls.age(io.now());
            calls
        }
        Some(clearing) => missed::change(io, settings, &worker, |calls, _| calls.clear(&clearing))?,
    };
    Ok(Reply::json(&calls))
}

/// Leaves a notice for each worker who was rung by this call and has not declined.
///
/// TaskRouter alone knows who that was: the record learns of a colleague by his leg.
pub(crate) fn leave_notice(
    io: &mut Io<'_>,
    settings: &Settings,
    call: &CallRecord,
) -> Result<(), Stop> {
    let (Some(caller), Some(task)) = (&call.caller.worker_sid, &call.colleague.task_sid) else {
        return Ok(());
    };
    let notice = MissedCall {
        call: call.conference_name.clone(),
        caller: caller.clone(),
        at: call.created_at,
    };
    for worker in tasks::rung(io, settings, task)? {
        missed::change(io, settings, &worker, |calls, now| {
            calls.add(notice.clone());
            calls.age(now);
        })?;
    }
    Ok(())
}
