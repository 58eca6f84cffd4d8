//! Presence as a shape and a word, so that nobody has to tell colours apart.

use call_core::desk::{Presence, Reason, Suggestion};
use yew::prelude::*;

use crate::strings::{Key, Words};

/// What stands before a colleague's name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shape {
    /// A disc with a tick: can be called.
    Tick,
    /// A ring with a tick: can be called, and is busy.
    RingedTick,
    /// A disc with a bar: is there, but cannot be called.
    Bar,
    /// An empty ring: is not there.
    Ring,
}

/// A colleague's first letters, with the mark at their corner.
pub(super) fn badge(colleague: &Suggestion) -> Html {
    html! {
        <span class="swb-badge" aria-hidden="true">
            { initials(colleague.name.reveal()) }
            { mark(colleague) }
        </span>
    }
}

/// The first letters of the first and the last of somebody's names; the style sheet makes them
/// capitals, in the way of each language and without tables of our own.
fn initials(name: &str) -> String {
    let is_letter = |letter: &char| !letter.is_ascii() || letter.is_ascii_alphanumeric();
    let mut letters = name.split(' ').filter_map(|word| word.chars().find(is_letter));
    letters.next().into_iter().chain(letters.next_back()).collect()
}

/// The mark before a colleague's name. The words beside it say the same.
pub(super) fn mark(colleague: &Suggestion) -> Html {
    let shape = match (colleague.presence, &colleague.obstacle) {
        (Presence::Offline, _) => Shape::Ring,
        (Presence::Available, None) => Shape::Tick,
        (Presence::Interruptible, None) => Shape::RingedTick,
        (_, Some(_)) | (Presence::Unavailable | Presence::DoNotDisturb, None) => Shape::Bar,
    };
    const TICK: &str = "M5 8.2 7.2 10.4 11 5.8";
    let (class, is_disc, stroke) = match shape {
        Shape::Tick => ("swb-mark swb-yes", true, TICK),
        Shape::RingedTick => ("swb-mark swb-yes", false, TICK),
        Shape::Bar => ("swb-mark swb-no", true, "M4.8 8H11.2"),
        Shape::Ring => ("swb-mark swb-away", false, ""),
    };
    // What stands on a disc has the colour of the ground.
    let (fill, on) = if is_disc { ("currentColor", Some("swb-stroke")) } else { ("none", None) };
    html! {
        <svg {class} viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" focusable="false">
            <circle cx="8" cy="8" r="6.25" {fill} stroke="currentColor" stroke-width="1.5" />
            <path d={stroke} fill="none" class={on} stroke="currentColor" stroke-width="1.75" />
        </svg>
    }
}

/// The line under a colleague's name: how he is and since when, why he cannot be called, his team,
/// the skills by which he was found.
pub(super) fn line(words: Words, colleague: &Suggestion, since: Option<&str>) -> String {
    let own = match colleague.presence {
        Presence::Available | Presence::Interruptible => Key::Available,
        Presence::Unavailable | Presence::DoNotDisturb => Key::Unavailable,
        Presence::Offline => Key::Offline,
    };
    // The account's own word for it, if there is one.
    let activity = match colleague.activity.as_str() {
        "" => words.text(own),
        activity => activity.to_owned(),
    };
    let is_busy = matches!(colleague.obstacle, Some(Reason::ColleagueBusy { .. }));
    let activity = match since {
        // He is on a call, and not since then.
        Some(since) if !is_busy => {
            words.fill(Key::Since, &[("activity", &activity), ("time", since)])
        }
        Some(_) | None => activity,
    };
    let may_be_interrupted = (colleague.presence == Presence::Interruptible)
        .then(|| words.text(Key::ShortInterruptible));
    let why = colleague.obstacle.as_ref().map_or(may_be_interrupted, |reason| {
        let key = if is_busy {
            Key::ShortBusy
        } else if matches!(reason, Reason::ColleagueWithoutAddress { .. }) {
            Key::ShortNoAddress
        } else if matches!(reason, Reason::ColleagueOffline { .. }) {
            // His activity says it already, and the line is short.
            return None;
        } else if colleague.presence == Presence::DoNotDisturb {
            Key::ShortDoNotDisturb
        } else {
            Key::ShortNotNow
        };
        Some(words.text(key))
    });
    let team = colleague.team.clone();
    let skills = Some(colleague.skills.join(", ")).filter(|skills| !skills.is_empty());
    [Some(activity), why, team, skills].into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

#[cfg(test)]
mod tests {
    use super::initials;

    #[test]
    fn initials_are_of_the_first_and_the_last_name() {
        for (name, expected) in [
            ("Bob Baker", "BB"),
            ("jan van Dyk", "jD"),
            ("Zoë", "Z"),
            ("\"Älva\" (Sales)", "ÄS"),
            ("李小龙", "李"),
            ("... !!", ""),
            ("", ""),
        ] {
            assert_eq!(initials(name), expected, "{name}");
        }
    }
}
