//! `Participants` of a conference, named by call or by label.

use std::time::Duration;

use serde_json::{Value, json};

use super::super::call::{CallStatus, Purpose};
use super::super::conference::{Conference, Role, Seat};
use super::super::legs::NewCall;
use super::super::room::SeatChange;
use super::super::sound::{Listener, hold_music};
use super::super::twiml::Joining;
use super::form::Form;
use super::page::Page;
use crate::exchange::{Fault, Method, Reply, Request};
use crate::sid::Sid;
use crate::world::World;

/// What Twilio knows and the emulator does not have.
const NOT_HERE: &[&str] = &[
    "AmdStatusCallback",
    "AmdStatusCallbackMethod",
    "Byoc",
    "CallReason",
    "CallToken",
    "CallerDisplayName",
    "CallerId",
    "ClientNotificationUrl",
    "ConferenceRecord",
    "ConferenceRecordingStatusCallback",
    "ConferenceRecordingStatusCallbackEvent",
    "ConferenceRecordingStatusCallbackMethod",
    "ConferenceTrim",
    "JitterBufferSize",
    "MachineDetection",
    "MachineDetectionSilenceTimeout",
    "MachineDetectionSpeechEndThreshold",
    "MachineDetectionSpeechThreshold",
    "MachineDetectionTimeout",
    "Record",
    "RecordingChannels",
    "RecordingStatusCallback",
    "RecordingStatusCallbackEvent",
    "RecordingStatusCallbackMethod",
    "RecordingTrack",
    "Region",
    "SipAuthPassword",
    "SipAuthUsername",
    "Trim",
];

impl World {
    pub(super) fn list_participants(
        &self,
        conference: &str,
        request: &Request,
    ) -> Result<Reply, Fault> {
        let room = self.conference_by_sid(conference)?;
        let mut form = Form::of_query(&request.query, &[])?;
        let page = Page::of(&mut form)?;
        let (muted, hold) = (form.flag("Muted")?, form.flag("Hold")?);
        let coaching = form.flag("Coaching")?;
        form.finish()?;
        let wanted = |seat: &&Seat| {
            muted.is_none_or(|muted| muted == seat.muted)
                && hold.is_none_or(|hold| hold == seat.hold.is_some())
                && coaching.is_none_or(|coaching| coaching == seat.coaching.is_some())
        };
        let seats = room.seats.iter().filter(wanted);
        let items = seats.map(|seat| self.participant_resource(&room.sid, seat)).collect();
        let uri = self.uri(&format!("Conferences/{}/Participants", room.sid));
        Ok(page.reply("participants", &uri, items))
    }

    pub(super) fn create_participant(
        &mut self,
        conference: &str,
        request: &Request,
    ) -> Result<Reply, Fault> {
        let name = self.name_to_join(conference)?;
        let mut form = Form::of(&request.form, NOT_HERE)?;
        let mut new = NewCall::to(form.needed("To")?, Purpose::Participant);
        new.from = form.needed("From")?;
        new.callback = form.call_callback()?;
        new.timeout = form.seconds("Timeout", 5..=600)?.unwrap_or(Duration::from_secs(60));
        new.limit = form.seconds("TimeLimit", 1..=86_400)?;
        let joining = joining(&mut form, name)?;
        form.finish()?;
        let room = self.live_conference(&joining.name);
        if let Some(label) = &joining.label
            && room.is_some_and(|room| labelled(room, label).is_some())
        {
            let message = format!("The label {label} is taken in this conference");
            return Err(Fault::new(400, 16025, message));
        }
        if let Some(coached) = &joining.coaching
            && !room.is_some_and(|room| room.seat(coached).is_some_and(|seat| seat.joined))
        {
            let message = format!("CallSidToCoach {coached} is not in the conference");
            return Err(Fault::new(400, 13240, message));
        }
        let call = self.place_call(new)?;
        let sid = self.open_conference(&joining.name, joining.callback.clone());
        self.reserve_seat(&sid, &call, &joining, Role::Plain);
        self.participant_reply(&sid, &call, Reply::created)
    }

    /// Conferences are made by name; those that have a SID must still be there.
    fn name_to_join(&self, conference: &str) -> Result<String, Fault> {
        if !conference.starts_with("CF") {
            return Ok(conference.to_owned());
        }
        let room = self.conference_by_sid(conference)?;
        let ended = || Fault::not_found(format_args!("conference {conference}: it has ended"));
        room.is_live().then(|| room.name.clone()).ok_or_else(ended)
    }

    pub(super) fn fetch_participant(&self, room: &str, who: &str) -> Result<Reply, Fault> {
        let (conference, call) = self.participant(room, who)?;
        self.participant_reply(&conference, &call, Reply::ok)
    }

