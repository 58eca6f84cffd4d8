//! What people type for somebody, and who else it may mean as well.

use rand::rngs::ChaCha8Rng;
use rand::seq::IndexedRandom;

use crate::typing::{respelled, slip};
use crate::world::{Worker, plain};

pub(crate) const PEOPLE: usize = 15_000;
/// Queries of each kind.
pub(crate) const QUERIES: usize = 80;
/// The same people and queries each time: one by which rules were tuned, one by which none was.
pub(crate) const SEEDS: [u64; 2] = [7, 20_261_122];

pub(crate) struct Query {
    pub(crate) typed: String,
    /// Whom it fits as well as the one who is meant, him among them.
    pub(crate) right: Vec<usize>,
}

/// What somebody types for a worker; nothing if this kind does not fit his name.
type Make = fn(&[Worker], &Worker, &mut ChaCha8Rng) -> Option<Query>;

pub(crate) const KINDS: [(&str, Make); 16] = [
    ("whole name", |world, meant, _| named(world, meant, meant.name.clone())),
    ("accents dropped", |world, meant, _| {
        let same = meant.plain == meant.name.to_lowercase();
        if same || meant.native.is_some() { None } else { named(world, meant, meant.plain.clone()) }
    }),
    ("words swapped", |world, meant, _| {
        let mut words = meant.words();
        words.rotate_left(1);
        named(world, meant, words.join(" "))
    }),
    ("one slip", |world, meant, random| named(world, meant, slip(&meant.plain, random)?)),
    ("a slip in each name", |world, meant, random| {
        let (first, last) = meant.plain.split_once(' ')?;
        let typed = format!("{} {}", slip(first, random)?, slip(last, random)?);
        named(world, meant, typed)
    }),
    ("as it sounds", |world, meant, random| {
        let typed = respelled(&meant.plain, random)?;
        // Spelled so it may be somebody else's name.
        let other = world.iter().any(|worker| worker.plain == typed);
        named(world, meant, typed).filter(|_| !other)
    }),
    ("alphabet of English keys", |world, meant, _| {
        meant.native.as_ref().filter(|native| **native == meant.name)?;
        named(world, meant, meant.plain.clone())
    }),
    ("alphabet of his own", |world, meant, _| {
        let native = meant.native.clone().filter(|native| *native != meant.name)?;
        named(world, meant, native.to_lowercase())
    }),
    ("last name", |world, meant, _| {
        let last = *meant.words().last()?;
        fitting(world, last.to_owned(), |worker| worker.words().contains(&last))
    }),
    ("beginnings", |world, meant, _| {
        let cut: Vec<String> = meant.words().iter().map(|word| begin(word, 3)).collect();
        fitting(world, cut.join(" "), |worker| begins(worker, &cut))
    }),
    ("a slip and a beginning", |world, meant, random| {
        let [first, last, ..] = meant.words()[..] else { return None };
        let cut = [first.to_owned(), begin(last, 4)];
        let typed = format!("{} {}", slip(first, random)?, cut[1]);
        fitting(world, typed, |worker| begins(worker, &cut))
    }),
    ("initials", |world, meant, _| {
        let words = meant.words();
        if words.len() < 3 {
            return None;
        }
        let typed: String = words.iter().filter_map(|word| word.chars().next()).collect();
        let has = |worker: &Worker| {
            let words = worker.words();
            let whole = words.len() >= typed.len();
            whole && words.iter().zip(typed.chars()).all(|(word, letter)| word.starts_with(letter))
        };
        // It may as well be the beginning of a name.
        fitting(world, typed.clone(), |worker| {
            has(worker) || worker.words().iter().any(|word| word.starts_with(&typed))
        })
    }),
    ("e-mail address", |world, meant, _| {
        fitting(world, meant.email.clone(), |worker| worker.email == meant.email)
    }),
    ("extension", |world, meant, _| {
        fitting(world, meant.extension.clone(), |worker| worker.extension == meant.extension)
    }),
    ("skill and team", |world, meant, _| {
        let typed = format!("{} {}", plain(meant.skill), meant.team);
        // A name may begin with the name of a skill.
        let fits = |worker: &Worker, known: &str, sought: &str| {
            let sought = plain(sought);
            plain(known) == sought || worker.words().iter().any(|w| w.starts_with(&sought))
        };
        fitting(world, typed, |worker| {
            fits(worker, worker.skill, meant.skill) && fits(worker, worker.team, meant.team)
        })
    }),
    ("a slip, and the team", |world, meant, random| {
        let typed = format!("{} {}", slip(&meant.plain, random)?, begin(meant.team, 4));
        let right = |worker: &Worker| worker.plain == meant.plain && worker.team == meant.team;
        fitting(world, typed, right)
    }),
];

/// So many queries of one kind, for whomever it fits.
pub(crate) fn of(
    make: Make,
    count: usize,
    world: &[Worker],
    random: &mut ChaCha8Rng,
) -> Vec<Query> {
    let mut made = Vec::new();
    while made.len() < count {
        let meant = world.choose(random).expect("somebody");
        // Who types Arabic, types it with an Arabic keyboard.
        if meant.plain.is_ascii() {
            made.extend(make(world, meant, random));
        }
    }
    made
}

fn named(world: &[Worker], meant: &Worker, typed: String) -> Option<Query> {
    fitting(world, typed, |worker| worker.plain == meant.plain)
}

fn fitting(world: &[Worker], typed: String, fits: impl Fn(&Worker) -> bool) -> Option<Query> {
    let right = (0..world.len()).filter(|at| fits(&world[*at])).collect();
    Some(Query { typed, right })
}

fn begin(word: &str, letters: usize) -> String {
    word.chars().take(letters).collect()
}

fn begins(worker: &Worker, parts: &[String]) -> bool {
    let words = worker.words();
    parts.iter().all(|part| words.iter().any(|word| word.starts_with(part.as_str())))
}
