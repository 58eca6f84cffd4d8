//! What is wrong with the account: who is told, and in which words.

use call_core::desk::Reason;

/// Whoever cannot mend the account reads neither what is wrong with it nor how it is mended.
#[test]
fn what_is_wrong_with_the_account_is_told_to_who_can_mend_it() {
    for (reason, to_others) in [
        (Reason::FunctionsUnset, Reason::SwitchedOff),
        (Reason::NoOutboundFlow, Reason::SwitchedOff),
        (Reason::NoVoiceCapacity, Reason::SwitchedOff),
        // These are found out during a call: what has happened is for everybody.
        (Reason::CallFailed, Reason::CallFailed),
        (Reason::FunctionsUnreachable, Reason::FunctionsUnreachable),
        (Reason::NoAddress, Reason::NoAddress),
        (Reason::NoRouting, Reason::NoRouting),
    ] {
        assert_eq!(reason.clone().told_to(true), reason);
        assert_eq!(reason.clone().told_to(false), to_others, "{reason:?}");
    }
}
