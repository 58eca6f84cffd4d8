//! A call on hold reminds the agent of itself; and one key holds, or resumes, the call that he sees.

use call_core::desk::{Action, Desk, Event as Told, Verdict};
use call_core::id::ReservationSid;
use call_core::multi_call::{Effect, Event, MultiCall, Settings, State, Wake, need_telling_apart};
use call_core::pii::Pii;

fn line(name: char) -> ReservationSid {
    ReservationSid::parse(&format!("WR{}", name.to_string().repeat(32))).expect("a reservation")
}

fn opened(name: char) -> Event {
    Event::Opened { line: line(name), name: Pii::new(format!("Caller {name}")), silent: false }
}

/// What is told and when the next wake for a reminder is, of these effects.
fn told(effects: Vec<Effect>) -> (Vec<String>, Vec<u64>) {
    let (mut words, mut wakes) = (Vec::new(), Vec::new());
    for effect in effects {
        if let Effect::Remind { name, waited_s, .. } = &effect {
            words.push(format!("{} {waited_s}", name.reveal()));
        }
        if let Effect::WakeAt { at, wake: Wake::Waiting(_) } = effect {
            wakes.push(at);
        }
    }
    (words, wakes)
}

fn waiting(name: char) -> Event {
    Event::Woken(Wake::Waiting(line(name)))
}

/// Calls `a` and `b`, of which `b` came later and is live.
fn two(settings: Settings, at: u64) -> (MultiCall, Vec<Effect>) {
    let mut desk = MultiCall::default();
    desk.handle(0, Event::Configured(settings));
    desk.handle(0, opened('a'));
    let effects = desk.handle(at, opened('b'));
    (desk, effects)
}

#[test]
fn a_call_on_hold_reminds_again_and_again_by_its_name_and_its_time() {
    let (mut desk, effects) = two(Settings::default(), 1_000);
    assert_eq!(told(effects), (vec![], vec![91_000]));
    let again = told(desk.handle(91_000, waiting('a')));
    assert_eq!(again, (vec!["Caller a 90".to_owned()], vec![181_000]));
    let again = told(desk.handle(181_500, waiting('a')));
    assert_eq!(again, (vec!["Caller a 180".to_owned()], vec![271_500]));
}

#[test]
fn a_call_that_is_live_again_or_gone_reminds_no_more() {
    let (mut desk, _) = two(Settings::default(), 0);
    desk.handle(80_000, Event::SwapPressed);
    assert_eq!(told(desk.handle(90_000, waiting('a'))), (vec![], vec![]), "it is live");
    desk.handle(100_000, Event::SwapPressed);
    assert_eq!(told(desk.handle(170_000, waiting('a'))), (vec![], vec![]), "not for so long");
    desk.handle(180_000, Event::Closed { line: line('a') });
    assert_eq!(told(desk.handle(190_000, waiting('a'))), (vec![], vec![]), "it is gone");
}

#[test]
fn the_account_chooses_when_and_whether() {
    let (mut desk, effects) = two(Settings { remind_after_s: 5, ..Settings::default() }, 0);
    assert_eq!(told(effects).1, [5_000]);
    assert_eq!(told(desk.handle(5_000, waiting('a'))).0, ["Caller a 5"]);

    let (mut desk, effects) = two(Settings { remind_after_s: 0, ..Settings::default() }, 0);
    assert_eq!(told(effects), (vec![], vec![]), "never");
    assert_eq!(told(desk.handle(90_000, Event::SwapPressed)), (vec![], vec![]));
}

#[test]
fn calls_need_telling_apart_unless_there_is_one_and_it_is_live() {
    let mut desk = MultiCall::default();
    assert!(!need_telling_apart(&desk.view()));
    desk.handle(0, opened('a'));
    assert!(!need_telling_apart(&desk.view()));
    desk.handle(0, Event::ParkPressed { line: line('a') });
    assert!(need_telling_apart(&desk.view()));
    desk.handle(0, Event::ResumePressed { line: line('a') });
    assert!(!need_telling_apart(&desk.view()));
    desk.handle(0, opened('b'));
    assert!(need_telling_apart(&desk.view()));
}

#[test]
fn one_key_holds_or_resumes_the_call_that_is_seen_and_leaves_a_single_one_to_flex() {
    let mut desk = Desk::default();
    let press = |desk: &mut Desk| desk.judge(0, &Action::ToggleHold).0;
    let states = |desk: &Desk| desk.view().lines.iter().map(|call| call.state).collect::<Vec<_>>();
    assert_eq!(press(&mut desk), Verdict::Proceed, "an agent with one call at a time");
    desk.handle(0, Told::MultiCall(opened('a')));
    assert_eq!(press(&mut desk), Verdict::Proceed);
    desk.handle(0, Told::MultiCall(opened('b')));
    assert_eq!(states(&desk), [State::Parked, State::Live]);
    assert_eq!(press(&mut desk), Verdict::Replace);
    assert_eq!(states(&desk), [State::Parked, State::Parked]);
    desk.handle(0, Told::MultiCall(Event::Selected { line: line('a') }));
    assert_eq!(press(&mut desk), Verdict::Replace);
    assert_eq!(states(&desk), [State::Live, State::Parked]);
    desk.handle(0, Told::MultiCall(Event::Closed { line: line('b') }));
    desk.handle(0, Told::MultiCall(Event::ParkPressed { line: line('a') }));
    assert_eq!(press(&mut desk), Verdict::Replace, "the only one, and it is on hold");
    assert_eq!(states(&desk), [State::Live]);
}
