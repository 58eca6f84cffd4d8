//! `cds.twilio.com/v3`: what the client SDK asks over its socket.

use serde_json::{Value, json};

use super::store::{Document, Item, SyncMap, revision};
use super::{Service, Written, document_missing, encoded, map_missing};
use crate::exchange::{Fault, Method, Reply, Request};
use crate::sid::Sid;
use crate::world::World;

impl World {
    /// Answers the client SDK's protocol (`/v3/…`) for one service.
    pub fn sync_client(&mut self, service: Service, request: &Request) -> Reply {
        Reply::from(self.sync_answer(service, request))
    }

    fn sync_answer(&mut self, service: Service, request: &Request) -> Result<Reply, Fault> {
        let path = self.without_service(service, &request.path)?;
        let segments: Vec<&str> = path.split('/').collect();
        let body = request.json.clone().unwrap_or(Value::Null);
        match (request.method, segments.as_slice()) {
            (Method::Post, ["Documents"]) => {
                let (name, ttl) = (text(&body, "unique_name"), ttl(&body));
                let data = body.get("data").cloned().unwrap_or_else(|| json!({}));
                let sid = self.create_document(service, name, data, ttl)?;
                Ok(Reply::created(self.document_seen(service, &sid)?))
            }
            (_, ["Documents", id]) => {
                let written = || {
                    let body = request.json.as_ref().ok_or_else(|| no_such_body("data"))?;
                    Ok(Written { data: body.get("data").cloned(), ttl: ttl(body) })
                };
                match self.ask_document(service, id, request, written)? {
                    Some(sid) => Ok(Reply::ok(self.document_seen(service, &sid)?)),
                    None => Ok(Reply::deleted()),
                }
            }
            (Method::Post, ["Maps"]) => {
                let name = text(&body, "unique_name");
                let taken = |name: &String| self.sync.store(service).map(name).is_some();
                if name.as_ref().is_some_and(taken) {
                    return Err(Fault::new(409, 54301, "Unique name already exists"));
                }
                let sid = self.create_map(service, name);
                let map = self.sync.store(service).maps.get(&sid).ok_or_else(map_missing)?;
                Ok(Reply::created(self.map_seen(service, map)))
            }
            (Method::Get, ["Maps", id]) => {
                let map = self.sync.store(service).map(id).ok_or_else(map_missing)?;
                Ok(Reply::ok(self.map_seen(service, map)))
            }
            (Method::Get, ["Maps", id, "Items"]) => self.client_items(service, id, request),
            (Method::Post, ["Maps", id, "Items"]) => {
                let key = text(&body, "key").ok_or_else(|| no_such_body("key"))?;
                self.client_put(service, id, &key, &body).map(Reply::created)
            }
            (Method::Post, ["Maps", id, "Items", key]) => {
                self.client_put(service, id, key, &body).map(Reply::ok)
            }
            (Method::Get, ["Maps", id, "Items", key]) => {
                let map = self.sync.store(service).map(id).ok_or_else(map_missing)?;
                let item = map.items.get(*key).ok_or_else(item_missing)?;
                Ok(Reply::ok(self.item_seen(service, map, key, item)))
            }
            (Method::Delete, ["Maps", id, "Items", key]) => {
                let map = self.sync.store(service).map(id).ok_or_else(map_missing)?.sid.clone();
                let removed = self.remove_item(service, &map, key);
                removed.then(Reply::deleted).ok_or_else(item_missing)
            }
            _ => Err(Fault::not_implemented(format_args!(
                "Sync's {:?} {}",
                request.method, request.path
            ))),
        }
    }

