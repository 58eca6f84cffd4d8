//! Every word of all names once: what is said of a word need not be found out for each person.

use std::num::NonZeroU32;

use crate::sound::Sound;

/// A word by its number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct WordId(NonZeroU32);

impl WordId {
    /// No workspace has four thousand million names.
    fn of(index: usize) -> WordId {
        WordId(NonZeroU32::MIN.saturating_add(index as u32))
    }

    pub(crate) fn index(self) -> usize {
        self.0.get() as usize - 1
    }
}

/// One word, folded: of somebody's name or of a query.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Word<'a> {
    pub(crate) text: &'a str,
    pub(crate) traits: Traits,
}

/// What tells most words apart at a glance.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Traits {
    /// Which kinds of letters are in it.
    pub(crate) letters: u32,
    pub(crate) sound: Sound,
}

impl Word<'_> {
    pub(crate) fn new(text: &str) -> Word<'_> {
        Word { text, traits: Traits { letters: letters(text), sound: Sound::of(text) } }
    }

    /// How many letters it has.
    pub(crate) fn length(&self) -> usize {
        self.text.chars().count()
    }
}

/// Which kinds of letters are in a word: one of 26, or something else, of six kinds.
pub(crate) fn letters(word: &str) -> u32 {
    let kind = |letter: u8| match letter {
        b'a'..=b'z' => letter - b'a',
        _ => 26 + letter % 6,
    };
    word.bytes().fold(0, |seen, letter| seen | 1 << kind(letter))
}

/// Every word of all names. One that nobody has any more stays: names rarely change.
///
/// There are as many words as people, since each has an extension of his own: so all are written
/// in one text.
#[derive(Clone, Debug, Default)]
pub(crate) struct Vocabulary {
    text: String,
    /// Where in the text each word ends.
    ends: Vec<u32>,
    traits: Vec<Traits>,
    /// Where a word is found by its text: at its hash or, if others are there, behind them.
    /// A quarter of the places is free. The standard library's maps weigh three times as much.
    places: Vec<Option<WordId>>,
}

impl Vocabulary {
    /// The number of a word, which it gets if it has none.
    pub(crate) fn id(&mut self, text: &str) -> WordId {
        if 3 * self.places.len() <= 4 * self.ends.len() {
            self.widen();
        }
        let place = self.place(text);
        if let Some(known) = self.places[place] {
            return known;
        }
        let id = WordId::of(self.ends.len());
        self.places[place] = Some(id);
        self.text.push_str(text);
        self.ends.push(self.text.len() as u32);
        self.traits.push(Word::new(text).traits);
        id
    }

    pub(crate) fn text(&self, word: WordId) -> &str {
        let index = word.index();
        let start = index.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.text[start as usize..self.ends[index] as usize]
    }

    pub(crate) fn word(&self, word: WordId) -> Word<'_> {
        Word { text: self.text(word), traits: self.traits[word.index()] }
    }

    /// What tells the words apart, in the order of their numbers.
    pub(crate) fn traits(&self) -> impl Iterator<Item = (WordId, Traits)> {
        self.traits.iter().enumerate().map(|(index, traits)| (WordId::of(index), *traits))
    }

    pub(crate) fn len(&self) -> usize {
        self.ends.len()
    }

    /// Where a word is, or would be.
    fn place(&self, text: &str) -> usize {
        let hash = text
            .bytes()
            .fold(0, |hash: u32, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
        let last = self.places.len() - 1;
        let mut place = hash as usize & last;
        while self.places[place].is_some_and(|id| self.text(id) != text) {
            place = (place + 1) & last;
        }
        place
    }

    fn widen(&mut self) {
        let places = (2 * self.places.len()).max(16);
        // First what is there goes: the two at once would be the most that is ever needed.
        self.places = Vec::new();
        self.places.resize(places, None);
        for index in 0..self.ends.len() {
            let id = WordId::of(index);
            let place = self.place(self.text(id));
            self.places[place] = Some(id);
        }
    }
}
