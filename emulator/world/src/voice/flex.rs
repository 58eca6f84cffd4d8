//! TaskRouter's `call` and `conference` instructions, and the conferences that Flex shows.

mod params;

use std::time::Duration;

use serde_json::{Value, json};

use params::{Params, missing};

use super::Timer;
use super::call::{CallStatus, Place, Purpose, Start};
use super::conference::{Callback, CallbackEvents, Role, Seat};
use super::legs::NewCall;
use super::room::SeatChange;
use super::sound::hold_music;
use super::twiml::Joining;
use crate::exchange::{Fault, Method};
use crate::sid::{Sid, SidKind};
use crate::sync::Service;
use crate::world::World;

/// How long after ringing a worker TaskRouter writes the leg into the task.
const WORKER_CALL_SID_AFTER: Duration = Duration::from_millis(50);

impl World {
    /// TaskRouter's `call` instruction: rings the worker; when he answers, the offer is accepted
    /// and the call runs the TwiML of `CallUrl`. What becomes of the task is the caller's affair.
    pub(crate) fn voice_call_instruction(
        &mut self,
        reservation: &Sid,
        task: &Sid,
        worker: &Sid,
        instruction: &Value,
    ) -> Result<(), Fault> {
        let mut given = Params::of(instruction)?;
        given.text("Instruction");
        let from = given.text("CallFrom").ok_or_else(|| missing("CallFrom"))?;
        let url = given.target("CallUrl", Method::Post)?.ok_or_else(|| missing("CallUrl"))?;
        let accept = given.flag("CallAccept")?.unwrap_or(false);
        let to = given.text("CallTo").or_else(|| self.contact_uri_of(worker));
        let timeout = given.seconds("CallTimeout", 60)?;
        let callback = given.target("CallStatusCallbackUrl", Method::Post)?;
        match given.text("CallRecord").as_deref() {
            None | Some("do-not-record" | "false") => {}
            Some(_) => return Err(Fault::not_implemented("CallRecord: recordings")),
        }
        given.finish()?;
        let to = to.ok_or_else(|| missing("CallTo, or contact_uri of the worker"))?;
        let (reservation, task) = (reservation.clone(), task.clone());
        let params = invite_params(&reservation, &task);
        let purpose = Purpose::Instructed { reservation, task: task.clone(), accept };
        let mut new = NewCall::to(to, purpose);
        new.from = from;
        new.start = Some(Start::At(url));
        new.timeout = timeout;
        new.callback =
            callback.map(|target| Callback { target, events: CallbackEvents::completed() });
        new.params = params;
        let call = self.place_call(new)?;
        self.after(WORKER_CALL_SID_AFTER, Timer::WorkerCallSid { task, call });
        Ok(())
    }

    /// TaskRouter's `conference` instruction, which Flex's own accept gives: a conference named
    /// by the task, the worker rung into it, then the customer brought in.
    pub(crate) fn voice_conference_instruction(
        &mut self,
        reservation: &Sid,
        task: &Sid,
        worker: &Sid,
        options: &Value,
    ) -> Result<(), Fault> {
        let attributes = self.task_attributes(task).ok_or_else(|| Fault::not_found(task))?;
        if self.customer_in_conference(task).is_none() {
            self.check_customer(&attributes)?;
        }
        let mut given = Params::of(options)?;
        let (joining, customer_ends) = given.joining(task)?;
        let to = given.text("To").or_else(|| self.contact_uri_of(worker));
        let from = given.text("From").or_else(|| text(&attributes, "from"));
        let timeout = given.seconds("Timeout", 60)?;
        given.finish()?;
        let (reservation, worker) = (reservation.clone(), worker.clone());
        let purpose = Purpose::NativeWorker {
            reservation: reservation.clone(),
            task: task.clone(),
            customer_ends,
        };
        let to = to.ok_or_else(|| missing("To, or contact_uri of the worker"))?;
        let mut new = NewCall::to(to, purpose);
        new.from = match from {
            // A customer's number may be shown to a browser, but no telephone takes it for ours.
            Some(from) if new.to.starts_with("client:") => from,
            _ => self.account().caller_id.clone(),
        };
        new.timeout = timeout;
        new.params = invite_params(&reservation, task);
        let call = self.place_call(new)?;
        let conference = self.open_conference(&joining.name, joining.callback.clone());
        let room = self.voice.conferences.get_mut(&conference);
        let is_new = room.is_some_and(|room| room.task.replace(task.clone()).is_none());
        // Flex opens the map once, as soon as it sees the offer accepted: it must be there first.
        if is_new {
            self.show_conference_in_flex(&conference, "started");
        }
        self.reserve_seat(&conference, &call, &joining, Role::Worker { worker, reservation });
        Ok(())
    }

