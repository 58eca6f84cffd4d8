//! Finding a colleague by typing: any part of any of his names, in any order.
//!
//! ```
//! use call_search::{Index, Person, Ready, Weights};
//!
//! let index = Index::new([
//!     Person { key: 1, name: "Zoë Müller", also: vec!["Billing"], ready: Ready::Yes },
//!     Person { key: 2, name: "Bob Muller-Zoellick", also: vec![], ready: Ready::No },
//! ]);
//! let found = index.find("mul zoe", 10, &Weights::default());
//! assert_eq!(found.matching, 2);
//! assert_eq!(found.hits[0].key, &1);
//! assert_eq!(found.hits[0].matched, [0..4, 5..9], "Zoë and Mül, in bytes");
//! ```

#![deny(clippy::unwrap_used)]

mod crowd;
mod near;
mod query;
mod rank;
mod sound;
mod vocabulary;

use std::ops::Range;

use crowd::{Crowd, Order};

/// One person, as he is put into the index.
#[derive(Clone, Debug)]
pub struct Person<'a, K> {
    /// What identifies him.
    pub key: K,
    /// His full name, as screens show it.
    pub name: &'a str,
    /// What else he is found by: his team, his skills, his e-mail address, his extension.
    pub also: Vec<&'a str>,
    /// How far he is there for whoever looks for somebody.
    pub ready: Ready,
}

/// How far somebody is there for whoever looks for him, which may give him another weight.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Ready {
    /// Not at all.
    #[default]
    No,
    /// If need be.
    IfNeeded,
    /// He is.
    Yes,
}

/// The weights of somebody, for each [`Ready`] in its order.
pub type Weight = [u32; 3];

/// Everybody who can be found.
#[derive(Clone, Debug)]
pub struct Index<K> {
    /// What identifies each of the crowd, by his place in it.
    keys: Vec<K>,
    /// The places, in the order of the keys: thousands are put in one by one.
    sorted: Vec<u32>,
    crowd: Crowd,
}

/// Who comes first among those who fit equally well: the greater the weight, the sooner.
#[derive(Clone, Debug)]
pub struct Weights<K> {
    /// The weights of everybody else.
    pub others: Weight,
    /// These have weights of their own.
    pub known: Vec<(K, Weight)>,
}

impl<K> Default for Weights<K> {
    /// All weigh the same.
    fn default() -> Self {
        Weights { others: Weight::default(), known: Vec::new() }
    }
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
        people.into_iter().for_each(|person| index.put(person));
        index
    }

    /// Adds a person, or replaces what was known of him.
    pub fn put(&mut self, person: Person<'_, K>) {
        let Person { key, name, also, ready } = person;
        let place = match self.rank_of(&key) {
            Ok(at) => self.sorted[at] as usize,
            Err(at) => {
                // A place in four bytes: nobody has so many colleagues.
                self.sorted.insert(at, self.keys.len() as u32);
                self.keys.push(key);
                self.keys.len() - 1
            }
        };
        self.crowd.put(place, name, &also, ready);
    }

    /// Forgets a person. The last of the crowd takes his place.
    pub fn remove(&mut self, key: &K) {
        let (Ok(at), Some(last)) = (self.rank_of(key), self.keys.last()) else { return };
        if let Ok(moved) = self.rank_of(last) {
            self.sorted[moved] = self.sorted[at];
        }
        let place = self.sorted.remove(at) as usize;
        self.keys.swap_remove(place);
        self.crowd.remove(place);
    }

    /// Where among the keys this one is, or would have to be.
    fn rank_of(&self, key: &K) -> Result<usize, usize> {
        self.sorted.binary_search_by(|place| self.keys[*place as usize].cmp(key))
    }

    /// How many people there are.
    pub fn len(&self) -> usize {
        self.keys.len()
    }

    /// Nobody is there.
    pub fn is_empty(&self) -> bool {
        self.keys.is_empty()
    }

    /// The best `limit` matches of `query`.
    ///
    /// Every word of the query has to fit a word of the name, or of what else he is found by. A
    /// whole word is better than the beginning of the name, and that better than the beginning of
    /// another word; then come the first letters of the names, the inside of a word, what else is
    /// known, and last what is mistyped or spelled as it sounds. Among equally good ones the
    /// greater weight comes first, then the shorter name, then the alphabet, then the key: so the
    /// order never depends on chance.
    ///
    /// Of what was typed the first 256 letters are looked at, and of these the first 12 words.
    pub fn find(&self, query: &str, limit: usize, weights: &Weights<K>) -> Found<'_, K> {
        let mut known: Vec<(usize, Weight)> = Vec::new();
        for (key, weights) in &weights.known {
            let Ok(at) = self.rank_of(key) else { continue };
            let place = self.sorted[at] as usize;
            let at = known.partition_point(|(known, _)| *known < place);
            known.insert(at, (place, *weights));
        }
        let before = |one: usize, other: usize| self.keys[one] < self.keys[other];
        let order = Order { others: weights.others, known, before: &before };
        let (best, matching) = self.crowd.find(query, limit, &order);
        let hits = best.into_iter();
        let hits = hits.map(|(place, matched)| Hit { key: &self.keys[place], matched });
        Found { hits: hits.collect(), matching }
    }
}

impl<K> Default for Index<K> {
    fn default() -> Index<K> {
        Index { keys: Vec::new(), sorted: Vec::new(), crowd: Crowd::default() }
    }
}
