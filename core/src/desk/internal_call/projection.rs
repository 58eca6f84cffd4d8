//! A call record in the terms of Flex's conference state, seen by one of its agents.

use alloc::vec::Vec;

use crate::desk::{Conference, ConferenceStatus, Part, Participant, ParticipantStatus, Setup};
use crate::id::{CallSid, TaskSid};
use crate::wire::{CallRecord, CallState, Leg, LegKind, LegRole, LegStatus, Party};

/// What Flex is to show to the agent whose task this is.
pub(super) fn conference(
    record: &CallRecord,
    task: TaskSid,
    setup: &Setup,
    drop_left: bool,
) -> Conference {
    let left = match drop_left {
        true => ParticipantStatus::Left,
        false => ParticipantStatus::RecentlyLeft,
    };
    let mut participants = Vec::new();
    participants.extend(myself(record, setup, left));
    participants.extend(peer(record, setup, left));
    participants.extend(agents(record, setup, left));
    Conference {
        task,
        sid: record.conference_sid.clone(),
        status: match record.state {
            CallState::Setup => ConferenceStatus::Setup,
            CallState::Ringing | CallState::Active => ConferenceStatus::Active,
            CallState::Ended => ConferenceStatus::Closed,
        },
        participants,
    }
}

fn myself(record: &CallRecord, setup: &Setup, left: ParticipantStatus) -> Option<Participant> {
    let (call, leg) = latest(record, |leg| leg.worker_sid.as_ref() == Some(&setup.worker))?;
    Some(Participant {
        part: Part::Myself,
        call: Some(call.clone()),
        worker: Some(setup.worker.clone()),
        name: setup.name.clone(),
        status: status(record, leg, left),
        on_hold: leg.hold,
        muted: leg.muted,
    })
}

/// The other original party, ringing or in the call.
fn peer(record: &CallRecord, setup: &Setup, left: ParticipantStatus) -> Option<Participant> {
    let (role, party) = other_side(record, setup);
    let leg = latest(record, |leg| leg.role == role);
    let ringing = role == LegRole::Callee && !record.pending.is_empty();
    let (call, status, on_hold, muted) = match leg {
        Some((call, leg)) => (Some(call.clone()), status(record, leg, left), leg.hold, leg.muted),
        None if ringing && record.state != CallState::Ended => {
            (None, ParticipantStatus::Connecting, false, false)
        }
        None => return None,
    };
    Some(Participant {
        part: Part::Peer,
        call,
        worker: party.worker_sid.clone(),
        name: party.name.clone(),
        status,
        on_hold,
        muted,
    })
}

fn agents(
    record: &CallRecord,
    setup: &Setup,
    left: ParticipantStatus,
) -> impl Iterator<Item = Participant> {
    let added = |leg: &Leg| leg.role == LegRole::Added && leg.kind == LegKind::Agent;
    record
        .legs
        .iter()
        .filter(move |(_, leg)| added(leg) && leg.worker_sid.as_ref() != Some(&setup.worker))
        .map(move |(call, leg)| Participant {
            part: Part::Agent,
            call: Some(call.clone()),
            worker: leg.worker_sid.clone(),
            name: Default::default(),
            status: status(record, leg, left),
            on_hold: leg.hold,
            muted: leg.muted,
        })
}

pub(super) fn other_side<'a>(record: &'a CallRecord, setup: &Setup) -> (LegRole, &'a Party) {
    match record.caller.worker_sid.as_ref() == Some(&setup.worker) {
        true => (LegRole::Callee, &record.colleague),
        false => (LegRole::Caller, &record.caller),
    }
}

/// The leg of that kind that is in the call, else the one that was told of last.
pub(super) fn latest(
    record: &CallRecord,
    wanted: impl Fn(&Leg) -> bool,
) -> Option<(&CallSid, &Leg)> {
    let legs = record.legs.iter().filter(|(_, leg)| wanted(leg));
    legs.max_by_key(|(_, leg)| (leg.status == LegStatus::Joined, leg.seq))
}

fn status(record: &CallRecord, leg: &Leg, left: ParticipantStatus) -> ParticipantStatus {
    match leg.status {
        LegStatus::Joined if record.state != CallState::Ended => ParticipantStatus::Joined,
        LegStatus::Joined | LegStatus::Left => left,
    }
}
