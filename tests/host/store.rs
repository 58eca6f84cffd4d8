//! What is read of Flex's store, and the conference that is put in.

use call_core::desk::{Conference, ConferenceStatus, Part, Participant, ParticipantStatus};
use call_core::id::{CallSid, ConferenceSid, WorkerSid};
use switchboard::host::store::{Change, Store, Watch, store};

use super::*;

#[wasm_bindgen(module = "/tests/host/fake.js")]
extern "C" {
    #[wasm_bindgen(js_name = putTask)]
    fn put_task(store: &Store, task: &JsValue);
    #[wasm_bindgen(js_name = setLine)]
    fn set_line(store: &Store, busy: bool);
    #[wasm_bindgen(js_name = putConference)]
    fn put_conference(store: &Store, task: &str, conference: &JsValue);
    #[wasm_bindgen(js_name = shownFor)]
    fn shown_for(store: &Store, task: &str) -> JsValue;
}

fn my_task() -> TaskSid {
    TaskSid::parse(&sid("WT", 'a')).unwrap()
}

fn talking() -> Conference {
    let participant = |part, last: char, name: &str, status| Participant {
        part,
        call: Some(CallSid::parse(&sid("CA", last)).unwrap()),
        worker: Some(WorkerSid::parse(&sid("WK", last)).unwrap()),
        name: Pii::new(name.to_owned()),
        status,
        on_hold: false,
        muted: false,
    };
    Conference {
        task: my_task(),
        sid: Some(ConferenceSid::parse(&sid("CF", '1')).unwrap()),
        status: ConferenceStatus::Active,
        participants: vec![
            participant(Part::Myself, 'a', "Alice Anders", ParticipantStatus::Joined),
            participant(Part::Peer, 'b', "Bob Baker", ParticipantStatus::Joined),
        ],
    }
}

fn shown(store: &Store) -> String {
    print(&shown_for(store, my_task().as_str()))
}

#[wasm_bindgen_test]
fn a_conference_has_the_shape_that_flexs_screens_need() {
    let store = store(&manager());
    put_task(&store, &task('a', "accepted", MINE));
    store.show(&talking()).unwrap();
    let shown = shown(&store);
    let me = concat!(
        r#"{"participantType":"worker","uniqueId":"CAa","callSid":"CAa","workerSid":"WKa","#,
        r#""worker":{"fullName":"Alice Anders"},"status":"joined","connecting":false,"#,
        r#""onHold":false,"muted":false,"isCurrentWorker":true,"isMyself":true,"#,
        r#""mediaProperties":{"callSid":"CAa","hold":false,"muted":false,"conferenceSid":"CF1"},"#,
        r#""participantSid":"UT"}"#
    );
    let peer = me
        .replace("CAa", "CAb")
        .replace("WKa", "WKb")
        .replace("Alice Anders", "Bob Baker")
        .replace(r#""participantType":"worker""#, r#""participantType":"customer""#)
        .replace(
            r#""isCurrentWorker":true,"isMyself":true"#,
            r#""isCurrentWorker":false,"isMyself":false"#,
        );
    let short = |text: String| {
        [("CA", 'a'), ("CA", 'b'), ("WK", 'a'), ("WK", 'b'), ("CF", '1'), ("WT", 'a'), ("WR", 'a')]
            .iter()
            .fold(text, |text, (prefix, last)| {
                text.replace(&sid(prefix, *last), &format!("{prefix}{last}"))
            })
    };
    let task = short(print(&task('a', "accepted", MINE)));
    assert_eq!(
        short(shown),
        [
            r#"{"sid":"WTa","status":"active","conferenceSid":"CF1","participants":["#,
            me,
            ",",
            &peer,
            r#"],"liveParticipantCount":2,"liveWorkerCount":2,"liveWorkers":[],"#,
            r#""source":{"__internalCall":true,"sid":"WTa","channel":{"sid":"CF1","#,
            r#""status":"active","mediaSid":"CF1","type":"voice"},"channelParticipants":[],"#,
            r#""task":"#,
            &task,
            "}}",
        ]
        .concat()
    );
}

#[wasm_bindgen_test]
fn somebody_who_rings_is_not_offered_to_be_held_and_nobody_is_a_hole() {
    let store = store(&manager());
    let mut ringing = talking();
    ringing.sid = None;
    ringing.participants[1].status = ParticipantStatus::Connecting;
    ringing.participants[1].call = None;
    store.show(&ringing).unwrap();
    let shown = shown(&store);
    assert!(shown.contains(r#""status":"joining","connecting":true"#), "{shown}");
    assert!(shown.contains(r#""liveParticipantCount":1"#), "{shown}");
    ringing.participants.clear();
    store.show(&ringing).unwrap();
    let empty = print(&shown_for(&store, my_task().as_str()));
    assert!(empty.contains(r#""participants":[]"#), "{empty}");
}

#[wasm_bindgen_test]
fn a_conference_that_flex_has_found_itself_stays() {
    let store = store(&manager());
    let native = r#"{"participants": [{}], "source": {}}"#;
    put_conference(&store, my_task().as_str(), &parse(native));
    store.show(&talking()).unwrap();
    assert_eq!(shown(&store), print(&parse(native)));
    // An empty one is what Flex makes of a call that it knows nothing about.
    put_conference(&store, my_task().as_str(), &parse(r#"{"participants": []}"#));
    store.show(&talking()).unwrap();
    assert!(shown(&store).contains("__internalCall"));
}

#[wasm_bindgen_test]
fn the_line_is_told_when_it_changes_and_only_then() {
    let store = store(&manager());
    let heard = Heard::new();
    let watch = Watch::new(&store, heard.ear()).unwrap();
    for busy in [false, false, true, true, false] {
        set_line(&store, busy);
    }
    let line = |busy| Change::Line { busy };
    assert_eq!(heard.take(), [line(false), line(true), line(false)]);
    drop(watch);
    set_line(&store, true);
    assert!(heard.take().is_empty());
}

#[wasm_bindgen_test]
fn participants_that_flex_drops_are_missed_until_the_call_is_over() {
    let store = store(&manager());
    let heard = Heard::new();
    let watch = Watch::new(&store, heard.ear()).unwrap();
    set_line(&store, false);
    heard.take();
    let lost = || vec![Change::ParticipantsLost { task: my_task() }];
    watch.expect(&talking());
    store.show(&talking()).unwrap();
    assert_eq!(heard.take(), []);
    put_conference(&store, my_task().as_str(), &JsValue::UNDEFINED);
    assert_eq!(heard.take(), lost());
    put_conference(&store, my_task().as_str(), &parse(r#"{"participants": []}"#));
    assert_eq!(heard.take(), lost());

    watch.expect(&Conference { status: ConferenceStatus::Closed, ..talking() });
    put_conference(&store, my_task().as_str(), &JsValue::UNDEFINED);
    assert_eq!(heard.take(), []);
}

#[wasm_bindgen_test]
fn two_who_overwrite_each_other_do_not_go_on_for_ever() {
    let store = store(&manager());
    let heard = Heard::new();
    let watch = Watch::new(&store, heard.ear()).unwrap();
    watch.expect(&talking());
    for _ in 0..100 {
        put_conference(&store, my_task().as_str(), &parse(r#"{"participants": []}"#));
    }
    let lost = heard.take().into_iter().filter(|change| !matches!(change, Change::Line { .. }));
    assert_eq!(lost.count(), 20);
}
