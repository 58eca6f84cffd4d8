//! Flex's table of strings, in which an account may have put words of its own.

use wasm_bindgen::prelude::*;

use super::manager::Manager;

#[wasm_bindgen]
extern "C" {
    /// `manager.strings`.
    pub(crate) type Strings;

    #[wasm_bindgen(method, indexing_getter)]
    fn at(this: &Strings, key: &str) -> JsValue;

    #[wasm_bindgen(method, indexing_setter)]
    fn put(this: &Strings, key: &str, words: &str);
}

impl Manager {
    /// Puts words under a key, unless the account has put its own there.
    pub fn offer_words(&self, key: &str, words: &str) {
        let strings = self.strings();
        if !strings.at(key).is_string() {
            strings.put(key, words);
        }
    }
}
