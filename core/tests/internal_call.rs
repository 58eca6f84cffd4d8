//! One agent's calls to and from colleagues: what is ordered, shown and told, after which facts.

mod support;

use call_core::desk::{
    Action, Availability, CallState as Shown, Capability, Colleague, Desk, Effect, Event, Failure,
    OfferStatus, Presence, Reason, RequestId, Setup, Verdict, Wake,
};
use call_core::wire::{CallState, Direction, EndReason};

use OfferStatus::{Accepted, Canceled, Completed, Pending, Rejected, TimedOut, Wrapping};
use support::{
    Table, bob, ended, his, his_offer, his_record, line, mine, my_offer, record, reservation,
    setup, task, text, told, worker,
};

fn calling() -> Shown {
    Shown::Placing { name: text("Bob Baker") }
}

fn named(reason: fn(call_core::pii::Pii<String>) -> Reason) -> Reason {
    reason(text("Bob Baker"))
}

#[test]
fn the_task_of_a_call_has_what_the_workflow_the_server_and_flex_look_for() {
    let mut table = Table::ready();
    assert_eq!(table.on(Event::CallPressed), "create task; wake Unreserved at 15000");
    let Some(Effect::CreateTask { task, .. }) = table.effects.first() else {
        panic!("the first order creates the task");
    };
    let attributes = &task.attributes;
    assert_eq!(task.workflow, setup().workflow);
    assert_eq!(task.queue, setup().queue);
    assert_eq!(attributes.to, text("client:bob"));
    assert_eq!(attributes.target_worker, text("client:alice"));
    assert_eq!(attributes.name, text("Bob Baker"));
    assert_eq!(attributes.from_name, text("Alice Anders"));
    assert_eq!(attributes.direction, Direction::Outbound);
    assert_eq!(attributes.auto_answer, "true");
    assert!(attributes.client_call);
    assert_eq!(attributes.ring_timeout, Some(20));
}

/// Before anything is created the agent is told why it is not possible.
#[test]
fn what_keeps_a_call_from_being_placed() {
    let nothing = |_: &mut Table| {};
    type Before = fn(&mut Table);
    let phone = Setup { address: Some(text("+15557654321")), caller_id: None, ..setup() };
    let away = Colleague { presence: Presence::Unavailable, activity: "Break".into(), ..bob() };
    let table: [(Setup, Colleague, Before, Reason); 10] = [
        (setup(), away, nothing, {
            Reason::ColleagueUnavailable { name: text("Bob Baker"), activity: "Break".into() }
        }),
        (setup(), Colleague { has_room: Some(false), ..bob() }, nothing, {
            named(|name| Reason::ColleagueBusy { name })
        }),
        (setup(), Colleague { worker: worker('a'), ..bob() }, nothing, Reason::Yourself),
        (Setup { address: None, ..setup() }, bob(), nothing, Reason::NoAddress),
        (Setup { address: Some(text("alice")), ..setup() }, bob(), nothing, Reason::NoAddress),
        (Setup { address: Some(text("client:")), ..setup() }, bob(), nothing, Reason::NoAddress),
        (phone, bob(), nothing, Reason::NoCallerId),
        (
            setup(),
            bob(),
            |table| drop(table.on(Event::OwnPresenceChanged(Presence::Offline))),
            Reason::AgentOffline,
        ),
        (
            setup(),
            bob(),
            |table| drop(table.on(Event::LineChanged { busy: true })),
            Reason::LineBusy,
        ),
        (setup(), bob(), |table| drop(table.on(Event::CallPressed)), Reason::AlreadyCalling),
    ];
    for (setup, colleague, before, reason) in table {
        let chosen = colleague.worker.clone();
        let mut table = Table::with(setup, colleague);
        table.on(Event::OptionPicked(chosen));
        before(&mut table);
        assert_eq!(table.on(Event::CallPressed), "", "{reason:?}");
        if reason == Reason::AlreadyCalling {
            assert_eq!(table.desk.view().call, calling(), "the first attempt is shown");
        } else {
            assert_eq!(table.desk.view().call, Shown::Told(reason));
        }
    }
}

