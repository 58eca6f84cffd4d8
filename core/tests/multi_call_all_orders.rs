//! Several calls of one agent: whatever happens, in whatever order, at most one of them is live,
//! and none that he did not ask for.
//!
//! What Twilio does and what the agent's browser knows of it are kept apart here: an order is
//! carried out at some time, answered at some other, or never, and news of the parties come late
//! or not at all.

mod explore;

use std::collections::BTreeMap;

use call_core::id::{CallSid, ReservationSid};
use call_core::multi_call::{Ask, Effect, Event, MultiCall, Notice, Party, RequestId, State, Wake};
use call_core::pii::Pii;

use explore::{Game, depth, explore};

/// What of an order has happened in the world.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Order {
    line: char,
    hold: bool,
    done: bool,
}

/// One call in the world: Twilio's and the microphone's truth.
#[derive(Clone, Debug)]
struct Call {
    held: bool,
    microphone: bool,
    /// The agent hears it, if its party is not on hold.
    ear: bool,
    /// The browser knows of the party.
    known: bool,
}

#[derive(Clone, Debug)]
enum Move {
    Accept(char),
    Opens(char),
    Closes(char),
    News(char),
    /// As it was before: an old message arrives late.
    OldNews(char),
    Select(char),
    Resume(char),
    Park(char),
    Swap,
    Mute(char, bool),
    Done(RequestId),
    Answered(RequestId),
    Failed(RequestId),
    Slow(RequestId),
    Again(char),
    TooLate(char),
    Quiet(u32),
}

#[derive(Clone, Debug)]
struct Play {
    /// All calls that there could be.
    all: Vec<char>,
    desk: MultiCall,
    asked: Vec<char>,
    calls: BTreeMap<char, Call>,
    orders: BTreeMap<RequestId, Order>,
    slow: Vec<RequestId>,
    /// The call that the next one waits for.
    opening: Option<char>,
    again: Vec<char>,
    /// A microphone closed a moment ago: no other may open.
    quiet: Option<u32>,
    hushed: Option<char>,
    /// The call that the agent asked for last.
    wanted: Option<char>,
    muted: Vec<char>,
    shown: Option<char>,
    /// What the agent chose to see, while it is there.
    selected: Option<char>,
    /// Presses that are left: no agent presses for ever.
    presses: u32,
    /// Failures and old messages that are left.
    mishaps: u32,
}

fn sid(prefix: &str, name: char) -> String {
    format!("{prefix}{}", name.to_string().repeat(32))
}

fn line(name: char) -> ReservationSid {
    ReservationSid::parse(&sid("WR", name)).expect("a reservation")
}

fn leg(name: char) -> CallSid {
    CallSid::parse(&sid("CA", name)).expect("a leg")
}

fn letter(line: &ReservationSid) -> char {
    line.as_str().chars().last().expect("a letter")
}

impl Play {
    fn new(all: &str, presses: u32, mishaps: u32) -> Play {
        Play {
            all: all.chars().collect(),
            desk: MultiCall::default(),
            asked: Vec::new(),
            calls: BTreeMap::new(),
            orders: BTreeMap::new(),
            slow: Vec::new(),
            opening: None,
            again: Vec::new(),
            quiet: None,
            hushed: None,
            wanted: None,
            muted: Vec::new(),
            shown: None,
            selected: None,
            presses,
            mishaps,
        }
    }

    fn tell(&mut self, event: Event) -> Result<(), String> {
        for effect in self.desk.handle(0, event) {
            self.carry_out(effect)?;
        }
        let open: Vec<_> = self.calls.iter().filter(|(_, call)| call.microphone).collect();
        if open.len() > 1 {
            return Err(format!("the agent is heard in {open:?}"));
        }
        if let Some((name, _)) = open.first()
            && Some(**name) != self.wanted
        {
            return Err(format!("the agent is heard in {name}, and wanted {:?}", self.wanted));
        }
        let audible =
            self.calls.iter().find(|(name, call)| call.ear && self.wanted != Some(**name));
        if let Some((name, _)) = audible {
            return Err(format!("the agent hears {name}, and wanted {:?}", self.wanted));
        }
        if self.selected.is_some() && self.shown != self.selected {
            return Err(format!("{:?} is shown, and not {:?}", self.shown, self.selected));
        }
        Ok(())
    }

