//! Sounds that are played to a leg: music, and WAV files fetched once.

use std::collections::HashMap;
use std::f64::consts::TAU;
use std::io::Cursor;
use std::sync::{Arc, Mutex, PoisonError};

use axum::body::Body;
use axum::http::Request;
use hound::{SampleFormat, WavReader, WavSpec, WavWriter};
use thiserror::Error;

use crate::client::{Client, ClientError};

/// Samples per second on a telephone line.
const RATE: u32 = 8000;

/// Why an address is no sound.
#[derive(Debug, Error)]
pub(crate) enum SoundError {
    #[error(transparent)]
    Client(#[from] ClientError),
    #[error("{url} answered {status} instead of a WAV file")]
    Status { url: String, status: u16 },
    #[error("{url} is not a WAV file: {reason}")]
    Format { url: String, reason: String },
}

/// The sounds that were needed so far, 8 kHz, one channel.
#[derive(Debug, Default)]
pub(crate) struct Sounds {
    files: Mutex<HashMap<String, Arc<[i16]>>>,
}

impl Sounds {
    /// Twilio's own music: one second of 350 Hz, so that a test can tell it from everything else.
    pub(crate) fn hold_music() -> Arc<[i16]> {
        let sample = |n: u32| f64::from(n) * TAU * 350.0 / f64::from(RATE);
        (0..RATE).map(|n| (sample(n).sin() * 8000.0) as i16).collect()
    }

    /// The sound at an address; fetched the first time only.
    pub(crate) async fn file(&self, client: &Client, url: &str) -> Result<Arc<[i16]>, SoundError> {
        let known = self.files.lock().unwrap_or_else(PoisonError::into_inner).get(url).cloned();
        if let Some(known) = known {
            return Ok(known);
        }
        let request = Request::get(url).body(Body::empty()).map_err(|error| {
            SoundError::Format { url: url.to_owned(), reason: error.to_string() }
        })?;
        let (status, body) = client.ask(request).await?;
        if status != 200 {
            return Err(SoundError::Status { url: url.to_owned(), status });
        }
        let samples: Arc<[i16]> = decode(&body)
            .map_err(|error| SoundError::Format { url: url.to_owned(), reason: error.to_string() })?
            .into();
        let mut files = self.files.lock().unwrap_or_else(PoisonError::into_inner);
        files.insert(url.to_owned(), samples.clone());
        Ok(samples)
    }
}

/// A WAV file as 8 kHz, one channel.
fn decode(file: &[u8]) -> Result<Vec<i16>, hound::Error> {
    let mut reader = WavReader::new(Cursor::new(file))?;
    let spec = reader.spec();
    let samples: Vec<f32> = match spec.sample_format {
        SampleFormat::Float => reader.samples::<f32>().collect::<Result<_, _>>()?,
        SampleFormat::Int => {
            let full = (1_i64 << (spec.bits_per_sample - 1)) as f32;
            let scaled = reader.samples::<i32>().map(|sample| sample.map(|s| s as f32 / full));
            scaled.collect::<Result<_, _>>()?
        }
    };
    let channels = usize::from(spec.channels.max(1));
    let mono: Vec<f32> = samples
        .chunks_exact(channels)
        .map(|frame| frame.iter().sum::<f32>() / channels as f32)
        .collect();
    let step = f64::from(spec.sample_rate) / f64::from(RATE);
    let length = (mono.len() as f64 / step) as usize;
    let at = |n: usize| {
        let place = n as f64 * step;
        let (index, part) = (place as usize, place.fract() as f32);
        let next = mono.get(index + 1).copied().unwrap_or(mono[index]);
        ((mono[index] * (1.0 - part) + next * part) * f32::from(i16::MAX)) as i16
    };
    Ok((0..length).map(at).collect())
}

/// A WAV file of these samples.
pub(crate) fn wav(samples: &[i16]) -> Vec<u8> {
    let spec = WavSpec {
        channels: 1,
        sample_rate: RATE,
        bits_per_sample: 16,
        sample_format: SampleFormat::Int,
    };
    let mut file = Cursor::new(Vec::new());
    let mut writer = WavWriter::new(&mut file, spec).expect("a WAV header fits into memory");
    for sample in samples {
        writer.write_sample(*sample).expect("samples fit into memory");
    }
    writer.finalize().expect("a WAV file in memory can be finished");
    file.into_inner()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_is_written_is_read_back() {
        let samples = [0, 1000, -1000, i16::MAX, -i16::MAX];
        let read = decode(&wav(&samples)).unwrap();
        assert_eq!(read.len(), samples.len());
        for (read, written) in read.iter().zip(samples) {
            assert!((i32::from(*read) - i32::from(written)).abs() <= 1, "{read} {written}");
        }
    }

    #[test]
    fn other_rates_and_stereo_become_a_telephone_line() {
        let spec = WavSpec {
            channels: 2,
            sample_rate: 16_000,
            bits_per_sample: 16,
            sample_format: SampleFormat::Int,
        };
        let mut file = Cursor::new(Vec::new());
        let mut writer = WavWriter::new(&mut file, spec).unwrap();
        for n in 0..16_000_i16 {
            writer.write_sample(n).unwrap();
            writer.write_sample(0_i16).unwrap();
        }
        writer.finalize().unwrap();
        let read = decode(&file.into_inner()).unwrap();
        assert_eq!(read.len(), 8000);
        for n in [0, 100, 7000] {
            assert!((i32::from(read[n]) - n as i32).abs() <= 1, "{} at {n}", read[n]);
        }
    }

    #[test]
    fn text_is_no_sound() {
        assert!(decode(b"<html>").is_err());
    }
}
