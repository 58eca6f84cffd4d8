//! Flex tokens: who is logged in, and Twilio's IAM answering for them.

use crate::exchange::{Fault, Reply, Request};
use crate::sid::Sid;
use crate::time::Time;
use crate::world::World;

/// Whom a Flex token stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenInfo {
    /// The log-in name and client identity.
    pub identity: String,
    /// The worker.
    pub worker: Sid,
    /// Flex roles.
    pub roles: Vec<String>,
    /// The Flex user, `FU…`.
    pub flex_user: Sid,
    /// When the token ends.
    pub expires: Time,
}

impl World {
    /// A new token for the worker of this name; `None` if there is nobody of that name.
    pub fn issue_token(&mut self, _identity: &str) -> Option<String> {
        None
    }

    /// Whom a token stands for; `None` if it is unknown or has ended.
    pub fn token(&self, _token: &str) -> Option<TokenInfo> {
        None
    }

    pub(crate) fn rest_iam(&mut self, request: &Request) -> Result<Reply, Fault> {
        Err(Fault::not_found(&request.path))
    }
}
