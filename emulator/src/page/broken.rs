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
    #[error("the bundle holds no WebAssembly, one character to a byte")]
    Module,
    #[error("the bundle's WebAssembly imports nothing from its own script")]
    Imports,
}

/// The magic number in a JavaScript string, but for the zero before it, which has many spellings.
const MAGIC: &str = "asm";
/// The end of the name of the script that wasm-bindgen makes, from which the module imports.
const SCRIPT: &str = "_bg.js";
/// How wasm-bindgen's own names begin.
const NAME: &str = "__wb";

/// The bundle with this fault.
///
/// The module stands in the bundle as a JavaScript string, one character to a byte. Its letters
/// can be found as they are, whatever the minifier does to the other bytes.
pub(super) fn with(fault: Fault, bundle: Vec<u8>) -> Result<Vec<u8>, BrokenError> {
    let bundle = String::from_utf8(bundle).map_err(|_| BrokenError::Text)?;
    let magic = magic(&bundle).ok_or(BrokenError::Module)?;
    let version = magic + MAGIC.len();
    let (at, length, instead) = match fault {
        // One more byte before the version: nobody knows such a version.
        Fault::Uncompilable => (version, 0, "~"),
        Fault::Undecodable => (magic, 0, "\u{20ac}"),
        Fault::Uninstantiable => {
            let script = bundle[version..].find(SCRIPT).ok_or(BrokenError::Imports)? + version;
            let name = bundle[script..].find(NAME).ok_or(BrokenError::Imports)? + script;
            (name, 1, "~")
        }
    };
    Ok([&bundle[..at], instead, &bundle[at + length..]].concat().into_bytes())
}

/// Where the module's magic number stands: behind a zero, and not at the end of a string.
fn magic(bundle: &str) -> Option<usize> {
    let zero = ["\0", "\\0", "\\x00", "\\u0000"];
    let mut places = bundle.match_indices(MAGIC).map(|(at, _)| at);
    places.find(|at| {
        let (before, after) = (&bundle[..*at], &bundle[at + MAGIC.len()..]);
        zero.iter().any(|zero| before.ends_with(zero)) && !after.starts_with(['"', '\'', '`'])
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_fault_breaks_its_own_step() {
        let good = r#"t="\0asm";load("\0asm\x01\0\0\0 ./a_bg.js\f__wbg_url_1")"#;
        for (fault, broken) in [
            (Fault::Uncompilable, r#"t="\0asm";load("\0asm~\x01\0\0\0 ./a_bg.js\f__wbg_url_1")"#),
            (Fault::Undecodable, r#"t="\0asm";load("\0€asm\x01\0\0\0 ./a_bg.js\f__wbg_url_1")"#),
            (Fault::Uninstantiable, r#"t="\0asm";load("\0asm\x01\0\0\0 ./a_bg.js\f~_wbg_url_1")"#),
        ] {
            let text = String::from_utf8(with(fault, good.into()).unwrap()).unwrap();
            assert_eq!(text, broken, "{fault:?}");
        }
    }

    #[test]
    fn a_bundle_without_a_module_cannot_be_broken() {
        for (bundle, why) in [
            (&b"var asm = 1;"[..], BrokenError::Module),
            (br#"t="\0asm";"#, BrokenError::Module),
            (br#"load("\0asm\x01\0\0\0")"#, BrokenError::Imports),
            (b"\xff", BrokenError::Text),
        ] {
            assert_eq!(with(Fault::Uninstantiable, bundle.to_vec()), Err(why));
        }
    }
}
