//! How loud, and at which pitch, a leg has been over the last 200 ms.

use std::f32::consts::TAU;
use std::sync::{Arc, LazyLock};

use realfft::{RealFftPlanner, RealToComplex};

use crate::Frame;
use crate::handle::LegId;
use crate::window::{WINDOW, Window};

/// What one leg says and what it is told, measured just now.
#[derive(Clone, Debug, PartialEq)]
pub struct LegLevels {
    /// The call's SID.
    pub leg: LegId,
    /// Whether sound can flow: ICE and DTLS are up, or the party is simulated.
    pub connected: bool,
    /// What the leg's microphone delivers, muted or not.
    pub sends: Levels,
    /// What is played into the leg's ear.
    pub hears: Levels,
    /// Whose voices are in that ear, in the order of their SIDs.
    pub voices: Vec<LegId>,
}

/// Loudness of 200 ms of sound; a full-scale sine is 0 dBFS.
#[derive(Clone, Debug, PartialEq)]
pub struct Levels {
    /// Of everything together; -120 is silence.
    pub dbfs: f32,
    /// The loudest tones above -60 dBFS, loudest first, at most five, as
    /// (Hz rounded to 5, dBFS).
    pub peaks: Vec<(u32, f32)>,
}

/// How loud the asked tones are at one leg, in the order they were asked.
#[derive(Clone, Debug, PartialEq)]
pub struct LegTones {
    /// The call's SID.
    pub leg: LegId,
    /// In what its microphone delivers, in dBFS.
    pub sends: Vec<f32>,
    /// In what is played into its ear, in dBFS.
    pub hears: Vec<f32>,
}

/// Nothing is measured to be quieter than this.
const FLOOR: f32 = -120.0;

/// Quieter than this is not called a tone.
const FAINT: f32 = -60.0;

/// How many tones are named.
const PEAKS: usize = 5;

/// Samples per second.
const RATE: f32 = 8000.0;

/// Full scale of a sample.
const FULL: f32 = 32768.0;

/// What measuring needs, made once.
static METER: LazyLock<Meter> = LazyLock::new(Meter::new);

/// Quieter than this is not heard.
const UNHEARD: f32 = -48.0;

/// Whether 20 ms of sound are heard at all.
pub(crate) fn is_heard(sound: &Frame) -> bool {
    decibels(loudness(sound.iter().copied())) > UNHEARD
}

/// The amplitude of a sine that is as loud as this sound.
fn loudness(sound: impl ExactSizeIterator<Item = i16>) -> f32 {
    let samples = sound.len() as f32;
    let square = |sample: i16| (f32::from(sample) / FULL).powi(2);
    (2.0 * sound.map(square).sum::<f32>() / samples).sqrt()
}

impl Levels {
    pub(crate) fn measure(window: &Window) -> Self {
        Self { dbfs: decibels(loudness(window.samples())), peaks: METER.peaks(window) }
    }
}

/// How loud each of these tones is, in dBFS.
pub(crate) fn tones(window: &Window, hz: &[u32]) -> Vec<f32> {
    let sound = METER.tapered(window);
    hz.iter().map(|hz| goertzel(&sound, *hz as f32)).collect()
}

/// A Hann window and an FFT: the taper keeps a tone between two bins, or one
/// that begins within the window, from showing up everywhere.
struct Meter {
    taper: Vec<f32>,
    fft: Arc<dyn RealToComplex<f32>>,
}

impl Meter {
    fn new() -> Self {
        // Scaled so that a full-scale sine measures 1 in its bin.
        let hann = |index| (1.0 - (TAU * index as f32 / WINDOW as f32).cos()) * 2.0;
        let scale = |index| hann(index) / (WINDOW as f32 * FULL);
        Self {
            taper: (0..WINDOW).map(scale).collect(),
            fft: RealFftPlanner::new().plan_fft_forward(WINDOW),
        }
    }

    fn tapered(&self, window: &Window) -> Vec<f32> {
        window.samples().zip(&self.taper).map(|(sample, taper)| f32::from(sample) * taper).collect()
    }

    fn peaks(&self, window: &Window) -> Vec<(u32, f32)> {
        let mut sound = self.tapered(window);
        let mut bins = self.fft.make_output_vec();
        self.fft
            .process(&mut sound, &mut bins)
            .expect("both buffers have the lengths the plan was made for");
        let loud: Vec<f32> = bins.iter().map(|bin| decibels(bin.norm())).collect();
        let step = RATE / WINDOW as f32;
        let mut peaks: Vec<(u32, f32)> = loud
            .windows(3)
            .enumerate()
            .filter(|(_, near)| near[1] > FAINT && near[1] > near[0] && near[1] >= near[2])
            .map(|(index, near)| (((index + 1) as f32 * step) as u32, near[1]))
            .collect();
        peaks.sort_by(|(_, one), (_, other)| other.total_cmp(one));
        peaks.truncate(PEAKS);
        peaks
    }
}

