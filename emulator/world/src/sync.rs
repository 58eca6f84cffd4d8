//! Twilio Sync: maps and documents of two services, seen by REST and by the client SDK.

mod client;
mod rest;
mod store;

use serde_json::{Value, json};

use crate::exchange::{Fault, Method, Request};
use crate::order::Order;
use crate::rates::Limited;
use crate::sid::{Sid, SidKind};
use crate::time::Time;
use crate::world::World;
use store::{Document, Item, Store, SyncMap};

/// One of the account's two Sync services.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Service {
    /// The customer's own service, which Functions and plugins write.
    Customer,
    /// The service that Flex owns and fills itself.
    Flex,
}

/// All objects of both services.
#[derive(Debug, Default)]
pub(crate) struct Sync {
    customer: Store,
    flex: Store,
    /// Counts every change of every object, so that clients can tell old news from new.
    events: u64,
}

impl Sync {
    fn store(&self, service: Service) -> &Store {
        match service {
            Service::Customer => &self.customer,
            Service::Flex => &self.flex,
        }
    }

    fn store_mut(&mut self, service: Service) -> &mut Store {
        match service {
            Service::Customer => &mut self.customer,
            Service::Flex => &mut self.flex,
        }
    }

    fn next_event(&mut self) -> u64 {
        self.events += 1;
        self.events
    }

    /// When the next document's time to live is over.
    pub(crate) fn next_deadline(&self) -> Option<Time> {
        [&self.customer, &self.flex].into_iter().filter_map(Store::next_expiry).min()
    }
}

/// What a document is to be.
struct Written {
    data: Option<Value>,
    ttl: Option<u64>,
}

impl World {
    /// Writes one item of a map, making the map if it is not there.
    pub(crate) fn sync_map_put(&mut self, service: Service, map: &str, key: &str, data: Value) {
        let sid = match self.sync.store(service).map(map) {
            Some(map) => map.sid.clone(),
            None => self.create_map(service, Some(map.to_owned())),
        };
        self.put_item(service, &sid, key, data);
    }

    /// Removes the documents whose time to live is over.
    pub(crate) fn advance_sync(&mut self) {
        for service in [Service::Customer, Service::Flex] {
            for sid in self.sync.store(service).expired(self.now) {
                self.remove_document(service, &sid);
            }
        }
    }

    pub(crate) fn snapshot_sync(&self) -> Value {
        json!({
            "customer": self.sync.customer.snapshot(),
            "flex": self.sync.flex.snapshot(),
        })
    }

    /// Records of internal calls that nobody has closed.
    pub(crate) fn left_over_sync(&self) -> Vec<String> {
        let open = |document: &&Document| {
            let name = document.unique_name.as_deref().unwrap_or_default();
            name.starts_with("internal_call.") && document.data["state"] != "ended"
        };
        let documents = self.sync.customer.documents.values();
        documents.filter(open).map(open_record).collect()
    }

    fn service_sid(&self, service: Service) -> Sid {
        match service {
            Service::Customer => self.account().sync_service.clone(),
            Service::Flex => self.account().flex_service.clone(),
        }
    }

    fn create_map(&mut self, service: Service, unique_name: Option<String>) -> Sid {
        let sid = self.mint(SidKind::MP);
        let map = SyncMap::new(sid.clone(), unique_name, self.now);
        self.sync.store_mut(service).maps.insert(sid.clone(), map);
        sid
    }

    fn put_item(&mut self, service: Service, map: &Sid, key: &str, data: Value) {
        let (event, now) = (self.sync.next_event(), self.now);
        let store = self.sync.store_mut(service);
        let Some(object) = store.maps.get_mut(map) else { return };
        let added = object.put(key, data.clone(), event, now);
        let event_type = if added { "map_item_added" } else { "map_item_updated" };
        let revision = store::revision(object.revision);
        let item_url = format!("{}/{}", self.items_url(service, map), encoded(key));
        let event = json!({
            "id": event,
            "map_sid": map,
            "item_key": key,
            "item_data": data,
            "item_url": item_url,
            "item_revision": revision,
            "map_revision": revision,
            "date_created": now.iso(),
        });
        self.push(map.clone(), "map", event_type, event);
    }

    fn remove_item(&mut self, service: Service, map: &Sid, key: &str) -> bool {
        let (event, now) = (self.sync.next_event(), self.now);
        let Some(object) = self.sync.store_mut(service).maps.get_mut(map) else { return false };
        let Some(Item { data, .. }) = object.take(key, event, now) else { return false };
        let event = json!({
            "id": event,
            "map_sid": map,
            "item_key": key,
            "item_data": data,
            "map_revision": store::revision(object.revision),
            "date_created": now.iso(),
        });
        self.push(map.clone(), "map", "map_item_removed", event);
        true
    }

