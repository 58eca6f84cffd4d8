//! The emulator's doors: HTTP, sockets and sound around a [`twilio_world::World`].
//!
//! The world decides; the doors only carry. A request becomes a plain value, the world answers
//! it, and what the world orders in the meantime (pushes, invitations, webhooks, sound) is
//! carried out by one task in the order given. Everything is on loopback and on one port: the
//! `Host` header, or a path that begins with `/_host/HOST`, says which of Twilio's hosts is meant.

mod app;
mod assets;
mod bridge;
mod client;
mod clock;
mod control;
mod deployed;
mod desk;
mod exchanges;
mod faults;
mod flex;
mod functions;
mod hosts;
mod live;
mod orders;
mod page;
mod rest;
mod signature;
mod socket;
mod sound;
mod sync_door;
mod twilsock;
mod uploads;
mod voice;

pub use app::{App, Settings};
pub use bridge::session as bridge_session;
pub use functions::{FunctionsChild, FunctionsKeeper};
pub use hosts::router;
pub use signature::sign;
pub use socket::{Frame, Outbox};
pub use twilsock::{CodecError, decode, encode, session as twilsock_session};
pub use voice::session as voice_session;
