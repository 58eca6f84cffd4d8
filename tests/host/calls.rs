//! Tasks, reservations, call records, and requests to the Functions.

use call_core::desk::{NewTask, Presence};
use call_core::id::{CallSid, ConferenceSid, QueueSid, WorkerSid, WorkflowSid};
use call_core::wire::{
    AnsweredRequest, CallRecord, CallState, CallerAttributes, CleanupRequest, Clearing, ControlOp,
    ControlReply, ControlRequest, DeclineReason, Direction, EndReason, Leg, LegKind, LegRole,
    LegStatus, MissedCall, MissedCalls, Orders, Party, Pending, ReconcileRequest, Work,
};
use gloo_timers::future::TimeoutFuture;
use serde::Serialize;
use switchboard::host::HostError;
use switchboard::host::functions::Functions;
use switchboard::host::sync::Records;
use switchboard::host::taskrouter::{PresenceChanged, Reservations};

use super::*;

#[wasm_bindgen(module = "/tests/host/fake.js")]
extern "C" {
    #[wasm_bindgen(js_name = addReservation)]
    pub(super) fn add_reservation(worker: &JsValue, told: &JsValue) -> JsValue;

    #[wasm_bindgen(js_name = removeReservation)]
    fn remove_reservation(worker: &JsValue, sid: &str);
    pub(super) fn step(reservation: &JsValue, event: &str, status: &str);
    #[wasm_bindgen(js_name = setActivity)]
    fn set_activity(worker: &JsValue, sid: &str);
    #[wasm_bindgen(js_name = willCreate)]
    fn will_create(worker: &JsValue, created: &JsValue);
    #[wasm_bindgen(js_name = setDocument)]
    fn set_document(id: &str, data: &JsValue) -> JsValue;
    #[wasm_bindgen(js_name = renewToken)]
    fn renew_token(manager: &Manager, token: &str);
    #[wasm_bindgen(js_name = answerRequests)]
    pub(super) fn answer_requests(answers: Vec<String>);
    #[wasm_bindgen(js_name = answerNoRequests)]
    pub(super) fn answer_no_requests();
    #[wasm_bindgen(js_name = waitNoTime)]
    pub(super) fn wait_no_time();
}

fn new_task() -> NewTask {
    let text = |text: &str| Pii::new(text.to_owned());
    NewTask {
        workflow: WorkflowSid::parse(&sid("WW", '1')).unwrap(),
        queue: QueueSid::parse(&sid("WQ", '1')).unwrap(),
        attributes: CallerAttributes {
            to: text("client:bob"),
            direction: Direction::Outbound,
            name: text("Bob Baker"),
            from_name: text("Alice Anders"),
            target_worker: text("client:alice"),
            auto_answer: "true".into(),
            client_call: true,
            call_to_queue_sid: None,
            ring_timeout: Some(20),
            missed_calls: Some(true),
            from: None,
            conference: None,
        },
    }
}

#[wasm_bindgen_test]
async fn the_callers_task_is_created_with_what_the_workflow_looks_for() {
    let manager = manager();
    let created = manager.worker().unwrap().create(&new_task()).await.unwrap();
    assert_eq!(created.as_str(), sid("WT", 'a'));
    let attributes = concat!(
        r#""attributes":{"to":"client:bob","direction":"outbound","name":"Bob Baker","#,
        r#""fromName":"Alice Anders","targetWorker":"client:alice","autoAnswer":"true","#,
        r#""client_call":true,"ringTimeout":20,"missedCalls":true}"#
    );
    assert_eq!(
        asked(),
        format!(
            r#"createTask "client:bob" "client:alice" "{}" "{}" {{"taskChannelUniqueName":"voice",{attributes}}}"#,
            sid("WW", '1'),
            sid("WQ", '1')
        )
    );
}

