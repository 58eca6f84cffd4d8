//! The rows in view are kept up to date by queries of their own, once they stand still.

use alloc::vec;
use alloc::vec::Vec;
use core::ops::Range;

use super::Directory;
use crate::desk::{Effect, Hit, Wake};
use crate::id::WorkerSid;

/// The list has to stand still this long before its rows are asked for, by one query for what they
/// do and one for their room. So there are two a second at most, a tenth of what Sync allows,
/// whatever is typed.
pub(super) const STILL_MS: u64 = 1_000;

/// Where there are fewer colleagues, the one query for all of them finds every one.
const FOUND_BY_ONE: usize = 200;

/// Whose rows are asked for.
#[derive(Clone, Debug, Default)]
pub(super) struct Rows {
    /// What stands still.
    pub(super) still: Look,
    /// Of these, whose presence is asked for.
    watched: Vec<WorkerSid>,
    /// What the moving list was last, if it moves.
    moving: Look,
    /// When it moved last; the desk will be woken.
    moved: Option<u64>,
    /// The places in the list that the agent sees.
    seen: Range<usize>,
}

/// What the agent looks at.
#[derive(Clone, Debug, Default)]
pub(super) struct Look {
    /// Everybody in the open list, who is chosen, and who is waited for.
    pub(super) workers: Vec<WorkerSid>,
    /// The places of those whom he sees. The list may have become shorter.
    seen: Range<usize>,
}

impl Look {
    /// Whom the agent sees.
    pub(super) fn seen(&self) -> impl Iterator<Item = &WorkerSid> {
        self.workers.iter().take(self.seen.end).skip(self.seen.start)
    }

    /// Everybody: those whom the agent sees first, then the others as far as they are from these.
    /// A sort would add 1.8 kB of brotli to the plugin.
    pub(super) fn outwards(&self) -> impl Iterator<Item = &WorkerSid> {
        let end = self.seen.end.min(self.workers.len());
        let (above, rest) = self.workers.split_at(self.seen.start.min(end));
        let (seen, below) = rest.split_at(end - above.len());
        let near = |far| [above.iter().rev().nth(far), below.get(far)];
        seen.iter().chain((0..self.workers.len()).flat_map(near).flatten())
    }
}

impl Directory {
    /// These places of the list are in view.
    pub(in crate::desk) fn see(&mut self, places: Range<usize>) {
        self.rows.seen = places;
    }

    /// Looks whether the rows in view are others than they were.
    pub(in crate::desk) fn stir(&mut self, now: u64) -> Vec<Effect> {
        let mut effects = self.watch_room(now);
        let Rows { still, watched, moving, moved, .. } = &self.rows;
        let is_settled = match moved {
            Some(_) => self.shows(moving),
            None => {
                let is_asked = watched == self.asked_of(&still.workers);
                is_asked && self.is_room_told() && self.shows(still)
            }
        };
        if is_settled {
            return effects;
        }
        let workers = self.in_view().cloned().collect();
        self.rows.moving = Look { workers, seen: self.rows.seen.clone() };
        if self.rows.moved.replace(now).is_none() {
            effects.push(wake(now));
        }
        effects
    }

    /// The list may stand still by now.
    pub(in crate::desk) fn still(&mut self, now: u64) -> Vec<Effect> {
        let Some(moved) = self.rows.moved else { return Vec::new() };
        if now < moved + STILL_MS {
            return vec![wake(moved)];
        }
        self.rows.moved = None;
        self.rows.still = core::mem::take(&mut self.rows.moving);
        let mut effects = self.watch_room(now);
        let workers = self.asked_of(&self.rows.still.workers).to_vec();
        if workers != self.rows.watched {
            self.rows.watched.clone_from(&workers);
            effects.push(Effect::WatchRows { workers });
        }
        effects
    }

    /// Of whose presence a query of the rows' own is needed.
    fn asked_of<'a>(&self, rows: &'a [WorkerSid]) -> &'a [WorkerSid] {
        if self.colleagues.len() >= FOUND_BY_ONE { rows } else { &[] }
    }

    fn shows(&self, look: &Look) -> bool {
        self.rows.seen == look.seen && self.in_view().eq(&look.workers)
    }

    /// Everybody in the open list, who is chosen, and who is waited for.
    fn in_view(&self) -> impl Iterator<Item = &WorkerSid> {
        let hits = if self.open { self.hits.as_slice() } else { &[] };
        let chosen = self.chosen.as_ref().filter(|_| !self.open);
        hits.iter().map(|hit: &Hit| &hit.worker).chain(chosen).chain(&self.waited)
    }
}

fn wake(moved: u64) -> Effect {
    Effect::WakeAt { at: moved + STILL_MS, wake: Wake::ListStill }
}
