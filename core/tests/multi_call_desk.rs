//! Several calls as one agent's desk has them: what brings one more waits until the others are
//! parked, and Flex's own buttons reach the call that they stand on.

mod support;

use call_core::desk::{
    Action, CallState as Shown, Effect, Event, Offer, OfferStatus, Setup, Verdict,
};
use call_core::id::ReservationSid;
use call_core::multi_call::{self, Ask, Party, RequestId, State, Wake};
use call_core::wire::{CallState, ControlOp};

use support::several::{holding, on, said};
use support::{
    Table, bob, his, his_offer, leg, mine, my_offer, queue_record, reservation, setup, text, told,
};

/// Alice's desk where she may have several calls.
fn table() -> Table {
    Table::with(Setup { multi_call: true, ..setup() }, bob())
}

fn opened(line: char) -> multi_call::Event {
    let name = text(if line == 'a' { "Bob Baker" } else { "Carla Customer" });
    multi_call::Event::Opened { line: reservation(line), name, silent: false }
}

fn party(line: char, of: char, held: bool) -> multi_call::Event {
    let parties = vec![Party { leg: leg(of), held }];
    multi_call::Event::PartiesChanged { line: reservation(line), parties }
}

/// A customer's call, reservation `e`, is live.
fn with_a_customer() -> Table {
    let mut table = table();
    let asked = on(&mut table, multi_call::Event::Asked(Ask::Accept(reservation('e'))));
    assert_eq!(asked, "let e be accepted");
    assert_eq!(on(&mut table, opened('e')), "buttons of e");
    on(&mut table, party('e', 'e', false));
    table
}

fn judged(table: &mut Table, action: &Action) -> (Verdict, String) {
    let (verdict, effects) = table.judge(table.now, action);
    table.effects = effects;
    (verdict, said(&table.effects))
}

fn states(table: &Table) -> Vec<(ReservationSid, State)> {
    table.desk.view().lines.into_iter().map(|shown| (shown.line, shown.state)).collect()
}

#[test]
fn a_colleague_is_answered_once_the_customer_is_on_hold() {
    let mut table = with_a_customer();
    table.on(his(OfferStatus::Pending));
    let (verdict, told) = judged(&mut table, &Action::Accept(his_offer(OfferStatus::Pending)));
    assert_eq!(verdict, Verdict::Replace);
    assert_eq!(told, "microphone e off; ear e off; hold e of e; buttons of e");
    let request = holding(&table);
    let answered = on(&mut table, multi_call::Event::Answered(request));
    assert_eq!(answered, "call c from client:bob by agent-join-conference");
    assert_eq!(on(&mut table, opened('c')), "buttons of c");
    assert_eq!(
        states(&table),
        [(reservation('e'), State::Parked), (reservation('c'), State::Live)]
    );
}

#[test]
fn a_call_to_a_queue_is_listed_under_the_name_of_whoever_took_it() {
    let mut table = table();
    let offer = |status| Offer { peer: text("Billing"), ..my_offer(status) };
    table.on(Event::ReservationChanged(offer(OfferStatus::Pending)));
    let name = text("Billing");
    on(&mut table, multi_call::Event::Opened { line: reservation('a'), name, silent: false });
    table.on(Event::ReservationChanged(offer(OfferStatus::Accepted)));
    on(&mut table, opened('e'));
    for (state, name) in [(CallState::Ringing, "Billing"), (CallState::Active, "Bob Baker")] {
        table.on(Event::RecordChanged(Box::new(queue_record(state, None))));
        let names: Vec<_> =
            table.desk.view().lines.into_iter().map(|shown| shown.name.reveal().clone()).collect();
        assert_eq!(names, [name, "Carla Customer"], "{state:?}");
    }
}

#[test]
fn a_hold_that_does_not_come_delays_the_answer_by_two_seconds() {
    let mut table = with_a_customer();
    table.on(his(OfferStatus::Pending));
    judged(&mut table, &Action::Accept(his_offer(OfferStatus::Pending)));
    let request = holding(&table);
    assert!(table.lines().contains("wake Slow at 2000"), "{}", table.lines());
    let slow = on(&mut table, multi_call::Event::Woken(Wake::Slow(request)));
    assert_eq!(slow, "tell HoldSlow; call c from client:bob by agent-join-conference");
}

