//! An account that somebody deploys to: what is uploaded answers, and nothing else is touched.

use std::time::Duration;

use serde_json::{Value, json};
use twilio_world::{FileKind, Method, Reply, Request, Setup, Time, Upload, World};

const NOW: Time = Time(1_772_366_400_000);
const SERVICES: &str = "/v1/Services";

/// A world and somebody who knows its account.
struct Desk(World);

impl Desk {
    fn new(setup: Setup) -> Desk {
        Desk(World::new(setup, NOW))
    }

    fn basic(&self) -> Option<(String, String)> {
        let account = self.0.account();
        Some((account.sid.to_string(), account.auth_token.clone()))
    }

    fn ask(&mut self, host: &str, method: Method, path: &str, body: &[(&str, &str)]) -> Reply {
        let form = body.iter().map(|(name, value)| (name.to_string(), value.to_string()));
        let request = Request {
            host: format!("{host}.twilio.com"),
            method,
            path: path.to_owned(),
            query: Vec::new(),
            form: form.collect(),
            json: None,
            basic: self.basic(),
            if_match: None,
        };
        self.0.rest(&request)
    }

    /// Makes something at Serverless and gives its SID.
    fn make(&mut self, path: &str, body: &[(&str, &str)]) -> String {
        let reply = self.ask("serverless", Method::Post, path, body);
        assert_eq!(reply.status, 201, "{path}: {}", reply.body);
        reply.body["sid"].as_str().unwrap().to_owned()
    }

    fn configure(&mut self, json: Value) -> Reply {
        let request = Request {
            host: "flex-api.twilio.com".to_owned(),
            method: Method::Post,
            path: "/v1/Configuration".to_owned(),
            query: Vec::new(),
            form: Vec::new(),
            json: Some(json),
            basic: self.basic(),
            if_match: None,
        };
        self.0.rest(&request)
    }

    /// Uploads a Function and gives its version.
    fn upload(&mut self, service: &str, path: &str, content: &str) -> String {
        let functions = format!("{SERVICES}/{service}/Functions");
        let function = self.make(&functions, &[("FriendlyName", path)]);
        let upload = Upload {
            basic: self.basic(),
            at: format!("{functions}/{function}/Versions"),
            path: path.to_owned(),
            visibility: "protected".to_owned(),
            content: content.as_bytes().to_vec(),
        };
        let reply = self.0.upload(&upload);
        assert_eq!(reply.status, 201, "{}", reply.body);
        reply.body["sid"].as_str().unwrap().to_owned()
    }
}

#[test]
fn a_build_answers_once_it_is_completed_and_deployed_and_a_former_one_can_again() {
    let mut desk = Desk::new(Setup::default());
    let named = [("UniqueName", "calls"), ("FriendlyName", "Calls")];
    let service = desk.make(SERVICES, &named);
    let at = format!("{SERVICES}/{service}");
    let environment = desk
        .make(&format!("{at}/Environments"), &[("UniqueName", "stage"), ("DomainSuffix", "stage")]);
    let environment = format!("{at}/Environments/{environment}");
    desk.make(&format!("{environment}/Variables"), &[("Key", "WS"), ("Value", "1")]);
    let shown = desk.ask("serverless", Method::Get, &environment, &[]);
    let domain = shown.body["domain_name"].as_str().unwrap().to_owned();
    assert!(domain.starts_with("calls-") && domain.ends_with("-stage.twil.io"), "{domain}");

    let mut builds = Vec::new();
    for content in ["first", "second"] {
        let version = desk.upload(&service, "/join", content);
        builds.push(desk.make(&format!("{at}/Builds"), &[("FunctionVersions", &version)]));
    }
    let deploy = |desk: &mut Desk, build: &str| {
        let path = format!("{environment}/Deployments");
        desk.ask("serverless", Method::Post, &path, &[("BuildSid", build)]).status
    };
    assert_eq!(deploy(&mut desk, &builds[0]), 400, "it is still being built");
    assert_eq!(desk.0.deployed_at(&domain), None);
    desk.0.advance(NOW + Duration::from_secs(1));
    for (build, content) in [(0, "first"), (1, "second"), (0, "first")] {
        assert_eq!(deploy(&mut desk, &builds[build]), 201);
        let deployed = desk.0.deployed_at(&domain).unwrap();
        let file = deployed.file(FileKind::Function, "/join").unwrap();
        assert_eq!(&*file.content, content.as_bytes());
        let names: Vec<_> = deployed.variables.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["WS", "ACCOUNT_SID", "AUTH_TOKEN"]);
    }
}

