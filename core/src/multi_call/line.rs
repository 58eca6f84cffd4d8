//! One call among an agent's calls.

use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use super::microphone::{Far, Microphone};
use super::{Effect, Notice, Party, RequestId, Shown, State, Wake, tell};
use crate::id::{CallSid, ReservationSid};
use crate::pii::Pii;

/// So long the next call waits for a party to be on hold.
const SLOW_MS: u64 = 2_000;
/// After this time no answer comes any more.
const STUCK_MS: u64 = 12_000;
/// So often an order is given, and this long after each failure.
pub(super) const TRIES: u32 = 3;
const AGAIN_MS: u64 = 2_000;

#[derive(Clone, Debug)]
pub(super) struct Line {
    pub(super) id: ReservationSid,
    pub(super) name: Pii<String>,
    live: bool,
    /// Since when it is live or parked.
    pub(super) since: u64,
    /// By the agent himself, whatever else closes his microphone.
    pub(super) muted: bool,
    microphone: Microphone,
    ear: bool,
    /// Few: a list weighs less than a map.
    parties: Vec<Leg>,
    /// The agent was told that a hold is late or has failed.
    told: bool,
    leaving: Leaving,
    /// How often it reminds while it is parked; 0 is never.
    remind_ms: u64,
}

/// Whether the agent has hung up, and how far that is.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Leaving {
    No,
    /// Those who are on hold for his sake come back first: nobody else can do that.
    Releasing,
    /// His leg is to go, by this order.
    Ordered(RequestId),
    /// It is going.
    Gone,
}

/// Another leg of the call.
#[derive(Clone, Debug)]
struct Leg {
    sid: CallSid,
    held: bool,
    /// It was put on hold because the call was parked, and is to be taken back with it.
    parked: bool,
    order: Option<Order>,
    tries: u32,
    /// It failed a moment ago.
    resting: bool,
}

#[derive(Clone, Debug)]
struct Order {
    request: RequestId,
    hold: bool,
    slow: bool,
}

impl Line {
    /// A call that has just been opened: the Voice SDK opens it with everything on.
    pub(super) fn new(now: u64, id: ReservationSid, name: Pii<String>, remind_ms: u64) -> Line {
        Line {
            id,
            name,
            live: true,
            since: now,
            muted: false,
            microphone: Microphone::Here { open: true },
            ear: true,
            parties: Vec::new(),
            told: false,
            leaving: Leaving::No,
            remind_ms,
        }
    }

    /// The same with everything off.
    pub(super) fn silent(mut self) -> Line {
        self.microphone = Microphone::Here { open: false };
        self.ear = false;
        self
    }

    /// The same at the agent's telephone, as it is found: after a reload it may be parked.
    pub(super) fn at_telephone(mut self, muted: bool, parties: Vec<Party>) -> Line {
        self.meet(parties);
        let parked = muted && !self.parties.is_empty() && self.parties.iter().all(|leg| leg.held);
        self.live = !parked;
        self.muted = muted && !parked;
        self.microphone = Microphone::Far(Far::new(!muted));
        self
    }

    pub(super) fn is_at_telephone(&self) -> bool {
        self.microphone.is_far()
    }

    pub(super) fn holds_several(&self) -> bool {
        !self.live && self.parties.len() > 1 && self.parties.iter().any(|leg| leg.parked)
    }

    /// The agent hangs up, unless that is on its way.
    pub(super) fn leave(&mut self) {
        if !matches!(self.leaving, Leaving::Ordered(_)) {
            self.leaving = Leaving::Releasing;
            self.begin_anew();
        }
    }