#[test]
fn a_call_from_the_press_to_the_end_of_the_wrap_up() {
    let mut table = Table::ready();
    table.on(Event::CallPressed);
    assert_eq!(table.desk.view().call, calling());
    let request = table.request();
    assert_eq!(table.on(Event::TaskCreated { request, task: task('a') }), "");
    assert_eq!(table.on(mine(Pending)), "wake Unanswered at 2000");
    let (verdict, effects) = table.judge(0, &Action::Accept(my_offer(Pending)));
    assert_eq!(verdict, Verdict::Replace);
    let lines: Vec<_> = effects.iter().map(line).collect();
    assert_eq!(
        lines,
        ["call a from client:alice by agent-outbound-join", "wake AnswerStuck at 5000"]
    );
    table.now = 1_000;
    assert_eq!(table.on(mine(Accepted)), "follow a; wake Reconcile at 6000");
    assert_eq!(table.desk.view().call, calling());
    table.now = 2_000;
    assert_eq!(
        table.on(told(CallState::Ringing)),
        "wake Reconcile at 24000; show a Active: Myself Joined, Peer Connecting"
    );
    let ringing = Shown::Ringing { name: text("Bob Baker"), since: 2_000 };
    assert_eq!(table.desk.view().call, ringing);
    assert!(table.desk.view().can_cancel);
    assert_eq!(table.on(told(CallState::Active)), "show a Active: Myself Joined, Peer Joined");
    assert!(table.connected().is_some());
    assert!(!table.desk.view().can_cancel);
    assert_eq!(table.on(mine(Wrapping)), "wake Reconcile at 5000");
    assert_eq!(
        table.on(ended(EndReason::HungUp)),
        "show a Closed: Myself RecentlyLeft, Peer RecentlyLeft; wake DropLeft at 7000"
    );
    assert_eq!(table.desk.view().call, Shown::Idle);
    assert_eq!(
        table.on(Event::Woken(Wake::DropLeft { call: task('a') })),
        "show a Closed: Myself Left, Peer Left"
    );
    assert_eq!(table.on(mine(Completed)), "show a Closed: Myself Left, Peer Left; leave a");
    assert!(table.desk.view().can_call);
}

#[test]
fn being_called_from_the_offer_to_the_end() {
    let mut table = Table::ready();
    assert_eq!(table.on(his(Pending)), "");
    assert_eq!(table.desk.view().call, Shown::Idle, "Flex shows who calls");
    let (verdict, effects) = table.judge(0, &Action::Accept(his_offer(Pending)));
    assert_eq!(verdict, Verdict::Replace);
    assert_eq!(line(&effects[0]), "call c from client:bob by agent-join-conference");
    let Effect::CallReservation { url, .. } = &effects[0] else { panic!("answers") };
    let (path, query) = url.split_once('?').expect("has parameters");
    assert_eq!(path, "/features/internal-call/common/agent-join-conference");
    let parameters = [
        format!("conferenceName={}", task('b')),
        format!("taskSid={}", task('c')),
        format!("leg=worker-{}", worker('a')),
    ];
    assert_eq!(query, parameters.join("&") + "#rc=2&rp=5xx,ct,rt", "Twilio asks again");
    assert_eq!(table.on(his(Accepted)), "follow b; wake Reconcile at 5000");
    assert!(table.connected().is_some());
    let active = Event::RecordChanged(Box::new(his_record(CallState::Active, None)));
    assert_eq!(table.on(active), "show c Active: Myself Joined, Peer Joined");
    let over =
        Event::RecordChanged(Box::new(his_record(CallState::Ended, Some(EndReason::HungUp))));
    assert_eq!(
        table.on(over),
        "show c Closed: Myself RecentlyLeft, Peer RecentlyLeft; wake DropLeft at 5000"
    );
    assert_eq!(table.on(his(Wrapping)), "wake Reconcile at 3000");
    assert_eq!(table.desk.view().call, Shown::Idle);
}

#[test]
fn the_caller_is_told_in_words_how_his_attempt_ended() {
    let table: [(EndReason, Option<Reason>); 6] = [
        (EndReason::Canceled, None),
        (EndReason::Unreachable, Some(Reason::CallFailed)),
        (EndReason::Crossed, Some(named(|name| Reason::ColleagueCalling { name }))),
        (EndReason::NoAnswer, Some(named(|name| Reason::NoAnswer { name }))),
        (EndReason::Declined, Some(named(|name| Reason::Declined { name, why: None }))),
        (EndReason::HungUp, None),
    ];
    for (end, reason) in table {
        let mut table = Table::ready();
        table.placed();
        table.on(told(CallState::Ringing));
        let lines = table.on(ended(end));
        assert_eq!(lines.contains("tell"), reason.is_some(), "{end:?}: {lines}");
        assert_eq!(table.desk.view().call, reason.map_or(Shown::Idle, Shown::Told), "{end:?}");
        table.on(Event::NoticeDismissed);
        assert_eq!(table.desk.view().call, Shown::Idle);
    }
}

