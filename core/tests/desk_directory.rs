//! The field in which a colleague is looked for: keys, list, choice, and who can be called.

mod support;

use call_core::desk::{CallState, Effect, Failure};
use call_core::desk::{Colleague, Count, Event, Finder, Hit, ListKey, Presence, Reason};

use support::{Table, bob, hit, setup, text, worker};

/// Ann, Bob and Cem are known, the list is open on all three, nobody is highlighted.
fn open_list() -> Table {
    let mut table = Table::default();
    table.on(Event::SetUp(setup()));
    let named =
        |last: char, name: &str| Colleague { worker: worker(last), name: text(name), ..bob() };
    // TaskRouter has an order of its own.
    table.fetched(vec![named('d', "Cem"), named('b', "Ann"), named('c', "Bob")]);
    table.on(Event::Typed(text("x")));
    let hits = vec![hit('b'), hit('c'), hit('d')];
    table.on(Event::Ranked { query: text("x"), hits, matching: 3 });
    table
}

/// Open or closed, the highlighted place, the text in the field, the chosen one.
fn shown(finder: &Finder) -> String {
    format!(
        "{} {} '{}' {}",
        if finder.open { "open" } else { "closed" },
        finder.highlighted.map_or("-".into(), |place| place.to_string()),
        finder.query.reveal(),
        finder.chosen.as_ref().map_or("-", |chosen| chosen.name.reveal()),
    )
}

#[test]
fn keys_move_choose_and_close() {
    use ListKey::*;
    let table: [(&[ListKey], &str); 21] = [
        (&[], "open - 'x' -"),
        (&[ArrowDown], "open 0 'x' -"),
        (&[ArrowDown, ArrowDown], "open 1 'x' -"),
        (&[ArrowDown, ArrowDown, ArrowDown, ArrowDown], "open 0 'x' -"),
        (&[ArrowUp], "open 2 'x' -"),
        (&[ArrowDown, ArrowUp], "open 2 'x' -"),
        (&[ArrowDown, ArrowDown, ArrowUp], "open 0 'x' -"),
        (&[ArrowDown, InText], "open - 'x' -"),
        (&[ArrowDown, ArrowDown, InText, ArrowDown], "open 0 'x' -"),
        (&[AltArrowUp, InText], "closed - 'x' -"),
        (&[PageDown], "open 0 'x' -"),
        (&[PageDown, PageDown], "open 2 'x' -"),
        (&[ArrowUp, PageUp], "open 0 'x' -"),
        (&[ArrowDown, AltArrowUp], "closed - 'x' -"),
        (&[AltArrowUp, AltArrowDown], "open - 'x' -"),
        (&[ArrowDown, Tab], "closed - 'x' -"),
        (&[ArrowDown, Escape], "closed - 'x' -"),
        (&[Escape, ArrowDown], "open 0 'x' -"),
        (&[Escape, ArrowUp], "open 2 'x' -"),
        (&[Escape, Escape], "closed - '' -"),
        (&[ArrowDown, ArrowDown, Enter], "closed - 'Bob' Bob"),
    ];
    for (keys, expected) in table {
        let mut table = open_list();
        keys.iter().for_each(|key| drop(table.on(Event::KeyPressed(*key))));
        assert_eq!(shown(&table.desk.view().finder), expected, "{keys:?}");
    }
}

#[test]
fn enter_without_a_highlight_takes_the_only_match_and_nobody_among_several() {
    let mut table = open_list();
    table.on(Event::KeyPressed(ListKey::Enter));
    assert_eq!(shown(&table.desk.view().finder), "open - 'x' -");
    table.on(Event::Ranked { query: text("x"), hits: vec![hit('d')], matching: 1 });
    table.on(Event::KeyPressed(ListKey::Enter));
    assert_eq!(shown(&table.desk.view().finder), "closed - 'Cem' Cem");
}

#[test]
fn an_emptied_field_leaves_the_list_open_whoever_was_chosen_and_escape_closes_then_clears() {
    let mut table = open_list();
    table.on(Event::KeyPressed(ListKey::ArrowDown));
    assert_eq!(table.on(Event::Typed(text(""))), "rank ''");
    assert_eq!(shown(&table.desk.view().finder), "open - '' -");
    table.on(Event::OptionPicked(worker('c')));
    assert_eq!(table.on(Event::Typed(text(""))), "rank ''; watch nobody");
    assert_eq!(shown(&table.desk.view().finder), "open - '' -");
    table.on(Event::Typed(text("x")));
    table.on(Event::Cleared);
    assert_eq!(shown(&table.desk.view().finder), "open - '' -");
    table.on(Event::Typed(text("x")));
    table.on(Event::KeyPressed(ListKey::Escape));
    assert_eq!(shown(&table.desk.view().finder), "closed - 'x' -");
    table.on(Event::KeyPressed(ListKey::Escape));
    assert_eq!(shown(&table.desk.view().finder), "closed - '' -");
}

