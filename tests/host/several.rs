//! What an account sets for several calls; the keys, the words and the tone that come with them.

use call_core::desk::{Effect, Event};
use call_core::multi_call::{self, Notice, Settings, State};
use gloo_timers::future::TimeoutFuture;
use switchboard::features::{notices::Teller, shortcuts};
use switchboard::host::alert;
use switchboard::host::content::{Conditions, Screen};
use switchboard::host::mount::Element;
use switchboard::host::store::Store;
use switchboard::host::tone;
use switchboard::runtime::Runtime;
use switchboard::strings::Words;

use super::mount::{place, real_react, shown};
use super::screens::conditions_hold;
use super::start::{DIALER, added_to, take_away};

use super::*;

#[wasm_bindgen(module = "/tests/host/several.js")]
extern "C" {
    #[wasm_bindgen(js_name = giveShortcuts)]
    fn give_shortcuts(flex: &Flex, hold_key: &str);
    #[wasm_bindgen(js_name = shortcutsOf)]
    fn shortcuts_of(flex: &Flex) -> String;
    #[wasm_bindgen(js_name = pressShortcut)]
    fn press_shortcut(flex: &Flex, key: &str);
    #[wasm_bindgen(js_name = listenForTones)]
    fn listen_for_tones(may: bool);
    #[wasm_bindgen(js_name = storeWith)]
    fn store_with(features: &JsValue, heeds: bool) -> JsValue;
}

