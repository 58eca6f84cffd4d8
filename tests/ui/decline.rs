//! Declining with a reason: by pointer, by keyboard, and left with Escape.

use call_core::desk::Offered;
use call_core::id::ReservationSid;
use web_sys::HtmlInputElement;

use super::*;

struct Panel {
    root: Element,
    handle: AppHandle<CallPanel>,
    told: Rc<RefCell<Vec<Event>>>,
}

fn reservation() -> ReservationSid {
    ReservationSid::parse(&format!("WR{:032}", 1)).unwrap()
}

impl Panel {
    async fn new(names: &[&str]) -> Panel {
        let root = document().create_element("div").unwrap();
        document().body().unwrap().append_child(&root).unwrap();
        let (told, now) = (Rc::default(), Rc::default());
        let offered = names.iter().enumerate().map(|(at, name)| Offered {
            reservation: ReservationSid::parse(&format!("WR{:032}", at + 1)).unwrap(),
            name: (*name).to_owned().into(),
        });
        let view = View { offered: offered.collect(), ..View::default() };
        let DialerProps { view, surroundings, on_event } = props(view, &told, &now);
        let props = CallPanelProps { place: Place::Offer, view, surroundings, on_event };
        let handle = yew::Renderer::<CallPanel>::with_root_and_props(root.clone(), props).render();
        drawn().await;
        Panel { root, handle, told }
    }

    fn maybe(&self, selector: &str) -> Option<HtmlElement> {
        self.root.query_selector(selector).unwrap().map(|found| found.dyn_into().unwrap())
    }

    fn button(&self, name: &str) -> HtmlElement {
        let all = self.root.query_selector_all("button").unwrap();
        let mut all = (0..all.length()).map(|at| all.item(at).unwrap());
        let found = all.find(|button| button.text_content().as_deref() == Some(name));
        found.unwrap_or_else(|| panic!("no button {name}")).dyn_into().unwrap()
    }

    async fn open(&self) {
        self.maybe("summary").unwrap().click();
        drawn().await;
    }

    fn own_words(&self) -> HtmlInputElement {
        self.maybe("input").unwrap().dyn_into().unwrap()
    }

    async fn close(self) {
        self.handle.destroy();
        drawn().await;
        self.root.remove();
    }
}

#[wasm_bindgen_test]
async fn each_reason_declines_the_call_that_it_stands_under() {
    for (name, why) in [
        ("I am in a meeting", DeclineReason::InMeeting),
        ("I will call back", DeclineReason::WillCallBack),
        ("Please ask the team", DeclineReason::AskTeam),
    ] {
        let panel = Panel::new(&["Alice Anders"]).await;
        let group = panel.maybe("[role=group]").unwrap();
        assert!(panel.maybe("details[open]").is_none(), "closed at first");
        panel.open().await;
        assert!(panel.maybe("details[open]").is_some());
        let label = group.get_attribute("aria-label");
        assert_eq!(label.as_deref(), Some("Tell Alice Anders why"));
        panel.button(name).click();
        let reservation = reservation();
        assert_eq!(panel.told.take(), [Event::DeclinePressed { reservation, why }]);
        panel.close().await;
    }
    let nobody = Panel::new(&[]).await;
    assert!(nobody.maybe("button").is_none());
    nobody.close().await;
}

#[wasm_bindgen_test]
async fn own_words_are_sent_as_they_were_meant_and_nothing_is_no_reason() {
    let panel = Panel::new(&["Alice Anders"]).await;
    panel.open().await;
    let own = panel.own_words();
    assert_eq!(own.get_attribute("aria-label").as_deref(), Some("In your own words"));
    assert_eq!(own.max_length(), 140);
    own.set_value("  ");
    panel.button("Decline").click();
    assert_eq!(panel.told.take(), []);
    assert!(document().active_element().is_some_and(|e| e.is_same_node(Some(&own))));
    own.set_value(" <b>back</b> at 3 ");
    panel.button("Decline").click();
    let why = DeclineReason::words("<b>back</b> at 3").unwrap();
    let reservation = reservation();
    assert_eq!(panel.told.take(), [Event::DeclinePressed { reservation, why }]);
    panel.close().await;
}

#[wasm_bindgen_test]
async fn escape_leaves_and_nothing_is_declined() {
    let panel = Panel::new(&["Alice Anders"]).await;
    let opener = panel.maybe("summary").unwrap();
    assert_eq!(opener.inner_text(), "Decline with a reason");
    panel.open().await;
    assert!(panel.maybe("details[open]").is_some());
    panel.own_words().focus().unwrap();
    let with = KeyboardEventInit::new();
    with.set_key("Escape");
    with.set_bubbles(true);
    let escape = KeyboardEvent::new_with_keyboard_event_init_dict("keydown", &with).unwrap();
    panel.own_words().dispatch_event(&escape).unwrap();
    drawn().await;
    assert!(panel.maybe("details[open]").is_none());
    assert!(document().active_element().is_some_and(|e| e.is_same_node(Some(&opener))));
    assert_eq!(panel.told.take(), []);
    panel.close().await;
}

#[wasm_bindgen_test]
async fn two_callers_are_told_apart() {
    let panel = Panel::new(&["Alice Anders", "Dan Dorn"]).await;
    let openers = panel.root.query_selector_all("summary").unwrap();
    let opener = openers.item(1).unwrap().text_content();
    assert_eq!(opener.as_deref(), Some("Decline with a reason: Dan Dorn"));
    let group = panel.maybe("[aria-label='Tell Dan Dorn why']").unwrap();
    let second = group.query_selector_all("button").unwrap().item(1).unwrap();
    assert_eq!(second.text_content().as_deref(), Some("I will call back"));
    second.dyn_into::<HtmlElement>().unwrap().click();
    let reservation = ReservationSid::parse(&format!("WR{:032}", 2)).unwrap();
    let why = DeclineReason::WillCallBack;
    assert_eq!(panel.told.take(), [Event::DeclinePressed { reservation, why }]);
    panel.close().await;
}
