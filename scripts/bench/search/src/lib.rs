//! The search for colleagues alone, in WebAssembly, for `npm run bench`.

use call_core::desk::{Colleague, Familiar, Presence};
use call_core::id::WorkerSid;
use call_core::pii::Pii;
use call_search::{Index, Person, Weights};
use wasm_bindgen::prelude::*;

/// As many as the plugin lists.
const LISTED: usize = 50;

/// A colleague's identifier in few bytes.
type Key = [u8; 16];

/// Colleagues, and the index of them: what the plugin holds in memory.
#[wasm_bindgen]
#[derive(Debug, Default)]
pub struct Crowd {
    index: Index<Key>,
    /// Boxed, as the plugin keeps them.
    #[expect(clippy::vec_box, reason = "what is measured is what the plugin does")]
    colleagues: Vec<Box<Colleague>>,
    familiar: Familiar,
}

#[wasm_bindgen]
impl Crowd {
    /// Nobody yet. The agent has starred ten, and has spoken with ten others.
    #[wasm_bindgen(constructor)]
    pub fn new() -> Crowd {
        let line = |numbers: std::ops::Range<usize>| numbers.map(sid).collect::<Vec<_>>().join(" ");
        let familiar = Familiar::read(&[line(20..30), line(40..50)].join("\n"));
        Crowd { familiar, ..Crowd::default() }
    }

    /// One colleague a line: name, team, skill and what else is known, apart by tabs. Every second
    /// one can be called.
    pub fn put(&mut self, lines: &str) {
        for line in lines.lines() {
            let Some(colleague) = colleague(self.colleagues.len(), line) else { continue };
            self.index.put(person(&colleague));
            self.colleagues.push(Box::new(colleague));
        }
    }

    /// How many there are.
    pub fn size(&self) -> usize {
        self.colleagues.len()
    }

    /// The numbers of their lines, best first.
    pub fn find(&self, query: &str) -> Vec<u32> {
        let hits = self.index.find(query, LISTED, &weights(query, &self.familiar)).hits.into_iter();
        hits.filter_map(|hit| WorkerSid::of_packed(*hit.key).as_str()[2..].parse().ok()).collect()
    }
}

fn sid(number: usize) -> String {
    format!("WK{number:032}")
}

/// How far to the front each comes among those who fit equally well.
fn weights(query: &str, familiar: &Familiar) -> Weights<Key> {
    let is_query = !query.trim().is_empty();
    let both = [false, true];
    let of = |worker: &WorkerSid| {
        (worker.packed(), both.map(|ready| familiar.weight(worker, ready, is_query)))
    };
    Weights {
        others: both.map(|ready| Familiar::weight_of_others(ready, is_query)),
        known: familiar.workers().map(of).collect(),
    }
}

fn person(colleague: &Colleague) -> Person<'_, Key> {
    let known = colleague.team.iter().chain(&colleague.skills).chain([colleague.also.reveal()]);
    Person {
        key: colleague.worker.packed(),
        name: colleague.name.reveal(),
        also: known.map(String::as_str).collect(),
        ready: colleague.can_be_called(),
    }
}

fn colleague(number: usize, line: &str) -> Option<Colleague> {
    let mut known = line.split('\t').map(str::to_owned);
    Some(Colleague {
        worker: WorkerSid::parse(&sid(number)).ok()?,
        name: Pii::new(known.next()?),
        team: known.next(),
        skills: known.next().into_iter().collect(),
        also: Pii::new(known.next()?),
        address: Some(Pii::new(format!("client:{number}"))),
        presence: if number.is_multiple_of(2) { Presence::Available } else { Presence::Offline },
        activity: "Available".to_owned(),
        since: None,
        has_room: None,
    })
}
