//! The event bridge: what the TaskRouter SDK asks and is told.

use serde_json::{Value, json};
use twilio_world::Method;

use crate::floor::{Floor, START, sid};

/// The keys that SDK 2.1.1 refuses to live without, from its descriptors.
const RESERVATION: &[&str] = &[
    "account_sid",
    "date_created",
    "date_updated",
    "reservation_status",
    "sid",
    "task",
    "reservation_timeout",
    "worker_sid",
    "workspace_sid",
    "version",
];
const TASK: &[&str] = &[
    "addons",
    "age",
    "attributes",
    "date_created",
    "date_updated",
    "priority",
    "queue_name",
    "queue_sid",
    "reason",
    "routing_target",
    "sid",
    "assignment_status",
    "task_channel_unique_name",
    "task_channel_sid",
    "timeout",
    "workflow_name",
    "workflow_sid",
    "version",
    "virtual_start_time",
];
const WORKER: &[&str] = &[
    "account_sid",
    "activity_name",
    "activity_sid",
    "attributes",
    "available",
    "date_created",
    "date_status_changed",
    "date_updated",
    "friendly_name",
    "sid",
    "workspace_sid",
    "version",
];
const ACTIVITY: &[&str] = &[
    "account_sid",
    "available",
    "date_created",
    "date_updated",
    "friendly_name",
    "sid",
    "workspace_sid",
];
const CHANNEL: &[&str] = &[
    "account_sid",
    "assigned_tasks",
    "available",
    "available_capacity_percentage",
    "configured_capacity",
    "date_created",
    "date_updated",
    "last_reserved_time",
    "sid",
    "task_channel_sid",
    "task_channel_unique_name",
    "worker_sid",
    "workspace_sid",
];
const QUEUE: &[&str] = &[
    "friendly_name",
    "reservation_activity_name",
    "assignment_activity_name",
    "target_workers",
    "max_reserved_workers",
    "task_order",
    "reservation_activity_sid",
    "assignment_activity_sid",
    "workspace_sid",
    "account_sid",
    "sid",
    "date_created",
    "date_updated",
    "lifo_queue",
];

fn check_keys(what: &str, value: &Value, keys: &[&str]) {
    let missing: Vec<_> = keys.iter().filter(|key| value.get(key).is_none()).collect();
    assert!(missing.is_empty(), "{what} lacks {missing:?}: {value}");
    let seconds = value["date_created"].as_u64();
    assert_eq!(seconds, Some(START.seconds()), "{what} has its dates in seconds");
}

#[test]
fn everything_that_the_sdk_reads_has_every_key() {
    let mut floor = Floor::new();
    let alice = floor.worker("alice");
    let mine = format!("Workers/{alice}");
    floor.create_own("alice");
    floor.pass(50);
    let events = floor.events();
    let offer = &events[0].2;
    check_keys("the event's reservation", offer, RESERVATION);
    check_keys("the event's task", &offer["task"], TASK);
    for (path, keys) in [
        ("Activities".to_owned(), ACTIVITY),
        ("TaskQueues".to_owned(), QUEUE),
        ("Workers".to_owned(), WORKER),
        (format!("{mine}/WorkerChannels"), CHANNEL),
        (format!("{mine}/Reservations"), RESERVATION),
    ] {
        let params = json!({ "PageSize": 1000 });
        let reply = floor.ask("alice", Method::Get, &path, params);
        assert_eq!(reply.status, 200, "{path}");
        check_keys(&path, &reply.body["contents"][0], keys);
        assert_eq!(reply.body.get("after_sid"), None, "{path} is complete");
    }
    let worker = floor.ask("alice", Method::Get, &mine, json!({})).body;
    check_keys("the worker", &worker, WORKER);
    let attributes: Value = serde_json::from_str(worker["attributes"].as_str().unwrap()).unwrap();
    assert_eq!(attributes["contact_uri"], "client:alice");
    let task = format!("Tasks/{}", offer["task"]["sid"].as_str().unwrap());
    check_keys("the task", &floor.ask("alice", Method::Get, &task, json!({})).body, TASK);
}

#[test]
fn the_answer_to_a_change_of_an_offer_has_no_objects_of_an_event() {
    let mut floor = Floor::new();
    floor.create_for("client:bob", "45");
    floor.pass(50);
    let reply = floor.answer("bob", "accepted");
    assert_eq!(reply.body["reservation_status"], "accepted");
    for key in ["task", "task_transfer", "active_outgoing_task_transfer"] {
        assert_eq!(reply.body.get(key), None, "{key}");
    }
}

