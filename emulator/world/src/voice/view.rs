//! What there is now, for the emulator's page and for tests; and what should not be there.

use serde_json::{Value, json};

use super::call::{Call, Place};
use super::conference::{Conference, Seat};
use crate::order::{Route, Sound};
use crate::world::World;

/// How many ended calls and conferences are still shown.
const ENDED_SHOWN: usize = 20;

impl World {
    pub(crate) fn snapshot_voice(&self) -> Value {
        let calls = shown(self.voice.calls.values(), |leg: &&Call| leg.is_live());
        let rooms = shown(self.voice.conferences.values(), |room: &&Conference| room.is_live());
        let calls: Vec<Value> = calls.into_iter().map(call_view).collect();
        let conferences: Vec<Value> = rooms.into_iter().map(|room| self.room_view(room)).collect();
        json!({ "calls": calls, "conferences": conferences })
    }

    fn room_view(&self, room: &Conference) -> Value {
        let legs: Vec<Value> = room.seats.iter().map(|seat| self.seat_view(room, seat)).collect();
        json!({
            "legs": legs,
            "name": room.name,
            "reason": room.ended_because.map(|reason| reason.word()),
            "sid": room.sid,
            "status": room.status.word(),
            "task": room.task,
        })
    }

    fn seat_view(&self, room: &Conference, seat: &Seat) -> Value {
        let hears: Vec<Value> = room
            .seats
            .iter()
            .filter(|other| self.hears(room, seat, other))
            .map(|other| json!(other.call))
            .collect();
        json!({
            "call": seat.call,
            "coaching": seat.coaching,
            "end_conference_on_exit": seat.end_on_exit,
            "hears": hears,
            "hold": seat.hold.is_some(),
            "joined": seat.joined,
            "label": seat.label,
            "muted": seat.muted,
            "who": self.call_name(&seat.call),
        })
    }

    /// Whether one participant hears another, by the routes that the mixer was told.
    fn hears(&self, room: &Conference, ear: &Seat, mouth: &Seat) -> bool {
        let route =
            |seat: &Seat| self.voice.calls.get(&seat.call).and_then(|leg| leg.route.clone());
        let listens =
            matches!(route(ear), Some(Route::Room { conference, .. }) if conference == room.sid);
        let speaks = match route(mouth) {
            Some(Route::Room { muted: false, coaching, .. }) => {
                coaching.is_none_or(|coached| coached == ear.call)
            }
            _ => false,
        };
        listens && speaks && ear.call != mouth.call
    }

    pub(crate) fn left_over_voice(&self) -> Vec<String> {
        let legs = self.voice.calls.values().filter(|leg| leg.is_live());
        let legs = legs.map(|leg| {
            format!("the call {} of {} is {}", leg.sid, self.call_name(&leg.sid), leg.status.word())
        });
        let rooms = self.voice.conferences.values().filter(|room| room.is_live());
        let rooms = rooms.map(|room| {
            let legs = room.seats.len();
            format!("the conference {} is {} with {legs} legs", room.name, room.status.word())
        });
        legs.chain(rooms).collect()
    }
}

/// All that are live, and the last that are not.
fn shown<'a, T>(
    all: impl DoubleEndedIterator<Item = &'a T>,
    is_live: impl Fn(&&'a T) -> bool,
) -> Vec<&'a T> {
    let mut ended = 0;
    let mut shown: Vec<&T> = all
        .rev()
        .filter(|item| {
            let live = is_live(item);
            ended += usize::from(!live);
            live || ended <= ENDED_SHOWN
        })
        .collect();
    shown.reverse();
    shown
}

fn call_view(leg: &Call) -> Value {
    let place = match &leg.place {
        Place::Bridge { room } => json!({ "bridge": room }),
        Place::Conference(conference) => json!({ "conference": conference }),
        Place::Own => Value::Null,
        Place::Queue { task } => json!({ "queue": task }),
    };
    json!({
        "answered": leg.answered.map(|time| time.0),
        "created": leg.created.0,
        "direction": leg.direction,
        "ended": leg.ended.map(|time| time.0),
        "from": leg.from,
        "identity": leg.identity(),
        "place": place,
        "route": leg.route.as_ref().map(route_view),
        "sid": leg.sid,
        "status": leg.status.word(),
        "to": leg.to,
    })
}

fn route_view(route: &Route) -> Value {
    match route {
        Route::Playing(Sound::HoldMusic) => json!({ "playing": "hold music" }),
        Route::Playing(Sound::Url(url)) => json!({ "playing": url }),
        Route::Room { conference, muted, coaching } => {
            json!({ "room": conference, "muted": muted, "coaching": coaching })
        }
        Route::Silence => json!("silence"),
    }
}
