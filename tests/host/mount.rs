//! A yew root inside the real React 17 that Flex brings.

use std::cell::Cell;
use std::sync::Once;

use gloo_timers::future::TimeoutFuture;
use switchboard::host::mount::{Element, Mount, React, react};
use web_sys::window;
use yew::prelude::*;

use super::start::{DIALER, added_to, shows};
use super::*;

#[wasm_bindgen(module = "/tests/host/fake.js")]
extern "C" {
    #[wasm_bindgen(js_name = runScript)]
    fn run_script(source: &str);
    #[wasm_bindgen(js_name = renderReact)]
    pub(super) fn render_react(element: &Element, place: &web_sys::Element);
    #[wasm_bindgen(js_name = unmountReact)]
    pub(super) fn unmount_react(place: &web_sys::Element);
    fn twice(element: &Element) -> Element;
}

#[derive(Clone, PartialEq, Properties)]
struct Props {
    text: AttrValue,
}

#[component]
fn Screen(props: &Props) -> Html {
    html! { <b>{ &props.text }</b> }
}

fn props(text: &'static str) -> Props {
    Props { text: text.into() }
}

pub(super) fn real_react() -> React {
    static LOADED: Once = Once::new();
    // Two copies of React on a page would not know each other.
    LOADED.call_once(|| {
        run_script(include_str!("../../node_modules/react/umd/react.production.min.js"));
        run_script(include_str!("../../node_modules/react-dom/umd/react-dom.production.min.js"));
    });
    react().unwrap()
}

/// An empty place on the page.
pub(super) fn place() -> web_sys::Element {
    let document = window().unwrap().document().unwrap();
    let place = document.create_element("div").unwrap();
    document.body().unwrap().append_child(&place).unwrap();
    place
}

/// What the place shows when React and yew have done their work.
pub(super) async fn shown(place: &web_sys::Element) -> String {
    TimeoutFuture::new(0).await;
    TimeoutFuture::new(0).await;
    place.text_content().unwrap()
}

#[wasm_bindgen_test]
async fn a_screen_comes_changes_goes_and_comes_again() {
    let mount: Mount<Screen> = Mount::new(&real_react(), "screen", props("one")).unwrap();
    let place = place();
    render_react(mount.element(), &place);
    assert_eq!(shown(&place).await, "one");
    let root = place.query_selector("b").unwrap().unwrap();
    mount.update(props("two"));
    assert_eq!(shown(&place).await, "two");
    render_react(mount.element(), &place);
    assert_eq!(shown(&place).await, "two");
    let same = place.query_selector("b").unwrap().unwrap();
    assert!(same.is_same_node(Some(&root)), "rendered again, not made again");

    unmount_react(&place);
    assert_eq!(shown(&place).await, "");
    mount.update(props("three"));
    render_react(mount.element(), &place);
    assert_eq!(shown(&place).await, "three", "what changed meanwhile is shown");
    unmount_react(&place);
}

#[wasm_bindgen_test]
async fn two_places_of_one_screen_live_and_go_apart() {
    let mount: Mount<Screen> = Mount::new(&real_react(), "screen", props("one")).unwrap();
    let (first, second) = (place(), place());
    render_react(&twice(mount.element()), &first);
    render_react(mount.element(), &second);
    assert_eq!(shown(&first).await, "oneone");
    unmount_react(&second);
    mount.update(props("two"));
    assert_eq!(shown(&first).await, "twotwo");
    assert_eq!(shown(&second).await, "");
    assert_eq!(format!("{mount:?}"), "Mount { places: 2 }");
    unmount_react(&first);
    shown(&first).await;
    assert_eq!(format!("{mount:?}"), "Mount { places: 0 }");
}

thread_local! {
    /// How many screens have begun.
    static BEGUN: Cell<u32> = const { Cell::new(0) };
}

#[component]
fn Numbered(_: &Props) -> Html {
    let number = use_state(|| BEGUN.replace(BEGUN.get() + 1));
    html! { <b onclick={|_| ()}>{ *number }</b> }
}

#[wasm_bindgen_test]
async fn roots_that_have_lost_their_place_take_the_next_one() {
    let mount: Mount<Numbered> = Mount::new(&real_react(), "screen", props("one")).unwrap();
    let place = place();
    let mut homes = Vec::new();
    for number in 0..3 {
        render_react(mount.element(), &place);
        assert_eq!(shown(&place).await, number.to_string(), "each time it begins anew");
        homes.push(place.query_selector("b").unwrap().unwrap().parent_element().unwrap());
        unmount_react(&place);
    }
    // Yew's listeners stay on an element for ever: there must be no new one each time.
    assert!(homes.iter().all(|home| home.is_same_node(Some(&homes[0]))));
}

#[wasm_bindgen_test]
async fn a_screen_that_goes_with_the_focus_in_it_comes_again() {
    let flex = flex();
    switchboard::start(flex.clone(), manager()).unwrap();
    let place = place();
    for _ in 0..2 {
        render_react(&added_to(&flex, DIALER).unwrap(), &place);
        shows(&place, "Colleague").await;
        let field = place.query_selector("input").unwrap().expect("the field of the dialer");
        field.unchecked_into::<web_sys::HtmlElement>().focus().unwrap();
        shown(&place).await;
        unmount_react(&place);
        assert_eq!(shown(&place).await, "");
    }
    asked();
}
