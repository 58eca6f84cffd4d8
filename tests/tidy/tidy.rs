//! Rules on the code itself, which the compiler does not keep: ARCHITECTURE.md says why.

use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};

/// A file longer than this is split by topic.
const LONGEST_FILE: usize = 600;
/// A Function's handler says who may call it and which plan it runs; no more.
const LONGEST_HANDLER: usize = 25;

/// Folders with things that tools made, or that others wrote.
const NOT_OURS: [&str; 9] = [
    ".git",
    ".twilio",
    "build",
    "generated",
    "node_modules",
    "pkg",
    "proptest-regressions",
    "target",
    "test-results",
];
/// Files that tools made.
const MADE: [&str; 3] = ["Cargo.lock", "decide.private.js", "package-lock.json"];

/// One text file of the repository.
struct File {
    /// From the root of the repository, with `/`.
    path: String,
    text: String,
}

impl File {
    fn is_rust(&self) -> bool {
        self.path.ends_with(".rs")
    }

    fn is_javascript(&self) -> bool {
        [".js", ".mjs", ".cjs"].iter().any(|end| self.path.ends_with(end))
    }

    /// The lines that a compiler reads, with their numbers.
    fn code(&self) -> impl Iterator<Item = (usize, &str)> {
        let comment = if self.path.ends_with(".toml") { "#" } else { "//" };
        let lines = self.text.lines().enumerate();
        lines
            .map(|(index, line)| (index + 1, line))
            .filter(move |(_, line)| !line.trim_start().starts_with(comment))
    }
}

/// A rule that was broken, and where.
struct Finding {
    path: String,
    line: usize,
    what: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}:{}: {}", self.path, self.line, self.what)
    }
}

/// Words that one layer must never name.
struct Layer {
    /// Files under this path, `.rs` and `Cargo.toml`.
    under: &'static str,
    /// Files under this path alone may.
    but: &'static str,
    never: &'static [&'static str],
    because: &'static str,
}

/// Nothing is excepted.
const NOBODY: &str = "\0";

/// Who may import whom.
const LAYERS: [Layer; 13] = [
    Layer {
        under: "letters/",
        but: NOBODY,
        never: &["std::", "wasm_bindgen", "wasm-bindgen", "call_core", "call-core", "call_search"],
        because: "how letters are compared hangs on nothing",
    },
    Layer {
        under: "core/src/",
        but: NOBODY,
        never: &[
            "std::",
            "wasm_bindgen",
            "js_sys",
            "web_sys",
            "tokio",
            "call_search",
            "twilio_world",
        ],
        because: "core decides and touches nothing",
    },
    Layer {
        under: "core/Cargo.toml",
        but: NOBODY,
        never: &["wasm-bindgen", "tokio", "call-search", "twilio-world", "twilio-media"],
        because: "core decides and touches nothing",
    },
    Layer {
        under: "search/",
        but: NOBODY,
        never: &["wasm_bindgen", "wasm-bindgen", "call_core", "call-core", "twilio_world"],
        because: "search knows names and queries, and nothing of calls",
    },
    Layer {
        under: "pack/",
        but: NOBODY,
        never: &["wasm_bindgen", "wasm-bindgen", "call_core", "call-core", "switchboard::"],
        because: "how a program travels hangs on nothing that is in it",
    },
    Layer {
        under: "src/host",
        but: NOBODY,
        never: &["crate::features", "crate::runtime", "crate::ui", "call_search"],
        because: "a shim of Flex knows nobody above it",
    },
    Layer {
        under: "src/runtime.rs",
        but: NOBODY,
        never: &["crate::host", "crate::features", "crate::ui", "JsValue", "js_sys", "web_sys"],
        because: "the runtime moves events and effects, whoever performs them",
    },
    Layer {
        under: "src/features",
        but: NOBODY,
        never: &["JsValue", "js_sys", "web_sys", "wasm_bindgen::", "crate::ui"],
        because: "behind the host boundary nobody sees a JavaScript value",
    },
    Layer {
        under: "src/ui",
        but: NOBODY,
        never: &["crate::host", "crate::features", "crate::runtime", "JsValue", "js_sys"],
        because: "a screen takes a view and gives events",
    },
    Layer {
        under: "functions/",
        but: NOBODY,
        never: &["switchboard::", "call_search", "twilio_world", "twilio_media"],
        because: "the Functions share the core with the plugin, and nothing else",
    },
    Layer {
        under: "emulator/",
        but: NOBODY,
        never: &[
            "call_core",
            "call-core",
            "call_letters",
            "call-letters",
            "call_search",
            "call-search",
            "call_functions",
            "switchboard::",
        ],
        because: "the judge must not share our understanding of Twilio",
    },
    Layer {
        under: "emulator/world/",
        but: "emulator/world/tests/",
        never: &[
            "tokio",
            "axum",
            "twilio_media",
            "std::fs",
            "std::net",
            "std::thread",
            "SystemTime",
            "Instant",
        ],
        because: "the world takes facts and gives orders; its doors do the rest",
    },
    Layer {
        under: "emulator/media/",
        but: NOBODY,
        never: &["axum", "twilio_world", "twilio-world"],
        because: "media knows legs and sound, and nothing of tasks",
    },
];

