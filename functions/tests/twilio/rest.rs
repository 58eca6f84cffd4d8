//! The REST of the little Twilio.

use call_functions::{Call, Method};
use serde_json::{Map, Value, json};

use super::{BILLING, Reservation, Seat, Task, Twilio, WORKFLOW};

/// A queue whose calls nobody could take.
const SUPPORT: &str = "WQcccccccccccccccccccccccccccccccc";

impl Twilio {
    pub(super) fn rest(&mut self, call: &Call) -> (u16, Value, Option<String>) {
        let (path, query) = call.path.split_once('?').unwrap_or((&call.path, ""));
        let form: Map<String, Value> =
            call.form.iter().map(|(k, v)| ((*k).to_owned(), json!(v))).collect();
        let posts = call.method == Method::Post;
        assert_eq!(posts, !form.is_empty(), "a POST has a body, a GET has none: {call:?}");
        assert!(posts || call.if_match.is_none(), "a GET has no If-Match");
        let parts: Vec<&str> = path.split('/').skip(1).collect();
        match (call.host, parts.as_slice()) {
            ("sync", ["v1", "Services", _, "Documents"]) if posts => self.create_document(&form),
            ("sync", ["v1", "Services", _, "Documents"]) => self.list_documents(),
            ("sync", ["v1", "Services", _, "Documents", name]) => {
                self.document(name, &form, call.if_match.as_deref())
            }
            ("taskrouter", ["v1", "Workspaces", _, "Tasks"]) if posts => self.create_task(&form),
            ("taskrouter", ["v1", "Workspaces", _, "Tasks"]) => self.list_tasks(query),
            ("taskrouter", ["v1", "Workspaces", _, "Tasks", sid]) => {
                self.task(sid, &form, call.if_match.as_deref())
            }
            ("taskrouter", ["v1", "Workspaces", _, "Tasks", sid, "Reservations"]) => {
                let list: Vec<Value> = self
                    .reservations
                    .iter()
                    .filter(|known| known.task == *sid)
                    .map(|known| {
                        let Reservation { worker, status, .. } = known;
                        json!({ "worker_sid": worker, "reservation_status": status })
                    })
                    .collect();
                (200, json!({ "reservations": list }), None)
            }
            ("taskrouter", ["v1", "Workspaces", _, "TaskQueues"]) => {
                let queue = |sid, name| json!({ "sid": sid, "friendly_name": name });
                let queues = [queue(SUPPORT, "support"), queue(BILLING, "Billing")];
                (200, json!({ "task_queues": queues, "meta": {} }), None)
            }
            ("taskrouter", ["v1", "Workspaces", _, "TaskQueues", sid @ (BILLING | SUPPORT)]) => {
                (200, json!({ "sid": sid, "friendly_name": "Billing" }), None)
            }
            ("taskrouter", ["v1", "Workspaces", _, "TaskQueues", sid]) if sid.starts_with("WQ") => {
                fault(404, 20404)
            }
            ("taskrouter", ["v1", "Workspaces", _, "TaskQueues", "Statistics"]) => {
                assert!(query.contains("TaskChannel=voice"), "who waits by chat is before nobody");
                let of = |sid, pending, reserved, available| {
                    let tasks = json!({ "pending": pending, "reserved": reserved, "assigned": 7 });
                    let now =
                        json!({ "tasks_by_status": tasks, "total_available_workers": available });
                    json!({ "task_queue_sid": sid, "realtime": now, "cumulative": {} })
                };
                let numbers = [of(BILLING, 1, 1, 3), of(SUPPORT, 0, 0, 0)];
                (200, json!({ "task_queues_statistics": numbers, "meta": {} }), None)
            }
            ("taskrouter", ["v1", "Workspaces", _, "Workers", sid]) => {
                self.workers.get(*sid).map_or(fault(404, 20404), |known| (200, known.clone(), None))
            }
            ("api", ["2010-04-01", "Accounts", _, "Conferences", room, "Participants", leg]) => {
                self.leg(room, leg.trim_end_matches(".json"), call.method, &form)
            }
            ("api", ["2010-04-01", "Accounts", _, tail @ ..]) => self.voice(tail, query, posts),
            _ => panic!("Twilio has no {call:?}"),
        }
    }

