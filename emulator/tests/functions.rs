//! The gateway before the Functions, with a stand-in for the Node process.

mod common;

use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::http::header::HOST;
use common::{Emulator, to};
use emulator::{FunctionsChild, sign};

const TOKEN: &str = "0123456789abcdef0123456789abcdef";

/// Functions that answer with what they were asked.
async fn echo() -> FunctionsChild {
    let told = async |request: Request| {
        let (parts, body) = request.into_parts();
        let body = axum::body::to_bytes(body, usize::MAX).await.unwrap();
        let host = parts.headers[HOST].to_str().unwrap();
        format!("{} {host}{} {}", parts.method, parts.uri, String::from_utf8_lossy(&body))
    };
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let app = Router::new().fallback(told);
    tokio::spawn(async move { axum::serve(listener, app).await });
    FunctionsChild::at(port, vec!["/guarded".to_owned()])
}

#[tokio::test]
async fn open_paths_are_passed_on_as_they_are() {
    let emulator = Emulator::with(4321, echo().await);
    let request = to("POST", "functions.localhost:4321/open?a=b%20c")
        .header("content-type", "application/json")
        .body(Body::from("{}"));
    let answer = emulator.send(request.unwrap()).await;
    assert_eq!(answer.text, "POST functions.localhost:4321/open?a=b%20c {}");
    let through_a_page = "alice.localhost:4321/_host/functions.localhost:4321/open";
    assert_eq!(emulator.get(through_a_page).await.text, "GET functions.localhost:4321/open ");
}

#[tokio::test]
async fn guarded_paths_are_for_twilio_alone() {
    let emulator = Emulator::with(4321, echo().await);
    let url = "http://functions.localhost:4321/guarded?taskSid=WT1";
    let form = [("CallSid".to_owned(), "CA1".to_owned()), ("Zone".to_owned(), "a b".to_owned())];
    let ask = async |signature: Option<String>, body: &str| {
        let mut request = to("POST", "functions.localhost:4321/guarded?taskSid=WT1")
            .header("content-type", "application/x-www-form-urlencoded");
        if let Some(signature) = signature {
            request = request.header("x-twilio-signature", signature);
        }
        emulator.send(request.body(Body::from(body.to_owned())).unwrap()).await.status
    };
    let good = sign(TOKEN, url, &form);
    assert_eq!(ask(Some(good.clone()), "CallSid=CA1&Zone=a+b").await, 200);
    assert_eq!(ask(Some(good.clone()), "CallSid=CA2&Zone=a+b").await, 403);
    assert_eq!(ask(Some(good), "CallSid=CA1").await, 403);
    assert_eq!(ask(Some(String::new()), "CallSid=CA1&Zone=a+b").await, 403);
    assert_eq!(ask(None, "CallSid=CA1&Zone=a+b").await, 403);
    let log = emulator.log().await;
    assert_eq!(
        log.iter().filter(|line| line.contains("not signed by Twilio")).count(),
        4,
        "{log:?}"
    );
}
