//! Missed calls: which the server has kept for the agent, which this page has heard of since, and
//! which of them she has done with.

use alloc::vec::Vec;

use super::directory::Directory;
use super::{Effect, Missed, MissedEntry, Reason, RequestId};
use crate::id::{TaskSid, WorkerSid};
use crate::wire::{CallRecord, CallState, Clearing, MissedCall, MissedCalls};

/// The server has heard of a call's end by then, and keeps it or knows why not.
const UNHEARD_MS: u64 = 60_000;

/// The calls that the agent has missed.
#[derive(Clone, Debug, Default)]
pub(super) struct MissedList {
    /// The account wants them to be kept.
    is_on: bool,
    /// As the server told last.
    told: MissedCalls,
    /// What this page has heard of by itself: the server may not have kept it yet.
    heard: MissedCalls,
    /// What she had done with before the server was known to have kept it.
    done: Vec<TaskSid>,
    /// The order that is under way.
    asked: Option<RequestId>,
    /// The last order has failed.
    failed: bool,
}

impl MissedList {
    /// Asks for them when they are first wanted.
    pub(super) fn set_up(&mut self, is_on: bool, request: RequestId) -> Option<Effect> {
        let was_on = core::mem::replace(&mut self.is_on, is_on);
        if was_on { None } else { self.wanted(request) }
    }

    /// Somebody looks at them.
    pub(super) fn wanted(&mut self, request: RequestId) -> Option<Effect> {
        let is_free = self.is_on && self.asked.is_none();
        is_free.then(|| self.ask(request, None))
    }

    /// An answer to an older order says nothing of what was cleared since.
    fn ask(&mut self, request: RequestId, clear: Option<Clearing>) -> Effect {
        self.asked = Some(request);
        Effect::AskMissedCalls { request, clear }
    }

    /// The server has told them; `next` is for what it has to forget, if it has kept that since.
    pub(super) fn fetched(
        &mut self,
        now: u64,
        request: RequestId,
        calls: MissedCalls,
        next: RequestId,
    ) -> Option<Effect> {
        self.asked.take_if(|asked| *asked == request)?;
        self.told = calls;
        self.failed = false;
        self.heard.missed.retain(|call| now < call.at + UNHEARD_MS);
        let late = self.told.missed.iter().find(|kept| self.done.contains(&kept.call));
        let late = late.map(|kept| kept.call.clone());
        self.told.missed.retain(|kept| !self.done.contains(&kept.call));
        late.map(|call| self.ask(next, Some(Clearing::Call(call))))
    }

    /// Whether it was about the missed calls.
    pub(super) fn has_failed(&mut self, request: RequestId) -> bool {
        let ours = self.asked.take_if(|asked| *asked == request).is_some();
        self.failed |= ours;
        ours
    }

    /// The agent has done with some of them: they go at once, and the server forgets them.
    pub(super) fn clear(&mut self, clearing: Clearing, request: RequestId) -> Option<Effect> {
        let before = self.all();
        let heard = self.heard.missed.clone();
        for calls in [&mut self.told, &mut self.heard] {
            calls.clear(&clearing);
        }
        let is_left = |call: &MissedCall| self.heard.missed.contains(call);
        let gone = heard.into_iter().filter(|call| !is_left(call)).map(|call| call.call);
        self.done.extend(gone);
        let is_changed = self.is_on && self.all() != before;
        is_changed.then(|| self.ask(request, Some(clearing)))
    }

    /// A colleague's call to the agent herself has stopped ringing, and she was told that she did
    /// not answer it.
    pub(super) fn missed(&mut self, call: MissedCall, told: &[Effect]) {
        let in_vain = |effect: &Effect| {
            matches!(effect, Effect::Notify(Reason::Missed { .. } | Reason::CallerGaveUp { .. }))
        };
        if self.is_on && told.iter().any(in_vain) {
            self.heard.add(call);
        }
    }

    /// Whoever talks with the agent has reached her, or she him.
    pub(super) fn reached(&mut self, record: &CallRecord, request: RequestId) -> Option<Effect> {
        let parties = [&record.caller, &record.colleague].map(|party| party.worker_sid.clone());
        let mut parties = parties.into_iter().flatten();
        let missed = |worker: &WorkerSid| self.all().missed.iter().any(|m| m.caller == *worker);
        let worker = parties.find(missed).filter(|_| record.state == CallState::Active)?;
        self.clear(Clearing::Of(worker), request)
    }

    fn all(&self) -> MissedCalls {
        let mut all = self.told.clone();
        self.heard.missed.iter().for_each(|call| all.add(call.clone()));
        all
    }

    /// As they are shown. Whoever the account no longer has cannot be called back.
    pub(super) fn view(&self, directory: &Directory) -> Option<Missed> {
        let entry = |call: MissedCall| {
            let name = directory.colleague(&call.caller)?.name.clone();
            Some(MissedEntry { call: call.call, caller: call.caller, name, at: call.at })
        };
        let calls: Vec<_> = self.all().missed.into_iter().filter_map(entry).collect();
        self.is_on.then_some(Missed { calls, failed: self.failed })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pii::Pii;

    #[test]
    fn only_who_is_told_that_he_did_not_answer_has_missed_a_call() {
        let name = || Pii::new("Bob".into());
        for (reason, count) in [
            (Reason::Missed { name: name() }, 1),
            (Reason::CallerGaveUp { name: name() }, 1),
            (Reason::NotConnected { name: name() }, 0),
            (Reason::AnswerFailed, 0),
        ] {
            let mut list = MissedList { is_on: true, ..MissedList::default() };
            let sid = |kind: &str| [kind, "00000000000000000000000000000001"].concat();
            let call = MissedCall {
                call: TaskSid::parse(&sid("WT")).expect("a task"),
                caller: WorkerSid::parse(&sid("WK")).expect("a worker"),
                at: 0,
            };
            list.missed(call, &[Effect::AskNoLonger, Effect::Notify(reason.clone())]);
            assert_eq!(list.all().missed.len(), count, "{reason:?}");
        }
    }
}
