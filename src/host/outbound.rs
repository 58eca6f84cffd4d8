//! Calling a number while there is a call: Flex itself refuses that, whatever becomes of the call.

use std::future::Future;

use js_sys::{Function, Promise};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::future_to_promise;

use super::actions::{Actions, Wait};
use super::manager::Manager;
use super::object::Fields;
use super::taskrouter::WorkerClient;
use super::{Flex, HostError};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(method, catch, js_name = replaceAction)]
    fn replace_action(this: &Actions, name: &str, by: &Function) -> Result<(), JsValue>;

    #[wasm_bindgen(method, getter, js_name = CountryManager)]
    fn countries(this: &Flex) -> Option<Countries>;

    /// `Flex.CountryManager`.
    type Countries;

    #[wasm_bindgen(method, catch, js_name = formatPhoneNumberWithCountryCode)]
    fn in_full(this: &Countries, number: &str, country: &JsValue) -> Result<JsValue, JsValue>;
}

type Called = dyn FnMut(JsValue, Function, JsValue) -> JsValue;

/// Our place in Flex's `StartOutboundCall`.
#[must_use = "Flex calls it as long as the page lives"]
#[derive(Debug)]
pub struct Outbound {
    _called: Closure<Called>,
}

impl Outbound {
    /// Before each such call `wait` says what it has to wait for; without that Flex makes it in
    /// its own way.
    ///
    /// Whoever listens before or after the action, and whoever else replaces it, is heard as ever.
    pub fn new(
        flex: &Flex,
        manager: &Manager,
        mut wait: impl FnMut() -> Option<Wait> + 'static,
    ) -> Result<Outbound, HostError> {
        let (own, manager) = (flex.clone(), manager.clone());
        let called = move |payload: JsValue, original: Function, next: JsValue| {
            let task = task(&own, &manager, &payload);
            // Nothing waits for what is not to be.
            if let Some((created, wait)) = task.and_then(|task| Some((task, wait()?))) {
                return future_to_promise(async move {
                    match wait.over().await {
                        true => created.await,
                        false => Err(JsError::new("refused: the agent is heard in a call").into()),
                    }
                })
                .into();
            }
            let next = next.dyn_into().unwrap_or(original);
            let made = next.call1(&JsValue::UNDEFINED, &payload);
            made.unwrap_or_else(|thrown| Promise::reject(&thrown).into())
        };
        let called = Closure::<Called>::new(called);
        let replaced =
            flex.actions().replace_action("StartOutboundCall", called.as_ref().unchecked_ref());
        replaced.map_err(HostError::threw("replaceAction"))?;
        Ok(Outbound { _called: called })
    }
}

/// The task that Flex would create, once it is to be; nothing for what Flex would refuse anyway.
fn task(
    flex: &Flex,
    manager: &Manager,
    payload: &JsValue,
) -> Option<impl Future<Output = Result<JsValue, JsValue>> + use<>> {
    let wanted = Fields::of(payload.clone())?;
    let flow = manager.outbound_flow()?;
    let worker: WorkerClient = manager.worker().ok()?;
    let either = |own: &str, of_account: &str| wanted.text(own).or_else(|| flow.text(of_account));
    let (queue, from) = (either("queueSid", "queue_sid")?, either("callerId", "caller_id")?);
    let workflow = flow.text("workflow_sid")?;
    let number = wanted.text("destination").filter(|number| !number.contains("client:"))?;
    let in_full = flex.countries().and_then(|all| all.in_full(&number, &flow.at("location")).ok());
    let to = in_full.and_then(|full| full.as_string()).unwrap_or(number);
    let attributes = Fields::new();
    for (name, value) in wanted.object("taskAttributes").iter().flat_map(Fields::each) {
        attributes.put(&name, &value);
    }
    let options = Fields::new()
        .with("taskChannelUniqueName", "voice")
        .with("attributes", attributes.with("direction", "outbound"));
    Some(async move { worker.create_task(&to, &from, &workflow, &queue, &options).await })
}
