//! Workers and their channels.

use serde_json::{Map, Value, json};

use super::account::{Account, Activity};
use super::made_up;
use crate::setup::{Setup, WorkerSetup};
use crate::sid::{Sid, SidKind};
use crate::time::Time;

/// One worker.
#[derive(Clone, Debug)]
pub(crate) struct Worker {
    pub(crate) sid: Sid,
    /// Log-in name and client identity; TaskRouter's friendly name.
    pub(crate) identity: String,
    pub(crate) attributes: Value,
    pub(crate) roles: Vec<String>,
    pub(crate) flex_user: Sid,
    pub(crate) activity: Activity,
    pub(crate) channels: Vec<Channel>,
    pub(crate) version: u64,
    pub(crate) created: Time,
    pub(crate) updated: Time,
    pub(crate) activity_since: Time,
    /// When the worker last had nothing more to do: who has waited longest is asked first.
    pub(crate) idle_since: Time,
    /// Has Flex open in a browser.
    pub(crate) connected: bool,
    /// One of the set-up's extra workers: never logs in.
    pub(crate) made_up: bool,
}

/// How many tasks of one kind a worker takes at once.
#[derive(Clone, Debug)]
pub(crate) struct Channel {
    pub(crate) sid: Sid,
    pub(crate) task_channel: Sid,
    pub(crate) name: &'static str,
    pub(crate) capacity: u32,
    pub(crate) available: bool,
    pub(crate) updated: Time,
    pub(crate) last_reserved: Option<Time>,
}

/// The workspace's task channels, in the order of their identifiers.
pub(crate) const CHANNELS: [&str; 4] = ["voice", "chat", "sms", "default"];

/// The identifier of the task channel of this name, one of [`CHANNELS`].
pub(super) fn task_channel(name: &str) -> Option<Sid> {
    let numbered = (1..).zip(CHANNELS).find(|(_, its)| *its == name);
    numbered.map(|(number, _)| Sid::numbered(SidKind::TC, number))
}

/// How many tasks at once, other than calls.
const TEXT_CAPACITY: u32 = 3;

impl Worker {
    /// The workers of the set-up, in its order, then the made-up ones.
    pub(crate) fn all(setup: &Setup, account: &Account, now: Time) -> Vec<Worker> {
        let made_up = (0..setup.extra_workers).map(|number| (made_up::worker(number), true));
        let given = setup.workers.iter().cloned().map(|worker| (worker, false));
        given
            .chain(made_up)
            .zip(1..)
            .map(|((from, made_up), number)| Worker::new(from, number, made_up, account, now))
            .collect()
    }

    fn new(from: WorkerSetup, number: u128, made_up: bool, account: &Account, now: Time) -> Worker {
        let attributes = attributes_of(&from);
        let named = from.activity.as_deref().unwrap_or("Available");
        let activity = account.activity_named(named).or_else(|| account.activity_named("Offline"));
        let channel = |(index, name): (u128, &'static str)| {
            let capacity = match name {
                "voice" => from.voice_capacity.unwrap_or(1),
                _ => TEXT_CAPACITY,
            };
            Channel {
                sid: Sid::numbered(SidKind::WC, number * 0x10 + index),
                task_channel: Sid::numbered(SidKind::TC, index),
                name,
                capacity,
                // Nobody sits there: what is offered to them would wait for its time-out.
                available: !made_up,
                updated: now,
                last_reserved: None,
            }
        };
        Worker {
            sid: Sid::numbered(SidKind::WK, number),
            attributes,
            roles: or_agent(from.roles.clone()),
            flex_user: Sid::numbered(SidKind::FU, number),
            activity: activity.expect("every account has the activity Offline").clone(),
            channels: (1..).zip(CHANNELS).map(channel).collect(),
            identity: from.identity,
            version: 0,
            created: now,
            updated: now,
            activity_since: now,
            idle_since: now,
            connected: false,
            made_up,
        }
    }

    /// The name that people read.
    pub(crate) fn full_name(&self) -> &str {
        self.attributes.get("full_name").and_then(Value::as_str).unwrap_or(&self.identity)
    }

    /// The channel of this name; every worker has one of each.
    pub(crate) fn channel(&self, name: &str) -> Option<&Channel> {
        self.channels.iter().find(|channel| channel.name == name)
    }

    /// May see and change other workers.
    pub(crate) fn supervises(&self) -> bool {
        self.roles.iter().any(|role| role == "supervisor" || role == "admin")
    }

    pub(crate) fn changed(&mut self, now: Time) {
        self.version += 1;
        self.updated = now;
    }
}

fn or_agent(roles: Vec<String>) -> Vec<String> {
    if roles.is_empty() { vec!["agent".to_owned()] } else { roles }
}

/// The attributes that Flex itself gives a worker, and those of the set-up over them.
fn attributes_of(from: &WorkerSetup) -> Value {
    let contact_uri = match &from.contact_uri {
        Some(uri) => uri.clone(),
        None => format!("client:{}", from.identity),
    };
    let mut attributes = Map::new();
    attributes.insert("full_name".into(), json!(from.full_name));
    attributes.insert("contact_uri".into(), json!(contact_uri));
    attributes.insert("email".into(), json!(format!("{}@example.com", from.identity)));
    attributes.insert("roles".into(), json!(or_agent(from.roles.clone())));
    attributes.insert("routing".into(), json!({ "skills": [], "levels": {} }));
    if let Some(team) = &from.team {
        attributes.insert("team_name".into(), json!(team));
    }
    attributes.extend(from.attributes.clone());
    Value::Object(attributes)
}
