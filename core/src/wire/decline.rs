//! Why a colleague declines, in a form that every language has words for.

use alloc::string::String;

use serde::{Deserialize, Serialize};

use crate::pii::Pii;

/// The most characters that a colleague's own words may have.
pub const LONGEST_WORDS: usize = 140;

/// Why a colleague declined, if he said so.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeclineReason {
    /// Somebody of the team can be asked instead.
    AskTeam,
    /// He is in a meeting.
    InMeeting,
    /// He will call back.
    WillCallBack,
    /// His own words.
    Words(Pii<String>),
}

impl DeclineReason {
    /// Own words: one line without control characters, and without those that turn the
    /// direction of the sentence around them. `None` if nothing or too much is left.
    pub fn words(text: &str) -> Option<DeclineReason> {
        let mut words = String::new();
        for word in text.split(|c: char| c.is_whitespace() || c.is_control()) {
            let mut letters = word.chars().filter(|c| !turns_direction(*c)).peekable();
            if letters.peek().is_some() && !words.is_empty() {
                words.push(' ');
            }
            words.extend(letters);
        }
        let fits = (1..=LONGEST_WORDS).contains(&words.chars().count());
        fits.then(|| DeclineReason::Words(Pii::new(words)))
    }

    /// The reason that a code names.
    pub fn of_code(code: &str) -> Option<DeclineReason> {
        [DeclineReason::AskTeam, DeclineReason::InMeeting, DeclineReason::WillCallBack]
            .into_iter()
            .find(|reason| reason.code() == Some(code))
    }

    /// How a request names it; own words have no code.
    pub const fn code(&self) -> Option<&'static str> {
        match self {
            DeclineReason::AskTeam => Some("ask_team"),
            DeclineReason::InMeeting => Some("in_meeting"),
            DeclineReason::WillCallBack => Some("will_call_back"),
            DeclineReason::Words(_) => None,
        }
    }
}

/// Unicode's embeddings, overrides, isolates and marks: what turns the direction of the text that
/// stands around it.
pub fn turns_direction(letter: char) -> bool {
    matches!(letter, '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}
