//! All calls of one agent in one browser, of whatever kind: at most one of them is live.
//!
//! A call is *live* while the agent's microphone may be open in it. Every other one is *parked*:
//! its microphone and the agent's ear are closed, which happens here and at once, and its other
//! parties are on hold, which Twilio does, and which may take a while or fail. So nobody but the
//! parties of the live call hears the agent, nor he anybody else, whatever becomes of a hold; and
//! nothing resumes by itself.
//!
//! Where his calls go to a telephone, Twilio has to close the microphone, too: then nothing goes on
//! before it has said that it is closed, and if it cannot be closed nothing does.

mod line;
mod microphone;
mod shown;

use alloc::vec;
use alloc::vec::Vec;

use crate::id::{CallSid, ReservationSid};
use crate::pii::Pii;
use alloc::string::String;
use line::Line;
pub use shown::{Shown, State, need_telling_apart};

/// A call that the agent has accepted is up within this time, or the next one need not wait.
const OPENING_MS: u64 = 10_000;
/// What the agent said before a microphone closed has been heard after this time: only then does
/// one of another call open, or two would hear him at the same moment.
const QUIET_MS: u64 = 200;

/// At a telephone the agent has to pick up; it rings no longer than this.
const RINGING_MS: u64 = 60_000;

/// What an account can choose, and where the agent's calls go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Settings {
    /// After so many seconds a parked call reminds the agent, again and again; 0 is never.
    pub remind_after_s: u32,
    /// His calls go to a telephone and not to the browser.
    pub at_telephone: bool,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings { remind_after_s: 90, at_telephone: false }
    }
}

/// One fact about the agent's calls.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// What the account has chosen, for the calls that are still to come.
    Configured(Settings),
    /// Flex's own dialog about a second call cannot be kept away here.
    AlertStays {
        /// The agent can have that mended.
        can_mend: bool,
    },
    /// The agent is about to have one more call, and waits for [`Effect::Proceed`].
    Asked(Ask),
    /// A call of the agent is up in this browser.
    Opened {
        /// His reservation.
        line: ReservationSid,
        /// Whom it is with.
        name: Pii<String>,
        /// Nothing of it is open, neither his microphone nor his ear: nobody knew whose it was.
        silent: bool,
    },
    /// A call of the agent is up at his telephone, perhaps since before this page was there.
    PickedUp {
        /// His reservation.
        line: ReservationSid,
        /// Whom it is with.
        name: Pii<String>,
        /// He is muted in it.
        muted: bool,
        /// Each other leg that has joined.
        parties: Vec<Party>,
    },
    /// The agent's leg of a call could not be brought to this browser.
    Refused {
        /// His reservation.
        line: ReservationSid,
        /// Whom it is with.
        name: Pii<String>,
    },
    /// The agent's leg of a call has gone, or will not come.
    Closed {
        /// His reservation.
        line: ReservationSid,
    },
    /// Who is in a call besides the agent, all of them.
    PartiesChanged {
        /// His reservation.
        line: ReservationSid,
        /// Each other leg that has joined.
        parties: Vec<Party>,
    },
    /// The agent looks at another call.
    Selected {
        /// His reservation.
        line: ReservationSid,
    },
    /// The agent wants to go on with a parked call.
    ResumePressed {
        /// His reservation.
        line: ReservationSid,
    },
    /// The agent wants nobody to hear him in a call.
    ParkPressed {
        /// His reservation.
        line: ReservationSid,
    },
    /// The agent wants the other one of his two calls.
    SwapPressed,
    /// The agent wants to call somebody else.
    DialPressed,
    /// The dialpad is open, for which Flex was told that there is no call.
    DialpadOpened,
    /// The agent listens to somebody else's call, or no longer.
    Monitoring {
        /// He does.
        on: bool,
    },
    /// The agent mutes or unmutes himself.
    MutePressed {
        /// His reservation.
        line: ReservationSid,
        /// He does not want to be heard.
        muted: bool,
    },
    /// The agent hangs up where Flex cannot, or not well: at his telephone, or where several others
    /// are on hold, who would stay so.
    LeavePressed {
        /// His reservation.
        line: ReservationSid,
    },
    /// An order was carried out.
    Answered(RequestId),
    /// An order was not carried out, or nobody knows.
    Failed(RequestId),
    /// The time that [`Effect::WakeAt`] asked for has come.
    Woken(Wake),
}

