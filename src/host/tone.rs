//! A short and quiet tone, which nobody but the agent hears.

use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local;

use super::{HostError, clock};

#[wasm_bindgen]
extern "C" {
    type AudioContext;

    #[wasm_bindgen(constructor, catch)]
    fn new() -> Result<AudioContext, JsValue>;

    #[wasm_bindgen(method, getter)]
    fn destination(this: &AudioContext) -> AudioNode;

    #[wasm_bindgen(method, getter, js_name = currentTime)]
    fn now(this: &AudioContext) -> f64;

    #[wasm_bindgen(method, catch, js_name = createOscillator)]
    fn oscillator(this: &AudioContext) -> Result<AudioNode, JsValue>;

    #[wasm_bindgen(method, catch, js_name = createGain)]
    fn volume(this: &AudioContext) -> Result<AudioNode, JsValue>;

    #[wasm_bindgen(method)]
    fn close(this: &AudioContext) -> JsValue;

    type AudioNode;

    #[wasm_bindgen(method, catch)]
    fn connect(this: &AudioNode, to: &AudioNode) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(method, getter)]
    fn frequency(this: &AudioNode) -> AudioParam;

    #[wasm_bindgen(method, getter)]
    fn gain(this: &AudioNode) -> AudioParam;

    #[wasm_bindgen(method, catch)]
    fn start(this: &AudioNode) -> Result<(), JsValue>;

    #[wasm_bindgen(method, catch)]
    fn stop(this: &AudioNode, at: f64) -> Result<(), JsValue>;

    type AudioParam;

    #[wasm_bindgen(method, setter)]
    fn set_value(this: &AudioParam, value: f32);

    #[wasm_bindgen(method, catch, js_name = setTargetAtTime)]
    fn approach(
        this: &AudioParam,
        value: f32,
        from: f64,
        slowness: f64,
    ) -> Result<JsValue, JsValue>;
}

const HERTZ: f32 = 587.0;
const SECONDS: f64 = 0.4;
/// Of the loudest that the machine can: much less than a voice.
const VOLUME: f32 = 0.04;

/// Sounds once. It begins and ends softly: an edge would be a click.
pub fn play() -> Result<(), HostError> {
    sound().map_err(HostError::threw("AudioContext"))
}

fn sound() -> Result<(), JsValue> {
    let context = AudioContext::new()?;
    let (source, volume) = (context.oscillator()?, context.volume()?);
    source.frequency().set_value(HERTZ);
    volume.gain().set_value(0.0);
    let now = context.now();
    volume.gain().approach(VOLUME, now, 0.02)?;
    volume.gain().approach(0.0, now + SECONDS / 2.0, 0.05)?;
    source.connect(&volume)?;
    volume.connect(&context.destination())?;
    source.start()?;
    source.stop(now + SECONDS)?;
    spawn_local(async move {
        clock::at(clock::now() + 1_000).await;
        // A browser has only so many of these, and keeps each until it is closed.
        let _ = context.close();
    });
    Ok(())
}
