//! The conference's status callback: what has become of the legs.

use call_core::id::{CallSid, ConferenceSid, TaskSid, WorkerSid};
use call_core::record::{ConferenceEvent, Fact, LegChange, LegEvent, LegSeen, Record, Told};
use call_core::wire::{ErrorCode, labelled_agent};

use crate::caller::CallersLeg;
use crate::keep;
use crate::parameters::Parameters;
use crate::plan::{Io, Reply, Stop};
use crate::rest::documents::Kept;
use crate::rest::workers::{self, Worker};
use crate::rest::{conferences, documents};
use crate::settings::Settings;

/// Takes in one message. Work that could not be done is answered 5xx, so that Twilio calls again.
///
/// From the caller's joining until the colleague's task exists Twilio is asked three times: the
/// caller's task (who is called), his leg and his worker (who calls) are read together, the record
/// is made (the claim), the task is made. A queue's name is read before the record is made.
pub(crate) fn call_outbound_join(
    io: &mut Io<'_>,
    settings: &Settings,
    parameters: &Parameters<'_>,
) -> Result<Reply, Stop> {
    settings.check()?;
    let Some(message) = Message::parse(parameters)? else { return Ok(Reply::taken_in()) };
    match message.take_in(io, settings) {
        Err(Stop::Fail(error)) => {
            let status = error.code.status().max(ErrorCode::TwilioError.status());
            Ok(Reply { status, ..Reply::from(error) })
        }
        done => done,
    }
}

/// One message of the status callback.
struct Message {
    name: TaskSid,
    caller: Option<WorkerSid>,
    event: ConferenceEvent,
}

impl Message {
    /// `None` for messages that say nothing about who is in the call.
    fn parse(parameters: &Parameters<'_>) -> Result<Option<Message>, Stop> {
        let kind = parameters.text("StatusCallbackEvent")?;
        let told = match kind.unwrap_or_default() {
            "conference-end" => Told::Ended,
            "conference-start" => Told::Started,
            "participant-join" => leg(parameters, LegChange::Joined)?,
            "participant-leave" => {
                let reason = parameters.text("ReasonParticipantLeft")?;
                leg(parameters, LegChange::Left(reason.map(str::to_owned)))?
            }
            "participant-hold" | "participant-modify" | "participant-mute"
            | "participant-unhold" | "participant-unmute" => leg(parameters, LegChange::Changed)?,
            _ => return Ok(None),
        };
        let worker = |text: &str| WorkerSid::parse(text).ok();
        let conference = |text: &str| ConferenceSid::parse(text).ok();
        let number = |text: &str| text.parse().ok().filter(|number| *number > 0);
        Ok(Some(Message {
            name: parameters.task("FriendlyName")?,
            caller: parameters.perhaps("caller", "a worker", worker)?,
            event: ConferenceEvent {
                conference: parameters.wanted("ConferenceSid", "a conference", conference)?,
                sequence: parameters.wanted("SequenceNumber", "a number from 1", number)?,
                told,
            },
        }))
    }

    fn take_in(self, io: &mut Io<'_>, settings: &Settings) -> Result<Reply, Stop> {
        let opens = self.opens_the_call();
        let leg = self.callers_leg();
        let joins = self.joining_colleague();
        let Message { name, caller, event } = self;
        let ended = event.told == Told::Ended;
        let conference = event.conference.clone();
        // The caller's joining is nearly always the first that is heard of a call. To look for a
        // record first would cost a round trip while he waits.
        let (known, taker) = match joins {
            _ if opens => (None, None),
            None => (documents::read(io, settings, &name)?, None),
            Some(worker) => read_with_taker(io, settings, &name, worker)?,
        };
        let mut hear = |record: &mut Record, now| {
            let seen = taker.as_ref().and_then(|taker| taker.seen(record));
            let facts: Vec<Fact> =
                seen.into_iter().chain([Fact::Conference(event.clone())]).collect();
            keep::tell(record, &facts, now)
        };
        let changed = match (known, leg) {
            (Some(kept), _) => Some(keep::change(io, settings, kept, &mut hear)?),
            (None, Some(leg)) => keep::begin(io, settings, &name, leg, &mut hear)?,
            (None, None) if ended => {
                keep::begin_over(io, settings, &name, caller.as_ref(), &mut hear)?
            }
            // Nothing tells who calls until the caller's own leg is heard of.
            (None, None) => return Ok(Reply::taken_in()),
        };
        match changed {
            Some(changed) => drop(keep::carry_out(io, settings, changed)?),
            None if ended => {}
            // There is no call that these legs could be part of.
            None => conferences::end(io, settings, &conference)?,
        }
        Ok(Reply::taken_in())
    }

    fn opens_the_call(&self) -> bool {
        let joins = matches!(&self.event.told, Told::Leg(leg) if leg.change == LegChange::Joined);
        joins && self.callers_leg().is_some()
    }

    /// Which agent has joined, if it is not the caller.
    fn joining_colleague(&self) -> Option<WorkerSid> {
        match &self.event.told {
            Told::Leg(LegEvent { change: LegChange::Joined, leg }) => {
                labelled_agent(&leg.label).filter(|worker| Some(worker) != self.caller.as_ref())
            }
            Told::Ended | Told::Leg(_) | Told::Started => None,
        }
    }

    /// The leg that it is about, if that is the caller's.
    fn callers_leg(&self) -> Option<CallersLeg> {
        let Told::Leg(LegEvent { leg, .. }) = &self.event.told else { return None };
        let caller = self.caller.as_ref()?;
        CallersLeg::of(leg).filter(|leg| leg.is_of(caller))
    }
}

/// An agent who has joined another's call, as TaskRouter knows him.
struct Taker {
    worker: WorkerSid,
    known: Worker,
}

impl Taker {
    /// Who is called is said in TaskRouter's words from now on, and not in those of the caller's
    /// browser; nothing of somebody who is not called.
    fn seen(&self, record: &Record) -> Option<Fact> {
        let call = record.call();
        let (called, Worker { name, address }) = (&call.colleague, &self.known);
        let is_called = called.worker_sid.as_ref().is_none_or(|worker| *worker == self.worker)
            && (call.queue.is_some() || address.as_ref() == Some(&called.address));
        is_called.then(|| Fact::TakerSeen { name: name.clone(), address: address.clone() })
    }
}

/// The record, and at the same time whoever has joined; not him, if TaskRouter does not tell.
fn read_with_taker(
    io: &mut Io<'_>,
    settings: &Settings,
    name: &TaskSid,
    worker: WorkerSid,
) -> Result<(Option<Kept>, Option<Taker>), Stop> {
    let of_record = documents::reading(settings, name);
    let asked = [of_record.clone(), workers::reading(settings, &worker)];
    let [record, known] = io.ask_all(asked)?;
    let record = documents::found(io.again(of_record, record)?)?;
    Ok((record, workers::read(known).ok().map(|known| Taker { worker, known })))
}

fn leg(parameters: &Parameters<'_>, change: LegChange) -> Result<Told, Stop> {
    let call = parameters.wanted("CallSid", "a call", |text| CallSid::parse(text).ok())?;
    let leg = LegSeen {
        call,
        label: parameters.text("ParticipantLabel")?.unwrap_or_default().to_owned(),
        hold: parameters.flag("Hold")?,
        muted: parameters.flag("Muted")?,
        coaching: parameters.flag("Coaching")?,
    };
    Ok(Told::Leg(LegEvent { change, leg }))
}
