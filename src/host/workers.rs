//! The agent's colleagues: all of them by TaskRouter, what changes about them by live query.

use call_core::desk::{Activity, ActivitySettings, Colleague, Presence};
use call_core::id::WorkerSid;
use call_core::pii::Pii;
use js_sys::{Array, Date, Map, Object};
use wasm_bindgen::prelude::*;

use super::emitter::Ear;
use super::manager::Manager;
use super::object::{Fields, texts};
use super::taskrouter::{self, WorkerClient};
use super::{HostError, clock};

/// So many workers are asked for at once. The SDK itself would ask for a thousand, and give no
/// more altogether; reading those takes it longer than a frame (20 ms measured).
const PAGE: u32 = 500;

/// So long the page may wait for us, in milliseconds, while thousands are taken in.
const SLICE_MS: u64 = 4;

/// In a query a list has to be shorter than 30 (Twilio's error 54510).
const LISTED: usize = 29;

#[wasm_bindgen]
extern "C" {
    /// `manager.workspaceClient`.
    #[derive(Debug, Clone)]
    pub type Workspace;

    #[wasm_bindgen(method, catch, js_name = fetchWorkersInfo)]
    async fn fetch_workers_info(this: &Workspace, which: &Fields) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(method, getter, js_name = workspaceEntity)]
    fn entity(this: &Workspace) -> Option<Object>;

    #[wasm_bindgen(method, setter, js_name = workspaceEntity)]
    fn set_entity(this: &Workspace, entity: &Fields);

    type WorkerInfo;

    #[wasm_bindgen(method, getter)]
    fn sid(this: &WorkerInfo) -> String;

    #[wasm_bindgen(method, getter, js_name = friendlyName)]
    fn friendly_name(this: &WorkerInfo) -> JsValue;

    #[wasm_bindgen(method, getter)]
    fn attributes(this: &WorkerInfo) -> JsValue;

    #[wasm_bindgen(method, getter)]
    fn available(this: &WorkerInfo) -> JsValue;

    #[wasm_bindgen(method, getter, js_name = activityName)]
    fn activity_name(this: &WorkerInfo) -> JsValue;

    #[wasm_bindgen(method, getter, js_name = activitySid)]
    fn activity_sid(this: &WorkerInfo) -> JsValue;

    #[wasm_bindgen(method, getter, js_name = dateStatusChanged)]
    fn since(this: &WorkerInfo) -> JsValue;

    /// `manager.insightsClient`.
    pub(super) type Insights;

    #[wasm_bindgen(method, catch, js_name = liveQuery)]
    pub(super) async fn live_query(
        this: &Insights,
        index: &str,
        query: &str,
    ) -> Result<JsValue, JsValue>;

    #[derive(Debug)]
    pub(super) type LiveQuery;

    #[wasm_bindgen(method)]
    pub(super) fn close(this: &LiveQuery);

    #[wasm_bindgen(method, js_name = getItems)]
    pub(super) fn items(this: &LiveQuery) -> Object;

    type QueryItem;

    #[wasm_bindgen(method, getter)]
    fn value(this: &QueryItem) -> Option<IndexedWorker>;

    /// One worker of the index `tr-worker`.
    type IndexedWorker;

    #[wasm_bindgen(method, getter)]
    fn worker_sid(this: &IndexedWorker) -> JsValue;

    #[wasm_bindgen(method, getter)]
    fn friendly_name(this: &IndexedWorker) -> JsValue;

    #[wasm_bindgen(method, getter)]
    fn activity_name(this: &IndexedWorker) -> JsValue;

    #[wasm_bindgen(method, getter, js_name = date_activity_changed)]
    fn since(this: &IndexedWorker) -> JsValue;

    #[wasm_bindgen(method, getter)]
    fn attributes(this: &IndexedWorker) -> JsValue;
}

