//! One leg: where its voice comes from, what its ear is given, and both of late.

use std::f32::consts::TAU;
use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::handle::MediaRoute;
use crate::peer::Peer;
use crate::window::Window;
use crate::{FRAME, Frame, SILENCE};

/// How loud a simulated party speaks: -12 dBFS, so that four fit without clipping.
const LOUDNESS: f32 = 0.25 * 32767.0;

/// A browser that says nothing for so long is gone.
const GRACE: Duration = Duration::from_secs(30);

/// Where a leg's voice comes from.
#[derive(Debug)]
pub(crate) enum Source {
    /// Nobody yet: the route was told before the call was.
    Nobody,
    /// A browser.
    Peer(Box<Peer>),
    /// A simulated party.
    Tone(Tone),
}

/// A steady tone.
#[derive(Debug)]
pub(crate) struct Tone {
    hz: u32,
    /// Samples said so far, within one second: every whole Hz repeats there.
    at: u32,
}

impl Tone {
    pub(crate) fn new(hz: u32) -> Self {
        Self { hz, at: 0 }
    }

    fn frame(&mut self) -> Frame {
        let step = TAU * self.hz as f32 / 8000.0;
        let first = self.at;
        self.at = (self.at + FRAME as u32) % 8000;
        std::array::from_fn(|index| {
            ((step * (first + index as u32) as f32).sin() * LOUDNESS) as i16
        })
    }
}

/// One end of a call.
#[derive(Debug)]
pub(crate) struct Leg {
    pub(crate) source: Source,
    pub(crate) route: MediaRoute,
    /// How far a played sound has got, in samples.
    played: usize,
    /// This frame's voice.
    pub(crate) voice: Frame,
    /// What it said of late, muted or not.
    pub(crate) sends: Window,
    /// What it was given to hear of late.
    pub(crate) hears: Window,
    /// Whether its loss was told already.
    pub(crate) lost: bool,
    /// Whether nothing of its browser's gets through, nor anything to it.
    pub(crate) cut: bool,
}

impl Leg {
    pub(crate) fn new(source: Source) -> Self {
        Self {
            source,
            route: MediaRoute::Silence,
            played: 0,
            voice: SILENCE,
            sends: Window::new(),
            hears: Window::new(),
            lost: false,
            cut: false,
        }
    }

    /// The same sound told again goes on where it is: music must not jump
    /// back because somebody else in the call was muted.
    pub(crate) fn send_to(&mut self, route: MediaRoute) {
        let goes_on = match (&self.route, &route) {
            (
                MediaRoute::Play { samples: one, looped: before },
                MediaRoute::Play { samples: other, looped: after },
            ) => Arc::ptr_eq(one, other) && before == after,
            _ => false,
        };
        if !goes_on {
            self.played = 0;
        }
        self.route = route;
    }

    pub(crate) fn is_connected(&self) -> bool {
        match &self.source {
            Source::Nobody => false,
            Source::Peer(peer) => peer.is_connected(),
            Source::Tone(_) => true,
        }
    }

    /// Whether what is mixed for it goes out to anybody.
    pub(crate) fn is_reached(&self) -> bool {
        self.is_connected() && !self.cut
    }

    /// Whether its browser has just been found gone; told once for each connection.
    pub(crate) fn falls_silent(&mut self, now: Instant) -> bool {
        let heard = match &self.source {
            Source::Peer(peer) => peer.heard(),
            Source::Nobody | Source::Tone(_) => None,
        };
        let silent = heard.is_some_and(|heard| now.duration_since(heard) > GRACE);
        silent && !std::mem::replace(&mut self.lost, silent)
    }

    /// Takes the leg's next 20 ms.
    pub(crate) fn listen(&mut self) {
        self.voice = match &mut self.source {
            Source::Nobody => SILENCE,
            Source::Peer(peer) => peer.frame(),
            Source::Tone(tone) => tone.frame(),
        };
        self.sends.push(&self.voice);
    }

    /// What the leg is to hear, given what its room sounds like.
    pub(crate) fn ear(&mut self, room: &Frame) -> Frame {
        let ear = match &self.route {
            MediaRoute::Play { samples, looped } => play(samples, *looped, &mut self.played),
            MediaRoute::Room { .. } => *room,
            MediaRoute::Silence => SILENCE,
        };
        self.hears.push(&ear);
        ear
    }
}

fn play(samples: &[i16], looped: bool, played: &mut usize) -> Frame {
    let mut frame = SILENCE;
    for slot in &mut frame {
        if *played == samples.len() && looped {
            *played = 0;
        }
        let Some(sample) = samples.get(*played) else {
            break;
        };
        *slot = *sample;
        *played += 1;
    }
    frame
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::peer::Rim;

    /// Plays frames of a sound of `length` samples (1, 2, 3, …): their first samples.
    fn played(length: i16, looped: bool, frames: usize) -> Vec<i16> {
        let samples: Vec<i16> = (1..=length).collect();
        let mut at = 0;
        (0..frames).map(|_| play(&samples, looped, &mut at)[0]).collect()
    }

    #[test]
    fn a_sound_is_played_once_or_again_and_again() {
        for (what, length, looped, wanted) in [
            ("once", 200, false, vec![1, 161, 0]),
            ("looped", 200, true, vec![1, 161, 121]),
            ("shorter than a frame", 100, true, vec![1, 61, 21]),
            ("an empty sound is silence", 0, true, vec![0, 0, 0]),
        ] {
            assert_eq!(played(length, looped, 3), wanted, "{what}");
        }
    }

    #[test]
    fn music_goes_on_when_told_again_and_starts_when_new() {
        let music: Arc<[i16]> = (1..=1600).collect();
        let play =
            |samples: &Arc<[i16]>| MediaRoute::Play { samples: samples.clone(), looped: true };
        let copy: Arc<[i16]> = music.iter().copied().collect();
        for (what, next, wanted) in [("told again", &music, 161), ("another sound", &copy, 1)] {
            let mut leg = Leg::new(Source::Nobody);
            leg.send_to(play(&music));
            leg.ear(&SILENCE);
            leg.send_to(play(next));
            assert_eq!(leg.ear(&SILENCE)[0], wanted, "{what}");
        }
    }

    #[test]
    fn a_silent_browser_is_lost_once_and_only_after_it_was_answered() {
        let now = Instant::now();
        let rim = |port| Rim::new(([127, 0, 0, 1], port).into());
        let (ringing, offer) = Peer::offering(&rim(4000), now);
        let offer = offer.replace("a=ice-lite\r\n", "");
        let (answered, _) = Peer::answering(&rim(5000), &offer, now).unwrap();
        for (what, peer, wanted) in [
            ("ringing, nobody is there yet", ringing, [false; 4]),
            ("answered", answered, [false, false, true, false]),
        ] {
            let mut leg = Leg::new(Source::Peer(Box::new(peer)));
            let told =
                [1, 30, 31, 60].map(|second| leg.falls_silent(now + Duration::from_secs(second)));
            assert_eq!(told, wanted, "{what}");
        }
    }

    #[test]
    fn a_tone_has_no_seam() {
        let mut tone = Tone::new(440);
        let frames: Vec<Frame> = (0..51).map(|_| tone.frame()).collect();
        // 440 Hz repeats every second, so frame 50 is frame 0 again.
        assert_eq!(frames[50], frames[0]);
        let seam = i32::from(frames[1][0]) - i32::from(frames[0][FRAME - 1]);
        let steepest = frames[0].windows(2).map(|two| i32::from(two[1]) - i32::from(two[0]));
        assert!(seam.abs() <= steepest.map(i32::abs).max().unwrap() + 1);
    }
}