/// What brings the agent one more call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ask {
    /// He accepts an offered call.
    Accept(ReservationSid),
    /// He calls somebody.
    Dial,
    /// He listens to somebody else's call.
    Monitor,
}

/// Another leg of a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Party {
    /// The leg.
    pub leg: CallSid,
    /// It is on hold.
    pub held: bool,
}

/// One order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Close or open the agent's microphone in a call, at once.
    Microphone {
        /// His reservation.
        line: ReservationSid,
        /// Whether he is to be heard.
        open: bool,
    },
    /// Mute the agent's telephone in a call, or unmute it; answered by [`Event::Answered`] or
    /// [`Event::Failed`].
    Mute {
        /// Its number.
        request: RequestId,
        /// His reservation.
        line: ReservationSid,
        /// He is not to be heard.
        muted: bool,
    },
    /// Hang up the agent's leg of a call; answered by [`Event::Answered`] or [`Event::Failed`].
    Leave {
        /// Its number.
        request: RequestId,
        /// His reservation.
        line: ReservationSid,
    },
    /// Let the agent hear a call, or nothing of it, at once.
    Ear {
        /// His reservation.
        line: ReservationSid,
        /// Whether he is to hear it.
        open: bool,
    },
    /// Put a party on hold or take it back; answered by [`Event::Answered`] or
    /// [`Event::Failed`].
    Hold {
        /// Its number.
        request: RequestId,
        /// The agent's reservation.
        line: ReservationSid,
        /// The party's leg.
        leg: CallSid,
        /// On hold, or back.
        hold: bool,
    },
    /// Go on with what brings one more call.
    Proceed(Ask),
    /// Do not go on with it: the agent would be heard in two calls.
    Refuse(Ask),
    /// This is the call whose buttons the agent sees: they act on it alone.
    Show {
        /// His reservation.
        line: ReservationSid,
    },
    /// The last call has gone.
    ShowNothing,
    /// Listen no longer to somebody else's call.
    StopMonitoring,
    /// Open the dialpad, which Flex keeps shut while there is a call.
    OpenDialpad,
    /// Tell the agent something.
    Tell(Notice),
    /// Remind the agent of a parked call.
    Remind {
        /// His reservation.
        line: ReservationSid,
        /// Whom it is with.
        name: Pii<String>,
        /// For how many seconds it has been parked.
        waited_s: u64,
    },
    /// Come back with [`Event::Woken`] at a time.
    WakeAt {
        /// When, in milliseconds of the browser's clock.
        at: u64,
        /// What for.
        wake: Wake,
    },
}

/// The number of an order, by which its answer is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RequestId(pub u32);

/// What is to be told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Notice {
    /// Flex's own dialog about a second call comes; Twilio alone can switch it off.
    AlertStays,
    /// A party hears no hold music yet; it does not hear the agent either.
    HoldSlow(Pii<String>),
    /// A party could not be put on hold; it does not hear the agent.
    HoldFailed(Pii<String>),
    /// A parked call could not be resumed; it is parked as before.
    ResumeFailed(Pii<String>),
    /// The agent's telephone could not be muted in a call: nothing else was connected.
    MuteFailed(Pii<String>),
    /// The agent's leg is still in a call that he has hung up.
    LeaveFailed(Pii<String>),
    /// One more call could not be connected; the others are parked.
    NotConnected(Pii<String>),
    /// The call of the task on which the agent pressed a button is not in this browser.
    NotHere,
}

/// What to come back for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wake {
    /// An order should have been answered; what waited for it goes on.
    Slow(RequestId),
    /// An order will not be answered any more.
    Stuck(RequestId),
    /// An order that failed may be given again.
    Again(ReservationSid),
    /// A call may have been parked for long.
    Waiting(ReservationSid),
    /// A call that was accepted should be up.
    Opening(ReservationSid),
    /// The microphone that closed last, of so many, has been closed for a while.
    Quiet(u32),
}