/// The server frees a caller whose colleague is calling him; that takes the task from him.
#[test]
fn a_caller_whose_task_is_taken_away_is_told_why() {
    let taken = || {
        let mut table = Table::ready();
        table.on(Event::CallPressed);
        table.on(mine(Pending));
        assert_eq!(table.on(mine(Canceled)), "follow a; wake Forget at 5000");
        assert_eq!(table.on(mine(Canceled)), "", "told twice");
        assert_eq!(table.desk.view().call, Shown::Idle);
        table
    };
    let forget = || Event::Woken(Wake::Forget { call: task('a') });
    let mut table = taken();
    let lines = table.on(ended(EndReason::Crossed));
    assert!(lines.ends_with("leave a; tell ColleagueCalling"), "{lines}");
    assert_eq!(table.on(forget()), "");
    let mut table = taken();
    assert_eq!(table.on(forget()), "leave a; tell CallFailed");
    assert_eq!(table.on(forget()), "");
    assert_eq!(table.on(ended(EndReason::Crossed)), "", "too late");
}

#[test]
fn the_colleague_is_told_when_his_flex_stops_ringing() {
    type Steps = fn(&mut Table);
    let table: [(&str, Steps, &str); 6] = [
        ("the caller gave up", |_| {}, "tell CallerGaveUp"),
        ("it rang to the end", |table| table.now = 19_500, "tell Missed"),
        ("he declined", |table| drop(table.judge(0, &Action::Reject(his_offer(Pending)))), ""),
        (
            "he had answered, and the caller was gone",
            |table| drop(table.judge(0, &Action::Accept(his_offer(Pending)))),
            "tell CallerGaveUp",
        ),
        ("the offer was repeated", |table| drop(table.on(his(Pending))), "tell CallerGaveUp"),
        ("he was in the call", |table| drop(table.on(his(Accepted))), "leave b"),
    ];
    for (what, steps, expected) in table {
        let mut table = Table::ready();
        table.on(his(Pending));
        steps(&mut table);
        assert_eq!(table.on(his(Canceled)), expected, "{what}");
    }
    let mut table = Table::ready();
    table.on(his(Pending));
    assert_eq!(table.on(his(TimedOut)), "tell Missed");
    table.on(his(Pending));
    assert_eq!(table.on(his(Rejected)), "");
}

#[test]
fn cancel_ends_the_attempt_wherever_it_stands() {
    type Steps = fn(&mut Table);
    let table: [(&str, Steps, &str); 4] = [
        ("before the task exists", |table| drop(table.on(Event::CallPressed)), ""),
        (
            "before it comes back",
            |table| {
                table.on(Event::CallPressed);
                let request = table.request();
                table.on(Event::TaskCreated { request, task: task('a') });
            },
            "clean up a",
        ),
        (
            "before his leg is up",
            |table| {
                table.on(Event::CallPressed);
                table.on(mine(Pending));
            },
            "clean up a",
        ),
        (
            "while it rings",
            |table| {
                table.placed();
                table.on(told(CallState::Ringing));
            },
            "clean up a; hang up a",
        ),
    ];
    for (what, steps, expected) in table {
        let mut table = Table::ready();
        steps(&mut table);
        assert!(table.desk.view().can_cancel, "{what}");
        assert_eq!(table.on(Event::CancelPressed), expected, "{what}");
        assert_eq!(table.desk.view().call, Shown::Idle, "{what}");
        assert!(!table.desk.view().can_cancel, "{what}");
        assert_eq!(table.on(Event::CancelPressed), "", "{what}: the second press");
        let lines = table.on(ended(EndReason::Canceled));
        assert!(!lines.contains("tell"), "{what}: he need not be told");
    }
}

