//! How well the words of a query fit one person.

use std::ops::Range;

/// How good a match is; the smaller, the better.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Rank {
    /// The word that fits worst decides.
    worst: Fit,
    /// All words together.
    sum: u32,
    /// The words stand in another order than they were typed.
    shuffled: bool,
}

/// How well one word fits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Fit {
    /// The name begins with it.
    NameStart,
    /// Another word of the name begins with it.
    WordStart,
    /// It stands inside a word of the name.
    Inside,
    /// The team has it, the name has not.
    Team,
}

impl Rank {
    /// How well `words` fit; `None` if one of them is nowhere.
    pub(crate) fn of(words: &[&str], name: &str, team: &str) -> Option<Rank> {
        let mut rank = Rank { worst: Fit::NameStart, sum: 0, shuffled: false };
        let mut last = 0;
        for word in words {
            let fit = match best_place(word, name) {
                Some(place) => {
                    rank.shuffled |= place.start < last;
                    last = place.start;
                    fit_at(place.start, name)
                }
                None if team.contains(word) => Fit::Team,
                None => return None,
            };
            rank.worst = rank.worst.max(fit);
            rank.sum += fit as u32;
        }
        Some(rank)
    }
}

/// Where a word fits best into a name: at the beginning of a word, else where it first occurs.
pub(crate) fn best_place(word: &str, name: &str) -> Option<Range<usize>> {
    let mut first = None;
    for (at, _) in name.match_indices(word) {
        if fit_at(at, name) < Fit::Inside {
            return Some(at..at + word.len());
        }
        first.get_or_insert(at);
    }
    first.map(|at| at..at + word.len())
}

fn fit_at(at: usize, name: &str) -> Fit {
    match at.checked_sub(1).map(|before| name.as_bytes()[before]) {
        None => Fit::NameStart,
        Some(b' ') => Fit::WordStart,
        Some(_) => Fit::Inside,
    }
}