    /// TaskRouter's `supervise` instruction in the mode `monitor`: a supervisor is rung into the
    /// conference of somebody else's task, where nobody hears him.
    pub(crate) fn voice_supervise(
        &mut self,
        task: &Sid,
        supervisor: &Sid,
        to: Option<String>,
    ) -> Result<(), Fault> {
        let mut live = self.voice.conferences.values().filter(|room| room.is_live());
        let room = live.find(|room| room.task.as_ref() == Some(task));
        let room = room.ok_or_else(|| Fault::not_found(format_args!("conference of {task}")))?;
        let (conference, mut joining) = (room.sid.clone(), Joining::plainly(room.name.as_str()));
        joining.muted = true;
        let to = to.or_else(|| self.contact_uri_of(supervisor));
        let to = to.ok_or_else(|| missing("To, or contact_uri of the supervisor"))?;
        let mut new = NewCall::to(to, Purpose::Participant);
        new.from = self.account().caller_id.clone();
        new.params = format!("task_sid={task}");
        let call = self.place_call(new)?;
        let role = Role::Supervisor { worker: supervisor.clone() };
        self.reserve_seat(&conference, &call, &joining, role);
        Ok(())
    }

    fn check_customer(&self, attributes: &Value) -> Result<(), Fault> {
        match (text(attributes, "call_sid"), text(attributes, "outbound_to")) {
            (Some(sid), _) if self.waiting_customer(&sid).is_none() => {
                Err(Fault::new(400, 40144, "The call of the task is no longer in progress"))
            }
            (None, None) => {
                let message = "The task's attributes have neither call_sid nor outbound_to";
                Err(Fault::new(400, 40142, message))
            }
            _ => Ok(()),
        }
    }

    fn waiting_customer(&self, sid: &str) -> Option<Sid> {
        let sid = Sid::parse(SidKind::CA, sid)?;
        let leg = self.voice.calls.get(&sid).filter(|leg| leg.is_in_progress())?;
        matches!(leg.place, Place::Queue { .. }).then_some(sid)
    }

    pub(super) fn native_worker_answered(
        &mut self,
        call: &Sid,
        reservation: &Sid,
        task: &Sid,
        customer_ends: bool,
    ) {
        self.take_reserved_seat(call);
        let Some(conference) = self.seat_of(call) else { return };
        let customer = self.bring_customer(task, customer_ends);
        let mut patch = json!({
            "conference": {
                "sid": conference,
                "room_name": task,
                "participants": { "worker": call, "customer": customer },
            },
        });
        if let Some(customer) = &customer {
            patch["call_sid"] = json!(customer);
        }
        self.merge_task_attributes(task, patch);
        self.reservation_accepted_by_leg(reservation, call);
    }

    /// The customer, if somebody has brought him into the task's conference before.
    fn customer_in_conference(&self, task: &Sid) -> Option<Sid> {
        let customer = |seat: &Seat| seat.role == Role::Customer && seat.joined;
        self.native_seat(task, customer).ok().map(|(_, seat)| seat.call)
    }

