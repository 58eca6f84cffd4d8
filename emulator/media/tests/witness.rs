//! Who really hears whom, as the witness tells it.

use std::collections::BTreeSet;
use std::net::Ipv4Addr;
use std::time::Duration;

use twilio_media::{Change, Media, MediaRoute, Testimony};

/// Looks again so often before a test gives up.
const LOOKS: usize = 1500;

fn room(room: &str) -> MediaRoute {
    MediaRoute::Room { room: room.into(), muted: false, coach: None }
}

fn muted(room: &str) -> MediaRoute {
    MediaRoute::Room { room: room.into(), muted: true, coach: None }
}

fn music() -> MediaRoute {
    MediaRoute::Play { samples: [8000, -8000].into(), looped: true }
}

/// An agent with two calls: she speaks in the first one, and is muted in the second.
fn two_calls() -> Media {
    let (media, _) = Media::start(Ipv4Addr::LOCALHOST.into()).unwrap();
    media.watch();
    let legs = [
        ("alice-1", 440, room("one")),
        ("dana", 880, room("one")),
        ("alice-2", 440, muted("two")),
        ("erik", 920, room("two")),
    ];
    for (leg, tone_hz, route) in legs {
        media.synth(leg, tone_hz);
        media.route(leg, route);
    }
    media
}

/// Who hears whom at the end: `A>B`, and `*>B` who is played a sound.
fn now(seen: &Testimony) -> BTreeSet<String> {
    let mut now = BTreeSet::new();
    for Change { speaker, hearer, begins, .. } in &seen.changes {
        let pair = format!("{}>{hearer}", speaker.as_deref().unwrap_or("*"));
        if *begins {
            assert!(now.insert(pair), "nothing begins twice");
        } else {
            assert!(now.remove(&pair), "nothing ends that has not begun");
        }
    }
    now
}

/// Waits until just these are heard, of all pairs with this leg in it.
async fn comes_to(media: &Media, leg: &str, wanted: &[&str]) {
    let mut pace = tokio::time::interval(Duration::from_millis(10));
    let mut found = BTreeSet::new();
    for _ in 0..LOOKS {
        pace.tick().await;
        found = now(&media.witnessed().await.expect("somebody watches"));
        found.retain(|pair| pair.split('>').any(|end| end == leg));
        if found.iter().eq(wanted) {
            return;
        }
    }
    panic!("{leg} never came to {wanted:?}; last: {found:?}");
}

/// The frames in which the parties of both calls hear the agent.
fn overlaps(seen: &Testimony) -> u64 {
    let (mut since, mut frames) = (None, 0);
    let mut heard = BTreeSet::new();
    for Change { frame, speaker, begins, .. } in &seen.changes {
        let Some(agent) = speaker.as_deref().filter(|leg| leg.starts_with("alice")) else {
            continue;
        };
        if *begins {
            heard.insert(agent)
        } else {
            heard.remove(agent)
        };
        match (since, heard.len()) {
            (None, 2) => since = Some(*frame),
            (Some(begun), 0 | 1) => {
                frames += frame - begun;
                since = None;
            }
            _ => {}
        }
    }
    frames + since.map_or(0, |begun| seen.frames - begun)
}

#[tokio::test]
async fn an_agent_who_is_muted_before_she_speaks_elsewhere_is_heard_in_one_call_at_a_time() {
    let media = two_calls();
    comes_to(&media, "dana", &["alice-1>dana", "dana>alice-1"]).await;
    comes_to(&media, "erik", &["erik>alice-2"]).await;
    media.route("alice-1", muted("one"));
    comes_to(&media, "dana", &["dana>alice-1"]).await;
    media.route("dana", music());
    comes_to(&media, "dana", &["*>dana"]).await;
    media.route("alice-2", room("two"));
    comes_to(&media, "erik", &["alice-2>erik", "erik>alice-2"]).await;
    let seen = media.watched().await.unwrap();
    assert_eq!((overlaps(&seen), seen.lost), (0, 0));
    assert_eq!(media.witnessed().await, None, "the watching has ended");
}

#[tokio::test]
async fn an_agent_who_is_heard_in_two_calls_is_found() {
    let media = two_calls();
    comes_to(&media, "dana", &["alice-1>dana", "dana>alice-1"]).await;
    media.route("alice-2", room("two"));
    comes_to(&media, "erik", &["alice-2>erik", "erik>alice-2"]).await;
    media.route("alice-1", muted("one"));
    comes_to(&media, "dana", &["dana>alice-1"]).await;
    let seen = media.watched().await.unwrap();
    assert!(overlaps(&seen) > 0, "{seen:?}");
}

#[tokio::test]
async fn coaching_cutting_and_hanging_up_count_as_they_sound() {
    let media = two_calls();
    media.synth("coach", 620);
    let coaching =
        MediaRoute::Room { room: "one".into(), muted: false, coach: Some("alice-1".into()) };
    media.route("coach", coaching);
    comes_to(&media, "coach", &["alice-1>coach", "coach>alice-1", "dana>coach"]).await;
    media.cut("alice-1");
    comes_to(&media, "alice-1", &["alice-1>coach", "alice-1>dana"]).await;
    media.heal("alice-1");
    let all = ["alice-1>coach", "alice-1>dana", "coach>alice-1", "dana>alice-1"];
    comes_to(&media, "alice-1", &all).await;
    media.drop_leg("alice-1");
    comes_to(&media, "alice-1", &[]).await;
}

#[tokio::test]
async fn who_begins_to_watch_again_begins_anew() {
    let media = two_calls();
    comes_to(&media, "dana", &["alice-1>dana", "dana>alice-1"]).await;
    media.drop_leg("dana");
    comes_to(&media, "dana", &[]).await;
    media.watch();
    comes_to(&media, "erik", &["erik>alice-2"]).await;
    let seen = media.watched().await.unwrap();
    assert!(seen.changes.iter().all(|change| change.hearer != "dana"), "{seen:?}");
}
