//! PCMU, the μ-law of ITU-T G.711: the one codec every leg speaks.

/// Added before the logarithm is taken, so that its first segment is linear.
const BIAS: i32 = 0x84;

/// The loudest sample μ-law can tell from its neighbours.
const CLIP: i32 = 0x7fff - BIAS;

/// Every code's sample, so that decoding is a look-up.
const SAMPLES: [i16; 256] = samples();

/// The sample a μ-law byte stands for.
pub(crate) fn decode(code: u8) -> i16 {
    SAMPLES[usize::from(code)]
}

/// The μ-law byte nearest to a sample.
pub(crate) fn encode(sample: i16) -> u8 {
    let sign = if sample < 0 { 0x80 } else { 0 };
    let magnitude = i32::from(sample).abs().min(CLIP) + BIAS;
    // The bias makes bit 7 the lowest that can be the highest.
    let segment = magnitude.ilog2() - 7;
    let step = (magnitude >> (segment + 3)) & 0x0f;
    // On the wire every bit is turned over: silence is all ones.
    !(sign | (segment << 4) as u8 | step as u8)
}

const fn samples() -> [i16; 256] {
    let mut table = [0; 256];
    let mut code = 0;
    while code < 256 {
        let bits = !code as i32;
        let segment = (bits >> 4) & 7;
        let magnitude = ((((bits & 0x0f) << 3) + BIAS) << segment) - BIAS;
        table[code] = (if bits & 0x80 == 0 { magnitude } else { -magnitude }) as i16;
        code += 1;
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_survives_the_round_trip() {
        for code in 0..=255 {
            // There are two codes for nothing; the plain one comes back.
            let wanted = if code == 0x7f { 0xff } else { code };
            assert_eq!(encode(decode(code)), wanted, "code {code:#04x}");
        }
    }

    #[test]
    fn every_sample_comes_back_within_half_a_step() {
        for sample in i16::MIN..=i16::MAX {
            let heard = i32::from(decode(encode(sample)));
            let clipped = i32::from(sample).clamp(-CLIP, CLIP);
            // A step is at most a sixteenth of the magnitude and its bias.
            let allowed = (clipped.abs() + BIAS) / 32 + 4;
            assert!((heard - clipped).abs() <= allowed, "{sample} came back as {heard}");
        }
    }

    #[test]
    fn the_standard_values() {
        for (code, sample) in [(0xff, 0), (0x7f, 0), (0x00, -32124), (0x80, 32124), (0xfe, 8)] {
            assert_eq!(decode(code), sample, "code {code:#04x}");
        }
    }
}