#[test]
fn a_colleague_can_be_called_while_another_call_is_live() {
    let mut table = with_a_customer();
    assert!(table.desk.view().can_call);
    table.on(Event::CallPressed);
    assert_eq!(said(&table.effects), "microphone e off; ear e off; hold e of e; buttons of e");
    let request = holding(&table);
    assert_eq!(on(&mut table, multi_call::Event::Answered(request)), "create task");
}

#[test]
fn a_number_is_called_once_the_other_call_is_parked_and_without_one_in_flexs_own_way() {
    let mut none = table();
    assert_eq!(judged(&mut none, &Action::DialNumber), (Verdict::Proceed, String::new()));
    let mut table = with_a_customer();
    let (verdict, told) = judged(&mut table, &Action::DialNumber);
    assert_eq!(verdict, Verdict::Replace);
    assert_eq!(told, "microphone e off; ear e off; hold e of e; buttons of e");
    let request = holding(&table);
    assert_eq!(on(&mut table, multi_call::Event::Answered(request)), "let go on Dial");
}

#[test]
fn that_flexs_own_dialog_cannot_be_kept_away_is_told_to_who_can_have_that_mended() {
    let mut table = table();
    let stays = |can_mend| multi_call::Event::AlertStays { can_mend };
    assert_eq!(on(&mut table, stays(false)), "");
    assert_eq!(on(&mut table, stays(true)), "tell AlertStays");
}

#[test]
fn who_listens_to_somebody_elses_call_is_parked_before_and_stops_when_he_goes_on_with_his_own() {
    let mut table = with_a_customer();
    let asked = on(&mut table, multi_call::Event::Asked(Ask::Monitor));
    assert_eq!(asked, "microphone e off; ear e off; hold e of e; buttons of e");
    let request = holding(&table);
    assert_eq!(on(&mut table, multi_call::Event::Answered(request)), "let go on Monitor");
    assert_eq!(on(&mut table, multi_call::Event::Monitoring { on: true }), "");
    let resumed = on(&mut table, multi_call::Event::ResumePressed { line: reservation('e') });
    assert!(resumed.starts_with("stop monitoring; "), "{resumed}");
    assert_eq!(on(&mut table, multi_call::Event::Monitoring { on: false }), "buttons of e");
    on(&mut table, multi_call::Event::Closed { line: reservation('e') });
    on(&mut table, multi_call::Event::Monitoring { on: true });
    assert_eq!(on(&mut table, opened('c')), "stop monitoring; buttons of c");
}

#[test]
fn who_talks_with_a_colleague_can_call_another_and_who_waits_for_one_cannot() {
    let mut table = table();
    table.placed();
    table.on(told(CallState::Ringing));
    assert!(!table.desk.view().can_call, "the colleague still rings");
    table.on(told(CallState::Active));
    assert!(table.desk.view().can_call);
    let mut alone = Table::ready();
    alone.placed();
    alone.on(told(CallState::Ringing));
    alone.on(told(CallState::Active));
    assert!(!alone.desk.view().can_call, "this agent can have one call alone");
}

#[test]
fn the_panel_speaks_of_the_call_that_is_looked_at() {
    let mut table = table();
    table.placed();
    on(&mut table, opened('a'));
    table.on(told(CallState::Ringing));
    table.on(told(CallState::Active));
    assert!(matches!(table.desk.view().call, Shown::Connected { .. }));
    on(&mut table, multi_call::Event::Asked(Ask::Accept(reservation('e'))));
    on(&mut table, opened('e'));
    assert_eq!(table.desk.view().call, Shown::Idle, "a customer is looked at");
    on(&mut table, multi_call::Event::Selected { line: reservation('a') });
    assert!(matches!(table.desk.view().call, Shown::Connected { .. }));
}

#[test]
fn the_legs_of_a_call_come_and_go_without_the_others() {
    let mut table = table();
    table.placed();
    let up = |up| Event::LegChanged { reservation: reservation('a'), up };
    assert_eq!(table.on(up(false)), "", "it was never up");
    table.on(up(true));
    assert_eq!(table.on(up(true)), "", "told twice");
    // Flex speaks of one line for all calls, which says nothing here.
    assert_eq!(table.on(Event::LineChanged { busy: true }), "");
    assert_eq!(table.on(Event::LineChanged { busy: false }), "");
    assert_eq!(table.on(up(false)), "wake Reconcile at 2000");
}

