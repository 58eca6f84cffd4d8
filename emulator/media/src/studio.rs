//! The media thread: one socket, all legs, the beat and the commands.

use std::collections::{BTreeMap, HashMap};
use std::net::{IpAddr, SocketAddr, UdpSocket};
use std::time::Instant;
use std::{io, thread};

use str0m::Input;
use tokio::sync::mpsc;

use crate::handle::{Answer, Command, LegId, MediaError, MediaEvent, Reading};
use crate::leg::{Leg, Source, Tone};
use crate::metronome::Metronome;
use crate::mix::{self, Place};
use crate::peer::{self, Kinship, Peer, Rim};
use crate::witness::{self, Witness};

/// Datagrams taken before it is looked again what else is due.
const GULP: usize = 256;

/// Opens the socket and starts the thread.
pub(crate) fn start(
    ip: IpAddr,
    commands: mpsc::UnboundedReceiver<Command>,
    events: mpsc::UnboundedSender<MediaEvent>,
) -> io::Result<()> {
    let mouth = UdpSocket::bind((ip, 0))?;
    mouth.set_nonblocking(true)?;
    let ear = mouth.try_clone()?;
    let address = mouth.local_addr()?;
    let (ready, started) = std::sync::mpsc::channel();
    thread::Builder::new().name("media".into()).spawn(move || {
        let runtime = match tokio::runtime::Builder::new_current_thread().enable_all().build() {
            Ok(runtime) => runtime,
            Err(fault) => {
                let _ = ready.send(Err(fault));
                return;
            }
        };
        runtime.block_on(async move {
            match tokio::net::UdpSocket::from_std(ear) {
                Ok(ear) => {
                    let _ = ready.send(Ok(()));
                    Studio::new(mouth, address, events).run(ear, commands).await;
                }
                Err(fault) => {
                    let _ = ready.send(Err(fault));
                }
            }
        });
    })?;
    started.recv().map_err(io::Error::other)?
}

/// All legs and what carries them.
struct Studio {
    legs: BTreeMap<LegId, Leg>,
    /// From where each browser speaks. Invariant: each leg named here exists
    /// and has the connection that was reached from there.
    addresses: HashMap<SocketAddr, LegId>,
    rim: Rim,
    mouth: UdpSocket,
    events: mpsc::UnboundedSender<MediaEvent>,
    metronome: Metronome,
    witness: Option<Witness>,
}

impl Studio {
    fn new(
        mouth: UdpSocket,
        address: SocketAddr,
        events: mpsc::UnboundedSender<MediaEvent>,
    ) -> Self {
        Self {
            legs: BTreeMap::new(),
            addresses: HashMap::new(),
            rim: Rim::new(address),
            mouth,
            events,
            metronome: Metronome::new(Instant::now()),
            witness: None,
        }
    }

    /// Runs until the last handle is gone.
    async fn run(
        &mut self,
        ear: tokio::net::UdpSocket,
        mut commands: mpsc::UnboundedReceiver<Command>,
    ) {
        loop {
            let wake = tokio::time::Instant::from_std(self.metronome.due());
            tokio::select! {
                // Waking costs several times what a datagram does. While all are connected, what
                // comes is voices, and they can wait for the beat; a connection that is being
                // made goes to and fro and cannot.
                readable = ear.readable(), if self.is_connecting() => if readable.is_ok() {
                    self.listen(&ear);
                },
                command = commands.recv() => match command {
                    Some(command) => {
                        let now = Instant::now();
                        self.command(command, now);
                        self.pass(now);
                    }
                    None => return,
                },
                () = tokio::time::sleep_until(wake) => self.listen(&ear),
            }
            let now = Instant::now();
            if let Some(skipped) = self.metronome.beat(now) {
                self.beat(skipped, now);
                self.pass(now);
            }
        }
    }

    /// Whether somebody's connection is not up yet.
    fn is_connecting(&self) -> bool {
        self.legs.values().any(|leg| !leg.is_connected())
    }

