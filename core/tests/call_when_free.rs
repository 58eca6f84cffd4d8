//! A colleague who was not reached: what can be done, and being asked once he is free.

mod support;

use call_core::desk::{
    CallState as Shown, Choices, Colleague, Effect, Event, ListKey, Microphone, Offer, OfferStatus,
    Presence, Reason, Setup, Waited, Wake,
};
use call_core::id::WorkerSid;
use call_core::multi_call;
use call_core::wire::{CallState, EndReason};

use support::worker;
use support::{Table, bob, ended, his, his_offer, hit, mine, reservation, setup, text, told};

const MINUTES: u64 = 60_000;

fn busy() -> Colleague {
    Colleague { has_room: Some(false), ..bob() }
}

fn cem() -> Colleague {
    Colleague { worker: worker('c'), name: text("Cem"), address: Some(text("client:c")), ..bob() }
}

fn room(last: char, has_room: bool) -> Event {
    Event::RoomChanged { worker: worker(last), has_room }
}

fn presence(colleague: Colleague, presence: Presence) -> Event {
    Event::ColleaguesChanged(vec![Colleague { presence, has_room: None, ..colleague }])
}

/// Alice was told that Bob is on a call, and waits for him.
fn waiting() -> Table {
    let mut table = Table::with(setup(), busy());
    table.on(Event::CallPressed);
    assert_eq!(table.on(Event::WaitPressed(worker('b'))), "wake WaitOver at 1800000");
    table
}

/// Alice has rung Bob, who was free, and it came to this.
fn rung(why: EndReason) -> Table {
    let mut table = Table::ready();
    table.on(room('b', true));
    table.placed();
    table.on(told(CallState::Ringing));
    table.on(room('b', false));
    table.on(ended(why));
    table.on(mine(OfferStatus::Wrapping));
    table.on(mine(OfferStatus::Completed));
    table
}

/// For whom she waits; `?`: she is asked whether she calls him.
fn waited(table: &Table) -> String {
    let one = |waited: Waited| {
        let sign = if waited.asks { "?" } else { "" };
        format!("{}{sign}", waited.name.reveal())
    };
    table.desk.view().waiting.into_iter().map(one).collect::<Vec<_>>().join(", ")
}

#[test]
fn who_was_not_reached_leaves_a_choice() {
    let away = |presence| Colleague { presence, ..bob() };
    for colleague in [busy(), away(Presence::Unavailable)] {
        let mut table = Table::with(setup(), colleague);
        assert_eq!(table.desk.view().choices, None, "nothing was tried");
        table.on(Event::CallPressed);
        let choices = Choices { worker: worker('b'), can_wait: true, team: Some("Billing".into()) };
        assert_eq!(table.desk.view().choices, Some(choices));
        table.on(Event::NoticeDismissed);
        assert_eq!(table.desk.view().choices, None);
    }
    let mut offline = Table::with(setup(), away(Presence::Offline));
    assert!(matches!(offline.desk.view().call, Shown::Told(Reason::ColleagueOffline { .. })));
    assert!(offline.desk.view().choices.is_some_and(|choices| choices.can_wait));
    offline.on(Event::WaitPressed(worker('b')));
    assert_eq!(waited(&offline), "Bob Baker");
    for why in [EndReason::NoAnswer, EndReason::Declined] {
        assert!(rung(why).desk.view().choices.is_some_and(|choices| choices.can_wait), "{why:?}");
    }
    let mut mine = Table::with(setup(), bob());
    mine.on(Event::LineChanged { busy: true });
    mine.on(Event::CallPressed);
    assert_eq!(mine.desk.view().call, Shown::Told(Reason::LineBusy));
    assert_eq!(mine.desk.view().choices, None, "it is not he who cannot be reached");
}

#[test]
fn he_is_tried_again_whoever_stands_in_the_field_meanwhile() {
    let mut table = rung(EndReason::NoAnswer);
    table.on(Event::Cleared);
    assert_eq!(table.on(Event::CallPressed), "", "nobody is chosen");
    let again = table.on(Event::ColleagueCalled(worker('b')));
    assert_eq!(again, "create task; wake Unreserved at 15000");
    assert_eq!(table.desk.view().call, Shown::Placing { name: text("Bob Baker") });
    table.on(Event::CancelPressed);
}

/// The button stands elsewhere: what it comes to is told wherever the agent looks.
#[test]
fn who_is_called_from_outside_the_dialpad_and_cannot_be_is_told_of_aloud() {
    let press = |table: &mut Table, last| table.on(Event::ColleagueCalled(worker(last)));
    assert_eq!(press(&mut Table::with(setup(), busy()), 'b'), "tell ColleagueBusy");
    assert_eq!(press(&mut Table::ready(), 'f'), "tell CallFailed", "nobody knows him");
    let microphone = Some(Microphone::Missing);
    let mut without = Table { microphone, ..Table::ready() };
    assert_eq!(press(&mut without, 'b'), "tell NoMicrophone");
    assert_eq!(without.on(Event::CallPressed), "", "the dialpad is open");
    let mut off = Table::default();
    off.on(Event::NotSetUp(Reason::NoOutboundFlow));
    assert_eq!(press(&mut off, 'b'), "tell NoOutboundFlow");
}

