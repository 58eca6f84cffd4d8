//! Whoever was not reached: the choices beside what is told, and for whom the agent waits.

use call_core::desk::{Choices, Event, View, Waited};
use call_core::pii::Pii;
use yew::prelude::*;

use super::combobox;
use crate::strings::{Key, Words};

/// What can be done besides putting the message away. Where there is a field to look in, also
/// somebody else of the team is one.
pub(super) fn choices(
    words: Words,
    choices: &Choices,
    field: Option<&NodeRef>,
    on_event: &Callback<Event>,
) -> Html {
    let Choices { worker, can_wait, team } = choices;
    let again = Event::ColleagueCalled(worker.clone());
    let wait = Event::WaitPressed(worker.clone());
    html! {
        <>
            { button(words.text(Key::TryAgain), None, on_event.reform(move |_| again.clone())) }
            if *can_wait {
                { button(words.text(Key::CallWhenFree), None, on_event.reform(move |_| wait.clone())) }
            }
            { for field.zip(team.as_ref()).map(|(field, team)| others(words, team, field, on_event)) }
        </>
    }
}

/// Puts the team into the field, as if it had been typed there.
fn others(words: Words, team: &str, field: &NodeRef, on_event: &Callback<Event>) -> Html {
    let says = words.fill(Key::OthersOfTeam, &[("team", team)]);
    let (field, on_event, team) = (field.clone(), on_event.clone(), team.to_owned());
    let looks = move |_: MouseEvent| {
        combobox::focus(&field);
        on_event.emit(Event::NoticeDismissed);
        on_event.emit(Event::Typed(Pii::new(team.clone())));
    };
    button(says, None, Callback::from(looks))
}

/// For whom the agent waits, and the question about whoever is free.
pub(super) fn waiting(words: Words, view: &View, on_event: &Callback<Event>) -> Html {
    // Always there, even empty: a message in a new region may not be read out.
    html! {
        <div class="swb-waits" role="status">
            { for view.waiting.iter().map(|waited| entry(words, waited, on_event)) }
        </div>
    }
}

fn entry(words: Words, waited: &Waited, on_event: &Callback<Event>) -> Html {
    let Waited { worker, name, asks } = waited;
    let said = if *asks { Key::FreeNow } else { Key::Waiting };
    let press = |key, onclick| button(words.text(key), Some(name.reveal()), onclick);
    let (call, stop) = (worker.clone(), worker.clone());
    let call = on_event.reform(move |_| Event::ColleagueCalled(call.clone()));
    let stop = on_event.reform(move |_| Event::WaitGivenUp(stop.clone()));
    html! {
        <div key={worker.as_str()} class="swb-panel swb-call-goes">
            <p class="swb-message">{ words.named(said, name.reveal()) }</p>
            if *asks {
                { press(Key::Call, call) }
            }
            { press(if *asks { Key::NotNow } else { Key::Cancel }, stop) }
        </div>
    }
}

/// A button that says this; a screen reader also says whom it is about, where others see that.
pub(super) fn button(says: String, whom: Option<&String>, onclick: Callback<MouseEvent>) -> Html {
    let label = whom.map(|whom| [&says, ": ", whom].concat());
    html! {
        <button key={says.clone()} type="button" class="swb-second" aria-label={label} {onclick}>
            { says }
        </button>
    }
}
