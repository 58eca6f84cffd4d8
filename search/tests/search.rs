//! Who is found by what, and in which order.

mod foreign;

use std::collections::BTreeMap;

use call_search::{Index, Person, Ready, Weights};
use proptest::prelude::*;

const PEOPLE: &[(&str, &str)] = &[
    ("Ann Bobbit", "Sales"),
    ("Bob Anders", "Billing"),
    ("Jacobo Reyes", "Support"),
    ("Zoë Müller", "Billing"),
    ("Seán O'Brien", "Sales"),
    ("Bo Li", "Boats"),
    ("Anna-Maria Ann", "Support"),
];

fn people() -> Index<usize> {
    let person = |(key, (name, team)): (usize, &'static (&'static str, &'static str))| Person {
        key,
        name,
        also: vec![*team],
        ready: Ready::No,
    };
    Index::new(PEOPLE.iter().enumerate().map(person))
}

/// Finds, and writes down each hit with its marks in brackets.
fn found(query: &str) -> Vec<String> {
    let index = people();
    let found = index.find(query, 10, &Weights::default());
    assert_eq!(found.hits.len(), found.matching);
    found.hits.iter().map(|hit| marked(PEOPLE[*hit.key].0, &hit.matched)).collect()
}

fn marked(name: &str, ranges: &[std::ops::Range<usize>]) -> String {
    let mut text = name.to_owned();
    for range in ranges.iter().rev() {
        text.insert(range.end, ']');
        text.insert(range.start, '[');
    }
    text
}

#[test]
fn what_else_is_known_is_found_without_accents_too() {
    let also = vec!["Führung", "Español", "Ελληνικά", "jörg@büro.example"];
    let index = Index::new([Person { key: 0, name: "Ann", also, ready: Ready::No }]);
    let matching = |query: &str| index.find(query, 10, &Weights::default()).matching;
    for query in ["fuhrung", "FÜHRUNG", "espanol", "español ann", "ellinika", "jorg@buro"] {
        assert_eq!(matching(query), 1, "{query}");
    }
    assert_eq!(matching("portugues"), 0);
}

#[test]
fn a_query_finds_people_in_this_order() {
    let table: &[(&str, &[&str])] = &[
        // A whole word, the beginning of the name, then of another word, the inside, the team.
        ("bo", &["[Bo] Li", "[Bo]b Anders", "Ann [Bo]bbit", "Jaco[bo] Reyes"]),
        ("bob", &["[Bob] Anders", "Ann [Bob]bit"]),
        ("BOB", &["[Bob] Anders", "Ann [Bob]bit"]),
        // Accents and apostrophes need not be typed, and may be.
        ("muller", &["Zoë [Müller]"]),
        ("müller", &["Zoë [Müller]"]),
        ("obrien", &["Seán [O'Brien]"]),
        ("o'br", &["Seán [O'Br]ien"]),
        ("sean", &["[Seán] O'Brien"]),
        // The order of the words is free, but the typed order is better.
        ("ann bob", &["[Ann] [Bob]bit"]),
        ("bob an", &["[Bob] [An]ders", "[An]n [Bob]bit"]),
        ("an bob", &["[An]n [Bob]bit", "[Bob] [An]ders"]),
        // The beginning of any word is better than the inside of an earlier one.
        ("ann", &["[Ann] Bobbit", "Anna-Maria [Ann]"]),
        ("an", &["[An]n Bobbit", "[An]na-Maria Ann", "Bob [An]ders", "Se[án] O'Brien"]),
        ("maria anna", &["[Anna]-[Maria] Ann"]),
        ("anna maria", &["[Anna]-[Maria] Ann"]),
        // Each word of a query takes a word of its own, if there is one.
        ("ann ann", &["[Ann]a-Maria [Ann]", "[Ann] Bobbit"]),
        // A team is found as well, and marks nothing in the name.
        ("billing", &["Bob Anders", "Zoë Müller"]),
        ("zoe billing", &["[Zoë] Müller"]),
        // Every word has to be there.
        ("bob xavier", &[]),
        ("x", &[]),
    ];
    for (query, expected) in table {
        assert_eq!(found(query), *expected, "{query}");
    }
}

