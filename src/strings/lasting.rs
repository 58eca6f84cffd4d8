//! How long something has lasted, as roughly as people say it.

/// What is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Minutes.
    Minute,
    /// Hours.
    Hour,
    /// Days.
    Day,
}

impl Unit {
    /// Every unit, in their order.
    pub const ALL: [Unit; 3] = [Unit::Minute, Unit::Hour, Unit::Day];

    /// As the browser's number formats know it.
    pub fn name(self) -> &'static str {
        match self {
            Unit::Minute => "minute",
            Unit::Hour => "hour",
            Unit::Day => "day",
        }
    }
}

/// So many full minutes, hours or days; nothing while it is less than a minute.
pub fn lasting(ms: u64) -> Option<(u64, Unit)> {
    match ms / 60_000 {
        0 => None,
        minutes if minutes < 60 => Some((minutes, Unit::Minute)),
        minutes if minutes < 24 * 60 => Some((minutes / 60, Unit::Hour)),
        minutes => Some((minutes / (24 * 60), Unit::Day)),
    }
}

#[cfg(test)]
mod tests {
    use super::Unit::{Day, Hour, Minute};
    use super::lasting;

    #[test]
    fn the_largest_unit_of_which_one_is_full_is_counted() {
        const MINUTE: u64 = 60_000;
        for (ms, counted) in [
            (0, None),
            (MINUTE - 1, None),
            (MINUTE, Some((1, Minute))),
            (12 * MINUTE + 59_999, Some((12, Minute))),
            (60 * MINUTE - 1, Some((59, Minute))),
            (60 * MINUTE, Some((1, Hour))),
            (24 * 60 * MINUTE - 1, Some((23, Hour))),
            (24 * 60 * MINUTE, Some((1, Day))),
            (400 * 24 * 60 * MINUTE, Some((400, Day))),
        ] {
            assert_eq!(lasting(ms), counted, "{ms}");
        }
    }
}
