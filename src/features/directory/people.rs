//! The colleagues as they are looked for: what of each is matched, and who comes first.
//!
//! `npm run bench` measures this very file.

use call_core::desk::{Colleague, Familiar, Hit, Readiness};
use call_core::id::WorkerSid;
use call_search::{Index, Person, Ready, Weights};

/// More matches than a person would read through.
const LISTED: usize = 50;

/// A colleague's identifier in few bytes.
type Key = [u8; 16];

/// The colleagues as they are looked for.
#[derive(Debug, Default)]
pub(super) struct People {
    index: Index<Key>,
}

impl People {
    /// Adds a colleague, or replaces what was known of him.
    pub(super) fn put(&mut self, colleague: &Colleague) {
        self.index.put(person(colleague));
    }

    /// Takes those out who are no workers of the workspace any more.
    pub(super) fn forget(&mut self, workers: &[WorkerSid]) {
        workers.iter().for_each(|worker| self.index.remove(&worker.packed()));
    }

    /// The best matches, and how many there are. Of equally good ones those who are readier
    /// for a call come first: as of this moment, so that a list does not move under a pointer.
    pub(super) fn find(&self, query: &str, familiar: &Familiar) -> (Vec<Hit>, usize) {
        let found = self.index.find(query, LISTED, &weights(query, familiar));
        let hits = found.hits.into_iter();
        let hits = hits.map(|h| Hit { worker: WorkerSid::of_packed(*h.key), matched: h.matched });
        (hits.collect(), found.matching)
    }
}

/// In the order of [`Ready`].
const READINESS: [Readiness; 3] = [Readiness::No, Readiness::Interruptible, Readiness::Free];

/// How far to the front each comes among those who fit equally well.
fn weights(query: &str, familiar: &Familiar) -> Weights<Key> {
    let is_query = !query.trim().is_empty();
    let of = |worker: &WorkerSid| {
        (worker.packed(), READINESS.map(|ready| familiar.weight(worker, ready, is_query)))
    };
    Weights {
        others: READINESS.map(|ready| Familiar::weight_of_others(ready, is_query)),
        known: familiar.workers().map(of).collect(),
    }
}

fn person(colleague: &Colleague) -> Person<'_, Key> {
    let known = colleague.team.iter().chain(&colleague.skills).chain([colleague.also.reveal()]);
    Person {
        key: colleague.worker.packed(),
        name: colleague.name.reveal(),
        also: known.map(String::as_str).collect(),
        ready: match colleague.readiness() {
            Readiness::No => Ready::No,
            Readiness::Interruptible => Ready::IfNeeded,
            Readiness::Free => Ready::Yes,
        },
    }
}

#[cfg(test)]
mod tests {
    use call_core::desk::{Colleague, Familiar, Presence};
    use call_core::id::WorkerSid;
    use call_core::pii::Pii;

    use super::People;

    fn colleague(last: u32, name: &str, presence: Presence) -> Colleague {
        Colleague {
            worker: WorkerSid::parse(&format!("WK{last:032}")).unwrap(),
            name: Pii::new(name.to_owned()),
            team: None,
            skills: Vec::new(),
            also: Pii::default(),
            address: Some(Pii::new(format!("client:{last}"))),
            presence,
            activity: String::new(),
            since: None,
            has_room: None,
        }
    }

    /// The numbers of the best matches.
    fn found(people: &People, query: &str) -> Vec<u32> {
        let (hits, matching) = people.find(query, &Familiar::default());
        assert_eq!(hits.len(), matching);
        hits.iter().map(|hit| hit.worker.as_str()[2..].parse().unwrap()).collect()
    }

    #[test]
    fn a_colleague_is_found_by_whatever_is_known_of_him() {
        use Presence::Available;
        let mut people = People::default();
        for colleague in [
            Colleague {
                team: Some("Billing".into()),
                skills: vec!["Español".into(), "Tier 2".into()],
                also: Pii::new("bob.baker@example.com 2047".into()),
                ..colleague(1, "Roberto van Baker", Available)
            },
            Colleague {
                team: Some("Billing".into()),
                also: Pii::new("ann@example.com 2048".into()),
                ..colleague(2, "Ann Archer", Available)
            },
        ] {
            people.put(&colleague);
        }
        for (typed, numbers) in [
            ("espanol billing", vec![1]),
            ("billing ESPAÑOL", vec![1]),
            ("billing", vec![2, 1]),
            ("2047", vec![1]),
            ("204", vec![2, 1]),
            ("bob.baker@example.com", vec![1]),
            ("bob.ba", vec![1]),
            ("ann@example", vec![2]),
            ("rvb", vec![1]),
            ("tier 2 roberto", vec![1]),
            ("thai", vec![]),
        ] {
            assert_eq!(found(&people, typed), numbers, "{typed}");
        }
    }

    #[test]
    fn of_equally_good_matches_those_who_can_be_called_come_first() {
        use Presence::{Available, Interruptible, Offline, Unavailable};
        let mut people = People::default();
        let all = [
            colleague(4, "Bob Dixon", Available),
            colleague(1, "Bob Adams", Offline),
            colleague(3, "Jacob Abel", Available),
            colleague(2, "Bob Baker", Unavailable),
            Colleague { address: None, ..colleague(5, "Bob Cole", Available) },
        ];
        all.iter().for_each(|colleague| people.put(colleague));
        assert_eq!(found(&people, "bob"), [4, 1, 2, 5], "then the alphabet");
        assert_eq!(found(&people, "ob"), [4, 3, 1, 2, 5], "all have it inside a word");
        assert_eq!(found(&people, "b"), [4, 1, 2, 5, 3], "a better match comes before all that");
        for (change, order) in [
            (colleague(2, "Bob Baker", Available), [2, 4, 1, 5]),
            (colleague(2, "Bob Baker", Available), [2, 4, 1, 5]),
            (
                Colleague { has_room: Some(false), ..colleague(4, "Bob Dixon", Available) },
                [2, 1, 5, 4],
            ),
            (colleague(2, "Bob Baker", Offline), [1, 2, 5, 4]),
            (colleague(5, "Bob Cole", Available), [5, 1, 2, 4]),
            (colleague(2, "Bob Baker", Interruptible), [5, 2, 1, 4]),
            (colleague(1, "Bob Adams", Available), [1, 5, 2, 4]),
            (colleague(5, "Bob Cole", Interruptible), [1, 2, 5, 4]),
        ] {
            people.put(&change);
            assert_eq!(found(&people, "bob"), order, "{change:?}");
        }
    }
}
