//! The beat of 20 ms: never drifts, and never makes up for lost time in a burst.

use std::time::{Duration, Instant};

/// One frame.
const BEAT: Duration = Duration::from_millis(20);

/// While catching up, two beats are at least this far apart.
const CLOSEST: Duration = Duration::from_millis(10);

/// Whoever is later than this leaves beats out.
const TOO_LATE: Duration = Duration::from_millis(100);

/// Says when the next frame is due.
#[derive(Debug)]
pub(crate) struct Metronome {
    scheduled: Instant,
    due: Instant,
}

impl Metronome {
    pub(crate) fn new(now: Instant) -> Self {
        Self { scheduled: now + BEAT, due: now + BEAT }
    }

    /// When to come back.
    pub(crate) fn due(&self) -> Instant {
        self.due
    }

    /// Takes the beat that is due, if one is: the number of frames that were
    /// left out before it, because nobody came for them in time.
    pub(crate) fn beat(&mut self, now: Instant) -> Option<u32> {
        if now < self.due {
            return None;
        }
        let mut skipped = 0;
        if now > self.scheduled + TOO_LATE {
            skipped = ((now - self.scheduled).as_nanos() / BEAT.as_nanos()) as u32;
            self.scheduled += BEAT * skipped;
        }
        self.scheduled += BEAT;
        self.due = self.scheduled.max(now + CLOSEST);
        Some(skipped)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Comes at these milliseconds; reads as `skipped@due` for every beat.
    fn beats(arrivals: &[u64]) -> String {
        let start = Instant::now();
        let mut metronome = Metronome::new(start);
        let line = |arrival: &u64| {
            let skipped = metronome.beat(start + Duration::from_millis(*arrival))?;
            Some(format!("{skipped}@{}", (metronome.due() - start).as_millis()))
        };
        arrivals.iter().filter_map(line).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn beats_keep_their_schedule() {
        for (what, arrivals, wanted) in [
            ("too early is no beat", &[0, 19, 20, 21][..], "0@40"),
            ("a little late does not drift", &[21, 43, 60], "0@40 0@60 0@80"),
            ("50 ms late catches up 10 ms apart", &[70, 80, 90, 100], "0@80 0@90 0@100 0@110"),
            ("seconds late leaves beats out", &[20, 2020, 2040], "0@40 99@2040 0@2060"),
        ] {
            assert_eq!(beats(arrivals), wanted, "{what}");
        }
    }
}
