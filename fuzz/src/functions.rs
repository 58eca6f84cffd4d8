//! Requests to the Functions, and what Twilio answers while they are worked at.

use crate::bytes::Bytes;
use crate::told;

#[path = "../../functions/tests/foreign/mod.rs"]
mod foreign;

use foreign::{ALICES_TASK, BOBS_TASK, PLANS, Twilio};

/// A Twilio that is well answers so.
const OK: u16 = 200;
/// How else Twilio answers, and what is no status at all.
const OTHERWISE: [u16; 10] = [201, 302, 404, 409, 412, 429, 500, 503, 0, u16::MAX];
/// After so many answers their statuses begin again.
const MOST_STATUSES: usize = 40;

/// A step as text; or a plan with a request, and a Twilio that is not always itself.
pub fn tried(bytes: &[u8]) {
    let mut bytes = Bytes::new(bytes);
    match PLANS.get(bytes.below(PLANS.len() + 1)) {
        Some(plan) => plan_is_answered(plan, &mut bytes),
        None => {
            let input = bytes.almost_json(&foreign::input());
            told(&input);
            foreign::is_step_or_fault(&input);
        }
    }
}

fn plan_is_answered(plan: &str, bytes: &mut Bytes<'_>) {
    let task = [ALICES_TASK, BOBS_TASK][bytes.below(2)];
    let event = bytes.almost(&foreign::request(task));
    let twilio = Twilio {
        document: bytes.almost(&foreign::document()),
        task: bytes.almost(&foreign::task()),
        participant: bytes.almost(&foreign::participant()),
        attributes: bytes.almost_json(&foreign::attributes()),
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
