//! Twilio Functions: the Node child that runs them, and the gateway in front of it.

use std::path::PathBuf;
use std::process::Stdio;
use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::http::header::{
    CONNECTION, CONTENT_LENGTH, CONTENT_TYPE, HOST, HeaderMap, TRANSFER_ENCODING,
};
use axum::http::{HeaderValue, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use axum::{Extension, Router};
use http_body_util::BodyExt;
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};
use tokio::sync::{Notify, oneshot, watch};
use tokio::task::JoinHandle;
use twilio_world::{Arrow, Lane};

use crate::app::App;
use crate::deployed;
use crate::faults::{self, Asked, Line, Place};
use crate::hosts::AskedHost;
use crate::rest::pairs;
use crate::signature::sign;

/// How long a request waits for a child that is still starting.
const PATIENCE: Duration = Duration::from_secs(20);

/// How to start the child.
#[derive(Clone, Debug)]
struct Launch {
    source: Source,
    /// The emulator's own.
    port: u16,
    /// The address that the Functions are told they have.
    public_url: String,
    environment: Vec<(String, String)>,
}

/// Where the child finds its Functions.
#[derive(Clone, Debug)]
enum Source {
    /// In the folder where they are written.
    Written(PathBuf),
    /// As Twilio keeps what was uploaded; such a child has no variable that was not set there.
    Deployed(PathBuf),
}

/// A child to pass requests on to, and the address under which the world knows it.
#[derive(Clone, Debug)]
pub(crate) struct Target {
    pub(crate) child: FunctionsChild,
    /// Scheme and host, as Twilio signs them.
    pub(crate) base: String,
}

/// The Node process that runs the Functions.
#[derive(Clone, Debug)]
pub struct FunctionsChild {
    /// What the running child has said of itself; `None` while it starts.
    running: Arc<watch::Sender<Option<Running>>>,
    configured: bool,
    /// Tells the keeper to restart the child; without a keeper nobody can.
    again: Option<Arc<Notify>>,
}

/// A child's first line.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
struct Running {
    /// Where it listens on 127.0.0.1.
    port: u16,
    /// The paths that only Twilio may ask.
    protected: Vec<String>,
}

impl FunctionsChild {
    /// No Functions: every address of theirs is answered 501.
    pub fn none() -> FunctionsChild {
        FunctionsChild { running: Arc::default(), configured: false, again: None }
    }

    /// Functions that somebody else already runs on this port of 127.0.0.1.
    pub fn at(port: u16, protected: Vec<String>) -> FunctionsChild {
        let running = Arc::new(watch::Sender::new(Some(Running { port, protected })));
        FunctionsChild { running, configured: true, again: None }
    }