/// Alice's manager, with these settings of `multi_call`.
fn with(settings: &str) -> Manager {
    let feature = format!(r#""features": {{"multi_call": {settings}, "#);
    manager_of(&account().replace(r#""features": {"#, &feature))
}

fn line(last: char) -> ReservationSid {
    ReservationSid::parse(&sid("WR", last)).unwrap()
}

/// A desk with these calls, of which the last is live.
fn calls(names: &str) -> Runtime {
    let runtime = Runtime::new(|| 0);
    runtime.employ(|_| {});
    for name in names.chars() {
        let opened =
            multi_call::Event::Opened { line: line(name), name: Pii::default(), silent: false };
        runtime.feed(Event::MultiCall(opened));
    }
    runtime
}

fn states(runtime: &Runtime) -> Vec<State> {
    runtime.view().lines.iter().map(|call| call.state).collect()
}

#[wasm_bindgen_test]
fn flex_lists_our_keys_by_name_and_hold_stays_where_the_account_has_it() {
    for (settings, hold_key, listed) in [
        (
            "{}",
            "H",
            "O: Own; H: Hold or resume the call you see; X: Swap calls; F: Find a colleague",
        ),
        (
            "{}",
            "K",
            "O: Own; K: Hold or resume the call you see; X: Swap calls; F: Find a colleague",
        ),
        // The account has taken it away.
        ("{}", "", "O: Own; X: Swap calls; F: Find a colleague"),
        (r#"{"swap_key": "b"}"#, "", "O: Own; B: Swap calls; F: Find a colleague"),
        (r#"{"swap_key": ""}"#, "", "O: Own; F: Find a colleague"),
        (r#"{"swap_key": "Esc"}"#, "", "O: Own; F: Find a colleague"),
        (r#"{"swap_key": "é"}"#, "", "O: Own; F: Find a colleague"),
        (r#"{"swap_key": 2}"#, "", "O: Own; X: Swap calls; F: Find a colleague"),
        // What is there is the account's own.
        (r#"{"swap_key": "O"}"#, "", "O: Own; F: Find a colleague"),
    ] {
        let flex = flex();
        give_shortcuts(&flex, hold_key);
        let (runtime, words) = (calls("ab"), Words::default());
        let _keys = shortcuts::attach(&runtime, &flex, &with(settings), words, true).unwrap();
        assert_eq!(shortcuts_of(&flex), listed, "{settings} {hold_key}");
    }
}

#[wasm_bindgen_test]
async fn a_key_opens_the_dialpad_at_the_field_where_agents_have_one_call() {
    for (settings, listed) in [
        (r#""enabled": true"#, "O: Own; F: Find a colleague"),
        (r#""enabled": true, "find_key": "k""#, "O: Own; K: Find a colleague"),
        (r#""enabled": true, "find_key": """#, "O: Own"),
        (r#""enabled": true, "find_key": "O""#, "O: Own"),
        (r#""enabled": false"#, "O: Own"),
    ] {
        let flex = flex();
        give_shortcuts(&flex, "");
        let manager = manager_of(&account().replacen(r#""enabled": true"#, settings, 1));
        let _keys =
            shortcuts::attach(&calls(""), &flex, &manager, Words::default(), false).unwrap();
        assert_eq!(shortcuts_of(&flex), listed, "{settings}");
    }
    let flex = flex();
    give_shortcuts(&flex, "");
    let runtime = calls("");
    let _keys = shortcuts::attach(&runtime, &flex, &manager(), Words::default(), false).unwrap();
    press_shortcut(&flex, "F");
    assert!(runtime.view().finder.wanted);
    TimeoutFuture::new(0).await;
    assert_eq!(asked(), "invoke ToggleOutboundDialer ");
    assert!(!runtime.view().finder.wanted, "Flex did not open it: nothing takes the focus later");
}

#[wasm_bindgen_test]
fn a_key_swaps_two_calls_and_another_holds_or_resumes_the_one_that_is_seen() {
    let flex = flex();
    give_shortcuts(&flex, "H");
    let runtime = calls("ab");
    let _keys = shortcuts::attach(&runtime, &flex, &manager(), Words::default(), true).unwrap();
    assert_eq!(states(&runtime), [State::Parked, State::Live]);
    press_shortcut(&flex, "X");
    assert_eq!(states(&runtime), [State::Live, State::Parked]);
    press_shortcut(&flex, "H");
    assert_eq!(states(&runtime), [State::Parked, State::Parked]);
    press_shortcut(&flex, "H");
    assert_eq!(states(&runtime), [State::Live, State::Parked]);
    assert_eq!(asked(), "", "Flex would have held the last call in its list");
}

#[wasm_bindgen_test]
fn a_single_call_is_held_in_flexs_own_way() {
    let flex = flex();
    give_shortcuts(&flex, "H");
    let runtime = calls("a");
    let _keys = shortcuts::attach(&runtime, &flex, &manager(), Words::default(), true).unwrap();
    press_shortcut(&flex, "H");
    assert_eq!(asked(), "toggle hold in Flex's own way");
    assert_eq!(states(&runtime), [State::Live]);
    press_shortcut(&flex, "X");
    assert_eq!(states(&runtime), [State::Live], "there is no other one");
}

#[wasm_bindgen_test]
fn a_flex_without_shortcuts_is_named() {
    let error =
        shortcuts::attach(&calls(""), &flex(), &manager(), Words::default(), true).unwrap_err();
    assert_eq!(error.to_string(), "Flex.KeyboardShortcutManager is not Flex's shortcuts");
}

#[wasm_bindgen_test]
fn the_account_chooses_when_a_call_on_hold_reminds_and_how() {
    for (settings, after, tone) in [
        ("{}", 90, true),
        (r#"{"remind_after_s": 30}"#, 30, true),
        (r#"{"remind_after_s": "45", "reminder_tone": true}"#, 45, true),
        (r#"{"remind_after_s": 0, "reminder_tone": false}"#, 0, false),
        (r#"{"remind_after_s": -1}"#, 90, true),
        (r#"{"remind_after_s": "soon"}"#, 90, true),
        (r#"{"remind_after_s": null, "reminder_tone": null}"#, 90, true),
    ] {
        let manager = with(settings);
        assert_eq!(
            manager.several_calls(),
            Settings { remind_after_s: after, at_telephone: false },
            "{settings}"
        );
        assert_eq!(manager.wants_reminder_tone(), tone, "{settings}");
    }
    assert!(with(r#"{"enabled": true}"#).wants_several_calls());
    assert!(!with(r#"{"enabled": false}"#).wants_several_calls());
    assert!(!manager().wants_several_calls());
}

fn tell(manager: &Manager, effect: multi_call::Effect) -> String {
    let teller = Teller::attach(&Runtime::new(|| 0), &flex(), manager, Words::default()).unwrap();
    asked();
    assert_eq!(teller.perform(Effect::MultiCall(effect)), None);
    asked()
}

fn reminder() -> multi_call::Effect {
    let name = Pii::new("Dana Diaz".to_owned());
    multi_call::Effect::Remind { line: line('a'), name, waited_s: 95 }
}

#[wasm_bindgen_test]
fn a_reminder_is_a_word_and_a_tone_unless_the_account_wants_no_tone() {
    let word = r#"show SwitchboardInformation {"words":"Dana Diaz has been on hold for 1:35."}"#;
    assert!(tone::play().is_ok(), "the browser's own audio takes it");
    listen_for_tones(true);
    assert_eq!(tell(&manager(), reminder()), format!("{word}; tone"));
    assert_eq!(tell(&with(r#"{"reminder_tone": false}"#), reminder()), word);
    listen_for_tones(false);
    assert_eq!(tell(&manager(), reminder()), word, "a browser without sound");
}

#[wasm_bindgen_test]
fn flexs_own_dialog_about_a_second_call_is_kept_away_or_somebody_who_can_mend_it_is_told() {
    let ours = r#"dispatch {"type":"FLEX_FEATURE_FLAG_OVERRIDE","payload":{"id":"disable-multi-call-alert","enabled":true}}"#;
    let with = |features: &str, overrides: &str| {
        format!(r#"{{"features": {{{features}}}, "localOverrides": {{{overrides}}}}}"#)
    };
    let [on, off] = [true, false]
        .map(|enabled| format!(r#""disable-multi-call-alert": {{"enabled": {enabled}}}"#));
    for (features, heeds, away, told) in [
        (with(&on, ""), true, true, ""),
        (with(&off, ""), true, true, ours),
        (with("", ""), true, true, ours),
        (with(&on, &off), true, true, ours),
        (with("", ""), false, false, ours),
        // A Flex without such features has no such dialog.
        ("null".to_owned(), false, true, ""),
    ] {
        asked();
        let store: Store = store_with(&parse(&features), heeds).unchecked_into();
        assert_eq!(alert::keep_away(&store).unwrap(), away, "{features}");
        assert_eq!(asked(), told, "{features}");
    }
    let told = tell(&manager(), multi_call::Effect::Tell(Notice::AlertStays));
    assert!(told.starts_with("show SwitchboardError "), "it stays until it was read: {told}");
}

#[wasm_bindgen_test]
fn what_went_wrong_with_a_call_is_a_warning() {
    let failed = multi_call::Effect::Tell(Notice::ResumeFailed(Pii::new("Dana Diaz".to_owned())));
    assert_eq!(
        tell(&manager(), failed),
        r#"show SwitchboardWarning {"words":"Dana Diaz could not be taken off hold. Please try again."}"#
    );
    let teller =
        Teller::attach(&Runtime::new(|| 0), &flex(), &manager(), Words::default()).unwrap();
    let others = Effect::MultiCall(multi_call::Effect::ShowNothing);
    assert_eq!(teller.perform(others.clone()), Some(others), "it is other hands'");
}

#[wasm_bindgen_test]
fn the_list_of_calls_stands_on_every_call() {
    let flex = flex();
    let mut conditions = Conditions::default();
    let element: Element = parse("{}").unchecked_into();
    conditions.add(&flex, Screen::Calls, &element).unwrap();
    assert_eq!(asked(), r#"add to CallCanvas {"sortOrder":-1001}"#);
    for (task, holds) in [
        (r#"{"taskChannelUniqueName": "voice", "attributes": {"client_call": true}}"#, "[true]"),
        (r#"{"taskChannelUniqueName": "voice"}"#, "[true]"),
        (r#"{"taskChannelUniqueName": "chat"}"#, "[false]"),
        (r#"{"taskChannelUniqueName": 7}"#, "[false]"),
        ("{}", "[false]"),
    ] {
        assert_eq!(print(&conditions_hold(&flex, "CallCanvas", &parse(task))), holds, "{task}");
    }
}

/// What is asked until a start has come to its end, which the next test need not hear of.
async fn asked_at_start(flex: &Flex, manager: Manager) -> String {
    real_react();
    switchboard::start(flex.clone(), manager).unwrap();
    let place = place();
    shown(&place).await;
    place.remove();
    asked()
}

#[wasm_bindgen_test]
async fn what_the_account_does_not_want_is_not_there() {
    for (internal, several, on_calls) in [(true, false, 1), (true, true, 2), (false, true, 1)] {
        let flags = format!(r#""internal_call": {{"enabled": {internal}, "#);
        let settings = format!(r#"{{"enabled": {several}}}"#);
        let feature = format!(r#""features": {{"multi_call": {settings}, "#);
        let told = account().replace(r#""features": {"#, &feature);
        let told = told.replace(r#""internal_call": {"enabled": true, "#, &flags);
        let flex = flex();
        let added = asked_at_start(&flex, manager_of(&told)).await;
        let case = format!("{internal} {several}: {added}");
        assert_eq!(added.matches("add to CallCanvas").count(), on_calls, "{case}");
        assert_eq!(added_to(&flex, DIALER).is_some(), internal, "{case}");
    }
}

#[wasm_bindgen_test]
async fn a_flex_without_a_place_for_the_list_is_named() {
    let flex = flex();
    take_away(flex.as_ref(), "CallCanvas");
    let told = asked_at_start(&flex, with(r#"{"enabled": true}"#)).await;
    let off = "the panel on a call between colleagues, several calls at once.";
    assert!(told.contains(off), "{told}");
}