    /// The task is being transferred: its customer is put on hold, unless he is.
    pub(crate) fn voice_transfer_begins(&mut self, task: &Sid) -> Result<(), Fault> {
        let Some(customer) = self.customer_in_conference(task) else {
            return Err(Fault::not_implemented("transfers of tasks without a customer's call"));
        };
        let (conference, seat) = self.native_seat(task, |seat| seat.call == customer)?;
        if seat.hold.is_some() {
            return Ok(());
        }
        let hold = hold_music(None, Method::Get);
        self.change_seat(
            &conference,
            &customer,
            SeatChange { hold: Some(hold), ..SeatChange::default() },
        )
    }

    /// Moves the waiting customer into the task's conference, or dials him, unless he is there.
    fn bring_customer(&mut self, task: &Sid, customer_ends: bool) -> Option<Sid> {
        if let Some(customer) = self.customer_in_conference(task) {
            return Some(customer);
        }
        let attributes = self.task_attributes(task)?;
        let mut joining = Joining::plainly(task.as_str());
        joining.end_on_exit = customer_ends;
        if let Some(customer) = text(&attributes, "call_sid") {
            let customer = self.waiting_customer(&customer)?;
            self.join(&customer, &joining, Role::Customer);
            return Some(customer);
        }
        let conference = self.live_conference(task.as_str())?.sid.clone();
        let mut new = NewCall::to(text(&attributes, "outbound_to")?, Purpose::NativeCustomer);
        let caller_id = self.account().caller_id.clone();
        new.from = text(&attributes, "from").unwrap_or(caller_id);
        match self.place_call(new) {
            Ok(customer) => {
                self.reserve_seat(&conference, &customer, &joining, Role::Customer);
                Some(customer)
            }
            Err(fault) => {
                self.note("voice", "customer", &fault.message, json!(fault.code));
                None
            }
        }
    }

    /// Holds or unholds the customer of a task.
    pub(crate) fn voice_customer_participant(
        &mut self,
        task: &Sid,
        params: &Value,
    ) -> Result<(), Fault> {
        let (conference, seat) =
            self.native_seat(task, |seat| seat.role == Role::Customer && seat.joined)?;
        let change = Params::of(params)?.seat_change(&["TaskSid"])?;
        self.change_seat(&conference, &seat.call, change)
    }

    /// Changes the worker's own leg of a reservation.
    pub(crate) fn voice_worker_participant(
        &mut self,
        reservation: &Sid,
        params: &Value,
    ) -> Result<(), Fault> {
        let mine = |seat: &Seat| {
            let mine =
                matches!(&seat.role, Role::Worker { reservation: r, .. } if r == reservation);
            mine && seat.joined
        };
        let live = self.voice.conferences.values().filter(|room| room.is_live());
        let found = live.flat_map(|room| room.seats.iter().map(move |seat| (room, seat)));
        let found = found.into_iter().find(|(_, seat)| mine(seat));
        let (room, seat) = found.ok_or_else(|| Fault::not_found(reservation))?;
        let (conference, call) = (room.sid.clone(), seat.call.clone());
        let change = Params::of(params)?.seat_change(&["ReservationSid"])?;
        self.change_seat(&conference, &call, change)
    }

    /// Holds or unholds another worker of a task's conference.
    pub(crate) fn voice_hold_worker(
        &mut self,
        task: &Sid,
        target: &Sid,
        hold: bool,
    ) -> Result<(), Fault> {
        let (conference, seat) = self.native_worker(task, target)?;
        let music = hold.then(|| hold_music(None, Method::Get)).flatten();
        let change = SeatChange { hold: Some(music), ..SeatChange::default() };
        self.change_seat(&conference, &seat.call, change)
    }

    /// Removes another worker from a task's conference.
    pub(crate) fn voice_kick_worker(&mut self, task: &Sid, target: &Sid) -> Result<(), Fault> {
        let (conference, seat) = self.native_worker(task, target)?;
        self.kick(&conference, &seat.call);
        Ok(())
    }

