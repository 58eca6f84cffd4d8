//! Programs that the build takes apart, and texts from which the page makes one.

use call_pack::characters;

use crate::bytes::Bytes;
use crate::told;

#[path = "../../pack/tests/foreign/mod.rs"]
mod foreign;

/// The room that a text is given; those that libFuzzer makes are shorter.
const ROOM: usize = 4_096;

/// A program, the body of a function in one, or a text.
pub fn tried(bytes: &[u8]) {
    let mut bytes = Bytes::new(bytes);
    match bytes.below(3) {
        0 => foreign::comes_together(program(bytes.rest())),
        1 => foreign::comes_together(&with_function(bytes.rest())),
        _ => can_be_joined(&characters(bytes.rest())),
    }
}

fn program(bytes: &[u8]) -> &[u8] {
    told(bytes);
    bytes
}

/// A program with one function of this body.
fn with_function(body: &[u8]) -> Vec<u8> {
    told(body);
    let size = numbered(body.len());
    let section = [&[1], size.as_slice(), body].concat();
    let code = [&[10], numbered(section.len()).as_slice(), &section].concat();
    [b"\0asm\x01\0\0\0".as_slice(), &code].concat()
}

/// A length as WebAssembly writes it: seven bits a byte.
fn numbered(mut length: usize) -> Vec<u8> {
    let mut bytes = Vec::new();
    while length > 0x7f {
        bytes.push((length & 0x7f) as u8 | 0x80);
        length >>= 7;
    }
    bytes.push(length as u8);
    bytes
}

/// Whatever the text says, no more is made than there is room for.
fn can_be_joined(text: &str) {
    told(text);
    if let Ok(program) = foreign::joined(text.as_bytes(), ROOM) {
        assert!(program.len() <= ROOM);
    }
}
