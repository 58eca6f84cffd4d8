//! Colleagues: fetched, kept up to date, and matched against what the agent types.

use std::cell::RefCell;
use std::rc::Rc;

use call_core::desk::{Colleague, Effect, Event, Failure, Familiar, Hit, RequestId};
use call_core::id::WorkerSid;
use call_core::pii::Pii;
use call_search::{Index, Person, Weights};
use wasm_bindgen_futures::spawn_local;

use crate::host::kept::Kept;
use crate::host::manager::Manager;
use crate::host::room::Room;
use crate::host::workers::{Meanings, Presences, Workspace};
use crate::host::{HostError, clock};
use crate::runtime::Runtime;

/// More matches than a person would read through.
const LISTED: usize = 50;

/// Ears and hands of the directory.
#[derive(Clone, Debug)]
pub struct Directory {
    inner: Rc<Inner>,
}

#[derive(Debug)]
struct Inner {
    runtime: Runtime,
    manager: Manager,
    workspace: Workspace,
    myself: WorkerSid,
    kept: Kept,
    people: RefCell<People>,
    presences: RefCell<Option<Presences>>,
    /// Whose rows are kept up to date, by which query once it is open.
    rows: RefCell<(Vec<WorkerSid>, Option<Presences>)>,
    /// Whose room is told, by which query once it is open.
    watched: RefCell<(Vec<WorkerSid>, Option<Room>)>,
}

impl Directory {
    /// Attaches to Flex's TaskRouter clients.
    pub fn attach(
        runtime: &Runtime,
        manager: &Manager,
        myself: WorkerSid,
    ) -> Result<Directory, HostError> {
        let kept = Kept::of(&myself);
        match kept.read() {
            Ok(familiar) => runtime.feed(Event::Remembered(familiar)),
            Err(error) => log(&error),
        }
        Ok(Directory {
            inner: Rc::new(Inner {
                runtime: runtime.clone(),
                manager: manager.clone(),
                workspace: manager.workspace()?,
                myself,
                kept,
                people: RefCell::default(),
                presences: RefCell::default(),
                rows: RefCell::default(),
                watched: RefCell::default(),
            }),
        })
    }

    /// Carries out an effect if it is one of the directory's; else gives it back.
    #[expect(clippy::wildcard_enum_match_arm, reason = "all others are another capability's")]
    pub fn perform(&self, effect: Effect) -> Option<Effect> {
        match effect {
            Effect::Rank { query, familiar } => self.rank(query, &familiar),
            // Until the page is loaded anew he has it all the same.
            Effect::Remember(familiar) => {
                self.inner.kept.write(&familiar).unwrap_or_else(|error| log(&error));
            }
            Effect::FetchColleagues { request, after } => self.fetch(request, after),
            Effect::ForgetColleagues { workers } => self.inner.people.borrow_mut().forget(&workers),
            Effect::WatchRows { workers } => self.watch_rows(workers),
            Effect::WatchRoom { workers } => self.watch(workers),
            other => return Some(other),
        }
        None
    }

    fn rank(&self, query: Pii<String>, familiar: &Familiar) {
        let (hits, matching) = self.inner.people.borrow().find(query.reveal(), familiar);
        self.inner.runtime.feed(Event::Ranked { query, hits, matching });
    }

    fn fetch(&self, request: RequestId, after: Option<WorkerSid>) {
        let this = self.clone();
        spawn_local(async move {
            match this.take_in(request, after).await {
                Ok(()) => this.listen().await,
                Err(error) => {
                    log(&error);
                    let why = Failure::Unreachable;
                    this.inner.runtime.feed(Event::RequestFailed { request, why });
                }
            }
        });
    }

    /// Takes in all colleagues, with a pause for the page whenever it has waited long enough.
    async fn take_in(
        &self,
        request: RequestId,
        mut after: Option<WorkerSid>,
    ) -> Result<(), HostError> {
        let Inner { runtime, manager, workspace, myself, people, .. } = &*self.inner;
        let meanings = Meanings::of(manager);
        loop {
            let mut page = workspace.page(after.as_ref()).await?;
            loop {
                clock::at(0).await;
                let put = |colleague: &Colleague| people.borrow_mut().put(colleague);
                let (colleagues, more) = page.slice(myself, &meanings, put);
                after.clone_from(&more);
                runtime.feed(Event::ColleaguesFetched { request, colleagues, more });
                if after.is_none() {
                    return Ok(());
                }
                if !page.is_left() {
                    break;
                }
            }
        }
    }

