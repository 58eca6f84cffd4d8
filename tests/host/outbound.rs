//! A number is called in Flex's way, or in ours where Flex refuses because there is a call.

use std::cell::RefCell;
use std::rc::Rc;

use switchboard::host::actions::{GoOn, Wait};
use switchboard::host::outbound::Outbound;
use wasm_bindgen_futures::{JsFuture, spawn_local};

use super::*;

#[wasm_bindgen(module = "/tests/host/several.js")]
extern "C" {
    #[wasm_bindgen(js_name = letReplace)]
    fn let_replace(flex: &Flex);
    #[wasm_bindgen(js_name = callNumber)]
    fn call_number(payload: &JsValue, chained: bool) -> js_sys::Promise;
}

const NUMBER: &str = r#"{"destination": "5550000003"}"#;

type Waiting = Rc<RefCell<Option<GoOn>>>;

/// A Flex where numbers are called in our way, once they may be, or in its own.
fn outbound(ours: bool) -> (Outbound, Waiting) {
    let flex = flex();
    let_replace(&flex);
    let waiting = Waiting::default();
    let put = waiting.clone();
    let told = account().replace(r#""caller_id""#, r#""location": "US", "caller_id""#);
    let told = told.replace(r#""name": "alice""#, r#""name": "alice", "created": "WT1""#);
    let outbound = Outbound::new(&flex, &manager_of(&told), move || {
        let (wait, go_on) = Wait::until();
        put.replace(go_on);
        ours.then_some(wait)
    });
    asked();
    (outbound.unwrap(), waiting)
}

async fn called(payload: &str, chained: bool) -> String {
    let done = JsFuture::from(call_number(&parse(payload), chained)).await;
    done.unwrap().as_string().unwrap()
}

#[wasm_bindgen_test]
async fn without_a_call_flex_calls_numbers_itself_and_says_itself_why_it_does_not() {
    let (_outbound, _waiting) = outbound(false);
    for chained in [true, false] {
        assert_eq!(called(NUMBER, chained).await, "VOICE_CALL_ALREADY_LIVE");
        assert_eq!(asked(), format!("Flex calls {}", print(&parse(NUMBER))));
    }
}

#[wasm_bindgen_test]
async fn beside_a_call_the_task_is_made_that_flex_would_make_and_not_before_it_may_be() {
    let [workflow, queue, other] = [sid("WW", '1'), sid("WQ", '1'), sid("WQ", '2')];
    let chosen = format!(
        r#"{{"destination": "+4930123", "queueSid": "{other}", "callerId": "+15559999999",
            "taskAttributes": {{"name": "Erik", "direction": "none"}}}}"#
    );
    let plain = format!(
        r#"createTask "+15550000003 US" "+15551230000" "{workflow}" "{queue}" {{"taskChannelUniqueName":"voice","attributes":{{"direction":"outbound"}}}}"#
    );
    let full = format!(
        r#"createTask "+4930123" "+15559999999" "{workflow}" "{other}" {{"taskChannelUniqueName":"voice","attributes":{{"name":"Erik","direction":"outbound"}}}}"#
    );
    for (payload, task) in [(NUMBER, plain), (chosen.as_str(), full)] {
        let (_outbound, waiting) = outbound(true);
        let done = Heard::new();
        let (ear, payload) = (done.ear(), payload.to_owned());
        spawn_local(async move { ear(called(&payload, true).await) });
        super::lines::done().await;
        assert_eq!(asked(), "", "the other call is not parked yet");
        waiting.take().unwrap().now();
        super::lines::done().await;
        assert_eq!(asked(), task);
        assert_eq!(done.take(), ["done"]);
    }
}

#[wasm_bindgen_test]
async fn what_cannot_be_called_in_our_way_is_left_to_flex() {
    for payload in [r#"{"destination": "client:bob"}"#, "{}", "null", "7"] {
        let (_outbound, waiting) = outbound(true);
        assert_eq!(called(payload, true).await, "VOICE_CALL_ALREADY_LIVE", "{payload}");
        assert!(waiting.take().is_none(), "and no call is parked: {payload}");
    }
}
