//! Changes of an offer, from a browser and from the REST API alike.

use serde_json::Value;

use super::params::{Params, missing};
use super::queue::invalid;
use super::task::{Instruction, ReservationStatus};
use crate::exchange::Fault;
use crate::sid::{Sid, SidKind};
use crate::world::World;

/// What a supervisor's change of an offer names besides.
pub(super) const SUPERVISOR: &[&str] = &["Supervisor", "SupervisorMode"];

/// What the SDK sends besides what the REST API knows.
pub(super) const SDK: &[&str] =
    &["DequeueStatusCallbackEvents", "Transcribe", "TranscriptionConfiguration"];

/// Every parameter of a change of an offer.
pub(super) const KNOWN: &[&str] = &[
    "Beep",
    "BeepOnCustomerEntrance",
    "CallAccept",
    "CallFrom",
    "CallRecord",
    "CallStatusCallbackUrl",
    "CallTimeout",
    "CallTo",
    "CallUrl",
    "ConferenceRecord",
    "ConferenceRecordingStatusCallback",
    "ConferenceRecordingStatusCallbackMethod",
    "ConferenceStatusCallback",
    "ConferenceStatusCallbackEvent",
    "ConferenceStatusCallbackMethod",
    "ConferenceTrim",
    "DequeueFrom",
    "DequeuePostWorkActivitySid",
    "DequeueRecord",
    "DequeueStatusCallbackEvent",
    "DequeueStatusCallbackUrl",
    "DequeueTimeout",
    "DequeueTo",
    "EarlyMedia",
    "EndConferenceOnCustomerExit",
    "EndConferenceOnExit",
    "From",
    "Instruction",
    "JitterBufferSize",
    "MaxParticipants",
    "Muted",
    "PostWorkActivitySid",
    "Record",
    "RecordingChannels",
    "RecordingStatusCallback",
    "RecordingStatusCallbackMethod",
    "RedirectAccept",
    "RedirectCallSid",
    "RedirectUrl",
    "Region",
    "ReservationStatus",
    "SipAuthPassword",
    "SipAuthUsername",
    "StartConferenceOnEnter",
    "StatusCallback",
    "StatusCallbackEvent",
    "StatusCallbackMethod",
    "Timeout",
    "To",
    "WaitMethod",
    "WaitUrl",
    "WorkerActivitySid",
];

impl World {
    /// Carries out `ReservationStatus` or `Instruction`.
    pub(super) fn change_reservation(
        &mut self,
        reservation: &Sid,
        params: &Params,
    ) -> Result<(), Fault> {
        match (params.text("ReservationStatus")?, params.text("Instruction")?) {
            (Some(status), None) => self.answer_reservation(reservation, status, params),
            (None, Some(instruction)) => self.instruct(reservation, instruction, params),
            (Some(_), Some(_)) => Err(invalid("Instruction", "a ReservationStatus is given too")),
            (None, None) => Err(Fault::new(
                400,
                20001,
                "a change of a reservation needs ReservationStatus or Instruction",
            )),
        }
    }

    fn answer_reservation(
        &mut self,
        reservation: &Sid,
        status: &str,
        params: &Params,
    ) -> Result<(), Fault> {
        let allowed = [
            ReservationStatus::Accepted,
            ReservationStatus::Completed,
            ReservationStatus::Rejected,
            ReservationStatus::Wrapping,
        ];
        let wanted = ReservationStatus::named(status).filter(|status| allowed.contains(status));
        let wanted = wanted.ok_or_else(|| {
            invalid("ReservationStatus", format_args!("an offer cannot be made `{status}`"))
        })?;
        let activity = params.sid("WorkerActivitySid", SidKind::WA)?;
        if activity.is_some() && wanted != ReservationStatus::Rejected {
            return Err(invalid("WorkerActivitySid", "it goes with a rejection only"));
        }
        let worker = self.taskrouter.reservation(reservation)?.worker.clone();
        self.move_reservation(reservation, wanted)?;
        match activity {
            Some(activity) => self.set_activity(&worker, &activity, false),
            None => Ok(()),
        }
    }

    fn instruct(
        &mut self,
        reservation: &Sid,
        instruction: &str,
        params: &Params,
    ) -> Result<(), Fault> {
        let wanted = match instruction {
            "supervise" => return self.supervise(reservation, params),
            "call" => {
                params.required("CallFrom")?;
                params.required("CallUrl")?;
                Instruction::Call { accept: params.flag("CallAccept")?.unwrap_or(false) }
            }
            "conference" => Instruction::Conference,
            "dequeue" | "redirect" => {
                return Err(Fault::not_implemented(format_args!(
                    "the TaskRouter instruction {instruction}"
                )));
            }
            other => {
                return Err(invalid("Instruction", format_args!("there is no `{other}`")));
            }
        };
        let found = self.taskrouter.reservation(reservation)?;
        let (task, worker) = (found.task.clone(), found.worker.clone());
        if found.status != ReservationStatus::Pending {
            let status = found.status.name();
            let message = format!("the reservation {reservation} is {status}, not pending");
            return Err(Fault::new(400, 20001, message));
        }
        if found.transfer.is_some() && matches!(wanted, Instruction::Call { .. }) {
            let message = "Invalid instruction issued on a task being transferred";
            return Err(Fault::new(400, 40151, message));
        }
        let options: Value = params.all();
        self.set_instruction(reservation, Some(wanted));
        let begun = match wanted {
            Instruction::Call { .. } => {
                self.voice_call_instruction(reservation, &task, &worker, &options)
            }
            Instruction::Conference => {
                self.voice_conference_instruction(reservation, &task, &worker, &options)
            }
        };
        if begun.is_err() {
            self.set_instruction(reservation, None);
        }
        begun
    }

    /// A supervisor joins the call of an offer that another worker has accepted.
    fn supervise(&mut self, reservation: &Sid, params: &Params) -> Result<(), Fault> {
        let mode = params.required("SupervisorMode")?;
        if mode != "monitor" {
            return Err(Fault::not_implemented(format_args!("the SupervisorMode {mode}")));
        }
        let supervisor = params.sid("Supervisor", SidKind::WK)?;
        let supervisor = supervisor.ok_or_else(|| missing("Supervisor"))?;
        let to = params.text("To")?.map(str::to_owned);
        let task = self.taskrouter.reservation(reservation)?.task.clone();
        self.voice_supervise(&task, &supervisor, to)
    }

    fn set_instruction(&mut self, reservation: &Sid, instruction: Option<Instruction>) {
        if let Some(reservation) = self.taskrouter.reservations.get_mut(reservation) {
            reservation.instruction = instruction;
        }
    }
}
