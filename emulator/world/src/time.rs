//! The world's time, told from outside.

use std::ops::Add;
use std::time::Duration;

/// Milliseconds since 1970-01-01T00:00:00Z, as the emulator's movable clock has it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Time(pub u64);

impl Time {
    /// Whole seconds since 1970: the form of dates on the TaskRouter event bridge.
    pub fn seconds(self) -> u64 {
        self.0 / 1000
    }
}

impl Add<Duration> for Time {
    type Output = Time;
    fn add(self, rhs: Duration) -> Time {
        Time(self.0 + rhs.as_millis() as u64)
    }
}
