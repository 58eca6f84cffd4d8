//! What a desk orders: requests, changes of Flex's screens, and wake-ups.

use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;

use super::{Conference, Familiar, Reason};
use crate::id::{CallSid, QueueSid, ReservationSid, TaskSid, WorkerSid, WorkflowSid};
use crate::multi_call;
use crate::pii::Pii;
use crate::wire::{CallerAttributes, Clearing, ControlOp, DeclineReason};

/// One order; the plugin carries it out and tells the outcome as an event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Match the known colleagues against a query; answered by
    /// [`Event::Ranked`](super::Event::Ranked).
    Rank {
        /// What was typed.
        query: Pii<String>,
        /// Who comes before others who fit equally well.
        familiar: Familiar,
    },
    /// Keep in this browser, for this agent, whom he calls often.
    Remember(Familiar),
    /// Fetch all colleagues; answered, in as many parts as it takes, by
    /// [`Event::ColleaguesFetched`](super::Event::ColleaguesFetched).
    FetchColleagues {
        /// Its number.
        request: RequestId,
        /// Only those who come after this one, if a part of them is known.
        after: Option<WorkerSid>,
    },
    /// Find these colleagues no longer: the account has them no more.
    ForgetColleagues {
        /// Who.
        workers: Vec<WorkerSid>,
    },
    /// Tell, now and at every change, what these colleagues do, by
    /// [`Event::ColleaguesChanged`](super::Event::ColleaguesChanged); and no longer what those of
    /// the order before do.
    WatchRows {
        /// Who.
        workers: Vec<WorkerSid>,
    },
    /// See whether the agent could speak, which may have the browser ask him; answered by
    /// [`Event::MicrophoneChecked`](super::Event::MicrophoneChecked).
    CheckMicrophone {
        /// Its number.
        request: RequestId,
    },
    /// Tell, now and at every change, whether these colleagues have room for a call, by
    /// [`Event::RoomChanged`](super::Event::RoomChanged); and no longer for others.
    WatchRoom {
        /// Who; nobody any more if it is empty.
        workers: Vec<WorkerSid>,
    },
    /// Fetch all queues that can be called; answered by
    /// [`Event::QueuesFetched`](super::Event::QueuesFetched).
    FetchQueues {
        /// Its number.
        request: RequestId,
    },
    /// Have the server forget some missed calls, if any are named, and tell the others; answered by
    /// [`Event::MissedFetched`](super::Event::MissedFetched).
    AskMissedCalls {
        /// Its number.
        request: RequestId,
        /// Which the agent has done with.
        clear: Option<Clearing>,
    },
    /// Create the caller's task; answered by
    /// [`Event::TaskCreated`](super::Event::TaskCreated).
    CreateTask {
        /// Its number.
        request: RequestId,
        /// What to create.
        task: Box<NewTask>,
    },
    /// Let Twilio call the agent for a reservation and connect him as `url` says.
    CallReservation {
        /// Its number.
        request: RequestId,
        /// The reservation that is accepted by it.
        reservation: ReservationSid,
        /// The address that the call comes from.
        from: Pii<String>,
        /// Where the Functions say what the call does, below their domain.
        url: String,
    },
    /// Ask the server to end the attempt (by the caller's task) or to decline (by the
    /// colleague's); answered by [`Event::Answered`](super::Event::Answered).
    Cleanup {
        /// Its number.
        request: RequestId,
        /// The agent's own task.
        task: TaskSid,
        /// The call: the caller's task.
        call: TaskSid,
        /// Why the agent declines.
        why: Option<DeclineReason>,
    },
    /// Ask the server to put right what a lost message left; answered by
    /// [`Event::Answered`](super::Event::Answered).
    Reconcile {
        /// Its number.
        request: RequestId,
        /// The agent's own task; without it, calls that nobody looks after.
        task: Option<TaskSid>,
    },
    /// Ask the server to act on a leg, or to end the call; answered by
    /// [`Event::Answered`](super::Event::Answered).
    Order {
        /// Its number.
        request: RequestId,
        /// The call: the caller's task.
        call: TaskSid,
        /// What to do.
        op: ControlOp,
        /// The leg; none to end the call.
        target: Option<CallSid>,
    },
    /// Have Flex accept the caller's own task and show it, as it does by itself.
    Accept {
        /// The reservation.
        reservation: ReservationSid,
    },
    /// Hang up the agent's own leg.
    HangUp {
        /// The reservation to which the leg belongs.
        reservation: ReservationSid,
    },
    /// Decline in TaskRouter itself, where the server cannot be asked.
    Reject {
        /// The reservation.
        reservation: ReservationSid,
    },
    /// Wrap up a call that is over, where the server is not there to do it.
    WrapUp {
        /// The reservation.
        reservation: ReservationSid,
    },
    /// Complete the wrap-up.
    Complete {
        /// The reservation.
        reservation: ReservationSid,
    },
    /// Tell every change of a call record from now on.
    FollowRecord {
        /// The call: the caller's task.
        call: TaskSid,
    },
    /// The call record is no longer of interest.
    LeaveRecord {
        /// The call: the caller's task.
        call: TaskSid,
    },
    /// Do something about the agent's calls of whatever kind.
    MultiCall(multi_call::Effect),
    /// Give Flex the participants of an internal call to show.
    ShowConference(Conference),
    /// Tell the agent something.
    Notify(Reason),
    /// Ask the agent, wherever he looks, whether he calls this colleague now, and nobody else.
    AskToCall {
        /// Who is free.
        worker: WorkerSid,
        /// His full name.
        name: Pii<String>,
    },
    /// What was asked last is not asked any more.
    AskNoLonger,
    /// Come back with [`Event::Woken`](super::Event::Woken) at a time.
    WakeAt {
        /// When, in milliseconds of the browser's clock.
        at: u64,
        /// What for.
        wake: Wake,
    },
}

