//! Colleagues: fetched, kept up to date, and matched against what the agent types.

use std::cell::RefCell;
use std::rc::Rc;

use call_core::desk::{Colleague, Effect, Event, Failure, Hit, RequestId};
use call_core::id::WorkerSid;
use call_core::pii::Pii;
use call_search::{Index, Person};
use wasm_bindgen_futures::spawn_local;

use crate::host::HostError;
use crate::host::manager::Manager;
use crate::host::workers::{Presences, Workspace};
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
    index: RefCell<Index<WorkerSid>>,
    presences: RefCell<Option<Presences>>,
}

impl Directory {
    /// Attaches to Flex's TaskRouter clients.
    pub fn attach(
        runtime: &Runtime,
        manager: &Manager,
        myself: WorkerSid,
    ) -> Result<Directory, HostError> {
        Ok(Directory {
            inner: Rc::new(Inner {
                runtime: runtime.clone(),
                manager: manager.clone(),
                workspace: manager.workspace()?,
                myself,
                index: RefCell::new(Index::new([])),
                presences: RefCell::default(),
            }),
        })
    }

    /// Carries out an effect if it is one of the directory's; else gives it back.
    #[expect(clippy::wildcard_enum_match_arm, reason = "all others are another capability's")]
    pub fn perform(&self, effect: Effect) -> Option<Effect> {
        match effect {
            Effect::Rank { query } => self.rank(query),
            Effect::FetchColleagues { request } => self.fetch(request),
            other => return Some(other),
        }
        None
    }

    fn rank(&self, query: Pii<String>) {
        let (hits, matching) = {
            let index = self.inner.index.borrow();
            let found = index.find(query.reveal(), LISTED, |_| 0);
            let hits = found.hits.into_iter();
            let hits = hits.map(|h| Hit { worker: h.key.clone(), matched: h.matched });
            (hits.collect(), found.matching)
        };
        self.inner.runtime.feed(Event::Ranked { query, hits, matching });
    }

    fn fetch(&self, request: RequestId) {
        let this = self.clone();
        spawn_local(async move {
            let offline = this.inner.manager.offline_activity();
            let Inner { runtime, workspace, myself, .. } = &*this.inner;
            let colleagues = match workspace.colleagues(myself, offline.as_deref()).await {
                Ok(colleagues) => colleagues,
                Err(error) => {
                    log(&error);
                    return runtime
                        .feed(Event::RequestFailed { request, why: Failure::Unreachable });
                }
            };
            this.inner.index.replace(Index::new(colleagues.iter().map(person)));
            runtime.feed(Event::ColleaguesFetched { request, colleagues });
            this.listen().await;
        });
    }

    /// Once the colleagues are known, what changes about them is told by itself.
    async fn listen(&self) {
        if self.inner.presences.borrow().is_some() {
            return;
        }
        let inner = Rc::downgrade(&self.inner);
        let heard = move |colleagues: Vec<Colleague>| {
            let Some(inner) = inner.upgrade() else { return };
            colleagues.iter().for_each(|c| inner.index.borrow_mut().put(person(c)));
            inner.runtime.feed(Event::ColleaguesChanged(colleagues));
        };
        match Presences::new(&self.inner.manager, heard).await {
            Ok(presences) => drop(self.inner.presences.replace(Some(presences))),
            // The list is then as fresh as its last fetch.
            Err(error) => log(&error),
        }
    }
}

fn person(colleague: &Colleague) -> Person<'_, WorkerSid> {
    Person {
        key: colleague.worker.clone(),
        name: colleague.name.reveal(),
        team: colleague.team.as_deref(),
    }
}

fn log(error: &HostError) {
    crate::host::log("directory", error);
}
