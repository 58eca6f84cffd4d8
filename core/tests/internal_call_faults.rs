//! What a desk does when an order fails, an answer is lost, or a leg goes without a word.

mod support;

use call_core::desk::{
    Action, CallState as Shown, Effect, Event, Failure, OfferStatus, Reason, RequestId, Verdict,
    Wake,
};
use call_core::wire::CallState;

use OfferStatus::{Accepted, Canceled, Pending, Wrapping};
use support::{Table, his, his_offer, his_record, mine, my_offer, reservation, task, text, told};

const NOT_ANSWERED: Failure = Failure::Unreachable;

fn failed(request: RequestId, why: Failure) -> Event {
    Event::RequestFailed { request, why }
}

fn look(call: char) -> Event {
    Event::Woken(Wake::Reconcile { call: task(call) })
}

fn line(busy: bool) -> Event {
    Event::LineChanged { busy }
}

fn judged(table: &mut Table, action: &Action) -> RequestId {
    let (verdict, effects) = table.judge(table.now, action);
    assert_eq!(verdict, Verdict::Replace);
    table.effects = effects;
    table.request()
}

/// The caller's leg was answered, and nobody has heard of it yet.
fn placed() -> Table {
    let mut table = Table::ready();
    table.placed();
    table.on(line(true));
    table
}

/// Alice has accepted Bob's call, and is on her way into it.
fn accepted() -> Table {
    let mut table = Table::ready();
    table.on(his(Pending));
    judged(&mut table, &Action::Accept(his_offer(Pending)));
    table.on(line(true));
    table.on(his(Accepted));
    table
}

#[test]
fn what_the_server_has_not_answered_is_asked_again_until_it_does() {
    let mut table = placed();
    table.on(told(CallState::Ringing));
    assert_eq!(table.on(Event::CancelPressed), "clean up a; hang up a");
    let request = table.request();
    let again = || Event::Woken(Wake::AskAgain { request });
    // He is told once, however long it takes.
    let waits = [2_000, 4_000, 8_000, 8_000];
    for (try_, wait) in waits.into_iter().enumerate() {
        let telling = if try_ == 0 { "tell FunctionsUnreachable; " } else { "" };
        let expected = format!("{telling}wake AskAgain at {wait}");
        assert_eq!(table.on(failed(request, NOT_ANSWERED)), expected, "{try_}");
        assert_eq!(table.on(again()), "clean up a");
        assert_eq!(table.request(), request, "the same order");
    }
    assert_eq!(table.on(Event::Answered { request }), "");
    assert_eq!(table.on(again()), "", "it is done");
    assert_eq!(table.on(failed(request, NOT_ANSWERED)), "", "an old answer");
}

#[test]
fn a_refusal_is_an_answer() {
    let mut table = placed();
    table.on(Event::CancelPressed);
    let request = table.request();
    assert_eq!(table.on(failed(request, Failure::Refused)), "");
    assert_eq!(table.on(Event::Woken(Wake::AskAgain { request })), "");
}

#[test]
fn an_order_about_a_call_is_given_up_in_the_end_and_a_sweep_never() {
    let again = |table: &mut Table, request| {
        let mut fails = || {
            let waits = table.on(failed(request, NOT_ANSWERED)).contains("AskAgain");
            table.on(Event::Woken(Wake::AskAgain { request }));
            waits
        };
        (0..40).take_while(|_| fails()).count()
    };
    let mut table = placed();
    table.on(Event::CancelPressed);
    let request = table.request();
    assert_eq!(again(&mut table, request), 15);

    let mut table = Table::default();
    table.on(Event::SetUp(support::setup()));
    let sweeps = |effect: &&Effect| matches!(effect, Effect::Reconcile { task: None, .. });
    let Some(Effect::Reconcile { request: sweep, .. }) = table.effects.iter().find(sweeps) else {
        panic!("it looks for forgotten calls at the start");
    };
    let sweep = *sweep;
    assert_eq!(again(&mut table, sweep), 40);
    assert_eq!(table.on(failed(sweep, NOT_ANSWERED)), "wake AskAgain at 30000");
}

/// Fails an order, has it given again, and gives back what came beside that.
fn fails(table: &mut Table, request: RequestId) -> String {
    let effects = table.on(failed(request, NOT_ANSWERED));
    table.on(Event::Woken(Wake::AskAgain { request }));
    let asks_again = |effect: &&str| !effect.starts_with("wake AskAgain");
    effects.split("; ").filter(asks_again).collect::<Vec<_>>().join("; ")
}

