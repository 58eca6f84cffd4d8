//! Twilio's identifiers: two letters that tell the kind, and 32 hexadecimal digits.

use std::fmt;

/// What an identifier names, by its two-letter prefix.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs, reason = "the prefix says it all")]
pub enum SidKind {
    AC,
    CA,
    CF,
    ET,
    FJ,
    FK,
    FP,
    FU,
    FV,
    FW,
    GO,
    IS,
    KD,
    MP,
    QR,
    TC,
    TT,
    UO,
    UT,
    WA,
    WC,
    WK,
    WQ,
    WR,
    WS,
    WT,
    WW,
    ZB,
    ZD,
    ZE,
    ZH,
    ZN,
    ZS,
    ZV,
}

/// One identifier such as `WT0123…`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(transparent)]
pub struct Sid(String);

impl Sid {
    /// Parses an identifier of the wanted kind; `None` if the text is anything else.
    pub fn parse(kind: SidKind, text: &str) -> Option<Sid> {
        let digits = text.strip_prefix(&format!("{kind:?}"))?;
        let hex = |b: u8| b.is_ascii_digit() || (b'a'..=b'f').contains(&b);
        (digits.len() == 32 && digits.bytes().all(hex)).then(|| Sid(text.to_owned()))
    }

    /// The identifier with this running number: the same world always mints the same sequence.
    pub fn numbered(kind: SidKind, number: u128) -> Sid {
        Sid(format!("{kind:?}{number:032x}"))
    }

    /// Whether it names something of this kind.
    pub fn is(&self, kind: SidKind) -> bool {
        self.0.starts_with(&format!("{kind:?}"))
    }

    /// The identifier as Twilio writes it.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The 32 digits behind the prefix.
    pub fn digits(&self) -> &str {
        &self.0[2..]
    }
}

impl fmt::Debug for Sid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Display for Sid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
