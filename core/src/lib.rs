//! What may happen on a call: decisions without input, output, clock or standard library.
//!
//! There are two machines. [`desk`] is one agent's browser, [`record`] is one internal call as
//! the server keeps it. Neither knows the other; they meet in [`wire`], the shape of what
//! travels between plugin, Functions and Twilio.

#![no_std]
#![deny(clippy::unwrap_used)]

extern crate alloc;

pub mod desk;
pub mod id;
mod missed;
pub mod multi_call;
pub mod pii;
pub mod record;
pub mod wire;
