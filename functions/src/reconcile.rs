//! Putting right what a lost message left: the conference is looked at, not believed.

use call_core::id::{TaskSid, WorkerSid};
use call_core::record::{Fact, TaskSeen};
use call_core::wire::{CallState, ControlReply, ErrorCode};

use crate::caller::CallersLeg;
use crate::cleanup::{conference_of, request_id, state_of};
use crate::keep;
use crate::parameters::Parameters;
use crate::plan::{Io, Reply, Stop};
use crate::rest::documents::Kept;
use crate::rest::tasks::{Task, TaskStatus};
use crate::rest::{conferences, documents, tasks, workers};
use crate::settings::Settings;

const TRIES: u32 = 5;

/// A call that nobody has touched for so long has nobody who looks after it.
const FORGOTTEN_MS: u64 = 60_000;

/// A caller who has not joined after so long never will, in seconds.
const NEVER_JOINED_S: u64 = 60;

/// How many forgotten calls one request puts right: more would not fit into its time.
const SWEPT: usize = 3;

/// Looks at one call, for somebody who is part of it, or without a task at calls that nobody looks
/// after.
///
/// Any worker may ask for the latter: nothing is changed but what is not true, and nothing is told
/// of whom it was about.
pub(crate) fn reconcile(
    io: &mut Io<'_>,
    settings: &Settings,
    parameters: &Parameters<'_>,
) -> Result<Reply, Stop> {
    settings.check()?;
    let task = parameters.perhaps("taskSid", "a task", |text| TaskSid::parse(text).ok())?;
    request_id(parameters)?;
    let worker = workers::asking(io)?;
    let reply = match task {
        Some(task) => {
            let call = Call::of(io, settings, &task)?;
            call.check(io, settings, &task, &worker)?;
            call.put_right(io, settings)?
        }
        None => sweep(io, settings)?,
    };
    Ok(Reply::json(&reply))
}

/// The call that a task is part of, as far as the server has heard of it.
enum Call {
    Known(Box<Kept>),
    Unknown(TaskSid),
}

impl Call {
    fn of(io: &mut Io<'_>, settings: &Settings, task: &TaskSid) -> Result<Call, Stop> {
        let known = |kept| Call::Known(Box::new(kept));
        if let Some(kept) = documents::read(io, settings, task)? {
            return Ok(known(kept));
        }
        let name = conference_of(io, settings, task)?;
        let kept = if name == *task { None } else { documents::read(io, settings, &name)? };
        Ok(kept.map_or(Call::Unknown(name), known))
    }

    /// Whoever has no part in a call learns nothing, not even whether there is one.
    fn check(
        &self,
        io: &mut Io<'_>,
        settings: &Settings,
        task: &TaskSid,
        worker: &WorkerSid,
    ) -> Result<(), Stop> {
        let by_record = match self {
            Call::Known(kept) => kept.record.concerns(worker),
            Call::Unknown(_) => false,
        };
        // A colleague is in the record as soon as he has joined; until then his offer says it.
        match by_record || tasks::was_offered_to(io, settings, task, worker)? {
            true => Ok(()),
            false => Err(Stop::fail(ErrorCode::Forbidden, "not this worker's call")),
        }
    }

    fn put_right(self, io: &mut Io<'_>, settings: &Settings) -> Result<ControlReply, Stop> {
        match self {
            Call::Known(kept) => look(io, settings, *kept),
            Call::Unknown(name) => unheard_of(io, settings, &name),
        }
    }
}

/// Looks at a call of which there is a record.
fn look(io: &mut Io<'_>, settings: &Settings, mut kept: Kept) -> Result<ControlReply, Stop> {
    let before = kept.record.call().state;
    for _ in 0..TRIES {
        let facts = observe(io, settings, &kept)?;
        // Under the revision that was read before looking: otherwise a leg that has joined in
        // between would be taken for one that has left.
        let tell = |record: &mut _, now| keep::tell(record, &facts, now);
        match keep::try_change(io, settings, &kept, tell)? {
            Some(changed) => {
                let kept = keep::carry_out(io, settings, changed)?;
                return Ok(state_of(&kept.record, kept.record.call().state != before));
            }
            None => {
                let name = kept.record.call().conference_name.clone();
                kept = documents::read(io, settings, &name)?
                    .ok_or_else(|| Stop::fail(ErrorCode::Conflict, "the record has gone"))?;
            }
        }
    }
    Err(Stop::fail(ErrorCode::Conflict, "others kept changing the call's record"))
}

