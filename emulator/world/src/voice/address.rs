//! Addresses on the web: relative ones, and Twilio's `#rc=…` overrides behind them.

use iri_string::types::{UriAbsoluteStr, UriReferenceStr, UriStr};

use crate::exchange::Method;

/// An absolute address that Twilio will ask, and how.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Target {
    pub(crate) url: String,
    pub(crate) method: Method,
    pub(crate) retries: Retries,
}

/// What the fragment of an address says about asking again.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Retries {
    /// How often.
    pub(crate) count: u8,
    /// After an answer of 500 or more.
    pub(crate) after_5xx: bool,
    /// After an answer of 400 to 499.
    pub(crate) after_4xx: bool,
    /// After no answer.
    pub(crate) after_silence: bool,
}

impl Target {
    /// The address that `reference` means in a document at `base`; `None` if it is none that
    /// can be asked. `base` is empty for a document that came without an address.
    pub(crate) fn resolve(base: &str, reference: &str, method: Method) -> Option<Target> {
        let (reference, fragment) = reference.split_once('#').unwrap_or((reference, ""));
        let url = match UriStr::new(reference) {
            Ok(absolute) => absolute.to_string(),
            Err(_) => {
                let base = UriAbsoluteStr::new(base).ok()?;
                let reference = UriReferenceStr::new(reference).ok()?;
                reference.resolve_against(base).to_string()
            }
        };
        let web = url.starts_with("http://") || url.starts_with("https://");
        web.then(|| Target { url, method, retries: Retries::parse(fragment) })
    }

    /// Whether the address names a sound rather than a document: Twilio looks at the content
    /// type of the answer, the world can only look at the name.
    pub(crate) fn is_sound(&self) -> bool {
        let path = self.url.split('?').next().unwrap_or_default();
        [".mp3", ".wav"].iter().any(|ending| path.ends_with(ending))
    }
}

impl Retries {
    fn parse(fragment: &str) -> Retries {
        let mut retries = Retries { after_silence: true, ..Retries::default() };
        for (name, value) in fragment.split('&').filter_map(|pair| pair.split_once('=')) {
            match name {
                "rc" => retries.count = value.parse().unwrap_or(0).min(5),
                "rp" => {
                    let policy = |word| value.split(',').any(|has| has == word || has == "all");
                    retries.after_5xx = policy("5xx");
                    retries.after_4xx = policy("4xx");
                    retries.after_silence = policy("ct") || policy("rt");
                }
                _ => {}
            }
        }
        retries
    }

    /// Whether this answer is one to ask again after.
    pub(crate) fn cover<T>(self, status: Option<u16>, answer: &Result<T, String>) -> bool {
        match (answer, status) {
            _ if self.count == 0 => false,
            (Err(_), _) => self.after_silence,
            (Ok(_), Some(400..=499)) => self.after_4xx,
            (Ok(_), Some(500..)) => self.after_5xx,
            (Ok(_), _) => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_resolved_against_the_document() {
        let base = "http://functions.localhost:8/features/internal-call/join?taskSid=WT1";
        for (reference, wanted) in [
            (
                "call-outbound-join",
                Some("http://functions.localhost:8/features/internal-call/call-outbound-join"),
            ),
            ("/a/b.wav", Some("http://functions.localhost:8/a/b.wav")),
            ("../x?y=1", Some("http://functions.localhost:8/features/x?y=1")),
            ("https://example.com/z", Some("https://example.com/z")),
            ("ftp://example.com/z", None),
            ("two words", None),
        ] {
            let found = Target::resolve(base, reference, Method::Post);
            assert_eq!(found.map(|target| target.url).as_deref(), wanted, "{reference}");
        }
        assert_eq!(Target::resolve("", "relative", Method::Post), None);
    }

    #[test]
    fn overrides_are_read_and_taken_off() {
        let target = Target::resolve("", "http://a.b/c#rc=2&rp=5xx,ct", Method::Post).unwrap();
        assert_eq!(target.url, "http://a.b/c");
        let retries = target.retries;
        assert_eq!((retries.count, retries.after_5xx, retries.after_4xx), (2, true, false));
        assert!(retries.cover(Some(503), &Ok(503)));
        assert!(!retries.cover(Some(404), &Ok(404)));
        assert!(retries.cover(None, &Err::<u16, _>("no route".to_owned())));
    }
}
