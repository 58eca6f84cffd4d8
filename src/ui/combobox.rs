//! The field in which a colleague is looked for: an editable combobox after the ARIA
//! Authoring Practices.

use std::cell::RefCell;
use std::rc::Rc;

use call_core::desk::{Count, Event, Finder, ListKey};
use call_core::pii::Pii;
use web_sys::{HtmlElement, HtmlInputElement};
use yew::prelude::*;

use super::list::{List, list_id, row_id};
use super::{Surroundings, presence, star, use_id_prefix};
use crate::strings::{Key, Words};

const OPEN: Event = Event::KeyPressed(ListKey::AltArrowDown);
const CLOSE: Event = Event::KeyPressed(ListKey::AltArrowUp);

/// What the field is given.
#[derive(Clone, PartialEq, Properties)]
pub(super) struct Props {
    pub(super) surroundings: Surroundings,
    pub(super) finder: Finder,
    /// The field itself, for whoever moves the focus.
    pub(super) field: NodeRef,
    pub(super) on_event: Callback<Event>,
}

/// The field, its list, and the line that says what was found.
#[component]
pub(super) fn Combobox(props: &Props) -> Html {
    let Props { surroundings, finder, field, on_event } = props;
    let words = surroundings.words;
    let prefix = use_id_prefix();
    let expanded = finder.open && !finder.options.is_empty();
    let active = finder.highlighted.filter(|_| expanded).map(|place| row_id(&prefix, place));
    let label = format!("{prefix}-label");
    let input = format!("{prefix}-field");
    let state = format!("{prefix}-state");
    let typed = use_echo(field, finder);
    use_effect_with((finder.wanted, field.clone()), |(wanted, field)| {
        if *wanted {
            focus(field);
            // Whoever looks for somebody else types over the name that is there.
            field.cast::<HtmlInputElement>().iter().for_each(HtmlInputElement::select);
        }
    });

    let query_is_empty = finder.query.reveal().is_empty();
    html! {
        <div class="swb-combobox">
            <label id={label} for={input.clone()} class="swb-label">{ words.text(Key::Field) }</label>
            <div class="swb-box">
                <input
                    ref={field}
                    id={input}
                    class="swb-field"
                    type="text"
                    role="combobox"
                    autocomplete="off"
                    autocapitalize="off"
                    spellcheck="false"
                    placeholder={words.text(Key::Placeholder)}
                    aria-autocomplete="list"
                    aria-haspopup="listbox"
                    aria-expanded={if expanded { "true" } else { "false" }}
                    aria-controls={expanded.then(|| list_id(&prefix))}
                    aria-activedescendant={active}
                    aria-describedby={state.clone()}
                    onfocus={on_event.reform(|_| Event::FieldFocused)}
                    onclick={on_event.reform(|_| OPEN)}
                    onblur={on_event.reform(|_| Event::ListClosed)}
                    oninput={take_text(on_event, typed)}
                    onkeydown={pressed(on_event, finder)}
                />
                if let Some(chosen) = &finder.chosen {
                    { star::button(words, chosen, on_event) }
                }
                if !query_is_empty {
                    { button(props, Key::Clear, Event::Cleared, "m4 4 8 8m0-8-8 8") }
                }
                if expanded {
                    { button(props, Key::HideList, CLOSE, "m4 10 4-4 4 4") }
                } else {
                    { button(props, Key::ShowList, OPEN, "m4 6 4 4 4-4") }
                }
            </div>
            if expanded {
                <List
                    surroundings={surroundings.clone()}
                    prefix={prefix.clone()}
                    query={finder.query.clone()}
                    options={finder.options.clone()}
                    highlighted={finder.highlighted}
                    on_pick={on_event.reform(Event::OptionPicked)}
                    on_star={on_event.reform(Event::StarPressed)}
                    on_see={on_event.reform(Event::RowsSeen)}
                />
            }
            <p id={state} class="swb-state" role="status" aria-live="polite">
                { state_line(words, finder) }
                if finder.count == Count::Failed {
                    <button
                        type="button"
                        class="swb-plain"
                        onclick={on_event.reform(|_| Event::FieldFocused)}
                    >
                        { words.text(Key::TryAgain) }
                    </button>
                }
            </p>
        </div>
    }
}

/// A small button in the field. Keys do the same, so Tab passes it by.
fn button(props: &Props, name: Key, event: Event, drawing: &'static str) -> Html {
    let (on_event, field) = (props.on_event.clone(), props.field.clone());
    let onclick = move |_| {
        focus(&field);
        on_event.emit(event.clone());
    };
    html! {
        <button
            key={drawing}
            type="button"
            class="swb-icon"
            tabindex="-1"
            aria-label={props.surroundings.words.text(name)}
            onmousedown={|press: MouseEvent| press.prevent_default()}
            {onclick}
        >
            <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" focusable="false">
                <path d={drawing} fill="none" stroke="currentColor" stroke-width="1.75" />
            </svg>
        </button>
    }
}

