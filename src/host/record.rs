//! Reading a call record as it lies in Sync.

use std::collections::BTreeMap;

use call_core::id::{CallSid, ConferenceSid, NotASid, TaskSid, WorkerSid};
use call_core::pii::Pii;
use call_core::wire::{
    CallRecord, CallState, DeclineReason, EndReason, Leg, LegKind, LegRole, LegStatus, Orders,
    Party, Pending, Work,
};
use wasm_bindgen::JsValue;

use super::object::Fields;

/// The record that a document's data is, if it is one. What the server alone needs
/// ([`CallRecord::queue`], [`CallRecord::work`], [`CallRecord::requests`]) is left out.
pub(crate) fn record(data: JsValue) -> Option<CallRecord> {
    let data = Fields::of(data)?;
    Some(CallRecord {
        v: data.whole("v")?.try_into().ok()?,
        conference_name: sid(&data.text("conferenceName")?, TaskSid::parse)?,
        conference_sid: data.maybe("conferenceSid", |text| sid(text, ConferenceSid::parse))?,
        state: state(&data.text("state")?)?,
        end_reason: data.maybe("endReason", end_reason)?,
        end_note: end_note(&data)?,
        seq: data.whole("seq")?,
        created_at: data.whole("createdAt")?,
        updated_at: data.whole("updatedAt")?,
        answered_at: match data.lacks("answeredAt") {
            true => None,
            false => Some(data.whole("answeredAt")?),
        },
        ring_timeout_s: data.whole("ringTimeoutS")?.try_into().ok()?,
        queue: None,
        caller: party(&data.object("caller")?)?,
        colleague: party(&data.object("colleague")?)?,
        legs: all(&data.object("legs")?, |call, fields| {
            Some((sid(call, CallSid::parse)?, leg(fields)?))
        })?,
        pending: all(&data.object("pending")?, |name, fields| {
            Some((name.to_owned(), pending(fields)?))
        })?,
        work: Work::default(),
        requests: Vec::new(),
    })
}

/// All entries of a map, or nothing if one of them cannot be read.
fn all<K: Ord, V>(
    map: &Fields,
    read: impl Fn(&str, &Fields) -> Option<(K, V)>,
) -> Option<BTreeMap<K, V>> {
    let mut all = BTreeMap::new();
    // Not collected, which would sort them first: that weighs more than all reading does.
    for (name, value) in map.each() {
        let (key, entry) = read(&name, &Fields::of(value)?)?;
        all.insert(key, entry);
    }
    Some(all)
}

fn party(party: &Fields) -> Option<Party> {
    Some(Party {
        worker_sid: party.maybe("workerSid", |text| sid(text, WorkerSid::parse))?,
        task_sid: party.maybe("taskSid", |text| sid(text, TaskSid::parse))?,
        name: private(&party.text("name")?)?,
        address: private(&party.text("address")?)?,
    })
}

fn leg(leg: &Fields) -> Option<Leg> {
    Some(Leg {
        kind: kind(&leg.text("kind")?)?,
        role: role(&leg.text("role")?)?,
        worker_sid: leg.maybe("workerSid", |text| sid(text, WorkerSid::parse))?,
        label: leg.text("label")?,
        status: status(&leg.text("status")?)?,
        hold: leg.flag("hold")?,
        muted: leg.flag("muted")?,
        coaching: leg.flag("coaching")?,
        seq: leg.whole("seq")?,
        orders: match leg.object("orders") {
            Some(found) => orders(&found)?,
            None => Orders::default(),
        },
        left_reason: leg.maybe("leftReason", |text| Some(text.to_owned()))?,
    })
}

fn orders(orders: &Fields) -> Option<Orders> {
    Some(Orders {
        done: orders.whole("done")?.try_into().ok()?,
        doubtful: orders.flag("doubtful")?,
        held_by: orders.maybe("heldBy", |text| sid(text, WorkerSid::parse))?,
        muted_by: orders.maybe("mutedBy", |text| sid(text, WorkerSid::parse))?,
    })
}

fn pending(pending: &Fields) -> Option<Pending> {
    Some(Pending {
        kind: kind(&pending.text("kind")?)?,
        task_sid: pending.maybe("taskSid", |text| sid(text, TaskSid::parse))?,
        name: private(&pending.text("name")?)?,
        address: private(&pending.text("address")?)?,
        since: pending.whole("since")?,
        expires_at: pending.whole("expiresAt")?,
    })
}

fn sid<T>(text: &str, parse: fn(&str) -> Result<T, NotASid>) -> Option<T> {
    parse(text).ok()
}

fn private(text: &str) -> Option<Pii<String>> {
    Some(Pii::new(text.to_owned()))
}

fn state(text: &str) -> Option<CallState> {
    Some(match text {
        "setup" => CallState::Setup,
        "ringing" => CallState::Ringing,
        "active" => CallState::Active,
        "ended" => CallState::Ended,
        _ => return None,
    })
}

fn end_reason(text: &str) -> Option<EndReason> {
    Some(match text {
        "canceled" => EndReason::Canceled,
        "unreachable" => EndReason::Unreachable,
        "crossed" => EndReason::Crossed,
        "no_answer" => EndReason::NoAnswer,
        "declined" => EndReason::Declined,
        "hung_up" => EndReason::HungUp,
        _ => return None,
    })
}

/// A code, or an object with the colleague's own words.
#[expect(clippy::option_option, reason = "no reason, and something that cannot be read")]
fn end_note(data: &Fields) -> Option<Option<DeclineReason>> {
    let Some(own) = data.object("endNote") else {
        return data.maybe("endNote", DeclineReason::of_code);
    };
    Some(Some(DeclineReason::Words(private(&own.text("words")?)?)))
}

fn kind(text: &str) -> Option<LegKind> {
    Some(match text {
        "agent" => LegKind::Agent,
        "external" => LegKind::External,
        "supervisor" => LegKind::Supervisor,
        _ => return None,
    })
}

fn role(text: &str) -> Option<LegRole> {
    Some(match text {
        "added" => LegRole::Added,
        "callee" => LegRole::Callee,
        "caller" => LegRole::Caller,
        _ => return None,
    })
}

fn status(text: &str) -> Option<LegStatus> {
    Some(match text {
        "joined" => LegStatus::Joined,
        "left" => LegStatus::Left,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use std::fmt::Debug;

    use call_core::wire::CallState;
    use serde::de::DeserializeOwned;

    /// Reads each word that the wire has for a type, and one that it has not.
    fn reads_what_the_wire_has<T: DeserializeOwned + Debug + PartialEq>(
        read: fn(&str) -> Option<T>,
    ) {
        let wire = |word: &str| serde_json::from_str::<T>(&format!("\"{word}\""));
        // The refusal of a word that there is not lists those that there are.
        let refusal = wire("?").unwrap_err().to_string();
        let words: Vec<_> = refusal.split('`').skip(1).step_by(2).collect();
        assert!(words.len() > 2, "{refusal}");
        for word in words {
            assert_eq!(read(word), wire(word).ok(), "{word}");
        }
    }

    #[test]
    fn every_word_of_the_wire_is_read_as_the_server_means_it() {
        reads_what_the_wire_has::<CallState>(super::state);
        reads_what_the_wire_has(super::end_reason);
        reads_what_the_wire_has(super::kind);
        reads_what_the_wire_has(super::role);
        reads_what_the_wire_has(super::status);
    }
}
