//! One internal call on the server: what it owes after which facts.

#![allow(clippy::unwrap_used, reason = "test helpers")]

mod alice_calls_bob;

use alice_calls_bob::*;

use call_core::record::{
    Caller, ConferenceEvent, Fact, LegChange, LegEvent, Record, TaskSeen, Told,
};
use call_core::wire::{CallState, ControlReply, DeclineReason, EndReason};

/// After the facts, the last one asks for these effects, and the call is in this state.
fn check(facts: &[Fact], effects: &str, state: CallState, reason: Option<EndReason>) {
    let mut record = alice_calls_bob();
    let mut asked = Vec::new();
    for fact in facts {
        asked = record.handle(fact.clone(), NOW);
    }
    assert_eq!(line(&asked), effects, "after {facts:?}");
    assert_eq!((record.call().state, record.call().end_reason), (state, reason));
}

const END_ALL: &str = "end the conference, close Bob's task, close Alice's task";
const CLOSE_BOTH: &str = "close Bob's task, close Alice's task";

#[test]
fn the_caller_joining_rings_the_colleague_once() {
    check(&[joins(1, 'a')], "create the colleague's task", CallState::Ringing, None);
    check(&[joins(1, 'a'), joins(1, 'a')], "", CallState::Ringing, None);
    check(&[is_held(2, 'a', false), joins(1, 'a')], "", CallState::Ringing, None);
}

#[test]
fn the_caller_is_told_of_the_new_task() {
    check(
        &[joins(1, 'a'), created()],
        "find a crossing call, mirror the call into the caller's task",
        CallState::Ringing,
        None,
    );
    check(&ringing(), "", CallState::Ringing, None);
}

#[test]
fn the_colleague_joining_makes_it_a_conversation() {
    check(&talking(), "", CallState::Active, None);
    check(&with(talking(), [is_held(4, 'b', true)]), "", CallState::Active, None);
}

#[test]
fn whoever_hangs_up_ends_it_for_both() {
    let ended = (CallState::Ended, Some(EndReason::HungUp));
    check(&with(talking(), [leaves(4, 'b')]), END_ALL, ended.0, ended.1);
    check(&with(talking(), [leaves(4, 'a')]), END_ALL, ended.0, ended.1);
    check(&with(talking(), [ends(4)]), CLOSE_BOTH, ended.0, ended.1);
}

#[test]
fn a_caller_who_hangs_up_while_it_rings_has_canceled() {
    let canceled = Some(EndReason::Canceled);
    check(&with(ringing(), [leaves(2, 'a')]), END_ALL, CallState::Ended, canceled);
    check(&with(ringing(), [Fact::Canceled]), END_ALL, CallState::Ended, canceled);
}

#[test]
fn a_colleague_may_decline_until_he_has_answered() {
    let declined = Fact::Declined(Some(DeclineReason::InMeeting));
    check(
        &with(ringing(), [declined.clone()]),
        END_ALL,
        CallState::Ended,
        Some(EndReason::Declined),
    );
    check(&with(talking(), [declined.clone()]), "", CallState::Active, None);
    check(&with(talking(), [Fact::Canceled]), "", CallState::Active, None);
    check(&with(talking(), [Fact::Crossed]), "", CallState::Active, None);
    let mut record = alice_calls_bob();
    record.handle(joins(1, 'a'), NOW);
    record.handle(declined, NOW);
    assert_eq!(record.call().end_note, Some(DeclineReason::InMeeting));
}

#[test]
fn a_caller_whose_call_was_crossed_is_free_at_once() {
    check(
        &with(ringing(), [Fact::Crossed]),
        "end the conference, close Bob's task, complete Alice's task",
        CallState::Ended,
        Some(EndReason::Crossed),
    );
}

#[test]
fn a_supervisor_neither_keeps_a_call_alive_nor_ends_it() {
    check(&with(talking(), [joins(4, 's'), leaves(5, 's')]), "", CallState::Active, None);
    check(
        &with(talking(), [joins(4, 's'), leaves(5, 'a')]),
        END_ALL,
        CallState::Ended,
        Some(EndReason::HungUp),
    );
}

#[test]
fn two_of_three_go_on_and_the_third_wraps_up() {
    check(
        &with(talking(), [joins(4, 'e'), leaves(5, 'b')]),
        "close Bob's task",
        CallState::Active,
        None,
    );
}

#[test]
fn a_task_that_cannot_be_made_ends_the_call() {
    check(
        &[joins(1, 'a'), Fact::ColleagueTaskRefused],
        "end the conference, close Alice's task",
        CallState::Ended,
        Some(EndReason::Unreachable),
    );
}

#[test]
fn a_task_that_was_made_after_the_end_is_closed() {
    check(
        &[joins(1, 'a'), ends(2), Fact::TaskClosed(task('a')), created()],
        "close Bob's task",
        CallState::Ended,
        Some(EndReason::Canceled),
    );
}

