//! Several calls of one agent: whatever happens, in whatever order, at most one of them is live,
//! and none that he did not ask for.
//!
//! An offer and a new token are not told to the rules: a call that is not there is always offered,
//! and no rule depends on a token. What comes twice is tried in every state, apart from the moves.

mod explore;
mod several_calls;

use std::cell::RefCell;
use std::collections::HashSet;

use call_core::multi_call::{Ask, Event, RequestId, State, Wake};
use call_core::pii::Pii;

use explore::{Explored, Game, depth, explore, kinds, misses};
use several_calls::{Around, Call, Leg, Order, Stage, line};

/// What can happen. A call that is not there can be accepted, so all calls are one call's moves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Move {
    Accept(char),
    Dial,
    Monitor,
    Opens(char),
    /// Before anybody knew whose call it is.
    OpensSilently(char),
    Refused(char),
    Closes(char),
    News(char),
    /// As it was before: an old message arrives late.
    OldNews(char),
    Joins(char),
    Leaves(char, u8),
    Select(char),
    Resume(char),
    Park(char),
    Swap,
    Mute(char, bool),
    HangUp(char),
    /// What the agent's leg does then is not told, or was not done.
    Stays,
    Done(RequestId),
    Answered(RequestId),
    Failed(RequestId),
    /// Nobody knows what became of it; it may still be carried out, and answered.
    Stuck(RequestId),
    Slow(RequestId),
    Again(char),
    TooLate(char),
    Quiet(u32),
}

mod moves {
    use super::Move;
    super::kinds!(Move: Accept Dial Monitor Opens OpensSilently Refused Closes News OldNews Joins Leaves Select
        Resume Park Swap Mute HangUp Stays Done Answered Failed Stuck Slow Again TooLate Quiet);
}

thread_local! {
    static TRIED: RefCell<HashSet<&'static str>> = RefCell::default();
}

/// How often may happen what does not come to an end by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Left {
    /// No agent presses for ever.
    presses: u32,
    /// Failures and old messages.
    mishaps: u32,
    /// Who joins a call or leaves it before its end.
    guests: u32,
    /// The agent hangs up where several are on hold for his sake.
    hang_ups: u32,
}

#[derive(Clone, Debug)]
struct Play {
    /// All calls that there could be.
    all: &'static str,
    around: Around,
    left: Left,
    /// As much was left at the start.
    given: Left,
}

impl Play {
    /// So many calls are up, the last of them live and the others on hold.
    fn with(all: &'static str, up: usize, left: Left) -> Play {
        let mut play = Play { all, around: Around::default(), left, given: left };
        for name in all.chars().take(up) {
            let comes = [Move::Accept(name), Move::Opens(name), Move::News(name)];
            for happens in comes {
                play.happens(happens).and_then(|()| play.around.comes_to_rest()).unwrap();
            }
        }
        Play { around: Around { bygone: Vec::new(), ..play.around }, left, ..play }
    }

    /// What the agent can press.
    fn presses(&self) -> Vec<Move> {
        let Around { calls, asked, .. } = &self.around;
        let mut moves = Vec::new();
        let away = |name: &char| !calls.iter().any(|call| call.name == *name);
        // Calls that are not there differ by their names alone.
        moves.extend(self.all.chars().find(away).map(Move::Accept));
        for Call { name, muted, .. } in self.around.up() {
            moves.extend([Move::Select(*name), Move::Resume(*name), Move::Park(*name)]);
            moves.push(Move::Mute(*name, !muted));
        }
        if self.left.hang_ups > 0 && self.around.leaving.is_none() {
            // With one other the call is over; and whoever is live leaves nobody on hold.
            let several =
                |call: &&Call| call.parties.len() > 1 && self.around.wanted != Some(call.name);
            moves.extend(self.around.up().filter(several).map(|call| Move::HangUp(call.name)));
        }
        if self.around.up().count() == 2 {
            moves.push(Move::Swap);
        }
        let others = [(Ask::Dial, Move::Dial), (Ask::Monitor, Move::Monitor)];
        moves.extend(others.into_iter().filter(|(ask, _)| !asked.contains(ask)).map(|(_, m)| m));
        moves
    }

    /// What becomes of orders that are on their way.
    fn answers(&self) -> Vec<Move> {
        let of = |order: &Order| {
            let Order { request, done, prompt, given_up, .. } = *order;
            let mishap = self.left.mishaps > 0 && !given_up;
            let moves = [
                (!done, Move::Done(request)),
                (done, Move::Answered(request)),
                (mishap, Move::Failed(request)),
                (mishap, Move::Stuck(request)),
                (prompt, Move::Slow(request)),
            ];
            moves.into_iter().filter(|(can, _)| *can).map(|(_, happens)| happens)
        };
        self.around.orders.iter().flat_map(of).collect()
    }

