//! A world in which every operation finds what it asks for.

use std::collections::BTreeMap;
use std::time::Duration;

use twilio_world::{Method, Order, Reply, Request, Setup, Time, World};

/// When the scene begins.
const NOW: Time = Time(1_772_366_400_000);

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
const FLEX: &str = "twilio_flex_v1";
const SERVERLESS: &str = "twilio_serverless_v1";
const STUDIO: &str = "twilio_studio_v2";
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
    operation!(API Get "/2010-04-01/Accounts/{Sid}.json"),
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
    operation!(FLEX Get "/v1/Configuration"),
    operation!(FLEX Post "/v1/Configuration"),
    operation!(FLEX Get "/v1/PluginService/Plugins"),
    operation!(FLEX Post "/v1/PluginService/Plugins" ("UniqueName", "other")),
    operation!(FLEX Get "/v1/PluginService/Plugins/{Sid}"),
    operation!(FLEX Post "/v1/PluginService/Plugins/{Sid}" ("Description", "new")),
    operation!(FLEX Get "/v1/PluginService/Plugins/{PluginSid}/Versions"),
    operation!(FLEX Post "/v1/PluginService/Plugins/{PluginSid}/Versions"
        ("Version", "2.0.0"), ("PluginUrl", "https://a.twil.io/b.js")),
    operation!(FLEX Get "/v1/PluginService/Plugins/{PluginSid}/Versions/{Sid}"),
    operation!(FLEX Post "/v1/PluginService/Plugins/{PluginSid}/Versions/{Sid}/Archive"),
    operation!(FLEX Get "/v1/PluginService/Configurations"),
    operation!(FLEX Post "/v1/PluginService/Configurations"
        ("Name", "other"), ("Plugins", "{\"plugin_version\":\"{Versions}\"}")),
    operation!(FLEX Get "/v1/PluginService/Configurations/{Sid}"),
    operation!(FLEX Get "/v1/PluginService/Configurations/{ConfigurationSid}/Plugins"),
    operation!(FLEX Get "/v1/PluginService/Releases"),
    operation!(FLEX Post "/v1/PluginService/Releases" ("ConfigurationId", "{Configurations}")),
    operation!(FLEX Get "/v1/PluginService/Releases/{Sid}"),
    operation!(SERVERLESS Get "/v1/Services"),
    operation!(SERVERLESS Post "/v1/Services" ("UniqueName", "other"), ("FriendlyName", "Other")),
    operation!(SERVERLESS Get "/v1/Services/{Sid}"),
    operation!(SERVERLESS Post "/v1/Services/{Sid}" ("UiEditable", "true")),
    operation!(SERVERLESS Delete "/v1/Services/{Sid}"),
    operation!(SERVERLESS Get "/v1/Services/{ServiceSid}/Assets"),
    operation!(SERVERLESS Post "/v1/Services/{ServiceSid}/Assets" ("FriendlyName", "a.wav")),
    operation!(SERVERLESS Delete "/v1/Services/{ServiceSid}/Assets/{Sid}"),
    operation!(SERVERLESS Get "/v1/Services/{ServiceSid}/Assets/{AssetSid}/Versions"),
    operation!(SERVERLESS Get "/v1/Services/{ServiceSid}/Functions"),
    operation!(SERVERLESS Post "/v1/Services/{ServiceSid}/Functions" ("FriendlyName", "f.js")),
    operation!(SERVERLESS Delete "/v1/Services/{ServiceSid}/Functions/{Sid}"),
    operation!(SERVERLESS Get "/v1/Services/{ServiceSid}/Functions/{FunctionSid}/Versions"),
    operation!(SERVERLESS Get "/v1/Services/{ServiceSid}/Builds"),
    operation!(SERVERLESS Post "/v1/Services/{ServiceSid}/Builds" ("Runtime", "node22")),
    operation!(SERVERLESS Get "/v1/Services/{ServiceSid}/Builds/{Sid}"),
    operation!(SERVERLESS Delete "/v1/Services/{ServiceSid}/Builds/{Sid}"),
    operation!(SERVERLESS Get "/v1/Services/{ServiceSid}/Builds/{Sid}/Status"),
    operation!(SERVERLESS Get "/v1/Services/{ServiceSid}/Environments"),
    operation!(SERVERLESS Post "/v1/Services/{ServiceSid}/Environments"
        ("UniqueName", "other"), ("DomainSuffix", "other")),
    operation!(SERVERLESS Get "/v1/Services/{ServiceSid}/Environments/{Sid}"),
    operation!(SERVERLESS Delete "/v1/Services/{ServiceSid}/Environments/{Sid}"),
    operation!(SERVERLESS Get "/v1/Services/{ServiceSid}/Environments/{EnvironmentSid}/Deployments"),
    operation!(SERVERLESS Post "/v1/Services/{ServiceSid}/Environments/{EnvironmentSid}/Deployments"
        ("BuildSid", "{Builds}")),
    operation!(SERVERLESS Get "/v1/Services/{ServiceSid}/Environments/{EnvironmentSid}/Variables"),
    operation!(SERVERLESS Post "/v1/Services/{ServiceSid}/Environments/{EnvironmentSid}/Variables"
        ("Key", "OTHER"), ("Value", "1")),
    operation!(SERVERLESS Post "/v1/Services/{ServiceSid}/Environments/{EnvironmentSid}/Variables/{Sid}"
        ("Value", "2")),
    operation!(SERVERLESS Delete "/v1/Services/{ServiceSid}/Environments/{EnvironmentSid}/Variables/{Sid}"),
    operation!(STUDIO Get "/v2/Flows"),
    operation!(STUDIO Get "/v2/Flows/{Sid}"),
    operation!(SYNC Get "/v1/Services"),
    operation!(SYNC Get "/v1/Services/{Sid}"),
    operation!(SYNC Get "/v1/Services/{ServiceSid}/Documents"),
    operation!(SYNC Post "/v1/Services/{ServiceSid}/Documents" ("UniqueName", "other"), ("Data", "{}")),
    operation!(SYNC Get "/v1/Services/{ServiceSid}/Documents/{Sid}"),
    operation!(SYNC Post "/v1/Services/{ServiceSid}/Documents/{Sid}" ("Data", "{\"a\":1}")),
    operation!(SYNC Delete "/v1/Services/{ServiceSid}/Documents/{Sid}"),
    operation!(TASKS Get "/v1/Workspaces"),
    operation!(TASKS Get "/v1/Workspaces/{Sid}"),
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
    operation!(TASKS Post "/v1/Workspaces/{WorkspaceSid}/Workflows"
        ("FriendlyName", "Calls"), ("Configuration", "{\"task_routing\":{}}")),
    operation!(TASKS Get "/v1/Workspaces/{WorkspaceSid}/Workflows/{Sid}"),
    operation!(TASKS Post "/v1/Workspaces/{WorkspaceSid}/Workflows/{Sid}" ("FriendlyName", "Calls")),
    operation!(TASKS Delete "/v1/Workspaces/{WorkspaceSid}/Workflows/{Sid}"),
];

