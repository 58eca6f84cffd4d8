//! The keys by which an agent goes from one call to another, and to a colleague.

use call_core::desk::{Action, Event, Verdict};
use call_core::multi_call;
use wasm_bindgen_futures::spawn_local;

use crate::host::manager::Manager;
use crate::host::shortcuts::Keys;
use crate::host::{Flex, HostError, actions, log};
use crate::runtime::Runtime;
use crate::strings::{Key, Words};

/// Puts them among Flex's shortcuts; they stay as long as what is answered. Those for several calls
/// are there if the agent can have `several`.
pub fn attach(
    runtime: &Runtime,
    flex: &Flex,
    manager: &Manager,
    words: Words,
    several: bool,
) -> Result<Keys, HostError> {
    let mut keys = Keys::new(flex)?;
    if several {
        between_calls(&mut keys, runtime, flex, manager, words)?;
    }
    let finds = manager.wants_internal_calls() && manager.wants_call_agent();
    if let Some(key) = manager.find_key().filter(|_| finds) {
        let (told, flex, manager) = (runtime.clone(), flex.clone(), Manager::clone(manager));
        keys.add(&key, &words.text(Key::FindColleague), move || {
            told.feed(Event::FieldWanted);
            open_dialpad(&told, &flex, &manager, several);
        })?;
    }
    Ok(keys)
}

fn between_calls(
    keys: &mut Keys,
    runtime: &Runtime,
    flex: &Flex,
    manager: &Manager,
    words: Words,
) -> Result<(), HostError> {
    let judge = runtime.clone();
    keys.replace_hold(flex, &words.text(Key::HoldOrResume), move || {
        let verdict = judge.judge(&Action::ToggleHold);
        judge.settle();
        verdict == Verdict::Replace
    })?;
    if let Some(key) = manager.swap_key() {
        let told = runtime.clone();
        keys.add(&key, &words.text(Key::Swap), move || {
            told.feed(Event::MultiCall(multi_call::Event::SwapPressed));
        })?;
    }
    Ok(())
}

/// Opens Flex's dialpad, unless it is open. Beside a call Flex refuses that: then nothing is to have
/// the focus later.
fn open_dialpad(runtime: &Runtime, flex: &Flex, manager: &Manager, several: bool) {
    if manager.store().is_dialpad_open() {
        return;
    }
    if several {
        return runtime.feed(Event::MultiCall(multi_call::Event::DialPressed));
    }
    let (runtime, flex, manager) = (runtime.clone(), flex.clone(), Manager::clone(manager));
    spawn_local(async move {
        if let Err(error) = actions::toggle_dialpad(&flex).await {
            log("directory", &error);
        }
        if !manager.store().is_dialpad_open() {
            runtime.feed(Event::ListClosed);
        }
    });
}
