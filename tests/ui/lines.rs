//! The list of the agent's calls: which is live, in words; and going from one to another.

use call_core::id::ReservationSid;
use call_core::multi_call::{self, Shown as Call, State};
use wasm_bindgen::JsValue;

use super::*;

/// The button that opens the dialpad.
const ELSE: &str = "Call somebody else";

/// The list on the page, and what it has told.
struct Listed {
    root: Element,
    handle: AppHandle<CallPanel>,
    told: Rc<RefCell<Vec<Event>>>,
    now: Rc<RefCell<u64>>,
}

impl Listed {
    async fn new(calls: &[Call]) -> Listed {
        let root = document().create_element("div").unwrap();
        document().body().unwrap().append_child(&root).unwrap();
        let (told, now) = (Rc::default(), Rc::new(RefCell::new(67_000)));
        let props = listed(calls, &told, &now);
        let handle = yew::Renderer::<CallPanel>::with_root_and_props(root.clone(), props).render();
        drawn().await;
        Listed { root, handle, told, now }
    }

    async fn show(&mut self, calls: &[Call]) {
        self.handle.update(listed(calls, &self.told, &self.now));
        drawn().await;
    }

    fn all(&self, selector: &str) -> Vec<HtmlElement> {
        let found = self.root.query_selector_all(selector).unwrap();
        (0..found.length()).map(|at| found.item(at).unwrap().dyn_into().unwrap()).collect()
    }

    fn texts(&self, selector: &str) -> Vec<String> {
        self.all(selector).iter().map(|one| one.text_content().unwrap()).collect()
    }

    /// What assistive technology calls the buttons.
    fn buttons(&self) -> Vec<String> {
        let name =
            |one: &HtmlElement| one.get_attribute("aria-label").or(one.text_content()).unwrap();
        self.all("button").iter().map(name).collect()
    }

    fn button(&self, name: &str) -> HtmlElement {
        let at = self.buttons().iter().position(|one| one == name);
        self.all("button")[at.unwrap_or_else(|| panic!("{name} in {:?}", self.buttons()))].clone()
    }

    fn status(&self) -> String {
        self.texts("[role=status]").concat()
    }

    fn told(&self) -> Vec<multi_call::Event> {
        let told = std::mem::take(&mut *self.told.borrow_mut());
        let of_calls = |event| {
            let Event::MultiCall(event) = event else { panic!("{event:?}") };
            event
        };
        told.into_iter().map(of_calls).collect()
    }
}

impl Drop for Listed {
    fn drop(&mut self) {
        self.root.remove();
    }
}

fn listed(
    calls: &[Call],
    told: &Rc<RefCell<Vec<Event>>>,
    now: &Rc<RefCell<u64>>,
) -> CallPanelProps {
    let view = View { lines: calls.to_vec(), ..View::default() };
    let DialerProps { view, surroundings, on_event } = props(view, told, now);
    CallPanelProps { place: Place::Calls, view, surroundings, on_event }
}

fn line(number: usize) -> ReservationSid {
    ReservationSid::parse(&format!("WR{number:032}")).unwrap()
}

/// A call that has been so for a minute and `number` seconds.
fn call(number: usize, name: &str, state: State) -> Call {
    Call {
        line: line(number),
        name: name.to_owned().into(),
        state,
        since: 7_000 - 1_000 * number as u64,
        muted: false,
        unheard: true,
    }
}

fn dana(state: State) -> Call {
    call(1, "Dana Diaz", state)
}

fn bob(state: State) -> Call {
    call(2, "Bob Baker", state)
}

fn focused() -> Option<String> {
    let element = document().active_element()?;
    element.get_attribute("aria-label").or_else(|| element.get_attribute("role"))
}

