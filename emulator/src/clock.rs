//! The emulator's clock: real time plus an offset that a test may enlarge.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use twilio_world::Time;

use crate::app::App;

/// Tells the world's time. It only ever goes forward.
#[derive(Debug, Default)]
pub(crate) struct Clock {
    ahead_ms: AtomicU64,
}

impl Clock {
    /// The world's time now.
    pub(crate) fn now(&self) -> Time {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Time(since.as_millis() as u64 + self.ahead_ms.load(Ordering::Relaxed))
    }

    /// Moves the world's time ahead of real time.
    pub(crate) fn advance(&self, by: Duration) {
        self.ahead_ms.fetch_add(by.as_millis() as u64, Ordering::Relaxed);
    }
}

/// Fires the world's timers when they are due, until the emulator ends.
pub(crate) async fn run(app: App) {
    loop {
        match app.tick() {
            // What was due has fired, so the deadline lies ahead; the least wait guards
            // against one that a machine keeps in the past.
            Some(due) => {
                let wait = Duration::from_millis(due.0.saturating_sub(app.clock.now().0).max(1));
                tokio::select! {
                    () = tokio::time::sleep(wait) => {}
                    () = app.timers.notified() => {}
                }
            }
            None => app.timers.notified().await,
        }
    }
}

/// Ends when the world's time has come to `due`, also if a test moves the clock there.
pub(crate) async fn until(app: &App, due: Time) {
    let mut changes = app.changes.subscribe();
    loop {
        let left = due.0.saturating_sub(app.clock.now().0);
        if left == 0 {
            return;
        }
        tokio::select! {
            () = tokio::time::sleep(Duration::from_millis(left)) => {}
            // The sender lives in the app that we hold.
            _ = changes.changed() => {}
        }
    }
}