#[test]
fn an_empty_query_finds_everybody_by_the_alphabet() {
    let first = ["Ann Bobbit", "Anna-Maria Ann", "Bo Li", "Bob Anders"];
    for query in ["", "  ", "-"] {
        assert_eq!(found(query)[..4], first, "{query:?}");
        assert_eq!(found(query).len(), PEOPLE.len());
    }
}

#[test]
fn weight_decides_among_equally_good_matches_only() {
    let index = people();
    let order = |query: &str, heavy: usize| -> Vec<&str> {
        let weights = Weights { known: vec![(heavy, [1; 3])], ..Weights::default() };
        index.find(query, 10, &weights).hits.iter().map(|hit| PEOPLE[*hit.key].0).collect()
    };
    assert_eq!(order("", 3)[0], "Zoë Müller");
    assert_eq!(order("b", 1)[..2], ["Bob Anders", "Bo Li"]);
    assert_eq!(order("bo", 1)[..2], ["Bo Li", "Bob Anders"], "a whole word stays before");
    assert_eq!(order("bo", 2)[3], "Jacobo Reyes", "an inner match stays behind");
}

#[test]
fn whoever_is_as_ready_has_the_same_weight() {
    let mut index = people();
    let order = |index: &Index<usize>, others, known| -> Vec<&str> {
        let weights = Weights { others, known };
        index.find("", 10, &weights).hits.iter().map(|hit| PEOPLE[*hit.key].0).collect()
    };
    for (key, ready) in [(3, Ready::Yes), (4, Ready::Yes), (6, Ready::IfNeeded)] {
        index.put(Person { key, name: PEOPLE[key].0, also: vec![], ready });
    }
    let [ann, bob, zoe, sean, anna] =
        ["Ann Bobbit", "Bob Anders", "Zoë Müller", "Seán O'Brien", "Anna-Maria Ann"];
    assert_eq!(order(&index, [0, 1, 2], vec![])[..4], [sean, zoe, anna, ann]);
    assert_eq!(order(&index, [0, 2, 1], vec![])[..4], [anna, sean, zoe, ann]);
    let known = vec![(4, [9, 9, 1]), (1, [3, 0, 0]), (6, [0, 4, 0])];
    assert_eq!(order(&index, [0, 1, 2], known)[..4], [anna, bob, zoe, sean]);
}

#[test]
fn the_limit_keeps_the_best_and_the_number_of_all() {
    let index = people();
    let found = index.find("bo", 2, &Weights::default());
    let names: Vec<_> = found.hits.iter().map(|hit| PEOPLE[*hit.key].0).collect();
    assert_eq!((names, found.matching), (vec!["Bo Li", "Bob Anders"], 4));
    assert_eq!(index.find("bo", 0, &Weights::default()).hits, []);
}

/// What of a name is marked where there is nobody else.
fn marked_alone(name: &str, query: &str) -> String {
    let index = Index::new([Person { key: 0, name, also: vec![], ready: Ready::No }]);
    let found = index.find(query, 10, &Weights::default());
    marked(name, &found.hits[0].matched)
}

#[test]
fn the_beginning_of_a_word_is_better_than_the_inside_of_an_earlier_one() {
    assert_eq!(marked_alone("Hanna Ann", "ann"), "Hanna [Ann]");
}

#[test]
fn a_word_that_is_typed_twice_is_sought_inside_another_word_of_the_name() {
    assert_eq!(marked_alone("Hana Anna", "an an"), "H[an]a [An]na");
}

#[test]
fn the_beginning_of_a_name_is_better_than_its_first_letters() {
    assert_eq!(marked_alone("Bob Olsen", "bo"), "[Bo]b Olsen");
    assert_eq!(marked_alone("Ann Bobbit Olsen", "abo"), "[Ann Bobbit Olsen]");
}

