//! TaskRouter's queues, and what they are like now.

use std::collections::BTreeMap;

use call_core::id::QueueSid;
use call_core::pii::Pii;
use call_core::wire::ListedQueue;
use serde_json::Value;

use crate::plan::{Call, Io, Stop};
use crate::settings::Settings;

/// All queues that have a name, in no order; those beyond the first thousand are left out.
///
/// The numbers are of calls alone: whoever waits by chat is before nobody at the telephone.
pub(crate) fn list(io: &mut Io<'_>, settings: &Settings) -> Result<Vec<ListedQueue>, Stop> {
    let names = items(io, settings, "task_queues", "?PageSize=1000")?;
    let numbers = "/Statistics?TaskChannel=voice&PageSize=1000";
    let numbers = items(io, settings, "task_queues_statistics", numbers)?;
    let numbers: BTreeMap<&str, (u32, u32)> = numbers.iter().filter_map(numbers_of).collect();
    Ok(names.iter().filter_map(|queue| listed(queue, &numbers)).collect())
}

/// The queue's name; `None` if there is no such queue.
pub(crate) fn name(
    io: &mut Io<'_>,
    settings: &Settings,
    queue: &QueueSid,
) -> Result<Option<Pii<String>>, Stop> {
    let path = format!("/v1/Workspaces/{}/TaskQueues/{queue}", settings.workspace);
    let answer = io.insist(Call::get("taskrouter", path))?;
    match answer.text("friendly_name") {
        _ if answer.status == 404 => Ok(None),
        Some(name) if answer.is_success() => Ok(Some(Pii::new(name.to_owned()))),
        _ => Err(Stop::twilio("reading a queue", answer)),
    }
}

fn items<'a>(
    io: &mut Io<'a>,
    settings: &Settings,
    key: &str,
    tail: &str,
) -> Result<&'a Vec<Value>, Stop> {
    let path = format!("/v1/Workspaces/{}/TaskQueues{tail}", settings.workspace);
    let answer = io.insist(Call::get("taskrouter", path))?;
    match answer.body.get(key).and_then(Value::as_array) {
        Some(items) if answer.is_success() => Ok(items),
        _ => Err(Stop::twilio("reading the queues", answer)),
    }
}

/// Which queue, how many calls wait in it, and how many of its workers are in an
/// activity that counts as available. TaskRouter's statistics do not tell who of them is on a call.
fn numbers_of(of: &Value) -> Option<(&str, (u32, u32))> {
    let now = of.get("realtime")?;
    let number = |value: Option<&Value>| value?.as_u64()?.try_into().ok();
    let tasks = now.get("tasks_by_status")?;
    // Those that somebody is being rung for wait as well.
    let waiting = ["pending", "reserved"].map(|status| number(tasks.get(status)).unwrap_or(0));
    let available = number(now.get("total_available_workers"))?;
    Some((of.get("task_queue_sid")?.as_str()?, (waiting.iter().sum(), available)))
}

fn listed(queue: &Value, numbers: &BTreeMap<&str, (u32, u32)>) -> Option<ListedQueue> {
    let text = |name| queue.get(name).and_then(Value::as_str);
    let sid = text("sid")?;
    let (waiting, available) = *numbers.get(sid)?;
    let name = Pii::new(text("friendly_name")?.to_owned());
    Some(ListedQueue { sid: QueueSid::parse(sid).ok()?, name, waiting, available })
}
