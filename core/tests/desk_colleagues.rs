//! Thousands of colleagues: fetched in parts, and kept up to date where they are looked at.

mod explore;
mod support;

use std::collections::{BTreeSet, VecDeque};
use std::ops::Range;

use call_core::desk::{
    Colleague, Count, Effect, Event, Failure, Hit, ListKey, Presence, Reason, RequestId, Wake,
};
use call_core::id::WorkerSid;
use proptest::prelude::*;

use explore::depth;
use support::{Table, bob, setup, text};

fn numbered(number: usize) -> WorkerSid {
    WorkerSid::parse(&format!("WK{number:032}")).unwrap()
}

fn colleagues(numbers: Range<usize>) -> Vec<Colleague> {
    let colleague = |number| Colleague { worker: numbered(number), ..bob() };
    numbers.map(colleague).collect()
}

/// Feeds a part of the colleagues; `more`: it ends with its last one.
fn part(table: &mut Table, numbers: Range<usize>, more: bool) -> String {
    let Effect::FetchColleagues { request, .. } = table.effects[0] else {
        panic!("nothing was fetched")
    };
    told(table, request, numbers, more)
}

fn told(table: &mut Table, request: RequestId, numbers: Range<usize>, more: bool) -> String {
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

/// Whose room the last fact has the plugin watch, by number.
fn watched(table: &Table) -> Option<Vec<usize>> {
    let number = |worker: &WorkerSid| worker.as_str()[2..].parse().unwrap();
    table.effects.iter().find_map(|effect| {
        let Effect::WatchRoom { workers } = effect else { return None };
        Some(workers.iter().map(number).collect())
    })
}

fn sees(table: &mut Table, now: u64, places: Range<usize>) -> String {
    table.now = now;
    table.on(Event::RowsSeen(places))
}

#[test]
fn of_a_long_list_the_rows_in_view_and_those_near_them_tell_who_is_on_a_call() {
    for (seen, told) in [
        (0..0, 0..29),
        (0..6, 0..29),
        (20..26, 8..37),
        (44..50, 21..50),
        (47..53, 21..50),
        (60..66, 21..50),
    ] {
        let mut table = crowd(&(0..50).collect::<Vec<_>>());
        sees(&mut table, 1_000, seen.clone());
        still(&mut table, 2_000);
        let mut watched = watched(&table).unwrap();
        let in_view: Vec<usize> = (0..50).filter(|place| seen.contains(place)).collect();
        assert!(watched.starts_with(&in_view), "{seen:?} come first: {watched:?}");
        watched.sort_unstable();
        assert_eq!(watched, told.collect::<Vec<_>>(), "{seen:?}");
        let Effect::WatchRows { workers } = &table.effects[1] else { panic!() };
        assert_eq!(workers.len(), 50, "what they do is told of all");
    }
}

#[test]
fn a_small_scroll_needs_no_order_and_a_great_one_one_once_the_list_stands_still() {
    let mut table = crowd(&(0..50).collect::<Vec<_>>());
    still(&mut table, 2_000);
    assert_eq!(sees(&mut table, 2_000, 20..26), "wake ListStill at 3000");
    assert_eq!(still(&mut table, 3_000), "", "their neighbours were told of with the first");
    assert_eq!(sees(&mut table, 3_100, 26..32), "wake ListStill at 4100");
    assert_eq!(sees(&mut table, 3_200, 33..39), "", "it moves on");
    assert_eq!(still(&mut table, 4_100), "wake ListStill at 4200");
    still(&mut table, 4_200);
    assert_eq!(watched(&table).unwrap()[..6], [33, 34, 35, 36, 37, 38]);
    assert_eq!(table.effects.len(), 1, "what they do was told before");
    assert_eq!(sees(&mut table, 9_000, 33..39), "", "nothing has moved");
}

#[test]
fn whoever_is_chosen_is_told_of_at_once_unless_a_second_has_not_passed() {
    let mut table = crowd(&(0..50).collect::<Vec<_>>());
    still(&mut table, 2_000);
    let mut later = table.clone();
    later.now = 3_000;
    later.on(Event::OptionPicked(numbered(40)));
    let told = watched(&later).unwrap();
    assert_eq!((told.len(), told[0]), (29, 40), "whoever is chosen comes first");

    table.now = 2_999;
    let picked = table.on(Event::OptionPicked(numbered(40)));
    assert_eq!(picked, "rank 'Bob Baker'; wake ListStill at 3999");
    table.now = 3_000;
    table.on(Event::RoomChanged { worker: numbered(1), has_room: true });
    assert_eq!(watched(&table).unwrap()[0], 40, "the next fact finds that it has");
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

/// One thing that an agent does at the list, or that happens meanwhile.
#[derive(Clone, Copy, Debug)]
enum Move {
    /// The row at this place becomes the first in view.
    Scroll(usize),
    Type(u8),
    /// The row that many below the first in view is pointed at.
    Pick(usize),
    Clear,
    Open,
    Close,
    /// This colleague takes a call, or ends it.
    Call(usize),
    /// He goes on a break, or comes back.
    Break(usize),
    /// The colleagues are fetched anew, and the connection is lost.
    Lost,
    /// The rest is fetched; one of them is no colleague any more.
    Mended,
    /// So many milliseconds.
    Pass(u64),
}

const GONE: usize = 33;

/// An agent at a list of fifty of two hundred, the browser's clock, and Sync.
#[derive(Clone, Debug)]
struct Agent {
    table: Table,
    listed: Vec<usize>,
    seen: Range<usize>,
    on_a_call: BTreeSet<usize>,
    on_a_break: BTreeSet<usize>,
    is_gone: bool,
    /// Of whom Sync tells.
    told: Vec<usize>,
    /// When the desk wants to be woken.
    timers: Vec<u64>,
    /// When a query was ordered.
    queries: Vec<u64>,
}

impl Agent {
    fn new() -> Agent {
        let mut agent = Agent {
            table: crowd(&[]),
            listed: Vec::new(),
            seen: 0..6,
            on_a_call: [0, 5, 36].into(),
            on_a_break: BTreeSet::new(),
            is_gone: false,
            told: Vec::new(),
            timers: Vec::new(),
            queries: Vec::new(),
        };
        // A list that opens says at once which of its rows are in view.
        agent.plays(Move::Scroll(0));
        agent.plays(Move::Type(0));
        agent
    }

    /// Feeds one fact, and whatever its effects bring back at once.
    #[expect(clippy::wildcard_enum_match_arm, reason = "all others are about something else")]
    fn feed(&mut self, event: Event) {
        self.table.on(event);
        for effect in self.table.effects.clone() {
            if let Effect::WatchRoom { workers } = &effect {
                self.told = workers.iter().map(|w| w.as_str()[2..].parse().unwrap()).collect();
                self.told.clone().into_iter().for_each(|number| self.tell(number));
            }
            match effect {
                Effect::WatchRoom { workers } | Effect::WatchRows { workers } => {
                    self.queries.extend((!workers.is_empty()).then_some(self.table.now));
                }
                Effect::WakeAt { at, wake: Wake::ListStill } => self.timers.push(at),
                Effect::Rank { query, .. } => {
                    let hit = |number: &usize| Hit { worker: numbered(*number), matched: vec![] };
                    let hits: Vec<_> = self.listed.iter().map(hit).collect();
                    self.feed(Event::Ranked { query, matching: hits.len(), hits });
                }
                Effect::FetchColleagues { request, .. } => self.answer(request),
                _ => {}
            }
        }
    }

    /// Sync tells of one whom it was asked for.
    fn tell(&mut self, number: usize) {
        if self.told.contains(&number) {
            let has_room = !self.on_a_call.contains(&number);
            self.feed(Event::RoomChanged { worker: numbered(number), has_room });
        }
    }

    fn answer(&mut self, request: RequestId) {
        if !self.is_gone {
            return self.feed(Event::RequestFailed { request, why: Failure::Unreachable });
        }
        let mut colleagues = colleagues(0..200);
        for colleague in &mut colleagues {
            let number: usize = colleague.worker.as_str()[2..].parse().unwrap();
            if self.on_a_break.contains(&number) {
                colleague.presence = Presence::Unavailable;
            }
        }
        colleagues.remove(GONE);
        self.feed(Event::ColleaguesFetched { request, colleagues, more: None });
    }

    fn plays(&mut self, happens: Move) {
        match happens {
            Move::Scroll(place) => {
                self.seen = place..place + 6;
                self.feed(Event::RowsSeen(self.seen.clone()));
            }
            Move::Type(letter) => {
                let number = |place| (usize::from(letter) * 31 + place) % 200;
                self.listed = (0..50 - usize::from(letter) % 40).map(number).collect();
                self.listed.retain(|number| !self.is_gone || *number != GONE);
                self.feed(Event::Typed(text(&letter.to_string())));
            }
            Move::Pick(below) => {
                if let Some(number) = self.listed.get(self.seen.start + below) {
                    self.feed(Event::OptionPicked(numbered(*number)));
                }
            }
            Move::Clear => self.feed(Event::Cleared),
            Move::Open => self.feed(Event::KeyPressed(ListKey::AltArrowDown)),
            Move::Close => self.feed(Event::ListClosed),
            Move::Call(number) => {
                if !self.on_a_call.remove(&number) {
                    self.on_a_call.insert(number);
                }
                self.tell(number);
            }
            Move::Break(number) => {
                let is_back = self.on_a_break.remove(&number);
                if !is_back {
                    self.on_a_break.insert(number);
                }
                let mut changed = colleagues(number..number + 1);
                changed[0].presence =
                    [Presence::Unavailable, Presence::Available][usize::from(is_back)];
                if !self.is_gone || number != GONE {
                    self.feed(Event::ColleaguesChanged(changed));
                }
            }
            Move::Lost => {
                if !self.is_gone {
                    self.passes(900_000);
                    self.feed(Event::FieldFocused);
                }
            }
            Move::Mended => {
                self.is_gone = true;
                self.listed.retain(|number| *number != GONE);
                self.feed(Event::Woken(Wake::FetchAgain));
            }
            Move::Pass(ms) => self.passes(ms),
        }
    }

    fn passes(&mut self, ms: u64) {
        let end = self.table.now + ms;
        while let Some(place) = self.timers.iter().position(|at| *at <= end) {
            self.table.now = self.timers.remove(place);
            self.feed(Event::Woken(Wake::ListStill));
        }
        self.table.now = end;
    }

    /// What must hold at any time.
    fn holds(&self) {
        let queries = &self.queries;
        assert!(queries.windows(3).all(|three| three[0] + 1_000 <= three[2]), "{queries:?}");
        assert!(self.told.len() < 30, "more is no list of a query");
        assert!(self.timers.len() < 2, "one timer is enough: {:?}", self.timers);
        for (number, says) in self.rows() {
            // Who takes no calls says that instead.
            let is_known = self.told.contains(&number) && !self.on_a_break.contains(&number);
            assert_eq!(says, is_known && self.on_a_call.contains(&number), "{number}");
        }
    }

    /// Of each row of the open list whether it says that he is on a call.
    fn rows(&self) -> Vec<(usize, bool)> {
        let finder = self.table.desk.view().finder;
        let rows = finder.options.into_iter().filter(|_| finder.open);
        let says = |reason| matches!(reason, Some(Reason::ColleagueBusy { .. }));
        rows.map(|row| (row.worker.as_str()[2..].parse().unwrap(), says(row.obstacle))).collect()
    }

    /// What must hold a little later.
    fn rests(mut self) {
        self.passes(2_000);
        self.holds();
        assert!(self.timers.is_empty(), "it would be woken for ever");
        let finder = self.table.desk.view().finder;
        let seen = self.rows().into_iter().skip(self.seen.start).take(6).map(|(number, _)| number);
        let chosen = finder.chosen.map(|one| one.worker.as_str()[2..].parse().unwrap());
        let untold: Vec<usize> =
            seen.chain(chosen).filter(|number| !self.told.contains(number)).collect();
        assert!(untold.is_empty(), "nobody tells of {untold:?} in {:?}", self.seen);
    }
}

#[test]
fn whoever_is_in_view_is_told_of_in_every_order_of_events() {
    const MOVES: [Move; 11] = [
        Move::Scroll(31),
        Move::Scroll(14),
        Move::Type(1),
        Move::Pick(3),
        Move::Open,
        Move::Close,
        Move::Call(36),
        Move::Lost,
        Move::Mended,
        Move::Pass(400),
        Move::Pass(1_000),
    ];
    fn from(agent: &Agent, left: usize) {
        agent.holds();
        agent.clone().rests();
        for happens in MOVES.into_iter().filter(|_| left > 0) {
            let mut next = agent.clone();
            next.plays(happens);
            from(&next, left - 1);
        }
    }
    from(&Agent::new(), depth(4).min(6));
}

proptest! {
    #[test]
    fn however_one_scrolls_and_types_two_queries_a_second_tell_of_whoever_is_in_view(
        moves in proptest::collection::vec(prop_oneof![
            4 => (0..50_usize).prop_map(Move::Scroll),
            3 => any::<u8>().prop_map(Move::Type),
            2 => (0..6_usize).prop_map(Move::Pick),
            1 => Just(Move::Clear),
            1 => Just(Move::Open),
            1 => Just(Move::Close),
            2 => (0..200_usize).prop_map(Move::Call),
            1 => (0..200_usize).prop_map(Move::Break),
            1 => Just(Move::Lost),
            1 => Just(Move::Mended),
            6 => (1..1_500_u64).prop_map(Move::Pass),
        ], 0..60),
    ) {
        let mut agent = Agent::new();
        for happens in moves {
            agent.plays(happens);
            agent.holds();
        }
        agent.rests();
    }
}