/// What the line under the field says.
fn state_line(words: Words, finder: &Finder) -> String {
    let query = finder.query.reveal().trim();
    if let Some(chosen) = &finder.chosen {
        // It would be read out again each minute, if it said since when.
        return presence::line(words, chosen, None);
    }
    let found = match finder.count {
        Count::Loading => words.text(Key::Loading),
        Count::Failed => words.text(Key::Failed),
        Count::Matches { known: 0, .. } => words.text(Key::Nobody),
        Count::Matches { matching: 0, .. } => words.fill(Key::NoMatch, &[("query", query)]),
        Count::Matches { .. } if !finder.open => String::new(),
        Count::Matches { matching: 1, .. } => words.text(Key::OneMatch),
        Count::Matches { matching, .. } => {
            let shown = finder.options.len();
            let key = if shown < matching { Key::BestMatches } else { Key::Matches };
            let (matching, shown) = (matching.to_string(), shown.to_string());
            words.fill(key, &[("matching", &matching), ("shown", &shown)])
        }
    };
    match finder.count {
        // Of those who are still to come some may match as well.
        Count::Matches { .. } if finder.partial => {
            format!("{} {found}", words.text(Key::Loading))
        }
        Count::Matches { .. } | Count::Loading | Count::Failed => found,
    }
}

/// Puts the focus into the field, or wherever else, unless it is there.
pub(super) fn focus(field: &NodeRef) {
    if let Some(field) = field.cast::<HtmlElement>() {
        // What is no longer on the page cannot have the focus, and needs none.
        let _ = field.focus();
    }
}

/// Texts that were typed since field and desk last agreed.
type Typed = Rc<RefCell<Vec<String>>>;

/// Writes the desk's text into the field when it is not what stands there: after a choice or
/// an Escape. What is being typed, an unfinished composition above all, is left alone.
#[hook]
fn use_echo(field: &NodeRef, finder: &Finder) -> Typed {
    let typed: Typed = use_mut_ref(Vec::new);
    let (field, known) = (field.clone(), typed.clone());
    use_effect_with(finder.query.clone(), move |query| {
        let Some(field) = field.cast::<HtmlInputElement>() else { return };
        let mut known = known.borrow_mut();
        // Drawing may lag behind typing: the desk's text is then one that was typed before.
        let lags = field.value() != *query.reveal() && known.contains(query.reveal());
        if !lags {
            known.clear();
            if field.value() != *query.reveal() {
                field.set_value(query.reveal());
            }
        }
    });
    typed
}

fn take_text(on_event: &Callback<Event>, typed: Typed) -> Callback<InputEvent> {
    let on_event = on_event.clone();
    Callback::from(move |input: InputEvent| {
        if let Some(field) = input.target_dyn_into::<HtmlInputElement>() {
            typed.borrow_mut().push(field.value());
            on_event.emit(Event::Typed(Pii::new(field.value())));
        }
    })
}

fn pressed(on_event: &Callback<Event>, finder: &Finder) -> Callback<KeyboardEvent> {
    let on_event = on_event.clone();
    let open = finder.open;
    let is_empty = finder.query.reveal().is_empty();
    let is_chosen = finder.chosen.is_some();
    Callback::from(move |press: KeyboardEvent| {
        let Some(key) = list_key(&press) else { return };
        let ours = match key {
            // Enter in a closed list and Escape in an empty field are not for the list.
            ListKey::Enter => open || is_chosen,
            ListKey::Escape => open || !is_empty,
            // The browser moves the caret, or the focus.
            ListKey::InText | ListKey::Tab => false,
            ListKey::ArrowDown
            | ListKey::ArrowUp
            | ListKey::AltArrowDown
            | ListKey::AltArrowUp
            | ListKey::PageDown
            | ListKey::PageUp
            | ListKey::Star => true,
        };
        if ours {
            // Flex listens further out, for shortcuts of its own.
            press.prevent_default();
            press.stop_propagation();
        }
        if key == ListKey::Enter && !open && is_chosen {
            on_event.emit(Event::CallPressed);
        } else if ours || matches!(key, ListKey::InText | ListKey::Tab) {
            on_event.emit(Event::KeyPressed(key));
        }
    })
}

/// What a key means to the list. Keys that move the caret do so, as in every field.
fn list_key(press: &KeyboardEvent) -> Option<ListKey> {
    /// What browsers report for keys that an input method swallows.
    const COMPOSING: u32 = 229;
    if press.is_composing() || press.key_code() == COMPOSING {
        return None;
    }
    if press.ctrl_key() != press.meta_key() && press.key().eq_ignore_ascii_case("d") {
        return Some(ListKey::Star);
    }
    if matches!(press.key().as_str(), "Home" | "End" | "ArrowLeft" | "ArrowRight") {
        return Some(ListKey::InText);
    }
    if press.ctrl_key() || press.meta_key() || press.shift_key() && press.key() != "Tab" {
        return None;
    }
    match (press.key().as_str(), press.alt_key()) {
        ("ArrowDown", false) => Some(ListKey::ArrowDown),
        ("ArrowUp", false) => Some(ListKey::ArrowUp),
        ("ArrowDown", true) => Some(ListKey::AltArrowDown),
        ("ArrowUp", true) => Some(ListKey::AltArrowUp),
        ("PageDown", false) => Some(ListKey::PageDown),
        ("PageUp", false) => Some(ListKey::PageUp),
        ("Enter", false) => Some(ListKey::Enter),
        ("Escape", false) => Some(ListKey::Escape),
        ("Tab", false) => Some(ListKey::Tab),
        _ => None,
    }
}
