//! The colleagues whom the agent calls often, in the list and out of it.

use alloc::vec;
use alloc::vec::Vec;

use super::Directory;
use crate::desk::{Colleague, Effect, Familiar, Hit, Section};
use crate::id::WorkerSid;

impl Directory {
    pub(super) fn divide(&self) -> Vec<Section> {
        if !self.query.reveal().trim().is_empty() {
            return Vec::new();
        }
        let section = |hit: &Hit| {
            let readiness = self.colleague(&hit.worker).map(Colleague::readiness);
            self.familiar.section(&hit.worker, readiness.unwrap_or_default())
        };
        self.hits.iter().map(section).collect()
    }

    /// The colleagues whom the agent calls often, as they were kept.
    pub(in crate::desk) fn remember(&mut self, familiar: Familiar) -> Vec<Effect> {
        self.familiar = familiar;
        self.rank()
    }

    /// Stars a colleague, or no longer. His row stays where it is while it is seen.
    pub(in crate::desk) fn star(&mut self, worker: &WorkerSid) -> Vec<Effect> {
        if self.colleague(worker).is_none() {
            return Vec::new();
        }
        self.familiar.turn(worker);
        vec![self.keep()]
    }

    /// The agent speaks with this colleague, or calls him.
    pub(in crate::desk) fn met(&mut self, worker: &WorkerSid) -> Option<Effect> {
        self.familiar.met(worker).then(|| self.keep())
    }

    fn keep(&mut self) -> Effect {
        self.stale = true;
        Effect::Remember(self.familiar.clone())
    }

    /// Before the list is opened: while it is, no row moves under a pointer.
    pub(in crate::desk) fn put_in_order(&mut self) -> Vec<Effect> {
        if self.stale && !self.open { self.rank() } else { Vec::new() }
    }
}
