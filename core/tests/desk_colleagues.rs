//! Thousands of colleagues: fetched in parts, and kept up to date where they are looked at.

mod support;

use std::collections::VecDeque;

use call_core::desk::{Colleague, Count, Effect, Event, Failure, Hit, ListKey, Reason, Wake};
use call_core::id::WorkerSid;

use support::{Table, bob, setup, text};

fn numbered(number: usize) -> WorkerSid {
    WorkerSid::parse(&format!("WK{number:032}")).unwrap()
}

fn colleagues(numbers: std::ops::Range<usize>) -> Vec<Colleague> {
    let colleague = |number| Colleague { worker: numbered(number), ..bob() };
    numbers.map(colleague).collect()
}

/// Feeds a part of the colleagues; `more`: it ends with its last one.
fn part(table: &mut Table, numbers: std::ops::Range<usize>, more: bool) -> String {
    let Effect::FetchColleagues { request, .. } = table.effects[0] else {
        panic!("nothing was fetched")
    };
    told(table, request, numbers, more)
}

fn told(
    table: &mut Table,
    request: call_core::desk::RequestId,
    numbers: std::ops::Range<usize>,
    more: bool,
) -> String {
    let more = more.then(|| numbered(numbers.end - 1));
    table.on(Event::ColleaguesFetched { request, colleagues: colleagues(numbers), more })
}

fn known(table: &Table) -> (usize, bool) {
    let finder = table.desk.view().finder;
    match finder.count {
        Count::Matches { known, .. } => (known, finder.partial),
        Count::Loading | Count::Failed => (0, finder.partial),
    }
}

#[test]
fn colleagues_who_come_in_parts_are_looked_for_as_they_come() {
    let mut table = Table::default();
    assert_eq!(known(&table), (0, false), "nothing was asked yet");
    table.on(Event::SetUp(setup()));
    let request = table.request();
    assert_eq!(known(&table), (0, true));
    assert_eq!(told(&mut table, request, 0..4, true), "rank ''");
    assert_eq!(known(&table), (4, true));
    assert_eq!(table.on(Event::FieldFocused), "", "the others are on their way");
    table.now = 199;
    assert_eq!(told(&mut table, request, 3..8, true), "", "soon enough with those who follow");
    table.now = 200;
    assert_eq!(told(&mut table, request, 7..9, true), "rank ''", "one of them is told twice");
    assert_eq!(told(&mut table, request, 9..9, false), "rank ''");
    assert_eq!(known(&table), (9, false));
    assert_eq!(told(&mut table, request, 9..20, false), "", "this fetch is over");
}

#[test]
fn what_a_lost_connection_left_out_is_fetched_later() {
    let mut table = Table::default();
    table.on(Event::SetUp(setup()));
    let fail = |table: &mut Table| {
        let request = table.request();
        table.on(Event::RequestFailed { request, why: Failure::Unreachable })
    };
    let request = table.request();
    told(&mut table, request, 0..6, true);
    let lost = Event::RequestFailed { request, why: Failure::Unreachable };
    told(&mut table, request, 4..6, true);
    assert_eq!(table.lines(), "", "soon enough with those who follow");
    assert_eq!(table.on(lost), "rank ''; wake FetchAgain at 5000", "nobody follows");
    assert_eq!(known(&table), (6, true), "whoever is there can be called");
    table.now = 5_000;
    assert_eq!(table.on(Event::Woken(Wake::FetchAgain)), "fetch after 5");
    assert_eq!(fail(&mut table), "wake FetchAgain at 15000");
    assert_eq!(table.on(Event::FieldFocused), "fetch", "from the beginning: 5 may have left");
    assert_eq!(fail(&mut table), "wake FetchAgain at 25000");
    assert_eq!(table.on(Event::Woken(Wake::FetchAgain)), "fetch");
    part(&mut table, 0..6, true);
    assert_eq!(known(&table), (6, true), "nobody is there twice");
    assert_eq!(table.on(Event::Woken(Wake::FetchAgain)), "", "they are on their way");
    assert_eq!(table.on(Event::FieldFocused), "");
    let mut waits = Vec::new();
    for _ in 0..7 {
        table.now = 0;
        table.desk = Table::default().desk;
        table.on(Event::SetUp(setup()));
        for _ in 0..waits.len() {
            fail(&mut table);
            table.on(Event::FieldFocused);
        }
        waits.push(fail(&mut table).rsplit(' ').next().unwrap().parse::<u64>().unwrap());
    }
    assert_eq!(waits, [5_000, 10_000, 20_000, 40_000, 80_000, 80_000, 80_000]);
}

