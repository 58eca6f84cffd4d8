//! Telling the agent something on whatever screen he is.

use call_core::desk::{Effect, Reason};
use call_core::multi_call::{self, Notice};

use crate::host::manager::Manager;
use crate::host::notifications::{Notices, Weight};
use crate::host::{Flex, HostError, log, tone};
use crate::strings::{Key, Words, clock};

/// The hands that tell.
#[derive(Clone, Debug)]
pub struct Teller {
    notices: Notices,
    words: Words,
    /// What reminds is heard, too.
    tone: bool,
}

impl Teller {
    /// Makes the plugin's notifications known to Flex.
    pub fn attach(flex: &Flex, manager: &Manager, words: Words) -> Result<Teller, HostError> {
        let tone = manager.wants_reminder_tone();
        Ok(Teller { notices: Notices::new(flex, manager)?, words, tone })
    }

    /// Carries out an effect if it is something to tell; else gives it back.
    #[expect(clippy::wildcard_enum_match_arm, reason = "all others are other hands'")]
    pub fn perform(&self, effect: Effect) -> Option<Effect> {
        match effect {
            Effect::Notify(reason) => self.show(weight(&reason), &self.words.reason(&reason)),
            Effect::MultiCall(multi_call::Effect::Tell(notice)) => {
                let weight = match notice {
                    // What somebody has to mend stays until it was read.
                    Notice::AlertStays => Weight::Error,
                    _ => Weight::Warning,
                };
                self.show(weight, &self.words.multi_call(&notice));
            }
            Effect::MultiCall(multi_call::Effect::Remind { name, waited_s, .. }) => {
                let values = [("name", name.reveal().as_str()), ("time", &clock(waited_s))];
                self.show(Weight::Information, &self.words.fill(Key::Reminder, &values));
                if self.tone
                    && let Err(error) = tone::play()
                {
                    log("notices", &error);
                }
            }
            other => return Some(other),
        }
        None
    }

    fn show(&self, weight: Weight, words: &str) {
        if let Err(error) = self.notices.show(weight, words) {
            log("notices", &error);
        }
    }
}

fn weight(reason: &Reason) -> Weight {
    match reason {
        Reason::CallerGaveUp { .. }
        | Reason::ColleagueBusy { .. }
        | Reason::ColleagueCalling { .. }
        | Reason::ColleagueOffline { .. }
        | Reason::ColleagueUnavailable { .. }
        | Reason::Declined { .. }
        | Reason::Missed { .. }
        | Reason::NoAnswer { .. } => Weight::Information,
        // Also what goes wrong in the middle of a call passes by itself: the bar covers the
        // buttons that answer and end one.
        Reason::AgentOffline
        | Reason::AlreadyCalling
        | Reason::AnswerFailed
        | Reason::CallFailed
        | Reason::ColleagueWithoutAddress { .. }
        | Reason::FunctionsUnreachable
        | Reason::LineBusy
        | Reason::MicrophoneInUse
        | Reason::MicrophoneRefused
        | Reason::NoMicrophone
        | Reason::NoRouting
        | Reason::NotConnected { .. }
        | Reason::NotJoined { .. }
        | Reason::NotOnInternalCalls
        | Reason::OrderFailed
        | Reason::PhoneDisconnected
        | Reason::SwitchedOff
        | Reason::Yourself => Weight::Warning,
        // What somebody has to mend stays until it was read.
        Reason::CapabilitiesOff { .. }
        | Reason::FunctionsUnset
        | Reason::NoAddress
        | Reason::NoCallerId
        | Reason::NoOutboundFlow
        | Reason::NoVoiceCapacity => Weight::Error,
    }
}
