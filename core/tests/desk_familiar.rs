//! Colleagues whom the agent calls often: starred, spoken with, and where they stand in the list.

mod support;

use call_core::desk::{Colleague, Effect, Event, Familiar, Hit, ListKey, OfferStatus, Presence};
use call_core::desk::{Offer, Readiness, Section};
use call_core::id::WorkerSid;
use proptest::prelude::*;

use support::{Table, bob, his_offer, setup, text, worker};

/// Ann, Bob, Cem and Dee, of whom Dee is offline.
fn table() -> Table {
    let mut table = Table::default();
    table.on(Event::SetUp(setup()));
    let named = |last: char, name: &str, address: &str, presence| Colleague {
        worker: worker(last),
        name: text(name),
        address: Some(text(address)),
        presence,
        ..bob()
    };
    table.fetched(vec![
        named('a', "Ann", "client:ann", Presence::Available),
        named('b', "Bob", "client:bob", Presence::Available),
        named('c', "Cem", "client:cem", Presence::Available),
        named('d', "Dee", "client:dee", Presence::Offline),
    ]);
    in_order(&mut table);
    table
}

/// The directory answers as the plugin does: everybody, in the order that the rules give.
fn in_order(table: &mut Table) {
    let ranked = table.effects.iter().find_map(|effect| {
        let Effect::Rank { query, familiar } = effect else { return None };
        Some((query.clone(), familiar.clone()))
    });
    let Some((query, familiar)) = ranked else { return };
    let seen = table.desk.view().finder.options;
    let readiness = |last: char| match seen.iter().find(|option| option.worker == worker(last)) {
        Some(option) if option.obstacle.is_some() => Readiness::No,
        Some(option) if option.presence == Presence::Interruptible => Readiness::Interruptible,
        None if last == 'd' => Readiness::No,
        _ => Readiness::Free,
    };
    let mut all = ['a', 'b', 'c', 'd'].map(|last| (worker(last), readiness(last)));
    let is_query = !query.reveal().is_empty();
    all.sort_by_key(|(worker, readiness)| {
        std::cmp::Reverse(familiar.weight(worker, *readiness, is_query))
    });
    let hits = all.map(|(worker, _)| Hit { worker, matched: Vec::new() }).to_vec();
    table.on(Event::Ranked { query, hits, matching: 4 });
}

fn on(table: &mut Table, event: Event) {
    table.on(event);
    in_order(table);
}

/// The names as they stand, each section begun by its own.
fn listed(table: &Table) -> String {
    let mut section = None;
    let mut said = String::new();
    for option in table.desk.view().finder.options {
        if option.section != section {
            section = option.section;
            said += match section {
                Some(Section::Favourites) => " F:",
                Some(Section::Recent) => " R:",
                Some(Section::Available) => " A:",
                Some(Section::Interruptible) => " I:",
                Some(Section::Others) => " O:",
                None => "",
            };
        }
        said += " ";
        said += option.name.reveal();
        said += if option.favourite { "*" } else { "" };
    }
    said.trim().to_owned()
}

fn opened(table: &mut Table) -> String {
    on(table, Event::FieldFocused);
    on(table, Event::KeyPressed(ListKey::AltArrowDown));
    assert!(table.desk.view().finder.open);
    listed(table)
}

#[test]
fn the_list_opens_with_favourites_then_recent_ones_then_whoever_can_be_called() {
    let mut table = table();
    assert_eq!(opened(&mut table), "A: Ann Bob Cem O: Dee");
    on(&mut table, Event::ListClosed);
    table.on(Event::StarPressed(worker('d')));
    assert!(matches!(table.effects[..], [Effect::Remember(_)]), "{:?}", table.effects);
    assert_eq!(opened(&mut table), "F: Dee* A: Ann Bob Cem");
    on(&mut table, Event::OptionPicked(worker('c')));
    on(&mut table, Event::CallPressed);
    on(&mut table, Event::Cleared);
    assert_eq!(opened(&mut table), "F: Dee* R: Cem A: Ann Bob");
    on(&mut table, Event::ListClosed);
    on(&mut table, Event::StarPressed(worker('d')));
    assert_eq!(opened(&mut table), "R: Cem A: Ann Bob O: Dee");
}

