//! Who listens to which Sync object and which live query, and what each of them is pushed.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Mutex, MutexGuard, PoisonError};

use serde_json::{Value, json};

use crate::app::App;
use crate::socket::Outbox;
use crate::twilsock::encode;

/// The type under which changes of live queries are pushed.
const EVENTS: &str = "twilio.sync.event";

/// All open Twilsock connections.
#[derive(Debug, Default)]
pub(crate) struct SyncSockets {
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    connections: BTreeMap<u64, Listener>,
    /// How often each item of an index has changed: tells clients old news from new.
    revisions: HashMap<(String, String), u64>,
    numbers: u64,
}

#[derive(Debug)]
struct Listener {
    identity: String,
    outbox: Outbox,
    /// The message types that the client has registered for; it is sent no others.
    types: BTreeSet<String>,
    /// By the object's or query's SID.
    subscriptions: HashMap<String, Subscription>,
}

/// What a client listens to.
#[derive(Clone, Debug)]
pub(crate) enum Subscription {
    /// A map or a document.
    Object,
    /// A live query, with what the client has been told so far.
    Query { index: String, query: String, items: BTreeMap<String, Value> },
}

/// One client's connection.
#[derive(Debug)]
pub(crate) struct Connection {
    pub(crate) number: u64,
    pub(crate) identity: String,
    pub(crate) outbox: Outbox,
}

impl SyncSockets {
    fn locked(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn join(
        &self,
        identity: &str,
        types: BTreeSet<String>,
        outbox: Outbox,
    ) -> Connection {
        let number = self.next_number();
        let listener = Listener {
            identity: identity.to_owned(),
            outbox: outbox.clone(),
            types,
            subscriptions: HashMap::new(),
        };
        self.locked().connections.insert(number, listener);
        Connection { number, identity: identity.to_owned(), outbox }
    }

    pub(crate) fn leave(&self, connection: &Connection) {
        self.locked().connections.remove(&connection.number);
    }

    /// A number that nobody else has: for connections, queries and messages.
    pub(crate) fn next_number(&self) -> u64 {
        let mut state = self.locked();
        state.numbers += 1;
        state.numbers
    }

    pub(crate) fn subscribe(&self, connection: &Connection, sid: &str, to: Subscription) {
        if let Some(listener) = self.locked().connections.get_mut(&connection.number) {
            listener.subscriptions.insert(sid.to_owned(), to);
        }
    }

    pub(crate) fn unsubscribe(&self, connection: &Connection, sid: &str) {
        if let Some(listener) = self.locked().connections.get_mut(&connection.number) {
            listener.subscriptions.remove(sid);
        }
    }

    /// How often an item of an index has changed.
    pub(crate) fn revision(&self, index: &str, key: &str) -> u64 {
        let state = self.locked();
        state.revisions.get(&(index.to_owned(), key.to_owned())).copied().unwrap_or(1)
    }

    /// Pushes to one client.
    pub(crate) fn push(&self, connection: &Connection, message_type: &str, body: &Value) {
        let mut state = self.locked();
        state.numbers += 1;
        let number = state.numbers;
        if let Some(listener) = state.connections.get(&connection.number) {
            listener.push(number, message_type, body);
        }
    }

    /// Pushes the change of a map or document to all who listen to it; gives whom it has told.
    pub(crate) fn object_changed(&self, sid: &str, object_type: &str, body: &Value) -> Vec<String> {
        let message_type = object_message(object_type);
        let mut state = self.locked();
        state.numbers += 1;
        let number = state.numbers;
        let listens = |listener: &&Listener| listener.subscriptions.contains_key(sid);
        let told = state.connections.values().filter(listens);
        let tell = |listener: &Listener| {
            listener.push(number, &message_type, body);
            listener.identity.clone()
        };
        told.map(tell).collect()
    }

    /// Looks again at every live query on an index of which an item has changed.
    pub(crate) fn index_changed(&self, app: &App, index: &str, key: &str) {
        let asked = {
            let mut state = self.locked();
            let revision = state.revisions.entry((index.to_owned(), key.to_owned())).or_insert(1);
            *revision += 1;
            state.queries(index)
        };
        for (number, sid, query) in asked {
            // A query that was right when it was asked stays right.
            let Ok(found) = app.look(|world| world.insights(index, &query)) else { continue };
            self.query_changed(number, &sid, index, found.into_iter().collect());
        }
    }

    fn query_changed(&self, number: u64, sid: &str, index: &str, now: BTreeMap<String, Value>) {
        let mut state = self.locked();
        let Some(before) = state.told(number, sid, now.clone()) else { return };
        let gone = before.keys().filter(|key| !now.contains_key(*key)).map(|key| (key, None));
        let changed = now.iter().filter(|(key, data)| before.get(*key) != Some(*data));
        for (key, data) in changed.map(|(key, data)| (key, Some(data))).chain(gone) {
            state.numbers += 1;
            let revision = state.revisions.get(&(index.to_owned(), key.clone())).copied();
            let event_type =
                if data.is_some() { "live_query_item_updated" } else { "live_query_item_removed" };
            let body = json!({
                "event_type": event_type,
                "event_protocol_version": 3,
                "strictly_ordered": true,
                "event": {
                    "query_id": sid,
                    "item_key": key,
                    "item_data": data,
                    "item_revision": revision.unwrap_or(1),
                    "last_event_id": state.numbers,
                },
            });
            let message = state.numbers;
            if let Some(listener) = state.connections.get(&number) {
                listener.push(message, EVENTS, &body);
            }
        }
    }
}

impl State {
    /// The live queries on an index: connection, query's SID, query.
    fn queries(&self, wanted: &str) -> Vec<(u64, String, String)> {
        let mut queries = Vec::new();
        for (number, listener) in &self.connections {
            for (sid, subscription) in &listener.subscriptions {
                if let Subscription::Query { index, query, .. } = subscription
                    && index == wanted
                {
                    queries.push((*number, sid.clone(), query.clone()));
                }
            }
        }
        queries
    }

    /// Notes what a client is now told and gives what it knew before.
    fn told(
        &mut self,
        number: u64,
        sid: &str,
        now: BTreeMap<String, Value>,
    ) -> Option<BTreeMap<String, Value>> {
        match self.connections.get_mut(&number)?.subscriptions.get_mut(sid)? {
            Subscription::Query { items, .. } => Some(std::mem::replace(items, now)),
            Subscription::Object => None,
        }
    }
}

impl Listener {
    fn push(&self, number: u64, message_type: &str, body: &Value) {
        if !self.types.contains(message_type) {
            return;
        }
        let header = json!({
            "method": "notification",
            "id": format!("TM{number:032x}"),
            "message_type": message_type,
            "payload_type": "application/json",
        });
        self.outbox.binary(encode(header, body.to_string().as_bytes()));
    }
}

/// The message type of an object's changes.
pub(crate) fn object_message(object_type: &str) -> String {
    match object_type {
        "live_query" => EVENTS.to_owned(),
        other => format!("com.twilio.rtd.cds.{other}"),
    }
}
