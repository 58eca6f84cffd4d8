//! What is around the rules of several calls in a game of orders: Twilio's calls, the microphones,
//! the agent's wishes, and what is still on its way.
//!
//! What Twilio does and what the agent's browser knows of it are kept apart: an order is carried
//! out at some time, answered at some other, or never, and news of the parties come late or not
//! at all.

use std::fmt::Write;

use call_core::id::{CallSid, ReservationSid};
use call_core::multi_call::{Ask, Effect, Event, MultiCall, Notice, Party, RequestId, State, Wake};
use call_core::pii::Pii;

/// How far a call has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stage {
    /// The agent has pressed Accept.
    Asked,
    /// Flex was let go on with it.
    Accepted,
    /// It is up in this browser.
    Up,
}

/// Another leg of a call, and whether Twilio has it on hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Leg {
    pub(crate) number: u8,
    pub(crate) held: bool,
}

/// One call in the world: Twilio's and the microphone's truth.
#[derive(Clone, Debug)]
pub(crate) struct Call {
    pub(crate) name: char,
    pub(crate) stage: Stage,
    pub(crate) parties: Vec<Leg>,
    /// As they were before their last change: an old message says so.
    pub(crate) before: Vec<Leg>,
    /// What the desk was told last.
    pub(crate) told: Vec<Leg>,
    pub(crate) microphone: bool,
    /// The agent hears it, as far as his browser is concerned.
    pub(crate) ear: bool,
    /// By the agent himself.
    pub(crate) muted: bool,
    /// A failed order will be given again.
    pub(crate) again: bool,
}

impl Call {
    fn change(&mut self, change: impl FnOnce(&mut Vec<Leg>)) {
        self.before.clone_from(&self.parties);
        change(&mut self.parties);
    }
}

/// An order on its way.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Order {
    pub(crate) request: RequestId,
    pub(crate) call: char,
    pub(crate) leg: u8,
    pub(crate) hold: bool,
    /// Twilio has carried it out.
    pub(crate) done: bool,
    /// The agent's browser still waits two seconds for it.
    pub(crate) prompt: bool,
    /// The agent's browser no longer waits for its answer.
    pub(crate) given_up: bool,
}

/// An agent, his browser and Twilio.
#[derive(Clone, Debug, Default)]
pub(crate) struct Around {
    pub(crate) desk: MultiCall,
    /// In the order in which the agent accepted them.
    pub(crate) calls: Vec<Call>,
    pub(crate) orders: Vec<Order>,
    /// Something else that brings a call waits at the gate.
    pub(crate) asked: Vec<Ask>,
    /// The call that the next one waits for.
    pub(crate) opening: Option<char>,
    /// The call whose microphone closed a moment ago: what was said is still on its way there.
    pub(crate) hushed: Option<char>,
    /// The browser is to be woken when that is over.
    pub(crate) quiet: Option<u32>,
    /// The call that the agent asked for last.
    pub(crate) wanted: Option<char>,
    pub(crate) shown: Option<char>,
    /// What the agent chose to see, while it is there.
    pub(crate) selected: Option<char>,
    /// The agent has hung up in it, and whoever is on hold there may come back.
    pub(crate) released: Option<char>,
    /// His leg is to go from this call.
    pub(crate) leaving: Option<(RequestId, char)>,
    /// Orders that were answered or given up: what comes of them now comes twice or too late.
    pub(crate) bygone: Vec<RequestId>,
    pub(crate) clock: u64,
}

pub(crate) fn line(name: char) -> ReservationSid {
    let text = format!("WR{}", name.to_string().repeat(32));
    ReservationSid::parse(&text).expect("a reservation")
}

fn leg(name: char, number: u8) -> CallSid {
    let text = format!("CA{}{number}", name.to_string().repeat(31));
    CallSid::parse(&text).expect("a leg")
}

fn letter(line: &ReservationSid) -> char {
    line.as_str().chars().last().expect("a letter")
}

fn digit(leg: &CallSid) -> u8 {
    leg.as_str().bytes().last().expect("a digit") - b'0'
}

impl Around {
    pub(crate) fn call(&mut self, name: char) -> Option<&mut Call> {
        self.calls.iter_mut().find(|call| call.name == name)
    }

    pub(crate) fn is_up(&self, name: char) -> bool {
        self.up().any(|call| call.name == name)
    }

