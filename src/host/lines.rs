//! The agent's calls in this browser, each at a device of its own: Flex's own device can have one
//! call alone, and ends it when it is given a second.

use std::cell::RefCell;
use std::fmt;
use std::rc::Rc;

use call_core::id::CallSid;
use js_sys::{Array, Function, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local;
use web_sys::{MediaStream, MediaStreamTrack};

use super::audio::Alike;
use super::emitter::Ear;
use super::manager::{Manager, TokenRenewed};
use super::voice::Device;
use super::{HostError, clock, log};

#[wasm_bindgen]
extern "C" {
    /// One call of the Voice SDK.
    #[derive(Clone, Debug)]
    pub(crate) type Call;

    #[wasm_bindgen(method, getter)]
    fn parameters(this: &Call) -> Option<Parameters>;

    #[wasm_bindgen(method, getter, js_name = connectToken)]
    fn connect_token(this: &Call) -> JsValue;

    #[wasm_bindgen(method, catch)]
    fn mute(this: &Call, muted: bool) -> Result<(), JsValue>;

    #[wasm_bindgen(method, js_name = getRemoteStream)]
    fn remote_stream(this: &Call) -> Option<MediaStream>;

    #[wasm_bindgen(method, catch)]
    fn disconnect(this: &Call) -> Result<(), JsValue>;

    #[wasm_bindgen(method, catch)]
    fn reject(this: &Call) -> Result<(), JsValue>;

    type Parameters;

    #[wasm_bindgen(method, getter, js_name = CallSid)]
    fn call_sid(this: &Parameters) -> JsValue;

    #[wasm_bindgen(method, getter, js_name = isBusy)]
    fn is_busy(this: &Device) -> JsValue;

    #[wasm_bindgen(method, getter)]
    fn constructor(this: &Device) -> Option<Function>;

    #[wasm_bindgen(method, catch)]
    async fn connect(this: &Device, options: &JsValue) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(method, catch)]
    fn destroy(this: &Device) -> Result<(), JsValue>;

    #[wasm_bindgen(method, catch, js_name = updateToken)]
    fn update_token(this: &Device, token: &str) -> Result<(), JsValue>;
}

/// The network's grace: a device is back within this time, or Twilio has ended its call.
const BACK_WITHIN_MS: u64 = 30_000;

/// What a call tells of itself.
#[derive(Clone, Copy, Debug)]
enum Step {
    Up,
    Down,
    /// Twilio is out of reach, or within it again.
    CutOff(bool),
    /// Something went wrong; what comes of it is told apart.
    Failed,
}

/// The events of a call, and what they mean.
///
/// An error that nobody listens to is thrown at whoever just called the SDK: a hang-up would break
/// off in the middle.
const STEPS: [(&str, Step); 7] = [
    ("error", Step::Failed),
    ("accept", Step::Up),
    ("disconnect", Step::Down),
    ("cancel", Step::Down),
    ("reject", Step::Down),
    ("reconnecting", Step::CutOff(true)),
    ("reconnected", Step::CutOff(false)),
];

/// What became of one of the agent's legs in this browser.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LegChange {
    /// It is up, with the microphone on.
    Up,
    /// It has gone, or will not come.
    Down,
    /// It came while Flex's own device was taken, and could not be given another.
    Refused,
}

type Incoming = Ear<dyn FnMut(Call)>;
type Heard = dyn Fn(&CallSid, LegChange);

/// The agent's calls in this browser. A clone is the same.
#[derive(Clone)]
pub struct Lines {
    inner: Rc<Inner>,
}

struct Inner {
    manager: Manager,
    device: Device,
    heard: Box<Heard>,
    legs: RefCell<Vec<Leg>>,
    incoming: RefCell<Option<Incoming>>,
}

struct Leg {
    sid: CallSid,
    call: Call,
    up: bool,
    cut_off: bool,
    further: Option<Further>,
    _ears: Vec<Ear<dyn FnMut()>>,
}

