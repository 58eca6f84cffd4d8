//! What a screen shows, as plain data: a screen draws it and decides nothing.

use alloc::string::String;
use alloc::vec::Vec;
use core::ops::Range;

use super::{Queue, Reason, Section};
use crate::id::{QueueSid, ReservationSid, TaskSid, WorkerSid};
use crate::multi_call::Shown;
use crate::pii::Pii;

/// Everything that the dialer and the call panel show at one moment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct View {
    /// Whether colleagues can be called at all.
    pub availability: Availability,
    /// What the dialer is open for.
    pub tab: Tab,
    /// It can be opened for the other, too.
    pub has_tabs: bool,
    /// The field in which a colleague is looked for.
    pub finder: Finder,
    /// The field in which a queue is looked for.
    pub queues: QueueFinder,
    /// The queue of which somebody is awaited, while nobody has taken the call.
    pub awaited: Option<Queue>,
    /// Where the internal call of this agent stands; of several the one that he looks at.
    pub call: CallState,
    /// All calls that the agent has in this browser, in the order in which they came; none while
    /// he can have one alone.
    pub lines: Vec<Shown>,
    /// The colleagues who are calling this agent, and have not been answered.
    pub offered: Vec<Offered>,
    /// What can be done about what [`CallState::Told`] says.
    pub choices: Option<Choices>,
    /// For whom the agent waits, the longest first.
    pub waiting: Vec<Waited>,
    /// The calls that the agent has missed; none if the account does not want them to be kept.
    pub missed: Option<Missed>,
    /// Pressing Call would place a call to the chosen colleague or queue.
    pub can_call: bool,
    /// Pressing Cancel would end the attempt.
    pub can_cancel: bool,
}

/// Whether the capability is there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Availability {
    /// The plugin is still finding out.
    #[default]
    Starting,
    /// Colleagues can be called.
    Ready,
    /// Something in the account is missing; the reason names it.
    NotSetUp(Reason),
}

/// What the dialer is open for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tab {
    /// A colleague is called.
    #[default]
    Agent,
    /// The next agent of a queue is called.
    Queue,
}

/// The state of the field in which a queue is looked for, and of the choice.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct QueueFinder {
    /// What stands in the field.
    pub query: Pii<String>,
    /// The queues that match; not more than a person would read.
    pub options: Vec<Queue>,
    /// How many match altogether.
    pub matching: usize,
    /// The queue that Call would call.
    pub chosen: Option<QueueSid>,
    /// Whether they are known.
    pub state: QueuesState,
}

/// Whether the queues are known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum QueuesState {
    /// They are on their way, or nobody has asked for them.
    #[default]
    Loading,
    /// They could not be fetched.
    Failed,
    /// They were told, a moment ago or earlier.
    Known,
}

/// The state of the field, its list and its choice.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Finder {
    /// What stands in the field.
    pub query: Pii<String>,
    /// The best matches, best first; not more than a person would read.
    pub options: Vec<Suggestion>,
    /// The place in `options` that Enter would choose.
    pub highlighted: Option<usize>,
    /// The list is to be seen.
    pub open: bool,
    /// The field is to have the focus as soon as it is there.
    pub wanted: bool,
    /// What the line under the field says.
    pub count: Count,
    /// More colleagues are still to come than are known.
    pub partial: bool,
    /// The colleague whom Call would call.
    pub chosen: Option<Suggestion>,
}

/// What is known about how many colleagues match.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Count {
    /// The colleagues are still being fetched and none is known yet.
    #[default]
    Loading,
    /// The colleagues could not be fetched.
    Failed,
    /// So many match; `options` may hold fewer.
    Matches {
        /// Colleagues that match the query.
        matching: usize,
        /// All colleagues known.
        known: usize,
    },
}

