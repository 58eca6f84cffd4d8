//! The REST API of TaskRouter and of IAM.

use serde_json::{Value, json};
use twilio_world::{Method, Reply, Request};

use crate::floor::{Floor, sid};

#[test]
fn a_task_is_made_read_found_changed_and_deleted() {
    let mut floor = Floor::new();
    let workflow = floor.world.account().internal_call_workflow.to_string();
    let attributes = r#"{"parentTaskSid":"WT1","targetWorker":"client:bob"}"#;
    let form =
        [("WorkflowSid", workflow.as_str()), ("TaskChannel", "voice"), ("Attributes", attributes)];
    let made = floor.post("/Tasks", &form);
    assert_eq!((made.status, made.etag.as_deref()), (201, Some("\"0\"")));
    assert_eq!(made.body["assignment_status"], "pending");
    assert_eq!(made.body["task_channel_unique_name"], "voice");
    assert_eq!(made.body["priority"], 1000);
    assert_eq!(made.body["date_created"], "2023-11-14T22:13:20Z");
    let task = sid(&made.body["sid"]);
    let found = floor.get("/Tasks?EvaluateTaskAttributes=parentTaskSid==\"WT1\"");
    assert_eq!(found.status, 200, "{}", found.body);
    assert_eq!(found.body["tasks"][0]["sid"], json!(task));
    assert_eq!(found.body["meta"]["next_page_url"], Value::Null);
    let none = floor.get("/Tasks?EvaluateTaskAttributes=parentTaskSid==\"WT2\"");
    assert_eq!(none.body["tasks"], json!([]));
    let path = format!("/Tasks/{task}");
    for (if_match, status, etag) in
        [("\"0\"", 200, Some("\"1\"")), ("\"0\"", 412, None), ("1", 200, Some("\"2\""))]
    {
        let reply = floor.rest(Method::Post, &path, &[("Attributes", "{\"a\":1}")], Some(if_match));
        assert_eq!((reply.status, reply.etag.as_deref()), (status, etag), "{if_match}");
    }
    assert_eq!(floor.rest(Method::Delete, &path, &[], None).status, 204);
    assert_eq!(floor.get(&path).body["code"], 20404);
}

#[test]
fn a_task_only_goes_where_it_can_go() {
    // From each state, what a change to each other state is answered.
    for (state, allowed) in [
        ("pending", vec!["canceled"]),
        ("reserved", vec!["canceled"]),
        ("assigned", vec!["wrapping", "completed"]),
        ("wrapping", vec!["completed"]),
        ("completed", vec![]),
        ("canceled", vec![]),
    ] {
        for to in ["pending", "reserved", "assigned", "wrapping", "completed", "canceled"] {
            let mut floor = Floor::new();
            let task = floor.create_for("client:bob", "45");
            let path = format!("/Tasks/{task}");
            let change = |to: &'static str| [("AssignmentStatus", to), ("Reason", "why")];
            if state != "pending" {
                floor.pass(50);
            }
            if matches!(state, "assigned" | "wrapping" | "completed") {
                floor.answer("bob", "accepted");
            }
            match state {
                "wrapping" => drop(floor.post(&path, &change("wrapping"))),
                "completed" => drop(floor.post(&path, &change("completed"))),
                "canceled" => drop(floor.post(&path, &change("canceled"))),
                _ => {}
            }
            assert!(floor.state(&task).starts_with(state), "{state}");
            let before = floor.state(&task);
            let reply = floor.post(&path, &change(to));
            if allowed.contains(&to) {
                assert_eq!(reply.status, 200, "{state} to {to}: {}", reply.body);
                assert_eq!(reply.body["assignment_status"], to);
                assert_eq!(reply.body["reason"], "why");
            } else {
                assert_eq!((reply.status, &reply.body["code"]), (400, &json!(20001)));
                assert_eq!(floor.state(&task), before, "{state} to {to}");
            }
        }
    }
}

