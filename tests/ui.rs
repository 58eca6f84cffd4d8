//! The dialer in a real browser: what it says to assistive technology, and what each key does.

#![cfg(target_arch = "wasm32")]

use std::cell::RefCell;
use std::rc::Rc;

use call_core::desk::{
    Availability, CallState, Count, Event, Finder, Presence, Reason, Suggestion, View,
};
use call_core::id::WorkerSid;
use gloo_timers::future::TimeoutFuture;
use switchboard::strings::Words;
use switchboard::ui::{CallPanel, CallPanelProps, Dialer, DialerProps, Surroundings, Theme};
use wasm_bindgen::JsCast;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::{
    Document, Element, HtmlElement, HtmlInputElement, InputEvent, KeyboardEvent, KeyboardEventInit,
    MouseEvent, MouseEventInit,
};
use yew::{AppHandle, Callback};

wasm_bindgen_test_configure!(run_in_browser);

/// A dialer on the page, and what it has told.
struct Shown {
    root: Element,
    handle: AppHandle<Dialer>,
    told: Rc<RefCell<Vec<Event>>>,
    now: Rc<RefCell<u64>>,
}

impl Shown {
    async fn new(view: View) -> Shown {
        let root = document().create_element("div").unwrap();
        document().body().unwrap().append_child(&root).unwrap();
        let told = Rc::new(RefCell::new(Vec::new()));
        let now = Rc::new(RefCell::new(0));
        let props = props(view, &told, &now);
        let handle = yew::Renderer::<Dialer>::with_root_and_props(root.clone(), props).render();
        drawn().await;
        Shown { root, handle, told, now }
    }

    async fn show(&mut self, view: View) {
        self.handle.update(props(view, &self.told, &self.now));
        drawn().await;
    }

    fn find(&self, selector: &str) -> Element {
        self.maybe(selector).unwrap_or_else(|| panic!("{selector} in {}", self.root.inner_html()))
    }

    fn maybe(&self, selector: &str) -> Option<Element> {
        self.root.query_selector(selector).unwrap()
    }

    fn all(&self, selector: &str) -> Vec<Element> {
        let found = self.root.query_selector_all(selector).unwrap();
        (0..found.length()).map(|at| found.item(at).unwrap().dyn_into().unwrap()).collect()
    }

    fn field(&self) -> HtmlInputElement {
        self.find("input").dyn_into().unwrap()
    }

    fn attribute(&self, selector: &str, name: &str) -> Option<String> {
        self.find(selector).get_attribute(name)
    }

    fn text(&self, selector: &str) -> String {
        self.find(selector).text_content().unwrap()
    }

    fn button(&self, name: &str) -> HtmlElement {
        let named = |button: &Element| {
            button.get_attribute("aria-label").or(button.text_content()).as_deref() == Some(name)
        };
        let found = self.all("button").into_iter().find(named);
        found.unwrap_or_else(|| panic!("no button {name}")).dyn_into().unwrap()
    }

    fn told(&self) -> Vec<Event> {
        std::mem::take(&mut *self.told.borrow_mut())
    }

    /// Presses a key in the field; true if Flex and the browser are kept from it.
    fn press(&self, key: &str, change: impl FnOnce(&KeyboardEventInit)) -> bool {
        let with = KeyboardEventInit::new();
        with.set_key(key);
        with.set_bubbles(true);
        with.set_cancelable(true);
        change(&with);
        let event = KeyboardEvent::new_with_keyboard_event_init_dict("keydown", &with).unwrap();
        !self.field().dispatch_event(&event).unwrap()
    }
}

impl Drop for Shown {
    fn drop(&mut self) {
        self.root.remove();
    }
}

fn props(view: View, told: &Rc<RefCell<Vec<Event>>>, now: &Rc<RefCell<u64>>) -> DialerProps {
    let (told, now) = (told.clone(), now.clone());
    DialerProps {
        view: Rc::new(view),
        surroundings: Surroundings {
            words: Words::EN_US,
            theme: Theme::Light,
            now: Callback::from(move |()| *now.borrow()),
        },
        on_event: Callback::from(move |event| told.borrow_mut().push(event)),
    }
}

