//! TaskRouter's tasks: the two halves of a call.

use call_core::id::{TaskSid, WorkerSid};
use call_core::pii::Pii;
use call_core::wire::{
    CallRecord, CallerAttributes, ColleagueAttributes, ConferenceAttributes,
    ConferenceParticipants, Direction, ErrorCode, LegRole,
};
use serde_json::{Map, Value, json};

use crate::plan::{Answer, Call, Io, Stop};
use crate::settings::Settings;

const HOST: &str = "taskrouter";
const TRIES: u32 = 5;

/// A task as it was read.
#[derive(Debug)]
pub(crate) struct Task {
    pub(crate) sid: TaskSid,
    pub(crate) status: TaskStatus,
    /// In seconds.
    pub(crate) age: u64,
    attributes: Map<String, Value>,
    etag: Option<String>,
}

/// How far a task has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TaskStatus {
    /// Waits for a worker, or is offered to one.
    Offered,
    /// A worker has accepted it.
    Assigned,
    /// Was taken back.
    Canceled,
    /// Wrapping or completed.
    Finished,
}

impl Task {
    fn parse(body: &Value, etag: Option<&str>) -> Option<Task> {
        let text = |name: &str| body.get(name).and_then(Value::as_str);
        let status = match text("assignment_status")? {
            "pending" | "reserved" => TaskStatus::Offered,
            "assigned" => TaskStatus::Assigned,
            "canceled" => TaskStatus::Canceled,
            "completed" | "wrapping" => TaskStatus::Finished,
            _ => return None,
        };
        Some(Task {
            sid: TaskSid::parse(text("sid")?).ok()?,
            status,
            age: body.get("age").and_then(Value::as_u64).unwrap_or(0),
            attributes: serde_json::from_str(text("attributes")?).ok()?,
            etag: etag.map(str::to_owned),
        })
    }

    /// The caller's half of an internal call.
    pub(crate) fn caller(&self) -> Option<CallerAttributes> {
        let mut attributes = self.attributes.clone();
        // Ours, or whatever anybody else has written there: the record knows better.
        attributes.remove("conference");
        let value = Value::Object(attributes);
        let caller: CallerAttributes = serde_json::from_value(value).ok()?;
        let whole = caller.client_call && caller.direction == Direction::Outbound;
        whole.then_some(caller)
    }

    /// The caller's task, if this is the colleague's half of an internal call.
    pub(crate) fn parent(&self) -> Option<TaskSid> {
        TaskSid::parse(self.attributes.get("parentTaskSid")?.as_str()?).ok()
    }

    /// Whether it is one of the two halves of an internal call.
    pub(crate) fn is_internal(&self) -> bool {
        self.caller().is_some() || self.parent().is_some()
    }

    /// Whether it is done with.
    pub(crate) fn is_closed(&self) -> bool {
        matches!(self.status, TaskStatus::Canceled | TaskStatus::Finished)
    }
}

fn path(settings: &Settings, tail: &str) -> String {
    format!("/v1/Workspaces/{}/Tasks{tail}", settings.workspace)
}

/// The task, if there is one.
pub(crate) fn fetch(
    io: &mut Io<'_>,
    settings: &Settings,
    task: &TaskSid,
) -> Result<Option<Task>, Stop> {
    read(io.insist(reading(settings, task))?)
}

/// The order to read a task.
pub(crate) fn reading(settings: &Settings, task: &TaskSid) -> Call {
    Call::get(HOST, path(settings, &format!("/{task}")))
}

/// The task in what [`reading`] was answered, if there is one.
pub(crate) fn read(answer: &Answer) -> Result<Option<Task>, Stop> {
    match answer.status {
        404 => Ok(None),
        _ if answer.is_success() => Task::parse(&answer.body, answer.etag.as_deref())
            .map(Some)
            .ok_or_else(|| Stop::fail(ErrorCode::TwilioError, "the task is not readable")),
        _ => Err(Stop::twilio("reading a task", answer)),
    }
}

fn list(io: &mut Io<'_>, settings: &Settings, filter: &str) -> Result<Vec<Task>, Stop> {
    let address = path(settings, &format!("?EvaluateTaskAttributes={filter}&PageSize=50"));
    let answer = io.insist(Call::get(HOST, address))?;
    match answer.body.get("tasks").and_then(Value::as_array) {
        Some(tasks) if answer.is_success() => {
            Ok(tasks.iter().filter_map(|task| Task::parse(task, None)).collect())
        }
        _ => Err(Stop::twilio("looking for tasks", answer)),
    }
}

/// All tasks of internal calls that TaskRouter still has.
pub(crate) fn internal(io: &mut Io<'_>, settings: &Settings) -> Result<Vec<Task>, Stop> {
    list(io, settings, &encoded("client_call==true"))
}

/// All tasks of internal calls to this address.
pub(crate) fn internal_to(
    io: &mut Io<'_>,
    settings: &Settings,
    address: &Pii<String>,
) -> Result<Vec<Task>, Stop> {
    let address = address.reveal();
    // Such an address would end the text in the filter; no client, phone or SIP address has it.
    if address.contains(['"', '\\']) {
        return Ok(Vec::new());
    }
    let expression = format!("client_call==true AND to==\"{address}\"");
    list(io, settings, &encoded(&expression))
}