#[test]
fn an_answer_to_an_older_text_changes_nothing() {
    let mut table = open_list();
    table.on(Event::Typed(text("xy")));
    table.on(Event::Ranked { query: text("xy"), hits: vec![hit('c')], matching: 1 });
    table.on(Event::Ranked { query: text("x"), hits: vec![hit('b'), hit('d')], matching: 2 });
    let finder = table.desk.view().finder;
    assert_eq!(finder.options.len(), 1);
    assert_eq!(finder.options[0].worker, worker('c'));
}

#[test]
fn typing_after_a_choice_takes_the_choice_back() {
    let mut table = open_list();
    table.on(Event::OptionPicked(worker('c')));
    assert_eq!(table.on(Event::Typed(text("Bo"))), "rank 'Bo'; watch nobody");
    assert_eq!(shown(&table.desk.view().finder), "open - 'Bo' -");
    assert!(!table.desk.view().can_call);
}

#[test]
fn who_is_highlighted_stays_so_when_others_come_and_go() {
    let mut table = open_list();
    table.on(Event::KeyPressed(ListKey::ArrowUp));
    table.on(Event::Ranked { query: text("x"), hits: vec![hit('d'), hit('b')], matching: 2 });
    assert_eq!(table.desk.view().finder.highlighted, Some(0));
    table.on(Event::Ranked { query: text("x"), hits: vec![hit('b')], matching: 1 });
    assert_eq!(table.desk.view().finder.highlighted, None);
}

#[test]
fn a_change_of_presence_shows_at_once_and_only_what_he_is_found_by_is_matched_again() {
    let mut table = open_list();
    let ann = Colleague {
        worker: worker('b'),
        name: text("Ann"),
        presence: Presence::Unavailable,
        activity: "Break".into(),
        ..bob()
    };
    assert_eq!(table.on(Event::ColleaguesChanged(vec![ann.clone()])), "");
    assert_eq!(table.desk.view().finder.options[0].activity, "Break");
    for changed in [
        Colleague { name: text("Anna"), ..ann.clone() },
        Colleague { team: None, ..ann.clone() },
        Colleague { skills: vec!["thai".into()], ..ann.clone() },
        Colleague { also: text("ann@example.com"), ..ann.clone() },
    ] {
        assert_eq!(table.on(Event::ColleaguesChanged(vec![changed])), "rank 'x'");
        assert_eq!(table.on(Event::ColleaguesChanged(vec![ann.clone()])), "rank 'x'");
    }
    let newcomer = Colleague { worker: worker('e'), name: text("Dee"), ..bob() };
    assert_eq!(table.on(Event::ColleaguesChanged(vec![newcomer])), "rank 'x'");
    assert_eq!(table.desk.view().finder.count, Count::Matches { matching: 3, known: 4 });
}

#[test]
fn colleagues_are_fetched_once_at_a_time_and_again_when_they_are_old_or_failed() {
    let mut table = Table::default();
    assert_eq!(table.on(Event::FieldFocused), "", "nothing is known of the account yet");
    assert_eq!(table.on(Event::SetUp(setup())), "fetch; sweep; wake Sweep at 95000");
    assert_eq!(table.desk.view().finder.count, Count::Loading);
    let request = table.request();
    assert_eq!(table.on(Event::FieldFocused), "", "they are on their way");
    table.on(Event::RequestFailed { request, why: Failure::Unreachable });
    assert_eq!(table.desk.view().finder.count, Count::Failed);
    assert_eq!(table.on(Event::FieldFocused), "fetch");
    table.fetched(vec![bob()]);
    table.now = 899_999;
    assert_eq!(table.on(Event::FieldFocused), "");
    table.now = 900_000;
    assert_eq!(table.on(Event::FieldFocused), "fetch");
    assert_eq!(
        table.desk.view().finder.count,
        Count::Matches { matching: 0, known: 1 },
        "the old ones are shown meanwhile"
    );
}

#[test]
fn an_answer_to_a_fetch_that_has_failed_is_not_taken() {
    let mut table = Table::default();
    table.on(Event::SetUp(setup()));
    let request = table.request();
    table.on(Event::RequestFailed { request, why: Failure::Unreachable });
    assert_eq!(
        table.on(Event::ColleaguesFetched { request, colleagues: vec![bob()], more: None }),
        ""
    );
    assert_eq!(table.desk.view().finder.count, Count::Failed);
}

