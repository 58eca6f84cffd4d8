//! Conferences: joined, started, left, ended, and told about.

use serde_json::json;

use super::call::{CallStatus, Place};
use super::conference::{
    Callback, Conference, ConferenceStatus, EndReason, LeaveReason, Music, Role, Seat,
};
use super::sound::Listener;
use super::twiml::Joining;
use crate::exchange::Fault;
use crate::sid::{Sid, SidKind};
use crate::world::World;

impl World {
    /// The conference that this name belongs to now.
    pub(super) fn live_conference(&self, name: &str) -> Option<&Conference> {
        self.voice.conferences.values().find(|room| room.is_live() && room.name == name)
    }

    /// The conference of this name; a new one if there is none, with this callback.
    pub(super) fn open_conference(&mut self, name: &str, callback: Option<Callback>) -> Sid {
        if let Some(room) = self.live_conference(name) {
            return room.sid.clone();
        }
        let sid = self.mint(SidKind::CF);
        let conference = Conference {
            sid: sid.clone(),
            name: name.to_owned(),
            status: ConferenceStatus::Init,
            callback,
            sequence: 0,
            seats: Vec::new(),
            task: None,
            created: self.now,
            updated: self.now,
            ended_because: None,
            ended_by: None,
        };
        self.voice.conferences.insert(sid.clone(), conference);
        sid
    }

    /// Seats an answered call in the conference of the name; `false` if the conference is full.
    pub(super) fn join(&mut self, call: &Sid, joining: &Joining, role: Role) -> bool {
        let conference = self.open_conference(&joining.name, joining.callback.clone());
        let Some(room) = self.voice.conferences.get(&conference) else { return false };
        let first = room.seats.iter().find(|seat| seat.joined);
        let most = first.map_or(joining.max_participants, |seat| seat.max_participants);
        if room.joined().len() >= most {
            self.note("voice", &self.call_name(call), "finds the conference full", json!(most));
            return false;
        }
        self.reserve_seat(&conference, call, joining, role);
        self.take_seat(&conference, call);
        true
    }

    /// Keeps a seat for a call that is being rung.
    pub(super) fn reserve_seat(
        &mut self,
        conference: &Sid,
        call: &Sid,
        joining: &Joining,
        role: Role,
    ) {
        let seat = Seat::new(call.clone(), joining, role, self.now);
        if let Some(room) = self.voice.conferences.get_mut(conference) {
            room.seats.push(seat);
        }
        self.show_in_flex(conference, call, "joining");
    }

    /// The rung call has answered: it takes the seat that was kept for it.
    pub(super) fn take_reserved_seat(&mut self, call: &Sid) {
        match self.seat_of(call) {
            Some(conference) => self.take_seat(&conference, call),
            None => self.end_call(call, CallStatus::Completed),
        }
    }

    /// The rung call has not answered: its seat is free again.
    pub(super) fn give_up_seat(&mut self, call: &Sid) {
        if let Some(conference) = self.seat_of(call) {
            self.leave(&conference, call, LeaveReason::AddFailed);
        }
    }

    /// The live conference in which this call has a seat.
    pub(super) fn seat_of(&self, call: &Sid) -> Option<Sid> {
        let mut live = self.voice.conferences.values().filter(|room| room.is_live());
        live.find(|room| room.seat(call).is_some()).map(|room| room.sid.clone())
    }

    fn take_seat(&mut self, conference: &Sid, call: &Sid) {
        let now = self.now;
        let Some(room) = self.voice.conferences.get_mut(conference) else { return };
        let Some(seat) = room.seat_mut(call) else { return };
        (seat.joined, seat.created, seat.updated) = (true, now, now);
        room.updated = now;
        if let Some(leg) = self.voice.calls.get_mut(call) {
            leg.place = Place::Conference(conference.clone());
        }
        let name = self.call_name(call);
        self.note("voice", &name, "joins", json!({ "call": call, "conference": conference }));
        self.seat_event(conference, call, "participant-join", Vec::new());
        self.show_in_flex(conference, call, "joined");
        self.start_if_due(conference);
        self.settle_conference(conference);
    }

    /// A conference begins when two are there, one of whom may begin it.
    fn start_if_due(&mut self, conference: &Sid) {
        let Some(room) = self.voice.conferences.get_mut(conference) else { return };
        let joined: Vec<_> = room.seats.iter().filter(|seat| seat.joined).collect();
        let due = joined.len() >= 2 && joined.iter().any(|seat| seat.start_on_enter);
        if due && room.status == ConferenceStatus::Init {
            room.status = ConferenceStatus::InProgress;
            self.conference_event(conference, "conference-start", Vec::new());
        }
    }

