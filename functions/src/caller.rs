//! Who calls: the worker at whose address the caller's leg is, by the name that TaskRouter has.
//!
//! What a browser says of it is no evidence. An agent writes the attributes of her own task, and
//! also the address that her leg asks for instructions, which names a worker. What Voice called
//! and what TaskRouter knows is not hers to write.

use call_core::id::{CallSid, TaskSid, WorkerSid};
use call_core::pii::Pii;
use call_core::record::{Caller, LegSeen};
use call_core::wire::labelled_agent;

use crate::plan::{Io, Stop};
use crate::rest::tasks::Task;
use crate::rest::{calls, tasks, workers};
use crate::settings::Settings;

/// The leg that opens a call, and the worker whom its label names.
#[derive(Debug)]
pub(crate) struct CallersLeg {
    call: CallSid,
    worker: WorkerSid,
}

impl CallersLeg {
    /// `None` for a leg that is no agent's.
    pub(crate) fn of(leg: &LegSeen) -> Option<CallersLeg> {
        Some(CallersLeg { call: leg.call.clone(), worker: labelled_agent(&leg.label)? })
    }

    pub(crate) fn is_of(&self, worker: &WorkerSid) -> bool {
        self.worker == *worker
    }
}

/// The caller's task, and who calls; `None` if there is no such task, or the leg is not at the
/// address of the worker whom it names.
///
/// All is asked at the same time: the caller waits for no more than for his task alone.
pub(crate) fn look(
    io: &mut Io<'_>,
    settings: &Settings,
    name: &TaskSid,
    leg: CallersLeg,
) -> Result<Option<(Task, Caller)>, Stop> {
    let of_task = tasks::reading(settings, name);
    let of_leg = calls::reading(settings, &leg.call);
    let of_worker = workers::reading(settings, &leg.worker);
    let asked = [&of_task, &of_leg, &of_worker].map(Clone::clone);
    let [task, called, worker] = io.ask_all(asked)?;
    let task = tasks::read(io.again(of_task, task)?)?;
    let called = calls::read(io.again(of_leg, called)?)?;
    let (Some(task), Some(address)) = (task, called) else { return Ok(None) };
    let worker = match worker.status {
        // Nobody waits twice for a name.
        0 => worker,
        _ => io.again(of_worker, worker)?,
    };
    let name = match workers::read(worker) {
        Ok(known) if known.address.as_ref() == Some(&address) => known.name,
        Ok(_) => return Ok(None),
        // The call goes on without TaskRouter's word.
        Err(_) => None,
    };
    let name = name.unwrap_or_else(|| named_by(&address));
    Ok(Some((task, Caller { worker: Some(leg.worker), name, address })))
}

/// What an address calls whoever is there: the identity of a browser, a number.
fn named_by(address: &Pii<String>) -> Pii<String> {
    let text = address.reveal();
    let name = ["client:", "sip:"].iter().find_map(|scheme| text.strip_prefix(scheme));
    Pii::new(name.unwrap_or(text).to_owned())
}
