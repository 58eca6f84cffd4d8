//! Twilio Sync: maps and documents of two services, seen by REST and by the client SDK.

use serde_json::{Value, json};

use crate::exchange::{Fault, Reply, Request};
use crate::world::World;

/// One of the account's two Sync services.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Service {
    /// The customer's own service, which Functions and plugins write.
    Customer,
    /// The service that Flex owns and fills itself.
    Flex,
}

/// All objects of both services.
#[derive(Debug, Default)]
pub(crate) struct Sync {}

impl World {
    pub(crate) fn sync_map_put(&mut self, _service: Service, _map: &str, _key: &str, _data: Value) {}

    pub(crate) fn sync_map_remove_item(&mut self, _service: Service, _map: &str, _key: &str) {}

    pub(crate) fn rest_sync(&mut self, request: &Request) -> Result<Reply, Fault> {
        Err(Fault::not_found(&request.path))
    }

    /// Answers the client SDK's protocol (`/v3/…`) for one service.
    pub fn sync_client(&mut self, _service: Service, request: &Request) -> Reply {
        Reply::from(Fault::not_found(&request.path))
    }

    pub(crate) fn snapshot_sync(&self) -> Value {
        json!({})
    }

    pub(crate) fn left_over_sync(&self) -> Vec<String> {
        Vec::new()
    }
}
