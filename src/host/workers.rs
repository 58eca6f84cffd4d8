//! The agent's colleagues: all of them by TaskRouter, what changes about them by live query.

use call_core::desk::{Colleague, Presence};
use call_core::id::WorkerSid;
use call_core::pii::Pii;
use js_sys::{Map, Object};
use wasm_bindgen::prelude::*;

use super::HostError;
use super::emitter::Ear;
use super::manager::Manager;
use super::taskrouter::{self, Activity, WorkerAttributes, WorkerClient};

#[wasm_bindgen]
extern "C" {
    /// `manager.workspaceClient`.
    #[derive(Debug, Clone)]
    pub type Workspace;

    #[wasm_bindgen(method, catch, js_name = fetchWorkersInfo)]
    async fn fetch_workers_info(this: &Workspace) -> Result<JsValue, JsValue>;

    type WorkerInfo;

    #[wasm_bindgen(method, getter)]
    fn sid(this: &WorkerInfo) -> String;

    #[wasm_bindgen(method, getter, js_name = friendlyName)]
    fn friendly_name(this: &WorkerInfo) -> JsValue;

    #[wasm_bindgen(method, getter)]
    fn attributes(this: &WorkerInfo) -> Option<WorkerAttributes>;

    #[wasm_bindgen(method, getter)]
    fn available(this: &WorkerInfo) -> JsValue;

    #[wasm_bindgen(method, getter, js_name = activityName)]
    fn activity_name(this: &WorkerInfo) -> JsValue;

    #[wasm_bindgen(method, getter, js_name = activitySid)]
    fn activity_sid(this: &WorkerInfo) -> JsValue;

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

    #[wasm_bindgen(method, getter)]
    fn attributes(this: &IndexedWorker) -> Option<WorkerAttributes>;
}

impl Workspace {
    /// All workers of the account but this one, however many pages TaskRouter makes of them.
    pub async fn colleagues(
        &self,
        myself: &WorkerSid,
        offline: Option<&str>,
    ) -> Result<Vec<Colleague>, HostError> {
        let fetched = self.fetch_workers_info().await;
        let fetched = fetched.map_err(HostError::threw("fetchWorkersInfo"))?;
        let map: Map = fetched.dyn_into().map_err(|_| HostError::Shape {
            path: "fetchWorkersInfo",
            expected: "a map of workers",
        })?;
        let workers = map.values().into_iter().flatten().map(JsCast::unchecked_into);
        let colleagues = workers.filter_map(|worker: WorkerInfo| worker.colleague(offline));
        Ok(colleagues.filter(|colleague| colleague.worker != *myself).collect())
    }
}

impl WorkerInfo {
    fn colleague(&self, offline: Option<&str>) -> Option<Colleague> {
        let activity = self.activity_sid().as_string().unwrap_or_default();
        let available = self.available().is_truthy();
        Some(Colleague {
            worker: WorkerSid::parse(&self.sid()).ok()?,
            presence: taskrouter::presence(available, &activity, offline),
            activity: self.activity_name().as_string().unwrap_or_default(),
            ..person(self.attributes().as_ref(), &self.friendly_name(), &self.sid())?
        })
    }
}

/// What the attributes tell of a worker; nothing is known of what he does.
fn person(
    attributes: Option<&WorkerAttributes>,
    friendly_name: &JsValue,
    sid: &str,
) -> Option<Colleague> {
    let text = |pick: fn(&WorkerAttributes) -> JsValue| {
        attributes.and_then(|a| pick(a).as_string()).filter(|text| !text.is_empty())
    };
    let name = text(WorkerAttributes::full_name).or_else(|| friendly_name.as_string());
    Some(Colleague {
        worker: WorkerSid::parse(sid).ok()?,
        name: Pii::new(name.unwrap_or_default()),
        team: text(WorkerAttributes::team_name),
        address: text(WorkerAttributes::contact_uri).map(Pii::new),
        presence: Presence::Offline,
        activity: String::new(),
        has_room: None,
    })
}

/// What each activity means for calls, by its name.
struct Activities(Vec<(String, Presence)>);

impl Activities {
    fn of(worker: &WorkerClient, offline: Option<&str>) -> Activities {
        let map = worker.activities();
        let all = map.iter().flat_map(|map| map.values().into_iter().flatten());
        let all = all.map(JsCast::unchecked_into).map(|activity: Activity| {
            let means = taskrouter::presence(activity.available(), &activity.sid(), offline);
            (activity.name(), means)
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
            ..person(worker.attributes().as_ref(), &worker.friendly_name(), &sid)?
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
    /// Tells every change of a colleague from now on, and at once what the query found.
    ///
    /// Twilio's live queries find 200 workers at most: this adds to
    /// [`Workspace::colleagues`], it does not replace it.
    pub async fn new(
        manager: &Manager,
        heard: impl Fn(Vec<Colleague>) + 'static,
    ) -> Result<Presences, HostError> {
        let worker = manager.worker()?;
        let myself = worker.sid();
        let activities = Activities::of(&worker, manager.offline_activity().as_deref());
        let insights: Insights = manager.insights_client().unchecked_into();
        let query = insights.live_query("tr-worker", "").await;
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

impl Drop for Presences {
    fn drop(&mut self) {
        self.query.close();
    }
}
