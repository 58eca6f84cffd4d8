//! The agent's calls where he has several, or is in none: which is live, and going to another.

use call_core::desk::Event;
use call_core::multi_call::{self, Shown, State, need_telling_apart};
use web_sys::{Element, HtmlElement};
use yew::prelude::*;

use super::call_panel::{Place, Props};
use super::{SECOND, focus_is_lost, focused, use_id_prefix, use_ticking};
use crate::strings::{Key, Words, clock};

/// The list, for wherever Flex shows a call. It is a place of the panel's and no component of its
/// own, which would weigh more than all of it.
#[hook]
pub(super) fn use_lines(props: &Props) -> Html {
    let Props { place, view, surroundings, on_event } = props;
    let words = surroundings.words;
    let calls = match place {
        Place::Calls => view.lines.as_slice(),
        Place::Call | Place::Offer => &[],
    };
    let shown = need_telling_apart(calls);
    let said = use_said(words, calls);
    let (whole, status) = (use_node_ref(), use_node_ref());
    use_focus_kept(&whole, &status);
    use_ticking(shown.then_some(SECOND));
    let title = use_id_prefix();
    html! {
        <div ref={whole} class="swb-lines" onkeydown={press_once}>
            // Always there, even empty: a message in a new region may not be read out.
            <p ref={status} class="swb-message swb-unseen" role="status" tabindex="-1">{ said }</p>
            if shown {
                <h2 id={&title} class="swb-title">{ words.text(Key::YourCalls) }</h2>
                { list(props, title) }
            }
            if !calls.is_empty() {
                <button
                    type="button"
                    class="swb-second"
                    onclick={pressed(&on_event.reform(Event::MultiCall), multi_call::Event::DialPressed)}
                >
                    { words.text(Key::CallSomebodyElse) }
                </button>
            }
        </div>
    }
}

fn list(props: &Props, title: AttrValue) -> Html {
    let Props { view, surroundings, on_event, .. } = props;
    let (words, now) = (surroundings.words, surroundings.now.emit(()));
    let tell = on_event.reform(Event::MultiCall);
    let rows = view.lines.iter().map(|call| row(words, call, now, &tell));
    html! {
        <>
            // Without its bullets a list is none to some screen readers unless it says so.
            <ul role="list" aria-labelledby={title}>{ for rows }</ul>
            if view.lines.len() == 2 {
                <button
                    type="button"
                    class="swb-second"
                    onclick={pressed(&tell, multi_call::Event::SwapPressed)}
                >
                    { words.text(Key::Swap) }
                </button>
            }
        </>
    }
}

fn row(words: Words, call: &Shown, now: u64, tell: &Callback<multi_call::Event>) -> Html {
    let (name, line) = (call.name.reveal(), call.line.clone());
    // One button, so that the focus stays on it: what it does changes with the call.
    let (does, does_it_to, press) = match call.is_live() {
        true => (Key::Hold, Key::HoldNamed, multi_call::Event::ParkPressed { line }),
        false => (Key::Resume, Key::ResumeNamed, multi_call::Event::ResumePressed { line }),
    };
    let state = state(words, call);
    html! {
        <li
            key={call.line.as_str()}
            class={classes!("swb-one", call.is_live().then_some("swb-live"))}
        >
            { mark(call.state) }
            <div>
                <div class="swb-who" title={name.clone()}><bdi>{ name }</bdi></div>
                <div class="swb-state">
                    { &state }
                    // Not in a live region: a screen reader would count.
                    { " · " }
                    <span class="swb-elapsed" role="timer" aria-label={state}>
                        { clock(now.saturating_sub(call.since) / 1_000) }
                    </span>
                </div>
            </div>
            <button
                type="button"
                class="swb-second"
                aria-label={words.named(does_it_to, name)}
                onclick={pressed(tell, press)}
            >
                { words.text(does) }
            </button>
        </li>
    }
}

/// How the call is, in words.
fn state(words: Words, call: &Shown) -> String {
    let (how, besides) = match call.state {
        State::Live => (Key::Live, call.muted.then_some(Key::MutedMyself)),
        State::Parked => (Key::OnHold, Some(Key::Unheard)),
        State::Parking => (Key::PuttingOnHold, call.unheard.then_some(Key::Unheard)),
        State::Resuming => (Key::Resuming, None),
    };
    let mut text = words.text(how);
    if let Some(besides) = besides {
        text.push_str(" · ");
        text.push_str(&words.text(besides));
    }
    text
}

/// The same as a shape: a dot is live, two bars are on hold; a broken ring is not there yet.
fn mark(state: State) -> Html {
    let (class, ring) = match state {
        State::Live => ("swb-mark swb-yes", None),
        State::Parked => ("swb-mark swb-away", None),
        State::Parking | State::Resuming => ("swb-mark swb-away", Some("2 2")),
    };
    let (inside, width) = match state {
        State::Live | State::Resuming => ("M8 8h.01", "6"),
        State::Parked | State::Parking => ("M6.25 5.75v4.5m3.5-4.5v4.5", "1.75"),
    };
    html! {
        <svg {class} viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" focusable="false">
            <g fill="none" stroke="currentColor" stroke-linecap="round">
                <circle cx="8" cy="8" r="6.25" stroke-width="1.5" stroke-dasharray={ring} />
                <path d={inside} stroke-width={width} />
            </g>
        </svg>
    }
}

/// Tells one event, and the second press of a double one nothing: the button may already do
/// the opposite.
fn pressed(
    tell: &Callback<multi_call::Event>,
    event: multi_call::Event,
) -> impl Fn(MouseEvent) + use<> {
    let tell = tell.clone();
    move |press| {
        if press.detail() < 2 {
            tell.emit(event.clone());
        }
    }
}

/// A key that is held down presses once.
fn press_once(press: KeyboardEvent) {
    if press.repeat() && press.key() == "Enter" {
        press.prevent_default();
    }
}

/// What is said when another call is live. A call that is the only one from its beginning needs no
/// word; and nothing is said before the region is there, which then would not be read out.
#[hook]
fn use_said(words: Words, calls: &[Shown]) -> String {
    let said = use_state(String::new);
    let live = calls.iter().find(|call| call.state == State::Live);
    let changing = calls.iter().any(|call| call.state == State::Resuming);
    let quiet = !need_telling_apart(calls) && said.is_empty();
    let now = match live {
        _ if calls.is_empty() || quiet => Some(String::new()),
        // It is over in a moment.
        _ if changing => None,
        Some(call) => Some(words.named(Key::TalkingWith, call.name.reveal())),
        None => Some(words.text(Key::NoneLive)),
    };
    let say = said.setter();
    use_effect_with(now, move |now| {
        if let Some(text) = now {
            say.set(text.clone());
        }
    });
    (*said).clone()
}

/// Where the button that had the focus goes, as when there is nothing left to tell apart, the
/// status line gets it.
#[hook]
fn use_focus_kept(whole: &NodeRef, status: &NodeRef) {
    // What is drawn now is not on the page yet.
    let had_it = whole.cast::<Element>().is_some_and(|whole| whole.contains(focused().as_deref()));
    let status = status.clone();
    use_effect(move || {
        if had_it && focus_is_lost() {
            // A line that is gone already needs no focus.
            let _ = status.cast::<HtmlElement>().map(|status| status.focus());
        }
    });
}