/// Else her task would keep her from every call, customers' too, for as long as they are away.
#[test]
fn a_caller_who_cancels_while_the_functions_are_away_is_free_for_other_calls() {
    let mut table = placed();
    table.on(told(CallState::Ringing));
    table.on(Event::CancelPressed);
    let request = table.request();
    assert_eq!(fails(&mut table, request), "tell FunctionsUnreachable");
    table.on(line(false));
    assert_eq!(fails(&mut table, request), "", "a hiccup is none of her business");
    assert_eq!(fails(&mut table, request), "wrap up a");
    assert_eq!(fails(&mut table, request), "wrap up a", "it failed");
    table.on(mine(Wrapping));
    assert_eq!(fails(&mut table, request), "", "the server is asked for the colleague's sake");
}

#[test]
fn who_hangs_up_while_the_functions_are_away_wraps_up() {
    let active = Event::RecordChanged(Box::new(his_record(CallState::Active, None)));
    for (mut table, active, call, reservation) in
        [(placed(), told(CallState::Active), 'a', 'a'), (accepted(), active, 'b', 'c')]
    {
        table.on(active);
        table.on(line(false));
        table.now += 2_000;
        table.on(look(call));
        let request = table.request();
        assert_eq!(fails(&mut table, request), "tell FunctionsUnreachable");
        assert_eq!(fails(&mut table, request), "");
        assert_eq!(fails(&mut table, request), format!("wrap up {reservation}"));
    }
}

#[test]
fn whose_leg_is_up_is_in_his_call_however_long_the_functions_are_away() {
    let mut table = placed();
    table.on(told(CallState::Active));
    for _ in 0..2 {
        table.now += 60_000;
        table.on(look('a'));
    }
    let request = table.request();
    for _ in 0..10 {
        assert!(!fails(&mut table, request).contains("wrap up"));
    }
}

/// The person is told before anything is created, and may call as soon as they answer again.
#[test]
fn while_the_functions_do_not_answer_nobody_is_called() {
    let mut table = Table::ready();
    table.now = 100_000;
    table.on(his(Pending));
    assert!(table.on(his(Canceled)).ends_with("sweep"));
    let request = table.request();
    table.on(failed(request, NOT_ANSWERED));
    assert_eq!(table.on(Event::CallPressed), "sweep", "at once, not when its turn comes");
    assert_eq!(table.request(), request, "the same order");
    assert_eq!(table.desk.view().call, Shown::Told(Reason::FunctionsUnreachable));
    assert_eq!(table.on(Event::CallPressed), "", "it is asked already");
    assert_eq!(table.on(Event::Woken(Wake::AskAgain { request })), "");
    table.on(Event::Answered { request });
    assert!(table.on(Event::CallPressed).starts_with("create task"));
}

/// An outage that outlived every order would else keep the agent from calling for ever.
#[test]
fn whoever_presses_after_a_long_outage_finds_out_that_it_is_over() {
    let mut table = placed();
    // The look at what was left behind, at the start.
    table.on(Event::Answered { request: RequestId(2) });
    table.on(Event::CancelPressed);
    let given_up = table.request();
    while table.on(failed(given_up, NOT_ANSWERED)).contains("AskAgain") {
        table.on(Event::Woken(Wake::AskAgain { request: given_up }));
    }
    table.on(line(false));
    table.on(mine(Canceled));
    assert_eq!(table.on(Event::CallPressed), "sweep");
    assert_eq!(table.desk.view().call, Shown::Told(Reason::FunctionsUnreachable));
    let request = table.request();
    assert_eq!(table.on(failed(request, NOT_ANSWERED)), "wake AskAgain at 2000");
    assert_eq!(table.on(Event::CallPressed), "sweep");
    table.on(Event::Answered { request });
    assert!(table.on(Event::CallPressed).starts_with("create task"));
}

#[test]
fn forgotten_calls_are_looked_for_after_a_call_once_a_minute_at_most() {
    let mut table = Table::ready();
    for (now, expected) in [(59_999, ""), (60_000, "sweep"), (119_999, ""), (120_000, "sweep")] {
        table.now = now;
        table.on(his(Pending));
        let lines = table.on(his(Canceled));
        assert_eq!(lines.contains("sweep"), expected == "sweep", "{now}: {lines}");
    }
}

