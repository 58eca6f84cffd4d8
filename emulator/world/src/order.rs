//! What the world asks its doors to do.

use serde_json::Value;

use crate::exchange::Method;
use crate::sid::Sid;

/// Names one request for TwiML that the world has asked a door to make.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FetchId(pub u64);

/// Names one webhook that the world has asked a door to deliver.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct WebhookId(pub u64);

/// The answer to a request for TwiML.
#[derive(Clone, Debug)]
pub struct Fetched {
    /// The HTTP status.
    pub status: u16,
    /// The body as text.
    pub body: String,
}

/// One thing for a door to do. Orders are carried out in the order given.
#[derive(Clone, Debug)]
pub enum Order {
    /// Push an event to every TaskRouter socket of this worker.
    Bridge {
        /// The worker who is told.
        worker: Sid,
        /// Such as `reservation.created`.
        event_type: String,
        /// The event's payload as the TaskRouter SDK reads it.
        payload: Value,
    },
    /// Take back an invitation that was not answered (Voice socket `cancel`), and drop its media.
    CancelInvite {
        /// The leg that rang.
        call: Sid,
        /// The client identity that was rung, without `client:`.
        identity: String,
    },
    /// Ask an address for TwiML, signed; answer with `World::twiml_fetched`.
    Fetch {
        /// To be given back with the answer.
        id: FetchId,
        /// The leg that will run the TwiML.
        call: Sid,
        /// GET or POST.
        method: Method,
        /// The absolute address.
        url: String,
        /// Twilio's parameters.
        form: Vec<(String, String)>,
    },
    /// End a leg at the browser's side (Voice socket `hangup`), and drop its media.
    HangUp {
        /// The leg.
        call: Sid,
        /// The client identity, without `client:`; `None` for a simulated party.
        identity: Option<String>,
    },
    /// An item of an index (`tr-worker`, `tr-reservation`, `tr-queue`) changed or went:
    /// live queries on it are to be looked at again.
    IndexChanged {
        /// The index's name.
        index: &'static str,
        /// The item's key.
        key: String,
    },
    /// Ring a browser: make a media offer and send `invite` to every Voice socket of the identity.
    Invite {
        /// The new leg.
        call: Sid,
        /// The client identity, without `client:`.
        identity: String,
        /// The Voice SDK's `parameters`: `CallSid`, `AccountSid`, `From`, `To`, `ApiVersion`, `Params`.
        parameters: Value,
    },
    /// Something for the mixer.
    Media(MediaOrder),
    /// A Sync object changed: push to its subscribers over Twilsock.
    Sync {
        /// The map's or document's SID.
        object: Sid,
        /// `map` or `document`.
        object_type: &'static str,
        /// The push's body: `{event_type, event_protocol_version, strictly_ordered, event}`.
        push: Value,
    },
    /// Deliver a webhook, signed; answer with `World::webhook_answered`.
    Webhook {
        /// To be given back with the answer.
        id: WebhookId,
        /// GET or POST.
        method: Method,
        /// The absolute address.
        url: String,
        /// Twilio's parameters.
        form: Vec<(String, String)>,
    },
}

/// Something for the mixer to do.
#[derive(Clone, Debug, PartialEq)]
pub enum MediaOrder {
    /// Connect the leg to what it now speaks to and hears.
    Route {
        /// The leg.
        call: Sid,
        /// Where to.
        route: Route,
    },
    /// Make a simulated party (a customer or a phone agent) that speaks a steady tone.
    Synth {
        /// The party's leg.
        call: Sid,
        /// Its tone, in hertz.
        tone_hz: u32,
    },
}

/// What a leg speaks to and hears.
#[derive(Clone, Debug, PartialEq)]
pub enum Route {
    /// Hears a sound, again and again, and is heard by nobody: waiting, on hold, ring-back.
    Playing(Sound),
    /// Is in a conference.
    Room {
        /// The conference.
        conference: Sid,
        /// Hears, but is heard by nobody.
        muted: bool,
        /// Hears all, but is heard by this leg alone.
        coaching: Option<Sid>,
    },
    /// Hears nothing and is heard by nobody.
    Silence,
}

/// A sound that the mixer plays.
#[derive(Clone, Debug, PartialEq)]
pub enum Sound {
    /// Twilio's own hold and wait music; a 350 Hz tone in the emulator, so that it can be told apart.
    HoldMusic,
    /// A WAV file at this address, fetched by the door.
    Url(String),
}
