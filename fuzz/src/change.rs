//! One more change of an example, or one more word, put in as a whole where it belongs.
//!
//! libFuzzer puts in a byte, or a word of its dictionary, anywhere. No branch tells it that a
//! change is half of one that matters, so this puts in all three bytes of it, where a change may
//! begin; nor that a word would matter beside another, so words are put in at both ends of a text.

use std::iter::once;

use libfuzzer_sys::fuzzer_mutate;

use crate::bytes::{END, WITH_ONE_BYTE};
use crate::dictionary::WORDS;

/// Bytes of a change: its place, what is done there, and with what.
const LENGTH: usize = 3;

/// Changes an input in which the changes of an example begin at `head`: half of the time as
/// libFuzzer does by itself. Says how long it is then, `most` bytes at most.
pub fn changed(bytes: &mut [u8], size: usize, most: usize, seed: u32, head: usize) -> usize {
    let [place, with, at, how] = seed.to_le_bytes();
    if how % 2 == 0 || size + LENGTH > most {
        return fuzzer_mutate(bytes, size, most);
    }
    let how = WITH_ONE_BYTE[usize::from(how / 2) % WITH_ONE_BYTE.len()];
    let at = begin_of_change(&bytes[..size], head, at.into());
    put(&[place, how, with], bytes, size, at)
}

/// Changes an input that is texts: half of the time as libFuzzer does by itself. Says how long it
/// is then, `most` bytes at most.
pub fn with_word(bytes: &mut [u8], size: usize, most: usize, seed: u32) -> usize {
    let [word, at, how, _] = seed.to_le_bytes();
    let word = &WORDS[usize::from(word) % WORDS.len()];
    if how % 2 == 0 || size + word.len() > most {
        return fuzzer_mutate(bytes, size, most);
    }
    let at = end_of_text(&bytes[..size], at.into());
    put(word, bytes, size, at)
}

/// Makes room for something. Says how long the input is then.
fn put(what: &[u8], bytes: &mut [u8], size: usize, at: usize) -> usize {
    bytes.copy_within(at..size, at + what.len());
    bytes[at..at + what.len()].copy_from_slice(what);
    size + what.len()
}

/// Where a change may begin: half of the time at the head, else there or behind an end.
fn begin_of_change(bytes: &[u8], head: usize, choice: usize) -> usize {
    let head = head.min(bytes.len());
    if choice % 2 == 0 {
        return head;
    }
    let ends = bytes.iter().enumerate().filter(|(_, byte)| **byte == END);
    let begins: Vec<usize> = once(head).chain(ends.map(|(at, _)| at + 1)).collect();
    begins[choice / 2 % begins.len()]
}

/// One of both ends of one of the texts.
fn end_of_text(bytes: &[u8], choice: usize) -> usize {
    let ends = bytes.iter().enumerate().filter(|(_, byte)| **byte == END);
    let inner = ends.flat_map(|(at, _)| [at, at + 1]);
    let all: Vec<usize> = once(0).chain(inner).chain(once(bytes.len())).collect();
    all[choice % all.len()]
}
