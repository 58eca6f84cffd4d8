//! Which queues an agent can call, and what they are like.

use call_core::wire::QueuesReply;

use crate::plan::{Io, Reply, Stop};
use crate::rest::{queues, workers};
use crate::settings::Settings;

/// Tells any worker of the workspace what Flex shows to supervisors alone: the queues' names, how
/// many calls wait in each and how many workers are available. Nothing of who waits or works there.
pub(crate) fn queues(io: &mut Io<'_>, settings: &Settings) -> Result<Reply, Stop> {
    settings.check()?;
    workers::asking(io)?;
    let mut queues = queues::list(io, settings)?;
    queues.sort_by_cached_key(|queue| queue.name.reveal().to_lowercase());
    Ok(Reply::json(&QueuesReply { queues }))
}
