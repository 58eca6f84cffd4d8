//! Our screens in Flex's, each on its own: one that cannot attach leaves the others as they are.

use std::rc::Rc;

use call_core::desk::{Capability, Event, View};
use yew::{BaseComponent, Callback};

use crate::features::off::Off;
use crate::features::wording;
use crate::host::channel::Channel;
use crate::host::content::{Conditions, Screen};
use crate::host::manager::Manager;
use crate::host::moments::moment;
use crate::host::mount::{self, Mount};
use crate::host::teams::OnAgent;
use crate::host::units::Units;
use crate::host::{Flex, HostError, clock, log};
use crate::runtime::Runtime;
use crate::strings::{Key, Words};
use crate::ui::{CallPanel, CallPanelProps, Dialer, DialerProps, Place, Surroundings, Theme};

/// What Flex asks as long as the page lives.
#[derive(Debug)]
pub(crate) struct Screens {
    _conditions: Conditions,
    _channels: Vec<Channel>,
    _on_agent: Option<OnAgent>,
}

/// Puts the screens of what the account wants into Flex.
pub(crate) fn attach(
    runtime: &Runtime,
    flex: &Flex,
    manager: &Manager,
    words: Words,
    off: &mut Off,
) -> Screens {
    let units = Units::new(words.language());
    let surroundings = Surroundings {
        words,
        theme: if manager.is_dark() { Theme::Dark } else { Theme::Light },
        now: Callback::from(|()| clock::now()),
        units: Callback::from(move |(number, unit)| units.write(number, unit)),
        moments: Callback::from(move |at| moment(words.language(), at)),
    };
    let told = runtime.clone();
    let on_event = Callback::from(move |event| told.feed(event));
    let mut placing =
        Placing { runtime, flex, conditions: Conditions::default(), surroundings, on_event, off };
    let mut channels = Vec::new();
    let mut on_agent = None;
    if manager.wants_internal_calls() {
        if manager.wants_call_agent() || manager.wants_call_queue() {
            placing.dialer();
        }
        placing.internal_calls();
        if manager.wants_call_agent() {
            // Without it, the dialpad calls whoever is seen there, too.
            on_agent = placing.on_agent(manager).map_err(|error| log("teams", &error)).ok();
        }
        let channel = wording::attach(runtime, flex, manager, words);
        channels.extend(placing.off.unless(channel, Capability::Wording));
    }
    if manager.wants_several_calls() {
        placing.panel(Screen::Calls, Place::Calls, Capability::MultiCall);
        // Without it, the list of calls says the same.
        let channel = wording::attach_to_several(runtime, flex, words);
        channels.extend(channel.map_err(|error| log("multi_call", &error)).ok());
    }
    Screens { _conditions: placing.conditions, _channels: channels, _on_agent: on_agent }
}

/// What is needed to put screens into Flex.
struct Placing<'a> {
    runtime: &'a Runtime,
    flex: &'a Flex,
    conditions: Conditions,
    surroundings: Surroundings,
    on_event: Callback<Event>,
    off: &'a mut Off,
}

impl Placing<'_> {
    /// The section of the dialpad from which a colleague or a queue is called.
    fn dialer(&mut self) {
        let (surroundings, on_event) = (self.surroundings.clone(), self.on_event.clone());
        let properties = move |view| DialerProps {
            view,
            surroundings: surroundings.clone(),
            on_event: on_event.clone(),
        };
        let dialer = screen::<Dialer>(
            self.runtime,
            self.flex,
            &mut self.conditions,
            Screen::Dialer,
            properties,
        );
        self.off.unless(dialer, Capability::Dialer);
    }

    /// The panels of a call to a colleague; and what such a call cannot do yet is taken away.
    fn internal_calls(&mut self) {
        self.panel(Screen::Call, Place::Call, Capability::CallPanel);
        self.panel(Screen::Offer, Place::Offer, Capability::CallPanel);
        match self.conditions.hide_transfer(self.flex) {
            // A Flex without that part has nothing to hide.
            Err(error @ HostError::Shape { .. }) => log("hiding", &error),
            hidden => drop(self.off.unless(hidden, Capability::Hiding)),
        }
    }

    /// The button on each agent whom a supervisor sees.
    fn on_agent(&self, manager: &Manager) -> Result<OnAgent, HostError> {
        let (words, told) = (self.surroundings.words, self.on_event.clone());
        let myself = manager.worker()?.sid();
        let press = move |worker| told.emit(Event::ColleagueCalled(worker));
        let said = move |name: &str| {
            [words.text(Key::Call), words.fill(Key::CallNamed, &[("name", name)])]
        };
        OnAgent::add(self.flex, &mount::react()?, myself, said, press)
    }

    fn panel(&mut self, screen: Screen, place: Place, capability: Capability) {
        let (surroundings, on_event) = (self.surroundings.clone(), self.on_event.clone());
        let properties = move |view| CallPanelProps {
            place,
            view,
            surroundings: surroundings.clone(),
            on_event: on_event.clone(),
        };
        let panel = self::screen::<CallPanel>(
            self.runtime,
            self.flex,
            &mut self.conditions,
            screen,
            properties,
        );
        self.off.unless(panel, capability);
    }
}

/// Puts one screen into Flex and keeps it up to date.
fn screen<C>(
    runtime: &Runtime,
    flex: &Flex,
    conditions: &mut Conditions,
    place: Screen,
    properties: impl Fn(Rc<View>) -> C::Properties + 'static,
) -> Result<(), HostError>
where
    C: BaseComponent,
    C::Properties: Clone + PartialEq,
{
    let key = match place {
        Screen::Dialer => "switchboard-dialer",
        Screen::Call => "switchboard-call",
        Screen::Calls => "switchboard-calls",
        Screen::Offer => "switchboard-offer",
    };
    let mount: Mount<C> = Mount::new(&mount::react()?, key, properties(Rc::default()))?;
    conditions.add(flex, place, mount.element())?;
    runtime.show(move |view| mount.update(properties(view.clone())));
    Ok(())
}
