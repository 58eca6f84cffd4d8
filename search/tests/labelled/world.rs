//! People with names of many languages, and what else is known of them.

use fake::locales::{AR_SA, CY_GB, DE_DE, Data, EN, FR_FR, IT_IT, NL_NL, PT_BR, PT_PT, TR_TR};
use rand::seq::IndexedRandom;
use rand::{Rng, RngExt};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

pub(crate) struct Worker {
    pub(crate) name: String,
    /// As somebody types it who has English keys, and leaves out what is not on them.
    pub(crate) plain: String,
    /// As it is written in its own alphabet, if that is not the Latin one.
    pub(crate) native: Option<String>,
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
    "Español",
    "Français",
    "german",
    "thai",
    "mandarin",
    "Português",
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
        let Named { name, plain, native } = someone(random);
        // Who has a name in two alphabets is not to be found by his address.
        let address =
            if native.is_some() { format!("agent{number}") } else { plain.replace(' ', ".") };
        Worker {
            email: format!("{address}@example.com"),
            extension: (10_000 + number).to_string(),
            team: TEAMS.choose(random).expect("a team"),
            skill: SKILLS.choose(random).expect("a skill"),
            name,
            plain,
            native,
        }
    };
    (0..people).map(worker).collect()
}

struct Named {
    name: String,
    plain: String,
    native: Option<String>,
}

/// One in thirty has a name in two alphabets. His account shows either, as often.
fn someone(random: &mut impl Rng) -> Named {
    if random.random_range(0..30) > 0 {
        let name = name(random);
        return Named { plain: plain(&name), name, native: None };
    }
    let (firsts, lasts) = *ALPHABETS.choose(random).expect("an alphabet");
    let (first, last) = (firsts.choose(random), lasts.choose(random));
    let ((first, first_plain), (last, last_plain)) = first.zip(last).expect("names");
    let (native, latin) = (format!("{first} {last}"), format!("{first_plain} {last_plain}"));
    let name = if random.random() { native.clone() } else { latin.clone() };
    Named { name, plain: latin.to_lowercase(), native: Some(native) }
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

/// As somebody types it who has English keys.
pub(crate) fn plain(name: &str) -> String {
    let bare = name.nfd().filter(|letter| !is_combining_mark(*letter));
    let bare = bare.collect::<String>().to_lowercase().replace('-', " ");
    let bare = bare.replace('ß', "ss").replace('ø', "o").replace('ł', "l").replace('ı', "i");
    bare.replace(['\'', '’', '.'], "")
}

/// A name in its own alphabet, and as its bearers write it in English.
type Spelled = (&'static str, &'static str);

const ALPHABETS: [(&[Spelled], &[Spelled]); 3] = [
    (&RUSSIAN_FIRST, &RUSSIAN_LAST),
    (&UKRAINIAN_FIRST, &UKRAINIAN_LAST),
    (&GREEK_FIRST, &GREEK_LAST),
];

const RUSSIAN_FIRST: [Spelled; 16] = [
    ("Сергей", "Sergey"),
    ("Андрей", "Andrei"),
    ("Дмитрий", "Dmitry"),
    ("Алексей", "Alexey"),
    ("Юлия", "Yulia"),
    ("Мария", "Maria"),
    ("Фёдор", "Fyodor"),
    ("Пётр", "Pyotr"),
    ("Наталья", "Natalia"),
    ("Татьяна", "Tatiana"),
    ("Евгений", "Evgeny"),
    ("Ксения", "Ksenia"),
    ("Жанна", "Zhanna"),
    ("Игорь", "Igor"),
    ("Ольга", "Olga"),
    ("Михаил", "Mikhail"),
];

const RUSSIAN_LAST: [Spelled; 14] = [
    ("Иванов", "Ivanov"),
    ("Смирнов", "Smirnov"),
    ("Кузнецов", "Kuznetsov"),
    ("Хрущёв", "Khrushchev"),
    ("Чайковский", "Tchaikovsky"),
    ("Щербаков", "Shcherbakov"),
    ("Жуков", "Zhukov"),
    ("Соловьёв", "Solovyov"),
    ("Васильев", "Vasiliev"),
    ("Новицкий", "Novitsky"),
    ("Яковлев", "Yakovlev"),
    ("Юрьев", "Yuriev"),
    ("Быков", "Bykov"),
    ("Эренбург", "Ehrenburg"),
];

const UKRAINIAN_FIRST: [Spelled; 8] = [
    ("Олександр", "Oleksandr"),
    ("Володимир", "Volodymyr"),
    ("Оксана", "Oksana"),
    ("Сергій", "Serhiy"),
    ("Ірина", "Iryna"),
    ("Їжак", "Yizhak"),
    ("Євген", "Yevhen"),
    ("Ганна", "Hanna"),
];

const UKRAINIAN_LAST: [Spelled; 8] = [
    ("Шевченко", "Shevchenko"),
    ("Ковальчук", "Kovalchuk"),
    ("Бойко", "Boyko"),
    ("Гриценко", "Hrytsenko"),
    ("Кравчук", "Kravchuk"),
    ("Тимошенко", "Tymoshenko"),
    ("Зеленський", "Zelensky"),
    ("Лисенко", "Lysenko"),
];

const GREEK_FIRST: [Spelled; 12] = [
    ("Γιώργος", "Giorgos"),
    ("Νίκος", "Nikos"),
    ("Δημήτρης", "Dimitris"),
    ("Κωνσταντίνος", "Konstantinos"),
    ("Ευγενία", "Evgenia"),
    ("Ελένη", "Eleni"),
    ("Χρήστος", "Christos"),
    ("Θεοδώρα", "Theodora"),
    ("Παύλος", "Pavlos"),
    ("Κυριάκος", "Kyriakos"),
    ("Αικατερίνη", "Aikaterini"),
    ("Μαρία", "Maria"),
];

const GREEK_LAST: [Spelled; 10] = [
    ("Παπαδόπουλος", "Papadopoulos"),
    ("Γεωργίου", "Georgiou"),
    ("Μητσοτάκης", "Mitsotakis"),
    ("Βασιλείου", "Vasileiou"),
    ("Οικονόμου", "Oikonomou"),
    ("Καραμανλής", "Karamanlis"),
    ("Ψαρράς", "Psarras"),
    ("Ξενάκης", "Xenakis"),
    ("Θεοδωράκης", "Theodorakis"),
    ("Ζαχαριάδης", "Zachariadis"),
];
