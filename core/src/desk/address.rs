//! Contact addresses: where an agent's calls go.

use alloc::string::String;

use crate::pii::Pii;

/// Whether Twilio can call it: a browser, a SIP phone or a number.
pub(super) fn is_callable(address: &Pii<String>) -> bool {
    let text = address.reveal();
    let after = |prefix: &str| text.strip_prefix(prefix).is_some_and(|rest| !rest.is_empty());
    after("client:") || (after("sip:") && text.contains('@')) || is_number(text)
}

/// Whether it is a telephone's, and a call to it must come from a number or SIP address of the
/// account.
pub fn is_telephone(address: &Pii<String>) -> bool {
    !address.reveal().starts_with("client:")
}

/// Whether calls to it ring in a browser.
pub(super) fn is_browser(address: Option<&Pii<String>>) -> bool {
    address.is_some_and(|address| !is_telephone(address))
}

fn is_number(text: &str) -> bool {
    text.strip_prefix('+').is_some_and(|digits| {
        (7..=15).contains(&digits.len())
            && digits.bytes().all(|b| b.is_ascii_digit())
            && !digits.starts_with('0')
    })
}
