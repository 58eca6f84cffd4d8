//! Several calls of an agent at a telephone: whatever Twilio does with the orders to mute and to
//! hold, and in whatever order, nobody hears him beside the one whom he chose.

mod explore;

use std::collections::BTreeMap;

use call_core::id::{CallSid, ReservationSid};
use call_core::multi_call::{
    Ask, Effect, Event, MultiCall, Notice, Party, RequestId, Settings, State, Wake,
};
use call_core::pii::Pii;

use explore::{Game, depth, explore};

/// What an order changes of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Change {
    Hold(bool),
    Leave,
    Mute(bool),
}

#[derive(Clone, Copy, Debug)]
struct Order {
    line: char,
    change: Change,
    done: bool,
}

/// One call as Twilio has it.
#[derive(Clone, Copy, Debug, Default)]
struct Call {
    held: bool,
    muted: bool,
}

#[derive(Clone, Debug)]
enum Move {
    Accept(char),
    PicksUp(char),
    Closes(char),
    Resume(char),
    Park(char),
    Mute(char, bool),
    Leave(char),
    Done(RequestId),
    Answered(RequestId),
    Failed(RequestId),
    Slow(RequestId),
    Again(char),
}

#[derive(Clone, Debug)]
struct Play {
    desk: MultiCall,
    asked: Vec<char>,
    ringing: Vec<char>,
    calls: BTreeMap<char, Call>,
    orders: BTreeMap<RequestId, Order>,
    slow: Vec<RequestId>,
    again: Vec<char>,
    /// The call that the agent asked for last.
    wanted: Option<char>,
    muted: Vec<char>,
    refused: u32,
    presses: u32,
    mishaps: u32,
}

fn sid(prefix: &str, name: char) -> String {
    format!("{prefix}{}", name.to_string().repeat(32))
}

fn line(name: char) -> ReservationSid {
    ReservationSid::parse(&sid("WR", name)).expect("a reservation")
}

fn party(name: char, held: bool) -> Vec<Party> {
    vec![Party { leg: CallSid::parse(&sid("CA", name)).expect("a leg"), held }]
}

fn letter(line: &ReservationSid) -> char {
    line.as_str().chars().last().expect("a letter")
}

impl Play {
    fn new(presses: u32, mishaps: u32) -> Play {
        let mut desk = MultiCall::default();
        let settings = Settings { remind_after_s: 0, at_telephone: true };
        desk.handle(0, Event::Configured(settings));
        Play {
            desk,
            asked: Vec::new(),
            ringing: Vec::new(),
            calls: BTreeMap::new(),
            orders: BTreeMap::new(),
            slow: Vec::new(),
            again: Vec::new(),
            wanted: None,
            muted: Vec::new(),
            refused: 0,
            presses,
            mishaps,
        }
    }

    fn tell(&mut self, event: Event) -> Result<(), String> {
        for effect in self.desk.handle(0, event) {
            self.carry_out(effect)?;
        }
        self.check()
    }

    fn check(&self) -> Result<(), String> {
        let heard = self.calls.iter().filter(|(_, call)| !call.held && !call.muted);
        match heard.count() {
            0 | 1 => Ok(()),
            _ => Err(format!("the agent is heard in both: {:?}", self.calls)),
        }
    }

