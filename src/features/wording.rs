//! What Flex's own screens say about an internal call: who it is with and how far it is.

use std::cell::RefCell;
use std::rc::Rc;

use call_core::desk::{CallState, Offer, OfferStatus};

use crate::host::channel::Channel;
use crate::host::manager::Manager;
use crate::host::{Flex, HostError};
use crate::runtime::Runtime;
use crate::strings::{Key, Words};

const INFO: &str = "SwitchboardCallInfo";
const RINGING: &str = "SwitchboardCallRinging";

/// Gives Flex the words; they stay as long as what is answered.
pub fn attach(
    runtime: &Runtime,
    flex: &Flex,
    manager: &Manager,
    words: Words,
) -> Result<Channel, HostError> {
    manager.offer_words(INFO, &info(words));
    manager.offer_words(RINGING, words.text(Key::LineRinging));
    let call: Rc<RefCell<CallState>> = Rc::default();
    let seen = call.clone();
    runtime.show(move |view| drop(seen.replace(view.call.clone())));
    let runtime = runtime.clone();
    Channel::register(flex, INFO, move |offer| line(words, &runtime, &call.borrow(), offer))
}

/// The line under the other agent's name; `None` where Flex's own is true.
fn line(words: Words, runtime: &Runtime, call: &CallState, offer: &Offer) -> Option<String> {
    let mine = offer.joins.is_none();
    match offer.status {
        OfferStatus::Pending if mine => Some(words.text(Key::LinePlacing).into()),
        OfferStatus::Pending => Some(match runtime.team(&offer.from) {
            Some(team) => words.fill(Key::LineOfferedByTeam, &[("team", &team)]),
            None => words.text(Key::LineOffered).into(),
        }),
        // Flex takes a caller who waits for one who talks.
        OfferStatus::Accepted if mine => match call {
            CallState::Placing { .. } => Some(words.text(Key::LinePlacing).into()),
            CallState::Ringing { .. } => Some(RINGING.into()),
            CallState::Connected { .. } | CallState::Idle | CallState::Told(_) => None,
        },
        OfferStatus::Accepted
        | OfferStatus::Canceled
        | OfferStatus::Completed
        | OfferStatus::Rejected
        | OfferStatus::TimedOut
        | OfferStatus::Wrapping => None,
    }
}

/// The panel with the task's details: Flex's speaks of a customer.
fn info(words: Words) -> String {
    let row = |label, field| {
        format!("<div><dt>{}:&nbsp;</dt><dd>{{{{{field}}}}}</dd></div>", words.text(label))
    };
    let heading = |key| format!("<p>{}</p>", words.text(key));
    [
        heading(Key::InfoTitle),
        "<dl>".into(),
        row(Key::InfoColleague, "task.defaultFrom"),
        row(Key::InfoSince, "task.dateCreated"),
        row(Key::InfoTask, "task.taskSid"),
        row(Key::InfoReservation, "task.sid"),
        "</dl>".into(),
    ]
    .concat()
}
