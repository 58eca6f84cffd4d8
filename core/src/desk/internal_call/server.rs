//! Orders to the server: each is kept, and given again, until the server has answered it.

use alloc::vec;
use alloc::vec::Vec;

use crate::desk::{Effect, Failure, Reason, RequestId, Wake};
use crate::id::TaskSid;
use crate::wire::{ControlOp, DeclineReason};

/// The first wait before an order is given again; it doubles.
const AGAIN_MS: u64 = 2_000;
/// The longest wait of an order about a call, which keeps somebody in a dead call.
const LONGEST_MS: u64 = 8_000;
/// The longest wait of a sweep, which nobody waits for.
const LONGEST_SWEEP_MS: u64 = 30_000;
/// About two minutes. After that TaskRouter's own time-outs and the next sweep have to do.
const TRIES: u32 = 16;
/// After so many tries, some six seconds, an agent whose leg has gone is not kept waiting.
const TRIES_ALONE: u32 = 3;

/// What was asked of the server, and whether it answers.
#[derive(Clone, Debug, Default)]
pub(super) struct Server {
    orders: Vec<Order>,
    silent: bool,
}

#[derive(Clone, Debug)]
struct Order {
    request: RequestId,
    what: What,
    tries: u32,
    /// It has failed, and will be given again.
    failed: bool,
}

impl Server {
    /// Keeps the orders for the server that are among these effects.
    pub(super) fn keep(&mut self, effects: &[Effect]) {
        for effect in effects {
            let Some((request, what)) = What::of(effect) else { continue };
            if self.orders.iter().all(|kept| kept.request != request) {
                // A newer order for the same takes the place of the older one.
                self.orders.retain(|kept| kept.what != what);
                self.orders.push(Order { request, what, tries: 0, failed: false });
            }
        }
    }

    /// The last that was asked of the server was not answered.
    pub(super) fn is_silent(&self) -> bool {
        self.silent
    }

    /// The server has answered an order, be it with no.
    pub(super) fn answered(&mut self, request: RequestId) {
        if self.orders.iter().any(|kept| kept.request == request) {
            self.orders.retain(|kept| kept.request != request);
            self.silent = false;
        }
    }

    /// An order has failed; the first time that the server is silent the agent is told.
    pub(super) fn failed(&mut self, now: u64, request: RequestId, why: Failure) -> Vec<Effect> {
        let asked = |kept: &Order| kept.request == request && !kept.failed;
        let Some(place) = self.orders.iter().position(asked) else {
            return Vec::new();
        };
        if matches!(why, Failure::Gone | Failure::Refused) {
            self.answered(request);
            return Vec::new();
        }
        let mut effects = Vec::new();
        if !self.silent {
            self.silent = true;
            effects.push(Effect::Notify(Reason::FunctionsUnreachable));
        }
        let kept = &mut self.orders[place];
        let sweeps = kept.what == What::Reconcile(None);
        kept.tries += 1;
        kept.failed = true;
        if kept.tries >= TRIES && !sweeps {
            self.orders.swap_remove(place);
            return effects;
        }
        let longest = if sweeps { LONGEST_SWEEP_MS } else { LONGEST_MS };
        let wait = (AGAIN_MS << (kept.tries - 1).min(8)).min(longest);
        effects.push(Effect::WakeAt { at: now + wait, wake: Wake::AskAgain { request } });
        effects
    }

    /// The agent's own task, if an order about it has failed just now, and not for the first time.
    pub(super) fn unheard(&self, request: RequestId) -> Option<&TaskSid> {
        let fails = |kept: &&Order| kept.request == request && kept.tries >= TRIES_ALONE;
        match &self.orders.iter().find(fails)?.what {
            What::Cleanup { task, .. } | What::Reconcile(Some(task)) => Some(task),
            What::Reconcile(None) | What::End { .. } => None,
        }
    }

    /// Somebody wants it now: an order that waits for its turn is given at once. If there is none
    /// any more, a sweep finds out whether the server answers again.
    pub(super) fn ask_now(&mut self, request: RequestId) -> Option<Effect> {
        if self.orders.is_empty() {
            return Some(Effect::Reconcile { request, task: None });
        }
        let kept = self.orders.iter_mut().find(|kept| kept.failed)?;
        kept.failed = false;
        Some(kept.what.effect(kept.request))
    }

    /// It is time to give an order again, unless it was answered or another took its place.
    pub(super) fn again(&mut self, request: RequestId) -> Vec<Effect> {
        let failed = |kept: &&mut Order| kept.request == request && kept.failed;
        let Some(kept) = self.orders.iter_mut().find(failed) else { return Vec::new() };
        kept.failed = false;
        vec![kept.what.effect(request)]
    }
}

/// What was asked of the server.
#[derive(Clone, Debug, PartialEq, Eq)]
enum What {
    Cleanup { task: TaskSid, call: TaskSid, why: Option<DeclineReason> },
    Reconcile(Option<TaskSid>),
    End { call: TaskSid },
}

impl What {
    /// The number of an order to the server, and what it asks.
    #[expect(clippy::wildcard_enum_match_arm, reason = "all others are not for the server")]
    fn of(effect: &Effect) -> Option<(RequestId, What)> {
        match effect {
            Effect::Cleanup { request, task, call, why } => {
                let (task, call) = (task.clone(), call.clone());
                Some((*request, What::Cleanup { task, call, why: why.clone() }))
            }
            Effect::Reconcile { request, task } => Some((*request, What::Reconcile(task.clone()))),
            Effect::Order { request, call, op: ControlOp::End, target: None } => {
                Some((*request, What::End { call: call.clone() }))
            }
            _ => None,
        }
    }

    fn effect(&self, request: RequestId) -> Effect {
        match self {
            What::Cleanup { task, call, why } => {
                let (task, call) = (task.clone(), call.clone());
                Effect::Cleanup { request, task, call, why: why.clone() }
            }
            What::Reconcile(task) => Effect::Reconcile { request, task: task.clone() },
            What::End { call } => {
                let (call, op) = (call.clone(), ControlOp::End);
                Effect::Order { request, call, op, target: None }
            }
        }
    }
}