#[test]
fn whoever_may_be_interrupted_stands_behind_those_who_are_free() {
    let mut table = table();
    opened(&mut table);
    let training = |last, name| Colleague {
        worker: worker(last),
        name: text(name),
        presence: Presence::Interruptible,
        ..bob()
    };
    on(&mut table, Event::ColleaguesChanged(vec![training('a', "Ann")]));
    on(&mut table, Event::KeyPressed(ListKey::ArrowUp));
    assert_eq!(listed(&table), "A: Ann Bob Cem O: Dee", "no row moves while it is seen");
    on(&mut table, Event::ListClosed);
    assert_eq!(opened(&mut table), "A: Bob Cem I: Ann O: Dee");
    on(&mut table, Event::Typed(text("n")));
    assert_eq!(listed(&table), "Bob Cem Ann Dee");
    let busy = Colleague { has_room: Some(false), ..training('c', "Cem") };
    on(&mut table, Event::ColleaguesChanged(vec![busy]));
    on(&mut table, Event::Cleared);
    on(&mut table, Event::ListClosed);
    assert_eq!(opened(&mut table), "A: Bob I: Ann O: Cem Dee");
}

#[test]
fn what_is_typed_is_answered_without_sections_and_familiar_ones_come_first() {
    let mut table = table();
    on(&mut table, Event::StarPressed(worker('c')));
    on(&mut table, Event::Typed(text("e")));
    assert_eq!(listed(&table), "Cem* Ann Bob Dee");
}

#[test]
fn whoever_calls_and_is_answered_is_recent() {
    let mut table = table();
    let offer = |status| Offer { from: text("client:bob"), ..his_offer(status) };
    on(&mut table, Event::ReservationChanged(offer(OfferStatus::Pending)));
    assert_eq!(opened(&mut table), "A: Ann Bob Cem O: Dee", "he has only rung");
    on(&mut table, Event::ListClosed);
    on(&mut table, Event::ReservationChanged(offer(OfferStatus::Accepted)));
    assert_eq!(opened(&mut table), "R: Bob A: Ann Cem O: Dee");
}

#[test]
fn no_row_moves_while_the_list_is_open() {
    let mut table = table();
    opened(&mut table);
    let away =
        Colleague { worker: worker('a'), name: text("Ann"), presence: Presence::Offline, ..bob() };
    on(&mut table, Event::ColleaguesChanged(vec![away]));
    on(&mut table, Event::KeyPressed(ListKey::ArrowUp));
    on(&mut table, Event::KeyPressed(ListKey::Star));
    assert_eq!(listed(&table), "A: Ann Bob Cem O: Dee*");
    on(&mut table, Event::ListClosed);
    assert_eq!(opened(&mut table), "F: Dee* A: Bob Cem O: Ann");
}

#[test]
fn a_key_that_opens_the_list_goes_to_the_first_once_all_are_in_order() {
    let mut table = table();
    on(&mut table, Event::StarPressed(worker('c')));
    on(&mut table, Event::KeyPressed(ListKey::ArrowDown));
    let finder = table.desk.view().finder;
    assert_eq!((finder.open, finder.highlighted), (true, Some(0)));
    assert_eq!(finder.options[0].name, text("Cem"));
}

#[test]
fn the_star_key_stars_the_chosen_one_where_nobody_is_highlighted() {
    let mut table = table();
    on(&mut table, Event::KeyPressed(ListKey::Star));
    assert_eq!(table.effects, []);
    on(&mut table, Event::OptionPicked(worker('b')));
    on(&mut table, Event::KeyPressed(ListKey::Star));
    assert!(table.desk.view().finder.chosen.unwrap().favourite);
    table.on(Event::StarPressed(worker('f')));
    assert_eq!(table.effects, [], "nobody knows him");
}

