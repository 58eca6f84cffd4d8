//! Calls over loopback: a peer of our own stands for the browser.

mod browser;

use std::f32::consts::TAU;
use std::future::{Future, poll_fn};
use std::net::Ipv4Addr;
use std::task::Poll;
use std::time::Duration;

use browser::Browser;
use tokio::sync::mpsc::UnboundedReceiver;
use twilio_media::{Answer, Media, MediaError, MediaEvent, MediaRoute};

/// Tones that are there are within this of the loudest.
const CLEAR: f32 = 20.0;

/// Louder than this is not silence.
const QUIET: f32 = -48.0;

fn start() -> (Media, UnboundedReceiver<MediaEvent>) {
    Media::start(Ipv4Addr::LOCALHOST.into()).unwrap()
}

fn room(room: &str) -> MediaRoute {
    MediaRoute::Room { room: room.into(), muted: false, coach: None }
}

/// Looks again so often before a test gives up; three in a row are wanted.
const LOOKS: usize = 1500;

/// Waits until a leg says and hears these tones three times in a row, while the
/// browsers live; a tone is written `+` (clearly there) or `-` (silent).
async fn comes_to(
    media: &Media,
    browsers: &mut [&mut Browser],
    leg: &str,
    hz: &[u32],
    wanted: (&str, &str),
) {
    let looking = async {
        let mut pace = tokio::time::interval(Duration::from_millis(20));
        let (mut row, mut seen) = (0, None);
        for _ in 0..LOOKS {
            pace.tick().await;
            let legs = media.tones(hz).await;
            seen = legs.into_iter().find(|told| told.leg == leg);
            let signs = seen.as_ref().map(|told| (signs(&told.sends), signs(&told.hears)));
            let good = signs.is_some_and(|(sends, hears)| (&*sends, &*hears) == wanted);
            row = if good { row + 1 } else { 0 };
            if row == 3 {
                return;
            }
        }
        panic!("{leg} never came to {wanted:?}; last: {seen:?}");
    };
    while_living(browsers, looking).await;
}

fn signs(tones: &[f32]) -> String {
    let loudest = tones.iter().copied().fold(f32::MIN, f32::max);
    let sign = |dbfs: &f32| match *dbfs {
        dbfs if dbfs < QUIET => '-',
        dbfs if loudest - dbfs < CLEAR => '+',
        _ => '?',
    };
    tones.iter().map(sign).collect()
}

/// What happens while the browsers live.
async fn while_living<T>(browsers: &mut [&mut Browser], happens: impl Future<Output = T>) -> T {
    let mut lives: Vec<_> = browsers.iter_mut().map(|browser| Box::pin(browser.live())).collect();
    let living = poll_fn(|context| {
        for life in &mut lives {
            let _ = life.as_mut().poll(context);
        }
        Poll::<()>::Pending
    });
    tokio::select! {
        () = living => unreachable!("browsers live on"),
        done = happens => done,
    }
}

const TONES: [u32; 4] = [350, 440, 620, 1000];

#[tokio::test]
async fn an_agent_answers_a_customer_holds_resumes_and_hangs_up() {
    let (media, mut events) = start();
    let mut alice = Browser::open(440).await;
    media.synth("customer", 1000);
    media.route("customer", room("call"));
    media.route("alice", room("call"));
    let offer = media.offer("alice").await.unwrap();
    let answer = alice.answer(&offer);
    media.accept_answer("alice", &answer).await.unwrap();
    let connected = while_living(&mut [&mut alice], events.recv()).await;
    assert_eq!(connected, Some(MediaEvent::Connected { leg: "alice".into() }));

    let alice = &mut [&mut alice];
    comes_to(&media, alice, "alice", &TONES, ("-+--", "---+")).await;
    comes_to(&media, alice, "customer", &TONES, ("---+", "-+--")).await;
    assert!(alice[0].heard.1 > 0, "the customer's voice reached the browser");
    let voices: Vec<_> = media.levels().await.into_iter().map(|leg| leg.voices).collect();
    assert_eq!(voices, [["customer"], ["alice"]]);

    let music = |at| (TAU * 350.0 * at as f32 / 8000.0).sin() * 8000.0;
    let samples = (0..8000).map(|at| music(at) as i16).collect();
    media.route("customer", MediaRoute::Play { samples, looped: true });
    comes_to(&media, alice, "customer", &TONES, ("---+", "+---")).await;
    comes_to(&media, alice, "alice", &TONES, ("-+--", "----")).await;

    media.route("customer", room("call"));
    comes_to(&media, alice, "customer", &TONES, ("---+", "-+--")).await;

    media.drop_leg("alice");
    comes_to(&media, alice, "customer", &TONES, ("---+", "----")).await;
    let legs: Vec<_> = media.levels().await.into_iter().map(|leg| leg.leg).collect();
    assert_eq!(legs, ["customer"]);
}

