//! The feed of call records: Sync documents that only the server writes.

use std::rc::Rc;

use call_core::id::TaskSid;
use call_core::wire::CallRecord;
use js_sys::{Array, Function};
use wasm_bindgen::prelude::*;

use super::HostError;
use super::emitter::Ear;
use super::manager::{Manager, TokenRenewed};
use super::object::Fields;
use super::record::record;

#[wasm_bindgen]
extern "C" {
    #[derive(Debug, Clone)]
    type Client;

    #[wasm_bindgen(method, catch)]
    async fn document(this: &Client, options: &JsValue) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(method, js_name = updateToken)]
    fn update_token(this: &Client, token: &str);

    #[wasm_bindgen(method, catch)]
    async fn shutdown(this: &Client) -> Result<JsValue, JsValue>;

    /// The Sync client that Flex itself has open.
    type OpenClient;

    #[wasm_bindgen(method, getter)]
    fn constructor(this: &OpenClient) -> Option<Function>;

    #[derive(Debug)]
    type Document;

    #[wasm_bindgen(method, getter)]
    fn data(this: &Document) -> JsValue;

    #[wasm_bindgen(method)]
    fn close(this: &Document);
}

/// A client of the account's Sync service, and its socket. A clone is the same client; with the
/// last clone the socket goes.
///
/// Flex's own client speaks with another service. Ours is made by the class of Flex's, so it
/// costs no code.
#[derive(Clone, Debug)]
pub struct Records {
    open: Rc<Open>,
}

#[derive(Debug)]
struct Open {
    client: Client,
    _renewed: TokenRenewed,
}

impl Drop for Open {
    fn drop(&mut self) {
        let client = self.client.clone();
        wasm_bindgen_futures::spawn_local(async move {
            // One that was never connected has nothing to shut down, and says so.
            let _ = client.shutdown().await;
        });
    }
}

impl Records {
    /// Opens the client with the agent's token.
    pub fn new(manager: &Manager) -> Result<Records, HostError> {
        let missing =
            HostError::Shape { path: "manager.insightsClient", expected: "a Sync client" };
        let open = manager.insights_client();
        if !open.is_object() {
            return Err(missing);
        }
        let class = open.unchecked_into::<OpenClient>().constructor().ok_or(missing)?;
        let token = manager
            .token()
            .ok_or(HostError::Shape { path: "manager.user.token", expected: "a token" })?;
        let arguments = Array::of1(&token.reveal().into());
        let client = js_sys::Reflect::construct(&class, &arguments);
        let client: Client = client.map_err(HostError::threw("SyncClient"))?.unchecked_into();
        let (renewing, manager_then) = (client.clone(), manager.clone());
        let renewed = TokenRenewed::new(manager, move || {
            if let Some(token) = manager_then.token() {
                renewing.update_token(token.reveal());
            }
        })?;
        Ok(Records { open: Rc::new(Open { client, _renewed: renewed }) })
    }

    /// Tells the record of a call as it is now and whenever it changes. Fails while there is
    /// no such record: the plugin never makes one.
    pub async fn follow(
        &self,
        call: &TaskSid,
        heard: impl Fn(CallRecord) + 'static,
    ) -> Result<Following, HostError> {
        let id = CallRecord::document_name(call);
        let options = Fields::new().with("id", id).with("mode", "open_existing");
        let document = self.open.client.document(&options).await;
        let document: Rc<Document> =
            Rc::new(document.map_err(HostError::threw("document"))?.unchecked_into());
        let read = document.clone();
        let tell = move || {
            // A record that we do not understand is one of a later version: we leave it alone.
            if let Some(record) = record(read.data()) {
                heard(record);
            }
        };
        tell();
        let ear = Ear::new(&*document, "updated", Closure::<dyn FnMut()>::new(tell))?;
        Ok(Following { document, _ear: ear })
    }
}

/// One record that is followed; dropping it ends that.
#[derive(Debug)]
#[must_use = "the feed ends as soon as this is dropped"]
pub struct Following {
    document: Rc<Document>,
    _ear: Ear<dyn FnMut()>,
}

impl Drop for Following {
    fn drop(&mut self) {
        self.document.close();
    }
}
