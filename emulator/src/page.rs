//! An agent's page: the real Flex UI, logged in by itself.

use std::path::{Path as FilePath, PathBuf};

use axum::body::Body;
use axum::extract::{Path, Query, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::http::{StatusCode, Uri};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;
use axum::{Extension, Json, Router};
use serde::Deserialize;
use serde_json::{Value, json};
use twilio_world::FileKind;

use crate::app::App;
use crate::deployed;
use crate::hosts::{AskedHost, missing};
use crate::page::broken::Fault;

mod broken;

const HTML: &str = include_str!("../page/agent.html");
/// The plugins that the account has released, instead of the emulator's own.
const RELEASED: &str = "released";
const STYLE: &str = include_str!("../page/agent.css");
/// Loaded in this order, before and after the Flex UI.
const SCRIPTS: [(&str, &str); 3] = [
    ("hosts.js", include_str!("../page/hosts.js")),
    ("microphone.js", include_str!("../page/microphone.js")),
    ("start.js", include_str!("../page/start.js")),
];

/// What the query of an agent's page asks for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Asked {
    /// `tone:440`, `beeps:440`, `file`, `file:PATH`, `real`, or nothing: the real one if there
    /// is one.
    mic: String,
    /// How the plugin is broken, `none` for no plugin, or `released` for those that the account has
    /// released.
    plugin: Option<String>,
    /// How Flex's configuration differs from a good one.
    config: Option<String>,
    /// `no-wasm`: WebAssembly is refused, as by a strict content security policy.
    csp: Option<String>,
    /// The version that Flex says it has.
    flex: Option<String>,
}

/// What a page's later requests carry along, as `/_page/OPTIONS/…`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct PageOptions {
    /// How Flex's configuration differs from a good one.
    pub(crate) config: Option<String>,
}

impl PageOptions {
    pub(crate) fn from_segment(segment: &str) -> PageOptions {
        PageOptions { config: segment.strip_prefix("config=").map(str::to_owned) }
    }
}

pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/_agent/{file}", get(own_file))
        .route("/twilio-flex.js", get(flex_ui))
        .route("/_plugins/{variant}", get(plugin_list))
        .route("/_plugins/{variant}/{file}", get(plugin_file))
        .fallback(get(index))
}

/// The page itself, at every address that is not a file: Flex keeps its own addresses.
async fn index(
    State(app): State<App>,
    Extension(AskedHost(host)): Extension<AskedHost>,
    Query(asked): Query<Asked>,
    uri: Uri,
) -> Response {
    if FilePath::new(uri.path()).extension().is_some() {
        return (StatusCode::NOT_FOUND, format!("there is no {}", uri.path())).into_response();
    }
    let identity = host.trim_end_matches(".localhost");
    let Some(login) = log_in(&app, identity) else {
        let why = format!("nobody in this world is called {identity}");
        return (StatusCode::NOT_FOUND, why).into_response();
    };
    let hosts = match &asked.config {
        Some(config) => format!("/_page/config={config}/_host/"),
        None => "/_host/".to_owned(),
    };
    let page = json!({
        "hosts": hosts,
        "login": login,
        "microphone": asked.mic,
        "flexVersion": asked.flex,
        "webAssembly": asked.csp.as_deref() != Some("no-wasm"),
        "app": {
            "pluginService": {
                "enabled": true,
                "url": format!("/_plugins/{}", asked.plugin.as_deref().unwrap_or("whole")),
            },
            "sso": { "accountSid": app.look(|world| world.account().sid.clone()) },
            "logLevel": "warn",
        },
    });
    let policy = policy(&host, app.settings.port);
    // `<` would let a name end the script element that the text stands in.
    let html = HTML.replace("{{page}}", &page.to_string().replace('<', "\\u003c"));
    ([(CONTENT_SECURITY_POLICY, policy), (CACHE_CONTROL, "no-store".into())], Html(html))
        .into_response()
}

/// What Flex expects in the browser's storage of somebody who has logged in.
fn log_in(app: &App, identity: &str) -> Option<Value> {
    app.with(|world| {
        let token = world.issue_token(identity)?;
        let info = world.token(&token)?;
        Some(json!({
            "token": token,
            "identity": info.identity,
            "roles": info.roles,
            "expiration": info.expires.iso(),
            "flexUserSid": info.flex_user,
        }))
    })
}

