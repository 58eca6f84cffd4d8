//! What can happen to a desk: presses of keys and buttons, and facts from Twilio.

use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;
use core::ops::Range;

use super::{
    Activity, ActivitySettings, Capability, Familiar, Presence, Readiness, Reason, RequestId, Tab,
    Template, Wake, directory,
};
use crate::id::{QueueSid, ReservationSid, TaskSid, WorkerSid, WorkflowSid};
use crate::multi_call;
use crate::pii::Pii;
use crate::wire::{CallRecord, Clearing, DeclineReason, MissedCalls};

/// One fact; [`Desk::handle`](super::Desk::handle) takes it in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    // What the agent does on a screen, in the order in which he does it.
    /// The field got the focus.
    FieldFocused,
    /// The agent wants to have the focus in the field, wherever he is.
    FieldWanted,
    /// The text in the field changed.
    Typed(Pii<String>),
    /// A key that moves in the list or chooses from it was pressed in the field.
    KeyPressed(ListKey),
    /// An entry of the list was pointed at and chosen.
    OptionPicked(WorkerSid),
    /// The field lost the focus, or cannot have it.
    ListClosed,
    /// The agent sees the rows at these places of the open list, and perhaps one or two beside
    /// them. Of a list that stays open it is told again only when he scrolls.
    RowsSeen(Range<usize>),
    /// The field and the choice were emptied.
    Cleared,
    /// The colleagues whom the agent calls often, as his browser has kept them.
    Remembered(Familiar),
    /// The agent stars a colleague, or no longer.
    StarPressed(WorkerSid),
    /// Another tab of the dialer was turned to.
    TabPicked(Tab),
    /// The agent looks at the queues.
    QueuesWanted,
    /// The text in the field of the queues changed.
    QueueTyped(Pii<String>),
    /// A queue was chosen.
    QueuePicked(QueueSid),
    /// The agent looks at the calls that she has missed.
    MissedWanted,
    /// She has done with some of them.
    MissedCleared(Clearing),
    /// Call was pressed.
    CallPressed,
    /// A button was pressed that calls this colleague, whoever is chosen in the field.
    ColleagueCalled(WorkerSid),
    /// The agent wants to call this colleague when he is free.
    WaitPressed(WorkerSid),
    /// The agent waits for this colleague no longer, or does not call him now.
    WaitGivenUp(WorkerSid),
    /// Cancel was pressed.
    CancelPressed,
    /// A colleague's call was declined with a reason.
    DeclinePressed {
        /// The reservation.
        reservation: ReservationSid,
        /// Why.
        why: DeclineReason,
    },
    /// The agent has read what he was told.
    NoticeDismissed,

    // Facts about the account and the people in it.
    /// What the account has for internal calls, and who the agent is.
    SetUp(Setup),
    /// Internal calls are not possible in this account.
    NotSetUp(Reason),
    /// Some of the plugin could not attach to Flex; the rest goes on.
    CapabilitiesOff(Vec<Capability>),
    /// The project template was found at work in this Flex.
    TemplateFound {
        /// With what.
        template: Template,
        /// The agent is an administrator or a supervisor.
        can_mend: bool,
    },
    /// The Functions have answered, and told of themselves.
    FunctionsAre {
        /// Their release.
        release: String,
        /// The agent is an administrator or a supervisor.
        can_mend: bool,
    },
    /// The account's activities, and what it has set them to mean to colleagues.
    ActivitiesKnown {
        /// All of them.
        activities: Vec<Activity>,
        /// What is set.
        settings: ActivitySettings,
        /// The agent is an administrator or a supervisor.
        can_mend: bool,
    },
    /// The agent's own activity changed.
    OwnPresenceChanged(Presence),
    /// Flex says whether the agent has a live call of any kind.
    LineChanged {
        /// He has one.
        busy: bool,
    },
    /// The agent's leg of an internal call is up in this browser, or has gone; told instead of
    /// [`Event::LineChanged`] where there may be more calls than one.
    LegChanged {
        /// His reservation.
        reservation: ReservationSid,
        /// It is up.
        up: bool,
    },
    /// Something is new about the agent's calls of whatever kind.
    MultiCall(multi_call::Event),
    /// The agent's phone in the browser can be reached by Twilio, or can't any more.
    PhoneChanged {
        /// It can.
        connected: bool,
    },
    /// The microphone was looked at.
    MicrophoneChecked {
        /// The order that this answers.
        request: RequestId,
        /// Whether it can be used.
        microphone: Microphone,
    },
    /// The colleagues, or a further part of them.
    ColleaguesFetched {
        /// The fetch that this answers.
        request: RequestId,
        /// Everybody of this part but the agent himself.
        colleagues: Vec<Colleague>,
        /// There are more after this one; without it these were the last.
        more: Option<WorkerSid>,
    },
    /// Something is new about some colleagues; unknown ones are added.
    ColleaguesChanged(Vec<Colleague>),
    /// TaskRouter has room, or no more room, for a call to a colleague who is chosen or waited for.
    RoomChanged {
        /// Who.
        worker: WorkerSid,
        /// There is room.
        has_room: bool,
    },
    /// The matching of one query is done.
    Ranked {
        /// What was looked for; an answer to an older text is ignored.
        query: Pii<String>,
        /// The best matches, best first.
        hits: Vec<Hit>,
        /// All matches.
        matching: usize,
    },

    /// The queues that can be called, as they are now.
    QueuesFetched {
        /// The fetch that this answers.
        request: RequestId,
        /// All of them, in the order in which they are listed.
        queues: Vec<Queue>,
    },

    /// The calls that the agent has missed, as the server has kept them.
    MissedFetched {
        /// The order that this answers.
        request: RequestId,
        /// All of them.
        calls: MissedCalls,
    },

    // Facts about tasks and calls.
    /// TaskRouter made the caller's task.
    TaskCreated {
        /// The order that this answers.
        request: RequestId,
        /// The new task.
        task: TaskSid,
    },
    /// An order failed.
    RequestFailed {
        /// The order that this answers.
        request: RequestId,
        /// What went wrong.
        why: Failure,
    },
    /// A reservation of an internal call is there, or is not what it was.
    ReservationChanged(Offer),
    /// The call record of an internal call was read or changed.
    RecordChanged(Box<CallRecord>),
    /// There is no such call record, or it cannot be read now.
    RecordUnreadable {
        /// The call: its caller's task.
        call: TaskSid,
    },
    /// Flex no longer shows the participants that it was given for a task.
    ParticipantsLost {
        /// The agent's task.
        task: TaskSid,
    },
    /// The server has carried out an order.
    Answered {
        /// Which.
        request: RequestId,
    },
    /// The time that an [`Effect::WakeAt`](super::Effect::WakeAt) asked for has come.
    Woken(Wake),
}