    /// Starts the child and keeps it running until the keeper is told to stop.
    pub fn start(
        folder: PathBuf,
        port: u16,
        environment: Vec<(&'static str, String)>,
    ) -> (FunctionsChild, FunctionsKeeper) {
        let environment =
            environment.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
        let public_url = format!("http://functions.localhost:{port}");
        let launch = Launch { source: Source::Written(folder), port, public_url, environment };
        FunctionsChild::keep(move || launch.spawn())
    }

    /// Starts the child of a deployed build, laid out in this folder.
    pub(crate) fn deployed(
        folder: PathBuf,
        port: u16,
        domain: &str,
        environment: Vec<(String, String)>,
    ) -> (FunctionsChild, FunctionsKeeper) {
        let public_url = format!("https://{domain}");
        let launch = Launch { source: Source::Deployed(folder), port, public_url, environment };
        FunctionsChild::keep(move || launch.spawn())
    }

    fn keep(
        spawn: impl Fn() -> std::io::Result<Child> + Send + 'static,
    ) -> (FunctionsChild, FunctionsKeeper) {
        let (running, again) = (Arc::new(watch::Sender::new(None)), Arc::new(Notify::new()));
        let (stop, stopped) = oneshot::channel();
        let (tell, told) = (running.clone(), again.clone());
        let task = tokio::spawn(async move { keep_running(spawn, &tell, &told, stopped).await });
        let child = FunctionsChild { running, configured: true, again: Some(again) };
        (child, FunctionsKeeper { stop, task })
    }

    /// Kills the child and starts another; `false` if it is not ours to kill.
    ///
    /// Requests that come from now on wait for the other.
    pub(crate) fn restart(&self) -> bool {
        let Some(again) = &self.again else { return false };
        self.running.send_replace(None);
        again.notify_one();
        true
    }

    /// The running child, waited for while it starts.
    async fn wait(&self) -> Option<Running> {
        let mut running = self.running.subscribe();
        let ready = tokio::time::timeout(PATIENCE, running.wait_for(Option::is_some));
        ready.await.ok()?.ok()?.clone()
    }
}

/// Restarts the child when it ends, and ends it.
#[derive(Debug)]
pub struct FunctionsKeeper {
    stop: oneshot::Sender<()>,
    task: JoinHandle<()>,
}

impl FunctionsKeeper {
    /// Ends the child and waits until it is gone.
    pub async fn stop(self) {
        // The keeper ends only when it is told, so it is there to hear it.
        let _ = self.stop.send(());
        if let Err(panicked) = self.task.await {
            eprintln!("functions: {panicked}");
        }
    }
}

/// Starts the child, and again whenever it has ended, until it is to stop.
async fn keep_running(
    spawn: impl Fn() -> std::io::Result<Child>,
    tell: &watch::Sender<Option<Running>>,
    again: &Notify,
    mut stopped: oneshot::Receiver<()>,
) {
    loop {
        let mut child = match spawn() {
            Ok(child) => child,
            Err(error) => {
                eprintln!("functions: node cannot be started: {error}");
                return;
            }
        };
        tokio::select! {
            () = attend(&mut child, tell) => {}
            () = again.notified() => {
                kill(&mut child).await;
                tell.send_replace(None);
                continue;
            }
            _ = &mut stopped => return kill(&mut child).await,
        }
        let ended = child.wait().await;
        tell.send_replace(None);
        eprintln!("functions: the Node process ended ({ended:?}); it is started again");
        // A child that dies at once must not keep the machine busy.
        tokio::select! {
            () = tokio::time::sleep(Duration::from_secs(1)) => {}
            _ = &mut stopped => return,
        }
    }
}

async fn kill(child: &mut Child) {
    if let Err(error) = child.kill().await {
        eprintln!("functions: the Node process cannot be ended: {error}");
    }
}

impl Launch {
    fn spawn(&self) -> std::io::Result<Child> {
        let node = concat!(env!("CARGO_MANIFEST_DIR"), "/node");
        let mut command = Command::new("node");
        let (option, folder) = match &self.source {
            Source::Written(folder) => ("--functions", folder),
            Source::Deployed(folder) => {
                let path = std::env::var_os("PATH").unwrap_or_default();
                command.env_clear().env("PATH", path);
                ("--deployed", folder)
            }
        };
        command
            .arg("--require")
            .arg(format!("{node}/redirect.cjs"))
            .arg(format!("{node}/functions.mjs"))
            .arg(option)
            .arg(folder)
            .args(["--port", "0", "--public-url", &self.public_url])
            .envs(self.environment.iter().map(|(name, value)| (name, value)))
            .env("EMULATOR_PORT", self.port.to_string())
            // The child ends when this pipe does, even if the emulator is killed.
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::inherit())
            .kill_on_drop(true)
            .spawn()
    }
}

/// Reads the child's first line, then passes on what else it prints, until it closes its output.
async fn attend(child: &mut Child, tell: &watch::Sender<Option<Running>>) {
    let stdout = child.stdout.take().expect("the child's output is piped");
    let mut lines = BufReader::new(stdout).lines();
    while let Ok(Some(line)) = lines.next_line().await {
        match serde_json::from_str::<Running>(&line) {
            Ok(running) if tell.borrow().is_none() => {
                tell.send_replace(Some(running));
            }
            _ => eprintln!("functions: {line}"),
        }
    }
}

pub(crate) fn routes() -> Router<App> {
    Router::new().fallback(gateway)
}

/// Answers for the Functions, as well as faults let them.
async fn gateway(
    State(app): State<App>,
    Extension(line): Extension<Line>,
    Extension(AskedHost(host)): Extension<AskedHost>,
    request: Request,
) -> Response {
    let (method, path) = (request.method().to_string(), request.uri().path().to_owned());
    let asked = Asked::at(Place::Functions, &method, &path);
    let asked = Asked { identity: line.identity(), ..asked };
    // What Twilio asks is written down where it asks; a browser's question whether it may ask, nowhere.
    let work = async {
        if line.identity().is_empty() || request.method() == axum::http::Method::OPTIONS {
            return answered(&app, &host, request).await;
        }
        written_down(&app, line.identity(), &host, request).await
    };
    faults::answer(&app, asked, work).await
}

/// Passes a browser's request on and writes it into the log with its answer.
async fn written_down(app: &App, identity: &str, host: &str, request: Request) -> Response {
    let begun = app.clock.now();
    let what = format!("{} {}", request.method(), request.uri().path());
    let (parts, body) = request.into_parts();
    let Ok(asked) = body.collect().await.map(|body| body.to_bytes()) else {
        return (StatusCode::BAD_REQUEST, "the body was cut off").into_response();
    };
    let request = Request::from_parts(parts, Body::from(asked.clone()));
    let (parts, body) = answered(app, host, request).await.into_parts();
    let Ok(reply) = body.collect().await.map(|body| body.to_bytes()) else {
        return (StatusCode::BAD_GATEWAY, "the answer was cut off").into_response();
    };
    let ended = app.clock.now();
    let status = parts.status.as_u16();
    let arrow = Arrow::answered(Lane::Browser(identity.to_owned()), Lane::Functions, status);
    let detail = json!({ "body": readable(&asked), "reply": readable(&reply) });
    let what = format!("{what} → {status}");
    app.note_arrow("functions", identity, &what, detail, arrow.between(begun, ended));
    Response::from_parts(parts, Body::from(reply))
}