fn encoded(text: &str) -> String {
    text.bytes().fold(String::new(), |mut encoded, byte| {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' => encoded.push(char::from(byte)),
            _ => encoded += &format!("%{byte:02X}"),
        }
        encoded
    })
}

/// The colleague's task of this call, if somebody has made it.
pub(crate) fn find_colleagues(
    io: &mut Io<'_>,
    settings: &Settings,
    caller_task: &TaskSid,
) -> Result<Option<TaskSid>, Stop> {
    let expression = format!("parentTaskSid==\"{caller_task}\"");
    let found = list(io, settings, &encoded(&expression))?;
    Ok(found.into_iter().find(|task| task.parent().as_ref() == Some(caller_task)).map(|t| t.sid))
}

/// Makes the colleague's task; `None` if TaskRouter will not.
///
/// Making is never repeated blindly: after an answer that leaves open whether it was made, it is
/// looked for first.
pub(crate) fn create_colleagues(
    io: &mut Io<'_>,
    settings: &Settings,
    call: &CallRecord,
) -> Result<Option<TaskSid>, Stop> {
    let mut form = vec![
        ("Attributes", text(&colleague_attributes(call))),
        ("WorkflowSid", settings.workflow.clone()),
        ("TaskChannel", "voice".to_owned()),
        ("Timeout", call.ring_timeout_s.to_string()),
    ];
    // Past the workflow's filters, which need one for each queue, and lose it with its name.
    form.extend(call.queue.iter().map(|queue| ("RoutingTarget", queue.to_string())));
    let mut request = Call::post(HOST, path(settings, ""), form);
    let mut waits = [250, 500].into_iter();
    loop {
        let answer = io.ask(request.clone())?;
        if answer.is_success() {
            return created(answer).map(Some);
        }
        if !answer.is_passing(&request) {
            return Ok(None);
        }
        if answer.is_unclear() {
            let found = find_colleagues(io, settings, &call.conference_name)?;
            if found.is_some() {
                return Ok(found);
            }
        }
        match waits.next() {
            Some(wait_ms) => request.wait_ms = wait_ms,
            None => return Err(Stop::twilio("making the colleague's task", answer)),
        }
    }
}

fn created(answer: &Answer) -> Result<TaskSid, Stop> {
    let sid = answer.text("sid").and_then(|sid| TaskSid::parse(sid).ok());
    sid.ok_or_else(|| Stop::fail(ErrorCode::TwilioError, "the new task has no identifier"))
}

fn colleague_attributes(call: &CallRecord) -> ColleagueAttributes {
    ColleagueAttributes {
        to: call.colleague.address.clone(),
        from: call.caller.address.clone(),
        direction: Direction::Inbound,
        name: call.caller.name.clone(),
        target_worker: call.queue.is_none().then(|| call.colleague.address.clone()),
        call_to_queue: call.queue.is_some().then(|| call.colleague.name.clone()),
        auto_answer: "false".to_owned(),
        client_call: true,
        internal: "true".to_owned(),
        conference_sid: call.conference_name.clone(),
        conference: ConferenceAttributes {
            sid: call.conference_sid.clone(),
            friendly_name: call.conference_name.clone(),
            participants: None,
        },
        parent_task_sid: call.conference_name.clone(),
    }
}

/// Writes the conference and the colleague's task into the caller's task, and the names of the two
/// as the server knows them, and keeps the rest.
pub(crate) fn mirror(io: &mut Io<'_>, settings: &Settings, call: &CallRecord) -> Result<(), Stop> {
    let worker = call.legs.iter().find(|(_, leg)| leg.role == LegRole::Caller);
    let ours = ConferenceAttributes {
        sid: call.conference_sid.clone(),
        friendly_name: call.conference_name.clone(),
        participants: Some(ConferenceParticipants {
            worker: worker.map(|(sid, _)| sid.clone()),
            task_sid: call.colleague.task_sid.clone(),
        }),
    };
    rewrite(io, settings, &call.conference_name, |task| {
        let mut attributes = Value::Object(task.attributes.clone());
        merge(
            &mut attributes,
            json!({
                "conference": ours, "conferenceSid": call.conference_name,
                "name": call.colleague.name, "fromName": call.caller.name,
            }),
        );
        Some(vec![("Attributes", attributes.to_string())])
    })
}

/// Ends a task: to wrap-up if a worker has accepted it, else it is canceled.
pub(crate) fn close(io: &mut Io<'_>, settings: &Settings, task: &TaskSid) -> Result<(), Stop> {
    end(io, settings, task, "wrapping")
}

/// Ends a task without wrap-up.
pub(crate) fn complete(io: &mut Io<'_>, settings: &Settings, task: &TaskSid) -> Result<(), Stop> {
    end(io, settings, task, "completed")
}

