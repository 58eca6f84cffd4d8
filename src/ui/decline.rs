//! Declining a colleague's call with a reason. Flex's own button declines at once, without one.
//!
//! The browser's own `details` opens and closes it, so there is no state to keep.

use call_core::desk::{Event, Offered};
use call_core::wire::{DeclineReason, LONGEST_WORDS};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, HtmlInputElement};
use yew::prelude::*;

use crate::strings::{Key, Words};

/// The reasons for one call; only if it is the one that is offered, it needs no name.
pub(super) fn reasons(
    words: Words,
    offered: &Offered,
    alone: bool,
    on_event: &Callback<Event>,
) -> Html {
    let decline = {
        let reservation = offered.reservation.clone();
        on_event.reform(move |why| Event::DeclinePressed { reservation: reservation.clone(), why })
    };
    let reason = |(name, why): (Key, DeclineReason)| {
        let onclick = decline.reform(move |_| why.clone());
        html! { <button type="button" class="swb-second" {onclick}>{ words.text(name) }</button> }
    };
    let reasons = [
        (Key::InMeeting, DeclineReason::InMeeting),
        (Key::WillCallBack, DeclineReason::WillCallBack),
        (Key::AskTeam, DeclineReason::AskTeam),
    ];
    let name = offered.name.reveal();
    let opener = words.text(Key::DeclineWith);
    let summary = if alone { opener } else { format!("{opener}: {name}") };
    html! {
        <details
            key={offered.reservation.as_str()}
            class="swb-decline"
            onkeydown={leave}
        >
            <summary>{ summary }</summary>
            <div role="group" aria-label={words.named(Key::DeclineTell, name)}>
                { for reasons.map(reason) }
                <form class="swb-panel" onsubmit={say(decline.clone())}>
                    <div class="swb-box">
                        <input
                            class="swb-field"
                            autocomplete="off"
                            maxlength={LONGEST_WORDS.to_string()}
                            aria-label={words.text(Key::OwnWords)}
                            placeholder={words.text(Key::OwnWords)}
                        />
                    </div>
                    <button class="swb-second">{ words.text(Key::Decline) }</button>
                </form>
            </div>
        </details>
    }
}

/// Escape closes the reasons.
fn leave(press: KeyboardEvent) {
    if press.key() != "Escape" || press.is_composing() {
        return;
    }
    // One listener serves all elements of a yew root, so this one is not the event's own.
    let pressed = press.target().and_then(|target| target.dyn_into::<Element>().ok());
    if let Some(all) = pressed.and_then(|pressed| pressed.closest("details[open]").ok().flatten()) {
        press.stop_propagation();
        // What is no longer on the page needs neither.
        let _ = all.remove_attribute("open");
        let opener = all.first_element_child().and_then(|first| first.dyn_into().ok());
        let _ = opener.map(|opener: HtmlElement| opener.focus());
    }
}

fn say(decline: Callback<DeclineReason>) -> Callback<SubmitEvent> {
    Callback::from(move |submit: SubmitEvent| {
        submit.prevent_default();
        let form = submit.target().and_then(|target| target.dyn_into::<Element>().ok());
        let own = form.and_then(|form| form.query_selector("input").ok().flatten());
        let Some(own) = own.and_then(|own| own.dyn_into::<HtmlInputElement>().ok()) else { return };
        match DeclineReason::words(&own.value()) {
            Some(why) => decline.emit(why),
            None => drop(own.focus()),
        }
    })
}
