//! How well the words of a query fit one person.

use std::cmp::Ordering;
use std::ops::Range;

use crate::near::{Fit, inside};
use crate::query::Typed;
use crate::vocabulary::{Vocabulary, WordId};

/// How good a match is; the smaller, the better.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Rank(u64);

impl Rank {
    /// The same for somebody of this weight; without one it is the best that he can have.
    pub(crate) fn weighing(self, weight: u32) -> Rank {
        Rank(self.0 | u64::from(!weight) << 8)
    }
}

/// What of a person a word fits, best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Place {
    /// It is the first word of the name.
    FirstWord,
    /// It is another word of the name.
    Word,
    /// The name begins with it.
    NameStart,
    /// Another word of the name begins with it.
    WordStart,
    /// It is made of the first letters of the name's words.
    Initials,
    /// It is a word of what else is known of the person, not of the name.
    Known,
    /// It stands inside a word of the name, or runs over words that are written apart there.
    Inside,
    /// It is a part of a word of what else is known.
    Elsewhere,
    /// It is almost a word of the name, or of what else is known.
    Almost,
}

impl Typed<'_> {
    /// The best of what it fits among the words of a name, rather one that no word of the query
    /// has taken before.
    fn named(&self, words: &[WordId], taken: u32) -> Option<Fitting> {
        let fits = words.iter().enumerate().filter_map(|(at, id)| {
            let fitting = Fitting::of(self.cell(*id).fit?, Some(at));
            if taken & bit(at) == 0 {
                return Some(fitting);
            }
            let place = fitting.place.max(Place::Inside);
            Some(Fitting { place, cost: fitting.cost + 2, ..fitting })
        });
        fits.min_by_key(|fitting| (fitting.place.max(Place::Word), fitting.cost, fitting.word))
    }

    /// The best of what it fits among the words of what else is known.
    fn known(&self, words: &[WordId]) -> Option<Fitting> {
        words.iter().filter_map(|id| Some(Fitting::of(self.cell(*id).fit?, None))).min()
    }
}

/// What stands for a word among those that are taken; nobody has 32 names.
fn bit(word: usize) -> u32 {
    1 << (word % 32)
}

/// What a person is found by.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Known<'a> {
    /// The words of the name, in order.
    pub(crate) words: &'a [WordId],
    /// The words of what else he is found by.
    pub(crate) also: &'a [WordId],
    pub(crate) vocabulary: &'a Vocabulary,
}

/// How well one word fits a person; the smaller, the better.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Fitting {
    place: Place,
    cost: u32,
    /// It was not typed to its end.
    begun: bool,
    /// Which word of the name it is.
    word: Option<usize>,
}

impl Fitting {
    /// `word` is where the word stands in the name; nothing if it is in what else is known.
    fn of(fit: Fit, word: Option<usize>) -> Fitting {
        use Place::{Almost, Elsewhere, FirstWord, Inside, NameStart, WordStart};
        let begun = !matches!(fit, Fit::Whole | Fit::OneSlipAlike | Fit::OneSlip);
        let (place, cost) = match (fit, word) {
            (Fit::Whole, Some(0)) => (FirstWord, 0),
            (Fit::Whole, Some(_)) => (Place::Word, 0),
            (Fit::Start, Some(0)) => (NameStart, 0),
            (Fit::Start, Some(_)) => (WordStart, 1),
            (Fit::Inside, Some(_)) => (Inside, 3),
            (Fit::Whole, None) => (Place::Known, 2),
            (Fit::Start, None) => (Elsewhere, 4),
            (Fit::OneSlipAlike, _) => (Almost, 8),
            (Fit::OneSlip | Fit::BegunOneSlip, _) => (Almost, 10),
            (Fit::TwoSlipsAlike, _) => (Almost, 12),
            (Fit::Sound, _) | (Fit::Inside, None) => (Almost, 14),
            (Fit::TwoSlips | Fit::BegunTwoSlips, _) => (Almost, 18),
        };
        let farther = if place == Almost && word.is_none() { 5 } else { 0 };
        Fitting { place, cost: cost + farther, begun, word }
    }
}