/// All calls of one agent in one browser.
#[derive(Clone, Debug, Default)]
pub struct MultiCall {
    settings: Settings,
    /// In the order in which they were opened.
    lines: Vec<Line>,
    /// What waits until all calls are parked.
    asked: Vec<Ask>,
    /// The call that was accepted last and is not up yet: they come one by one, since which leg
    /// belongs to which reservation is known by that alone.
    opening: Option<ReservationSid>,
    /// The call whose buttons the agent sees.
    shown: Option<ReservationSid>,
    requests: u32,
    /// How often a microphone has closed.
    closings: u32,
    /// The call whose microphone closed a moment ago.
    hushed: Option<ReservationSid>,
    /// He listens to somebody else's call.
    monitoring: bool,
}

impl MultiCall {
    /// Takes in one fact and says what to do about it, in order.
    ///
    /// `now` is the browser's clock in milliseconds.
    pub fn handle(&mut self, now: u64, event: Event) -> Vec<Effect> {
        let decided = self.decide(now, event);
        // Whoever is not to hear the agent any more does not from this moment, nor he them, before
        // anything else that may take its time.
        let mut effects: Vec<_> = self.lines.iter_mut().flat_map(Line::close).collect();
        if let Some(Effect::Microphone { line, .. }) = effects.first() {
            effects.push(self.hush(now, line.clone()));
        }
        effects.extend(decided);
        effects.extend(self.settle(now));
        if effects.iter().any(|effect| matches!(effect, Effect::Microphone { .. })) {
            // Flex takes the call whose microphone changed for the one that is shown.
            effects.retain(|effect| !matches!(effect, Effect::Show { .. }));
            effects.extend(self.show());
        }
        effects
    }

    /// All calls, in the order in which they were opened.
    pub fn view(&self) -> Vec<Shown> {
        self.lines.iter().map(Line::view).collect()
    }

    /// The call whose buttons the agent sees.
    pub fn shown(&self) -> Option<&ReservationSid> {
        self.shown.as_ref()
    }

    fn decide(&mut self, now: u64, event: Event) -> Vec<Effect> {
        match event {
            Event::Configured(settings) => {
                self.settings = settings;
                Vec::new()
            }
            Event::AlertStays { can_mend } if can_mend => tell(Notice::AlertStays),
            Event::AlertStays { .. } => Vec::new(),
            Event::Asked(ask) => {
                self.asked.push(ask);
                self.park_all_but(now, None)
            }
            Event::Opened { line, name, silent } => {
                let line = Line::new(now, line, name, self.remind_ms());
                self.opened(now, if silent { line.silent() } else { line })
            }
            Event::PickedUp { line, name, muted, parties } => {
                let line = Line::new(now, line, name, self.remind_ms());
                self.opened(now, line.at_telephone(muted, parties))
            }
            Event::Refused { line, name } => {
                self.opening.take_if(|opening| *opening == line);
                tell(Notice::NotConnected(name))
            }
            Event::Closed { line } => self.closed(&line),
            Event::PartiesChanged { line, parties } => {
                if let Some(line) = self.line(&line) {
                    line.meet(parties);
                }
                Vec::new()
            }
            Event::Selected { line } => {
                // Whatever else he looks at, such as the work after a call, he stays there.
                if self.line(&line).is_none() {
                    return Vec::new();
                }
                self.shown = Some(line);
                self.show()
            }
            Event::ResumePressed { line } => self.resume(now, &line),
            Event::ParkPressed { line } => {
                let parked = self.line(&line).map(|line| line.park(now));
                parked.unwrap_or_default()
            }
            Event::SwapPressed => self.swap(now),
            Event::DialPressed => vec![Effect::OpenDialpad],
            Event::DialpadOpened => self.show(),
            Event::Monitoring { on } => {
                self.monitoring = on;
                if on { Vec::new() } else { self.show_or_nothing() }
            }
            Event::MutePressed { line, muted } => {
                if let Some(line) = self.line(&line) {
                    line.muted = muted;
                }
                Vec::new()
            }
            Event::LeavePressed { line } => {
                self.line(&line).map(Line::leave);
                Vec::new()
            }
            Event::Answered(request) => {
                self.lines.iter_mut().for_each(|line| line.answered(request));
                Vec::new()
            }
            Event::Failed(request) | Event::Woken(Wake::Stuck(request)) => {
                self.lines.iter_mut().flat_map(|line| line.failed(now, request)).collect()
            }
            Event::Woken(Wake::Slow(request)) => {
                self.lines.iter_mut().filter_map(|line| line.slow(request)).collect()
            }
            Event::Woken(Wake::Again(line)) => {
                self.line(&line).map(Line::try_again);
                Vec::new()
            }
            Event::Woken(Wake::Opening(line)) => {
                self.opening.take_if(|opening| *opening == line);
                Vec::new()
            }
            Event::Woken(Wake::Quiet(closings)) => {
                self.hushed.take_if(|_| closings == self.closings);
                Vec::new()
            }
            Event::Woken(Wake::Waiting(line)) => {
                self.line(&line).map(|line| line.remind(now)).unwrap_or_default()
            }
        }
    }

