//! Bad input: for each the text that is shown, and the state that is left.

use serde_json::{Value, json};
use switchboard::strings::Language;

use super::actions::{ask_before, payload};
use super::calls::{answer_no_requests, answer_requests, wait_no_time};
use super::mount::{place, render_react, shown, unmount_react};
use super::start::{DIALER, added_to, shows};
use super::*;

#[wasm_bindgen(module = "/tests/host/fake.js")]
extern "C" {
    #[wasm_bindgen(js_name = setMicrophone)]
    pub(super) fn set_microphone(permission: &str, listed: bool, failure: &str);
    #[wasm_bindgen(js_name = willCreate)]
    fn will_create(worker: &JsValue, created: &JsValue);
    #[wasm_bindgen(js_name = putStrings)]
    fn put_strings(manager: &Manager, words: &JsValue);
}

const ALICE: &str = r#"{"full_name": "Alice Anders", "contact_uri": "client:alice"}"#;
const BOB: &str = r#"{"full_name": "Bob Baker", "contact_uri": "client:bob"}"#;
const GOOD: &str = r#"200 {"changed":false}"#;

/// What stands in place of something else.
const ODD: [&str; 12] = [
    "null",
    "true",
    "0",
    "-1",
    "1e300",
    r#""""#,
    r#""not JSON {""#,
    r#""\u0000\u202e""#,
    "[]",
    "[null]",
    "{}",
    r#"{"a": [{}]}"#,
];

async fn calls(mine: &str, his: &str, says: &str) -> (String, String) {
    calls_after("", mine, his, says).await
}

/// Alice chooses her one colleague and, once Flex was asked something `first`, presses Call. What
/// the dialer then says, and the tasks that were ordered; TaskRouter refuses them all.
async fn calls_after(first: &str, mine: &str, his: &str, says: &str) -> (String, String) {
    let worker = sid("WK", 'b');
    let bob = format!(
        r#"{{"sid": "{worker}", "friendlyName": "worker b", "available": true,
            "activityName": "Available", "activitySid": "WA1", "attributes": {his}}}"#
    );
    let told = account().replace(ALICE, mine).replacen(
        '{',
        &format!(r#"{{"workers": {{"{worker}": {bob}}},"#),
        1,
    );
    let (flex, manager) = (flex(), manager_of(&told));
    will_create(manager.worker().unwrap().as_ref(), &JsValue::UNDEFINED);
    switchboard::start(flex.clone(), manager).unwrap();
    let place = place();
    render_react(&added_to(&flex, DIALER).unwrap(), &place);
    shows(&place, "Call").await;
    press(&place, "[aria-label='Show colleagues']").await;
    press(&place, "[role=option]").await;
    let mut orders = asked();
    for _ in 0..1_000 {
        if orders.contains(first) {
            break;
        }
        shown(&place).await;
        orders += &format!("; {}", asked());
    }
    assert!(orders.contains(first), "{first}: {orders}");
    press(&place, ".swb-call").await;
    let screen = shows(&place, says).await;
    unmount_react(&place);
    orders += &format!("; {}", asked());
    let orders: Vec<_> = orders.split("; ").filter(|line| line.starts_with("createTask")).collect();
    (screen, orders.join("; "))
}

async fn press(place: &web_sys::Element, target: &str) {
    for _ in 0..200 {
        if let Some(found) = place.query_selector(target).unwrap() {
            found.unchecked_into::<web_sys::HtmlElement>().click();
            // What follows from it is drawn.
            for _ in 0..3 {
                shown(place).await;
            }
            return;
        }
        shown(place).await;
    }
    panic!("no {target} in {}", place.inner_html());
}