#[test]
fn the_parts_after_a_failure_make_one_whole_with_those_before() {
    let mut table = Table::default();
    table.on(Event::SetUp(setup()));
    let request = table.request();
    told(&mut table, request, 0..5, true);
    table.on(Event::RequestFailed { request, why: Failure::Unreachable });
    assert_eq!(table.on(Event::FieldFocused), "fetch after 4");
    assert_eq!(part(&mut table, 5..8, false), "rank ''", "nobody is forgotten");
    assert_eq!(known(&table), (8, false));
    // Much later: 0, 1 and 7 have left, and 8 has come by the live query meanwhile.
    table.now = 900_000;
    assert_eq!(table.on(Event::FieldFocused), "fetch");
    let request = table.request();
    told(&mut table, request, 2..4, true);
    table.on(Event::ColleaguesChanged(colleagues(8..9)));
    assert_eq!(known(&table), (9, false), "the old ones are shown meanwhile");
    assert_eq!(told(&mut table, request, 4..7, false), "forget 017; rank ''");
    assert_eq!(known(&table), (6, false));
}

/// Two hundred and more colleagues; the list is open on those of `numbers`.
fn crowd(numbers: &[usize]) -> Table {
    let mut table = Table::default();
    table.on(Event::SetUp(setup()));
    let request = table.request();
    told(&mut table, request, 0..200, false);
    table.on(Event::Typed(text("x")));
    table.now = 1_000;
    ranked(&mut table, "x", numbers);
    table
}

fn ranked(table: &mut Table, query: &str, numbers: &[usize]) -> String {
    let hit = |number: &usize| Hit { worker: numbered(*number), matched: Vec::new() };
    let hits: Vec<_> = numbers.iter().map(hit).collect();
    let matching = hits.len();
    table.on(Event::Ranked { query: text(query), hits, matching })
}

fn still(table: &mut Table, now: u64) -> String {
    table.now = now;
    table.on(Event::Woken(Wake::ListStill))
}

#[test]
fn rows_are_watched_once_the_list_stands_still_and_until_others_are_in_view() {
    let mut table = crowd(&[1, 2]);
    assert_eq!(table.lines(), "wake ListStill at 2000");
    table.now = 1_200;
    assert_eq!(ranked(&mut table, "x", &[1, 2]), "", "they are the same");
    assert_eq!(ranked(&mut table, "x", &[1, 3]), "", "it moves again");
    assert_eq!(still(&mut table, 2_000), "wake ListStill at 2200");
    assert_eq!(still(&mut table, 2_200), "watch 13; watch rows 13");
    assert_eq!(ranked(&mut table, "x", &[1, 3]), "");
    table.on(Event::ColleaguesChanged(colleagues(3..4)));
    assert_eq!(table.lines(), "", "a row that changes stays in its place");
    table.now = 3_000;
    assert_eq!(ranked(&mut table, "x", &[5]), "wake ListStill at 4000");
    table.now = 3_100;
    ranked(&mut table, "x", &[1, 3]);
    assert_eq!(still(&mut table, 4_000), "wake ListStill at 4100");
    assert_eq!(still(&mut table, 4_100), "", "it has come back to where it was");
}

#[test]
fn a_row_says_that_a_colleague_is_on_a_call() {
    let mut table = crowd(&[1, 2]);
    still(&mut table, 2_000);
    table.on(Event::RoomChanged { worker: numbered(2), has_room: false });
    let says = |table: &Table, place: usize| {
        let rows = &table.desk.view().finder.options;
        matches!(rows[place].obstacle, Some(Reason::ColleagueBusy { .. }))
    };
    assert!(says(&table, 1) && !says(&table, 0));
    table.on(Event::ColleaguesChanged(colleagues(2..3)));
    assert!(says(&table, 1), "what else is told of him says nothing of that");
    table.on(Event::RoomChanged { worker: numbered(2), has_room: true });
    assert!(!says(&table, 1));
    table.on(Event::RoomChanged { worker: numbered(2), has_room: false });
    ranked(&mut table, "x", &[1]);
    still(&mut table, 3_000);
    ranked(&mut table, "x", &[1, 2]);
    assert!(!says(&table, 1), "nobody has told of him since");
}