impl Workspace {
    /// The workers who come after this one, or the first.
    ///
    /// The SDK gathers all that it fetches in one map, which it empties for each fetch and keeps
    /// for good: of two fetches at once each spoils the other, and Flex has its own. So ours is
    /// done with a map of our own, and with pages of our size: an SDK that did not heed that
    /// would give as many all the same, since it is told how many are wanted.
    pub async fn page(&self, after: Option<&WorkerSid>) -> Result<Page, HostError> {
        let ours: Workspace = Object::create(self.unchecked_ref::<Object>()).unchecked_into();
        if let Some(entity) = self.entity() {
            let entity: Fields = Object::create(&entity).unchecked_into();
            ours.set_entity(&entity.with("_pageSize", PAGE));
        }
        let mut which = Fields::new().with("MaxWorkers", PAGE);
        if let Some(after) = after {
            which = which.with("AfterSid", after.as_str());
        }
        let fetched = ours.fetch_workers_info(&which).await;
        let fetched = fetched.map_err(HostError::threw("fetchWorkersInfo"))?;
        let map: Map = fetched.dyn_into().map_err(|_| HostError::Shape {
            path: "fetchWorkersInfo",
            expected: "a map of workers",
        })?;
        Ok(Page { workers: Array::from(&map.values()), taken: 0 })
    }
}

/// Some of the account's workers, which are taken in little by little.
#[derive(Debug)]
pub struct Page {
    workers: Array,
    taken: u32,
}

impl Page {
    /// As many colleagues as can be taken in, by `take` too, without the page being late for a
    /// frame; and after whom there are more.
    pub fn slice(
        &mut self,
        myself: &WorkerSid,
        meanings: &Meanings,
        take: impl Fn(&Colleague),
    ) -> (Vec<Colleague>, Option<WorkerSid>) {
        let end = clock::now() + SLICE_MS;
        let mut colleagues = Vec::new();
        let mut last = None;
        while self.is_left() {
            let worker: WorkerInfo = self.workers.get(self.taken).unchecked_into();
            self.taken += 1;
            let colleague = worker.colleague(meanings).filter(|one| one.worker != *myself);
            colleague.iter().for_each(&take);
            colleagues.extend(colleague);
            last = Some(worker);
            if clock::now() >= end {
                break;
            }
        }
        let more = self.is_left() || self.workers.length() >= PAGE;
        let last = last.filter(|_| more);
        (colleagues, last.and_then(|worker| WorkerSid::parse(&worker.sid()).ok()))
    }

    /// Not all of it was taken in.
    pub fn is_left(&self) -> bool {
        self.taken < self.workers.length()
    }
}

impl WorkerInfo {
    fn colleague(&self, meanings: &Meanings) -> Option<Colleague> {
        let sid = self.activity_sid().as_string().unwrap_or_default();
        let activity = self.activity_name().as_string().unwrap_or_default();
        Some(Colleague {
            worker: WorkerSid::parse(&self.sid()).ok()?,
            presence: meanings.presence(self.available().is_truthy(), &sid, &activity),
            activity,
            since: time(&self.since()),
            ..person(Fields::of(self.attributes()), &self.friendly_name(), &self.sid())?
        })
    }
}

/// Milliseconds since 1970, of a date or of a text that means one.
fn time(date: &JsValue) -> Option<u64> {
    let ms = Date::new(date).get_time();
    // What is no date is not a number, and nothing is the year 1970.
    (ms > 0.0).then_some(ms as u64)
}

/// Attributes beside the name that a colleague is found by.
const ALSO: [&str; 4] = ["email", "extension", "phone_extension", "department_name"];

/// What the attributes tell of a worker; nothing is known of what he does.
fn person(attributes: Option<Fields>, friendly_name: &JsValue, sid: &str) -> Option<Colleague> {
    let text = |name| attributes.as_ref()?.text(name).filter(|text| !text.is_empty());
    let also = |name| text(name).or_else(|| Some(attributes.as_ref()?.whole(name)?.to_string()));
    let also: Vec<String> = ALSO.into_iter().filter_map(also).collect();
    Some(Colleague {
        worker: WorkerSid::parse(sid).ok()?,
        name: Pii::new(text("full_name").or_else(|| friendly_name.as_string()).unwrap_or_default()),
        team: text("team_name"),
        skills: attributes.as_ref().map(skills).unwrap_or_default(),
        also: Pii::new(also.join(" ")),
        address: text("contact_uri").map(Pii::new),
        presence: Presence::Offline,
        activity: String::new(),
        since: None,
        has_room: None,
    })
}

/// The skills that Flex's own page of a worker shows. Those that are switched off are elsewhere.
fn skills(attributes: &Fields) -> Vec<String> {
    let routing = attributes.object("routing");
    let mut skills = routing.map(|routing| texts(&routing.at("skills"))).unwrap_or_default();
    // Thousands have one or two, and room for four would be kept for each.
    skills.shrink_to_fit();
    skills
}

