//! Colleagues whom the agent calls often: those he has starred, and those he spoke with last.

use alloc::string::String;
use alloc::vec::Vec;

use crate::id::WorkerSid;

/// So many he has spoken with last are kept.
const RECENT: usize = 10;
/// Nobody would look through more.
const FAVOURITES: usize = 200;

/// The colleagues whom the agent calls often, as his browser keeps them from one day to the next.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Familiar {
    /// Those he has starred, in the order of their identifiers.
    favourites: Vec<WorkerSid>,
    /// Those he spoke with last, the latest first.
    recent: Vec<WorkerSid>,
}

/// Why a colleague stands where he does in a list that answers no query.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Section {
    /// The agent has starred him.
    Favourites,
    /// The agent spoke with him lately.
    Recent,
    /// He is free to be called.
    Available,
    /// He is busy and may be called nevertheless.
    Interruptible,
    /// Any other.
    Others,
}

/// How ready a colleague is for a call; the readier, the greater.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Readiness {
    /// He cannot be called.
    #[default]
    No,
    /// He is busy and may be called nevertheless.
    Interruptible,
    /// He is free.
    Free,
}

impl Familiar {
    /// Reads what [`written`](Familiar::written) wrote. What is no identifier is left out.
    pub fn read(text: &str) -> Familiar {
        let mut lines = text
            .lines()
            .map(|line| line.split(' ').filter_map(|sid| WorkerSid::parse(sid).ok()).collect());
        let mut familiar = Familiar::default();
        let favourites: Vec<WorkerSid> = lines.next().unwrap_or_default();
        favourites.into_iter().for_each(|worker| familiar.star(&worker));
        let recent: Vec<WorkerSid> = lines.next().unwrap_or_default();
        for worker in recent.iter().rev() {
            familiar.met(worker);
        }
        familiar
    }

    /// As a text: a line of favourites and one of those he spoke with last, by their identifiers
    /// alone.
    pub fn written(&self) -> String {
        let mut text = String::new();
        for line in [&self.favourites, &self.recent] {
            for worker in line {
                text.push_str(worker.as_str());
                text.push(' ');
            }
            text.push('\n');
        }
        text
    }

    /// The agent has starred this colleague.
    pub fn is_favourite(&self, worker: &WorkerSid) -> bool {
        self.favourites.binary_search(worker).is_ok()
    }

    /// Everybody whom he has starred or spoken with last; some are told twice.
    pub fn workers(&self) -> impl Iterator<Item = &WorkerSid> {
        self.favourites.iter().chain(&self.recent)
    }

    /// How far to the front this colleague comes, among those who fit equally well.
    ///
    /// Where nothing is typed all fit equally well: favourites come first, then those he spoke
    /// with last. Where something is, whoever is readier for a call comes before those who are
    /// less so.
    pub fn weight(&self, worker: &WorkerSid, readiness: Readiness, is_query: bool) -> u32 {
        let others = Familiar::weight_of_others(readiness, is_query);
        let recent = self.recent.iter().position(|met| met == worker);
        let recency = recent.map_or(0, |place| (RECENT - place.min(RECENT)) as u32 * 3);
        let favourite = if self.is_favourite(worker) { 4 * RECENT as u32 } else { 0 };
        match is_query {
            true => others + favourite + recency,
            // Favourites are in the order of the alphabet, whenever he spoke with them.
            false if favourite > 0 => favourite,
            false if recency > 0 => recency,
            false => others,
        }
    }

    /// The same for all whom he has neither starred nor spoken with last.
    pub fn weight_of_others(readiness: Readiness, is_query: bool) -> u32 {
        let weight = if is_query { 8 * RECENT as u32 } else { 1 };
        readiness as u32 * weight
    }

    /// Where this colleague stands in a list that answers no query.
    pub(super) fn section(&self, worker: &WorkerSid, readiness: Readiness) -> Section {
        if self.is_favourite(worker) {
            Section::Favourites
        } else if self.recent.contains(worker) {
            Section::Recent
        } else {
            match readiness {
                Readiness::Free => Section::Available,
                Readiness::Interruptible => Section::Interruptible,
                Readiness::No => Section::Others,
            }
        }
    }

    /// Stars a colleague, or no longer.
    pub(super) fn turn(&mut self, worker: &WorkerSid) {
        match self.favourites.binary_search(worker) {
            Ok(place) => drop(self.favourites.remove(place)),
            Err(_) => self.star(worker),
        }
    }

    fn star(&mut self, worker: &WorkerSid) {
        if let Err(place) = self.favourites.binary_search(worker)
            && self.favourites.len() < FAVOURITES
        {
            self.favourites.insert(place, worker.clone());
        }
    }

    /// The agent speaks with this colleague; says whether that is news.
    pub(super) fn met(&mut self, worker: &WorkerSid) -> bool {
        if self.recent.first() == Some(worker) {
            return false;
        }
        self.recent.retain(|met| met != worker);
        self.recent.insert(0, worker.clone());
        self.recent.truncate(RECENT);
        true
    }
}