/// Drawing may take a few turns of the browser's loop: yew gives way every 16 ms.
async fn drawn() {
    for _ in 0..4 {
        TimeoutFuture::new(0).await;
    }
}

fn document() -> Document {
    web_sys::window().unwrap().document().unwrap()
}

fn worker(number: usize) -> WorkerSid {
    WorkerSid::parse(&format!("WK{number:032}")).unwrap()
}

fn suggestion(number: usize, name: &str) -> Suggestion {
    Suggestion {
        worker: worker(number),
        name: name.to_owned().into(),
        team: None,
        presence: Presence::Available,
        activity: "Available".into(),
        obstacle: None,
        matched: Vec::new(),
    }
}

/// A desk that is ready and whose list shows these colleagues.
fn listing(options: Vec<Suggestion>) -> View {
    let matching = options.len();
    View {
        availability: Availability::Ready,
        finder: Finder {
            query: "bo".to_owned().into(),
            options,
            open: true,
            count: Count::Matches { matching, known: 20 },
            ..Finder::default()
        },
        ..View::default()
    }
}

fn two() -> View {
    listing(vec![suggestion(1, "Bob Baker"), suggestion(2, "Bo Li")])
}

fn closed() -> View {
    let mut view = two();
    view.finder.open = false;
    view
}

fn many(count: usize, highlighted: Option<usize>) -> View {
    let mut view = listing((0..count).map(|at| suggestion(at, &format!("Bo {at}"))).collect());
    view.finder.highlighted = highlighted;
    view
}

#[wasm_bindgen_test]
async fn the_section_the_field_and_the_list_have_roles_and_names() {
    let shown = Shown::new(two()).await;
    let title = shown.attribute("[role=region]", "aria-labelledby").unwrap();
    assert_eq!(shown.text(&format!("#{title}")), "Call Agent");
    let field = shown.field().id();
    assert_eq!(shown.text(&format!("label[for={field}]")), "Colleague");
    for (name, value) in
        [("role", "combobox"), ("aria-autocomplete", "list"), ("aria-expanded", "true")]
    {
        assert_eq!(shown.attribute("input", name).as_deref(), Some(value), "{name}");
    }
    let list = shown.attribute("input", "aria-controls").unwrap();
    assert_eq!(shown.attribute(&format!("#{list}"), "role").as_deref(), Some("listbox"));
    assert_eq!(shown.attribute(&format!("#{list}"), "aria-label").as_deref(), Some("Colleagues"));
}

#[wasm_bindgen_test]
async fn the_highlighted_row_is_the_active_one_and_only_in_an_open_list() {
    let mut view = two();
    view.finder.highlighted = Some(1);
    let mut shown = Shown::new(view.clone()).await;
    let active = shown.attribute("input", "aria-activedescendant").unwrap();
    let row = shown.find(&format!("#{active}"));
    assert!(row.text_content().unwrap().starts_with("Bo Li"));
    let selected: Vec<_> =
        shown.all("[role=option]").iter().map(|row| row.get_attribute("aria-selected")).collect();
    assert_eq!(selected, [Some("false".into()), Some("true".into())]);
    view.finder.open = false;
    shown.show(view).await;
    assert_eq!(shown.attribute("input", "aria-activedescendant"), None);
    assert_eq!(shown.attribute("input", "aria-expanded").as_deref(), Some("false"));
    assert!(shown.maybe("[role=listbox]").is_none());
}

#[wasm_bindgen_test]
async fn two_dialers_on_a_page_share_no_id() {
    let (one, other) = (Shown::new(two()).await, Shown::new(two()).await);
    let ids =
        |shown: &Shown| -> Vec<String> { shown.all("[id]").iter().map(Element::id).collect() };
    assert_eq!(ids(&one).len(), ids(&other).len());
    assert!(ids(&one).iter().all(|id| !ids(&other).contains(id)));
}