#[wasm_bindgen_test]
async fn every_call_says_its_name_its_state_its_time_and_what_can_be_done() {
    let muted = Call { muted: true, ..dana(State::Live) };
    // At a telephone that takes its time.
    let heard = Call { unheard: false, ..dana(State::Parking) };
    for (call, words, does) in [
        (heard, "Putting on hold… · 1:01", "Resume Dana Diaz"),
        (dana(State::Live), "Live · 1:01", "Hold Dana Diaz"),
        (muted, "Live · You are muted · 1:01", "Hold Dana Diaz"),
        (dana(State::Parked), "On hold · nobody hears you · 1:01", "Resume Dana Diaz"),
        (dana(State::Parking), "Putting on hold… · nobody hears you · 1:01", "Resume Dana Diaz"),
        (dana(State::Resuming), "Ending the hold… · 1:01", "Hold Dana Diaz"),
    ] {
        let shown = Listed::new(&[call.clone(), bob(State::Parked)]).await;
        assert_eq!(shown.texts("h2"), ["Your calls"]);
        let list = &shown.all("ul")[0];
        let named = list.get_attribute("aria-labelledby").unwrap();
        assert_eq!(shown.texts(&format!("#{named}")), ["Your calls"]);
        assert_eq!(shown.texts("li .swb-who"), ["Dana Diaz", "Bob Baker"]);
        assert_eq!(shown.texts("li .swb-state")[0], words);
        assert_eq!(shown.buttons(), [does, "Resume Bob Baker", "Swap calls", ELSE], "{call:?}");
        let seen = shown.texts("button");
        assert!(does.starts_with(&seen[0]), "what is seen, {}, begins the name {does}", seen[0]);
        assert_eq!(shown.texts("[role=timer]"), ["1:01", "1:02"]);
        assert!(shown.all("[role=status] [role=timer]").is_empty(), "nobody is read every second");
    }
}

#[wasm_bindgen_test]
async fn every_state_has_a_shape_of_its_own() {
    use State::{Live, Parked, Parking, Resuming};
    let calls = [Live, Parked, Parking, Resuming].map(dana);
    let mut shapes = Vec::new();
    for call in calls {
        let shown = Listed::new(&[call, bob(State::Parked)]).await;
        let shape = shown.root.query_selector("li svg g").unwrap().unwrap().inner_html();
        assert!(!shapes.contains(&shape), "{shape}");
        shapes.push(shape);
    }
}

#[wasm_bindgen_test]
async fn each_button_acts_on_its_own_call() {
    use multi_call::Event::{ParkPressed, ResumePressed, SwapPressed};
    let mut shown = Listed::new(&[dana(State::Live), bob(State::Parked)]).await;
    shown.button("Hold Dana Diaz").click();
    shown.button("Resume Bob Baker").click();
    shown.button("Swap calls").click();
    let pressed = [ParkPressed { line: line(1) }, ResumePressed { line: line(2) }, SwapPressed];
    assert_eq!(shown.told(), pressed);

    let third = call(3, "Carol Chen", State::Live);
    shown.show(&[dana(State::Parked), bob(State::Parked), third]).await;
    let buttons = ["Resume Dana Diaz", "Resume Bob Baker", "Hold Carol Chen", ELSE];
    assert_eq!(shown.buttons(), buttons, "of three none is the other one");
    shown.button("Resume Bob Baker").click();
    assert_eq!(shown.told(), [ResumePressed { line: line(2) }]);
}

#[wasm_bindgen_test]
async fn beside_any_call_somebody_else_can_be_called() {
    let mut shown = Listed::new(&[dana(State::Live)]).await;
    assert_eq!(shown.buttons(), [ELSE]);
    shown.button(ELSE).click();
    assert_eq!(shown.told(), [multi_call::Event::DialPressed]);
    shown.show(&[]).await;
    assert_eq!(shown.buttons(), [""; 0]);
}

#[wasm_bindgen_test]
async fn one_call_is_listed_only_while_it_is_not_live() {
    let mut shown = Listed::new(&[]).await;
    for (calls, listed) in [
        (vec![], 0),
        (vec![dana(State::Live)], 0),
        (vec![dana(State::Parked)], 1),
        (vec![dana(State::Resuming)], 1),
        (vec![dana(State::Live)], 0),
        (vec![dana(State::Parked), bob(State::Live)], 2),
    ] {
        shown.show(&calls).await;
        assert_eq!(shown.all("li").len(), listed, "{calls:?}");
        assert_eq!(shown.all("h2, ul").is_empty(), listed == 0, "{calls:?}");
    }
}

#[wasm_bindgen_test]
async fn it_is_said_which_call_is_live_whenever_that_changes() {
    let nobody = "No call is live: nobody hears you.";
    let mut shown = Listed::new(&[]).await;
    for (calls, said) in [
        (vec![dana(State::Live)], ""),
        (vec![dana(State::Parking), bob(State::Live)], "You are talking with Bob Baker."),
        // No word about what is over in a moment.
        (vec![dana(State::Resuming), bob(State::Parking)], "You are talking with Bob Baker."),
        (vec![dana(State::Live), bob(State::Parked)], "You are talking with Dana Diaz."),
        (vec![dana(State::Parked), bob(State::Parked)], nobody),
        (vec![bob(State::Parked)], nobody),
        (vec![bob(State::Live)], "You are talking with Bob Baker."),
        (vec![], ""),
        (vec![dana(State::Live)], ""),
    ] {
        shown.show(&calls).await;
        assert_eq!(shown.status(), said, "{calls:?}");
    }
}