/// Whether the agent could speak on a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Microphone {
    /// There is one, and the browser lets Flex use it.
    Ready,
    /// There is none.
    Missing,
    /// The agent, or the browser's policy, does not let Flex use it.
    Refused,
    /// It does not start, most often since another program uses it.
    InUse,
}

/// Keys that mean something to the list of colleagues.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ListKey {
    /// Down: opens the list, or goes to the next entry.
    ArrowDown,
    /// Up: opens the list, or goes to the entry before.
    ArrowUp,
    /// Alt and Down: opens the list without going to an entry.
    AltArrowDown,
    /// Alt and Up: closes the list.
    AltArrowUp,
    /// Ten entries down.
    PageDown,
    /// Ten entries up.
    PageUp,
    /// Chooses the highlighted entry.
    Enter,
    /// Closes the list; in a closed list empties the field.
    Escape,
    /// Moves the caret in the text: no entry is highlighted any more.
    InText,
    /// Leaves the field; the highlighted entry is not chosen.
    Tab,
    /// Stars the highlighted colleague, else the chosen one, or no longer.
    Star,
}

/// What the account has for internal calls, and who the agent is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Setup {
    /// The agent himself.
    pub worker: WorkerSid,
    /// His full name, as his colleague will see it.
    pub name: Pii<String>,
    /// His contact address: `client:…`, `sip:…` or a number.
    pub address: Option<Pii<String>>,
    /// Whether his activity lets tasks come to him.
    pub presence: Presence,
    /// The workflow of the default outbound flow.
    pub workflow: WorkflowSid,
    /// The queue of the default outbound flow.
    pub queue: QueueSid,
    /// The number from which calls of the default outbound flow come.
    pub caller_id: Option<Pii<String>>,
    /// How long a colleague is rung, in seconds.
    pub ring_timeout_s: Option<u32>,
    /// How long somebody of a queue is waited for, in seconds.
    pub queue_timeout_s: Option<u32>,
    /// He may call a colleague.
    pub call_agent: bool,
    /// He may call a queue.
    pub call_queue: bool,
    /// Whoever misses a call finds a notice of it.
    pub missed_calls: bool,
    /// Completes internal calls at once instead of leaving it to the agent.
    pub auto_complete: bool,
    /// He may have more calls than one.
    pub multi_call: bool,
}