#[wasm_bindgen_test]
async fn each_key_tells_the_desk_what_it_means() {
    use call_core::desk::ListKey::*;
    let plain = |_: &KeyboardEventInit| {};
    let alt = |with: &KeyboardEventInit| with.set_alt_key(true);
    let table = [
        // key, modifier, told when the list is open, told when it is closed
        ("ArrowDown", false, Some(ArrowDown), Some(ArrowDown)),
        ("ArrowUp", false, Some(ArrowUp), Some(ArrowUp)),
        ("ArrowDown", true, Some(AltArrowDown), Some(AltArrowDown)),
        ("ArrowUp", true, Some(AltArrowUp), Some(AltArrowUp)),
        ("PageDown", false, Some(PageDown), Some(PageDown)),
        ("PageUp", false, Some(PageUp), Some(PageUp)),
        ("Enter", false, Some(Enter), None),
        ("Escape", false, Some(Escape), Some(Escape)),
        // They move in the text.
        ("Home", false, None, None),
        ("End", false, None, None),
        ("ArrowLeft", false, None, None),
        ("b", false, None, None),
    ];
    let (open, shut) = (Shown::new(two()).await, Shown::new(closed()).await);
    for (key, with_alt, when_open, when_closed) in table {
        for (shown, expected) in [(&open, when_open), (&shut, when_closed)] {
            let kept = if with_alt { shown.press(key, alt) } else { shown.press(key, plain) };
            assert_eq!(shown.told(), expected.map(Event::KeyPressed).as_slice(), "{key}");
            assert_eq!(kept, expected.is_some(), "{key} reaches Flex only if it is not ours");
        }
    }
}

#[wasm_bindgen_test]
async fn tab_closes_and_goes_on_and_shortcuts_are_left_alone() {
    use call_core::desk::ListKey;
    let shown = Shown::new(two()).await;
    assert!(!shown.press("Tab", |_| {}));
    assert_eq!(shown.told(), [Event::KeyPressed(ListKey::Tab)]);
    assert!(!shown.press("Tab", |with| with.set_shift_key(true)));
    assert_eq!(shown.told(), [Event::KeyPressed(ListKey::Tab)]);
    for modifier in [
        KeyboardEventInit::set_ctrl_key,
        KeyboardEventInit::set_meta_key,
        KeyboardEventInit::set_shift_key,
    ] {
        assert!(!shown.press("ArrowDown", |with| modifier(with, true)));
        assert_eq!(shown.told(), []);
    }
}

#[wasm_bindgen_test]
async fn escape_in_an_empty_field_is_for_flex() {
    let mut view = closed();
    view.finder.query = String::new().into();
    let shown = Shown::new(view).await;
    assert!(!shown.press("Escape", |_| {}));
    assert_eq!(shown.told(), []);
}

#[wasm_bindgen_test]
async fn keys_of_an_input_method_are_not_ours() {
    let shown = Shown::new(two()).await;
    for key in ["Enter", "ArrowDown", "Escape"] {
        assert!(!shown.press(key, |with| with.set_is_composing(true)));
        assert!(!shown.press(key, |with| with.set_key_code(229)));
    }
    assert_eq!(shown.told(), []);
}

#[wasm_bindgen_test]
async fn what_is_typed_is_told_and_what_the_desk_says_is_written() {
    let mut shown = Shown::new(closed()).await;
    assert_eq!(shown.field().value(), "bo");
    shown.field().set_value("bob");
    shown.field().dispatch_event(&InputEvent::new("input").unwrap()).unwrap();
    assert_eq!(shown.told(), [Event::Typed("bob".to_owned().into())]);
    let mut view = closed();
    view.finder.query = "Bob Baker".to_owned().into();
    shown.show(view).await;
    assert_eq!(shown.field().value(), "Bob Baker");
}