#[wasm_bindgen_test]
async fn the_focus_stays_on_a_button_that_does_something_else_now() {
    let mut shown = Listed::new(&[dana(State::Live), bob(State::Parked)]).await;
    shown.button("Resume Bob Baker").focus().unwrap();
    for (dana_is, bob_is, name) in [
        (State::Parking, State::Resuming, "Hold Bob Baker"),
        (State::Parked, State::Live, "Hold Bob Baker"),
        (State::Parked, State::Parked, "Resume Bob Baker"),
    ] {
        shown.show(&[dana(dana_is), bob(bob_is)]).await;
        assert_eq!(focused().as_deref(), Some(name));
    }
    // Another call ends, and the row moves up.
    shown.show(&[bob(State::Parked)]).await;
    assert_eq!(focused().as_deref(), Some("Resume Bob Baker"));
}

#[wasm_bindgen_test]
async fn the_focus_goes_to_the_status_when_its_button_goes_and_is_not_taken_from_elsewhere() {
    let both = [dana(State::Parked), bob(State::Live)];
    let mut shown = Listed::new(&both).await;
    shown.button("Swap calls").focus().unwrap();
    shown.show(&[bob(State::Parked)]).await;
    assert_eq!(focused().as_deref(), Some("status"));

    shown.show(&both).await;
    shown.button("Resume Dana Diaz").focus().unwrap();
    shown.show(&[bob(State::Live)]).await;
    assert_eq!(focused().as_deref(), Some("status"));
    assert_eq!(shown.status(), "You are talking with Bob Baker.");

    shown.show(&both).await;
    document().active_element().unwrap().dyn_into::<HtmlElement>().unwrap().blur().unwrap();
    shown.show(&[bob(State::Live)]).await;
    assert_eq!(focused(), None, "nobody was here");
}

#[wasm_bindgen_test]
async fn who_presses_twice_or_holds_the_key_down_presses_once() {
    let shown = Listed::new(&[dana(State::Live), bob(State::Parked)]).await;
    let press = |detail| {
        let with = MouseEventInit::new();
        with.set_bubbles(true);
        with.set_detail(detail);
        let click = MouseEvent::new_with_mouse_event_init_dict("click", &with).unwrap();
        shown.button("Hold Dana Diaz").dispatch_event(&click).unwrap();
    };
    press(1);
    press(2);
    assert_eq!(shown.told(), [multi_call::Event::ParkPressed { line: line(1) }]);

    let key = |key: &str, repeat| {
        let with = KeyboardEventInit::new();
        with.set_key(key);
        with.set_repeat(repeat);
        with.set_bubbles(true);
        with.set_cancelable(true);
        let event = KeyboardEvent::new_with_keyboard_event_init_dict("keydown", &with).unwrap();
        shown.button("Hold Dana Diaz").dispatch_event(&event).unwrap()
    };
    assert!(key("Enter", false), "the browser presses the button");
    assert!(!key("Enter", true));
    assert!(key("Tab", true), "the focus goes on as ever");
}

/// Catches the clocks that tick every second.
const CATCH_CLOCKS: &str = r#"
    globalThis.ticks = new Map();
    globalThis.realClocks = [setInterval, clearInterval];
    globalThis.setInterval = (tick) => (ticks.set(ticks.size + 1, tick), ticks.size);
    globalThis.clearInterval = (id) => ticks.delete(id);
"#;
const RELEASE_CLOCKS: &str =
    "[globalThis.setInterval, globalThis.clearInterval] = globalThis.realClocks";

#[wasm_bindgen_test]
async fn one_clock_moves_all_times_and_stops_with_the_list() {
    let run = |script: &str| js_sys::eval(script).unwrap();
    run(CATCH_CLOCKS);
    let mut shown = Listed::new(&[dana(State::Live)]).await;
    assert_eq!(run("ticks.size"), JsValue::from(0));
    shown.show(&[dana(State::Parked), bob(State::Live)]).await;
    assert_eq!(run("ticks.size"), JsValue::from(1));
    *shown.now.borrow_mut() += 5_000;
    run("ticks.forEach((tick) => tick())");
    drawn().await;
    assert_eq!(shown.texts("[role=timer]"), ["1:06", "1:07"]);
    shown.show(&[dana(State::Live)]).await;
    assert_eq!(run("ticks.size"), JsValue::from(0));
    run(RELEASE_CLOCKS);
}
