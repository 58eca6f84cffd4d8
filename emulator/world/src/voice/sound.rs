//! What each leg hears: its route, and documents of sound that play to it meanwhile.

use std::collections::VecDeque;
use std::time::Duration;

use super::Timer;
use super::address::Target;
use super::call::Place;
use super::conference::{ConferenceStatus, Music};
use super::requests::FetchFor;
use super::twiml::{self, Verb};
use crate::exchange::Method;
use crate::order::{MediaOrder, Order, Route, Sound};
use crate::sid::Sid;
use crate::world::World;

/// How long a played sound counts as lasting: the world does not know the file.
const PLAY: Duration = Duration::from_secs(3);

/// How fast Twilio's voice reads.
const CHARACTERS_PER_SECOND: u64 = 13;

/// Who listens to a playback.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Listener {
    Call(Sid),
    /// Everybody in the conference.
    Conference(Sid),
}

/// A document of sound: an announcement, or TwiML to wait or hold by.
#[derive(Debug)]
pub(crate) struct Playback {
    cause: Cause,
    target: Target,
    number: u64,
    left: VecDeque<Verb>,
    /// Whether the document has anything that takes time; one that has not is not asked for again.
    audible: bool,
    now: Option<Sound>,
}

/// Why it plays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Cause {
    Announcement,
    Hold,
    Wait,
}

impl Playback {
    fn route(&self) -> Route {
        self.now.clone().map_or(Route::Silence, Route::Playing)
    }
}

/// How long it takes to read this out.
pub(super) fn reading_time(text: &str, times: u32) -> Duration {
    let once = 1 + text.chars().count() as u64 / CHARACTERS_PER_SECOND;
    Duration::from_secs(once) * times
}

/// How long it takes to play a sound so often.
pub(super) fn playing_time(times: u32) -> Duration {
    PLAY * times
}

impl World {
    /// Tells the mixer what the leg hears, if that has changed.
    pub(super) fn settle(&mut self, call: &Sid) {
        let Some(route) = self.route_of(call) else { return };
        let Some(leg) = self.voice.calls.get_mut(call) else { return };
        if leg.route.as_ref() == Some(&route) {
            return;
        }
        leg.route = Some(route.clone());
        self.order(Order::Media(MediaOrder::Route { call: call.clone(), route }));
    }

    /// The same for all legs of a conference.
    pub(super) fn settle_conference(&mut self, conference: &Sid) {
        let joined = self.voice.conferences.get(conference).map(|room| room.joined());
        for call in joined.unwrap_or_default() {
            self.settle(&call);
        }
    }

    fn route_of(&mut self, call: &Sid) -> Option<Route> {
        let leg = self.voice.calls.get(call).filter(|leg| leg.is_in_progress())?;
        let listener = Listener::Call(call.clone());
        if let Some(playback) = self.voice.playbacks.get(&listener)
            && playback.cause == Cause::Announcement
        {
            return Some(playback.route());
        }
        let wait = leg.script.as_ref().and_then(|script| script.queue_music()).cloned();
        let (cause, music) = match leg.place.clone() {
            Place::Bridge { room } => {
                return Some(Route::Room { conference: room, muted: false, coaching: None });
            }
            Place::Own => {
                let sound = leg.script.as_ref().and_then(|script| script.sound()).cloned();
                return Some(sound.map_or(Route::Silence, Route::Playing));
            }
            Place::Queue { .. } => (Cause::Wait, wait.unwrap_or(Music::Default)),
            Place::Conference(sid) => {
                let announced = self.voice.playbacks.get(&Listener::Conference(sid.clone()));
                if let Some(playback) = announced {
                    return Some(playback.route());
                }
                let conference = self.voice.conferences.get(&sid)?;
                let seat = conference.seat(call)?;
                match (&seat.hold, conference.status) {
                    (Some(music), _) => (Cause::Hold, music.clone()),
                    (None, ConferenceStatus::Init) => (Cause::Wait, seat.wait.clone()),
                    (None, _) => {
                        let (muted, coaching) = (seat.muted, seat.coaching.clone());
                        self.voice.playbacks.remove(&listener);
                        return Some(Route::Room { conference: sid, muted, coaching });
                    }
                }
            }
        };
        Some(self.listening(listener, cause, music))
    }

    fn listening(&mut self, listener: Listener, cause: Cause, music: Music) -> Route {
        let route = match music {
            Music::At(target) if target.is_sound() => Route::Playing(Sound::Url(target.url)),
            Music::At(target) => return self.listening_to_twiml(listener, cause, target),
            Music::Default => Route::Playing(Sound::HoldMusic),
            Music::Silence => Route::Silence,
        };
        self.voice.playbacks.remove(&listener);
        route
    }

    fn listening_to_twiml(&mut self, listener: Listener, cause: Cause, target: Target) -> Route {
        if let Some(playback) = self.voice.playbacks.get(&listener)
            && playback.cause == cause
            && playback.target == target
        {
            return playback.route();
        }
        self.start_playback(listener, cause, target);
        Route::Silence
    }

    /// Plays an announcement; whoever hears it hears and says nothing else meanwhile.
    pub(super) fn announce(&mut self, listener: Listener, target: Target) {
        self.start_playback(listener.clone(), Cause::Announcement, target);
        self.settle_listener(&listener);
    }