#[test]
fn requests_that_make_no_sense_are_refused_by_name() {
    let mut floor = Floor::new();
    floor.create_for("client:bob", "45");
    floor.pass(50);
    let (alice, bob) = (floor.worker("alice"), floor.worker("bob"));
    let workflow = floor.world.account().workflow.clone();
    let offer = floor.offered("bob");
    let offer = format!("Workers/{bob}/Reservations/{offer}");
    let offline = floor.world.account().activity_named("Offline").unwrap().sid.clone();
    let own = |path: &str| format!("Workers/{bob}/{path}");
    for (path, params, status, part) in [
        (offer.clone(), json!({}), 400, "needs ReservationStatus or Instruction"),
        (offer.clone(), json!({"ReservationStatus": "pending"}), 400, "ReservationStatus"),
        (
            offer.clone(),
            json!({"ReservationStatus": "completed"}),
            400,
            "is pending: it cannot become completed",
        ),
        (
            offer.clone(),
            json!({"Reservationstatus": "accepted"}),
            400,
            "Reservationstatus is unknown",
        ),
        (offer.clone(), json!({"Instruction": "dance"}), 400, "there is no `dance`"),
        (offer.clone(), json!({"Instruction": "dequeue"}), 501, "instruction dequeue"),
        (offer.clone(), json!({"Instruction": "call", "CallFrom": "x"}), 400, "CallUrl is missing"),
        (offer.clone(), json!({"Instruction": "conference"}), 400, "call_sid"),
        (own(""), json!({"ActivitySid": offline}), 400, "cannot change its activity: 1 pending"),
        (own(""), json!({"ActivitySid": "Offline"}), 400, "is not a WA SID"),
        (own(""), json!({"Attributes": "[]"}), 400, "[] is not an object"),
        (own("Transfers"), json!({}), 400, "TaskSid is missing"),
        (own("CustomerParticipant"), json!({"Hold": true}), 400, "TaskSid is missing"),
        (format!("Workers/{alice}"), json!({"Attributes": {}}), 403, "only supervisors"),
        (format!("Workers/{alice}/Reservations"), json!({}), 403, "own offers"),
        ("Tasks".into(), json!({"TaskChannelUniqueName": "voice"}), 400, "WorkflowSid is missing"),
        ("Tasks".into(), json!({"WorkflowSid": workflow, "RoutingTarget": alice}), 403, "himself"),
        (
            "Tasks".into(),
            json!({"WorkflowSid": workflow, "TaskChannelUniqueName": "fax"}),
            400,
            "`fax`",
        ),
        ("Nothing".into(), json!({}), 501, "Nothing on the event bridge"),
    ] {
        let reply = floor.ask("bob", Method::Post, path.trim_end_matches('/'), params.clone());
        let message = reply.body["message"].as_str().unwrap_or_default();
        assert_eq!(reply.status, status, "{path} {params}: {message}");
        assert!(message.contains(part), "{path} {params}: {message}");
    }
    assert_eq!(floor.offered("bob"), sid(&json!(offer.rsplit('/').next())), "nothing has changed");
}

#[test]
fn interactions_are_not_there_so_that_flex_reads_its_sync_map() {
    let mut floor = Floor::new();
    let bob = floor.worker("bob");
    let request = twilio_world::BridgeRequest {
        method: Method::Get,
        url: format!("v1/Interactions/KD{}/Channels", bob.digits()),
        params: json!({}),
        if_match: None,
        api_version: "v2".into(),
    };
    let reply = floor.world.bridge(&bob, &request);
    assert_eq!((reply.status, &reply.body["code"]), (404, &json!(20404)));
}

#[test]
fn a_stale_version_is_refused() {
    let mut floor = Floor::new();
    let task = floor.create_own("alice");
    floor.pass(50);
    let path = format!("Tasks/{task}");
    let version = floor.ask("alice", Method::Get, &path, json!({})).body["version"].clone();
    let change = json!({ "Attributes": { "n": 1 } });
    let first = version.as_str().unwrap();
    for (version, status) in [("999", 412), (first, 200), (first, 412)] {
        let reply = floor.ask_if("alice", Method::Post, &path, change.clone(), Some(version));
        assert_eq!(reply.status, status, "{version}");
    }
}

#[test]
fn workers_are_told_of_their_own_changes() {
    let mut floor = Floor::new();
    assert_eq!(floor.set_activity("alice", "Break").body["activity_name"], "Break");
    assert_eq!(floor.told(), "alice worker.activity.update");
    let path = format!("Workers/{}", floor.worker("bob"));
    let change = json!({ "Attributes": { "contact_uri": "client:bob" } });
    assert_eq!(floor.ask("sue", Method::Post, &path, change).status, 200);
    assert_eq!(floor.told(), "bob worker.attributes.update");
    floor.create_for("client:bob", "45");
    floor.pass(50);
    let offline = floor.world.account().activity_named("Offline").unwrap().sid.clone();
    let change = json!({ "ActivitySid": offline, "RejectPendingReservations": true });
    assert_eq!(floor.ask("bob", Method::Post, &path, change).status, 200);
    let wanted = "bob reservation.created, bob reservation.rejected, bob worker.activity.update";
    assert_eq!(floor.told(), wanted);
    let path = format!("/Workers/{}/Channels/voice", floor.worker("bob"));
    let reply = floor.post(&path, &[("Capacity", "2")]);
    assert_eq!((reply.status, &reply.body["configured_capacity"]), (200, &json!(2)));
    assert_eq!(floor.told(), "bob worker.capacity.update");
}

#[test]
fn all_workers_come_page_by_page() {
    let mut floor = Floor::with(|setup| setup.extra_workers = 47);
    let (mut seen, mut pages, mut after) = (Vec::new(), 0, None::<Value>);
    loop {
        let params = match &after {
            Some(after) => json!({ "PageSize": 20, "AfterSid": after }),
            None => json!({ "PageSize": 20 }),
        };
        let reply = floor.ask("alice", Method::Get, "Workers", params);
        let contents = reply.body["contents"].as_array().unwrap().clone();
        seen.extend(contents.iter().map(|worker| worker["sid"].to_string()));
        pages += 1;
        after = reply.body.get("after_sid").cloned();
        if after.is_none() {
            break;
        }
    }
    seen.sort();
    seen.dedup();
    assert_eq!((seen.len(), pages), (50, 3));
}