/// A call in a conference, an ended call, a document, a task that is offered to a worker.
pub(crate) struct Scene {
    world: World,
    /// SIDs by the resource whose last place in braces they stand in.
    sids: BTreeMap<&'static str, String>,
}

impl Scene {
    pub(crate) fn new() -> Scene {
        let mut scene = Scene { world: World::new(Setup::default(), NOW), sids: BTreeMap::new() };
        let account = scene.world.account().clone();
        for (place, sid) in [
            ("Accounts", account.sid.to_string()),
            ("Activities", account.activities[0].sid.to_string()),
            ("Flows", format!("FW{:032x}", 1)),
            ("Services", account.sync_service.to_string()),
            ("TaskQueues", account.queue.to_string()),
            // The other one has a task.
            ("Workflows", account.internal_call_workflow.to_string()),
            ("Workspaces", account.workspace.to_string()),
        ] {
            scene.sids.insert(place, sid);
        }
        scene.make("Calls", "/2010-04-01/Accounts/{AccountSid}/Calls.json", &[]);
        scene.hold_a_conference();
        scene.make("Documents", "/v1/Services/{ServiceSid}/Documents", &[("UniqueName", "first")]);
        scene.make("Tasks", "/v1/Workspaces/{WorkspaceSid}/Tasks", &[]);
        scene.world.advance(NOW + Duration::from_secs(1));
        scene.find_the_offer();
        scene.deploy();
        scene
    }

