//! What becomes of a name under somebody's fingers.

use rand::seq::IndexedRandom;
use rand::{Rng, RngExt};

const ROWS: [&str; 3] = ["qwertyuiop", "asdfghjkl", "zxcvbnm"];

/// What English spells in two ways and says in one.
const SAID_ALIKE: [(&str, &str); 16] = [
    ("ph", "f"),
    ("f", "ph"),
    ("ck", "k"),
    ("k", "ck"),
    ("ll", "l"),
    ("mm", "m"),
    ("nn", "n"),
    ("rr", "r"),
    ("ss", "s"),
    ("tt", "t"),
    ("ie", "ee"),
    ("ea", "ee"),
    ("ei", "ai"),
    ("y", "ie"),
    ("sch", "sh"),
    ("th", "t"),
];

/// One slip of the finger behind the first letter of a word: a neighbouring key, a letter left
/// out, typed twice, or typed too early.
pub(crate) fn slip(text: &str, random: &mut impl Rng) -> Option<String> {
    let mut letters: Vec<char> = text.chars().collect();
    let typed = |letter: char| letter.is_ascii_lowercase();
    let inner = (1..letters.len()).filter(|at| typed(letters[*at]) && typed(letters[at - 1]));
    let at = *inner.collect::<Vec<_>>().choose(random)?;
    match random.random_range(0..4) {
        0 => letters[at] = beside(letters[at], random),
        1 => drop(letters.remove(at)),
        2 => letters.insert(at, letters[at]),
        _ => letters.swap(at, at - 1),
    }
    let slipped: String = letters.into_iter().collect();
    (slipped != text).then_some(slipped)
}

/// Another key beside that of a letter.
fn beside(letter: char, random: &mut impl Rng) -> char {
    let row = ROWS.iter().position(|keys| keys.contains(letter)).expect("a letter's key");
    let at = ROWS[row].find(letter).expect("a letter's place");
    let key = |row: usize, at: usize| ROWS.get(row)?.chars().nth(at);
    let beside =
        [(row, at.wrapping_sub(1)), (row, at + 1), (row + 1, at), (row.wrapping_sub(1), at)];
    let beside: Vec<char> = beside.into_iter().filter_map(|(row, at)| key(row, at)).collect();
    *beside.choose(random).expect("every key has a neighbour")
}

/// Behind its first letter, one sound is spelled in another way.
pub(crate) fn respelled(name: &str, random: &mut impl Rng) -> Option<String> {
    let (first, rest) = name.split_at(1);
    let fitting: Vec<_> = SAID_ALIKE.iter().filter(|(from, _)| rest.contains(from)).collect();
    let (from, to) = fitting.choose(random)?;
    Some(format!("{first}{}", rest.replacen(from, to, 1)))
}
