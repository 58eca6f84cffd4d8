//! Everybody, by his place, and who of them matches best.
//!
//! Nothing here depends on what a person is identified by: it is compiled in this package, for
//! speed, while what depends on that is compiled with the plugin, for size.

use std::cmp::Ordering;
use std::ops::Range;

use call_letters::Folded;

use crate::query::Query;
use crate::rank::{Known, Rank};
use crate::vocabulary::{Vocabulary, WordId};
use crate::{Ready, Weight};

/// Everybody who can be found.
#[derive(Clone, Debug, Default)]
pub(crate) struct Crowd {
    people: Vec<Entry>,
    vocabulary: Vocabulary,
}

/// What is kept of one person.
#[derive(Clone, Debug)]
struct Entry {
    /// As screens show it.
    name: Box<str>,
    /// First those of his name, then those of what else he is found by, each once.
    words: Box<[WordId]>,
    /// How many of them are those of his name.
    named: u16,
    ready: Ready,
}

/// What decides among those who fit equally well, by their places.
pub(crate) struct Order<'a> {
    /// The weights of everybody else; the greater comes first.
    pub(crate) others: Weight,
    /// These have weights of their own. In the order of their places.
    pub(crate) known: Vec<(usize, Weight)>,
    /// Of two of one name, whether the one comes before the other.
    pub(crate) before: &'a dyn Fn(usize, usize) -> bool,
}

impl Order<'_> {
    fn weight(&self, place: usize, ready: Ready) -> u32 {
        let known = self.known.binary_search_by_key(&place, |(known, _)| *known);
        let weights = known.map_or(self.others, |at| self.known[at].1);
        weights[ready as usize]
    }
}

/// The best matches by their places, each with what matches of his name, and how many there are.
pub(crate) type Best = (Vec<(usize, Vec<Range<usize>>)>, usize);

impl Crowd {
    /// Adds somebody, if this is the first place that is free, or replaces what was known of him.
    pub(crate) fn put(&mut self, place: usize, name: &str, also: &[&str], ready: Ready) {
        let entry = self.entry(name, also, ready);
        match self.people.get_mut(place) {
            Some(known) => *known = entry,
            None => self.people.push(entry),
        }
    }

    /// Whoever was at the last place is here from then on.
    pub(crate) fn remove(&mut self, place: usize) {
        self.people.swap_remove(place);
    }

    fn entry(&mut self, name: &str, also: &[&str], ready: Ready) -> Entry {
        let folded = Folded::new(name);
        let mut words: Vec<_> = folded.words().map(|word| self.vocabulary.id(word)).collect();
        // A name is cut at 64 KiB.
        let named = words.len() as u16;
        for text in also {
            for word in Folded::new(text).words() {
                let word = self.vocabulary.id(word);
                // Most e-mail addresses are made of the name.
                if !words.contains(&word) {
                    words.push(word);
                }
            }
        }
        Entry { name: name.into(), words: words.into(), named, ready }
    }

    /// The best `limit` matches. It stays here rather than in whatever calls it, which may be
    /// compiled for size.
    #[inline(never)]
    pub(crate) fn find(&self, query: &str, limit: usize, order: &Order) -> Best {
        let folded = Folded::typed(query);
        let query = Query::new(folded.words(), &self.vocabulary);
        let mut best: Vec<(Rank, usize)> = Vec::new();
        let mut matching = 0;
        for place in 0..self.people.len() {
            let known = self.known(place);
            if !query.may_find(&known) {
                continue;
            }
            let Some(rank) = known.rank(&query.words) else { continue };
            matching += 1;
            let full = best.len() >= limit;
            // Most are not asked for their weight: no weight would help them.
            if full && best.last().is_none_or(|(worst, _)| *worst < rank) {
                continue;
            }
            let found = (rank.weighing(order.weight(place, self.people[place].ready)), place);
            let is_before = |one, other| self.compare(one, other, order) == Ordering::Less;
            if !full || best.last().is_some_and(|worst| is_before(found, *worst)) {
                let at = best.partition_point(|better| is_before(*better, found));
                best.truncate(limit - 1);
                best.insert(at, found);
            }
        }
        let best = best.into_iter().map(|(_, place)| (place, self.marks(place, &query)));
        (best.collect(), matching)
    }

    fn known(&self, place: usize) -> Known<'_> {
        let Entry { words, named, .. } = &self.people[place];
        let (words, also) = words.split_at(usize::from(*named));
        Known { words, also, vocabulary: &self.vocabulary }
    }

    /// Which of two is better: chance never decides.
    fn compare(
        &self,
        (one_rank, one): (Rank, usize),
        (other_rank, other): (Rank, usize),
        order: &Order,
    ) -> Ordering {
        let names = || self.known(one).compare_name(&self.known(other));
        let keys = || (order.before)(other, one).cmp(&(order.before)(one, other));
        one_rank.cmp(&other_rank).then_with(names).then_with(keys)
    }

    /// The parts of a name that match.
    fn marks(&self, place: usize, query: &Query) -> Vec<Range<usize>> {
        let folded = Folded::new(&self.people[place].name);
        let known = self.known(place);
        let mut ranges: Vec<Range<usize>> = Vec::new();
        let mut taken = 0;
        for place in query.words.iter().filter_map(|word| known.mark(word, &mut taken)) {
            let range = folded.origin(place);
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
