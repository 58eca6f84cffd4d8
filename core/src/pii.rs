//! Names, numbers and typed text, which must never reach a log.

use core::fmt;

/// Something personal. It prints as `•••`; [`Pii::reveal`] is for the screen and the wire.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Pii<T>(T);

impl<T> Pii<T> {
    /// Marks a value as personal.
    pub const fn new(value: T) -> Pii<T> {
        Pii(value)
    }

    /// The value itself, for a screen or a request, never for a log.
    pub const fn reveal(&self) -> &T {
        &self.0
    }

    /// The value itself, when the mark is no longer needed.
    pub fn into_revealed(self) -> T {
        self.0
    }
}

impl<T> From<T> for Pii<T> {
    fn from(value: T) -> Pii<T> {
        Pii(value)
    }
}

impl<T> fmt::Debug for Pii<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("•••")
    }
}

impl<T> fmt::Display for Pii<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("•••")
    }
}