#[tokio::test]
async fn a_call_goes_on_after_an_ice_restart_and_on_another_device() {
    let (media, _events) = start();
    let (mut alice, mut elsewhere) = (Browser::open(440).await, Browser::open(620).await);
    media.synth("customer", 1000);
    media.route("customer", room("call"));
    let offer = alice.offer();
    let Answer::Sdp(answer) = media.answer("alice", &offer).await.unwrap() else {
        panic!("a first offer is answered");
    };
    alice.accept(&answer);
    media.route("alice", room("call"));
    comes_to(&media, &mut [&mut alice], "customer", &TONES, ("---+", "-+--")).await;

    assert_eq!(media.answer("alice", &offer).await, Ok(Answer::Unchanged));

    let restart = alice.restart();
    let Answer::Sdp(answer) = media.answer("alice", &restart).await.unwrap() else {
        panic!("a restart is answered");
    };
    alice.accept(&answer);
    let heard = alice.heard.1;
    comes_to(&media, &mut [&mut alice], "alice", &TONES, ("-+--", "---+")).await;
    assert!(alice.heard.1 > heard, "the browser hears on after the restart");

    let offer = elsewhere.offer();
    let Answer::Sdp(answer) = media.answer("alice", &offer).await.unwrap() else {
        panic!("another connection is answered");
    };
    elsewhere.accept(&answer);
    // Both devices speak; the call has moved, so the first one is not heard any more.
    let both = &mut [&mut alice, &mut elsewhere];
    comes_to(&media, both, "alice", &TONES, ("--+-", "---+")).await;
    comes_to(&media, both, "customer", &TONES, ("---+", "--+-")).await;
    assert!(both[1].heard.1 > 0, "the other device hears the customer");
}

#[tokio::test]
async fn three_talk_one_is_muted_and_one_coaches() {
    let (media, _events) = start();
    for (leg, tone_hz) in [("agent", 440), ("supervisor", 620), ("customer", 1000)] {
        media.synth(leg, tone_hz);
        media.route(leg, room("call"));
    }
    let hz = [440, 620, 1000];
    for (muted, coach, wanted) in [
        (false, None, ["-++", "+-+", "++-"]),
        (true, None, ["--+", "+-+", "+--"]),
        (false, Some("agent"), ["-++", "+-+", "+--"]),
    ] {
        let coach = coach.map(str::to_owned);
        media.route("supervisor", MediaRoute::Room { room: "call".into(), muted, coach });
        let [agent, supervisor, customer] = wanted;
        comes_to(&media, &mut [], "agent", &hz, ("+--", agent)).await;
        comes_to(&media, &mut [], "supervisor", &hz, ("-+-", supervisor)).await;
        comes_to(&media, &mut [], "customer", &hz, ("--+", customer)).await;
    }
}

#[tokio::test]
async fn a_cut_leg_neither_speaks_nor_hears_and_goes_on_when_healed() {
    let (media, _events) = start();
    let mut alice = Browser::open(440).await;
    media.synth("customer", 1000);
    media.route("customer", room("call"));
    media.route("alice", room("call"));
    let offer = media.offer("alice").await.unwrap();
    let answer = alice.answer(&offer);
    media.accept_answer("alice", &answer).await.unwrap();
    let browser = &mut [&mut alice];
    comes_to(&media, browser, "customer", &TONES, ("---+", "-+--")).await;

    media.cut("alice");
    comes_to(&media, browser, "customer", &TONES, ("---+", "----")).await;
    let deaf = browser[0].heard;
    // What the customer says is longer than what may have been on its way.
    comes_to(&media, browser, "alice", &TONES, ("----", "---+")).await;
    assert_eq!(browser[0].heard, deaf, "nothing reaches a browser that is cut off");

    media.heal("alice");
    comes_to(&media, browser, "customer", &TONES, ("---+", "-+--")).await;
    assert!(browser[0].heard.0 > deaf.0, "the browser hears on");
}

#[tokio::test]
async fn what_cannot_be_done_says_why() {
    let (media, _events) = start();
    let unknown = media.accept_answer("nobody", "v=0").await.unwrap_err();
    assert_eq!(unknown, MediaError::UnknownLeg { leg: "nobody".into() });

    media.synth("customer", 1000);
    let unoffered = media.accept_answer("customer", "v=0").await.unwrap_err();
    assert_eq!(unoffered, MediaError::Unoffered { leg: "customer".into() });

    let nonsense = media.answer("alice", "nonsense").await.unwrap_err();
    assert!(matches!(nonsense, MediaError::Sdp { leg, .. } if leg == "alice"));
    let legs: Vec<_> = media.levels().await.into_iter().map(|leg| leg.leg).collect();
    assert_eq!(legs, ["customer"], "a refused offer leaves no leg behind");
}
