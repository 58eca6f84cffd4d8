//! `sync.twilio.com/v1`: what Functions ask.

use serde_json::{Value, json};

use super::store::{Document, revision};
use super::{Service, Written, document_missing};
use crate::exchange::{Fault, Method, Reply, Request};
use crate::sid::Sid;
use crate::taskrouter::{PAGING, Params, page};
use crate::world::World;

impl World {
    pub(crate) fn rest_sync(&mut self, request: &Request) -> Result<Reply, Fault> {
        let segments: Vec<&str> = request.path.split('/').skip(1).collect();
        match (request.method, segments.as_slice()) {
            (Method::Get, ["v1", "Services"]) => {
                let services = [Service::Customer, Service::Flex];
                let shown = services.map(|service| self.service_view(service)).to_vec();
                page(request, &Params::of_query(request, &PAGING)?, "services", shown)
            }
            (Method::Get, ["v1", "Services", service]) => {
                Params::none(request)?;
                Ok(Reply::ok(self.service_view(self.service_of(service)?)))
            }
            (Method::Post, ["v1", "Services", service, "Documents"]) => {
                let service = self.service_of(service)?;
                self.rest_create_document(service, &request.form)
            }
            (Method::Get, ["v1", "Services", service, "Documents"]) => {
                let service = self.service_of(service)?;
                Ok(Reply::ok(self.rest_documents(service, &request.query)?))
            }
            (_, ["v1", "Services", service, "Documents", id]) => {
                let service = self.service_of(service)?;
                let written = || {
                    let DocumentForm { data, ttl, .. } = DocumentForm::parse(&request.form, false)?;
                    Ok(Written { data, ttl })
                };
                match self.ask_document(service, id, request, written)? {
                    Some(sid) => Ok(Reply::ok(self.rest_view(service, &sid)?)),
                    None => Ok(Reply::deleted()),
                }
            }
            _ => Err(Fault::not_implemented(format_args!(
                "{:?} https://sync.twilio.com{}",
                request.method, request.path
            ))),
        }
    }

    fn service_of(&self, sid: &str) -> Result<Service, Fault> {
        [Service::Customer, Service::Flex]
            .into_iter()
            .find(|service| {
                let is_default = *service == Service::Customer && sid == "default";
                is_default || self.service_sid(*service).as_str() == sid
            })
            .ok_or_else(|| Fault::not_found(format_args!("/Services/{sid}")))
    }

    /// Every account has a service for everything, called `default`: it is the one that a Flex
    /// user's token opens. The other is Flex's own.
    fn service_view(&self, service: Service) -> Value {
        let sid = self.service_sid(service);
        let url = format!("https://sync.twilio.com/v1/Services/{sid}");
        let (unique_name, friendly_name) = match service {
            Service::Customer => (Some("default"), "Default Service"),
            Service::Flex => (None, "Flex Service"),
        };
        let began = self.taskrouter.began().iso();
        json!({
            "account_sid": self.account().sid,
            "acl_enabled": false,
            "date_created": began,
            "date_updated": began,
            "friendly_name": friendly_name,
            "links": {
                "documents": format!("{url}/Documents"),
                "lists": format!("{url}/Lists"),
                "maps": format!("{url}/Maps"),
                "streams": format!("{url}/Streams"),
            },
            "reachability_debouncing_enabled": false,
            "reachability_debouncing_window": 5000,
            "reachability_webhooks_enabled": false,
            "sid": sid,
            "unique_name": unique_name,
            "url": url,
            "webhook_url": null,
            "webhooks_from_rest_enabled": false,
        })
    }

    fn rest_create_document(
        &mut self,
        service: Service,
        form: &[(String, String)],
    ) -> Result<Reply, Fault> {
        let DocumentForm { unique_name, data, ttl } = DocumentForm::parse(form, true)?;
        let data = data.unwrap_or_else(|| json!({}));
        let sid = self.create_document(service, unique_name, data, ttl)?;
        Ok(Reply::created(self.rest_view(service, &sid)?))
    }

