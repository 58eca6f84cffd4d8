//! The open sockets and the legs that ring or speak over them.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serde_json::json;
use twilio_world::Sid;

use super::{GRACE, message};
use crate::socket::Outbox;

/// All open Voice sockets and all legs of browsers.
#[derive(Debug, Default)]
pub(crate) struct VoiceSockets {
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    numbers: u64,
    sockets: BTreeMap<u64, Socket>,
    legs: BTreeMap<Sid, Leg>,
}

/// One `Device` of the Voice SDK. An agent may have several.
#[derive(Debug)]
struct Socket {
    outbox: Outbox,
    identity: Option<String>,
    registered: bool,
    grace: Duration,
}

/// One call at a browser.
#[derive(Debug)]
pub(super) struct Leg {
    identity: String,
    reconnect: String,
    /// Where it still rings.
    ringing: BTreeSet<u64>,
    /// Who has answered it; the socket may have closed since.
    owner: Option<u64>,
    /// The socket over which it was lost last.
    lost_by: Option<u64>,
    answered: bool,
}

impl Leg {
    /// A call that a browser has made itself.
    pub(super) fn outgoing(identity: &str, owner: u64, reconnect: String) -> Leg {
        Leg {
            identity: identity.to_owned(),
            reconnect,
            ringing: BTreeSet::new(),
            owner: Some(owner),
            lost_by: None,
            answered: true,
        }
    }
}

/// A call that has been taken over by another socket.
pub(super) struct Claim {
    /// It had not been answered before.
    pub(super) was_ringing: bool,
    /// The other socket that had it before.
    pub(super) earlier: Option<u64>,
}

/// A call whose socket has closed.
#[derive(Debug)]
pub(super) struct Alone {
    pub(super) call: Sid,
    lost_by: u64,
    /// How long it may stay so.
    pub(super) grace: Duration,
}

