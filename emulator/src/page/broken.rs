//! The plugin's bundle, broken on purpose: each step of its start can be made to fail.

use std::ops::Range;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use thiserror::Error;

/// Which step of the plugin's start is to fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// The text that holds the WebAssembly is not Base64.
    Undecodable,
    /// The bytes are not WebAssembly that a browser knows.
    Uncompilable,
    /// The module wants something from outside that nobody gives.
    Uninstantiable,
}

impl Fault {
    pub(super) fn named(name: &str) -> Option<Fault> {
        Some(match name {
            "undecodable" => Fault::Undecodable,
            "uncompilable" => Fault::Uncompilable,
            "uninstantiable" => Fault::Uninstantiable,
            _ => return None,
        })
    }
}

/// Why a bundle could not be broken as asked.
#[derive(Debug, Error, PartialEq, Eq)]
pub(super) enum BrokenError {
    #[error("the bundle holds no WebAssembly in Base64")]
    NoModule,
    #[error("the bundle's WebAssembly has no imports")]
    NoImports,
}

/// Base64 of `\0asm`, version 1, cut to whole characters.
const MAGIC: &[u8] = b"AGFzbQEAAA";

/// The bundle with this fault.
pub(super) fn with(fault: Fault, bundle: Vec<u8>) -> Result<Vec<u8>, BrokenError> {
    let text = module_text(&bundle).ok_or(BrokenError::NoModule)?;
    let encoded = &bundle[text.clone()];
    let replacement = if fault == Fault::Undecodable {
        [b"!", &encoded[1..]].concat()
    } else {
        let mut module = STANDARD.decode(encoded).map_err(|_| BrokenError::NoModule)?;
        // The version's byte, or the last letter of the first import's name.
        let at = match fault {
            Fault::Uninstantiable => first_import(&module).ok_or(BrokenError::NoImports)?,
            Fault::Undecodable | Fault::Uncompilable => 4,
        };
        module[at] = b'~';
        STANDARD.encode(module).into_bytes()
    };
    Ok([&bundle[..text.start], &replacement, &bundle[text.end..]].concat())
}

/// Where the module's Base64 text stands in the bundle.
fn module_text(bundle: &[u8]) -> Option<Range<usize>> {
    let start = bundle.windows(MAGIC.len()).position(|window| window == MAGIC)?;
    let is_base64 = |byte: &u8| byte.is_ascii_alphanumeric() || b"+/=".contains(byte);
    let length = bundle[start..].iter().take_while(|byte| is_base64(byte)).count();
    Some(start..start + length)
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

    /// Header, a type section, and an import of `a.bc`.
    const MODULE: &[u8] = b"\0asm\x01\0\0\0\x01\x04\x01\x60\0\0\x02\x08\x01\x01a\x02bc\0\0";

    fn bundle() -> Vec<u8> {
        format!("var x=\"{}\";", STANDARD.encode(MODULE)).into_bytes()
    }

    #[test]
    fn each_fault_breaks_its_own_step() {
        let text = module_text(&bundle()).unwrap();
        let decoded = |fault| {
            let broken = with(fault, bundle()).unwrap();
            assert_eq!(broken.len(), bundle().len());
            STANDARD.decode(&broken[text.clone()])
        };
        assert!(decoded(Fault::Undecodable).is_err());
        assert_eq!(decoded(Fault::Uncompilable).unwrap()[..8], *b"\0asm~\0\0\0");
        let uninstantiable = decoded(Fault::Uninstantiable).unwrap();
        assert_eq!(uninstantiable[..19], MODULE[..19]);
        assert_eq!(uninstantiable[19..22], *b"\x02b~");
    }

    #[test]
    fn a_bundle_without_webassembly_cannot_be_broken() {
        let bundle = b"var x = 1;".to_vec();
        assert_eq!(with(Fault::Uncompilable, bundle), Err(BrokenError::NoModule));
    }
}
