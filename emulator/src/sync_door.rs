//! Sync as its client SDK speaks to it: objects, subscriptions and queries.

use serde_json::{Value, json};
use twilio_world::{Arrow, Fault, Lane, Method, Reply, Request, Service, Sid, SidKind};

use crate::app::App;
use crate::live::{Connection, Subscription, object_message};

/// Answers one request of the Sync client.
pub(crate) fn answer(
    app: &App,
    connection: &Connection,
    service: Service,
    request: &Request,
) -> Reply {
    let body = request.json.as_ref().unwrap_or(&Value::Null);
    if request.method == Method::Post && request.path == "/v4/Subscriptions" {
        return subscriptions(app, connection, service, body);
    }
    let insights = request.path.strip_prefix("/v3/Insights/");
    if let Some(index) = insights.and_then(|rest| rest.strip_suffix("/Items")) {
        return Reply::from(query(app, &connection.identity, index, body));
    }
    app.with(|world| {
        let reply = world.sync_client(service, request);
        let what = format!("{} {} → {}", request.method.word(), request.path, reply.status);
        let detail = json!({ "body": request.json, "reply": reply.body });
        let browser = Lane::Browser(connection.identity.clone());
        let arrow = Arrow::answered(browser, Lane::Sync, reply.status);
        world.note_arrow("sync", &connection.identity, &what, detail, arrow);
        reply
    })
}

/// An instant query, or the first answer of a live one.
fn query(app: &App, identity: &str, index: &str, body: &Value) -> Result<Reply, Fault> {
    let text = body["query_string"].as_str();
    let text = text.ok_or_else(|| Fault::new(400, 54507, "query_string is missing"))?;
    let found = app.with(|world| world.queried(identity, index, text))?;
    let number = app.sync.next_number();
    Ok(Reply::ok(json!({
        "items": items(app, index, &found),
        "query_id": Sid::numbered(SidKind::QR, u128::from(number)),
        "last_event_id": number,
        "index_name": index,
    })))
}

fn items(app: &App, index: &str, found: &[(String, Value)]) -> Vec<Value> {
    let item = |(key, data): &(String, Value)| json!({ "key": key, "data": data, "revision": app.sync.revision(index, key) });
    found.iter().map(item).collect()
}

fn subscriptions(app: &App, connection: &Connection, service: Service, body: &Value) -> Reply {
    let correlation = &body["correlation_id"];
    for request in body["requests"].as_array().into_iter().flatten() {
        let object = Wanted {
            sid: request["object_sid"].as_str().unwrap_or_default(),
            kind: request["object_type"].as_str().unwrap_or_default(),
            known: request["last_event_id"].as_u64().unwrap_or(0),
            request,
        };
        let (event_type, event) = match body["action"].as_str() {
            Some("cancel") => {
                app.sync.unsubscribe(connection, object.sid);
                ("subscription_canceled", object.told(json!({})))
            }
            Some("establish") => match establish(app, connection, service, &object) {
                Ok(last) => {
                    let done = json!({ "replay_status": "completed", "last_event_id": last });
                    ("subscription_established", object.told(done))
                }
                Err(fault) => {
                    let error = json!({
                        "status": fault.status, "code": fault.code, "message": fault.message,
                    });
                    ("subscription_failed", object.told(json!({ "error": error })))
                }
            },
            _ => return Fault::new(400, 20001, "action is not establish or cancel").into(),
        };
        let mut push = json!({
            "event_type": event_type,
            "correlation_id": correlation,
            "event_protocol_version": 3,
            "event": event,
        });
        // The SDK looks for the error of a failed subscription beside the event.
        push["error"] = push["event"]["error"].clone();
        app.sync.push(connection, &object_message(object.kind), &push);
    }
    Reply::ok(json!({
        "max_batch_size": 100,
        "estimated_delivery_in_ms": 5000,
        "ttl_in_s": -1,
    }))
}

/// The object of one subscription request.
struct Wanted<'r> {
    sid: &'r str,
    kind: &'r str,
    /// The last event that the client knows of.
    known: u64,
    request: &'r Value,
}

