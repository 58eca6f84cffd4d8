//! Finding a colleague by typing: any part of any of his names, in any order.
//!
//! ```
//! use call_search::{Index, Person};
//!
//! let index = Index::new([
//!     Person { key: 1, name: "Zoë Müller", team: Some("Billing") },
//!     Person { key: 2, name: "Bob Muller-Zoellick", team: None },
//! ]);
//! let found = index.find("mul zoe", 10, |_| 0);
//! assert_eq!(found.matching, 2);
//! assert_eq!(found.hits[0].key, &1);
//! assert_eq!(found.hits[0].matched, [0..4, 5..9], "Zoë and Mül, in bytes");
//! ```

#![deny(clippy::unwrap_used)]

mod fold;
mod letters;
mod rank;

use std::cmp::Ordering;
use std::collections::BinaryHeap;
use std::ops::Range;

use fold::Folded;
use rank::Rank;

/// One person, as he is put into the index.
#[derive(Clone, Copy, Debug)]
pub struct Person<'a, K> {
    /// What identifies him.
    pub key: K,
    /// His full name, as screens show it.
    pub name: &'a str,
    /// The name of his team.
    pub team: Option<&'a str>,
}

/// Everybody who can be found.
#[derive(Clone, Debug)]
pub struct Index<K> {
    people: Vec<Entry<K>>,
}

/// The answer to one query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found<'a, K> {
    /// The best matches, best first.
    pub hits: Vec<Hit<'a, K>>,
    /// How many match altogether.
    pub matching: usize,
}

/// One person who matches.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit<'a, K> {
    /// What identifies him.
    pub key: &'a K,
    /// The parts of his name that match, as byte ranges: in order, none touching another.
    pub matched: Vec<Range<usize>>,
}

impl<K: Ord> Index<K> {
    /// Makes an index of these people; each key is there once.
    pub fn new<'a>(people: impl IntoIterator<Item = Person<'a, K>>) -> Index<K> {
        Index { people: people.into_iter().map(Entry::new).collect() }
    }

    /// Adds a person, or replaces what was known of him.
    pub fn put(&mut self, person: Person<'_, K>) {
        let entry = Entry::new(person);
        match self.people.iter_mut().find(|known| known.key == entry.key) {
            Some(known) => *known = entry,
            None => self.people.push(entry),
        }
    }

    /// Forgets a person.
    pub fn remove(&mut self, key: &K) {
        self.people.retain(|known| known.key != *key);
    }

    /// How many people there are.
    pub fn len(&self) -> usize {
        self.people.len()
    }

    /// Nobody is there.
    pub fn is_empty(&self) -> bool {
        self.people.is_empty()
    }

    /// The best `limit` matches of `query`.
    ///
    /// Every word of the query has to occur in the name, or in the team. The beginning of the
    /// name is better than the beginning of another word, that is better than the inside of a
    /// word, and the team comes last. Among equally good ones the greater `weight` comes first,
    /// then the alphabet, then the key: so the order never depends on chance.
    pub fn find(&self, query: &str, limit: usize, weight: impl Fn(&K) -> u32) -> Found<'_, K> {
        let query = Folded::new(query);
        let words: Vec<&str> = query.words().collect();
        // The worst of the best is on top and makes room for a better one.
        let mut best = BinaryHeap::new();
        let mut matching = 0;
        for entry in &self.people {
            let rank = Rank::of(&words, entry.name.text(), entry.team.text());
            let Some(rank) = rank else { continue };
            matching += 1;
            best.push(Match { rank, weight: weight(&entry.key), entry });
            if best.len() > limit {
                best.pop();
            }
        }
        let hits = best.into_sorted_vec().into_iter();
        let hits = hits.map(|m| Hit { key: &m.entry.key, matched: m.entry.marks(&words) });
        Found { hits: hits.collect(), matching }
    }
}

impl<K: Ord> Default for Index<K> {
    fn default() -> Index<K> {
        Index { people: Vec::new() }
    }
}

/// What is kept of one person.
#[derive(Clone, Debug)]
struct Entry<K> {
    key: K,
    name: Folded,
    team: Folded,
}

impl<K> Entry<K> {
    fn new(person: Person<'_, K>) -> Entry<K> {
        let Person { key, name, team } = person;
        Entry { key, name: Folded::new(name), team: Folded::new(team.unwrap_or_default()) }
    }

    fn marks(&self, words: &[&str]) -> Vec<Range<usize>> {
        let mut ranges: Vec<Range<usize>> = Vec::new();
        for place in words.iter().filter_map(|word| rank::best_place(word, self.name.text())) {
            let range = self.name.origin(place);
            let at = ranges.partition_point(|known| known.start <= range.start);
            ranges.insert(at, range);
        }
        ranges.dedup_by(|next, kept| {
            let joins = next.start <= kept.end;
            if joins {
                kept.end = kept.end.max(next.end);
            }
            joins
        });
        ranges
    }
}

/// One person who matches; the better one is the smaller one.
struct Match<'a, K> {
    rank: Rank,
    weight: u32,
    entry: &'a Entry<K>,
}

impl<K: Ord> Ord for Match<'_, K> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.rank
            .cmp(&other.rank)
            .then_with(|| other.weight.cmp(&self.weight))
            .then_with(|| self.entry.name.text().cmp(other.entry.name.text()))
            .then_with(|| self.entry.key.cmp(&other.entry.key))
    }
}

impl<K: Ord> PartialOrd for Match<'_, K> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<K: Ord> PartialEq for Match<'_, K> {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl<K: Ord> Eq for Match<'_, K> {}
