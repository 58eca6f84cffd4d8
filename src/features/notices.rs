//! Telling the agent something on whatever screen he is.

use call_core::desk::{Effect, Reason};

use crate::host::HostError;
use crate::host::manager::Manager;
use crate::host::notifications::{Notices, Weight};
use crate::host::{Flex, log};
use crate::strings::Words;

/// The hands that tell.
#[derive(Clone, Debug)]
pub struct Teller {
    notices: Notices,
    words: Words,
}

impl Teller {
    /// Makes the plugin's notifications known to Flex.
    pub fn attach(flex: &Flex, manager: &Manager, words: Words) -> Result<Teller, HostError> {
        Ok(Teller { notices: Notices::new(flex, manager)?, words })
    }

    /// Carries out an effect if it is something to tell; else gives it back.
    pub fn perform(&self, effect: Effect) -> Option<Effect> {
        let Effect::Notify(reason) = effect else { return Some(effect) };
        if let Err(error) = self.notices.show(weight(&reason), &self.words.reason(&reason)) {
            log("notices", &error);
        }
        None
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