#[test]
fn a_task_that_comes_back_after_cancel_is_not_answered() {
    let mut table = Table::ready();
    table.on(Event::CallPressed);
    let request = table.request();
    table.on(Event::CancelPressed);
    assert_eq!(table.on(Event::TaskCreated { request, task: task('a') }), "clean up a");
    table.on(mine(Pending));
    let (verdict, effects) = table.judge(0, &Action::Accept(my_offer(Pending)));
    assert_eq!((verdict, effects), (Verdict::Replace, Vec::new()));
    // Had Flex been quicker: his leg goes at once.
    assert_eq!(table.on(mine(Accepted)), "follow a; clean up a; hang up a; wake Reconcile at 5000");
}

#[test]
fn a_reservation_that_overtakes_the_answer_to_create_task_is_the_attempts_own() {
    let mut table = Table::ready();
    table.on(Event::CallPressed);
    let request = table.request();
    table.on(Event::CancelPressed);
    assert_eq!(table.on(mine(Pending)), "clean up a");
    assert_eq!(table.on(Event::TaskCreated { request, task: task('a') }), "");
    assert_eq!(table.desk.view().call, Shown::Idle);
}

#[test]
fn a_task_that_does_not_come_back_in_time_means_that_routing_is_not_set_up() {
    let mut table = Table::ready();
    table.on(Event::CallPressed);
    let request = table.request();
    table.on(Event::TaskCreated { request, task: task('a') });
    assert_eq!(table.on(Event::Woken(Wake::Unreserved { request })), "tell NoRouting; clean up a");
    assert_eq!(table.desk.view().call, Shown::Told(Reason::NoRouting));

    let mut table = Table::ready();
    table.on(Event::CallPressed);
    let request = table.request();
    table.on(mine(Pending));
    assert_eq!(table.on(Event::Woken(Wake::Unreserved { request })), "", "it came back");
}

#[test]
fn an_order_that_fails_is_told_and_leaves_nothing() {
    let mut table = Table::ready();
    table.on(Event::CallPressed);
    let request = table.request();
    assert_eq!(
        table.on(Event::RequestFailed { request, why: Failure::Refused }),
        "tell CallFailed",
        "the task"
    );
    assert!(table.desk.view().can_call, "he may try again");

    let accepted = |table: &mut Table, offer| -> RequestId {
        let (_, effects) = table.judge(0, &Action::Accept(offer));
        table.effects = effects;
        table.request()
    };
    table.on(Event::CallPressed);
    table.on(mine(Pending));
    let request = accepted(&mut table, my_offer(Pending));
    assert_eq!(
        table.on(Event::RequestFailed { request, why: Failure::Refused }),
        "tell CallFailed; clean up a",
        "the caller's leg"
    );

    let mut table = Table::ready();
    table.on(his(Pending));
    let request = accepted(&mut table, his_offer(Pending));
    assert_eq!(
        table.on(Event::RequestFailed { request, why: Failure::Refused }),
        "tell AnswerFailed",
        "the colleague's leg"
    );
    let (_, effects) = table.judge(0, &Action::Accept(his_offer(Pending)));
    assert_eq!(line(&effects[0]), "call c from client:bob by agent-join-conference", "again");
}

#[test]
fn where_the_server_cannot_be_asked_to_decline_taskrouter_is() {
    let table = [
        (Failure::Refused, "reject c"),
        (Failure::Unreachable, "reject c; tell FunctionsUnreachable; wake AskAgain at 2000"),
    ];
    for (why, expected) in table {
        let mut table = Table::ready();
        table.on(his(Pending));
        let (verdict, effects) = table.judge(0, &Action::Reject(his_offer(Pending)));
        assert_eq!(verdict, Verdict::Replace);
        table.effects = effects;
        assert_eq!(table.lines(), "clean up c");
        let request = table.request();
        assert_eq!(table.on(Event::RequestFailed { request, why }), expected);
    }
}

#[test]
fn accept_is_taken_over_once_and_only_while_the_offer_stands() {
    let mut table = Table::ready();
    table.on(his(Pending));
    let accept = |table: &mut Table, status| {
        let (verdict, effects) = table.judge(0, &Action::Accept(his_offer(status)));
        assert_eq!(verdict, Verdict::Replace);
        effects.len()
    };
    assert_eq!(accept(&mut table, Pending), 2);
    assert_eq!(accept(&mut table, Pending), 0, "a double click");
    table.on(his(Canceled));
    assert_eq!(accept(&mut table, Canceled), 0, "too late");
}