/// A body as JSON, as the pairs of a form, or as text.
fn readable(body: &Bytes) -> Value {
    serde_json::from_slice(body).unwrap_or_else(|_| {
        let text = String::from_utf8_lossy(body);
        if text.contains('=') && !text.contains(['<', ' ', '\n']) {
            json!(pairs(body))
        } else {
            json!(text)
        }
    })
}

/// Answers at a host: with what was deployed there, or with the emulator's own Functions.
async fn answered(app: &App, host: &str, request: Request) -> Response {
    if host.ends_with(deployed::DOMAIN) {
        return deployed::answer(app, host, request).await;
    }
    if !app.functions.configured {
        return crate::hosts::missing(app, "Functions: it was started without --functions");
    }
    let base = format!("http://functions.localhost:{}", app.settings.port);
    pass_on(app, &Target { child: app.functions.clone(), base }, request).await
}

/// Passes a request on to the child; to a protected path only with Twilio's signature.
pub(crate) async fn pass_on(app: &App, to: &Target, request: Request) -> Response {
    let Some(child) = to.child.wait().await else {
        return (StatusCode::BAD_GATEWAY, "the Functions are not running").into_response();
    };
    let (parts, body) = request.into_parts();
    let Ok(body) = body.collect().await.map(|body| body.to_bytes()) else {
        return (StatusCode::BAD_REQUEST, "the body was cut off").into_response();
    };
    let path = parts.uri.path();
    let what = format!("{} {path}", parts.method);
    let protected = child.protected.iter().any(|protected| protected == path);
    if protected && !is_signed(app, &to.base, &parts.uri, &parts.headers, &body) {
        app.note("webhook", "functions", &format!("{what} → 403, not signed by Twilio"), json!({}));
        return (StatusCode::FORBIDDEN, "the request is not signed by Twilio").into_response();
    }
    let target = parts.uri.path_and_query().map_or("/", |target| target.as_str());
    let mut onward = axum::http::Request::new(Body::from(body));
    *onward.method_mut() = parts.method;
    *onward.headers_mut() = parts.headers;
    *onward.uri_mut() = match format!("http://127.0.0.1:{}{target}", child.port).parse() {
        Ok(uri) => uri,
        Err(_) => return (StatusCode::BAD_REQUEST, "the address is malformed").into_response(),
    };
    let host = to.base.split("//").nth(1).unwrap_or_default();
    let host = HeaderValue::from_str(host).expect("a name and a number are a header's value");
    onward.headers_mut().insert(HOST, host);
    onward.headers_mut().remove(TRANSFER_ENCODING);
    onward.headers_mut().remove(CONTENT_LENGTH);
    match app.client.send(onward).await {
        Ok(mut response) => {
            response.headers_mut().remove(CONNECTION);
            response.headers_mut().remove(TRANSFER_ENCODING);
            response.into_response()
        }
        Err(why) => {
            app.note("webhook", "functions", &format!("{what} → {why}"), json!({}));
            (StatusCode::BAD_GATEWAY, why.to_string()).into_response()
        }
    }
}

fn is_signed(app: &App, base: &str, uri: &Uri, headers: &HeaderMap, body: &Bytes) -> bool {
    let text = |value: Option<&HeaderValue>| {
        value.and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned()
    };
    let is_form = text(headers.get(CONTENT_TYPE)).starts_with("application/x-www-form-urlencoded");
    let form = if is_form { pairs(body) } else { Vec::new() };
    let target = uri.path_and_query().map_or("/", |target| target.as_str());
    let url = format!("{base}{target}");
    let token = app.look(|world| world.account().auth_token.clone());
    let given = text(headers.get("x-twilio-signature"));
    !given.is_empty() && given == sign(&token, &url, &form)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicU16, Ordering};

    #[tokio::test]
    async fn a_restart_puts_another_process_in_the_place_of_the_first() {
        let started = AtomicU16::new(0);
        // Stands for Node: says which one it is and stays until it is killed.
        let (functions, keeper) = FunctionsChild::keep(move || {
            let port = started.fetch_add(1, Ordering::Relaxed);
            let says = format!(r#"echo '{{"port":{port},"protected":[]}}'; exec cat"#);
            let mut shell = Command::new("sh");
            shell.args(["-c", &says]).stdin(Stdio::piped()).stdout(Stdio::piped());
            shell.kill_on_drop(true).spawn()
        });
        for port in 0..3 {
            assert_eq!(functions.wait().await.map(|running| running.port), Some(port));
            assert!(functions.restart());
        }
        keeper.stop().await;
        for not_ours in [FunctionsChild::none(), FunctionsChild::at(1, vec![])] {
            assert!(!not_ours.restart());
        }
    }
}