#[test]
fn what_was_kept_is_there_again() {
    let mut table = table();
    on(&mut table, Event::StarPressed(worker('b')));
    let kept = table.desk.clone();
    let Some(Effect::Remember(familiar)) = star_again(kept) else { panic!("nothing was kept") };
    let mut next = self::table();
    on(&mut next, Event::Remembered(Familiar::read(&familiar.written())));
    assert_eq!(opened(&mut next), "F: Bob* Cem* A: Ann O: Dee");
}

fn star_again(mut desk: call_core::desk::Desk) -> Option<Effect> {
    desk.handle(0, Event::StarPressed(worker('c'))).pop()
}

#[test]
fn what_cannot_be_read_is_left_out() {
    let sid = |last: char| worker(last).as_str().to_owned();
    let text = format!("{} x WK1 {}\n{} ' or 1==1\nmore", sid('b'), sid('a'), sid('c'));
    let read = Familiar::read(&text);
    assert_eq!(read.written(), format!("{} {} \n{} \n", sid('a'), sid('b'), sid('c')));
    assert_eq!(Familiar::read(""), Familiar::default());
}

fn workers() -> impl Strategy<Value = Vec<WorkerSid>> {
    let sid = (0_u32..400).prop_map(|n| WorkerSid::parse(&format!("WK{n:032x}")).unwrap());
    proptest::collection::vec(sid, 0..300)
}

proptest! {
    #[test]
    fn whatever_is_read_is_written_as_it_is_read_again(
        starred in workers(), met in workers(), noise in "[ -~\\n]{0,40}",
    ) {
        let line = |sids: &[WorkerSid]| {
            sids.iter().map(WorkerSid::as_str).collect::<Vec<_>>().join(" ")
        };
        let familiar = Familiar::read(&format!("{}\n{} {noise}", line(&starred), line(&met)));
        prop_assert_eq!(Familiar::read(&familiar.written()), familiar.clone());
        let favourites = familiar.written().lines().next().unwrap().split_whitespace().count();
        prop_assert!(favourites <= 200, "{favourites} favourites");
        if let Some(last) = met.first() {
            prop_assert!(familiar.weight(last, Readiness::No, true) > 0);
        }
    }
}

#[test]
fn in_a_query_whoever_is_readier_comes_first_then_favourites_then_recent_ones() {
    let starred = Familiar::read(worker('f').as_str());
    let recent = Familiar::read(&format!("\n{}", worker('a').as_str()));
    let none = Familiar::default();
    let mut weights = Vec::new();
    for readiness in [Readiness::Free, Readiness::Interruptible, Readiness::No] {
        weights.push(starred.weight(&worker('f'), readiness, true));
        weights.push(recent.weight(&worker('a'), readiness, true));
        weights.push(none.weight(&worker('a'), readiness, true));
    }
    assert!(weights.is_sorted_by(|sooner, later| sooner > later), "{weights:?}");
    assert_eq!(weights.last(), Some(&0));
}

#[test]
fn where_nothing_is_typed_favourites_and_recent_ones_come_first_however_ready_others_are() {
    let met: Vec<String> = "123456789a".chars().map(|last| worker(last).to_string()).collect();
    let familiar = Familiar::read(&format!("{}\n{}", worker('f'), met.join(" ")));
    let mut weights = vec![familiar.weight(&worker('f'), Readiness::No, false)];
    let recent = "123456789a".chars().map(worker);
    weights.extend(recent.map(|worker| familiar.weight(&worker, Readiness::No, false)));
    for readiness in [Readiness::Free, Readiness::Interruptible, Readiness::No] {
        weights.push(familiar.weight(&worker('b'), readiness, false));
    }
    assert!(weights.is_sorted_by(|sooner, later| sooner > later), "{weights:?}");
}