#[test]
fn packages_of_this_machine_cannot_be_built_with() {
    let mut desk = Desk::new(Setup::default());
    let service = desk.make(SERVICES, &[("UniqueName", "calls"), ("FriendlyName", "Calls")]);
    let builds = format!("{SERVICES}/{service}/Builds");
    for (version, status) in [("6.2.0", 201), ("^1.0.0", 201), ("file:../core", 400)] {
        let dependencies = json!([{ "name": "core", "version": version }]).to_string();
        let body = [("Dependencies", dependencies.as_str())];
        let reply = desk.ask("serverless", Method::Post, &builds, &body);
        assert_eq!(reply.status, status, "{version}: {}", reply.body);
    }
}

#[test]
fn a_property_of_the_configuration_is_replaced_whole_and_the_others_stay() {
    let features = json!({ "features": { "callbacks": { "enabled": true } } });
    let custom_data = features.as_object().unwrap().clone();
    let mut desk = Desk::new(Setup { custom_data, switchboard: false, ..Setup::default() });
    let before = desk.0.flex_configuration();
    assert_eq!(before["ui_attributes"]["custom_data"], features);
    let account = desk.0.account().sid.to_string();

    let wrong = [
        json!({ "account_sid": "AC0", "ui_attributes": {} }),
        json!({ "account_sid": account, "ui_attribute": {} }),
        json!({ "account_sid": account, "ui_attributes": "none" }),
    ];
    for json in wrong {
        assert_eq!(desk.configure(json).status, 400);
    }
    assert_eq!(desk.0.flex_configuration(), before);

    let attributes = json!({ "custom_data": { "other": 1 } });
    let reply = desk.configure(json!({ "account_sid": account, "ui_attributes": attributes }));
    assert_eq!(reply.status, 200, "{}", reply.body);
    let after = desk.0.flex_configuration();
    assert_eq!(after["ui_attributes"], attributes);
    for name in ["outbound_call_flows", "taskrouter_workspace_sid", "ui_version"] {
        assert_eq!(after[name], before[name], "{name}");
    }
}

