//! Waiting for two colleagues at once: whatever happens to them and to the agent, in whatever
//! order, he is asked about somebody who is free, and only while he could talk.

mod explore;
mod support;

use std::collections::BTreeMap;

use call_core::desk::{Colleague, Desk, Effect, Event, Presence, Wake};
use call_core::id::WorkerSid;
use call_core::wire::{CallState, EndReason};

use explore::{Game, depth, explore};
use support::{Table, bob, ended, mine, text, told, worker};

const SETTLED: u64 = 5_000;
const LONGEST: u64 = 30 * 60_000;

/// One thing that can happen.
#[derive(Clone, Copy, Debug)]
enum Move {
    /// TaskRouter tells of a colleague.
    Presence(char, Presence),
    Room(char, bool),
    /// The agent's own line and activity.
    Line(bool),
    Own(Presence),
    Wait(char),
    GiveUp(char),
    /// Time goes by.
    Seconds,
    HalfAnHour,
}

/// What is true of a colleague, told apart from what the desk makes of it.
#[derive(Clone, Copy, Debug, Default)]
struct Truth {
    away: bool,
    room: Option<bool>,
    /// He is waited for since then; whether he was rung in vain, and was busy or away since.
    since: Option<u64>,
    rang: bool,
    came_back: bool,
}

impl Truth {
    fn is_busy(&self) -> bool {
        self.away || self.room == Some(false)
    }

    fn is_free(&self) -> bool {
        !self.away && self.room == Some(true)
    }

    fn may_be_asked_for(&self) -> bool {
        self.since.is_some() && self.is_free() && (!self.rang || self.came_back)
    }
}

#[derive(Clone, Debug)]
struct Play {
    desk: Desk,
    now: u64,
    truth: BTreeMap<char, Truth>,
    line: bool,
    offline: bool,
    /// Bob was rung in vain, and the agent reads so.
    told: bool,
    /// Whom the plugin asks about, and whose room it watches.
    asked: Option<WorkerSid>,
    watched: Vec<WorkerSid>,
}

fn colleague(last: char, presence: Presence) -> Colleague {
    let (name, address) = (format!("Named {last}"), format!("client:{last}"));
    Colleague {
        worker: worker(last),
        name: text(&name),
        address: Some(text(&address)),
        presence,
        ..bob()
    }
}

impl Play {
    /// Nobody is chosen; `told` if Bob was just rung in vain.
    fn new(told_in_vain: bool) -> Play {
        let mut table = Table::ready();
        if told_in_vain {
            table.placed();
            table.on(told(CallState::Ringing));
            table.on(ended(EndReason::NoAnswer));
            table.on(mine(call_core::desk::OfferStatus::Completed));
        }
        let both = ['b', 'c'].map(|last| colleague(last, Presence::Available));
        table.on(Event::ColleaguesChanged(both.to_vec()));
        table.on(Event::Cleared);
        Play {
            desk: table.desk,
            now: 0,
            truth: ['b', 'c'].map(|last| (last, Truth::default())).into(),
            line: false,
            offline: false,
            told: told_in_vain,
            asked: None,
            watched: Vec::new(),
        }
    }