#[test]
fn of_several_words_the_one_that_fits_worst_decides() {
    let ann = Person { key: "Ann", name: "Ann Bobbit", also: vec!["Sales"], ready: Ready::No };
    let zoe = Person { key: "Zoë", name: "Zoë Annan-Salesby", also: vec![], ready: Ready::No };
    let index = Index::new([ann, zoe]);
    let first = |query: &str| *index.find(query, 10, &Weights::default()).hits[0].key;
    assert_eq!(first("ann"), "Ann");
    assert_eq!(first("ann sales"), "Zoë", "nothing of Ann's name is Sales");
}

#[test]
fn of_two_whose_worst_word_fits_alike_the_one_whose_others_fit_better_comes_first() {
    let names = ["Aan Abo", "An Xbo"];
    let people =
        names.iter().map(|name| Person { key: *name, name, also: vec![], ready: Ready::No });
    let index = Index::new(people);
    let found = index.find("an bo", 10, &Weights::default());
    assert_eq!(found.hits.iter().map(|hit| *hit.key).collect::<Vec<_>>(), ["An Xbo", "Aan Abo"]);
}

#[test]
fn people_can_be_renamed_and_forgotten() {
    assert!(Index::<usize>::default().is_empty());
    let mut index = people();
    assert!(!index.is_empty());
    index.put(Person { key: 5, name: "Carl Li", also: vec![], ready: Ready::No });
    assert_eq!(index.find("bo", 10, &Weights::default()).matching, 3);
    assert_eq!(index.find("carl", 10, &Weights::default()).hits[0].key, &5);
    index.remove(&5);
    assert_eq!(index.find("carl", 10, &Weights::default()).matching, 0);
    assert_eq!(index.len(), PEOPLE.len() - 1);
}

#[test]
fn a_name_is_found_in_another_alphabet() {
    let names = ["Sergey Khrushchev", "Сергей Хрущёв", "Maria Papadopoulou", "Μαρία Παπαδοπούλου"];
    let people =
        names.into_iter().map(|name| Person { key: name, name, also: vec![], ready: Ready::No });
    let index = Index::new(people);
    for (typed, marks) in [
        ("khrush", ["Sergey [Khrush]chev", "Сергей [Хрущ]ёв"]),
        ("сергей", ["[Sergey] Khrushchev", "[Сергей] Хрущёв"]),
        ("СЕРГ", ["[Serg]ey Khrushchev", "[Серг]ей Хрущёв"]),
        ("papado", ["Maria [Papado]poulou", "Μαρία [Παπαδο]πούλου"]),
        ("παπαδοπουλου μαρια", ["[Maria] [Papadopoulou]", "[Μαρία] [Παπαδοπούλου]"]),
    ] {
        let found = index.find(typed, 10, &Weights::default());
        let found: Vec<_> = found.hits.iter().map(|hit| marked(hit.key, &hit.matched)).collect();
        assert_eq!(found, marks, "{typed}");
    }
}

#[test]
fn what_no_keyboard_types_is_passed_over() {
    // The last one is what a browser makes of half a surrogate.
    for query in ["\u{202e}bob", "\u{0}bob\u{7}", "\"bob\\", "(bob)*", "\nbob\r\n", "bob\u{fffd}"] {
        assert_eq!(found(query), found("bob"), "{query:?}");
    }
}

#[test]
fn of_ten_thousand_letters_the_first_are_looked_at() {
    for (long, short) in [("b ", 12), ("bo ", 12), ("\u{202e}", 0), ("b", 256), ("😀", 256)] {
        let few = found(&long.repeat(short));
        assert_eq!(found(&long.repeat(10_000)), few, "{long}");
    }
    assert_eq!(found(&format!("bo{}", " x".repeat(5_000))), found("bo x"));
}

