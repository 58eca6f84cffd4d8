//! Who hears whom, and what it sounds like together.

use std::collections::HashMap;

use crate::handle::{LegId, MediaRoute};
use crate::{FRAME, Frame, SILENCE};

/// One leg as the mixer sees it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Place<'a> {
    pub(crate) leg: &'a LegId,
    pub(crate) route: &'a MediaRoute,
    pub(crate) voice: &'a Frame,
}

/// Whether the listener hears the speaker: the one rule behind mute, hold,
/// coach and rooms.
pub(crate) fn hears(listener: Place<'_>, speaker: Place<'_>) -> bool {
    let (
        MediaRoute::Room { room: here, .. },
        MediaRoute::Room { room: there, muted: false, coach },
    ) = (listener.route, speaker.route)
    else {
        return false;
    };
    here == there
        && listener.leg != speaker.leg
        && coach.as_ref().is_none_or(|coached| coached == listener.leg)
}

/// What a leg's room sounds like to it.
#[derive(Debug)]
pub(crate) struct Ear {
    pub(crate) sound: Frame,
    /// Whose voices went into it: their places in the order given.
    pub(crate) voices: Vec<usize>,
}

/// What each leg's room sounds like to it, in the order given.
pub(crate) fn ears(places: &[Place<'_>]) -> Vec<Ear> {
    let mut rooms: HashMap<&str, Vec<usize>> = HashMap::new();
    for (at, place) in places.iter().enumerate() {
        if let MediaRoute::Room { room, muted: false, .. } = place.route {
            rooms.entry(room).or_default().push(at);
        }
    }
    places.iter().map(|place| ear(*place, places, &rooms)).collect()
}

fn ear(listener: Place<'_>, places: &[Place<'_>], rooms: &HashMap<&str, Vec<usize>>) -> Ear {
    let MediaRoute::Room { room, .. } = listener.route else {
        return Ear { sound: SILENCE, voices: Vec::new() };
    };
    let mut sum = [0_i32; FRAME];
    let mut voices = Vec::new();
    for at in rooms.get(room.as_str()).into_iter().flatten() {
        let speaker = places[*at];
        if !hears(listener, speaker) {
            continue;
        }
        voices.push(*at);
        for (sum, sample) in sum.iter_mut().zip(speaker.voice) {
            *sum += i32::from(*sample);
        }
    }
    let sound = sum.map(|sample| sample.clamp(i16::MIN.into(), i16::MAX.into()) as i16);
    Ear { sound, voices }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Reads legs such as `A:room A:room,muted A:room,coach=B A:play A:silence`
    /// (a leg is one letter) and gives who hears whom, as the sound itself says.
    fn heard(script: &str) -> String {
        let legs: Vec<(LegId, MediaRoute, Frame)> =
            script.split_whitespace().enumerate().map(|(index, word)| leg(word, index)).collect();
        let places: Vec<Place<'_>> =
            legs.iter().map(|(leg, route, voice)| Place { leg, route, voice }).collect();
        let line = |(place, ear): (&Place<'_>, &Ear)| {
            let said = legs.iter().enumerate().filter(|(bit, _)| ear.sound[0] & 1 << bit != 0);
            let names: String = said.map(|(_, (leg, ..))| leg.as_str()).collect();
            let told: String = ear.voices.iter().map(|at| legs[*at].0.as_str()).collect();
            assert_eq!(told, names, "{}: what is told of a sound is what is in it", place.leg);
            format!("{}:{names}", place.leg)
        };
        places.iter().zip(&ears(&places)).map(line).collect::<Vec<_>>().join(" ")
    }

    /// Each leg's voice is one bit, so that every sum tells who is in it.
    fn leg(word: &str, bit: usize) -> (LegId, MediaRoute, Frame) {
        let (name, rest) = word.split_once(':').unwrap();
        let mut parts = rest.split(',');
        let room = parts.next().unwrap();
        let (mut muted, mut coach) = (false, None);
        for part in parts {
            match part.strip_prefix("coach=") {
                Some(coached) => coach = Some(coached.to_owned()),
                None => muted = part == "muted",
            }
        }
        let route = match room {
            "silence" => MediaRoute::Silence,
            "play" => MediaRoute::Play { samples: [9; 4].into(), looped: true },
            room => MediaRoute::Room { room: room.to_owned(), muted, coach },
        };
        (name.to_owned(), route, [1 << bit; FRAME])
    }

    #[test]
    fn who_hears_whom() {
        for (what, script, wanted) in [
            ("two talk", "A:r B:r", "A:B B:A"),
            ("alone", "A:r", "A:"),
            ("three talk, nobody hears himself", "A:r B:r C:r", "A:BC B:AC C:AB"),
            ("muted hears but is not heard", "A:r,muted B:r C:r", "A:BC B:C C:B"),
            ("on hold: music, and heard by nobody", "A:play B:r C:r", "A: B:C C:B"),
            ("silence is neither", "A:silence B:r C:r", "A: B:C C:B"),
            ("rooms are apart", "A:r B:r C:s D:s", "A:B B:A C:D D:C"),
            ("a coach is heard by the coached alone", "A:r B:r C:r,coach=A", "A:BC B:A C:AB"),
            ("a muted coach is heard by nobody", "A:r B:r C:r,muted,coach=A", "A:B B:A C:AB"),
            ("a coach whose agent is on hold", "A:play B:r C:r,coach=A", "A: B: C:B"),
            ("two coaches do not hear each other", "A:r B:r,coach=A C:r,coach=A", "A:BC B:A C:A"),
            ("coaching across rooms is not", "A:r B:s C:s,coach=A", "A: B: C:B"),
        ] {
            assert_eq!(heard(script), wanted, "{what}");
        }
    }

    #[test]
    fn too_loud_together_is_clipped_and_does_not_wrap() {
        let route = MediaRoute::Room { room: "r".into(), muted: false, coach: None };
        let legs = ["A", "B", "C"].map(str::to_owned);
        for (sample, wanted) in [(30_000, i16::MAX), (-30_000, i16::MIN), (100, 200)] {
            let voice = [sample; FRAME];
            let places: Vec<Place<'_>> =
                legs.iter().map(|leg| Place { leg, route: &route, voice: &voice }).collect();
            assert_eq!(ears(&places)[0].sound, [wanted; FRAME]);
        }
    }
}
