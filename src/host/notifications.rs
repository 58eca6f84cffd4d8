//! Flex's notifications: showing one, and being asked before Flex shows one.

use js_sys::Function;
use wasm_bindgen::prelude::*;

use super::emitter::Ear;
use super::manager::Manager;
use super::object::Fields;
use super::{Flex, HostError};

#[wasm_bindgen]
extern "C" {
    /// `Flex.Notifications`.
    #[derive(Debug, Clone)]
    pub type Notifications;

    #[wasm_bindgen(method, catch, js_name = registerNotification)]
    pub(super) fn register(this: &Notifications, notification: &JsValue) -> Result<(), JsValue>;

    #[wasm_bindgen(method, catch, js_name = showNotification)]
    pub(super) fn show(
        this: &Notifications,
        id: &str,
        context: &JsValue,
    ) -> Result<JsValue, JsValue>;

    /// A notification that Flex is about to show.
    #[derive(Debug)]
    type Notification;

    #[wasm_bindgen(method, getter)]
    fn id(this: &Notification) -> JsValue;
}

/// How much a notification matters, which Flex shows by its colour and sign.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weight {
    /// Good to know.
    Information,
    /// Something did not go as wished.
    Warning,
    /// Something does not work.
    Error,
}

impl Weight {
    const ALL: [Weight; 3] = [Weight::Information, Weight::Warning, Weight::Error];

    fn id(self) -> &'static str {
        match self {
            Weight::Information => "SwitchboardInformation",
            Weight::Warning => "SwitchboardWarning",
            Weight::Error => "SwitchboardError",
        }
    }

    fn kind(self) -> &'static str {
        match self {
            Weight::Information => "information",
            Weight::Warning => "warning",
            Weight::Error => "error",
        }
    }

    /// What Flex has to know of a notification that says one sentence.
    pub(super) fn registration(self, id: &str) -> Fields {
        Fields::new()
            .with("id", id)
            .with("type", self.kind())
            .with("content", TEMPLATE)
            .with("timeout", self.timeout_ms())
            .with("closeButton", true)
    }

    /// Errors stay until they are closed.
    fn timeout_ms(self) -> u32 {
        if self == Weight::Error { 0 } else { 8_000 }
    }
}

/// Flex fills placeholders only in templates of its table of strings.
pub(super) const TEMPLATE: &str = "SwitchboardWords";

/// The notifications of this plugin.
#[derive(Clone, Debug)]
pub struct Notices {
    notifications: Notifications,
}

impl Notices {
    /// Makes the plugin's notifications known to Flex.
    pub fn new(flex: &Flex, manager: &Manager) -> Result<Notices, HostError> {
        manager.offer_words(TEMPLATE, "{{words}}")?;
        let notifications = flex.notifications();
        for weight in Weight::ALL {
            let known = notifications.register(&weight.registration(weight.id()));
            known.map_err(HostError::threw("registerNotification"))?;
        }
        Ok(Notices { notifications })
    }

    /// Tells the agent something, on whatever screen he is.
    pub fn show(&self, weight: Weight, words: &str) -> Result<(), HostError> {
        let shown = self.notifications.show(weight.id(), &Fields::new().with("words", words));
        shown.map(drop).map_err(HostError::threw("showNotification"))
    }
}

/// Our ear on one of Flex's notifications; dropping it takes the ear off.
#[derive(Debug)]
#[must_use = "the listener comes off as soon as this is dropped"]
pub struct BeforeShown {
    _ear: Ear<dyn FnMut(Notification, Function)>,
}

impl BeforeShown {
    /// Is asked each time before Flex shows this notification; `false` keeps it away.
    pub fn new(
        flex: &Flex,
        id: &'static str,
        may_show: impl Fn() -> bool + 'static,
    ) -> Result<BeforeShown, HostError> {
        let asked = move |notification: Notification, cancel: Function| {
            if notification.id().as_string().as_deref() == Some(id) && !may_show() {
                let _ = cancel.call0(&JsValue::UNDEFINED);
            }
        };
        let asked = Closure::<dyn FnMut(Notification, Function)>::new(asked);
        let ear = Ear::new(&flex.notifications(), "beforeAddNotification", asked)?;
        Ok(BeforeShown { _ear: ear })
    }
}