#[test]
fn whoever_is_gone_from_the_account_is_no_longer_chosen() {
    let mut table = open_list();
    table.on(Event::OptionPicked(worker('c')));
    table.now = 900_000;
    table.on(Event::FieldFocused);
    table.fetched(vec![bob()]);
    assert_eq!(table.desk.view().finder.chosen, None);
}

/// Why a colleague cannot be called, and whether he can be chosen nevertheless.
#[test]
fn who_can_be_called_and_who_can_be_chosen() {
    let name = || text("Bob Baker");
    let away = Colleague { presence: Presence::Unavailable, activity: "Break".into(), ..bob() };
    let interruptible =
        || Colleague { presence: Presence::Interruptible, activity: "Training".into(), ..bob() };
    let no_address = || Some(Reason::ColleagueWithoutAddress { name: name() });
    let addressed = |address: &str| Colleague { address: Some(text(address)), ..bob() };
    let table = [
        (bob(), None, true),
        (addressed("sip:bob@example.com"), None, true),
        (addressed("+15551234567"), None, true),
        (
            Colleague { presence: Presence::Offline, ..bob() },
            Some(Reason::ColleagueOffline { name: name() }),
            false,
        ),
        (away, Some(Reason::ColleagueUnavailable { name: name(), activity: "Break".into() }), true),
        (
            Colleague { presence: Presence::DoNotDisturb, activity: "Focus".into(), ..bob() },
            Some(Reason::ColleagueUnavailable { name: name(), activity: "Focus".into() }),
            true,
        ),
        (
            Colleague { has_room: Some(false), ..bob() },
            Some(Reason::ColleagueBusy { name: name() }),
            true,
        ),
        (interruptible(), None, true),
        (
            Colleague { has_room: Some(false), ..interruptible() },
            Some(Reason::ColleagueBusy { name: name() }),
            true,
        ),
        (Colleague { address: None, ..interruptible() }, no_address(), false),
        (Colleague { has_room: Some(true), ..bob() }, None, true),
        (Colleague { address: None, ..bob() }, no_address(), false),
        (addressed(""), no_address(), false),
        (addressed("client:"), no_address(), false),
        (addressed("sip:bob"), no_address(), false),
        (addressed("+0123456789"), no_address(), false),
        (addressed("5551234567"), no_address(), false),
        (addressed("+155512"), no_address(), false),
        (addressed("+1555CALLBOB"), no_address(), false),
    ];
    for (colleague, obstacle, can_be_chosen) in table {
        let table = Table::with(setup(), colleague.clone());
        let view = table.desk.view();
        let address = colleague.address.as_ref().map(|a| a.reveal().clone());
        assert_eq!(view.finder.options[0].obstacle, obstacle, "{address:?}");
        assert_eq!(colleague.can_be_called(), obstacle.is_none(), "{address:?}");
        assert_eq!(view.finder.chosen.is_some(), can_be_chosen, "{address:?} {obstacle:?}");
        if !can_be_chosen {
            assert_eq!(view.call, obstacle.map_or(CallState::Idle, CallState::Told));
        }
    }
}

#[test]
fn what_is_typed_and_who_is_called_never_print() {
    let mut table = open_list();
    table.on(Event::Typed(text("Secret")));
    assert!(matches!(table.effects[..], [Effect::Rank { .. }]));
    let printed = format!("{:?} {:?} {:?}", table.effects, table.desk, table.desk.view());
    for personal in ["Secret", "Bob", "Cem", "client:"] {
        assert!(!printed.contains(personal), "{personal} is printed");
    }
}

#[test]
fn the_room_of_the_chosen_colleague_is_watched_and_kept_whatever_else_changes() {
    let mut table = open_list();
    let ben = || Colleague { worker: worker('c'), name: text("Bob"), ..bob() };
    assert_eq!(table.on(Event::OptionPicked(worker('c'))), "rank 'Bob'; watch c");
    let obstacle = |table: &Table| table.desk.view().finder.chosen.and_then(|c| c.obstacle);
    let room = |last, has_room| Event::RoomChanged { worker: worker(last), has_room };
    assert_eq!(obstacle(&table), None, "not known yet: he may be called, and the server looks");
    table.on(room('b', false));
    assert_eq!(obstacle(&table), None, "an answer about somebody else");
    table.on(room('c', false));
    let busy = Some(Reason::ColleagueBusy { name: ben().name });
    assert_eq!(obstacle(&table), busy);
    table.on(Event::ColleaguesChanged(vec![ben()]));
    assert_eq!(obstacle(&table), busy, "his presence says nothing of his room");
    assert_eq!(table.on(Event::OptionPicked(worker('c'))), "rank 'Bob'", "watched already");
    assert_eq!(obstacle(&table), busy);
    table.on(room('c', true));
    assert_eq!(obstacle(&table), None, "he may be called when he is free");
    table.on(room('c', false));
    assert_eq!(table.on(Event::Cleared), "rank ''; watch nobody");
    assert_eq!(table.on(Event::Cleared), "rank ''");
    table.on(Event::OptionPicked(worker('c')));
    assert_eq!(obstacle(&table), None, "what was known is forgotten");
}

