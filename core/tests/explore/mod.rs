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

/// Plays every order, breadth first. The first fault found has the shortest trail.
pub(crate) fn explore<G: Game>(start: G, deepest: usize) -> Result<Explored, String> {
    let mut seen = HashSet::from([fingerprint(&start.key())]);
    // How each state was come to: the state before and the move.
    let mut trails: Vec<(usize, String)> = vec![(0, String::new())];
    let mut explored = Explored { states: 1, moves: 0, depth: 0, complete: false };
    let mut layer = vec![(0, start)];
    for _ in 0..=deepest {
        if layer.is_empty() {
            explored.complete = true;
            break;
        }
        let mut next = Vec::new();
        for (at, game) in layer {
            let fault = |what: String, last: &str| format!("{what}\n{}{last}", trail(&trails, at));
            let wrong = |happens: &G::Move, what| fault(what, &format!("{happens:?}\n"));
            let mut found = Vec::new();
            for happens in game.moves() {
                let mut then = game.clone();
                then.play(&happens).map_err(|what| wrong(&happens, what))?;
                explored.moves += 1;
                if seen.insert(fingerprint(&then.key())) {
                    found.push((format!("{happens:?}\n"), then));
                }
            }
            game.rest().map_err(|what| fault(what, ""))?;
            for (line, then) in found {
                trails.push((at, line));
                next.push((trails.len() - 1, then));
            }
        }
        explored.states += next.len();
        explored.depth += usize::from(!next.is_empty());
        layer = next;
    }
    Ok(explored)
}

fn trail(trails: &[(usize, String)], mut at: usize) -> String {
    let mut lines = Vec::new();
    while at != 0 {
        let (before, line) = &trails[at];
        lines.push(line.as_str());
        at = *before;
    }
    lines.into_iter().rev().collect()
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
