//! Finding a colleague by typing: any part of any of his names, in any order.
//!
//! ```
//! use call_search::{Index, Person};
//!
//! let index = Index::new([
//!     Person { key: 1, name: "Zoë Müller", also: vec!["Billing"] },
//!     Person { key: 2, name: "Bob Muller-Zoellick", also: vec![] },
//! ]);
//! let found = index.find("mul zoe", 10, |_| 0);
//! assert_eq!(found.matching, 2);
//! assert_eq!(found.hits[0].key, &1);
//! assert_eq!(found.hits[0].matched, [0..4, 5..9], "Zoë and Mül, in bytes");
//! ```

#![deny(clippy::unwrap_used)]

mod fold;
mod letters;
mod near;
mod rank;
mod sound;
mod vocabulary;

use std::cmp::Ordering;
use std::ops::Range;

use fold::Folded;
use rank::{Known, Rank, Typed};
use vocabulary::{Vocabulary, WordId};

/// One person, as he is put into the index.
#[derive(Clone, Debug)]
pub struct Person<'a, K> {
    /// What identifies him.
    pub key: K,
    /// His full name, as screens show it.
    pub name: &'a str,
    /// What else he is found by: his team, his skills, his e-mail address, his extension.
    pub also: Vec<&'a str>,
}

/// Everybody who can be found.
#[derive(Clone, Debug)]
pub struct Index<K> {
    /// In the order of the keys: thousands are put in one by one.
    people: Vec<Entry<K>>,
    vocabulary: Vocabulary,
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
        let mut index = Index::default();
        let Index { people: entries, vocabulary } = &mut index;
        entries.extend(people.into_iter().map(|person| Entry::new(person, vocabulary)));
        entries.sort_unstable_by(|a, b| a.key.cmp(&b.key));
        index
    }

    /// Adds a person, or replaces what was known of him.
    pub fn put(&mut self, person: Person<'_, K>) {
        let entry = Entry::new(person, &mut self.vocabulary);
        match self.place_of(&entry.key) {
            Ok(place) => self.people[place] = entry,
            Err(place) => self.people.insert(place, entry),
        }
    }

    /// Forgets a person.
    pub fn remove(&mut self, key: &K) {
        if let Ok(place) = self.place_of(key) {
            self.people.remove(place);
        }
    }

    /// Where this person is, or where he would have to be.
    fn place_of(&self, key: &K) -> Result<usize, usize> {
        self.people.binary_search_by(|known| known.key.cmp(key))
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
    /// Every word of the query has to fit a word of the name, or of what else he is found by. A
    /// whole word is better than the beginning of the name, and that better than the beginning of
    /// another word; then come the first letters of the names, the inside of a word, what else is
    /// known, and last what is mistyped or spelled as it sounds. Among equally good ones the
    /// greater `weight` comes first, then the shorter name, then the alphabet, then the key: so
    /// the order never depends on chance.
    ///
    /// Of what was typed the first 256 letters are looked at, and of these the first 12 words.
    pub fn find(&self, query: &str, limit: usize, weight: impl Fn(&K) -> u32) -> Found<'_, K> {
        let end = query.char_indices().nth(LETTERS).map_or(query.len(), |(end, _)| end);
        let query = Folded::new(&query[..end]);
        let words: Vec<&str> = query.words().take(WORDS).collect();
        let alone = words.len() < 2;
        let typed = |text: &&str| Typed::new(text, alone, &self.vocabulary);
        let words: Vec<Typed> = words.iter().map(typed).collect();
        let mut best: Vec<Match<K>> = Vec::new();
        let mut matching = 0;
        for entry in &self.people {
            let Some(rank) = entry.known().rank(&words) else { continue };
            matching += 1;
            let full = best.len() >= limit;
            // Most are not asked for their weight: no weight would help them.
            if full && best.last().is_none_or(|worst| worst.rank < rank) {
                continue;
            }
            let found = Match { rank: rank.weighing(weight(&entry.key)), entry };
            if !full || best.last().is_some_and(|worst| found.is_before(worst)) {
                let place = best.partition_point(|better| better.is_before(&found));
                best.truncate(limit - 1);
                best.insert(place, found);
            }
        }
        let hits = best.into_iter();
        let hits = hits.map(|m| Hit { key: &m.entry.key, matched: m.entry.marks(&words) });
        Found { hits: hits.collect(), matching }
    }
}

impl<K: Ord> Default for Index<K> {
    fn default() -> Index<K> {
        Index { people: Vec::new(), vocabulary: Vocabulary::default() }
    }
}

/// Nobody types more letters to find one person, ...
const LETTERS: usize = 256;
/// ... or more words.
const WORDS: usize = 12;

/// What is kept of one person.
#[derive(Clone, Debug)]
struct Entry<K> {
    key: K,
    name: Folded,
    words: Vec<WordId>,
    also: Vec<WordId>,
}

impl<K> Entry<K> {
    fn new(person: Person<'_, K>, vocabulary: &mut Vocabulary) -> Entry<K> {
        let Person { key, name, also } = person;
        let name = Folded::new(name);
        let words = name.words().map(|word| vocabulary.id(word)).collect();
        let also: Vec<_> = also.iter().map(|text| Folded::new(text)).collect();
        let also = also.iter().flat_map(Folded::words).map(|word| vocabulary.id(word)).collect();
        Entry { key, name, words, also }
    }

    fn known(&self) -> Known<'_> {
        Known { name: self.name.text(), words: &self.words, also: &self.also }
    }

    fn marks(&self, words: &[Typed]) -> Vec<Range<usize>> {
        let mut ranges: Vec<Range<usize>> = Vec::new();
        let known = self.known();
        let mut taken = 0;
        for place in words.iter().filter_map(|word| known.mark(word, &mut taken)) {
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

/// One person who matches.
struct Match<'a, K> {
    rank: Rank,
    entry: &'a Entry<K>,
}

impl<K: Ord> Match<'_, K> {
    /// Whether it is better than another one: chance never decides.
    fn is_before(&self, other: &Self) -> bool {
        let names = || self.entry.name.text().cmp(other.entry.name.text());
        let keys = || self.entry.key.cmp(&other.entry.key);
        self.rank.cmp(&other.rank).then_with(names).then_with(keys) == Ordering::Less
    }
}