    fn happens(&mut self, happens: Move) -> Result<(), String> {
        TRIED.with_borrow_mut(|tried| tried.insert(moves::kind(&happens)));
        let around = &mut self.around;
        match happens {
            Move::Accept(name) => {
                let (stage, parties) = (Stage::Asked, vec![Leg { number: 0, held: false }]);
                let before = parties.clone();
                let (microphone, ear, muted, again) = (false, false, false, false);
                let told = Vec::new();
                let call =
                    Call { name, stage, parties, before, told, microphone, ear, muted, again };
                around.calls.push(call);
                ask(around, Ask::Accept(line(name)))
            }
            Move::Dial => ask(around, Ask::Dial),
            Move::Monitor => ask(around, Ask::Monitor),
            Move::Opens(name) => around.opens(name, false),
            Move::OpensSilently(name) => around.opens(name, true),
            Move::Refused(name) => {
                around.calls.retain(|call| call.name != name);
                around.opening.take_if(|opening| *opening == name);
                let name_of_it = Pii::new(name.to_string());
                around.tell(Event::Refused { line: line(name), name: name_of_it })
            }
            Move::Closes(name) => around.closes(name),
            Move::News(name) => around.news(name, false),
            Move::OldNews(name) => around.news(name, true),
            Move::Joins(name) => {
                let guest = Leg { number: self.left.guests as u8 + 1, held: false };
                around.change(name, |parties| parties.push(guest));
                Ok(())
            }
            Move::Leaves(name, number) => {
                around.change(name, |parties| parties.retain(|party| party.number != number));
                Ok(())
            }
            Move::Select(name) => {
                around.selected = Some(name);
                around.tell(Event::Selected { line: line(name) })
            }
            Move::HangUp(name) => around.hangs_up(name),
            Move::Stays => {
                let Some((request, _)) = around.leaving.take() else { return Ok(()) };
                around.tell(Event::Failed(request))
            }
            Move::Resume(name) => {
                around.released.take_if(|released| *released == name);
                (around.wanted, around.selected) = (Some(name), Some(name));
                around.tell(Event::ResumePressed { line: line(name) })
            }
            Move::Park(name) => {
                around.wanted.take_if(|wanted| *wanted == name);
                around.tell(Event::ParkPressed { line: line(name) })
            }
            Move::Swap => {
                around.wanted = other(around);
                around.selected = around.wanted;
                around.tell(Event::SwapPressed)
            }
            Move::Mute(name, muted) => {
                if let Some(call) = around.call(name) {
                    call.muted = muted;
                }
                around.tell(Event::MutePressed { line: line(name), muted })
            }
            Move::Done(request) => {
                around.done(place(around, request));
                Ok(())
            }
            Move::Answered(request) => around.answer(place(around, request), true),
            Move::Failed(request) => around.answer(place(around, request), false),
            Move::Stuck(request) => {
                let at = place(around, request);
                (around.orders[at].given_up, around.orders[at].prompt) = (true, false);
                around.tell(Event::Woken(Wake::Stuck(request)))
            }
            Move::Slow(request) => {
                let at = place(around, request);
                around.orders[at].prompt = false;
                around.tell(Event::Woken(Wake::Slow(request)))
            }
            Move::TooLate(name) => around.too_late(name),
            Move::Again(name) => around.again(name),
            Move::Quiet(closings) => around.is_quiet(closings),
        }
    }
}

fn place(around: &Around, request: RequestId) -> usize {
    let is_it = |order: &Order| order.request == request;
    around.orders.iter().position(is_it).expect("an order that is on its way")
}

/// The call that the agent was in is not what he wants now.
fn ask(around: &mut Around, ask: Ask) -> Result<(), String> {
    around.wanted = None;
    if !matches!(ask, Ask::Accept(_)) {
        around.asked.push(ask.clone());
    }
    around.tell(Event::Asked(ask))
}

/// Of two calls the one that the agent is not in, or that he was in before the other.
fn other(around: &Around) -> Option<char> {
    let view = around.desk.view();
    let since = |call: &&Call| view.iter().find(|v| v.line == line(call.name)).map(|v| v.since);
    let others = around.up().filter(|call| Some(call.name) != around.wanted);
    others.min_by_key(since).map(|call| call.name)
}

impl Game for Play {
    type Move = Move;

    fn moves(&self) -> Vec<Move> {
        let Around { calls, opening, quiet, .. } = &self.around;
        let mut moves = self.answers();
        for Call { name, stage, parties, before, again, .. } in calls {
            match stage {
                Stage::Asked => {}
                Stage::Accepted => {
                    moves.extend([Move::Opens, Move::OpensSilently].map(|opens| opens(*name)));
                    moves.push(Move::Refused(*name));
                }
                Stage::Up => {
                    moves.extend([Move::Closes(*name), Move::News(*name)]);
                    if self.left.mishaps > 0 && before != parties && !before.is_empty() {
                        moves.push(Move::OldNews(*name));
                    }
                    if self.left.guests > 0 {
                        moves.push(Move::Joins(*name));
                        moves.extend(parties.iter().map(|leg| Move::Leaves(*name, leg.number)));
                    }
                }
            }
            if *again {
                moves.push(Move::Again(*name));
            }
        }
        moves.extend(opening.map(Move::TooLate));
        moves.extend(quiet.map(Move::Quiet));
        if self.left.mishaps > 0 && self.around.leaving.is_some() {
            moves.push(Move::Stays);
        }
        if self.left.presses > 0 {
            moves.extend(self.presses());
        }
        moves
    }

