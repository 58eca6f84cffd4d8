//! Calling a queue instead of a colleague: which queues there are, how many wait and could come in
//! each, and which one is chosen.

use alloc::string::String;
use alloc::vec::Vec;

use call_letters::Folded;

use super::{Effect, Queue, QueueFinder, QueuesState, RequestId, Setup, Tab, Wake};
use crate::id::QueueSid;
use crate::pii::Pii;

/// Numbers that are older are fetched again when somebody looks at them.
const FRESH_MS: u64 = 5_000;

/// While somebody of a queue is awaited, its numbers are fetched this often.
const LOOK_MS: u64 = 10_000;

/// More queues than a person would read through.
const LISTED: usize = 50;

/// The queues of the account, and what the agent is doing to choose one.
#[derive(Clone, Debug, Default)]
pub(super) struct Queues {
    tab: Tab,
    /// A colleague can be called, too.
    has_tabs: bool,
    /// In the order in which they are listed.
    queues: Vec<Queue>,
    query: Pii<String>,
    chosen: Option<QueueSid>,
    /// The order that is under way.
    asked: Option<RequestId>,
    /// When they were last told.
    told_at: Option<u64>,
    /// The last order has failed.
    failed: bool,
    /// They will be looked at by themselves.
    planned: bool,
}

impl Queues {
    pub(super) fn set_up(&mut self, setup: &Setup) {
        self.has_tabs = setup.call_agent && setup.call_queue;
        if !self.has_tabs {
            self.tab = if setup.call_queue { Tab::Queue } else { Tab::Agent };
        }
    }

    /// The agent turns to another tab, if there is such a one.
    pub(super) fn show(&mut self, tab: Tab) {
        if self.has_tabs {
            self.tab = tab;
        }
    }

    pub(super) fn tab(&self) -> Tab {
        self.tab
    }

    pub(super) fn has_tabs(&self) -> bool {
        self.has_tabs
    }

    /// Somebody looks at the numbers: they are fetched, or as soon as they are no longer fresh.
    pub(super) fn wanted(&mut self, now: u64, request: RequestId) -> Option<Effect> {
        if self.asked.is_some() {
            return None;
        }
        let fresh_until = self.told_at.map_or(0, |at| at + FRESH_MS);
        if now < fresh_until {
            return self.look_at(fresh_until);
        }
        self.asked = Some(request);
        Some(Effect::FetchQueues { request })
    }

    /// The time has come that was waited for.
    pub(super) fn woken(&mut self, now: u64, request: RequestId) -> Option<Effect> {
        self.planned = false;
        self.wanted(now, request)
    }

    /// While somebody of a queue is awaited the numbers are fetched again and again.
    pub(super) fn fetched(
        &mut self,
        now: u64,
        request: RequestId,
        queues: Vec<Queue>,
        is_awaited: bool,
    ) -> Option<Effect> {
        self.asked.take_if(|asked| *asked == request)?;
        self.queues = queues;
        self.told_at = Some(now);
        self.failed = false;
        self.later(now, is_awaited)
    }

    /// The next look at them by themselves, while somebody of a queue is awaited.
    pub(super) fn later(&mut self, now: u64, is_awaited: bool) -> Option<Effect> {
        if is_awaited { self.look_at(now + LOOK_MS) } else { None }
    }

    fn look_at(&mut self, at: u64) -> Option<Effect> {
        let planned = core::mem::replace(&mut self.planned, true);
        (!planned).then_some(Effect::WakeAt { at, wake: Wake::LookAtQueues })
    }

    /// Whether it was about the queues.
    pub(super) fn has_failed(&mut self, request: RequestId) -> bool {
        let ours = self.asked.take_if(|asked| *asked == request).is_some();
        if ours {
            // Whoever looks at them has them fetched at once.
            (self.failed, self.told_at) = (true, None);
        }
        ours
    }

    pub(super) fn typed(&mut self, text: Pii<String>) {
        self.query = text;
        self.chosen = None;
    }

    pub(super) fn pick(&mut self, queue: QueueSid) {
        self.chosen = Some(queue);
    }

    /// The queue that Call would call, as it is now.
    pub(super) fn chosen(&self) -> Option<&Queue> {
        self.known(self.chosen.as_ref()?)
    }

    /// The queue that is called now. If none is chosen and one alone is to be seen, that is chosen,
    /// and called when Call is pressed once more.
    pub(super) fn meant(&mut self) -> Option<&Queue> {
        if self.chosen.is_none() {
            self.chosen = match self.matching()[..] {
                [only] => Some(only.sid.clone()),
                _ => None,
            };
            return None;
        }
        self.chosen()
    }

    pub(super) fn known(&self, sid: &QueueSid) -> Option<&Queue> {
        self.queues.iter().find(|queue| queue.sid == *sid)
    }

    pub(super) fn finder(&self) -> QueueFinder {
        let mut options = self.matching();
        let matching = options.len();
        options.truncate(LISTED);
        QueueFinder {
            query: self.query.clone(),
            options: options.into_iter().cloned().collect(),
            matching,
            chosen: self.chosen.clone(),
            state: match self.failed {
                // Those that are known are better than none; their numbers may be old.
                _ if !self.queues.is_empty() || self.told_at.is_some() => QueuesState::Known,
                true => QueuesState::Failed,
                false => QueuesState::Loading,
            },
        }
    }

    /// The queues in whose name stands what was typed, wherever, in whatever case and without
    /// accents.
    fn matching(&self) -> Vec<&Queue> {
        let query = Folded::typed(self.query.reveal());
        let matches = |queue: &&Queue| Folded::new(queue.name.reveal()).holds(&query);
        self.queues.iter().filter(matches).collect()
    }
}