#[test]
fn an_answer_that_leads_nowhere_can_be_given_again() {
    let stuck = || Event::Woken(Wake::AnswerStuck { reservation: reservation('c') });
    let answered = || {
        let mut table = Table::ready();
        table.on(his(Pending));
        table.judge(0, &Action::Accept(his_offer(Pending)));
        table
    };
    assert_eq!(answered().on(stuck()), "tell AnswerFailed");
    let mut table = answered();
    table.on(Event::LineChanged { busy: true });
    assert_eq!(table.on(stuck()), "", "his leg is up, the reservation follows");
    let mut table = answered();
    table.on(his(Accepted));
    assert_eq!(table.on(stuck()), "");
}

#[test]
fn a_phone_is_called_from_the_accounts_number() {
    let agents = [
        (Some("client:alice"), "client:bob"),
        (Some("sip:alice@example.com"), "+15551230000"),
        (Some("+15557654321"), "+15551230000"),
    ];
    for (address, from) in agents {
        let mut table = Table::with(Setup { address: address.map(text), ..setup() }, bob());
        table.on(his(Pending));
        let (_, effects) = table.judge(0, &Action::Accept(his_offer(Pending)));
        assert_eq!(line(&effects[0]), format!("call c from {from} by agent-join-conference"));
    }
}

#[test]
fn the_server_looks_after_a_call_when_nobody_answers_while_it_runs_and_when_it_is_over() {
    let mut table = Table::ready();
    table.placed();
    table.now = 1_000;
    table.on(told(CallState::Ringing));
    let mut at = |now, expected| {
        table.now = now;
        assert_eq!(table.on(Event::Woken(Wake::Reconcile { call: task('a') })), expected, "{now}");
        if now == 53_000 {
            table.on(mine(Wrapping));
        }
    };
    at(22_999, "");
    at(23_000, "reconcile a; wake Reconcile at 53000");
    at(24_000, "");
    at(53_000, "reconcile a; wake Reconcile at 83000");
    at(56_000, "reconcile a");
    at(83_000, "");
}

#[test]
fn a_record_that_is_not_there_yet_is_read_again_ever_more_rarely() {
    let unreadable = || Event::RecordUnreadable { call: task('a') };
    let mut table = Table::ready();
    assert_eq!(table.on(unreadable()), "", "of no interest");
    table.placed();
    for wait in [250, 500, 1_000, 2_000, 4_000, 8_000, 8_000] {
        assert_eq!(table.on(unreadable()), format!("wake ReadRecord at {wait}"));
    }
    assert_eq!(table.on(Event::Woken(Wake::ReadRecord { call: task('a') })), "follow a");
    table.on(mine(Wrapping));
    table.on(mine(Completed));
    assert_eq!(table.on(Event::Woken(Wake::ReadRecord { call: task('a') })), "");
}

#[test]
fn what_the_record_said_before_does_not_come_back() {
    let states = [CallState::Setup, CallState::Ringing, CallState::Active];
    for late in states {
        let mut table = Table::ready();
        table.placed();
        table.on(told(CallState::Ringing));
        table.on(told(CallState::Active));
        if late != CallState::Active {
            assert_eq!(table.on(told(late)), "", "{late:?} after active");
        }
        table.on(ended(EndReason::HungUp));
        assert_eq!(table.on(told(late)), "", "{late:?} after the end");
        assert_eq!(table.on(ended(EndReason::Declined)), "", "a second end");
    }
}

#[test]
fn participants_that_flex_has_lost_are_shown_again() {
    let lost = || Event::ParticipantsLost { task: task('a') };
    let mut table = Table::ready();
    table.placed();
    assert_eq!(table.on(lost()), "", "nothing is known yet");
    table.on(told(CallState::Active));
    assert_eq!(table.on(lost()), "show a Active: Myself Joined, Peer Joined");
}

#[test]
fn held_and_muted_parties_are_shown_so() {
    let mut table = Table::ready();
    table.placed();
    let mut active = record(CallState::Active, None);
    active.legs.values_mut().for_each(|leg| {
        leg.hold = leg.worker_sid == Some(worker('b'));
        leg.muted = leg.worker_sid == Some(worker('a'));
    });
    table.on(Event::RecordChanged(Box::new(active)));
    let Some(Effect::ShowConference(shown)) = table.effects.first() else { panic!("shows") };
    let facts: Vec<_> = shown.participants.iter().map(|p| (p.on_hold, p.muted)).collect();
    assert_eq!(facts, [(false, true), (true, false)]);
    assert_eq!(shown.live(), 2);
}

