//! The field: roles, keys, typing, the line under it.

use js_sys::Function;
use wasm_bindgen::JsValue;

use super::*;

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
    let name = row.query_selector(".swb-name").unwrap().unwrap();
    assert_eq!(name.text_content().as_deref(), Some("Bo Li"));
    let selected: Vec<_> =
        shown.all("[role=option]").iter().map(|row| row.get_attribute("aria-selected")).collect();
    assert_eq!(selected, [Some("false".into()), Some("true".into())]);
    view.finder.open = false;
    shown.show(view).await;
    assert_eq!(shown.attribute("input", "aria-activedescendant"), None);
    assert_eq!(shown.attribute("input", "aria-expanded").as_deref(), Some("false"));
    assert_eq!(shown.attribute("input", "aria-controls"), None);
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
        // They move in the text, as the browser lets them.
        ("Home", false, Some(InText), Some(InText)),
        ("End", false, Some(InText), Some(InText)),
        ("ArrowLeft", false, Some(InText), Some(InText)),
        ("ArrowRight", false, Some(InText), Some(InText)),
        ("b", false, None, None),
    ];
    let (open, shut) = (Shown::new(two()).await, Shown::new(closed()).await);
    for (key, with_alt, when_open, when_closed) in table {
        for (shown, expected) in [(&open, when_open), (&shut, when_closed)] {
            let kept = if with_alt { shown.press(key, alt) } else { shown.press(key, plain) };
            assert_eq!(shown.told(), expected.map(Event::KeyPressed).as_slice(), "{key}");
            let ours = expected.is_some_and(|key| key != InText);
            assert_eq!(kept, ours, "{key} reaches Flex only if it is not ours");
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

/// Half a surrogate is no letter, and no text in Rust: it is told as the sign for that.
#[wasm_bindgen_test]
async fn whatever_is_typed_or_pasted_is_told_and_stays_as_it_is() {
    let mut shown = Shown::new(closed()).await;
    let write = Function::new_with_args("field, text", "field.value = text");
    let holds = Function::new_with_args("field, text", "return field.value === text");
    for (written, told) in [
        (r"'bo\ud83d'", "bo\u{fffd}".to_owned()),
        (r"'\udc4b bo'", "\u{fffd} bo".to_owned()),
        (r"'\ud83d\udc4bbo'", "\u{1f44b}bo".to_owned()),
        (r#"'"bo" OR [\\\''"#, r#""bo" OR [\'"#.to_owned()),
        (r"'\u202ebo\u0000\u0007'", "\u{202e}bo\0\u{7}".to_owned()),
        ("'bo'.repeat(5_000)", "bo".repeat(5_000)),
    ] {
        let text = js_sys::eval(written).unwrap();
        write.call2(&JsValue::NULL, &shown.field(), &text).unwrap();
        shown.field().dispatch_event(&InputEvent::new("input").unwrap()).unwrap();
        assert_eq!(shown.told(), [Event::Typed(told.clone().into())], "{written}");
        let mut view = closed();
        view.finder.query = told.into();
        shown.show(view).await;
        let same = holds.call2(&JsValue::NULL, &shown.field(), &text).unwrap();
        assert!(same.is_truthy(), "{written} is written over");
    }
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
async fn a_field_that_is_wanted_has_the_focus_and_its_text_is_typed_over() {
    let mut wanted = closed();
    wanted.finder.wanted = true;
    let is_focused = |shown: &Shown| document().active_element() == Some(shown.field().into());
    let mut shown = Shown::new(closed()).await;
    assert!(!is_focused(&shown));
    shown.show(wanted.clone()).await;
    assert!(is_focused(&shown));
    let field = shown.field();
    let selected = [field.selection_start().unwrap(), field.selection_end().unwrap()];
    assert_eq!(selected, [Some(0), Some(2)]);
    // It was not on the page yet.
    let shown = Shown::new(wanted).await;
    assert!(is_focused(&shown));
    assert_eq!(shown.told(), [Event::FieldFocused]);
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
