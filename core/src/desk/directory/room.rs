//! Who has room for one more call: told of whoever is waited for, of whoever is chosen, of the
//! rows that the agent sees, and of as many around them as one query can name.

use alloc::vec;
use alloc::vec::Vec;

use super::Directory;
use super::rows::STILL_MS;
use crate::desk::Effect;
use crate::id::WorkerSid;

/// In a query a list has to be shorter than 30 (Twilio's error 54510). Two lists would have to be
/// joined by OR beside the conditions that AND joins, and Twilio does not say which binds closer;
/// a second query would take more than a tenth of what Sync allows.
const MOST: usize = 29;

/// Whose room for a call is told.
#[derive(Clone, Debug, Default)]
pub(super) struct Rooms {
    pub(super) told: Vec<WorkerSid>,
    /// When that was ordered, unless the next order need not wait.
    ordered: Option<u64>,
}

impl Directory {
    /// A colleague has room for a call, or has none.
    pub(in crate::desk) fn room(&mut self, worker: &WorkerSid, has_room: bool) {
        if self.rooms.told.contains(worker) {
            self.set_room(worker, Some(has_room));
        }
    }

    /// These are the colleagues whom the agent wants to call when they are free. Of a new one it is
    /// told at once: each has cost a press of a button.
    pub(in crate::desk) fn wait_for(&mut self, workers: Vec<WorkerSid>) {
        if self.waited != workers {
            self.waited = workers;
            self.rooms.ordered = None;
        }
    }

    /// Has those told of whom it matters now, once a second at most.
    pub(super) fn watch_room(&mut self, now: u64) -> Vec<Effect> {
        if self.is_room_told() {
            return Vec::new();
        }
        let workers = self.wanted();
        // That nobody is told of any more asks Sync nothing.
        if !workers.is_empty() {
            if self.rooms.ordered.is_some_and(|ordered| now < ordered + STILL_MS) {
                return Vec::new();
            }
            self.rooms.ordered = Some(now);
        }
        for left in core::mem::replace(&mut self.rooms.told, workers.clone()) {
            // Nobody tells any more when that changes.
            if !workers.contains(&left) {
                self.set_room(&left, None);
            }
        }
        vec![Effect::WatchRoom { workers }]
    }

    /// Whoever matters is told of, as many others as can be, and nobody who is out of the list:
    /// among rows that are told of already the agent scrolls without an order.
    pub(super) fn is_room_told(&self) -> bool {
        let (rows, told) = (&self.rows.still, &self.rooms.told);
        let is_told = |worker: &WorkerSid| told.contains(worker);
        let may_be_told = |worker: &WorkerSid| {
            rows.workers.contains(worker) || self.meant_to_be_called().any(|one| one == worker)
        };
        self.meant_to_be_called().chain(rows.seen()).take(MOST).all(is_told)
            && (told.len() == MOST || rows.workers.iter().all(is_told))
            && told.iter().all(may_be_told)
    }

    /// Who is to be told of: those who matter, then their neighbours in the list.
    fn wanted(&self) -> Vec<WorkerSid> {
        let mut wanted: Vec<WorkerSid> = Vec::new();
        for worker in self.meant_to_be_called().chain(self.rows.still.outwards()) {
            if wanted.len() < MOST && !wanted.contains(worker) {
                wanted.push(worker.clone());
            }
        }
        wanted
    }

    fn meant_to_be_called(&self) -> impl Iterator<Item = &WorkerSid> {
        self.waited.iter().chain(&self.chosen)
    }

    fn set_room(&mut self, worker: &WorkerSid, room: Option<bool>) {
        if let Ok(place) = self.place_of(worker) {
            self.colleagues[place].has_room = room;
        }
    }
}
