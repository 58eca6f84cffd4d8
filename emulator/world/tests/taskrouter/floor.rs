//! A small contact centre to try TaskRouter on.

use serde_json::{Value, json};
use twilio_world::{
    BridgeRequest, Method, Order, Reply, Request, Setup, Sid, SidKind, Time, WorkerSetup, World,
};

/// The world's first moment.
pub(crate) const START: Time = Time(1_700_000_000_000);

pub(crate) struct Floor {
    pub world: World,
    now: Time,
}

impl Floor {
    /// Alice, Bob and Sue, who supervises.
    pub(crate) fn new() -> Floor {
        Floor::with(|_| {})
    }

    pub(crate) fn with(change: impl FnOnce(&mut Setup)) -> Floor {
        let mut setup = Setup::default();
        let mut sue = WorkerSetup::named("sue", "Sue Stone", "Sales");
        sue.roles = vec!["supervisor".into()];
        sue.activity = Some("Break".into());
        setup.workers.push(sue);
        change(&mut setup);
        Floor { world: World::new(setup, START), now: START }
    }

    /// Lets time pass, waking the world whenever something is due.
    pub(crate) fn pass(&mut self, milliseconds: u64) -> &mut Floor {
        let end = Time(self.now.0 + milliseconds);
        while let Some(due) = self.world.next_deadline().filter(|due| *due <= end) {
            self.world.advance(due);
        }
        self.world.advance(end);
        self.now = end;
        self
    }

    /// The events pushed since the last time, such as `alice task.updated, bob reservation.created`.
    pub(crate) fn told(&mut self) -> String {
        let events = self.events();
        let lines: Vec<String> =
            events.into_iter().map(|(who, event, _)| format!("{who} {event}")).collect();
        lines.join(", ")
    }

    /// The events pushed since the last time: to whom, which, with what.
    pub(crate) fn events(&mut self) -> Vec<(String, String, Value)> {
        let orders = self.world.take_orders();
        let events = orders.into_iter().filter_map(|order| {
            let Order::Bridge { worker, event_type, payload } = order else { return None };
            Some((worker, event_type, payload))
        });
        let name = |worker: &Sid| self.world.identity_of(worker).expect("events go to workers");
        events.map(|(worker, event, payload)| (name(&worker), event, payload)).collect()
    }

    pub(crate) fn worker(&self, identity: &str) -> Sid {
        self.world.worker_of(identity).expect("a worker of the floor")
    }

    /// One request of an agent's desktop, with a path below the workspace.
    pub(crate) fn ask(&mut self, who: &str, method: Method, path: &str, params: Value) -> Reply {
        self.ask_if(who, method, path, params, None)
    }

    pub(crate) fn ask_if(
        &mut self,
        who: &str,
        method: Method,
        path: &str,
        params: Value,
        if_match: Option<&str>,
    ) -> Reply {
        let url = format!("Workspaces/{}/{path}", self.world.account().workspace);
        let (if_match, api_version) = (if_match.map(str::to_owned), "v1".to_owned());
        let request = BridgeRequest { method, url, params, if_match, api_version };
        let worker = self.worker(who);
        self.world.bridge(&worker, &request)
    }

    /// What an agent's desktop does with his own worker, such as `Reservations/WR…`.
    pub(crate) fn own(&mut self, who: &str, path: &str, params: Value) -> Reply {
        let path = format!("Workers/{}/{path}", self.worker(who));
        self.ask(who, Method::Post, &path, params)
    }

    /// A task for an agent himself, as `createTask` of the SDK makes it.
    pub(crate) fn create_own(&mut self, who: &str) -> Sid {
        let (workflow, queue) = {
            let account = self.world.account();
            (account.workflow.clone(), account.queue.clone())
        };
        let params = json!({
            "WorkflowSid": workflow, "TaskQueueSid": queue, "RoutingTarget": self.worker(who),
            "TaskChannelUniqueName": "voice",
            "Attributes": {"client_call": true, "outbound_to": "client:bob", "from": "client:alice"},
        });
        let reply = self.ask(who, Method::Post, "Tasks", params);
        assert_eq!(reply.status, 200, "{}", reply.body);
        sid(&reply.body["sid"])
    }

