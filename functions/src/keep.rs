//! Keeping the record: a change is stored first, then what follows from it is carried out.

use call_core::id::{TaskSid, WorkerSid};
use call_core::pii::Pii;
use call_core::record::{Caller, Effect, Fact, Record};
use call_core::wire::{ControlOp, ErrorCode, Leg};

use crate::caller::{self, CallersLeg};
use crate::plan::{Io, Stop};
use crate::rest::documents::Kept;
use crate::rest::tasks::Task;
use crate::rest::{conferences, documents, queues, tasks, workers};
use crate::settings::Settings;
use crate::{crossing, missed};

const TRIES: u32 = 5;

/// A record that has taken in a change, and what the server owes now.
pub(crate) type Changed = (Kept, Vec<Effect>);

/// Takes in a change under the record's revision; `None` if somebody else was faster.
pub(crate) fn try_change(
    io: &mut Io<'_>,
    settings: &Settings,
    kept: &Kept,
    change: impl FnOnce(&mut Record, u64) -> Vec<Effect>,
) -> Result<Option<Changed>, Stop> {
    let mut record = kept.record.clone();
    let effects = change(&mut record, io.now());
    if record == kept.record {
        return Ok(Some((kept.clone(), effects)));
    }
    let saved = documents::save(io, settings, kept, &record)?;
    Ok(saved.map(|kept| (kept, effects)))
}

/// Takes in a change, and again into the newer record as long as somebody else is faster.
pub(crate) fn change(
    io: &mut Io<'_>,
    settings: &Settings,
    mut kept: Kept,
    mut change: impl FnMut(&mut Record, u64) -> Vec<Effect>,
) -> Result<Changed, Stop> {
    for _ in 0..TRIES {
        if let Some(changed) = try_change(io, settings, &kept, &mut change)? {
            return Ok(changed);
        }
        let name = kept.record.call().conference_name.clone();
        kept = documents::read(io, settings, &name)?
            .ok_or_else(|| Stop::fail(ErrorCode::Conflict, "the call's record has gone"))?;
    }
    Err(Stop::fail(ErrorCode::Conflict, "others kept changing the call's record"))
}

/// Stores the record of a call of which the server has not heard before, with a first change in
/// it. `None` if the task is not a caller's half of an internal call, or the leg not its caller's.
pub(crate) fn begin(
    io: &mut Io<'_>,
    settings: &Settings,
    name: &TaskSid,
    leg: CallersLeg,
    first: impl FnMut(&mut Record, u64) -> Vec<Effect>,
) -> Result<Option<Changed>, Stop> {
    match caller::look(io, settings, name, leg)? {
        Some((task, caller)) => store(io, settings, name, (&task, caller), first),
        None => Ok(None),
    }
}

/// The same of a call whose end is the first that is heard of it: no leg tells who called, and
/// nobody is to be rung.
pub(crate) fn begin_over(
    io: &mut Io<'_>,
    settings: &Settings,
    name: &TaskSid,
    caller: Option<&WorkerSid>,
    first: impl FnMut(&mut Record, u64) -> Vec<Effect>,
) -> Result<Option<Changed>, Stop> {
    let caller = Caller { worker: caller.cloned(), ..Caller::default() };
    match tasks::fetch(io, settings, name)? {
        Some(task) => store(io, settings, name, (&task, caller), first),
        None => Ok(None),
    }
}

fn store(
    io: &mut Io<'_>,
    settings: &Settings,
    name: &TaskSid,
    (task, caller): (&Task, Caller),
    mut first: impl FnMut(&mut Record, u64) -> Vec<Effect>,
) -> Result<Option<Changed>, Stop> {
    let Some(mut attributes) = task.caller() else { return Ok(None) };
    if let Some(queue) = &attributes.call_to_queue_sid {
        // Whoever of it is rung reads through which queue: its own name, not the caller's words.
        attributes.name = queues::name(io, settings, queue)?.unwrap_or_default();
        attributes.to = Pii::new(format!("queue:{}", attributes.name.reveal()));
    }
    let mut record = Record::new(name.clone(), &attributes, caller, io.now());
    if task.is_closed() {
        // The caller has given up before the server heard of him: nobody may be rung.
        record.handle(Fact::Canceled, io.now());
    }
    let effects = first(&mut record, io.now());
    if let Some(kept) = documents::create(io, settings, &record)? {
        return Ok(Some((kept, effects)));
    }
    let kept = documents::read(io, settings, name)?
        .ok_or_else(|| Stop::fail(ErrorCode::Conflict, "the call's record has gone"))?;
    change(io, settings, kept, first).map(Some)
}