    /// The calls that Flex has buttons for.
    pub(crate) fn up(&self) -> impl Iterator<Item = &Call> {
        self.calls.iter().filter(|call| call.stage == Stage::Up)
    }

    /// Tells the rules, carries out what they order, and says what is wrong then.
    pub(crate) fn tell(&mut self, event: Event) -> Result<(), String> {
        self.clock += 1;
        for effect in self.desk.handle(self.clock, event) {
            self.carry_out(effect)?;
        }
        self.is_heard_where_wanted()?;
        if self.selected.is_some() && self.shown != self.selected {
            return Err(format!("{:?} is shown, and not {:?}", self.shown, self.selected));
        }
        Ok(())
    }

    fn is_heard_where_wanted(&self) -> Result<(), String> {
        if let Some(call) = self.up().find(|call| call.ear && Some(call.name) != self.wanted) {
            return Err(format!("the agent hears {}, and wanted {:?}", call.name, self.wanted));
        }
        let open: Vec<_> = self.up().filter(|call| call.microphone).map(|call| call.name).collect();
        match *open {
            [] => Ok(()),
            [name] if Some(name) == self.wanted => Ok(()),
            [name] => Err(format!("the agent is heard in {name}, and wanted {:?}", self.wanted)),
            _ => Err(format!("the agent is heard in {open:?}")),
        }
    }

    fn carry_out(&mut self, effect: Effect) -> Result<(), String> {
        match effect {
            Effect::Microphone { line, open } => return self.microphone(letter(&line), open),
            Effect::Ear { line, open } => {
                let name = letter(&line);
                let Some(call) = self.call(name) else {
                    return Err(format!("the ear of {name}, which is not there"));
                };
                call.ear = open;
            }
            Effect::Hold { request, line, leg, hold } => {
                return self.order(request, letter(&line), digit(&leg), hold);
            }
            Effect::Proceed(Ask::Accept(line)) => {
                if let Some(call) = self.call(letter(&line)) {
                    call.stage = Stage::Accepted;
                }
            }
            Effect::Proceed(ask) => self.asked.retain(|asked| *asked != ask),
            Effect::Show { line } => self.shown = Some(letter(&line)),
            Effect::ShowNothing => self.shown = None,
            Effect::Leave { request, line } => return self.is_left(request, letter(&line)),
            Effect::Mute { .. } | Effect::Refuse(_) => {
                return Err("there is no telephone".to_owned());
            }
            Effect::StopMonitoring => return Err("nobody listens to others".to_owned()),
            Effect::OpenDialpad => return Err("nobody wants to dial".to_owned()),
            Effect::WakeAt { wake: Wake::Again(line), .. } => {
                if let Some(call) = self.call(letter(&line)) {
                    call.again = true;
                }
            }
            Effect::WakeAt { wake: Wake::Quiet(closings), .. } => self.quiet = Some(closings),
            Effect::WakeAt { wake: Wake::Opening(line), .. } => self.opening = Some(letter(&line)),
            Effect::Tell(Notice::ResumeFailed(name) | Notice::LeaveFailed(name)) => {
                self.released.take_if(|released| name.reveal() == &released.to_string());
                self.is_left_parked();
            }
            Effect::Tell(_) | Effect::Remind { .. } | Effect::WakeAt { .. } => {}
        }
        Ok(())
    }

    fn microphone(&mut self, name: char, open: bool) -> Result<(), String> {
        let wanted = self.wanted == Some(name);
        let elsewhere = self.calls.iter().any(|call| call.microphone && call.name != name);
        let on_its_way = self.hushed.is_some_and(|hushed| hushed != name);
        let of_another = |order: &Order| order.call != name && order.hold && order.prompt;
        let awaited = self.orders.iter().any(of_another);
        let Some(call) = self.call(name) else {
            return Err(format!("the microphone of {name}, which is not there"));
        };
        if open && (!wanted || call.muted) {
            return Err(format!("{name} is unmuted, and nobody asked for that"));
        }
        if open && elsewhere {
            return Err(format!("{name} is unmuted before another one is muted"));
        }
        if open && on_its_way {
            return Err(format!("{name} is unmuted while another one still hears the agent"));
        }
        if open && awaited {
            return Err(format!("{name} is unmuted before another one had its time"));
        }
        call.microphone = open;
        if !open {
            self.hushed = Some(name);
        }
        // Flex takes it for the call that the agent sees.
        self.shown = Some(name);
        Ok(())
    }