    /// A colleague's task, as a server makes it.
    pub(crate) fn create_for(&mut self, target: &str, timeout: &str) -> Sid {
        let workflow = self.world.account().internal_call_workflow.to_string();
        let attributes = json!({ "targetWorker": target }).to_string();
        let form = [
            ("WorkflowSid", workflow.as_str()),
            ("TaskChannel", "voice"),
            ("Timeout", timeout),
            ("Attributes", &attributes),
        ];
        let reply = self.post("/Tasks", &form);
        assert_eq!(reply.status, 201, "{}", reply.body);
        sid(&reply.body["sid"])
    }

    pub(crate) fn get(&mut self, path: &str) -> Reply {
        self.rest(Method::Get, path, &[], None)
    }

    pub(crate) fn post(&mut self, path: &str, form: &[(&str, &str)]) -> Reply {
        self.rest(Method::Post, path, form, None)
    }

    /// One REST request below the workspace, with the account's own credentials.
    pub(crate) fn rest(
        &mut self,
        method: Method,
        path: &str,
        form: &[(&str, &str)],
        if_match: Option<&str>,
    ) -> Reply {
        let pairs = |pairs: &[(&str, &str)]| {
            pairs.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect::<Vec<_>>()
        };
        let (path, query) = path.split_once('?').unwrap_or((path, ""));
        let query: Vec<(&str, &str)> =
            query.split('&').filter_map(|pair| pair.split_once('=')).collect();
        let account = self.world.account();
        let request = Request {
            host: "taskrouter.twilio.com".to_owned(),
            method,
            path: format!("/v1/Workspaces/{}{path}", account.workspace),
            query: pairs(&query),
            form: pairs(form),
            json: None,
            basic: Some((account.sid.to_string(), account.auth_token.clone())),
            if_match: if_match.map(str::to_owned),
        };
        self.world.rest(&request)
    }

    /// The task's status, and its offers as `bob pending`, oldest first.
    pub(crate) fn state(&self, task: &Sid) -> String {
        let snapshot = self.world.snapshot();
        let router = &snapshot["taskrouter"];
        let items = |key: &str| router[key].as_array().cloned().unwrap_or_default();
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let found = items("tasks").into_iter().find(|its| text(&its["sid"]) == task.as_str());
        let status = found.map_or("gone".to_owned(), |found| text(&found["status"]));
        let offers = items("reservations");
        let offers = offers.iter().filter(|offer| text(&offer["task"]) == task.as_str());
        let offers: Vec<String> = offers
            .map(|offer| format!("{} {}", text(&offer["worker"]), text(&offer["status"])))
            .collect();
        format!("{status}: {}", offers.join(", ")).trim_end_matches([':', ' ']).to_owned()
    }

    /// The pending offer of an agent.
    pub(crate) fn offered(&mut self, who: &str) -> Sid {
        let path = format!("/Workers/{}/Reservations?ReservationStatus=pending", self.worker(who));
        let reply = self.get(&path);
        sid(&reply.body["reservations"][0]["sid"])
    }

    /// An agent answers his pending offer.
    pub(crate) fn answer(&mut self, who: &str, status: &str) -> Reply {
        let offer = self.offered(who);
        self.own(who, &format!("Reservations/{offer}"), json!({ "ReservationStatus": status }))
    }

    pub(crate) fn set_activity(&mut self, who: &str, activity: &str) -> Reply {
        let account = self.world.account();
        let named = account.activity_named(activity).expect("an activity of the account");
        let params = json!({ "ActivitySid": named.sid });
        let path = format!("Workers/{}", self.worker(who));
        self.ask(who, Method::Post, &path, params)
    }
}

/// The identifier in a reply.
pub(crate) fn sid(value: &Value) -> Sid {
    let text = value.as_str().expect("an identifier");
    let kinds = [SidKind::WT, SidKind::WR, SidKind::WK, SidKind::WQ, SidKind::WW];
    kinds.into_iter().find_map(|kind| Sid::parse(kind, text)).expect("a known kind of identifier")
}
