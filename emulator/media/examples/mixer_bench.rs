//! What one leg costs the media thread for each 20 ms frame, with real sockets,
//! DTLS and SRTP; prints one JSON object. Linux only: it reads the thread's own
//! processor time from /proc.

#[expect(dead_code, reason = "the tests use more of a browser")]
#[path = "../tests/browser/mod.rs"]
mod browser;

use std::net::Ipv4Addr;
use std::time::Duration;
use std::{fs, io, thread};

use browser::Browser;
use twilio_media::{Media, MediaError, MediaEvent, MediaRoute};

/// Calls of three: each leg hears two others.
const LEGS: usize = 12;

/// How long the cost is counted once all are connected.
const SECONDS: u64 = 5;

/// Frames in each second.
const FRAMES: f64 = 50.0;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let (media, mut events) = Media::start(Ipv4Addr::LOCALHOST.into())?;
    // Browsers live on a thread of their own: only the media thread is counted.
    let callers = media.clone();
    thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        let runtime = runtime.expect("a thread may have a runtime");
        runtime.block_on(talk(&callers)).expect("each browser is answered");
    });
    let mut connected = 0;
    while connected < LEGS {
        match events.blocking_recv() {
            Some(MediaEvent::Connected { .. }) => connected += 1,
            Some(MediaEvent::Lost { leg }) => return Err(format!("{leg} was lost").into()),
            None => return Err("the media thread has ended".into()),
        }
    }
    let before = busy_nanoseconds()?;
    thread::sleep(Duration::from_secs(SECONDS));
    let busy = busy_nanoseconds()? - before;
    let frames = LEGS as f64 * SECONDS as f64 * FRAMES;
    let microseconds = busy as f64 / 1000.0 / frames;
    println!(r#"{{"mixer_us_per_leg_frame": {microseconds:.1}, "mixer_legs": {LEGS}}}"#);
    Ok(())
}

/// All browsers answer and talk, for ever.
async fn talk(media: &Media) -> Result<(), MediaError> {
    let mut lives = tokio::task::JoinSet::new();
    for number in 0..LEGS {
        let leg = format!("leg {number}");
        let room = format!("room {}", number / 3);
        media.route(&leg, MediaRoute::Room { room, muted: false, coach: None });
        let mut browser = Browser::open(400 + 20 * number as u32).await;
        let answer = browser.answer(&media.offer(&leg).await?);
        media.accept_answer(&leg, &answer).await?;
        lives.spawn(async move { browser.live().await });
    }
    lives.join_next().await;
    Ok(())
}

/// Processor time of the thread named `media` so far.
fn busy_nanoseconds() -> io::Result<u64> {
    for task in fs::read_dir("/proc/self/task")? {
        let task = task?.path();
        if fs::read_to_string(task.join("comm"))?.trim() == "media" {
            let schedule = fs::read_to_string(task.join("schedstat"))?;
            let busy = schedule.split_whitespace().next().and_then(|number| number.parse().ok());
            return busy.ok_or_else(|| io::Error::other("schedstat has no processor time"));
        }
    }
    Err(io::Error::other("there is no media thread"))
}
