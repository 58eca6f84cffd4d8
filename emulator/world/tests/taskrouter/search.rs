//! The indexes that Flex searches.

use serde_json::json;
use twilio_world::Order;

use crate::floor::Floor;

fn found(floor: &Floor, index: &str, query: &str) -> Vec<String> {
    let items = floor.world.insights(index, query);
    let items = items.unwrap_or_else(|fault| panic!("{query}: {}", fault.message));
    let name = |(_, data): (String, serde_json::Value)| {
        let name = data.get("friendly_name").or(data.get("status")).or(data.get("queue_name"));
        name.and_then(|name| name.as_str()).unwrap_or_default().to_owned()
    };
    items.into_iter().map(name).collect()
}

#[test]
fn workers_are_found_by_what_flex_and_plugins_ask() {
    let floor = Floor::new();
    let (alice, bob) = (floor.worker("alice"), floor.worker("bob"));
    for (query, wanted) in [
        ("", "alice bob sue"),
        ("data.attributes.full_name CONTAINS \"bo\"", "bob"),
        ("data.attributes.full_name CONTAINS \"BAKER\"", "bob"),
        ("data.activity_name != \"Break\"", "alice bob"),
        (&format!("data.worker_sid == \"{alice}\""), "alice"),
        (&format!("data.worker_sid IN [\"{alice}\", \"{bob}\"]"), "alice bob"),
        ("data.activity_name not_in [\"Break\", \"Offline\"]", "alice bob"),
        (
            "data.attributes.full_name CONTAINS \"a\" AND data.attributes.contact_uri != \"client:alice\"",
            "bob",
        ),
        ("data.attributes.team_name eq \"Sales\"", "alice sue"),
    ] {
        assert_eq!(found(&floor, "tr-worker", query).join(" "), wanted, "{query}");
    }
}

#[test]
fn offers_and_queues_are_found_too() {
    let mut floor = Floor::new();
    floor.create_for("client:bob", "45");
    floor.pass(50);
    floor.answer("bob", "accepted");
    let bob = floor.worker("bob");
    let live = format!(
        "data.worker_sid == \"{bob}\" && (data.status not_in [\"completed\", \"canceled\"])"
    );
    assert_eq!(found(&floor, "tr-reservation", &live), ["accepted"]);
    assert_eq!(found(&floor, "tr-queue", "data.queue_name contains \"every\""), ["Everyone"]);
    let changes: Vec<_> = floor.world.take_orders();
    let changed = changes.iter().filter_map(|order| {
        let Order::IndexChanged { index, key } = order else { return None };
        Some((*index, key.starts_with("WR")))
    });
    assert_eq!(changed.collect::<Vec<_>>(), [("tr-reservation", true); 2]);
}

#[test]
fn a_search_gives_no_more_than_twilio_gives() {
    let floor = Floor::with(|setup| setup.extra_workers = 1_000);
    let items = floor.world.insights("tr-worker", "").unwrap();
    assert_eq!(items.len(), 200);
    let (key, data) = &items[0];
    assert_eq!(json!(key), data["worker_sid"]);
    assert!(data["attributes"].is_object(), "attributes are an object here");
}

#[test]
fn a_query_that_is_none_is_refused() {
    let floor = Floor::new();
    for (index, query, status) in
        [("tr-worker", "data.attributes.full_name CONTAINS \"bo\"b\"", 400), ("tr-task", "", 501)]
    {
        let fault = floor.world.insights(index, query).unwrap_err();
        assert_eq!(fault.status, status, "{}", fault.message);
    }
}

#[test]
fn a_query_has_fewer_than_thirty_operators_and_no_list_of_thirty() {
    let floor = Floor::new();
    let list = |length| format!("data.worker_sid IN [{}]", ["\"WK\""].repeat(length).join(", "));
    let joined = |count| ["data.team == \"Sales\""].repeat(count).join(" OR ");
    for (query, code) in [
        (list(29), 0),
        (list(30), 54510),
        (format!("{} OR {}", list(29), list(29)), 0),
        (format!("{} OR {}", list(29), list(30)), 54510),
        (joined(15), 0),
        (joined(16), 54509),
    ] {
        let refused = floor.world.insights("tr-worker", &query).map_err(|fault| fault.code).err();
        assert_eq!(refused.unwrap_or(0), code, "{query}");
    }
}

#[test]
fn each_client_may_ask_twenty_queries_a_second() {
    let mut floor = Floor::new();
    let ask = |floor: &mut Floor, who| {
        let answer = floor.world.queried(who, "tr-worker", "");
        answer.map_err(|fault| (fault.status, fault.code)).map(|_| ())
    };
    for _ in 0..20 {
        assert_eq!(ask(&mut floor, "alice"), Ok(()));
    }
    assert_eq!(ask(&mut floor, "alice"), Err((429, 54009)));
    assert_eq!(ask(&mut floor, "bob"), Ok(()));
    floor.pass(1_000);
    assert_eq!(ask(&mut floor, "alice"), Ok(()));
}