#[wasm_bindgen_test]
async fn the_task_of_a_queue_call_names_the_queue_for_the_server() {
    let mut task = new_task();
    task.attributes.call_to_queue_sid = QueueSid::parse(&sid("WQ", '2')).ok();
    manager().worker().unwrap().create(&task).await.unwrap();
    let named =
        format!(r#""client_call":true,"callToQueueSid":"{}","ringTimeout":20"#, sid("WQ", '2'));
    let asked = asked();
    assert!(asked.contains(&named), "{asked}");
}

#[wasm_bindgen_test]
fn an_offer_names_the_queue_through_which_it_comes_and_a_callers_own_task_none() {
    let offer = |task: &str, last| {
        let attributes = format!(
            r#"{{"client_call": true, "name": "Alice", "callToQueue": "Billing",
                "conference": {{"friendlyName": "{task}"}}}}"#
        );
        let worker = manager().worker().unwrap();
        add_reservation(worker.as_ref(), &reservation(last, "pending", &attributes));
        let heard = Heard::new();
        let ears = Reservations::new(&worker, heard.ear()).unwrap();
        let queue = heard.take()[0].queue.as_ref().map(|queue| queue.reveal().clone());
        drop(ears);
        queue
    };
    assert_eq!(offer(&sid("WT", 'a'), 'c').as_deref(), Some("Billing"));
    assert_eq!(offer(&sid("WT", 'd'), 'd'), None);
}

#[wasm_bindgen_test]
async fn a_task_that_taskrouter_refuses_or_misnames_is_an_error() {
    let manager = manager();
    let worker = manager.worker().unwrap();
    will_create(worker.as_ref(), &JsValue::UNDEFINED);
    let refused = worker.create(&new_task()).await.unwrap_err();
    assert!(matches!(refused, HostError::Threw { call: "createTask", .. }), "{refused}");
    will_create(worker.as_ref(), &"WR1".into());
    let misnamed = worker.create(&new_task()).await.unwrap_err();
    assert_eq!(misnamed.to_string(), "createTask is not a task's identifier");
}

pub(super) fn reservation(last: char, status: &str, attributes: &str) -> JsValue {
    let (reservation, task) = (sid("WR", last), sid("WT", last));
    parse(&format!(
        r#"{{"sid": "{reservation}", "status": "{status}", "task": {{"sid": "{task}", "attributes": {attributes}}}}}"#
    ))
}

#[wasm_bindgen_test]
async fn a_reservation_is_called_and_rejected_by_its_own_object() {
    let worker = manager().worker().unwrap();
    add_reservation(worker.as_ref(), &reservation('a', "pending", MINE));
    let known = ReservationSid::parse(&sid("WR", 'a')).unwrap();
    let from = Pii::new("client:alice".to_owned());
    worker.call_reservation(&known, &from, "http://functions.example/join").await.unwrap();
    worker.reject(&known).await.unwrap();
    assert_eq!(
        asked(),
        r#"call WRa "client:alice" "http://functions.example/join" {"accept":true}; reject WRa"#
    );
    let gone = ReservationSid::parse(&sid("WR", 'f')).unwrap();
    assert!(matches!(worker.reject(&gone).await, Err(HostError::Shape { .. })));
}

/// What was heard, as "reservation status", the call that is joined, and the other's name.
fn offers(heard: &Heard<Offer>) -> Vec<String> {
    let line = |offer: Offer| {
        let joins = offer.joins.map_or('-', |call| call.as_str().chars().last().unwrap());
        let last = offer.reservation.as_str().chars().last().unwrap();
        format!("{last} {:?} joins {joins} with {}", offer.status, offer.peer.reveal())
    };
    heard.take().into_iter().map(line).collect()
}

