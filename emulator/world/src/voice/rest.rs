//! Voice's REST, `api.twilio.com/2010-04-01`: calls, conferences, participants.

mod calls;
mod conferences;
mod form;
mod page;
mod participants;

use serde_json::json;

use crate::exchange::{Fault, Method, Reply, Request};
use crate::world::World;

impl World {
    pub(crate) fn rest_voice(&mut self, request: &Request) -> Result<Reply, Fault> {
        if request.path == format!("/2010-04-01/Accounts/{}.json", self.account().sid) {
            return self.fetch_account(request);
        }
        let path = self.path_below_account(request)?;
        let parts: Vec<&str> = path.split('/').collect();
        match (request.method, parts.as_slice()) {
            (Method::Get, ["Calls"]) => self.list_calls(request),
            (Method::Post, ["Calls"]) => self.create_call(request),
            (Method::Get, ["Calls", call]) => self.fetch_call(call),
            (Method::Post, ["Calls", call]) => self.update_call(call, request),
            (Method::Delete, ["Calls", call]) => self.delete_call(call),
            (Method::Get, ["Conferences"]) => self.list_conferences(request),
            (Method::Get, ["Conferences", room]) => self.fetch_conference(room),
            (Method::Post, ["Conferences", room]) => self.update_conference(room, request),
            (Method::Get, ["Conferences", room, "Participants"]) => {
                self.list_participants(room, request)
            }
            (Method::Post, ["Conferences", room, "Participants"]) => {
                self.create_participant(room, request)
            }
            (Method::Get, ["Conferences", room, "Participants", who]) => {
                self.fetch_participant(room, who)
            }
            (Method::Post, ["Conferences", room, "Participants", who]) => {
                self.update_participant(room, who, request)
            }
            (Method::Delete, ["Conferences", room, "Participants", who]) => {
                self.delete_participant(room, who)
            }
            (method, _) => Err(Fault::not_implemented(format_args!("{method:?} {path}"))),
        }
    }

    /// The account itself, which a standard key does not open. Its token is not told: who asks
    /// knows it.
    fn fetch_account(&self, request: &Request) -> Result<Reply, Fault> {
        if request.basic.as_ref().is_some_and(|(user, _)| *user == self.account().api_key.0) {
            return Err(Fault::new(401, 20003, "Authenticate"));
        }
        if request.method != Method::Get {
            return Err(Fault::not_implemented("changing the account"));
        }
        let (account, began) = (self.account(), self.taskrouter.began().rfc2822());
        let uri = format!("/2010-04-01/Accounts/{}", account.sid);
        Ok(Reply::ok(json!({
            "auth_token": null,
            "date_created": began,
            "date_updated": began,
            "friendly_name": "Emulator",
            "owner_account_sid": account.sid,
            "sid": account.sid,
            "status": "active",
            "subresource_uris": {
                "calls": format!("{uri}/Calls.json"),
                "conferences": format!("{uri}/Conferences.json"),
            },
            "type": "Full",
            "uri": format!("{uri}.json"),
        })))
    }

    /// The path behind the account, without `.json`.
    fn path_below_account<'a>(&self, request: &'a Request) -> Result<&'a str, Fault> {
        let prefix = format!("/2010-04-01/Accounts/{}/", self.account().sid);
        let path = request.path.strip_prefix(&prefix);
        let path = path.ok_or_else(|| Fault::not_found(&request.path))?;
        path.strip_suffix(".json").ok_or_else(|| {
            Fault::not_implemented(format_args!("{} other than as .json", request.path))
        })
    }

    /// A path of the account's REST.
    fn uri(&self, below: &str) -> String {
        format!("/2010-04-01/Accounts/{}/{below}.json", self.account().sid)
    }
}