    /// Ends the agent's leg once nobody is on hold for his sake; with one other the call is over.
    pub(super) fn hang_up(
        &mut self,
        now: u64,
        next: &mut impl FnMut() -> RequestId,
    ) -> Vec<Effect> {
        let waits = |leg: &Leg| leg.order.is_some() || leg.held && leg.parked;
        // Whoever came back where the telephone is not muted would hear what is said elsewhere.
        let releases = self.parties.len() > 1 && !self.is_heard_for_good();
        if self.leaving != Leaving::Releasing || releases && self.parties.iter().any(waits) {
            return Vec::new();
        }
        let request = next();
        self.leaving = Leaving::Ordered(request);
        vec![
            Effect::Leave { request, line: self.id.clone() },
            Effect::WakeAt { at: now + STUCK_MS, wake: Wake::Stuck(request) },
        ]
    }

    pub(super) fn is_live(&self) -> bool {
        self.live
    }

    pub(super) fn view(&self) -> Shown {
        let state = match self.live {
            true if self.is_resuming() || self.microphone.is_opening() => State::Resuming,
            true => State::Live,
            false if !self.microphone.is_closed() => State::Parking,
            false if self.leaving != Leaving::No => State::Parked,
            false if self.parties.iter().all(|leg| leg.held) => State::Parked,
            false => State::Parking,
        };
        let Line { since, muted, .. } = *self;
        let unheard = self.microphone.is_closed();
        Shown { line: self.id.clone(), name: self.name.clone(), state, since, muted, unheard }
    }

    /// From now on nobody here is to hear the agent.
    pub(super) fn park(&mut self, now: u64) -> Vec<Effect> {
        if !core::mem::take(&mut self.live) {
            // What has failed may be done by now.
            if self.is_heard_for_good() {
                self.begin_anew();
            }
            return Vec::new();
        }
        self.since = now;
        self.begin_anew();
        self.wake_to_remind(now).into_iter().collect()
    }

    fn wake_to_remind(&self, now: u64) -> Option<Effect> {
        let wake = Wake::Waiting(self.id.clone());
        (self.remind_ms > 0).then_some(Effect::WakeAt { at: now + self.remind_ms, wake })
    }

    /// From now on the others here are to hear the agent.
    pub(super) fn resume(&mut self, now: u64) {
        if core::mem::replace(&mut self.live, true) {
            return;
        }
        self.leaving = Leaving::No;
        self.since = now;
        self.begin_anew();
        // Whoever was on hold when nobody knew why, as after a reload, is taken back, too.
        if !self.parties.iter().any(|leg| leg.parked) {
            self.parties.iter_mut().for_each(|leg| leg.parked = leg.held);
        }
    }

    fn begin_anew(&mut self) {
        self.told = false;
        self.microphone.begin_anew();
        for leg in self.parties.iter_mut() {
            (leg.tries, leg.resting) = (0, false);
        }
    }

    /// Who is in the call besides the agent.
    pub(super) fn meet(&mut self, parties: Vec<Party>) {
        let mut before = core::mem::take(&mut self.parties);
        for Party { leg: sid, held } in parties {
            if self.parties.iter().any(|leg| leg.sid == sid) {
                continue;
            }
            let known = before.iter().position(|leg| leg.sid == sid);
            self.parties.push(match known.map(|place| before.swap_remove(place)) {
                Some(leg) => Leg { held, ..leg },
                None => Leg { sid, held, parked: false, order: None, tries: 0, resting: false },
            });
        }
    }

    fn ordered(&mut self, request: RequestId) -> Option<&mut Leg> {
        let wanted = |leg: &&mut Leg| leg.order.as_ref().is_some_and(|o| o.request == request);
        self.parties.iter_mut().find(wanted)
    }

    pub(super) fn answered(&mut self, request: RequestId) {
        if self.leaving == Leaving::Ordered(request) {
            self.leaving = Leaving::Gone;
        }
        self.microphone.answered(request);
        let Some(leg) = self.ordered(request) else { return };
        let Some(order) = leg.order.take() else { return };
        (leg.held, leg.tries) = (order.hold, 0);
        if !order.hold {
            leg.parked = false;
        }
    }