impl VoiceSockets {
    fn locked(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn open(&self, outbox: Outbox) -> u64 {
        let mut state = self.locked();
        state.numbers += 1;
        let number = state.numbers;
        let socket = Socket { outbox, identity: None, registered: false, grace: GRACE };
        state.sockets.insert(number, socket);
        number
    }

    /// Forgets a socket; gives the calls that are now without one.
    pub(super) fn close(&self, socket: u64) -> Vec<Alone> {
        let mut state = self.locked();
        let grace = state.sockets.remove(&socket).map_or(GRACE, |socket| socket.grace);
        let mut alone = Vec::new();
        for (call, leg) in &mut state.legs {
            leg.ringing.remove(&socket);
            if leg.owner == Some(socket) {
                leg.owner = None;
                leg.lost_by = Some(socket);
                alone.push(Alone { call: call.clone(), lost_by: socket, grace });
            }
        }
        alone
    }

    pub(super) fn listen(&self, socket: u64, identity: &str, grace: Duration) {
        if let Some(socket) = self.locked().sockets.get_mut(&socket) {
            socket.identity = Some(identity.to_owned());
            socket.grace = grace;
        }
    }

    /// Whether the socket may be rung from now on; `false` if it has not said who it is.
    pub(super) fn register(&self, socket: u64, on: bool) -> bool {
        let mut state = self.locked();
        let Some(socket) = state.sockets.get_mut(&socket) else { return false };
        socket.registered = on && socket.identity.is_some();
        socket.identity.is_some()
    }

    pub(super) fn identity(&self, socket: u64) -> Option<String> {
        self.locked().sockets.get(&socket)?.identity.clone()
    }

    /// Sends an invitation to every registered socket of an identity; to how many.
    pub(super) fn ring(
        &self,
        call: &Sid,
        identity: &str,
        reconnect: String,
        invite: &str,
    ) -> usize {
        let mut state = self.locked();
        let registered =
            |socket: &&Socket| socket.registered && socket.identity.as_deref() == Some(identity);
        let ringing: BTreeSet<u64> = state
            .sockets
            .iter()
            .filter(|(_, socket)| registered(socket))
            .map(|(number, socket)| {
                socket.outbox.text(invite);
                *number
            })
            .collect();
        let rung = ringing.len();
        if rung > 0 {
            let identity = identity.to_owned();
            let leg =
                Leg { identity, reconnect, ringing, owner: None, lost_by: None, answered: false };
            state.legs.insert(call.clone(), leg);
        }
        rung
    }

    pub(super) fn add(&self, call: &Sid, leg: Leg) {
        self.locked().legs.insert(call.clone(), leg);
    }

    pub(super) fn remove(&self, call: &Sid) {
        self.locked().legs.remove(call);
    }

    /// The first socket that answers has the call; whether this one does.
    pub(super) fn answer(&self, call: &Sid, socket: u64) -> bool {
        let mut state = self.locked();
        let Some(leg) = state.legs.get_mut(call) else { return false };
        if leg.answered || !leg.ringing.contains(&socket) {
            return false;
        }
        leg.answered = true;
        leg.owner = Some(socket);
        true
    }

    /// Gives a call to another socket of the same identity that knows its token.
    pub(super) fn claim(&self, call: &Sid, token: &str, socket: u64) -> Option<Claim> {
        let mut state = self.locked();
        let identity = state.sockets.get(&socket)?.identity.clone();
        let leg = state.legs.get_mut(call)?;
        if leg.reconnect != token || Some(&leg.identity) != identity.as_ref() {
            return None;
        }
        let was_ringing = !leg.answered;
        let earlier = leg.owner.replace(socket).filter(|earlier| *earlier != socket);
        leg.answered = true;
        Some(Claim { was_ringing, earlier })
    }

    pub(super) fn owner(&self, call: &Sid) -> Option<u64> {
        self.locked().legs.get(call)?.owner
    }

    /// The identity at whose browser a call is.
    pub(crate) fn who(&self, call: &Sid) -> Option<String> {
        self.locked().legs.get(call).map(|leg| leg.identity.clone())
    }

    /// The calls at an identity's browsers.
    pub(crate) fn calls_of(&self, identity: &str) -> Vec<Sid> {
        let state = self.locked();
        let legs = state.legs.iter().filter(|(_, leg)| leg.identity == identity);
        legs.map(|(call, _)| call.clone()).collect()
    }

    pub(super) fn rings_at(&self, call: &Sid, socket: u64) -> bool {
        let state = self.locked();
        state.legs.get(call).is_some_and(|leg| !leg.answered && leg.ringing.contains(&socket))
    }

    pub(super) fn is_answered(&self, call: &Sid) -> bool {
        self.locked().legs.get(call).is_some_and(|leg| leg.answered)
    }

    /// Whether the call is still there and no socket has had it since.
    pub(super) fn is_alone(&self, alone: &Alone) -> bool {
        let state = self.locked();
        let leg = state.legs.get(&alone.call).filter(|leg| leg.answered && leg.owner.is_none());
        leg.is_some_and(|leg| leg.lost_by == Some(alone.lost_by))
    }

    /// Tells one socket something about a call.
    pub(super) fn tell(&self, socket: u64, kind: &str, call: &Sid) {
        if let Some(socket) = self.locked().sockets.get(&socket) {
            socket.outbox.text(message(kind, json!({ "callsid": call })));
        }
    }

    /// Tells whoever has the call.
    pub(super) fn tell_owner(&self, call: &Sid, kind: &str) {
        if let Some(owner) = self.owner(call) {
            self.tell(owner, kind, call);
        }
    }

    /// Tells every socket where the call still rings, except one; it rings there no longer.
    pub(super) fn tell_ringing(&self, call: &Sid, kind: &str, except: Option<u64>) {
        let mut state = self.locked();
        let Some(leg) = state.legs.get_mut(call) else { return };
        let ringing = std::mem::take(&mut leg.ringing);
        for socket in ringing.into_iter().filter(|socket| Some(*socket) != except) {
            if let Some(socket) = state.sockets.get(&socket) {
                socket.outbox.text(message(kind, json!({ "callsid": call })));
            }
        }
    }
}
