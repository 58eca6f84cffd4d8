//! `Conferences`.

use serde_json::{Value, json};

use super::super::conference::{Conference, EndReason};
use super::super::sound::Listener;
use super::form::Form;
use super::page::Page;
use crate::exchange::{Fault, Method, Reply, Request};
use crate::sid::{Sid, SidKind};
use crate::world::World;

/// Filters of lists that the emulator does not have.
const FILTERS_NOT_HERE: &[&str] =
    &["DateCreated", "DateCreated<", "DateCreated>", "DateUpdated", "DateUpdated<", "DateUpdated>"];

impl World {
    pub(super) fn list_conferences(&self, request: &Request) -> Result<Reply, Fault> {
        let mut form = Form::of_query(&request.query, FILTERS_NOT_HERE)?;
        let page = Page::of(&mut form)?;
        let name = form.text("FriendlyName");
        let status = form.one_of("Status", &["init", "in-progress", "completed"])?;
        form.finish()?;
        let wanted = |room: &&Conference| {
            name.as_ref().is_none_or(|name| *name == room.name)
                && status.is_none_or(|status| status == room.status.word())
        };
        let rooms = self.voice.conferences.values().rev().filter(wanted);
        let items = rooms.map(|room| self.conference_resource(room)).collect();
        Ok(page.reply("conferences", &self.uri("Conferences"), items))
    }

    pub(super) fn fetch_conference(&self, conference: &str) -> Result<Reply, Fault> {
        let room = self.conference_by_sid(conference)?;
        Ok(Reply::ok(self.conference_resource(room)))
    }

    pub(super) fn update_conference(
        &mut self,
        conference: &str,
        request: &Request,
    ) -> Result<Reply, Fault> {
        let room = self.conference_by_sid(conference)?;
        let (sid, live) = (room.sid.clone(), room.is_live());
        let mut form = Form::of(&request.form, &[])?;
        let status = form.one_of("Status", &["completed"])?;
        let announcement = form.target("AnnounceUrl", "AnnounceMethod", Method::Post)?;
        form.finish()?;
        if !live {
            return Err(Fault::not_found(format_args!("conference {sid}: it has ended")));
        }
        if let Some(target) = announcement {
            self.announce(Listener::Conference(sid.clone()), target);
        }
        if status.is_some() {
            self.end_conference(&sid, EndReason::Api, None);
        }
        self.fetch_conference(sid.as_str())
    }

    /// The conference of this SID, ended or not.
    pub(super) fn conference_by_sid(&self, sid: &str) -> Result<&Conference, Fault> {
        let found = Sid::parse(SidKind::CF, sid);
        let found = found.and_then(|sid| self.voice.conferences.get(&sid));
        found.ok_or_else(|| Fault::not_found(format_args!("/Conferences/{sid}.json")))
    }

    fn conference_resource(&self, room: &Conference) -> Value {
        let below = format!("Conferences/{}", room.sid);
        json!({
            "account_sid": self.account().sid,
            "api_version": "2010-04-01",
            "call_sid_ending_conference": room.ended_by,
            "date_created": room.created.rfc2822(),
            "date_updated": room.updated.rfc2822(),
            "friendly_name": room.name,
            "reason_conference_ended": room.ended_because.map(EndReason::word),
            "region": "us1",
            "sid": room.sid,
            "status": room.status.word(),
            "subresource_uris": {
                "participants": self.uri(&format!("{below}/Participants")),
                "recordings": self.uri(&format!("{below}/Recordings")),
            },
            "uri": self.uri(&below),
        })
    }
}
