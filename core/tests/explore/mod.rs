//! Every state that a game can come to, whatever order its moves are made in.
//!
//! Trails that lead to the same state have the same future, so each state is looked at once: the
//! number of orders covered is far beyond what could be played one by one.

#![allow(dead_code, unused_imports, unused_macros, reason = "each test binary uses a part of it")]

use std::collections::HashSet;
use std::fmt::Debug;
use std::hash::{BuildHasher, BuildHasherDefault, DefaultHasher};

/// A game of which all orders are tried.
pub(crate) trait Game: Clone {
    /// One thing that can happen.
    type Move: Debug;

    /// Everything that could happen now.
    fn moves(&self) -> Vec<Self::Move>;

    /// Lets it happen. What is wrong at once is told.
    fn play(&mut self, happens: &Self::Move) -> Result<(), String>;

    /// What tells two states apart.
    fn key(&self) -> String;

    /// Lets the world come to rest, and says what is left over then.
    fn rest(self) -> Result<(), String>;
}

/// What was tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Explored {
    /// Different states.
    pub(crate) states: usize,
    /// Moves that were made, each from another state.
    pub(crate) moves: usize,
    /// How many moves the farthest state is away.
    pub(crate) depth: usize,
    /// Whether there is no other state: whatever comes next, in whatever order, leads to one that
    /// was looked at.
    pub(crate) complete: bool,
}

/// How many moves deep the games are played that do not end by themselves soon. With
/// `ORDERS_DEPTH=100` each is played until there is no new state.
pub(crate) fn depth(usual: usize) -> usize {
    std::env::var("ORDERS_DEPTH").ok().and_then(|text| text.parse().ok()).unwrap_or(usual)
}

/// So many states of one layer are kept; any further one is played again from the start.
const KEPT: usize = 200_000;

/// How each state was come to: the state before, and which of its moves it was.
struct Trails<G> {
    start: G,
    steps: Vec<(u32, u16)>,
}

impl<G: Game> Trails<G> {
    /// The moves that led to a state, and the state.
    fn trail(&self, mut at: usize) -> (Vec<G::Move>, G) {
        let mut places = Vec::new();
        while at != 0 {
            let (before, place) = self.steps[at];
            places.push(usize::from(place));
            at = before as usize;
        }
        let mut game = self.start.clone();
        let mut trail = Vec::new();
        for place in places.into_iter().rev() {
            let happens = game.moves().swap_remove(place);
            game.play(&happens).expect("what was played before");
            trail.push(happens);
        }
        (trail, game)
    }

    fn fault(&self, what: &str, at: usize, last: Option<&G::Move>) -> String {
        let (trail, _) = self.trail(at);
        let lines = trail.iter().chain(last).map(|happens| format!("{happens:?}\n"));
        format!("{what}\n{}", lines.collect::<String>())
    }
}

/// Plays every order, breadth first. The first fault found has the shortest trail.
pub(crate) fn explore<G: Game>(start: G, deepest: usize) -> Result<Explored, String> {
    let mut seen = HashSet::from([fingerprint(&start.key())]);
    let mut trails = Trails { start: start.clone(), steps: vec![(0, 0)] };
    let mut explored = Explored { states: 1, moves: 0, depth: 0, complete: false };
    let mut layer = vec![(0, Some(Box::new(start)))];
    for _ in 0..=deepest {
        if layer.is_empty() {
            explored.complete = true;
            break;
        }
        let mut next = Vec::new();
        for (at, game) in layer {
            let game = game.unwrap_or_else(|| Box::new(trails.trail(at).1));
            for (place, happens) in game.moves().into_iter().enumerate() {
                let mut then = G::clone(&game);
                let played = then.play(&happens);
                played.map_err(|what| trails.fault(&what, at, Some(&happens)))?;
                explored.moves += 1;
                if seen.insert(fingerprint(&then.key())) {
                    let step = (u32::try_from(at), u16::try_from(place));
                    let (Ok(before), Ok(place)) = step else { return Err("too many".to_owned()) };
                    trails.steps.push((before, place));
                    let kept = (next.len() < KEPT).then(|| Box::new(then));
                    next.push((trails.steps.len() - 1, kept));
                }
            }
            game.rest().map_err(|what| trails.fault(&what, at, None))?;
        }
        explored.states += next.len();
        explored.depth += usize::from(!next.is_empty());
        layer = next;
    }
    Ok(explored)
}

/// 128 bits, so that two states are never taken for one.
fn fingerprint(key: &str) -> (u64, u64) {
    let build = BuildHasherDefault::<DefaultHasher>::default();
    (build.hash_one((0_u8, key)), build.hash_one((1_u8, key)))
}

/// Names every kind of a sort of event once: a new one does not compile until it is named here,
/// and is missed by [`misses`] until some move of a game tries it.
macro_rules! kinds {
    ($sort:ident: $($kind:ident)*) => {
        pub(crate) const KINDS: &[&str] = &[$(stringify!($kind)),*];

        /// The name of its kind.
        pub(crate) fn kind(it: &$sort) -> &'static str {
            match it { $($sort::$kind { .. } => stringify!($kind)),* }
        }
    };
}
pub(crate) use kinds;

/// The kinds that were never tried.
pub(crate) fn misses<'a>(all: &[&'a str], tried: &HashSet<&'static str>) -> Vec<&'a str> {
    all.iter().filter(|kind| !tried.contains(*kind)).copied().collect()
}

/// Orders are told apart by who waits for them; their numbers, and times, only grow. Why a call
/// ended is told when it is heard, and plays no part later.
pub(crate) fn without_numbers(text: &str) -> String {
    let mut names: Vec<&str> = Vec::new();
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(|c: char| c.is_ascii_digit()) {
        let (before, from) = rest.split_at(at);
        let digits = from.find(|c: char| !c.is_ascii_digit()).unwrap_or(from.len());
        let (number, after) = from.split_at(digits);
        out += before;
        if before.ends_with("RequestId(") {
            let known = names.iter().position(|known| *known == number);
            let name = known.unwrap_or(names.len());
            if known.is_none() {
                names.push(number);
            }
            out.push(char::from(b'a' + u8::try_from(name).expect("there are few orders")));
        } else {
            out.push('_');
        }
        rest = after;
    }
    out += rest;
    if let Some((before, from)) = out.split_once("end_reason: Some(") {
        out = format!("{before}{}", from.split_once(')').expect("it was opened").1);
    }
    out
}
