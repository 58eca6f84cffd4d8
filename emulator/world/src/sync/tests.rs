//! What clients and Functions see of Sync.

use super::*;
use crate::exchange::{Method, Reply, Request};
use crate::setup::Setup;

const START: Time = Time(1_800_000_000_000);

fn world() -> World {
    World::new(Setup::default(), START)
}

fn request(method: Method, path: &str) -> Request {
    Request {
        host: "sync.twilio.com".into(),
        method,
        path: path.into(),
        query: Vec::new(),
        form: Vec::new(),
        json: None,
        basic: None,
        if_match: None,
    }
}

fn rest(
    world: &mut World,
    method: Method,
    tail: &str,
    form: &[(&str, &str)],
    if_match: &str,
) -> Reply {
    let service = world.account().sync_service.clone();
    let account = world.account();
    let basic = Some((account.sid.to_string(), account.auth_token.clone()));
    world.rest(&Request {
        form: form.iter().map(|(name, value)| (name.to_string(), value.to_string())).collect(),
        if_match: (!if_match.is_empty()).then(|| if_match.to_owned()),
        basic,
        ..request(method, &format!("/v1/Services/{service}/Documents{tail}"))
    })
}

/// `status code` of an error, `status revision data` of a document.
fn shown(reply: &Reply) -> String {
    let body = &reply.body;
    if body.is_null() {
        return reply.status.to_string();
    }
    if body["code"].is_number() {
        return format!("{} {}", reply.status, body["code"]);
    }
    format!("{} r{} {}", reply.status, body["revision"].as_str().unwrap(), body["data"])
}

/// Method, path, form, revision that was read, and what is answered.
type Line<'a> = (Method, &'a str, &'a [(&'a str, &'a str)], &'a str, &'a str);

