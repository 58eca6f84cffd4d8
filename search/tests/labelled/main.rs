//! How often who is meant comes first, by what people really type, among 15,000 of many languages.

mod queries;
mod typing;
mod world;

use std::collections::BTreeMap;

use call_search::{Index, Person, Ready, Weights};
use rand::SeedableRng;
use rand::rngs::ChaCha8Rng;

use queries::{KINDS, PEOPLE, QUERIES, Query, SEEDS};
use world::Worker;

/// How many there were, and for how many of them who is meant came first, or among the first five.
#[derive(Clone, Copy, Debug, Default)]
struct Count {
    all: usize,
    first: usize,
    among_five: usize,
}

impl Count {
    fn add(&mut self, place: Option<usize>) {
        self.all += 1;
        self.first += usize::from(place == Some(0));
        self.among_five += usize::from(place.is_some());
    }

    /// In percent.
    fn shares(self) -> (f64, f64) {
        let share = |part| 100.0 * part as f64 / self.all as f64;
        (share(self.first), share(self.among_five))
    }
}

fn index(world: &[Worker]) -> Index<usize> {
    let people = world.iter().enumerate();
    Index::new(people.map(|(key, worker)| Person {
        key,
        name: &worker.name,
        also: worker.also(),
        ready: Ready::No,
    }))
}

/// What was found of the people and queries of this seed.
#[derive(Debug, Default)]
struct Asked {
    counts: BTreeMap<&'static str, Count>,
    /// What did not come first, in words.
    missed: Vec<String>,
}

fn asked(seed: u64) -> Asked {
    let random = &mut ChaCha8Rng::seed_from_u64(seed);
    let world = world::of(PEOPLE, random);
    let index = index(&world);
    let Asked { mut counts, mut missed } = Asked::default();
    for (kind, make) in KINDS {
        for Query { typed, right } in queries::of(make, QUERIES, &world, random) {
            let hits = index.find(&typed, 5, &Weights::default()).hits;
            let place = hits.iter().position(|hit| right.contains(hit.key));
            counts.entry(kind).or_default().add(place);
            counts.entry("all").or_default().add(place);
            if place != Some(0) {
                let found: Vec<_> = hits.iter().map(|hit| &world[*hit.key].name).collect();
                missed.push(format!("{typed:?} meant {:?}, found {found:?}", world[right[0]].name));
            }
        }
    }
    Asked { counts, missed }
}

#[test]
fn of_what_people_type_the_right_one_comes_first() {
    for seed in SEEDS {
        let Asked { counts, missed } = asked(seed);
        println!("\nseed {seed}");
        for (kind, count) in &counts {
            let (first, among_five) = count.shares();
            println!("{kind:24} {:5} {first:5.1} % first {among_five:5.1} % among five", count.all);
        }
        println!("{}", missed.join("\n"));
        let (first, among_five) = counts["all"].shares();
        assert!(first >= 95.0 && among_five >= 99.0, "{seed}: {first} % first, {among_five} %");
    }
}