    fn create_document(&mut self, form: &Map<String, Value>) -> (u16, Value, Option<String>) {
        let name = form["UniqueName"].as_str().unwrap();
        let is_record = name.starts_with("internal_call.");
        assert_eq!(form["Ttl"], if is_record { "86400" } else { "604800" });
        if self.documents.contains_key(name) {
            return fault(409, 54301);
        }
        self.documents.insert(name.to_owned(), (0, parsed(&form["Data"])));
        let (_, body, _) = self.document(name, &Map::new(), None);
        (201, body, None)
    }

    fn list_documents(&self) -> (u16, Value, Option<String>) {
        let listed = if self.unlisted { 0 } else { self.documents.len() };
        let documents: Vec<Value> = self
            .documents
            .iter()
            .take(listed)
            .map(|(name, (r, data))| view(name, *r, data))
            .collect();
        (200, json!({ "documents": documents, "meta": {} }), None)
    }

    fn document(
        &mut self,
        name: &str,
        form: &Map<String, Value>,
        if_match: Option<&str>,
    ) -> (u16, Value, Option<String>) {
        let Some((revision, data)) = self.documents.get_mut(name) else { return fault(404, 54100) };
        if let Some(new) = form.get("Data") {
            assert!(if_match.is_some(), "a record is only replaced under its revision");
            if if_match != Some(revision.to_string().as_str()) {
                return fault(412, 54103);
            }
            *revision += 1;
            *data = parsed(new);
        }
        (200, view(name, *revision, data), None)
    }

    fn create_task(&mut self, form: &Map<String, Value>) -> (u16, Value, Option<String>) {
        assert_eq!(
            (&form["WorkflowSid"], &form["TaskChannel"]),
            (&json!(WORKFLOW), &json!("voice"))
        );
        let sid = format!("WT{:032x}", self.tasks.len());
        let attributes = parsed(&form["Attributes"]);
        let text = |name: &str| form.get(name)?.as_str().map(str::to_owned);
        let (timeout, target) = (text("Timeout"), text("RoutingTarget"));
        let task = Task { age: 0, timeout, target, ..Task::new("reserved", attributes) };
        self.tasks.insert(sid.clone(), task);
        let (_, body, etag) = self.task(&sid, &Map::new(), None);
        (201, body, etag)
    }

    fn list_tasks(&self, query: &str) -> (u16, Value, Option<String>) {
        let asked = query.split('&').find_map(|pair| pair.strip_prefix("EvaluateTaskAttributes="));
        let asked = decoded(asked.unwrap()).replace('"', "");
        let fits = |task: &Task| {
            asked.split(" AND ").all(|term| {
                let (name, wanted) = term.split_once("==").unwrap();
                task.attributes[name].to_string().trim_matches('"') == wanted
            })
        };
        let tasks: Vec<Value> = self
            .tasks
            .iter()
            .filter(|(_, task)| fits(task))
            .map(|(sid, task)| task_view(sid, task))
            .collect();
        (200, json!({ "tasks": tasks, "meta": {} }), None)
    }

    fn task(
        &mut self,
        sid: &str,
        form: &Map<String, Value>,
        if_match: Option<&str>,
    ) -> (u16, Value, Option<String>) {
        let Some(task) = self.tasks.get_mut(sid) else { return fault(404, 20404) };
        if !form.is_empty() {
            assert!(if_match.is_some(), "a task is only changed as it was read");
            if if_match != Some(task.etag.to_string().as_str()) {
                return fault(412, 20412);
            }
            if let Some(status) = form.get("AssignmentStatus").and_then(Value::as_str) {
                match (task.status.as_str(), status) {
                    ("pending" | "reserved", "canceled")
                    | ("assigned", "wrapping" | "completed") => {}
                    _ => return fault(400, 20001),
                }
                task.status = status.to_owned();
            }
            if let Some(attributes) = form.get("Attributes") {
                task.attributes = parsed(attributes);
            }
            task.etag += 1;
        }
        (200, task_view(sid, task), Some(task.etag.to_string()))
    }