fn observe(io: &mut Io<'_>, settings: &Settings, kept: &Kept) -> Result<Vec<Fact>, Stop> {
    let call = kept.record.call();
    if call.state == CallState::Ended {
        return Ok(vec![Fact::Looked]);
    }
    let mut facts = vec![look_at_conference(io, settings, kept)?];
    if let (false, Some(task)) = (call.pending.is_empty(), &call.colleague.task_sid) {
        let status = tasks::fetch(io, settings, task)?.map(|task| task.status);
        facts.push(Fact::ColleagueTaskSeen(match status {
            Some(TaskStatus::Offered) => TaskSeen::Offered,
            Some(TaskStatus::Assigned) => TaskSeen::Accepted,
            Some(TaskStatus::Canceled) => TaskSeen::Canceled,
            Some(TaskStatus::Finished) | None => TaskSeen::Closed,
        }));
    }
    Ok(facts)
}

fn look_at_conference(io: &mut Io<'_>, settings: &Settings, kept: &Kept) -> Result<Fact, Stop> {
    let call = kept.record.call();
    let conference = match call.conference_sid.clone() {
        Some(conference) => Some(conference),
        None => conferences::find(io, settings, &call.conference_name)?,
    };
    let Some(conference) = conference else { return Ok(Fact::ConferenceOver) };
    Ok(match conferences::legs(io, settings, &conference)? {
        Some(legs) => Fact::LegsSeen { conference, legs },
        None => Fact::ConferenceOver,
    })
}

/// A call without a record: the message that the caller has joined was lost, or he never has.
fn unheard_of(io: &mut Io<'_>, settings: &Settings, name: &TaskSid) -> Result<ControlReply, Stop> {
    let conference = conferences::find(io, settings, name)?;
    if let Some(conference) = conference {
        let legs = conferences::legs(io, settings, &conference)?.unwrap_or_default();
        if let Some(leg) = legs.iter().find_map(CallersLeg::of) {
            let fact = Fact::LegsSeen { conference, legs };
            let hear =
                |record: &mut call_core::record::Record, now| record.handle(fact.clone(), now);
            if let Some(changed) = keep::begin(io, settings, name, leg, hear)? {
                let kept = keep::carry_out(io, settings, changed)?;
                return Ok(state_of(&kept.record, true));
            }
        }
    }
    match tasks::fetch(io, settings, name)? {
        Some(task) if never_joined(&task) => {
            tasks::close(io, settings, name)?;
            Ok(ControlReply { changed: true, ..ControlReply::default() })
        }
        _ => Ok(ControlReply::default()),
    }
}

fn never_joined(task: &Task) -> bool {
    task.caller().is_some() && is_old(task)
}

fn is_old(task: &Task) -> bool {
    !task.is_closed() && task.age >= NEVER_JOINED_S
}

/// Looks at calls that nobody has touched for a while: at each record that is still open, and at
/// each call with an old open task whose record is not among those listed.
///
/// A long call between two people who talk looks the same from here. So that they do not keep the
/// sweep from ever coming to the others, each sweep begins at another place.
fn sweep(io: &mut Io<'_>, settings: &Settings) -> Result<ControlReply, Stop> {
    let records = documents::list(io, settings)?;
    let old = without(tasks::internal(io, settings)?, &records);
    let now = io.now();
    let forgotten = |kept: &Kept| {
        !kept.record.is_over() && now.saturating_sub(kept.record.call().updated_at) >= FORGOTTEN_MS
    };
    let records = records.into_iter().filter(forgotten).map(Box::new).map(Forgotten::Record);
    let mut found: Vec<Forgotten> = records.chain(old.into_iter().map(Forgotten::Task)).collect();
    if let Some(turn) = (now / 1_000).checked_rem(found.len() as u64) {
        found.rotate_left(usize::try_from(turn).unwrap_or_default());
    }
    let mut changed = false;
    let mut failed = None;
    for call in found.into_iter().take(SWEPT) {
        let done = match call {
            Forgotten::Record(kept) => look(io, settings, *kept),
            Forgotten::Task(name) => {
                Call::of(io, settings, &name).and_then(|call| call.put_right(io, settings))
            }
        };
        match done {
            Ok(reply) => changed |= reply.changed,
            // One call that cannot be put right does not keep the others from it.
            Err(Stop::Fail(error)) => failed = failed.or(Some(error)),
            Err(ask @ Stop::Ask(_)) => return Err(ask),
        }
    }
    match failed {
        Some(error) => Err(Stop::Fail(error)),
        None => Ok(ControlReply { changed, ..ControlReply::default() }),
    }
}

/// A call that nobody looks after, by what is known of it.
enum Forgotten {
    Record(Box<Kept>),
    Task(TaskSid),
}

/// The calls of these tasks that have none of these records.
fn without(found: Vec<Task>, records: &[Kept]) -> Vec<TaskSid> {
    let listed =
        |name: &TaskSid| records.iter().any(|kept| kept.record.call().conference_name == *name);
    let calls = found.into_iter().filter(is_old).filter(|task| task.is_internal());
    let mut names: Vec<TaskSid> = calls.map(|task| task.parent().unwrap_or(task.sid)).collect();
    names.sort();
    names.dedup();
    names.retain(|name| !listed(name));
    names
}
