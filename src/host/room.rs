//! Whether colleagues have room for one more call, by a live query on their reservations.

use std::rc::Rc;

use call_core::id::WorkerSid;
use js_sys::{Map, Object};
use wasm_bindgen::prelude::*;

use super::HostError;
use super::emitter::Ear;
use super::manager::Manager;
use super::taskrouter::WorkerClient;
use super::workers::{Insights, LiveQuery, listed};

#[wasm_bindgen]
extern "C" {
    /// One reservation of the index `tr-reservation`.
    type IndexedReservation;

    #[wasm_bindgen(method, getter)]
    fn worker_sid(this: &IndexedReservation) -> JsValue;

    #[wasm_bindgen(method, getter)]
    fn attributes(this: &IndexedReservation) -> Option<TaskAttributes>;

    type TaskAttributes;

    #[wasm_bindgen(method, getter)]
    fn client_call(this: &TaskAttributes) -> JsValue;

    #[wasm_bindgen(method, getter)]
    fn to(this: &TaskAttributes) -> JsValue;

    #[wasm_bindgen(method, getter)]
    fn channels(this: &WorkerClient) -> Option<Map>;

    type Channel;

    #[wasm_bindgen(method, getter, js_name = taskChannelUniqueName)]
    fn name(this: &Channel) -> JsValue;

    #[wasm_bindgen(method, getter)]
    fn capacity(this: &Channel) -> JsValue;
}

impl WorkerClient {
    /// How many calls TaskRouter gives this agent at once; `None` if that is not known.
    pub(crate) fn voice_capacity(&self) -> Option<u32> {
        let channels = self.channels();
        let channels = channels.iter().flat_map(|map| map.values().into_iter().flatten());
        let mut channels = channels.map(JsCast::unchecked_into::<Channel>);
        let voice = channels.find(|channel| channel.name().as_string().as_deref() == Some("voice"));
        voice?.capacity().as_f64().map(|capacity| capacity as u32)
    }
}

/// Our ear on the calls of a few colleagues; dropping it ends the query.
#[must_use = "the query ends as soon as this is dropped"]
#[derive(Debug)]
pub struct Room {
    query: Rc<LiveQuery>,
    _ears: [Ear<dyn FnMut()>; 2],
}

impl Room {
    /// Tells of each of these colleagues whether there is room, now and whenever that may have
    /// changed. They must be fewer than a list of a query can hold.
    ///
    /// Flex tells nobody the capacity of a colleague: it is taken to be the agent's own, and at
    /// least two where agents may have several calls. Where he has less he is rung in vain, which
    /// is better than not to be called at all. A call of his to this very agent takes no room: the
    /// two are calling each other.
    pub async fn new(
        manager: &Manager,
        workers: &[WorkerSid],
        heard: impl Fn(&WorkerSid, bool) + 'static,
    ) -> Result<Room, HostError> {
        let myself = manager.worker()?;
        let at_least = if manager.wants_several_calls() { 2 } else { 1 };
        let capacity = myself.voice_capacity().unwrap_or(1).max(at_least);
        let own = myself.address();
        let asked = format!(
            "{} AND data.task_channel_unique_name == \"voice\" \
             AND data.status IN [\"pending\", \"accepted\", \"wrapup\", \"wrapping\"]",
            listed(workers)
        );
        let insights: Insights = manager.insights_client().unchecked_into();
        let query = insights.live_query("tr-reservation", &asked).await;
        let query: LiveQuery = query.map_err(HostError::threw("liveQuery"))?.unchecked_into();
        let query = Rc::new(query);
        let (found, workers) = (query.clone(), workers.to_vec());
        let tell = Rc::new(move || {
            let calls = Object::values(&found.items()).into_iter();
            let calls: Vec<_> = calls.map(JsCast::unchecked_into::<IndexedReservation>).collect();
            let to_own = |call: TaskAttributes| {
                call.client_call().is_truthy()
                    && call.to().as_string().as_ref() == own.as_ref().map(|own| own.reveal())
            };
            for worker in &workers {
                let his = calls.iter().filter(|call| {
                    call.worker_sid().as_string().as_deref() == Some(worker.as_str())
                        && !call.attributes().is_some_and(to_own)
                });
                heard(worker, his.count() < capacity as usize);
            }
        });
        let ear = |event| {
            let tell = tell.clone();
            Ear::new(&*query, event, Closure::<dyn FnMut()>::new(move || tell()))
        };
        let ears = [ear("itemUpdated")?, ear("itemRemoved")?];
        tell();
        Ok(Room { query, _ears: ears })
    }
}

impl Drop for Room {
    fn drop(&mut self) {
        self.query.close();
    }
}