#[test]
fn an_offer_only_goes_where_it_can_go() {
    for (done, to, status) in [
        (&[][..], "accepted", 200),
        (&[], "rejected", 200),
        (&[], "wrapping", 400),
        (&[], "completed", 400),
        (&["accepted"], "accepted", 400),
        (&["accepted"], "rejected", 400),
        (&["accepted"], "wrapping", 200),
        (&["accepted"], "completed", 200),
        (&["accepted", "wrapping"], "completed", 200),
        (&["accepted", "wrapping"], "wrapping", 400),
        (&["rejected"], "accepted", 400),
        (&["accepted", "completed"], "wrapping", 400),
    ] {
        let mut floor = Floor::new();
        let task = floor.create_for("client:bob", "45");
        floor.pass(50);
        let offer = format!("/Tasks/{task}/Reservations/{}", floor.offered("bob"));
        for status in done {
            assert_eq!(floor.post(&offer, &[("ReservationStatus", status)]).status, 200);
        }
        let reply = floor.post(&offer, &[("ReservationStatus", to)]);
        assert_eq!(reply.status, status, "{done:?} then {to}: {}", reply.body);
    }
}

#[test]
fn the_offers_of_a_task_and_of_a_worker_are_listed() {
    let mut floor = Floor::new();
    let task = floor.create_for("client:bob", "45");
    floor.pass(50);
    let (alice, bob) = (floor.worker("alice"), floor.worker("bob"));
    for (path, count) in [
        (format!("/Tasks/{task}/Reservations"), 1),
        (format!("/Tasks/{task}/Reservations?WorkerSid={bob}"), 1),
        (format!("/Tasks/{task}/Reservations?WorkerSid={alice}"), 0),
        (format!("/Tasks/{task}/Reservations?ReservationStatus=accepted"), 0),
        (format!("/Workers/{bob}/Reservations?ReservationStatus=pending"), 1),
        (format!("/Workers/{alice}/Reservations"), 0),
    ] {
        let reply = floor.get(&path);
        let found = reply.body["reservations"].as_array().map(Vec::len);
        assert_eq!(found, Some(count), "{path}: {}", reply.body);
    }
    let offer = floor.offered("bob");
    let elsewhere = format!("/Workers/{alice}/Reservations/{offer}");
    assert_eq!(floor.get(&elsewhere).status, 404);
}

#[test]
fn workers_queues_workflows_and_activities_are_read() {
    let mut floor = Floor::new();
    let (bob, account) = (floor.worker("bob"), floor.world.account().clone());
    for (path, key, count) in [
        ("/Workers", "workers", 3),
        ("/Workers?Available=true", "workers", 2),
        ("/Workers?TargetWorkersExpression=contact_uri == \"client:bob\"", "workers", 1),
        ("/Workers?FriendlyName=bob", "workers", 1),
        ("/Workers?TaskQueueName=Nobody", "workers", 0),
        ("/Workers?ActivityName=Break", "workers", 1),
        ("/Activities?Available=false", "activities", 3),
        ("/TaskQueues?FriendlyName=Everyone", "task_queues", 1),
        ("/Workflows", "workflows", 2),
    ] {
        // `==` in a value: the first `=` alone ends the name.
        let reply = floor.get(path);
        assert_eq!(reply.body[key].as_array().map(Vec::len), Some(count), "{path}: {}", reply.body);
    }
    let one = floor.get(&format!("/Workers/{bob}"));
    assert_eq!((one.etag.as_deref(), &one.body["friendly_name"]), (Some("\"0\""), &json!("bob")));
    let voice = floor.get(&format!("/Workers/{bob}/Channels/voice"));
    assert_eq!(voice.body["available_capacity_percentage"], 100);
    let path = format!("/Workflows/{}", account.internal_call_workflow);
    let configuration = floor.get(&path).body["configuration"].as_str().unwrap().to_owned();
    assert!(configuration.contains("task.targetWorker==worker.contact_uri"));
}

