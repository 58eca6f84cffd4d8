//! The plugin's bundle, broken on purpose: each step of its start can be made to fail.

use thiserror::Error;

/// Which step of the plugin's start is to fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// The bytes are not WebAssembly that a browser knows.
    Uncompilable,
    /// The text that holds the WebAssembly has a character that is no byte.
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
#[derive(Debug, Error, PartialEq, Eq)]
pub(super) enum BrokenError {
    #[error("the bundle is not UTF-8")]
    Text,
    #[error("the bundle holds no WebAssembly, one character to a byte, xor 0x42")]
    Module,
    #[error("the bundle's WebAssembly imports nothing from its own script")]
    Imports,
}

/// The magic number and the version, as the bundle writes them: each byte xor 0x42.
const MAGIC: &str = "B#1/CBBB";
/// `bg.js`, the end of the name of the script from which the module imports, written so too.
const SCRIPT: &str = " %l(1";

/// The bundle with this fault.
///
/// The module stands in the bundle as a JavaScript string, one character to a byte. Its letters
/// can be found as they are, whatever the minifier does to the other bytes. There may be another
/// module, which puts it together; that one imports nothing.
pub(super) fn with(fault: Fault, bundle: Vec<u8>) -> Result<Vec<u8>, BrokenError> {
    let bundle = String::from_utf8(bundle).map_err(|_| BrokenError::Text)?;
    let first = bundle.find(MAGIC).ok_or(BrokenError::Module)?;
    let script = bundle[first..].find(SCRIPT).ok_or(BrokenError::Imports)? + first;
    let magic = bundle[..script].rfind(MAGIC).unwrap_or(first);
    let (at, length, instead) = match fault {
        // In the place of the version: nobody knows such a one.
        Fault::Uncompilable => (magic + 4, 1, "~"),
        Fault::Undecodable => (magic + 1, 0, "\u{20ac}"),
        Fault::Uninstantiable => (script + SCRIPT.len() - 1, 1, "~"),
    };
    Ok([&bundle[..at], instead, &bundle[at + length..]].concat().into_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_fault_breaks_its_own_step() {
        let good = r#"load("B#1/CBBB", "xxB#1/CBBBlm# %l(1,")"#;
        for (fault, broken) in [
            (Fault::Uncompilable, r#"load("B#1/CBBB", "xxB#1/~BBBlm# %l(1,")"#),
            (Fault::Undecodable, r#"load("B#1/CBBB", "xxB€#1/CBBBlm# %l(1,")"#),
            (Fault::Uninstantiable, r#"load("B#1/CBBB", "xxB#1/CBBBlm# %l(~,")"#),
        ] {
            let text = String::from_utf8(with(fault, good.into()).unwrap()).unwrap();
            assert_eq!(text, broken, "{fault:?}");
        }
    }

    #[test]
    fn a_bundle_without_a_module_cannot_be_broken() {
        for (bundle, why) in [
            (&b"var asm = 1;"[..], BrokenError::Module),
            (br#"load("B#1/CBBB")"#, BrokenError::Imports),
            (b"\xff", BrokenError::Text),
        ] {
            assert_eq!(with(Fault::Uninstantiable, bundle.to_vec()), Err(why));
        }
    }
}
