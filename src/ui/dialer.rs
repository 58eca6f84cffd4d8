//! The section in Flex's dialpad: choose a colleague or a queue, call, see how it goes.

use std::rc::Rc;

use call_core::desk::{Availability, Event, Missed, Tab, View};
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;
use yew::prelude::*;

use super::call_panel::{self, Stage};
use super::combobox::{self, Combobox};
use super::missed::MissedCalls;
use super::{Surroundings, focus_is_lost, frame, queues, tabs, use_id_prefix, waiting};
use crate::strings::Key;

/// What the section is given.
#[derive(Clone, Debug, PartialEq, Properties)]
pub struct Props {
    /// What to show.
    pub view: Rc<View>,
    /// Words, theme, time.
    pub surroundings: Surroundings,
    /// Told everything that the agent does.
    pub on_event: Callback<Event>,
}

/// The section.
#[component]
pub fn Dialer(props: &Props) -> Html {
    let Props { view, surroundings, on_event } = props;
    let words = surroundings.words;
    let prefix = use_id_prefix();
    let title = format!("{prefix}-title");
    let field = use_node_ref();
    let section = use_node_ref();
    use_focus_kept(&section, &field, Stage::of(&view.call), view.tab, on_event);

    let body = match &view.availability {
        Availability::Starting => sentence(words.text(Key::Starting)),
        Availability::NotSetUp(reason) => sentence(words.reason(reason)),
        Availability::Ready => html! {
            <>
                { call_panel::content(view, Some(&field), surroundings, on_event) }
                if Stage::of(&view.call) != Stage::UnderWay {
                    { form(props, &field) }
                    { missed(props, &field) }
                }
                { waiting::waiting(words, view, on_event) }
            </>
        },
    };
    let inside = html! {
        <section ref={section} class="swb-dialer" role="region" aria-labelledby={title.clone()}>
            { tabs::heading(view, words, &title, on_event) }
            // Of one tab alone there is nothing to turn to.
            <div
                role={(view.has_tabs).then_some("tabpanel")}
                aria-labelledby={(view.has_tabs).then(|| title.clone())}
                class="swb-body"
            >
                { body }
            </div>
        </section>
    };
    frame(surroundings.theme, inside)
}

/// The field and the button.
fn form(props: &Props, field: &NodeRef) -> Html {
    let Props { view, surroundings, on_event } = props;
    let onclick = {
        let (on_event, field) = (on_event.clone(), field.clone());
        let nobody_chosen = match view.tab {
            Tab::Agent => view.finder.chosen.is_none(),
            Tab::Queue => view.queues.chosen.is_none(),
        };
        move |_| {
            if nobody_chosen {
                combobox::focus(&field);
            } else {
                on_event.emit(Event::CallPressed);
            }
        }
    };
    html! {
        <>
            { field_of(props, field) }
            // Not `disabled`: whoever presses it nevertheless is told why not.
            <button
                type="button"
                class="swb-call"
                aria-disabled={(!view.can_call).then_some("true")}
                {onclick}
            >
                { surroundings.words.text(Key::Call) }
            </button>
        </>
    }
}

/// The calls that the agent has missed, where they are kept.
fn missed(props: &Props, field: &NodeRef) -> Html {
    let Props { view, surroundings, on_event } = props;
    let list = |missed: &Missed| {
        html! {
            <MissedCalls
                missed={missed.clone()}
                surroundings={surroundings.clone()}
                field={field.clone()}
                on_event={on_event.clone()}
            />
        }
    };
    view.missed.as_ref().map(list).unwrap_or_default()
}

/// Where a colleague or a queue is chosen.
fn field_of(props: &Props, field: &NodeRef) -> Html {
    let Props { view, surroundings, on_event } = props;
    match view.tab {
        Tab::Agent => html! {
            <Combobox
                surroundings={surroundings.clone()}
                finder={view.finder.clone()}
                field={field.clone()}
                on_event={on_event.clone()}
            />
        },
        Tab::Queue => queues::field(surroundings.words, &view.queues, field, on_event),
    }
}

fn sentence(text: String) -> Html {
    html! { <p class="swb-state" role="status">{ text }</p> }
}

/// Keeps the focus in the section when what had it goes: the press of Call takes the button
/// away, the press of Cancel as well. It goes to the message, not to a button in the old
/// button's place, which a second press would press. And whoever comes to a tab, or is done with
/// a call, looks at the numbers in it.
#[hook]
fn use_focus_kept(
    section: &NodeRef,
    field: &NodeRef,
    stage: Stage,
    tab: Tab,
    on_event: &Callback<Event>,
) {
    let (section, field, on_event) = (section.clone(), field.clone(), on_event.clone());
    let before = use_mut_ref(|| stage);
    use_effect_with((stage, tab), move |(stage, tab)| {
        if *tab == Tab::Queue {
            on_event.emit(Event::QueuesWanted);
        }
        let before = before.replace(*stage);
        let had_it = focus_is_lost();
        let Some(section) = section.cast::<HtmlElement>().filter(|_| had_it) else { return };
        match (before, stage) {
            (Stage::Nothing, Stage::Nothing) => {}
            (_, Stage::Nothing) => combobox::focus(&field),
            (_, Stage::UnderWay | Stage::Told) => {
                let message = section.query_selector(".swb-message").ok().flatten();
                if let Some(message) = message.as_ref().and_then(JsCast::dyn_ref::<HtmlElement>) {
                    // A message that is gone already needs no focus.
                    let _ = message.focus();
                }
            }
        }
    });
}
