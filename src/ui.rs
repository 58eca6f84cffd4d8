//! What an agent sees: a [`View`](call_core::desk::View) in, [`Event`](call_core::desk::Event)s out.
//!
//! The screens know neither Flex nor Twilio. Whoever mounts them says which theme Flex shows,
//! gives them the time, and hands their events to the runtime.

mod call_panel;
mod combobox;
mod dialer;
mod list;
mod presence;

use std::sync::atomic::{AtomicU32, Ordering};

use yew::prelude::*;

use crate::strings::Words;

pub use call_panel::{CallPanel, Props as CallPanelProps};
pub use dialer::{Dialer, Props as DialerProps};

/// Whether Flex is shown light or dark.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    /// Dark letters on a light ground.
    #[default]
    Light,
    /// Light letters on a dark ground.
    Dark,
}

/// What every screen is given besides its own matters.
#[derive(Clone, PartialEq)]
pub struct Surroundings {
    /// The words of the agent's language.
    pub words: Words,
    /// How Flex is shown.
    pub theme: Theme,
    /// Tells the time: milliseconds of the same clock that the view's times come from.
    pub now: Callback<(), u64>,
}

impl std::fmt::Debug for Surroundings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Surroundings").field("theme", &self.theme).finish_non_exhaustive()
    }
}

/// The element around every screen: its theme and its style.
fn frame(theme: Theme, inside: Html) -> Html {
    let theme = match theme {
        Theme::Light => "light",
        Theme::Dark => "dark",
    };
    html! {
        <div class="swb" data-theme={theme}>
            <style>{ include_str!("ui/style.css") }</style>
            { inside }
        </div>
    }
}

/// Begins the ids of one component, so that two of them on a page do not share any.
#[hook]
fn use_id_prefix() -> AttrValue {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    (*use_memo((), |()| AttrValue::from(format!("swb{}", COUNT.fetch_add(1, Ordering::Relaxed)))))
        .clone()
}
