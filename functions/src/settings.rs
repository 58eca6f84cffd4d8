//! The environment of the Functions.

use call_core::pii::Pii;
use call_core::wire::{ErrorCode, path};
use serde::Deserialize;

use crate::plan::Stop;

/// What an administrator has set, and what Twilio adds. A missing variable is an empty text.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// `ACCOUNT_SID`.
    pub account: String,
    /// `DOMAIN_NAME`: where these Functions answer.
    pub domain: String,
    /// `TWILIO_FLEX_INTERNAL_CALL_HOLD_MUSIC`: the address of what a held party hears; ours if it
    /// is not set.
    pub hold_music: String,
    /// `AUTH_TOKEN`, by which what no browser may find is named.
    pub secret: Pii<String>,
    /// `TWILIO_FLEX_SYNC_SID`: the Sync service of the call records.
    pub sync: String,
    /// `TWILIO_FLEX_INTERNAL_CALL_WORKFLOW_SID`.
    pub workflow: String,
    /// `TWILIO_FLEX_WORKSPACE_SID`.
    pub workspace: String,
}

impl Settings {
    /// Fails, naming the variable, if one of those that every REST call needs is not set.
    pub(crate) fn check(&self) -> Result<(), Stop> {
        let wanted = [
            ("TWILIO_FLEX_SYNC_SID", &self.sync, "IS"),
            ("TWILIO_FLEX_INTERNAL_CALL_WORKFLOW_SID", &self.workflow, "WW"),
            ("TWILIO_FLEX_WORKSPACE_SID", &self.workspace, "WS"),
        ];
        match wanted.iter().find(|(_, value, prefix)| !value.starts_with(prefix)) {
            None => Ok(()),
            Some((name, _, prefix)) => Err(Stop::fail(
                ErrorCode::TwilioError,
                format!("the environment variable {name} is not set to an identifier {prefix}…"),
            )),
        }
    }

    /// The public address of one of our paths.
    ///
    /// A name under `localhost` never leaves the machine and has no certificate; everywhere else
    /// Twilio serves Functions by https alone.
    pub(crate) fn url(&self, path: &str) -> String {
        let host = self.domain.split(':').next().unwrap_or_default();
        let local = host == "localhost" || host.ends_with(".localhost");
        format!("{}://{}{path}", if local { "http" } else { "https" }, self.domain)
    }

    /// What a held party hears.
    pub(crate) fn hold_music_url(&self) -> String {
        match self.hold_music.as_str() {
            "" => self.url(path::HOLD_MUSIC),
            other => other.to_owned(),
        }
    }

    /// Where the conference of this caller tells what happens.
    ///
    /// The fragment is for Twilio, and is not sent: to call again, twice at most, after a 5xx,
    /// when there was no connection and when no answer came.
    pub(crate) fn callback_url(&self, caller: &call_core::id::WorkerSid) -> String {
        self.url(&format!("{}?caller={caller}#rc=2&rp=5xx,ct,rt", path::CALL_OUTBOUND_JOIN))
    }
}