impl Known<'_> {
    /// How well the words of a query fit; `None` if one of them fits nowhere. Who fits equally
    /// well is told apart by his weight, then by how many words of his name were not typed.
    pub(crate) fn rank(&self, query: &[Typed]) -> Option<Rank> {
        // The word that fits worst decides.
        let mut worst = Place::FirstWord;
        let (mut cost, mut shuffled, mut begun, mut last) = (0, 0, 0, 0);
        let mut taken = 0;
        for typed in query {
            let fitting = self.fitting(typed, taken)?;
            if let Some(word) = fitting.word {
                taken |= bit(word);
                shuffled |= u64::from(word < last);
                last = word;
            }
            worst = worst.max(fitting.place);
            cost += u64::from(fitting.cost);
            begun += u64::from(fitting.begun);
        }
        let untold = if query.is_empty() { 0 } else { self.words.len() };
        let untold = untold.saturating_sub(taken.count_ones() as usize).min(0xff) as u64;
        let fits = ((worst as u64) << 12 | cost) << 5 | shuffled << 4 | begun;
        Some(Rank(fits << 40 | untold))
    }

    fn fitting(&self, typed: &Typed, taken: u32) -> Option<Fitting> {
        let named = typed.named(self.words, taken);
        let reaches = |fitting: Option<Fitting>, place| fitting.is_some_and(|f| f.place <= place);
        if reaches(named, Place::Initials) {
            return named;
        }
        let fitting = |place, cost, at| Some(Fitting { place, cost, begun: true, word: Some(at) });
        if self.has_initials(typed) {
            return fitting(Place::Initials, 2, 0);
        }
        let known = named.into_iter().chain(typed.known(self.also)).min();
        if reaches(known, Place::Inside) {
            return known;
        }
        match self.joined(typed) {
            Some((at, _)) => fitting(Place::Inside, 3, at),
            None => known,
        }
    }

    /// The words of the name, as they are written once folded.
    fn name(&self) -> impl Iterator<Item = &str> {
        self.words.iter().map(|id| self.vocabulary.text(*id))
    }

    /// Which of two names comes first in the alphabet: every letter comes after the space that
    /// stands between words.
    pub(crate) fn compare_name(&self, other: &Known) -> Ordering {
        let mut words = self.words.iter().zip(other.words);
        match words.find(|(one, other)| one != other) {
            Some((one, two)) => self.vocabulary.text(*one).cmp(other.vocabulary.text(*two)),
            None => self.words.len().cmp(&other.words.len()),
        }
    }

    /// Where words of the name begin in it, apart by one space, if so many are before them.
    fn start(&self, before: usize) -> usize {
        self.name().take(before).map(|word| word.len() + 1).sum()
    }

    /// The words of the name begin with its letters.
    pub(crate) fn has_initials(&self, typed: &Typed) -> bool {
        let length = typed.sought.length;
        let enough = (2..=8).contains(&length) && length <= self.words.len();
        let letters = typed.sought.word.text.chars();
        enough && self.name().zip(letters).all(|(word, letter)| word.starts_with(letter))
    }

    /// From which word on it stands if words are not told apart, and how long it is there.
    fn joined(&self, typed: &Typed) -> Option<(usize, usize)> {
        let opens = (0..self.words.len()).filter(|word| typed.cell(self.words[*word]).opens);
        opens.into_iter().find_map(|word| {
            let (mut rest, mut length) = (typed.sought.word.text, 0);
            for text in self.name().skip(word) {
                if text.starts_with(rest) {
                    return Some((word, length + rest.len()));
                }
                rest = rest.strip_prefix(text)?;
                length += text.len() + 1;
            }
            None
        })
    }

    /// What of the name a word fits; `taken` are the words of the name that others fit.
    pub(crate) fn mark(&self, typed: &Typed, taken: &mut u32) -> Option<Range<usize>> {
        let Fitting { place, word, .. } = self.fitting(typed, *taken)?;
        let word = word?;
        *taken |= bit(word);
        let start = self.start(word);
        let typed_text = typed.sought.word.text;
        let whole = self.vocabulary.text(self.words[word]);
        let (skipped, length) = match place {
            Place::FirstWord | Place::Word | Place::NameStart | Place::WordStart => {
                (0, typed_text.len())
            }
            Place::Initials => (0, self.start(typed.sought.length) - 1),
            Place::Inside => match inside(typed_text, whole) {
                Some(inside) => (inside, typed_text.len()),
                None => (0, self.joined(typed)?.1),
            },
            Place::Known | Place::Elsewhere | Place::Almost => (0, whole.len()),
        };
        Some(start + skipped..start + skipped + length)
    }
}
