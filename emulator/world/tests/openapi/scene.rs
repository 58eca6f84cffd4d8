//! A world in which every operation finds what it asks for.

use std::collections::BTreeMap;
use std::time::Duration;

use twilio_world::{Method, Order, Reply, Request, Setup, Time, World};

/// One operation that the emulator has, with a request that succeeds.
#[derive(Clone, Copy)]
pub(crate) struct Operation {
    pub(crate) document: &'static str,
    pub(crate) method: Method,
    pub(crate) path: &'static str,
    /// What stands for the places in braces, by their names; others are looked up in the scene.
    pub(crate) sample: &'static [(&'static str, &'static str)],
}

impl Operation {
    /// Whether the operation can be given parameters at all.
    pub(crate) fn takes_parameters(&self) -> bool {
        let list = !self.path.trim_end_matches(".json").ends_with('}');
        self.method == Method::Post || (self.method == Method::Get && list)
    }
}

const API: &str = "twilio_api_v2010";
const SYNC: &str = "twilio_sync_v1";
const TASKS: &str = "twilio_taskrouter_v1";

macro_rules! operation {
    ($document:ident $method:ident $path:literal $($sample:tt)*) => {
        Operation {
            document: $document,
            method: Method::$method,
            path: $path,
            sample: &[$($sample)*],
        }
    };
}

