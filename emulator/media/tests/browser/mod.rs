//! A browser for tests: a str0m peer with a socket, a microphone and an ear.

use std::f32::consts::TAU;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use str0m::change::{SdpAnswer, SdpOffer, SdpPendingOffer};
use str0m::media::{Direction, MediaKind, Mid};
use str0m::net::{Protocol, Receive};
use str0m::rtp::RtpWrite;
use str0m::{Candidate, Event, Input, Output, Rtc};
use tokio::net::UdpSocket;

/// Samples of one packet.
const FRAME: usize = 160;

/// One peer connection of a page.
pub(crate) struct Browser {
    rtc: Rtc,
    socket: UdpSocket,
    address: SocketAddr,
    mid: Option<Mid>,
    pending: Option<SdpPendingOffer>,
    connected: bool,
    tone_hz: u32,
    sequence: u64,
    next_frame: Instant,
    /// Packets that came, and how many of their bytes were not silence.
    pub(crate) heard: (u64, u64),
}

impl Browser {
    /// A page whose microphone says one tone.
    pub(crate) async fn open(tone_hz: u32) -> Self {
        let socket = UdpSocket::bind("127.0.0.1:0").await.unwrap();
        let address = socket.local_addr().unwrap();
        let mut rtc = Rtc::builder()
            .clear_codecs()
            .enable_pcmu(true, false)
            .set_rtp_mode(true)
            .set_reordering_size_audio(0)
            .build(Instant::now());
        rtc.add_local_candidate(Candidate::host(address, Protocol::Udp).unwrap());
        Self {
            rtc,
            socket,
            address,
            mid: None,
            pending: None,
            connected: false,
            tone_hz,
            sequence: 0,
            next_frame: Instant::now(),
            heard: (0, 0),
        }
    }

    /// Answers the server's offer; like the SDK's, the answer names no candidate.
    pub(crate) fn answer(&mut self, offer: &str) -> String {
        let offer = SdpOffer::from_sdp_string(offer).unwrap();
        without_candidates(self.rtc.sdp_api().accept_offer(offer).unwrap().to_sdp_string())
    }

    /// Offers a connection.
    pub(crate) fn offer(&mut self) -> String {
        let mut changes = self.rtc.sdp_api();
        self.mid = Some(changes.add_media(MediaKind::Audio, Direction::SendRecv, None, None, None));
        let (offer, pending) = changes.apply().unwrap();
        self.pending = Some(pending);
        without_candidates(offer.to_sdp_string())
    }

    /// Offers to restart ICE.
    pub(crate) fn restart(&mut self) -> String {
        let mut changes = self.rtc.sdp_api();
        changes.ice_restart(true);
        let (offer, pending) = changes.apply().unwrap();
        self.pending = Some(pending);
        without_candidates(offer.to_sdp_string())
    }

    /// Takes the server's answer.
    pub(crate) fn accept(&mut self, answer: &str) {
        let answer = SdpAnswer::from_sdp_string(answer).unwrap();
        self.rtc.sdp_api().accept_answer(self.pending.take().unwrap(), answer).unwrap();
    }

    /// Lives: talks, listens, keeps the connection. Never ends.
    pub(crate) async fn live(&mut self) {
        let mut buffer = [0; 2048];
        loop {
            let due = self.drain().await.min(self.next_frame);
            tokio::select! {
                biased;
                got = self.socket.recv_from(&mut buffer) => {
                    let (length, source) = got.unwrap();
                    let contents = buffer[..length].try_into().unwrap();
                    let destination = self.address;
                    let receive = Receive { proto: Protocol::Udp, source, destination, contents };
                    self.rtc.handle_input(Input::Receive(Instant::now(), receive)).unwrap();
                }
                () = tokio::time::sleep_until(due.into()) => self.pass(Instant::now()),
            }
        }
    }

    fn pass(&mut self, now: Instant) {
        while self.next_frame <= now {
            self.next_frame += Duration::from_millis(20);
            self.speak(now);
        }
        self.rtc.handle_input(Input::Timeout(now)).unwrap();
    }

    fn speak(&mut self, now: Instant) {
        let first = self.sequence as usize * FRAME;
        let payload: Vec<u8> = (first..first + FRAME).map(|at| self.sample(at)).collect();
        self.sequence += 1;
        let Some(mid) = self.mid.filter(|_| self.connected) else { return };
        if let Some(stream) = self.rtc.direct_api().stream_tx_by_mid(mid, None) {
            let packet = RtpWrite::new(0.into(), self.sequence.into(), first as u32, now, payload);
            stream.write_rtp(packet);
        }
    }

    /// The tone at -8 dBFS, in PCMU.
    fn sample(&self, at: usize) -> u8 {
        let turn = TAU * self.tone_hz as f32 * (at % 8000) as f32 / 8000.0;
        let sample = (turn.sin() * 32767.0 * 0.398) as i32;
        let sign = if sample < 0 { 0x80 } else { 0 };
        let magnitude = sample.abs() + 0x84;
        let segment = magnitude.ilog2() - 7;
        !(sign | (segment << 4) as u8 | ((magnitude >> (segment + 3)) & 0x0f) as u8)
    }

    async fn drain(&mut self) -> Instant {
        loop {
            match self.rtc.poll_output().unwrap() {
                Output::Timeout(due) => return due,
                Output::Transmit(datagram) => {
                    let sent = self.socket.send_to(&datagram.contents, datagram.destination);
                    sent.await.unwrap();
                }
                Output::Event(Event::Connected) => self.connected = true,
                Output::Event(Event::MediaAdded(added)) => self.mid = Some(added.mid),
                Output::Event(Event::RtpPacket(packet)) => {
                    let loud = packet.payload.iter().filter(|code| **code & 0x7f != 0x7f);
                    self.heard.0 += 1;
                    self.heard.1 += loud.count() as u64;
                }
                Output::Event(_) => {}
            }
        }
    }
}

fn without_candidates(sdp: String) -> String {
    sdp.split_inclusive('\n').filter(|line| !line.starts_with("a=candidate")).collect()
}
