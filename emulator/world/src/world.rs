//! The machine: one account's state, the requests it answers, the facts it is told.

use serde_json::{Value, json};

use crate::exchange::{Fault, Reply, Request};
use crate::flex::{Configuration, Plugins};
use crate::journal::{Arrow, LogEntry, without_tokens};
use crate::order::{FetchId, Fetched, Order, WebhookId};
use crate::rates::Rates;
use crate::serverless::Serverless;
use crate::setup::Setup;
use crate::sid::{Sid, SidKind};
use crate::sync::Sync;
use crate::taskrouter::TaskRouter;
use crate::time::Time;
use crate::voice::Voice;

/// One account of Twilio.
#[derive(Debug)]
pub struct World {
    pub(crate) now: Time,
    pub(crate) setup: Setup,
    pub(crate) taskrouter: TaskRouter,
    pub(crate) voice: Voice,
    pub(crate) sync: Sync,
    pub(crate) rates: Rates,
    pub(crate) configuration: Configuration,
    pub(crate) plugins: Plugins,
    pub(crate) serverless: Serverless,
    orders: Vec<Order>,
    log: Vec<LogEntry>,
    /// How many lines have been written, of which the last are kept.
    noted: usize,
    minted: u128,
}

/// So many lines of the log are kept at least, and not more than twice as many.
const LOG_KEPT: usize = 10_000;

impl World {
    /// A world in which nobody has logged in yet.
    pub fn new(setup: Setup, now: Time) -> World {
        World {
            now,
            taskrouter: TaskRouter::new(&setup, now),
            voice: Voice::default(),
            sync: Sync::default(),
            rates: Rates::default(),
            configuration: Configuration::default(),
            plugins: Plugins::default(),
            serverless: Serverless::default(),
            setup,
            orders: Vec::new(),
            log: Vec::new(),
            noted: 0,
            minted: 0,
        }
    }

    /// What it was made from.
    pub fn setup(&self) -> &Setup {
        &self.setup
    }

    /// The orders given since the last call, oldest first. To be taken after every other call.
    pub fn take_orders(&mut self) -> Vec<Order> {
        std::mem::take(&mut self.orders)
    }

    pub(crate) fn order(&mut self, order: Order) {
        self.orders.push(order);
    }

    /// The next identifier of this kind; never the same twice, the same in every run.
    pub(crate) fn mint(&mut self, kind: SidKind) -> Sid {
        self.minted += 1;
        Sid::numbered(kind, 0x1000_0000 + self.minted)
    }

    /// Writes one line into the log.
    pub fn note(&mut self, kind: &str, who: &str, what: &str, detail: Value) {
        self.write(kind, who, what, detail, None);
    }

    /// Writes one line into the log about what one has asked or told another.
    pub fn note_arrow(&mut self, kind: &str, who: &str, what: &str, detail: Value, arrow: Arrow) {
        self.write(kind, who, what, detail, Some(arrow));
    }

    fn write(&mut self, kind: &str, who: &str, what: &str, detail: Value, arrow: Option<Arrow>) {
        self.noted += 1;
        let number = self.noted;
        if self.log.len() == 2 * LOG_KEPT {
            self.log.drain(..LOG_KEPT);
        }
        let (kind, who, what) = (kind.to_owned(), who.to_owned(), what.to_owned());
        let detail = without_tokens(detail);
        self.log.push(LogEntry { number, at: self.now.0, kind, who, what, detail, arrow });
    }

    /// The log from this running number on, as far as it is still kept.
    pub fn log_since(&self, number: usize) -> &[LogEntry] {
        let forgotten = self.noted - self.log.len();
        self.log.get(number.saturating_sub(forgotten)..).unwrap_or_default()
    }

    /// Tells the time; due timers (offers, tasks, retries) fire, oldest first.
    pub fn advance(&mut self, now: Time) {
        self.now = self.now.max(now);
        self.advance_taskrouter();
        self.advance_voice();
        self.advance_sync();
    }

    /// When something is due next; `None` if nothing is.
    pub fn next_deadline(&self) -> Option<Time> {
        [self.taskrouter.next_deadline(), self.voice.next_deadline(), self.sync.next_deadline()]
            .into_iter()
            .flatten()
            .min()
    }

    /// Answers the account's REST: what Functions and tests ask with account SID and auth token.
    pub fn rest(&mut self, request: &Request) -> Reply {
        // A browser knows no secret of the account: it renews a token by the token itself.
        let by_token =
            request.host == "iam.twilio.com" && request.path.ends_with("/Tokens/refresh");
        if !by_token && !self.knows(request.basic.as_ref()) {
            return Reply::from(Fault::new(401, 20003, "Authenticate"));
        }
        let result = match request.host.as_str() {
            "api.twilio.com" => self.rest_voice(request),
            "flex-api.twilio.com" => self.rest_flex(request),
            "iam.twilio.com" => self.rest_iam(request),
            "serverless.twilio.com" => self.rest_serverless(request),
            "studio.twilio.com" => self.rest_studio(request),
            "sync.twilio.com" => self.rest_sync(request),
            "taskrouter.twilio.com" => self.rest_taskrouter(request),
            host => Err(Fault::not_implemented(format_args!("the host {host}"))),
        };
        Reply::from(result)
    }

    /// Whether user and password are the account's, or those of its API key.
    pub(crate) fn knows(&self, basic: Option<&(String, String)>) -> bool {
        let account = self.account();
        let (key, secret) = &account.api_key;
        basic.is_some_and(|(user, password)| {
            (user == account.sid.as_str() && *password == account.auth_token)
                || (user == key && password == secret)
        })
    }

    /// Everything that is there now, for the emulator's page and for tests.
    pub fn snapshot(&self) -> Value {
        json!({
            "now": self.now.0,
            "taskrouter": self.snapshot_taskrouter(),
            "voice": self.snapshot_voice(),
            "sync": self.snapshot_sync(),
            "serverless": self.serverless.snapshot(),
            "left_over": self.left_over(),
        })
    }

    /// What a finished call has left behind, one sentence each; empty when nothing is left:
    /// no conference, no leg, no pending, reserved or assigned task, no open call record, and no
    /// wrapping task of an agent who is there.
    pub fn left_over(&self) -> Vec<String> {
        let mut found = self.left_over_taskrouter();
        found.extend(self.left_over_voice());
        found.extend(self.left_over_sync());
        found
    }

    /// A door has asked for TwiML and tells the answer; `Err` is why there was none.
    pub fn twiml_fetched(&mut self, id: FetchId, answer: Result<Fetched, String>) {
        self.voice_twiml_fetched(id, answer);
    }

    /// A door has delivered a webhook and tells the status; `Err` is why it could not.
    pub fn webhook_answered(&mut self, id: WebhookId, answer: Result<u16, String>) {
        self.voice_webhook_answered(id, answer);
    }
}