    fn order(&mut self, request: RequestId, call: char, leg: u8, hold: bool) -> Result<(), String> {
        if !hold && Some(call) != self.wanted && Some(call) != self.released {
            return Err(format!("{call} is taken off hold, and nobody asked for that"));
        }
        if hold && Some(call) == self.released {
            return Err(format!("{call} is put on hold, and the agent is about to leave it"));
        }
        if hold && Some(call) == self.wanted {
            return Err(format!("{call} is put on hold, and the agent is in it"));
        }
        let (done, prompt, given_up) = (false, true, false);
        self.orders.push(Order { request, call, leg, hold, done, prompt, given_up });
        Ok(())
    }

    /// The agent's leg is to go: nobody may stay on hold who was put there for his sake.
    fn is_left(&mut self, request: RequestId, name: char) -> Result<(), String> {
        if self.released != Some(name) {
            return Err(format!("{name} is left, and nobody asked for that"));
        }
        let Some(call) = self.call(name) else { return Ok(()) };
        let held = call.parties.iter().filter(|party| party.held).count();
        // What the desk has not heard of it cannot know.
        let known = call.told == call.parties;
        if call.parties.len() > 1 && held > 0 && known {
            return Err(format!("{held} of {name} stay on hold for ever"));
        }
        self.leaving = Some((request, name));
        Ok(())
    }

    /// The agent hangs up.
    pub(crate) fn hangs_up(&mut self, name: char) -> Result<(), String> {
        self.released = Some(name);
        self.wanted.take_if(|wanted| *wanted == name);
        self.tell(Event::LeavePressed { line: line(name) })
    }

    /// The agent is told that the call which he wanted stays on hold.
    fn is_left_parked(&mut self) {
        let parked = |state| matches!(state, State::Parked | State::Parking);
        let view = self.desk.view();
        let is_parked = |name| view.iter().any(|v| letter(&v.line) == name && parked(v.state));
        self.wanted.take_if(|name| is_parked(*name));
    }

    /// What Flex shows of a call comes to the rules.
    pub(crate) fn news(&mut self, name: char, old: bool) -> Result<(), String> {
        let Some(call) = self.call(name) else { return Ok(()) };
        let legs = if old { &call.before } else { &call.parties };
        let legs = legs.clone();
        call.told.clone_from(&legs);
        // Nobody waits for who is not there.
        let away = |order: &Order| !legs.iter().any(|leg| leg.number == order.leg);
        for order in self.orders.iter_mut().filter(|order| order.call == name && away(order)) {
            (order.prompt, order.given_up) = (false, true);
        }
        let party = |l: &Leg| Party { leg: leg(name, l.number), held: l.held };
        let parties = legs.iter().map(party).collect();
        self.tell(Event::PartiesChanged { line: line(name), parties })
    }

    /// Somebody joins a call or leaves it.
    pub(crate) fn change(&mut self, name: char, change: impl FnOnce(&mut Vec<Leg>)) {
        if let Some(call) = self.call(name) {
            call.change(change);
        }
    }

    /// No old message is on its way any more.
    pub(crate) fn no_old_news(&mut self) {
        self.calls.iter_mut().for_each(|call| call.before.clear());
    }

    /// Twilio carries out an order.
    pub(crate) fn done(&mut self, place: usize) {
        let order = &mut self.orders[place];
        order.done = true;
        let Order { call, leg, hold, .. } = *order;
        let Some(call) = self.call(call) else { return };
        if call.parties.iter().any(|party| party.number == leg && party.held != hold) {
            call.change(|parties| {
                let is_it = |party: &&mut Leg| party.number == leg;
                parties.iter_mut().filter(is_it).for_each(|party| party.held = hold);
            });
        }
    }

    /// The answer to an order comes, and nothing more of it.
    pub(crate) fn answer(&mut self, place: usize, well: bool) -> Result<(), String> {
        let Order { request, .. } = self.orders.remove(place);
        self.bygone.push(request);
        self.tell(if well { Event::Answered(request) } else { Event::Failed(request) })
    }

    pub(crate) fn opens(&mut self, name: char, silent: bool) -> Result<(), String> {
        if let Some(call) = self.call(name) {
            // The Voice SDK opens a call with everything on, and tells at once; if nobody knows
            // yet whose call it is, all is off until then.
            (call.stage, call.microphone, call.ear) = (Stage::Up, !silent, !silent);
        }
        self.opening.take_if(|opening| *opening == name);
        // He may have asked for another one since.
        let asks = self.calls.iter().any(|call| call.stage == Stage::Asked);
        let last = !asks && self.asked.is_empty();
        (self.wanted, self.selected) = (Some(name).filter(|_| last), Some(name));
        self.tell(opened(name, silent))
    }

