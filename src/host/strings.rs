//! Flex's table of strings, in which an account may have put words of its own.

use wasm_bindgen::prelude::*;

use super::HostError;
use super::manager::Manager;

#[wasm_bindgen]
extern "C" {
    /// `manager.strings`.
    pub(crate) type Strings;

    #[wasm_bindgen(method, indexing_getter)]
    fn at(this: &Strings, key: &str) -> JsValue;

    #[wasm_bindgen(method, indexing_setter)]
    fn put(this: &Strings, key: &str, words: &str);

    #[wasm_bindgen(method, setter)]
    fn set_strings(this: &Manager, strings: &Strings);
}

impl Manager {
    /// The account's own words under this key. What is no text is none.
    pub fn own_words(&self, key: &str) -> Option<String> {
        self.strings()?.at(key).as_string()
    }

    /// Puts words, or a template in Flex's syntax, under a key, unless the account has put its own there.
    pub fn offer_words(&self, key: &str, words: &str) -> Result<(), HostError> {
        let missing =
            HostError::Shape { path: "manager.strings", expected: "Flex's table of strings" };
        let strings = self.strings().ok_or(missing)?;
        if !strings.at(key).is_string() {
            strings.put(key, words);
            // A Flex that has already started reads the table only when it is given it.
            self.set_strings(&strings);
        }
        Ok(())
    }
}
