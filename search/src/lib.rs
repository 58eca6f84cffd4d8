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
mod rank;

use std::cmp::Ordering;
use std::collections::BTreeMap;
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
    people: BTreeMap<K, Entry>,
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
    /// Makes an index of these people.
    pub fn new<'a>(people: impl IntoIterator<Item = Person<'a, K>>) -> Index<K> {
        let mut index = Index { people: BTreeMap::new() };
        people.into_iter().for_each(|person| index.put(person));
        index
    }

    /// Adds a person, or replaces what was known of him.
    pub fn put(&mut self, person: Person<'_, K>) {
        self.people.insert(person.key, Entry::new(person.name, person.team));
    }

    /// Forgets a person.
    pub fn remove(&mut self, key: &K) {
        self.people.remove(key);
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
        let mut matches: Vec<Match<'_, K>> = self
            .people
            .iter()
            .filter_map(|(key, entry)| {
                let rank = Rank::of(&words, entry.name.text(), entry.team.text())?;
                Some(Match { rank, weight: weight(key), key, entry })
            })
            .collect();
        let matching = matches.len();
        if limit < matching {
            // All are compared with few, few with each other.
            matches.select_nth_unstable_by(limit, Match::better);
            matches.truncate(limit);
        }
        matches.sort_unstable_by(Match::better);
        let hits = matches
            .into_iter()
            .map(|found| Hit { key: found.key, matched: found.entry.marks(&words) })
            .collect();
        Found { hits, matching }
    }
}

impl<K: Ord> Default for Index<K> {
    fn default() -> Index<K> {
        Index { people: BTreeMap::new() }
    }
}

/// What is kept of one person.
#[derive(Clone, Debug)]
struct Entry {
    name: Folded,
    team: Folded,
}

impl Entry {
    fn new(name: &str, team: Option<&str>) -> Entry {
        Entry { name: Folded::new(name), team: Folded::new(team.unwrap_or_default()) }
    }

    fn marks(&self, words: &[&str]) -> Vec<Range<usize>> {
        let mut ranges: Vec<Range<usize>> = words
            .iter()
            .filter_map(|word| rank::best_place(word, self.name.text()))
            .map(|place| self.name.origin(place))
            .collect();
        ranges.sort_unstable_by_key(|range| (range.start, range.end));
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

/// One person who matches, while the order is being found.
struct Match<'a, K> {
    rank: Rank,
    weight: u32,
    key: &'a K,
    entry: &'a Entry,
}

impl<K: Ord> Match<'_, K> {
    fn better(&self, other: &Self) -> Ordering {
        self.rank
            .cmp(&other.rank)
            .then_with(|| other.weight.cmp(&self.weight))
            .then_with(|| self.entry.name.text().cmp(other.entry.name.text()))
            .then_with(|| self.key.cmp(other.key))
    }
}
