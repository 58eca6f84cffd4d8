//! Twilio's REST, as far as an internal call needs it.

pub(crate) mod calls;
pub(crate) mod conferences;
pub(crate) mod documents;
pub(crate) mod missed;
pub(crate) mod queues;
pub(crate) mod tasks;
pub(crate) mod workers;