/// One colleague, as TaskRouter knows him.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Colleague {
    /// Who.
    pub worker: WorkerSid,
    /// His full name.
    pub name: Pii<String>,
    /// His team, if the account keeps teams.
    pub team: Option<String>,
    /// What calls are routed to him for, in the account's own words.
    pub skills: Vec<String>,
    /// What else he is found by: his e-mail address, his extension, his department.
    pub also: Pii<String>,
    /// His contact address: `client:…`, `sip:…` or a number.
    pub address: Option<Pii<String>>,
    /// Whether tasks come to him.
    pub presence: Presence,
    /// His activity in the account's own words.
    pub activity: String,
    /// Since when, in milliseconds of the browser's clock; `None` if that is not known.
    pub since: Option<u64>,
    /// TaskRouter has room for another call for him; `None` if that is not known.
    pub has_room: Option<bool>,
}

impl Colleague {
    /// He could be called now.
    pub fn can_be_called(&self) -> bool {
        directory::obstacle(self).is_none()
    }

    /// How ready he is for a call now.
    pub fn readiness(&self) -> Readiness {
        if !self.can_be_called() {
            Readiness::No
        } else if self.presence == Presence::Interruptible {
            Readiness::Interruptible
        } else {
            Readiness::Free
        }
    }
}

/// One queue, as TaskRouter knows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Queue {
    /// Which.
    pub sid: QueueSid,
    /// Its name.
    pub name: Pii<String>,
    /// How many calls wait in it for somebody.
    pub waiting: u32,
    /// How many of its agents are in an activity in which calls come to them; some of these may be
    /// on a call.
    pub available: u32,
}

/// One match of a query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    /// Who.
    pub worker: WorkerSid,
    /// Byte ranges of his name that match, in order, not overlapping.
    pub matched: Vec<Range<usize>>,
}

/// What went wrong with an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Failure {
    /// It was about something that is not there any more.
    Gone,
    /// The other side understood and said no.
    Refused,
    /// No usable answer came.
    Unreachable,
}

/// One reservation of an internal call, as its agent's Flex knows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    /// The reservation.
    pub reservation: ReservationSid,
    /// Its task.
    pub task: TaskSid,
    /// How far it has come.
    pub status: OfferStatus,
    /// The call it belongs to: the caller's task. `None` on the caller's own task.
    pub joins: Option<TaskSid>,
    /// The address that the call comes from.
    pub from: Pii<String>,
    /// The name of the other agent; on the task of somebody who calls a queue that of the queue.
    pub peer: Pii<String>,
    /// The name of the queue through which a colleague's call comes.
    pub queue: Option<Pii<String>>,
}

/// How far a reservation has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OfferStatus {
    /// Offered; the agent has not answered.
    Pending,
    /// Answered; the agent is in the call.
    Accepted,
    /// The call is over, the agent has work after it.
    Wrapping,
    /// All is done.
    Completed,
    /// Taken back: the caller gave up, or the task was canceled.
    Canceled,
    /// The agent declined.
    Rejected,
    /// The agent did not answer in time.
    TimedOut,
}

impl OfferStatus {
    /// Nothing more will happen to such a reservation.
    pub fn is_final(self) -> bool {
        matches!(
            self,
            OfferStatus::Completed
                | OfferStatus::Canceled
                | OfferStatus::Rejected
                | OfferStatus::TimedOut
        )
    }

    /// What became of such a reservation if TaskRouter no longer has it among those that are not
    /// over, and nobody heard why.
    #[must_use]
    pub fn over_unheard(self) -> OfferStatus {
        match self {
            OfferStatus::Pending => OfferStatus::Canceled,
            OfferStatus::Accepted | OfferStatus::Wrapping => OfferStatus::Completed,
            OfferStatus::Completed
            | OfferStatus::Canceled
            | OfferStatus::Rejected
            | OfferStatus::TimedOut => self,
        }
    }
}
