//! The keys by which an agent goes from one call to another.

use call_core::desk::{Action, Event, Verdict};
use call_core::multi_call;

use crate::host::manager::Manager;
use crate::host::shortcuts::Keys;
use crate::host::{Flex, HostError};
use crate::runtime::Runtime;
use crate::strings::{Key, Words};

/// Puts them among Flex's shortcuts; they stay as long as what is answered.
pub fn attach(
    runtime: &Runtime,
    flex: &Flex,
    manager: &Manager,
    words: Words,
) -> Result<Keys, HostError> {
    let mut keys = Keys::new(flex)?;
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
    Ok(keys)
}
