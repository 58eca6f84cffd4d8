//! What Flex's own screens say about a call: who it is with and how far it is.

use std::cell::RefCell;
use std::rc::Rc;

use call_core::desk::{CallState, Offer, OfferStatus, View};
use call_core::id::ReservationSid;
use call_core::multi_call::{State, need_telling_apart};

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
    let (view, runtime) = (seen(runtime), runtime.clone());
    Channel::register(flex, INFO, move |offer| {
        let (view, now) = (view.borrow(), clock::now());
        let of_several = of_several(words, &view, now, &offer.reservation);
        of_several.or_else(|| line(words, &view.call, now, offer, || runtime.team(&offer.from)))
    })
}

/// The same of several calls that are not internal.
pub fn attach_to_several(
    runtime: &Runtime,
    flex: &Flex,
    words: Words,
) -> Result<Channel, HostError> {
    let view = seen(runtime);
    Channel::amend(flex, move |line| of_several(words, &view.borrow(), clock::now(), line))
}

fn seen(runtime: &Runtime) -> Rc<RefCell<Rc<View>>> {
    let seen: Rc<RefCell<Rc<View>>> = Rc::default();
    let newest = seen.clone();
    runtime.show(move |view| drop(newest.replace(view.clone())));
    seen
}

/// The line under the name of one of several calls.
fn of_several(words: Words, view: &View, now: u64, line: &ReservationSid) -> Option<String> {
    let call = view.lines.iter().find(|call| call.line == *line)?;
    let key = match call.state {
        // One that is still ringing has a line of its own.
        State::Live
            if matches!(view.call, CallState::Placing { .. } | CallState::Ringing { .. }) =>
        {
            return None;
        }
        State::Live => Key::Live,
        State::Parked => Key::OnHold,
        State::Parking => Key::PuttingOnHold,
        State::Resuming => Key::Resuming,
    };
    let time = strings::clock(now.saturating_sub(call.since) / 1_000);
    need_telling_apart(&view.lines).then(|| format!("{} | {time}", words.text(key)))
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
    let queue = || offer.queue.as_ref().map(|queue| queue.reveal().clone());
    match offer.status {
        OfferStatus::Pending if mine => Some(words.text(Key::LinePlacing)),
        OfferStatus::Pending => Some(match queue().or_else(team) {
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
    use call_core::desk::{CallState, Offer, OfferStatus, Reason, Talk, View};
    use call_core::id::{ReservationSid, TaskSid};
    use call_core::multi_call::{Shown, State};
    use call_core::pii::Pii;

    use super::{line, of_several};
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
            queue: None,
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

    #[test]
    fn an_offered_call_to_a_queue_names_the_queue_whatever_the_callers_team() {
        let offer = Offer {
            reservation: ReservationSid::parse(&format!("WR{:0>32}", 1)).unwrap(),
            task: TaskSid::parse(&format!("WT{:0>32}", 1)).unwrap(),
            status: OfferStatus::Pending,
            joins: TaskSid::parse(&format!("WT{:0>32}", 2)).ok(),
            from: Pii::new("client:alice".into()),
            peer: Pii::new("Alice Anders".into()),
            queue: Some(Pii::new("Billing".into())),
        };
        let team = || Some("Sales".to_owned());
        let words = line(Words::default(), &CallState::Idle, 75_000, &offer, team);
        assert_eq!(words.as_deref(), Some("Call from a colleague · Billing"));
    }

    #[test]
    fn each_of_several_calls_says_whether_it_is_live_and_for_how_long() {
        let reservation = |last| ReservationSid::parse(&format!("WR{last:0>32}")).unwrap();
        let call = |last, state| Shown {
            line: reservation(last),
            name: Pii::new("Dana Diaz".into()),
            state,
            since: 5_000,
            muted: false,
            unheard: true,
        };
        let said = |call: &CallState, lines: &[Shown], last| {
            let view = View { call: call.clone(), lines: lines.to_vec(), ..View::default() };
            let words = of_several(Words::default(), &view, 75_000, &reservation(last));
            words.unwrap_or_else(|| "as ever".into())
        };
        let idle = CallState::Idle;
        let ringing = CallState::Ringing { name: Pii::new("Bob Baker".into()), since: 0 };
        let parked = call(1, State::Parked);
        for (state, words) in [
            (State::Live, "Live | 1:10"),
            (State::Parked, "On hold | 1:10"),
            (State::Parking, "Putting on hold… | 1:10"),
            (State::Resuming, "Ending the hold… | 1:10"),
        ] {
            assert_eq!(said(&idle, &[call(1, State::Parked), call(2, state)], 2), words);
        }
        let both = [parked.clone(), call(2, State::Live)];
        assert_eq!(said(&ringing, &both, 2), "as ever", "it still rings");
        assert_eq!(said(&ringing, &both, 1), "On hold | 1:10");
        assert_eq!(said(&idle, &both, 3), "as ever", "it is none of these");
        assert_eq!(said(&idle, &[call(1, State::Live)], 1), "as ever", "it is the only one");
        assert_eq!(said(&idle, &[parked], 1), "On hold | 1:10");
    }
}