#[wasm_bindgen_test]
async fn a_late_echo_does_not_take_letters_back() {
    let mut shown = Shown::new(closed()).await;
    for text in ["bob", "bob b"] {
        shown.field().set_value(text);
        shown.field().dispatch_event(&InputEvent::new("input").unwrap()).unwrap();
    }
    let with_query = |query: &str| {
        let mut view = closed();
        view.finder.query = query.to_owned().into();
        view
    };
    shown.show(with_query("bob")).await;
    assert_eq!(shown.field().value(), "bob b");
    shown.show(with_query("bob b")).await;
    shown.show(with_query("bob")).await;
    assert_eq!(shown.field().value(), "bob", "now it is the desk that changed it");
}

#[wasm_bindgen_test]
async fn an_unfinished_composition_is_not_overwritten() {
    let mut shown = Shown::new(closed()).await;
    shown.field().set_value("boに");
    let mut view = two();
    view.finder.highlighted = Some(0);
    shown.show(view).await;
    assert_eq!(shown.field().value(), "boに", "the desk's text has not changed");
}

#[wasm_bindgen_test]
async fn a_press_in_the_list_picks_and_leaves_the_focus_in_the_field() {
    let shown = Shown::new(two()).await;
    shown.field().focus().unwrap();
    let row: HtmlElement = shown.all("[role=option]")[1].clone().dyn_into().unwrap();
    let with = MouseEventInit::new();
    with.set_bubbles(true);
    with.set_cancelable(true);
    let down = MouseEvent::new_with_mouse_event_init_dict("mousedown", &with).unwrap();
    assert!(!row.dispatch_event(&down).unwrap(), "the browser is kept from moving the focus");
    row.click();
    assert_eq!(shown.told(), [Event::FieldFocused, Event::OptionPicked(worker(2))]);
}

#[wasm_bindgen_test]
async fn the_small_buttons_open_close_and_clear() {
    use call_core::desk::ListKey;
    let mut shown = Shown::new(closed()).await;
    shown.field().focus().unwrap();
    shown.told();
    shown.button("Show colleagues").click();
    assert_eq!(shown.told(), [Event::KeyPressed(ListKey::AltArrowDown)]);
    shown.button("Clear").click();
    assert_eq!(shown.told(), [Event::Cleared]);
    shown.show(two()).await;
    shown.button("Hide colleagues").click();
    assert_eq!(shown.told(), [Event::KeyPressed(ListKey::AltArrowUp)]);
    let mut empty = closed();
    empty.finder.query = String::new().into();
    shown.show(empty).await;
    assert!(
        shown.all("button").iter().all(|b| b.get_attribute("aria-label") != Some("Clear".into()))
    );
}

#[wasm_bindgen_test]
async fn a_row_says_in_words_what_its_mark_shows() {
    let name = || "Bob Baker".to_owned().into();
    let table = [
        (Presence::Available, "Available", None, None, "Available"),
        (Presence::Available, "Ready", None, Some("Sales"), "Ready · Sales"),
        (
            Presence::Available,
            "Available",
            Some(Reason::ColleagueBusy { name: name() }),
            None,
            "Available · on a call",
        ),
        (
            Presence::Unavailable,
            "Break",
            Some(Reason::ColleagueUnavailable { name: name(), activity: "Break".into() }),
            None,
            "Break · cannot be called now",
        ),
        (
            Presence::Offline,
            "",
            Some(Reason::ColleagueOffline { name: name() }),
            None,
            "Offline · cannot be called now",
        ),
        (
            Presence::Available,
            "Available",
            Some(Reason::ColleagueWithoutAddress { name: name() }),
            None,
            "Available · has no phone to ring",
        ),
    ];
    let mut drawings = std::collections::BTreeSet::new();
    for (presence, activity, obstacle, team, line) in table {
        let colleague = Suggestion {
            presence,
            activity: activity.into(),
            obstacle: obstacle.clone(),
            team: team.map(Into::into),
            ..suggestion(1, "Bob Baker")
        };
        let shown = Shown::new(listing(vec![colleague])).await;
        assert_eq!(shown.text("[role=option]"), format!("Bob Baker{line}"));
        let disabled = shown.attribute("[role=option]", "aria-disabled");
        assert_eq!(disabled.as_deref(), obstacle.map(|_| "true"), "{line}");
        assert_eq!(shown.attribute("[role=option] svg", "aria-hidden").as_deref(), Some("true"));
        drawings.insert(shown.find("[role=option] svg").inner_html());
    }
    assert_eq!(drawings.len(), 3, "available, not now and offline differ in shape");
}