    fn carry_out(&mut self, effect: Effect) -> Result<(), String> {
        match effect {
            Effect::Microphone { line, open } => {
                let name = letter(&line);
                let Some(call) = self.calls.get_mut(&name) else {
                    return Err(format!("the microphone of {name}, which is not there"));
                };
                if open && (Some(name) != self.wanted || self.muted.contains(&name)) {
                    return Err(format!("{name} is unmuted, and nobody asked for that"));
                }
                if !open {
                    self.hushed = Some(name);
                }
                if open && self.quiet.is_some() && self.hushed != Some(name) {
                    return Err(format!("{name} is unmuted, and another one was a moment ago"));
                }
                call.microphone = open;
                // Flex takes it for the call that the agent sees.
                self.shown = Some(name);
            }
            Effect::Ear { line, open } => {
                let Some(call) = self.calls.get_mut(&letter(&line)) else {
                    return Err(format!("the ear of {line}, which is not there"));
                };
                call.ear = open;
            }
            Effect::Hold { request, line, hold, .. } => {
                let name = letter(&line);
                if !hold && Some(name) != self.wanted {
                    return Err(format!("{name} is taken off hold, and nobody asked for that"));
                }
                if hold && Some(name) == self.wanted {
                    return Err(format!("{name} is put on hold, and the agent is in it"));
                }
                self.orders.insert(request, Order { line: name, hold, done: false });
                self.slow.push(request);
            }
            Effect::Proceed(Ask::Accept(line)) => {
                let name = letter(&line);
                self.asked.retain(|asked| *asked != name);
                let call = Call { held: false, microphone: false, ear: false, known: false };
                self.calls.insert(name, call);
            }
            // It stays parked, and the agent knows.
            Effect::Tell(Notice::ResumeFailed(_)) => self.wanted = None,
            Effect::Tell(_) | Effect::Proceed(Ask::Dial | Ask::Monitor) | Effect::Remind { .. } => {
            }
            Effect::Show { line } => self.shown = Some(letter(&line)),
            Effect::OpenDialpad => return Err("nobody wants to dial".to_owned()),
            Effect::ShowNothing => self.shown = None,
            Effect::WakeAt { wake: Wake::Again(line), .. } => {
                let name = letter(&line);
                if !self.again.contains(&name) {
                    self.again.push(name);
                }
            }
            Effect::WakeAt { wake: Wake::Quiet(closings), .. } => self.quiet = Some(closings),
            Effect::WakeAt { wake: Wake::Opening(line), .. } => self.opening = Some(letter(&line)),
            Effect::WakeAt { .. } => {}
        }
        Ok(())
    }

    /// The calls that are up: Flex's button of them can be pressed.
    fn up(&self) -> Vec<char> {
        self.desk.view().iter().map(|shown| letter(&shown.line)).collect()
    }

    fn news(&mut self, name: char, old: bool) -> Result<(), String> {
        let Some(call) = self.calls.get_mut(&name) else { return Ok(()) };
        call.known = true;
        let held = call.held != old;
        let parties = vec![Party { leg: leg(name), held }];
        self.tell(Event::PartiesChanged { line: line(name), parties })
    }

    fn answer(&mut self, request: RequestId, well: bool) -> Result<(), String> {
        self.slow.retain(|slow| *slow != request);
        self.orders.remove(&request);
        self.tell(if well { Event::Answered(request) } else { Event::Failed(request) })
    }

    /// Everything that can still happen by itself happens, without another mishap.
    fn comes_to_rest(&mut self) -> Result<(), String> {
        for _ in 0..200 {
            if let Some((request, order)) = self.orders.iter().map(|(r, o)| (*r, *o)).next() {
                let there = self.calls.get_mut(&order.line);
                if let Some(call) = there {
                    call.held = order.hold;
                }
                self.answer(request, true)?;
            } else if let Some(name) = self.again.pop() {
                self.tell(Event::Woken(Wake::Again(line(name))))?;
            } else if let Some(closings) = self.quiet.take() {
                self.tell(Event::Woken(Wake::Quiet(closings)))?;
            } else if let Some(name) = self.opening.take() {
                self.tell(Event::Woken(Wake::Opening(line(name))))?;
            } else {
                let up = self.up();
                let before = format!("{:?}", self.desk);
                for name in up {
                    self.news(name, false)?;
                }
                if self.orders.is_empty() && format!("{:?}", self.desk) == before {
                    return Ok(());
                }
            }
        }
        Err("it never comes to rest".to_owned())
    }
}