/// All operations of the emulator's REST.
pub(crate) const OPERATIONS: &[Operation] = &[
    operation!(API Get "/2010-04-01/Accounts/{AccountSid}/Calls.json"),
    operation!(API Post "/2010-04-01/Accounts/{AccountSid}/Calls.json"
        ("To", "client:eve"), ("From", "+15551230000"), ("Twiml", "<Response/>")),
    operation!(API Get "/2010-04-01/Accounts/{AccountSid}/Calls/{Sid}.json"),
    operation!(API Post "/2010-04-01/Accounts/{AccountSid}/Calls/{Sid}.json" ("Status", "completed")),
    operation!(API Delete "/2010-04-01/Accounts/{AccountSid}/Calls/{Sid}.json"),
    operation!(API Get "/2010-04-01/Accounts/{AccountSid}/Conferences.json"),
    operation!(API Get "/2010-04-01/Accounts/{AccountSid}/Conferences/{Sid}.json"),
    operation!(API Post "/2010-04-01/Accounts/{AccountSid}/Conferences/{Sid}.json"
        ("Status", "completed")),
    operation!(API Get "/2010-04-01/Accounts/{AccountSid}/Conferences/{ConferenceSid}/Participants.json"),
    operation!(API Post "/2010-04-01/Accounts/{AccountSid}/Conferences/{ConferenceSid}/Participants.json"
        ("To", "client:eve"), ("From", "client:alice")),
    operation!(API Get "/2010-04-01/Accounts/{AccountSid}/Conferences/{ConferenceSid}/Participants/{CallSid}.json"),
    operation!(API Post "/2010-04-01/Accounts/{AccountSid}/Conferences/{ConferenceSid}/Participants/{CallSid}.json"
        ("Hold", "true")),
    operation!(API Delete "/2010-04-01/Accounts/{AccountSid}/Conferences/{ConferenceSid}/Participants/{CallSid}.json"),
    operation!(SYNC Get "/v1/Services/{ServiceSid}/Documents"),
    operation!(SYNC Post "/v1/Services/{ServiceSid}/Documents" ("UniqueName", "other"), ("Data", "{}")),
    operation!(SYNC Get "/v1/Services/{ServiceSid}/Documents/{Sid}"),
    operation!(SYNC Post "/v1/Services/{ServiceSid}/Documents/{Sid}" ("Data", "{\"a\":1}")),
    operation!(SYNC Delete "/v1/Services/{ServiceSid}/Documents/{Sid}"),
    operation!(TASKS Get "/v1/Workspaces/{WorkspaceSid}/Activities"),
    operation!(TASKS Get "/v1/Workspaces/{WorkspaceSid}/Activities/{Sid}"),
    operation!(TASKS Get "/v1/Workspaces/{WorkspaceSid}/TaskQueues"),
    operation!(TASKS Get "/v1/Workspaces/{WorkspaceSid}/TaskQueues/{Sid}"),
    operation!(TASKS Get "/v1/Workspaces/{WorkspaceSid}/TaskQueues/Statistics"),
    operation!(TASKS Get "/v1/Workspaces/{WorkspaceSid}/Tasks"),
    operation!(TASKS Post "/v1/Workspaces/{WorkspaceSid}/Tasks"
        ("WorkflowSid", "WW00000000000000000000000000000001"), ("TaskChannel", "voice")),
    operation!(TASKS Get "/v1/Workspaces/{WorkspaceSid}/Tasks/{Sid}"),
    operation!(TASKS Post "/v1/Workspaces/{WorkspaceSid}/Tasks/{Sid}" ("Attributes", "{}")),
    operation!(TASKS Delete "/v1/Workspaces/{WorkspaceSid}/Tasks/{Sid}"),
    operation!(TASKS Get "/v1/Workspaces/{WorkspaceSid}/Tasks/{TaskSid}/Reservations"),
    operation!(TASKS Get "/v1/Workspaces/{WorkspaceSid}/Tasks/{TaskSid}/Reservations/{Sid}"),
    operation!(TASKS Post "/v1/Workspaces/{WorkspaceSid}/Tasks/{TaskSid}/Reservations/{Sid}"
        ("ReservationStatus", "accepted")),
    operation!(TASKS Get "/v1/Workspaces/{WorkspaceSid}/Workers"),
    operation!(TASKS Get "/v1/Workspaces/{WorkspaceSid}/Workers/{Sid}"),
    operation!(TASKS Post "/v1/Workspaces/{WorkspaceSid}/Workers/{Sid}" ("Attributes", "{}")),
    operation!(TASKS Get "/v1/Workspaces/{WorkspaceSid}/Workers/{WorkerSid}/Reservations"),
    operation!(TASKS Get "/v1/Workspaces/{WorkspaceSid}/Workers/{WorkerSid}/Reservations/{Sid}"),
    operation!(TASKS Post "/v1/Workspaces/{WorkspaceSid}/Workers/{WorkerSid}/Reservations/{Sid}"
        ("ReservationStatus", "accepted")),
    operation!(TASKS Get "/v1/Workspaces/{WorkspaceSid}/Workers/{WorkerSid}/Channels"),
    operation!(TASKS Get "/v1/Workspaces/{WorkspaceSid}/Workflows"),
    operation!(TASKS Get "/v1/Workspaces/{WorkspaceSid}/Workflows/{Sid}"),
    operation!(TASKS Post "/v1/Workspaces/{WorkspaceSid}/Workflows/{Sid}" ("FriendlyName", "Calls")),
];

/// A call in a conference, an ended call, a document, a task that is offered to a worker.
pub(crate) struct Scene {
    world: World,
    /// SIDs by the resource whose last place in braces they stand in.
    sids: BTreeMap<&'static str, String>,
}

impl Scene {
    pub(crate) fn new() -> Scene {
        let now = Time(1_772_366_400_000);
        let mut scene = Scene { world: World::new(Setup::default(), now), sids: BTreeMap::new() };
        let account = scene.world.account().clone();
        for (place, sid) in [
            ("Accounts", account.sid.to_string()),
            ("Activities", account.activities[0].sid.to_string()),
            ("Services", account.sync_service.to_string()),
            ("TaskQueues", account.queue.to_string()),
            ("Workflows", account.workflow.to_string()),
            ("Workspaces", account.workspace.to_string()),
        ] {
            scene.sids.insert(place, sid);
        }
        scene.make("Calls", "/2010-04-01/Accounts/{AccountSid}/Calls.json", &[]);
        scene.hold_a_conference();
        scene.make("Documents", "/v1/Services/{ServiceSid}/Documents", &[("UniqueName", "first")]);
        scene.make("Tasks", "/v1/Workspaces/{WorkspaceSid}/Tasks", &[]);
        scene.world.advance(now + Duration::from_secs(1));
        scene.find_the_offer();
        scene
    }

