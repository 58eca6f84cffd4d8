//! How the plugin's program travels inside of a script.
//!
//! What stands next to each other in a WebAssembly function, an opcode, a local, an address,
//! says little about each other. Each kind by itself resembles what stood there before, and
//! brotli finds that. So [`split`] writes one text per kind while the plugin is built, and
//! [`join`] puts the program together again in the page, where it is a small program of its own.

#![cfg_attr(target_arch = "wasm32", no_std)]
#![deny(clippy::unwrap_used)]

mod body;
mod join;
mod recent;
mod text;

#[cfg(target_arch = "wasm32")]
mod page;
#[cfg(not(target_arch = "wasm32"))]
mod split;

pub use body::Kind;
pub use join::join;
#[cfg(not(target_arch = "wasm32"))]
pub use split::{Unsplit, split};
pub use text::Broken;
#[cfg(not(target_arch = "wasm32"))]
pub use text::characters;
