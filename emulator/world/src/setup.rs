//! What a world looks like before anybody logs in; the form of a world file.

use serde::de::Error;
use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value};

use crate::expression::Expression;
use crate::taskrouter::ACTIVITIES;

/// The account, its people and its Flex settings. Every field has a default.
#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Setup {
    /// The people. The first is the default log-in.
    pub workers: Vec<WorkerSetup>,
    /// The queues beside the one of everybody.
    pub queues: Vec<QueueSetup>,
    /// What workers can be doing beside what they can in every world, where they begin.
    pub activities: Vec<ActivitySetup>,
    /// How many more workers to make up (for the directory's benchmarks), none of whom logs in.
    pub extra_workers: usize,
    /// Flex's feature flags that are on, by id. None by default: `external-warm-transfers` asks
    /// for an Interactions API that the emulator does not have.
    pub flex_features: Vec<String>,
    /// Merged over the default `ui_attributes.custom_data`.
    pub custom_data: Map<String, Value>,
    /// The public address of the Functions; filled in by the emulator itself.
    pub functions_url: String,
    /// Seconds that a reservation is offered before TaskRouter takes it back.
    pub reservation_timeout_s: u64,
    /// Whether the default outbound call flow is there; without it, calling is not set up.
    pub outbound_flow: bool,
    /// Whether Switchboard is set up: its workflow and its settings are there. Without them the
    /// account is as Twilio hands it over.
    pub switchboard: bool,
    /// Which build at Serverless Twilio cannot make, counted from 1 over all services.
    pub failing_build: Option<usize>,
    /// Whether the workflow "Internal Call" has its filter `task.targetWorker==worker.contact_uri`.
    pub internal_call_filter: bool,
}

impl Default for Setup {
    fn default() -> Setup {
        Setup {
            workers: vec![
                WorkerSetup::named("alice", "Alice Anders", "Sales"),
                WorkerSetup::named("bob", "Bob Baker", "Billing"),
            ],
            queues: Vec::new(),
            activities: Vec::new(),
            extra_workers: 0,
            flex_features: Vec::new(),
            custom_data: Map::new(),
            functions_url: String::new(),
            reservation_timeout_s: 120,
            outbound_flow: true,
            switchboard: true,
            failing_build: None,
            internal_call_filter: true,
        }
    }
}

/// One activity.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ActivitySetup {
    /// Its name.
    pub name: String,
    /// Whether tasks are offered to a worker in this activity.
    pub available: bool,
}

/// One queue.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct QueueSetup {
    /// Its name.
    pub name: String,
    /// Who belongs to it, as TaskRouter's expressions say it: `team_name == "Sales"`.
    #[serde(deserialize_with = "expression")]
    pub workers: String,
}

/// One worker.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WorkerSetup {
    /// Log-in name, client identity and first label of the host name: `alice`.
    pub identity: String,
    /// The name that people read.
    pub full_name: String,
    /// Where the worker is called; `client:<identity>` unless given.
    #[serde(default)]
    pub contact_uri: Option<String>,
    /// The team's name.
    #[serde(default)]
    pub team: Option<String>,
    /// The activity at log-in; `Available` unless given.
    #[serde(default, deserialize_with = "activity")]
    pub activity: Option<String>,
    /// Flex roles; `agent` unless given.
    #[serde(default)]
    pub roles: Vec<String>,
    /// How many voice tasks at once; 1 unless given.
    #[serde(default)]
    pub voice_capacity: Option<u32>,
    /// More worker attributes, merged over the usual ones.
    #[serde(default)]
    pub attributes: Map<String, Value>,
}

impl WorkerSetup {
    /// An available agent of this name and team.
    pub fn named(identity: &str, full_name: &str, team: &str) -> WorkerSetup {
        WorkerSetup {
            identity: identity.to_owned(),
            full_name: full_name.to_owned(),
            contact_uri: None,
            team: Some(team.to_owned()),
            activity: None,
            roles: Vec::new(),
            voice_capacity: None,
            attributes: Map::new(),
        }
    }
}

/// Refuses an activity that the workspace does not have, rather than leaving the worker offline.
fn activity<'de, D: Deserializer<'de>>(from: D) -> Result<Option<String>, D::Error> {
    let Some(name) = Option::<String>::deserialize(from)? else { return Ok(None) };
    let known = ACTIVITIES.map(|(known, _)| known);
    match known.contains(&name.as_str()) {
        true => Ok(Some(name)),
        false => Err(D::Error::custom(format_args!("no activity `{name}`, only {known:?}"))),
    }
}

/// Refuses what TaskRouter would refuse, rather than leaving a queue without anybody.
fn expression<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    let text = String::deserialize(from)?;
    match Expression::parse(&text) {
        Ok(_) => Ok(text),
        Err(error) => Err(D::Error::custom(format_args!("`{text}` is no expression: {error}"))),
    }
}

#[cfg(test)]
mod tests {
    use super::Setup;

    #[test]
    fn a_world_file_says_who_belongs_to_a_queue_in_taskrouters_words() {
        let read = |workers: &str| {
            let queue = format!(r#"{{"name":"Sales","workers":"{workers}"}}"#);
            serde_json::from_str::<Setup>(&format!(r#"{{"queues":[{queue}]}}"#))
        };
        assert_eq!(read("team_name == 'Sales'").unwrap().queues[0].name, "Sales");
        let refused = read("team_name is Sales").unwrap_err().to_string();
        assert!(refused.starts_with("`team_name is Sales` is no expression"), "{refused}");
    }

    #[test]
    fn a_world_file_adds_activities_and_says_whether_tasks_are_offered_there() {
        let file = r#"{"activities":[{"name":"Training","available":true}]}"#;
        let setup: Setup = serde_json::from_str(file).unwrap();
        assert_eq!(
            (setup.activities[0].name.as_str(), setup.activities[0].available),
            ("Training", true)
        );
        let unclear = r#"{"activities":[{"name":"Training"}]}"#;
        assert!(serde_json::from_str::<Setup>(unclear).is_err());
    }

    #[test]
    fn a_world_file_names_activities_that_there_are() {
        let read = |activity: &str| {
            let worker =
                format!(r#"{{"identity":"eve","full_name":"Eve","activity":"{activity}"}}"#);
            serde_json::from_str::<Setup>(&format!(r#"{{"workers":[{worker}]}}"#))
        };
        assert_eq!(read("Break").unwrap().workers[0].activity.as_deref(), Some("Break"));
        let refused = read("Lunch").unwrap_err().to_string();
        assert!(refused.starts_with("no activity `Lunch`, only [\"Offline\""), "{refused}");
    }
}