#[test]
fn a_document_is_written_only_under_the_revision_that_was_read() {
    let world = &mut world();
    let script: &[Line] = &[
        (Method::Post, "", &[("UniqueName", "a"), ("Data", r#"{"n":1}"#)], "", r#"201 r0 {"n":1}"#),
        (Method::Post, "", &[("UniqueName", "a")], "", "409 54301"),
        (Method::Get, "/a", &[], "", r#"200 r0 {"n":1}"#),
        (Method::Post, "/a", &[("Data", r#"{"n":2}"#)], "0", r#"200 r1 {"n":2}"#),
        (Method::Post, "/a", &[("Data", r#"{"n":3}"#)], "0", "412 54103"),
        (Method::Post, "/a", &[("Data", r#"{"n":4}"#)], "1", r#"200 r2 {"n":4}"#),
        (Method::Post, "/a", &[("Data", "[]")], "", "400 54008"),
        (Method::Post, "/a", &[("Data", "{")], "", "400 54008"),
        (Method::Post, "/a", &[("Ttl", "for ever")], "", "400 54011"),
        (Method::Post, "/a", &[("Colour", "red")], "", "400 20001"),
        (Method::Post, "/a", &[], "", "400 20001"),
        (Method::Get, "/b", &[], "", "404 54100"),
        (Method::Delete, "/a", &[], "", "204"),
        (Method::Get, "/a", &[], "", "404 54100"),
    ];
    for (step, (method, tail, form, if_match, wanted)) in script.iter().enumerate() {
        let reply = rest(world, *method, tail, form, if_match);
        assert_eq!(shown(&reply), *wanted, "step {step}");
    }
}

#[test]
fn a_document_goes_when_its_time_to_live_is_over() {
    let world = &mut world();
    rest(world, Method::Post, "", &[("UniqueName", "short"), ("Ttl", "60")], "");
    rest(world, Method::Post, "", &[("UniqueName", "long")], "");
    assert_eq!(world.sync.next_deadline(), Some(Time(START.0 + 60_000)));

    world.take_orders();
    world.advance(Time(START.0 + 60_000));

    assert_eq!(shown(&rest(world, Method::Get, "/short", &[], "")), "404 54100");
    assert_eq!(shown(&rest(world, Method::Get, "/long", &[], "")), "200 r0 {}");
    let orders = world.take_orders();
    let Some(Order::Sync { push, .. }) = orders.first() else { panic!("{orders:?}") };
    assert_eq!(push["event_type"], "document_removed");
}

#[test]
fn clients_hear_of_each_change_and_read_what_functions_wrote() {
    let world = &mut world();
    let made = rest(world, Method::Post, "", &[("UniqueName", "r"), ("Data", r#"{"n":1}"#)], "");
    let seen = world.sync_client(Service::Customer, &request(Method::Get, "/v3/Documents/r"));
    assert_eq!(seen.body["sid"], made.body["sid"]);
    let other = world.sync_client(Service::Flex, &request(Method::Get, "/v3/Documents/r"));
    assert_eq!(shown(&other), "404 54100", "each service has its own documents");

    world.take_orders();
    rest(world, Method::Post, "/r", &[("Data", r#"{"n":2}"#)], "");
    let orders = world.take_orders();
    let [Order::Sync { object, push, .. }] = orders.as_slice() else { panic!("{orders:?}") };
    assert_eq!(object.as_str(), made.body["sid"]);
    assert_eq!(push["event"]["document_data"], json!({ "n": 2 }));
    assert!(push["event"]["id"].as_u64() > seen.body["last_event_id"].as_u64());
}

#[test]
fn a_map_is_missing_until_its_first_item() {
    let world = &mut world();
    let open = request(Method::Get, "/v3/Maps/WT1.CS");
    assert_eq!(shown(&world.sync_client(Service::Flex, &open)), "404 54200");

    world.sync_map_put(Service::Flex, "WT1.CS", "CA1", json!({ "status": "joining" }));
    world.sync_map_put(Service::Flex, "WT1.CS", "CA1", json!({ "status": "joined" }));
    world.sync_map_put(Service::Flex, "WT1.CS", "CA2", json!({ "status": "joined" }));
    let remove = request(Method::Delete, "/v3/Maps/WT1.CS/Items/CA1");
    assert_eq!(world.sync_client(Service::Flex, &remove).status, 204);
    assert_eq!(shown(&world.sync_client(Service::Flex, &remove)), "404 54201");
    let types: Vec<_> = world
        .take_orders()
        .into_iter()
        .map(|order| {
            let Order::Sync { push, .. } = order else { return format!("{order:?}") };
            push["event_type"].as_str().unwrap().to_owned()
        })
        .collect();
    let wanted = ["map_item_added", "map_item_updated", "map_item_added", "map_item_removed"];
    assert_eq!(types, wanted);

    let map = world.sync_client(Service::Flex, &open).body;
    let items = map["links"]["items"].as_str().unwrap();
    let items = items.strip_prefix("https://cds.us1.twilio.com").unwrap();
    let items = world.sync_client(Service::Flex, &request(Method::Get, items)).body;
    assert_eq!(items["items"].as_array().unwrap().len(), 1);
    assert_eq!(items["items"][0]["key"], "CA2");
}

#[test]
fn an_open_record_is_left_over() {
    let world = &mut world();
    let open = [("UniqueName", "internal_call.WT1"), ("Data", r#"{"state":"ringing"}"#)];
    rest(world, Method::Post, "", &open, "");
    assert_eq!(world.left_over_sync(), [r#"the call record internal_call.WT1 is still "ringing""#]);
    rest(world, Method::Post, "/internal_call.WT1", &[("Data", r#"{"state":"ended"}"#)], "");
    assert_eq!(world.left_over_sync(), [""; 0]);
}

#[test]
fn only_the_account_may_ask() {
    let world = &mut world();
    let service = world.account().sync_service.clone();
    let reply = world.rest(&request(Method::Get, &format!("/v1/Services/{service}/Documents")));
    assert_eq!((reply.status, &reply.body["code"]), (401, &json!(20003)));
}

#[test]
fn an_object_is_at_most_as_large_and_written_at_most_as_often_as_twilio_says() {
    let world = &mut world();
    let data = |length: usize| format!(r#"{{"a":"{}"}}"#, "x".repeat(length - r#"{"a":""}"#.len()));
    let (fits, too_large) = (data(16 * 1024), data(16 * 1024 + 1));
    let create = |world: &mut World, data: &str| {
        rest(world, Method::Post, "", &[("UniqueName", "a"), ("Data", data)], "").status
    };
    assert_eq!(create(world, &too_large), 413);
    assert_eq!(create(world, &fits), 201);

    let write = |world: &mut World| {
        shown(&rest(world, Method::Post, "/a", &[("Data", "{}")], ""))[..3].to_owned()
    };
    let read = |world: &mut World| shown(&rest(world, Method::Get, "/a", &[], ""));
    for _ in 0..200 {
        assert_eq!(write(world), "200");
    }
    let refused = shown(&rest(world, Method::Post, "/a", &[("Data", "{}")], ""));
    assert_eq!(refused, "429 54009");
    assert_eq!(read(world), "200 rc8 {}", "reads are counted by themselves");
    world.advance(START + std::time::Duration::from_secs(10));
    assert_eq!(write(world), "200");
}
