//! Bytes as characters of a script, and read again.

use core::cell::Cell;
use core::slice;

use crate::body::Kind;

/// The number of a character is its byte xor this: so the bytes that programs are full of become
/// letters, which are short in UTF-8 and need no escape.
const KEY: u8 = 0x42;

/// A text is not what was written: one that a server says a wrong encoding of, or half of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Broken(
    /// The text that is too short, or holds what is no byte.
    pub Kind,
);

/// Bytes as the characters that stand for them.
#[cfg(not(target_arch = "wasm32"))]
pub fn characters(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| char::from(byte ^ KEY)).collect()
}

/// A number as WebAssembly writes it: seven bits to a byte, the lowest first. Ends when one
/// cannot be written.
#[inline(always)]
pub(crate) fn each_byte_of(number: u32, mut write: impl FnMut(u8) -> Option<()>) -> Option<()> {
    let mut rest = number;
    while rest > 0x7f {
        write(rest as u8 | 0x80)?;
        rest >>= 7;
    }
    write(rest as u8)
}

/// The same, for whoever has room.
#[cfg(not(target_arch = "wasm32"))]
pub(crate) fn written(number: u32) -> Vec<u8> {
    let mut bytes = Vec::new();
    each_byte_of(number, |byte| {
        bytes.push(byte);
        Some(())
    });
    bytes
}

/// Makes bytes of UTF-8 again, in their own place; gives how many they are, or nothing if a
/// character is no byte.
pub(crate) fn bytes_of(text: &mut [u8]) -> Option<usize> {
    let places = Cell::from_mut(text).as_slice_of_cells();
    let mut characters = places.iter();
    let mut free = places.iter();
    while let Some(first) = characters.next() {
        let byte = match first.get() {
            one @ ..0x80 => one,
            one @ 0xc2..=0xc3 => one << 6 | characters.next()?.get() & 0x3f,
            _ => return None,
        };
        free.next()?.set(byte ^ KEY);
    }
    Some(places.len() - free.len())
}

/// What is still to be read of one text.
#[derive(Clone, Default)]
pub(crate) struct Text<'a> {
    rest: slice::Iter<'a, u8>,
}

impl<'a> Text<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes.iter() }
    }

    pub(crate) fn rest(&self) -> &'a [u8] {
        self.rest.as_slice()
    }

    /// The next so many bytes; nothing if there are fewer.
    pub(crate) fn part(&mut self, length: usize) -> Option<Text<'a>> {
        let (part, rest) = self.rest().split_at_checked(length)?;
        *self = Text::new(rest);
        Some(Text::new(part))
    }

    /// The next byte; nothing at the end.
    #[inline(always)]
    pub(crate) fn byte(&mut self) -> Option<u8> {
        self.rest.next().copied()
    }

    /// A number as WebAssembly writes it; most have one byte.
    #[inline(always)]
    pub(crate) fn number(&mut self) -> Option<u32> {
        match self.byte()? {
            byte @ ..0x80 => Some(u32::from(byte)),
            byte => self.rest_of_number(byte),
        }
    }

    #[inline(never)]
    fn rest_of_number(&mut self, first: u8) -> Option<u32> {
        let (mut value, mut shift) = (u32::from(first & 0x7f), 7);
        loop {
            let byte = self.byte()?;
            value |= u32::from(byte & 0x7f).checked_shl(shift)?;
            if byte < 0x80 {
                return Some(value);
            }
            shift += 7;
        }
    }
}
