//! The calls that the agent has missed: who called and when, calling back, and being done with it.

use call_core::desk::{Event, Missed, MissedEntry};
use call_core::wire::Clearing;
use yew::prelude::*;

use super::{Surroundings, combobox, use_id_prefix, waiting};
use crate::strings::Key;

/// What the list is given.
#[derive(Clone, Debug, PartialEq, Properties)]
pub(super) struct Props {
    /// What to show.
    pub(super) missed: Missed,
    /// Words, time.
    pub(super) surroundings: Surroundings,
    /// Where the focus goes when the list does.
    pub(super) field: NodeRef,
    /// Told everything that the agent does.
    pub(super) on_event: Callback<Event>,
}

/// The list; nothing while nothing was missed. Whoever sees its place is told what is new.
#[component]
pub(super) fn MissedCalls(props: &Props) -> Html {
    let Props { missed, surroundings, on_event, .. } = props;
    let words = surroundings.words;
    let title = use_id_prefix();
    let heading = use_node_ref();
    {
        let on_event = on_event.clone();
        use_effect_with((), move |()| on_event.emit(Event::MissedWanted));
    }
    let count = missed.calls.len().to_string();
    let again = on_event.reform(|_| Event::MissedWanted);
    html! {
        <div class="swb-missed">
            // Always there, even empty: a message in a new region may not be read out.
            <div role="status">
                if missed.failed {
                    <p class="swb-state">{ words.text(Key::MissedFailed) }</p>
                }
            </div>
            if missed.failed {
                { waiting::button(words.text(Key::TryAgain), Some(&words.text(Key::MissedFailed)), again) }
            }
            if !missed.calls.is_empty() {
                <h2 id={&title} ref={&heading} class="swb-title" tabindex="-1">
                    { words.fill(Key::MissedCalls, &[("count", &count)]) }
                </h2>
                // Without its bullets a list is none to some screen readers unless it says so.
                <ul role="list" aria-labelledby={title}>
                    { for missed.calls.iter().map(|entry| row(props, entry, &heading)) }
                </ul>
                if missed.calls.len() > 1 {
                    { waiting::button(words.text(Key::ClearAll), None, cleared(props, &heading, Clearing::All)) }
                }
            }
        </div>
    }
}

fn row(props: &Props, entry: &MissedEntry, heading: &NodeRef) -> Html {
    let Props { surroundings, on_event, .. } = props;
    let (words, when) = (surroundings.words, surroundings.moments.emit(entry.at));
    let name = entry.name.reveal();
    let whom = [name, ", ", &when].concat();
    let caller = entry.caller.clone();
    let calls_back = on_event.reform(move |_| Event::ColleagueCalled(caller.clone()));
    let clears = cleared(props, heading, Clearing::Call(entry.call.clone()));
    html! {
        <li key={entry.call.as_str()} class="swb-one">
            <div>
                <div class="swb-who">{ name.clone() }</div>
                <span class="swb-line">{ when }</span>
            </div>
            { waiting::button(words.text(Key::Call), Some(&whom), calls_back) }
            <button
                type="button"
                class="swb-plain"
                aria-label={[&words.text(Key::Clear), ": ", &whom].concat()}
                onclick={clears}
            >
                { words.text(Key::Clear) }
            </button>
        </li>
    }
}

/// Clears some of them. The pressed button goes with them, so the focus goes first: to what is left
/// of the list, or to the field.
fn cleared(props: &Props, heading: &NodeRef, clearing: Clearing) -> Callback<MouseEvent> {
    let Props { missed, field, on_event, .. } = props;
    let is_last = clearing == Clearing::All || missed.calls.len() == 1;
    let next = if is_last { field } else { heading }.clone();
    let on_event = on_event.clone();
    Callback::from(move |_| {
        combobox::focus(&next);
        on_event.emit(Event::MissedCleared(clearing.clone()));
    })
}