    /// Takes a call out of its conference. Whoever calls this says where the call goes on.
    pub(super) fn leave(&mut self, conference: &Sid, call: &Sid, reason: LeaveReason) {
        let Some(room) = self.voice.conferences.get_mut(conference).filter(|room| room.is_live())
        else {
            return;
        };
        let Some(at) = room.seats.iter().position(|seat| seat.call == *call) else { return };
        let seat = room.seats[at].clone();
        self.left_event(conference, &seat, reason);
        let Some(room) = self.voice.conferences.get_mut(conference) else { return };
        room.seats.retain(|other| other.call != *call);
        room.updated = self.now;
        let kicked = reason == LeaveReason::Updated;
        let lonely = room.joined().is_empty();
        let by = Some(&seat).filter(|seat| seat.joined);
        if seat.joined && seat.end_on_exit {
            let why = if kicked { EndReason::EndOnExitKicked } else { EndReason::EndOnExitLeft };
            self.end_conference(conference, why, by);
        } else if lonely && (seat.joined || room.seats.is_empty()) {
            let why = if kicked { EndReason::LastKicked } else { EndReason::LastLeft };
            self.end_conference(conference, why, by);
        } else {
            self.settle_conference(conference);
            self.left_flex(&seat);
        }
    }

    fn left_event(&mut self, conference: &Sid, seat: &Seat, reason: LeaveReason) {
        let leg = self.voice.calls.get(&seat.call);
        let status = leg.map_or(CallStatus::Failed, |leg| leg.status);
        let name = self.call_name(&seat.call);
        let detail = json!({ "call": seat.call, "conference": conference });
        self.note("voice", &name, &format!("leaves ({})", reason.word()), detail);
        let extra = vec![
            ("ParticipantCallStatus".to_owned(), status.word().to_owned()),
            ("ReasonParticipantLeft".to_owned(), reason.word().to_owned()),
        ];
        self.seat_event(conference, &seat.call, "participant-leave", extra);
        self.show_in_flex(conference, &seat.call, "left");
    }

    /// Ends a conference: everybody leaves it and goes on with his own TwiML.
    pub(super) fn end_conference(&mut self, conference: &Sid, why: EndReason, by: Option<&Seat>) {
        let Some(room) = self.voice.conferences.get_mut(conference).filter(|room| room.is_live())
        else {
            return;
        };
        room.status = ConferenceStatus::Completed;
        (room.ended_because, room.ended_by) = (Some(why), by.map(|seat| seat.call.clone()));
        room.updated = self.now;
        let seats = room.seats.clone();
        let (name, task) = (room.name.clone(), room.task.clone());
        let reason = match why {
            EndReason::Api => LeaveReason::EndedByApi,
            EndReason::EndOnExitKicked | EndReason::EndOnExitLeft => LeaveReason::EndedByModerator,
            EndReason::LastKicked | EndReason::LastLeft => LeaveReason::AddFailed,
        };
        self.voice.playbacks.remove(&Listener::Conference(conference.clone()));
        for seat in &seats {
            self.left_event(conference, seat, reason);
        }
        let mut extra = vec![
            ("Reason".to_owned(), why.sentence().to_owned()),
            ("ReasonConferenceEnded".to_owned(), why.word().to_owned()),
        ];
        if let Some(by) = by {
            extra.push(("CallSidEndingConference".to_owned(), by.call.to_string()));
            let label = by.label.iter().cloned();
            extra.extend(label.map(|label| ("ParticipantLabelEndingConference".to_owned(), label)));
        }
        self.conference_event(conference, "conference-end", extra);
        let detail = json!({ "conference": conference, "name": name });
        self.note("voice", "conference", why.word(), detail);
        if let Some(room) = self.voice.conferences.get_mut(conference) {
            room.seats.clear();
        }
        if let Some(task) = task {
            self.native_conference_ended(conference, &task);
        }
        for seat in seats {
            self.end_unanswered(&seat.call, CallStatus::Canceled);
            self.resume(&seat.call);
        }
    }

    /// Takes a participant out and lets his call go on with its own TwiML.
    pub(super) fn kick(&mut self, conference: &Sid, call: &Sid) {
        self.leave(conference, call, LeaveReason::Updated);
        self.end_unanswered(call, CallStatus::Canceled);
        self.resume(call);
    }

    /// Changes a participant by what is given, tells what changed, and reroutes.
    pub(super) fn change_seat(
        &mut self,
        conference: &Sid,
        call: &Sid,
        change: SeatChange,
    ) -> Result<(), Fault> {
        let gone = || Fault::not_found(call);
        let room = self.voice.conferences.get_mut(conference).filter(|room| room.is_live());
        let room = room.ok_or_else(gone)?;
        if let Some(Some(coached)) = &change.coaching
            && !room.seat(coached).is_some_and(|seat| seat.joined && seat.call != *call)
        {
            let message = format!("CallSidToCoach {coached} is not connected to the conference");
            return Err(Fault::new(400, 13240, message));
        }
        let now = self.now;
        let seat = room.seat_mut(call).ok_or_else(gone)?;
        let events = change.apply(seat);
        if !events.is_empty() {
            seat.updated = now;
        }
        for event in events {
            self.seat_event(conference, call, event, Vec::new());
        }
        self.show_in_flex(conference, call, "joined");
        self.settle(call);
        Ok(())
    }