#[wasm_bindgen_test]
async fn matching_parts_of_a_name_are_marked() {
    let mut zoe = suggestion(1, "Zoë Müller");
    zoe.matched = vec![0..4, 5..9];
    let shown = Shown::new(listing(vec![zoe])).await;
    let marks: Vec<_> = shown.all("mark").iter().filter_map(|mark| mark.text_content()).collect();
    assert_eq!(marks, ["Zoë", "Mül"]);
    assert!(shown.text("[role=option]").starts_with("Zoë Müller"));
}

#[wasm_bindgen_test]
async fn of_a_thousand_rows_only_those_near_the_view_are_on_the_page() {
    let mut shown = Shown::new(many(1_000, None)).await;
    let places = |shown: &Shown| -> Vec<usize> {
        let place = |row: &Element| row.get_attribute("aria-posinset")?.parse().ok();
        shown.all("[role=option]").iter().filter_map(place).collect()
    };
    assert_eq!(places(&shown), (1..=10).collect::<Vec<_>>());
    assert_eq!(shown.attribute("[role=option]", "aria-setsize").as_deref(), Some("1000"));

    // The keyboard goes to the end: the list follows.
    shown.show(many(1_000, Some(999))).await;
    drawn().await;
    assert!(places(&shown).contains(&1_000));
    assert!(places(&shown).len() <= 14, "{:?}", places(&shown));
    let scroller = shown.find(".swb-scroller");
    assert_eq!(scroller.scroll_top() + scroller.client_height(), 1_000 * 48);

    // The mouse wheel goes back: the active row stays on the page, wherever it is.
    scroller.set_scroll_top(0);
    scroller.dispatch_event(&web_sys::Event::new("scroll").unwrap()).unwrap();
    drawn().await;
    let active = shown.attribute("input", "aria-activedescendant").unwrap();
    assert!(shown.maybe(&format!("#{active}")).is_some());
    assert!(places(&shown).contains(&1));
}

#[wasm_bindgen_test]
async fn every_row_has_the_height_that_the_list_reckons_with() {
    let long = "Bartholomew Featherstonehaugh-Cholmondeley ".repeat(4);
    let shown = Shown::new(listing(vec![suggestion(1, &long), suggestion(2, "Bo")])).await;
    let tops: Vec<f64> =
        shown.all("[role=option]").iter().map(|r| r.get_bounding_client_rect().top()).collect();
    assert_eq!(tops[1] - tops[0], 48.0);
    for row in shown.all("[role=option]") {
        assert_eq!(row.get_bounding_client_rect().height(), 48.0);
    }
}

#[wasm_bindgen_test]
async fn the_line_under_the_field_says_what_was_found() {
    let count = |matching, known| Count::Matches { matching, known };
    let some = || vec![suggestion(1, "Bo")];
    let table = [
        (Count::Loading, vec![], "Looking up your colleagues…"),
        (Count::Failed, vec![], "Your colleagues could not be looked up.Try again"),
        (count(0, 0), vec![], "There are no colleagues yet."),
        (count(0, 9), vec![], "Nobody matches “bo”."),
        (count(1, 9), some(), "1 colleague"),
        (count(2, 9), vec![suggestion(1, "Bo"), suggestion(2, "Bob")], "2 colleagues"),
        (count(300, 900), some(), "300 colleagues, the best 1 are listed"),
    ];
    for (count, options, line) in table {
        let mut view = listing(options);
        view.finder.count = count;
        let shown = Shown::new(view).await;
        let state = shown.attribute("input", "aria-describedby").unwrap();
        assert_eq!(shown.text(&format!("#{state}")), line);
        assert_eq!(shown.attribute(&format!("#{state}"), "aria-live").as_deref(), Some("polite"));
    }
}

