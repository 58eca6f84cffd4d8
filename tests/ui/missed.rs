//! The calls that the agent has missed: who called, calling back, and being done with it.

use call_core::id::TaskSid;
use call_core::wire::Clearing;

use super::*;

/// A Sunday in New York and in Bangkok.
const SUNDAY_NOON: u64 = 1_790_510_400_000;

fn call(number: usize) -> TaskSid {
    TaskSid::parse(&format!("WT{number:032}")).unwrap()
}

/// These have called in vain, a day apart; `failed` if there may be others.
pub(super) fn missed(names: &[&str], failed: bool) -> View {
    let entry = |(at, name): (usize, &&str)| MissedEntry {
        call: call(at + 1),
        caller: worker(at + 1),
        name: (*name).to_owned().into(),
        at: SUNDAY_NOON - 86_400_000 * at as u64,
    };
    let calls = names.iter().enumerate().map(entry).collect();
    View { missed: Some(Missed { calls, failed }), ..closed() }
}

#[wasm_bindgen_test]
async fn whoever_sees_the_place_of_missed_calls_is_told_what_is_new() {
    let mut shown = Shown::new(closed()).await;
    assert_eq!(shown.told(), [], "they are not kept here");
    shown.show(missed(&[], false)).await;
    assert_eq!(shown.told(), [Event::MissedWanted]);
    assert_eq!(shown.text(".swb-missed"), "", "nothing was missed");
    shown.show(missed(&["Bo Li"], false)).await;
    assert_eq!(shown.told(), [], "once");
    // Her own call takes the place, and when it is over it is looked at anew.
    let calling = CallState::Placing { name: "Bo Li".to_owned().into() };
    shown.show(View { call: calling, ..missed(&["Bo Li"], false) }).await;
    assert!(shown.maybe(".swb-missed").is_none());
    shown.show(missed(&["Bo Li"], false)).await;
    assert_eq!(shown.told(), [Event::MissedWanted]);
}

#[wasm_bindgen_test]
async fn a_missed_call_says_who_called_and_when_and_is_called_back_or_cleared() {
    let shown = Shown::new(missed(&["Bo Li", "Ann Archer"], false)).await;
    shown.told();
    assert_eq!(shown.text(".swb-missed h2"), "Missed calls: 2");
    let list = shown.attribute(".swb-missed ul", "aria-labelledby");
    assert_eq!(list, shown.attribute(".swb-missed h2", "id"), "the list has a name");
    let rows = shown.all(".swb-missed li");
    let when = |at: &Element| at.query_selector(".swb-line").unwrap().unwrap().text_content();
    let (first, second) = (when(&rows[0]).unwrap(), when(&rows[1]).unwrap());
    assert!(first.contains(':') && first != second, "{first}, {second}");
    assert!(rows[0].text_content().unwrap().starts_with("Bo Li"));

    shown.button(&format!("Call: Ann Archer, {second}")).click();
    shown.button(&format!("Clear: Bo Li, {first}")).click();
    shown.button("Clear all").click();
    let told = [
        Event::ColleagueCalled(worker(2)),
        Event::MissedCleared(Clearing::Call(call(1))),
        Event::FieldFocused,
        Event::MissedCleared(Clearing::All),
    ];
    assert_eq!(shown.told(), told);
}

#[wasm_bindgen_test]
async fn whoever_clears_one_by_the_keyboard_goes_on_with_what_is_left() {
    let mut shown = Shown::new(missed(&["Bo Li", "Ann Archer"], false)).await;
    let clear = |shown: &Shown, name: &str| {
        let all = shown.all(".swb-missed li button");
        let of = |button: &Element| {
            button.get_attribute("aria-label").unwrap().starts_with(&format!("Clear: {name}"))
        };
        let button: HtmlElement = all.into_iter().find(of).unwrap().dyn_into().unwrap();
        button.focus().unwrap();
        button.click();
    };
    let focused = || document().active_element().unwrap().tag_name();
    clear(&shown, "Bo Li");
    shown.show(missed(&["Ann Archer"], false)).await;
    assert_eq!(
        (focused().as_str(), shown.text(".swb-missed h2").as_str()),
        ("H2", "Missed calls: 1")
    );
    assert!(shown.all("button").iter().all(|b| b.text_content() != Some("Clear all".into())));
    clear(&shown, "Ann Archer");
    shown.show(missed(&[], false)).await;
    assert_eq!(focused(), "INPUT", "there is no list any more");
}

#[wasm_bindgen_test]
async fn missed_calls_that_cannot_be_read_are_told_with_a_way_on() {
    let mut shown = Shown::new(missed(&[], false)).await;
    shown.told();
    shown.show(missed(&["Bo Li"], true)).await;
    let says = "Missed calls could not be looked up.";
    assert_eq!(shown.text(".swb-missed [role=status]"), says);
    assert!(shown.text(".swb-missed").contains("Bo Li"), "what is known stays");
    shown.button(&format!("Try again: {says}")).click();
    assert_eq!(shown.told(), [Event::MissedWanted]);
}