fn name() -> impl Strategy<Value = String> {
    prop_oneof!["[a-cA-CäßÆ'é -]{0,12}", "\\PC{0,12}"]
}

fn readiness() -> impl Strategy<Value = Ready> {
    prop::sample::select(vec![Ready::No, Ready::IfNeeded, Ready::Yes])
}

proptest! {
    /// Whatever is typed.
    #[test]
    fn marks_can_be_cut_out_of_the_name(names in prop::collection::vec(name(), 0..6), query in name()) {
        foreign::marks_can_be_cut_out(&names, &query);
    }

    /// Anything is answered, and marks stay inside the name.
    #[test]
    fn any_text_is_answered(query in prop::collection::vec(any::<char>(), 0..400)) {
        let query: String = query.into_iter().collect();
        let names: Vec<String> = PEOPLE.iter().map(|(name, _)| (*name).to_owned()).collect();
        foreign::marks_can_be_cut_out(&names, &query);
    }

    /// A name is found by itself, by any of its words, and by them in another order.
    #[test]
    fn a_name_is_found_by_its_words(name in name(), cut in 0usize..8) {
        let index = Index::new([Person { key: 0, name: &name, also: vec![], ready: Ready::No }]);
        let mut words: Vec<&str> = name.split_whitespace().collect();
        prop_assert_eq!(index.find(&name, 1, &Weights::default()).matching, 1);
        words.reverse();
        prop_assert_eq!(index.find(&words.join(" "), 1, &Weights::default()).matching, 1);
        words.truncate(cut);
        prop_assert_eq!(index.find(&words.join(" "), 1, &Weights::default()).matching, 1);
    }

    /// Whoever came, changed and left before: those who are there are found, in the same order.
    #[test]
    fn what_is_found_does_not_depend_on_what_was(
        changes in prop::collection::vec((0usize..6, prop::option::of(("[ab ]{0,4}", readiness()))), 0..20),
        query in "[ab]{0,2}",
    ) {
        let (mut index, mut there) = (Index::default(), BTreeMap::new());
        for (key, change) in &changes {
            match change {
                Some((name, ready)) => {
                    index.put(Person { key: *key, name, also: vec!["b"], ready: *ready });
                    there.insert(*key, (name, *ready));
                }
                None => {
                    index.remove(key);
                    there.remove(key);
                }
            }
        }
        let there = there.into_iter();
        let fresh = Index::new(there.map(|(key, (name, ready))| Person { key, name, also: vec!["b"], ready }));
        let weights = Weights { others: [0, 1, 3], known: vec![(2, [1, 3, 2])] };
        prop_assert_eq!(index.len(), fresh.len());
        prop_assert_eq!(index.find(&query, 9, &weights), fresh.find(&query, 9, &weights));
    }

    /// Small and capital letters are the same.
    #[test]
    fn a_name_is_found_in_capitals(name in "[a-zA-ZäÖßéłŠ '-]{0,12}") {
        let index = Index::new([Person { key: 0, name: &name, also: vec![], ready: Ready::No }]);
        prop_assert_eq!(index.find(&name.to_uppercase(), 1, &Weights::default()).matching, 1);
    }

    /// The best of a longer list are the shorter list.
    #[test]
    fn a_limit_cuts_and_does_not_reorder(names in prop::collection::vec("[ab ]{0,5}", 0..20), query in "[ab]{0,2}", limit in 0usize..10) {
        let index = Index::new(
            names.iter().enumerate().map(|(key, name)| Person { key, name, also: vec![], ready: Ready::No }),
        );
        let known = (1..names.len()).step_by(2).map(|key| (key, [1; 3])).collect();
        let weights = Weights { known, ..Weights::default() };
        let all = index.find(&query, usize::MAX, &weights);
        let few = index.find(&query, limit, &weights);
        prop_assert_eq!(all.matching, few.matching);
        prop_assert_eq!(&all.hits[..limit.min(all.hits.len())], &few.hits[..]);
    }
}
