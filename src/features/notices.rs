//! Telling the agent something on whatever screen he is.

use std::cell::RefCell;
use std::rc::Rc;

use call_core::desk::{Effect, Event, Reason};
use call_core::id::WorkerSid;
use call_core::multi_call::{self, Notice};

use crate::host::manager::Manager;
use crate::host::mount::react;
use crate::host::notifications::{Notices, Weight};
use crate::host::question::Question;
use crate::host::{Flex, HostError, log, tone};
use crate::runtime::Runtime;
use crate::strings::{Key, Words, clock};

/// The hands that tell.
#[derive(Clone, Debug)]
pub struct Teller {
    notices: Notices,
    question: Rc<Question>,
    /// Whom the question is about.
    asked: Rc<RefCell<Option<WorkerSid>>>,
    words: Words,
    /// What reminds is heard, too.
    tone: bool,
}

impl Teller {
    /// Makes the plugin's notifications known to Flex.
    pub fn attach(
        runtime: &Runtime,
        flex: &Flex,
        manager: &Manager,
        words: Words,
    ) -> Result<Teller, HostError> {
        let asked: Rc<RefCell<Option<WorkerSid>>> = Rc::default();
        let (told, about) = (runtime.clone(), asked.clone());
        let answered = move |yes| {
            let Some(worker) = about.borrow().clone() else { return };
            let event = if yes { Event::ColleagueCalled } else { Event::WaitGivenUp };
            told.feed(event(worker));
        };
        Ok(Teller {
            notices: Notices::new(flex, manager)?,
            question: Rc::new(Question::new(flex, answered)),
            asked,
            words,
            tone: manager.wants_reminder_tone(),
        })
    }

    /// Carries out an effect if it is something to tell; else gives it back.
    #[expect(clippy::wildcard_enum_match_arm, reason = "all others are other hands'")]
    pub fn perform(&self, effect: Effect) -> Option<Effect> {
        match effect {
            Effect::Notify(reason) => self.show(weight(&reason), &self.words.reason(&reason)),
            Effect::AskToCall { worker, name } => {
                self.asked.replace(Some(worker));
                let asked = self.ask(&self.words.named(Key::FreeNow, name.reveal()));
                // The dialpad asks the same.
                asked.unwrap_or_else(|error| log("notices", &error));
            }
            Effect::AskNoLonger => {
                self.asked.replace(None);
                self.question.take_back().unwrap_or_else(|error| log("notices", &error));
            }
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

    fn ask(&self, words: &str) -> Result<(), HostError> {
        let answers = [Key::Call, Key::NotNow].map(|key| self.words.text(key));
        self.question.ask(&react()?, words, answers)
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
        | Reason::NoAnswer { .. }
        | Reason::WaitedInVain { .. } => Weight::Information,
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
        Reason::ActivitiesInBoth { .. }
        | Reason::ActivitiesUnavailable { .. }
        | Reason::ActivitiesUnknown { .. }
        | Reason::BesideTemplate { .. }
        | Reason::CapabilitiesOff { .. }
        | Reason::FunctionsUnset
        | Reason::NoAddress
        | Reason::NoCallerId
        | Reason::NoOutboundFlow
        | Reason::OtherRelease { .. }
        | Reason::NoVoiceCapacity => Weight::Error,
    }
}