#[test]
fn the_offer_shows_whether_the_colleague_will_come() {
    let rings_until = NOW + 45_000;
    let cases = [
        (TaskSeen::Canceled, NOW, Some(EndReason::NoAnswer)),
        (TaskSeen::Closed, NOW, Some(EndReason::Unreachable)),
        (TaskSeen::Offered, rings_until + 2_999, None),
        (TaskSeen::Offered, rings_until + 3_000, Some(EndReason::NoAnswer)),
        (TaskSeen::Accepted, rings_until + 29_999, None),
        (TaskSeen::Accepted, rings_until + 30_000, Some(EndReason::Unreachable)),
    ];
    for (seen, now, reason) in cases {
        let mut record = alice_calls_bob();
        for fact in ringing() {
            record.handle(fact, NOW);
        }
        record.handle(Fact::ColleagueTaskSeen(seen), now);
        assert_eq!(record.call().end_reason, reason, "{seen:?} at {now}");
    }
}

/// TaskRouter asks nobody else then, and it may ring for an hour.
#[test]
fn whoever_has_accepted_and_does_not_come_is_waited_for_half_a_minute() {
    let mut record = alice_calls_billing();
    for fact in [joins(1, 'a'), created(), Fact::Mirrored] {
        record.handle(fact, NOW);
    }
    for (seconds, seen, state) in [
        (5, TaskSeen::Offered, CallState::Ringing),
        (10, TaskSeen::Accepted, CallState::Ringing),
        (39, TaskSeen::Accepted, CallState::Ringing),
        (40, TaskSeen::Accepted, CallState::Ended),
    ] {
        let asked = record.handle(Fact::ColleagueTaskSeen(seen), NOW + seconds * 1_000);
        assert_eq!(record.call().state, state, "after {seconds} s");
        let ends = "end the conference, close Bob's task, close Alice's task";
        assert_eq!(line(&asked), if state == CallState::Ended { ends } else { "" });
    }
    assert_eq!(record.call().end_reason, Some(EndReason::Unreachable));
    let mut came = alice_calls_billing();
    for fact in [joins(1, 'a'), created(), Fact::ColleagueTaskSeen(TaskSeen::Accepted)] {
        came.handle(fact, NOW);
    }
    came.handle(joins(2, 'b'), NOW + 29_000);
    came.handle(Fact::ColleagueTaskSeen(TaskSeen::Accepted), NOW + 60_000);
    assert_eq!(came.call().state, CallState::Active, "he came in time");
}

#[test]
fn an_offer_says_nothing_once_the_colleague_has_come() {
    let canceled = Fact::ColleagueTaskSeen(TaskSeen::Canceled);
    check(&with(talking(), [canceled]), "", CallState::Active, None);
}

#[test]
fn a_claim_with_nobody_behind_it_is_taken_over() {
    let mut record = alice_calls_bob();
    record.handle(joins(1, 'a'), NOW);
    assert_eq!(line(&record.handle(Fact::Looked, NOW + 9_999)), "");
    let later = NOW + 10_000;
    assert_eq!(line(&record.handle(Fact::Looked, later)), "find the colleague's task");
    assert_eq!(line(&record.handle(Fact::Looked, later)), "");
    let missing = record.handle(Fact::ColleagueTaskMissing, later);
    assert_eq!(line(&missing), "create the colleague's task");
    assert_eq!(record.call().pending["colleague"].expires_at, later + 45_000);
}

#[test]
fn a_task_that_is_missing_after_the_end_is_not_made() {
    let mut record = alice_calls_bob();
    for fact in [joins(1, 'a'), ends(2), Fact::TaskClosed(task('a'))] {
        record.handle(fact, NOW);
    }
    let look = record.handle(Fact::Looked, NOW + 10_000);
    assert_eq!(line(&look), "find the colleague's task");
    assert_eq!(line(&record.handle(Fact::ColleagueTaskMissing, NOW + 10_000)), "");
    assert!(record.is_over());
}

#[test]
fn a_second_conference_under_the_same_name_is_ended() {
    let stray = Fact::Conference(ConferenceEvent {
        conference: conference('2'),
        sequence: 1,
        told: Told::Leg(LegEvent { change: LegChange::Joined, leg: seen('b') }),
    });
    let over = [ends(4), Fact::TaskClosed(task('a')), Fact::TaskClosed(task('b'))];
    check(
        &with(with(talking(), over), [stray]),
        "end the stray conference",
        CallState::Ended,
        Some(EndReason::HungUp),
    );
}

#[test]
fn a_look_puts_right_what_messages_did_not_tell() {
    let sees = |legs: &[char]| Fact::LegsSeen {
        conference: conference('1'),
        legs: legs.iter().copied().map(seen).collect(),
    };
    check(&[sees(&['a'])], "create the colleague's task", CallState::Ringing, None);
    check(&with(ringing(), [sees(&['a', 'b'])]), "", CallState::Active, None);
    check(&with(talking(), [sees(&['a'])]), END_ALL, CallState::Ended, Some(EndReason::HungUp));
    check(&with(talking(), [sees(&[])]), END_ALL, CallState::Ended, Some(EndReason::HungUp));
    check(
        &with(talking(), [Fact::ConferenceOver]),
        CLOSE_BOTH,
        CallState::Ended,
        Some(EndReason::HungUp),
    );
    // A leg that has left stays away, whatever an older look shows.
    check(
        &with(talking(), [leaves(4, 'b'), sees(&['a', 'b'])]),
        END_ALL,
        CallState::Ended,
        Some(EndReason::HungUp),
    );
}

