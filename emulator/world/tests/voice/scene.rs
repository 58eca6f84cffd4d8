//! A world to try calls in: people are named by their addresses, orders print as one line each.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use serde_json::{Value, json};
use twilio_world::{
    BridgeRequest, FetchId, Fetched, MediaOrder, Method, Order, Reply, Request, Route, Setup, Sid,
    SidKind, Sound, Time, WorkerSetup, World,
};

/// The account's own number in every world.
pub(crate) const OURS: &str = "+15551230000";

/// A world, and what it has ordered since it was last asked.
pub(crate) struct Scene {
    pub(crate) world: World,
    now: Time,
    /// TwiML that is asked for and not given yet, by address.
    asked: BTreeMap<String, FetchId>,
    /// Names of calls, by SID.
    names: BTreeMap<String, String>,
    last_form: Vec<(String, String)>,
    /// The last offer to each worker, by identity: reservation and task.
    offers: BTreeMap<String, (String, String)>,
    /// Whether what TaskRouter tells the workers is printed too.
    watch_tasks: bool,
}

impl Scene {
    pub(crate) fn new() -> Scene {
        Scene::of(Setup::default())
    }

    pub(crate) fn of(setup: Setup) -> Scene {
        let now = Time(1_772_366_400_000);
        let mut world = World::new(setup, now);
        world.take_orders();
        Scene {
            world,
            now,
            asked: BTreeMap::new(),
            names: BTreeMap::new(),
            last_form: Vec::new(),
            offers: BTreeMap::new(),
            watch_tasks: false,
        }
    }

    /// A scene that also prints what TaskRouter tells the workers; with Sue, who supervises.
    pub(crate) fn with_tasks() -> Scene {
        let mut setup = Setup::default();
        let mut sue = WorkerSetup::named("sue", "Sue Stone", "Sales");
        (sue.roles, sue.activity) = (vec!["supervisor".into()], Some("Break".into()));
        setup.workers.push(sue);
        Scene { watch_tasks: true, ..Scene::of(setup) }
    }

    /// The task last offered to this worker.
    pub(crate) fn task_of(&self, identity: &str) -> Sid {
        Sid::parse(SidKind::WT, &self.offers[identity].1).unwrap()
    }

    /// This is the last offer to this worker.
    pub(crate) fn offered(&mut self, identity: &str, payload: &Value) {
        let text = |key: &str| payload[key].as_str().unwrap().to_owned();
        self.offers.insert(identity.to_owned(), (text("sid"), text("task_sid")));
    }

    /// A supervisor changes the last offer made to somebody, as the TaskRouter SDK does.
    pub(crate) fn supervise(&mut self, identity: &str, whom: &str, params: Value) -> Reply {
        let (offer, task) = self.offers[whom].clone();
        self.bridge(identity, &format!("Tasks/{task}/Reservations/{offer}"), "v1", params)
    }

    /// The worker changes the last offer made to him, as the TaskRouter SDK does.
    pub(crate) fn decide(&mut self, identity: &str, params: Value) -> Reply {
        let offer = self.offers[identity].0.clone();
        self.own(identity, &format!("Reservations/{offer}"), "v1", params)
    }

    /// The worker asks for something of his own over the event bridge.
    pub(crate) fn own(
        &mut self,
        identity: &str,
        path: &str,
        version: &str,
        params: Value,
    ) -> Reply {
        let worker = self.world.worker_of(identity).unwrap();
        let path = format!("Workers/{worker}/{path}");
        self.bridge(identity, path.trim_end_matches('/'), version, params)
    }

    /// A POST of the TaskRouter SDK in the name of this worker.
    pub(crate) fn bridge(
        &mut self,
        identity: &str,
        path: &str,
        version: &str,
        params: Value,
    ) -> Reply {
        let worker = self.world.worker_of(identity).unwrap();
        let workspace = self.world.account().workspace.clone();
        let request = BridgeRequest {
            method: Method::Post,
            url: format!("Workspaces/{workspace}/{path}"),
            params,
            if_match: None,
            api_version: version.to_owned(),
        };
        self.world.bridge(&worker, &request)
    }

    /// The call to this address that is live, or was last.
    pub(crate) fn call_to(&mut self, to: &str) -> Sid {
        sid(&self.get(&format!("Calls?To={to}")).body["calls"][0]["sid"])
    }