#[test]
fn lists_come_page_by_page() {
    let mut floor = Floor::with(|setup| setup.extra_workers = 7);
    let first = floor.get("/Workers?PageSize=4");
    assert_eq!(first.body["workers"].as_array().map(Vec::len), Some(4));
    assert!(first.body["meta"]["next_page_url"].as_str().unwrap().ends_with("?PageSize=4&Page=1"));
    let last = floor.get("/Workers?PageSize=4&Page=2");
    assert_eq!(last.body["workers"].as_array().map(Vec::len), Some(2));
    assert_eq!(last.body["meta"]["next_page_url"], Value::Null);
}

#[test]
fn requests_that_make_no_sense_are_refused_by_name() {
    let mut floor = Floor::new();
    let task = floor.create_for("client:bob", "45");
    let account = floor.world.account().clone();
    let task = format!("/Tasks/{task}");
    let workflow = format!("/Workflows/{}", account.workflow);
    let sid = account.workflow.as_str();
    let bad_queue =
        r#"{"task_routing":{"default_filter":{"queue":"WQ00000000000000000000000000000099"}}}"#;
    for (path, form, status, part) in [
        ("/Tasks", vec![], 400, "the body is empty"),
        ("/Tasks", vec![("Workflowsid", sid)], 400, "Workflowsid is unknown"),
        ("/Tasks", vec![("Attributes", "{}")], 400, "WorkflowSid is missing"),
        ("/Tasks", vec![("WorkflowSid", "WW1")], 400, "`WW1` is not a WW SID"),
        ("/Tasks", vec![("WorkflowSid", sid), ("Attributes", "{")], 400, "not JSON"),
        ("/Tasks", vec![("WorkflowSid", sid), ("Timeout", "0")], 400, "from 1 to 1209600"),
        ("/Tasks", vec![("WorkflowSid", sid), ("WorkflowSid", sid)], 400, "given twice"),
        ("/Tasks", vec![("WorkflowSid", sid), ("IgnoreCapacity", "true")], 400, "with a worker"),
        ("/Tasks", vec![("WorkflowSid", sid), ("RoutingTarget", "bob")], 400, "RoutingTarget"),
        (&task, vec![], 400, "the body is empty"),
        (&task, vec![("AssignmentStatus", "done")], 400, "`done`"),
        (&task, vec![("Reason", "x")], 400, "with an AssignmentStatus"),
        (&task, vec![("VirtualStartTime", "x")], 501, "VirtualStartTime"),
        (&workflow, vec![("Configuration", "{}")], 400, "task_routing"),
        (&workflow, vec![("Configuration", bad_queue)], 400, "there is no queue"),
        (&workflow, vec![("ReEvaluateTasks", "true")], 501, "ReEvaluateTasks"),
    ] {
        let reply = floor.post(path, &form);
        let message = reply.body["message"].as_str().unwrap_or_default();
        assert_eq!(reply.status, status, "{path} {form:?}: {message}");
        assert!(message.contains(part), "{path} {form:?}: {message}");
    }
    for (path, status, part) in [
        ("/Tasks?Status=pending", 400, "Status is unknown"),
        ("/Tasks?AssignmentStatus=open", 400, "`open`"),
        ("/Tasks?EvaluateTaskAttributes=a = 1", 400, "is not an expression"),
        ("/Tasks/WT1", 404, "WT1 was not found"),
        ("/Events", 501, "Events"),
    ] {
        let reply = floor.get(path);
        let message = reply.body["message"].as_str().unwrap_or_default();
        assert_eq!(reply.status, status, "{path}: {message}");
        assert!(message.contains(part), "{path}: {message}");
    }
}

fn validated(floor: &mut Floor, token: &str) -> Value {
    iam(floor, "validate", token).body
}

fn iam(floor: &mut Floor, what: &str, token: &str) -> Reply {
    let account = floor.world.account();
    let request = Request {
        host: "iam.twilio.com".into(),
        method: Method::Post,
        path: format!("/v1/Accounts/{}/Tokens/{what}", account.sid),
        query: vec![],
        form: vec![],
        json: Some(json!({ "token": token })),
        basic: (what == "validate").then(|| (account.sid.to_string(), account.auth_token.clone())),
        if_match: None,
    };
    floor.world.rest(&request)
}

