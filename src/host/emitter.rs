//! Listening to an emitter of events, of which Flex and Twilio's SDKs have many.

use std::fmt;

use js_sys::Function;
use wasm_bindgen::prelude::*;

use super::HostError;

#[wasm_bindgen]
extern "C" {
    /// Anything that can be listened to.
    #[derive(Debug, Clone)]
    pub(crate) type Emitter;

    #[wasm_bindgen(method, catch, js_name = addListener)]
    fn add_listener(this: &Emitter, event: &str, heard: &Function) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(method, catch, js_name = removeListener)]
    fn remove_listener(this: &Emitter, event: &str, heard: &Function) -> Result<JsValue, JsValue>;
}

/// Our ear on one event; dropping it takes the ear off.
#[must_use = "the listener comes off as soon as this is dropped"]
pub(crate) struct Ear<T: ?Sized> {
    emitter: Emitter,
    event: &'static str,
    closure: Closure<T>,
}

impl<T: ?Sized> Ear<T> {
    /// Listens with this closure from now on.
    pub(crate) fn new(
        emitter: &impl AsRef<JsValue>,
        event: &'static str,
        closure: Closure<T>,
    ) -> Result<Ear<T>, HostError> {
        let emitter: Emitter = emitter.as_ref().clone().unchecked_into();
        emitter
            .add_listener(event, closure.as_ref().unchecked_ref())
            .map_err(HostError::threw("addListener"))?;
        Ok(Ear { emitter, event, closure })
    }
}

impl<T: ?Sized> Drop for Ear<T> {
    fn drop(&mut self) {
        // An emitter that has gone away cannot call us any more either.
        let _ = self.emitter.remove_listener(self.event, self.closure.as_ref().unchecked_ref());
    }
}

impl<T: ?Sized> fmt::Debug for Ear<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Ear").field("event", &self.event).finish()
    }
}