    /// The path behind `/v3`, with or without its service.
    fn without_service<'p>(&self, service: Service, path: &'p str) -> Result<&'p str, Fault> {
        let missing = || Fault::not_found(path);
        let path = path.strip_prefix("/v3/").ok_or_else(missing)?;
        let Some(inner) = path.strip_prefix("Services/") else { return Ok(path) };
        let (sid, rest) = inner.split_once('/').ok_or_else(missing)?;
        if sid == self.service_sid(service).as_str() { Ok(rest) } else { Err(missing()) }
    }

    fn client_items(&self, service: Service, id: &str, request: &Request) -> Result<Reply, Fault> {
        let map = self.sync.store(service).map(id).ok_or_else(map_missing)?;
        let asked = |name: &str| request.query.iter().find(|(key, _)| key == name);
        let wanted = asked("Key").map(|(_, key)| key);
        let items = map.items.iter().filter(|(key, _)| wanted.is_none_or(|wanted| *key == wanted));
        let items: Vec<Value> =
            items.map(|(key, item)| self.item_seen(service, map, key, item)).collect();
        let meta = json!({
            "key": "items", "previous_token": null, "next_token": null, "direction": "forward",
        });
        Ok(Reply::ok(json!({ "items": items, "meta": meta })))
    }

    fn client_put(
        &mut self,
        service: Service,
        id: &str,
        key: &str,
        body: &Value,
    ) -> Result<Value, Fault> {
        let map = self.sync.store(service).map(id).ok_or_else(map_missing)?.sid.clone();
        let data = body.get("data").cloned().ok_or_else(|| no_such_body("data"))?;
        super::checked_size(&data)?;
        self.put_item(service, &map, key, data);
        let map = self.sync.store(service).maps.get(&map).ok_or_else(map_missing)?;
        let item = map.items.get(key).ok_or_else(item_missing)?;
        Ok(self.item_seen(service, map, key, item))
    }

    fn document_seen(&self, service: Service, sid: &Sid) -> Result<Value, Fault> {
        let document = self.sync.store(service).documents.get(sid).ok_or_else(document_missing)?;
        let Document { unique_name, data, event, created, updated, expires, .. } = document;
        let service = self.service_sid(service);
        Ok(json!({
            "sid": sid,
            "unique_name": unique_name,
            "account_sid": self.account().sid,
            "service_sid": service,
            "url": format!("https://cds.us1.twilio.com/v3/Services/{service}/Documents/{sid}"),
            "links": {},
            "revision": revision(document.revision),
            "last_event_id": event,
            "data": data,
            "date_created": created.iso(),
            "date_updated": updated.iso(),
            "date_expires": expires.map(|at| at.iso()),
            "created_by": "system",
        }))
    }

    fn map_seen(&self, service: Service, map: &SyncMap) -> Value {
        let items = self.items_url(service, &map.sid);
        json!({
            "sid": map.sid,
            "unique_name": map.unique_name,
            "account_sid": self.account().sid,
            "service_sid": self.service_sid(service),
            "url": items.trim_end_matches("/Items"),
            "links": { "items": items },
            "revision": revision(map.revision),
            "last_event_id": map.last_event,
            "date_created": map.created.iso(),
            "date_updated": map.updated.iso(),
            "date_expires": null,
            "created_by": "system",
        })
    }

    fn item_seen(&self, service: Service, map: &SyncMap, key: &str, item: &Item) -> Value {
        json!({
            "key": key,
            "account_sid": self.account().sid,
            "service_sid": self.service_sid(service),
            "map_sid": map.sid,
            "url": format!("{}/{}", self.items_url(service, &map.sid), encoded(key)),
            "revision": revision(item.revision),
            "last_event_id": item.event,
            "data": item.data,
            "date_created": item.created.iso(),
            "date_updated": item.updated.iso(),
            "date_expires": null,
            "created_by": "system",
        })
    }
}

fn text(body: &Value, name: &str) -> Option<String> {
    body.get(name)?.as_str().map(str::to_owned)
}

fn ttl(body: &Value) -> Option<u64> {
    body.get("ttl")?.as_u64()
}

fn item_missing() -> Fault {
    Fault::new(404, 54201, "Map item not found")
}

fn no_such_body(name: &str) -> Fault {
    Fault::new(400, 20001, format!("the body has no {name}"))
}
