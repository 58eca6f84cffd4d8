//! A query, and how well each of its words fits each word of the vocabulary.

use crate::near::{Cell, Sought};
use crate::rank::Known;
use crate::vocabulary::{Vocabulary, WordId};

/// What was typed, word by word.
#[derive(Debug)]
pub(crate) struct Query<'a> {
    pub(crate) words: Vec<Typed<'a>>,
    /// What each word of the vocabulary is good for, by its number.
    reach: Vec<Reach>,
}

/// One word of a query, and how well it fits each word of the vocabulary.
#[derive(Debug)]
pub(crate) struct Typed<'a> {
    pub(crate) sought: Sought<'a>,
    /// By the number of the vocabulary's word.
    cells: Vec<Cell>,
}

/// Which words of a query, each a bit, may be answered by a word of the vocabulary.
#[derive(Clone, Copy, Debug, Default)]
struct Reach {
    /// They fit it, ...
    fits: u16,
    /// ... or begin with it and may run on into the next one.
    opens: u16,
}

/// Nobody types more words to find one person.
const WORDS: usize = 12;

impl<'a> Query<'a> {
    /// Only so many words are looked at.
    pub(crate) fn new(words: impl Iterator<Item = &'a str>, vocabulary: &Vocabulary) -> Query<'a> {
        let words: Vec<&str> = words.take(WORDS).collect();
        let alone = words.len() < 2;
        let mut reach = vec![Reach::default(); vocabulary.len()];
        let typed = words.into_iter().enumerate().map(|(at, text)| {
            let sought = Sought::new(text, alone);
            Typed { cells: cells(&sought, vocabulary, 1 << at, &mut reach), sought }
        });
        Query { words: typed.collect(), reach }
    }

    /// Whether a closer look at somebody is worth it: each of the words may be one of his.
    pub(crate) fn may_find(&self, known: &Known) -> bool {
        let mut reached = 0;
        for id in known.words {
            let Reach { fits, opens } = self.reach[id.index()];
            reached |= fits | opens;
        }
        for id in known.also {
            reached |= self.reach[id.index()].fits;
        }
        let mut words = self.words.iter().enumerate();
        words.all(|(at, typed)| reached & 1 << at != 0 || known.has_initials(typed))
    }
}

impl Typed<'_> {
    pub(crate) fn cell(&self, word: WordId) -> Cell {
        self.cells[word.index()]
    }
}

/// How well a word of a query fits each of the vocabulary; sets its bit in what that may answer.
fn cells(sought: &Sought, vocabulary: &Vocabulary, bit: u16, reach: &mut [Reach]) -> Vec<Cell> {
    let mut cells = vec![Cell::default(); vocabulary.len()];
    for (id, traits) in vocabulary.traits() {
        if !sought.may_fit(traits) {
            continue;
        }
        let cell = sought.cell(vocabulary.word(id));
        let reach = &mut reach[id.index()];
        reach.fits |= if cell.fit.is_some() { bit } else { 0 };
        reach.opens |= if cell.opens { bit } else { 0 };
        cells[id.index()] = cell;
    }
    cells
}
