//! Rates that Twilio publishes: what is asked more often than that is answered 429.

use std::collections::{BTreeMap, VecDeque};
use std::time::Duration;

use crate::exchange::Fault;
use crate::time::Time;
use crate::world::World;

/// Something that may be asked only so often.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Limited {
    /// TaskRouter's lists by an expression: 3 a second each
    /// (Twilio's change log, 18 October 2024).
    Expression,
    /// Live and instant queries of one identity: 20 a second (`docs/sync/limits`).
    Query,
    /// Reads of one Sync object: 20 a second, looked at over 10 s (`docs/sync/limits`).
    SyncRead,
    /// Writes of one Sync object: the same.
    SyncWrite,
}

impl Limited {
    /// How many, within what time.
    fn most(self) -> (usize, Duration) {
        match self {
            Limited::Expression => (3, Duration::from_secs(1)),
            Limited::Query => (20, Duration::from_secs(1)),
            Limited::SyncRead | Limited::SyncWrite => (200, Duration::from_secs(10)),
        }
    }

    fn fault(self) -> Fault {
        match self {
            Limited::Expression => Fault::new(429, 20429, "Too Many Requests"),
            Limited::Query => Fault::new(429, 54009, "Rate limit exceeded"),
            Limited::SyncRead | Limited::SyncWrite => {
                Fault::new(429, 54009, "Rate limit exceeded for this object")
            }
        }
    }
}

/// When each limited thing was last asked: no longer ago than its limit looks back.
#[derive(Debug, Default)]
pub(crate) struct Rates {
    asked: BTreeMap<(Limited, String), VecDeque<Time>>,
}

impl World {
    /// Counts one request; 429 if there were too many. Those refused are not counted.
    pub(crate) fn paced(&mut self, limited: Limited, what: &str) -> Result<(), Fault> {
        let now = self.now;
        let old = |limited: Limited, at: Time| at + limited.most().1 <= now;
        self.rates.asked.retain(|(limited, _), times| {
            times.retain(|at| !old(*limited, *at));
            !times.is_empty()
        });
        let times = self.rates.asked.entry((limited, what.to_owned())).or_default();
        if times.len() >= limited.most().0 {
            return Err(limited.fault());
        }
        times.push_back(now);
        Ok(())
    }
}
