//! People with names of many languages, and what else is known of them.

use fake::locales::{AR_SA, CY_GB, DE_DE, Data, EN, FR_FR, IT_IT, NL_NL, PT_BR, PT_PT, TR_TR};
use rand::seq::IndexedRandom;
use rand::{Rng, RngExt};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

pub(crate) struct Worker {
    pub(crate) name: String,
    /// As somebody types it who leaves out what is not on his keyboard.
    pub(crate) plain: String,
    pub(crate) team: &'static str,
    pub(crate) skill: &'static str,
    pub(crate) email: String,
    pub(crate) extension: String,
}

const TEAMS: [&str; 12] = [
    "Billing",
    "Claims",
    "Sales",
    "Support",
    "Retention",
    "Logistics",
    "Returns",
    "Fraud",
    "Onboarding",
    "Accounts",
    "Warranty",
    "Travel",
];
const SKILLS: [&str; 10] = [
    "spanish",
    "french",
    "german",
    "thai",
    "mandarin",
    "portuguese",
    "escalation",
    "premium",
    "chat",
    "mortgages",
];

impl Worker {
    pub(crate) fn words(&self) -> Vec<&str> {
        self.plain.split(' ').collect()
    }

    pub(crate) fn also(&self) -> Vec<&str> {
        vec![self.team, self.skill, &self.email, &self.extension]
    }
}

pub(crate) fn of(people: usize, random: &mut impl Rng) -> Vec<Worker> {
    let worker = |number: usize| {
        let name = name(random);
        let plain = plain(&name);
        Worker {
            email: format!("{}@example.com", plain.replace(' ', ".")),
            extension: (10_000 + number).to_string(),
            team: TEAMS.choose(random).expect("a team"),
            skill: SKILLS.choose(random).expect("a skill"),
            name,
            plain,
        }
    };
    (0..people).map(worker).collect()
}

/// Two in five have English names; the others share the rest.
fn name(random: &mut impl Rng) -> String {
    match random.random_range(0..100) {
        0..40 => named::<EN>(random),
        40..58 => named::<FR_FR>(random),
        58..70 => named::<PT_BR>(random),
        70..80 => named::<DE_DE>(random),
        80..85 => named::<NL_NL>(random),
        85..89 => named::<IT_IT>(random),
        89..92 => named::<PT_PT>(random),
        92..95 => named::<CY_GB>(random),
        95..97 => named::<TR_TR>(random),
        _ => named::<AR_SA>(random),
    }
}

fn named<L: Data>(random: &mut impl Rng) -> String {
    let first = common(random, L::NAME_FIRST_NAME);
    let last = common(random, L::NAME_LAST_NAME);
    match random.random_range(0..20) {
        0 => format!("{first} {} {last}", common(random, L::NAME_FIRST_NAME)),
        1 => format!("{first} {last}-{}", common(random, L::NAME_LAST_NAME)),
        _ => format!("{first} {last}"),
    }
}

/// Half of all have one of a few names, the other half one of the whole list: names are shared as
/// unevenly in life.
fn common<'a>(random: &mut impl Rng, names: &[&'a str]) -> &'a str {
    let few = &names[..names.len().div_ceil(20)];
    let among = if random.random() { few } else { names };
    among.choose(random).expect("a list of names")
}

fn plain(name: &str) -> String {
    let bare = name.nfd().filter(|letter| !is_combining_mark(*letter));
    let bare = bare.collect::<String>().to_lowercase().replace('-', " ");
    let bare = bare.replace('ß', "ss").replace('ø', "o").replace('ł', "l").replace('ı', "i");
    bare.replace(['\'', '’', '.'], "")
}
