//! The search for colleagues alone, in WebAssembly, for `npm run bench`.

use call_core::desk::{Colleague, Presence};
use call_core::id::WorkerSid;
use call_core::pii::Pii;
use call_search::{Index, Person};
use wasm_bindgen::prelude::*;

/// As many as the plugin lists.
const LISTED: usize = 50;

/// Colleagues, and the index of them: what the plugin holds in memory.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Crowd {
    index: Index<WorkerSid>,
    /// Who could be called, in the order of the identifiers: every second one.
    callable: Vec<WorkerSid>,
    colleagues: Vec<Colleague>,
}

#[wasm_bindgen]
impl Crowd {
    /// One colleague a line: name, team, skill and what else is known, apart by tabs.
    #[wasm_bindgen(constructor)]
    pub fn new(lines: &str) -> Crowd {
        let colleagues: Vec<_> = lines.lines().enumerate().filter_map(colleague).collect();
        let index = Index::new(colleagues.iter().map(|colleague| {
            Person {
                key: colleague.worker.clone(),
                name: colleague.name.reveal(),
                also: colleague
                    .team
                    .iter()
                    .chain(&colleague.skills)
                    .chain([colleague.also.reveal()])
                    .map(String::as_str)
                    .collect(),
            }
        }));
        let callable = colleagues.iter().step_by(2).map(|colleague| colleague.worker.clone());
        Crowd { index, callable: callable.collect(), colleagues }
    }

    /// How many there are.
    pub fn size(&self) -> usize {
        self.colleagues.len()
    }

    /// The numbers of their lines, best first.
    pub fn find(&self, query: &str) -> Vec<u32> {
        let weight = |worker: &WorkerSid| u32::from(self.callable.binary_search(worker).is_ok());
        let hits = self.index.find(query, LISTED, weight).hits.into_iter();
        hits.filter_map(|hit| hit.key.as_str()[2..].parse().ok()).collect()
    }
}

fn colleague((number, line): (usize, &str)) -> Option<Colleague> {
    let mut known = line.split('\t').map(str::to_owned);
    Some(Colleague {
        worker: WorkerSid::parse(&format!("WK{number:032}")).ok()?,
        name: Pii::new(known.next()?),
        team: known.next(),
        skills: known.next().into_iter().collect(),
        also: Pii::new(known.next()?),
        address: Some(Pii::new(format!("client:{number}"))),
        presence: Presence::Available,
        activity: "Available".to_owned(),
        since: None,
        has_room: None,
    })
}
