//! Colleagues: fetched, kept up to date, and matched against what the agent types.

mod people;

use std::cell::RefCell;
use std::rc::Rc;

use call_core::desk::{Colleague, Effect, Event, Failure, Familiar, RequestId};
use call_core::id::WorkerSid;
use call_core::pii::Pii;
use wasm_bindgen_futures::spawn_local;

use crate::host::kept::Kept;
use crate::host::manager::Manager;
use crate::host::room::Room;
use crate::host::workers::{Meanings, Presences, Workspace, activities};
use crate::host::{HostError, clock};
use crate::runtime::Runtime;
use people::People;

/// Ears and hands of the directory.
#[derive(Clone, Debug)]
pub struct Directory {
    inner: Rc<Inner>,
}

/// Who is watched, by which query once it is open.
type Watched<Q> = RefCell<(Vec<WorkerSid>, Option<Q>)>;

#[derive(Debug)]
struct Inner {
    runtime: Runtime,
    manager: Manager,
    workspace: Workspace,
    myself: WorkerSid,
    kept: Kept,
    people: RefCell<People>,
    presences: RefCell<Option<Presences>>,
    /// Whose rows are kept up to date.
    rows: Watched<Presences>,
    /// Whose room is told.
    rooms: Watched<Room>,
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
        runtime.feed(Event::ActivitiesKnown {
            activities: activities(&manager.worker()?),
            settings: manager.activity_settings(),
            can_mend: manager.can_mend_the_account(),
        });
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
                rooms: RefCell::default(),
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
            Effect::WatchRows { workers } => {
                self.watch(|inner| &inner.rows, workers, Directory::presences)
            }
            Effect::WatchRoom { workers } => {
                self.watch(|inner| &inner.rooms, workers, Directory::room)
            }
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

    /// Watches these instead of those before, by the query that `open` opens.
    fn watch<Q: 'static>(
        &self,
        watched: fn(&Inner) -> &Watched<Q>,
        workers: Vec<WorkerSid>,
        open: impl AsyncFnOnce(&Directory, &[WorkerSid]) -> Result<Q, HostError> + 'static,
    ) {
        drop(watched(&self.inner).replace((workers.clone(), None)));
        if workers.is_empty() {
            return;
        }
        let this = self.clone();
        spawn_local(async move {
            match open(&this, &workers).await {
                // Others may have been chosen while the query was being opened.
                Ok(query) if watched(&this.inner).borrow().0 == workers => {
                    drop(watched(&this.inner).replace((workers, Some(query))));
                }
                Ok(_) => {}
                // The rows keep what is known of them, and the server will look who has room.
                Err(error) => log(&error),
            }
        });
    }

    async fn room(&self, workers: &[WorkerSid]) -> Result<Room, HostError> {
        let runtime = self.inner.runtime.clone();
        let heard = move |worker: &WorkerSid, has_room| {
            runtime.feed(Event::RoomChanged { worker: worker.clone(), has_room });
        };
        Room::new(&self.inner.manager, workers, heard).await
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

fn log(error: &HostError) {
    crate::host::log("directory", error);
}
