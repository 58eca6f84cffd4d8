//! Flex asks before its actions, and is asked to run some.

use call_core::desk::{Action, Verdict};
use call_core::id::WorkerSid;
use call_core::wire::ControlOp;
use switchboard::host::actions::{self, Before, Kind, WATCHED};
use switchboard::host::store::store;

use super::*;

#[wasm_bindgen(module = "/tests/host/fake.js")]
extern "C" {
    #[wasm_bindgen(js_name = askBefore)]
    pub(super) fn ask_before(flex: &Flex, event: &str, payload: &JsValue) -> bool;
    #[wasm_bindgen(js_name = putTask)]
    fn put_task(store: &JsValue, task: &JsValue);
    fn note(what: &str);
}

pub(super) fn payload(task: &JsValue) -> JsValue {
    parse(&format!(r#"{{"task": {}}}"#, print(task)))
}

/// A listener that always says the same, and what it was asked.
fn listener(flex: &Flex, manager: &Manager, kind: Kind, says: Verdict) -> (Before, Heard<Action>) {
    let heard = Heard::new();
    let hear = heard.ear();
    let before = Before::new(flex, &store(manager), "beforeAcceptTask", kind, move |action| {
        hear(action.clone());
        (says, || note("then"))
    });
    (before.unwrap(), heard)
}

#[wasm_bindgen_test]
fn an_internal_call_is_stopped_first_and_acted_on_second() {
    let (flex, manager) = (flex(), manager());
    let (_before, heard) = listener(&flex, &manager, Kind::Accept, Verdict::Replace);
    assert!(ask_before(&flex, "beforeAcceptTask", &payload(&task('a', "pending", MINE))));
    assert_eq!(heard.take(), [Action::Accept(my_offer(OfferStatus::Pending))]);
    assert_eq!(asked(), "abort; then");
}

#[wasm_bindgen_test]
fn flex_goes_on_where_it_may() {
    let (flex, manager) = (flex(), manager());
    let (_before, heard) = listener(&flex, &manager, Kind::Accept, Verdict::Proceed);
    assert!(!ask_before(&flex, "beforeAcceptTask", &payload(&task('a', "pending", MINE))));
    assert_eq!(heard.take().len(), 1);
    assert_eq!(asked(), "then");
}

#[wasm_bindgen_test]
fn nobody_is_asked_about_other_tasks() {
    let (flex, manager) = (flex(), manager());
    let (_before, heard) = listener(&flex, &manager, Kind::Accept, Verdict::Replace);
    let as_text = r#"{"client_call": "true", "from": "client:alice"}"#;
    for attributes in [CUSTOMERS, "{}", "null", as_text] {
        let payload = payload(&task('a', "pending", attributes));
        assert!(!ask_before(&flex, "beforeAcceptTask", &payload), "{attributes}");
    }
    assert!(!ask_before(&flex, "beforeAcceptTask", &parse("{}")));
    let unknown = parse(&format!(r#"{{"sid": "{}"}}"#, sid("WR", 'e')));
    assert!(!ask_before(&flex, "beforeAcceptTask", &unknown));
    assert!(heard.take().is_empty());
}

#[wasm_bindgen_test]
fn a_task_that_is_named_by_its_reservation_alone_is_found_in_the_store() {
    let (flex, manager) = (flex(), manager());
    put_task(store(&manager).as_ref(), &task('a', "pending", MINE));
    let (_before, heard) = listener(&flex, &manager, Kind::Control, Verdict::Replace);
    let payload = parse(&format!(r#"{{"sid": "{}"}}"#, sid("WR", 'a')));
    assert!(ask_before(&flex, "beforeAcceptTask", &payload));
    let reservation = ReservationSid::parse(&sid("WR", 'a')).unwrap();
    assert_eq!(heard.take(), [Action::Control { reservation }]);
}

#[wasm_bindgen_test]
fn muting_is_asked_about_although_it_names_no_task() {
    let (flex, manager) = (flex(), manager());
    let (_before, heard) = listener(&flex, &manager, Kind::ToggleMute, Verdict::Replace);
    assert!(ask_before(&flex, "beforeAcceptTask", &JsValue::UNDEFINED));
    assert_eq!(heard.take(), [Action::ToggleMute]);
}

#[wasm_bindgen_test]
fn an_order_names_whom_flex_names() {
    let (flex, manager) = (flex(), manager());
    let (_before, heard) =
        listener(&flex, &manager, Kind::Order(ControlOp::Hold), Verdict::Replace);
    let task = print(&task('a', "accepted", MINE));
    let bob = sid("WK", 'b');
    // A customer's tile names nobody, others name a worker, a participant or a leg.
    for (target, worker) in [
        (String::new(), None),
        (format!(r#", "targetSid": "{bob}""#), Some(WorkerSid::parse(&bob).unwrap())),
        (format!(r#", "targetSid": "{}""#, sid("UT", 'b')), None),
        (r#", "targetSid": 7"#.to_owned(), None),
    ] {
        assert!(ask_before(
            &flex,
            "beforeAcceptTask",
            &parse(&format!(r#"{{"task": {task}{target}}}"#))
        ));
        let reservation = ReservationSid::parse(&sid("WR", 'a')).unwrap();
        let expected = Action::Order { reservation, op: ControlOp::Hold, worker };
        assert_eq!(heard.take(), [expected], "{target}");
    }
}

#[wasm_bindgen_test]
fn a_dropped_listener_is_off() {
    let (flex, manager) = (flex(), manager());
    let (before, heard) = listener(&flex, &manager, Kind::Accept, Verdict::Replace);
    assert_eq!(listeners_of(&flex, "Actions"), 1);
    drop(before);
    assert_eq!(listeners_of(&flex, "Actions"), 0);
    assert!(!ask_before(&flex, "beforeAcceptTask", &payload(&task('a', "pending", MINE))));
    assert!(heard.take().is_empty());
}

#[wasm_bindgen_test]
fn everything_that_needs_a_conference_of_flexs_own_is_watched() {
    let control = WATCHED.iter().filter(|(_, kind)| *kind == Kind::Control);
    let names: Vec<_> = control.map(|(event, _)| *event).collect();
    for action in ["TransferTask", "CancelTransfer", "StartExternalWarmTransfer", "ShowDirectory"] {
        assert!(names.contains(&format!("before{action}").as_str()), "{action}");
    }
    for (action, op) in [
        ("HoldCall", ControlOp::Hold),
        ("UnholdCall", ControlOp::Unhold),
        ("HoldParticipant", ControlOp::Hold),
        ("UnholdParticipant", ControlOp::Unhold),
        ("KickParticipant", ControlOp::Remove),
    ] {
        let event = format!("before{action}");
        assert!(WATCHED.contains(&(event.as_str(), Kind::Order(op))), "{action}");
    }
    assert_eq!(WATCHED[0], ("beforeAcceptTask", Kind::Accept));
}

#[wasm_bindgen_test]
async fn flex_hangs_up_and_its_refusals_are_told() {
    let flex = flex();
    let reservation = ReservationSid::parse(&sid("WR", 'a')).unwrap();
    actions::hang_up(&flex, &reservation).await.unwrap();
    assert_eq!(asked(), format!(r#"invoke HangupCall {{"sid":"{reservation}"}}"#));
    actions::wrap_up(&flex, &reservation).await.unwrap();
    assert_eq!(asked(), format!(r#"invoke WrapupTask {{"sid":"{reservation}"}}"#));
    let refused = actions::complete(&flex, &reservation).await.unwrap_err();
    assert!(refused.to_string().starts_with("CompleteTask failed"), "{refused}");
}