    fn start_playback(&mut self, listener: Listener, cause: Cause, target: Target) {
        let number = self.voice.next_number();
        let sound = target.is_sound().then(|| Verb::Play { target: target.clone(), times: 1 });
        let fetched = sound.is_none();
        let left = VecDeque::from_iter(sound);
        let audible = !fetched;
        let playback = Playback { cause, target: target.clone(), number, left, audible, now: None };
        self.voice.playbacks.insert(listener.clone(), playback);
        if fetched {
            self.fetch_playback(&listener, number, &target);
        } else {
            self.play_on(&listener, number);
        }
    }

    fn fetch_playback(&mut self, listener: &Listener, number: u64, target: &Target) {
        let call = match listener {
            Listener::Call(call) => Some(call.clone()),
            Listener::Conference(sid) => {
                self.voice.conferences.get(sid).and_then(|room| room.joined().first().cloned())
            }
        };
        let Some(call) = call else { return };
        let purpose = FetchFor::Playback { listener: listener.clone(), number };
        self.fetch(&call, target, Vec::new(), purpose);
    }

    pub(super) fn playback_fetched(
        &mut self,
        listener: &Listener,
        number: u64,
        url: &str,
        text: Option<String>,
    ) {
        let verbs = text.map(|text| twiml::parse(&text, url));
        let (verbs, failed) = match verbs {
            Some(Ok(verbs)) => (verbs, false),
            Some(Err(error)) => {
                self.note_twiml_error(&listener_name(listener), &error);
                (Vec::new(), true)
            }
            None => (Vec::new(), true),
        };
        let Some(playback) = self.playback(listener, number) else { return };
        playback.audible |= verbs.iter().any(takes_time);
        playback.left = verbs.into();
        if failed && playback.cause == Cause::Announcement {
            return self.playback_over(listener, "announcement-fail");
        }
        self.play_on(listener, number);
    }

    /// Goes on with a playback, if this is still the one.
    pub(super) fn play_on(&mut self, listener: &Listener, number: u64) {
        let Some(playback) = self.playback(listener, number) else { return };
        playback.now = None;
        let lasts = match playback.left.pop_front() {
            Some(Verb::Pause(time)) => time,
            Some(Verb::Play { target, times }) => {
                playback.now = Some(Sound::Url(target.url));
                playing_time(times)
            }
            Some(Verb::Redirect(target)) => return self.fetch_playback(listener, number, &target),
            Some(Verb::Say { text, times }) => reading_time(&text, times),
            Some(Verb::Dial(_) | Verb::Enqueue(_) | Verb::Hangup | Verb::Reject { .. }) => {
                playback.left.clear();
                let said = "only Play, Say, Pause and Redirect may be heard on hold (13233)";
                self.note("twiml", &listener_name(listener), said, serde_json::Value::Null);
                Duration::ZERO
            }
            None if playback.cause == Cause::Announcement => {
                return self.playback_over(listener, "announcement-end");
            }
            None if playback.audible => {
                playback.audible = false;
                let target = playback.target.clone();
                return self.fetch_playback(listener, number, &target);
            }
            None => return self.settle_listener(listener),
        };
        self.after(lasts, Timer::Playback { listener: listener.clone(), number });
        self.settle_listener(listener);
    }

    fn playback(&mut self, listener: &Listener, number: u64) -> Option<&mut Playback> {
        self.voice.playbacks.get_mut(listener).filter(|playback| playback.number == number)
    }

    fn playback_over(&mut self, listener: &Listener, event: &'static str) {
        let Some(playback) = self.voice.playbacks.remove(listener) else { return };
        let url = playback.target.url;
        let mut extra = vec![("AnnounceUrl".to_owned(), url)];
        if event == "announcement-fail" {
            let why = "the announcement could not be fetched".to_owned();
            extra.push(("ReasonAnnouncementFailed".to_owned(), why));
        }
        match listener {
            Listener::Call(call) => {
                let place = self.voice.calls.get(call).map(|leg| leg.place.clone());
                if let Some(Place::Conference(conference)) = place {
                    self.seat_event(&conference, call, event, extra);
                }
            }
            Listener::Conference(sid) => self.conference_event(sid, event, extra),
        }
        self.settle_listener(listener);
    }

    fn settle_listener(&mut self, listener: &Listener) {
        match listener {
            Listener::Call(call) => self.settle(call),
            Listener::Conference(conference) => self.settle_conference(conference),
        }
    }
}

fn takes_time(verb: &Verb) -> bool {
    matches!(verb, Verb::Pause(_) | Verb::Play { .. } | Verb::Redirect(_) | Verb::Say { .. })
}

fn listener_name(listener: &Listener) -> String {
    match listener {
        Listener::Call(sid) | Listener::Conference(sid) => sid.to_string(),
    }
}

/// What a leg hears that is held with this address; no address is Twilio's own music.
pub(super) fn hold_music(url: Option<&str>, method: Method) -> Option<Music> {
    match url {
        None | Some("") => Some(Music::Default),
        Some(url) => Target::resolve("", url, method).map(Music::At),
    }
}