    fn rest_documents(&self, service: Service, query: &[(String, String)]) -> Result<Value, Fault> {
        let known = ["Page", "PageSize", "PageToken"];
        if let Some((name, _)) = query.iter().find(|(name, _)| !known.contains(&name.as_str())) {
            return Err(Fault::new(400, 20001, format!("the parameter {name} is unknown here")));
        }
        let named = |name: &str| query.iter().find(|(key, _)| key == name).map(|(_, value)| value);
        let number = |name: &str, fallback: usize| match named(name).map(|text| text.parse()) {
            None => Ok(fallback),
            Some(Ok(number)) => Ok(number),
            Some(Err(_)) => Err(Fault::new(400, 20001, format!("{name} is not a number"))),
        };
        let (size, page) = (number("PageSize", 50)?.clamp(1, 100), number("Page", 0)?);
        let all: Vec<&Document> = self.sync.store(service).documents.values().collect();
        let shown = all.iter().skip(page * size).take(size);
        let documents: Vec<Value> =
            shown.map(|document| self.document_view(service, document)).collect();
        let base = format!(
            "https://sync.twilio.com/v1/Services/{}/Documents?PageSize={size}",
            self.service_sid(service)
        );
        let at = |page: usize| format!("{base}&Page={page}");
        Ok(json!({
            "documents": documents,
            "meta": {
                "first_page_url": at(0),
                "key": "documents",
                "next_page_url": ((page + 1) * size < all.len()).then(|| at(page + 1)),
                "page": page,
                "page_size": size,
                "previous_page_url": page.checked_sub(1).map(at),
                "url": at(page),
            },
        }))
    }

    fn rest_view(&self, service: Service, sid: &Sid) -> Result<Value, Fault> {
        let document = self.sync.store(service).documents.get(sid).ok_or_else(document_missing)?;
        Ok(self.document_view(service, document))
    }

    fn document_view(&self, service: Service, document: &Document) -> Value {
        let service = self.service_sid(service);
        let url =
            format!("https://sync.twilio.com/v1/Services/{service}/Documents/{}", document.sid);
        json!({
            "account_sid": self.account().sid,
            "created_by": "system",
            "data": document.data,
            "date_created": document.created.iso(),
            "date_expires": document.expires.map(|at| at.iso()),
            "date_updated": document.updated.iso(),
            "links": { "permissions": format!("{url}/Permissions") },
            "revision": revision(document.revision),
            "service_sid": service,
            "sid": document.sid,
            "unique_name": document.unique_name,
            "url": url,
        })
    }
}

/// What a POST to a document says.
struct DocumentForm {
    unique_name: Option<String>,
    data: Option<Value>,
    ttl: Option<u64>,
}

impl DocumentForm {
    fn parse(form: &[(String, String)], creating: bool) -> Result<DocumentForm, Fault> {
        if form.is_empty() && !creating {
            return Err(Fault::new(400, 20001, "the body has no parameter"));
        }
        let mut parsed = DocumentForm { unique_name: None, data: None, ttl: None };
        for (name, value) in form {
            match name.as_str() {
                "UniqueName" if creating && value.len() <= 320 => {
                    parsed.unique_name = Some(value.clone());
                }
                "Data" => {
                    let data = serde_json::from_str(value);
                    parsed.data =
                        Some(data.map_err(|_| Fault::new(400, 54008, "Data is not JSON"))?);
                }
                "Ttl" => parsed.ttl = Some(seconds(value)?),
                _ => return Err(Fault::new(400, 20001, format!("{name} is not a parameter"))),
            }
        }
        Ok(parsed)
    }
}

/// A time to live: 0 (for ever) or up to a year.
fn seconds(text: &str) -> Result<u64, Fault> {
    let seconds = text.parse().ok().filter(|seconds| *seconds <= 31_536_000);
    seconds.ok_or_else(|| Fault::new(400, 54011, "Ttl is not between 0 and 31536000"))
}
