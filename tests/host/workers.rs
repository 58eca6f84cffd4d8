//! The agent's colleagues, and what changes about them.

use std::cell::RefCell;

use call_core::desk::Colleague;
use call_core::id::WorkerSid;
use switchboard::host::room::Room;
use switchboard::host::workers::{Meanings, Page, Presences};

use super::*;

#[wasm_bindgen(module = "/tests/host/fake.js")]
extern "C" {
    #[wasm_bindgen(js_name = setQuery)]
    fn set_query(items: &JsValue) -> JsValue;
    #[wasm_bindgen(js_name = changeItem)]
    fn change_item(query: &JsValue, key: &str, item: &JsValue);
    #[wasm_bindgen(js_name = putWorker)]
    fn put_worker(manager: &JsValue, worker: &JsValue);
    #[wasm_bindgen(js_name = keptWorkers)]
    fn kept_workers(manager: &JsValue) -> u32;
    #[wasm_bindgen(js_name = setVoiceCapacity)]
    fn set_voice_capacity(worker: &JsValue, capacity: Option<u32>);
}

/// Who, what he is called, team, address, presence, activity.
fn line(colleague: &Colleague) -> String {
    let address = colleague.address.as_ref().map_or("-", |address| address.reveal());
    format!(
        "{} {} {} {address} {:?} {}",
        &colleague.worker.as_str()[33..],
        colleague.name.reveal(),
        colleague.team.as_deref().unwrap_or("-"),
        colleague.presence,
        colleague.activity,
    )
}

fn lines(colleagues: &[Colleague]) -> Vec<String> {
    colleagues.iter().map(line).collect()
}

