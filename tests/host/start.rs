//! Everything attached to a Flex that lacks one of its areas at a time.

use super::actions::{ask_before, payload};
use super::bad_input::set_microphone;
use super::calls::{add_reservation, answer_no_requests, answer_requests, reservation, step};
use super::mount::{place, render_react, shown, unmount_react};
use super::*;
use call_core::desk::RELEASE;
use gloo_timers::future::TimeoutFuture;
use switchboard::host::mount::Element;

#[wasm_bindgen(module = "/tests/host/fake.js")]
extern "C" {
    #[wasm_bindgen(js_name = takeAway)]
    pub(super) fn take_away(whole: &JsValue, area: &str);
    #[wasm_bindgen(js_name = addedTo)]
    pub(super) fn added_to(flex: &Flex, component: &str) -> Option<Element>;
    #[wasm_bindgen(js_name = putStrings)]
    fn put_strings(manager: &Manager, words: &JsValue);
}

#[wasm_bindgen(module = "/tests/host/release.js")]
extern "C" {
    #[wasm_bindgen(js_name = answerAs)]
    fn answer_as(release: &str);
}

/// What is left when an area is missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Left {
    /// Colleagues can be called and can call.
    Both,
    /// Colleagues can call.
    BeingCalled,
    /// No calls between colleagues.
    Nothing,
}

/// The attributes of the task of a call that Bob places.
pub(crate) const HIS: &str = r#"{"client_call": true, "from": "client:bob", "name": "Bob Baker",
    "conference": {"friendlyName": "WTbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"}}"#;

pub(super) const DIALER: &str = "OutboundDialerPanel";

/// What the one notification says is off; "" if there is none.
fn told(asked: &str) -> String {
    // A page of another test may still find out that its Functions do not answer.
    let shown = asked.split("; ").filter(|line| line.starts_with("show "));
    let off: Vec<_> = shown.filter_map(|line| Some(line.split_once("switched off: ")?.1)).collect();
    assert!(off.len() <= 1, "one notification names all: {off:?}");
    let Some(off) = off.first() else { return String::new() };
    off.split(". An administrator").next().unwrap().to_owned()
}

/// What is shown once it contains these words, or at last.
pub(super) async fn shows(place: &web_sys::Element, words: &str) -> String {
    let mut screen = shown(place).await;
    for _ in 0..1_000 {
        if screen.contains(words) {
            break;
        }
        screen = shown(place).await;
    }
    screen
}

async fn starts_without(area: &str, flex: &Flex, manager: &Manager, says: &str, left: Left) {
    let whole: &JsValue =
        if area.starts_with("manager.") { manager.as_ref() } else { flex.as_ref() };
    let offered = reservation('c', "pending", HIS);
    let offered = add_reservation(manager.worker().unwrap().as_ref(), &offered);
    take_away(whole, area.trim_start_matches("manager."));
    let started = switchboard::start(flex.clone(), manager.clone());
    // Nobody but the loader can tell these.
    let untold = matches!(area, "Notifications" | "manager.strings");
    assert_eq!(started.is_err(), untold, "{area}");
    let place = place();
    let dialer = (area != DIALER).then(|| added_to(flex, DIALER)).flatten();
    if let Some(dialer) = &dialer {
        render_react(dialer, &place);
    }
    let expected = match left {
        _ if area == DIALER => "",
        Left::Both => "colleagues yet",
        Left::BeingCalled | Left::Nothing => says,
    };
    let screen = shows(&place, expected).await;
    let at_start = asked();

    assert_eq!(told(&at_start), if untold { "" } else { says }, "{area}");
    assert_eq!(at_start.contains("fetchWorkersInfo"), left == Left::Both, "{area}: {at_start}");
    if area != "Actions" {
        let ours = ask_before(flex, "beforeAcceptTask", &payload(&task('c', "pending", HIS)));
        assert_eq!(ours, left != Left::Nothing, "{area}");
        shown(&place).await;
        let answered = asked();
        assert_eq!(answered.contains("call WRc"), ours, "{area}: {answered}");
    }
    assert!(screen.contains(expected), "{area}: {screen}");
    assert_eq!(dialer.is_some(), area != DIALER, "{area}");
    unmount_react(&place);
    // Else the desk would still look after it while the next one starts.
    step(&offered, "canceled", "canceled");
    shown(&place).await;
}

