//! The objects of one Sync service.

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::{Value, json};

use crate::sid::Sid;
use crate::time::Time;

/// Everything that one service holds.
#[derive(Debug, Default)]
pub(super) struct Store {
    pub(super) maps: BTreeMap<Sid, SyncMap>,
    pub(super) documents: BTreeMap<Sid, Document>,
}

impl Store {
    /// The map with this SID or unique name.
    pub(super) fn map(&self, id: &str) -> Option<&SyncMap> {
        let named =
            |map: &&SyncMap| map.sid.as_str() == id || map.unique_name.as_deref() == Some(id);
        self.maps.values().find(named)
    }

    /// The document with this SID or unique name.
    pub(super) fn document(&self, id: &str) -> Option<&Document> {
        let named = |document: &&Document| {
            document.sid.as_str() == id || document.unique_name.as_deref() == Some(id)
        };
        self.documents.values().find(named)
    }

    pub(super) fn expired(&self, now: Time) -> Vec<Sid> {
        let over = |document: &&Document| document.expires.is_some_and(|at| at <= now);
        self.documents.values().filter(over).map(|document| document.sid.clone()).collect()
    }

    pub(super) fn next_expiry(&self) -> Option<Time> {
        self.documents.values().filter_map(|document| document.expires).min()
    }

    pub(super) fn snapshot(&self) -> Value {
        let items = |map: &SyncMap| -> Value {
            map.items.iter().map(|(key, item)| (key.clone(), item.data.clone())).collect()
        };
        let name =
            |unique: &Option<String>, sid: &Sid| unique.clone().unwrap_or_else(|| sid.to_string());
        let maps: BTreeMap<_, _> =
            self.maps.values().map(|map| (name(&map.unique_name, &map.sid), items(map))).collect();
        let documents = self.documents.values();
        let documents: BTreeMap<_, _> = documents
            .map(|document| (name(&document.unique_name, &document.sid), document.data.clone()))
            .collect();
        json!({ "maps": maps, "documents": documents })
    }
}

/// One map.
#[derive(Debug)]
pub(super) struct SyncMap {
    pub(super) sid: Sid,
    pub(super) unique_name: Option<String>,
    pub(super) items: BTreeMap<String, Item>,
    pub(super) revision: u64,
    pub(super) last_event: u64,
    pub(super) created: Time,
    pub(super) updated: Time,
}

impl SyncMap {
    pub(super) fn new(sid: Sid, unique_name: Option<String>, now: Time) -> SyncMap {
        let items = BTreeMap::new();
        SyncMap { sid, unique_name, items, revision: 0, last_event: 0, created: now, updated: now }
    }

    /// Writes an item; whether it is a new one.
    pub(super) fn put(&mut self, key: &str, data: Value, event: u64, now: Time) -> bool {
        self.touch(event, now);
        let created = self.items.get(key).map(|item| item.created);
        let revision = self.revision;
        let item = Item { data, revision, event, created: created.unwrap_or(now), updated: now };
        self.items.insert(key.to_owned(), item);
        created.is_none()
    }

    /// Takes an item out.
    pub(super) fn take(&mut self, key: &str, event: u64, now: Time) -> Option<Item> {
        let item = self.items.remove(key)?;
        self.touch(event, now);
        Some(item)
    }

    fn touch(&mut self, event: u64, now: Time) {
        self.revision += 1;
        self.last_event = event;
        self.updated = now;
    }
}

/// One item of a map.
#[derive(Debug)]
pub(super) struct Item {
    pub(super) data: Value,
    pub(super) revision: u64,
    pub(super) event: u64,
    pub(super) created: Time,
    pub(super) updated: Time,
}

/// One document.
#[derive(Debug)]
pub(super) struct Document {
    pub(super) sid: Sid,
    pub(super) unique_name: Option<String>,
    pub(super) data: Value,
    pub(super) revision: u64,
    pub(super) event: u64,
    pub(super) created: Time,
    pub(super) updated: Time,
    pub(super) expires: Option<Time>,
}

impl Document {
    pub(super) fn new(
        sid: Sid,
        unique_name: Option<String>,
        data: Value,
        event: u64,
        now: Time,
        ttl: Option<u64>,
    ) -> Document {
        let (created, updated) = (now, now);
        let mut document = Document {
            sid,
            unique_name,
            data,
            revision: 0,
            event,
            created,
            updated,
            expires: None,
        };
        document.keep_for(ttl.unwrap_or(0), now);
        document
    }

    /// Sets the time to live, in seconds; 0 is for ever.
    pub(super) fn keep_for(&mut self, ttl: u64, now: Time) {
        self.expires = (ttl > 0).then(|| now + Duration::from_secs(ttl));
    }

    pub(super) fn write(&mut self, data: Value, event: u64, now: Time) {
        self.data = data;
        self.revision += 1;
        self.event = event;
        self.updated = now;
    }
}

/// A revision as Twilio writes it: text that means nothing but "the same" or "another".
pub(super) fn revision(number: u64) -> String {
    format!("{number:x}")
}