    /// Tells the conference's callback of something that concerns one participant.
    pub(super) fn seat_event(
        &mut self,
        conference: &Sid,
        call: &Sid,
        event: &'static str,
        mut extra: Vec<(String, String)>,
    ) {
        let seat = self.voice.conferences.get(conference).and_then(|room| room.seat(call));
        if let Some(seat) = seat {
            let mut add = |name: &str, value: String| extra.push((name.to_owned(), value));
            add("CallSid", call.to_string());
            add("Coaching", seat.coaching.is_some().to_string());
            add("EndConferenceOnExit", seat.end_on_exit.to_string());
            add("Hold", seat.hold.is_some().to_string());
            add("Muted", seat.muted.to_string());
            add("StartConferenceOnEnter", seat.start_on_enter.to_string());
            if let Some(label) = &seat.label {
                add("ParticipantLabel", label.clone());
            }
        }
        self.conference_event(conference, event, extra);
    }

    /// Tells the conference's callback, if it asked for such events. The number counts all
    /// events, asked for or not.
    pub(super) fn conference_event(
        &mut self,
        conference: &Sid,
        event: &'static str,
        extra: Vec<(String, String)>,
    ) {
        let account = self.account().sid.to_string();
        let (now, Some(room)) = (self.now, self.voice.conferences.get_mut(conference)) else {
            return;
        };
        room.sequence += 1;
        let asked = |callback: &&Callback| callback.events.has(event_word(event));
        let Some(callback) = room.callback.as_ref().filter(asked).cloned() else { return };
        let mut form = vec![
            ("AccountSid".to_owned(), account),
            ("ConferenceSid".to_owned(), room.sid.to_string()),
            ("FriendlyName".to_owned(), room.name.clone()),
            ("SequenceNumber".to_owned(), room.sequence.to_string()),
            ("StatusCallbackEvent".to_owned(), event.to_owned()),
            ("Timestamp".to_owned(), now.rfc2822()),
        ];
        form.extend(extra);
        self.webhook(&callback.target, form, event);
    }
}

/// What is to be changed of a participant; `None` leaves it as it is.
#[derive(Debug, Default)]
pub(super) struct SeatChange {
    pub(super) beep_on_exit: Option<bool>,
    pub(super) coaching: Option<Option<Sid>>,
    pub(super) end_on_exit: Option<bool>,
    pub(super) hold: Option<Option<Music>>,
    pub(super) muted: Option<bool>,
    pub(super) wait: Option<Music>,
}

impl SeatChange {
    /// Changes the seat; returns the events of what is other than before.
    ///
    /// `EndConferenceOnExit` of a participant on hold stays as it is although the request is
    /// answered 200. Twilio says so nowhere; the `hold_workaround` of Professional Services' Flex
    /// template is there for it: it takes the participant off hold first.
    fn apply(self, seat: &mut Seat) -> Vec<&'static str> {
        let was_held = seat.hold.is_some();
        let mut events = Vec::new();
        if let Some(muted) = self.muted.filter(|muted| *muted != seat.muted) {
            seat.muted = muted;
            events.push(if muted { "participant-mute" } else { "participant-unmute" });
        }
        if let Some(hold) = self.hold {
            if hold.is_some() != seat.hold.is_some() {
                let held = hold.is_some();
                events.push(if held { "participant-hold" } else { "participant-unhold" });
            }
            seat.hold = hold;
        }
        let mut modified = self.beep_on_exit.is_some();
        let end_on_exit = self.end_on_exit.filter(|_| !was_held);
        if let Some(end) = end_on_exit.filter(|end| *end != seat.end_on_exit) {
            seat.end_on_exit = end;
            modified = true;
        }
        if let Some(coaching) = self.coaching.filter(|coaching| *coaching != seat.coaching) {
            seat.coaching = coaching;
            modified = true;
        }
        if let Some(wait) = self.wait.filter(|wait| *wait != seat.wait) {
            seat.wait = wait;
            modified = true;
        }
        if modified {
            events.push("participant-modify");
        }
        events
    }
}

/// The word by which a callback asks for an event.
fn event_word(event: &str) -> &str {
    match event {
        "participant-unhold" => "hold",
        "participant-unmute" => "mute",
        "announcement-end" | "announcement-fail" => "announcement",
        other => other.rsplit('-').next().unwrap_or(other),
    }
}