    /// He speaks at a telephone in this call.
    pub(crate) fn is_at_telephone(&self, id: &ReservationSid) -> bool {
        self.lines.iter().any(|line| line.id == *id && line.is_at_telephone())
    }

    /// If he left this call, others would stay on hold in it whom nobody could take back.
    pub(crate) fn holds_several(&self, id: &ReservationSid) -> bool {
        self.lines.iter().any(|line| line.id == *id && line.holds_several())
    }

    fn line(&mut self, id: &ReservationSid) -> Option<&mut Line> {
        self.lines.iter_mut().find(|line| line.id == *id)
    }

    fn remind_ms(&self) -> u64 {
        u64::from(self.settings.remind_after_s) * 1_000
    }

    fn opened(&mut self, now: u64, line: Line) -> Vec<Effect> {
        self.opening.take_if(|opening| *opening == line.id);
        if self.line(&line.id).is_some() {
            return Vec::new();
        }
        let mut effects = Vec::new();
        if line.is_live() {
            effects.extend(self.park_all_but(now, None));
            effects.extend(self.stop_monitoring());
        }
        if line.is_live() || self.shown.is_none() {
            self.shown = Some(line.id.clone());
        }
        self.lines.push(line);
        if !self.asked.is_empty() {
            // He has asked for another one since.
            effects.extend(self.park_all_but(now, None));
        }
        effects.extend(self.show());
        effects
    }

    fn closed(&mut self, id: &ReservationSid) -> Vec<Effect> {
        self.opening.take_if(|opening| *opening == *id);
        if self.line(id).is_none() {
            return Vec::new();
        }
        self.lines.retain(|line| line.id != *id);
        if self.shown.as_ref() == Some(id) {
            // The one that he was in, or was in last.
            let next = self.lines.iter().max_by_key(|line| (line.is_live(), line.since));
            self.shown = next.map(|line| line.id.clone());
        }
        // Flex forgets whatever it showed when a call at its own device ends.
        self.show_or_nothing()
    }

    fn show_or_nothing(&self) -> Vec<Effect> {
        if self.shown.is_none() { vec![Effect::ShowNothing] } else { self.show() }
    }

    /// Whoever goes on with a call of his own listens to no other, as in Flex itself.
    fn stop_monitoring(&mut self) -> Option<Effect> {
        core::mem::take(&mut self.monitoring).then_some(Effect::StopMonitoring)
    }