impl Wanted<'_> {
    fn told(&self, mut more: Value) -> Value {
        more["object_sid"] = json!(self.sid);
        more["object_type"] = json!(self.kind);
        more
    }
}

/// Subscribes, sends what the client has missed, and gives the last event that it then knows.
///
/// Listening begins before looking: a change in between comes twice, and the client leaves the
/// second out by its number. The other way round it would not come at all.
fn establish(
    app: &App,
    connection: &Connection,
    service: Service,
    object: &Wanted,
) -> Result<u64, Fault> {
    match object.kind {
        "document" => {
            let path = format!("/v3/Documents/{}", object.sid);
            app.sync.subscribe(connection, object.sid, Subscription::Object);
            let document = read(app, service, &path).inspect_err(|_| {
                app.sync.unsubscribe(connection, object.sid);
            })?;
            let last = document["last_event_id"].as_u64().unwrap_or(0);
            if last > object.known {
                replay(
                    app,
                    connection,
                    object,
                    "document_updated",
                    json!({
                        "id": last,
                        "document_sid": object.sid,
                        "document_revision": document["revision"],
                        "document_data": document["data"],
                        "date_created": document["date_updated"],
                    }),
                );
            }
            Ok(last)
        }
        "map" => {
            let path = format!("/v3/Maps/{}", object.sid);
            app.sync.subscribe(connection, object.sid, Subscription::Object);
            let map = read(app, service, &path).inspect_err(|_| {
                app.sync.unsubscribe(connection, object.sid);
            })?;
            let items = read(app, service, &format!("{path}/Items"))?;
            for item in items["items"].as_array().into_iter().flatten() {
                if item["last_event_id"].as_u64().unwrap_or(0) > object.known {
                    replay(
                        app,
                        connection,
                        object,
                        "map_item_updated",
                        json!({
                            "id": item["last_event_id"],
                            "map_sid": object.sid,
                            "item_key": item["key"],
                            "item_data": item["data"],
                            "item_url": item["url"],
                            "item_revision": item["revision"],
                            "map_revision": map["revision"],
                            "date_created": item["date_updated"],
                        }),
                    );
                }
            }
            Ok(map["last_event_id"].as_u64().unwrap_or(0))
        }
        "live_query" => {
            let named = |name: &str| object.request[name].as_str().unwrap_or_default().to_owned();
            let (index, query) = (named("index_name"), named("query_string"));
            let found = app.look(|world| world.insights(&index, &query))?;
            let shown = items(app, &index, &found);
            let told = Subscription::Query { index, query, items: found.into_iter().collect() };
            app.sync.subscribe(connection, object.sid, told);
            let last = app.sync.next_number();
            replay(
                app,
                connection,
                object,
                "live_query_updated",
                json!({
                    "query_id": object.sid, "items": shown, "last_event_id": last,
                }),
            );
            Ok(last)
        }
        other => Err(Fault::not_implemented(format_args!("subscriptions to a {other}"))),
    }
}

fn read(app: &App, service: Service, path: &str) -> Result<Value, Fault> {
    let request = Request {
        host: "cds.us1.twilio.com".to_owned(),
        method: Method::Get,
        path: path.to_owned(),
        query: Vec::new(),
        form: Vec::new(),
        json: None,
        basic: None,
        if_match: None,
    };
    let reply = app.with(|world| world.sync_client(service, &request));
    if reply.status == 200 {
        return Ok(reply.body);
    }
    let code = reply.body["code"].as_u64().unwrap_or(20404) as u32;
    Err(Fault::new(reply.status, code, reply.body["message"].as_str().unwrap_or_default()))
}

fn replay(app: &App, connection: &Connection, object: &Wanted, event_type: &str, event: Value) {
    let push = json!({
        "event_type": event_type,
        "event_protocol_version": 3,
        "strictly_ordered": true,
        "event": event,
    });
    app.sync.push(connection, &object_message(object.kind), &push);
}
