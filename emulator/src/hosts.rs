//! Which of Twilio's hosts a request means, and the door that answers for it.

use std::collections::HashMap;
use std::sync::Arc;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::header::HOST;
use axum::http::{StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use serde_json::json;
use tower::ServiceExt;
use twilio_world::{Fault, Reply};

use crate::app::App;
use crate::faults::Line;
use crate::page::PageOptions;
use crate::{
    assets, bridge, control, deployed, desk, flex, functions, page, rest, twilsock, uploads, voice,
};

/// The host that a request means, without its port.
#[derive(Clone, Debug)]
pub(crate) struct AskedHost(pub(crate) String);

/// The whole emulator as one service.
pub fn router(app: App) -> Router {
    let doors = Arc::new(Doors::new(app));
    Router::new().fallback(dispatch).with_state(doors)
}

/// What is behind a host.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Door {
    Agent,
    Assets,
    Bridge,
    Flex,
    Functions,
    Here,
    Rest,
    Sink,
    Sounds,
    Twilsock,
    Uploads,
    Voice,
}

struct Doors {
    app: App,
    routers: HashMap<Door, Router>,
}

impl Doors {
    fn new(app: App) -> Doors {
        let routes: [(Door, Router<App>); 12] = [
            (Door::Agent, page::routes()),
            (Door::Assets, assets::routes()),
            (Door::Bridge, bridge::routes()),
            (Door::Flex, flex::routes()),
            (Door::Functions, functions::routes()),
            (Door::Here, control::routes().merge(desk::routes())),
            (Door::Rest, rest::routes()),
            (Door::Sink, assets::sink()),
            (Door::Sounds, assets::sounds()),
            (Door::Twilsock, twilsock::routes()),
            (Door::Uploads, uploads::routes()),
            (Door::Voice, voice::routes()),
        ];
        let routers =
            routes.into_iter().map(|(door, routes)| (door, routes.with_state(app.clone())));
        Doors { routers: routers.collect(), app }
    }
}

/// Who answers for a host; `None` if nobody does.
fn door(host: &str) -> Option<Door> {
    Some(match host {
        "localhost" | "127.0.0.1" | "[::1]" => Door::Here,
        "functions.localhost" => Door::Functions,
        "flex-api.twilio.com" | "flex.twilio.com" | "status.twilio.com" => Door::Flex,
        "event-bridge.twilio.com" => Door::Bridge,
        "api.twilio.com"
        | "iam.twilio.com"
        | "serverless.twilio.com"
        | "studio.twilio.com"
        | "sync.twilio.com"
        | "taskrouter.twilio.com" => Door::Rest,
        "flex-plugin-upload.us1.twilio.com" | "serverless-upload.twilio.com" => Door::Uploads,
        "assets.flex.twilio.com"
        | "assets.twilio.com"
        | "fonts.googleapis.com"
        | "fonts.gstatic.com" => Door::Assets,
        "media.twiliocdn.com" | "sdk.twilio.com" => Door::Sounds,
        _ if host.ends_with(deployed::DOMAIN) => Door::Functions,
        _ if host.ends_with(".localhost") => Door::Agent,
        _ if host.starts_with("tsock.") && host.ends_with(".twilio.com") => Door::Twilsock,
        _ if host.starts_with("voice-js.") && host.ends_with(".twilio.com") => Door::Voice,
        _ if host.starts_with("eventgw.") && host.ends_with(".twilio.com") => Door::Sink,
        _ => return None,
    })
}

async fn dispatch(State(doors): State<Arc<Doors>>, mut request: Request) -> Response {
    let line = Line::of(&doors.app, &agent(&request));
    request.extensions_mut().insert(line.clone());
    let (method, path) = (request.method().clone(), request.uri().path().to_owned());
    line.carry(&doors.app, (method.as_str(), &path), answer(&doors, request)).await
}

/// The agent whose page asks; empty if it is no agent's page.
fn agent(request: &Request) -> String {
    let header = request.headers().get(HOST).and_then(|host| host.to_str().ok());
    let host = header.or(request.uri().host()).map(without_port).unwrap_or_default();
    let host = host.to_ascii_lowercase();
    let agent = host.strip_suffix(".localhost").filter(|_| door(&host) == Some(Door::Agent));
    agent.unwrap_or_default().to_owned()
}

