//! The world's time, told from outside.

use std::ops::Add;
use std::time::Duration;

use time::OffsetDateTime;
use time::format_description::well_known::{Rfc2822, Rfc3339};
use time::formatting::Formattable;

/// Milliseconds since 1970-01-01T00:00:00Z, as the emulator's movable clock has it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Time(pub u64);

impl Time {
    /// Whole seconds since 1970: the form of dates on the TaskRouter event bridge.
    pub fn seconds(self) -> u64 {
        self.0 / 1000
    }

    /// `2026-03-01T12:00:00Z`: the form of dates in most of the REST API.
    pub fn iso(self) -> String {
        self.written(&Rfc3339)
    }

    /// `Sun, 01 Mar 2026 12:00:00 +0000`: the form of dates in Voice.
    pub fn rfc2822(self) -> String {
        self.written(&Rfc2822)
    }

    fn written(self, form: &(impl Formattable + ?Sized)) -> String {
        let date = OffsetDateTime::from_unix_timestamp(self.seconds() as i64);
        let date = date.expect("the emulator's clock stays before the year 10000");
        date.format(form).expect("every date of four-digit years can be written")
    }
}

impl Add<Duration> for Time {
    type Output = Time;
    fn add(self, rhs: Duration) -> Time {
        Time(self.0 + rhs.as_millis() as u64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_written_as_iso_8601() {
        for (seconds, text) in [
            (0, "1970-01-01T00:00:00Z"),
            (951_782_399, "2000-02-28T23:59:59Z"),
            (951_782_400, "2000-02-29T00:00:00Z"),
            (951_868_800, "2000-03-01T00:00:00Z"),
            (1_735_689_599, "2024-12-31T23:59:59Z"),
            (4_107_542_400, "2100-03-01T00:00:00Z"),
        ] {
            assert_eq!(Time(seconds * 1000).iso(), text);
        }
        assert_eq!(Time(1_772_366_400_000).rfc2822(), "Sun, 01 Mar 2026 12:00:00 +0000");
    }
}
