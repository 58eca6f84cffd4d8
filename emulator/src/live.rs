//! Who listens to which Sync object and which live query, and what each of them is pushed.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Mutex, MutexGuard, PoisonError};

use serde_json::{Value, json};
use twilio_world::MOST_FOUND;

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

    /// Looks again at this item of every live query on its index.
    pub(crate) fn index_changed(&self, app: &App, index: &str, key: &str) {
        let asked = {
            let mut state = self.locked();
            let revision = state.revisions.entry((index.to_owned(), key.to_owned())).or_insert(1);
            *revision += 1;
            state.queries(index)
        };
        for (number, sid, query) in asked {
            let now = app.look(|world| world.insights_item(index, &query, key));
            self.query_changed(number, &sid, index, key, now);
        }
    }

    /// Tells what one item of a live query now is, if that is new to the client.
    fn query_changed(&self, number: u64, sid: &str, index: &str, key: &str, now: Option<Value>) {
        let mut state = self.locked();
        if !state.told(number, sid, key, now.as_ref()) {
            return;
        }
        state.numbers += 1;
        let revision = state.revisions.get(&(index.to_owned(), key.to_owned())).copied();
        let event_type =
            if now.is_some() { "live_query_item_updated" } else { "live_query_item_removed" };
        let body = json!({
            "event_type": event_type,
            "event_protocol_version": 3,
            "strictly_ordered": true,
            "event": {
                "query_id": sid,
                "item_key": key,
                "item_data": now,
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

    /// Notes what a client is now told of an item; whether that is new to it. A query that has
    /// found as much as Twilio gives finds nobody else.
    fn told(&mut self, number: u64, sid: &str, key: &str, now: Option<&Value>) -> bool {
        let listener = self.connections.get_mut(&number);
        let subscription = listener.and_then(|listener| listener.subscriptions.get_mut(sid));
        let Some(Subscription::Query { items, .. }) = subscription else { return false };
        match now {
            None => items.remove(key).is_some(),
            Some(_) if !items.contains_key(key) && items.len() >= MOST_FOUND => false,
            Some(data) => items.insert(key.to_owned(), data.clone()).as_ref() != Some(data),
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
