//! A button in a place of Flex's own: in the letters and colours of that place, in either theme.

use wasm_bindgen::prelude::*;

use super::HostError;
use super::mount::{Element, React};
use super::object::Fields;

const LOOK: [(&str, &str); 8] = [
    ("background", "none"),
    ("border", "1px solid"),
    ("borderRadius", "4px"),
    ("color", "inherit"),
    ("font", "inherit"),
    ("margin", "0 16px"),
    ("padding", "4px 12px"),
    ("width", "fit-content"),
];

/// A button that says these words; to a screen reader it has a name of its own if they do not say
/// all of what it does. `value` is what a press of it is about: the press finds it at
/// its target.
pub(super) fn button(
    react: &React,
    words: &str,
    name: Option<&str>,
    pressed: &JsValue,
    value: &str,
) -> Result<Element, HostError> {
    let look = Fields::new();
    for (name, how) in LOOK {
        look.put(name, &how.into());
    }
    let properties = Fields::new()
        .with("type", "button")
        .with("style", look)
        .with("onClick", pressed)
        .with("value", value)
        .with("children", words);
    name.iter().for_each(|name| properties.put("aria-label", &(*name).into()));
    react.element("button", &properties)
}