/// A device besides Flex's own, which ends with its call.
struct Further {
    device: Device,
    _alike: Alike,
    _errors: Ear<dyn FnMut()>,
    _renewed: TokenRenewed,
}

impl Drop for Further {
    fn drop(&mut self) {
        // A device whose call is over may have ended itself.
        let _ = self.device.destroy();
    }
}

impl Lines {
    /// Follows every call that comes to the agent from now on. Nothing for an agent without a
    /// phone in the browser.
    pub fn new(
        manager: &Manager,
        heard: impl Fn(&CallSid, LegChange) + 'static,
    ) -> Result<Option<Lines>, HostError> {
        let Some(device) = manager.voice_client() else { return Ok(None) };
        let lines = Lines {
            inner: Rc::new(Inner {
                manager: manager.clone(),
                device: device.clone(),
                heard: Box::new(heard),
                legs: RefCell::default(),
                incoming: RefCell::default(),
            }),
        };
        let follower = Rc::downgrade(&lines.inner);
        let incoming = Closure::<dyn FnMut(Call)>::new(move |call: Call| {
            if let Some(inner) = follower.upgrade() {
                Lines { inner }.incoming(call);
            }
        });
        let ear = Ear::new(&device, "incoming", incoming)?;
        lines.inner.incoming.replace(Some(ear));
        Ok(Some(lines))
    }

    /// Opens or closes the agent's microphone in one call. What is not there any more is closed.
    pub fn microphone(&self, leg: &CallSid, open: bool) {
        if let Some(call) = self.call(leg) {
            tell(call.mute(!open).map_err(HostError::threw("call.mute")));
        }
    }

    /// Lets the agent hear one call, or nothing of it. The SDK plays what Twilio sends to this leg
    /// for as long as the call goes on: a track that is switched off is silence.
    pub fn ear(&self, leg: &CallSid, open: bool) {
        let stream = self.call(leg).and_then(|call| call.remote_stream());
        for track in stream.iter().flat_map(|stream| stream.get_audio_tracks()) {
            track.unchecked_into::<MediaStreamTrack>().set_enabled(open);
        }
    }

    /// Ends the agent's leg of a call, whichever Flex takes for the only one.
    pub fn hang_up(&self, leg: &CallSid) {
        if let Some(call) = self.call(leg) {
            tell(call.disconnect().map_err(HostError::threw("call.disconnect")));
        }
    }

    /// The call of the Voice SDK, for Flex's own store.
    pub(crate) fn call(&self, leg: &CallSid) -> Option<Call> {
        let legs = self.inner.legs.borrow();
        legs.iter().find(|known| known.sid == *leg).map(|known| known.call.clone())
    }

    /// Flex's own listener has heard of the call before, and leaves it alone while its device is
    /// taken.
    fn incoming(&self, call: Call) {
        let Some(sid) = sid(&call) else { return };
        if self.inner.device.is_busy().is_truthy() {
            self.forward(sid, call);
        } else {
            self.follow(sid, call, None);
        }
    }

    /// Takes a call to a device of its own: to Twilio it is the same call, which goes on at
    /// another socket.
    fn forward(&self, sid: CallSid, call: Call) {
        let this = self.clone();
        spawn_local(async move {
            match this.connect(&call).await {
                Ok((moved, further)) => this.follow(sid, moved, Some(further)),
                Err(error) => {
                    log("multi_call", &error);
                    // Twilio has to know that nobody will answer it.
                    tell(call.reject().map_err(HostError::threw("call.reject")));
                    (this.inner.heard)(&sid, LegChange::Refused);
                }
            }
        });
    }

    async fn connect(&self, call: &Call) -> Result<(Call, Further), HostError> {
        let missing = HostError::Shape { path: "call.connectToken", expected: "a text" };
        let token = call.connect_token().as_string().ok_or(missing)?;
        let further = self.further().await?;
        let options = self.inner.manager.connect_options().with("connectToken", token);
        let connected = further.device.connect(&options).await;
        let connected = connected.map_err(HostError::threw("device.connect"))?;
        Ok((connected.unchecked_into(), further))
    }

