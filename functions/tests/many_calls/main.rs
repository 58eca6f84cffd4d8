//! Several calls between three agents, whatever they do, in whatever order everything arrives.
//!
//! Three real desks, the real plans of the Functions and a played Twilio. A schedule is a list of
//! numbers; each says what happens next of all that could. At its end everybody who is there hangs
//! up, time passes, and nothing may be left. `SCHEDULES=1000000` tries as many.

#![allow(clippy::unwrap_used, clippy::panic, reason = "test helpers")]

#[path = "../twilio/mod.rs"]
mod twilio;

mod desks;
mod rooms;
mod schedule;
mod server;
mod tasks;

use std::cell::RefCell;

use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestRng, TestRunner};

use schedule::World;

/// So many are tried, always the same, unless `SCHEDULES` asks for others and more.
const SCHEDULES: u32 = 400;
/// The longest schedule.
const LONGEST: usize = 200;

fn wished() -> Option<u32> {
    std::env::var("SCHEDULES").ok()?.parse().ok()
}

#[test]
fn nothing_is_left_of_several_calls_whatever_their_order() {
    let wished = wished();
    let cases = wished.unwrap_or(SCHEDULES);
    let config =
        Config { cases, failure_persistence: None, max_shrink_iters: 4_000, ..Config::default() };
    let reached = RefCell::new(schedule::Reached::default());
    let schedule = prop::collection::vec(any::<u16>(), 0..LONGEST);
    let mut runner = match wished {
        Some(_) => TestRunner::new(config),
        None => {
            let same = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
            TestRunner::new_with_rng(config, same)
        }
    };
    let tried = runner.run(&schedule, |choices| {
        reached_by(&choices).map(|new| reached.borrow_mut().add(&new)).map_err(TestCaseError::fail)
    });
    if let Err(fault) = tried {
        panic!("{fault}");
    }
    let reached = reached.into_inner();
    println!("{cases} schedules: {reached:?}");
    let few = cases < SCHEDULES;
    assert!(few || reached.is_everything(), "{reached:?}: something never happened");
}

fn reached_by(choices: &[u16]) -> Result<schedule::Reached, String> {
    let mut world = World::new();
    for choice in choices {
        world.happens(*choice)?;
    }
    world.comes_to_rest()
}
