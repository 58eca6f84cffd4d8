//! Flex's own components: adding to them, and taking away what an internal call lacks.

use std::fmt;

use wasm_bindgen::prelude::*;

use super::mount::Element;
use super::object::Fields;
use super::task::FlexTask;
use super::{Flex, HostError};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(method, getter, js_name = CallCanvas)]
    fn call_canvas(this: &Flex) -> Option<Component>;

    #[wasm_bindgen(method, getter, js_name = CallCanvasActions)]
    fn call_canvas_actions(this: &Flex) -> Option<Component>;

    #[wasm_bindgen(method, getter, js_name = TaskListItem)]
    fn task_list_item(this: &Flex) -> Option<Component>;

    #[wasm_bindgen(method, getter, js_name = OutboundDialerPanel)]
    fn outbound_dialer_panel(this: &Flex) -> Option<Component>;

    pub(super) type Component;

    #[wasm_bindgen(method, getter, js_name = Content)]
    fn content(this: &Component) -> Option<Content>;

    pub(super) type Content;

    #[wasm_bindgen(method, catch)]
    pub(super) fn add(
        this: &Content,
        element: &Element,
        options: &JsValue,
    ) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(method, catch)]
    fn remove(this: &Content, key: &str, options: &JsValue) -> Result<JsValue, JsValue>;

    type Props;

    #[wasm_bindgen(method, getter)]
    fn task(this: &Props) -> Option<FlexTask>;
}

/// A place in Flex's screens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Screen {
    /// Under the number pad.
    Dialer,
    /// On top of the call's own panel, if it is an internal one.
    Call,
    /// Above that, on every call of the agent.
    Calls,
    /// In the list of tasks, under one that is offered.
    Offer,
}

type Condition = Closure<dyn FnMut(JsValue) -> bool>;

/// Conditions that Flex asks about as long as the page lives.
#[derive(Default)]
#[must_use = "Flex calls the conditions as long as the page lives"]
pub struct Conditions {
    conditions: Vec<Condition>,
}

impl Conditions {
    /// Puts our element onto a screen, wherever it belongs.
    pub fn add(&mut self, flex: &Flex, screen: Screen, element: &Element) -> Result<(), HostError> {
        let (component, path, sort_order) = match screen {
            Screen::Dialer => (flex.outbound_dialer_panel(), "Flex.OutboundDialerPanel", 1_000),
            Screen::Call => (flex.call_canvas(), "Flex.CallCanvas", -1_000),
            Screen::Calls => (flex.call_canvas(), "Flex.CallCanvas", -1_001),
            Screen::Offer => (flex.task_list_item(), "Flex.TaskListItem", 1_000),
        };
        let content = content(component, path)?;
        let options = Fields::new().with("sortOrder", sort_order);
        match screen {
            Screen::Dialer => {}
            Screen::Call => options.put("if", &self.where_task(FlexTask::is_internal)),
            Screen::Calls => options.put("if", &self.where_task(FlexTask::is_call)),
            Screen::Offer => options.put("if", &self.where_task(FlexTask::is_offered)),
        }
        content.add(element, options.as_ref()).map(drop).map_err(HostError::threw("Content.add"))
    }

    /// Takes the button that transfers a call away wherever the call is internal.
    pub fn hide_transfer(&mut self, flex: &Flex) -> Result<(), HostError> {
        let content = content(flex.call_canvas_actions(), "Flex.CallCanvasActions")?;
        let condition = self.where_task(FlexTask::is_internal);
        let options = Fields::new().with("sortOrder", 0).with("if", condition);
        let removed = content.remove("directory", options.as_ref());
        removed.map(drop).map_err(HostError::threw("Content.remove"))
    }

    fn where_task(&mut self, fits: fn(&FlexTask) -> bool) -> JsValue {
        let condition = Condition::new(move |props: JsValue| {
            let task = props.is_object().then(|| props.unchecked_into::<Props>().task());
            task.flatten().is_some_and(|task| fits(&task))
        });
        let function = condition.as_ref().clone();
        self.conditions.push(condition);
        function
    }
}

impl fmt::Debug for Conditions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Conditions").field("conditions", &self.conditions.len()).finish()
    }
}

pub(super) fn content(
    component: Option<Component>,
    path: &'static str,
) -> Result<Content, HostError> {
    let content = component.and_then(|component| component.content());
    content.ok_or(HostError::Shape { path, expected: "a component with dynamic content" })
}