    fn waits(&self) -> Vec<WorkerSid> {
        let waited = self.truth.iter().filter(|(_, truth)| truth.since.is_some());
        waited.map(|(last, _)| worker(*last)).collect()
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "all others are about something else")]
    fn note(&mut self, effects: &[Effect]) -> Result<(), String> {
        for effect in effects {
            match effect {
                Effect::AskToCall { worker, .. } => self.asked = Some(worker.clone()),
                Effect::AskNoLonger if self.asked.is_none() => {
                    return Err("takes back what was not asked".to_owned());
                }
                Effect::AskNoLonger => self.asked = None,
                Effect::WatchRoom { workers } => self.watched.clone_from(workers),
                Effect::CreateTask { .. } | Effect::CheckMicrophone { .. } => {
                    return Err("calls without being told to".to_owned());
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// What must hold, by what is true and not by what the desk knows.
    fn holds(&self) -> Result<(), String> {
        let mut watched = self.watched.clone();
        watched.sort();
        if watched != self.waits() {
            return Err(format!("watches {watched:?}"));
        }
        let askable = |truth: &Truth| !self.line && !self.offline && truth.may_be_asked_for();
        let asked = match &self.asked {
            Some(asked) => self.truth.iter().find(|(last, _)| worker(**last) == *asked),
            None => None,
        };
        let shown = self.desk.view().waiting;
        let asks: Vec<_> = shown.iter().filter(|waited| waited.asks).collect();
        match asked {
            Some((last, truth)) if !askable(truth) => Err(format!("asks about {last}")),
            None if self.truth.values().any(askable) => Err("asks nobody".to_owned()),
            _ if asks.iter().map(|waited| Some(&waited.worker)).ne(self.asked.iter().map(Some)) => {
                Err("shows another question".to_owned())
            }
            _ if shown.len() != self.waits().len() => Err("shows others".to_owned()),
            _ => Ok(()),
        }
    }

    fn truth(&mut self, last: char) -> &mut Truth {
        self.truth.get_mut(&last).expect("there are two")
    }

    /// Takes the fact into the truth, and gives it as the desk is told.
    fn happens(&mut self, happens: Move) -> Event {
        match happens {
            Move::Presence(last, presence) => {
                self.truth(last).away = presence != Presence::Available;
                Event::ColleaguesChanged(vec![colleague(last, presence)])
            }
            Move::Room(last, has_room) => {
                // It is told of those who are watched alone.
                self.truth(last).room = Some(has_room);
                Event::RoomChanged { worker: worker(last), has_room }
            }
            Move::Line(busy) => {
                self.line = busy;
                Event::LineChanged { busy }
            }
            Move::Own(presence) => {
                self.offline = presence == Presence::Offline;
                Event::OwnPresenceChanged(presence)
            }
            Move::Wait(last) => {
                let rang = last == 'b' && std::mem::take(&mut self.told);
                self.told = false;
                let now = self.now;
                let truth = self.truth(last);
                if truth.since.is_none() {
                    *truth = Truth { since: Some(now), rang, came_back: false, ..*truth };
                }
                Event::WaitPressed(worker(last))
            }
            Move::GiveUp(last) => {
                self.forget(last);
                Event::WaitGivenUp(worker(last))
            }
            Move::Seconds => {
                self.now += SETTLED;
                // It is nobody's event: any that says nothing shows what has changed.
                Event::ListClosed
            }
            Move::HalfAnHour => {
                self.now += LONGEST;
                ['b', 'c'].into_iter().for_each(|last| self.forget(last));
                Event::Woken(Wake::WaitOver)
            }
        }
    }

    fn forget(&mut self, last: char) {
        let truth = self.truth(last);
        *truth = Truth { since: None, room: None, ..*truth };
    }

    /// Whoever was rung in vain has to be busy or away, and that for longer than it takes what is
    /// told of the call itself to pass.
    fn come_back(&mut self) {
        let now = self.now;
        for truth in self.truth.values_mut() {
            let settled = truth.since.is_some_and(|since| now >= since + SETTLED);
            if truth.is_busy() {
                truth.came_back = true;
            } else if truth.is_free() && !settled {
                truth.came_back = false;
            }
        }
    }
}

impl Game for Play {
    type Move = Move;

    fn moves(&self) -> Vec<Move> {
        let mut moves = vec![
            Move::Line(!self.line),
            Move::Own(if self.offline { Presence::Unavailable } else { Presence::Offline }),
            Move::HalfAnHour,
        ];
        if self.now < 2 * SETTLED {
            moves.push(Move::Seconds);
        }
        for (last, truth) in &self.truth {
            moves.extend([Move::Wait(*last), Move::GiveUp(*last)]);
            let others: &[Presence] = match truth.away {
                true => &[Presence::Available],
                // Whoever may be interrupted is not free.
                false => &[Presence::Unavailable, Presence::Interruptible],
            };
            moves.extend(others.iter().map(|other| Move::Presence(*last, *other)));
            if truth.since.is_some() {
                moves.extend([Move::Room(*last, true), Move::Room(*last, false)]);
            }
        }
        moves
    }

    fn play(&mut self, happens: &Move) -> Result<(), String> {
        let event = self.happens(*happens);
        self.come_back();
        let effects = self.desk.handle(self.now, event);
        self.note(&effects)?;
        if format!("{effects:?} {:?}", self.desk).contains("Named") {
            return Err("a name is printed".to_owned());
        }
        self.holds()
    }

    fn key(&self) -> String {
        let settled = |truth: &Truth| {
            let age = truth.since.map(|since| (self.now - since).min(SETTLED));
            (truth.away, truth.room, age, truth.rang, truth.came_back)
        };
        let truth: Vec<_> = self.truth.values().map(settled).collect();
        let order: Vec<_> =
            self.desk.view().waiting.into_iter().map(|waited| waited.worker).collect();
        let left = self.now.min(2 * SETTLED);
        format!(
            "{truth:?} {order:?} {:?} {} {} {} {left}",
            self.asked, self.line, self.offline, self.told
        )
    }

    fn rest(mut self) -> Result<(), String> {
        self.play(&Move::HalfAnHour)?;
        let left = (&self.asked, &self.watched, self.desk.view().waiting.len());
        if left == (&None, &Vec::new(), 0) { Ok(()) } else { Err(format!("is left: {left:?}")) }
    }
}

#[test]
fn whoever_is_asked_for_is_free_in_every_order_of_events() {
    let explored = explore(Play::new(false), depth(7)).unwrap_or_else(|fault| panic!("{fault}"));
    println!("{explored:?}");
    assert!(explored.states > 1_000, "{explored:?} are too few to be all");
}

#[test]
fn whoever_was_rung_in_vain_is_asked_for_after_his_next_call_in_every_order_of_events() {
    let explored = explore(Play::new(true), depth(7)).unwrap_or_else(|fault| panic!("{fault}"));
    println!("{explored:?}");
    assert!(explored.states > 1_000, "{explored:?} are too few to be all");
}