    fn create_document(
        &mut self,
        service: Service,
        unique_name: Option<String>,
        data: Value,
        ttl: Option<u64>,
    ) -> Result<Sid, Fault> {
        let taken = |name: &String| self.sync.store(service).document(name).is_some();
        if unique_name.as_ref().is_some_and(taken) {
            return Err(Fault::new(409, 54301, "Unique name already exists"));
        }
        checked_size(&data)?;
        let (sid, event) = (self.mint(SidKind::ET), self.sync.next_event());
        let document = Document::new(sid.clone(), unique_name, data, event, self.now, ttl);
        self.sync.store_mut(service).documents.insert(sid.clone(), document);
        Ok(sid)
    }

    fn update_document(
        &mut self,
        service: Service,
        sid: &Sid,
        data: Option<Value>,
        ttl: Option<u64>,
        if_match: Option<&str>,
    ) -> Result<(), Fault> {
        if let Some(data) = &data {
            checked_size(data)?;
        }
        let (event, now) = (self.sync.next_event(), self.now);
        let document = self.sync.store_mut(service).documents.get_mut(sid);
        let document = document.ok_or_else(document_missing)?;
        let current = store::revision(document.revision);
        if if_match.is_some_and(|wanted| wanted != current) {
            let message = format!("The revision of the document is {current}, not the one given");
            return Err(Fault::new(412, 54103, message));
        }
        if let Some(ttl) = ttl {
            document.keep_for(ttl, now);
        }
        let Some(data) = data else { return Ok(()) };
        document.write(data.clone(), event, now);
        let event = json!({
            "id": event,
            "document_sid": sid,
            "document_revision": store::revision(document.revision),
            "document_data": data,
            "date_created": now.iso(),
        });
        self.push(sid.clone(), "document", "document_updated", event);
        Ok(())
    }

    /// Reads, writes or deletes a document, by either door; `None` if it is gone now.
    fn ask_document(
        &mut self,
        service: Service,
        id: &str,
        request: &Request,
        written: impl FnOnce() -> Result<Written, Fault>,
    ) -> Result<Option<Sid>, Fault> {
        let document = self.sync.store(service).document(id);
        let sid = document.ok_or_else(document_missing)?.sid.clone();
        let reads = request.method == Method::Get;
        self.paced(if reads { Limited::SyncRead } else { Limited::SyncWrite }, sid.as_str())?;
        match request.method {
            Method::Get => {}
            Method::Post => {
                let Written { data, ttl } = written()?;
                self.update_document(service, &sid, data, ttl, request.if_match.as_deref())?;
            }
            Method::Delete => {
                self.remove_document(service, &sid);
                return Ok(None);
            }
        }
        Ok(Some(sid))
    }

    fn remove_document(&mut self, service: Service, sid: &Sid) -> bool {
        let (event, now) = (self.sync.next_event(), self.now);
        let Some(document) = self.sync.store_mut(service).documents.remove(sid) else {
            return false;
        };
        let event = json!({
            "id": event,
            "document_sid": sid,
            "document_data": document.data,
            "date_created": now.iso(),
        });
        self.push(sid.clone(), "document", "document_removed", event);
        true
    }

    fn push(&mut self, object: Sid, object_type: &'static str, event_type: &str, event: Value) {
        let push = json!({
            "event_type": event_type,
            "event_protocol_version": 3,
            "strictly_ordered": true,
            "event": event,
        });
        self.order(Order::Sync { object, object_type, push });
    }

    fn items_url(&self, service: Service, map: &Sid) -> String {
        let service = self.service_sid(service);
        format!("https://cds.us1.twilio.com/v3/Services/{service}/Maps/{map}/Items")
    }
}

fn open_record(document: &Document) -> String {
    let name = document.unique_name.as_deref().unwrap_or_default();
    format!("the call record {name} is still {}", document.data["state"])
}

fn document_missing() -> Fault {
    Fault::new(404, 54100, "Document not found")
}

fn map_missing() -> Fault {
    Fault::new(404, 54200, "Map not found")
}

/// Twilio stores an object of at most 16 KiB.
fn checked_size(data: &Value) -> Result<(), Fault> {
    if !data.is_object() {
        return Err(Fault::new(400, 54008, "Data is not a JSON object"));
    }
    if data.to_string().len() > 16 * 1024 {
        return Err(Fault::new(413, 54006, "Data is larger than 16 KiB"));
    }
    Ok(())
}

/// A text as one part of an address.
pub(crate) fn encoded(key: &str) -> String {
    let mut segment = String::with_capacity(key.len());
    for byte in key.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                segment.push(char::from(byte));
            }
            _ => segment.push_str(&format!("%{byte:02X}")),
        }
    }
    segment
}

#[cfg(test)]
mod tests;