    pub(super) fn update_participant(
        &mut self,
        room: &str,
        who: &str,
        request: &Request,
    ) -> Result<Reply, Fault> {
        let (conference, call) = self.participant(room, who)?;
        let mut form = Form::of(&request.form, NOT_HERE)?;
        let change = seat_change(&mut form)?;
        let announcement = form.target("AnnounceUrl", "AnnounceMethod", Method::Post)?;
        form.finish()?;
        let joined = self.conference_by_sid(conference.as_str())?.seat(&call);
        if !joined.is_some_and(|seat| seat.joined) {
            return Err(Fault::not_found(format_args!("participant {call}: it is not connected")));
        }
        self.change_seat(&conference, &call, change)?;
        if let Some(target) = announcement {
            self.announce(Listener::Call(call.clone()), target);
        }
        self.participant_reply(&conference, &call, Reply::ok)
    }

    pub(super) fn delete_participant(&mut self, room: &str, who: &str) -> Result<Reply, Fault> {
        let (conference, call) = self.participant(room, who)?;
        self.kick(&conference, &call);
        Ok(Reply::deleted())
    }

    /// Finds a participant by the call's SID or by label, in a conference by SID.
    fn participant(&self, conference: &str, who: &str) -> Result<(Sid, Sid), Fault> {
        let gone = || {
            let uri = format!("/Conferences/{conference}/Participants/{who}.json");
            Fault::not_found(uri)
        };
        let room = self.conference_by_sid(conference)?;
        let by_call = room.seats.iter().find(|seat| seat.call.as_str() == who);
        let seat = by_call.or_else(|| labelled(room, who)).ok_or_else(gone)?;
        Ok((room.sid.clone(), seat.call.clone()))
    }

    fn participant_reply(
        &self,
        conference: &Sid,
        call: &Sid,
        reply: fn(Value) -> Reply,
    ) -> Result<Reply, Fault> {
        let room = self.conference_by_sid(conference.as_str())?;
        let seat = room.seat(call).ok_or_else(|| Fault::not_found(call))?;
        Ok(reply(self.participant_resource(conference, seat)))
    }

    fn participant_resource(&self, conference: &Sid, seat: &Seat) -> Value {
        let status = match self.voice.calls.get(&seat.call).map(|leg| leg.status) {
            Some(CallStatus::Queued) => "queued",
            Some(CallStatus::Ringing) => "ringing",
            Some(CallStatus::InProgress) => "connected",
            Some(CallStatus::Completed) => "complete",
            Some(
                CallStatus::Busy | CallStatus::Canceled | CallStatus::Failed | CallStatus::NoAnswer,
            )
            | None => "failed",
        };
        json!({
            "account_sid": self.account().sid,
            "call_sid": seat.call,
            "call_sid_to_coach": seat.coaching,
            "coaching": seat.coaching.is_some(),
            "conference_sid": conference,
            "date_created": seat.created.rfc2822(),
            "date_updated": seat.updated.rfc2822(),
            "end_conference_on_exit": seat.end_on_exit,
            "hold": seat.hold.is_some(),
            "label": seat.label,
            "muted": seat.muted,
            "queue_time": null,
            "start_conference_on_enter": seat.start_on_enter,
            "status": status,
            "uri": self.uri(&format!("Conferences/{conference}/Participants/{}", seat.call)),
        })
    }
}

fn labelled<'a>(room: &'a Conference, label: &str) -> Option<&'a Seat> {
    room.seats.iter().find(|seat| seat.label.as_deref() == Some(label))
}

fn joining(form: &mut Form, name: String) -> Result<Joining, Fault> {
    let mut joining = Joining::plainly(name);
    joining.callback = form.conference_callback()?;
    joining.coaching = form.coaching()?.flatten();
    joining.end_on_exit = form.flag("EndConferenceOnExit")?.unwrap_or(false);
    joining.label = form.text("Label");
    joining.muted = form.flag("Muted")?.unwrap_or(false);
    joining.start_on_enter = form.flag("StartConferenceOnEnter")?.unwrap_or(true);
    if let Some(most) = form.integer("MaxParticipants", 2..=250)? {
        joining.max_participants = most as usize;
    }
    if let Some(music) = form.music("WaitUrl", "WaitMethod")? {
        joining.wait = music;
    }
    // What changes nothing that the emulator shows is only checked.
    form.one_of("Beep", &["true", "false", "onEnter", "onExit"])?;
    form.flag("EarlyMedia")?;
    Ok(joining)
}

fn seat_change(form: &mut Form) -> Result<SeatChange, Fault> {
    let hold_url = form.target("HoldUrl", "HoldMethod", Method::Get)?;
    let hold = match form.flag("Hold")? {
        None => None,
        Some(false) => Some(None),
        Some(true) => {
            let (url, method) = match &hold_url {
                Some(target) => (Some(target.url.as_str()), target.method),
                None => (None, Method::Get),
            };
            Some(hold_music(url, method))
        }
    };
    Ok(SeatChange {
        beep_on_exit: form.flag("BeepOnExit")?,
        coaching: form.coaching()?,
        end_on_exit: form.flag("EndConferenceOnExit")?,
        hold,
        muted: form.flag("Muted")?,
        wait: form.music("WaitUrl", "WaitMethod")?,
    })
}
