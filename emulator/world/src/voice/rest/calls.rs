//! `Calls`.

use std::time::Duration;

use serde_json::{Value, json};

use super::super::call::{Call, CallStatus, Place, Purpose, Start};
use super::super::conference::LeaveReason;
use super::super::legs::NewCall;
use super::form::Form;
use super::page::Page;
use crate::exchange::{Fault, Method, Reply, Request};
use crate::sid::{Sid, SidKind};
use crate::world::World;

/// What Twilio knows and the emulator does not have.
const NOT_HERE: &[&str] = &[
    "ApplicationSid",
    "AsyncAmd",
    "AsyncAmdStatusCallback",
    "AsyncAmdStatusCallbackMethod",
    "Byoc",
    "CallReason",
    "CallToken",
    "CallerId",
    "ClientNotificationUrl",
    "FallbackMethod",
    "FallbackUrl",
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
    "SendDigits",
    "SipAuthPassword",
    "SipAuthUsername",
    "Trim",
];

/// Filters of lists that the emulator does not have.
const FILTERS_NOT_HERE: &[&str] =
    &["EndTime", "EndTime<", "EndTime>", "StartTime", "StartTime<", "StartTime>"];

impl World {
    pub(super) fn list_calls(&self, request: &Request) -> Result<Reply, Fault> {
        let mut form = Form::of_query(&request.query, FILTERS_NOT_HERE)?;
        let page = Page::of(&mut form)?;
        let words = CallStatus::ALL.map(CallStatus::word);
        let status = form.one_of("Status", &words)?;
        let (to, from) = (form.text("To"), form.text("From"));
        let parent = form.text("ParentCallSid");
        form.finish()?;
        let is = |wanted: &Option<String>, found: &str| wanted.as_ref().is_none_or(|w| w == found);
        let wanted = |leg: &&Call| {
            is(&to, &leg.to)
                && is(&from, &leg.from)
                && is(&parent, leg.parent.as_ref().map_or("", Sid::as_str))
                && status.is_none_or(|status| status == leg.status.word())
        };
        let calls = self.voice.calls.values().rev().filter(wanted);
        let items = calls.map(|leg| self.call_resource(leg)).collect();
        Ok(page.reply("calls", &self.uri("Calls"), items))
    }

    pub(super) fn create_call(&mut self, request: &Request) -> Result<Reply, Fault> {
        let mut form = Form::of(&request.form, NOT_HERE)?;
        let mut new = NewCall::to(form.needed("To")?, Purpose::Rest);
        new.from = form.needed("From")?;
        new.callback = form.call_callback()?;
        new.timeout = form.seconds("Timeout", 5..=600)?.unwrap_or(Duration::from_secs(60));
        new.limit = form.seconds("TimeLimit", 1..=86_400)?;
        new.start = start(&mut form)?;
        form.finish()?;
        if new.start.is_none() {
            return Err(Fault::new(400, 21205, "Url or Twiml is needed"));
        }
        let sid = self.place_call(new)?;
        self.call_reply(&sid, Reply::created)
    }

    pub(super) fn fetch_call(&self, call: &str) -> Result<Reply, Fault> {
        let sid = self.known_call(call)?;
        self.call_reply(&sid, Reply::ok)
    }

    pub(super) fn update_call(&mut self, call: &str, request: &Request) -> Result<Reply, Fault> {
        let sid = self.known_call(call)?;
        let mut form = Form::of(&request.form, NOT_HERE)?;
        let status = form.one_of("Status", &["canceled", "completed"])?;
        let callback = form.call_callback()?;
        let limit = form.seconds("TimeLimit", 1..=86_400)?;
        let start = start(&mut form)?;
        form.finish()?;
        let leg = self.voice.calls.get_mut(&sid).filter(|leg| leg.is_live());
        let gone = "Call is not in-progress. Cannot redirect.";
        let leg = leg.ok_or_else(|| Fault::new(400, 21220, gone))?;
        if callback.is_some() {
            leg.callback = callback;
        }
        if limit.is_some() {
            leg.limit = limit;
        }
        match (status, start) {
            (Some("canceled"), _) => self.end_unanswered(&sid, CallStatus::Canceled),
            (Some(_), _) => {
                self.end_unanswered(&sid, CallStatus::Canceled);
                self.end_call(&sid, CallStatus::Completed);
            }
            (None, Some(start)) => self.send_elsewhere(&sid, start),
            (None, None) => {}
        }
        self.call_reply(&sid, Reply::ok)
    }