#[test]
fn a_call_that_was_placed_before_the_page_was_loaded_leaves_the_same_choice() {
    let mut table = Table::default();
    table.on(Event::SetUp(setup()));
    table.fetched(vec![bob()]);
    table.on(mine(OfferStatus::Accepted));
    table.on(ended(EndReason::NoAnswer));
    table.on(mine(OfferStatus::Completed));
    assert_eq!(table.desk.view().choices.map(|choices| choices.worker), Some(worker('b')));
}

#[test]
fn she_is_asked_when_he_is_free_and_calls_him() {
    let mut table = waiting();
    assert_eq!(waited(&table), "Bob Baker");
    assert_eq!(table.desk.view().call, Shown::Idle, "she has chosen what to do");
    assert_eq!(table.on(Event::Cleared), "rank ''", "his room is still told");
    assert_eq!(table.on(presence(bob(), Presence::Unavailable)), "", "he goes to a break");
    assert_eq!(table.on(room('b', true)), "", "there is room, but he is away");
    let training = presence(bob(), Presence::Interruptible);
    assert_eq!(table.on(training), "", "he could be called all along, but he is not free");
    assert_eq!(table.on(presence(bob(), Presence::Available)), "ask to call Bob Baker");
    assert_eq!(waited(&table), "Bob Baker?");
    assert_eq!(table.on(presence(bob(), Presence::Available)), "", "once");
    let calls = table.on(Event::ColleagueCalled(worker('b')));
    assert_eq!(calls, "create task; wake Unreserved at 15000; watch nobody; ask no longer");
    assert_eq!(waited(&table), "");
}

#[test]
fn she_does_not_call_him_now() {
    let mut table = waiting();
    table.on(room('b', true));
    assert_eq!(table.on(Event::WaitGivenUp(worker('b'))), "ask no longer");
    assert_eq!(waited(&table), "");
    assert_eq!(table.on(room('b', false)), "");
    assert_eq!(table.on(room('b', true)), "", "she has said so");
}

#[test]
fn the_question_goes_when_he_is_busy_again_and_comes_back() {
    let mut table = waiting();
    table.on(room('b', true));
    assert_eq!(table.on(room('b', false)), "ask no longer");
    assert_eq!(waited(&table), "Bob Baker");
    assert_eq!(table.on(room('b', true)), "ask to call Bob Baker");
}

#[test]
fn nobody_is_asked_on_a_call_or_away_from_work() {
    let mut table = waiting();
    table.on(Event::LineChanged { busy: true });
    assert_eq!(table.on(room('b', true)), "", "she talks");
    assert_eq!(table.on(Event::LineChanged { busy: false }), "ask to call Bob Baker");
    assert_eq!(table.on(Event::OwnPresenceChanged(Presence::Offline)), "ask no longer");
    let back = Event::OwnPresenceChanged(Presence::Unavailable);
    assert_eq!(table.on(back), "ask to call Bob Baker", "on a break she may call");
    // Somebody else calls her.
    let rings = his_offer(OfferStatus::Pending);
    let rings = Offer { from: text("client:eve"), ..rings };
    assert_eq!(table.on(Event::ReservationChanged(rings.clone())), "ask no longer");
    let gone = Offer { status: OfferStatus::Rejected, ..rings };
    assert_eq!(table.on(Event::ReservationChanged(gone)), "ask to call Bob Baker");
}

#[test]
fn nobody_is_asked_who_may_have_several_calls_and_is_on_one() {
    let mut table = Table::with(Setup { multi_call: true, ..setup() }, busy());
    table.on(Event::CallPressed);
    table.on(Event::WaitPressed(worker('b')));
    let (line, name) = (reservation('e'), text("Carla Customer"));
    let opened = multi_call::Event::Opened { line: line.clone(), name, silent: false };
    table.on(Event::MultiCall(opened));
    assert_eq!(table.on(room('b', true)), "");
    assert_eq!(waited(&table), "Bob Baker");
    let over = table.on(Event::MultiCall(multi_call::Event::Closed { line }));
    assert!(over.ends_with("ask to call Bob Baker"), "{over}");
}

#[test]
fn who_did_not_answer_is_asked_for_after_his_next_call_or_break() {
    for why in [EndReason::NoAnswer, EndReason::Declined] {
        let mut table = rung(why);
        table.now = 100_000;
        table.on(Event::WaitPressed(worker('b')));
        table.now += 4_999;
        assert_eq!(table.on(room('b', true)), "", "that was the call that he did not take");
        table.now += 60_000;
        assert_eq!(table.on(room('b', true)), "", "nor is he at his phone now");
        assert_eq!(table.on(room('b', false)), "", "he takes his next one");
        table.now += 60_000;
        assert_eq!(table.on(room('b', true)), "ask to call Bob Baker", "{why:?}");
    }
}