#[wasm_bindgen_test]
async fn reservations_of_internal_calls_are_told_step_by_step() {
    let worker = manager().worker().unwrap();
    let mine = add_reservation(worker.as_ref(), &reservation('a', "accepted", MINE));
    add_reservation(worker.as_ref(), &reservation('d', "accepted", CUSTOMERS));
    let heard = Heard::new();
    let reservations = Reservations::new(&worker, heard.ear()).unwrap();
    assert_eq!(offers(&heard), ["a Accepted joins - with Bob Baker"], "those that are there");

    let his = format!(
        r#"{{"client_call": true, "from": "client:bob", "name": "Bob Baker",
            "conference": {{"friendlyName": "{}"}}}}"#,
        sid("WT", 'b')
    );
    let his = add_reservation(worker.as_ref(), &reservation('c', "pending", &his));
    emit(worker.as_ref(), "reservationCreated", &his);
    assert_eq!(offers(&heard), ["c Pending joins b with Bob Baker"]);

    step(&mine, "wrapup", "wrapping");
    step(&his, "rescinded", "rescinded");
    assert_eq!(
        offers(&heard),
        ["a Wrapping joins - with Bob Baker", "c Canceled joins b with Bob Baker"]
    );
    TimeoutFuture::new(0).await;
    assert_eq!(listeners(&his), 0, "nothing more will be heard of it");

    // After a lost connection the SDK has made new objects.
    let again = add_reservation(worker.as_ref(), &reservation('a', "wrapping", MINE));
    emit(worker.as_ref(), "ready", &JsValue::UNDEFINED);
    assert_eq!(offers(&heard)[0], "a Wrapping joins - with Bob Baker", "told anew");
    TimeoutFuture::new(0).await;
    assert_eq!(listeners(&mine), 0, "the old one is silent");
    step(&again, "completed", "completed");
    assert_eq!(offers(&heard), ["a Completed joins - with Bob Baker"], "and heard once");

    // What came to its end meanwhile is not among them any more.
    let offered = add_reservation(worker.as_ref(), &reservation('e', "pending", MINE));
    emit(worker.as_ref(), "reservationCreated", &offered);
    let talking = add_reservation(worker.as_ref(), &reservation('f', "accepted", MINE));
    emit(worker.as_ref(), "reservationCreated", &talking);
    offers(&heard);
    for last in ['a', 'e', 'f'] {
        remove_reservation(worker.as_ref(), &sid("WR", last));
    }
    emit(worker.as_ref(), "ready", &JsValue::UNDEFINED);
    assert_eq!(
        offers(&heard)[..2],
        ["e Canceled joins - with Bob Baker", "f Completed joins - with Bob Baker"]
    );
    emit(worker.as_ref(), "ready", &JsValue::UNDEFINED);
    assert!(!offers(&heard).iter().any(|told| told.starts_with(['e', 'f'])), "told once");
    drop(reservations);
    assert_eq!(listeners(worker.as_ref()), 0);
}

#[wasm_bindgen_test]
fn the_callers_own_task_stays_the_callers_when_it_names_the_conference() {
    let worker = manager().worker().unwrap();
    let attributes = format!(
        r#"{{"client_call": true, "name": "Bob Baker", "conference": {{"friendlyName": "{}"}}}}"#,
        sid("WT", 'a')
    );
    add_reservation(worker.as_ref(), &reservation('a', "accepted", &attributes));
    let heard = Heard::new();
    let _reservations = Reservations::new(&worker, heard.ear()).unwrap();
    assert_eq!(offers(&heard), ["a Accepted joins - with Bob Baker"]);
}

#[wasm_bindgen_test]
fn the_agents_own_activity_is_told_for_what_it_means() {
    let worker = manager().worker().unwrap();
    let heard = Heard::new();
    let _ear = PresenceChanged::new(&worker, Some("WA3".into()), heard.ear()).unwrap();
    for sid in ["WA2", "WA3", "WA1"] {
        set_activity(worker.as_ref(), sid);
    }
    assert_eq!(heard.take(), [Presence::Unavailable, Presence::Offline, Presence::Available]);
}

fn record(state: CallState) -> CallRecord {
    let call = TaskSid::parse(&sid("WT", 'a')).unwrap();
    let party = || Party {
        worker_sid: None,
        task_sid: None,
        name: Pii::new("Bob Baker".to_owned()),
        address: Pii::new("client:bob".to_owned()),
    };
    CallRecord {
        v: 1,
        conference_name: call,
        conference_sid: None,
        state,
        end_reason: None,
        end_note: None,
        seq: 1,
        // More than 32 bits, as the time of day is.
        created_at: 1_795_254_364_645,
        updated_at: 1_795_254_364_646,
        answered_at: Some(1_795_254_364_646),
        ring_timeout_s: 45,
        queue: None,
        caller: party(),
        colleague: party(),
        legs: Default::default(),
        pending: Default::default(),
        work: Work::default(),
        requests: Vec::new(),
    }
}

