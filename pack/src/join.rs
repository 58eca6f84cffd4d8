//! Puts the program together again.

use core::slice;

use crate::body::{I32_CONST, Kind, Mover, UNALIGNED, WIDE, WIDEST, usual_alignment, walk};
use crate::recent::Recent;
use crate::text::{Broken, Text, bytes_of, each_byte_of};

/// Puts together what was split, and says how long it is. Each function is made in `scratch`
/// first, since its length stands before it. The text becomes bytes in its own place.
///
/// # Errors
///
/// A text holds what is no byte or ends too early; or the program, or a function, needs more room.
pub fn join(text: &mut [u8], scratch: &mut [u8], program: &mut [u8]) -> Result<usize, Broken> {
    let length = bytes_of(text).ok_or(Broken(Kind::Lengths))?;
    let text = text.get(..length).ok_or(Broken(Kind::Lengths))?;
    let room = program.len();
    let mut joiner = Joiner { texts: texts(text)?, recent: Recent::new(), scratch, program };
    joiner.rest_of(Kind::Before)?;
    while !joiner.text(Kind::Opcode).rest().is_empty() {
        joiner.function()?;
    }
    joiner.rest_of(Kind::After)?;
    Ok(room - joiner.program.len())
}

/// The text of each kind: how long they are is told before them.
fn texts(text: &[u8]) -> Result<Texts<'_>, Broken> {
    let mut texts = Texts::default();
    let mut lengths = Text::new(text);
    let mut rest = lengths.clone();
    for _ in &Kind::ALL[1..] {
        rest.number().ok_or(Broken(Kind::Lengths))?;
    }
    for kind in &Kind::ALL[1..] {
        let length = lengths.number().ok_or(Broken(Kind::Lengths))?;
        texts[*kind as usize] = rest.part(length as usize).ok_or(Broken(*kind))?;
    }
    if rest.rest().is_empty() { Ok(texts) } else { Err(Broken(Kind::Lengths)) }
}

type Texts<'a> = [Text<'a>; Kind::ALL.len()];

struct Joiner<'a> {
    texts: Texts<'a>,
    recent: Recent,
    /// The room for one function.
    scratch: &'a mut [u8],
    /// The room that is left behind what is ready.
    program: &'a mut [u8],
}

impl<'a> Joiner<'a> {
    fn text(&mut self, kind: Kind) -> &mut Text<'a> {
        &mut self.texts[kind as usize]
    }

    /// What stands around the functions.
    fn rest_of(&mut self, kind: Kind) -> Result<(), Broken> {
        let rest = self.text(kind).rest();
        append(&mut self.program, rest).ok_or(Broken(kind))
    }

    /// The next function: how long its body is, then its body.
    fn function(&mut self) -> Result<(), Broken> {
        self.recent.begin();
        let mut body = Body {
            opcodes: self.text(Kind::Opcode).clone(),
            texts: &mut self.texts,
            recent: &mut self.recent,
            free: self.scratch.iter_mut(),
            is_unusual: false,
            width: 1,
        };
        walk(&mut body)?;
        let (opcodes, left) = (body.opcodes, body.free.len());
        let length = self.scratch.len() - left;
        self.texts[Kind::Opcode as usize] = opcodes;
        each_byte_of(length as u32, |byte| append(&mut self.program, &[byte]))
            .and_then(|()| append(&mut self.program, self.scratch.get(..length)?))
            .ok_or(Broken(Kind::Opcode))
    }
}

/// Puts this behind what is ready; nothing if there is no room for it.
fn append(program: &mut &mut [u8], made: &[u8]) -> Option<()> {
    program.split_off_mut(..made.len())?.copy_from_slice(made);
    Some(())
}

/// A function that is being made. What it needs most often is its own, where compilers keep it at
/// hand.
struct Body<'t, 'a> {
    opcodes: Text<'a>,
    texts: &'t mut Texts<'a>,
    recent: &'t mut Recent,
    /// The room that is left behind what is made.
    free: slice::IterMut<'t, u8>,
    /// Whether the last instruction says how it is aligned.
    is_unusual: bool,
    /// In how many bytes the last constant is written.
    width: usize,
}

impl Body<'_, '_> {
    #[inline(always)]
    fn read(&mut self, kind: Kind) -> Result<u8, Broken> {
        let is_opcode = kind == Kind::Opcode;
        let text = if is_opcode { &mut self.opcodes } else { &mut self.texts[kind as usize] };
        text.byte().ok_or(Broken(kind))
    }

    #[inline(always)]
    fn write(&mut self, byte: u8) -> Result<(), Broken> {
        *self.free.next().ok_or(Broken(Kind::Opcode))? = byte;
        Ok(())
    }

    #[inline(always)]
    fn copy(&mut self, kind: Kind) -> Result<u8, Broken> {
        let byte = self.read(kind)?;
        self.write(byte)?;
        Ok(byte)
    }
}

impl Mover for Body<'_, '_> {
    type Error = Broken;

    #[inline(always)]
    fn opcode(&mut self) -> Result<u8, Broken> {
        let mut written = self.read(Kind::Opcode)?;
        self.is_unusual = written == UNALIGNED;
        if self.is_unusual {
            written = self.read(Kind::Opcode)?;
        }
        let is_wide = written > WIDE && written <= WIDEST;
        self.width = if is_wide { usize::from(written - WIDE + 1) } else { 1 };
        let opcode = if is_wide { I32_CONST } else { written };
        self.write(opcode)?;
        Ok(opcode)
    }

    #[inline(always)]
    fn second(&mut self) -> Result<u8, Broken> {
        self.copy(Kind::Opcode)
    }

    #[inline(always)]
    fn local(&mut self) -> Result<(), Broken> {
        let broken = Broken(Kind::Local);
        let place = self.texts[Kind::Local as usize].number().ok_or(broken)?;
        let local = self.recent.at(place).ok_or(broken)?;
        each_byte_of(local, |byte| self.write(byte).ok()).ok_or(broken)
    }

    #[inline(always)]
    fn alignment(&mut self, opcode: u8) -> Result<(), Broken> {
        match usual_alignment(opcode) {
            Some(usual) if !self.is_unusual => self.write(usual),
            _ => self.number(Kind::Alignment).map(|_| ()),
        }
    }

    #[inline(always)]
    fn constant(&mut self) -> Result<(), Broken> {
        self.bytes(Kind::constant(self.width), self.width)
    }

    #[inline(always)]
    fn bytes(&mut self, kind: Kind, count: usize) -> Result<(), Broken> {
        for _ in 0..count {
            self.copy(kind)?;
        }
        Ok(())
    }

    #[inline(always)]
    fn number(&mut self, kind: Kind) -> Result<u32, Broken> {
        let (mut value, mut shift) = (0, 0);
        loop {
            let byte = self.copy(kind)?;
            // Of those that are longer than that, nobody asks what they say.
            value |= u32::from(byte & 0x7f).checked_shl(shift).unwrap_or_default();
            if byte < 0x80 {
                return Ok(value);
            }
            shift += 7;
        }
    }
}