    /// A task was cancelled, or its offer is gone: what still rings for it stops ringing.
    pub(crate) fn voice_task_canceled(&mut self, task: &Sid) {
        let ringing: Vec<Sid> = self
            .voice
            .calls
            .values()
            .filter(|leg| leg.answered.is_none() && leg.purpose.task() == Some(task))
            .map(|leg| leg.sid.clone())
            .collect();
        for call in ringing {
            self.end_unanswered(&call, CallStatus::Canceled);
        }
    }

    fn native_worker(&self, task: &Sid, target: &Sid) -> Result<(Sid, Seat), Fault> {
        let is =
            |seat: &Seat| matches!(&seat.role, Role::Worker { worker, .. } if worker == target);
        self.native_seat(task, |seat| is(seat) && seat.joined)
    }

    fn native_seat(&self, task: &Sid, is: impl Fn(&Seat) -> bool) -> Result<(Sid, Seat), Fault> {
        let mut live = self.voice.conferences.values().filter(|room| room.is_live());
        let room = live.find(|room| room.task.as_ref() == Some(task));
        let seat =
            room.and_then(|room| Some((room.sid.clone(), room.seats.iter().find(|s| is(s))?)));
        let (conference, seat) =
            seat.ok_or_else(|| Fault::not_found(format_args!("participant of {task}")))?;
        Ok((conference, seat.clone()))
    }

    /// A participant left and the conference goes on: if he is a worker, he wraps up.
    pub(super) fn left_flex(&mut self, left: &Seat) {
        if let Role::Worker { reservation, .. } = &left.role
            && left.joined
        {
            self.worker_left_conference(reservation);
        }
    }

    pub(super) fn native_conference_ended(&mut self, conference: &Sid, task: &Sid) {
        self.show_conference_in_flex(conference, "completed");
        self.conference_task_ended(task);
    }

    fn show_conference_in_flex(&mut self, conference: &Sid, status: &str) {
        let Some(room) = self.voice.conferences.get(conference) else { return };
        let Some(task) = room.task.clone() else { return };
        let data = json!({ "conference_sid": conference, "status": status });
        self.sync_map_put(Service::Flex, &format!("{task}.CS"), "conf_status", data);
    }

    /// Writes a participant into the map by which Flex shows the conference.
    pub(super) fn show_in_flex(&mut self, conference: &Sid, call: &Sid, status: &str) {
        let Some(room) = self.voice.conferences.get(conference) else { return };
        let (Some(task), Some(seat)) = (room.task.clone(), room.seat(call)) else { return };
        let (kind, worker, reservation) = match &seat.role {
            Role::Customer => ("customer", None, None),
            Role::Plain => ("unknown", None, None),
            Role::Supervisor { worker } => ("supervisor", Some(worker), None),
            Role::Worker { worker, reservation } => ("worker", Some(worker), Some(reservation)),
        };
        // Flex says that he listens when he is added as one who has joined, and only then.
        if kind == "supervisor" && status == "joining" {
            return;
        }
        let data = json!({
            "conference_sid": conference,
            "connecting": !seat.joined,
            "end_conference_on_exit": seat.end_on_exit,
            "hold": seat.hold.is_some(),
            "muted": seat.muted,
            "participant_type": kind,
            "reservation_sid": reservation,
            "status": status,
            "worker_sid": worker,
        });
        self.sync_map_put(Service::Flex, &format!("{task}.CS"), call.as_str(), data);
    }
}

fn text(attributes: &Value, name: &str) -> Option<String> {
    let text = attributes.get(name)?.as_str()?;
    (!text.is_empty()).then(|| text.to_owned())
}

fn invite_params(reservation: &Sid, task: &Sid) -> String {
    format!("reservation_sid={reservation}&task_sid={task}")
}
