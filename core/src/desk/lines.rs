//! The agent's calls of whatever kind: what brings one more waits until the others are parked.

use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use super::{Action, Effect, RequestId, Verdict};
use crate::id::ReservationSid;
use crate::multi_call::{self, Ask, MultiCall, Shown, State, need_telling_apart};
use crate::pii::Pii;
use crate::wire::ControlOp;

/// All calls of this agent, while the capability is on.
#[derive(Clone, Debug, Default)]
pub(super) struct Lines {
    on: bool,
    calls: MultiCall,
    /// What is ordered as soon as nobody else hears the agent.
    held_back: Vec<(Ask, Effect)>,
    /// What will not be, of that.
    refused: Vec<RequestId>,
}

impl Lines {
    pub(super) fn turn(&mut self, on: bool) {
        self.on = on;
    }

    pub(super) fn are_on(&self) -> bool {
        self.on
    }

    pub(super) fn handle(&mut self, now: u64, event: multi_call::Event) -> Vec<Effect> {
        let effects = self.calls.handle(now, event);
        effects.into_iter().filter_map(|effect| self.order(effect)).collect()
    }

    fn order(&mut self, effect: multi_call::Effect) -> Option<Effect> {
        let place = |ask: &Ask| self.held_back.iter().position(|(held, _)| held == ask);
        if let multi_call::Effect::Proceed(ask) = &effect
            && let Some(place) = place(ask)
        {
            return Some(self.held_back.swap_remove(place).1);
        }
        if let multi_call::Effect::Refuse(ask) = &effect
            && let Some(place) = place(ask)
        {
            self.refused.extend(asked_in(&self.held_back.swap_remove(place).1));
            return None;
        }
        Some(Effect::MultiCall(effect))
    }

    /// What was held back and will not be ordered.
    pub(super) fn refused(&mut self) -> Vec<RequestId> {
        core::mem::take(&mut self.refused)
    }

    /// Holds back what would bring one more call, until the others are parked.
    pub(super) fn gate(&mut self, now: u64, effects: Vec<Effect>) -> Vec<Effect> {
        if !self.on {
            return effects;
        }
        let gated = effects.into_iter().flat_map(|effect| match asked_by(&effect) {
            None => vec![effect],
            Some(ask) => {
                self.held_back.push((ask.clone(), effect));
                self.handle(now, multi_call::Event::Asked(ask))
            }
        });
        gated.collect()
    }

    /// Whom a call is with, as it is known now.
    pub(super) fn rename(&mut self, line: &ReservationSid, name: Pii<String>) {
        self.calls.rename(line, name);
    }

    pub(super) fn view(&self) -> Vec<Shown> {
        self.calls.view()
    }

    /// The call whose buttons the agent sees.
    pub(super) fn shown(&self) -> Option<&ReservationSid> {
        self.calls.shown()
    }

    fn has(&self, line: &ReservationSid) -> bool {
        self.state(line).is_some()
    }

    /// Nobody in this call hears the agent, who may be in another one.
    fn is_parked(&self, line: &ReservationSid) -> bool {
        matches!(self.state(line), Some(State::Parked | State::Parking))
    }

    fn state(&self, line: &ReservationSid) -> Option<State> {
        self.find(line).map(|shown| shown.state)
    }

    fn find(&self, line: &ReservationSid) -> Option<Shown> {
        self.calls.view().into_iter().find(|shown| shown.line == *line)
    }

    /// What is done about an action of Flex's own, which knows one call alone; `None` if it is
    /// not about one of several calls.
    #[expect(clippy::wildcard_enum_match_arm, reason = "no other action is about which call")]
    pub(super) fn judge(&mut self, now: u64, action: &Action) -> Option<(Verdict, Vec<Effect>)> {
        match action {
            Action::ToggleMute => {
                let line = self.shown()?.clone();
                Some((Verdict::Replace, self.toggle_mute(now, &line)))
            }
            Action::HangUp { reservation } | Action::Leave { reservation }
                if self.calls.holds_several(reservation)
                    || self.calls.is_at_telephone(reservation) =>
            {
                let line = reservation.clone();
                let left = self.handle(now, multi_call::Event::LeavePressed { line });
                Some((Verdict::Replace, left))
            }
            Action::ActOn { reservation } | Action::HangUp { reservation }
                if self.has(reservation) =>
            {
                let line = reservation.clone();
                let show = self.handle(now, multi_call::Event::Selected { line });
                Some((Verdict::Proceed, show))
            }
            Action::ActOn { .. } | Action::HangUp { .. } if self.shown().is_some() => {
                let tell = multi_call::Effect::Tell(multi_call::Notice::NotHere);
                Some((Verdict::Replace, vec![Effect::MultiCall(tell)]))
            }
            Action::DialNumber if !self.view().is_empty() => {
                let asked = self.handle(now, multi_call::Event::Asked(Ask::Dial));
                Some((Verdict::Replace, asked))
            }
            Action::ToggleHold if need_telling_apart(&self.view()) => {
                let line = self.shown()?.clone();
                Some((Verdict::Replace, self.toggle_hold(now, line)))
            }
            Action::Resume { reservation }
            | Action::Order { reservation, op: ControlOp::Unhold, .. }
                if self.is_parked(reservation) =>
            {
                let line = reservation.clone();
                let resume = self.handle(now, multi_call::Event::ResumePressed { line });
                Some((Verdict::Replace, resume))
            }
            _ => None,
        }
    }

    fn toggle_hold(&mut self, now: u64, line: ReservationSid) -> Vec<Effect> {
        let event = match self.is_parked(&line) {
            true => multi_call::Event::ResumePressed { line },
            false => multi_call::Event::ParkPressed { line },
        };
        self.handle(now, event)
    }

    /// The agent presses the microphone's button: in a parked call he wants to be heard again.
    fn toggle_mute(&mut self, now: u64, line: &ReservationSid) -> Vec<Effect> {
        let Some(shown) = self.find(line) else { return Vec::new() };
        let line = line.clone();
        if !self.is_parked(&line) {
            let muted = !shown.muted;
            return self.handle(now, multi_call::Event::MutePressed { line, muted });
        }
        let unmute = multi_call::Event::MutePressed { line: line.clone(), muted: false };
        let mut effects = self.handle(now, unmute);
        effects.extend(self.handle(now, multi_call::Event::ResumePressed { line }));
        effects
    }
}

/// By which number the answer to such an order is known.
#[expect(clippy::wildcard_enum_match_arm, reason = "no other order brings a call")]
fn asked_in(effect: &Effect) -> Option<RequestId> {
    match effect {
        Effect::CallReservation { request, .. } | Effect::CreateTask { request, .. } => {
            Some(*request)
        }
        _ => None,
    }
}

/// What an order asks for if it brings the agent one more call.
#[expect(clippy::wildcard_enum_match_arm, reason = "no other order brings a call")]
fn asked_by(effect: &Effect) -> Option<Ask> {
    match effect {
        Effect::CallReservation { reservation, .. } => Some(Ask::Accept(reservation.clone())),
        Effect::CreateTask { .. } => Some(Ask::Dial),
        _ => None,
    }
}
