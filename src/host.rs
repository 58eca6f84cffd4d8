//! The border to Flex: typed shims, one per area of Flex; nothing behind it sees a JavaScript value.

pub mod actions;
pub mod alert;
pub mod channel;
pub mod clock;
pub mod content;
pub mod functions;
pub mod kept;
pub mod lines;
pub mod manager;
pub mod moments;
pub mod mount;
pub mod notifications;
pub mod outbound;
pub mod question;
pub mod room;
pub mod shortcuts;
pub mod store;
pub mod strings;
pub mod sync;
pub mod taskrouter;
pub mod teams;
pub mod template;
pub mod tone;
pub mod units;
pub mod voice;
pub mod workers;

mod audio;
mod button;
mod emitter;
mod object;
mod record;
mod task;

use thiserror::Error;
use wasm_bindgen::prelude::*;

/// The host refused or broke something that we asked for.
#[derive(Debug, Error)]
pub enum HostError {
    /// Something was missing or of another kind.
    #[error("{path} is not {expected}")]
    Shape {
        /// Where it was looked for.
        path: &'static str,
        /// What was needed.
        expected: &'static str,
    },
    /// A request was answered with a status that is not success.
    #[error("{call} was answered with {status}")]
    Status {
        /// What was asked.
        call: &'static str,
        /// The HTTP status.
        status: u16,
    },
    /// The host threw, or rejected its promise.
    #[error("{call} failed: {thrown:?}")]
    Threw {
        /// What was called.
        call: &'static str,
        /// What was thrown: not always an `Error`.
        thrown: JsValue,
    },
}

impl HostError {
    /// Whether the other side understood and said no.
    pub fn is_refusal(&self) -> bool {
        match self {
            HostError::Shape { .. } => false,
            HostError::Status { status, .. } => *status < 500,
            HostError::Threw { thrown, .. } => {
                // TaskRouter's SDK names its errors. This one stands for every answer of 4xx.
                let name = thrown.unchecked_ref::<Thrown>().name();
                name.is_ok_and(|name| name == "REQUEST_INVALID")
            }
        }
    }

    /// For `map_err`: what was thrown by this call.
    fn threw(call: &'static str) -> impl FnOnce(JsValue) -> HostError {
        move |thrown| HostError::Threw { call, thrown }
    }
}

/// One line in the browser's console: which capability met which failure. The agent goes on.
pub fn log(capability: &str, error: &HostError) {
    web_sys::console::warn_1(&format!("switchboard: {capability}: {error}").into());
}

/// An identifier that nobody has used before.
pub fn fresh_id() -> String {
    random_uuid()
}

#[wasm_bindgen]
extern "C" {
    /// Whatever was thrown, even `undefined`.
    type Thrown;

    #[wasm_bindgen(method, getter, catch)]
    fn name(this: &Thrown) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(js_namespace = crypto, js_name = randomUUID)]
    fn random_uuid() -> String;

    /// The Flex UI library as it is given to a plugin.
    #[derive(Debug, Clone)]
    pub type Flex;

    #[wasm_bindgen(method, getter, js_name = Actions)]
    fn actions(this: &Flex) -> actions::Actions;

    #[wasm_bindgen(method, getter, js_name = Notifications)]
    fn notifications(this: &Flex) -> notifications::Notifications;
}
