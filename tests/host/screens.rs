//! Flex's own screens: what is put onto them, what is taken away, what they tell.

use call_core::id::WorkerSid;
use switchboard::host::content::{Conditions, Screen};
use switchboard::host::mount::Element;
use switchboard::host::notifications::{BeforeShown, Notices, Weight};
use switchboard::host::question::Question;
use switchboard::host::teams::OnAgent;

use super::start::HIS;
use super::*;

#[wasm_bindgen(module = "/tests/host/fake.js")]
extern "C" {
    #[wasm_bindgen(js_name = conditionsHold)]
    pub(super) fn conditions_hold(flex: &Flex, component: &str, task: &JsValue) -> JsValue;
    #[wasm_bindgen(js_name = askToShow)]
    fn ask_to_show(flex: &Flex, id: &str) -> bool;
    /// Draws the panel of this worker, presses our button in it, and says what it is called.
    #[wasm_bindgen(js_name = pressOnAgent)]
    fn press_on_agent(flex: &Flex, worker: &JsValue) -> Option<String>;
    #[wasm_bindgen(js_name = pressAnswer)]
    fn press_answer(flex: &Flex, id: &str, place: u32);
    #[wasm_bindgen(js_name = stringAt)]
    fn string_at(manager: &Manager, key: &str) -> String;
}

#[wasm_bindgen_test]
fn the_dialer_is_added_for_all_and_the_panels_to_internal_calls() {
    let flex = flex();
    let mut conditions = Conditions::default();
    let element: Element = parse("{}").unchecked_into();
    conditions.add(&flex, Screen::Dialer, &element).unwrap();
    conditions.add(&flex, Screen::Call, &element).unwrap();
    conditions.add(&flex, Screen::Offer, &element).unwrap();
    assert_eq!(
        asked(),
        r#"add to OutboundDialerPanel {"sortOrder":1000}; add to CallCanvas {"sortOrder":-1000}; add to TaskListItem {"sortOrder":1000}"#
    );
    let holds = |component, task: &JsValue| print(&conditions_hold(&flex, component, task));
    assert_eq!(holds("OutboundDialerPanel", &JsValue::UNDEFINED), "[null]");
    assert_eq!(holds("CallCanvas", &task('a', "accepted", MINE)), "[true]");
    assert_eq!(holds("CallCanvas", &task('a', "accepted", CUSTOMERS)), "[false]");
    assert_eq!(holds("CallCanvas", &JsValue::UNDEFINED), "[false]");
    assert_eq!(holds("TaskListItem", &task('a', "pending", HIS)), "[true]");
    assert_eq!(holds("TaskListItem", &task('a', "accepted", HIS)), "[false]");
    assert_eq!(holds("TaskListItem", &task('a', "pending", MINE)), "[false]");
    assert_eq!(holds("TaskListItem", &task('a', "pending", CUSTOMERS)), "[false]");
}

#[wasm_bindgen_test]
fn what_an_internal_call_lacks_is_taken_away_from_it_alone() {
    let flex = flex();
    let mut conditions = Conditions::default();
    conditions.hide_transfer(&flex).unwrap();
    assert_eq!(asked(), "remove directory from CallCanvasActions");
    let holds = |task: &JsValue| print(&conditions_hold(&flex, "CallCanvasActions", task));
    assert_eq!(holds(&task('a', "accepted", MINE)), "[true]");
    assert_eq!(holds(&task('a', "accepted", CUSTOMERS)), "[false]");
}

#[wasm_bindgen_test]
fn a_flex_without_a_component_is_named() {
    let mut conditions = Conditions::default();
    let bare: Flex = parse("{}").unchecked_into();
    let missing = conditions.hide_transfer(&bare).unwrap_err();
    assert_eq!(
        missing.to_string(),
        "Flex.CallCanvasActions is not a component with dynamic content"
    );
}

