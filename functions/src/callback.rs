//! The conference's status callback: what has become of the legs.

use call_core::id::{CallSid, ConferenceSid, TaskSid, WorkerSid};
use call_core::record::{ConferenceEvent, Fact, LegChange, LegEvent, LegSeen, Told};
use call_core::wire::{ErrorCode, labelled_agent};

use crate::keep;
use crate::parameters::Parameters;
use crate::plan::{Io, Reply, Stop};
use crate::rest::{conferences, documents};
use crate::settings::Settings;

/// Takes in one message. Work that could not be done is answered 5xx, so that Twilio calls again.
///
/// From the caller's joining until the colleague's task exists there are three calls: the
/// caller's task is read (who is called), the record is made (the claim), the task is made.
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
        let Message { name, caller, event } = self;
        let ended = event.told == Told::Ended;
        let conference = event.conference.clone();
        let mut hear = |record: &mut call_core::record::Record, now| {
            record.handle(Fact::Conference(event.clone()), now)
        };
        // The caller's joining is nearly always the first that is heard of a call. To look for a
        // record first would cost a round trip while he waits.
        let known = if opens { None } else { documents::read(io, settings, &name)? };
        let changed = match known {
            Some(kept) => Some(keep::change(io, settings, kept, &mut hear)?),
            None => keep::begin(io, settings, &name, caller.as_ref(), &mut hear)?,
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
        match &self.event.told {
            Told::Leg(LegEvent { change: LegChange::Joined, leg }) => {
                self.caller.is_some() && labelled_agent(&leg.label) == self.caller
            }
            Told::Ended | Told::Leg(_) | Told::Started => false,
        }
    }
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