#[wasm_bindgen_test]
async fn everybody_but_the_agent_is_a_colleague() {
    let worker = |last: char, rest: &str| {
        let sid = sid("WK", last);
        format!(r#""{sid}": {{"sid": "{sid}", "friendlyName": "worker {last}", {rest}}}"#)
    };
    let workers = [
        worker('a', r#""available": true"#),
        worker(
            'b',
            r#""available": true, "activityName": "Available", "activitySid": "WA1",
               "attributes": {"full_name": "Bob Baker", "contact_uri": "client:bob", "team_name": "Billing"}"#,
        ),
        worker('c', r#""available": false, "activityName": "Break", "activitySid": "WA2""#),
        worker(
            'd',
            r#""available": false, "activityName": "Offline", "activitySid": "WA3",
               "attributes": {"full_name": "", "contact_uri": 5}"#,
        ),
    ];
    let manager = manager_with(&workers);
    let (colleagues, more) = whole(&manager, &mut page(&manager, None).await, 'a');
    assert_eq!(more, None);
    assert_eq!(
        lines(&colleagues),
        [
            "b Bob Baker Billing client:bob Available Available",
            "c worker c - - Unavailable Break",
            "d worker d - - Offline Offline",
        ]
    );
    assert_eq!(asked(), r#"fetchWorkersInfo 500 {"MaxWorkers":500}"#);
}

fn manager_with(workers: &[String]) -> Manager {
    manager_of(&account().replacen('{', &format!(r#"{{"workers": {{{}}},"#, workers.join(",")), 1))
}

async fn page(manager: &Manager, after: Option<&WorkerSid>) -> Page {
    manager.workspace().unwrap().page(after).await.unwrap()
}

fn slice(manager: &Manager, page: &mut Page, myself: char) -> (Vec<Colleague>, Option<WorkerSid>) {
    let meanings = Meanings::of(manager);
    let myself = WorkerSid::parse(&sid("WK", myself)).unwrap();
    let taken = RefCell::new(Vec::new());
    let (colleagues, more) =
        page.slice(&myself, &meanings, |colleague| taken.borrow_mut().push(colleague.clone()));
    assert_eq!(taken.into_inner(), colleagues, "each was taken in");
    (colleagues, more)
}

/// The colleagues of a whole page, of which a slow machine takes in a few at a time.
fn whole(manager: &Manager, page: &mut Page, myself: char) -> (Vec<Colleague>, Option<WorkerSid>) {
    let (mut colleagues, mut more) = slice(manager, page, myself);
    while page.is_left() {
        let (others, after) = slice(manager, page, myself);
        colleagues.extend(others);
        more = after;
    }
    (colleagues, more)
}

#[wasm_bindgen_test]
async fn of_thousands_each_is_told_once_little_by_little() {
    let number = |number: usize| format!("WK{number:032x}");
    let worker = |n| format!(r#""{0}": {{"sid": "{0}"}}"#, number(n));
    let workers: Vec<_> = (0..1_200).map(worker).collect();
    let manager = manager_with(&workers);
    let mut told = Vec::new();
    let (mut after, mut slices) = (None, 0);
    loop {
        let mut page = page(&manager, after.as_ref()).await;
        while page.is_left() {
            let (colleagues, more) = slice(&manager, &mut page, 'a');
            let last = colleagues.last().map(|last| last.worker.clone());
            assert!(more.is_none() || more == last, "one may go on from here");
            told.extend(colleagues.into_iter().map(|colleague| colleague.worker));
            slices += 1;
            after = more;
        }
        if after.is_none() {
            break;
        }
    }
    assert!(told.iter().map(WorkerSid::as_str).eq((0..1_200).map(number)));
    assert!(slices >= 3);
    let asked = asked();
    let ends = [number(499), number(999)];
    let rest = ends
        .map(|end| format!(r#"; fetchWorkersInfo 500 {{"MaxWorkers":500,"AfterSid":"{end}"}}"#));
    assert_eq!(asked, format!(r#"fetchWorkersInfo 500 {{"MaxWorkers":500}}{}"#, rest.concat()));
    assert_eq!(kept_workers(manager.as_ref()), 1, "what Flex has fetched is as it was");
}

/// What a colleague is found by beside his name and team, whichever source tells of him.
async fn found_by(attributes: &str) -> Vec<String> {
    let (bob, worker) = (sid("WK", 'b'), WorkerSid::parse(&sid("WK", 'b')).unwrap());
    let fields = format!(r#""sid": "{bob}", "worker_sid": "{bob}", "attributes": {attributes}"#);
    let manager = manager_with(&[format!(r#""{bob}": {{{fields}}}"#)]);
    let (mut colleagues, _) = whole(&manager, &mut page(&manager, None).await, 'a');
    set_query(&parse(&format!(r#"{{"1": {{{fields}}}}}"#)));
    let heard = Heard::<Vec<Colleague>>::new();
    drop(Presences::new(&manager, &[worker], heard.ear()).await.unwrap());
    colleagues.extend(heard.take().into_iter().flatten());
    let line = |c: &Colleague| format!("{} | {}", c.skills.join(", "), c.also.reveal());
    colleagues.iter().map(line).collect()
}

#[wasm_bindgen_test]
async fn a_colleague_is_found_by_what_his_attributes_tell() {
    for (attributes, known) in [
        (
            r#"{"email": "bob@example.com", "extension": "2047", "department_name": "Claims",
                "routing": {"skills": ["spanish", "billing"], "levels": {"spanish": 3}},
                "disabled_skills": {"skills": ["thai"], "levels": {}}}"#,
            "spanish, billing | bob@example.com 2047 Claims",
        ),
        (r#"{"phone_extension": 2047}"#, " | 2047"),
        (r#"{"extension": -3, "phone_extension": 20.5, "email": ""}"#, " | "),
        (r#"{"email": ["x"], "routing": {"skills": ["thai", 5, null, {}]}}"#, "thai | "),
        (r#"{"routing": {"skills": "thai"}}"#, " | "),
        (r#"{"routing": {"skills": {"length": 4000000000}}}"#, " | "),
        (r#"{"routing": ["thai"]}"#, " | "),
        (r#"{"routing": null, "extension": {}}"#, " | "),
        (r#"{"routing": 5}"#, " | "),
        ("null", " | "),
        (r#""spanish""#, " | "),
        ("[]", " | "),
    ] {
        assert_eq!(found_by(attributes).await, [known, known], "{attributes}");
    }
    set_query(&JsValue::UNDEFINED);
    asked();
}

#[wasm_bindgen_test]
async fn since_when_a_colleague_does_what_he_does_is_known_from_either_source() {
    const BOTH: Option<u64> = Some(1_750_000_000_000);
    for (fetched, told, since) in [
        // The SDK makes dates of what TaskRouter tells; from Sync comes a text.
        ("new Date(1750000000000)", r#""2025-06-15T15:06:40.000Z""#, BOTH),
        (r#""2025-06-15T15:06:40Z""#, "1750000000000", BOTH),
        ("new Date(NaN)", r#""yesterday""#, None),
        ("undefined", "null", None),
        ("null", "{}", None),
    ] {
        let worker = |field: &str, value: &str| {
            let sid = sid("WK", 'b');
            let fields =
                format!(r#"({{"sid": "{sid}", "worker_sid": "{sid}", {field}: {value}}})"#);
            js_sys::eval(&fields).unwrap()
        };
        let manager = manager_with(&[format!(r#""{0}": {{"sid": "{0}"}}"#, sid("WK", 'b'))]);
        put_worker(manager.as_ref(), &worker("dateStatusChanged", fetched));
        let (mut colleagues, _) = whole(&manager, &mut page(&manager, None).await, 'a');
        let item = js_sys::Array::of2(&"1".into(), &worker("date_activity_changed", told));
        let items = js_sys::Object::from_entries(&js_sys::Array::of1(&item)).unwrap();
        set_query(&items);
        let heard = Heard::<Vec<Colleague>>::new();
        drop(Presences::new(&manager, &[], heard.ear()).await.unwrap());
        colleagues.extend(heard.take().into_iter().flatten());
        let known: Vec<_> = colleagues.iter().map(|colleague| colleague.since).collect();
        assert_eq!(known, [since, since], "{fetched} {told}");
    }
    set_query(&JsValue::UNDEFINED);
    asked();
}

fn indexed(last: char, activity: &str) -> String {
    format!(
        r#"{{"worker_sid": "{}", "friendly_name": "worker {last}", "activity_name": "{activity}",
            "attributes": {{"full_name": "Worker {last}", "contact_uri": "client:{last}"}}}}"#,
        sid("WK", last)
    )
}

#[wasm_bindgen_test]
async fn changes_are_told_as_they_come() {
    let manager = manager();
    let items =
        format!(r#"{{"1": {}, "2": {}}}"#, indexed('a', "Available"), indexed('b', "Break"));
    let query = set_query(&parse(&items));
    let heard = Heard::<Vec<Colleague>>::new();
    let presences = Presences::new(&manager, &[], heard.ear()).await.unwrap();
    assert_eq!(asked(), r#"liveQuery "tr-worker" """#);
    let change = |last, activity| {
        emit(
            &query,
            "itemUpdated",
            &parse(&format!(r#"{{"value": {}}}"#, indexed(last, activity))),
        );
    };
    change('b', "Available");
    change('a', "Offline");
    change('b', "Lunch");
    let heard_lines: Vec<_> = heard.take().iter().flat_map(|some| lines(some)).collect();
    assert_eq!(
        heard_lines,
        [
            "b Worker b - client:b Unavailable Break",
            "b Worker b - client:b Available Available",
            "b Worker b - client:b Offline Lunch",
        ],
        "an activity that nobody knows is not one to call somebody in"
    );
    drop(presences);
    assert_eq!(asked(), "close query");
    change('b', "Available");
    assert!(heard.take().is_empty());
}

#[wasm_bindgen_test]
async fn an_activity_means_to_colleagues_what_the_account_has_set() {
    use call_core::desk::Presence::{Available, DoNotDisturb, Interruptible, Offline, Unavailable};
    let worker = |last: char, available: bool, activity: &str, sid_of_activity: &str| {
        let sid = sid("WK", last);
        format!(
            r#""{sid}": {{"sid": "{sid}", "available": {available}, "activityName": "{activity}",
                "activitySid": "{sid_of_activity}", "attributes": {{"contact_uri": "client:x"}}}}"#
        )
    };
    for (set, presences) in [
        (r#""do_not_disturb": ["Available", "Offline"]"#, [DoNotDisturb, Unavailable, Offline]),
        (r#""do_not_disturb": ["Break", 5, null]"#, [Available, DoNotDisturb, Offline]),
        (r#""do_not_disturb": "Break""#, [Available, Unavailable, Offline]),
        (r#""do_not_disturb": []"#, [Available, Unavailable, Offline]),
        (
            r#""interruptible": ["Available", 5, "Break", "Offline"]"#,
            [Interruptible, Unavailable, Offline],
        ),
        (r#""interruptible": "Available""#, [Available, Unavailable, Offline]),
    ] {
        let workers = [
            worker('b', true, "Available", "WA1"),
            worker('c', false, "Break", "WA2"),
            worker('d', false, "Offline", "WA3"),
        ];
        let on = format!(r#""enabled": true, {set}"#);
        let told =
            account().replacen('{', &format!(r#"{{"workers": {{{}}},"#, workers.join(",")), 1);
        let manager = manager_of(&told.replacen(r#""enabled": true"#, &on, 1));
        let (fetched, _) = whole(&manager, &mut page(&manager, None).await, 'a');
        let items = ["Available", "Break", "Offline"].into_iter().zip('b'..);
        let items =
            items.map(|(activity, last)| format!(r#""{last}": {}"#, indexed(last, activity)));
        set_query(&parse(&format!("{{{}}}", items.collect::<Vec<_>>().join(", "))));
        let heard = Heard::<Vec<Colleague>>::new();
        drop(Presences::new(&manager, &[], heard.ear()).await.unwrap());
        for colleagues in [fetched, heard.take().remove(0)] {
            let known: Vec<_> = colleagues.iter().map(|colleague| colleague.presence).collect();
            assert_eq!(known, presences, "{set}");
            let callable = [Available, Interruptible];
            assert!(colleagues.iter().all(|c| c.can_be_called() == callable.contains(&c.presence)));
        }
    }
    set_query(&JsValue::UNDEFINED);
    asked();
}

#[wasm_bindgen_test]
async fn some_are_asked_for_by_their_identifiers_in_lists_that_twilio_takes() {
    set_query(&parse("{}"));
    let worker = |number| WorkerSid::parse(&format!("WK{number:032}")).unwrap();
    let workers: Vec<_> = (1..=50).map(worker).collect();
    drop(Presences::new(&manager(), &workers, |_| {}).await.unwrap());
    let asked = asked();
    let lists: Vec<_> = asked.split(" OR ").map(|list| list.matches("WK0").count()).collect();
    assert_eq!(lists, [29, 21], "{asked}");
    let begin = format!(r#"liveQuery "tr-worker" "data.worker_sid IN [\"{}\",\"WK"#, worker(1));
    assert!(asked.starts_with(&begin), "{asked}");
    assert!(asked.ends_with(&format!(r#",\"{}\"]"; close query"#, worker(50))), "{asked}");
}

#[wasm_bindgen_test]
async fn a_query_that_is_refused_is_told() {
    set_query(&JsValue::UNDEFINED);
    let refused = Presences::new(&manager(), &[], |_| {}).await.unwrap_err();
    assert!(refused.to_string().starts_with("liveQuery failed"), "{refused}");
}

fn call_of_bob(more: &str) -> String {
    format!(r#"{{"value": {{"worker_sid": "{}", "status": "accepted"{more}}}}}"#, sid("WK", 'b'))
}

/// What is heard of the only one.
fn of(heard: &Heard<bool>) -> impl Fn(&WorkerSid, bool) + 'static {
    let ear = heard.ear();
    move |_, has_room| ear(has_room)
}

#[wasm_bindgen_test]
async fn the_room_of_a_few_is_asked_for_by_one_query() {
    let manager = manager();
    let workers = ['b', 'c'].map(|last| WorkerSid::parse(&sid("WK", last)).unwrap());
    let query = set_query(&parse("{}"));
    let heard = Heard::<(String, bool)>::new();
    let ear = heard.ear();
    let tell = move |worker: &WorkerSid, room| ear((worker.as_str()[33..].to_owned(), room));
    let room = Room::new(&manager, &workers, tell).await.unwrap();
    let asked = asked();
    let list = format!(r#"[\"{}\",\"{}\"]"#, workers[0], workers[1]);
    assert!(asked.contains(&list), "{asked}");
    assert_eq!(asked.matches("liveQuery").count(), 1);
    let both = |b, c| [("b".to_owned(), b), ("c".to_owned(), c)];
    assert_eq!(heard.take(), both(true, true));
    change_item(&query, "1", &parse(&call_of_bob("")));
    assert_eq!(heard.take(), both(false, true));
    drop(room);
    set_query(&JsValue::UNDEFINED);
}

#[wasm_bindgen_test]
async fn a_colleague_has_room_as_long_as_he_has_fewer_calls_than_the_agent_could_have() {
    const TO_ALICE: &str = r#", "attributes": {"client_call": true, "to": "client:alice"}"#;
    const TO_EVE: &str = r#", "attributes": {"client_call": true, "to": "client:eve"}"#;
    let manager = manager();
    let bob = WorkerSid::parse(&sid("WK", 'b')).unwrap();
    for (capacity, calls, has_room) in [
        (None, vec![], true),
        (None, vec![""], false),
        (Some(0), vec![], true),
        (Some(2), vec![""], true),
        (Some(2), vec!["", TO_EVE], false),
        // He is calling this very agent.
        (None, vec![TO_ALICE], true),
    ] {
        set_voice_capacity(manager.worker().unwrap().as_ref(), capacity);
        let items: Vec<_> = calls.iter().enumerate().collect();
        let items = items.iter().map(|(at, more)| {
            let value = call_of_bob(more);
            format!(r#""{at}": {}"#, &value[r#"{"value": "#.len()..value.len() - 1])
        });
        set_query(&parse(&format!("{{{}}}", items.collect::<Vec<_>>().join(", "))));
        let heard = Heard::<bool>::new();
        let room = Room::new(&manager, std::slice::from_ref(&bob), of(&heard)).await.unwrap();
        assert_eq!(heard.take(), [has_room], "{capacity:?} {calls:?}");
        assert!(asked().starts_with(r#"liveQuery "tr-reservation" "data.worker_sid IN [\""#));
        drop(room);
        assert_eq!(asked(), "close query");
    }
    set_query(&JsValue::UNDEFINED);
}

#[wasm_bindgen_test]
async fn a_colleague_on_one_call_can_be_called_where_agents_may_have_several() {
    let several = r#""features": {"multi_call": {"enabled": true}, "#;
    let manager = manager_of(&account().replace(r#""features": {"#, several));
    let bob = WorkerSid::parse(&sid("WK", 'b')).unwrap();
    // A supervisor's own capacity says nothing of an agent's.
    set_voice_capacity(manager.worker().unwrap().as_ref(), Some(1));
    let query = set_query(&parse("{}"));
    let heard = Heard::<bool>::new();
    let room = Room::new(&manager, &[bob], of(&heard)).await.unwrap();
    change_item(&query, "1", &parse(&call_of_bob("")));
    change_item(&query, "2", &parse(&call_of_bob("")));
    assert_eq!(heard.take(), [true, true, false]);
    drop(room);
    set_query(&JsValue::UNDEFINED);
}

#[wasm_bindgen_test]
async fn a_call_that_ends_makes_room_and_one_that_begins_takes_it() {
    let manager = manager();
    let bob = WorkerSid::parse(&sid("WK", 'b')).unwrap();
    let query = set_query(&parse("{}"));
    let heard = Heard::<bool>::new();
    let room = Room::new(&manager, &[bob], of(&heard)).await.unwrap();
    change_item(&query, "1", &parse(&call_of_bob("")));
    change_item(&query, "1", &JsValue::UNDEFINED);
    assert_eq!(heard.take(), [true, false, true]);
    drop(room);
    change_item(&query, "1", &parse(&call_of_bob("")));
    assert!(heard.take().is_empty());
    set_query(&JsValue::UNDEFINED);
}
