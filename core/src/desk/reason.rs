//! Why something is not possible, or why a call ended: what an agent is told.

use alloc::string::String;
use alloc::vec::Vec;

use super::Template;
use crate::pii::Pii;
use crate::wire::DeclineReason;

/// A capability of the plugin that attaches to Flex on its own, and may fail to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Capability {
    /// The section in the dialpad from which a colleague is called.
    Dialer,
    /// The panel on an internal call.
    CallPanel,
    /// Hiding what Flex cannot do on an internal call.
    Hiding,
    /// What Flex's own screens say about an internal call.
    Wording,
    /// Placing, answering and ending internal calls.
    Calls,
    /// Looking up colleagues.
    Colleagues,
    /// Several calls at once.
    MultiCall,
}

/// One thing to tell an agent; the table of strings has the words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reason {
    /// Activities are set to mean both that nobody is to be disturbed and that one may be
    /// interrupted; the first holds.
    ActivitiesInBoth {
        /// Which.
        names: Vec<String>,
    },
    /// Activities in which one may be interrupted, to which TaskRouter brings no calls.
    ActivitiesUnavailable {
        /// Which.
        names: Vec<String>,
    },
    /// Activities that are set to mean something to colleagues, and that the account does not
    /// have.
    ActivitiesUnknown {
        /// As they are set.
        names: Vec<String>,
    },
    /// The agent is himself offline.
    AgentOffline,
    /// An attempt is already under way.
    AlreadyCalling,
    /// The call could not be answered.
    AnswerFailed,
    /// Another plugin, of the well-known project template, is at work; so Switchboard is off.
    BesideTemplate {
        /// With what.
        template: Template,
    },
    /// Twilio refused or lost the call.
    CallFailed,
    /// Some of the plugin could not attach to Flex and is switched off.
    CapabilitiesOff {
        /// What is off.
        off: Vec<Capability>,
    },
    /// The caller hung up before the agent had answered.
    CallerGaveUp {
        /// Who called.
        name: Pii<String>,
    },
    /// The colleague is on a call and has no room for another.
    ColleagueBusy {
        /// Whom the agent wanted.
        name: Pii<String>,
    },
    /// The colleague called the agent at the same moment; that call goes on.
    ColleagueCalling {
        /// Who calls.
        name: Pii<String>,
    },
    /// The colleague is not at work.
    ColleagueOffline {
        /// Whom the agent wanted.
        name: Pii<String>,
    },
    /// The colleague's activity keeps tasks from him.
    ColleagueUnavailable {
        /// Whom the agent wanted.
        name: Pii<String>,
        /// His activity in the account's words.
        activity: String,
    },
    /// The colleague has no address that a call could go to.
    ColleagueWithoutAddress {
        /// Whom the agent wanted.
        name: Pii<String>,
    },
    /// The colleague declined.
    Declined {
        /// Who declined.
        name: Pii<String>,
        /// Why, if he said so.
        why: Option<DeclineReason>,
    },
    /// The Functions did not answer.
    FunctionsUnreachable,
    /// The configuration does not say where the Functions are.
    FunctionsUnset,
    /// The agent is on a call already.
    LineBusy,
    /// The browser does not let Flex use the microphone.
    MicrophoneRefused,
    /// The microphone does not start.
    MicrophoneInUse,
    /// The agent missed a call.
    Missed {
        /// Who called.
        name: Pii<String>,
    },
    /// The agent himself has no address that a call could go to.
    NoAddress,
    /// The colleague did not answer in time, or nobody of the queue.
    NoAnswer {
        /// Who did not answer, or which queue.
        name: Pii<String>,
    },
    /// The default outbound flow has no caller id, which a phone agent needs.
    NoCallerId,
    /// The agent has no microphone.
    NoMicrophone,
    /// TaskRouter gives the agent no calls at all.
    NoVoiceCapacity,
    /// The account has no default outbound flow.
    NoOutboundFlow,
    /// TaskRouter did not bring the task to its agent.
    NoRouting,
    /// What was asked for does not exist on calls between colleagues yet.
    NotOnInternalCalls,
    /// Twilio cannot reach the agent's phone in the browser.
    PhoneDisconnected,
    /// The other party is not in the call.
    NotJoined {
        /// Who is not.
        name: Pii<String>,
    },
    /// The server could not hold somebody, or take him back.
    OrderFailed,
    /// The Functions are of another release than the plugin, [`RELEASE`](super::RELEASE).
    OtherRelease {
        /// The Functions' release.
        functions: String,
    },
    /// The agent accepted, but his leg never came into the call.
    NotConnected {
        /// Who called.
        name: Pii<String>,
    },
    /// Something that only an administrator can mend keeps everybody from calling colleagues.
    SwitchedOff,
    /// The colleague for whom the agent waited was not free in time.
    WaitedInVain {
        /// For whom.
        name: Pii<String>,
    },
    /// An agent cannot call himself.
    Yourself,
}

impl Reason {
    /// It is the colleague who could not be reached, and may be reached later.
    pub(super) fn is_of_the_colleague(&self) -> bool {
        matches!(
            self,
            Reason::ColleagueBusy { .. }
                | Reason::ColleagueOffline { .. }
                | Reason::ColleagueUnavailable { .. }
                | Reason::Declined { .. }
                | Reason::NoAnswer { .. }
        )
    }

    /// How it is told to somebody who is, or is not, an administrator or a supervisor: what is
    /// wrong with the account, and the step that mends it, are for those who can take that step.
    pub fn told_to(self, can_mend: bool) -> Reason {
        let of_the_account = matches!(
            self,
            Reason::FunctionsUnset | Reason::NoOutboundFlow | Reason::NoVoiceCapacity
        );
        if of_the_account && !can_mend { Reason::SwitchedOff } else { self }
    }
}
