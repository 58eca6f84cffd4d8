//! The rows in view are kept up to date by queries of their own, once they stand still.

use alloc::vec;
use alloc::vec::Vec;

use super::Directory;
use crate::desk::{Effect, Hit, Wake};
use crate::id::WorkerSid;

/// The list has to stand still this long before its rows are asked for, by one query for what they
/// do and one for their room. So there are two a second at most, a tenth of what Sync allows,
/// whatever is typed.
const STILL_MS: u64 = 1_000;

/// Where there are fewer colleagues, the one query for all of them finds every one.
const FOUND_BY_ONE: usize = 200;

/// Whose rows are asked for.
#[derive(Clone, Debug, Default)]
pub(super) struct Rows {
    /// Those that stand still.
    pub(super) still: Vec<WorkerSid>,
    /// Of these, whose presence is asked for.
    watched: Vec<WorkerSid>,
    /// Those of the moving list, if it moves.
    moving: Vec<WorkerSid>,
    /// When it moved last; the desk will be woken.
    moved: Option<u64>,
}

impl Directory {
    /// Looks whether the rows in view are others than they were.
    pub(in crate::desk) fn stir(&mut self, now: u64) -> Vec<Effect> {
        let is_asked = self.rows.watched == self.asked_of(&self.rows.still);
        if self.rows.moved.is_none() && is_asked && self.shows(&self.rows.still) {
            return Vec::new();
        }
        if self.rows.moved.is_some() && self.shows(&self.rows.moving) {
            return Vec::new();
        }
        self.rows.moving = self.in_view().cloned().collect();
        match self.rows.moved.replace(now) {
            Some(_) => Vec::new(),
            None => vec![wake(now)],
        }
    }

    /// The list may stand still by now.
    pub(in crate::desk) fn still(&mut self, now: u64) -> Vec<Effect> {
        let Some(moved) = self.rows.moved else { return Vec::new() };
        if now < moved + STILL_MS {
            return vec![wake(moved)];
        }
        self.rows.moved = None;
        self.rows.still = core::mem::take(&mut self.rows.moving);
        let mut effects = self.watch_room();
        let workers = self.asked_of(&self.rows.still).to_vec();
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

    fn shows(&self, workers: &[WorkerSid]) -> bool {
        self.in_view().eq(workers)
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