async fn answer(doors: &Doors, mut request: Request) -> Response {
    let host = match addressed(&mut request) {
        Ok(host) => host,
        Err(why) => return (StatusCode::BAD_REQUEST, why).into_response(),
    };
    let found = door(&host).and_then(|door| Some((door, doors.routers.get(&door)?)));
    let Some((door, router)) = found else {
        return missing(
            &doors.app,
            &format!("{} https://{host}{}", request.method(), request.uri()),
        );
    };
    let what = format!("{} {}", request.method(), request.uri().path());
    request.extensions_mut().insert(AskedHost(host.clone()));
    let response = match router.clone().oneshot(request).await {
        Ok(response) => response,
        Err(never) => match never {},
    };
    let kept = response.extensions().get::<rest::KeptWhole>().is_some();
    if !kept && !matches!(door, Door::Agent | Door::Functions | Door::Here | Door::Rest) {
        doors.app.exchanges.ask(&host, &what, response.status().as_u16());
    }
    response
}

/// 501, by name, and a line in the log: the emulator does not have what was asked.
pub(crate) fn missing(app: &App, what: &str) -> Response {
    app.note("missing", "emulator", what, json!({}));
    rest::shown(Reply::from(Fault::not_implemented(what)))
}

/// The host that is meant. `/_page/OPTIONS` and `/_host/HOST` are taken off the path.
fn addressed(request: &mut Request) -> Result<String, String> {
    let mut target =
        request.uri().path_and_query().map_or("/", |target| target.as_str()).to_owned();
    if let Some(rest) = target.strip_prefix("/_page/") {
        let (options, rest) = split(rest);
        request.extensions_mut().insert(PageOptions::from_segment(&options));
        target = rest;
    }
    let named = target.strip_prefix("/_host/").map(split);
    let host = match named {
        Some((host, rest)) => {
            target = rest;
            host
        }
        None => {
            let header = request.headers().get(HOST).and_then(|host| host.to_str().ok());
            let host = header.or(request.uri().host());
            host.ok_or("the request names no host")?.to_owned()
        }
    };
    let uri: Uri = target.parse().map_err(|error| format!("{target} is not a path: {error}"))?;
    *request.uri_mut() = uri;
    Ok(without_port(&host).to_ascii_lowercase())
}

/// The first segment of a path, and the path behind it.
fn split(path: &str) -> (String, String) {
    match path.find(['/', '?']) {
        Some(end) if path[end..].starts_with('/') => (path[..end].into(), path[end..].into()),
        Some(end) => (path[..end].into(), format!("/{}", &path[end..])),
        None => (path.into(), "/".into()),
    }
}

fn without_port(host: &str) -> &str {
    match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::body::Body;

    #[test]
    fn a_host_is_named_by_header_or_by_path() {
        for (header, path, host, rest) in [
            ("alice.localhost:4000", "/agent-desktop?x=1", "alice.localhost", "/agent-desktop?x=1"),
            ("api.twilio.com", "/2010-04-01", "api.twilio.com", "/2010-04-01"),
            ("bob.localhost:1", "/_host/flex.twilio.com/api?a=b", "flex.twilio.com", "/api?a=b"),
            ("localhost:1", "/_host/Sync.Twilio.com", "sync.twilio.com", "/"),
            ("localhost:1", "/_host/tsock.us1.twilio.com?t=1", "tsock.us1.twilio.com", "/?t=1"),
            ("localhost:1", "/_host/functions.localhost:4000/a", "functions.localhost", "/a"),
            ("localhost:1", "/_page/x=1/_host/flex.twilio.com/a", "flex.twilio.com", "/a"),
            ("[::1]:80", "/", "[::1]", "/"),
        ] {
            let mut request =
                Request::builder().uri(path).header(HOST, header).body(Body::empty()).unwrap();
            assert_eq!(addressed(&mut request).unwrap(), host, "{path}");
            assert_eq!(request.uri().to_string(), rest, "{path}");
        }
    }

    #[test]
    fn unknown_hosts_have_no_door() {
        for host in ["example.com", "lookups.twilio.com", "localhost.example.com", "twilio.com"] {
            assert_eq!(door(host), None, "{host}");
        }
    }
}
