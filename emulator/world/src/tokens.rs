//! Flex tokens: who is logged in, and Twilio's IAM answering for them.

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::{Value, json};

use crate::exchange::{Fault, Method, Reply, Request};
use crate::sid::Sid;
use crate::time::Time;
use crate::world::World;

/// How long a token is good for.
const LIFETIME: Duration = Duration::from_secs(8 * 60 * 60);

/// All tokens ever issued, and when each ends.
#[derive(Debug, Default)]
pub(crate) struct Tokens {
    issued: BTreeMap<String, (Sid, Time)>,
}

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
    pub fn issue_token(&mut self, identity: &str) -> Option<String> {
        let worker = self.worker_of(identity)?;
        let expires = self.now + LIFETIME;
        let tokens = &mut self.taskrouter.tokens.issued;
        let token = format!("flex.{identity}.{:06}", tokens.len() + 1);
        tokens.insert(token.clone(), (worker, expires));
        Some(token)
    }

    /// Ends every token of the worker of this name now.
    pub fn expire_tokens(&mut self, identity: &str) {
        let Some(worker) = self.worker_of(identity) else { return };
        for (owner, expires) in self.taskrouter.tokens.issued.values_mut() {
            if *owner == worker {
                *expires = (*expires).min(self.now);
            }
        }
    }

    /// Ends every token of the worker of this name now, but the newest.
    pub fn outdate_tokens(&mut self, identity: &str) {
        let Some(worker) = self.worker_of(identity) else { return };
        let mut issued = self.taskrouter.tokens.issued.iter();
        let newest = issued.rfind(|(_, (owner, _))| *owner == worker);
        let newest = newest.map(|(token, (_, expires))| (token.clone(), *expires));
        self.expire_tokens(identity);
        if let Some((token, expires)) = newest {
            self.taskrouter.tokens.issued.insert(token, (worker, expires));
        }
    }

    /// Whom a token stands for; `None` if it is unknown or has ended.
    pub fn token(&self, token: &str) -> Option<TokenInfo> {
        let (worker, expires) = self.taskrouter.tokens.issued.get(token)?;
        let worker = self.taskrouter.workers.get(worker)?;
        (self.now < *expires).then(|| TokenInfo {
            identity: worker.identity.clone(),
            worker: worker.sid.clone(),
            roles: worker.roles.clone(),
            flex_user: worker.flex_user.clone(),
            expires: *expires,
        })
    }

    pub(crate) fn rest_iam(&mut self, request: &Request) -> Result<Reply, Fault> {
        let tokens = format!("/v1/Accounts/{}/Tokens/", self.taskrouter.account().sid);
        let asked = request.path.strip_prefix(&tokens);
        let Some(asked @ ("refresh" | "validate")) = asked else {
            return Err(Fault::not_implemented(format_args!("{} of IAM", request.path)));
        };
        if request.method != Method::Post {
            return Err(Fault::new(405, 20004, "IAM is asked about tokens with POST"));
        }
        let body = request.json.as_ref();
        let token = body.and_then(|body| body.get("token")).and_then(Value::as_str);
        let token = token.ok_or_else(|| Fault::new(400, 20001, "the body has no token"))?;
        match asked {
            "refresh" => self.refreshed(token).map(Reply::ok),
            _ => Ok(Reply::ok(self.validated(token))),
        }
    }

    /// A new token for one that holds, which holds on: what Flex UI 2.17.1 asks for three minutes
    /// before its token ends, and what it then takes for its log-in.
    fn refreshed(&mut self, token: &str) -> Result<Value, Fault> {
        let ended = || Fault::new(401, 20104, "Access Token expired or expiration date invalid");
        let TokenInfo { identity, .. } = self.token(token).ok_or_else(ended)?;
        let token = self.issue_token(&identity).ok_or_else(ended)?;
        let info = self.token(&token).ok_or_else(ended)?;
        Ok(json!({
            "token": token,
            "identity": info.identity,
            "roles": info.roles,
            "expiration": info.expires.iso(),
            "flexUserSid": info.flex_user,
        }))
    }

    /// IAM answers 200 for bad tokens too; `valid` tells.
    fn validated(&self, token: &str) -> Value {
        match self.token(token) {
            Some(info) => json!({
                "valid": true,
                "code": 0,
                "message": null,
                "expiration": info.expires.iso(),
                "identity": info.identity,
                "realm_user_id": info.identity,
                "roles": info.roles,
                "worker_sid": info.worker,
                "flex_user_sid": info.flex_user,
            }),
            None if self.taskrouter.tokens.issued.contains_key(token) => json!({
                "valid": false, "code": 20104, "message": "Access Token expired",
            }),
            None => json!({
                "valid": false, "code": 20101, "message": "Invalid Access Token",
            }),
        }
    }
}
