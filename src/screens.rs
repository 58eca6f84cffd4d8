//! Our screens in Flex's, each on its own: one that cannot attach leaves the others as they are.

use std::rc::Rc;

use call_core::desk::{Capability, View};
use yew::{BaseComponent, Callback};

use crate::features::off::Off;
use crate::features::wording;
use crate::host::channel::Channel;
use crate::host::content::{Conditions, Screen};
use crate::host::manager::Manager;
use crate::host::mount::{self, Mount};
use crate::host::{Flex, HostError, clock, log};
use crate::runtime::Runtime;
use crate::strings::Words;
use crate::ui::{CallPanel, CallPanelProps, Dialer, DialerProps, Place, Surroundings, Theme};

/// What Flex asks as long as the page lives.
#[derive(Debug)]
pub(crate) struct Screens {
    _conditions: Conditions,
    _channel: Option<Channel>,
}

/// Puts the screens into Flex, and takes away what an internal call cannot do yet.
pub(crate) fn attach(
    runtime: &Runtime,
    flex: &Flex,
    manager: &Manager,
    words: Words,
    off: &mut Off,
) -> Screens {
    let surroundings = Surroundings {
        words,
        theme: if manager.is_dark() { Theme::Dark } else { Theme::Light },
        now: Callback::from(|()| clock::now()),
    };
    let told = runtime.clone();
    let on_event = Callback::from(move |event| told.feed(event));
    let mut conditions = Conditions::default();

    let dialer =
        {
            let (surroundings, on_event) = (surroundings.clone(), on_event.clone());
            screen::<Dialer>(runtime, flex, &mut conditions, Screen::Dialer, move |view| {
                DialerProps { view, surroundings: surroundings.clone(), on_event: on_event.clone() }
            })
        };
    off.unless(dialer, Capability::Dialer);
    for (screen, place) in [(Screen::Call, Place::Call), (Screen::Offer, Place::Offer)] {
        let (surroundings, on_event) = (surroundings.clone(), on_event.clone());
        let panel =
            self::screen::<CallPanel>(runtime, flex, &mut conditions, screen, move |view| {
                CallPanelProps {
                    place,
                    view,
                    surroundings: surroundings.clone(),
                    on_event: on_event.clone(),
                }
            });
        off.unless(panel, Capability::CallPanel);
    }

    match conditions.hide_transfer(flex) {
        // A Flex without that part has nothing to hide.
        Err(error @ HostError::Shape { .. }) => log("hiding", &error),
        hidden => drop(off.unless(hidden, Capability::Hiding)),
    }
    let channel = wording::attach(runtime, flex, manager, words);
    Screens { _conditions: conditions, _channel: off.unless(channel, Capability::Wording) }
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
        Screen::Offer => "switchboard-offer",
    };
    let mount: Mount<C> = Mount::new(&mount::react()?, key, properties(Rc::default()))?;
    conditions.add(flex, place, mount.element())?;
    runtime.show(move |view| mount.update(properties(view.clone())));
    Ok(())
}
