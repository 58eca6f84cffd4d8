//! The emulator's only way out: plain HTTP to this very machine.

use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

use axum::body::Body;
use axum::http::{Request, Response, Uri};
use futures_util::future::{Ready, ready};
use http_body_util::BodyExt;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::client::legacy::connect::dns::Name;
use hyper_util::rt::TokioExecutor;
use thiserror::Error;

use crate::deployed;

/// As long as Twilio waits for an answer to a webhook.
const PATIENCE: Duration = Duration::from_secs(15);

/// Why an address gave no answer.
#[derive(Debug, Error)]
pub(crate) enum ClientError {
    #[error("{0} is not a plain http address of this machine; nothing leaves it")]
    Forbidden(String),
    #[error("{url} did not answer: {reason}")]
    NoAnswer { url: String, reason: String },
    #[error("{0} did not answer within 15 s")]
    Late(String),
}

/// Asks addresses of this machine, and no others.
#[derive(Clone, Debug)]
pub(crate) struct Client {
    /// Where the emulator itself listens: what is deployed answers there.
    port: u16,
    inner: hyper_util::client::legacy::Client<HttpConnector<Loopback>, Body>,
}

impl Client {
    /// A client within the emulator that listens on this port.
    pub(crate) fn new(port: u16) -> Client {
        let mut connector = HttpConnector::new_with_resolver(Loopback);
        connector.set_nodelay(true);
        let inner =
            hyper_util::client::legacy::Client::builder(TokioExecutor::new()).build(connector);
        Client { port, inner }
    }

    /// Sends one request as it is; the answer's body is still to come.
    pub(crate) async fn send(
        &self,
        mut request: Request<Body>,
    ) -> Result<Response<Body>, ClientError> {
        let url = request.uri().to_string();
        if let Some(here) = self.deployed_here(request.uri()) {
            *request.uri_mut() = here;
        }
        if !is_here(request.uri()) {
            return Err(ClientError::Forbidden(url));
        }
        match tokio::time::timeout(PATIENCE, self.inner.request(request)).await {
            Ok(Ok(response)) => Ok(response.map(Body::new)),
            Ok(Err(error)) => Err(ClientError::NoAnswer { url, reason: error.to_string() }),
            Err(_) => Err(ClientError::Late(url)),
        }
    }

    /// Where a deployed Function's address is answered, without a certificate.
    fn deployed_here(&self, uri: &Uri) -> Option<Uri> {
        let host = uri.host().filter(|host| host.ends_with(deployed::DOMAIN))?;
        let target = uri.path_and_query().map_or("/", |target| target.as_str());
        format!("http://{host}:{}{target}", self.port).parse().ok()
    }

    /// Sends one request and takes in the whole answer.
    pub(crate) async fn ask(&self, request: Request<Body>) -> Result<(u16, Vec<u8>), ClientError> {
        let url = request.uri().to_string();
        let response = self.send(request).await?;
        let status = response.status().as_u16();
        let body = response
            .into_body()
            .collect()
            .await
            .map_err(|error| ClientError::NoAnswer { url, reason: error.to_string() })?;
        Ok((status, body.to_bytes().into()))
    }
}

fn is_here(uri: &Uri) -> bool {
    let here = |host: &str| {
        let here = ["localhost", "127.0.0.1"].contains(&host);
        here || host.ends_with(".localhost") || host.ends_with(deployed::DOMAIN)
    };
    uri.scheme_str() == Some("http") && uri.host().is_some_and(here)
}

/// Every name is this machine; which names may be asked is checked before.
#[derive(Clone, Debug)]
struct Loopback;

impl tower::Service<Name> for Loopback {
    type Response = std::iter::Once<SocketAddr>;
    type Error = std::convert::Infallible;
    type Future = Ready<Result<Self::Response, Self::Error>>;

    fn poll_ready(
        &mut self,
        _: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Result<(), Self::Error>> {
        std::task::Poll::Ready(Ok(()))
    }

    fn call(&mut self, _: Name) -> Self::Future {
        ready(Ok(std::iter::once(SocketAddr::from((Ipv4Addr::LOCALHOST, 0)))))
    }
}