#[test]
fn a_task_of_which_nobody_knows_whether_it_was_made_is_waited_for() {
    let unclear = || {
        let mut table = Table::ready();
        table.on(Event::CallPressed);
        let request = table.request();
        assert_eq!(table.on(failed(request, NOT_ANSWERED)), "wake Unreserved at 5000");
        (table, Event::Woken(Wake::Unreserved { request }))
    };
    // It was made: the call goes on, and nobody is told that it failed.
    let (mut table, wake) = unclear();
    table.on(mine(Pending));
    judged(&mut table, &Action::Accept(my_offer(Pending)));
    assert!(table.lines().starts_with("call a"), "{}", table.lines());
    assert_eq!(table.on(wake), "");
    // It was not; should it come back after all, it is ended.
    let (mut table, wake) = unclear();
    assert_eq!(table.on(wake), "tell CallFailed");
    assert_eq!(table.on(mine(Pending)), "clean up a");
}

#[test]
fn an_answer_of_which_nobody_knows_whether_it_was_heard_is_waited_for() {
    let stuck = |which| Event::Woken(Wake::AnswerStuck { reservation: reservation(which) });
    let mut table = Table::ready();
    table.on(his(Pending));
    let request = judged(&mut table, &Action::Accept(his_offer(Pending)));
    assert_eq!(table.on(failed(request, NOT_ANSWERED)), "");
    assert_eq!(table.on(stuck('c')), "tell AnswerFailed");

    let mut table = Table::ready();
    table.on(Event::CallPressed);
    table.on(mine(Pending));
    let request = judged(&mut table, &Action::Accept(my_offer(Pending)));
    assert_eq!(table.on(failed(request, NOT_ANSWERED)), "");
    assert_eq!(table.on(stuck('a')), "tell CallFailed; clean up a", "nobody else would end it");
}

/// A message that tells of a leg's coming may be lost: the server is asked to look.
#[test]
fn a_call_of_which_nothing_is_heard_is_looked_at_soon() {
    for heard in [false, true] {
        let mut table = placed();
        if heard {
            let lines = table.on(told(CallState::Ringing));
            assert!(lines.starts_with("wake Reconcile at 22000"), "{lines}");
        }
        table.now = 5_000;
        let expected = if heard { "" } else { "reconcile a; wake Reconcile at 35000" };
        assert_eq!(table.on(look('a')), expected);

        let mut table = accepted();
        if heard {
            table.on(Event::RecordChanged(Box::new(his_record(CallState::Active, None))));
        }
        table.now = 5_000;
        let asks = if heard { "" } else { "reconcile c; " };
        assert_eq!(table.on(look('b')), format!("{asks}wake Reconcile at 35000"));
    }
}

/// The message that tells of a leg's going may be lost as well.
#[test]
fn a_leg_that_goes_without_a_word_is_reported_to_the_server() {
    let mut table = placed();
    table.on(told(CallState::Active));
    table.now = 60_000;
    assert_eq!(table.on(line(false)), "wake Reconcile at 62000");
    table.now = 62_000;
    assert_eq!(table.on(look('a')), "reconcile a; wake Reconcile at 92000");

    let mut table = placed();
    table.on(told(CallState::Active));
    table.on(line(false));
    table.on(mine(Wrapping));
    table.on(support::ended(call_core::wire::EndReason::HungUp));
    table.now = 3_000;
    assert_eq!(table.on(look('a')), "", "the server has noticed by itself");
}

#[test]
fn a_caller_whose_leg_fails_before_the_server_hears_of_it_is_told() {
    let mut table = placed();
    table.on(line(false));
    table.now = 2_000;
    assert_eq!(table.on(look('a')), "clean up a; wake Reconcile at 32000; tell CallFailed");
    assert_eq!(table.desk.view().call, Shown::Told(Reason::CallFailed));
    // One who was in the call and waited has hung up himself.
    let mut table = placed();
    table.on(told(CallState::Ringing));
    table.on(line(false));
    table.now = 2_000;
    assert_eq!(table.on(look('a')), "clean up a; wake Reconcile at 22000");
}

#[test]
fn a_colleague_whose_leg_never_came_into_the_call_is_told_and_the_caller_set_free() {
    let fails = || {
        let mut table = accepted();
        table.on(line(false));
        table.now = 2_000;
        assert_eq!(table.on(look('b')), "clean up c; wake Reconcile at 32000");
        let request = table.request();
        (table, request)
    };
    let (mut table, request) = fails();
    let told = Reason::NotConnected { name: text("Bob Baker") };
    table.on(Event::Answered { request });
    assert_eq!(table.effects, [Effect::Notify(told)]);
    assert_eq!(table.on(Event::Answered { request }), "", "told once");
    // He had been in the call after all, and the server only has to see that he left.
    let (mut table, request) = fails();
    assert_eq!(table.on(failed(request, Failure::Refused)), "reconcile c");

    // The leg may have gone before TaskRouter tells that he has accepted.
    let mut table = Table::ready();
    table.on(his(Pending));
    judged(&mut table, &Action::Accept(his_offer(Pending)));
    table.on(line(true));
    assert_eq!(table.on(line(false)), "");
    assert_eq!(table.on(his(Accepted)), "follow b; wake Reconcile at 2000");
}