#[test]
fn of_a_long_list_the_first_rows_tell_who_is_on_a_call() {
    let mut table = crowd(&(0..50).collect::<Vec<_>>());
    still(&mut table, 2_000);
    let [Effect::WatchRoom { workers }, Effect::WatchRows { workers: rows }] = &table.effects[..]
    else {
        panic!("{:?}", table.effects);
    };
    assert_eq!(workers[..], rows[..29], "more is no list of a query");
    assert_eq!(rows.len(), 50);
    table.on(Event::OptionPicked(numbered(40)));
    let Effect::WatchRoom { workers } = &table.effects[0] else { panic!("{:?}", table.effects) };
    assert_eq!((workers.len(), &workers[0]), (29, &numbered(40)), "whoever is chosen comes first");
}

#[test]
fn whoever_is_chosen_is_watched_when_the_list_is_closed() {
    let mut table = crowd(&[1, 2]);
    still(&mut table, 2_000);
    assert_eq!(
        table.on(Event::OptionPicked(numbered(2))),
        "rank 'Bob Baker'; wake ListStill at 3000",
        "his room is known from the list"
    );
    assert_eq!(still(&mut table, 3_000), "watch 2; watch rows 2");
    assert_eq!(table.on(Event::Cleared), "rank ''; wake ListStill at 4000");
    assert_eq!(still(&mut table, 4_000), "watch nobody; watch rows ");
    assert_eq!(still(&mut table, 5_000), "", "nothing was to be waited for");
    table.on(Event::KeyPressed(ListKey::AltArrowDown));
    assert_eq!(table.lines(), "wake ListStill at 6000");
}

#[test]
fn where_one_query_finds_everybody_there_is_no_other() {
    let mut table = Table::default();
    table.on(Event::SetUp(setup()));
    let request = table.request();
    told(&mut table, request, 0..199, false);
    table.on(Event::Typed(text("x")));
    assert_eq!(ranked(&mut table, "x", &[1, 2]), "wake ListStill at 1000");
    assert_eq!(still(&mut table, 1_000), "watch 12");
    let one_more = Event::ColleaguesChanged(colleagues(199..200));
    assert_eq!(table.on(one_more), "rank 'x'; wake ListStill at 2000");
    assert_eq!(still(&mut table, 2_000), "watch rows 12");
}

/// The desk is woken when it asked for it, and never earlier.
#[test]
fn however_one_types_there_are_two_queries_a_second_at_most() {
    for every in [1, 7, 40, 120, 333, 777, 999, 1_000, 1_001, 1_777] {
        let mut table = crowd(&[]);
        let mut wakes = VecDeque::new();
        let mut queries: Vec<u64> = Vec::new();
        let mut note = |table: &Table, wakes: &mut VecDeque<u64>| {
            for effect in &table.effects {
                if let Effect::WakeAt { at, .. } = effect {
                    wakes.push_back(*at);
                } else if let Effect::WatchRows { .. } | Effect::WatchRoom { .. } = effect {
                    queries.push(table.now);
                }
            }
        };
        for press in 0..200 {
            let now = 2_000 + every * press;
            while let Some(at) = wakes.pop_front_if(|at| *at <= now) {
                still(&mut table, at);
                note(&table, &mut wakes);
            }
            table.now = now;
            ranked(&mut table, "x", &[press as usize % 90, 91]);
            note(&table, &mut wakes);
            assert!(wakes.len() < 2, "one timer is enough");
        }
        assert!(queries.windows(3).all(|three| three[0] + 1_000 <= three[2]), "every {every} ms");
        assert_eq!(queries.is_empty(), every < 1_000, "every {every} ms: {queries:?}");
    }
}
