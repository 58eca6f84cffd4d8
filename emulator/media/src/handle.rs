//! The handle everybody else holds: makes legs, says who hears whom, asks for levels.

use std::io;
use std::net::IpAddr;
use std::sync::Arc;

use thiserror::Error;
use tokio::sync::{mpsc, oneshot};

use crate::level::{self, LegLevels, LegTones, Levels};
use crate::studio;
use crate::window::Window;
use crate::witness::Testimony;

/// The SID of the call a leg belongs to.
pub type LegId = String;

/// Something a leg went through on its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MediaEvent {
    /// Sound can flow: ICE and DTLS are up.
    Connected {
        /// The call's SID.
        leg: LegId,
    },
    /// The browser is gone: its connection ended, or nothing came for 30 s.
    /// The leg stays until it is dropped, so that it may be answered anew.
    Lost {
        /// The call's SID.
        leg: LegId,
    },
}

/// What a leg hears, and who hears it.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum MediaRoute {
    /// A sound nobody else hears; the leg's own voice goes nowhere.
    Play {
        /// 8 kHz, one channel.
        samples: Arc<[i16]>,
        /// Again and again, instead of once and then silence.
        looped: bool,
    },
    /// Everybody in the room, without the leg's own voice.
    Room {
        /// Legs that name the same room hear each other.
        room: String,
        /// Hears the others, is not heard.
        muted: bool,
        /// Hears the others, is heard by this leg alone.
        coach: Option<LegId>,
    },
    /// Nothing, by nobody.
    #[default]
    Silence,
}

/// What became of a browser's offer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// The very connection the leg already has (a signalling reconnect):
    /// nothing was changed and there is no SDP to send.
    Unchanged,
    /// Send this to the browser. The leg is new, or was moved to a new
    /// connection, or its ICE was restarted.
    Sdp(String),
}

/// Why a leg could not be made or answered.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum MediaError {
    /// The browser's SDP cannot be used.
    #[error("the browser's sdp for {leg} was refused: {reason}")]
    Sdp {
        /// The call's SID.
        leg: LegId,
        /// What the WebRTC stack said.
        reason: String,
    },
    /// The media thread has ended.
    #[error("the media thread has ended")]
    Stopped,
    /// There is no such leg.
    #[error("there is no leg {leg}")]
    UnknownLeg {
        /// The call's SID.
        leg: LegId,
    },
    /// An answer came for a leg that has no open offer.
    #[error("leg {leg} has no offer that waits for an answer")]
    Unoffered {
        /// The call's SID.
        leg: LegId,
    },
}

/// What the handle asks of the media thread.
#[derive(Debug)]
pub(crate) enum Command {
    AcceptAnswer { leg: LegId, sdp: String, reply: oneshot::Sender<Result<(), MediaError>> },
    Answer { leg: LegId, sdp: String, reply: oneshot::Sender<Result<Answer, MediaError>> },
    Cut { leg: LegId },
    Drop { leg: LegId },
    Heal { leg: LegId },
    Offer { leg: LegId, reply: oneshot::Sender<String> },
    Read { reply: oneshot::Sender<Vec<Reading>> },
    Route { leg: LegId, route: MediaRoute },
    Synth { leg: LegId, tone_hz: u32 },
    Testify { and_go: bool, reply: oneshot::Sender<Option<Testimony>> },
    Watch,
}

/// One leg's last 200 ms, as the thread hands them out: what they amount to is
/// worked out by whoever asked, so that measuring never delays a frame.
#[derive(Debug)]
pub(crate) struct Reading {
    pub(crate) leg: LegId,
    pub(crate) connected: bool,
    pub(crate) sends: Window,
    pub(crate) hears: Window,
    pub(crate) voices: Vec<LegId>,
}

/// All sound of the emulator. Clones speak to the same thread, which ends with
/// the last of them.
#[derive(Clone, Debug)]
pub struct Media {
    commands: mpsc::UnboundedSender<Command>,
}

impl Media {
    /// Opens one UDP socket at `ip` and starts the thread that owns all legs.
    pub fn start(ip: IpAddr) -> io::Result<(Self, mpsc::UnboundedReceiver<MediaEvent>)> {
        let (commands, inbox) = mpsc::unbounded_channel();
        let (outbox, events) = mpsc::unbounded_channel();
        studio::start(ip, inbox, outbox)?;
        Ok((Self { commands }, events))
    }