#[test]
fn a_row_names_the_skills_by_which_a_colleague_was_found() {
    let skills =
        ["Spanish", "billing_eu", "Tier 2", "日本語", "Français"].map(String::from).to_vec();
    let mut table = Table::with(setup(), Colleague { skills: skills.clone(), ..bob() });
    let named = [0..2, 2..3];
    let table_of = [
        ("spa", &[][..], vec!["Spanish"]),
        ("bil spanish", &[], vec!["Spanish", "billing_eu"]),
        ("EU bob", &named, vec!["billing_eu"]),
        ("tier", &[], vec!["Tier 2"]),
        ("日本", &[], vec!["日本語"]),
        ("francais", &[], vec!["Français"]),
        ("FRANÇAIS bob", &named, vec!["Français"]),
        ("bob frànc", &named, vec!["Français"]),
        ("bob", &named, vec![]),
        // A word of two letters and the beginning of a word are the least.
        ("bob s", &named, vec![]),
        ("bob anish", &named, vec![]),
        // By a slip of the finger; he may be meant for any of them.
        ("sapnish", &[], vec!["Spanish", "billing_eu", "Tier 2", "日本語", "Français"]),
        ("", &[], vec![]),
        (" ", &[], vec![]),
    ];
    for (query, matched, shown) in table_of {
        table.on(Event::Typed(text(query)));
        let hits = vec![Hit { matched: matched.to_vec(), ..hit('b') }];
        table.on(Event::Ranked { query: text(query), hits, matching: 1 });
        assert_eq!(table.desk.view().finder.options[0].skills, shown, "{query:?}");
    }
    table.on(Event::OptionPicked(worker('b')));
    assert_eq!(table.desk.view().finder.chosen.map(|c| c.skills), Some(vec![]));
}

#[test]
fn since_when_a_colleague_does_what_he_does_is_as_new_as_the_rest_of_him() {
    let mut table = Table::with(setup(), Colleague { since: Some(60_000), ..bob() });
    let since = |table: &Table| table.desk.view().finder.options[0].since;
    assert_eq!(since(&table), Some(60_000));
    table.on(Event::ColleaguesChanged(vec![Colleague { since: Some(90_000), ..bob() }]));
    assert_eq!(since(&table), Some(90_000));
}

#[test]
fn the_field_is_wanted_until_it_has_the_focus_or_cannot_have_it() {
    let mut table = open_list();
    for end in [Event::FieldFocused, Event::ListClosed] {
        table.on(Event::FieldWanted);
        assert!(table.desk.view().finder.wanted);
        table.on(end);
        assert!(!table.desk.view().finder.wanted);
    }
}

#[test]
fn nobody_is_meant_by_enter_in_an_empty_field() {
    let mut table = open_list();
    table.on(Event::Cleared);
    table.on(Event::Ranked { query: text(""), hits: vec![hit('d')], matching: 1 });
    table.on(Event::KeyPressed(ListKey::AltArrowDown));
    table.on(Event::KeyPressed(ListKey::Enter));
    assert_eq!(shown(&table.desk.view().finder), "open - '' -");
}

#[test]
fn a_fetch_that_fails_leaves_those_who_are_known() {
    let mut table = open_list();
    table.now = 900_000;
    assert_eq!(table.on(Event::FieldFocused), "fetch");
    let request = table.request();
    table.on(Event::RequestFailed { request, why: Failure::Unreachable });
    assert_eq!(table.desk.view().finder.count, Count::Matches { matching: 3, known: 3 });
}

#[test]
fn the_team_of_a_caller_is_known_by_his_address() {
    let mut table = Table::default();
    table.on(Event::SetUp(setup()));
    let without =
        Colleague { worker: worker('c'), address: Some(text("client:cem")), team: None, ..bob() };
    table.fetched(vec![without, bob()]);
    for (address, team) in
        [("client:bob", Some("Billing")), ("client:cem", None), ("client:eve", None)]
    {
        assert_eq!(table.desk.team(&text(address)), team, "{address}");
    }
}
