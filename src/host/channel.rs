//! How Flex names an internal call in its lists and headings.

use std::fmt;

use wasm_bindgen::prelude::*;

use super::task::FlexTask;
use super::{Flex, HostError};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(method, getter, js_name = DefaultTaskChannels)]
    fn default_task_channels(this: &Flex) -> Option<Defaults>;

    #[wasm_bindgen(method, getter, js_name = TaskChannels)]
    fn task_channels(this: &Flex) -> Option<Channels>;

    type Defaults;

    #[wasm_bindgen(method, catch, js_name = createCallTaskChannel)]
    fn create(this: &Defaults, name: &str, applies: &JsValue) -> Result<Definition, JsValue>;

    type Channels;

    #[wasm_bindgen(method, catch)]
    fn register(this: &Channels, definition: &Definition) -> Result<(), JsValue>;

    type Definition;

    #[wasm_bindgen(method, getter)]
    fn templates(this: &Definition) -> Option<Templates>;

    type Templates;

    #[wasm_bindgen(method, getter, js_name = TaskListItem)]
    fn list_item(this: &Templates) -> Option<Lines>;

    #[wasm_bindgen(method, getter, js_name = TaskCanvasHeader)]
    fn header(this: &Templates) -> Option<Lines>;

    #[wasm_bindgen(method, getter, js_name = ConnectingOutboundCallCanvas)]
    fn connecting(this: &Templates) -> Option<Lines>;

    type Lines;

    #[wasm_bindgen(method, setter, js_name = firstLine)]
    fn set_first_line(this: &Lines, template: &str);

    #[wasm_bindgen(method, setter)]
    fn set_title(this: &Lines, template: &str);
}

/// Flex's own template for a task's name: the attribute `name`, else where it comes from.
const NAME: &str = "TaskHeaderLine";

/// Flex's task channel for internal calls; Flex asks it as long as the page lives.
#[must_use = "Flex asks it as long as the page lives"]
pub struct Channel {
    _applies: Closure<dyn FnMut(FlexTask) -> bool>,
}

impl Channel {
    /// Has internal calls look like any call, but with the colleague's name: of an outgoing
    /// call Flex shows the address.
    pub fn register(flex: &Flex) -> Result<Channel, HostError> {
        let missing = |path| HostError::Shape { path, expected: "Flex's task channels" };
        let defaults =
            flex.default_task_channels().ok_or_else(|| missing("Flex.DefaultTaskChannels"))?;
        let channels = flex.task_channels().ok_or_else(|| missing("Flex.TaskChannels"))?;
        let applies =
            Closure::<dyn FnMut(FlexTask) -> bool>::new(|task: FlexTask| task.is_internal());
        let definition = defaults
            .create("switchboard", applies.as_ref())
            .map_err(HostError::threw("createCallTaskChannel"))?;
        let templates = definition.templates().ok_or_else(|| missing("templates"))?;
        for lines in [templates.list_item(), templates.connecting()].into_iter().flatten() {
            lines.set_first_line(NAME);
        }
        if let Some(header) = templates.header() {
            header.set_title(NAME);
        }
        channels.register(&definition).map_err(HostError::threw("TaskChannels.register"))?;
        Ok(Channel { _applies: applies })
    }
}

impl fmt::Debug for Channel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Channel").finish_non_exhaustive()
    }
}
