//! The "Call Queue" tab: how it is turned to, and how a queue is chosen and called.

use call_core::desk::{Queue, QueueFinder, QueuesState, Tab};
use call_core::id::QueueSid;

use super::*;

fn queue(number: u32, name: &str) -> Queue {
    Queue {
        sid: QueueSid::parse(&format!("WQ{number:032}")).unwrap(),
        name: name.to_owned().into(),
        waiting: number,
        available: 3 - number,
    }
}

/// Both tabs are there, and the queues are open.
pub(super) fn of_queues(names: &[&str]) -> View {
    let options: Vec<_> = (1..).zip(names).map(|(number, name)| queue(number, name)).collect();
    let matching = options.len();
    let queues =
        QueueFinder { options, matching, state: QueuesState::Known, ..QueueFinder::default() };
    View {
        availability: Availability::Ready,
        tab: Tab::Queue,
        has_tabs: true,
        queues,
        ..View::default()
    }
}

fn two_queues() -> View {
    of_queues(&["Billing", "Sales"])
}

fn press(on: &Element, key: &str) {
    let with = KeyboardEventInit::new();
    with.set_key(key);
    with.set_bubbles(true);
    with.set_cancelable(true);
    let event = KeyboardEvent::new_with_keyboard_event_init_dict("keydown", &with).unwrap();
    on.dispatch_event(&event).unwrap();
}

fn focused_text() -> Option<String> {
    document().active_element()?.text_content()
}

#[wasm_bindgen_test]
async fn the_tab_that_is_open_names_the_section_and_can_be_reached_by_tab() {
    let mut shown = Shown::new(two_queues()).await;
    let selected = "[role=tab][aria-selected=true]";
    assert_eq!(shown.text(selected), "Call Queue");
    assert_eq!(shown.attribute(selected, "tabindex").as_deref(), Some("0"));
    assert_eq!(
        shown.attribute("[role=tab][aria-selected=false]", "tabindex").as_deref(),
        Some("-1")
    );
    assert_eq!(shown.attribute("section", "aria-labelledby"), shown.attribute(selected, "id"));
    shown.show(View { tab: Tab::Agent, ..two_queues() }).await;
    assert_eq!(shown.text(selected), "Call Agent");
    assert_eq!(shown.attribute("section", "aria-labelledby"), shown.attribute(selected, "id"));
    assert!(shown.maybe("[role=combobox]").is_some());
}

#[wasm_bindgen_test]
async fn of_one_tab_alone_the_section_has_the_name() {
    for (tab, name) in [(Tab::Agent, "Call Agent"), (Tab::Queue, "Call Queue")] {
        let shown = Shown::new(View { tab, has_tabs: false, ..two_queues() }).await;
        assert_eq!(shown.all("[role=tab]").len(), 0);
        assert_eq!(shown.text("h2"), name);
    }
}

#[wasm_bindgen_test]
async fn arrows_and_a_press_turn_to_the_other_tab_and_other_keys_do_not() {
    let shown = Shown::new(two_queues()).await;
    let turned = Event::TabPicked(Tab::Agent);
    for key in ["ArrowLeft", "ArrowRight"] {
        let open: HtmlElement = shown.find("[aria-selected=true]").dyn_into().unwrap();
        open.focus().unwrap();
        shown.told();
        press(&open, key);
        assert_eq!(shown.told(), std::slice::from_ref(&turned), "{key}");
        assert_eq!(focused_text().as_deref(), Some("Call Agent"));
    }
    press(&shown.find("[aria-selected=true]"), "ArrowDown");
    assert_eq!(shown.told(), []);
    shown.button("Call Agent").click();
    assert_eq!(shown.told(), [turned]);
}

#[wasm_bindgen_test]
async fn whoever_comes_to_the_tab_looks_at_the_queues() {
    let mut shown = Shown::new(View { tab: Tab::Agent, ..two_queues() }).await;
    assert_eq!(shown.told(), [], "of colleagues nothing is asked before somebody is looked for");
    shown.show(two_queues()).await;
    assert_eq!(shown.told(), [Event::QueuesWanted]);
    shown.field().focus().unwrap();
    assert_eq!(shown.told(), [Event::QueuesWanted]);
}

