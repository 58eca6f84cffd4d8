//! `studio.twilio.com/v2`: the flow in which the calls of customers begin. Nothing runs it here:
//! the emulator's customers are in their queue at once. It is there to be looked at.

use serde_json::{Value, json};

use crate::exchange::{Fault, Method, Reply, Request};
use crate::sid::{Sid, SidKind};
use crate::taskrouter::{PAGING, Params, page};
use crate::world::World;

/// What a list does not tell of a flow, as the example in Twilio's OpenAPI document has it.
const UNTOLD: [&str; 4] = ["definition", "errors", "valid", "warnings"];

impl World {
    pub(crate) fn rest_studio(&self, request: &Request) -> Result<Reply, Fault> {
        let segments: Vec<&str> = request.path.split('/').skip(1).collect();
        match (request.method, segments.as_slice()) {
            (Method::Get, ["v2", "Flows"]) => {
                let mut flow = self.voice_flow();
                UNTOLD.into_iter().for_each(|name| flow[name] = Value::Null);
                page(request, &Params::of_query(request, &PAGING)?, "flows", vec![flow])
            }
            (Method::Get, ["v2", "Flows", sid]) => {
                Params::none(request)?;
                let flow = self.voice_flow();
                let found = flow["sid"] == *sid;
                found.then(|| Reply::ok(flow)).ok_or_else(|| Fault::not_found(sid))
            }
            _ => Err(Fault::not_implemented(format_args!(
                "{:?} https://studio.twilio.com{}",
                request.method, request.path
            ))),
        }
    }

    /// As accounts with Flex get it: whoever calls in is sent to the customers' workflow.
    fn voice_flow(&self) -> Value {
        let account = self.account();
        let sid = Sid::numbered(SidKind::FW, 1);
        let url = format!("https://studio.twilio.com/v2/Flows/{sid}");
        let began = self.taskrouter.began().iso();
        json!({
            "account_sid": account.sid,
            "author_sid": null,
            "commit_message": null,
            "date_created": began,
            "date_updated": began,
            "definition": {
                "description": "Sends callers to the agents",
                "flags": { "allow_concurrent_calls": true },
                "initial_state": "Trigger",
                "states": [
                    {
                        "name": "Trigger",
                        "properties": {},
                        "transitions": [{ "event": "incomingCall", "next": "SendToFlex" }],
                        "type": "trigger",
                    },
                    {
                        "name": "SendToFlex",
                        "properties": {
                            "attributes": "{\"type\": \"inbound\", \"name\": \"{{trigger.call.From}}\"}",
                            "channel": account.voice_channel,
                            "workflow": account.workflow,
                        },
                        "transitions": [],
                        "type": "send-to-flex",
                    },
                ],
            },
            "errors": [],
            "friendly_name": "Voice IVR",
            "links": {
                "executions": format!("{url}/Executions"),
                "revisions": format!("{url}/Revisions"),
                "test_users": format!("{url}/TestUsers"),
            },
            "revision": 1,
            "sid": sid,
            "status": "published",
            "url": url,
            "valid": true,
            "warnings": [],
            "webhook_url": format!(
                "https://webhooks.twilio.com/v1/Accounts/{}/Flows/{sid}",
                account.sid
            ),
        })
    }
}