    async fn further(&self) -> Result<Further, HostError> {
        let Inner { manager, device, .. } = &*self.inner;
        let class = HostError::Shape { path: "manager.voiceClient", expected: "a Device" };
        let class = device.constructor().ok_or(class)?;
        let token = HostError::Shape { path: "manager.user.token", expected: "a token" };
        let token = manager.token().ok_or(token)?;
        // It is there for one call, and asks Twilio for no other. A timer for the end of its token
        // would keep it until then (Voice SDK 2.11.1: `destroy` leaves it), and nobody listens.
        let options = manager.voice_options().with("allowIncomingWhileBusy", false);
        let options = options.with("tokenRefreshMs", JsValue::NULL);
        let arguments = Array::of2(&token.reveal().as_str().into(), &options);
        let made = Reflect::construct(&class, &arguments).map_err(HostError::threw("Device"))?;
        let made: Device = made.unchecked_into();
        let (renewing, asked) = (made.clone(), manager.clone());
        let renewed = TokenRenewed::new(manager, move || {
            if let Some(token) = asked.token() {
                let renewed = renewing.update_token(token.reveal());
                tell(renewed.map_err(HostError::threw("device.updateToken")));
            }
        })?;
        // As with a call's own errors; the SDK itself writes them to the console.
        let errors = Ear::new(&made, "error", Closure::<dyn FnMut()>::new(|| {}))?;
        let alike = Alike::new(device, &made).await;
        Ok(Further { device: made, _alike: alike, _errors: errors, _renewed: renewed })
    }

    fn follow(&self, sid: CallSid, call: Call, further: Option<Further>) {
        let ears =
            STEPS.into_iter().filter_map(|(event, step)| self.ear_on(&sid, &call, event, step));
        let ears = ears.collect();
        let leg = Leg { sid, call, up: false, cut_off: false, further, _ears: ears };
        self.inner.legs.borrow_mut().push(leg);
    }

    fn ear_on(
        &self,
        sid: &CallSid,
        call: &Call,
        event: &'static str,
        step: Step,
    ) -> Option<Ear<dyn FnMut()>> {
        let (lines, sid) = (Rc::downgrade(&self.inner), sid.clone());
        let heard = move || {
            let Some(inner) = lines.upgrade() else { return };
            // Decided with the borrow, told without it.
            let change = inner.take(&sid, step);
            if let Some(change) = change {
                (inner.heard)(&sid, change);
            }
        };
        Ear::new(call, event, Closure::<dyn FnMut()>::new(heard)).ok()
    }
}

impl Inner {
    /// Takes in what a call tells of itself, and says what that means for the agent's leg.
    fn take(&self, sid: &CallSid, step: Step) -> Option<LegChange> {
        let mut legs = self.legs.borrow_mut();
        let place = legs.iter().position(|leg| leg.sid == *sid)?;
        match step {
            Step::Up => {
                legs[place].up = true;
                Some(LegChange::Up)
            }
            Step::CutOff(cut_off) => {
                legs[place].cut_off = cut_off;
                None
            }
            Step::Failed => None,
            Step::Down => {
                let leg = legs.swap_remove(place);
                let refused = leg.further.is_some() && !leg.up;
                free(leg);
                Some(if refused { LegChange::Refused } else { LegChange::Down })
            }
        }
    }
}

/// Frees a call that is over, a moment later: one of its ears is hearing this. A device that is
/// cut off from Twilio has still to say that the agent has hung up, once it is back.
fn free(leg: Leg) {
    spawn_local(async move {
        if leg.cut_off {
            clock::at(clock::now() + BACK_WITHIN_MS).await;
        }
        drop(leg);
    });
}

impl fmt::Debug for Lines {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Lines").finish_non_exhaustive()
    }
}

fn sid(call: &Call) -> Option<CallSid> {
    CallSid::parse(&call.parameters()?.call_sid().as_string()?).ok()
}

fn tell(done: Result<(), HostError>) {
    if let Err(error) = done {
        log("multi_call", &error);
    }
}
