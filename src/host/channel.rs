//! Flex's task channels: what its own screens say about a call.

use std::fmt;
use std::rc::Rc;

use call_core::desk::Offer;
use call_core::id::ReservationSid;
use js_sys::Object;
use wasm_bindgen::prelude::*;

use super::task::FlexTask;
use super::{Flex, HostError};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(method, getter, js_name = TaskChannels)]
    fn task_channels(this: &Flex) -> Option<TaskChannels>;

    #[wasm_bindgen(method, getter, js_name = DefaultTaskChannels)]
    fn default_task_channels(this: &Flex) -> Option<DefaultTaskChannels>;

    #[wasm_bindgen(method, getter, js_name = TaskChannelHelper)]
    fn task_channel_helper(this: &Flex) -> Option<Reader>;

    type TaskChannels;

    #[wasm_bindgen(method, catch)]
    fn register(this: &TaskChannels, definition: &Definition) -> Result<(), JsValue>;

    type DefaultTaskChannels;

    #[wasm_bindgen(method, getter, js_name = Call)]
    fn call(this: &DefaultTaskChannels) -> Option<Definition>;

    #[wasm_bindgen(method, catch, js_name = createCallTaskChannel)]
    fn create_call(
        this: &DefaultTaskChannels,
        name: &str,
        is_applicable: &JsValue,
    ) -> Result<Definition, JsValue>;

    /// `Flex.TaskChannelHelper`: reads a template in any of the forms that it may have.
    #[derive(Clone, Debug)]
    type Reader;

    #[wasm_bindgen(method, catch, js_name = getTemplateForStatus)]
    fn template(
        this: &Reader,
        task: &FlexTask,
        holder: &JsValue,
        component: &JsValue,
    ) -> Result<JsValue, JsValue>;

    /// What a channel is made of.
    type Definition;

    #[wasm_bindgen(method, getter)]
    fn templates(this: &Definition) -> Option<Templates>;

    /// The templates of a channel, or those of it which supervisors see.
    type Templates;

    #[wasm_bindgen(method, getter, js_name = CallCanvas)]
    fn call_canvas(this: &Templates) -> Option<Template>;

    #[wasm_bindgen(method, setter, js_name = CallCanvas)]
    fn set_call_canvas(this: &Templates, template: &Template);

    #[wasm_bindgen(method, getter, js_name = ConnectingOutboundCallCanvas)]
    fn connecting(this: &Templates) -> Option<Template>;

    #[wasm_bindgen(method, setter, js_name = ConnectingOutboundCallCanvas)]
    fn set_connecting(this: &Templates, template: &Template);

    #[wasm_bindgen(method, getter, js_name = IncomingTaskCanvas)]
    fn incoming(this: &Templates) -> Option<Template>;

    #[wasm_bindgen(method, setter, js_name = IncomingTaskCanvas)]
    fn set_incoming(this: &Templates, template: &Template);

    #[wasm_bindgen(method, getter, js_name = TaskCanvasHeader)]
    fn header(this: &Templates) -> Option<Template>;

    #[wasm_bindgen(method, setter, js_name = TaskCanvasHeader)]
    fn set_header(this: &Templates, template: &Template);

    #[wasm_bindgen(method, getter, js_name = TaskInfoPanel)]
    fn info(this: &Templates) -> Option<Template>;

    #[wasm_bindgen(method, setter, js_name = TaskInfoPanel)]
    fn set_info(this: &Templates, template: &Template);

    #[wasm_bindgen(method, getter, js_name = TaskListItem)]
    fn list_item(this: &Templates) -> Option<Template>;

    #[wasm_bindgen(method, setter, js_name = TaskListItem)]
    fn set_list_item(this: &Templates, template: &Template);

    #[wasm_bindgen(method, getter, js_name = Supervisor)]
    fn supervisor(this: &Templates) -> Option<Templates>;

    #[wasm_bindgen(method, setter, js_name = Supervisor)]
    fn set_supervisor(this: &Templates, templates: &Templates);

    /// The lines of one screen.
    type Template;

    #[wasm_bindgen(method, setter, js_name = firstLine)]
    fn set_first_line(this: &Template, line: &str);

    #[wasm_bindgen(method, getter, js_name = secondLine)]
    fn second_line(this: &Template) -> JsValue;

    #[wasm_bindgen(method, setter, js_name = secondLine)]
    fn set_second_line(this: &Template, line: &JsValue);

    #[wasm_bindgen(method, setter)]
    fn set_title(this: &Template, line: &str);

    #[wasm_bindgen(method, setter)]
    fn set_content(this: &Template, content: &str);
}

/// The name under which Flex lists the channel.
const NAME: &str = "switchboard-internal-call";

/// Flex's own template for the name of the other side. Its line for outbound calls would show
/// the address that was dialled instead.
const NAME_LINE: &str = "TaskHeaderLine";

type Applies = dyn Fn(Option<FlexTask>) -> bool;
type Says = dyn Fn(Option<FlexTask>, JsValue) -> JsValue;
type Line = Rc<dyn Fn(&FlexTask) -> Option<String>>;

/// Internal calls as a channel of their own, or what Flex's own channel of calls says besides.
///
/// There is no way back: `TaskChannels.unregister` of Flex UI 2.17.1 keeps the channel that it
/// is given and takes all others away.
#[must_use = "Flex asks the channel as long as the page lives"]
pub struct Channel {
    _applies: Option<Closure<Applies>>,
    says: Vec<Closure<Says>>,
}

