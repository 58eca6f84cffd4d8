//! Several calls: each at a device of its own, and followed from its beginning to its end.

use call_core::id::CallSid;
use switchboard::host::lines::{LegChange, Lines};

use super::*;

#[wasm_bindgen(module = "/tests/host/fake.js")]
extern "C" {
    #[wasm_bindgen(js_name = renewToken)]
    fn renew_token(manager: &Manager, token: &str);
    #[wasm_bindgen(js_name = takePhone)]
    fn take_phone(manager: &Manager);
}

#[wasm_bindgen(module = "/tests/host/lines.js")]
extern "C" {
    #[wasm_bindgen(js_name = giveDevice)]
    fn give_device(manager: &Manager);
    fn refuse(does: bool);
    fn choose(manager: &Manager, microphone: &str, speaker: &str);
    fn ring(manager: &Manager, sid: &str, busy: bool, movable: bool) -> JsValue;
    #[wasm_bindgen(js_name = movedCall)]
    fn moved_call(place: u32) -> JsValue;
    fn happens(call: &JsValue, event: &str);
    fn ears(call: &JsValue) -> u32;
    #[wasm_bindgen(js_name = errorsHeard)]
    fn errors_heard(call: &JsValue) -> String;
}

fn leg(last: char) -> CallSid {
    CallSid::parse(&sid("CA", last)).unwrap()
}

/// Alice's calls, and what is heard of them: the last character of each and what became of it.
fn lines(manager: &Manager) -> (Lines, Heard<String>) {
    give_device(manager);
    asked();
    let heard = Heard::new();
    let hear = heard.ear();
    let told = move |leg: &CallSid, change: LegChange| {
        hear(format!("{} {change:?}", &leg.as_str()[33..]));
    };
    (Lines::new(manager, told).unwrap().unwrap(), heard)
}

/// What was begun meanwhile is done.
pub(super) async fn done() {
    for _ in 0..30 {
        let nothing = js_sys::Promise::resolve(&JsValue::UNDEFINED);
        wasm_bindgen_futures::JsFuture::from(nothing).await.unwrap();
    }
}

#[wasm_bindgen_test]
async fn the_first_call_stays_at_flexs_own_device() {
    let manager = manager();
    let (lines, heard) = lines(&manager);
    let call = ring(&manager, &sid("CA", '1'), false, true);
    happens(&call, "accept");
    lines.microphone(&leg('1'), false);
    lines.microphone(&leg('1'), true);
    lines.microphone(&leg('9'), true);
    assert_eq!(heard.take(), ["1 Up"]);
    assert_eq!(asked(), "mute 0 1; unmute 0 1");
    happens(&call, "disconnect");
    done().await;
    assert_eq!(heard.take(), ["1 Down"]);
    assert_eq!(ears(&call), 0, "nobody listens to a call that is over");
    lines.microphone(&leg('1'), true);
    assert_eq!(asked(), "", "and nothing is asked of it");
}

#[wasm_bindgen_test]
async fn a_further_call_gets_a_device_like_flexs_own_which_ends_with_it() {
    let manager = manager();
    let (lines, heard) = lines(&manager);
    happens(&ring(&manager, &sid("CA", '1'), false, true), "accept");
    let rings = ring(&manager, &sid("CA", '2'), true, true);
    done().await;
    let token = sid("CA", '2');
    assert_eq!(
        asked(),
        format!(
            "device 1 \"token-1\" {{\"codecPreferences\":[\"opus\"],\"edge\":\"dublin\",\
             \"appName\":\"flex-ui\",\"allowIncomingWhileBusy\":false,\"tokenRefreshMs\":null}}; \
             connect 1 {{\"rtcConfiguration\":{{\"iceTransportPolicy\":\"relay\"}},\
             \"connectToken\":\"{token}\"}}"
        )
    );
    assert_eq!(ears(&rings), 0, "what rang at Flex's device is not the call any more");
    let call = moved_call(0);
    happens(&call, "accept");
    assert_eq!(heard.take(), ["1 Up", "2 Up"]);

    lines.microphone(&leg('2'), false);
    lines.ear(&leg('2'), false);
    lines.ear(&leg('1'), true);
    renew_token(&manager, "token-2");
    let to_its_own_device = "mute 1 2; silence 1 2; hear 0 1; token of 1 \"token-2\"";
    assert_eq!(asked(), to_its_own_device);

    happens(&call, "disconnect");
    done().await;
    assert_eq!(heard.take(), ["2 Down"]);
    assert_eq!(asked(), "destroy 1");
    renew_token(&manager, "token-3");
    assert_eq!(asked(), "", "a device that has ended needs no token");
    assert_eq!(ears(&call), 0);
}

