//! Flex's own services: configuration, tokens, session, status.

use axum::extract::{Form, State};
use axum::http::header::{AUTHORIZATION, HeaderMap};
use axum::response::Response;
use axum::routing::{get, post};
use axum::{Extension, Json, Router};
use serde::Deserialize;
use serde_json::{Map, Value, json};
use twilio_world::{Fault, Method, Reply, Request, TokenInfo};

use crate::app::App;
use crate::hosts::{AskedHost, missing};
use crate::page::PageOptions;
use crate::rest;

/// What is the same in every account's configuration here.
const FIXED: &str = include_str!("../page/configuration.json");

/// `flex-api.twilio.com`, `flex.twilio.com` and `status.twilio.com`: their paths do not overlap.
pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/v1/Configuration", get(configuration))
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

/// Whether whoever asks may read the configuration: an agent by a token, a script by the account's
/// own credentials.
fn reader(app: &App, headers: &HeaderMap) -> Result<(), Fault> {
    let header = headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok());
    let known = app.look(|world| {
        let account = world.account();
        (account.sid.to_string(), account.auth_token.clone())
    });
    match header.and_then(rest::basic) {
        Some(given) if given == known => Ok(()),
        _ => asker(app, headers).map(|_| ()),
    }
}

fn answered(result: Result<Value, Fault>) -> Response {
    rest::shown(result.map_or_else(Reply::from, Reply::ok))
}

async fn configuration(
    State(app): State<App>,
    options: Option<Extension<PageOptions>>,
    uri: axum::http::Uri,
    headers: HeaderMap,
) -> Response {
    let options = options.map(|Extension(options)| options).unwrap_or_default();
    let configured = reader(&app, &headers).and_then(|()| configured(&app, &options));
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
    let port = app.settings.port;
    let of_account = app.look(|world| {
        let (account, setup) = (world.account(), world.setup());
        let flow = json!({
            "enabled": true,
            "caller_id": account.caller_id,
            "queue_sid": account.queue,
            "workflow_sid": account.workflow,
            "location": "US",
        });
        let mut custom_data = json!({
            "serverless_functions_protocol": "http",
            "serverless_functions_domain": "functions.localhost",
            "serverless_functions_port": port.to_string(),
            "features": {
                "internal_call": {
                    "enabled": true,
                    "enable_call_agent": true,
                    "enable_call_queue": false,
                },
            },
        });
        merge(&mut custom_data, &Value::Object(setup.custom_data.clone()));
        json!({
            "account_sid": account.sid,
            "chat_service_instance_sid": account.flex_service,
            "flex_instance_sid": account.flex_instance,
            "flex_service_instance_sid": account.flex_service,
            "outbound_call_flows": if setup.outbound_flow { json!({ "default": flow }) } else { json!({}) },
            "runtime_domain": format!("http://functions.localhost:{port}"),
            "taskrouter_offline_activity_sid": account.activities.first().map(|offline| &offline.sid),
            "taskrouter_target_taskqueue_sid": account.queue,
            "taskrouter_target_workflow_sid": account.workflow,
            "taskrouter_taskqueues": [{ "sid": account.queue, "targettable": true }],
            "taskrouter_workspace_sid": account.workspace,
            "ui_attributes": { "custom_data": custom_data },
        })
    });
    let mut configuration: Value = serde_json::from_str(FIXED).expect("configuration.json is JSON");
    merge(&mut configuration, &of_account);
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

/// Writes one object over another, inner objects too.
fn merge(under: &mut Value, over: &Value) {
    match (under, over) {
        (Value::Object(under), Value::Object(over)) => {
            for (name, value) in over {
                merge(under.entry(name.clone()).or_insert(Value::Null), value);
            }
        }
        (under, over) => *under = over.clone(),
    }
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