impl Channel {
    /// Lets Flex show the other agent's name, and under it what `line` says: a text, or the
    /// key of a template in Flex's table of strings, or `None` for what Flex itself would say. `info` is the key of the
    /// template of the panel with the task's details.
    pub fn register(
        flex: &Flex,
        info: &str,
        line: impl Fn(&Offer) -> Option<String> + 'static,
    ) -> Result<Channel, HostError> {
        let channels = flex.task_channels().ok_or(missing("Flex.TaskChannels"))?;
        let defaults = flex.default_task_channels().ok_or(missing("Flex.DefaultTaskChannels"))?;
        let mut lines = Lines::new(flex, move |task| line(&task.offer()?))?;

        let applies = Closure::<Applies>::new(|task: Option<FlexTask>| {
            task.is_some_and(|task| task.is_internal())
        });
        let definition = defaults.create_call(NAME, applies.as_ref());
        let definition = definition.map_err(HostError::threw("createCallTaskChannel"))?;
        let templates = definition.templates().ok_or(missing("a task channel's templates"))?;

        lines.write(&templates);
        write_names(&templates);
        write_info(&templates, info);

        channels.register(&definition).map_err(HostError::threw("TaskChannels.register"))?;
        Ok(Channel { _applies: Some(applies), says: lines.says })
    }

    /// Lets Flex say what `line` says under the name of every call that is in no channel of its
    /// own, or of the account's; and what it has always said, where that is `None`.
    pub fn amend(
        flex: &Flex,
        line: impl Fn(&ReservationSid) -> Option<String> + 'static,
    ) -> Result<Channel, HostError> {
        let defaults = flex.default_task_channels().ok_or(missing("Flex.DefaultTaskChannels"))?;
        let templates = defaults.call().and_then(|call| call.templates());
        let templates = templates.ok_or(missing("Flex.DefaultTaskChannels.Call"))?;
        let of_task = move |task: &FlexTask| line(&ReservationSid::parse(&task.sid()?).ok()?);
        let mut lines = Lines::new(flex, of_task)?;
        lines.write(&templates);
        Ok(Channel { _applies: None, says: lines.says })
    }
}

impl fmt::Debug for Channel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Channel").field("says", &self.says.len()).finish()
    }
}

struct Lines {
    reader: Reader,
    line: Line,
    says: Vec<Closure<Says>>,
}

impl Lines {
    fn new(
        flex: &Flex,
        line: impl Fn(&FlexTask) -> Option<String> + 'static,
    ) -> Result<Lines, HostError> {
        let reader = flex.task_channel_helper().ok_or(missing("Flex.TaskChannelHelper"))?;
        Ok(Lines { reader, line: Rc::new(line), says: Vec::new() })
    }

    /// A screen that this Flex does not have is left out.
    fn write(&mut self, templates: &Templates) {
        if let Some(incoming) = templates.incoming() {
            templates.set_incoming(&self.second(&incoming));
        }
        if let Some(canvas) = templates.call_canvas() {
            templates.set_call_canvas(&self.second(&canvas));
        }
        if let Some(connecting) = templates.connecting() {
            templates.set_connecting(&self.second(&connecting));
        }
        if let Some(item) = templates.list_item() {
            templates.set_list_item(&self.second(&item));
        }
        if let Some(header) = templates.header() {
            templates.set_header(&self.second(&header));
        }
    }

    /// The same screen with our second line, which falls back on Flex's.
    fn second(&mut self, template: &Template) -> Template {
        let (reader, line, otherwise) =
            (self.reader.clone(), self.line.clone(), template.second_line());
        let says = Closure::<Says>::new(move |task: Option<FlexTask>, component: JsValue| {
            let Some(task) = task else { return JsValue::from_str("") };
            match line(&task) {
                Some(words) => words.into(),
                None => reader.template(&task, &otherwise, &component).unwrap_or_default(),
            }
        });
        let copy = copy(template);
        copy.set_second_line(says.as_ref());
        self.says.push(says);
        copy
    }
}

/// The other side's name on each screen of which there is a copy already.
fn write_names(templates: &Templates) {
    if let Some(connecting) = templates.connecting() {
        connecting.set_first_line(NAME_LINE);
    }
    if let Some(item) = templates.list_item() {
        item.set_first_line(NAME_LINE);
    }
    if let Some(header) = templates.header() {
        header.set_title(NAME_LINE);
    }
}

fn write_info(templates: &Templates, info: &str) {
    if let Some(panel) = templates.info() {
        let panel = copy(&panel);
        panel.set_content(info);
        templates.set_info(&panel);
    }
    if let Some(supervisor) = templates.supervisor() {
        let supervisor = copy(&supervisor);
        write_info(&supervisor, info);
        templates.set_supervisor(&supervisor);
    }
}

/// A new channel shares some of its templates with the channels of Flex: what is written must
/// be a copy.
fn copy<T: JsCast>(templates: &T) -> T {
    let from: &Object = templates.unchecked_ref();
    Object::assign(&Object::new(), from).unchecked_into()
}

fn missing(path: &'static str) -> HostError {
    HostError::Shape { path, expected: "Flex's task channels" }
}
