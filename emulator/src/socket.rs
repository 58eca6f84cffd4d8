//! A WebSocket as two channels, so that a session can be tried without a network.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::extract::ws::{Message, WebSocket, WebSocketUpgrade};
use axum::response::Response;
use futures_util::future::BoxFuture;
use tokio::sync::mpsc;

use crate::faults::Line;

/// One message of a socket.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Frame {
    /// Binary: Twilsock.
    Binary(Vec<u8>),
    /// Text: TaskRouter and Voice.
    Text(String),
}

/// The sending end of a socket. Sending on a closed one does nothing.
#[derive(Clone, Debug)]
pub struct Outbox(mpsc::UnboundedSender<Frame>);

impl Outbox {
    /// An outbox and the channel that it fills.
    pub fn new() -> (Outbox, mpsc::UnboundedReceiver<Frame>) {
        let (sender, receiver) = mpsc::unbounded_channel();
        (Outbox(sender), receiver)
    }

    pub(crate) fn text(&self, text: impl Into<String>) {
        self.send(Frame::Text(text.into()));
    }

    pub(crate) fn binary(&self, bytes: Vec<u8>) {
        self.send(Frame::Binary(bytes));
    }

    fn send(&self, frame: Frame) {
        // The browser is gone; its session ends by itself.
        let _ = self.0.send(frame);
    }
}

/// How many sockets are open.
#[derive(Clone, Debug, Default)]
pub(crate) struct OpenSockets(Arc<AtomicUsize>);

impl OpenSockets {
    pub(crate) fn count(&self) -> usize {
        self.0.load(Ordering::Relaxed)
    }

    /// One more, until it is dropped.
    fn one_more(&self) -> OpenSocket {
        self.0.fetch_add(1, Ordering::Relaxed);
        OpenSocket(self.clone())
    }
}

struct OpenSocket(OpenSockets);

impl Drop for OpenSocket {
    fn drop(&mut self) {
        self.0.0.fetch_sub(1, Ordering::Relaxed);
    }
}

/// Runs a session on an upgraded connection until either side ends.
///
/// The session is handed what the browser sends and the outbox; when it returns, or when it has
/// dropped every outbox, the socket is closed. When the line is cut the socket is gone at once,
/// and the session sees the end of its inbox.
pub(crate) fn serve<S>(
    upgrade: WebSocketUpgrade,
    line: Line,
    sockets: &OpenSockets,
    session: S,
) -> Response
where
    S: FnOnce(mpsc::Receiver<Frame>, Outbox) -> BoxFuture<'static, ()> + Send + 'static,
{
    let open = sockets.one_more();
    upgrade.on_upgrade(async move |socket| {
        let _open = open;
        let (heard, inbox) = mpsc::channel(64);
        let (outbox, to_send) = Outbox::new();
        let mut session = session(inbox, outbox);
        let is_cut = tokio::select! {
            () = carry(socket, heard, to_send, &mut session) => false,
            () = line.until_cut() => true,
        };
        if is_cut {
            session.await;
        }
    })
}

async fn carry(
    mut socket: WebSocket,
    heard: mpsc::Sender<Frame>,
    mut to_send: mpsc::UnboundedReceiver<Frame>,
    session: &mut BoxFuture<'static, ()>,
) {
    // Taken out when the browser has closed: the session then sees the end of its inbox.
    let mut heard = Some(heard);
    loop {
        tokio::select! {
            () = &mut *session => break,
            frame = to_send.recv() => {
                let Some(frame) = frame else { break };
                if socket.send(message(frame)).await.is_err() {
                    heard = None;
                }
            }
            received = socket.recv(), if heard.is_some() => match received {
                Some(Ok(Message::Text(text))) => {
                    pass(&mut heard, Frame::Text(text.as_str().to_owned())).await;
                }
                Some(Ok(Message::Binary(bytes))) => pass(&mut heard, Frame::Binary(bytes.into())).await,
                Some(Ok(Message::Ping(_) | Message::Pong(_))) => {}
                Some(Ok(Message::Close(_)) | Err(_)) | None => heard = None,
            },
        }
    }
    // What the session said last, such as why it ends, is still on its way.
    while let Ok(frame) = to_send.try_recv() {
        if socket.send(message(frame)).await.is_err() {
            return;
        }
    }
}

async fn pass(heard: &mut Option<mpsc::Sender<Frame>>, frame: Frame) {
    if let Some(sender) = heard
        && sender.send(frame).await.is_err()
    {
        *heard = None;
    }
}

fn message(frame: Frame) -> Message {
    match frame {
        Frame::Binary(bytes) => Message::Binary(bytes.into()),
        Frame::Text(text) => Message::Text(text.into()),
    }
}