    /// Calls an address by REST with this TwiML.
    pub(crate) fn call(&mut self, to: &str, twiml: &str) -> Sid {
        let reply = self.post("Calls", &[("To", to), ("From", OURS), ("Twiml", twiml)]);
        assert_eq!(reply.status, 201, "{}", reply.body);
        sid(&reply.body["sid"])
    }

    /// Calls a browser that answers at once, and forgets the orders of that.
    pub(crate) fn talk(&mut self, to: &str, twiml: &str) -> Sid {
        let call = self.call(to, twiml);
        self.world.leg_ringing(&call);
        self.world.leg_answered(&call);
        call
    }

    /// Answers the TwiML that was asked for at this address.
    pub(crate) fn give(&mut self, url: &str, twiml: &str) {
        self.answer(url, Ok(Fetched { status: 200, body: twiml.to_owned() }));
    }

    /// Answers what was asked for at this address in any way.
    pub(crate) fn answer(&mut self, url: &str, answer: Result<Fetched, String>) {
        let id = self.asked.remove(url).unwrap_or_else(|| panic!("{url} was not asked"));
        self.world.twiml_fetched(id, answer);
    }

    pub(crate) fn wait(&mut self, seconds: u64) {
        self.wait_ms(seconds * 1000);
    }

    pub(crate) fn wait_ms(&mut self, ms: u64) {
        self.now = self.now + Duration::from_millis(ms);
        self.world.advance(self.now);
    }

    pub(crate) fn get(&mut self, path: &str) -> Reply {
        self.rest(Method::Get, path, &[])
    }

    pub(crate) fn post(&mut self, path: &str, form: &[(&str, &str)]) -> Reply {
        self.rest(Method::Post, path, form)
    }

    pub(crate) fn delete(&mut self, path: &str) -> Reply {
        self.rest(Method::Delete, path, &[])
    }

    fn rest(&mut self, method: Method, path: &str, form: &[(&str, &str)]) -> Reply {
        let request = self.request(method, path, form);
        self.world.rest(&request)
    }

    /// A request with the account's own credentials; `?a=b&c=d` behind the path is the query.
    pub(crate) fn request(&self, method: Method, path: &str, form: &[(&str, &str)]) -> Request {
        let account = self.world.account();
        let (path, query) = path.split_once('?').unwrap_or((path, ""));
        let own = |(name, value): (&str, &str)| (name.to_owned(), value.to_owned());
        Request {
            host: "api.twilio.com".to_owned(),
            method,
            path: format!("/2010-04-01/Accounts/{}/{path}.json", account.sid),
            query: query.split('&').filter_map(|pair| pair.split_once('=')).map(own).collect(),
            form: form.iter().map(|pair| own(*pair)).collect(),
            json: None,
            basic: Some((account.sid.to_string(), account.auth_token.clone())),
            if_match: None,
        }
    }

    /// The live conference of this name.
    pub(crate) fn conference(&mut self, name: &str) -> Option<Sid> {
        let voice = self.world.snapshot()["voice"].clone();
        let rooms = voice["conferences"].as_array().cloned().unwrap_or_default();
        let live = |room: &&Value| room["name"] == name && room["status"] != "completed";
        rooms.iter().find(live).map(|room| sid(&room["sid"]))
    }

    /// The conference of this name, as REST has it.
    pub(crate) fn room(&mut self, name: &str) -> Value {
        let path = format!("Conferences?FriendlyName={name}");
        self.get(&path).body["conferences"][0].clone()
    }

    /// What has been ordered of Voice since the last time, one line each.
    pub(crate) fn orders(&mut self) -> Vec<String> {
        let orders = self.world.take_orders();
        let snapshot = self.world.snapshot();
        for leg in snapshot["voice"]["calls"].as_array().into_iter().flatten() {
            let (to, from) = (leg["to"].as_str().unwrap(), leg["from"].as_str().unwrap());
            let name = if leg["direction"] == "inbound" { from } else { to };
            let name = name.trim_start_matches("client:").to_owned();
            self.names.insert(leg["sid"].as_str().unwrap().to_owned(), name);
        }
        for room in snapshot["voice"]["conferences"].as_array().into_iter().flatten() {
            let name = room["name"].as_str().unwrap().to_owned();
            self.names.insert(room["sid"].as_str().unwrap().to_owned(), name);
        }
        orders.into_iter().filter_map(|order| self.line(order)).collect()
    }

    /// Asserts what has been ordered since the last time.
    #[track_caller]
    pub(crate) fn expect(&mut self, lines: &[&str]) {
        assert_eq!(self.orders(), lines);
    }