impl Game for Play {
    type Move = Move;

    fn moves(&self) -> Vec<Move> {
        let up = self.up();
        let mut moves = Vec::new();
        for name in &self.all {
            let name = *name;
            if up.contains(&name) {
                moves.extend([Move::Closes(name), Move::News(name)]);
                if self.mishaps > 0 {
                    moves.push(Move::OldNews(name));
                }
                if self.presses > 0 {
                    let muted = self.muted.contains(&name);
                    moves.extend([Move::Select(name), Move::Resume(name), Move::Park(name)]);
                    moves.push(Move::Mute(name, !muted));
                }
            } else if self.calls.contains_key(&name) {
                moves.push(Move::Opens(name));
            } else if !self.asked.contains(&name) && self.presses > 0 {
                moves.push(Move::Accept(name));
            }
        }
        if up.len() == 2 && self.presses > 0 {
            moves.push(Move::Swap);
        }
        for (request, order) in &self.orders {
            if !order.done {
                moves.push(Move::Done(*request));
            } else {
                moves.push(Move::Answered(*request));
            }
            if self.mishaps > 0 {
                moves.push(Move::Failed(*request));
            }
        }
        moves.extend(self.slow.iter().map(|request| Move::Slow(*request)));
        moves.extend(self.quiet.map(Move::Quiet));
        moves.extend(self.opening.map(Move::TooLate));
        moves.extend(self.again.iter().map(|name| Move::Again(*name)));
        moves
    }

    fn play(&mut self, happens: &Move) -> Result<(), String> {
        let pressed = matches!(
            happens,
            Move::Accept(_)
                | Move::Select(_)
                | Move::Resume(_)
                | Move::Park(_)
                | Move::Swap
                | Move::Mute(..)
        );
        self.presses -= u32::from(pressed);
        self.mishaps -= u32::from(matches!(happens, Move::OldNews(_) | Move::Failed(_)));
        match happens.clone() {
            Move::Accept(name) => {
                self.asked.push(name);
                // The call that he was in is not what he wants now.
                self.wanted = None;
                self.tell(Event::Asked(Ask::Accept(line(name))))
            }
            Move::Opens(name) => {
                if let Some(call) = self.calls.get_mut(&name) {
                    (call.microphone, call.ear) = (true, true);
                }
                self.opening.take_if(|opening| *opening == name);
                (self.wanted, self.selected) = (Some(name), Some(name));
                // The Voice SDK opens a call with everything on, and tells at once.
                let name_of_it = Pii::new(name.to_string());
                self.tell(Event::Opened { line: line(name), name: name_of_it })
            }
            Move::Closes(name) => {
                self.calls.remove(&name);
                self.orders.retain(|_, order| order.line != name);
                let orders = &self.orders;
                self.slow.retain(|request| orders.contains_key(request));
                self.muted.retain(|muted| *muted != name);
                self.again.retain(|again| *again != name);
                if self.wanted == Some(name) {
                    self.wanted = None;
                }
                if self.shown == Some(name) {
                    self.selected = None;
                }
                // Flex does so when it was at its own device.
                self.shown = None;
                self.tell(Event::Closed { line: line(name) })
            }
            Move::News(name) => self.news(name, false),
            Move::OldNews(name) => self.news(name, true),
            Move::Select(name) => {
                self.selected = Some(name);
                self.tell(Event::Selected { line: line(name) })
            }
            Move::Resume(name) => {
                (self.wanted, self.selected) = (Some(name), Some(name));
                self.tell(Event::ResumePressed { line: line(name) })
            }
            Move::Park(name) => {
                if self.wanted == Some(name) {
                    self.wanted = None;
                }
                self.tell(Event::ParkPressed { line: line(name) })
            }
            Move::Swap => {
                let live = self.wanted;
                let up = self.up();
                self.wanted = match live {
                    Some(live) => up.into_iter().find(|name| *name != live),
                    None => self.last_parked(),
                };
                self.selected = self.wanted;
                self.tell(Event::SwapPressed)
            }
            Move::Mute(name, muted) => {
                self.muted.retain(|known| *known != name);
                if muted {
                    self.muted.push(name);
                }
                self.tell(Event::MutePressed { line: line(name), muted })
            }
            Move::Done(request) => {
                if let Some(order) = self.orders.get_mut(&request) {
                    order.done = true;
                    if let Some(call) = self.calls.get_mut(&order.line) {
                        call.held = order.hold;
                    }
                }
                Ok(())
            }
            Move::Answered(request) => self.answer(request, true),
            Move::Failed(request) => self.answer(request, false),
            Move::Slow(request) => {
                self.slow.retain(|slow| *slow != request);
                self.tell(Event::Woken(Wake::Slow(request)))
            }
            Move::Quiet(closings) => {
                self.quiet = None;
                self.tell(Event::Woken(Wake::Quiet(closings)))
            }
            Move::TooLate(name) => {
                self.opening = None;
                self.tell(Event::Woken(Wake::Opening(line(name))))
            }
            Move::Again(name) => {
                self.again.retain(|again| *again != name);
                self.tell(Event::Woken(Wake::Again(line(name))))
            }
        }
    }