/// What an activity means for calls of colleagues, in this account.
#[derive(Debug)]
pub struct Meanings {
    offline: Option<String>,
    settings: ActivitySettings,
}

impl Meanings {
    /// As the account has set them.
    pub fn of(manager: &Manager) -> Meanings {
        Meanings { offline: manager.offline_activity(), settings: manager.activity_settings() }
    }

    /// That of the activity with this identifier and name.
    fn presence(&self, available: bool, sid: &str, name: &str) -> Presence {
        let presence = taskrouter::presence(available, sid, self.offline.as_deref());
        self.settings.presence(name, presence)
    }
}

/// All that workers of the account can be doing.
pub fn activities(worker: &WorkerClient) -> Vec<Activity> {
    let all = worker.every_activity().into_iter();
    all.map(|one| Activity { name: one.name(), available: one.available() }).collect()
}

/// What each activity means for calls, by its name.
struct Activities(Vec<(String, Presence)>);

impl Activities {
    fn of(worker: &WorkerClient, meanings: &Meanings) -> Activities {
        let all = worker.every_activity().into_iter().map(|activity| {
            let name = activity.name();
            let means = meanings.presence(activity.available(), &activity.sid(), &name);
            (name, means)
        });
        Activities(all.collect())
    }

    fn colleague(&self, worker: &IndexedWorker) -> Option<Colleague> {
        let activity = worker.activity_name().as_string().unwrap_or_default();
        let sid = worker.worker_sid().as_string()?;
        let known = self.0.iter().find(|(name, _)| *name == activity);
        Some(Colleague {
            presence: known.map_or(Presence::Offline, |(_, presence)| *presence),
            activity,
            since: time(&worker.since()),
            ..person(Fields::of(worker.attributes()), &worker.friendly_name(), &sid)?
        })
    }
}

/// Our ear on what changes about colleagues; dropping it ends the query.
#[must_use = "the query ends as soon as this is dropped"]
#[derive(Debug)]
pub struct Presences {
    query: LiveQuery,
    _ear: Ear<dyn FnMut(QueryItem)>,
}

impl Presences {
    /// Tells every change of these workers from now on, and at once what the query found; of
    /// any worker if none is named.
    ///
    /// Twilio's live queries find 200 workers at most: this adds to [`Workspace::page`], it does
    /// not replace it.
    pub async fn new(
        manager: &Manager,
        workers: &[WorkerSid],
        heard: impl Fn(Vec<Colleague>) + 'static,
    ) -> Result<Presences, HostError> {
        let worker = manager.worker()?;
        let myself = worker.sid();
        let activities = Activities::of(&worker, &Meanings::of(manager));
        let insights: Insights = manager.insights_client().unchecked_into();
        let query = insights.live_query("tr-worker", &among(workers)).await;
        let query: LiveQuery = query.map_err(HostError::threw("liveQuery"))?.unchecked_into();
        let found = Object::values(&query.items()).into_iter().map(JsCast::unchecked_into);
        let found = found.filter_map(|worker: IndexedWorker| activities.colleague(&worker));
        let found: Vec<_> = found.filter(|c| c.worker.as_str() != myself).collect();
        heard(found);
        let changed = move |item: QueryItem| {
            let colleague = item.value().and_then(|worker| activities.colleague(&worker));
            if let Some(colleague) = colleague.filter(|c| c.worker.as_str() != myself) {
                heard(vec![colleague]);
            }
        };
        let changed = Closure::<dyn FnMut(QueryItem)>::new(changed);
        let ear = Ear::new(&query, "itemUpdated", changed)?;
        Ok(Presences { query, _ear: ear })
    }
}

/// The query for these workers. Nothing is in it that anybody has typed.
fn among(workers: &[WorkerSid]) -> String {
    workers.chunks(LISTED).map(listed).collect::<Vec<_>>().join(" OR ")
}

/// The condition for these workers, of whom there must be fewer than Twilio lets a list have.
pub(super) fn listed(workers: &[WorkerSid]) -> String {
    let sids: Vec<&str> = workers.iter().map(WorkerSid::as_str).collect();
    format!("data.worker_sid IN [\"{}\"]", sids.join("\",\""))
}

impl Drop for Presences {
    fn drop(&mut self) {
        self.query.close();
    }
}