/// The number of an order, by which its answer is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RequestId(pub u32);

/// The caller's task, as it is to be created.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewTask {
    /// The workflow of the default outbound flow.
    pub workflow: WorkflowSid,
    /// The queue of the default outbound flow.
    pub queue: QueueSid,
    /// Its attributes; `to` and `targetWorker` are also the SDK's own `to` and `from`.
    pub attributes: CallerAttributes,
}

/// What the desk wants to be woken for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wake {
    /// The reservation should have left "pending" after it was answered.
    AnswerStuck {
        /// The reservation.
        reservation: ReservationSid,
    },
    /// The caller's task should have come back to him.
    Unreserved {
        /// The attempt's order.
        request: RequestId,
    },
    /// The caller's own task should have been answered, here or in another window.
    Unanswered {
        /// The reservation.
        reservation: ReservationSid,
    },
    /// What was left before the page was loaded anew is old enough to be seen as such.
    Sweep,
    /// A record that could not be read may be there now.
    ReadRecord {
        /// The call: the caller's task.
        call: TaskSid,
    },
    /// The server should be asked again what it has not answered.
    AskAgain {
        /// The order.
        request: RequestId,
    },
    /// The server should look after a call again.
    Reconcile {
        /// The call: the caller's task.
        call: TaskSid,
    },
    /// An order about a leg should have been answered.
    OrderStuck {
        /// The order.
        request: RequestId,
    },
    /// Why a call was taken from its caller should be known by now.
    Forget {
        /// The call: the caller's task.
        call: TaskSid,
    },
    /// The legs that have left need no longer be shown.
    DropLeft {
        /// The call: the caller's task.
        call: TaskSid,
    },
    /// The colleagues who could not be fetched may come now.
    FetchAgain,
    /// The rows in view may stand still.
    ListStill,
    /// A colleague may have been waited for long enough.
    WaitOver,
    /// The numbers of the queue of which somebody is awaited may be others now.
    LookAtQueues,
}
