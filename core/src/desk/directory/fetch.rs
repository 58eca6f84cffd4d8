//! All colleagues from TaskRouter: a part at a time, on from where a lost connection ended it.

use alloc::vec;
use alloc::vec::Vec;

use super::Directory;
use crate::desk::{Colleague, Count, Effect, RequestId, Wake};
use crate::id::WorkerSid;

/// Colleagues older than this are fetched again when the agent comes back to the field. What
/// changes about those in view is told meanwhile, so this is for who has joined or left.
const FRESH_MS: u64 = 15 * 60_000;

/// After a failure the rest is fetched this much later, and twice as late each further time.
const AGAIN_MS: u64 = 5_000;
/// So many doublings at most.
const DOUBLED: u32 = 4;

/// While thousands come, the list is matched anew this often: it takes longer than taking in
/// those who have come.
const MATCHED_MS: u64 = 200;

/// How far the list of all colleagues has come.
#[derive(Clone, Debug, Default)]
pub(super) struct Fetch {
    state: State,
    /// All were told once.
    complete: bool,
    /// Where the rest begins, if a part was told.
    after: Option<WorkerSid>,
    /// Who of the known was told since the fetch began, by his place.
    seen: Vec<bool>,
    /// In a row.
    failures: u32,
    /// When those who had come were matched last.
    matched: Option<u64>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
enum State {
    #[default]
    Never,
    Pending(RequestId),
    Done {
        at: u64,
    },
    Failed,
}

impl Fetch {
    /// More are to come before they are all known for the first time.
    pub(super) fn is_partial(&self) -> bool {
        !self.complete && self.state != State::Never
    }

    /// The one at this place was told of.
    pub(super) fn saw(&mut self, place: usize) {
        self.seen[place] = true;
    }

    /// Somebody is now known, at this place.
    pub(super) fn came(&mut self, place: usize) {
        self.seen.insert(place, true);
    }
}

impl Directory {
    /// Orders the colleagues, unless they are on their way or fresh.
    pub(in crate::desk) fn refresh(&mut self, now: u64, request: RequestId) -> Vec<Effect> {
        let Fetch { state, after, seen, .. } = &mut self.fetch;
        match state {
            State::Pending(_) => return Vec::new(),
            State::Done { at } if now < *at + FRESH_MS => return Vec::new(),
            State::Done { .. } | State::Never | State::Failed => {}
        }
        *state = State::Pending(request);
        // Whoever stands where the rest begins may have left, and the rest is then refused: that
        // it is not asked for twice in a row.
        let after = after.take();
        if after.is_none() {
            seen.fill(false);
        }
        vec![Effect::FetchColleagues { request, after }]
    }

    /// Takes in a part of the colleagues; without `more` it was the last.
    pub(in crate::desk) fn fetched(
        &mut self,
        now: u64,
        request: RequestId,
        colleagues: Vec<Colleague>,
        more: Option<WorkerSid>,
    ) -> Vec<Effect> {
        if self.fetch.state != State::Pending(request) {
            return Vec::new();
        }
        self.put(colleagues);
        self.fetch.failures = 0;
        self.fetch.after = more;
        let mut effects = Vec::new();
        if self.fetch.after.is_none() {
            self.fetch.state = State::Done { at: now };
            self.fetch.complete = true;
            effects = self.lose_the_gone();
            self.fetch.matched = None;
        } else if self.fetch.matched.is_some_and(|at| now < at + MATCHED_MS) {
            return effects;
        } else {
            self.fetch.matched = Some(now);
        }
        effects.extend(self.rank());
        effects
    }

    /// Forgets those who were not told of since the fetch began: they are no colleagues any more.
    fn lose_the_gone(&mut self) -> Vec<Effect> {
        let mut seen = self.fetch.seen.iter();
        let mut gone = Vec::new();
        self.colleagues.retain(|colleague| {
            let stays = seen.next() != Some(&false);
            if !stays {
                gone.push(colleague.worker.clone());
            }
            stays
        });
        self.fetch.seen.retain(|seen| *seen);
        if self.chosen().is_none() {
            self.chosen = None;
        }
        if gone.is_empty() { Vec::new() } else { vec![Effect::ForgetColleagues { workers: gone }] }
    }

    /// What to do if the order was the fetch, which has now failed.
    pub(in crate::desk) fn failed(&mut self, now: u64, request: RequestId) -> Option<Vec<Effect>> {
        let Fetch { state, failures, matched, .. } = &mut self.fetch;
        if *state != State::Pending(request) {
            return None;
        }
        *state = State::Failed;
        let wait = AGAIN_MS << (*failures).min(DOUBLED);
        *failures += 1;
        // Those who came last were to be matched with those who follow.
        let mut effects = if matched.take().is_some() { self.rank() } else { Vec::new() };
        effects.push(Effect::WakeAt { at: now + wait, wake: Wake::FetchAgain });
        Some(effects)
    }

    /// It is time to fetch what could not be fetched, unless somebody has done so meanwhile.
    pub(in crate::desk) fn again(&mut self, now: u64, request: RequestId) -> Vec<Effect> {
        match self.fetch.state {
            State::Failed => self.refresh(now, request),
            State::Never | State::Pending(_) | State::Done { .. } => Vec::new(),
        }
    }

    pub(super) fn count(&self) -> Count {
        match self.fetch.state {
            State::Failed if self.colleagues.is_empty() => Count::Failed,
            State::Never | State::Pending(_) if self.colleagues.is_empty() => Count::Loading,
            State::Never | State::Pending(_) | State::Failed | State::Done { .. } => {
                Count::Matches { matching: self.matching, known: self.colleagues.len() }
            }
        }
    }
}