    pub(super) fn failed(&mut self, now: u64, request: RequestId) -> Vec<Effect> {
        if self.leaving == Leaving::Ordered(request) {
            self.leaving = Leaving::No;
            return tell(Notice::LeaveFailed(self.name.clone()));
        }
        if let Some(wanted) = self.microphone.failed(request) {
            return self.mute_failed(now, wanted);
        }
        let holds = self.holds();
        let Some(leg) = self.ordered(request) else { return Vec::new() };
        let hold = leg.order.take().is_some_and(|order| order.hold);
        leg.tries += 1;
        leg.resting = true;
        // What was wanted has changed meanwhile.
        if hold != holds {
            (leg.tries, leg.resting) = (0, false);
            return Vec::new();
        }
        if leg.tries < TRIES {
            let wake = Wake::Again(self.id.clone());
            return vec![Effect::WakeAt { at: now + AGAIN_MS, wake }];
        }
        let name = self.name.clone();
        if hold {
            self.told = true;
            let does_not_hear = self.microphone.is_closed();
            return if does_not_hear { tell(Notice::HoldFailed(name)) } else { Vec::new() };
        }
        let mut effects = tell(Notice::ResumeFailed(name));
        if !self.live {
            // He stays for their sake.
            self.leaving = Leaving::No;
            self.begin_anew();
        } else if self.parties.iter().all(|leg| leg.held) {
            effects.extend(self.park(now));
        }
        effects
    }

    /// The telephone was not muted, or not unmuted.
    fn mute_failed(&mut self, now: u64, open: bool) -> Vec<Effect> {
        if open != self.is_heard() {
            self.microphone.begin_anew();
        } else if !self.microphone.is_given_up() {
            let wake = Wake::Again(self.id.clone());
            return vec![Effect::WakeAt { at: now + AGAIN_MS, wake }];
        } else if open {
            let mut effects = tell(Notice::ResumeFailed(self.name.clone()));
            effects.extend(self.park(now));
            return effects;
        } else {
            if self.live {
                // He is heard, and wants that to be certain if he cannot have it otherwise.
                self.muted = false;
                self.microphone.begin_anew();
            }
            return tell(Notice::MuteFailed(self.name.clone()));
        }
        Vec::new()
    }

    pub(super) fn try_again(&mut self) {
        self.microphone.try_again();
        for leg in self.parties.iter_mut().filter(|leg| leg.tries < TRIES) {
            leg.resting = false;
        }
    }

    /// What waits for this order waits no longer.
    pub(super) fn slow(&mut self, request: RequestId) -> Option<Effect> {
        let does_not_hear = !self.live && self.microphone.is_closed();
        let order = self.ordered(request)?.order.as_mut()?;
        order.slow = true;
        let late = order.hold && does_not_hear && !self.told;
        self.told |= late;
        late.then(|| Effect::Tell(Notice::HoldSlow(self.name.clone())))
    }

    pub(super) fn remind(&self, now: u64) -> Vec<Effect> {
        if self.live || now < self.since + self.remind_ms {
            return Vec::new();
        }
        let (line, name) = (self.id.clone(), self.name.clone());
        let waited_s = (now - self.since) / 1_000;
        let remind = Effect::Remind { line, name, waited_s };
        [Some(remind), self.wake_to_remind(now)].into_iter().flatten().collect()
    }

    /// Somebody here is about to be put on hold, and has not had the time for it.
    pub(super) fn is_awaited(&self) -> bool {
        let awaited = |leg: &Leg| leg.order.as_ref().is_some_and(|o| o.hold && !o.slow);
        let may_be_heard = self.microphone.is_far() && !self.microphone.is_closed();
        !self.live && (may_be_heard || self.parties.iter().any(awaited))
    }

    /// The agent's telephone could not be muted in it.
    pub(super) fn is_heard_for_good(&self) -> bool {
        !self.is_heard() && !self.microphone.is_closed() && self.microphone.is_given_up()
    }

