//! The made-up account: identifiers that never change, so that configuration can name them.

use crate::setup::Setup;
use crate::sid::{Sid, SidKind};

/// An activity that workers can be in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Activity {
    /// `WA…`.
    pub sid: Sid,
    /// Such as `Available`.
    pub name: String,
    /// Whether tasks are offered to a worker in this activity.
    pub available: bool,
}

/// The account's fixed identifiers and names.
#[derive(Clone, Debug)]
pub struct Account {
    /// `AC…`, the user of REST requests.
    pub sid: Sid,
    /// The password of REST requests and the key of webhook signatures.
    pub auth_token: String,
    /// A standard API key, `SK…`, and its secret: with them everything may be asked but for the
    /// account itself.
    pub api_key: (String, String),
    /// The Flex instance, `GO…`.
    pub flex_instance: Sid,
    /// The Sync service that Flex owns (`<WT>.CS` maps live there).
    pub flex_service: Sid,
    /// The customer's own Sync service, `TWILIO_FLEX_SYNC_SID`.
    pub sync_service: Sid,
    /// The TaskRouter workspace.
    pub workspace: Sid,
    /// The workflow `Assign to Anyone`: inbound and outbound calls of customers.
    pub workflow: Sid,
    /// The workflow `Internal Call`, `TWILIO_FLEX_INTERNAL_CALL_WORKFLOW_SID`.
    pub internal_call_workflow: Sid,
    /// The queue `Everyone`.
    pub queue: Sid,
    /// Offline, Available, Unavailable, Break, and those that the set-up adds.
    pub activities: Vec<Activity>,
    /// The task channel `voice`.
    pub voice_channel: Sid,
    /// The default caller id.
    pub caller_id: String,
}

/// The activities of the workspace, and whether tasks are offered to a worker in each.
pub(crate) const ACTIVITIES: [(&str, bool); 4] =
    [("Offline", false), ("Available", true), ("Unavailable", false), ("Break", false)];

impl Account {
    /// The same account in every world, but for activities.
    pub(crate) fn made_up(setup: &Setup) -> Account {
        let sid = Sid::numbered;
        let added = setup.activities.iter().map(|added| (added.name.as_str(), added.available));
        let activity = |(number, (name, available)): (u128, (&str, bool))| Activity {
            sid: sid(SidKind::WA, number),
            name: name.to_owned(),
            available,
        };
        Account {
            sid: sid(SidKind::AC, 1),
            auth_token: "0123456789abcdef0123456789abcdef".to_owned(),
            api_key: (format!("SK{:032x}", 1), "fedcba9876543210fedcba9876543210".to_owned()),
            flex_instance: sid(SidKind::GO, 1),
            flex_service: sid(SidKind::IS, 1),
            sync_service: sid(SidKind::IS, 2),
            workspace: sid(SidKind::WS, 1),
            workflow: sid(SidKind::WW, 1),
            internal_call_workflow: sid(SidKind::WW, 2),
            queue: sid(SidKind::WQ, 1),
            activities: (1..).zip(ACTIVITIES.into_iter().chain(added)).map(activity).collect(),
            voice_channel: sid(SidKind::TC, 1),
            caller_id: "+15551230000".to_owned(),
        }
    }

    /// The activity of this name.
    pub fn activity_named(&self, name: &str) -> Option<&Activity> {
        self.activities.iter().find(|activity| activity.name == name)
    }

    /// The activity with this identifier.
    pub(crate) fn activity(&self, sid: &Sid) -> Option<&Activity> {
        self.activities.iter().find(|activity| activity.sid == *sid)
    }
}