/// One tone's loudness in a tapered sound.
fn goertzel(sound: &[f32], hz: f32) -> f32 {
    let turn = 2.0 * f64::from(TAU * hz / RATE).cos();
    let (mut last, mut before) = (0.0, 0.0);
    for sample in sound {
        (last, before) = (f64::from(*sample) + turn * last - before, last);
    }
    let power = last * last + before * before - turn * last * before;
    decibels(power.max(0.0).sqrt() as f32)
}

fn decibels(amplitude: f32) -> f32 {
    (20.0 * amplitude.log10()).max(FLOOR)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{FRAME, pcmu};

    /// 200 ms of these tones, each of that loudness, over the wire.
    fn window(tones: &[(u32, f32)]) -> Window {
        let mut window = Window::new();
        for frame in 0..WINDOW / FRAME {
            let mut sound: Frame = [0; FRAME];
            for (index, sample) in sound.iter_mut().enumerate() {
                let time = (frame * FRAME + index) as f32 / RATE;
                let add = |(hz, dbfs): &(u32, f32)| {
                    10_f32.powf(dbfs / 20.0) * (TAU * *hz as f32 * time).sin()
                };
                let sum: f32 = tones.iter().map(add).sum();
                *sample = pcmu::decode(pcmu::encode((sum * 32767.0) as i16));
            }
            window.push(&sound);
        }
        window
    }

    #[test]
    fn a_tone_stands_20_db_above_everything_else() {
        for (what, said) in [
            ("one", &[(440, -8.0)][..]),
            ("two agents", &[(440, -8.0), (620, -8.0)]),
            ("between two bins", &[(443, -12.0)]),
            ("quiet beside loud", &[(1000, -6.0), (350, -24.0)]),
            ("three", &[(440, -12.0), (620, -12.0), (1000, -12.0)]),
        ] {
            let sound = window(said);
            let levels = Levels::measure(&sound);
            let quietest = said.iter().map(|(_, dbfs)| *dbfs).fold(0.0, f32::min);
            for (hz, dbfs) in said {
                let found = levels.peaks.iter().find(|(peak, _)| peak.abs_diff(*hz) <= 3);
                let (_, level) = found.unwrap_or_else(|| panic!("{what}: no {hz} Hz"));
                assert!((level - dbfs).abs() < 2.0, "{what}: {hz} Hz at {level}");
                let asked = tones(&sound, &[*hz])[0];
                assert!((asked - dbfs).abs() < 0.5, "{what}: asked, {hz} Hz at {asked}");
            }
            for (hz, level) in &levels.peaks[said.len()..] {
                assert!(quietest - level >= 20.0, "{what}: {hz} Hz at {level} was not said");
            }
            assert!(tones(&sound, &[2340])[0] < quietest - 20.0, "{what}: 2340 Hz was not said");
        }
    }

    #[test]
    fn twenty_milliseconds_are_heard_above_48_db() {
        for (dbfs, wanted) in [(-8.0, true), (-47.0, true), (-49.0, false), (-120.0, false)] {
            for hz in [440, 1000, 3000] {
                let said = window(&[(hz, dbfs)]);
                let mut frame: Frame = [0; FRAME];
                frame.iter_mut().zip(said.samples()).for_each(|(slot, sample)| *slot = sample);
                assert_eq!(is_heard(&frame), wanted, "{hz} Hz at {dbfs}");
            }
        }
    }

    #[test]
    fn silence_is_far_below_48_db() {
        let levels = Levels::measure(&window(&[]));
        assert_eq!(levels, Levels { dbfs: FLOOR, peaks: vec![] });
        assert_eq!(tones(&window(&[]), &[440, 620]), [FLOOR, FLOOR]);
    }

    #[test]
    fn overall_loudness_counts_a_full_sine_as_0_db() {
        for (said, wanted) in [
            (&[(1000, -6.0)][..], -6.0),
            (&[(440, -20.0)], -20.0),
            (&[(440, -12.0), (1000, -12.0)], -9.0),
        ] {
            let dbfs = Levels::measure(&window(said)).dbfs;
            assert!((dbfs - wanted).abs() < 0.3, "{said:?} measured {dbfs}");
        }
    }
}
