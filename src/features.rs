//! Ears and hands, one pair per capability: facts from the hosts in, orders to the hosts out.

pub mod directory;
pub mod internal_call;
pub mod multi_call;
pub mod notices;
pub mod off;
pub mod shortcuts;
pub mod wording;
