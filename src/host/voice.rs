//! The agent's phone in the browser: Flex's device of the Voice SDK, and the microphone it needs.

use call_core::desk::Microphone;
use js_sys::Array;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{MediaDevices, MediaStream, MediaStreamConstraints, MediaStreamTrack, Navigator};

use super::HostError;
use super::emitter::Ear;
use super::manager::Manager;

#[wasm_bindgen]
extern "C" {
    /// `manager.voiceClient`: a `Device` of the Voice SDK.
    #[derive(Debug, Clone)]
    pub type Device;

    #[wasm_bindgen(method, getter)]
    fn state(this: &Device) -> JsValue;

    /// One device that the browser lists.
    type Listed;

    #[wasm_bindgen(method, getter)]
    fn kind(this: &Listed) -> JsValue;

    type Failed;

    #[wasm_bindgen(method, getter)]
    fn name(this: &Failed) -> JsValue;

    type Permission;

    #[wasm_bindgen(method, getter)]
    fn state(this: &Permission) -> JsValue;

    /// What a permission is asked of.
    #[wasm_bindgen(extends = js_sys::Object, js_name = Object)]
    type Wanted;

    #[wasm_bindgen(constructor, js_class = "Object")]
    fn new() -> Wanted;

    #[wasm_bindgen(method, setter)]
    fn set_name(this: &Wanted, name: &str);
}

/// The events after which a device may be reached, or not any more.
const CHANGES: [&str; 3] = ["registered", "unregistered", "destroyed"];

/// Tells whether Twilio can reach the agent's phone; dropping it ends that.
#[derive(Debug)]
#[must_use = "nothing is told any more as soon as this is dropped"]
pub struct PhoneChanged {
    _ears: Vec<Ear<dyn FnMut()>>,
}

impl PhoneChanged {
    /// Tells it now, and at every change. An agent without a phone in the browser, or of a Flex
    /// that keeps it to itself, is told nothing about.
    pub fn new(
        manager: &Manager,
        told: impl Fn(bool) + Clone + 'static,
    ) -> Result<PhoneChanged, HostError> {
        let Some(device) = manager.voice_client() else {
            return Ok(PhoneChanged { _ears: Vec::new() });
        };
        told(device.is_connected());
        let ears = CHANGES.map(|event| {
            let (phone, told) = (device.clone(), told.clone());
            let heard = Closure::<dyn FnMut()>::new(move || told(phone.is_connected()));
            Ear::new(&device, event, heard)
        });
        Ok(PhoneChanged { _ears: ears.into_iter().collect::<Result<_, _>>()? })
    }
}

impl Device {
    /// A device that is registering was reached a moment ago, or will be in a moment.
    fn is_connected(&self) -> bool {
        !matches!(self.state().as_string().as_deref(), Some("unregistered" | "destroyed"))
    }
}

/// Whether the agent could speak. The browser may ask him for his permission meanwhile.
///
/// Where the permission is there already the microphone is not opened: its light would blink at
/// each call, and the Voice SDK opens it anyway.
pub async fn microphone() -> Microphone {
    let Some(window) = web_sys::window() else { return Microphone::Refused };
    let navigator = window.navigator();
    // A page that did not come over a safe connection has none.
    let Ok(devices) = navigator.media_devices() else { return Microphone::Refused };
    let permission = permission(&navigator).await;
    if permission.as_deref() == Some("denied") {
        return Microphone::Refused;
    }
    if !has_microphone(&devices).await {
        return Microphone::Missing;
    }
    if permission.as_deref() == Some("granted") {
        return Microphone::Ready;
    }
    match open(&devices).await {
        Ok(stream) => {
            close(&stream);
            Microphone::Ready
        }
        Err(error) => refusal(&error),
    }
}

/// `granted`, `denied` or `prompt`; nothing where the browser does not say.
async fn permission(navigator: &Navigator) -> Option<String> {
    let named = Wanted::new();
    named.set_name("microphone");
    let query = navigator.permissions().ok()?.query(named.unchecked_ref()).ok()?;
    let permission: Permission = JsFuture::from(query).await.ok()?.unchecked_into();
    permission.state().as_string()
}

/// A browser that does not list its devices is asked for one all the same.
async fn has_microphone(devices: &MediaDevices) -> bool {
    let Ok(listing) = devices.enumerate_devices() else { return true };
    let Ok(listed) = JsFuture::from(listing).await else { return true };
    let is_microphone = |device: JsValue| {
        device.unchecked_ref::<Listed>().kind().as_string().as_deref() == Some("audioinput")
    };
    listed.unchecked_into::<Array>().iter().any(is_microphone)
}

async fn open(devices: &MediaDevices) -> Result<MediaStream, JsValue> {
    let wanted = MediaStreamConstraints::new();
    wanted.set_audio(&JsValue::TRUE);
    let stream = JsFuture::from(devices.get_user_media_with_constraints(&wanted)?).await?;
    Ok(stream.unchecked_into())
}

fn close(stream: &MediaStream) {
    for track in stream.get_tracks() {
        track.unchecked_into::<MediaStreamTrack>().stop();
    }
}

/// What the browser's word for a failure means (W3C Media Capture and Streams, `getUserMedia`).
fn refusal(error: &JsValue) -> Microphone {
    match error.unchecked_ref::<Failed>().name().as_string().as_deref() {
        Some("NotAllowedError" | "SecurityError") => Microphone::Refused,
        Some("NotFoundError" | "OverconstrainedError") => Microphone::Missing,
        Some(_) | None => Microphone::InUse,
    }
}