/// Takes in facts one after the other. What an earlier one alone asks for stays asked for.
pub(crate) fn tell(record: &mut Record, facts: &[Fact], now: u64) -> Vec<Effect> {
    let mut effects = Vec::new();
    for fact in facts {
        effects.retain(|effect| {
            matches!(effect, Effect::CreateColleagueTask | Effect::FindColleagueTask)
        });
        effects.extend(record.handle(fact.clone(), now));
    }
    effects
}

/// Carries out what the server owes until it owes nothing.
///
/// What fails does not keep the rest from being done; the failure is told afterwards, so that
/// whoever asked asks again. A notice that could not be left is no failure of the call: it stays
/// owed until the call is looked at again.
pub(crate) fn carry_out(
    io: &mut Io<'_>,
    settings: &Settings,
    (mut kept, mut effects): Changed,
) -> Result<Kept, Stop> {
    while !effects.is_empty() {
        let mut done = Vec::new();
        let mut failed = None;
        let mut put_off = false;
        for effect in effects.drain(..) {
            let is_notice = effect == Effect::LeaveNotice;
            match perform(io, settings, &kept, effect) {
                Ok(facts) => done.extend(facts),
                Err(Stop::Fail(_)) if is_notice => put_off = true,
                Err(Stop::Fail(error)) => failed = failed.or(Some(error)),
                Err(ask @ Stop::Ask(_)) => return Err(ask),
            }
        }
        (kept, effects) = change(io, settings, kept, |record, now| tell(record, &done, now))?;
        if let Some(error) = failed {
            return Err(Stop::Fail(error));
        }
        effects.retain(|effect| !put_off || *effect != Effect::LeaveNotice);
    }
    Ok(kept)
}

fn perform(
    io: &mut Io<'_>,
    settings: &Settings,
    kept: &Kept,
    effect: Effect,
) -> Result<Vec<Fact>, Stop> {
    let call = kept.record.call();
    let fact = match effect {
        Effect::CloseTask(task) => {
            tasks::close(io, settings, &task)?;
            Fact::TaskClosed(task)
        }
        Effect::CompleteTask(task) => {
            tasks::complete(io, settings, &task)?;
            Fact::TaskClosed(task)
        }
        Effect::CreateColleagueTask => match tasks::create_colleagues(io, settings, call)? {
            Some(task) => Fact::ColleagueTaskCreated(task),
            None => Fact::ColleagueTaskRefused,
        },
        Effect::EndConference(conference) => {
            conferences::end(io, settings, &conference)?;
            if call.conference_sid != Some(conference) {
                return Ok(Vec::new());
            }
            Fact::ConferenceOver
        }
        Effect::FindColleagueTask => {
            match tasks::find_colleagues(io, settings, &call.conference_name)? {
                Some(task) => Fact::ColleagueTaskCreated(task),
                None => Fact::ColleagueTaskMissing,
            }
        }
        Effect::FindCrossing => {
            let lost = crossing::settle(io, settings, call)?;
            return Ok([Fact::CrossingLooked].into_iter().chain(lost).collect());
        }
        Effect::LeaveNotice => {
            missed::leave_notice(io, settings, call)?;
            Fact::NoticeLeft
        }
        Effect::LookAtLeg { conference, call, after } => {
            match conferences::look_at_leg(io, settings, (&conference, &call))? {
                Some(leg) => Fact::LegLooked { leg, after },
                None => Fact::LegGone(call),
            }
        }
        Effect::LookWhoTook(worker) => {
            let workers::Worker { name, address } = workers::fetch(io, settings, &worker)?;
            Fact::TakerSeen { name, address }
        }
        Effect::Unhold { conference, call: held } => {
            let after = call.legs.get(&held).map(Leg::version).unwrap_or_default();
            let leg = (&conference, &held);
            match conferences::change_leg(io, settings, leg, conferences::unheld())? {
                Some(leg) => Fact::LegOrdered { op: ControlOp::Unhold, by: None, leg, after },
                None => Fact::LegGone(held),
            }
        }
        Effect::MirrorAttributes => {
            tasks::mirror(io, settings, call)?;
            Fact::Mirrored
        }
    };
    Ok(vec![fact])
}
