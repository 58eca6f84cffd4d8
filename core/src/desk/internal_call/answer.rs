//! Answering a reservation: Twilio calls the agent, and the Functions say what his leg does.

use alloc::format;
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use super::half::{Half, Role, ring_ms};
use crate::desk::{Effect, OfferStatus, Reason, RequestId, Setup, Wake, address};
use crate::pii::Pii;
use crate::wire::{agent_label, path};

/// The reservation leaves "pending" within this time after it was answered.
const STUCK_MS: u64 = 5_000;
/// So long one more call waits for the others to be parked.
const PARKING_MS: u64 = 2_000;

/// For Twilio, and not sent on: to ask again, twice at most, after a 5xx, when there was no
/// connection and when no answer came.
const AGAIN: &str = "#rc=2&rp=5xx,ct,rt";

impl Half {
    /// Answers the reservation, once, and only while it is pending.
    pub(super) fn answer(
        &mut self,
        now: u64,
        setup: &Setup,
        next: &mut impl FnMut() -> RequestId,
    ) -> Vec<Effect> {
        let pending = self.offer.status == OfferStatus::Pending;
        if !pending || self.is_answering() || self.given_up || self.elsewhere {
            return Vec::new();
        }
        let request = next();
        // A caller's microphone was looked at before there was a call.
        if self.role() == Role::Callee && address::is_browser(setup.address.as_ref()) {
            self.checking = Some(request);
            return vec![Effect::CheckMicrophone { request }];
        }
        self.answer_now(now, request, setup)
    }

    /// Lets Twilio call the agent, if he is still wanted.
    pub(super) fn answer_now(
        &mut self,
        now: u64,
        request: RequestId,
        setup: &Setup,
    ) -> Vec<Effect> {
        if self.offer.status != OfferStatus::Pending || self.given_up {
            return Vec::new();
        }
        let Some(from) = self.from(setup) else {
            return vec![Effect::Notify(Reason::NoCallerId)];
        };
        let reservation = self.offer.reservation.clone();
        self.answering = Some(request);
        // A browser answers by itself; at a telephone somebody has to pick up.
        let wait = match address::is_browser(setup.address.as_ref()) {
            // His other calls are parked first.
            true if setup.multi_call => STUCK_MS + PARKING_MS,
            true => STUCK_MS,
            false => ring_ms(setup),
        };
        vec![
            Effect::CallReservation {
                request,
                reservation: reservation.clone(),
                from,
                url: self.url(setup),
            },
            Effect::WakeAt { at: now + wait, wake: Wake::AnswerStuck { reservation } },
        ]
    }

    /// A phone takes calls only from numbers of the account.
    fn from(&self, setup: &Setup) -> Option<Pii<String>> {
        match &setup.address {
            Some(own) if address::is_telephone(own) => setup.caller_id.clone(),
            Some(_) | None => Some(self.offer.from.clone()),
        }
    }

    fn url(&self, setup: &Setup) -> String {
        let (task, label) = (&self.offer.task, agent_label(&setup.worker));
        match &self.offer.joins {
            None => format!("{}?taskSid={task}&leg={label}{AGAIN}", path::AGENT_OUTBOUND_JOIN),
            Some(call) => format!(
                "{}?conferenceName={call}&taskSid={task}&leg={label}{AGAIN}",
                path::AGENT_JOIN_CONFERENCE
            ),
        }
    }
}