#[wasm_bindgen_test]
async fn each_queue_is_a_button_of_a_group_with_its_numbers_in_its_name() {
    let shown = Shown::new(two_queues()).await;
    let rows: Vec<_> =
        shown.all("label.swb-queue").iter().map(|row| row.text_content().unwrap()).collect();
    assert_eq!(rows, ["Billing1 waiting, 2 on duty", "Sales2 waiting, 1 on duty"]);
    assert_eq!(shown.attribute("[role=radiogroup]", "aria-label").as_deref(), Some("Queue"));
    shown.told();
    let sales: HtmlElement = shown.all("input[type=radio]")[1].clone().dyn_into().unwrap();
    sales.click();
    assert_eq!(shown.told(), [Event::QueuePicked(queue(2, "Sales").sid)]);
}

#[wasm_bindgen_test]
async fn typing_is_told_and_what_was_typed_stays() {
    let mut shown = Shown::new(two_queues()).await;
    let field = shown.field();
    shown.told();
    field.set_value("bil");
    field.dispatch_event(&InputEvent::new("input").unwrap()).unwrap();
    assert_eq!(shown.told(), [Event::QueueTyped("bil".to_owned().into())]);
    let mut view = of_queues(&["Billing"]);
    view.queues.query = "bil".to_owned().into();
    shown.show(view).await;
    assert_eq!(shown.field().value(), "bil");
}

#[wasm_bindgen_test]
async fn enter_calls_from_the_field_and_from_the_list() {
    let mut view = two_queues();
    view.queues.chosen = Some(queue(1, "Billing").sid);
    view.can_call = true;
    let shown = Shown::new(view).await;
    shown.told();
    press(&shown.field(), "Enter");
    press(&shown.find("input[type=radio]"), "Enter");
    shown.button("Call").click();
    assert_eq!(shown.told(), [Event::CallPressed, Event::CallPressed, Event::CallPressed]);
    press(&shown.field(), "b");
    assert_eq!(shown.told(), []);
}

#[wasm_bindgen_test]
async fn without_a_chosen_queue_call_leads_to_the_field() {
    let shown = Shown::new(two_queues()).await;
    shown.told();
    shown.button("Call").click();
    assert_eq!(shown.told(), [Event::QueuesWanted], "the field has the focus");
}

#[wasm_bindgen_test]
async fn while_the_queues_come_or_are_none_that_is_said() {
    let mut shown = Shown::new(of_queues(&[])).await;
    assert_eq!(shown.text("p[role=status].swb-state"), "There is no such queue.");
    for (state, said) in [
        (QueuesState::Loading, "Looking up the queues…"),
        (QueuesState::Failed, "The queues could not be looked up."),
    ] {
        let queues = QueueFinder { state, ..QueueFinder::default() };
        shown.show(View { queues, ..of_queues(&[]) }).await;
        assert_eq!(shown.text("p[role=status].swb-state"), said);
    }
}

#[wasm_bindgen_test]
async fn that_not_all_queues_are_listed_is_said_with_their_number() {
    let mut view = two_queues();
    view.queues.matching = 60;
    let mut shown = Shown::new(view).await;
    let said = "60 queues, the first 2 are listed. Type a part of the name to find the others.";
    assert_eq!(shown.text("p[role=status].swb-state"), said);
    shown.show(two_queues()).await;
    assert_eq!(shown.text("p[role=status].swb-state"), "");
}

#[wasm_bindgen_test]
async fn whoever_waits_reads_how_many_wait_and_it_is_not_read_out_each_time() {
    let waiting = View {
        call: CallState::Ringing { name: "Billing".to_owned().into(), since: 0 },
        awaited: Some(queue(2, "Billing")),
        can_cancel: true,
        ..two_queues()
    };
    let shown = Shown::new(waiting).await;
    assert_eq!(shown.text(".swb-panel > .swb-state"), "2 waiting, 1 on duty");
    assert_eq!(shown.attribute(".swb-panel > .swb-state", "role"), None);
}
