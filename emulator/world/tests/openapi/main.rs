//! The emulator's REST against Twilio's own OpenAPI documents, which are not in this repository:
//! `TWILIO_OPENAPI_DIR` names a folder that holds them, else `../shared/platform/openapi` is tried.

mod document;
mod scene;

use std::io::Write;
use std::path::PathBuf;
use std::sync::OnceLock;

use document::Document;
use scene::{OPERATIONS, Operation, Scene};
use twilio_world::Method;

/// The documents by name, or nothing.
fn documents() -> &'static [(&'static str, Document)] {
    static DOCUMENTS: OnceLock<Vec<(&str, Document)>> = OnceLock::new();
    DOCUMENTS.get_or_init(read_documents)
}

/// Reads the documents, or says where to get them.
fn read_documents() -> Vec<(&'static str, Document)> {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..");
    let folder = std::env::var_os("TWILIO_OPENAPI_DIR")
        .map_or_else(|| root.join("../shared/platform/openapi"), PathBuf::from);
    let names = [
        "twilio_api_v2010",
        "twilio_flex_v1",
        "twilio_serverless_v1",
        "twilio_studio_v2",
        "twilio_sync_v1",
        "twilio_taskrouter_v1",
    ];
    let read = |name: &'static str| {
        let text = std::fs::read_to_string(folder.join(format!("{name}.json"))).ok()?;
        Some((name, Document::parse(&text)))
    };
    let found: Vec<_> = names.into_iter().filter_map(read).collect();
    if found.len() == names.len() {
        return found;
    }
    // Not by `eprintln`, whose text the test harness keeps to itself when all is well.
    let said = writeln!(
        std::io::stderr(),
        "not checked: Twilio's OpenAPI documents are not here. Get spec/json of \
         https://github.com/twilio/twilio-oai and name the folder in TWILIO_OPENAPI_DIR."
    );
    said.expect("tests have a standard error");
    Vec::new()
}

/// Runs a check on every operation that the emulator has, and tells all that is wrong at once.
fn for_each_operation(check: impl Fn(&Operation, &Document) -> Vec<String>) {
    let documents = documents();
    let mut wrong = Vec::new();
    for operation in OPERATIONS {
        let document = documents.iter().find(|(name, _)| *name == operation.document);
        for what in document.map(|(_, document)| check(operation, document)).unwrap_or_default() {
            wrong.push(format!("{:?} {}: {what}", operation.method, operation.path));
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}

#[test]
fn replies_have_the_shape_that_is_published() {
    for_each_operation(|operation, document| {
        let reply = Scene::new().ask(operation, &[]);
        document.check_reply(operation.path, operation.method, &reply)
    });
}

#[test]
fn parameters_that_are_not_published_are_refused() {
    let documents = documents();
    let mut names: Vec<String> = documents.iter().flat_map(|(_, d)| d.all_parameters()).collect();
    names.push("Colour".to_owned());
    for_each_operation(|operation, document| {
        let known = document.parameters(operation.path, operation.method);
        let mut scene = Scene::new();
        let foreign = names.iter().filter(|name| !known.contains(name.as_str()));
        let accepted = foreign.filter(|name| {
            let reply = scene.ask(operation, &[(name, "true")]);
            operation.takes_parameters() && reply.status < 400
        });
        let accepted: Vec<&str> = accepted.map(String::as_str).collect();
        let first = accepted.first().map(|first| {
            format!("accepts {} that are not published, {first} first", accepted.len())
        });
        first.into_iter().collect()
    });
}

#[test]
fn parameters_that_are_published_are_never_called_unknown() {
    for_each_operation(|operation, document| {
        let known = document.parameters(operation.path, operation.method);
        let denied = known.into_iter().filter(|name| {
            let reply = Scene::new().ask(operation, &[(name, "")]);
            let message = reply.body["message"].as_str().unwrap_or_default().to_lowercase();
            operation.takes_parameters() && reply.status == 400 && message.contains("unknown")
        });
        denied.map(|name| format!("does not know {name}")).collect()
    });
}

#[test]
fn operations_that_are_published_for_the_same_resources_are_named_when_missing() {
    for_each_operation(|operation, document| {
        let mut wrong = Vec::new();
        for method in [Method::Delete, Method::Get, Method::Post] {
            let here = OPERATIONS.iter().any(|o| o.path == operation.path && o.method == method);
            if here || !document.has(operation.path, method) {
                continue;
            }
            let reply = Scene::new().ask(&Operation { method, ..*operation }, &[]);
            if reply.status != 501 {
                wrong.push(format!("{method:?} answers {}, not 501", reply.status));
            }
        }
        wrong
    });
}