#[wasm_bindgen_test]
async fn the_colleagues_can_be_asked_for_again() {
    let mut view = closed();
    view.finder.count = Count::Failed;
    let shown = Shown::new(view).await;
    shown.button("Try again").click();
    assert_eq!(shown.told(), [Event::FieldFocused]);
}

#[wasm_bindgen_test]
async fn call_calls_whoever_is_chosen_and_else_leads_to_the_field() {
    let mut view = closed();
    let mut shown = Shown::new(view.clone()).await;
    assert_eq!(shown.button("Call").get_attribute("aria-disabled").as_deref(), Some("true"));
    shown.button("Call").click();
    assert_eq!(shown.told(), [Event::FieldFocused]);
    assert!(
        document()
            .active_element()
            .is_some_and(|element| element.is_same_node(Some(&shown.field())))
    );

    view.finder.chosen = Some(suggestion(1, "Bob Baker"));
    view.can_call = true;
    shown.show(view).await;
    assert_eq!(shown.button("Call").get_attribute("aria-disabled"), None);
    shown.button("Call").click();
    assert_eq!(shown.told(), [Event::CallPressed]);
}

#[wasm_bindgen_test]
async fn call_pressed_in_vain_is_told_so_that_the_desk_can_say_why() {
    let mut view = closed();
    view.finder.chosen = Some(suggestion(1, "Bob Baker"));
    let shown = Shown::new(view).await;
    assert_eq!(shown.button("Call").get_attribute("aria-disabled").as_deref(), Some("true"));
    shown.button("Call").click();
    assert_eq!(shown.told(), [Event::CallPressed]);
}

fn calling(call: CallState) -> View {
    View { call, can_cancel: true, ..closed() }
}

#[wasm_bindgen_test]
async fn a_call_shows_whom_for_how_long_and_cancel() {
    let name = || "Bob Baker".to_owned().into();
    let mut shown = Shown::new(calling(CallState::Placing { name: name() })).await;
    assert_eq!(shown.text("[role=status]"), "Calling Bob Baker");
    assert!(shown.maybe("input").is_none(), "one call at a time");
    assert!(shown.maybe("[role=timer]").is_none(), "nobody rings yet");
    shown.button("Cancel").click();
    assert_eq!(shown.told(), [Event::CancelPressed]);

    *shown.now.borrow_mut() = 1_000 + 67_900;
    shown.show(calling(CallState::Ringing { name: name(), since: 1_000 })).await;
    assert_eq!(shown.text("[role=timer]"), "1:07");
    assert!(shown.maybe("[role=status] [role=timer]").is_none(), "nobody is read every second");

    let mut talking = calling(CallState::Connected { name: name() });
    talking.can_cancel = false;
    shown.show(talking).await;
    assert_eq!(shown.text("[role=status]"), "Connected with Bob Baker");
    assert!(shown.all("button").is_empty());
}

#[wasm_bindgen_test]
async fn what_became_of_the_call_is_told_until_dismissed() {
    let name = || "Bob Baker".to_owned().into();
    let table = [
        (Reason::Declined { name: name() }, "Bob Baker declined the call."),
        (Reason::NoAnswer { name: name() }, "Bob Baker did not answer."),
        (
            Reason::ColleagueUnavailable { name: name(), activity: "Break".into() },
            "Bob Baker takes no calls now: Break.",
        ),
        (Reason::LineBusy, "You are on a call. End it before you call a colleague."),
    ];
    for (reason, text) in table {
        let shown = Shown::new(View { call: CallState::Told(reason), ..closed() }).await;
        assert_eq!(shown.text(".swb-message"), text);
        assert!(shown.maybe("input").is_some(), "the next call can be placed");
        shown.button("Dismiss").click();
        assert_eq!(shown.told(), [Event::NoticeDismissed]);
    }
}