#[test]
fn a_break_right_after_he_did_not_answer_counts_once_it_lasts() {
    let mut table = rung(EndReason::NoAnswer);
    table.on(room('b', true));
    table.on(Event::WaitPressed(worker('b')));
    table.now = 1_000;
    table.on(presence(bob(), Presence::Unavailable));
    table.now = 5_000;
    assert_eq!(table.on(presence(bob(), Presence::Available)), "ask to call Bob Baker");
}

#[test]
fn nobody_waits_longer_than_half_an_hour() {
    let mut table = waiting();
    table.on(Event::Cleared);
    table.now = 30 * MINUTES - 1;
    assert_eq!(table.on(Event::Woken(Wake::WaitOver)), "");
    assert_eq!(waited(&table), "Bob Baker");
    table.now += 1;
    assert_eq!(table.on(Event::Woken(Wake::WaitOver)), "tell WaitedInVain; watch nobody");
    assert_eq!(waited(&table), "");

    let mut asked = waiting();
    asked.on(room('b', true));
    asked.now = 30 * MINUTES;
    assert_eq!(asked.on(Event::Woken(Wake::WaitOver)), "ask no longer", "he was free");
}

#[test]
fn who_calls_meanwhile_and_is_answered_need_not_be_waited_for() {
    let mut table = waiting();
    table.on(his(OfferStatus::Pending));
    assert_eq!(waited(&table), "Bob Baker", "she may decline");
    table.on(his(OfferStatus::Accepted));
    assert_eq!(waited(&table), "");
}

/// Alice waits for Bob and for Cem.
fn two() -> Table {
    let mut table = waiting();
    table.on(Event::ColleaguesChanged(vec![cem()]));
    assert_eq!(table.on(Event::WaitPressed(worker('c'))), "wake WaitOver at 1800000; watch bc");
    table
}

#[test]
fn of_several_one_is_asked_for_at_a_time() {
    let mut table = two();
    assert_eq!(table.on(room('c', true)), "ask to call Cem");
    assert_eq!(table.on(room('b', true)), "", "the question that is being read stays");
    assert_eq!(waited(&table), "Bob Baker, Cem?");
    assert_eq!(table.on(Event::WaitGivenUp(worker('c'))), "watch b; ask to call Bob Baker");
    assert_eq!(waited(&table), "Bob Baker?");
}

#[test]
fn nobody_is_waited_for_twice_and_no_more_than_ten_are() {
    let mut table = waiting();
    assert_eq!(table.on(Event::WaitPressed(worker('b'))), "");
    assert_eq!(table.on(Event::WaitPressed(worker('f'))), "", "nobody knows him");
    table.on(Event::CallPressed);
    assert!(table.desk.view().choices.is_some_and(|choices| !choices.can_wait));
    let others = ('0'..='9').map(|last| Colleague { worker: worker(last), ..bob() });
    table.on(Event::ColleaguesChanged(others.collect()));
    for last in '0'..='9' {
        table.on(Event::WaitPressed(worker(last)));
    }
    assert_eq!(table.desk.view().waiting.len(), 10);
}

#[test]
fn a_call_that_could_not_be_placed_leaves_him_waited_for() {
    let mut table = waiting();
    table.on(room('b', true));
    table.on(Event::PhoneChanged { connected: false });
    table.on(Event::ColleagueCalled(worker('b')));
    assert_eq!(table.desk.view().call, Shown::Told(Reason::PhoneDisconnected));
    assert_eq!(waited(&table), "Bob Baker?");
}

#[test]
fn among_thousands_his_presence_is_asked_for_as_long_as_he_is_waited_for() {
    let mut table = waiting();
    let crowd = (100..400).map(|number| Colleague {
        worker: WorkerSid::parse(&format!("WK{number:032}")).unwrap(),
        ..bob()
    });
    table.on(Event::ColleaguesChanged(crowd.collect()));
    table.on(Event::Cleared);
    table.now = 1_000;
    assert_eq!(table.on(Event::Woken(Wake::ListStill)), "watch rows b");
    table.on(Event::Ranked { query: text(""), hits: vec![hit('c')], matching: 1 });
    table.on(Event::KeyPressed(ListKey::AltArrowDown));
    table.now = 2_000;
    assert_eq!(table.on(Event::Woken(Wake::ListStill)), "watch bc; watch rows cb");
}

#[test]
fn who_is_waited_for_never_prints() {
    let mut table = waiting();
    table.on(room('b', true));
    let asks = matches!(table.effects[..], [Effect::AskToCall { .. }]);
    let printed = format!("{:?} {:?} {:?}", table.effects, table.desk, table.desk.view());
    assert!(asks && !printed.contains("Baker"), "{printed}");
}