    fn hold_a_conference(&mut self) {
        let twiml = "<Response><Dial><Conference>room</Conference></Dial></Response>";
        let pairs = [("To", "client:bob"), ("From", "+15551230000"), ("Twiml", twiml)];
        let path = "/2010-04-01/Accounts/{AccountSid}/Calls.json";
        let made = self.send(API, Method::Post, path, &pairs);
        let call = made.body["sid"].as_str().unwrap().to_owned();
        self.sids.insert("Participants", call.clone());
        let call = twilio_world::Sid::parse(twilio_world::SidKind::CA, &call).unwrap();
        self.world.leg_answered(&call);
        let rooms = "/2010-04-01/Accounts/{AccountSid}/Conferences.json";
        let rooms = self.send(API, Method::Get, rooms, &[]);
        let room = rooms.body["conferences"][0]["sid"].as_str().unwrap().to_owned();
        self.sids.insert("Conferences", room);
    }

    fn find_the_offer(&mut self) {
        for order in self.world.take_orders() {
            if let Order::Bridge { event_type, payload, .. } = order
                && event_type == "reservation.created"
            {
                let text = |key: &str| payload[key].as_str().unwrap().to_owned();
                self.sids.insert("Reservations", text("sid"));
                self.sids.insert("Workers", text("worker_sid"));
            }
        }
    }

    /// Makes a resource by the sample of its own operation, with something added.
    fn make(&mut self, place: &'static str, path: &str, added: &[(&str, &str)]) {
        let wanted =
            |operation: &&Operation| operation.path == path && operation.method == Method::Post;
        let operation = OPERATIONS.iter().find(wanted).unwrap();
        let reply = self.ask(operation, added);
        assert_eq!(reply.status, 201, "{path}: {}", reply.body);
        self.sids.insert(place, reply.body["sid"].as_str().unwrap().to_owned());
    }

    /// Sends the operation's sample with something added; what is added replaces what is there.
    pub(crate) fn ask(&mut self, operation: &Operation, added: &[(&str, &str)]) -> Reply {
        if operation.method == Method::Delete && operation.path.contains("/Calls/") {
            // Only an ended call can be deleted.
            self.send(API, Method::Post, operation.path, &[("Status", "completed")]);
        }
        let replaced = |name: &str| added.iter().any(|(new, _)| *new == name);
        let sample = operation.sample.iter().filter(|(name, _)| !replaced(name));
        let pairs: Vec<(&str, &str)> = sample.chain(added).copied().collect();
        self.send(operation.document, operation.method, operation.path, &pairs)
    }

    fn send(
        &mut self,
        document: &str,
        method: Method,
        path: &str,
        pairs: &[(&str, &str)],
    ) -> Reply {
        let account = self.world.account();
        let host = match document {
            API => "api.twilio.com",
            SYNC => "sync.twilio.com",
            _ => "taskrouter.twilio.com",
        };
        let pairs: Vec<(String, String)> =
            pairs.iter().map(|(name, value)| (name.to_string(), value.to_string())).collect();
        let get = method == Method::Get;
        let request = Request {
            host: host.to_owned(),
            method,
            path: self.filled(path),
            query: if get { pairs.clone() } else { Vec::new() },
            form: if get { Vec::new() } else { pairs },
            json: None,
            basic: Some((account.sid.to_string(), account.auth_token.clone())),
            if_match: None,
        };
        self.world.rest(&request)
    }

    /// The path with the scene's own SIDs in its places.
    fn filled(&self, path: &str) -> String {
        let mut filled = Vec::new();
        for part in path.split('/') {
            let ending =
                if part.ends_with(".json") && part.starts_with('{') { ".json" } else { "" };
            let sid = filled.last().and_then(|place: &String| self.sids.get(place.as_str()));
            filled.push(match (part.starts_with('{'), sid) {
                (true, Some(sid)) => format!("{sid}{ending}"),
                (true, None) => panic!("nothing stands for {part} in {path}"),
                (false, _) => part.to_owned(),
            });
        }
        filled.join("/")
    }
}
