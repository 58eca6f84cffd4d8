//! What the agent's browser keeps from one day to the next, for him alone.

use call_core::desk::Familiar;
use call_core::id::WorkerSid;
use wasm_bindgen::JsValue;
use web_sys::Storage;

use super::HostError;

/// The colleagues whom an agent calls often: identifiers of workers, and nothing else of them.
#[derive(Debug)]
pub struct Kept {
    place: String,
}

impl Kept {
    /// Those of this agent.
    pub fn of(worker: &WorkerSid) -> Kept {
        Kept { place: format!("switchboard.familiar.{}", worker.as_str()) }
    }

    /// What was kept last; nobody, if nothing was.
    pub fn read(&self) -> Result<Familiar, HostError> {
        let kept = storage()?.get_item(&self.place).map_err(refused)?;
        Ok(kept.as_deref().map(Familiar::read).unwrap_or_default())
    }

    /// Keeps it in place of what was kept before.
    pub fn write(&self, familiar: &Familiar) -> Result<(), HostError> {
        storage()?.set_item(&self.place, &familiar.written()).map_err(refused)
    }
}

/// A browser may refuse it, to private windows for one.
fn storage() -> Result<Storage, HostError> {
    let storage = web_sys::window().map(|window| window.local_storage()).transpose();
    let missing = HostError::Shape { path: "localStorage", expected: "a Storage" };
    storage.map_err(refused)?.flatten().ok_or(missing)
}

fn refused(error: JsValue) -> HostError {
    HostError::threw("localStorage")(error)
}
