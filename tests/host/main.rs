//! Each shim in a real browser, against a small stand-in of the area of Flex that it speaks with.

#![cfg(target_arch = "wasm32")]

mod actions;
mod bad_input;
mod calls;
mod kept;
mod lines;
mod manager;
mod mount;
mod outbound;
mod screens;
mod several;
mod start;
mod store;
mod voice;
mod words;
mod workers;

use std::cell::RefCell;
use std::rc::Rc;

use call_core::desk::{Offer, OfferStatus};
use call_core::id::{ReservationSid, TaskSid};
use call_core::pii::Pii;
use switchboard::host::Flex;
use switchboard::host::manager::Manager;
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

// With more than four such modules a run hangs now and then: a browser fetches them all at once, and
// the server of wasm-bindgen's runner may leave the fifth connection waiting for the others to close.
#[wasm_bindgen(module = "/tests/host/fake.js")]
extern "C" {
    #[wasm_bindgen(js_name = takeAsked)]
    fn take_asked() -> Vec<String>;
    fn parse(json: &str) -> JsValue;
    fn print(value: &JsValue) -> String;
    fn emit(emitter: &JsValue, event: &str, given: &JsValue);
    fn listeners(emitter: &JsValue) -> u32;
    #[wasm_bindgen(js_name = fakeFlex)]
    fn fake_flex() -> JsValue;
    #[wasm_bindgen(js_name = listenersOf)]
    fn listeners_of(flex: &Flex, area: &str) -> u32;
    #[wasm_bindgen(js_name = fakeManager)]
    fn fake_manager(told: &JsValue) -> JsValue;
}

/// What the fakes were asked since the last time.
fn asked() -> String {
    take_asked().join("; ")
}

fn flex() -> Flex {
    asked();
    // Whatever asks for it first: that it is missing would be remembered.
    mount::real_react();
    fake_flex().unchecked_into()
}

/// Alice's manager in an account that has everything.
fn manager() -> Manager {
    manager_of(&account())
}

fn manager_of(told: &str) -> Manager {
    let manager = fake_manager(&parse(told)).unchecked_into();
    asked();
    manager
}

/// An identifier that ends in this character.
fn sid(prefix: &str, last: char) -> String {
    format!("{prefix}{}", last.to_string().repeat(32))
}

fn account() -> String {
    format!(
        r#"{{
            "configuration": {{
                "theme": {{"isLight": true}},
                "custom_data": {{
                    "serverless_functions_protocol": "http",
                    "serverless_functions_domain": "functions.example",
                    "serverless_functions_port": "3000",
                    "features": {{"internal_call": {{"enabled": true, "enable_call_agent": true, "ring_timeout_s": 20}}}}
                }}
            }},
            "service": {{
                "taskrouter_offline_activity_sid": "WA3",
                "outbound_call_flows": {{"default": {{
                    "enabled": true, "workflow_sid": "{}", "queue_sid": "{}", "caller_id": "+15551230000"
                }}}}
            }},
            "worker": {{
                "sid": "{}", "name": "alice",
                "attributes": {{"full_name": "Alice Anders", "contact_uri": "client:alice"}}
            }}
        }}"#,
        sid("WW", '1'),
        sid("WQ", '1'),
        sid("WK", 'a'),
    )
}

/// A task as Flex wraps it: reservation and task end in the same character.
fn task(last: char, status: &str, attributes: &str) -> JsValue {
    let (reservation, task) = (sid("WR", last), sid("WT", last));
    parse(&format!(
        r#"{{"sid": "{reservation}", "taskSid": "{task}", "status": "{status}", "attributes": {attributes}}}"#
    ))
}

/// The attributes of the caller's task.
const MINE: &str = r#"{"client_call": true, "from": "client:alice", "name": "Bob Baker"}"#;

/// The attributes of a customer's task.
const CUSTOMERS: &str = r#"{"from": "+15557654321", "name": "Dana Diaz"}"#;

fn my_offer(status: OfferStatus) -> Offer {
    Offer {
        reservation: ReservationSid::parse(&sid("WR", 'a')).unwrap(),
        task: TaskSid::parse(&sid("WT", 'a')).unwrap(),
        status,
        joins: None,
        from: Pii::new("client:alice".to_owned()),
        peer: Pii::new("Bob Baker".to_owned()),
        queue: None,
    }
}

/// A list that a listener writes and a test reads.
struct Heard<T>(Rc<RefCell<Vec<T>>>);

impl<T: 'static> Heard<T> {
    fn new() -> Heard<T> {
        Heard(Rc::default())
    }

    fn ear(&self) -> impl Fn(T) + 'static {
        let list = self.0.clone();
        move |heard| list.borrow_mut().push(heard)
    }

    fn take(&self) -> Vec<T> {
        self.0.take()
    }
}