/// Words that are nowhere in Rust, with what to do instead.
const NEVER_IN_RUST: [(&str, &str); 12] = [
    ("Reflect::get", "declare a typed getter in the shim's extern block"),
    ("Reflect::set", "declare a typed setter in the shim's extern block"),
    (".forget()", "keep the closure in a guard whose Drop takes the listener off"),
    ("mem::forget", "keep the value in a guard"),
    ("#[ignore", "a test runs or is not there"),
    ("should_panic", "return an error, and test that"),
    ("dbg!(", "remove it"),
    ("todo!(", "write it"),
    ("unimplemented!(", "write it"),
    ("fn get_", "name what is returned"),
    ("fn do_", "name what is done"),
    ("fn process_", "name what is done"),
];

#[test]
fn every_layer_names_only_what_it_may() {
    clean(each(&repository(), out_of_layer));
}

#[test]
fn serde_stays_at_the_wire_of_the_core() {
    clean(each(&repository(), serde_in_core));
}

#[test]
fn every_rust_file_says_first_what_it_is_for() {
    clean(each(&repository(), no_first_line));
}

#[test]
fn every_javascript_file_is_type_checked() {
    clean(each(&repository(), not_type_checked));
}

#[test]
fn no_file_is_too_long() {
    clean(each(&repository(), too_long));
}

#[test]
fn no_forbidden_word_is_in_rust() {
    clean(each(&repository(), forbidden_in_rust));
}

#[test]
fn no_place_of_one_machine_is_named() {
    clean(each(&repository(), place_of_one_machine));
}

#[test]
fn a_handler_decides_nothing() {
    clean(each(&repository(), handler_that_decides));
}

#[test]
fn nothing_is_put_off() {
    clean(each(&repository(), put_off));
}

#[test]
fn the_change_log_has_a_place_for_what_comes_next() {
    let files = repository();
    let log = files.iter().find(|file| file.path == "CHANGELOG.md");
    assert!(log.is_some_and(|log| log.text.lines().any(|line| line == "## Unreleased")));
}

/// Each rule finds what breaks it, and nothing else.
#[test]
fn the_rules_bite() {
    type Rule = fn(&File) -> Vec<Finding>;
    let table: [(Rule, &str, &str, usize); 20] = [
        (out_of_layer, "core/src/desk.rs", "use std::fmt;", 1),
        (out_of_layer, "core/src/desk.rs", "use alloc::vec::Vec; // not std::vec", 0),
        (out_of_layer, "src/ui/dialer.rs", "use crate::host::Actions;", 1),
        (out_of_layer, "src/features/dial.rs", "use crate::host::Actions;", 0),
        (out_of_layer, "src/host/voice.rs", "use crate::runtime::Runtime;", 1),
        (out_of_layer, "emulator/src/rest.rs", "use call_core::wire;", 1),
        (out_of_layer, "emulator/Cargo.toml", "call-core.workspace = true", 1),
        (out_of_layer, "emulator/world/src/voice.rs", "let now = Instant::now();", 1),
        (serde_in_core, "core/src/desk.rs", "use serde::Serialize;", 1),
        (serde_in_core, "core/src/wire.rs", "use serde::Serialize;", 0),
        (no_first_line, "core/src/desk.rs", "use alloc::vec;", 1),
        (no_first_line, "core/src/desk.rs", "//! One agent's desk.", 0),
        (not_type_checked, "www/load.js", "export {};", 1),
        (not_type_checked, "www/load.js", "// @ts-check", 0),
        (forbidden_in_rust, "src/host/voice.rs", "closure.forget();", 1),
        (place_of_one_machine, "README.md", concat!("see /ro", "ot/.cargo"), 1),
        (handler_that_decides, "functions/handlers/a/b.js", "if (busy) return;", 1),
        (handler_that_decides, "functions/handlers/lib/perform.private.js", "if (busy) return;", 0),
        (put_off, "src/lib.rs", concat!("// TO", "DO: later"), 1),
        (too_long, "src/lib.rs", "", 0),
    ];
    for (rule, path, text, count) in table {
        let file = File { path: path.to_owned(), text: text.to_owned() };
        assert_eq!(rule(&file).len(), count, "{path}: {text}");
    }
    let long = File { path: "src/lib.rs".to_owned(), text: "\n".repeat(LONGEST_FILE + 1) };
    assert_eq!(too_long(&long).len(), 1);
}

fn out_of_layer(file: &File) -> Vec<Finding> {
    if !file.is_rust() && !file.path.ends_with("Cargo.toml") {
        return Vec::new();
    }
    let layers = LAYERS
        .iter()
        .filter(|layer| file.path.starts_with(layer.under) && !file.path.starts_with(layer.but));
    layers.flat_map(|layer| words(file, layer.never, layer.because)).collect()
}