#[wasm_bindgen_test]
async fn what_cannot_attach_is_named_once_and_the_rest_goes_on() {
    set_microphone("granted", true, "");
    answer_requests(vec![r#"200 {"changed":false}"#.to_owned()]);
    let (calls, colleagues) =
        ("calls between colleagues", "looking up colleagues (they can call you)");
    let wording = "the words on a call between colleagues";
    for (area, says, left) in [
        ("nothing", "", Left::Both),
        (DIALER, "“Call Agent” in the dialpad (colleagues can call you)", Left::Both),
        ("CallCanvas", "the panel on a call between colleagues", Left::Both),
        // What is not there needs no hiding.
        ("CallCanvasActions", "", Left::Both),
        ("ParticipantCanvas", "", Left::Both),
        ("TaskListButtons", "", Left::Both),
        ("WorkerCanvas", "", Left::Both),
        ("TaskChannels", wording, Left::Both),
        ("DefaultTaskChannels", wording, Left::Both),
        ("TaskChannelHelper", wording, Left::Both),
        ("Notifications", "", Left::Both),
        ("manager.strings", wording, Left::Both),
        ("manager.workspaceClient", colleagues, Left::BeingCalled),
        ("Actions", calls, Left::Nothing),
        ("manager.workerClient", calls, Left::Nothing),
        ("manager.store", calls, Left::Nothing),
    ] {
        starts_without(area, &flex(), &manager(), says, left).await;
    }
    answer_no_requests();
}

#[wasm_bindgen_test]
async fn functions_of_another_release_are_told_to_an_administrator() {
    let words = format!(
        "show SwitchboardError {{\"words\":\"Switchboard is {RELEASE}, its Functions are 0.0.9."
    );
    for (role, release, is_told) in
        [("admin", RELEASE, false), ("agent", "0.0.9", false), ("admin", "0.0.9", true)]
    {
        answer_requests(vec![]);
        answer_as(release);
        let of = account().replacen('{', &format!(r#"{{"roles": ["{role}"],"#), 1);
        asked();
        switchboard::start(flex(), manager_of(&of)).unwrap();
        let mut said = String::new();
        for _ in 0..100 {
            TimeoutFuture::new(0).await;
            said.push_str(&asked());
        }
        assert_eq!(said.contains(&words), is_told, "{role} {release}: {said}");
    }
    answer_no_requests();
}

#[wasm_bindgen_test]
async fn several_that_cannot_attach_are_named_together() {
    let (flex, manager) = (flex(), manager());
    take_away(flex.as_ref(), DIALER);
    take_away(flex.as_ref(), "Actions");
    take_away(flex.as_ref(), "TaskChannels");
    assert!(switchboard::start(flex, manager).is_ok());
    assert_eq!(
        told(&asked()),
        "“Call Agent” in the dialpad (colleagues can call you), \
         the words on a call between colleagues, calls between colleagues"
    );
}

#[wasm_bindgen_test]
async fn what_the_project_template_does_is_left_to_it_and_told_to_an_administrator() {
    answer_requests(vec![r#"200 {"changed":false}"#.to_owned()]);
    let wanted = r#""features": {"multi_call": {"enabled": true}, "#;
    let both = account().replace(r#""features": {"#, wanted);
    let calls = r#"{"PSInternalCallCallAgent": "Call Agent"}"#;
    let several = r#"{"PSMultiCallBroken": "It does not work"}"#;
    for (role, words, answers, told) in [
        ("admin", "{}", true, ""),
        ("admin", calls, false, "template's internal-call is on"),
        ("agent", calls, false, ""),
        ("admin", several, false, "template's multi-call is on"),
    ] {
        let of = both.replacen('{', &format!(r#"{{"roles": ["{role}"],"#), 1);
        let (flex, manager) = (flex(), manager_of(&of));
        put_strings(&manager, &parse(words));
        switchboard::start(flex.clone(), manager).unwrap();
        let said = asked();
        assert_eq!(said.contains("The project template"), !told.is_empty(), "{words}: {said}");
        assert!(said.contains(told), "{words}: {said}");
        assert_eq!(added_to(&flex, DIALER).is_some(), answers, "{words}");
        let ours = ask_before(&flex, "beforeAcceptTask", &payload(&task('c', "pending", HIS)));
        assert_eq!(ours, answers, "{role} {words}");
    }
    answer_no_requests();
}

#[wasm_bindgen_test]
async fn the_dialer_is_for_whatever_the_account_lets_agents_call() {
    answer_requests(vec![r#"200 {"queues":[],"changed":false}"#.to_owned()]);
    let on = r#""enable_call_agent": true"#;
    for (written, says) in [
        (r#""enable_call_agent": true"#, Some("Call Agent")),
        (r#""enable_call_agent": false, "enable_call_queue": true"#, Some("Call Queue")),
        (r#""enable_call_agent": false"#, None),
    ] {
        let (flex, manager) = (flex(), manager_of(&account().replace(on, written)));
        assert!(switchboard::start(flex.clone(), manager).is_ok());
        let (dialer, place) = (added_to(&flex, DIALER), place());
        assert_eq!(dialer.is_some(), says.is_some(), "{written}");
        if let Some(dialer) = &dialer {
            render_react(dialer, &place);
        }
        let screen = shows(&place, says.unwrap_or_default()).await;
        assert!(screen.contains(says.unwrap_or_default()), "{written}: {screen}");
        assert!(!screen.contains(r#"role="tab""#), "of one alone there are no tabs");
        let colleagues = asked().contains("fetchWorkersInfo");
        assert_eq!(colleagues, says == Some("Call Agent"), "who is not called is not looked up");
        let ours = ask_before(&flex, "beforeAcceptTask", &payload(&task('c', "pending", HIS)));
        assert!(ours, "whoever may call nobody can be called: {written}");
        unmount_react(&place);
        shown(&place).await;
    }
    answer_no_requests();
}
