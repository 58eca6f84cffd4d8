//! Why something is not possible, or why a call ended: what an agent is told.

use alloc::string::String;

use crate::pii::Pii;

/// One thing to tell an agent; the table of strings has the words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reason {
    /// The agent is himself offline.
    AgentOffline,
    /// An attempt is already under way.
    AlreadyCalling,
    /// The call could not be answered.
    AnswerFailed,
    /// Twilio refused or lost the call.
    CallFailed,
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
    },
    /// The Functions did not answer.
    FunctionsUnreachable,
    /// The configuration does not say where the Functions are.
    FunctionsUnset,
    /// The agent is on a call already.
    LineBusy,
    /// The agent missed a call.
    Missed {
        /// Who called.
        name: Pii<String>,
    },
    /// The agent himself has no address that a call could go to.
    NoAddress,
    /// The colleague did not answer in time.
    NoAnswer {
        /// Who did not answer.
        name: Pii<String>,
    },
    /// The default outbound flow has no caller id, which a phone agent needs.
    NoCallerId,
    /// The account has no default outbound flow.
    NoOutboundFlow,
    /// TaskRouter did not bring the task to its agent.
    NoRouting,
    /// What was asked for does not exist on calls between colleagues yet.
    NotOnInternalCalls,
    /// An agent cannot call himself.
    Yourself,
}
