//! What names and words are compared by: who types "espanol" means "Español".
//!
//! ```
//! use call_letters::Folded;
//!
//! assert!(Folded::new("Tier 2, Español").words().eq(["tier", "2", "espanol"]));
//! ```

#![no_std]
#![deny(clippy::unwrap_used)]

extern crate alloc;

mod fold;
mod kind;

pub use fold::Folded;
