//! The star of a favourite: in his row, and beside the field once he is chosen.

use call_core::desk::{Event, Section, Suggestion};
use call_core::id::WorkerSid;
use yew::prelude::*;

use crate::strings::{Key, Words};

/// As browsers name the key that does the same.
const SHORTCUT: &str = "Control+D";

/// What a section of the list is called.
pub(super) fn name(section: Section) -> Key {
    match section {
        Section::Favourites => Key::Favourites,
        Section::Recent => Key::Recent,
        Section::Available => Key::Available,
        Section::Interruptible => Key::Interruptible,
        Section::Others => Key::Others,
    }
}

/// What a screen reader says of a colleague where others see a star or a heading.
pub(super) fn unseen(words: Words, colleague: &Suggestion) -> Option<Html> {
    let known = colleague.favourite.then_some(Section::Favourites);
    let recent = colleague.section.filter(|section| *section == Section::Recent);
    let section = known.or(recent)?;
    Some(html! { <span class="swb-unseen">{ words.text(name(section)) }</span> })
}

/// The star in a row, for a pointer: a row of a list has no buttons, its key does the same.
pub(super) fn in_row(words: Words, colleague: &Suggestion, on_star: &Callback<WorkerSid>) -> Html {
    let onclick = {
        let (on_star, worker) = (on_star.clone(), colleague.worker.clone());
        move |press: MouseEvent| {
            // The row would take it for a choice.
            press.stop_propagation();
            on_star.emit(worker.clone());
        }
    };
    html! {
        <span class="swb-star" aria-hidden="true" title={words.text(says(colleague))} {onclick}>
            { drawing(colleague.favourite) }
        </span>
    }
}

/// The star of the chosen colleague.
pub(super) fn button(words: Words, chosen: &Suggestion, on_event: &Callback<Event>) -> Html {
    let worker = chosen.worker.clone();
    html! {
        <button
            key="star"
            type="button"
            class="swb-icon swb-star"
            aria-label={words.text(Key::Star)}
            aria-pressed={if chosen.favourite { "true" } else { "false" }}
            aria-keyshortcuts={SHORTCUT}
            title={words.text(says(chosen))}
            onclick={on_event.reform(move |_| Event::StarPressed(worker.clone()))}
        >
            { drawing(chosen.favourite) }
        </button>
    }
}

fn says(colleague: &Suggestion) -> Key {
    if colleague.favourite { Key::Unstar } else { Key::Star }
}

fn drawing(is_favourite: bool) -> Html {
    html! {
        <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" focusable="false">
            <path
                d="m8 1.8 1.9 4 4.3.6-3.1 3 .7 4.3L8 11.6l-3.8 2.1.7-4.3-3.1-3 4.3-.6z"
                fill={if is_favourite { "currentColor" } else { "none" }}
                stroke="currentColor"
                stroke-width="1.25"
                stroke-linejoin="round"
            />
        </svg>
    }
}
