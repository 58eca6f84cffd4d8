//! What an agent sees: a [`View`](call_core::desk::View) in, [`Event`](call_core::desk::Event)s out.
//!
//! The screens know neither Flex nor Twilio. Whoever mounts them says which theme Flex shows,
//! gives them the time, and hands their events to the runtime.

mod call_panel;
mod combobox;
mod decline;
mod dialer;
mod lines;
mod list;
mod missed;
mod presence;
mod queues;
mod star;
mod style;
mod tabs;
mod waiting;

use std::sync::atomic::{AtomicU32, Ordering};

use gloo_timers::callback::Interval;
use web_sys::Element;
use yew::prelude::*;

use crate::strings::{Unit, Words, lasting};

pub use call_panel::{CallPanel, Place, Props as CallPanelProps};
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
    /// Writes a number of minutes, hours or days in the agent's language.
    pub units: Callback<(u64, Unit), String>,
    /// Writes a moment of the same clock in the agent's language: `Sun 10:42 AM`.
    pub moments: Callback<u64, String>,
}

impl Surroundings {
    /// How long something has lasted that began at a time of [`now`](Surroundings::now)'s clock:
    /// `12 min`. Nothing while it is less than a minute, or yet to come by a clock that goes wrong.
    fn since(&self, began: u64) -> Option<String> {
        let ms = self.now.emit(()).saturating_sub(began);
        lasting(ms).map(|counted| self.units.emit(counted))
    }
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
            <style>{ style::STYLE }</style>
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

/// In milliseconds.
const SECOND: u32 = 1_000;
const MINUTE: u32 = 60 * SECOND;

/// Draws anew each time that so many milliseconds are over, as long as times are to be seen.
#[hook]
fn use_ticking(every: Option<u32>) {
    let redraw = use_force_update();
    use_effect_with(every, move |every| {
        let ticking = every.map(|ms| Interval::new(ms, move || redraw.force_update()));
        move || drop(ticking)
    });
}

/// What has the focus on this page.
fn focused() -> Option<Element> {
    web_sys::window()?.document()?.active_element()
}

/// Nothing has the focus: what had it has just been taken away.
fn focus_is_lost() -> bool {
    focused().is_none_or(|element| element.tag_name() == "BODY")
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    const STYLE: &str = include_str!("ui/style.css");

    /// The colours of one theme: each is a property of ours, or else what is written here.
    fn colours(theme: &str) -> BTreeMap<&str, f64> {
        let block =
            STYLE.split('}').find(|block| block.contains(theme) && block.contains("--text"));
        let lines = block.expect("the style has this theme").lines();
        lines
            .filter_map(|line| {
                let (name, value) = line.trim().strip_prefix("--")?.split_once(':')?;
                let (_, hex) = value.split_once('#')?;
                Some((name, luminance(hex.trim_end_matches([')', ';']))))
            })
            .collect()
    }

    /// The relative luminance of WCAG 2.
    fn luminance(hex: &str) -> f64 {
        let digit = |at: usize| u8::from_str_radix(&hex[at..at + 1], 16).expect("a hex digit");
        let channel = |place: usize| match hex.len() {
            3 => digit(place) * 17,
            _ => digit(place * 2) * 16 + digit(place * 2 + 1),
        };
        let linear = |place: usize| match f64::from(channel(place)) / 255.0 {
            dark if dark <= 0.04045 => dark / 12.92,
            light => ((light + 0.055) / 1.055).powf(2.4),
        };
        0.2126 * linear(0) + 0.7152 * linear(1) + 0.0722 * linear(2)
    }

    #[test]
    fn every_theme_can_be_read() {
        const LETTERS: f64 = 4.5;
        const SHAPES: f64 = 3.0;
        for theme in [".swb {", "[data-theme=\"dark\"]"] {
            let colours = colours(theme);
            for (front, back, least) in [
                ("text", "ground", LETTERS),
                ("text", "raised", LETTERS),
                ("text", "told", LETTERS),
                ("weak", "ground", LETTERS),
                ("weak", "raised", LETTERS),
                ("on-primary", "primary", LETTERS),
                ("on-primary", "primary-hover", LETTERS),
                ("border", "ground", SHAPES),
                ("primary", "ground", SHAPES),
                ("primary", "raised", SHAPES),
                ("yes", "raised", SHAPES),
                ("no", "raised", SHAPES),
                ("no", "told", SHAPES),
            ] {
                let (one, other) = (colours[front], colours[back]);
                let contrast = (one.max(other) + 0.05) / (one.min(other) + 0.05);
                assert!(contrast >= least, "{theme} {front} on {back}: {contrast:.2}");
            }
        }
    }
}