    /// Takes an answered call out of whatever it is in and gives it other TwiML.
    fn send_elsewhere(&mut self, call: &Sid, start: Start) {
        let Some(leg) = self.voice.calls.get_mut(call) else { return };
        if !leg.is_in_progress() {
            leg.start = Some(start);
            return;
        }
        let place = std::mem::replace(&mut leg.place, Place::Own);
        leg.script = None;
        match place {
            Place::Conference(room) => self.leave(&room, call, LeaveReason::Updated),
            Place::Queue { task } => self.customer_left_queue(&task),
            Place::Bridge { .. } | Place::Own => {}
        }
        self.end_children(call);
        match start {
            Start::At(target) => self.run_from(call, &target, Vec::new()),
            Start::Text(text) => self.run_text(call, &text, ""),
        }
    }

    pub(super) fn delete_call(&mut self, call: &str) -> Result<Reply, Fault> {
        let sid = self.known_call(call)?;
        if self.voice.calls.get(&sid).is_some_and(Call::is_live) {
            return Err(Fault::new(409, 20009, "A call in progress cannot be deleted"));
        }
        self.voice.calls.remove(&sid);
        Ok(Reply::deleted())
    }

    fn known_call(&self, call: &str) -> Result<Sid, Fault> {
        let sid = Sid::parse(SidKind::CA, call).filter(|sid| self.voice.calls.contains_key(sid));
        sid.ok_or_else(|| Fault::not_found(format_args!("/Calls/{call}.json")))
    }

    fn call_reply(&self, call: &Sid, reply: fn(Value) -> Reply) -> Result<Reply, Fault> {
        let leg = self.voice.calls.get(call).ok_or_else(|| Fault::not_found(call))?;
        Ok(reply(self.call_resource(leg)))
    }

    fn call_resource(&self, leg: &Call) -> Value {
        let uri = self.uri(&format!("Calls/{}", leg.sid));
        let recordings = self.uri(&format!("Calls/{}/Recordings", leg.sid));
        let over = leg.ended.map(|_| leg.seconds(self.now).to_string());
        json!({
            "account_sid": self.account().sid,
            "answered_by": null,
            "api_version": "2010-04-01",
            "caller_name": null,
            "date_created": leg.created.rfc2822(),
            "date_updated": leg.updated.rfc2822(),
            "direction": leg.direction,
            "duration": over,
            "end_time": leg.ended.map(|time| time.rfc2822()),
            "forwarded_from": null,
            "from": leg.from,
            "from_formatted": leg.from,
            "group_sid": null,
            "parent_call_sid": leg.parent,
            "phone_number_sid": null,
            "price": null,
            "price_unit": "USD",
            "queue_time": "0",
            "sid": leg.sid,
            "start_time": leg.answered.map(|time| time.rfc2822()),
            "status": leg.status.word(),
            "subresource_uris": { "recordings": recordings },
            "to": leg.to,
            "to_formatted": leg.to,
            "trunk_sid": null,
            "uri": uri,
        })
    }
}

fn start(form: &mut Form) -> Result<Option<Start>, Fault> {
    let target = form.target("Url", "Method", Method::Post)?;
    let text = form.text("Twiml");
    match (target, text) {
        (Some(_), Some(_)) => Err(Fault::new(400, 21205, "Url and Twiml exclude each other")),
        (target, text) => Ok(target.map(Start::At).or(text.map(Start::Text))),
    }
}