    /// Forgets what has been ordered.
    pub(crate) fn skip(&mut self) {
        self.orders();
    }

    /// The parameters of the last request that was ordered.
    pub(crate) fn sent(&self, name: &str) -> Option<&str> {
        let mut pairs = self.last_form.iter();
        pairs.find(|(has, _)| has == name).map(|(_, value)| value.as_str())
    }

    /// The names of the parameters of the last request that was ordered.
    pub(crate) fn sent_names(&self) -> BTreeSet<String> {
        self.last_form.iter().map(|(name, _)| name.clone()).collect()
    }

    fn line(&mut self, order: Order) -> Option<String> {
        match order {
            Order::IndexChanged { .. } | Order::Sync { .. } => None,
            Order::Bridge { worker, event_type, payload } => {
                let identity = self.world.identity_of(&worker).unwrap();
                if event_type == "reservation.created" {
                    self.offered(&identity, &payload);
                }
                self.watch_tasks.then(|| format!("{identity}: {event_type}"))
            }
            Order::CancelInvite { identity, .. } => Some(format!("stop ringing {identity}")),
            Order::Fetch { id, url, form, method, .. } => {
                self.last_form = form;
                self.asked.insert(url.clone(), id);
                Some(format!("{} {}", verb(method), self.named(&url)))
            }
            Order::HangUp { call, .. } => Some(format!("hang up {}", self.name(&call))),
            Order::Invite { identity, parameters, .. } => {
                let from = parameters["From"].as_str().unwrap();
                Some(format!("ring {identity} from {from}"))
            }
            Order::Media(MediaOrder::Synth { call, tone_hz }) => {
                Some(format!("{} speaks {tone_hz} Hz", self.name(&call)))
            }
            Order::Media(MediaOrder::Route { call, route }) => {
                Some(format!("{} {}", self.name(&call), self.route(&route)))
            }
            Order::Webhook { url, form, .. } => {
                self.last_form = form;
                let last = url.rsplit('/').next().unwrap().to_owned();
                let event = self.sent("StatusCallbackEvent").or_else(|| self.sent("CallStatus"));
                let who = self.sent("CallSid").and_then(|call| self.names.get(call));
                let who = who.map_or(String::new(), |who| format!(" {who}"));
                Some(format!("tell {last}: {}{who}", event.unwrap()))
            }
        }
    }

    fn route(&self, route: &Route) -> String {
        match route {
            Route::Playing(Sound::HoldMusic) => "hears music".to_owned(),
            Route::Playing(Sound::Url(url)) => {
                format!("hears {}", url.rsplit('/').next().unwrap())
            }
            Route::Room { conference, coaching: Some(coached), .. } => {
                format!("coaches {} in {}", self.name(coached), self.name(conference))
            }
            Route::Room { conference, muted: true, .. } => {
                format!("listens in {}", self.name(conference))
            }
            Route::Room { conference, .. } => format!("talks in {}", self.name(conference)),
            Route::Silence => "hears nothing".to_owned(),
        }
    }

    fn name(&self, sid: &Sid) -> String {
        self.names.get(sid.as_str()).cloned().unwrap_or_else(|| sid.to_string())
    }

    /// The text with SIDs replaced by names.
    fn named(&self, text: &str) -> String {
        self.names.iter().fold(text.to_owned(), |text, (sid, name)| text.replace(sid, name))
    }
}

fn verb(method: Method) -> &'static str {
    match method {
        Method::Delete => "DELETE",
        Method::Get => "GET",
        Method::Post => "POST",
    }
}

/// The SID in a reply.
pub(crate) fn sid(value: &Value) -> Sid {
    let text = value.as_str().unwrap_or_else(|| panic!("{value} is no SID"));
    let kinds = [SidKind::CA, SidKind::CF, SidKind::WT, SidKind::WR, SidKind::WK];
    kinds.into_iter().find_map(|kind| Sid::parse(kind, text)).unwrap()
}

/// TwiML that joins a conference with these attributes.
pub(crate) fn join(name: &str, attributes: &str) -> String {
    format!("<Response><Dial><Conference {attributes}>{name}</Conference></Dial></Response>")
}

/// An error as REST words it: status and code.
pub(crate) fn refusal(reply: &Reply) -> (u16, Value) {
    (reply.status, reply.body.get("code").cloned().unwrap_or(json!(null)))
}