/// What was asked of the SDK, up to this.
async fn asked_until(last: &str) -> String {
    let mut all: Vec<String> = Vec::new();
    while !all.iter().any(|some| some.contains(last)) {
        gloo_timers::future::TimeoutFuture::new(20).await;
        all.extend(Some(asked()).filter(|some| !some.is_empty()));
    }
    all.join("; ")
}

#[wasm_bindgen_test]
async fn a_further_device_has_the_microphone_and_the_speakers_that_are_chosen_in_flex() {
    let manager = manager();
    let (_lines, _heard) = lines(&manager);
    choose(&manager, "headset", "headset out");
    happens(&ring(&manager, &sid("CA", '1'), false, true), "accept");
    ring(&manager, &sid("CA", '2'), true, true);
    // Its microphones are listed a moment after it was made, and none is taken before.
    let first = asked_until("connect 1").await;
    let given = "constraints of 1 {\"noiseSuppression\":false}; microphone of 1 \"headset\"; \
                 speakers of 1 [\"headset out\"]; connect 1 ";
    assert!(first.contains(given), "before the call is connected: {first}");
    happens(&moved_call(0), "accept");

    // What cannot be had is left; what else is chosen meanwhile holds for both.
    choose(&manager, "desk", "gone");
    let later = asked_until("gone").await;
    // Pages of other tests may still be at work.
    let [microphone, speakers] = ["microphone of 1 \"desk\"", "speakers of 1 [\"gone\"]"];
    assert!(later.contains(&format!("{microphone}; {speakers}")), "{later}");
    happens(&moved_call(0), "disconnect");
    done().await;
    assert!(asked().contains("destroy 1"));
}

#[wasm_bindgen_test]
async fn a_call_that_cannot_be_taken_to_a_device_is_refused_and_told() {
    for movable in [true, false] {
        let manager = manager();
        let (_lines, heard) = lines(&manager);
        happens(&ring(&manager, &sid("CA", '1'), false, true), "accept");
        refuse(true);
        ring(&manager, &sid("CA", '2'), true, movable);
        done().await;
        assert_eq!(heard.take(), ["1 Up", "2 Refused"], "{movable}");
        let asked = asked();
        assert!(asked.contains("reject 0 2"), "Twilio hears of it: {asked}");
        assert_eq!(asked.contains("destroy 1"), movable, "no device is left: {asked}");
    }
}

#[wasm_bindgen_test]
async fn a_further_call_that_goes_before_it_is_up_is_refused_too() {
    let manager = manager();
    let (_lines, heard) = lines(&manager);
    happens(&ring(&manager, &sid("CA", '1'), false, true), "accept");
    ring(&manager, &sid("CA", '2'), true, true);
    done().await;
    happens(&moved_call(0), "disconnect");
    done().await;
    assert_eq!(heard.take(), ["1 Up", "2 Refused"]);
    assert!(asked().ends_with("destroy 1"));
}

#[wasm_bindgen_test]
async fn a_device_that_is_cut_off_stays_to_say_that_the_agent_has_hung_up() {
    let manager = manager();
    let (_lines, heard) = lines(&manager);
    happens(&ring(&manager, &sid("CA", '1'), false, true), "accept");
    ring(&manager, &sid("CA", '2'), true, true);
    done().await;
    let call = moved_call(0);
    assert_eq!(errors_heard(&call), "call, device", "an error without an ear is thrown");
    for event in ["accept", "reconnecting", "reconnected", "reconnecting", "disconnect"] {
        happens(&call, event);
    }
    done().await;
    assert_eq!(heard.take(), ["1 Up", "2 Up", "2 Down"]);
    let asked = asked();
    assert!(!asked.contains("destroy"), "its hang-up would never reach Twilio: {asked}");
}

#[wasm_bindgen_test]
fn an_agent_without_a_phone_in_the_browser_has_no_lines() {
    let manager = manager();
    take_phone(&manager);
    assert!(Lines::new(&manager, |_, _| {}).unwrap().is_none());
}
