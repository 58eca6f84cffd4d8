//! Takes a program apart.

use std::error::Error;
use std::fmt;

use crate::body::{I32_CONST, Kind, Mover, UNALIGNED, WIDE, usual_alignment, walk};
use crate::join::join;
use crate::recent::Recent;
use crate::text::{characters, written};

/// The magic number and the version, with which a program begins.
const HEADER: usize = 8;

/// The section that holds the functions.
const CODE: u8 = 10;

/// The program holds something that is not known here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unsplit {
    /// How far it is understood, in bytes.
    pub at: usize,
}

impl fmt::Display for Unsplit {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "the program would not come together again: look at byte {}", self.at)
    }
}

impl Error for Unsplit {}

/// The text from which [`join`] makes this program.
///
/// # Errors
///
/// It would make another one.
pub fn split(program: &[u8]) -> Result<String, Unsplit> {
    let mut splitter = Splitter::new(program);
    let text = splitter.split().map(|()| splitter.text());
    let text = text.ok_or(Unsplit { at: splitter.at })?;
    let mut joined = vec![0; program.len()];
    match join(&mut text.clone().into_bytes(), &mut vec![0; program.len()], &mut joined) {
        Ok(length) if joined[..length] == *program => Ok(text),
        _ => Err(Unsplit { at: joined.iter().zip(program).take_while(|(a, b)| a == b).count() }),
    }
}

struct Splitter<'a> {
    program: &'a [u8],
    at: usize,
    /// The bytes of each kind.
    parts: [Vec<u8>; Kind::ALL.len()],
    recent: Recent,
    /// Whether the last instruction says how it is aligned.
    is_unusual: bool,
}

impl<'a> Splitter<'a> {
    fn new(program: &'a [u8]) -> Self {
        let parts = [const { Vec::new() }; Kind::ALL.len()];
        Self { program, at: 0, parts, recent: Recent::new(), is_unusual: false }
    }

    fn split(&mut self) -> Option<()> {
        self.skip(HEADER)?;
        while self.at < self.program.len() && self.program[self.at] != CODE {
            self.skip(1)?;
            let length = self.number_here()?;
            self.skip(length as usize)?;
        }
        let functions = self.functions_ahead()?;
        let before = &self.program[..self.at];
        self.part(Kind::Before).extend(before);
        for _ in 0..functions {
            self.number_here()?;
            self.recent.begin();
            walk(self).ok()?;
        }
        let after = &self.program[self.at..];
        self.part(Kind::After).extend(after);
        Some(())
    }

    /// How many functions follow; their section's size stands before that.
    fn functions_ahead(&mut self) -> Option<u32> {
        if self.at == self.program.len() {
            return Some(0);
        }
        self.skip(1)?;
        self.number_here()?;
        self.number_here()
    }

    fn skip(&mut self, count: usize) -> Option<&'a [u8]> {
        let skipped = self.program.get(self.at..)?.get(..count)?;
        self.at += count;
        Some(skipped)
    }

    /// The bytes of a number that says itself where it ends.
    fn number_bytes(&mut self) -> Option<&'a [u8]> {
        let more = self.program[self.at..].iter().position(|&byte| byte < 0x80)?;
        self.skip(more + 1)
    }

    fn number_here(&mut self) -> Option<u32> {
        self.number_bytes().map(value_of)
    }

    fn part(&mut self, kind: Kind) -> &mut Vec<u8> {
        &mut self.parts[kind as usize]
    }

    /// How the opcode is written, with what is not usual about what follows.
    fn write(&mut self, opcode: u8) {
        let ahead = &self.program[self.at..];
        let width = ahead.iter().position(|&byte| byte < 0x80);
        let usual = usual_alignment(opcode);
        self.is_unusual = usual.is_some() && ahead.first().copied() != usual;
        if self.is_unusual {
            self.part(Kind::Opcode).push(UNALIGNED);
        }
        self.part(Kind::Opcode).push(match (opcode, width) {
            (I32_CONST, Some(more @ 1..=4)) => WIDE + more as u8,
            _ => opcode,
        });
    }

    /// All texts, one behind the other, and their lengths before them.
    fn text(&self) -> String {
        let lengths: Vec<u8> =
            self.parts[1..].iter().flat_map(|part| written(part.len() as u32)).collect();
        characters(&lengths) + &characters(&self.parts.concat())
    }
}

/// Something is not known here.
struct Unknown;

impl Mover for Splitter<'_> {
    type Error = Unknown;

    fn opcode(&mut self) -> Result<u8, Unknown> {
        let opcode = self.skip(1).ok_or(Unknown)?[0];
        self.write(opcode);
        Ok(opcode)
    }

    fn second(&mut self) -> Result<u8, Unknown> {
        let second = self.skip(1).ok_or(Unknown)?[0];
        self.part(Kind::Opcode).push(second);
        Ok(second)
    }

    fn local(&mut self) -> Result<(), Unknown> {
        let local = self.number_here().ok_or(Unknown)?;
        let place = self.recent.place_of(local).ok_or(Unknown)?;
        self.part(Kind::Local).extend(written(place));
        Ok(())
    }

    fn alignment(&mut self, _: u8) -> Result<(), Unknown> {
        let bytes = self.number_bytes().ok_or(Unknown)?;
        if self.is_unusual {
            self.part(Kind::Alignment).extend(bytes);
        }
        Ok(())
    }

    fn constant(&mut self) -> Result<(), Unknown> {
        let bytes = self.number_bytes().ok_or(Unknown)?;
        self.part(Kind::constant(bytes.len())).extend(bytes);
        Ok(())
    }

    fn bytes(&mut self, kind: Kind, count: usize) -> Result<(), Unknown> {
        let bytes = self.skip(count).ok_or(Unknown)?;
        self.part(kind).extend(bytes);
        Ok(())
    }

    fn number(&mut self, kind: Kind) -> Result<u32, Unknown> {
        let bytes = self.number_bytes().ok_or(Unknown)?;
        self.part(kind).extend(bytes);
        Ok(value_of(bytes))
    }
}

/// What a number says; of a longer one, its lowest 32 bits.
fn value_of(bytes: &[u8]) -> u32 {
    let digits = bytes.iter().zip((0..).step_by(7));
    digits.fold(0, |value, (byte, shift)| {
        value | u32::from(byte & 0x7f).checked_shl(shift).unwrap_or_default()
    })
}