fn json(record: &CallRecord) -> JsValue {
    record.serialize(&serde_wasm_bindgen::Serializer::json_compatible()).unwrap()
}

#[wasm_bindgen_test]
async fn a_call_record_is_followed_from_what_it_is_to_what_it_becomes() {
    let manager = manager();
    let call = TaskSid::parse(&sid("WT", 'a')).unwrap();
    let records = Records::new(&manager).unwrap();
    let heard = Heard::new();
    let missing = records.follow(&call, heard.ear()).await;
    assert!(missing.is_err(), "there is none yet");
    let id = format!("internal_call.{call}");
    let open = format!(r#"document {{"id":"{id}","mode":"open_existing"}}"#);
    assert_eq!(asked(), format!(r#"new SyncClient "token-1"; {open}"#), "and none is made");

    set_document(&id, &json(&record(CallState::Setup)));
    let following = records.follow(&call, heard.ear()).await.unwrap();
    set_document(&id, &json(&record(CallState::Ringing)));
    set_document(&id, &parse(r#"{"v": 2}"#));
    assert_eq!(heard.take(), [record(CallState::Setup), record(CallState::Ringing)]);

    renew_token(&manager, "token-2");
    assert_eq!(asked(), format!(r#"{open}; updateToken "token-2""#));
    drop(following);
    assert_eq!(asked(), "close document");
    set_document(&id, &json(&record(CallState::Active)));
    assert!(heard.take().is_empty());
    drop(records);
    TimeoutFuture::new(0).await;
    assert_eq!(asked(), "shutdown SyncClient", "no call, no socket");
}

/// A record in which everything is filled in.
fn full_record() -> CallRecord {
    let call = |last| CallSid::parse(&sid("CA", last)).unwrap();
    let task = || TaskSid::parse(&sid("WT", 'b')).unwrap();
    let worker = || WorkerSid::parse(&sid("WK", 'b')).unwrap();
    let name = || Pii::new("Bob “Bobby” Baker 🎧".to_owned());
    let address = || Pii::new("client:bob".to_owned());
    let joined = Leg {
        kind: LegKind::Agent,
        role: LegRole::Callee,
        worker_sid: Some(worker()),
        label: "worker-WKb".into(),
        status: LegStatus::Joined,
        hold: true,
        muted: false,
        coaching: true,
        seq: 7,
        orders: Orders {
            done: 2,
            doubtful: true,
            held_by: Some(worker()),
            muted_by: Some(worker()),
        },
        left_reason: None,
    };
    let left = Leg {
        kind: LegKind::External,
        role: LegRole::Added,
        worker_sid: None,
        status: LegStatus::Left,
        hold: false,
        muted: true,
        orders: Orders::default(),
        left_reason: Some("participant_hung_up".into()),
        ..joined.clone()
    };
    let pending = Pending {
        kind: LegKind::Supervisor,
        task_sid: Some(task()),
        name: name(),
        address: address(),
        since: 1_795_254_364_645,
        expires_at: 1_795_254_409_645,
    };
    let party = Party {
        worker_sid: Some(worker()),
        task_sid: Some(task()),
        name: name(),
        address: address(),
    };
    CallRecord {
        conference_sid: Some(ConferenceSid::parse(&sid("CF", 'a')).unwrap()),
        end_reason: Some(EndReason::Declined),
        end_note: Some(DeclineReason::Words(Pii::new("back at ten".to_owned()))),
        caller: party.clone(),
        colleague: party,
        legs: [(call('a'), joined), (call('b'), left)].into(),
        pending: [("colleague".to_owned(), pending)].into(),
        work: Work { claimed_at: Some(1), mirrored: true, ..Work::default() },
        requests: vec![AnsweredRequest { id: "1".into(), reply: ControlReply::default() }],
        ..record(CallState::Ended)
    }
}

/// The record that is read when this lies in Sync.
async fn read(data: &JsValue) -> Option<CallRecord> {
    let manager = manager();
    let call = TaskSid::parse(&sid("WT", 'e')).unwrap();
    set_document(&format!("internal_call.{call}"), data);
    let heard = Heard::new();
    Records::new(&manager).unwrap().follow(&call, heard.ear()).await.map(drop).unwrap();
    // The socket that goes with it is not the next test's.
    TimeoutFuture::new(0).await;
    asked();
    heard.take().pop()
}

#[wasm_bindgen_test]
async fn a_record_is_read_as_the_server_writes_it_but_for_the_servers_own_work() {
    let written = full_record();
    let told =
        CallRecord { queue: None, work: Work::default(), requests: Vec::new(), ..written.clone() };
    assert_eq!(read(&json(&written)).await.as_ref(), Some(&told));
    assert!(read(&json(&record(CallState::Setup))).await.is_some(), "most may be missing");
}

#[wasm_bindgen_test]
async fn a_record_that_is_not_what_the_server_writes_is_left_alone() {
    let right = serde_json::to_value(full_record()).unwrap();
    let leg = right["legs"].as_object().unwrap().keys().next().unwrap().clone();
    for (place, wrong) in [
        ("/v", "-1"),
        ("/v", "1.5"),
        ("/v", r#""1""#),
        ("/conferenceName", r#""WT1""#),
        ("/conferenceSid", r#""WTaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa""#),
        ("/state", r#""over""#),
        ("/endReason", "7"),
        ("/endNote", "{}"),
        ("/seq", "1e300"),
        ("/answeredAt", "0.5"),
        ("/caller", "null"),
        ("/colleague/name", "null"),
        ("/legs", "[7]"),
        (&format!("/legs/{leg}/hold"), r#""false""#),
        (&format!("/legs/{leg}/kind"), r#""robot""#),
        ("/pending/colleague/expiresAt", "null"),
        ("", "null"),
        ("", r#""WT""#),
    ] {
        let mut data = right.clone();
        *data.pointer_mut(place).unwrap() = serde_json::from_str(wrong).unwrap();
        assert_eq!(read(&parse(&data.to_string())).await, None, "{place} {wrong}");
    }
    let mut data = right.clone();
    let leg = data["legs"].as_object_mut().unwrap().remove(&leg).unwrap();
    data["legs"]["CA1"] = leg;
    assert_eq!(read(&parse(&data.to_string())).await, None, "a leg that is no call");
}

#[wasm_bindgen_test]
async fn functions_are_asked_by_a_form_and_refusals_are_told_apart() {
    asked();
    let functions = Functions::new("http://functions.example:3000".into());
    let call = TaskSid::parse(&sid("WT", 'a')).unwrap();
    let cleanup = CleanupRequest {
        token: Pii::new("a token".to_owned()),
        task_sid: call.clone(),
        conference_name: Some(call.clone()),
        reason: None,
        request_id: Some("1".into()),
    };
    answers(&[r#"200 {"changed":true}"#]);
    functions.cleanup(&cleanup).await.unwrap();
    for reason in [DeclineReason::InMeeting, DeclineReason::words("at 3 & later").unwrap()] {
        functions
            .cleanup(&CleanupRequest { reason: Some(reason), ..cleanup.clone() })
            .await
            .unwrap();
    }
    let sweep = ReconcileRequest { token: cleanup.token.clone(), task_sid: None, request_id: None };
    functions.reconcile(&sweep).await.unwrap();
    let hold = ControlRequest {
        token: cleanup.token.clone(),
        op: ControlOp::Hold,
        conference_name: call.clone(),
        target: Some(CallSid::parse(&sid("CA", 'b')).unwrap()),
        request_id: "2".into(),
    };
    functions.control(&hold).await.unwrap();
    let all = ControlRequest { op: ControlOp::End, target: None, ..hold };
    functions.control(&all).await.unwrap();
    let form = "\"application/x-www-form-urlencoded;charset=UTF-8\"";
    let base = "POST http://functions.example:3000/features/internal-call/flex";
    assert_eq!(
        asked(),
        [
            format!(
                r#"{base}/cleanup-rejected-task {form} "Token=a+token&taskSid={call}&conferenceName={call}&requestId=1""#
            ),
            format!(
                r#"{base}/cleanup-rejected-task {form} "Token=a+token&taskSid={call}&conferenceName={call}&reason=in_meeting&requestId=1""#
            ),
            format!(
                r#"{base}/cleanup-rejected-task {form} "Token=a+token&taskSid={call}&conferenceName={call}&words=at+3+%26+later&requestId=1""#
            ),
            format!(r#"{base}/reconcile {form} "Token=a+token""#),
            format!(
                r#"{base}/control {form} "Token=a+token&op=hold&conferenceName={call}&target={}&requestId=2""#,
                sid("CA", 'b')
            ),
            format!(
                r#"{base}/control {form} "Token=a+token&op=end&conferenceName={call}&requestId=2""#
            ),
        ]
        .join("; ")
    );

    answers(&[r#"403 {"code":"forbidden","message":"not this worker's call"}"#]);
    let refused = functions.cleanup(&cleanup).await.unwrap_err();
    assert_eq!(refused.to_string(), "cleanup-rejected-task was answered with 403");
    assert!(refused.is_refusal());
    assert_eq!(asked().split("; ").count(), 1, "a no is not asked for again");
    answer_no_requests();
}

#[wasm_bindgen_test]
async fn missed_calls_are_read_as_far_as_they_can_be() {
    asked();
    let functions = Functions::new("http://functions.example:3000".into());
    let token = Pii::new("a token".to_owned());
    let (call, caller) = (sid("WT", 'a'), sid("WK", 'b'));
    let entry = format!(r#"{{"call":"{call}","caller":"{caller}","at":1795254364645}}"#);
    let broken = entry.replace("WK", "WT");
    answers(&[&format!(r#"200 {{"missed":[{entry},{broken},7]}}"#)]);
    let told = functions.missed_calls(&token, None).await.unwrap().unwrap().missed();
    let read = MissedCall {
        call: TaskSid::parse(&call).unwrap(),
        caller: WorkerSid::parse(&caller).unwrap(),
        at: 1_795_254_364_645,
    };
    assert_eq!(told, MissedCalls { missed: vec![read.clone()] });
    assert_eq!(serde_json::to_string(&read).unwrap(), entry, "as the server writes it");

    answers(&[r#"200 {"missed":[]}"#]);
    let clear = Clearing::Of(read.caller);
    let told = functions.missed_calls(&token, Some(&clear)).await.unwrap().unwrap();
    assert_eq!(told.missed(), MissedCalls::default());
    let form = "\"application/x-www-form-urlencoded;charset=UTF-8\"";
    let at = "POST http://functions.example:3000/features/internal-call/flex/missed-calls";
    let forms = ["Token=a+token".to_owned(), format!("Token=a+token&clear={caller}")];
    assert_eq!(asked(), forms.map(|body| format!("{at} {form} {body:?}")).join("; "));
    answer_no_requests();
}

/// Whatever answers in the place of the Functions: it is asked three times, counts as no answer,
/// and never as done.
#[wasm_bindgen_test]
async fn what_is_not_an_answer_of_the_functions_is_told_apart() {
    wait_no_time();
    let functions = Functions::new("http://functions.example:3000".into());
    let sweep = ReconcileRequest {
        token: Pii::new("a token".to_owned()),
        task_sid: None,
        request_id: Some("1".into()),
    };
    for answer in [
        "0",
        "200 ",
        "200 <!doctype html><title>Log in</title>",
        r#"200 {"changed":tr"#,
        "200 {}",
        "200 null",
        r#"200 {"success":true}"#,
        "302 ",
        "404 there is no such function",
        r#"404 {"code":20404,"message":"Twilio's own"}"#,
        "429 Too many requests",
        "503 Service unavailable",
        r#"502 {"code":"twilio_error","message":"Twilio failed"}"#,
    ] {
        asked();
        answers(&[answer]);
        let error = functions.reconcile(&sweep).await.unwrap_err();
        assert!(!error.is_refusal(), "{answer}: {error}");
        let made = asked();
        let made: Vec<_> = made.split("; ").collect();
        assert_eq!((made.len(), made[0]), (3, made[2]), "{answer}: the same three times");

        answers(&[answer, answer, r#"200 {"changed":false}"#]);
        functions.reconcile(&sweep).await.unwrap();
    }
    asked();
    answer_no_requests();
}

fn answers(answers: &[&str]) {
    answer_requests(answers.iter().map(|answer| (*answer).to_owned()).collect());
}