#[wasm_bindgen_test]
fn what_is_told_is_filled_into_a_template_that_the_account_can_change() {
    let (flex, manager) = (flex(), manager());
    let notices = Notices::new(&flex, &manager).unwrap();
    let registered = asked();
    assert_eq!(registered.matches("register").count(), 3);
    assert!(registered.contains(r#""type":"error","content":"SwitchboardWords","timeout":0"#));
    assert_eq!(string_at(&manager, "SwitchboardWords"), "{{words}}");
    notices.show(Weight::Warning, "O'Brien \"did\" <not> answer").unwrap();
    assert_eq!(asked(), r#"show SwitchboardWarning {"words":"O'Brien \"did\" <not> answer"}"#);
}

#[wasm_bindgen_test]
fn a_question_has_its_answers_and_stays_until_it_is_taken_back() {
    let flex = flex();
    let answered = Rc::new(RefCell::new(Vec::new()));
    let heard = answered.clone();
    let question = Question::new(&flex, move |yes| heard.borrow_mut().push(yes));
    let ask = |words| {
        let answers = ["Call", "Not now"].map(str::to_owned);
        question.ask(&mount::real_react(), words, answers).unwrap();
    };
    ask("Bob is free");
    let asked = self::asked();
    assert!(asked.contains(r#""timeout":0,"closeButton":false"#), "it waits: {asked}");
    assert!(asked.contains(r#""browser":{"title":"SwitchboardWords"}"#), "{asked}");
    let ends = r#"dismiss SwitchboardQuestion; show SwitchboardQuestion {"words":"Bob is free"}"#;
    assert!(asked.ends_with(ends), "{asked}");
    ask("Cem is free");
    assert_eq!(self::asked(), ends.replace("Bob", "Cem"), "in the place of the one before");
    press_answer(&flex, "SwitchboardQuestion", 1);
    press_answer(&flex, "SwitchboardQuestion", 0);
    assert_eq!(answered.take(), [false, true]);
    question.take_back().unwrap();
    assert_eq!(self::asked(), "dismiss SwitchboardQuestion");
}

#[wasm_bindgen_test]
fn each_agent_but_oneself_has_a_button_in_his_panel() {
    let flex = flex();
    let called = Rc::new(RefCell::new(Vec::new()));
    let heard = called.clone();
    let pressed = move |worker: WorkerSid| heard.borrow_mut().push(worker.to_string());
    let (bob, myself) = (sid("WK", 'b'), sid("WK", 'a'));
    let words = |name: &str| ["Call".to_owned(), format!("Call {name}")];
    let _on_agent =
        OnAgent::add(&flex, &mount::real_react(), myself.clone(), words, pressed).unwrap();
    assert_eq!(asked(), r#"add to WorkerCanvas {"sortOrder":2.5}"#);
    let press = |sid: &str| {
        let worker = format!(r#"{{"sid": "{sid}", "name": "bob", "fullName": "Bob Baker"}}"#);
        press_on_agent(&flex, &parse(&worker))
    };
    assert_eq!(press(&bob).as_deref(), Some("Call: Call Bob Baker"));
    assert_eq!(press(&myself), None);
    assert_eq!(press(""), None);
    assert_eq!(press("' or 1==1").as_deref(), Some("Call: Call Bob Baker"));
    assert_eq!(called.take(), [bob]);
}

#[wasm_bindgen_test]
fn one_notification_of_flexs_is_asked_about_and_no_other() {
    let flex = flex();
    let before = BeforeShown::new(&flex, "FailedToFetchParticipants", || false).unwrap();
    assert!(ask_to_show(&flex, "FailedToFetchParticipants"));
    assert!(!ask_to_show(&flex, "NoInputDevice"));
    drop(before);
    assert!(!ask_to_show(&flex, "FailedToFetchParticipants"));
    let _before = BeforeShown::new(&flex, "FailedToFetchParticipants", || true).unwrap();
    assert!(!ask_to_show(&flex, "FailedToFetchParticipants"), "it may be shown");
}
