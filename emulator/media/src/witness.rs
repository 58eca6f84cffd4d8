//! The witness: who really hears whom, looked at in every frame and kept as changes.

use std::collections::BTreeSet;

use crate::Frame;
use crate::handle::{LegId, MediaRoute};
use crate::leg::Leg;
use crate::level;
use crate::mix::{Ear, Place};

/// So many changes are kept. A voice that comes in fits and starts makes some ten a second, so
/// that is hours of a walk, and a few megabytes.
const MOST: usize = 100_000;

/// What was seen of all legs, frame by frame.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Testimony {
    /// How many frames of 20 ms have gone by. The first one is number 0.
    pub frames: u64,
    /// How many of them were left out: the mixer came too late and nobody was sent anything.
    pub skipped: u64,
    /// How many changes there were beyond those that are kept. What is said here is not the
    /// whole truth unless this is 0.
    pub lost: u64,
    /// What began and ended, in order.
    pub changes: Vec<Change>,
}

/// Somebody begins or stops to be heard by somebody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The number of the first frame in which it is so.
    pub frame: u64,
    /// Whose voice it is; nobody's is a sound that is played to the hearer alone.
    pub speaker: Option<LegId>,
    /// The leg in whose ear it is.
    pub hearer: LegId,
    /// Heard from this frame on, or no longer.
    pub begins: bool,
}

/// Who hears whom in one frame: speaker and hearer, loud enough to be heard.
pub(crate) type Heard = BTreeSet<(Option<LegId>, LegId)>;

/// Watches every frame.
#[derive(Debug, Default)]
pub(crate) struct Witness {
    seen: Testimony,
    now: Heard,
}

impl Witness {
    /// Takes in one frame, before which so many were left out.
    pub(crate) fn see(&mut self, skipped: u32, heard: Heard) {
        let Self { seen, now } = self;
        seen.skipped += u64::from(skipped);
        let frame = seen.frames + u64::from(skipped);
        seen.frames = frame + 1;
        let ended = now.difference(&heard).map(|pair| (pair, false));
        let begun = heard.difference(now).map(|pair| (pair, true));
        for ((speaker, hearer), begins) in ended.chain(begun) {
            if seen.changes.len() == MOST {
                seen.lost += 1;
                continue;
            }
            let (speaker, hearer) = (speaker.clone(), hearer.clone());
            seen.changes.push(Change { frame, speaker, hearer, begins });
        }
        self.now = heard;
    }

    pub(crate) fn testimony(&self) -> Testimony {
        self.seen.clone()
    }
}

/// Whose voices are in which ear, as they were mixed.
pub(crate) fn voices(places: &[Place<'_>], ears: &[Ear]) -> Heard {
    let loud: Vec<bool> = places.iter().map(|place| level::is_heard(place.voice)).collect();
    let heard = |(hearer, ear): (&Place<'_>, &Ear)| {
        let loud = ear.voices.iter().filter(|at| loud[**at]);
        let pairs = loud.map(|at| (Some(places[*at].leg.clone()), hearer.leg.clone()));
        pairs.collect::<Vec<_>>()
    };
    places.iter().zip(ears).flat_map(heard).collect()
}

/// Completes that by what one leg was really given: a sound of its own, or nothing at all.
pub(crate) fn listen(heard: &mut Heard, id: &LegId, leg: &Leg, ear: &Frame) {
    if !leg.is_reached() {
        heard.retain(|(_, hearer)| hearer != id);
    } else if matches!(leg.route, MediaRoute::Play { .. }) && level::is_heard(ear) {
        heard.insert((None, id.clone()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Reads frames such as `A>B *>C` (`*` plays to C), divided by `/`; a number says how many
    /// frames were left out before. Gives the changes as `0+A>B 2-A>B`.
    fn told(script: &str) -> (String, Testimony) {
        let mut witness = Witness::default();
        for frame in script.split('/') {
            let (mut skipped, mut heard) = (0, Heard::new());
            for word in frame.split_whitespace() {
                match word.split_once('>') {
                    Some((speaker, hearer)) => {
                        let speaker = (speaker != "*").then(|| speaker.to_owned());
                        heard.insert((speaker, hearer.to_owned()));
                    }
                    None => skipped = word.parse().unwrap(),
                }
            }
            witness.see(skipped, heard);
        }
        let told = witness.testimony();
        let line = |Change { frame, speaker, hearer, begins }: &Change| {
            let sign = if *begins { '+' } else { '-' };
            format!("{frame}{sign}{}>{hearer}", speaker.as_deref().unwrap_or("*"))
        };
        (told.changes.iter().map(line).collect::<Vec<_>>().join(" "), told)
    }

    #[test]
    fn what_begins_and_ends_is_kept_and_nothing_else() {
        for (what, script, wanted) in [
            ("nobody is heard", "//", ""),
            ("it goes on", "A>B/A>B/A>B", "0+A>B"),
            ("one frame is enough", "/A>B/", "1+A>B 2-A>B"),
            ("both ways", "A>B B>A/B>A/", "0+A>B 0+B>A 1-A>B 2-B>A"),
            ("from one to the other", "A>B/A>C", "0+A>B 1-A>B 1+A>C"),
            ("a held party hears music", "A>B/*>B", "0+A>B 1-A>B 1+*>B"),
            ("frames that were left out count", "A>B/3/A>B", "0+A>B 4-A>B 5+A>B"),
        ] {
            assert_eq!(told(script).0, wanted, "{what}");
        }
        let (_, Testimony { frames, skipped, .. }) = told("/3/");
        assert_eq!((frames, skipped), (6, 3));
    }

    #[test]
    fn what_is_not_kept_is_told_to_be_missing() {
        let mut witness = Witness::default();
        for frame in 0..MOST + 7 {
            let one = (Some("A".to_owned()), "B".to_owned());
            witness.see(0, if frame % 2 == 0 { [one].into() } else { Heard::new() });
        }
        let told = witness.testimony();
        assert_eq!((told.changes.len(), told.lost), (MOST, 7));
    }
}
