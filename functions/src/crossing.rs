//! Two agents call each other at the same moment: one of the two calls goes on.

use call_core::record::Fact;
use call_core::wire::{CallRecord, CallState};

use crate::keep;
use crate::plan::{Io, Stop};
use crate::rest::{documents, tasks};
use crate::settings::Settings;

/// Looks whether the colleague is calling the caller, and ends the later of the two calls. Gives
/// the fact if that is this one.
///
/// Both calls come here after their records were made, so whoever comes second sees both, and
/// both judge by the same two records: it does not matter who looks, or whether both do.
pub(crate) fn settle(
    io: &mut Io<'_>,
    settings: &Settings,
    ours: &CallRecord,
) -> Result<Option<Fact>, Stop> {
    let calls_back = |task: &tasks::Task| {
        let from = task.caller().map(|caller| caller.target_worker);
        !task.is_closed() && from.as_ref() == Some(&ours.colleague.address)
    };
    let found = tasks::internal_to(io, settings, &ours.caller.address)?;
    let Some(task) = found.into_iter().find(calls_back) else { return Ok(None) };
    let Some(kept) = documents::read(io, settings, &task.sid)? else { return Ok(None) };
    let theirs = kept.record.call();
    // Anybody can write into his task that the colleague calls; the record knows who it is.
    let is_his = theirs.caller.address == ours.colleague.address;
    if !is_his || matches!(theirs.state, CallState::Active | CallState::Ended) {
        return Ok(None);
    }
    let made = |call: &CallRecord| (call.created_at, call.conference_name.clone());
    if made(theirs) < made(ours) {
        return Ok(Some(Fact::Crossed));
    }
    let lost = |record: &mut call_core::record::Record, now| record.handle(Fact::Crossed, now);
    let changed = keep::change(io, settings, kept, lost)?;
    keep::carry_out(io, settings, changed)?;
    Ok(None)
}
