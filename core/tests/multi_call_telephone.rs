//! Several calls at a telephone, as the desk of its agent has them.

mod support;

use call_core::desk::{Action, Effect, OfferStatus, Setup, Verdict};
use call_core::multi_call::{self, Ask, Party, RequestId, Settings, State, Wake};

use support::several::{holding, on, said};
use support::{Table, bob, his, his_offer, leg, reservation, setup, text};

/// Alice's desk; her calls go to a telephone, and reservation `e` is a customer's, live.
fn with_a_customer() -> Table {
    let mut table = Table::with(Setup { multi_call: true, ..setup() }, bob());
    let settings = Settings { remind_after_s: 0, at_telephone: true };
    on(&mut table, multi_call::Event::Configured(settings));
    let asked = on(&mut table, multi_call::Event::Asked(Ask::Accept(reservation('e'))));
    assert_eq!(asked, "let e be accepted");
    assert_eq!(on(&mut table, picked_up('e', false, false)), "buttons of e");
    table
}

fn picked_up(of: char, muted: bool, held: bool) -> multi_call::Event {
    let parties = vec![Party { leg: leg(of), held }];
    multi_call::Event::PickedUp { line: reservation(of), name: text("Dana"), muted, parties }
}

fn muting(table: &Table) -> RequestId {
    let order = |effect: &Effect| {
        let Effect::MultiCall(multi_call::Effect::Mute { request, .. }) = effect else {
            return None;
        };
        Some(*request)
    };
    table.effects.iter().find_map(order).expect("the telephone is muted, or unmuted")
}

fn ordered(table: &Table) -> (RequestId, RequestId) {
    (muting(table), holding(table))
}

fn asks_for_more(table: &mut Table) -> (RequestId, RequestId) {
    let asked = on(table, multi_call::Event::Asked(Ask::Accept(reservation('f'))));
    assert_eq!(asked, "ear e off; mute e; hold e of e");
    ordered(table)
}

fn states(table: &Table) -> Vec<State> {
    table.desk.view().lines.into_iter().map(|shown| shown.state).collect()
}

#[test]
fn the_next_call_waits_until_twilio_says_that_the_telephone_is_muted() {
    let mut table = with_a_customer();
    let (mute, hold) = asks_for_more(&mut table);
    assert_eq!(on(&mut table, multi_call::Event::Answered(hold)), "", "he is not muted yet");
    assert_eq!(states(&table), [State::Parking]);
    assert_eq!(on(&mut table, multi_call::Event::Answered(mute)), "let f be accepted");
    assert_eq!(states(&table), [State::Parked]);
}

#[test]
fn it_does_not_wait_long_for_a_hold_once_the_telephone_is_muted() {
    let mut table = with_a_customer();
    let (mute, hold) = asks_for_more(&mut table);
    let slow = on(&mut table, multi_call::Event::Woken(Wake::Slow(hold)));
    assert_eq!(slow, "", "who is told that she does not hear him has to be muted");
    assert_eq!(on(&mut table, multi_call::Event::Answered(mute)), "let f be accepted");
}

#[test]
fn a_call_is_resumed_as_it_was_left_others_first_and_unmuted_last() {
    let mut table = with_a_customer();
    let (mute, hold) = asks_for_more(&mut table);
    on(&mut table, multi_call::Event::Answered(mute));
    on(&mut table, multi_call::Event::Answered(hold));
    on(&mut table, picked_up('f', false, false));
    let resumed = on(&mut table, multi_call::Event::ResumePressed { line: reservation('e') });
    assert_eq!(resumed, "ear f off; buttons of e; mute f; hold f of f; ear e on");
    let (mute, hold) = ordered(&table);
    assert_eq!(on(&mut table, multi_call::Event::Answered(hold)), "");
    assert_eq!(on(&mut table, multi_call::Event::Answered(mute)), "take back e of e");
    let back = multi_call::Event::Answered(holding(&table));
    assert_eq!(on(&mut table, back), "unmute e");
    assert_eq!(states(&table), [State::Resuming, State::Parked]);
}