    fn watch(&self, workers: Vec<WorkerSid>) {
        drop(self.inner.watched.replace((workers.clone(), None)));
        if workers.is_empty() {
            return;
        }
        let this = self.clone();
        spawn_local(async move {
            let runtime = this.inner.runtime.clone();
            let heard = move |worker: &WorkerSid, has_room| {
                runtime.feed(Event::RoomChanged { worker: worker.clone(), has_room });
            };
            match Room::new(&this.inner.manager, &workers, heard).await {
                // Another may have been chosen while the query was being opened.
                Ok(room) if this.inner.watched.borrow().0 == workers => {
                    drop(this.inner.watched.replace((workers, Some(room))));
                }
                Ok(_) => {}
                // The server will look.
                Err(error) => log(&error),
            }
        });
    }

    /// Once the colleagues are known, what changes about them is told by itself.
    async fn listen(&self) {
        if self.inner.presences.borrow().is_some() {
            return;
        }
        match self.presences(&[]).await {
            Ok(presences) => drop(self.inner.presences.replace(Some(presences))),
            // The list is then as fresh as its last fetch.
            Err(error) => log(&error),
        }
    }

    fn watch_rows(&self, workers: Vec<WorkerSid>) {
        drop(self.inner.rows.replace((workers.clone(), None)));
        if workers.is_empty() {
            return;
        }
        let this = self.clone();
        spawn_local(async move {
            match this.presences(&workers).await {
                // Others may have come into view while the query was being opened.
                Ok(presences) if this.inner.rows.borrow().0 == workers => {
                    drop(this.inner.rows.replace((workers, Some(presences))));
                }
                Ok(_) => {}
                // The rows keep what is known of them.
                Err(error) => log(&error),
            }
        });
    }

    async fn presences(&self, workers: &[WorkerSid]) -> Result<Presences, HostError> {
        let inner = Rc::downgrade(&self.inner);
        let heard = move |colleagues: Vec<Colleague>| {
            let Some(inner) = inner.upgrade() else { return };
            colleagues.iter().for_each(|c| inner.people.borrow_mut().put(c));
            inner.runtime.feed(Event::ColleaguesChanged(colleagues));
        };
        Presences::new(&self.inner.manager, workers, heard).await
    }
}

/// A colleague's identifier in few bytes.
type Key = [u8; 16];

/// The colleagues as they are looked for.
#[derive(Debug, Default)]
struct People {
    index: Index<Key>,
}

impl People {
    /// Adds a colleague, or replaces what was known of him.
    fn put(&mut self, colleague: &Colleague) {
        self.index.put(person(colleague));
    }

    fn forget(&mut self, workers: &[WorkerSid]) {
        workers.iter().for_each(|worker| self.index.remove(&worker.packed()));
    }

    /// The best matches, and how many there are. Of equally good ones those who can be called
    /// come first: as of this moment, so that a list does not move under a pointer.
    fn find(&self, query: &str, familiar: &Familiar) -> (Vec<Hit>, usize) {
        let found = self.index.find(query, LISTED, &weights(query, familiar));
        let hits = found.hits.into_iter();
        let hits = hits.map(|h| Hit { worker: WorkerSid::of_packed(*h.key), matched: h.matched });
        (hits.collect(), found.matching)
    }
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

fn log(error: &HostError) {
    crate::host::log("directory", error);
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
                skills: vec!["spanish".into(), "Tier 2".into()],
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
            ("spanish billing", vec![1]),
            ("billing spanish", vec![1]),
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
        use Presence::{Available, Offline, Unavailable};
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
        ] {
            people.put(&change);
            assert_eq!(found(&people, "bob"), order, "{change:?}");
        }
    }
}