#[wasm_bindgen_test]
async fn an_address_that_nobody_can_call_is_told_and_nothing_is_created() {
    wait_no_time();
    set_microphone("granted", true, "");
    answer_requests(vec![GOOD.to_owned()]);
    let addressed = |name: &str, address: &str| {
        format!(r#"{{"full_name": "{name}", "contact_uri": {address}}}"#)
    };
    let placed = "The call could not be placed.";
    let (screen, orders) = calls(ALICE, BOB, placed).await;
    assert!(screen.contains(placed), "TaskRouter's refusal: {screen}");
    assert!(orders.starts_with(r#"createTask "client:bob" "client:alice""#), "{orders}");
    // What the text of an address may be, core's own tests know.
    for address in ["null", "5", r#"["client:bob"]"#, r#""""#, r#""client:""#, r#""<b>""#] {
        let says = "Bob Baker has no phone to ring.";
        let (screen, orders) = calls(ALICE, &addressed("Bob Baker", address), says).await;
        assert!(screen.contains(says), "{address}: {screen}");
        assert_eq!(orders, "", "{address}");

        let says = "You have no phone to call from.";
        let (screen, orders) = calls(&addressed("Alice Anders", address), BOB, says).await;
        assert!(screen.contains(says), "{address}: {screen}");
        assert_eq!(orders, "", "{address}");
    }
    // Attributes that are no object: the worker is known by his friendly name alone.
    for attributes in ["null", "7", r#""not JSON {""#, "[]", r#"[{"full_name": "Bob"}]"#, "{}"] {
        let says = "worker b has no phone to ring.";
        let (screen, orders) = calls(ALICE, attributes, says).await;
        assert!(screen.contains(says), "{attributes}: {screen}");
        let says = "You have no phone to call from.";
        let (mine, more) = calls(attributes, BOB, says).await;
        assert!(mine.contains(says), "{attributes}: {mine}");
        assert_eq!((orders + &more).as_str(), "", "{attributes}");
    }
    answer_no_requests();
}

#[wasm_bindgen_test]
async fn any_name_is_called_by_it() {
    wait_no_time();
    set_microphone("granted", true, "");
    answer_requests(vec![GOOD.to_owned()]);
    for name in [
        "O'Neil \"Bob\" <b>Baker</b> & Söhne".to_owned(),
        "</script><img src=x onerror=alert(1)>{{name}}".to_owned(),
        "👩‍👩‍👧‍👦 Zoë".to_owned(),
        "يوسف בן־דוד".to_owned(),
        "B".repeat(500),
    ] {
        let attributes =
            |address: &str| json!({ "full_name": name, "contact_uri": address }).to_string();
        let placed = "The call could not be placed.";
        let (screen, orders) =
            calls(&attributes("client:alice"), &attributes("client:bob"), placed).await;
        assert!(screen.contains(placed), "{name}: {screen}");
        let written = Value::from(name.as_str());
        for field in ["name", "fromName"] {
            assert!(orders.contains(&format!(r#""{field}":{written}"#)), "{name}: {orders}");
        }
    }
    answer_no_requests();
}

/// Whoever answers in the place of the Functions: the agent is told so once, when the sweep of
/// the start fails, and Call creates nothing.
#[wasm_bindgen_test]
async fn what_is_no_answer_of_the_functions_is_told() {
    wait_no_time();
    set_microphone("granted", true, "");
    for answer in [
        "200 ",
        "200 <!doctype html><title>Log in</title>",
        r#"200 {"changed":tr"#,
        r#"200 {"success":true}"#,
        "302 ",
        "slow",
        "0",
        "503 Service unavailable",
    ] {
        answer_requests(vec![answer.to_owned()]);
        let says = "Switchboard's Functions do not answer.";
        let notified = format!(r#"show SwitchboardWarning {{"words":"{says}"#);
        let (screen, orders) = calls_after(&notified, ALICE, BOB, says).await;
        assert!(screen.contains(says), "{answer}: {screen}");
        assert_eq!(orders, "", "{answer}");
    }
    answer_no_requests();
}

/// Each place of a value, as a JSON pointer.
fn places(value: &Value) -> Vec<String> {
    fn note(value: &Value, at: String, places: &mut Vec<String>) {
        for (name, inner) in value.as_object().into_iter().flatten() {
            note(inner, format!("{at}/{name}"), places);
        }
        places.push(at);
    }
    let mut places = Vec::new();
    note(value, String::new(), &mut places);
    places
}

/// The value with each of its places, one after the other, replaced by each odd value.
fn spoilt(good: &str) -> impl Iterator<Item = String> {
    let good: Value = serde_json::from_str(good).unwrap();
    let places = places(&good);
    places.into_iter().flat_map(move |place| {
        let good = good.clone();
        ODD.into_iter().map(move |odd| {
            let mut spoilt = good.clone();
            *spoilt.pointer_mut(&place).unwrap() = serde_json::from_str(odd).unwrap();
            spoilt.to_string()
        })
    })
}

/// Whatever stands in the account's configuration and in the worker's attributes, it is read or
/// left; nothing is thrown, which would take Flex's start with it.
#[wasm_bindgen_test]
fn a_configuration_of_any_shape_is_borne() {
    let own = r#"{"full_name": "Alice Anders", "contact_uri": "client:alice", "config_overrides":
        {"serverless_functions_domain": "mine.example", "features": {"internal_call": {"auto_complete": true}}}}"#;
    let told = account().replace(ALICE, own);
    let told = told.replacen('{', r#"{"localization": {"localeTag": "es-MX"},"#, 1);
    let mut set_up = 0;
    for told in spoilt(&told) {
        let parsed: Value = serde_json::from_str(&told).unwrap();
        // Flex's own part, which is always there and always the same.
        let sdk = ["/worker", "/worker/sid"].map(|place| parsed.pointer(place));
        if !parsed.is_object() || !matches!(sdk, [Some(Value::Object(_)), Some(Value::String(_))]) {
            continue;
        }
        let manager = manager_of(&told);
        manager.wants_internal_calls();
        manager.is_dark();
        manager.offline_activity();
        Language::of(&manager.language());
        if let Some(address) = manager.functions() {
            assert!(address.starts_with("http") || !told.contains(r#""http""#), "{address}");
        }
        if let Ok(setup) = manager.setup() {
            set_up += 1;
            assert!(
                setup.ring_timeout_s.is_none_or(|seconds| (5..=120).contains(&seconds)),
                "{told}"
            );
        }
    }
    assert!(set_up > 50, "{set_up}: most of it is not needed");
}

/// A task whose attributes are not what they should be is another's: Flex goes on with it by
/// itself, and no panel of ours is shown.
#[wasm_bindgen_test]
async fn a_task_of_any_shape_is_ours_or_flexs() {
    let flex = flex();
    switchboard::start(flex.clone(), manager()).unwrap();
    let ask = |attributes: &str| {
        ask_before(&flex, "beforeAcceptTask", &payload(&task('c', "pending", attributes)))
    };
    assert!(ask(super::start::HIS));
    for attributes in spoilt(super::start::HIS) {
        let parsed: Value = serde_json::from_str(&attributes).unwrap();
        let ours = parsed.get("client_call") == Some(&Value::Bool(true));
        assert_eq!(ask(&attributes), ours, "{attributes}");
    }
    for attributes in ODD {
        assert!(!ask(attributes), "{attributes}");
    }
    // What the start still had to do is done.
    for _ in 0..3 {
        shown(&place()).await;
    }
    asked();
}

#[wasm_bindgen_test]
fn a_table_of_strings_of_any_shape_is_borne() {
    let manager = manager();
    for odd in ODD {
        put_strings(&manager, &parse(&format!(r#"{{"SwitchboardCall": {odd}}}"#)));
        let own = manager.own_words("SwitchboardCall");
        assert_eq!(own, serde_json::from_str::<String>(odd).ok(), "{odd}");
    }
}