    fn resume(&mut self, now: u64, id: &ReservationSid) -> Vec<Effect> {
        // The one that he has accepted since comes up in a moment, with him in it; and Flex takes
        // a party off hold by itself when a call that a colleague handed over is accepted.
        let waits = self.opening.is_some() || !self.asked.is_empty();
        let Some(line) = self.line(id) else { return Vec::new() };
        let name = line.name.clone();
        self.shown = Some(id.clone());
        if waits {
            let mut effects = self.park_all_but(now, None);
            effects.extend(self.show());
            effects.extend(tell(Notice::ResumeFailed(name)));
            return effects;
        }
        let mut effects = self.park_all_but(now, Some(id));
        effects.extend(self.stop_monitoring());
        if let Some(line) = self.line(id) {
            line.resume(now);
        }
        effects.extend(self.show());
        effects
    }

    fn swap(&mut self, now: u64) -> Vec<Effect> {
        let [one, other] = self.lines.as_slice() else { return Vec::new() };
        let wanted = match (one.is_live(), other.is_live()) {
            (true, _) => other,
            (_, true) => one,
            // He came from the one that was parked last.
            _ if one.since < other.since => one,
            _ => other,
        };
        let wanted = wanted.id.clone();
        self.resume(now, &wanted)
    }

    fn park_all_but(&mut self, now: u64, live: Option<&ReservationSid>) -> Vec<Effect> {
        let others = self.lines.iter_mut().filter(|line| Some(&line.id) != live);
        others.flat_map(|line| line.park(now)).collect()
    }

    /// What he said to them is still on its way.
    fn hush(&mut self, now: u64, line: ReservationSid) -> Effect {
        self.hushed = Some(line);
        self.closings = self.closings.wrapping_add(1);
        Effect::WakeAt { at: now + QUIET_MS, wake: Wake::Quiet(self.closings) }
    }

    fn show(&self) -> Vec<Effect> {
        self.shown.iter().map(|line| Effect::Show { line: line.clone() }).collect()
    }

    /// Orders what is missing to what is wanted: nobody is taken off hold, and nothing else goes
    /// on, before those who are parked had their time; a microphone is opened last.
    fn settle(&mut self, now: u64) -> Vec<Effect> {
        let mut effects = self.give_up(now);
        let MultiCall { lines, asked, opening, requests, settings, hushed, .. } = self;
        let mut next = || {
            *requests = requests.wrapping_add(1);
            RequestId(*requests)
        };
        for line in lines.iter_mut() {
            effects.extend(line.mute(now, &mut next));
        }
        effects.extend(lines.iter_mut().flat_map(|line| line.hold(now, &mut next)));
        effects.extend(lines.iter_mut().flat_map(|line| line.hang_up(now, &mut next)));
        effects.extend(lines.iter_mut().filter_map(Line::open_ear));
        if !lines.iter().any(Line::is_awaited) {
            while opening.is_none() && !asked.is_empty() {
                let ask = asked.remove(0);
                if let Ask::Accept(line) = &ask {
                    *opening = Some(line.clone());
                    let wake = Wake::Opening(line.clone());
                    let within = if settings.at_telephone { RINGING_MS } else { OPENING_MS };
                    effects.push(Effect::WakeAt { at: now + within, wake });
                }
                effects.push(Effect::Proceed(ask));
            }
            effects.extend(lines.iter_mut().flat_map(|line| line.unhold(now, &mut next)));
            // What he said elsewhere has been heard there by now.
            let free = |line: &&mut Line| hushed.as_ref().is_none_or(|hushed| *hushed == line.id);
            let free = lines.iter_mut().filter(free);
            effects.extend(free.filter_map(Line::open_microphone));
            for line in lines.iter_mut() {
                effects.extend(line.unmute(now, &mut next));
            }
        }
        effects
    }

    /// Where the agent cannot be kept from being heard, nothing that waits for that goes on.
    fn give_up(&mut self, now: u64) -> Vec<Effect> {
        if !self.lines.iter().any(Line::is_heard_for_good) {
            return Vec::new();
        }
        let refused = core::mem::take(&mut self.asked).into_iter().map(Effect::Refuse);
        let others = self.lines.iter_mut().filter(|line| !line.is_heard_for_good());
        refused.chain(others.flat_map(|line| line.park(now))).collect()
    }
}

fn tell(notice: Notice) -> Vec<Effect> {
    vec![Effect::Tell(notice)]
}
