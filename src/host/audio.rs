//! The microphone and the speakers that the agent has chosen in Flex, at every device of his.

use std::cell::RefCell;
use std::fmt;

use gloo_timers::callback::Interval;
use js_sys::{Array, Map, Set};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local;

use super::voice::Device;
use super::{HostError, clock, log};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(method, getter)]
    fn audio(this: &Device) -> Option<AudioHelper>;

    /// `device.audio` of the Voice SDK.
    type AudioHelper;

    #[wasm_bindgen(method, getter, js_name = availableInputDevices)]
    fn inputs(this: &AudioHelper) -> Option<Map>;

    #[wasm_bindgen(method, getter, js_name = inputDevice)]
    fn input(this: &AudioHelper) -> Option<Chosen>;

    #[wasm_bindgen(method, catch, js_name = setInputDevice)]
    async fn set_input(this: &AudioHelper, id: &str) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(method, getter, js_name = audioConstraints)]
    fn constraints(this: &AudioHelper) -> JsValue;

    #[wasm_bindgen(method, catch, js_name = setAudioConstraints)]
    async fn set_constraints(this: &AudioHelper, wanted: &JsValue) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(method, getter, js_name = speakerDevices)]
    fn speakers(this: &AudioHelper) -> Option<Speakers>;

    type Speakers;

    #[wasm_bindgen(method)]
    fn get(this: &Speakers) -> Set;

    #[wasm_bindgen(method, catch)]
    async fn set(this: &Speakers, ids: &Array) -> Result<JsValue, JsValue>;

    /// One device of the browser's.
    type Chosen;

    #[wasm_bindgen(method, getter, js_name = deviceId)]
    fn id(this: &Chosen) -> JsValue;
}

/// The SDK says nothing of what is chosen, so it is looked at this often.
const LOOK_MS: u32 = 1_000;

/// The microphones of a new device are known within this time, or there is none.
const LISTED_MS: u64 = 1_000;
const LISTED_LOOK_MS: u64 = 20;

/// What is chosen at one device; nothing where the browser's own choice holds.
#[derive(Clone, Default, PartialEq, Eq)]
struct Choice {
    microphone: Option<String>,
    speakers: Vec<String>,
}

impl Choice {
    fn at(device: &Device) -> Choice {
        let Some(audio) = device.audio() else { return Choice::default() };
        let speakers = audio.speakers().map(|speakers| speakers.get());
        let speakers = speakers.iter().flat_map(|speakers| speakers.values().into_iter().flatten());
        let id = |chosen: JsValue| chosen.unchecked_into::<Chosen>().id().as_string();
        Choice {
            microphone: audio.input().and_then(|input| input.id().as_string()),
            speakers: speakers.filter_map(id).collect(),
        }
    }

    /// What cannot be had is left as it is: a call with another speaker is still a call.
    async fn give(self, device: &Device) {
        let Some(audio) = device.audio() else { return };
        if let Some(microphone) = self.microphone {
            told(audio.set_input(&microphone).await, "audio.setInputDevice");
        }
        if let (Some(speakers), false) = (audio.speakers(), self.speakers.is_empty()) {
            let ids = self.speakers.iter().map(|id| JsValue::from_str(id)).collect();
            told(speakers.set(&ids).await, "speakerDevices.set");
        }
    }
}

/// Keeps a device at what is chosen at another one, until it is dropped.
#[must_use = "a later choice does not come through any more as soon as this is dropped"]
pub(crate) struct Alike {
    _looking: Interval,
}

impl Alike {
    /// Gives a new device the constraints of the other one, its microphone and its speakers, and
    /// from now on whatever is chosen there.
    pub(crate) async fn new(model: &Device, device: &Device) -> Alike {
        if let (Some(from), Some(to)) = (model.audio(), device.audio()) {
            let constraints = from.constraints();
            if constraints.is_object() {
                told(to.set_constraints(&constraints).await, "audio.setAudioConstraints");
            }
        }
        let choice = Choice::at(model);
        if choice != Choice::default() {
            listed(device).await;
        }
        choice.clone().give(device).await;
        let (given, model, device) = (RefCell::new(choice), model.clone(), device.clone());
        let looking = Interval::new(LOOK_MS, move || {
            let choice = Choice::at(&model);
            if given.replace(choice.clone()) != choice {
                let device = device.clone();
                spawn_local(async move { choice.give(&device).await });
            }
        });
        Alike { _looking: looking }
    }
}

/// A new device refuses each microphone and speaker that it has not listed yet.
async fn listed(device: &Device) {
    let listing = || {
        let inputs = device.audio().and_then(|audio| audio.inputs());
        inputs.is_some_and(|inputs| inputs.size() == 0)
    };
    let until = clock::now() + LISTED_MS;
    while listing() && clock::now() < until {
        clock::at(clock::now() + LISTED_LOOK_MS).await;
    }
}

impl fmt::Debug for Alike {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Alike").finish_non_exhaustive()
    }
}

fn told(done: Result<JsValue, JsValue>, call: &'static str) {
    if let Err(error) = done.map_err(HostError::threw(call)) {
        log("multi_call", &error);
    }
}
