//! Decisions of the Twilio Functions: one plan per address, JSON in, JSON out.
//!
//! A plan is a plain function that asks Twilio's REST and answers the request. It does no input
//! or output itself: [`step`] runs it over all answers that there are so far, and returns either
//! the next calls to make or the reply. So a plan reads like ordinary code, and every race, lost
//! answer and duplicate can be tried without a network. `handlers/lib/perform.private.js` is the
//! loop around it.

#![deny(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

mod callback;
mod caller;
mod cleanup;
mod control;
mod crossing;
mod join;
mod keep;
mod leave;
mod missed;
mod parameters;
mod plan;
mod queues;
mod reconcile;
mod rest;
mod settings;
mod twiml;

use wasm_bindgen::prelude::wasm_bindgen;

pub use plan::{Answer, Call, Method, Output, Reply, Step};
pub use settings::Settings;

use parameters::Parameters;
use plan::{Io, Stop};

/// Says what a Function has to do next: its next calls, or its reply.
///
/// Takes a [`Step`] as JSON and gives an [`Output`] as JSON.
#[wasm_bindgen]
pub fn step(input: &str) -> String {
    let output = match serde_json::from_str::<Step>(input) {
        Ok(step) => next(&step),
        Err(error) => Output::Fault { message: format!("the step was not understood: {error}") },
    };
    serde_json::to_string(&output).expect("an output has text keys only")
}

/// Which release these Functions are of: the plugin of the same release fits them.
#[wasm_bindgen]
pub fn version() -> String {
    env!("CARGO_PKG_VERSION").to_owned()
}

/// The same as [`step`], in types.
pub fn next(step: &Step) -> Output {
    let mut io = Io::new(step);
    let parameters = Parameters::new(&step.event);
    let settings = &step.settings;
    let done = match step.plan.as_str() {
        "agent-join-conference" => join::agent_join_conference(&mut io, settings, &parameters),
        "agent-outbound-join" => join::agent_outbound_join(settings, &parameters),
        "call-outbound-join" => callback::call_outbound_join(&mut io, settings, &parameters),
        "cleanup-rejected-task" => cleanup::cleanup_rejected_task(&mut io, settings, &parameters),
        "control" => control::control(&mut io, settings, &parameters),
        "leg-ended" => join::leg_ended(),
        "missed-calls" => missed::missed_calls(&mut io, settings, &parameters),
        "queues" => queues::queues(&mut io, settings),
        "reconcile" => reconcile::reconcile(&mut io, settings, &parameters),
        plan => return Output::Fault { message: format!("there is no plan {plan}") },
    };
    match done {
        Ok(reply) => Output::Done(reply),
        Err(Stop::Ask(calls)) => Output::Calls(calls),
        Err(Stop::Fail(error)) => Output::Done(error.into()),
    }
}
