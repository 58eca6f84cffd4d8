//! Flex's dialpad while there is a call, for which Flex does not open it and calls nobody.

use call_core::desk::{Action, Verdict};
use call_core::multi_call::{self, Ask};
use wasm_bindgen_futures::spawn_local;

use super::{Inner, MultiCall};
use crate::host::actions::{self, Wait};
use crate::host::log;

impl MultiCall {
    /// A number is to be called; nothing if Flex can do it, or refuses it with better reason than
    /// that there is a call: somebody else is calling.
    pub(super) fn dial(&self) -> Option<Wait> {
        let Inner { runtime, store, .. } = &*self.inner;
        let ours =
            !store.is_offered_call() && runtime.judge(&Action::DialNumber) == Verdict::Replace;
        let wait = ours.then(|| self.put_off(&Ask::Dial));
        runtime.settle();
        wait
    }

    /// Flex opens its dialpad only while it knows of no call.
    pub(super) fn open_dialpad(&self) {
        if self.inner.store.is_dialpad_open() {
            return;
        }
        self.set_active(None);
        let this = self.clone();
        spawn_local(async move {
            if let Err(error) = actions::toggle_dialpad(&this.inner.flex).await {
                log("multi_call", &error);
            }
            this.tell(multi_call::Event::DialpadOpened);
        });
    }

    /// Flex shuts it when one more call is at its own device, and not when it is at another.
    pub(super) fn shut_dialpad(&self) {
        if !self.inner.store.is_dialpad_open() {
            return;
        }
        let flex = self.inner.flex.clone();
        spawn_local(async move {
            if let Err(error) = actions::toggle_dialpad(&flex).await {
                log("multi_call", &error);
            }
        });
    }
}
