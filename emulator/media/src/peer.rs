//! One browser's WebRTC connection: SDP, ICE-lite, DTLS, SRTP and its voice.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Instant;

use str0m::change::{SdpAnswer, SdpOffer, SdpPendingOffer};
use str0m::config::{CryptoProvider, DtlsCert};
use str0m::media::{Direction, MediaKind, Mid};
use str0m::net::{Protocol, Receive};
use str0m::rtp::RtpWrite;
use str0m::{Candidate, Event, Input, Output, Rtc};

use crate::playout::Playout;
use crate::{FRAME, Frame, pcmu};

/// PCMU's payload type, fixed by RFC 3551.
const PCMU: u8 = 0;

/// What all connections of one socket have in common.
#[derive(Debug)]
pub(crate) struct Rim {
    /// Where browsers find us.
    pub(crate) address: SocketAddr,
    /// One for all: a key of its own for each leg would cost more than minutes
    /// of its sound.
    certificate: DtlsCert,
    crypto: Arc<CryptoProvider>,
}

impl Rim {
    pub(crate) fn new(address: SocketAddr) -> Self {
        let crypto = str0m::crypto::from_feature_flags();
        let certificate = crypto
            .dtls_provider
            .generate_certificate()
            .expect("the crypto provider we chose makes certificates");
        Self { address, certificate, crypto: Arc::new(crypto) }
    }

    /// ICE-lite: browsers never tell their addresses, they come to ours. No
    /// telephone-event: digits then arrive as signalling.
    fn connection(&self, now: Instant) -> Rtc {
        let mut rtc = Rtc::builder()
            .set_crypto_provider(Arc::clone(&self.crypto))
            .set_dtls_cert(self.certificate.clone())
            .clear_codecs()
            .enable_pcmu(true, false)
            .set_ice_lite(true)
            .set_rtp_mode(true)
            .set_reordering_size_audio(0)
            .build(now);
        let here = Candidate::host(self.address, Protocol::Udp)
            .expect("the socket is bound to an address and a port");
        rtc.add_local_candidate(here);
        rtc
    }
}

/// A browser's side of a connection, as its SDP names it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Identity {
    /// One ICE session: new after an ICE restart.
    ufrag: String,
    /// One peer connection: survives an ICE restart.
    fingerprint: String,
}

impl Identity {
    fn of(sdp: &str) -> Self {
        let value = |name| sdp.lines().find_map(|line| line.strip_prefix(name));
        let owned = |name| value(name).unwrap_or_default().trim().to_owned();
        Self { ufrag: owned("a=ice-ufrag:"), fingerprint: owned("a=fingerprint:") }
    }
}

/// How an offer stands to the connection a leg has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kinship {
    /// Another peer connection.
    Another,
    /// The same peer connection asks for an ICE restart.
    Restart,
    /// The same peer connection, unchanged.
    Same,
}

/// A connection to one browser.
#[derive(Debug)]
pub(crate) struct Peer {
    rtc: Rtc,
    mid: Option<Mid>,
    pending: Option<SdpPendingOffer>,
    identity: Identity,
    playout: Playout,
    connected: bool,
    /// When the connection wants to be woken.
    due: Instant,
    /// When the browser was last heard, or was last told how to reach us.
    heard: Option<Instant>,
    sequence: u64,
    timestamp: u32,
}

impl Peer {
    /// A connection that a browser is to answer, and the SDP for it.
    ///
    /// The offer names a stream: the SDK plays the first stream of the track.
    pub(crate) fn offering(rim: &Rim, now: Instant) -> (Self, String) {
        let mut rtc = rim.connection(now);
        let mut changes = rtc.sdp_api();
        let (stream, track) = (Some("call".into()), Some("voice".into()));
        let mid = changes.add_media(MediaKind::Audio, Direction::SendRecv, stream, track, None);
        let (offer, pending) = changes.apply().expect("a change was just made");
        let peer = Self { mid: Some(mid), pending: Some(pending), ..Self::around(rtc, now) };
        (peer, offer.to_sdp_string())
    }

    /// A connection that a browser offers, and the SDP of our answer.
    pub(crate) fn answering(
        rim: &Rim,
        offer: &str,
        now: Instant,
    ) -> Result<(Self, String), String> {
        let mut peer = Self::around(rim.connection(now), now);
        let answer = peer.answer(offer, now)?;
        Ok((peer, answer))
    }

    fn around(rtc: Rtc, now: Instant) -> Self {
        Self {
            rtc,
            mid: None,
            pending: None,
            identity: Identity::default(),
            playout: Playout::new(),
            connected: false,
            due: now,
            heard: None,
            sequence: 0,
            timestamp: 0,
        }
    }

    /// Answers an offer: the first one, or one that restarts ICE.
    pub(crate) fn answer(&mut self, offer: &str, now: Instant) -> Result<String, String> {
        let parsed = SdpOffer::from_sdp_string(offer).map_err(|fault| fault.to_string())?;
        let answer = self.rtc.sdp_api().accept_offer(parsed).map_err(|fault| fault.to_string())?;
        self.identity = Identity::of(offer);
        self.heard = Some(now);
        self.due = now;
        Ok(answer.to_sdp_string())
    }

    /// Whether an answer is awaited.
    pub(crate) fn is_offering(&self) -> bool {
        self.pending.is_some()
    }

