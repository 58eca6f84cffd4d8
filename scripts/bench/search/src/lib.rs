//! The search for colleagues alone, in WebAssembly, for `npm run bench`.

#[expect(dead_code, reason = "nobody leaves the company while it is measured")]
#[path = "../../../../src/features/directory/people.rs"]
mod people;

use call_core::desk::{Colleague, Familiar, Presence};
use call_core::id::WorkerSid;
use call_core::pii::Pii;
use wasm_bindgen::prelude::*;

use people::People;

/// Colleagues, and the index of them: what the plugin holds in memory.
#[wasm_bindgen]
#[derive(Debug, Default)]
pub struct Crowd {
    people: People,
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
            self.people.put(&colleague);
            self.colleagues.push(Box::new(colleague));
        }
    }

    /// How many there are.
    pub fn size(&self) -> usize {
        self.colleagues.len()
    }

    /// The numbers of their lines, best first.
    pub fn find(&self, query: &str) -> Vec<u32> {
        let (hits, _) = self.people.find(query, &self.familiar);
        hits.iter().filter_map(|hit| hit.worker.as_str()[2..].parse().ok()).collect()
    }
}

fn sid(number: usize) -> String {
    format!("WK{number:032}")
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
