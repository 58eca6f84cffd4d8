//! Alice calls Bob: the facts of a call, for the tests of its record.

#![allow(dead_code, reason = "each test file uses its own part")]
#![allow(clippy::unwrap_used, reason = "test helpers")]

use call_core::id::{CallSid, ConferenceSid, QueueSid, TaskSid, WorkerSid};
use call_core::pii::Pii;
use call_core::record::{
    Caller, ConferenceEvent, Effect, Fact, LegChange, LegEvent, LegSeen, Record, Told,
};
use call_core::wire::{CallerAttributes, Direction};

pub(crate) const NOW: u64 = 1_000_000;

pub(crate) fn digits(last: char) -> String {
    last.to_string().repeat(32)
}

pub(crate) fn task(last: char) -> TaskSid {
    TaskSid::parse(&format!("WT{}", digits(last))).unwrap()
}

pub(crate) fn conference(last: char) -> ConferenceSid {
    ConferenceSid::parse(&format!("CF{}", digits(last))).unwrap()
}

pub(crate) fn worker(last: char) -> WorkerSid {
    WorkerSid::parse(&format!("WK{}", digits(last))).unwrap()
}

pub(crate) fn call(last: char) -> CallSid {
    CallSid::parse(&format!("CA{}", digits(last))).unwrap()
}

/// Alice, as the server knows her.
pub(crate) fn alice() -> Caller {
    Caller {
        worker: Some(worker('a')),
        name: Pii::new("Alice Anders".to_owned()),
        address: Pii::new("client:alice".to_owned()),
    }
}

/// Alice (a) calls Bob (b): `WTa…` is hers, `WTb…` will be his.
pub(crate) fn alice_calls_bob() -> Record {
    let attributes = CallerAttributes {
        to: Pii::new("client:bob".to_owned()),
        direction: Direction::Outbound,
        name: Pii::new("Bob Baker".to_owned()),
        from_name: Pii::new("Alice Anders".to_owned()),
        target_worker: Pii::new("client:alice".to_owned()),
        auto_answer: "true".to_owned(),
        client_call: true,
        call_to_queue_sid: None,
        ring_timeout: None,
        missed_calls: None,
        from: None,
        conference: None,
    };
    Record::new(task('a'), &attributes, alice(), NOW)
}

/// Alice (a) calls Billing, and whoever of it comes next: `WTb…` will be his.
pub(crate) fn alice_calls_billing() -> Record {
    let attributes = CallerAttributes {
        to: Pii::new("queue:Billing".to_owned()),
        name: Pii::new("Billing".to_owned()),
        call_to_queue_sid: Some(queue()),
        ring_timeout: Some(45),
        ..attributes_of(&alice_calls_bob())
    };
    Record::new(task('a'), &attributes, alice(), NOW)
}

/// The same call, of which whoever misses it is to find a notice.
pub(crate) fn asks_for_notices(record: &Record) -> Record {
    let attributes = CallerAttributes { missed_calls: Some(true), ..attributes_of(record) };
    Record::new(task('a'), &attributes, alice(), NOW)
}

/// What the caller's task said when this record was made.
pub(crate) fn attributes_of(record: &Record) -> CallerAttributes {
    let call = record.call();
    CallerAttributes {
        to: call.colleague.address.clone(),
        direction: Direction::Outbound,
        name: call.colleague.name.clone(),
        from_name: call.caller.name.clone(),
        target_worker: call.caller.address.clone(),
        auto_answer: "true".to_owned(),
        client_call: true,
        call_to_queue_sid: call.queue.clone(),
        ring_timeout: None,
        missed_calls: None,
        from: None,
        conference: None,
    }
}

pub(crate) fn queue() -> QueueSid {
    QueueSid::parse(&format!("WQ{}", digits('2'))).unwrap()
}

/// It was Bob who took a queue's call.
pub(crate) fn it_was_bob() -> Fact {
    let text = |text: &str| Some(Pii::new(text.to_owned()));
    Fact::TakerSeen { name: text("Bob Baker"), address: text("client:bob") }
}

pub(crate) fn told(sequence: u64, told: Told) -> Fact {
    Fact::Conference(ConferenceEvent { conference: conference('1'), sequence, told })
}

pub(crate) fn seen(who: char) -> LegSeen {
    let label = match who {
        's' => format!("supervisor-{}", worker('c')),
        'e' => "external-1".to_owned(),
        agent => format!("worker-{}", worker(agent)),
    };
    // A call's own digits are hexadecimal; 's' is not.
    let call = if who == 's' { call('0') } else { call(who) };
    LegSeen { call, label, hold: false, muted: false, coaching: false }
}

pub(crate) fn joins(sequence: u64, who: char) -> Fact {
    told(sequence, Told::Leg(LegEvent { change: LegChange::Joined, leg: seen(who) }))
}

pub(crate) fn leaves(sequence: u64, who: char) -> Fact {
    let change = LegChange::Left(Some("participant_hung_up".to_owned()));
    told(sequence, Told::Leg(LegEvent { change, leg: seen(who) }))
}

pub(crate) fn is_held(sequence: u64, who: char, hold: bool) -> Fact {
    let leg = LegSeen { hold, ..seen(who) };
    told(sequence, Told::Leg(LegEvent { change: LegChange::Changed, leg }))
}

pub(crate) fn ends(sequence: u64) -> Fact {
    told(sequence, Told::Ended)
}

pub(crate) fn created() -> Fact {
    Fact::ColleagueTaskCreated(task('b'))
}

/// Alice waits, Bob is rung.
pub(crate) fn ringing() -> Vec<Fact> {
    vec![joins(1, 'a'), created(), Fact::CrossingLooked, Fact::Mirrored]
}

/// They talk.
pub(crate) fn talking() -> Vec<Fact> {
    let mut facts = ringing();
    facts.extend([joins(2, 'b'), told(3, Told::Started)]);
    facts
}

pub(crate) fn line(effects: &[Effect]) -> String {
    let mut line: String = effects.iter().map(Effect::to_string).collect::<Vec<_>>().join(", ");
    for (digit, name) in [('a', "Alice's task"), ('b', "Bob's task")] {
        line = line.replace(task(digit).as_str(), name);
    }
    line.replace(conference('1').as_str(), "the conference")
        .replace(conference('2').as_str(), "the stray conference")
}

pub(crate) fn with(mut facts: Vec<Fact>, more: impl IntoIterator<Item = Fact>) -> Vec<Fact> {
    facts.extend(more);
    facts
}
