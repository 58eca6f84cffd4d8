//! Decline by the colleague, cancel by the caller.

use call_core::id::{TaskSid, WorkerSid};
use call_core::record::{Fact, Record};
use call_core::wire::{CallRecord, CallState, ControlReply, DeclineReason, ErrorCode};

use crate::keep;
use crate::parameters::Parameters;
use crate::plan::{Io, Reply, Stop};
use crate::rest::documents::Kept;
use crate::rest::tasks::TaskStatus;
use crate::rest::{documents, tasks, workers};
use crate::settings::Settings;

/// Ends a call that nobody has answered, in the words of the one who ends it.
pub(crate) fn cleanup_rejected_task(
    io: &mut Io<'_>,
    settings: &Settings,
    parameters: &Parameters<'_>,
) -> Result<Reply, Stop> {
    settings.check()?;
    let request = Request::parse(parameters)?;
    let worker = workers::asking(io)?;
    let name = match request.conference.clone() {
        Some(name) => name,
        None => conference_of(io, settings, &request.task)?,
    };
    let Some(kept) = documents::read(io, settings, &name)? else {
        return request.close_alone(io, settings, &worker);
    };
    let known = request.id.and_then(|id| kept.record.answered(id));
    if let Some(reply) = known {
        return Ok(Reply::json(reply));
    }
    let fact = request.fact(io, settings, &kept, &worker)?;
    request.end(io, settings, kept, &fact)
}

struct Request<'a> {
    task: TaskSid,
    conference: Option<TaskSid>,
    reason: Option<DeclineReason>,
    id: Option<&'a str>,
}

impl<'a> Request<'a> {
    fn parse(parameters: &Parameters<'a>) -> Result<Request<'a>, Stop> {
        let name = |text: &str| TaskSid::parse(text).ok();
        let conference = parameters.perhaps("conferenceName", "a task", name)?;
        // The historical parameter may name the conference by its own identifier; then the task
        // tells whose call it is.
        let historical = parameters.text("conferenceSid")?.and_then(name);
        Ok(Request {
            task: parameters.task("taskSid")?,
            conference: conference.or(historical),
            reason: reason(parameters)?,
            id: request_id(parameters)?,
        })
    }

    /// What the request says about the call, if this worker may say so.
    fn fact(
        &self,
        io: &mut Io<'_>,
        settings: &Settings,
        kept: &Kept,
        worker: &WorkerSid,
    ) -> Result<Fact, Stop> {
        let call = kept.record.call();
        let (allowed, fact) = if self.task == call.conference_name {
            (call.caller.worker_sid.as_ref() == Some(worker), Fact::Canceled)
        } else if call.colleague.task_sid.as_ref().is_some_and(|task| *task != self.task) {
            (false, Fact::Canceled)
        } else {
            self.fact_of_colleague(io, settings, call, worker)?
        };
        match allowed {
            true => Ok(fact),
            false => Err(Stop::fail(ErrorCode::Forbidden, "not this worker's call")),
        }
    }

    /// What whoever is called may say, and whether he is.
    fn fact_of_colleague(
        &self,
        io: &mut Io<'_>,
        settings: &Settings,
        call: &CallRecord,
        worker: &WorkerSid,
    ) -> Result<(bool, Fact), Stop> {
        if call.queue.is_some() {
            // One of a queue declines to TaskRouter, which asks the next.
            let accepted = tasks::is_accepted_by(io, settings, &self.task, worker)?;
            return Ok((accepted, Fact::ColleagueNotConnected));
        }
        let address = workers::fetch(io, settings, worker)?.address;
        if address.as_ref() != Some(&call.colleague.address) {
            return Ok((false, Fact::Canceled));
        }
        let task = tasks::fetch(io, settings, &self.task)?;
        let accepted = task
            .is_some_and(|task| matches!(task.status, TaskStatus::Assigned | TaskStatus::Finished));
        // Whoever has accepted does not decline: his leg has failed on its way.
        let declined = Fact::Declined(self.reason.clone());
        Ok((true, if accepted { Fact::ColleagueNotConnected } else { declined }))
    }

    fn end(
        &self,
        io: &mut Io<'_>,
        settings: &Settings,
        kept: Kept,
        fact: &Fact,
    ) -> Result<Reply, Stop> {
        let mut reply = ControlReply::default();
        let changed = keep::change(io, settings, kept, |record, now| {
            let was_over = record.call().state == CallState::Ended;
            let effects = record.handle(fact.clone(), now);
            reply = state_of(record, !was_over);
            if let (Some(id), Some(CallState::Ended)) = (self.id, reply.state) {
                record.remember(id, reply.clone());
            }
            effects
        })?;
        keep::carry_out(io, settings, changed)?;
        match reply.state {
            Some(CallState::Ended) => Ok(Reply::json(&reply)),
            _ => Err(Stop::fail(ErrorCode::Conflict, "the call was answered meanwhile")),
        }
    }

    /// There is no record: the caller has never joined, or the call is long over.
    fn close_alone(
        &self,
        io: &mut Io<'_>,
        settings: &Settings,
        worker: &WorkerSid,
    ) -> Result<Reply, Stop> {
        if !tasks::is_offered_to(io, settings, &self.task, worker)? {
            return Err(Stop::fail(ErrorCode::Forbidden, "not this worker's task"));
        }
        tasks::close(io, settings, &self.task)?;
        Ok(Reply::json(&ControlReply { changed: true, ..ControlReply::default() }))
    }
}

/// What a browser is told about a call.
pub(crate) fn state_of(record: &Record, changed: bool) -> ControlReply {
    let call = record.call();
    ControlReply { changed, state: Some(call.state), end_reason: call.end_reason }
}

/// The identifier of a request, if it has one.
pub(crate) fn request_id<'a>(parameters: &Parameters<'a>) -> Result<Option<&'a str>, Stop> {
    parameters.perhaps("requestId", "a UUID", |text| {
        let plain = text.bytes().all(|b| b.is_ascii_hexdigit() || b == b'-');
        (text.len() == 36 && plain).then_some(text)
    })
}

/// The caller's task of the call that this task is part of.
pub(crate) fn conference_of(
    io: &mut Io<'_>,
    settings: &Settings,
    task: &TaskSid,
) -> Result<TaskSid, Stop> {
    let found = tasks::fetch(io, settings, task)?;
    Ok(found.and_then(|task| task.parent()).unwrap_or_else(|| task.clone()))
}

/// Why an agent declines: the code of a reason, or else his own words.
fn reason(parameters: &Parameters<'_>) -> Result<Option<DeclineReason>, Stop> {
    let code = parameters.perhaps("reason", "a reason that there is", DeclineReason::of_code)?;
    let words = parameters.perhaps("words", "one to 140 characters", DeclineReason::words)?;
    Ok(code.or(words))
}
