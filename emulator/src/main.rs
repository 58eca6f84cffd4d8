//! `emulator`: starts Twilio, offline, and says where it is.

use std::io::Write;
use std::net::Ipv6Addr;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;
use emulator::{App, FunctionsChild, Settings, router};
use serde_json::{Map, json};
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use twilio_world::{Setup, Time, World};

/// Twilio, offline: the real Flex UI, Voice SDK, TaskRouter SDK and Functions on this machine.
#[derive(Debug, Parser)]
struct Arguments {
    /// The port of everything; 0 takes a free one.
    #[arg(long, default_value_t = 0)]
    port: u16,
    /// The folder that holds twilio-flex.js.
    #[arg(long)]
    flex_ui: PathBuf,
    /// The plugin's file; without one Flex starts bare.
    #[arg(long)]
    plugin: Option<PathBuf>,
    /// The folder of the Functions; without one their addresses are answered 501.
    #[arg(long)]
    functions: Option<PathBuf>,
    /// A JSON file that describes the world: people, activities, Flex's settings.
    #[arg(long)]
    world: Option<PathBuf>,
    /// How many more workers to make up.
    #[arg(long, default_value_t = 0)]
    extra_workers: usize,
    /// Print the line that says it is ready, and nothing else.
    #[arg(long)]
    quiet: bool,
}

#[tokio::main]
async fn main() -> ExitCode {
    match run(Arguments::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("emulator: {why}");
            ExitCode::FAILURE
        }
    }
}

async fn run(arguments: Arguments) -> Result<(), String> {
    let setup = setup(&arguments)?;
    let listener = TcpListener::bind(("127.0.0.1", arguments.port));
    let listener = listener.await.map_err(|e| format!("port {}: {e}", arguments.port))?;
    let port = listener.local_addr().map_err(|e| e.to_string())?.port();
    // Browsers try ::1 first for *.localhost. Where there is no IPv6 they fall back.
    let second = TcpListener::bind((Ipv6Addr::LOCALHOST, port)).await.ok();

    let identities: Vec<String> =
        setup.workers.iter().map(|worker| worker.identity.clone()).collect();
    let (functions, keeper) = match &arguments.functions {
        Some(folder) => {
            let (child, keeper) = FunctionsChild::start(folder.clone(), port, environment());
            (child, Some(keeper))
        }
        None => (FunctionsChild::none(), None),
    };
    let settings =
        Settings { port, flex_ui: arguments.flex_ui.clone(), plugin: arguments.plugin.clone() };
    let app = App::start(setup, settings, functions).map_err(|e| format!("sound: {e}"))?;
    let router = router(app);
    if let Some(second) = second {
        let router = router.clone();
        tokio::spawn(async move { axum::serve(second, router).await });
    }
    let serving = tokio::spawn(async move { axum::serve(listener, router).await });
    announce(port, &identities, arguments.quiet)?;
    let outcome = tokio::select! {
        ended = serving => Err(format!("the server ended: {ended:?}")),
        () = told_to_stop() => Ok(()),
    };
    if let Some(keeper) = keeper {
        keeper.stop().await;
    }
    outcome
}

fn setup(arguments: &Arguments) -> Result<Setup, String> {
    let mut setup = match &arguments.world {
        Some(file) => {
            let text = std::fs::read_to_string(file);
            let text = text.map_err(|e| format!("{}: {e}", file.display()))?;
            serde_json::from_str(&text).map_err(|e| format!("{}: {e}", file.display()))?
        }
        None => Setup::default(),
    };
    setup.extra_workers = setup.extra_workers.max(arguments.extra_workers);
    Ok(setup)
}

/// The first line on standard output, for whoever has started us.
fn announce(port: u16, identities: &[String], quiet: bool) -> Result<(), String> {
    let agents: Map<_, _> = identities
        .iter()
        .map(|identity| (identity.clone(), json!(format!("http://{identity}.localhost:{port}/"))))
        .collect();
    let page = format!("http://localhost:{port}/");
    let ready = json!({ "ready": true, "port": port, "page": page, "agents": agents });
    let mut out = std::io::stdout().lock();
    writeln!(out, "{ready}").and_then(|()| out.flush()).map_err(|e| e.to_string())?;
    if !quiet {
        eprintln!("emulator: {page}");
    }
    Ok(())
}

/// What a Function finds in its environment on a real account.
fn environment() -> Vec<(&'static str, String)> {
    let world = World::new(Setup::default(), Time(0));
    let account = world.account();
    vec![
        ("ACCOUNT_SID", account.sid.to_string()),
        ("AUTH_TOKEN", account.auth_token.clone()),
        ("TWILIO_FLEX_WORKSPACE_SID", account.workspace.to_string()),
        ("TWILIO_FLEX_INTERNAL_CALL_WORKFLOW_SID", account.internal_call_workflow.to_string()),
        ("TWILIO_FLEX_SYNC_SID", account.sync_service.to_string()),
    ]
}

async fn told_to_stop() {
    let terminated = async {
        match signal(SignalKind::terminate()) {
            Ok(mut terminate) => {
                terminate.recv().await;
            }
            Err(_) => std::future::pending().await,
        }
    };
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        () = terminated => {}
    }
}