    /// Takes what has come.
    fn listen(&mut self, ear: &tokio::net::UdpSocket) {
        let mut buffer = [0; 2048];
        for _ in 0..GULP {
            let Ok((length, source)) = ear.try_recv_from(&mut buffer) else { break };
            self.datagram(source, &buffer[..length], Instant::now());
        }
    }

    /// Lets time pass for the connections that wait for it. Looked at with every beat and after
    /// every command, not for each of them at its own moment: nothing here is more urgent.
    fn pass(&mut self, now: Instant) {
        for (id, leg) in &mut self.legs {
            let mouth = (!leg.cut).then_some(&self.mouth);
            if let Source::Peer(peer) = &mut leg.source
                && peer.due() <= now
                && peer.take(Input::Timeout(now), |to, bytes| send(mouth, to, bytes))
            {
                tell(&self.events, MediaEvent::Connected { leg: id.clone() });
            }
        }
    }

    /// One frame for everybody.
    fn beat(&mut self, skipped: u32, now: Instant) {
        self.legs.values_mut().for_each(Leg::listen);
        let places = self.places();
        let rooms = mix::ears(&places);
        let mut heard = self.witness.is_some().then(|| witness::voices(&places, &rooms));
        for ((id, leg), room) in self.legs.iter_mut().zip(&rooms) {
            let ear = leg.ear(&room.sound);
            if let Some(heard) = &mut heard {
                witness::listen(heard, id, leg, &ear);
            }
            let mouth = (!leg.cut).then_some(&self.mouth);
            let Source::Peer(peer) = &mut leg.source else {
                continue;
            };
            peer.say(&ear, skipped, now, |to, bytes| send(mouth, to, bytes));
            if leg.falls_silent(now) {
                tell(&self.events, MediaEvent::Lost { leg: id.clone() });
            }
        }
        if let (Some(witness), Some(heard)) = (&mut self.witness, heard) {
            witness.see(skipped, heard);
        }
    }

