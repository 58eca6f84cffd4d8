//! Flex's own services: configuration, tokens, session, status.

use axum::body::Bytes;
use axum::extract::{Form, State};
use axum::http::header::{AUTHORIZATION, HeaderMap};
use axum::response::Response;
use axum::routing::{any, get, post};
use axum::{Extension, Json, Router};
use serde::Deserialize;
use serde_json::{Map, Value, json};
use twilio_world::{Fault, Method, Reply, Request, TokenInfo};

use crate::app::App;
use crate::hosts::{AskedHost, missing};
use crate::page::PageOptions;
use crate::rest;

/// `flex-api.twilio.com`, `flex.twilio.com` and `status.twilio.com`: their paths do not overlap.
pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/v1/Configuration", get(configuration).post(rest::answer))
        .route("/v1/PluginService/{*path}", any(rest::answer))
        .route("/v1/Configuration/Public", get(public_configuration))
        .route("/v1/Accounts/{account}/Tokens/Info", post(token_info))
        .route("/v1/account/provision/status", get(provision_status))
        .route("/v1/Instances/{instance}/Teams/Context", get(teams))
        .route("/api/v1/Session", get(session))
        .route("/api/v1/Features/{feature}", get(feature))
        .route("/api/v2/summary.json", get(status))
        .fallback(other)
}

async fn other(
    State(app): State<App>,
    Extension(AskedHost(host)): Extension<AskedHost>,
    method: axum::http::Method,
    uri: axum::http::Uri,
) -> Response {
    missing(&app, &format!("{method} https://{host}{uri}"))
}

/// Who asks; Flex's services take the token as the password of `token`, or in a header.
fn asker(app: &App, headers: &HeaderMap) -> Result<TokenInfo, Fault> {
    let header = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let basic = header(AUTHORIZATION.as_str()).and_then(rest::basic).map(|(_, password)| password);
    let token = basic.or_else(|| header("x-flex-jwe").map(str::to_owned));
    let info = token.and_then(|token| app.look(|world| world.token(&token)));
    info.ok_or_else(|| Fault::new(401, 20003, "Authenticate"))
}

/// Whether it is an administrator's tool that asks, by the account's SID or its API key, and no
/// agent's page.
fn is_the_account(app: &App, headers: &HeaderMap) -> bool {
    let header = headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok());
    let user = header.and_then(rest::basic).map(|(user, _)| user);
    user.is_some_and(|user| {
        app.look(|world| {
            let account = world.account();
            user == account.sid.as_str() || user == account.api_key.0
        })
    })
}

fn answered(result: Result<Value, Fault>) -> Response {
    rest::shown(result.map_or_else(Reply::from, Reply::ok))
}

async fn configuration(
    State(app): State<App>,
    Extension(host): Extension<AskedHost>,
    options: Option<Extension<PageOptions>>,
    uri: axum::http::Uri,
    headers: HeaderMap,
) -> Response {
    if is_the_account(&app, &headers) {
        let method = axum::http::Method::GET;
        return rest::answer(State(app), Extension(host), method, uri, headers, Bytes::new()).await;
    }
    let options = options.map(|Extension(options)| options).unwrap_or_default();
    let configured = asker(&app, &headers).and_then(|_| configured(&app, &options));
    let reply = configured.map_or_else(Reply::from, Reply::ok);
    // Of Flex's own services this one alone is published.
    let asked = Request {
        host: "flex-api.twilio.com".to_owned(),
        method: Method::Get,
        path: uri.path().to_owned(),
        query: rest::pairs(uri.query().unwrap_or_default().as_bytes()),
        form: Vec::new(),
        json: None,
        basic: None,
        if_match: None,
    };
    app.exchanges.keep(&asked, &reply);
    rest::shown(reply)
}

/// The account's Flex configuration, as the page's options change it.
fn configured(app: &App, options: &PageOptions) -> Result<Value, Fault> {
    let mut configuration = app.look(|world| world.flex_configuration());
    if let Some(variant) = &options.config {
        vary(&mut configuration, variant)?;
    }
    Ok(configuration)
}

/// Makes one of the choices, or of the mistakes, that administrators make.
fn vary(configuration: &mut Value, variant: &str) -> Result<(), Fault> {
    let custom_data = &mut configuration["ui_attributes"]["custom_data"];
    match variant {
        "dark" => configuration["ui_attributes"]["theme"] = json!({ "isLight": false }),
        "feature-off" => custom_data["features"]["internal_call"]["enabled"] = json!(false),
        "missing-custom-data" => *custom_data = Value::Null,
        "missing-functions" => {
            if let Some(data) = custom_data.as_object_mut() {
                data.retain(|name, _| !name.starts_with("serverless_functions_"));
            }
        }
        "missing-outbound-flow" => configuration["outbound_call_flows"] = json!({}),
        "unreachable-functions" => {
            custom_data["serverless_functions_domain"] = json!("unreachable.localhost");
        }
        _ => return Err(Fault::not_implemented(format_args!("the configuration {variant}"))),
    }
    Ok(())
}

async fn public_configuration(State(app): State<App>) -> Json<Value> {
    let account = app.look(|world| world.account().sid.clone());
    Json(json!({
        "account_sid": account,
        "public_attributes": Map::new(),
        "runtime_domain": format!("http://functions.localhost:{}", app.settings.port),
        "date_created": "2026-01-01T00:00:00Z",
        "date_updated": "2026-01-01T00:00:00Z",
    }))
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct TokenForm {
    token: String,
}

async fn token_info(State(app): State<App>, Form(form): Form<TokenForm>) -> Response {
    let (info, account) = app.look(|world| (world.token(&form.token), world.account().sid.clone()));
    let info = info
        .ok_or_else(|| Fault::new(401, 20104, "Access Token expired or expiration date invalid"));
    answered(info.map(|info| {
        json!({
            "valid": true,
            "roles": info.roles,
            "expiration": info.expires.iso(),
            "identity": info.identity,
            "realm_user_id": info.identity,
            "worker_sid": info.worker,
            "flex_user_sid": info.flex_user,
            "account_sid": account,
        })
    }))
}

/// Whether the account has e-mail; it has not.
async fn provision_status() -> Json<Value> {
    Json(json!({ "status": "inactive" }))
}

async fn teams() -> Json<Value> {
    Json(json!({ "team_setup_complete": false }))
}

/// Which of Flex's own feature flags are on.
async fn session(State(app): State<App>, headers: HeaderMap) -> Response {
    let features = app.look(|world| world.setup().flex_features.clone());
    let features = features.iter().map(|id| {
        json!({ "id": id, "name": id, "enabled": true, "description": "", "stage": "beta", "doc_url": "" })
    });
    let features: Vec<Value> = features.collect();
    answered(
        asker(&app, &headers).map(|_| json!({ "features": features, "insights_active": false })),
    )
}

async fn feature() -> Json<Value> {
    Json(json!({ "enabled": false }))
}

/// The status page: all is well.
async fn status() -> Json<Value> {
    Json(json!({
        "page": { "id": "emulator", "name": "Twilio", "url": "https://status.twilio.com" },
        "components": [{ "name": "FLEX", "status": "operational" }],
        "incidents": [],
        "scheduled_maintenances": [],
        "status": { "indicator": "none", "description": "All Systems Operational" },
    }))
}
