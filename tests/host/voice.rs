//! The phone in the browser, and its microphone.

use call_core::desk::Microphone;
use switchboard::host::voice::{PhoneChanged, microphone};

use super::*;

#[wasm_bindgen(module = "/tests/host/fake.js")]
extern "C" {
    #[wasm_bindgen(js_name = phoneOf)]
    fn phone_of(manager: &Manager) -> JsValue;
    #[wasm_bindgen(js_name = setPhone)]
    fn set_phone(manager: &Manager, state: &str);
    #[wasm_bindgen(js_name = takePhone)]
    fn take_phone(manager: &Manager);
    #[wasm_bindgen(js_name = setMicrophone)]
    fn set_microphone(permission: &str, listed: bool, failure: &str);
}

fn watch(manager: &Manager) -> (PhoneChanged, Heard<bool>) {
    let heard = Heard::new();
    let hear = Rc::new(heard.ear());
    (PhoneChanged::new(manager, move |connected| hear(connected)).unwrap(), heard)
}

#[wasm_bindgen_test]
fn whether_twilio_reaches_the_phone_is_told_now_and_whenever_it_changes() {
    let manager = manager();
    let (phone, heard) = watch(&manager);
    assert_eq!(heard.take(), [true]);
    set_phone(&manager, "unregistered");
    set_phone(&manager, "registered");
    set_phone(&manager, "destroyed");
    assert_eq!(heard.take(), [false, true, false]);
    assert_eq!(listeners(&phone_of(&manager)), 3);
    drop(phone);
    assert_eq!(listeners(&phone_of(&manager)), 0);
    set_phone(&manager, "registered");
    assert!(heard.take().is_empty());
}

#[wasm_bindgen_test]
fn an_agent_without_a_phone_in_the_browser_is_told_nothing_about_it() {
    let manager = manager();
    take_phone(&manager);
    let (_phone, heard) = watch(&manager);
    assert!(heard.take().is_empty());
}

/// What the browser says of permission, whether it lists a microphone, how opening one fails;
/// what that means, and what was opened for it.
#[wasm_bindgen_test]
async fn what_a_browser_says_of_its_microphone_and_what_that_means() {
    const OPEN: &str = r#"getUserMedia {"audio":true}"#;
    let opened = format!("{OPEN}; stop");
    let table = [
        ("granted", true, "", Microphone::Ready, ""),
        ("granted", false, "", Microphone::Missing, ""),
        ("denied", true, "", Microphone::Refused, ""),
        ("prompt", true, "", Microphone::Ready, &opened),
        ("prompt", false, "", Microphone::Missing, ""),
        ("prompt", true, "NotAllowedError", Microphone::Refused, OPEN),
        ("prompt", true, "SecurityError", Microphone::Refused, OPEN),
        ("prompt", true, "NotFoundError", Microphone::Missing, OPEN),
        ("prompt", true, "OverconstrainedError", Microphone::Missing, OPEN),
        ("prompt", true, "NotReadableError", Microphone::InUse, OPEN),
        ("prompt", true, "AbortError", Microphone::InUse, OPEN),
        ("", true, "", Microphone::Ready, &opened),
    ];
    asked();
    for (permission, listed, failure, expected, asks) in table {
        set_microphone(permission, listed, failure);
        let found = microphone().await;
        let row = format!("{permission} {listed} {failure}");
        assert_eq!((found, asked().as_str()), (expected, asks), "{row}");
    }
}