    fn carry_out(&mut self, effect: Effect) -> Result<(), String> {
        match effect {
            Effect::Mute { request, line, muted } => {
                let name = letter(&line);
                if !muted && (Some(name) != self.wanted || self.muted.contains(&name)) {
                    return Err(format!("{name} is unmuted, and nobody asked for that"));
                }
                let order = Order { line: name, change: Change::Mute(muted), done: false };
                self.orders.insert(request, order);
            }
            Effect::Hold { request, line, hold, .. } => {
                let name = letter(&line);
                if hold == (Some(name) == self.wanted) {
                    return Err(format!("{name}: hold {hold}, and nobody asked for that"));
                }
                let order = Order { line: name, change: Change::Hold(hold), done: false };
                self.orders.insert(request, order);
                self.slow.push(request);
            }
            Effect::Leave { request, line } => {
                let line = letter(&line);
                if self.orders.values().any(|o| o.line == line && o.change == Change::Leave) {
                    return Err(format!("{line} is left twice at once"));
                }
                self.orders.insert(request, Order { line, change: Change::Leave, done: false });
            }
            Effect::Proceed(Ask::Accept(line)) => {
                let name = letter(&line);
                self.asked.retain(|asked| *asked != name);
                self.ringing.push(name);
            }
            Effect::Refuse(Ask::Accept(line)) => {
                self.asked.retain(|asked| *asked != letter(&line));
                self.refused += 1;
            }
            Effect::Tell(Notice::ResumeFailed(_)) => self.wanted = None,
            // He is told that he is heard where he was, and is nowhere else.
            Effect::Tell(Notice::MuteFailed(name)) => {
                self.wanted = self.wanted.filter(|wanted| name.reveal() == &wanted.to_string());
                self.muted.retain(|muted| name.reveal() != &muted.to_string());
            }
            Effect::WakeAt { wake: Wake::Again(line), .. } => {
                let name = letter(&line);
                if !self.again.contains(&name) {
                    self.again.push(name);
                }
            }
            Effect::Microphone { .. } => return Err("there is no microphone here".to_owned()),
            Effect::Ear { .. }
            | Effect::OpenDialpad
            | Effect::StopMonitoring
            | Effect::Proceed(Ask::Dial | Ask::Monitor)
            | Effect::Refuse(Ask::Dial | Ask::Monitor)
            | Effect::Remind { .. }
            | Effect::Show { .. }
            | Effect::ShowNothing
            | Effect::Tell(_)
            | Effect::WakeAt { .. } => {}
        }
        Ok(())
    }

    fn up(&self) -> Vec<char> {
        self.desk.view().iter().map(|shown| letter(&shown.line)).collect()
    }

    fn done(&mut self, request: RequestId) -> Result<(), String> {
        if let Some(order) = self.orders.get_mut(&request) {
            order.done = true;
            let Order { line, change, .. } = *order;
            if change == Change::Leave {
                // Flex shows it a while after.
                self.calls.remove(&line);
            }
            if let Some(call) = self.calls.get_mut(&line) {
                match change {
                    Change::Hold(held) => call.held = held,
                    Change::Leave => {}
                    Change::Mute(muted) => call.muted = muted,
                }
            }
        }
        self.check()
    }

    fn answer(&mut self, request: RequestId, well: bool) -> Result<(), String> {
        self.slow.retain(|slow| *slow != request);
        self.orders.remove(&request);
        self.tell(if well { Event::Answered(request) } else { Event::Failed(request) })
    }

