//! Call when free: for whom the agent waits, for how long, and whom he is asked to call now.

use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use super::directory::Directory;
use super::{Colleague, Effect, Readiness, Reason, Waited, Wake};
use crate::id::WorkerSid;
use crate::pii::Pii;

/// Whoever is not free by then is waited for no longer.
const LONGEST_MS: u64 = 30 * 60_000;
/// What TaskRouter tells of a colleague right after he was rung is still about that call.
const SETTLED_MS: u64 = 5_000;
/// Nobody would wait for more.
const MOST: usize = 10;

/// For whom the agent waits.
#[derive(Clone, Debug, Default)]
pub(super) struct Waiting {
    /// The longest first.
    entries: Vec<Entry>,
    /// Whom the agent is asked to call. Invariant: he is among the entries.
    asked: Option<WorkerSid>,
}

#[derive(Clone, Debug)]
struct Entry {
    worker: WorkerSid,
    name: Pii<String>,
    since: u64,
    /// He was rung and did not answer, although he was free.
    rang: bool,
    /// He has been busy or away; until then, whoever was rung in vain is not at his phone.
    away: bool,
}

impl Entry {
    /// He is free now, and is at his phone as far as that can be told.
    fn is_free(&mut self, now: u64, directory: &Directory) -> bool {
        let Some(colleague) = directory.colleague(&self.worker) else { return false };
        // Whoever may be interrupted is not free: he could be called without waiting.
        if colleague.readiness() != Readiness::Free {
            self.away = true;
            return false;
        }
        if colleague.has_room != Some(true) {
            return false;
        }
        self.away &= !self.rang || now >= self.since + SETTLED_MS;
        self.away
    }
}

impl Waiting {
    /// The agent waits for this colleague from now on; `rang` if he was just rung in vain.
    pub(super) fn wait(&mut self, now: u64, colleague: &Colleague, rang: bool) -> Vec<Effect> {
        if !self.has_room_for(&colleague.worker) {
            return Vec::new();
        }
        let (worker, name) = (colleague.worker.clone(), colleague.name.clone());
        self.entries.push(Entry { worker, name, since: now, rang, away: !rang });
        vec![Effect::WakeAt { at: now + LONGEST_MS, wake: Wake::WaitOver }]
    }

    /// The agent could wait for this colleague, too.
    pub(super) fn has_room_for(&self, worker: &WorkerSid) -> bool {
        self.entries.len() < MOST && self.entries.iter().all(|entry| entry.worker != *worker)
    }

    /// The agent waits for this colleague no longer.
    pub(super) fn give_up(&mut self, worker: &WorkerSid) {
        self.entries.retain(|entry| entry.worker != *worker);
    }

    /// Some may have been waited for long enough. Whom the agent is asked to call is free.
    pub(super) fn over(&mut self, now: u64) -> Vec<Effect> {
        let mut effects = Vec::new();
        let asked = self.asked.as_ref();
        self.entries.retain(|entry| {
            let over = now >= entry.since + LONGEST_MS;
            if over && asked != Some(&entry.worker) {
                effects.push(Effect::Notify(Reason::WaitedInVain { name: entry.name.clone() }));
            }
            !over
        });
        effects
    }

    /// Whom the agent waits for.
    pub(super) fn workers(&self) -> Vec<WorkerSid> {
        self.entries.iter().map(|entry| entry.worker.clone()).collect()
    }

    /// Looks who is free, and asks the agent, or asks him no longer; never while `may_ask` says
    /// no, and about one colleague at a time.
    pub(super) fn stir(
        &mut self,
        now: u64,
        directory: &Directory,
        may_ask: impl FnOnce() -> bool,
    ) -> Option<Effect> {
        if self.entries.is_empty() && self.asked.is_none() {
            return None;
        }
        let mut free: Option<&Entry> = None;
        for entry in &mut self.entries {
            // Another who is free, too, does not take the place of a question that is being read.
            let is_next = free.is_none() || self.asked.as_ref() == Some(&entry.worker);
            if entry.is_free(now, directory) && is_next {
                free = Some(entry);
            }
        }
        let free = free.filter(|_| may_ask());
        let worker = free.map(|entry| entry.worker.clone());
        if worker == self.asked {
            return None;
        }
        self.asked = worker;
        Some(match free {
            None => Effect::AskNoLonger,
            Some(Entry { worker, name, .. }) => {
                Effect::AskToCall { worker: worker.clone(), name: name.clone() }
            }
        })
    }

    /// As it is shown.
    pub(super) fn view(&self) -> Vec<Waited> {
        let shown = |entry: &Entry| Waited {
            worker: entry.worker.clone(),
            name: entry.name.clone(),
            asks: self.asked.as_ref() == Some(&entry.worker),
        };
        self.entries.iter().map(shown).collect()
    }
}