/// One colleague as the list shows him.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suggestion {
    /// Who.
    pub worker: WorkerSid,
    /// His full name.
    pub name: Pii<String>,
    /// His team, if the account keeps teams.
    pub team: Option<String>,
    /// Whether he can take a call, for the mark beside his name.
    pub presence: Presence,
    /// His activity in the account's own words, for the text beside the mark.
    pub activity: String,
    /// Since when, in milliseconds of the browser's clock; `None` if that is not known.
    pub since: Option<u64>,
    /// The skills by which the query has found him, in the account's own words.
    pub skills: Vec<String>,
    /// Why he cannot be called; `None` if he can.
    pub obstacle: Option<Reason>,
    /// Byte ranges of `name` that match the query, in order, not overlapping.
    pub matched: Vec<Range<usize>>,
    /// The agent has starred him.
    pub favourite: bool,
    /// Why he stands where he does, in a list that answers no query.
    pub section: Option<Section>,
}

/// Whether a colleague could take a call.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Presence {
    /// His activity lets tasks come to him.
    Available,
    /// His activity lets tasks come to him, and means to the account that he is busy with
    /// something for which he may be interrupted.
    Interruptible,
    /// He is at work, but tasks do not come to him now.
    Unavailable,
    /// His activity means to the account that no colleague calls him, whatever tasks come to him.
    DoNotDisturb,
    /// He is not at work, or nothing is known of him.
    #[default]
    Offline,
}

/// A colleague's call that the agent can answer or decline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offered {
    /// The reservation.
    pub reservation: ReservationSid,
    /// Who calls.
    pub name: Pii<String>,
}

/// What can be done about a colleague who was not reached, beside calling him again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choices {
    /// Who.
    pub worker: WorkerSid,
    /// He can be waited for, and is not yet.
    pub can_wait: bool,
    /// His team, where somebody else may be reached.
    pub team: Option<String>,
}

/// The calls that the agent has missed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Missed {
    /// The latest first.
    pub calls: Vec<MissedEntry>,
    /// The server was asked for them in vain: there may be others.
    pub failed: bool,
}

/// A call that the agent has missed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MissedEntry {
    /// Which call.
    pub call: TaskSid,
    /// Who called.
    pub caller: WorkerSid,
    /// His full name.
    pub name: Pii<String>,
    /// When, in milliseconds since 1970.
    pub at: u64,
}

/// A colleague whom the agent wants to call when he is free.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waited {
    /// Who.
    pub worker: WorkerSid,
    /// His full name.
    pub name: Pii<String>,
    /// He is free now, and the agent is asked whether he calls him.
    pub asks: bool,
}

/// Where the agent's internal call stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum CallState {
    /// No call and nothing to tell.
    #[default]
    Idle,
    /// The call is being set up; nobody rings yet.
    Placing {
        /// Whom he calls.
        name: Pii<String>,
    },
    /// The colleague's Flex rings.
    Ringing {
        /// Whom he calls.
        name: Pii<String>,
        /// Since when, in milliseconds of the browser's clock.
        since: u64,
    },
    /// Both are in the call.
    Connected {
        /// With whom he talks.
        name: Pii<String>,
        /// Since when, in milliseconds of the browser's clock, if that is known.
        since: Option<u64>,
        /// Who hears whom.
        talk: Talk,
    },
    /// The attempt is over; this says why until it is dismissed.
    Told(Reason),
}

/// Who hears whom in a call of two.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Talk {
    /// Both each other.
    #[default]
    Together,
    /// Nobody anybody: each has put the other on hold.
    BothHeld,
    /// The other party is being put on hold.
    Holding,
    /// The agent has muted himself, at a telephone, of which Flex shows nothing.
    MutedMyself,
    /// The other party is on hold.
    PeerHeld,
    /// The other party is not heard.
    PeerMuted,
    /// Somebody is being taken off hold.
    Resuming,
    /// The agent is on hold.
    SelfHeld,
    /// The agent is not heard, whatever his microphone does.
    SelfMuted,
}
