//! What stands beside a call in Flex. How one to a colleague goes: whom the agent calls, for how
//! long, Cancel, and what came of it.

use std::rc::Rc;

use call_core::desk::{CallState, Event, Talk, View};
use yew::prelude::*;

use super::lines::use_lines;
use super::{SECOND, Surroundings, decline, frame, queues, use_ticking, waiting};
use crate::strings::{Key, clock};

/// Where Flex shows the panel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// At a call that the agent is in.
    Call,
    /// Above that: all calls that he is in.
    Calls,
    /// At a call that he is offered.
    Offer,
}

/// What the panel is given.
#[derive(Clone, Debug, PartialEq, Properties)]
pub struct Props {
    /// Where it is.
    pub place: Place,
    /// What to show.
    pub view: Rc<View>,
    /// Words, theme, time.
    pub surroundings: Surroundings,
    /// Told everything that the agent does.
    pub on_event: Callback<Event>,
}

/// The panel for the places where Flex shows a call.
#[component]
pub fn CallPanel(props: &Props) -> Html {
    let Props { place, view, surroundings, on_event } = props;
    let lines = use_lines(props);
    let inside = match place {
        Place::Calls => lines,
        Place::Call => content(view, None, surroundings, on_event),
        Place::Offer => {
            let (words, alone) = (surroundings.words, view.offered.len() == 1);
            let offered = view.offered.iter();
            offered.map(|one| decline::reasons(words, one, alone, on_event)).collect()
        }
    };
    frame(surroundings.theme, inside)
}

/// How far a call has come, as far as it changes what is on the screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stage {
    /// There is no call and nothing to tell.
    Nothing,
    /// There is a call.
    UnderWay,
    /// There is something to tell.
    Told,
}

impl Stage {
    pub(super) fn of(call: &CallState) -> Stage {
        match call {
            CallState::Idle => Stage::Nothing,
            CallState::Placing { .. } | CallState::Ringing { .. } | CallState::Connected { .. } => {
                Stage::UnderWay
            }
            CallState::Told(_) => Stage::Told,
        }
    }
}

/// The same without its frame; with the field in which somebody else could be looked for.
pub(super) fn content(
    view: &View,
    field: Option<&NodeRef>,
    surroundings: &Surroundings,
    on_event: &Callback<Event>,
) -> Html {
    let words = surroundings.words;
    let View { call, choices, can_cancel, .. } = view;
    let (text, since) = match call {
        CallState::Idle => (String::new(), None),
        CallState::Placing { name } => (words.named(Key::Calling, name.reveal()), None),
        CallState::Ringing { name, since } => {
            (words.named(Key::Calling, name.reveal()), Some(*since))
        }
        CallState::Connected { name, talk, .. } => {
            (words.named(said_of(*talk), name.reveal()), None)
        }
        CallState::Told(reason) => (words.reason(reason), None),
    };
    let (class, button) = match Stage::of(call) {
        Stage::Nothing => (None, None),
        Stage::Told => (Some("swb-told"), Some((Key::Dismiss, Event::NoticeDismissed))),
        Stage::UnderWay => {
            (Some("swb-call-goes"), can_cancel.then_some((Key::Cancel, Event::CancelPressed)))
        }
    };
    html! {
        <div class={classes!("swb-panel", class)}>
            // Always there, even empty: a message in a new region may not be read out.
            <p class="swb-message" role="status" tabindex="-1">{ text }</p>
            if let Some(since) = since {
                <Elapsed {since} surroundings={surroundings.clone()} />
            }
            // Not in a live region: it would be read out again and again.
            if let Some(queue) = &view.awaited {
                <span class="swb-state">{ queues::load(words, queue) }</span>
            }
            if let Some(choices) = choices {
                { waiting::choices(words, choices, field, on_event) }
            }
            if let Some((name, event)) = button {
                // A key, so that Dismiss is another button than the Cancel before it, and a
                // second press of Cancel does not put the message away.
                <button
                    key={name as usize}
                    type="button"
                    class="swb-second"
                    onclick={on_event.reform(move |_| event.clone())}
                >
                    { words.text(name) }
                </button>
            }
        </div>
    }
}

fn said_of(talk: Talk) -> Key {
    match talk {
        Talk::Together => Key::Connected,
        Talk::BothHeld => Key::BothHeld,
        Talk::Holding => Key::Holding,
        Talk::PeerHeld => Key::PeerHeld,
        Talk::PeerMuted => Key::PeerMuted,
        Talk::Resuming => Key::Resuming,
        Talk::SelfHeld => Key::SelfHeld,
        Talk::MutedMyself => Key::MutedMyself,
        Talk::SelfMuted => Key::SelfMuted,
    }
}

#[derive(Clone, PartialEq, Properties)]
struct ElapsedProps {
    since: u64,
    surroundings: Surroundings,
}

/// The time since ringing began. It is not in a live region: a screen reader would count.
#[component]
fn Elapsed(props: &ElapsedProps) -> Html {
    let ElapsedProps { since, surroundings } = props;
    use_ticking(Some(SECOND));
    let seconds = surroundings.now.emit(()).saturating_sub(*since) / 1_000;
    html! {
        <span class="swb-elapsed" role="timer" aria-label={surroundings.words.text(Key::Ringing)}>
            { clock(seconds) }
        </span>
    }
}