    /// Takes the browser's answer to the offer that is open; without one
    /// nothing happens.
    pub(crate) fn accept(&mut self, answer: &str, now: Instant) -> Result<(), String> {
        let parsed = SdpAnswer::from_sdp_string(answer).map_err(|fault| fault.to_string())?;
        if let Some(pending) = self.pending.take() {
            let accepted = self.rtc.sdp_api().accept_answer(pending, parsed);
            accepted.map_err(|fault| fault.to_string())?;
            self.identity = Identity::of(answer);
            self.heard = Some(now);
            self.due = now;
        }
        Ok(())
    }

    /// How an offer stands to this connection. Each peer connection of a
    /// browser has a certificate of its own, so its fingerprint tells them apart.
    pub(crate) fn kinship(&self, offer: &str) -> Kinship {
        let other = Identity::of(offer);
        if !self.rtc.is_alive() || other.fingerprint != self.identity.fingerprint {
            Kinship::Another
        } else if other.ufrag != self.identity.ufrag {
            Kinship::Restart
        } else {
            Kinship::Same
        }
    }

    pub(crate) fn is_connected(&self) -> bool {
        self.connected
    }

    pub(crate) fn due(&self) -> Instant {
        self.due
    }

    pub(crate) fn heard(&self) -> Option<Instant> {
        self.heard
    }

    /// Whether a datagram from an unknown address is for this connection.
    pub(crate) fn accepts(&self, input: &Input<'_>) -> bool {
        self.rtc.is_alive() && self.rtc.accepts(input)
    }

    /// Takes a datagram or the passing of time, sends what is to be sent, and
    /// tells whether sound can flow from now on.
    pub(crate) fn take(
        &mut self,
        input: Input<'_>,
        mut send: impl FnMut(SocketAddr, &[u8]),
    ) -> bool {
        let was_connected = self.connected;
        if self.rtc.handle_input(input).is_err() {
            self.rtc.disconnect();
        }
        loop {
            match self.rtc.poll_output() {
                Ok(Output::Timeout(due)) => {
                    self.due = due;
                    return self.connected && !was_connected;
                }
                Ok(Output::Transmit(datagram)) => send(datagram.destination, &datagram.contents),
                Ok(Output::Event(event)) => self.note(event),
                // Its leg falls silent and is told lost in time.
                Err(_) => self.rtc.disconnect(),
            }
        }
    }

    fn note(&mut self, event: Event) {
        if let Event::Connected = event {
            self.connected = true;
        } else if let Event::MediaAdded(added) = event {
            self.mid = Some(added.mid);
        } else if let Event::RtpPacket(packet) = event
            && *packet.header.payload_type == PCMU
        {
            self.heard = Some(packet.timestamp);
            let voice = packet.payload.iter().map(|code| pcmu::decode(*code));
            self.playout.put(packet.time.numer(), voice);
        }
    }

    /// The browser's next 20 ms.
    pub(crate) fn frame(&mut self) -> Frame {
        self.playout.frame()
    }

    /// Plays 20 ms into the browser's ear; `skipped` frames were left out before.
    pub(crate) fn say(
        &mut self,
        frame: &Frame,
        skipped: u32,
        now: Instant,
        send: impl FnMut(SocketAddr, &[u8]),
    ) {
        let samples = FRAME as u32;
        self.timestamp = self.timestamp.wrapping_add(skipped.wrapping_mul(samples));
        if let (true, Some(mid)) = (self.connected, self.mid) {
            let payload: Vec<u8> = frame.iter().map(|sample| pcmu::encode(*sample)).collect();
            let packet =
                RtpWrite::new(PCMU.into(), self.sequence.into(), self.timestamp, now, payload)
                    .marker(self.sequence == 0);
            if let Some(stream) = self.rtc.direct_api().stream_tx_by_mid(mid, None) {
                stream.write_rtp(packet);
                self.sequence += 1;
            }
            self.take(Input::Timeout(now), send);
        }
        self.timestamp = self.timestamp.wrapping_add(samples);
    }
}

/// A datagram as a connection wants it; `None` if it is none of WebRTC's.
pub(crate) fn datagram<'a>(
    now: Instant,
    source: SocketAddr,
    destination: SocketAddr,
    bytes: &'a [u8],
) -> Option<Input<'a>> {
    let contents = bytes.try_into().ok()?;
    Some(Input::Receive(now, Receive { proto: Protocol::Udp, source, destination, contents }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_offer_is_the_same_call_a_restart_or_another_connection() {
        let now = Instant::now();
        // Connections of our own stand for the browser's; browsers are not ICE-lite.
        let offer = |port| {
            let (_, offer) = Peer::offering(&Rim::new(([127, 0, 0, 1], port).into()), now);
            offer.replace("a=ice-lite\r\n", "")
        };
        let (offer, elsewhere) = (offer(5000), offer(6000));
        let restart = offer.replace(&Identity::of(&offer).ufrag, "anew");
        let rim = Rim::new(([127, 0, 0, 1], 4000).into());
        let (peer, _) = Peer::answering(&rim, &offer, now).unwrap();
        for (sdp, wanted) in
            [(&offer, Kinship::Same), (&restart, Kinship::Restart), (&elsewhere, Kinship::Another)]
        {
            assert_eq!(peer.kinship(sdp), wanted, "{sdp}");
        }
    }

    #[test]
    fn an_offer_speaks_pcmu_alone_and_names_our_address_and_a_stream() {
        let rim = Rim::new(([127, 0, 0, 1], 4000).into());
        let (_, offer) = Peer::offering(&rim, Instant::now());
        for wanted in ["SAVPF 0\r\n", "127.0.0.1 4000 typ host", "a=ice-lite", "a=msid:call voice"]
        {
            assert!(offer.contains(wanted), "{wanted} is not in\n{offer}");
        }
        assert!(!offer.contains("telephone-event"), "{offer}");
    }
}
