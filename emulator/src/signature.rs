//! `X-Twilio-Signature`: how Twilio proves that a request comes from Twilio.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, Mac};
use sha1::Sha1;

/// The signature of a request to this address with these form parameters.
///
/// HMAC-SHA1, keyed with the account's auth token, over the address as it was asked (with its
/// query) followed by every form parameter's name and value, sorted by name; in Base64.
pub fn sign(auth_token: &str, url: &str, form: &[(String, String)]) -> String {
    let mut sorted: Vec<&(String, String)> = form.iter().collect();
    sorted.sort();
    // Twilio's own checkers count a name that is repeated with the same value once.
    sorted.dedup();
    let mut mac = Hmac::<Sha1>::new_from_slice(auth_token.as_bytes())
        .expect("HMAC takes a key of any length");
    mac.update(url.as_bytes());
    for (name, value) in sorted {
        mac.update(name.as_bytes());
        mac.update(value.as_bytes());
    }
    STANDARD.encode(mac.finalize().into_bytes())
}