#[test]
fn a_task_that_stays_open_although_the_call_has_ended_is_reported() {
    let mut table = placed();
    table.on(told(CallState::Active));
    table.on(support::ended(call_core::wire::EndReason::HungUp));
    table.now = 5_000;
    assert_eq!(table.on(look('a')), "reconcile a; wake Reconcile at 35000");
}

/// A line that is taken again has a leg again; one that was free before has lost none.
#[test]
fn a_leg_has_gone_when_the_line_is_free_that_was_taken_and_until_it_is_taken_again() {
    let mut table = Table::ready();
    table.placed();
    assert_eq!(table.on(line(false)), "", "it was never taken");

    let mut table = placed();
    table.on(line(false));
    assert_eq!(table.on(line(true)), "");
    table.now = 2_000;
    assert_eq!(table.on(look('a')), "reconcile a; wake Reconcile at 32000");

    let mut table = placed();
    table.on(line(false));
    assert_eq!(table.on(line(false)), "", "told twice");
    table.now = 2_000;
    assert_eq!(table.on(look('a')), "clean up a; wake Reconcile at 32000; tell CallFailed");
}

#[test]
fn an_answer_that_has_failed_is_told_once() {
    let mut table = Table::ready();
    table.on(his(Pending));
    judged(&mut table, &Action::Accept(his_offer(Pending)));
    assert_eq!(table.desk.view().call, Shown::Idle, "he is not in the call yet");
    let stuck = || Event::Woken(Wake::AnswerStuck { reservation: reservation('c') });
    assert_eq!(table.on(stuck()), "tell AnswerFailed");
    assert_eq!(table.on(stuck()), "", "he may try again, and has not");
}

/// What TaskRouter tells twice is done once.
#[test]
fn a_reservation_that_is_told_of_again_changes_nothing() {
    let mut table = placed();
    assert_eq!(table.on(mine(Accepted)), "");
    assert_eq!(table.on(mine(Wrapping)), "wake Reconcile at 3000");
    assert_eq!(table.on(mine(Wrapping)), "");
}

#[test]
fn a_newer_order_for_the_same_takes_the_place_of_the_older_one() {
    let mut table = Table::ready();
    assert_eq!(table.on(Event::Woken(Wake::Sweep)), "sweep");
    let older = table.request();
    assert_eq!(table.on(Event::Woken(Wake::Sweep)), "sweep");
    let newer = table.request();
    assert_eq!(table.on(failed(older, NOT_ANSWERED)), "", "nobody waits for it any more");
    let again = "tell FunctionsUnreachable; wake AskAgain at 2000";
    assert_eq!(table.on(failed(newer, NOT_ANSWERED)), again);
}

#[test]
fn a_task_that_is_made_after_its_attempt_was_given_up_is_ended() {
    let mut table = Table::ready();
    table.on(Event::CallPressed);
    let request = table.request();
    assert_eq!(table.on(Event::Woken(Wake::Unreserved { request })), "tell NoRouting");
    assert_eq!(table.on(Event::TaskCreated { request, task: task('a') }), "clean up a");
    assert_eq!(table.on(Event::TaskCreated { request, task: task('a') }), "", "once");
}

#[test]
fn a_call_that_comes_in_between_is_not_taken_for_the_attempt() {
    for status in [Pending, Accepted] {
        let mut table = Table::ready();
        table.on(Event::CallPressed);
        let request = table.request();
        table.on(his(status));
        table.on(Event::TaskCreated { request, task: task('a') });
        let placing = Shown::Placing { name: text("Bob Baker") };
        assert_eq!(table.desk.view().call, placing, "{status:?}");
    }
    // The server may have ended the attempt before its task is known to have been made.
    let mut table = Table::ready();
    table.on(Event::CallPressed);
    let request = table.request();
    table.on(mine(Wrapping));
    table.on(Event::TaskCreated { request, task: task('a') });
    assert_eq!(table.desk.view().call, Shown::Idle);
}

#[test]
fn an_account_that_is_told_of_again_is_not_searched_again() {
    let mut table = Table::ready();
    assert_eq!(table.on(Event::SetUp(support::setup())), "");
}
