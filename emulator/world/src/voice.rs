//! Twilio Voice: calls, conferences, TwiML, status callbacks and their REST.

use serde_json::{Value, json};

use crate::exchange::{Fault, Reply, Request};
use crate::order::{FetchId, Fetched, WebhookId};
use crate::sid::{Sid, SidKind};
use crate::time::Time;
use crate::world::World;

/// All calls and conferences of the account.
#[derive(Debug, Default)]
pub(crate) struct Voice {}

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

impl Voice {
    /// When something is due next.
    pub(crate) fn next_deadline(&self) -> Option<Time> {
        None
    }
}

impl World {
    /// A browser of the rung agent has been told of the call.
    pub fn leg_ringing(&mut self, _call: &Sid) {}

    /// The rung agent has answered.
    pub fn leg_answered(&mut self, _call: &Sid) {}

    /// The rung agent has declined.
    pub fn leg_rejected(&mut self, _call: &Sid) {}

    /// The browser has hung up.
    pub fn leg_hung_up(&mut self, _call: &Sid) {}

    /// The browser has been away for longer than is forgiven.
    pub fn leg_lost(&mut self, _call: &Sid) {}

    /// The browser has sent digits.
    pub fn leg_dtmf(&mut self, _call: &Sid, _digits: &str) {}

    /// No browser is registered under the identity that was to be rung.
    pub fn leg_failed_to_ring(&mut self, _call: &Sid) {}

    /// A browser calls by itself (`device.connect`); returns the new call.
    pub fn outgoing_call(
        &mut self,
        _identity: &str,
        _params: &[(String, String)],
    ) -> Result<Sid, Fault> {
        Err(Fault::not_implemented("calls that a browser makes by itself"))
    }

    /// A simulated customer calls in and waits in the default queue; returns task and call.
    pub fn customer_calls(&mut self, _call: CustomerCall) -> (Sid, Sid) {
        (self.mint(SidKind::WT), self.mint(SidKind::CA))
    }

    /// A simulated party hangs up.
    pub fn party_hangs_up(&mut self, _call: &Sid) {}

    /// TaskRouter's `conference` instruction.
    pub(crate) fn voice_conference_instruction(
        &mut self,
        _reservation: &Sid,
        _task: &Sid,
        _worker: &Sid,
        _options: &Value,
    ) -> Result<(), Fault> {
        Ok(())
    }

    /// TaskRouter's `call` instruction.
    pub(crate) fn voice_call_instruction(
        &mut self,
        _reservation: &Sid,
        _task: &Sid,
        _worker: &Sid,
        _instruction: &Value,
    ) -> Result<(), Fault> {
        Ok(())
    }

    /// Holds or unholds the customer of a task.
    pub(crate) fn voice_customer_participant(
        &mut self,
        _task: &Sid,
        _params: &Value,
    ) -> Result<(), Fault> {
        Ok(())
    }

    /// Changes the worker's own leg of a reservation.
    pub(crate) fn voice_worker_participant(
        &mut self,
        _reservation: &Sid,
        _params: &Value,
    ) -> Result<(), Fault> {
        Ok(())
    }

    /// Holds or unholds another worker of a task's conference.
    pub(crate) fn voice_hold_worker(
        &mut self,
        _task: &Sid,
        _target: &Sid,
        _hold: bool,
    ) -> Result<(), Fault> {
        Ok(())
    }

    /// Removes another worker from a task's conference.
    pub(crate) fn voice_kick_worker(&mut self, _task: &Sid, _target: &Sid) -> Result<(), Fault> {
        Ok(())
    }

    /// A task was cancelled: what still rings for it stops ringing.
    pub(crate) fn voice_task_canceled(&mut self, _task: &Sid) {}

    pub(crate) fn rest_voice(&mut self, request: &Request) -> Result<Reply, Fault> {
        Err(Fault::not_implemented(&request.path))
    }

    pub(crate) fn snapshot_voice(&self) -> Value {
        json!({ "calls": [], "conferences": [] })
    }

    pub(crate) fn left_over_voice(&self) -> Vec<String> {
        Vec::new()
    }

    pub(crate) fn advance_voice(&mut self) {}

    pub(crate) fn voice_twiml_fetched(&mut self, _id: FetchId, _answer: Result<Fetched, String>) {}

    pub(crate) fn voice_webhook_answered(&mut self, _id: WebhookId, _answer: Result<u16, String>) {}
}
