//! What Flex is about to do, and whether it may.

use crate::id::{ReservationSid, WorkerSid};
use crate::wire::ControlOp;

use super::Offer;

/// One action of Flex's own, before it runs: on the task of an internal call, or of any call
/// where that is said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Action {
    /// Answer a reservation, or accept it as Flex does by itself for the caller's task.
    Accept(Offer),
    /// Decline a reservation.
    Reject(Offer),
    /// End the call for all its parties.
    EndForAll {
        /// The agent's reservation.
        reservation: ReservationSid,
    },
    /// Hang up where there is no call in the browser, which is to wrap the task up: an agent on
    /// a telephone presses Hang up.
    HangUpElsewhere {
        /// The agent's reservation.
        reservation: ReservationSid,
    },
    /// Wrap up the task of a call that is not internal, which an agent on a telephone is shown as
    /// Hang up: it ends no leg.
    Leave {
        /// The agent's reservation.
        reservation: ReservationSid,
    },
    /// Hang up the agent's own leg of any call in the browser: Flex would hang up the call that it
    /// takes for the only one.
    HangUp {
        /// The agent's reservation.
        reservation: ReservationSid,
    },
    /// Send digits into any call: Flex would do so to the call that it takes for the only one.
    ActOn {
        /// The agent's reservation.
        reservation: ReservationSid,
    },
    /// Take somebody back whom Flex shows on hold, in a call that is not internal.
    Resume {
        /// The agent's reservation.
        reservation: ReservationSid,
    },
    /// Call a number: Flex itself calls nobody while it knows of a call.
    DialNumber,
    /// Hold or take back, by a key, whoever is in the call that he is in: of several Flex takes
    /// the last one in its list.
    ToggleHold,
    /// Mute or unmute himself, in whatever call he is in.
    ToggleMute,
    /// Hold, take back or remove a party.
    Order {
        /// The agent's reservation.
        reservation: ReservationSid,
        /// What to do.
        op: ControlOp,
        /// Whom Flex names; the other party if nobody.
        worker: Option<WorkerSid>,
    },
    /// Transfer, or add a party: what Flex would do through a conference of its own, which an
    /// internal call does not have.
    Control {
        /// The agent's reservation.
        reservation: ReservationSid,
    },
    /// Show that Flex could not fetch the participants of a call.
    ShowParticipantsFailure,
}

/// What Flex's own action may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Go on.
    Proceed,
    /// Stop; the effects take its place.
    Replace,
}
