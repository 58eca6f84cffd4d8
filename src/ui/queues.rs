//! The "Call Queue" tab: choose a queue by how many wait and could come.
//!
//! Native radio buttons: their keys, their number and which one is chosen need no code of ours.

use call_core::desk::{Event, Queue, QueueFinder, QueuesState};
use call_core::pii::Pii;
use web_sys::HtmlInputElement;
use yew::prelude::*;

use crate::strings::{Key, Words};

/// The field, the queues that match, and the line that says why there are none, or not all. What is typed
/// is never more than one event behind, so it is written back as it is.
pub(super) fn field(
    words: Words,
    finder: &QueueFinder,
    field: &NodeRef,
    on_event: &Callback<Event>,
) -> Html {
    let typed = move |input: InputEvent| {
        let field = input.target_dyn_into::<HtmlInputElement>();
        Event::QueueTyped(Pii::new(field.map(|field| field.value()).unwrap_or_default()))
    };
    html! {
        <div class="swb-combobox" onkeydown={entered(on_event)}>
            <label class="swb-label">
                { words.text(Key::QueueField) }
                <span class="swb-box">
                    <input
                        ref={field}
                        class="swb-field"
                        type="search"
                        autocomplete="off"
                        value={finder.query.reveal().clone()}
                        onfocus={on_event.reform(|_| Event::QueuesWanted)}
                        oninput={on_event.reform(typed)}
                    />
                </span>
            </label>
            <div class="swb-queues" role="radiogroup" aria-label={words.text(Key::QueueField)}>
                { for finder.options.iter().map(|queue| row(words, finder, queue, on_event)) }
            </div>
            <p class="swb-state" role="status">{ state_line(words, finder) }</p>
        </div>
    }
}

fn row(words: Words, finder: &QueueFinder, queue: &Queue, on_event: &Callback<Event>) -> Html {
    let sid = queue.sid.clone();
    html! {
        <label key={queue.sid.as_str()} class="swb-queue">
            <input
                type="radio"
                name="swb-queue"
                checked={finder.chosen.as_ref() == Some(&queue.sid)}
                onchange={on_event.reform(move |_| Event::QueuePicked(sid.clone()))}
            />
            <span class="swb-name">{ queue.name.reveal().clone() }</span>
            <span class="swb-line">{ load(words, queue) }</span>
        </label>
    }
}

/// How many wait in a queue, and how many could come.
pub(super) fn load(words: Words, queue: &Queue) -> String {
    let (waiting, available) = (queue.waiting.to_string(), queue.available.to_string());
    words.fill(Key::QueueLoad, &[("waiting", &waiting), ("available", &available)])
}

fn state_line(words: Words, finder: &QueueFinder) -> String {
    match finder.state {
        QueuesState::Loading => words.text(Key::QueuesLoading),
        QueuesState::Failed => words.text(Key::QueuesFailed),
        QueuesState::Known if finder.options.is_empty() => words.text(Key::NoQueue),
        QueuesState::Known => {
            let (matching, shown) = (finder.matching, finder.options.len());
            if matching <= shown {
                return String::new();
            }
            let (matching, shown) = (matching.to_string(), shown.to_string());
            words.fill(Key::QueuesListed, &[("matching", &matching), ("shown", &shown)])
        }
    }
}

/// Enter is Call, wherever in the list.
fn entered(on_event: &Callback<Event>) -> Callback<KeyboardEvent> {
    let on_event = on_event.clone();
    Callback::from(move |press: KeyboardEvent| {
        if press.key() == "Enter" {
            // Flex listens further out, for shortcuts of its own.
            press.prevent_default();
            press.stop_propagation();
            on_event.emit(Event::CallPressed);
        }
    })
}