    /// Makes a leg and offers it to a browser that is to ring.
    ///
    /// A leg of that name that exists already keeps its route and loses its
    /// connection.
    pub async fn offer(&self, leg: &str) -> Result<String, MediaError> {
        self.ask(|reply| Command::Offer { leg: leg.into(), reply }).await
    }

    /// Takes the browser's answer to [`Media::offer`].
    pub async fn accept_answer(&self, leg: &str, sdp: &str) -> Result<(), MediaError> {
        self.ask(|reply| Command::AcceptAnswer { leg: leg.into(), sdp: sdp.into(), reply }).await?
    }

    /// Answers a browser's offer: a new leg, the same call continued on another
    /// connection, an ICE restart, or a mere signalling reconnect.
    pub async fn answer(&self, leg: &str, offer_sdp: &str) -> Result<Answer, MediaError> {
        self.ask(|reply| Command::Answer { leg: leg.into(), sdp: offer_sdp.into(), reply }).await?
    }

    /// Makes a simulated party: it says one steady tone and has an ear.
    pub fn synth(&self, leg: &str, tone_hz: u32) {
        self.tell(Command::Synth { leg: leg.into(), tone_hz });
    }

    /// Says what a leg hears and who hears it. May come before the leg exists.
    pub fn route(&self, leg: &str, route: MediaRoute) {
        self.tell(Command::Route { leg: leg.into(), route });
    }

    /// Ends a leg; nothing of it is kept.
    pub fn drop_leg(&self, leg: &str) {
        self.tell(Command::Drop { leg: leg.into() });
    }

    /// From now on no packet of a leg arrives, in neither direction, as if its
    /// browser had lost its network.
    pub fn cut(&self, leg: &str) {
        self.tell(Command::Cut { leg: leg.into() });
    }

    /// Undoes [`Media::cut`]. If the browser is still there, the sound goes on.
    pub fn heal(&self, leg: &str) {
        self.tell(Command::Heal { leg: leg.into() });
    }

    /// What every leg sends and hears, in the order of their SIDs; none if the
    /// media thread has ended.
    pub async fn levels(&self) -> Vec<LegLevels> {
        let measure = |reading: Reading| LegLevels {
            leg: reading.leg,
            connected: reading.connected,
            sends: Levels::measure(&reading.sends),
            hears: Levels::measure(&reading.hears),
            voices: reading.voices,
        };
        self.readings().await.into_iter().map(measure).collect()
    }

    /// How loud each of these tones is at every leg.
    pub async fn tones(&self, hz: &[u32]) -> Vec<LegTones> {
        let measure = |reading: Reading| LegTones {
            leg: reading.leg,
            sends: level::tones(&reading.sends, hz),
            hears: level::tones(&reading.hears, hz),
        };
        self.readings().await.into_iter().map(measure).collect()
    }

    /// From now on every frame is watched, anew if it was before: who really hears whom.
    pub fn watch(&self) {
        self.tell(Command::Watch);
    }

    /// What was seen since [`Media::watch`]; nothing if nobody watches.
    pub async fn witnessed(&self) -> Option<Testimony> {
        self.testimony(false).await
    }

    /// The same, and the watching ends.
    pub async fn watched(&self) -> Option<Testimony> {
        self.testimony(true).await
    }

    async fn testimony(&self, and_go: bool) -> Option<Testimony> {
        self.ask(|reply| Command::Testify { and_go, reply }).await.ok().flatten()
    }

    async fn readings(&self) -> Vec<Reading> {
        self.ask(|reply| Command::Read { reply }).await.unwrap_or_default()
    }

    fn tell(&self, command: Command) {
        // Invariant: the thread ends only after the last handle, or by a panic
        // that it has already printed.
        let _ = self.commands.send(command);
    }

    async fn ask<T>(
        &self,
        command: impl FnOnce(oneshot::Sender<T>) -> Command,
    ) -> Result<T, MediaError> {
        let (reply, answer) = oneshot::channel();
        self.tell(command(reply));
        answer.await.map_err(|_| MediaError::Stopped)
    }
}