/// The page may speak to this machine only; a walk that trips over this has found a leak.
///
/// Flex itself evaluates text as script, so `'unsafe-eval'` cannot be left out.
fn policy(host: &str, port: u16) -> String {
    format!(
        "default-src 'self' 'unsafe-inline' 'unsafe-eval' data: blob:; \
         connect-src 'self' ws://{host}:{port} data: blob:"
    )
}

async fn own_file(Path(file): Path<String>) -> Response {
    let script = SCRIPTS.iter().find(|(name, _)| *name == file).map(|(_, text)| *text);
    match (file.as_str(), script) {
        (_, Some(script)) => typed("text/javascript", script),
        ("agent.css", None) => typed("text/css", STYLE),
        _ => (StatusCode::NOT_FOUND, format!("there is no {file}")).into_response(),
    }
}

async fn flex_ui(State(app): State<App>) -> Response {
    match read(app.settings.flex_ui.join("twilio-flex.js")).await {
        Ok(script) => {
            let mut response = typed("text/javascript", script);
            // Browsers then keep the compiled form of its 18 MB as well.
            let lasting = axum::http::HeaderValue::from_static("max-age=86400");
            response.headers_mut().insert(CACHE_CONTROL, lasting);
            response
        }
        Err(why) => unreadable(&why),
    }
}

/// What Flex asks to know which plugins to load.
async fn plugin_list(State(app): State<App>, Path(variant): Path<String>) -> Response {
    if variant == RELEASED {
        let released = app.look(|world| world.released_plugins());
        let plugins = released.iter().map(|plugin| {
            json!({
                "name": plugin.unique_name,
                "version": plugin.version,
                "src": format!("/_plugins/{RELEASED}/{}.js", plugin.unique_name),
                "phase": plugin.phase,
            })
        });
        return Json(plugins.collect::<Value>()).into_response();
    }
    if variant == "none" || app.settings.plugin.is_none() {
        return Json(json!([])).into_response();
    }
    let plugin = json!({
        "name": "plugin-switchboard",
        "version": env!("CARGO_PKG_VERSION"),
        "src": format!("/_plugins/{variant}/plugin-switchboard.js"),
        "phase": 3,
    });
    Json(json!([plugin])).into_response()
}

async fn plugin_file(
    State(app): State<App>,
    Path((variant, file)): Path<(String, String)>,
) -> Response {
    if variant == RELEASED {
        return released_file(&app, file.trim_end_matches(".js"));
    }
    let Some(plugin) = app.settings.plugin.clone() else {
        return (StatusCode::NOT_FOUND, "no plugin was given").into_response();
    };
    let script = match read(plugin).await {
        Ok(script) => script,
        Err(why) => return unreadable(&why),
    };
    let script = match Fault::named(&variant) {
        None if variant == "whole" => script,
        None => return missing(&app, &format!("the plugin variant {variant}")),
        Some(fault) => match broken::with(fault, script) {
            Ok(script) => script,
            Err(why) => return missing(&app, &format!("the plugin variant {variant}: {why}")),
        },
    };
    ([(CACHE_CONTROL, "no-store")], typed("text/javascript", script)).into_response()
}

/// The file of a released plugin, which Flex's service hands to whoever has logged in.
fn released_file(app: &App, name: &str) -> Response {
    let asset = app.look(|world| {
        let plugin = world.released_plugins().into_iter().find(|p| p.unique_name == name)?;
        let (domain, path) = plugin.url.strip_prefix("https://")?.split_once('/')?;
        world.deployed_at(domain)?.file(FileKind::Asset, &format!("/{path}")).cloned()
    });
    match asset {
        Some(asset) => ([(CACHE_CONTROL, "no-store")], deployed::served(&asset)).into_response(),
        None => (StatusCode::NOT_FOUND, format!("no plugin {name} is released")).into_response(),
    }
}

async fn read(path: PathBuf) -> Result<Vec<u8>, String> {
    let shown = path.display().to_string();
    let read = tokio::task::spawn_blocking(move || std::fs::read(path)).await;
    let read = read.expect("reading a file does not panic");
    read.map_err(|error| format!("{shown} cannot be read: {error}"))
}

fn unreadable(why: &str) -> Response {
    (StatusCode::INTERNAL_SERVER_ERROR, why.to_owned()).into_response()
}

/// A response of this media type.
pub(crate) fn typed(media_type: &'static str, body: impl Into<Body>) -> Response {
    ([(CONTENT_TYPE, media_type)], body.into()).into_response()
}
