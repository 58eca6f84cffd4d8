//! The browser's clock: what time it is, and waiting for a time.

use gloo_timers::future::TimeoutFuture;

/// Milliseconds since 1970.
pub fn now() -> u64 {
    js_sys::Date::now() as u64
}

/// Waits until this time, or as little longer as the browser can.
pub async fn at(time: u64) {
    let wait = u32::try_from(time.saturating_sub(now())).unwrap_or(u32::MAX);
    TimeoutFuture::new(wait).await;
}
