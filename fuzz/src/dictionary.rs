//! The words of `words.dict`, as libFuzzer reads them.

use std::sync::LazyLock;

use crate::bytes::END;

/// All of them.
pub(crate) static WORDS: LazyLock<Vec<Vec<u8>>> =
    LazyLock::new(|| include_str!("../words.dict").lines().filter_map(word).collect());

/// Those that are a text by themselves. A change of an example names one by a byte: no branch
/// tells libFuzzer that it comes nearer to a word letter by letter, or that the word belongs
/// behind just that place.
pub(crate) static TEXTS: LazyLock<Vec<&str>> = LazyLock::new(|| {
    let texts = WORDS.iter().filter_map(|word| word.strip_suffix(&[END]));
    texts.map(|text| str::from_utf8(text).expect("a text of the dictionary is UTF-8")).collect()
});

/// The word of a line, if it is none of the comments.
fn word(line: &str) -> Option<Vec<u8>> {
    let mut rest = line.strip_prefix('"')?.strip_suffix('"')?.as_bytes();
    let mut word = Vec::new();
    while let [first, behind @ ..] = rest {
        let (byte, after) = match (first, behind) {
            (b'\\', [b'x', high, low, after @ ..]) => (hex(*high) * 16 + hex(*low), after),
            (b'\\', [escaped, after @ ..]) => (*escaped, after),
            _ => (*first, behind),
        };
        word.push(byte);
        rest = after;
    }
    Some(word)
}

fn hex(digit: u8) -> u8 {
    let value = char::from(digit).to_digit(16).expect("a dictionary has two hex digits behind \\x");
    value as u8
}
