//! Favourites, recent colleagues and whoever can be called: the list before anything is typed.

use call_core::desk::{ListKey, Section};

use super::*;

fn sections() -> View {
    let of = |number, name: &str, section| Suggestion {
        section: Some(section),
        favourite: section == Section::Favourites,
        ..suggestion(number, name)
    };
    listing(vec![
        of(1, "Ann Abel", Section::Favourites),
        of(2, "Bo Li", Section::Recent),
        of(3, "Cem Can", Section::Recent),
        of(4, "Dee Dow", Section::Available),
        of(5, "Eve Ems", Section::Interruptible),
        of(6, "Flo Fox", Section::Others),
    ])
}

fn top(element: &Element) -> i32 {
    element.get_bounding_client_rect().top() as i32
}

#[wasm_bindgen_test]
async fn each_section_has_a_heading_above_its_first_row() {
    let shown = Shown::new(sections()).await;
    let headings = shown.all(".swb-section");
    let said: Vec<_> = headings.iter().map(|heading| heading.text_content().unwrap()).collect();
    assert_eq!(said, ["Favorites", "Recent", "Available", "May be interrupted", "Not available"]);
    let rows = shown.all("[role=option]");
    let mut order = Vec::new();
    for (what, elements) in [("heading", headings), ("row", rows)] {
        order.extend(elements.iter().map(|element| (top(element), what)));
    }
    order.sort_unstable();
    let order: Vec<_> = order.into_iter().map(|(_, what)| what).collect();
    assert_eq!(
        order,
        [
            "heading", "row", "heading", "row", "row", "heading", "row", "heading", "row",
            "heading", "row"
        ]
    );
}

#[wasm_bindgen_test]
async fn a_screen_reader_hears_who_is_a_favourite_or_recent() {
    let shown = Shown::new(sections()).await;
    let heard: Vec<_> =
        shown.all(".swb-unseen").iter().map(|said| said.text_content().unwrap()).collect();
    assert_eq!(heard, ["Favorites", "Recent", "Recent"]);
    let hidden = |selector| shown.attribute(selector, "aria-hidden");
    assert_eq!(hidden(".swb-section").as_deref(), Some("true"));
    assert_eq!(hidden("[role=option] .swb-star").as_deref(), Some("true"));
    assert_eq!(hidden(".swb-badge").as_deref(), Some("true"));
}

#[wasm_bindgen_test]
async fn the_star_of_a_row_stars_and_does_not_choose() {
    let shown = Shown::new(sections()).await;
    let star: HtmlElement = shown.all("[role=option] .swb-star")[1]
        .clone()
        .dyn_into()
        .unwrap_or_else(|_| panic!("no star"));
    assert_eq!(star.title(), "Add to favorites (Ctrl+D)");
    star.click();
    assert_eq!(shown.told(), [Event::StarPressed(worker(2))]);
    let starred: HtmlElement = shown.find("[role=option] .swb-star").dyn_into().unwrap();
    assert_eq!(starred.title(), "Remove from favorites (Ctrl+D)");
}

#[wasm_bindgen_test]
async fn the_star_key_reaches_no_bookmark() {
    let shown = Shown::new(sections()).await;
    for modifier in [KeyboardEventInit::set_ctrl_key, KeyboardEventInit::set_meta_key] {
        assert!(shown.press("d", |with| modifier(with, true)));
        assert_eq!(shown.told(), [Event::KeyPressed(ListKey::Star)]);
    }
    assert!(!shown.press("d", |_| {}));
    assert_eq!(shown.told(), []);
}

fn chosen() -> View {
    let mut view = closed();
    view.finder.chosen = Some(suggestion(1, "Ann Abel"));
    view
}

#[wasm_bindgen_test]
async fn the_chosen_one_has_a_star_button_and_enter_calls_him() {
    let mut view = chosen();
    let mut shown = Shown::new(view.clone()).await;
    shown.button("Add to favorites (Ctrl+D)").click();
    assert_eq!(shown.told(), [Event::StarPressed(worker(1))]);
    assert_eq!(shown.attribute("button.swb-star", "aria-pressed").as_deref(), Some("false"));
    view.finder.chosen = Some(Suggestion { favourite: true, ..suggestion(1, "Ann Abel") });
    shown.show(view).await;
    assert_eq!(shown.attribute("button.swb-star", "aria-pressed").as_deref(), Some("true"));
    assert!(shown.press("Enter", |_| {}));
    assert_eq!(shown.told(), [Event::CallPressed]);
}

#[wasm_bindgen_test]
async fn a_press_in_the_field_opens_the_list() {
    let shown = Shown::new(closed()).await;
    shown.field().click();
    assert_eq!(shown.told(), [Event::KeyPressed(ListKey::AltArrowDown)]);
}
