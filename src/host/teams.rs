//! The panel of one agent in Flex's Teams view, and our button in it.

use std::fmt;

use call_core::id::WorkerSid;
use wasm_bindgen::prelude::*;

use super::button::button;
use super::content::{Component, content};
use super::mount::{Element, React};
use super::object::Fields;
use super::{Flex, HostError};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(method, getter, js_name = WorkerCanvas)]
    fn worker_canvas(this: &Flex) -> Option<Component>;

    type Press;

    #[wasm_bindgen(method, getter, js_name = currentTarget)]
    fn target(this: &Press) -> Button;

    type Button;

    #[wasm_bindgen(method, getter)]
    fn value(this: &Button) -> String;
}

/// Between the agent's profile and his skills, which Flex counts from nought.
const UNDER_PROFILE: f64 = 2.5;

type Draws = dyn FnMut(JsValue) -> Result<JsValue, JsValue>;

/// Our button in the panel of each agent; dropping it leaves one that does nothing.
#[must_use = "Flex draws the button as long as the page lives"]
pub struct OnAgent {
    _draws: Closure<Draws>,
}

impl fmt::Debug for OnAgent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OnAgent").finish_non_exhaustive()
    }
}

impl OnAgent {
    /// Puts a button into the panel of every agent but this one; told whose was pressed. What it
    /// says, and what a screen reader says of it, comes from the agent's name.
    pub fn add(
        flex: &Flex,
        react: &React,
        myself: String,
        words: impl Fn(&str) -> [String; 2] + 'static,
        pressed: impl Fn(WorkerSid) + 'static,
    ) -> Result<OnAgent, HostError> {
        let content = content(flex.worker_canvas(), "Flex.WorkerCanvas")?;
        let pressed = Closure::<dyn FnMut(Press)>::new(move |press: Press| {
            if let Ok(worker) = WorkerSid::parse(&press.target().value()) {
                pressed(worker);
            }
        });
        let drawing = react.clone();
        let draws = Closure::<Draws>::new(move |properties: JsValue| {
            let worker = Fields::of(properties).and_then(|given| given.object("worker"));
            let text = |name: &str| worker.as_ref().and_then(|worker| worker.text(name));
            let sid = text("sid").unwrap_or_default();
            if sid.is_empty() || sid == myself {
                return Ok(JsValue::NULL);
            }
            let [words, name] = words(&text("fullName").unwrap_or_default());
            let drawn = button(&drawing, &words, Some(&name), pressed.as_ref(), &sid);
            Ok(drawn.map_or(JsValue::NULL, Element::into))
        });
        let element = react.component(draws.as_ref(), "switchboard-agent")?;
        let options = Fields::new().with("sortOrder", UNDER_PROFILE);
        content.add(&element, &options).map_err(HostError::threw("Content.add"))?;
        Ok(OnAgent { _draws: draws })
    }
}
