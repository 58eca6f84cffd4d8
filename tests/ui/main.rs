//! Our screens in a real browser: what it says to assistive technology, and what each key does.

#![cfg(target_arch = "wasm32")]

mod call;
mod decline;
mod familiar;
mod field;
mod lines;
mod list;
mod look;
mod missed;
mod queues;
mod waiting;

use std::cell::RefCell;
use std::rc::Rc;

use call_core::desk::{
    Availability, CallState, Choices, Count, Event, Finder, Missed, MissedEntry, Presence, Reason,
    Suggestion, Talk, View, Waited,
};
use call_core::id::WorkerSid;
use call_core::wire::DeclineReason;
use gloo_timers::future::TimeoutFuture;
use switchboard::host::moments::moment;
use switchboard::host::units::Units;
use switchboard::strings::{Language, Unit, Words};
use switchboard::ui::{CallPanel, CallPanelProps, Dialer, DialerProps, Place, Surroundings, Theme};
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
        let mut told = std::mem::take(&mut *self.told.borrow_mut());
        told.retain(|event| !matches!(event, Event::RowsSeen(_)));
        told
    }

    /// The rows that it has said are in view since it was asked for what it has told.
    fn seen(&self) -> Vec<String> {
        let told = std::mem::take(&mut *self.told.borrow_mut());
        let seen = |event| {
            let Event::RowsSeen(places) = event else { return None };
            Some(format!("{places:?}"))
        };
        told.into_iter().filter_map(seen).collect()
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
            words: Words::default(),
            theme: Theme::Light,
            now: Callback::from(move |()| *now.borrow()),
            units: units(Language::EnUs),
            moments: moments(Language::EnUs),
        },
        on_event: Callback::from(move |event| told.borrow_mut().push(event)),
    }
}

/// The browser's own way of writing minutes, hours and days.
fn units(language: Language) -> Callback<(u64, Unit), String> {
    let units = Units::new(language);
    Callback::from(move |(number, unit)| units.write(number, unit))
}

/// The browser's own way of writing a moment.
fn moments(language: Language) -> Callback<u64, String> {
    Callback::from(move |at| moment(language, at))
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
        since: None,
        skills: Vec::new(),
        obstacle: None,
        matched: Vec::new(),
        favourite: false,
        section: None,
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
