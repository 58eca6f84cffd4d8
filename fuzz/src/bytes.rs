//! What libFuzzer's bytes mean: choices, texts, and examples with some places spoilt.

use serde_json::Value;

use crate::places::{places, spoil};

/// Ends a text, and the changes of an example. No UTF-8 has this byte, so each word of the
/// dictionary can be a text by itself, wherever it is put, and one more change is one more piece
/// of bytes; a length or a count before it would have to be found along with it.
const END: u8 = 0xff;
/// Longer than anything that is cut somewhere.
const MOST_TIMES: usize = 40;

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

    /// The example with some of its places replaced or taken away.
    pub(crate) fn almost(&mut self, example: &Value) -> Value {
        let places = places(example);
        let mut spoilt = example.clone();
        while let Some(place) = self.unless_end() {
            let place = &places[usize::from(place) % places.len()];
            let instead = self.instead(example, &places);
            spoil(&mut spoilt, place, instead);
        }
        spoilt
    }

    fn instead(&mut self, example: &Value, places: &[String]) -> Option<Value> {
        match self.below(5) {
            0 => None,
            1 => Some(Value::from(self.text())),
            2 => {
                let text = self.text();
                Some(serde_json::from_str(&text).unwrap_or(Value::from(text)))
            }
            3 => example.pointer(&places[self.below(places.len())]).cloned(),
            _ => {
                let times = self.below(MOST_TIMES);
                Some(Value::from(self.text().repeat(times)))
            }
        }
    }

    /// The same as text, which need not be JSON at all. Where the bytes have ended, it is the
    /// example.
    pub(crate) fn almost_json(&mut self, example: &Value) -> String {
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