#[test]
fn an_answer_without_a_leg_is_noticed_beside_another_call() {
    for comes in [true, false] {
        let mut table = with_a_customer();
        table.on(his(OfferStatus::Pending));
        judged(&mut table, &Action::Accept(his_offer(OfferStatus::Pending)));
        let request = holding(&table);
        on(&mut table, multi_call::Event::Answered(request));
        if comes {
            table.on(Event::LegChanged { reservation: reservation('c'), up: true });
        }
        let wake = call_core::desk::Wake::AnswerStuck { reservation: reservation('c') };
        let told = table.on(Event::Woken(wake));
        assert_eq!(told, if comes { "" } else { "tell AnswerFailed" });
    }
}

/// A customer on hold, and Bob.
fn with_two() -> Table {
    let mut table = table();
    table.placed();
    on(&mut table, opened('e'));
    on(&mut table, party('e', 'e', false));
    assert_eq!(
        on(&mut table, opened('a')),
        "microphone e off; ear e off; hold e of e; buttons of a"
    );
    let request = holding(&table);
    on(&mut table, multi_call::Event::Answered(request));
    on(&mut table, party('a', 'b', false));
    table
}

#[test]
fn flexs_buttons_reach_the_call_that_they_stand_on() {
    let mut table = with_two();
    let act = |last| Action::ActOn { reservation: reservation(last) };
    assert_eq!(judged(&mut table, &act('e')), (Verdict::Proceed, "buttons of e".into()));
    assert_eq!(judged(&mut table, &act('a')), (Verdict::Proceed, "buttons of a".into()));
    // A call of this agent in another window.
    assert_eq!(judged(&mut table, &act('9')), (Verdict::Replace, "tell NotHere".into()));
    // With one call alone, which Flex knows.
    let mut alone = Table::ready();
    assert_eq!(judged(&mut alone, &act('9')), (Verdict::Proceed, String::new()));
}

fn taken_back(effect: &Effect) -> Option<RequestId> {
    let Effect::MultiCall(multi_call::Effect::Hold { request, hold: false, .. }) = effect else {
        return None;
    };
    Some(*request)
}

/// A colleague and his customer would hear music for ever: nobody else can take them back.
#[test]
fn whoever_hangs_up_a_parked_call_of_three_leaves_nobody_on_hold_in_it() {
    let three = |held| {
        let party = |of, held| Party { leg: leg(of), held };
        let parties = vec![party('e', true), party('9', held)];
        multi_call::Event::PartiesChanged { line: reservation('e'), parties }
    };
    let hang_up = Action::HangUp { reservation: reservation('e') };
    let mut table = with_two();
    assert_eq!(on(&mut table, three(false)), "hold 9 of e");
    let request = holding(&table);
    // It is on its way, and has to be known before it is undone.
    assert_eq!(judged(&mut table, &hang_up), (Verdict::Replace, String::new()));
    let told = on(&mut table, multi_call::Event::Answered(request));
    assert_eq!(told, "take back e of e; take back 9 of e");
    let orders: Vec<_> = table.effects.iter().filter_map(taken_back).collect();
    assert_eq!(on(&mut table, multi_call::Event::Answered(orders[0])), "");
    assert_eq!(on(&mut table, multi_call::Event::Answered(orders[1])), "leave e");
    assert_eq!(on(&mut table, three(false)), "", "nobody is put on hold again");

    // If somebody cannot be taken back, he is not left.
    let mut table = with_two();
    on(&mut table, three(false));
    let request = holding(&table);
    on(&mut table, multi_call::Event::Answered(request));
    judged(&mut table, &hang_up);
    let back: Vec<_> = table.effects.iter().filter_map(taken_back).collect();
    for told in ["", "", "tell ResumeFailed"] {
        let request = holding(&table);
        assert_eq!(on(&mut table, multi_call::Event::Failed(request)), told);
        on(&mut table, multi_call::Event::Woken(Wake::Again(reservation('e'))));
    }
    assert_eq!(on(&mut table, multi_call::Event::Answered(back[1])), "hold 9 of e");
    // With one other the call is over, and Flex ends it.
    let mut table = with_two();
    assert_eq!(judged(&mut table, &hang_up), (Verdict::Proceed, "buttons of e".into()));
}