    pub(crate) fn closes(&mut self, name: char) -> Result<(), String> {
        self.calls.retain(|call| call.name != name);
        self.orders.retain(|order| order.call != name);
        self.wanted.take_if(|wanted| *wanted == name);
        self.selected.take_if(|selected| *selected == name);
        self.released.take_if(|released| *released == name);
        self.leaving.take_if(|(_, leaving)| *leaving == name);
        // Flex takes the end of a call for the end of the one that the agent sees.
        self.shown = None;
        self.tell(Event::Closed { line: line(name) })
    }

    /// Everything that can still happen by itself happens, without another mishap.
    pub(crate) fn comes_to_rest(&mut self) -> Result<(), String> {
        for _ in 0..200 {
            if let Some(order) = self.orders.first() {
                if !order.done {
                    self.done(0);
                }
                self.answer(0, true)?;
            } else if let Some((request, name)) = self.leaving {
                self.tell(Event::Answered(request))?;
                self.closes(name)?;
            } else if let Some(name) = self.calls.iter().find(|call| call.again).map(|c| c.name) {
                self.again(name)?;
            } else if let Some(closings) = self.quiet {
                self.is_quiet(closings)?;
            } else if let Some(name) = self.opening {
                self.too_late(name)?;
            } else {
                let names: Vec<_> = self.up().map(|call| call.name).collect();
                let before = format!("{:?}", self.desk);
                for name in names {
                    self.news(name, false)?;
                }
                if self.orders.is_empty() && format!("{:?}", self.desk) == before {
                    return Ok(());
                }
            }
        }
        Err("it never comes to rest".to_owned())
    }

    pub(crate) fn again(&mut self, name: char) -> Result<(), String> {
        if let Some(call) = self.call(name) {
            call.again = false;
        }
        self.tell(Event::Woken(Wake::Again(line(name))))
    }

    pub(crate) fn is_quiet(&mut self, closings: u32) -> Result<(), String> {
        (self.quiet, self.hushed) = (None, None);
        self.tell(Event::Woken(Wake::Quiet(closings)))
    }

    pub(crate) fn too_late(&mut self, name: char) -> Result<(), String> {
        self.opening = None;
        self.tell(Event::Woken(Wake::Opening(line(name))))
    }

    /// What comes twice, too late, or about a call that is not there, changes nothing.
    pub(crate) fn is_deaf_to(&self, absent: char) -> Result<(), String> {
        let mut desk = self.desk.clone();
        let gone = || line(absent);
        let mut late = vec![
            Event::Closed { line: gone() },
            Event::Selected { line: gone() },
            Event::ResumePressed { line: gone() },
            Event::ParkPressed { line: gone() },
            Event::MutePressed { line: gone(), muted: false },
            Event::PartiesChanged { line: gone(), parties: Vec::new() },
            Event::DialpadOpened,
        ];
        let wakes = [Wake::Again(gone()), Wake::Opening(gone()), Wake::Waiting(gone())];
        late.extend(wakes.map(Event::Woken));
        late.extend(self.up().map(|call| opened(call.name, false)));
        late.extend(self.quiet.map(|closings| Event::Woken(Wake::Quiet(closings.wrapping_sub(1)))));
        for request in &self.bygone {
            late.extend([Event::Answered(*request), Event::Failed(*request)]);
            late.extend([Wake::Slow(*request), Wake::Stuck(*request)].map(Event::Woken));
        }
        for event in late {
            let told = format!("{event:?}");
            let effects = desk.handle(self.clock, event);
            if !effects.iter().all(|effect| matches!(effect, Effect::Show { .. })) {
                return Err(format!("{told} comes late, and orders {effects:?}"));
            }
        }
        match (format!("{:?}", self.desk), format!("{desk:?}")) {
            (before, after) if before == after => Ok(()),
            (before, after) => Err(format!("late events make {after} of {before}")),
        }
    }