#[test]
fn an_account_as_it_is_handed_over_has_no_workflow_for_internal_calls() {
    let mut desk = Desk::new(Setup { switchboard: false, ..Setup::default() });
    let workflows = format!("/v1/Workspaces/{}/Workflows", desk.0.account().workspace);
    let names = |desk: &mut Desk| {
        let reply = desk.ask("taskrouter", Method::Get, &workflows, &[]);
        let all = reply.body["workflows"].as_array().unwrap().clone();
        all.iter().map(|one| one["friendly_name"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(names(&mut desk), ["Assign to Anyone"]);
    let nowhere = json!({ "task_routing": { "filters": [{
        "expression": "1==1",
        "targets": [{ "queue": format!("WQ{}", "9".repeat(32)) }],
    }] } });
    for (configuration, status) in
        [(nowhere.to_string(), 400), (r#"{"task_routing":{}}"#.into(), 201)]
    {
        let body = [("FriendlyName", "Internal Call"), ("Configuration", &*configuration)];
        assert_eq!(desk.ask("taskrouter", Method::Post, &workflows, &body).status, status);
    }
    assert_eq!(names(&mut desk), ["Assign to Anyone", "Internal Call"]);
}

#[test]
fn flex_loads_what_the_last_release_names() {
    let mut desk = Desk::new(Setup::default());
    let service = "/v1/PluginService";
    let mut post = |path: &str, body: &[(&str, &str)]| {
        let reply = desk.ask("flex-api", Method::Post, &format!("{service}/{path}"), body);
        assert_eq!(reply.status, 201, "{path}: {}", reply.body);
        reply.body["sid"].as_str().unwrap().to_owned()
    };
    post("Plugins", &[("UniqueName", "calls")]);
    let mut configurations = Vec::new();
    for version in ["1.0.0", "1.1.0"] {
        let url = format!("https://calls-0001.twil.io/{version}.js");
        let body = [("Version", version), ("PluginUrl", &*url)];
        let sid = post("Plugins/calls/Versions", &body);
        let chosen = json!({ "plugin_version": sid }).to_string();
        configurations.push(post("Configurations", &[("Name", version), ("Plugins", &*chosen)]));
    }
    assert_eq!(desk.0.released_plugins(), []);
    for (configuration, version) in [(0, "1.0.0"), (1, "1.1.0"), (0, "1.0.0")] {
        let body = [("ConfigurationId", &*configurations[configuration])];
        let path = format!("{service}/Releases");
        assert_eq!(desk.ask("flex-api", Method::Post, &path, &body).status, 201);
        let released = desk.0.released_plugins();
        assert_eq!(released.len(), 1);
        assert_eq!((&*released[0].version, released[0].phase), (version, 3));
    }
}

#[test]
fn what_is_in_use_is_not_taken_away_and_all_else_is_gone() {
    let mut desk = Desk::new(Setup::default());
    let service = desk.make(SERVICES, &[("UniqueName", "calls"), ("FriendlyName", "Calls")]);
    let at = format!("{SERVICES}/{service}");
    let environment = desk.make(&format!("{at}/Environments"), &[("UniqueName", "stage")]);
    let environment = format!("{at}/Environments/{environment}");
    let version = desk.upload(&service, "/join", "first");
    let build = desk.make(&format!("{at}/Builds"), &[("FunctionVersions", &version)]);
    desk.0.advance(NOW + Duration::from_secs(1));
    desk.make(&format!("{environment}/Deployments"), &[("BuildSid", &build)]);
    let build = format!("{at}/Builds/{build}");
    let functions = desk.ask("serverless", Method::Get, &format!("{at}/Functions"), &[]);
    let function = functions.body["functions"][0]["sid"].as_str().unwrap().to_owned();
    let function = format!("{at}/Functions/{function}");
    let mut remove = |path: &str| desk.ask("serverless", Method::Delete, path, &[]).status;
    assert_eq!((remove(&build), remove(&function)), (400, 400), "the environment answers with it");
    assert_eq!(remove(&environment), 204);
    assert_eq!(remove(&function), 400, "the build still has it");
    assert_eq!((remove(&build), remove(&function)), (204, 204));
    assert_eq!((remove(&build), remove(&at), remove(&at)), (404, 204, 404));
}

#[test]
fn a_version_that_flex_loads_is_not_archived_and_an_archived_one_is_never_loaded() {
    let mut desk = Desk::new(Setup::default());
    let mut post = |path: &str, body: &[(&str, &str)]| {
        desk.ask("flex-api", Method::Post, &format!("/v1/PluginService/{path}"), body)
    };
    post("Plugins", &[("UniqueName", "calls")]);
    let url = "https://calls-0001.twil.io/1.js";
    let version = post("Plugins/calls/Versions", &[("Version", "1.0.0"), ("PluginUrl", url)]);
    let chosen = serde_json::json!({ "plugin_version": version.body["sid"] }).to_string();
    let with = [("Name", "with"), ("Plugins", &*chosen)];
    let archive = "Plugins/calls/Versions/1.0.0/Archive";
    let mut release = |configuration: &[(&str, &str)]| {
        let made = post("Configurations", configuration);
        let sid = made.body["sid"].as_str().unwrap_or_default().to_owned();
        let released =
            made.status == 201 && post("Releases", &[("ConfigurationId", &sid)]).status == 201;
        (released, post(archive, &[]).status)
    };
    assert_eq!(release(&with), (true, 400));
    assert_eq!(release(&[("Name", "without")]), (true, 200));
    assert_eq!(release(&with), (false, 400), "it is archived already");
}

#[test]
fn a_workflow_with_a_task_stays() {
    let mut desk = Desk::new(Setup::default());
    let account = desk.0.account().clone();
    let workspace = format!("/v1/Workspaces/{}", account.workspace);
    let workflow = account.internal_call_workflow.to_string();
    let body = [("WorkflowSid", &*workflow), ("TaskChannel", "voice")];
    let task = desk.ask("taskrouter", Method::Post, &format!("{workspace}/Tasks"), &body);
    let task = format!("{workspace}/Tasks/{}", task.body["sid"].as_str().unwrap());
    let workflow = format!("{workspace}/Workflows/{workflow}");
    let mut remove = |path: &str| desk.ask("taskrouter", Method::Delete, path, &[]).status;
    assert_eq!((remove(&workflow), remove(&task), remove(&workflow)), (400, 204, 204));
}

#[test]
fn a_key_opens_all_but_the_account_itself() {
    let mut desk = Desk::new(Setup::default());
    let account = desk.0.account().clone();
    let path = format!("/2010-04-01/Accounts/{}.json", account.sid);
    for (basic, configuration, itself) in [
        ((account.sid.to_string(), account.auth_token), 200, 200),
        (account.api_key.clone(), 200, 401),
        ((account.api_key.0, "another".to_owned()), 401, 401),
    ] {
        let mut get = |host: &str, path: &str| {
            let request = Request {
                host: format!("{host}.twilio.com"),
                method: Method::Get,
                path: path.to_owned(),
                query: Vec::new(),
                form: Vec::new(),
                json: None,
                basic: Some(basic.clone()),
                if_match: None,
            };
            desk.0.rest(&request).status
        };
        assert_eq!(get("flex-api", "/v1/Configuration"), configuration);
        assert_eq!(get("api", &path), itself);
    }
}

#[test]
fn an_account_has_so_many_services_and_a_failed_build_is_never_deployed() {
    let mut desk = Desk::new(Setup { failing_build: Some(2), ..Setup::default() });
    let named = |number: usize| format!("service-{number}");
    for number in 0..50 {
        let name = named(number);
        desk.make(SERVICES, &[("UniqueName", &name), ("FriendlyName", &name)]);
    }
    let body = [("UniqueName", "one-more"), ("FriendlyName", "One more")];
    let refused = desk.ask("serverless", Method::Post, SERVICES, &body);
    assert_eq!(refused.status, 400);
    assert_eq!(refused.body["message"], "Services are limited to less than or equal to 50");

    let at = format!("{SERVICES}/{}", named(0));
    let environment = desk.make(&format!("{at}/Environments"), &[("UniqueName", "stage")]);
    let turns = [(1, "completed", 201), (2, "failed", 400), (3, "completed", 201)];
    for (second, status, deployed) in turns {
        let build = desk.make(&format!("{at}/Builds"), &[("Runtime", "node22")]);
        desk.0.advance(NOW + Duration::from_secs(second));
        let shown =
            desk.ask("serverless", Method::Get, &format!("{at}/Builds/{build}/Status"), &[]);
        assert_eq!(shown.body["status"], status);
        let path = format!("{at}/Environments/{environment}/Deployments");
        let reply = desk.ask("serverless", Method::Post, &path, &[("BuildSid", &build)]);
        assert_eq!(reply.status, deployed);
    }
}