    fn comes_to_rest(&mut self) -> Result<(), String> {
        for _ in 0..200 {
            if let Some(request) = self.orders.keys().next().copied() {
                self.done(request)?;
                self.answer(request, true)?;
            } else if let Some(name) = self.again.pop() {
                self.tell(Event::Woken(Wake::Again(line(name))))?;
            } else if let Some(name) = self.ringing.pop() {
                self.play(&Move::PicksUp(name))?;
            } else {
                for (name, call) in self.calls.clone() {
                    let parties = party(name, call.held);
                    self.tell(Event::PartiesChanged { line: line(name), parties })?;
                }
                if self.orders.is_empty() {
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
        for name in ['a', 'b'] {
            if up.contains(&name) {
                moves.push(Move::Closes(name));
                if self.presses > 0 {
                    let muted = self.muted.contains(&name);
                    moves.extend([Move::Resume(name), Move::Park(name), Move::Mute(name, !muted)]);
                    moves.push(Move::Leave(name));
                }
            } else if self.ringing.contains(&name) {
                moves.push(Move::PicksUp(name));
            } else if !self.asked.contains(&name) && self.presses > 0 {
                moves.push(Move::Accept(name));
            }
        }
        for (request, order) in &self.orders {
            moves.push(if order.done { Move::Answered(*request) } else { Move::Done(*request) });
            if self.mishaps > 0 {
                moves.push(Move::Failed(*request));
            }
        }
        moves.extend(self.slow.iter().map(|request| Move::Slow(*request)));
        moves.extend(self.again.iter().map(|name| Move::Again(*name)));
        moves
    }

    fn play(&mut self, happens: &Move) -> Result<(), String> {
        let pressed = matches!(
            happens,
            Move::Accept(_) | Move::Resume(_) | Move::Park(_) | Move::Mute(..) | Move::Leave(_)
        );
        self.presses -= u32::from(pressed);
        self.mishaps -= u32::from(matches!(happens, Move::Failed(_)));
        match happens.clone() {
            Move::Accept(name) => {
                self.asked.push(name);
                self.wanted = None;
                self.tell(Event::Asked(Ask::Accept(line(name))))
            }
            Move::PicksUp(name) => {
                self.ringing.retain(|ringing| *ringing != name);
                self.calls.insert(name, Call::default());
                // He may have asked for the other one since.
                self.wanted = Some(name).filter(|_| self.asked.is_empty());
                self.check()?;
                self.tell(Event::PickedUp {
                    line: line(name),
                    name: Pii::new(name.to_string()),
                    muted: false,
                    parties: party(name, false),
                })
            }
            Move::Closes(name) => {
                self.calls.remove(&name);
                self.orders.retain(|_, order| order.line != name);
                let orders = &self.orders;
                self.slow.retain(|request| orders.contains_key(request));
                self.muted.retain(|muted| *muted != name);
                self.again.retain(|again| *again != name);
                self.wanted.take_if(|wanted| *wanted == name);
                self.tell(Event::Closed { line: line(name) })
            }
            Move::Resume(name) => {
                self.wanted = Some(name);
                self.tell(Event::ResumePressed { line: line(name) })
            }
            Move::Park(name) => {
                self.wanted.take_if(|wanted| *wanted == name);
                self.tell(Event::ParkPressed { line: line(name) })
            }
            Move::Mute(name, muted) => {
                self.muted.retain(|known| *known != name);
                if muted {
                    self.muted.push(name);
                }
                self.tell(Event::MutePressed { line: line(name), muted })
            }
            Move::Leave(name) => self.tell(Event::LeavePressed { line: line(name) }),
            Move::Done(request) => self.done(request),
            Move::Answered(request) => self.answer(request, true),
            Move::Failed(request) => self.answer(request, false),
            Move::Slow(request) => {
                self.slow.retain(|slow| *slow != request);
                self.tell(Event::Woken(Wake::Slow(request)))
            }
            Move::Again(name) => {
                self.again.retain(|again| *again != name);
                self.tell(Event::Woken(Wake::Again(line(name))))
            }
        }
    }

    fn key(&self) -> String {
        let known = (&self.asked, &self.ringing, &self.calls, &self.again, self.wanted);
        let left = (&self.muted, &self.orders, self.presses, self.mishaps, &self.slow);
        format!("{known:?} {left:?} {:?}", self.desk)
    }

    fn rest(mut self) -> Result<(), String> {
        self.comes_to_rest()?;
        for (name, call) in &self.calls {
            let wanted = self.wanted == Some(*name);
            let muted = self.muted.contains(name);
            if wanted && (call.held || call.muted != muted) {
                return Err(format!("{name} is wanted, and is {call:?}"));
            }
        }
        if !self.asked.is_empty() {
            return Err(format!("{:?} wait for ever", self.asked));
        }
        let live = self.desk.view().into_iter().filter(|shown| shown.state == State::Live);
        if live.count() > 1 {
            return Err("two are live".to_owned());
        }
        Ok(())
    }
}

fn try_all(presses: u32, mishaps: u32, usual: usize) {
    let explored = explore(Play::new(presses, mishaps), depth(usual))
        .unwrap_or_else(|fault| panic!("{fault}"));
    println!("{presses} presses, {mishaps} mishaps: {explored:?}");
    assert!(explored.states > 1_000, "{explored:?} are too few to be all");
}

#[test]
fn of_two_calls_at_a_telephone_he_is_heard_in_one_after_every_order_of_events() {
    try_all(4, 1, 10);
}

#[test]
fn nor_is_he_heard_in_two_if_his_telephone_can_never_be_muted() {
    try_all(3, 4, 11);
}