#[test]
fn only_the_two_who_call_are_expected_and_only_while_they_do() {
    let mut record = alice_calls_bob();
    let expected = |record: &Record| {
        ["client:alice", "client:bob", "client:eve", ""].map(|address| record.expects(address))
    };
    assert_eq!(expected(&record), [true, true, false, false]);
    record.handle(joins(1, 'a'), NOW);
    assert!(record.has_joined(&worker('a')) && !record.has_joined(&worker('b')));
    record.handle(leaves(2, 'a'), NOW);
    assert_eq!(expected(&record), [false; 4]);
    assert!(!record.has_joined(&worker('a')));
}

#[test]
fn the_last_twenty_answers_are_kept() {
    let mut record = alice_calls_bob();
    for number in 0..25 {
        let reply = ControlReply { changed: number % 2 == 0, ..ControlReply::default() };
        record.remember(&format!("request {number}"), reply);
    }
    assert_eq!(record.answered("request 4"), None);
    assert!(!record.answered("request 5").unwrap().changed);
    assert!(record.answered("request 24").unwrap().changed);
}

#[test]
fn a_ring_time_is_kept_within_bounds() {
    for (asked, given) in [(None, 45), (Some(1), 5), (Some(30), 30), (Some(86_400), 120)] {
        let mut attributes = attributes_of(&alice_calls_bob());
        attributes.ring_timeout = asked;
        let record = Record::new(task('a'), &attributes, alice(), NOW);
        assert_eq!(record.call().ring_timeout_s, given);
    }
}

#[test]
fn a_caller_whom_nobody_names_is_the_first_agent_to_be_seen() {
    let nobody = Caller::default();
    let mut record = Record::new(task('a'), &attributes_of(&alice_calls_bob()), nobody, NOW);
    assert_eq!(line(&record.handle(joins(1, 'a'), NOW)), "create the colleague's task");
    assert_eq!(record.call().caller.worker_sid, Some(worker('a')));
}

#[test]
fn a_message_about_no_leg_moves_nothing() {
    check(&[told(1, Told::Started)], "", CallState::Setup, None);
}

#[test]
fn whoever_had_a_part_in_the_call_is_concerned_for_good() {
    let mut record = alice_calls_bob();
    let concerned = |record: &Record| ['a', 'b', 'c', 'd'].map(|who| record.concerns(&worker(who)));
    assert_eq!(concerned(&record), [true, false, false, false], "nobody else is known yet");
    for fact in talking() {
        record.handle(fact, NOW);
    }
    record.handle(joins(4, 'c'), NOW);
    assert_eq!(concerned(&record), [true, true, true, false]);
    record.handle(ends(5), NOW);
    assert_eq!(concerned(&record), [true, true, true, false]);
}

#[test]
fn a_call_is_over_when_all_that_its_end_asks_for_is_done() {
    let mut record = alice_calls_bob();
    assert!(!record.is_over(), "it has not begun");
    for fact in with(talking(), [ends(4), Fact::TaskClosed(task('b'))]) {
        record.handle(fact, NOW);
        assert!(!record.is_over());
    }
    record.handle(Fact::TaskClosed(task('a')), NOW);
    assert!(record.is_over());
}

#[test]
fn the_record_says_when_it_changed_last_and_since_when_they_talk() {
    let mut record = alice_calls_bob();
    let mut now = NOW;
    for fact in ringing() {
        now += 1_000;
        record.handle(fact, now);
        assert_eq!((record.call().updated_at, record.call().answered_at), (now, None));
    }
    record.handle(joins(2, 'b'), now + 1_000);
    record.handle(is_held(3, 'b', true), now + 2_000);
    record.handle(Fact::Looked, now + 3_000);
    assert_eq!(record.call().updated_at, now + 2_000, "a look has changed nothing");
    assert_eq!(record.call().answered_at, Some(now + 1_000));
}

#[test]
fn a_look_shows_who_has_left() {
    let mut record = alice_calls_bob();
    for fact in with(talking(), [joins(4, 'e')]) {
        record.handle(fact, NOW);
    }
    let legs = vec![seen('b'), seen('e')];
    record.handle(Fact::LegsSeen { conference: conference('1'), legs }, NOW);
    let joined = ['a', 'b', 'e'].map(|who| record.party_leg(&call(who)).is_some());
    assert_eq!(joined, [false, true, true]);
}

#[test]
fn nobody_is_named_in_a_log() {
    let mut record = alice_calls_bob();
    let mut printed = format!("{record:?}");
    for fact in with(ringing(), [Fact::Declined(DeclineReason::words("at lunch"))]) {
        printed += &format!("{fact:?}{:?}", record.handle(fact.clone(), NOW));
    }
    printed += &format!("{record:?}");
    for personal in ["Alice", "Bob", "client:", "lunch"] {
        assert!(!printed.contains(personal), "{personal} in {printed}");
    }
}
