//! Every word of all names once: what is said of a word need not be found out for each person.

use crate::sound::Sound;

/// A word by its number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct WordId(u32);

impl WordId {
    pub(crate) fn index(self) -> usize {
        self.0 as usize
    }
}

/// One word of somebody's name, folded.
#[derive(Clone, Debug)]
pub(crate) struct Word {
    pub(crate) text: Box<str>,
    /// How many letters it has.
    pub(crate) length: u32,
    /// Which kinds of letters are in it.
    pub(crate) letters: u32,
    pub(crate) sound: Sound,
}

impl Word {
    pub(crate) fn new(text: &str) -> Word {
        // A folded name is shorter than 200,000 letters.
        let length = text.chars().count() as u32;
        Word { text: text.into(), length, letters: letters(text), sound: Sound::of(text) }
    }
}

/// Which kinds of letters are in a word.
pub(crate) fn letters(word: &str) -> u32 {
    word.bytes().fold(0, |seen, letter| seen | 1 << (letter % 32))
}

/// Every word of all names. One that nobody has any more stays: names rarely change.
#[derive(Clone, Debug, Default)]
pub(crate) struct Vocabulary {
    words: Vec<Word>,
    /// Where a word is found by its text: at its hash or, if others are there, behind them.
    /// Half of the places are free. The standard library's maps weigh three times as much.
    places: Vec<Option<WordId>>,
}

impl Vocabulary {
    /// The number of a word, which it gets if it has none.
    pub(crate) fn id(&mut self, text: &str) -> WordId {
        if self.places.len() <= 2 * self.words.len() {
            self.widen();
        }
        let place = self.place(text);
        *self.places[place].get_or_insert_with(|| {
            // No workspace has four thousand million names.
            let id = WordId(self.words.len() as u32);
            self.words.push(Word::new(text));
            id
        })
    }

    pub(crate) fn words(&self) -> &[Word] {
        &self.words
    }

    /// Where a word is, or would be.
    fn place(&self, text: &str) -> usize {
        let hash = text
            .bytes()
            .fold(0, |hash: u32, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
        let last = self.places.len() - 1;
        let mut place = hash as usize & last;
        while self.places[place].is_some_and(|id| *self.words[id.index()].text != *text) {
            place = (place + 1) & last;
        }
        place
    }

    fn widen(&mut self) {
        self.places = vec![None; (4 * self.words.len()).next_power_of_two().max(16)];
        for id in 0..self.words.len() {
            let place = self.place(&self.words[id].text);
            self.places[place] = Some(WordId(id as u32));
        }
    }
}
