//! Conferences: who joins and leaves, and what is told of it.

use serde_json::{Value, json};

use crate::desks::WORKERS;
use crate::schedule::World;
use crate::server::Asker;
use crate::twilio::Seat;

/// What was told of a conference.
#[derive(Debug)]
pub(crate) struct Room {
    /// Of the first who came: whom the messages name as the caller.
    caller: String,
    sequence: u64,
    seats: Vec<Seat>,
    over: bool,
}

fn between<'a>(text: &'a str, before: &str, after: &str) -> &'a str {
    text.split_once(before).and_then(|(_, rest)| rest.split_once(after)).map_or("", |(it, _)| it)
}

impl World {
    /// A leg joins the conference that it was told to, unless it has gone meanwhile.
    pub(crate) fn enters(&mut self, agent: usize, call: &str, twiml: &str) -> Result<(), String> {
        if !self.agents[agent].legs.iter().any(|leg| leg.call == *call) {
            return Ok(());
        }
        let name = between(twiml, "modify\">", "<");
        let caller = between(twiml, "?caller=", "#").to_owned();
        let label = format!("worker-{}", WORKERS[agent]);
        let open = self.twilio.conferences.iter().find(|(_, room)| room.name == name && !room.over);
        let sid = match open {
            Some((sid, _)) => sid.clone(),
            None => {
                let sid = format!("CF{:032x}", self.rooms.len());
                let room = Room { caller, sequence: 0, seats: Vec::new(), over: false };
                self.rooms.insert(sid.clone(), room);
                sid
            }
        };
        self.twilio.join_in(&sid, name, call, &label);
        let seats = self.twilio.conferences[&sid].legs.clone();
        let joined = seats.last().cloned().expect("somebody has just joined");
        self.rooms.get_mut(&sid).expect("each conference has been told of").seats = seats;
        self.say(&sid, "participant-join", Some(&joined));
        if self.twilio.conferences[&sid].legs.len() == 2 {
            self.reached.talks += 1;
            self.say(&sid, "conference-start", None);
        }
        Ok(())
    }

    fn say(&mut self, sid: &str, what: &str, seat: Option<&Seat>) {
        let name = self.twilio.conferences[sid].name.clone();
        let room = self.rooms.get_mut(sid).expect("each conference has been told of");
        room.sequence += 1;
        let mut message = json!({
            "StatusCallbackEvent": what, "ConferenceSid": sid, "FriendlyName": name,
            "SequenceNumber": room.sequence.to_string(), "caller": room.caller,
        });
        if let Some(seat) = seat {
            message["CallSid"] = json!(seat.call);
            message["ParticipantLabel"] = json!(seat.label);
            message["Hold"] = json!(seat.hold.to_string());
            message["Muted"] = json!(seat.muted.to_string());
            message["Coaching"] = json!("false");
        }
        if what == "participant-leave" {
            message["ReasonParticipantLeft"] = json!("participant_hung_up");
        }
        self.ask(Asker::Room, "call-outbound-join", message);
    }

    /// Tells what has become of the conferences since the last time.
    pub(crate) fn notice_rooms(&mut self) -> Result<(), String> {
        let sids: Vec<String> = self.rooms.keys().cloned().collect();
        for sid in sids {
            let is = &self.twilio.conferences[&sid];
            let (now, over) = (is.legs.clone(), is.over || is.legs.is_empty());
            let room = self.rooms.get_mut(&sid).expect("it was listed");
            let before = std::mem::replace(&mut room.seats, now.clone());
            let ends = over && !std::mem::replace(&mut room.over, over);
            for seat in before {
                match now.iter().find(|still| still.call == seat.call) {
                    Some(still) => self.say_changes(&sid, &seat, still),
                    None => {
                        self.say(&sid, "participant-leave", Some(&seat));
                        self.leg_gone(&seat.call)?;
                    }
                }
            }
            if ends {
                self.twilio.conferences.get_mut(&sid).expect("it was read").over = true;
                self.say(&sid, "conference-end", None);
            }
        }
        Ok(())
    }

    fn say_changes(&mut self, sid: &str, before: &Seat, now: &Seat) {
        let word = |on: bool, yes: &'static str, no: &'static str| if on { yes } else { no };
        if before.hold != now.hold {
            self.reached.holds += 1;
            self.say(sid, word(now.hold, "participant-hold", "participant-unhold"), Some(now));
        }
        if before.muted != now.muted {
            self.say(sid, word(now.muted, "participant-mute", "participant-unmute"), Some(now));
        }
    }

    /// Whose leg it was learns that it has gone.
    fn leg_gone(&mut self, call: &str) -> Result<(), String> {
        for agent in 0..3 {
            if self.agents[agent].legs.iter().any(|leg| leg.call == *call) {
                self.drop_leg(agent, call)?;
            }
        }
        Ok(())
    }

    /// Tells those who follow them which records have changed.
    pub(crate) fn notice_records(&mut self) {
        let changed = self.twilio.documents.iter().filter_map(|(name, (revision, data))| {
            let fresh = self.written.get(name) != Some(revision);
            fresh.then(|| (name.clone(), *revision, data.clone()))
        });
        let changed: Vec<(String, u64, Value)> = changed.collect();
        for (name, revision, data) in changed {
            self.written.insert(name.clone(), revision);
            let call = name.trim_start_matches("internal_call.");
            for agent in 0..3 {
                if self.agents[agent].follows.iter().any(|follows| follows.as_str() == call) {
                    self.tell_record(agent, &data);
                }
            }
        }
    }
}
