//! A question in one of Flex's notifications, with a button for each answer.

use std::cell::Cell;
use std::fmt;

use js_sys::Array;
use wasm_bindgen::prelude::*;

use super::button::button;
use super::mount::React;
use super::notifications::{Notifications, TEMPLATE, Weight};
use super::object::Fields;
use super::{Flex, HostError};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(method, catch, js_name = dismissNotificationById)]
    fn dismiss(this: &Notifications, id: &str) -> Result<(), JsValue>;
}

const ID: &str = "SwitchboardQuestion";

/// One question at a time, on whatever screen the agent is, and on his desktop where Flex shows
/// its notifications there.
pub struct Question {
    notifications: Notifications,
    yes: Closure<dyn FnMut()>,
    no: Closure<dyn FnMut()>,
    registered: Cell<bool>,
}

impl fmt::Debug for Question {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Question").field("registered", &self.registered).finish_non_exhaustive()
    }
}

impl Question {
    /// A question that is not asked yet; told what is answered.
    pub fn new(flex: &Flex, answered: impl Fn(bool) + Clone + 'static) -> Question {
        let yes = answered.clone();
        Question {
            notifications: flex.notifications(),
            yes: Closure::new(move || yes(true)),
            no: Closure::new(move || answered(false)),
            registered: Cell::new(false),
        }
    }

    /// Asks, in the place of what was asked before, until it is taken back. What the buttons say,
    /// yes and no, stays as it was the first time.
    pub fn ask(&self, react: &React, words: &str, answers: [String; 2]) -> Result<(), HostError> {
        if !self.registered.get() {
            self.register(react, answers)?;
        }
        self.take_back()?;
        let shown = self.notifications.show(ID, &Fields::new().with("words", words));
        shown.map(drop).map_err(HostError::threw("showNotification"))
    }

    /// It is not asked any more.
    pub fn take_back(&self) -> Result<(), HostError> {
        self.notifications.dismiss(ID).map_err(HostError::threw("dismissNotificationById"))
    }

    /// Flex knows a notification for good.
    fn register(&self, react: &React, [yes, no]: [String; 2]) -> Result<(), HostError> {
        let actions = Array::of2(
            &button(react, &yes, None, self.yes.as_ref(), "")?.into(),
            &button(react, &no, None, self.no.as_ref(), "")?.into(),
        );
        let desktop = Fields::new().with("title", TEMPLATE);
        let registration = Weight::Information
            .registration(ID)
            .with("timeout", 0)
            .with("closeButton", false)
            .with("actions", actions)
            .with("options", Fields::new().with("browser", desktop));
        let known = self.notifications.register(&registration);
        known.map_err(HostError::threw("registerNotification"))?;
        self.registered.set(true);
        Ok(())
    }
}
