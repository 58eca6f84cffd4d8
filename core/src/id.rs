//! One type per kind of Twilio identifier, so that a task is never taken for its reservation.

use alloc::borrow::ToOwned;
use alloc::string::String;
use core::fmt;

/// A text was not the identifier that was needed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not an identifier of the form {prefix} and 32 hexadecimal digits")]
pub struct NotASid {
    /// The two letters that the identifier had to begin with.
    pub prefix: &'static str,
}

fn is_sid(prefix: &str, text: &str) -> bool {
    let hex = |b: u8| b.is_ascii_digit() || (b'a'..=b'f').contains(&b);
    text.strip_prefix(prefix).is_some_and(|digits| digits.len() == 32 && digits.bytes().all(hex))
}

macro_rules! sids {
    ($($(#[$doc:meta])* $name:ident = $prefix:literal;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(String);

        impl $name {
            /// The two letters that it begins with.
            pub const PREFIX: &'static str = $prefix;

            /// Takes the text if it is such an identifier.
            pub fn parse(text: &str) -> Result<Self, NotASid> {
                match is_sid(Self::PREFIX, text) {
                    true => Ok(Self(text.to_owned())),
                    false => Err(NotASid { prefix: Self::PREFIX }),
                }
            }

            /// The identifier as Twilio writes it.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    )*};
}

sids! {
    /// One leg of a call: `CA…`.
    CallSid = "CA";
    /// The room in which legs hear each other: `CF…`.
    ConferenceSid = "CF";
    /// People who wait for work of one kind: `WQ…`.
    QueueSid = "WQ";
    /// One offer of a task to one worker: `WR…`. Flex calls it `task.sid`.
    ReservationSid = "WR";
    /// A piece of work, here an agent's half of a call: `WT…`. Flex calls it `task.taskSid`.
    TaskSid = "WT";
    /// A person who works: `WK…`.
    WorkerSid = "WK";
    /// The rules by which a task finds a worker: `WW…`.
    WorkflowSid = "WW";
}

impl WorkerSid {
    /// Its digits, two a byte: a third of the memory that the text takes.
    pub fn packed(&self) -> [u8; 16] {
        let digit = |letter: u8| if letter > b'9' { letter - b'a' + 10 } else { letter - b'0' };
        let mut digits = self.0.bytes().skip(Self::PREFIX.len()).map(digit);
        core::array::from_fn(|_| {
            let high = digits.next().unwrap_or_default();
            high << 4 | digits.next().unwrap_or_default()
        })
    }

    /// The identifier of these digits.
    pub fn of_packed(packed: [u8; 16]) -> WorkerSid {
        let mut text = String::with_capacity(Self::PREFIX.len() + 2 * packed.len());
        text.push_str(Self::PREFIX);
        for digit in packed.into_iter().flat_map(|byte| [byte >> 4, byte & 0xf]) {
            text.push(char::from(if digit > 9 { digit - 10 + b'a' } else { digit + b'0' }));
        }
        WorkerSid(text)
    }
}