#[test]
fn after_a_reload_each_call_is_as_it_was() {
    let mut table = Table::with(Setup { multi_call: true, ..setup() }, bob());
    let settings = Settings { remind_after_s: 0, at_telephone: true };
    on(&mut table, multi_call::Event::Configured(settings));
    assert_eq!(on(&mut table, picked_up('e', true, true)), "ear e off; buttons of e");
    assert_eq!(on(&mut table, picked_up('f', false, false)), "buttons of f");
    assert_eq!(states(&table), [State::Parked, State::Live]);
    on(&mut table, multi_call::Event::SwapPressed);
    assert_eq!(states(&table), [State::Resuming, State::Parking], "the other one is the first");
    let mut table = Table::with(Setup { multi_call: true, ..setup() }, bob());
    on(&mut table, picked_up('e', false, false));
    table.now = 1_000;
    on(&mut table, picked_up('f', true, true));
    on(&mut table, multi_call::Event::SwapPressed);
    assert_eq!(states(&table), [State::Parking, State::Resuming], "he was in the first");
    // His party has put herself on hold: he is heard all the same once she is back.
    let mut table = Table::with(Setup { multi_call: true, ..setup() }, bob());
    on(&mut table, picked_up('e', false, true));
    assert_eq!(states(&table), [State::Live]);
    // He had muted himself in it: his party is not on hold for that.
    let mut table = Table::with(Setup { multi_call: true, ..setup() }, bob());
    assert_eq!(on(&mut table, picked_up('e', true, false)), "buttons of e");
    assert!(table.desk.view().lines[0].muted);
}

#[test]
fn a_colleague_is_not_answered_if_the_telephone_cannot_be_muted() {
    let mut table = with_a_customer();
    table.on(his(OfferStatus::Pending));
    let accept = Action::Accept(his_offer(OfferStatus::Pending));
    let (verdict, effects) = table.judge(table.now, &accept);
    table.effects = effects;
    assert_eq!(verdict, Verdict::Replace);
    let mut mute = muting(&table);
    for _ in 0..2 {
        assert_eq!(on(&mut table, multi_call::Event::Failed(mute)), "");
        let again = multi_call::Event::Woken(Wake::Again(reservation('e')));
        assert_eq!(on(&mut table, again), "mute e");
        mute = muting(&table);
    }
    let told = on(&mut table, multi_call::Event::Failed(mute));
    assert_eq!(told, "tell MuteFailed; tell AnswerFailed");
    let late = multi_call::Event::Woken(Wake::Again(reservation('e')));
    assert_eq!(on(&mut table, late), "", "it is given up");
    // He may try again.
    let (verdict, effects) = table.judge(table.now, &accept);
    assert_eq!((verdict, said(&effects)), (Verdict::Replace, "mute e".to_owned()));
}

/// Flex would wrap up the task, and leave her telephone where it is.
#[test]
fn flexs_own_hang_up_takes_the_telephone_out_of_the_call_that_it_stands_on() {
    let mut table = with_a_customer();
    let leave = |of| Action::Leave { reservation: reservation(of) };
    let press = |table: &mut Table, of| {
        let (verdict, effects) = table.judge(table.now, &leave(of));
        table.effects = effects;
        (verdict, said(&table.effects))
    };
    assert_eq!(press(&mut table, 'e'), (Verdict::Replace, "leave e".to_owned()));
    let Some(Effect::MultiCall(multi_call::Effect::Leave { request, .. })) = table.effects.first()
    else {
        panic!("{:?}", table.effects)
    };
    let request = *request;
    assert_eq!(press(&mut table, 'e'), (Verdict::Replace, String::new()), "it is on its way");
    let failed = on(&mut table, multi_call::Event::Failed(request));
    assert_eq!(failed, "tell LeaveFailed", "he would think that nobody hears him");
    assert_eq!(states(&table), [State::Live]);
    assert_eq!(press(&mut table, 'e').1, "leave e");
    // A call that is over has a task to wrap up, and so has one in the browser.
    assert_eq!(press(&mut table, 'f'), (Verdict::Proceed, String::new()));
    let mut browser = Table::with(Setup { multi_call: true, ..setup() }, bob());
    let (line, name) = (reservation('e'), text("Dana"));
    on(&mut browser, multi_call::Event::Opened { line, name, silent: false });
    assert_eq!(press(&mut browser, 'e'), (Verdict::Proceed, String::new()));
}