    /// A build that answers, with a variable; a plugin that is released.
    fn deploy(&mut self) {
        let service = "/v1/Services/{ServiceSid}";
        let first = ("UniqueName", "first");
        self.make("twilio_serverless_v1 Services", "/v1/Services", &[first]);
        for place in ["Assets", "Functions", "Builds"] {
            self.make(place, &format!("{service}/{place}"), &[]);
        }
        let apart = [first, ("DomainSuffix", "first")];
        self.make("Environments", &format!("{service}/Environments"), &apart);
        self.world.advance(NOW + Duration::from_secs(5));
        let environment = format!("{service}/Environments/{{EnvironmentSid}}");
        self.make("Variables", &format!("{environment}/Variables"), &[("Key", "FIRST")]);
        self.make("Deployments", &format!("{environment}/Deployments"), &[]);
        let plugins = "/v1/PluginService/Plugins";
        self.make("Plugins", plugins, &[first]);
        self.make(
            "Versions",
            &format!("{plugins}/{{PluginSid}}/Versions"),
            &[("Version", "1.0.0")],
        );
        self.make("Configurations", "/v1/PluginService/Configurations", &[]);
        self.make("Releases", "/v1/PluginService/Releases", &[]);
        self.make_what_is_not_in_use();
    }

    /// What answers, and what Flex loads, cannot be taken away.
    fn make_what_is_not_in_use(&mut self) {
        self.make("Builds", "/v1/Services/{ServiceSid}/Builds", &[]);
        self.world.advance(NOW + Duration::from_secs(10));
        let versions = "/v1/PluginService/Plugins/{PluginSid}/Versions";
        self.make("Versions", versions, &[("Version", "1.1.0")]);
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
        let document = place.split_once(' ').map(|(document, _)| document);
        let wanted = |operation: &&Operation| {
            operation.path == path
                && operation.method == Method::Post
                && document.is_none_or(|document| operation.document == document)
        };
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
            FLEX => "flex-api.twilio.com",
            SERVERLESS => "serverless.twilio.com",
            STUDIO => "studio.twilio.com",
            SYNC => "sync.twilio.com",
            _ => "taskrouter.twilio.com",
        };
        let pairs: Vec<(String, String)> =
            pairs.iter().map(|(name, value)| (name.to_string(), self.named(value))).collect();
        let get = method == Method::Get;
        let request = Request {
            host: host.to_owned(),
            method,
            path: self.filled(document, path),
            query: if get { pairs.clone() } else { Vec::new() },
            form: if get { Vec::new() } else { pairs },
            json: (path == "/v1/Configuration" && !get)
                .then(|| serde_json::json!({ "account_sid": account.sid })),
            basic: Some((account.sid.to_string(), account.auth_token.clone())),
            if_match: None,
        };
        self.world.rest(&request)
    }

    /// A sample's value with the scene's own SIDs in the place of `{Builds}`.
    fn named(&self, value: &str) -> String {
        let places = ["Builds", "Configurations", "Versions"];
        places.iter().fold(value.to_owned(), |value, place| match self.sids.get(place) {
            Some(sid) => value.replace(&format!("{{{place}}}"), sid),
            None => value,
        })
    }

    /// The path with the scene's own SIDs in its places.
    fn filled(&self, document: &str, path: &str) -> String {
        let mut filled = Vec::new();
        for part in path.split('/') {
            let ending =
                if part.ends_with(".json") && part.starts_with('{') { ".json" } else { "" };
            let sid = filled.last().and_then(|place: &String| {
                let own = self.sids.get(format!("{document} {place}").as_str());
                own.or_else(|| self.sids.get(place.as_str()))
            });
            filled.push(match (part.starts_with('{'), sid) {
                (true, Some(sid)) => format!("{sid}{ending}"),
                (true, None) => panic!("nothing stands for {part} in {path}"),
                (false, _) => part.to_owned(),
            });
        }
        filled.join("/")
    }
}