    /// What tells two states apart, whatever the calls are called, whatever their orders are
    /// numbered, and whatever the time is.
    pub(crate) fn key(&self) -> String {
        let mut names = Names::default();
        let mut key = names.plain(&format!("{:?}", self.desk));
        let mut calls: Vec<_> =
            self.calls.iter().map(|call| (names.call(call.name), call)).collect();
        calls.sort_by_key(|(place, _)| *place);
        for (place, call) in calls {
            let Call { stage, parties, before, microphone, ear, muted, again, .. } = call;
            let flags = [*microphone, *ear, *muted, *again].map(u8::from);
            let _ = write!(key, "|{place}{}{flags:?}{}", *stage as u8, parties.len());
            for Leg { number, held } in parties.iter().chain(before) {
                let _ = write!(key, " {number}{}", u8::from(*held));
            }
        }
        let mut orders: Vec<_> = self.orders.iter().map(|order| names.order(order)).collect();
        orders.sort_unstable();
        let mut of = |name: Option<char>| name.map(|name| names.call(name));
        let leaving = self.leaving.map(|(_, name)| name);
        let seen = [self.opening, self.hushed, self.wanted, self.shown, self.selected];
        let seen = (seen.map(&mut of), [self.released, leaving].map(&mut of));
        let _ = write!(key, "{orders:?}{seen:?}{:?}{:?}", self.asked, self.quiet.is_some());
        key
    }
}

fn opened(name: char, silent: bool) -> Event {
    Event::Opened { line: line(name), name: Pii::new(name.to_string()), silent }
}

/// How often something has happened, which is to tell one from another.
const COUNTED: [&str; 2] = ["requests: ", "closings: "];

/// What calls, requests and moments are called once it does not matter which they are: by the
/// order in which the rules' own state names them.
#[derive(Default)]
struct Names {
    calls: Vec<char>,
    requests: Vec<u64>,
}

impl Names {
    fn call(&mut self, name: char) -> usize {
        let known = self.calls.iter().position(|known| *known == name);
        known.unwrap_or_else(|| {
            self.calls.push(name);
            self.calls.len() - 1
        })
    }

    /// Which order it is to the rules: those for which they do not wait any more are all the same.
    fn order(&mut self, order: &Order) -> (usize, u8, [bool; 4], Option<usize>) {
        let Order { request, call, leg, hold, done, prompt, given_up } = *order;
        let known = self.requests.iter().position(|known| *known == u64::from(request.0));
        (self.call(call), leg, [hold, done, prompt, given_up], known)
    }

    /// The rules' own state.
    fn plain(&mut self, state: &str) -> String {
        let moments = moments(state);
        let mut plain = String::with_capacity(state.len() / 2);
        let mut rest = state;
        while let Some(at) = rest.find(['W', 'C', 'R', 's', 'r', 'c']) {
            plain.push_str(&rest[..at]);
            rest = &rest[at..];
            if let Some(tail) = rest.strip_prefix("RequestId(") {
                let (number, tail) = split_number(tail);
                self.requests.push(number);
                plain.push('#');
                rest = tail;
            } else if let Some(tail) = rest.strip_prefix("since: ") {
                let (moment, tail) = split_number(tail);
                let place = moments.binary_search(&moment).expect("a moment that was found");
                let _ = write!(plain, "@{place}");
                rest = tail;
            } else if let Some(tail) = COUNTED.iter().find_map(|name| rest.strip_prefix(name)) {
                rest = split_number(tail).1;
            } else if let Some(sid) = sid(rest) {
                let (kind, place) = (&sid[..2], self.call(sid.as_bytes()[2].into()));
                // A leg has its number within the call.
                let number = sid.strip_prefix("CA").map_or("", |leg| &leg[31..]);
                let _ = write!(plain, "{kind}{place}.{number}");
                rest = &rest[34..];
            } else {
                plain.push_str(&rest[..1]);
                rest = &rest[1..];
            }
        }
        plain + rest
    }
}

/// When something happened, in order.
fn moments(state: &str) -> Vec<u64> {
    let mut found: Vec<_> = state.split("since: ").skip(1).map(|t| split_number(t).0).collect();
    found.sort_unstable();
    found.dedup();
    found
}

fn split_number(text: &str) -> (u64, &str) {
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    (text[..end].parse().expect("a number"), &text[end..])
}

/// The identifier at the beginning of a text.
fn sid(text: &str) -> Option<&str> {
    let sid = text.get(..34)?;
    let digits = sid.strip_prefix("WR").or_else(|| sid.strip_prefix("CA"))?;
    digits.bytes().all(|b| b.is_ascii_hexdigit()).then_some(sid)
}