    fn places(&self) -> Vec<Place<'_>> {
        let legs = self.legs.iter();
        legs.map(|(leg, Leg { route, voice, .. })| Place { leg, route, voice }).collect()
    }

    /// STUN tells by its user name whose it is, everything else by where it
    /// comes from.
    fn datagram(&mut self, source: SocketAddr, bytes: &[u8], now: Instant) {
        let Some(input) = peer::datagram(now, source, self.rim.address, bytes) else {
            return;
        };
        let is_stun = bytes.first().is_some_and(|first| *first <= 3);
        let known = if is_stun { None } else { self.addresses.get(&source).cloned() };
        let accepts = |leg: &Leg| matches!(&leg.source, Source::Peer(peer) if peer.accepts(&input));
        let id = known
            .or_else(|| self.legs.iter().find(|(_, leg)| accepts(leg)).map(|(id, _)| id.clone()));
        let Some(id) = id else {
            return;
        };
        if let Some(Leg { source: Source::Peer(peer), cut: false, .. }) = self.legs.get_mut(&id) {
            if peer.take(input, |to, bytes| send(Some(&self.mouth), to, bytes)) {
                tell(&self.events, MediaEvent::Connected { leg: id.clone() });
            }
            self.addresses.insert(source, id);
        }
    }

    fn command(&mut self, command: Command, now: Instant) {
        // Whoever asked may have given up waiting; that is his affair.
        match command {
            Command::AcceptAnswer { leg, sdp, reply } => {
                let _ = reply.send(self.accept(leg, &sdp, now));
            }
            Command::Answer { leg, sdp, reply } => {
                let _ = reply.send(self.answer(leg, &sdp, now));
            }
            Command::Cut { leg } => self.set_cut(&leg, true),
            Command::Drop { leg } => self.forget(&leg),
            Command::Heal { leg } => self.set_cut(&leg, false),
            Command::Offer { leg, reply } => {
                let (peer, offer) = Peer::offering(&self.rim, now);
                self.connect(leg, Source::Peer(Box::new(peer)));
                let _ = reply.send(offer);
            }
            Command::Read { reply } => {
                let _ = reply.send(self.readings());
            }
            Command::Route { leg, route } => self.leg(leg).send_to(route),
            Command::Synth { leg, tone_hz } => self.connect(leg, Source::Tone(Tone::new(tone_hz))),
            Command::Testify { and_go, reply } => {
                let told = self.witness.as_ref().map(Witness::testimony);
                if and_go {
                    self.witness = None;
                }
                let _ = reply.send(told);
            }
            Command::Watch => self.witness = Some(Witness::default()),
        }
    }

    fn accept(&mut self, leg: LegId, sdp: &str, now: Instant) -> Result<(), MediaError> {
        let Some(state) = self.legs.get_mut(&leg) else {
            return Err(MediaError::UnknownLeg { leg });
        };
        match &mut state.source {
            Source::Peer(peer) if peer.is_offering() => {
                peer.accept(sdp, now).map_err(|reason| MediaError::Sdp { leg, reason })
            }
            Source::Nobody | Source::Peer(_) | Source::Tone(_) => {
                Err(MediaError::Unoffered { leg })
            }
        }
    }

    fn answer(&mut self, leg: LegId, sdp: &str, now: Instant) -> Result<Answer, MediaError> {
        if let Some(Leg { source: Source::Peer(peer), lost, .. }) = self.legs.get_mut(&leg) {
            match peer.kinship(sdp) {
                Kinship::Same => return Ok(Answer::Unchanged),
                Kinship::Restart => {
                    *lost = false;
                    let answer = peer.answer(sdp, now);
                    return answer
                        .map(Answer::Sdp)
                        .map_err(|reason| MediaError::Sdp { leg, reason });
                }
                Kinship::Another => {}
            }
        }
        match Peer::answering(&self.rim, sdp, now) {
            Ok((peer, answer)) => {
                self.connect(leg, Source::Peer(Box::new(peer)));
                Ok(Answer::Sdp(answer))
            }
            Err(reason) => Err(MediaError::Sdp { leg, reason }),
        }
    }

    /// Gives a leg its voice; the one it had goes, its route stays.
    fn connect(&mut self, leg: LegId, source: Source) {
        self.addresses.retain(|_, owner| *owner != leg);
        let state = self.leg(leg);
        state.source = source;
        state.lost = false;
    }

    fn leg(&mut self, leg: LegId) -> &mut Leg {
        self.legs.entry(leg).or_insert_with(|| Leg::new(Source::Nobody))
    }

    fn set_cut(&mut self, leg: &LegId, cut: bool) {
        if let Some(leg) = self.legs.get_mut(leg) {
            leg.cut = cut;
        }
    }

    fn forget(&mut self, leg: &LegId) {
        self.legs.remove(leg);
        self.addresses.retain(|_, owner| owner != leg);
    }

    fn readings(&self) -> Vec<Reading> {
        let places = self.places();
        let reading = |((leg, state), place): ((&LegId, &Leg), &Place<'_>)| Reading {
            leg: leg.clone(),
            connected: state.is_connected(),
            sends: state.sends.clone(),
            hears: state.hears.clone(),
            voices: places
                .iter()
                .filter(|speaker| mix::hears(*place, **speaker))
                .map(|speaker| speaker.leg.clone())
                .collect(),
        };
        self.legs.iter().zip(&places).map(reading).collect()
    }
}

/// Loses the datagram if the leg is cut off (it has no mouth then), or if the
/// kernel has no room for it, as any network may.
fn send(mouth: Option<&UdpSocket>, to: SocketAddr, bytes: &[u8]) {
    let _ = mouth.map(|mouth| mouth.send_to(bytes, to));
}

/// Tells nobody if nobody listens any more.
fn tell(events: &mpsc::UnboundedSender<MediaEvent>, event: MediaEvent) {
    let _ = events.send(event);
}
