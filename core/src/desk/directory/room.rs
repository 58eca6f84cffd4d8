//! Who has room for one more call: told of whoever is waited for, of whoever is chosen, and of the
//! first rows once the list stands still.

use alloc::vec;
use alloc::vec::Vec;

use super::Directory;
use crate::desk::Effect;
use crate::id::WorkerSid;

/// In a query a list has to be shorter than 30 (Twilio's error 54510), and a second query would
/// take more than a tenth of what Sync allows.
const MOST: usize = 29;

impl Directory {
    /// A colleague has room for a call, or has none.
    pub(in crate::desk) fn room(&mut self, worker: &WorkerSid, has_room: bool) {
        if self.roomed.contains(worker) {
            self.set_room(worker, Some(has_room));
        }
    }

    /// These are the colleagues whom the agent wants to call when they are free.
    pub(in crate::desk) fn wait_for(&mut self, workers: Vec<WorkerSid>) -> Vec<Effect> {
        self.waited = workers;
        self.watch_room()
    }

    pub(super) fn watch_room(&mut self) -> Vec<Effect> {
        let mut workers = self.waited.clone();
        for worker in self.chosen.iter().chain(&self.rows.still) {
            if workers.len() < MOST && !workers.contains(worker) {
                workers.push(worker.clone());
            }
        }
        let is_known = |worker| self.roomed.contains(worker);
        if workers.len() == self.roomed.len() && workers.iter().all(is_known) {
            return Vec::new();
        }
        for left in core::mem::take(&mut self.roomed) {
            // Nobody tells any more when that changes.
            if !workers.contains(&left) {
                self.set_room(&left, None);
            }
        }
        self.roomed.clone_from(&workers);
        vec![Effect::WatchRoom { workers }]
    }

    fn set_room(&mut self, worker: &WorkerSid, room: Option<bool>) {
        if let Ok(place) = self.place_of(worker) {
            self.colleagues[place].has_room = room;
        }
    }
}
