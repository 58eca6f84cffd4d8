//! Flex's searchable indexes of workers, queues and offers.

use serde_json::Value;

use crate::exchange::Fault;
use crate::world::World;

impl World {
    /// The items of an index that match a query, key and data, at most as many as Twilio gives.
    pub fn insights(&self, index: &str, _query: &str) -> Result<Vec<(String, Value)>, Fault> {
        Err(Fault::not_implemented(format_args!("the index {index}")))
    }
}