    fn voice(&mut self, tail: &[&str], query: &str, posts: bool) -> (u16, Value, Option<String>) {
        let status = |over: bool| if over { "completed" } else { "in-progress" };
        let sid = |part: &str| part.trim_end_matches(".json").to_owned();
        match tail {
            ["Conferences.json"] => {
                let name = query.split('&').find_map(|pair| pair.strip_prefix("FriendlyName="));
                let named = self.conferences.iter().filter(|(_, c)| Some(c.name.as_str()) == name);
                let list: Vec<Value> =
                    named.map(|(sid, c)| json!({ "sid": sid, "status": status(c.over) })).collect();
                (200, json!({ "conferences": list }), None)
            }
            ["Conferences", part] => {
                let Some(conference) = self.conferences.get_mut(&sid(part)) else {
                    return fault(404, 20404);
                };
                if posts {
                    if conference.over {
                        return fault(404, 20404);
                    }
                    (conference.over, conference.legs) = (true, Vec::new());
                }
                (200, json!({ "status": status(conference.over) }), None)
            }
            ["Calls", part] => match self.called(&sid(part)) {
                Some(to) => (200, json!({ "sid": sid(part), "to": to }), None),
                None => fault(404, 20404),
            },
            ["Conferences", part, "Participants.json"] => {
                let Some(conference) = self.conferences.get(*part) else {
                    return fault(404, 20404);
                };
                let list: Vec<Value> = conference.legs.iter().map(seat_view).collect();
                (200, json!({ "participants": list }), None)
            }
            _ => panic!("Twilio has no {tail:?}"),
        }
    }
}

impl Twilio {
    fn leg(
        &mut self,
        room: &str,
        leg: &str,
        method: Method,
        form: &Map<String, Value>,
    ) -> (u16, Value, Option<String>) {
        let conference = self.conferences.get_mut(room).filter(|conference| !conference.over);
        let seats = conference.map(|conference| &mut conference.legs);
        let Some(seats) = seats else { return fault(404, 20404) };
        let Some(place) = seats.iter().position(|seat| seat.call == leg) else {
            return fault(404, 20404);
        };
        if method == Method::Delete {
            seats.remove(place);
            return (204, Value::Null, None);
        }
        let seat = &mut seats[place];
        for (name, value) in form {
            let value = value.as_str().unwrap();
            match name.as_str() {
                "Hold" => seat.hold = value.parse().unwrap(),
                "HoldUrl" => seat.music = Some(value.to_owned()),
                "HoldMethod" => assert_eq!(value, "GET"),
                "Muted" => seat.muted = value.parse().unwrap(),
                other => panic!("a leg has no {other}"),
            }
        }
        (200, seat_view(seat), None)
    }
}

fn seat_view(seat: &Seat) -> Value {
    json!({
        "call_sid": seat.call, "label": seat.label, "hold": seat.hold, "muted": seat.muted,
        "coaching": false, "status": "connected",
    })
}

fn decoded(text: &str) -> String {
    let mut parts = text.split('%');
    let first = parts.next().unwrap().to_owned();
    parts.fold(first, |text, part| {
        let (code, rest) = part.split_at(2);
        text + &String::from(u8::from_str_radix(code, 16).unwrap() as char) + rest
    })
}

pub(super) fn token(worker: Option<&'static str>) -> (u16, Value, Option<String>) {
    match worker {
        Some(worker) => (200, json!({ "worker_sid": worker, "roles": ["agent"] }), None),
        None => (403, Value::Null, None),
    }
}

fn fault(status: u16, code: u32) -> (u16, Value, Option<String>) {
    (status, json!({ "code": code, "status": status }), None)
}

fn parsed(text: &Value) -> Value {
    serde_json::from_str(text.as_str().unwrap()).unwrap()
}

fn view(name: &str, revision: u64, data: &Value) -> Value {
    json!({ "unique_name": name, "revision": revision.to_string(), "data": data })
}

fn task_view(sid: &str, task: &Task) -> Value {
    json!({
        "sid": sid, "assignment_status": task.status, "age": task.age,
        "attributes": task.attributes.to_string(),
    })
}
