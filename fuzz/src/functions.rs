//! Requests to the Functions, and what Twilio answers while they are worked at.

use std::sync::LazyLock;

use crate::bytes::{Bytes, Example};
use crate::told;

#[path = "../../functions/tests/foreign/mod.rs"]
mod foreign;

use foreign::{ALICES_TASK, BOBS_TASK, PLANS, Twilio};

/// What is well in all places.
struct Examples {
    input: Example,
    /// About the agent's own task, and about the colleague's.
    requests: [Example; 2],
    document: Example,
    task: Example,
    participant: Example,
    attributes: Example,
}

static EXAMPLES: LazyLock<Examples> = LazyLock::new(|| Examples {
    input: Example::new(foreign::input()),
    requests: [ALICES_TASK, BOBS_TASK].map(|task| Example::new(foreign::request(task))),
    document: Example::new(foreign::document()),
    task: Example::new(foreign::task()),
    participant: Example::new(foreign::participant()),
    attributes: Example::new(foreign::attributes()),
});

/// A Twilio that is well answers so.
const OK: u16 = 200;
/// How else Twilio answers, and what is no status at all.
const OTHERWISE: [u16; 10] = [201, 302, 404, 409, 412, 429, 500, 503, 0, u16::MAX];
/// After so many answers their statuses begin again.
const MOST_STATUSES: usize = 40;

/// Where the changes of the request begin, behind the plan and whose task it is.
pub const HEAD: usize = 2;

/// A step as text; or a plan with a request, and a Twilio that is not always itself.
pub fn tried(bytes: &[u8]) {
    let mut bytes = Bytes::new(bytes);
    match PLANS.get(bytes.below(PLANS.len() + 1)) {
        Some(plan) => plan_is_answered(plan, &mut bytes),
        None => {
            let input = bytes.almost_json(&EXAMPLES.input);
            told(&input);
            foreign::is_step_or_fault(&input);
        }
    }
}

fn plan_is_answered(plan: &str, bytes: &mut Bytes<'_>) {
    let request = &EXAMPLES.requests[bytes.below(2)];
    let event = bytes.almost(request);
    let twilio = Twilio {
        document: bytes.almost(&EXAMPLES.document),
        task: bytes.almost(&EXAMPLES.task),
        participant: bytes.almost(&EXAMPLES.participant),
        attributes: bytes.almost_json(&EXAMPLES.attributes),
        statuses: statuses(bytes),
    };
    told((plan, &event, &twilio));
    foreign::is_answered(plan, event, &twilio);
}

/// One at least. Where the bytes have ended, Twilio is well.
fn statuses(bytes: &mut Bytes<'_>) -> Vec<u16> {
    let mut statuses = Vec::new();
    while statuses.is_empty() || (!bytes.is_over() && statuses.len() < MOST_STATUSES) {
        statuses.push(OTHERWISE.get(usize::from(u8::MAX - bytes.byte())).copied().unwrap_or(OK));
    }
    statuses
}