    fn is_resuming(&self) -> bool {
        self.parties.iter().any(|leg| leg.parked && leg.held && leg.tries < TRIES)
    }

    /// What of the microphone and the ear is to be closed.
    pub(super) fn close(&mut self) -> impl Iterator<Item = Effect> + use<> {
        let microphone = !self.is_heard() && self.microphone.close();
        let ear = self.ear && !self.live;
        self.ear &= !ear;
        let line = || self.id.clone();
        let microphone = microphone.then(|| Effect::Microphone { line: line(), open: false });
        let ear = ear.then(|| Effect::Ear { line: line(), open: false });
        [microphone, ear].into_iter().flatten()
    }

    pub(super) fn open_ear(&mut self) -> Option<Effect> {
        let opens = self.live && !self.ear;
        self.ear |= opens;
        opens.then(|| Effect::Ear { line: self.id.clone(), open: true })
    }

    pub(super) fn open_microphone(&mut self) -> Option<Effect> {
        let opens = self.is_heard() && self.microphone.open();
        opens.then(|| Effect::Microphone { line: self.id.clone(), open: true })
    }

    /// Has the telephone muted if the agent is not to be heard.
    pub(super) fn mute(&mut self, now: u64, next: &mut impl FnMut() -> RequestId) -> Vec<Effect> {
        let mutes = !self.is_heard();
        if mutes { self.order_mute(now, false, next) } else { Vec::new() }
    }

    /// Has the telephone unmuted if the agent is to be heard.
    pub(super) fn unmute(&mut self, now: u64, next: &mut impl FnMut() -> RequestId) -> Vec<Effect> {
        let unmutes = self.is_heard();
        if unmutes { self.order_mute(now, true, next) } else { Vec::new() }
    }

    fn order_mute(
        &mut self,
        now: u64,
        open: bool,
        next: &mut impl FnMut() -> RequestId,
    ) -> Vec<Effect> {
        let Some(request) = self.microphone.order(open, next) else { return Vec::new() };
        vec![
            Effect::Mute { request, line: self.id.clone(), muted: !open },
            Effect::WakeAt { at: now + STUCK_MS, wake: Wake::Stuck(request) },
        ]
    }

    /// Whoever else is in it is to be on hold.
    fn holds(&self) -> bool {
        !self.live && self.leaving == Leaving::No
    }

    fn is_heard(&self) -> bool {
        self.live && !self.muted && !self.is_resuming()
    }

    pub(super) fn hold(&mut self, now: u64, next: &mut impl FnMut() -> RequestId) -> Vec<Effect> {
        if !self.holds() {
            return Vec::new();
        }
        self.order(now, true, |leg| !leg.held, next)
    }

    pub(super) fn unhold(&mut self, now: u64, next: &mut impl FnMut() -> RequestId) -> Vec<Effect> {
        let releases = self.leaving == Leaving::Releasing && self.parties.len() > 1;
        if !self.live && !releases {
            return Vec::new();
        }
        self.order(now, false, |leg| leg.held && leg.parked, next)
    }

    fn order(
        &mut self,
        now: u64,
        hold: bool,
        wanted: impl Fn(&Leg) -> bool,
        next: &mut impl FnMut() -> RequestId,
    ) -> Vec<Effect> {
        let line = &self.id;
        let free = |leg: &Leg| leg.order.is_none() && !leg.resting;
        let legs = self.parties.iter_mut().filter(|leg| wanted(leg) && free(leg));
        let ordered = legs.flat_map(|leg| {
            let request = next();
            leg.order = Some(Order { request, hold, slow: false });
            leg.parked |= hold;
            let at = |after, wake| Effect::WakeAt { at: now + after, wake };
            [
                Effect::Hold { request, line: line.clone(), leg: leg.sid.clone(), hold },
                at(SLOW_MS, Wake::Slow(request)),
                at(STUCK_MS, Wake::Stuck(request)),
            ]
        });
        ordered.collect()
    }
}
