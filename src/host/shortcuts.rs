//! Flex's keyboard shortcuts: keys that are pressed together with Ctrl and Shift.

use std::fmt;

use wasm_bindgen::prelude::*;

use super::object::Fields;
use super::{Flex, HostError};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(method, getter, js_name = KeyboardShortcutManager)]
    fn keyboard_shortcuts(this: &Flex) -> Option<Shortcuts>;

    #[wasm_bindgen(method, getter, js_name = defaultActions)]
    fn default_actions(this: &Flex) -> Option<DefaultActions>;

    /// `Flex.KeyboardShortcutManager`.
    type Shortcuts;

    /// All of them by their keys.
    #[wasm_bindgen(method, getter, js_name = keyboardShortcuts)]
    fn all(this: &Shortcuts) -> Option<Fields>;

    #[wasm_bindgen(method, catch, js_name = addShortcuts)]
    fn add(this: &Shortcuts, shortcuts: &Fields) -> Result<(), JsValue>;

    type DefaultActions;

    #[wasm_bindgen(method, getter, js_name = toggleHold)]
    fn toggle_hold(this: &DefaultActions) -> JsValue;

    #[wasm_bindgen(method, catch, js_name = toggleHold)]
    fn hold_in_its_own_way(this: &DefaultActions) -> Result<(), JsValue>;
}

type Pressed = Closure<dyn FnMut()>;

/// A key that is held down repeats itself faster than this; Flex tells the agent.
const THROTTLE_MS: u32 = 1_000;

/// Our shortcuts in Flex, which lists them with its own. An account changes them like those, by
/// `remapShortcut` and `deleteShortcuts`.
#[must_use = "Flex calls them as long as the page lives"]
pub struct Keys {
    shortcuts: Shortcuts,
    pressed: Vec<Pressed>,
}

impl Keys {
    /// No shortcut yet.
    pub fn new(flex: &Flex) -> Result<Keys, HostError> {
        let missing =
            HostError::Shape { path: "Flex.KeyboardShortcutManager", expected: "Flex's shortcuts" };
        let shortcuts = flex.keyboard_shortcuts().ok_or(missing)?;
        Ok(Keys { shortcuts, pressed: Vec::new() })
    }

    /// Adds one, unless the key has another one already.
    pub fn add(
        &mut self,
        key: &str,
        name: &str,
        pressed: impl FnMut() + 'static,
    ) -> Result<(), HostError> {
        let taken = self.shortcuts.all().is_some_and(|all| !all.lacks(key));
        if taken { Ok(()) } else { self.put(key, name, pressed) }
    }

    /// Takes the place of the one by which Flex holds a call and takes it back, at whatever key
    /// the account has it: of several calls Flex takes the last in its list. While `pressed`
    /// answers that it was none of ours, Flex goes its own way.
    pub fn replace_hold(
        &mut self,
        flex: &Flex,
        name: &str,
        mut pressed: impl FnMut() -> bool + 'static,
    ) -> Result<(), HostError> {
        let missing = HostError::Shape { path: "Flex.defaultActions", expected: "Flex's actions" };
        let actions = flex.default_actions().ok_or(missing)?;
        let native = actions.toggle_hold();
        let all = self.shortcuts.all();
        let is_it = |shortcut: JsValue| {
            Fields::of(shortcut).is_some_and(|shortcut| shortcut.at("action") == native)
        };
        let key = all.and_then(|all| all.each().find(|(_, shortcut)| is_it(shortcut.clone())));
        // An account that has taken it away has done so on purpose.
        let Some((key, _)) = key else { return Ok(()) };
        self.put(&key, name, move || {
            if !pressed() {
                // Flex tells the agent itself what it cannot do.
                let _ = actions.hold_in_its_own_way();
            }
        })
    }

    fn put(
        &mut self,
        key: &str,
        name: &str,
        pressed: impl FnMut() + 'static,
    ) -> Result<(), HostError> {
        let pressed = Pressed::new(pressed);
        let shortcut = Fields::new()
            .with("action", pressed.as_ref().clone())
            .with("name", name)
            .with("throttle", THROTTLE_MS);
        let added = self.shortcuts.add(&Fields::new().with(key, shortcut));
        self.pressed.push(pressed);
        added.map_err(HostError::threw("addShortcuts"))
    }
}

impl fmt::Debug for Keys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Keys").field("pressed", &self.pressed.len()).finish()
    }
}
