//! The Switchboard plugin for Twilio Flex: Flex's ears and hands around the decisions of
//! `call-core`, and its screens.

#![deny(clippy::unwrap_used)]

pub mod features;
pub mod host;
pub mod runtime;
pub mod strings;
pub mod ui;

mod screens;

use std::cell::RefCell;

use call_core::desk::{Capability, Effect, Event, Reason, Setup, Template};
use call_core::multi_call;
use wasm_bindgen::prelude::*;

use features::directory::Directory;
use features::internal_call::{self, InternalCall};
use features::multi_call::MultiCall;
use features::notices::Teller;
use features::off::Off;
use features::shortcuts;
use host::functions::Functions;
use host::manager::Manager;
use host::shortcuts::Keys;
use host::{Flex, clock, log};
use runtime::Runtime;
use screens::Screens;
use strings::{Language, Words};

/// Weighs 1.2 kB less on the wire than the allocator of std.
#[cfg(target_arch = "wasm32")]
#[global_allocator]
#[expect(unsafe_code, reason = "sound where there is one thread, as in a page")]
static ALLOCATOR: talc::TalckWasm = unsafe { talc::TalckWasm::new_global() };

thread_local! {
    /// What is attached to Flex stays so as long as the page lives.
    static ATTACHED: RefCell<Vec<(Screens, Option<Keys>)>> = RefCell::default();
}

/// Attaches everything to Flex; called once, by the loader.
///
/// A capability that cannot attach is switched off and named to the agent; the others go on.
/// Only if nothing can be told to him, the loader is given the error.
#[wasm_bindgen]
pub fn start(flex: Flex, manager: Manager) -> Result<(), JsError> {
    if !manager.wants_internal_calls() && !manager.wants_several_calls() {
        return Ok(());
    }
    let runtime = Runtime::new(clock::now);
    let words = {
        let manager: Manager = manager.clone();
        Words::new(Language::of(&manager.language()), move |key| manager.own_words(key))
    };
    let template = manager.template();
    if template.answers_calls() {
        return stand_back(&runtime, &flex, &manager, words, template);
    }
    let mut off = Off::default();
    let screens = screens::attach(&runtime, &flex, &manager, words, &mut off);
    let several = several(&runtime, &flex, &manager, &mut off);
    let keys = shortcuts::attach(&runtime, &flex, &manager, words, several.is_some());
    // The agent has the buttons, too.
    let keys = keys.map_err(|error| log("shortcuts", &error)).ok();
    ATTACHED.with(|attached| attached.borrow_mut().push((screens, keys)));
    let calls = calls(&runtime, &flex, &manager, several.is_some(), &mut off);
    let off = off.capabilities();
    if !off.is_empty() {
        runtime.feed(Event::CapabilitiesOff(off));
    }
    let (teller, untold) = match Teller::attach(&runtime, &flex, &manager, words) {
        Ok(teller) => (Some(teller), Ok(())),
        Err(error) => (None, Err(error.into())),
    };
    employ(&runtime, teller, several, calls);
    untold
}

/// Does nothing but tell whoever can change it why.
fn stand_back(
    runtime: &Runtime,
    flex: &Flex,
    manager: &Manager,
    words: Words,
    template: Template,
) -> Result<(), JsError> {
    let can_mend = manager.can_mend_the_account();
    runtime.feed(Event::TemplateFound { template, can_mend });
    let teller = Teller::attach(runtime, flex, manager, words)?;
    employ(runtime, Some(teller), None, None);
    Ok(())
}

/// Several calls at once, if the account wants that and the agent has a phone in the browser.
fn several(runtime: &Runtime, flex: &Flex, manager: &Manager, off: &mut Off) -> Option<MultiCall> {
    if !manager.wants_several_calls() {
        return None;
    }
    let settings = manager.several_calls();
    runtime.feed(Event::MultiCall(multi_call::Event::Configured(settings)));
    let functions = manager.functions().map(Functions::new);
    let attached = MultiCall::attach(runtime, flex, manager, functions);
    off.unless(attached, Capability::MultiCall).flatten()
}

/// Calls and the colleagues to call, as far as the account and Flex have what these need.
fn calls(
    runtime: &Runtime,
    flex: &Flex,
    manager: &Manager,
    several: bool,
    off: &mut Off,
) -> Option<(InternalCall, Option<Directory>)> {
    if !manager.wants_internal_calls() {
        return None;
    }
    off.unless(manager.worker(), Capability::Calls)?;
    let (setup, functions) = match setup(manager) {
        Ok((setup, functions)) => (Setup { multi_call: several, ..setup }, functions),
        Err(reason) => {
            let reason = reason.told_to(manager.can_mend_the_account());
            runtime.feed(Event::NotSetUp(reason));
            return None;
        }
    };
    let (myself, call_agent) = (setup.worker.clone(), setup.call_agent);
    // The first reservation may be there already.
    runtime.feed(Event::SetUp(setup));
    let calls = InternalCall::attach(runtime, flex, manager, functions);
    let calls = off.unless(calls, Capability::Calls)?;
    let directory = call_agent.then(|| Directory::attach(runtime, manager, myself));
    let directory = directory.and_then(|it| off.unless(it, Capability::Colleagues));
    Some((calls, directory))
}

fn setup(manager: &Manager) -> Result<(Setup, Functions), Reason> {
    let setup = manager.setup()?;
    let functions = manager.functions().ok_or(Reason::FunctionsUnset)?;
    Ok((setup, Functions::new(functions)))
}

/// Gives each effect to the one who can carry it out; what nobody can, is left.
fn employ(
    runtime: &Runtime,
    teller: Option<Teller>,
    several: Option<MultiCall>,
    calls: Option<(InternalCall, Option<Directory>)>,
) {
    let wakeful = runtime.clone();
    let (calls, directory) = calls.unzip();
    let directory = directory.flatten();
    runtime.employ(move |effect: Effect| {
        let rest = Some(effect);
        let rest = rest.and_then(|rest| match &several {
            Some(several) => several.perform(rest),
            None => Some(rest),
        });
        let rest = rest.and_then(|rest| match &teller {
            Some(teller) => teller.perform(rest),
            None => Some(rest),
        });
        let rest = rest.and_then(|rest| internal_call::wake(&wakeful, rest));
        let rest = rest.and_then(|rest| match &directory {
            Some(directory) => directory.perform(rest),
            None => Some(rest),
        });
        if let (Some(calls), Some(rest)) = (&calls, rest) {
            calls.perform(rest);
        }
    });
}
