//! Who has room for one more call: told of whoever is chosen and of whoever is waited for.

use alloc::vec;
use alloc::vec::Vec;

use super::Directory;
use crate::desk::Effect;
use crate::id::WorkerSid;

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
        let chosen = self.chosen.as_ref().filter(|chosen| !workers.contains(chosen));
        workers.extend(chosen.cloned());
        if workers == self.roomed {
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