#[test]
fn who_looks_at_the_work_after_a_call_stays_there() {
    let mut table = with_two();
    on(&mut table, multi_call::Event::Closed { line: reservation('a') });
    assert_eq!(on(&mut table, multi_call::Event::Selected { line: reservation('a') }), "");
    let back = on(&mut table, multi_call::Event::Selected { line: reservation('e') });
    assert_eq!(back, "buttons of e");
}

#[test]
fn mute_is_for_the_call_that_is_looked_at_and_resumes_one_on_hold() {
    let mut table = with_two();
    let press = |table: &mut Table| judged(table, &Action::ToggleMute).1;
    assert_eq!(press(&mut table), "microphone a off; buttons of a");
    assert_eq!(press(&mut table), "microphone a on; buttons of a");
    on(&mut table, multi_call::Event::Selected { line: reservation('e') });
    let resumed = press(&mut table);
    assert_eq!(resumed, "microphone a off; ear a off; hold b of a; ear e on; buttons of e");
    let request = holding(&table);
    assert_eq!(on(&mut table, multi_call::Event::Answered(request)), "take back e of e");
    let request = holding(&table);
    // What was said to the other party has to be over first.
    assert_eq!(on(&mut table, multi_call::Event::Answered(request)), "");
    let back = on(&mut table, multi_call::Event::Woken(Wake::Quiet(3)));
    assert_eq!(back, "microphone e on; buttons of e");
}

#[test]
fn flexs_own_end_of_a_hold_resumes_a_call() {
    for action in [
        Action::Resume { reservation: reservation('e') },
        Action::Order { reservation: reservation('e'), op: ControlOp::Unhold, worker: None },
    ] {
        let mut table = with_two();
        let (verdict, told) = judged(&mut table, &action);
        assert_eq!(verdict, Verdict::Replace);
        assert_eq!(told, "microphone a off; ear a off; hold b of a; ear e on; buttons of e");
    }
    // Of the call that the agent is in it ends a hold of that party alone.
    let mut table = with_two();
    let action = Action::Resume { reservation: reservation('a') };
    assert_eq!(judged(&mut table, &action), (Verdict::Proceed, String::new()));
}

/// Flex does so by itself once a call that a colleague handed over is accepted.
#[test]
fn a_call_is_not_resumed_while_one_that_was_accepted_since_is_coming_up() {
    let mut table = with_two();
    let ask = Ask::Accept(reservation('9'));
    assert_eq!(
        on(&mut table, multi_call::Event::Asked(ask)),
        "microphone a off; ear a off; hold b of a; buttons of a"
    );
    let request = holding(&table);
    assert_eq!(on(&mut table, multi_call::Event::Answered(request)), "let 9 be accepted");
    let resume = Action::Resume { reservation: reservation('e') };
    assert_eq!(
        judged(&mut table, &resume),
        (Verdict::Replace, "buttons of e; tell ResumeFailed".into())
    );
    assert_eq!(on(&mut table, opened('9')), "buttons of 9");
    on(&mut table, multi_call::Event::Closed { line: reservation('9') });
    assert_eq!(judged(&mut table, &resume).1, "buttons of e; ear e on; take back e of e");
}

#[test]
fn the_task_of_a_call_that_is_placed_again_and_again_is_created_once() {
    let mut table = with_a_customer();
    table.on(Event::CallPressed);
    let request = holding(&table);
    table.on(Event::CallPressed);
    assert_eq!(said(&table.effects), "");
    assert_eq!(on(&mut table, multi_call::Event::Answered(request)), "create task");
    table.on(mine(OfferStatus::Pending));
}

#[test]
fn who_could_not_be_put_on_hold_hears_the_agent_again_once_the_other_one_is() {
    let mut table = with_a_customer();
    on(&mut table, opened('a'));
    on(&mut table, party('a', 'b', false));
    let back = on(&mut table, multi_call::Event::ResumePressed { line: reservation('e') });
    assert_eq!(back, "microphone a off; ear a off; hold b of a; ear e on; buttons of e");
    let request = holding(&table);
    assert_eq!(on(&mut table, multi_call::Event::Answered(request)), "");
    let heard = on(&mut table, multi_call::Event::Woken(Wake::Quiet(2)));
    assert_eq!(heard, "microphone e on; buttons of e");
}
