//! What Flex's own screens say about an internal call: who it is with and how far it is.

use std::cell::RefCell;
use std::rc::Rc;

use call_core::desk::{CallState, Offer, OfferStatus};

use crate::host::channel::Channel;
use crate::host::manager::Manager;
use crate::host::{Flex, HostError, clock};
use crate::runtime::Runtime;
use crate::strings::{self, Key, Words};

const INFO: &str = "SwitchboardCallInfo";

/// Gives Flex the words; they stay as long as what is answered.
pub fn attach(
    runtime: &Runtime,
    flex: &Flex,
    manager: &Manager,
    words: Words,
) -> Result<Channel, HostError> {
    manager.offer_words(INFO, &info(words))?;
    manager.offer_words(&Key::LineRinging.name(), &words.text(Key::LineRinging))?;
    let call: Rc<RefCell<CallState>> = Rc::default();
    let seen = call.clone();
    runtime.show(move |view| drop(seen.replace(view.call.clone())));
    let runtime = runtime.clone();
    Channel::register(flex, INFO, move |offer| {
        line(words, &call.borrow(), clock::now(), offer, || runtime.team(&offer.from))
    })
}

/// The line under the other agent's name; `None` where Flex's own is true.
fn line(
    words: Words,
    call: &CallState,
    now: u64,
    offer: &Offer,
    team: impl FnOnce() -> Option<String>,
) -> Option<String> {
    let mine = offer.joins.is_none();
    match offer.status {
        OfferStatus::Pending if mine => Some(words.text(Key::LinePlacing)),
        OfferStatus::Pending => Some(match team() {
            Some(team) => words.fill(Key::LineOfferedByTeam, &[("team", &team)]),
            None => words.text(Key::LineOffered),
        }),
        // Flex takes a caller who waits for one who talks, and counts from there.
        OfferStatus::Accepted => match call {
            CallState::Connected { since: Some(since), .. } => {
                let time = strings::clock(now.saturating_sub(*since) / 1_000);
                Some(words.fill(Key::LineLive, &[("time", &time)]))
            }
            CallState::Placing { .. } if mine => Some(words.text(Key::LinePlacing)),
            CallState::Ringing { .. } if mine => Some(Key::LineRinging.name()),
            CallState::Connected { .. }
            | CallState::Idle
            | CallState::Placing { .. }
            | CallState::Ringing { .. }
            | CallState::Told(_) => None,
        },
        OfferStatus::Canceled
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

#[cfg(test)]
mod tests {
    use call_core::desk::{CallState, Offer, OfferStatus, Reason, Talk};
    use call_core::id::{ReservationSid, TaskSid};
    use call_core::pii::Pii;

    use super::line;
    use crate::strings::Words;

    fn said(mine: bool, status: OfferStatus, call: &CallState, team: Option<&str>) -> String {
        let task = |last| TaskSid::parse(&format!("WT{last:0>32}")).unwrap();
        let offer = Offer {
            reservation: ReservationSid::parse(&format!("WR{:0>32}", 1)).unwrap(),
            task: task(1),
            status,
            joins: (!mine).then(|| task(2)),
            from: Pii::new("client:alice".into()),
            peer: Pii::new("Alice Anders".into()),
        };
        let words = line(Words::default(), call, 75_000, &offer, || team.map(str::to_owned));
        words.unwrap_or_else(|| "as Flex says".into())
    }

    #[test]
    fn the_line_under_the_name_says_how_far_the_call_is() {
        use OfferStatus::{Accepted, Pending, Wrapping};
        let name = || Pii::new("Bob Baker".to_owned());
        let idle = CallState::Idle;
        let placing = CallState::Placing { name: name() };
        let ringing = CallState::Ringing { name: name(), since: 0 };
        let talks = |since| CallState::Connected { name: name(), since, talk: Talk::Together };
        let (connected, reloaded) = (talks(Some(5_000)), talks(None));
        let told = CallState::Told(Reason::Declined { name: name(), why: None });
        for (mine, status, call, words) in [
            (true, Pending, &placing, "Connecting call…"),
            (true, Accepted, &placing, "Connecting call…"),
            (true, Accepted, &ringing, "SwitchboardLineRinging"),
            (true, Accepted, &connected, "Live | 1:10"),
            (true, Accepted, &reloaded, "as Flex says"),
            // After the page was loaded anew.
            (true, Accepted, &idle, "as Flex says"),
            (true, Wrapping, &told, "as Flex says"),
            (false, Pending, &idle, "Call from a colleague"),
            // Of two who call each other one has to take the other's call.
            (false, Pending, &ringing, "Call from a colleague"),
            (false, Accepted, &connected, "Live | 1:10"),
            (false, Accepted, &reloaded, "as Flex says"),
            (false, Wrapping, &idle, "as Flex says"),
        ] {
            assert_eq!(said(mine, status, call, None), words, "{mine} {status:?} {call:?}");
        }
    }

    #[test]
    fn an_offered_call_names_the_callers_team_if_it_is_known() {
        let words = said(false, OfferStatus::Pending, &CallState::Idle, Some("Sales"));
        assert_eq!(words, "Call from a colleague · Sales");
    }
}