    fn play(&mut self, happens: &Move) -> Result<(), String> {
        self.happens(*happens)?;
        let Left { presses, mishaps, guests, hang_ups } = &mut self.left;
        *hang_ups -= u32::from(matches!(happens, Move::HangUp(_)));
        *presses -= u32::from(is_press(*happens));
        let is_mishap =
            matches!(happens, Move::OldNews(_) | Move::Failed(_) | Move::Stuck(_) | Move::Stays);
        *mishaps -= u32::from(is_mishap);
        *guests -= u32::from(matches!(happens, Move::Joins(_) | Move::Leaves(..)));
        // Enough to try what comes late; which of them it is is no part of the state.
        let bygone = &mut self.around.bygone;
        bygone.drain(..bygone.len().saturating_sub(2));
        if *mishaps == 0 {
            self.around.no_old_news();
        }
        Ok(())
    }

    fn key(&self) -> String {
        format!("{}{:?}", self.around.key(), self.left)
    }

    fn rest(mut self) -> Result<(), String> {
        let mishaps = self.given.mishaps - self.left.mishaps;
        let around = &mut self.around;
        around.is_deaf_to('f')?;
        around.comes_to_rest()?;
        for call in around.up() {
            let Call { name, microphone, ear, muted, parties, .. } = call;
            let wanted = around.wanted == Some(*name);
            // An order that has failed three times is given up, and the agent knows.
            let unheld = mishaps < 3 && parties.iter().any(|party| !party.held);
            if !wanted && (*microphone || *ear || unheld) {
                return Err(format!("nobody wanted {call:?}"));
            }
            // Whom an old message leaves out, or a late order reaches, may be left on hold.
            let on_hold = mishaps == 0 && parties.iter().any(|party| party.held);
            if wanted && (microphone == muted || !ear || on_hold) {
                return Err(format!("the agent wanted {call:?}"));
            }
        }
        if !around.asked.is_empty() || around.calls.iter().any(|c| c.stage == Stage::Asked) {
            return Err("something waits for ever".to_owned());
        }
        if around.shown.is_some_and(|shown| !around.is_up(shown)) {
            return Err(format!("{:?} is shown, and is not there", around.shown));
        }
        let view = around.desk.view();
        if view.iter().filter(|shown| shown.state == State::Live).count() > 1 {
            return Err("two are live".to_owned());
        }
        let up: Vec<_> = around.up().map(|call| call.name).collect();
        for name in up {
            around.closes(name)?;
        }
        match (around.shown, around.key()) {
            (None, key) if key == nothing(around) => Ok(()),
            (shown, key) => Err(format!("after the last call {shown:?} is shown of {key}")),
        }
    }
}

/// As it is where there never was a call; a call whose leg did not come may still stand in the
/// world.
fn nothing(around: &Around) -> String {
    let calls = around.calls.clone();
    Around { calls, ..Around::default() }.key()
}

fn is_press(happens: Move) -> bool {
    matches!(
        happens,
        Move::Accept(_)
            | Move::Dial
            | Move::Monitor
            | Move::Select(_)
            | Move::Resume(_)
            | Move::Park(_)
            | Move::Swap
            | Move::Mute(..)
            | Move::HangUp(_)
    )
}

fn try_all(all: &'static str, up: usize, left: Left, usual: usize) -> Explored {
    let start = Play::with(all, up, left);
    let explored = explore(start, depth(usual)).unwrap_or_else(|fault| panic!("{fault}"));
    println!("{up} of {} calls, {left:?}: {explored:?}", all.len());
    assert!(explored.states > 1_000, "{explored:?} are too few to be all");
    explored
}

#[test]
fn of_two_calls_at_most_one_is_live_after_every_order_of_events() {
    try_all("ab", 0, Left { presses: 5, mishaps: 1, guests: 1, hang_ups: 0 }, 7);
    try_all("ab", 2, Left { presses: 2, mishaps: 1, guests: 1, hang_ups: 1 }, 5);
    // Three times an order is given.
    try_all("ab", 2, Left { presses: 2, mishaps: 3, guests: 0, hang_ups: 0 }, 5);
    TRIED.with_borrow(|tried| assert_eq!(misses(moves::KINDS, tried), [""; 0], "never tried"));
}

#[test]
fn of_three_calls_at_most_one_is_live_after_every_order_of_events() {
    try_all("abc", 2, Left { presses: 3, mishaps: 1, guests: 1, hang_ups: 0 }, 4);
}

#[test]
fn of_four_calls_at_most_one_is_live_after_every_order_of_events() {
    try_all("abcd", 0, Left { presses: 6, mishaps: 1, guests: 0, hang_ups: 0 }, 7);
    try_all("abcd", 4, Left { presses: 2, mishaps: 1, guests: 1, hang_ups: 0 }, 3);
}
