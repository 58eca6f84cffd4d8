//! What a party of a call does to its legs: hold, mute, remove, and the end for all.

use call_core::id::{CallSid, ConferenceSid, TaskSid, WorkerSid};
use call_core::record::{Fact, Record};
use call_core::wire::{CallState, ControlOp, ControlReply, ErrorCode, Leg, LegStatus};

use crate::cleanup::{request_id, state_of};
use crate::keep;
use crate::leave;
use crate::parameters::Parameters;
use crate::plan::{Io, Reply, Stop};
use crate::rest::documents::Kept;
use crate::rest::{conferences, documents, tasks, workers};
use crate::settings::Settings;

/// Acts on a leg of a call, for one of its parties.
pub(crate) fn control(
    io: &mut Io<'_>,
    settings: &Settings,
    parameters: &Parameters<'_>,
) -> Result<Reply, Stop> {
    settings.check()?;
    let request = Request::parse(parameters)?;
    let worker = workers::asking(io)?;
    // Whoever is no party learns nothing, not even whether there is such a call.
    let forbidden = || Stop::fail(ErrorCode::Forbidden, "not this worker's call");
    let Some(kept) = documents::read(io, settings, &request.name)? else {
        return match (request.op, &request.target) {
            (ControlOp::Remove, Some(leg)) => {
                leave::leave(io, settings, (&request.name, leg), &worker)
            }
            _ => Err(forbidden()),
        };
    };
    if !is_party(io, settings, &kept, &worker)? {
        return Err(forbidden());
    }
    if let Some(reply) = kept.record.answered(request.id) {
        return Ok(Reply::json(reply));
    }
    if kept.record.call().state == CallState::Ended {
        return Err(Stop::fail(ErrorCode::ConferenceEnded, "the call is over"));
    }
    request.carry_out(io, settings, kept, &worker)
}

/// Whether the worker is in the call, or has accepted one of its tasks.
fn is_party(
    io: &mut Io<'_>,
    settings: &Settings,
    kept: &Kept,
    worker: &WorkerSid,
) -> Result<bool, Stop> {
    if kept.record.has_joined(worker) {
        return Ok(true);
    }
    let call = kept.record.call();
    for task in [&call.caller.task_sid, &call.colleague.task_sid].into_iter().flatten() {
        if tasks::is_accepted_by(io, settings, task, worker)? {
            return Ok(true);
        }
    }
    Ok(false)
}

struct Request<'a> {
    op: ControlOp,
    name: TaskSid,
    target: Option<CallSid>,
    id: &'a str,
}

impl<'a> Request<'a> {
    fn parse(parameters: &Parameters<'a>) -> Result<Request<'a>, Stop> {
        let refused = |what| Stop::fail(ErrorCode::BadRequest, what);
        let op = parameters.wanted("op", "an operation", |text| {
            ControlOp::ALL.into_iter().find(|op| op.as_str() == text)
        })?;
        let call = |text: &str| CallSid::parse(text).ok();
        let target = parameters.perhaps("target", "a call", call)?;
        if target.is_none() != (op == ControlOp::End) {
            return Err(refused("target is needed by all but end"));
        }
        Ok(Request {
            op,
            name: parameters.task("conferenceName")?,
            target,
            id: request_id(parameters)?.ok_or_else(|| refused("requestId is needed"))?,
        })
    }

    fn carry_out(
        &self,
        io: &mut Io<'_>,
        settings: &Settings,
        kept: Kept,
        worker: &WorkerSid,
    ) -> Result<Reply, Stop> {
        let fact = match &self.target {
            None => Fact::EndedForAll,
            Some(call) => {
                let gone = || Stop::fail(ErrorCode::ParticipantGone, "this leg is not in the call");
                let leg = kept.record.party_leg(call).ok_or_else(gone)?;
                let conference = kept.record.call().conference_sid.as_ref().ok_or_else(gone)?;
                self.order(io, settings, conference, (call, leg), worker)?
            }
        };
        let gone = matches!(fact, Fact::LegGone(_)) && self.op != ControlOp::Remove;
        let mut reply = ControlReply::default();
        let changed = keep::change(io, settings, kept, |record, now| {
            let before = shown(record);
            let effects = record.handle(fact.clone(), now);
            let told = match record.answered(self.id) {
                Some(told) => told.clone(),
                None => state_of(record, shown(record) != before),
            };
            if !gone && record.answered(self.id).is_none() {
                record.remember(self.id, told.clone());
            }
            reply = told;
            effects
        })?;
        keep::carry_out(io, settings, changed)?;
        match gone {
            false => Ok(Reply::json(&reply)),
            true => Err(Stop::fail(ErrorCode::ParticipantGone, "this leg has left the call")),
        }
    }

    /// Lets Twilio carry it out, and says what is known of the leg since.
    fn order(
        &self,
        io: &mut Io<'_>,
        settings: &Settings,
        conference: &ConferenceSid,
        (call, leg): (&CallSid, &Leg),
        worker: &WorkerSid,
    ) -> Result<Fact, Stop> {
        let change = match self.op {
            ControlOp::End | ControlOp::Remove => {
                conferences::remove_leg(io, settings, (conference, call))?;
                return Ok(Fact::LegGone(call.clone()));
            }
            ControlOp::Hold => vec![
                ("Hold", "true".to_owned()),
                ("HoldUrl", settings.hold_music_url()),
                ("HoldMethod", "GET".to_owned()),
            ],
            ControlOp::Unhold => conferences::unheld(),
            ControlOp::Mute => vec![("Muted", "true".to_owned())],
            ControlOp::Unmute => {
                may_unmute(leg, worker)?;
                vec![("Muted", "false".to_owned())]
            }
        };
        let seen = conferences::change_leg(io, settings, (conference, call), change)?;
        Ok(match seen {
            Some(seen) => Fact::LegOrdered {
                op: self.op,
                by: Some(worker.clone()),
                leg: seen,
                after: leg.version(),
            },
            None => Fact::LegGone(call.clone()),
        })
    }
}

/// What of a call an order may change.
fn shown(record: &Record) -> (CallState, Vec<(LegStatus, bool, bool)>) {
    let legs = record.call().legs.values();
    (record.call().state, legs.map(|leg| (leg.status, leg.hold, leg.muted)).collect())
}

/// Nobody opens another's microphone, but whoever has closed it.
fn may_unmute(leg: &Leg, worker: &WorkerSid) -> Result<(), Stop> {
    let own = leg.worker_sid.as_ref() == Some(worker);
    match own || leg.orders.muted_by.as_ref() == Some(worker) {
        true => Ok(()),
        false => Err(Stop::fail(ErrorCode::Forbidden, "muted by somebody else")),
    }
}
