//! Several calls in one browser: which of them comes next, what it waits for, and how each is shown
//! until it is there.

use call_core::id::{CallSid, ReservationSid};
use call_core::multi_call::{Ask, Effect, Event, MultiCall, Notice, Party, RequestId, State, Wake};
use call_core::pii::Pii;

fn line(name: char) -> ReservationSid {
    ReservationSid::parse(&format!("WR{}", name.to_string().repeat(32))).expect("a reservation")
}

fn leg(name: char) -> CallSid {
    CallSid::parse(&format!("CA{}", name.to_string().repeat(32))).expect("a leg")
}

fn name(of: char) -> Pii<String> {
    Pii::new(format!("Caller {of}"))
}

fn opened(of: char) -> Event {
    Event::Opened { line: line(of), name: name(of), silent: false }
}

fn parties(of: char, others: &[(char, bool)]) -> Event {
    let party = |&(other, held): &(char, bool)| Party { leg: leg(other), held };
    Event::PartiesChanged { line: line(of), parties: others.iter().map(party).collect() }
}

fn accepts(of: char) -> Event {
    Event::Asked(Ask::Accept(line(of)))
}

fn parks(of: char) -> Event {
    Event::ParkPressed { line: line(of) }
}

fn goes_on(effects: &[Effect], with: char) -> bool {
    effects.contains(&Effect::Proceed(Ask::Accept(line(with))))
}

fn holds(effects: &[Effect], wanted: bool) -> Vec<RequestId> {
    let order = |effect: &Effect| {
        let Effect::Hold { request, hold, .. } = effect else { return None };
        (*hold == wanted).then_some(*request)
    };
    effects.iter().filter_map(order).collect()
}

fn leaves(effects: &[Effect]) -> bool {
    effects.iter().any(|effect| matches!(effect, Effect::Leave { .. }))
}

/// The one call that the agent is in, or about to be.
fn live(desk: &MultiCall) -> ReservationSid {
    let calls: Vec<_> = desk.view().into_iter().filter(|call| call.is_live()).collect();
    assert_eq!(calls.len(), 1, "{calls:?}");
    calls[0].line.clone()
}

fn state(desk: &MultiCall) -> State {
    desk.view()[0].state
}

/// Call `a`, with these others in it, is parked; and what is ordered for that.
fn parked(others: &[(char, bool)]) -> (MultiCall, Vec<RequestId>) {
    let mut desk = MultiCall::default();
    desk.handle(0, opened('a'));
    desk.handle(0, parties('a', others));
    let ordered = holds(&desk.handle(1_000, parks('a')), true);
    (desk, ordered)
}

/// The leg of a call that was accepted may never come, or be refused to this browser.
#[test]
fn a_call_that_does_not_come_up_keeps_the_next_one_waiting_no_longer() {
    let refused = |of| Event::Refused { line: line(of), name: name(of) };
    let too_late = |of| Event::Woken(Wake::Opening(line(of)));
    let ways: [&dyn Fn(char) -> Event; 2] = [&refused, &too_late];
    for way in ways {
        let mut desk = MultiCall::default();
        assert!(goes_on(&desk.handle(0, accepts('a')), 'a'));
        assert!(!goes_on(&desk.handle(1_000, accepts('b')), 'b'), "they come one by one");
        let other = way('c');
        let told = format!("{other:?}");
        assert!(!goes_on(&desk.handle(2_000, other), 'b'), "{told} is another call");
        assert!(goes_on(&desk.handle(3_000, way('a')), 'b'), "{told}");
    }
}

#[test]
fn a_call_has_ten_seconds_to_come_up_from_when_it_was_let_go_on() {
    let mut desk = MultiCall::default();
    let effects = desk.handle(5_000, accepts('a'));
    let wake = Wake::Opening(line('a'));
    assert!(effects.contains(&Effect::WakeAt { at: 15_000, wake }), "{effects:?}");
}

#[test]
fn the_next_call_hears_the_agent_a_fifth_of_a_second_after_the_last_one_did() {
    let mut desk = MultiCall::default();
    desk.handle(0, opened('a'));
    let effects = desk.handle(5_000, parks('a'));
    let wake = Wake::Quiet(1);
    assert!(effects.contains(&Effect::WakeAt { at: 5_200, wake }), "{effects:?}");
}

#[test]
fn whoever_swaps_while_both_calls_are_parked_goes_on_with_the_one_he_left_first() {
    let mut desk = MultiCall::default();
    desk.handle(0, opened('a'));
    desk.handle(1_000, opened('b'));
    desk.handle(2_000, parks('b'));
    desk.handle(3_000, Event::SwapPressed);
    assert_eq!(live(&desk), line('a'));
    desk.handle(4_000, parks('a'));
    desk.handle(5_000, Event::SwapPressed);
    assert_eq!(live(&desk), line('b'));
}