#[wasm_bindgen_test]
async fn the_focus_is_never_lost() {
    let name = || "Bob Baker".to_owned().into();
    let mut view = closed();
    view.finder.chosen = Some(suggestion(1, "Bob Baker"));
    view.can_call = true;
    let mut shown = Shown::new(view.clone()).await;
    let focused = || document().active_element().map(|element| element.class_name());
    shown.button("Call").focus().unwrap();
    shown.show(calling(CallState::Placing { name: name() })).await;
    assert_eq!(focused().as_deref(), Some("swb-message"), "not Cancel, a second press cancels");
    shown.button("Cancel").focus().unwrap();
    shown
        .show(View { call: CallState::Told(Reason::Declined { name: name() }), ..view.clone() })
        .await;
    assert_eq!(focused().as_deref(), Some("swb-message"));
    shown.button("Dismiss").focus().unwrap();
    shown.show(view).await;
    assert_eq!(focused().as_deref(), Some("swb-field"));
}

#[wasm_bindgen_test]
async fn a_message_takes_no_focus_from_elsewhere() {
    let elsewhere: HtmlElement = document().create_element("button").unwrap().dyn_into().unwrap();
    document().body().unwrap().append_child(&elsewhere).unwrap();
    let mut shown = Shown::new(closed()).await;
    elsewhere.focus().unwrap();
    shown.show(View { call: CallState::Told(Reason::LineBusy), ..closed() }).await;
    assert!(
        document().active_element().is_some_and(|element| element.is_same_node(Some(&elsewhere)))
    );
    elsewhere.remove();
}

#[wasm_bindgen_test]
async fn what_is_not_ready_says_so_and_offers_nothing() {
    let table = [
        (Availability::Starting, "Getting ready to reach your colleagues…"),
        (
            Availability::NotSetUp(Reason::NoOutboundFlow),
            "The account has no default outbound flow. An administrator turns it on in Flex's dialpad settings.",
        ),
    ];
    for (availability, text) in table {
        let shown = Shown::new(View { availability, ..View::default() }).await;
        assert_eq!(shown.text("[role=status]"), text);
        assert!(shown.all("button, input").is_empty());
    }
}

#[wasm_bindgen_test]
async fn everything_that_can_be_pressed_is_large_enough() {
    let mut view = two();
    view.finder.count = Count::Failed;
    view.call = CallState::Told(Reason::LineBusy);
    let shown = Shown::new(view).await;
    for target in shown.all("button, input, [role=option]") {
        let size = target.get_bounding_client_rect();
        assert!(size.width() >= 24.0 && size.height() >= 24.0, "{}", target.outer_html());
    }
}

#[wasm_bindgen_test]
async fn the_panel_in_flexs_canvas_shows_the_call_alone() {
    let root = document().create_element("div").unwrap();
    document().body().unwrap().append_child(&root).unwrap();
    let (told, now) = (Rc::default(), Rc::default());
    let DialerProps { surroundings, on_event, .. } = props(View::default(), &told, &now);
    let panel = |call| CallPanelProps {
        view: Rc::new(View { call, can_cancel: true, ..View::default() }),
        surroundings: surroundings.clone(),
        on_event: on_event.clone(),
    };
    let ringing = CallState::Ringing { name: "Bob Baker".to_owned().into(), since: 0 };
    let mut handle =
        yew::Renderer::<CallPanel>::with_root_and_props(root.clone(), panel(ringing)).render();
    drawn().await;
    let text =
        |selector: &str| root.query_selector(selector).unwrap().and_then(|e| e.text_content());
    assert_eq!(text("[role=status]").as_deref(), Some("Calling Bob Baker"));
    assert_eq!(text("button").as_deref(), Some("Cancel"));
    handle.update(panel(CallState::Idle));
    drawn().await;
    assert_eq!((text("[role=status]"), text("button")), (Some(String::new()), None));
    handle.destroy();
    drawn().await;
    assert_eq!(root.inner_html(), "");
    root.remove();
}
