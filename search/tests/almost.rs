//! Who is found by what is not quite right: mistyped, spelled as it sounds, shortened.

use call_search::{Index, Person, Ready, Weights};

const PEOPLE: [&str; 10] = [
    "John Smith",
    "Stephen McDonald",
    "Shaun Fischer",
    "Jan van Dyk",
    "Łukasz Müller",
    "Catherine Meyer",
    "Bo Ng",
    "Maaike Bos",
    "Geoffrey Alan Hughes",
    "José Ramírez",
];

fn index() -> Index<&'static str> {
    let also = |name| if name == "Bo Ng" { vec!["Spanish", "Billing", "2047"] } else { vec![] };
    Index::new(PEOPLE.into_iter().map(|name| Person {
        key: name,
        name,
        also: also(name),
        ready: Ready::No,
    }))
}

/// People of whom nothing but the name is known.
fn named<const N: usize>(names: [&'static str; N]) -> Index<&'static str> {
    let person = |name| Person { key: name, name, also: vec![], ready: Ready::No };
    Index::new(names.into_iter().map(person))
}

/// Whom somebody finds, the best first.
fn found(
    index: &Index<&'static str>,
    typed: &str,
    weights: &Weights<&'static str>,
) -> Vec<&'static str> {
    index.find(typed, 9, weights).hits.into_iter().map(|hit| *hit.key).collect()
}

#[test]
fn what_is_almost_right_finds_who_is_meant() {
    let index = index();
    for (typed, meant, marked) in [
        ("jonh smtih", "John Smith", "[John] [Smith]"),
        ("smiht", "John Smith", "John [Smith]"),
        ("jhon smi", "John Smith", "[John] [Smi]th"),
        ("stefan", "Stephen McDonald", "[Stephen] McDonald"),
        ("steven macdonald", "Stephen McDonald", "[Stephen] [McDonald]"),
        ("macdo", "Stephen McDonald", "Stephen [McDonald]"),
        ("sean fisher", "Shaun Fischer", "[Shaun] [Fischer]"),
        ("jvd", "Jan van Dyk", "[Jan van Dyk]"),
        ("vandyk", "Jan van Dyk", "Jan [van Dyk]"),
        ("dyk van", "Jan van Dyk", "Jan [van] [Dyk]"),
        ("mueller", "Łukasz Müller", "Łukasz [Müller]"),
        ("lukasz", "Łukasz Müller", "[Łukasz] Müller"),
        ("katherine", "Catherine Meyer", "[Catherine] Meyer"),
        ("kathryn", "Catherine Meyer", "[Catherine] Meyer"),
        ("catherine maier", "Catherine Meyer", "[Catherine] [Meyer]"),
        ("bow maaike", "Maaike Bos", "[Maaike] [Bos]"),
        ("jeffrey", "Geoffrey Alan Hughes", "[Geoffrey] Alan Hughes"),
        ("hues", "Geoffrey Alan Hughes", "Geoffrey Alan [Hughes]"),
        ("gah", "Geoffrey Alan Hughes", "[Geoffrey Alan Hughes]"),
        ("ga hughes", "Geoffrey Alan Hughes", "[Geoffrey Alan] [Hughes]"),
        ("meyerk", "Catherine Meyer", "Catherine [Meyer]"),
        ("fischerqb", "Shaun Fischer", "Shaun [Fischer]"),
        ("ramires", "José Ramírez", "José [Ramírez]"),
        ("spanish billing", "Bo Ng", "Bo Ng"),
        ("spansh bo", "Bo Ng", "[Bo] Ng"),
        ("2047", "Bo Ng", "Bo Ng"),
    ] {
        let found = index.find(typed, 5, &Weights::default());
        let first = found.hits.first().unwrap_or_else(|| panic!("{typed} finds nobody"));
        assert_eq!(*first.key, meant, "{typed}");
        let mut text = meant.to_owned();
        for range in first.matched.iter().rev() {
            text.insert(range.end, ']');
            text.insert(range.start, '[');
        }
        assert_eq!(text, marked, "{typed}");
    }
}

#[test]
fn what_is_right_comes_before_what_is_almost_right() {
    let index = named(["Jon Snow", "Johan Berg", "Joan Hill", "John Vane"]);
    let weights = Weights { known: vec![("Joan Hill", [1; 3])], ..Weights::default() };
    let found = |typed| found(&index, typed, &weights);
    assert_eq!(found("john")[0], "John Vane", "though another one could be called");
    assert_eq!(found("john").len(), 4);
    assert_eq!(found("joh"), ["Johan Berg", "John Vane"], "three letters alone hold no slip");
    assert_eq!(found("jo").len(), 4);
}

/// Whoever has the slips comes first by the alphabet.
#[test]
fn one_slip_is_better_than_two_at_the_beginning_of_a_word_too() {
    let index = named(["Aaa Petxrsoq", "Zzz Petersoq", "Aaa Hxmiltqnberg", "Zzz Hxmiltonberg"]);
    let found = |typed| found(&index, typed, &Weights::default());
    assert_eq!(found("peterson"), ["Zzz Petersoq", "Aaa Petxrsoq"]);
    assert_eq!(found("hamilto"), ["Zzz Hxmiltonberg", "Aaa Hxmiltqnberg"]);
    assert_eq!(found("hxmlto"), ["Zzz Hxmiltonberg"], "a letter is missing, and the end");
}

/// Whoever comes second comes first by the alphabet.
#[test]
fn a_slip_in_a_whole_word_of_the_name_is_better_than_in_less_or_in_what_else_is_known() {
    let people = [("Aaa", "Petersxn"), ("Bbb Petersxnville", ""), ("Zzz Petersxn", "")];
    let index = Index::new(people.map(|(name, also)| Person {
        key: name,
        name,
        also: vec![also],
        ready: Ready::No,
    }));
    let found = found(&index, "peterson", &Weights::default());
    assert_eq!(found, ["Zzz Petersxn", "Bbb Petersxnville", "Aaa"]);
}

#[test]
fn nobody_is_found_by_what_fits_nobody() {
    let index = index();
    let long = "smith".repeat(2_000);
    for typed in [
        "qqqq",
        "2048",
        "20477",
        "bo 204x",
        "john qqqq",
        "xx",
        "jxn",
        "bon",
        // One sound tells nobody, even if it is all that there is of a name.
        "bow",
        "stephen mcdonald jan",
        &long,
    ] {
        assert_eq!(index.find(typed, 5, &Weights::default()).matching, 0, "{typed}");
    }
}
