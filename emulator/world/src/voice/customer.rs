//! Simulated telephones: customers who call in, whose leg is whose; and browsers that call out.

use serde_json::json;

use super::call::{Call, CallStatus, End, Place, Purpose};
use crate::exchange::Fault;
use crate::order::{MediaOrder, Order};
use crate::sid::{Sid, SidKind};
use crate::world::World;

/// A simulated customer who calls in.
#[derive(Clone, Debug)]
pub struct CustomerCall {
    /// The number that he calls from.
    pub from: String,
    /// His name, as the task shows it.
    pub name: String,
    /// The steady tone that he speaks, in hertz.
    pub tone_hz: u32,
}

impl World {
    /// A simulated customer calls in and waits in the default queue; returns task and call.
    pub fn customer_calls(&mut self, customer: CustomerCall) -> (Sid, Sid) {
        let sid = self.mint(SidKind::CA);
        let (account, workflow) = (self.account().sid.clone(), self.account().workflow.clone());
        let to = self.account().caller_id.clone();
        let attributes = json!({
            "account_sid": account,
            "api_version": "2010-04-01",
            "call_sid": sid,
            "call_status": "in-progress",
            "called": to,
            "caller": customer.from,
            "direction": "inbound",
            "from": customer.from,
            "name": customer.name,
            "to": to,
        });
        let call = Call {
            sid: sid.clone(),
            parent: None,
            from: customer.from,
            to,
            direction: "inbound",
            status: CallStatus::InProgress,
            end: End::Party { tone_hz: customer.tone_hz },
            purpose: Purpose::Inbound,
            callback: None,
            callbacks_sent: 0,
            created: self.now,
            updated: self.now,
            answered: Some(self.now),
            ended: None,
            place: Place::Own,
            start: None,
            limit: None,
            script: None,
            route: None,
        };
        self.note("voice", &call.from, "calls in", json!({ "call": sid }));
        self.voice.calls.insert(sid.clone(), call);
        let tone_hz = customer.tone_hz;
        self.order(Order::Media(MediaOrder::Synth { call: sid.clone(), tone_hz }));
        let task = self.enqueue(&workflow, attributes);
        if let Some(leg) = self.voice.calls.get_mut(&sid) {
            leg.place = Place::Queue { task: task.clone() };
        }
        self.settle(&sid);
        (task, sid)
    }

    /// The live call of a telephone: named by its SID, or by the telephone's address.
    pub fn party_on(&self, named: &str) -> Option<Sid> {
        let mut legs = self.voice.calls.values();
        let meant = |leg: &&Call| {
            let party = leg.is_live() && leg.identity().is_none();
            party && (leg.sid.as_str() == named || leg.far_end() == named)
        };
        legs.find(meant).map(|leg| leg.sid.clone())
    }

    /// Who speaks on this leg: an agent's identity, or the address of a telephone.
    pub fn speaker(&self, call: &Sid) -> Option<String> {
        let leg = self.voice.calls.get(call)?;
        Some(leg.identity().unwrap_or(leg.far_end()).to_owned())
    }

    /// A browser calls by itself (`device.connect` with parameters). Flex never does: its calls
    /// are tasks. The account has no TwiML application that would say where such a call goes.
    pub fn outgoing_call(
        &mut self,
        identity: &str,
        _params: &[(String, String)],
    ) -> Result<Sid, Fault> {
        self.note("voice", identity, "calls by device.connect", serde_json::Value::Null);
        Err(Fault::not_implemented("calls that a browser makes by itself: no TwiML application"))
    }
}