fn serde_in_core(file: &File) -> Vec<Finding> {
    let elsewhere = file.path.starts_with("core/src/") && !file.path.starts_with("core/src/wire");
    if !elsewhere {
        return Vec::new();
    }
    words(file, &["serde::", "serde_json"], "what travels is written in wire.rs, once")
}

fn no_first_line(file: &File) -> Vec<Finding> {
    if !file.is_rust() || file.text.starts_with("//! ") {
        return Vec::new();
    }
    vec![finding(file, 1, "the first line is `//!` and says what the file is for")]
}

fn not_type_checked(file: &File) -> Vec<Finding> {
    let checked = file.text.lines().take(2).any(|line| line == "// @ts-check");
    if !file.is_javascript() || checked {
        return Vec::new();
    }
    vec![finding(file, 1, "the first line is `// @ts-check`")]
}

fn too_long(file: &File) -> Vec<Finding> {
    let lines = file.text.lines().count();
    if !(file.is_rust() || file.is_javascript()) || lines <= LONGEST_FILE {
        return Vec::new();
    }
    vec![finding(file, lines, "the file is too long: split it by topic")]
}

fn forbidden_in_rust(file: &File) -> Vec<Finding> {
    if !file.is_rust() || file.path == "tests/tidy/tidy.rs" {
        return Vec::new();
    }
    let found = NEVER_IN_RUST.iter().flat_map(|(word, instead)| words(file, &[word], instead));
    // A test's `get_as` is the GET of HTTP.
    found
        .filter(|found| !(file.path.contains("/tests/") && found.what.contains("fn get_")))
        .collect()
}

fn place_of_one_machine(file: &File) -> Vec<Finding> {
    // In pieces, so that this file does not name them either.
    let places = [
        concat!("/ho", "me/"),
        concat!("/ro", "ot/"),
        concat!("/wo", "rk/"),
        concat!("/Us", "ers/"),
        concat!("npm", "js.org"),
        concat!("npm", "js.com"),
        concat!("crates", ".io"),
        concat!("py", "pi.org"),
    ];
    let lines = file.text.lines().enumerate();
    lines
        .flat_map(|(index, line)| {
            let named = places.iter().filter(|place| line.contains(**place));
            named.map(move |place| finding(file, index + 1, &format!("{place} is not everywhere")))
        })
        .collect()
}

fn handler_that_decides(file: &File) -> Vec<Finding> {
    let handler = file.path.starts_with("functions/handlers/")
        && !file.path.starts_with("functions/handlers/lib/")
        && file.is_javascript();
    if !handler {
        return Vec::new();
    }
    let mut found = words(file, &["if (", "switch (", " ? "], "a plan decides, in functions/src");
    let lines = file.text.lines().count();
    if lines > LONGEST_HANDLER {
        found.push(finding(file, lines, "a handler names its plan and who may call it; no more"));
    }
    found
}

fn put_off(file: &File) -> Vec<Finding> {
    let words = [concat!("TO", "DO"), concat!("FIX", "ME"), concat!("XX", "X:")];
    let lines = file.text.lines().enumerate();
    lines
        .filter(|(_, line)| words.iter().any(|word| line.contains(word)))
        .map(|(index, _)| finding(file, index + 1, "do it, or open an issue"))
        .collect()
}

/// Where any of these words is in the code, comments apart.
fn words(file: &File, words: &[&str], because: &str) -> Vec<Finding> {
    file.code()
        .flat_map(|(number, line)| {
            let line = line.split(" // ").next().unwrap_or(line);
            let found = words.iter().filter(move |word| line.contains(**word));
            found.map(move |word| finding(file, number, &format!("`{word}`: {because}")))
        })
        .collect()
}

fn finding(file: &File, line: usize, what: &str) -> Finding {
    Finding { path: file.path.clone(), line, what: what.to_owned() }
}

fn each(files: &[File], rule: fn(&File) -> Vec<Finding>) -> Vec<Finding> {
    files.iter().flat_map(rule).collect()
}

fn clean(findings: Vec<Finding>) {
    let lines: Vec<String> = findings.iter().map(ToString::to_string).collect();
    assert!(lines.is_empty(), "see ARCHITECTURE.md\n{}", lines.join("\n"));
}

/// Every text file that people wrote.
fn repository() -> Vec<File> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let root = root.canonicalize().expect("the repository is where this package is");
    let mut files = Vec::new();
    gather(&root, &root, &mut files);
    files
}

fn gather(root: &Path, folder: &Path, files: &mut Vec<File>) {
    let entries = fs::read_dir(folder).expect("a folder of the repository can be read");
    let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    paths.sort();
    for path in paths {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if path.is_dir() {
            if !NOT_OURS.contains(&name.as_str()) {
                gather(root, &path, files);
            }
        } else if !MADE.contains(&name.as_str()) {
            // Pictures and sounds are not text, and have no rules.
            let Ok(text) = fs::read_to_string(&path) else { continue };
            let inside = path.strip_prefix(root).expect("it was found under the root");
            files.push(File { path: inside.to_string_lossy().replace('\\', "/"), text });
        }
    }
}