#[test]
fn what_flex_would_do_through_a_conference_of_its_own_is_stopped() {
    let mut table = Table::ready();
    table.placed();
    let judged = |desk: &mut Desk, action| {
        let (verdict, effects) = desk.judge(0, &action);
        (verdict, effects.iter().map(line).collect::<Vec<_>>().join("; "))
    };
    assert_eq!(
        judged(&mut table.desk, Action::Control { reservation: reservation('a') }),
        (Verdict::Replace, "tell NotOnInternalCalls".into())
    );
    assert_eq!(
        judged(&mut table.desk, Action::EndForAll { reservation: reservation('a') }),
        (Verdict::Replace, "hang up a".into()),
        "the server does not know of the call yet"
    );
    assert_eq!(
        judged(&mut table.desk, Action::ShowParticipantsFailure),
        (Verdict::Replace, String::new())
    );
    assert_eq!(
        judged(&mut Table::ready().desk, Action::ShowParticipantsFailure),
        (Verdict::Proceed, String::new()),
        "it is about another call"
    );
}

#[test]
fn after_a_reload_the_call_goes_on_where_it_was() {
    let mut table = Table::ready();
    let lines = table.on(mine(Accepted));
    assert_eq!(lines, "follow a; wake Reconcile at 5000");
    table.on(told(CallState::Active));
    assert!(table.connected().is_some());
    assert!(!table.desk.view().can_call);
}

#[test]
fn wrap_up_is_completed_at_once_only_where_the_account_says_so() {
    for (auto_complete, expected) in [(true, true), (false, false)] {
        let mut table = Table::with(Setup { auto_complete, ..setup() }, bob());
        table.placed();
        let lines = table.on(mine(Wrapping));
        assert_eq!(lines.contains("complete a"), expected, "{lines}");
    }
}

#[test]
fn without_what_a_call_needs_the_agent_is_told_and_flex_keeps_its_hands_off() {
    let mut desk = Desk::default();
    assert_eq!(desk.view().availability, Availability::Starting);
    let effects = desk.handle(0, Event::NotSetUp(Reason::FunctionsUnset));
    assert_eq!(effects, [Effect::Notify(Reason::FunctionsUnset)]);
    assert_eq!(desk.view().availability, Availability::NotSetUp(Reason::FunctionsUnset));
    let (verdict, effects) = desk.judge(0, &Action::Accept(his_offer(Pending)));
    assert_eq!(verdict, Verdict::Replace, "Flex's own way would fail as well");
    assert_eq!(effects, [Effect::Notify(Reason::AnswerFailed)]);
}

#[test]
fn what_could_not_attach_is_told_at_once_and_all_else_goes_on() {
    use Capability::*;
    let answers = "call c from client:bob by agent-join-conference";
    for (off, calling, answered) in [
        (vec![Dialer], None, answers),
        (vec![CallPanel, Wording, Hiding], None, answers),
        (vec![Colleagues], Some(Colleagues), answers),
        (vec![Dialer, Colleagues], Some(Colleagues), answers),
        (vec![Calls], Some(Calls), "tell AnswerFailed"),
        (vec![Colleagues, Calls], Some(Calls), "tell AnswerFailed"),
    ] {
        let mut table = Table::ready();
        table.on(Event::CapabilitiesOff(off.clone()));
        let told = Reason::CapabilitiesOff { off: off.clone() };
        assert_eq!(table.effects, [Effect::Notify(told)], "{off:?}: all in one");

        let view = table.desk.view();
        let lacks = calling.map(|one| Reason::CapabilitiesOff { off: vec![one] });
        let expected = lacks.map_or(Availability::Ready, Availability::NotSetUp);
        assert_eq!(view.availability, expected, "{off:?}");
        assert_eq!(view.can_call, calling.is_none(), "{off:?}");
        table.now = 900_000;
        let fetch = if calling.is_none() { "fetch" } else { "" };
        assert_eq!(table.on(Event::FieldFocused), fetch, "{off:?}");

        let (_, effects) = table.judge(table.now, &Action::Accept(his_offer(Pending)));
        let effects = effects.iter().map(line).collect::<Vec<_>>().join("; ");
        assert!(effects.starts_with(answered), "{off:?}: {effects}");
    }
}
