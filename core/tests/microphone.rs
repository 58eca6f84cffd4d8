//! Who could not speak neither calls nor answers.

mod support;

use call_core::desk::{
    Action, CallState as Shown, Effect, Event, Microphone, OfferStatus, Reason, Setup, Verdict,
};

use OfferStatus::{Canceled, Pending};
use support::{Table, bob, his, his_offer, line, setup, text};

fn calling() -> Shown {
    Shown::Placing { name: text("Bob Baker") }
}

/// Nobody is rung by an agent who could not speak, and nobody is answered by one.
#[test]
fn without_a_microphone_nothing_is_created_and_nothing_is_answered() {
    let table = [
        (Microphone::Missing, Reason::NoMicrophone),
        (Microphone::Refused, Reason::MicrophoneRefused),
        (Microphone::InUse, Reason::MicrophoneInUse),
    ];
    for (microphone, reason) in table {
        let mut table = Table { microphone: Some(microphone), ..Table::ready() };
        assert_eq!(table.on(Event::CallPressed), "", "{microphone:?}");
        assert_eq!(table.desk.view().call, Shown::Told(reason.clone()));
        assert!(table.desk.view().can_call, "once it is mended he can try again");
        table.on(his(Pending));
        let (verdict, effects) = table.judge(0, &Action::Accept(his_offer(Pending)));
        assert_eq!((verdict, effects), (Verdict::Replace, vec![Effect::Notify(reason)]));
        table.microphone = Some(Microphone::Ready);
        let (_, effects) = table.judge(0, &Action::Accept(his_offer(Pending)));
        assert_eq!(line(&effects[0]), "call c from client:bob by agent-join-conference");
    }
}

/// The browser may ask the agent for his permission for as long as he likes.
#[test]
fn what_happens_while_the_microphone_is_looked_at() {
    let waiting = || Table { microphone: None, ..Table::ready() };
    let mut table = waiting();
    assert_eq!(table.on(Event::CallPressed), "check microphone");
    assert_eq!(table.desk.view().call, calling());
    let looked =
        Event::MicrophoneChecked { request: table.request(), microphone: Microphone::Ready };
    table.now = 60_000;
    assert_eq!(table.on(looked.clone()), "create task; wake Unreserved at 75000");
    assert_eq!(table.on(looked.clone()), "", "it is created once");

    let mut table = waiting();
    table.on(Event::CallPressed);
    assert_eq!(table.on(Event::CancelPressed), "", "there is nothing to end yet");
    assert_eq!(table.on(looked), "");
    assert_eq!(table.desk.view().call, Shown::Idle);

    type Meanwhile = fn(&mut Table);
    let meanwhile: [(Meanwhile, &str); 3] = [
        (|table| drop(table.on(his(Canceled))), "the caller hung up"),
        (|table| drop(table.judge(0, &Action::Reject(his_offer(Pending)))), "he declined"),
        (|table| drop(table.judge(0, &Action::Accept(his_offer(Pending)))), ""),
    ];
    for (happens, what) in meanwhile {
        let mut table = waiting();
        table.on(his(Pending));
        let (_, effects) = table.judge(0, &Action::Accept(his_offer(Pending)));
        let [Effect::CheckMicrophone { request }] = effects[..] else { panic!("{effects:?}") };
        happens(&mut table);
        let answers = table.on(Event::MicrophoneChecked { request, microphone: Microphone::Ready });
        assert_eq!(answers.starts_with("call c"), what.is_empty(), "{what}: {answers}");
    }
}

/// The phone in the browser matters to those who talk by it.
#[test]
fn with_a_phone_that_twilio_cannot_reach_nobody_is_called_or_answered() {
    let lost = Event::PhoneChanged { connected: false };
    let mut table = Table::ready();
    table.on(lost.clone());
    assert_eq!(table.on(Event::CallPressed), "");
    assert_eq!(table.desk.view().call, Shown::Told(Reason::PhoneDisconnected));
    table.on(his(Pending));
    let (verdict, effects) = table.judge(0, &Action::Accept(his_offer(Pending)));
    assert_eq!(verdict, Verdict::Replace);
    assert_eq!(effects, [Effect::Notify(Reason::PhoneDisconnected)]);
    table.on(Event::PhoneChanged { connected: true });
    let (_, effects) = table.judge(0, &Action::Accept(his_offer(Pending)));
    assert_eq!(line(&effects[0]), "call c from client:bob by agent-join-conference");

    let desk_phone = Setup { address: Some(text("sip:alice@example.com")), ..setup() };
    let mut table = Table { microphone: None, ..Table::with(desk_phone, bob()) };
    table.on(lost);
    assert_eq!(table.on(Event::CallPressed), "create task; wake Unreserved at 15000");
}

#[test]
fn a_microphone_that_was_looked_at_for_an_earlier_attempt_says_nothing_about_this_one() {
    let mut table = Table { microphone: None, ..Table::ready() };
    table.on(Event::CallPressed);
    let request = table.request();
    table.on(Event::CancelPressed);
    assert_eq!(table.on(Event::CallPressed), "check microphone");
    let microphone = Microphone::Ready;
    assert_eq!(table.on(Event::MicrophoneChecked { request, microphone }), "");
    assert_eq!(table.desk.view().call, calling());
}
