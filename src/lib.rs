//! The Switchboard plugin for Twilio Flex: Flex's ears and hands around the decisions of
//! `call-core`, and its screens.

#![deny(clippy::unwrap_used)]

pub mod features;
pub mod host;
pub mod runtime;
pub mod strings;
pub mod ui;

use std::cell::RefCell;
use std::rc::Rc;

use call_core::desk::{Effect, Event, View};
use wasm_bindgen::prelude::*;
use yew::Callback;

use features::directory::Directory;
use features::internal_call::{self, InternalCall};
use features::notices::Teller;
use features::wording;
use host::channel::Channel;
use host::content::{Conditions, Part, Screen};
use host::functions::Functions;
use host::manager::Manager;
use host::mount::{self, Mount};
use host::{Flex, HostError, clock, log};
use runtime::Runtime;
use strings::Words;
use ui::{CallPanel, Dialer, Surroundings, Theme};

thread_local! {
    /// What is attached to Flex stays so as long as the page lives.
    static ATTACHED: RefCell<Vec<(Conditions, Option<Channel>)>> = RefCell::default();
}

/// Attaches everything to Flex; called once, by the loader.
///
/// A capability that cannot attach is left out and named; the others go on.
#[wasm_bindgen]
pub fn start(flex: Flex, manager: Manager) -> Result<(), JsError> {
    if !manager.wants_internal_calls() {
        return Ok(());
    }
    let runtime = Runtime::new(clock::now);
    let words = Words::default();
    let teller = Teller::attach(&flex, &manager, words)?;
    screens(&runtime, &flex, &manager, words)?;
    let setup = match (manager.setup(), manager.functions()) {
        (Ok(setup), Some(functions)) => Ok((setup, Functions::new(functions))),
        (Err(reason), _) => Err(reason),
        (Ok(_), None) => Err(call_core::desk::Reason::FunctionsUnset),
    };
    match setup {
        Ok((setup, functions)) => {
            let directory = Directory::attach(&runtime, &manager, setup.worker.clone())?;
            let calls = InternalCall::attach(&runtime, &flex, &manager, functions)?;
            employ(&runtime, teller, Some(directory), Some(calls.clone()));
            runtime.feed(Event::SetUp(setup));
            calls.listen()?;
        }
        Err(reason) => {
            employ(&runtime, teller, None, None);
            runtime.feed(Event::NotSetUp(reason));
        }
    }
    Ok(())
}

/// Gives each effect to the one who can carry it out.
fn employ(
    runtime: &Runtime,
    teller: Teller,
    directory: Option<Directory>,
    calls: Option<InternalCall>,
) {
    let wakeful = runtime.clone();
    runtime.employ(move |effect: Effect| {
        let rest = teller.perform(effect).and_then(|effect| internal_call::wake(&wakeful, effect));
        let rest = match (&directory, rest) {
            (Some(directory), Some(effect)) => directory.perform(effect),
            (_, rest) => rest,
        };
        if let (Some(calls), Some(effect)) = (&calls, rest) {
            calls.perform(effect);
        }
    });
}

/// Puts the screens into Flex, and takes away what an internal call cannot do yet.
fn screens(
    runtime: &Runtime,
    flex: &Flex,
    manager: &Manager,
    words: Words,
) -> Result<(), HostError> {
    let surroundings = Surroundings {
        words,
        theme: if manager.is_dark() { Theme::Dark } else { Theme::Light },
        now: Callback::from(|()| clock::now()),
    };
    let told = runtime.clone();
    let on_event = Callback::from(move |event| told.feed(event));
    let view = Rc::new(runtime.view());
    let react = mount::react()?;
    let mut conditions = Conditions::default();

    let dialer_props = {
        let (surroundings, on_event) = (surroundings.clone(), on_event.clone());
        move |view: Rc<View>| ui::DialerProps {
            view,
            surroundings: surroundings.clone(),
            on_event: on_event.clone(),
        }
    };
    let dialer: Mount<Dialer> =
        Mount::new(&react, "switchboard-dialer", dialer_props(view.clone()))?;
    conditions.add(flex, Screen::Dialer, dialer.element())?;

    let panel_props = move |view: Rc<View>| ui::CallPanelProps {
        view,
        surroundings: surroundings.clone(),
        on_event: on_event.clone(),
    };
    let panel: Mount<CallPanel> = Mount::new(&react, "switchboard-call", panel_props(view))?;
    conditions.add(flex, Screen::Call, panel.element())?;

    for part in Part::ALL {
        // A Flex without that part has nothing to hide.
        if let Err(error) = conditions.remove(flex, part) {
            log("internal_call", &error);
        }
    }
    let channel = wording::attach(runtime, flex, manager, words);
    let channel = channel.map_err(|error| log("internal_call", &error)).ok();
    ATTACHED.with(|attached| attached.borrow_mut().push((conditions, channel)));
    runtime.show(move |view| {
        let view = Rc::new(view.clone());
        dialer.update(dialer_props(view.clone()));
        panel.update(panel_props(view));
    });
    Ok(())
}