#[test]
fn when_the_call_that_is_seen_ends_the_other_one_is_and_after_the_last_one_nothing() {
    let mut desk = MultiCall::default();
    desk.handle(0, opened('a'));
    desk.handle(1_000, opened('b'));
    let closed = |of| Event::Closed { line: line(of) };
    assert_eq!(desk.clone().handle(2_000, closed('a')), [Effect::Show { line: line('b') }]);
    assert_eq!(desk.handle(2_000, closed('b')), [Effect::Show { line: line('a') }]);
    assert_eq!(desk.handle(3_000, closed('a')), [Effect::ShowNothing]);
}

#[test]
fn a_call_that_is_looked_at_stays_in_sight_when_another_one_ends() {
    let mut desk = MultiCall::default();
    for (now, of) in [(0, 'a'), (1_000, 'b'), (2_000, 'c')] {
        desk.handle(now, opened(of));
    }
    desk.handle(3_000, Event::Selected { line: line('a') });
    let effects = desk.handle(4_000, Event::Closed { line: line('b') });
    assert_eq!(effects, [Effect::Show { line: line('a') }]);
}

#[test]
fn a_call_is_parked_once_everybody_else_in_it_is_on_hold() {
    let (mut desk, ordered) = parked(&[('1', false)]);
    assert_eq!(state(&desk), State::Parking);
    desk.handle(1_500, Event::Answered(ordered[0]));
    assert_eq!(state(&desk), State::Parked);
}

#[test]
fn whoever_hangs_up_a_parked_call_of_three_sees_it_parked_until_he_is_out_of_it() {
    let (mut desk, ordered) = parked(&[('1', false), ('2', false)]);
    for request in ordered {
        desk.handle(1_500, Event::Answered(request));
    }
    let back = holds(&desk.handle(2_000, Event::LeavePressed { line: line('a') }), false);
    assert!(!leaves(&desk.handle(2_500, Event::Answered(back[0]))));
    assert_eq!(state(&desk), State::Parked, "one is back; the agent is not");
    assert!(leaves(&desk.handle(3_000, Event::Answered(back[1]))));
}

#[test]
fn whoever_hangs_up_a_parked_call_of_two_ends_it_and_takes_nobody_back_for_that() {
    let (mut desk, ordered) = parked(&[('1', false)]);
    desk.handle(1_500, Event::Answered(ordered[0]));
    let effects = desk.handle(2_000, Event::LeavePressed { line: line('a') });
    assert!(leaves(&effects), "{effects:?}");
    assert_eq!(holds(&effects, false), []);
}

/// A colleague has put the second of them on hold: he takes him back, nobody else.
#[test]
fn whoever_hangs_up_does_not_wait_for_those_whom_another_has_put_on_hold() {
    let (mut desk, ordered) = parked(&[('1', false), ('2', true)]);
    assert_eq!(ordered.len(), 1);
    desk.handle(1_500, Event::Answered(ordered[0]));
    let back = holds(&desk.handle(2_000, Event::LeavePressed { line: line('a') }), false);
    assert_eq!(back.len(), 1);
    assert!(leaves(&desk.handle(2_500, Event::Answered(back[0]))));
}

#[test]
fn that_holds_are_late_is_told_once_for_all_in_a_call() {
    let (mut desk, ordered) = parked(&[('1', false), ('2', false)]);
    let mut told = |request| desk.handle(3_000, Event::Woken(Wake::Slow(request)));
    assert_eq!(told(ordered[0]), [Effect::Tell(Notice::HoldSlow(name('a')))]);
    assert_eq!(told(ordered[1]), []);
}

#[test]
fn whoever_cannot_be_taken_back_does_not_keep_the_agent_from_the_others() {
    let (mut desk, ordered) = parked(&[('1', false), ('2', false)]);
    for request in ordered {
        desk.handle(1_500, Event::Answered(request));
    }
    let effects = desk.handle(2_000, Event::ResumePressed { line: line('a') });
    let mut back = holds(&effects, false);
    desk.handle(2_500, Event::Answered(back.remove(1)));
    let again = || Event::Woken(Wake::Again(line('a')));
    for _ in 0..2 {
        desk.handle(3_000, Event::Failed(back[0]));
        assert_eq!(state(&desk), State::Resuming);
        back = holds(&desk.handle(5_000, again()), false);
    }
    let told = desk.handle(6_000, Event::Failed(back[0]));
    assert!(told.contains(&Effect::Tell(Notice::ResumeFailed(name('a')))), "{told:?}");
    assert_eq!(state(&desk), State::Live);
    assert_eq!(holds(&desk.handle(8_000, again()), false), [], "it is given up");
}
