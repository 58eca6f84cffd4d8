//! The plugin's bundle, broken on purpose: each step of its start can be made to fail.

use std::io::{Read, Write};
use std::ops::Range;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use thiserror::Error;

/// Which step of the plugin's start is to fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// The bytes are not WebAssembly that a browser knows.
    Uncompilable,
    /// The text that holds the WebAssembly is not Base64.
    Undecodable,
    /// The module wants something from outside that nobody gives.
    Uninstantiable,
}

impl Fault {
    pub(super) fn named(name: &str) -> Option<Fault> {
        Some(match name {
            "uncompilable" => Fault::Uncompilable,
            "undecodable" => Fault::Undecodable,
            "uninstantiable" => Fault::Uninstantiable,
            _ => return None,
        })
    }
}

/// Why a bundle could not be broken as asked.
#[derive(Debug, Error)]
pub(super) enum BrokenError {
    #[error("the bundle holds no gzip in Base64")]
    NoModule,
    #[error("what the bundle holds cannot be unpacked or packed: {0}")]
    Packing(#[from] std::io::Error),
    #[error("the bundle's WebAssembly has no imports")]
    NoImports,
}

/// Base64 of gzip's first three bytes.
const MAGIC: &[u8] = b"H4sI";
/// Shorter runs of Base64 are words that look like it.
const SHORTEST: usize = 64;

/// The bundle with this fault.
pub(super) fn with(fault: Fault, bundle: Vec<u8>) -> Result<Vec<u8>, BrokenError> {
    let text = module_text(&bundle).ok_or(BrokenError::NoModule)?;
    let encoded = &bundle[text.clone()];
    let replacement = match fault {
        Fault::Uncompilable => repacked(encoded, |module| {
            // The version's byte.
            module[4] = b'~';
            Ok(())
        })?,
        Fault::Undecodable => [b"!", &encoded[1..]].concat(),
        Fault::Uninstantiable => repacked(encoded, |module| {
            let letter = first_import(module).ok_or(BrokenError::NoImports)?;
            module[letter] = b'~';
            Ok(())
        })?,
    };
    Ok([&bundle[..text.start], &replacement, &bundle[text.end..]].concat())
}

/// The packed module with a change inside.
fn repacked(
    encoded: &[u8],
    change: impl FnOnce(&mut [u8]) -> Result<(), BrokenError>,
) -> Result<Vec<u8>, BrokenError> {
    let mut module = unpacked(encoded)?;
    change(&mut module)?;
    let mut packed = GzEncoder::new(Vec::new(), Compression::fast());
    packed.write_all(&module)?;
    Ok(STANDARD.encode(packed.finish()?).into_bytes())
}

fn unpacked(encoded: &[u8]) -> Result<Vec<u8>, BrokenError> {
    let packed = STANDARD.decode(encoded).map_err(|_| BrokenError::NoModule)?;
    let mut module = Vec::new();
    GzDecoder::new(packed.as_slice()).read_to_end(&mut module)?;
    if module.starts_with(b"\0asm") { Ok(module) } else { Err(BrokenError::NoModule) }
}

/// Where the module's Base64 text stands in the bundle.
fn module_text(bundle: &[u8]) -> Option<Range<usize>> {
    let is_base64 = |byte: &&u8| byte.is_ascii_alphanumeric() || b"+/=".contains(byte);
    let starts = bundle.windows(MAGIC.len()).enumerate().filter(|(_, window)| *window == MAGIC);
    starts
        .map(|(start, _)| start..start + bundle[start..].iter().take_while(is_base64).count())
        .find(|text| text.len() >= SHORTEST)
}

/// Where the last letter of the first import's field name stands.
fn first_import(module: &[u8]) -> Option<usize> {
    const IMPORTS: u8 = 2;
    let mut at = 8;
    loop {
        let section = *module.get(at)?;
        at += 1;
        let size = number(module, &mut at)?;
        if section == IMPORTS {
            break;
        }
        at += size;
    }
    let _count = number(module, &mut at)?;
    let from = number(module, &mut at)?;
    at += from;
    let field = number(module, &mut at)?;
    let last = at + field.checked_sub(1)?;
    (last < module.len()).then_some(last)
}

/// A number in WebAssembly's variable-length form.
fn number(module: &[u8], at: &mut usize) -> Option<usize> {
    let mut value = 0;
    for shift in (0..32).step_by(7) {
        let byte = *module.get(*at)?;
        *at += 1;
        value |= usize::from(byte & 0x7f) << shift;
        if byte & 0x80 == 0 {
            return Some(value);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Header, a type section, an import of `a.bc`, and a custom section to make it longer.
    const MODULE: &[u8] = b"\0asm\x01\0\0\0\x01\x04\x01\x60\0\0\x02\x08\x01\x01a\x02bc\0\0\
        \0\x2a\x04name0123456789qwertzuiopasdfghjklyxcvbnm..";

    fn bundle() -> Vec<u8> {
        let packed = repacked(&pack(MODULE), |_| Ok(())).unwrap();
        [b"var H4sI=1,x=\"", packed.as_slice(), b"\";"].concat()
    }

    fn pack(module: &[u8]) -> Vec<u8> {
        let mut packed = GzEncoder::new(Vec::new(), Compression::fast());
        packed.write_all(module).unwrap();
        STANDARD.encode(packed.finish().unwrap()).into_bytes()
    }

    #[test]
    fn each_fault_breaks_its_own_step() {
        let inside = |fault| {
            let broken = with(fault, bundle()).unwrap();
            assert!(broken.starts_with(b"var H4sI=1,x=\"") && broken.ends_with(b"\";"));
            unpacked(&broken[b"var H4sI=1,x=\"".len()..broken.len() - 2])
        };
        assert!(inside(Fault::Undecodable).is_err());
        let uncompilable = inside(Fault::Uncompilable).unwrap();
        assert_eq!(uncompilable[..8], *b"\0asm~\0\0\0");
        assert_eq!(uncompilable[8..], MODULE[8..]);
        let uninstantiable = inside(Fault::Uninstantiable).unwrap();
        assert_eq!(uninstantiable[..20], MODULE[..20]);
        assert_eq!(uninstantiable[20..22], *b"b~");
        assert_eq!(uninstantiable[22..], MODULE[22..]);
    }

    #[test]
    fn a_bundle_without_webassembly_cannot_be_broken() {
        for bundle in
            [b"var x = 1;".to_vec(), [b"x=\"", pack(&[7; 200]).as_slice(), b"\""].concat()]
        {
            let broken = with(Fault::Uncompilable, bundle);
            assert!(matches!(broken, Err(BrokenError::NoModule)), "{broken:?}");
        }
    }
}
