//! Deployed Functions: what was uploaded to the world answers at its address.
//!
//! A build is laid out as Twilio keeps it (each file by its version, without name or ending) and
//! run by Twilio's own runtime, as the Functions of `--functions` are.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use axum::extract::Request;
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use serde_json::json;
use tokio::sync::Mutex;
use twilio_world::{Deployed, DeployedFile, FileKind, Sid, Visibility};

use crate::app::App;
use crate::functions::{FunctionsChild, FunctionsKeeper, Target, pass_on};

/// The addresses under which Twilio serves Functions.
pub(crate) const DOMAIN: &str = ".twil.io";

/// Below the repository, so that the packages of the Functions are found.
const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../target/emulator/deployed");

/// The runtimes of all builds that have been asked so far.
///
/// One that another has taken the place of goes on: what it is at work on, it ends.
#[derive(Debug, Default)]
pub(crate) struct Runtimes {
    running: Mutex<HashMap<Key, Arc<Runtime>>>,
}

/// A build answers at two addresses, and with other variables, as another.
type Key = (String, Sid, Vec<(String, String)>);

#[derive(Debug)]
struct Runtime {
    child: FunctionsChild,
    /// Ends the process with the emulator.
    _keeper: FunctionsKeeper,
}

/// Answers for what is deployed at a domain.
pub(crate) async fn answer(app: &App, domain: &str, request: Request) -> Response {
    let Some(deployed) = app.look(|world| world.deployed_at(domain)) else {
        return (StatusCode::NOT_FOUND, "nothing is deployed here").into_response();
    };
    let path = request.uri().path().to_owned();
    let open = |file: &&DeployedFile| file.visibility != Visibility::Private;
    if let Some(asset) = deployed.file(FileKind::Asset, &path).filter(open) {
        return served(asset);
    }
    if deployed.file(FileKind::Function, &path).is_none_or(|file| !open(&file)) {
        return (StatusCode::NOT_FOUND, "there is no Function at this path").into_response();
    }
    match runtime(app, domain, deployed).await {
        Ok(runtime) => {
            let target = Target { child: runtime.child.clone(), base: format!("https://{domain}") };
            pass_on(app, &target, request).await
        }
        Err(why) => {
            app.note("functions", domain, &why, json!({}));
            (StatusCode::BAD_GATEWAY, why).into_response()
        }
    }
}

/// An asset as it was uploaded.
pub(crate) fn served(asset: &DeployedFile) -> Response {
    let kind = match Path::new(&asset.path).extension().and_then(|ending| ending.to_str()) {
        Some("js") => "application/javascript",
        Some("json" | "map") => "application/json",
        Some("wav") => "audio/wav",
        _ => "application/octet-stream",
    };
    ([(CONTENT_TYPE, kind)], asset.content.to_vec()).into_response()
}

/// The running build; started if nobody has asked it before.
async fn runtime(app: &App, domain: &str, deployed: Deployed) -> Result<Arc<Runtime>, String> {
    let key = (domain.to_owned(), deployed.build.clone(), deployed.variables.clone());
    let mut running = app.runtimes.running.lock().await;
    if let Some(runtime) = running.get(&key) {
        return Ok(runtime.clone());
    }
    let place = format!("{}-{}-{}", app.settings.port, running.len(), deployed.build);
    let folder = Path::new(FOLDER).join(place);
    let laid = folder.clone();
    let files = deployed.files;
    let laying = tokio::task::spawn_blocking(move || lay_out(&laid, &files));
    let laid = laying.await.expect("writing files does not panic");
    laid.map_err(|error| format!("{} cannot be written: {error}", folder.display()))?;
    let (child, keeper) =
        FunctionsChild::deployed(folder, app.settings.port, domain, deployed.variables);
    let runtime = Arc::new(Runtime { child, _keeper: keeper });
    running.insert(key, runtime.clone());
    Ok(runtime)
}

/// Writes the Functions by their versions alone, and beside them which path means which.
fn lay_out(folder: &PathBuf, files: &[DeployedFile]) -> std::io::Result<()> {
    let place = folder.join("files");
    if folder.exists() {
        std::fs::remove_dir_all(folder)?;
    }
    std::fs::create_dir_all(&place)?;
    let functions = files.iter().filter(|file| file.kind == FileKind::Function);
    let mut routes = Vec::new();
    for file in functions {
        std::fs::write(place.join(file.sid.as_str()), &file.content)?;
        let access = file.visibility.name();
        routes.push(json!({ "path": file.path, "file": file.sid, "access": access }));
    }
    std::fs::write(folder.join("routes.json"), json!(routes).to_string())
}