    fn key(&self) -> String {
        let seen = (self.wanted, &self.muted, self.shown, self.selected);
        let known = (
            &self.asked,
            &self.calls,
            &self.again,
            self.opening,
            self.quiet.and(self.hushed),
            seen,
        );
        let orders: Vec<_> = self.orders.iter().collect();
        let left = (self.presses, self.mishaps, &self.slow);
        let whole = format!("{known:?} {orders:?} {left:?} {:?}", self.desk);
        without_numbers(&whole)
    }

    fn rest(mut self) -> Result<(), String> {
        self.comes_to_rest()?;
        for (name, call) in &self.calls {
            let is_up = self.up().contains(name);
            if is_up && self.wanted != Some(*name) && (!call.held || call.microphone) {
                return Err(format!("{name} is not wanted, and is {call:?}"));
            }
            let muted = self.muted.contains(name);
            if is_up && self.wanted == Some(*name) && (call.microphone == muted || !call.ear) {
                return Err(format!("{name} is wanted, and is {call:?}"));
            }
        }
        if !self.asked.is_empty() {
            return Err(format!("{:?} wait for ever", self.asked));
        }
        let up = self.up();
        if self.shown.is_some_and(|shown| !up.contains(&shown)) {
            return Err(format!("{:?} is shown, and is not there", self.shown));
        }
        let live = self.desk.view().into_iter().filter(|shown| shown.state == State::Live);
        if live.count() > 1 {
            return Err("two are live".to_owned());
        }
        Ok(())
    }
}

impl Play {
    /// The desk's own choice, where nothing is live: all were parked at once in this game, which
    /// has no clock, so it is the second.
    fn last_parked(&self) -> Option<char> {
        self.up().last().copied()
    }
}

/// Requests are numbered on and on; only which is which matters.
fn without_numbers(text: &str) -> String {
    let mut seen: Vec<&str> = Vec::new();
    let mut parts = text.split("RequestId(");
    let mut plain = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (number, rest) = part.split_once(')').unwrap_or((part, ""));
        let place = seen.iter().position(|known| *known == number).unwrap_or_else(|| {
            seen.push(number);
            seen.len() - 1
        });
        plain.push_str(&format!("#{place}{rest}"));
    }
    match plain.split_once(", requests: ") {
        Some((before, _)) => before.to_owned(),
        None => plain,
    }
}

fn try_all(all: &str, presses: u32, mishaps: u32, usual: usize) {
    let start = Play::new(all, presses, mishaps);
    let explored = explore(start, depth(usual)).unwrap_or_else(|fault| panic!("{fault}"));
    println!("{} calls, {presses} presses, {mishaps} mishaps: {explored:?}", all.len());
    assert!(explored.states > 1_000, "{explored:?} are too few to be all");
}

#[test]
fn of_two_calls_at_most_one_is_live_after_every_order_of_events() {
    try_all("ab", 5, 1, 12);
}

#[test]
fn of_three_calls_at_most_one_is_live_after_every_order_of_events() {
    try_all("abc", 4, 1, 8);
}