fn end(io: &mut Io<'_>, settings: &Settings, task: &TaskSid, accepted: &str) -> Result<(), Stop> {
    rewrite(io, settings, task, |task| {
        let (status, reason) = match task.status {
            TaskStatus::Offered => ("canceled", "the call has ended"),
            TaskStatus::Assigned => (accepted, "left the call"),
            TaskStatus::Canceled | TaskStatus::Finished => return None,
        };
        Some(vec![("AssignmentStatus", status.to_owned()), ("Reason", reason.to_owned())])
    })
}

/// Reads a task and writes what follows from it, again if somebody else was faster.
fn rewrite(
    io: &mut Io<'_>,
    settings: &Settings,
    sid: &TaskSid,
    wish: impl Fn(&Task) -> Option<Vec<(&'static str, String)>>,
) -> Result<(), Stop> {
    for _ in 0..TRIES {
        let Some(task) = fetch(io, settings, sid)? else { return Ok(()) };
        let Some(form) = wish(&task) else { return Ok(()) };
        let mut call = Call::post(HOST, path(settings, &format!("/{sid}")), form);
        call.if_match.clone_from(&task.etag);
        let answer = io.insist(call)?;
        match answer.status {
            404 => return Ok(()),
            _ if answer.is_success() => return Ok(()),
            // Somebody was faster, or the task is no longer where it was: look again.
            400 | 409 | 412 => {}
            _ => return Err(Stop::twilio("changing a task", answer)),
        }
    }
    Err(Stop::fail(ErrorCode::Conflict, "others kept changing the task"))
}

/// Whether this worker was ever offered the task, whatever has become of it.
pub(crate) fn was_offered_to(
    io: &mut Io<'_>,
    settings: &Settings,
    task: &TaskSid,
    worker: &WorkerSid,
) -> Result<bool, Stop> {
    is_reserved(io, settings, (task, worker), |_| true)
}

/// Whether this worker was offered the task, and has not refused it.
pub(crate) fn is_offered_to(
    io: &mut Io<'_>,
    settings: &Settings,
    task: &TaskSid,
    worker: &WorkerSid,
) -> Result<bool, Stop> {
    let open = |status: &str| matches!(status, "pending" | "accepted" | "wrapping");
    is_reserved(io, settings, (task, worker), open)
}

/// Whether this worker has accepted the task, and has not completed it.
pub(crate) fn is_accepted_by(
    io: &mut Io<'_>,
    settings: &Settings,
    task: &TaskSid,
    worker: &WorkerSid,
) -> Result<bool, Stop> {
    let accepted = |status: &str| matches!(status, "accepted" | "wrapping");
    is_reserved(io, settings, (task, worker), accepted)
}

fn is_reserved(
    io: &mut Io<'_>,
    settings: &Settings,
    (task, worker): (&TaskSid, &WorkerSid),
    fits: impl Fn(&str) -> bool,
) -> Result<bool, Stop> {
    let offers = offers(io, settings, &format!("/{task}/Reservations?WorkerSid={worker}&"))?;
    Ok(offers.iter().any(|(of, status)| *of == worker.as_str() && fits(status)))
}

/// The workers who were offered the task, and have not refused it; none of a task that is gone.
pub(crate) fn rung(
    io: &mut Io<'_>,
    settings: &Settings,
    task: &TaskSid,
) -> Result<Vec<WorkerSid>, Stop> {
    let offers = offers(io, settings, &format!("/{task}/Reservations?"))?;
    let refused = |worker: &str| offers.contains(&(worker, "rejected"));
    let mut rung: Vec<WorkerSid> = offers
        .iter()
        .filter(|(worker, _)| !refused(worker))
        .filter_map(|(worker, _)| WorkerSid::parse(worker).ok())
        .collect();
    rung.sort();
    rung.dedup();
    Ok(rung)
}

/// Who was offered a task, and what has become of each offer.
fn offers<'a>(
    io: &mut Io<'a>,
    settings: &Settings,
    tail: &str,
) -> Result<Vec<(&'a str, &'a str)>, Stop> {
    let answer = io.insist(Call::get(HOST, path(settings, &format!("{tail}PageSize=50"))))?;
    let offer = |reservation: &'a Value| {
        let text = |name: &str| reservation.get(name).and_then(Value::as_str);
        Some((text("worker_sid")?, text("reservation_status")?))
    };
    match answer.body.get("reservations").and_then(Value::as_array) {
        _ if answer.status == 404 => Ok(Vec::new()),
        Some(reservations) if answer.is_success() => {
            Ok(reservations.iter().filter_map(offer).collect())
        }
        _ => Err(Stop::twilio("reading a task's reservations", answer)),
    }
}

fn text(value: &impl serde::Serialize) -> String {
    serde_json::to_string(value).expect("attributes have text keys only")
}

/// Puts the new object's fields over the old one's, and keeps those that it does not name.
fn merge(old: &mut Value, new: Value) {
    match (old, new) {
        (Value::Object(old), Value::Object(new)) => {
            for (key, value) in new {
                merge(old.entry(key).or_insert(Value::Null), value);
            }
        }
        (old, new) => *old = new,
    }
}
