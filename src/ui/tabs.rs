//! The head of the dialer: its name, or the tabs by which a colleague or a queue is called.

use call_core::desk::{Event, Tab, View};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};
use yew::prelude::*;

use crate::strings::{Key, Words};

/// What the tab is called; where it is the only one it is the section's heading.
fn name(tab: Tab) -> Key {
    match tab {
        Tab::Agent => Key::Title,
        Tab::Queue => Key::QueueTitle,
    }
}

/// The heading with this id, which names the section.
pub(super) fn heading(view: &View, words: Words, id: &str, on_event: &Callback<Event>) -> Html {
    if !view.has_tabs {
        return html! { <h2 id={id.to_owned()} class="swb-title">{ words.text(name(view.tab)) }</h2> };
    }
    html! {
        <div class="swb-tabs" role="tablist" onkeydown={moved}>
            { one(view, words, Tab::Agent, id, on_event) }
            { one(view, words, Tab::Queue, id, on_event) }
        </div>
    }
}

fn one(view: &View, words: Words, tab: Tab, id: &str, on_event: &Callback<Event>) -> Html {
    let selected = view.tab == tab;
    html! {
        <button
            key={tab as usize}
            id={selected.then(|| id.to_owned())}
            type="button"
            class="swb-tab"
            role="tab"
            aria-selected={if selected { "true" } else { "false" }}
            tabindex={if selected { "0" } else { "-1" }}
            onclick={on_event.reform(move |_| Event::TabPicked(tab))}
        >
            { words.text(name(tab)) }
        </button>
    }
}

/// Left and Right turn to the other tab: there are two, so either way is the same.
fn moved(press: KeyboardEvent) {
    if !matches!(press.key().as_str(), "ArrowLeft" | "ArrowRight") {
        return;
    }
    let tabs = press.current_target().and_then(|tabs| tabs.dyn_into::<Element>().ok());
    let other = tabs.and_then(|tabs| tabs.query_selector("[aria-selected=false]").ok().flatten());
    if let Some(other) = other.and_then(|other| other.dyn_into::<HtmlElement>().ok()) {
        press.prevent_default();
        // A tab that is on the page can have the focus.
        let _ = other.focus();
        other.click();
    }
}