#[test]
fn a_token_is_renewed_while_it_holds() {
    let mut floor = Floor::new();
    let first = floor.world.issue_token("sue").unwrap();
    floor.pass(60_000);
    let renewed = iam(&mut floor, "refresh", &first);
    assert_eq!(renewed.status, 200);
    assert_eq!(renewed.body["identity"], "sue");
    assert_eq!(renewed.body["roles"], json!(["supervisor"]));
    assert_eq!(renewed.body["expiration"], "2023-11-15T06:14:20Z");
    let second = renewed.body["token"].as_str().unwrap();
    assert_eq!(validated(&mut floor, second)["valid"], true);
    assert_eq!(validated(&mut floor, &first)["valid"], true, "until it ends by itself");
    floor.world.outdate_tokens("sue");
    assert_eq!(validated(&mut floor, &first)["code"], 20104);
    assert_eq!(validated(&mut floor, second)["valid"], true);
    assert_eq!(iam(&mut floor, "refresh", &first).status, 401);
}

#[test]
fn a_token_stands_for_its_worker_until_it_ends() {
    let mut floor = Floor::new();
    assert_eq!(floor.world.issue_token("nobody"), None);
    let token = floor.world.issue_token("sue").unwrap();
    let other = floor.world.issue_token("sue").unwrap();
    assert_ne!(token, other);
    let found = validated(&mut floor, &token);
    assert_eq!(found["valid"], true);
    assert_eq!(found["worker_sid"], json!(floor.worker("sue")));
    assert_eq!(found["roles"], json!(["supervisor"]));
    assert_eq!(found["expiration"], "2023-11-15T06:13:20Z");
    floor.pass(8 * 3_600_000 - 1);
    assert_eq!(floor.world.token(&token).unwrap().identity, "sue");
    floor.pass(1);
    assert_eq!(floor.world.token(&token), None);
    assert_eq!(validated(&mut floor, &token)["code"], 20104);
    assert_eq!(validated(&mut floor, "made up")["code"], 20101);
}

#[test]
fn tokens_can_be_ended_for_one_worker_at_once() {
    let mut floor = Floor::new();
    let sues = [1, 2].map(|_| floor.world.issue_token("sue").unwrap());
    let anothers = floor.world.issue_token("alice").unwrap();
    floor.world.expire_tokens("sue");
    for token in &sues {
        assert_eq!(floor.world.token(token), None);
        assert_eq!(validated(&mut floor, token)["code"], 20104);
    }
    assert_eq!(validated(&mut floor, &anothers)["valid"], true);
    let fresh = floor.world.issue_token("sue").unwrap();
    assert_eq!(validated(&mut floor, &fresh)["valid"], true, "a new log-in holds");
}

#[test]
fn lists_by_an_expression_are_answered_three_times_a_second() {
    let mut floor = Floor::new();
    for list in ["/Tasks?EvaluateTaskAttributes=a==1", "/Workers?TargetWorkersExpression=a==1"] {
        for _ in 0..3 {
            assert_eq!(floor.get(list).status, 200, "{list}");
        }
        let refused = floor.get(list);
        assert_eq!((refused.status, &refused.body["code"]), (429, &20429.into()), "{list}");
        let plain = list.split('?').next().unwrap();
        assert_eq!(floor.get(plain).status, 200, "{plain} is not limited");
        floor.pass(1_000);
        assert_eq!(floor.get(list).status, 200, "{list}");
    }
}

#[test]
fn the_log_keeps_its_numbers_when_it_forgets_its_beginning() {
    let mut floor = Floor::new();
    let before = floor.world.log_since(0).len();
    for _ in 0..25_000 {
        floor.world.note("control", "a test", "says something", Value::Null);
    }
    let last = before + 25_000;
    let kept = floor.world.log_since(0);
    assert!((10_000..=20_000).contains(&kept.len()), "{} lines are kept", kept.len());
    assert_eq!(kept.last().map(|line| line.number), Some(last));
    let numbers: Vec<_> = floor.world.log_since(last - 2).iter().map(|line| line.number).collect();
    assert_eq!(numbers, [last - 1, last]);
    assert!(floor.world.log_since(last).is_empty());
}
