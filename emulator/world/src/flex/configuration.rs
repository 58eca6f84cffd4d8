//! `flex-api.twilio.com/v1/Configuration`: how the account's Flex is set up.

use serde_json::{Map, Value, json};

use crate::exchange::{Fault, Method, Reply, Request};
use crate::taskrouter::Params;
use crate::world::World;

/// What is the same in every account's configuration here.
const FIXED: &str = include_str!("configuration.json");

/// What has been changed of the configuration that the account began with.
#[derive(Debug, Default)]
pub(crate) struct Configuration {
    changed: Map<String, Value>,
}

impl World {
    /// The account's Flex configuration.
    pub fn flex_configuration(&self) -> Value {
        let mut configuration: Value =
            serde_json::from_str(FIXED).expect("configuration.json is JSON");
        merge(&mut configuration, &self.first_configuration());
        for (name, value) in &self.configuration.changed {
            configuration[name] = value.clone();
        }
        configuration
    }

    /// What the account began with.
    fn first_configuration(&self) -> Value {
        let (account, setup) = (self.account(), self.setup());
        let flow = json!({
            "enabled": true,
            "caller_id": account.caller_id,
            "queue_sid": account.queue,
            "workflow_sid": account.workflow,
            "location": "US",
        });
        let mut custom_data = if setup.switchboard { self.switchboards_data() } else { json!({}) };
        merge(&mut custom_data, &Value::Object(setup.custom_data.clone()));
        json!({
            "account_sid": account.sid,
            "chat_service_instance_sid": account.flex_service,
            "flex_instance_sid": account.flex_instance,
            "flex_service_instance_sid": account.flex_service,
            "outbound_call_flows": if setup.outbound_flow { json!({ "default": flow }) } else { json!({}) },
            "runtime_domain": setup.functions_url,
            "taskrouter_offline_activity_sid": account.activities.first().map(|offline| &offline.sid),
            "taskrouter_target_taskqueue_sid": account.queue,
            "taskrouter_target_workflow_sid": account.workflow,
            "taskrouter_taskqueues": [{ "sid": account.queue, "targettable": true }],
            "taskrouter_workspace_sid": account.workspace,
            "ui_attributes": { "custom_data": custom_data },
        })
    }

    /// What an account says where Switchboard is set up with the emulator's own Functions.
    fn switchboards_data(&self) -> Value {
        let address = self.setup().functions_url.trim_start_matches("http://").to_owned();
        let (domain, port) = address.split_once(':').unwrap_or((&address, "80"));
        json!({
            "serverless_functions_protocol": "http",
            "serverless_functions_domain": domain,
            "serverless_functions_port": port,
            "features": {
                "internal_call": {
                    "enabled": true,
                    "enable_call_agent": true,
                    "enable_call_queue": false,
                },
            },
        })
    }

    pub(super) fn rest_configuration(&mut self, request: &Request) -> Result<Reply, Fault> {
        match request.method {
            Method::Get => {
                Params::of_query(request, &["UiVersion"])?;
            }
            Method::Post => self.configure_flex(request)?,
            Method::Delete => return Err(Fault::not_implemented("DELETE /v1/Configuration")),
        }
        Ok(Reply::ok(self.flex_configuration()))
    }

    /// Each property that is named is replaced as a whole; all others stay.
    fn configure_flex(&mut self, request: &Request) -> Result<(), Fault> {
        let wrong = |why: &str| Err(Fault::new(400, 20001, why));
        if !request.form.is_empty() {
            return wrong("the body is a form, not JSON");
        }
        let Some(Value::Object(asked)) = &request.json else {
            return wrong("the body is not a JSON object");
        };
        if asked.get("account_sid") != Some(&json!(self.account().sid)) {
            return wrong("account_sid is not the account's");
        }
        let known = self.flex_configuration();
        for (name, value) in asked {
            match known.get(name) {
                None => return wrong(&format!("there is no property {name}")),
                Some(before) if before.is_object() && !value.is_object() => {
                    return wrong(&format!("{name} is not an object"));
                }
                Some(_) => {}
            }
        }
        self.configuration.changed.extend(asked.clone());
        self.configuration.changed.insert("date_updated".to_owned(), json!(self.now.iso()));
        Ok(())
    }
}

/// Writes one object over another, inner objects too.
fn merge(under: &mut Value, over: &Value) {
    match (under, over) {
        (Value::Object(under), Value::Object(over)) => {
            for (name, value) in over {
                merge(under.entry(name.clone()).or_insert(Value::Null), value);
            }
        }
        (under, over) => *under = over.clone(),
    }
}
