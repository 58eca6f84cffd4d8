//! The rows in view are kept up to date by a query of their own, once they stand still.

use alloc::vec;
use alloc::vec::Vec;

use super::Directory;
use crate::desk::{Effect, Hit, Wake};
use crate::id::WorkerSid;

/// The list has to stand still this long before its rows are asked for. So there are two queries
/// a second at most, a tenth of what Sync allows, whatever is typed.
const STILL_MS: u64 = 500;

/// Where there are fewer colleagues, the one query for all of them finds every one.
const FOUND_BY_ONE: usize = 200;

/// Whose rows are asked for.
#[derive(Clone, Debug, Default)]
pub(super) struct Rows {
    /// By the query that is open.
    watched: Vec<WorkerSid>,
    /// Those of the moving list, if it moves.
    moving: Vec<WorkerSid>,
    /// When it moved last; the desk will be woken.
    moved: Option<u64>,
}

impl Directory {
    /// Looks whether the rows in view are others than they were.
    pub(in crate::desk) fn stir(&mut self, now: u64) -> Vec<Effect> {
        if self.rows.moved.is_none() && self.shows(&self.rows.watched) {
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
        if self.rows.moving == self.rows.watched {
            return Vec::new();
        }
        self.rows.watched = core::mem::take(&mut self.rows.moving);
        vec![Effect::WatchRows { workers: self.rows.watched.clone() }]
    }

    fn shows(&self, workers: &[WorkerSid]) -> bool {
        self.in_view().eq(workers)
    }

    /// Everybody in the open list, who is chosen, and who is waited for.
    fn in_view(&self) -> impl Iterator<Item = &WorkerSid> {
        let asked = self.colleagues.len() >= FOUND_BY_ONE;
        let hits = if self.open && asked { self.hits.as_slice() } else { &[] };
        let chosen = self.chosen.as_ref().filter(|_| asked && !self.open);
        let waited = if asked { self.waited.as_slice() } else { &[] };
        hits.iter().map(|hit: &Hit| &hit.worker).chain(chosen).chain(waited)
    }
}

fn wake(moved: u64) -> Effect {
    Effect::WakeAt { at: moved + STILL_MS, wake: Wake::ListStill }
}
