//! What libFuzzer's bytes mean: choices, texts, and examples with some places spoilt.

use serde_json::Value;

use crate::dictionary::TEXTS;
use crate::places::{places, spoil};

/// Ends a text, and the changes of an example. No UTF-8 has this byte, so each word of the
/// dictionary can be a text by itself, wherever it is put, and one more change is one more piece
/// of bytes; a length or a count before it would have to be found along with it.
pub(crate) const END: u8 = 0xff;
/// What [`Bytes::instead`] does by one more byte: it puts in a known word, as a text or as JSON, or
/// what stands in another place.
pub(crate) const WITH_ONE_BYTE: [u8; 3] = [1, 2, 3];
/// Longer than anything that is cut somewhere.
const MOST_TIMES: usize = 40;

/// A good JSON value, and each of its places.
pub(crate) struct Example {
    value: Value,
    places: Vec<String>,
}

impl Example {
    pub(crate) fn new(value: Value) -> Example {
        Example { places: places(&value), value }
    }
}

/// The bytes that are not read yet. Where they have ended, all further ones are 0.
pub(crate) struct Bytes<'a>(&'a [u8]);

impl<'a> Bytes<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Bytes<'a> {
        Bytes(bytes)
    }

    pub(crate) fn is_over(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn rest(&self) -> &'a [u8] {
        self.0
    }

    pub(crate) fn byte(&mut self) -> u8 {
        self.0.split_off_first().copied().unwrap_or_default()
    }

    /// The next byte, unless it or everything is the end.
    fn unless_end(&mut self) -> Option<u8> {
        self.0.split_off_first().copied().filter(|byte| *byte != END)
    }

    /// A number below `limit`, which is 256 at most.
    pub(crate) fn below(&mut self, limit: usize) -> usize {
        usize::from(self.byte()) % limit
    }

    /// Up to the end of the text, or of everything.
    pub(crate) fn text(&mut self) -> String {
        let length = self.0.iter().position(|byte| *byte == END).unwrap_or(self.0.len());
        let (text, rest) = self.0.split_at(length);
        self.0 = rest.get(1..).unwrap_or_default();
        String::from_utf8_lossy(text).into_owned()
    }

    fn known(&mut self) -> &'static str {
        TEXTS[self.below(TEXTS.len())]
    }

    /// The example with some of its places replaced or taken away.
    pub(crate) fn almost(&mut self, example: &Example) -> Value {
        let mut spoilt = example.value.clone();
        while let Some(place) = self.unless_end() {
            let place = &example.places[usize::from(place) % example.places.len()];
            let instead = self.instead(example);
            spoil(&mut spoilt, place, instead);
        }
        spoilt
    }

    fn instead(&mut self, example: &Example) -> Option<Value> {
        match self.below(7) {
            0 => None,
            1 => Some(Value::from(self.known())),
            2 => Some(as_json(self.known())),
            3 => example.value.pointer(&example.places[self.below(example.places.len())]).cloned(),
            4 => Some(Value::from(self.text())),
            5 => Some(as_json(&self.text())),
            _ => {
                let times = self.below(MOST_TIMES);
                Some(Value::from(self.text().repeat(times)))
            }
        }
    }

    /// The same as text, which need not be JSON at all. Where the bytes have ended, it is the
    /// example.
    pub(crate) fn almost_json(&mut self, example: &Example) -> String {
        match self.below(4) {
            3 => self.text(),
            2 => {
                let (whole, cut) = (self.almost(example).to_string(), self.byte());
                let letters = whole.chars().count() * usize::from(cut) / 256;
                whole.chars().take(letters).collect()
            }
            _ => self.almost(example).to_string(),
        }
    }
}

/// The JSON that a text is, or the text.
fn as_json(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or(Value::from(text))
}
