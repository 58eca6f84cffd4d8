//! The kinds of all that a desk can be told of, asked and woken for: none may go untried.

pub(crate) mod events {
    use call_core::desk::Event;
    crate::kinds!(Event: FieldFocused FieldWanted Typed KeyPressed OptionPicked ListClosed RowsSeen Cleared
        TabPicked QueuesWanted QueueTyped QueuePicked QueuesFetched MissedWanted MissedCleared MissedFetched CallPressed ColleagueCalled
        WaitPressed WaitGivenUp Remembered StarPressed CancelPressed DeclinePressed NoticeDismissed
        SetUp NotSetUp
        ActivitiesKnown CapabilitiesOff TemplateFound FunctionsAre OwnPresenceChanged LineChanged LegChanged MultiCall PhoneChanged
        MicrophoneChecked ColleaguesFetched ColleaguesChanged RoomChanged Ranked TaskCreated
        RequestFailed Answered ReservationChanged RecordChanged RecordUnreadable ParticipantsLost
        Woken);
}
pub(crate) mod actions {
    use call_core::desk::Action;
    crate::kinds!(Action: Accept Reject EndForAll HangUpElsewhere DialNumber ToggleHold
        ToggleMute Order Control ActOn HangUp Leave Resume ShowParticipantsFailure);
}
pub(crate) mod wakes {
    use call_core::desk::Wake;
    crate::kinds!(Wake: AnswerStuck AskAgain Unanswered Unreserved ReadRecord Reconcile OrderStuck
        Forget DropLeft Sweep FetchAgain ListStill WaitOver LookAtQueues);
}
pub(crate) mod statuses {
    use call_core::desk::OfferStatus;
    crate::kinds!(OfferStatus: Pending Accepted Wrapping Completed Canceled Rejected TimedOut);

    /// Every one.
    pub(crate) const ALL: [OfferStatus; 7] = [
        OfferStatus::Pending,
        OfferStatus::Accepted,
        OfferStatus::Wrapping,
        OfferStatus::Completed,
        OfferStatus::Canceled,
        OfferStatus::Rejected,
        OfferStatus::TimedOut,
    ];
}
pub(crate) mod reasons {
    use call_core::wire::EndReason;
    crate::kinds!(EndReason: Canceled Unreachable Crossed NoAnswer Declined HungUp);

    /// Every one.
    pub(crate) const ALL: [EndReason; 6] = [
        EndReason::Canceled,
        EndReason::Unreachable,
        EndReason::Crossed,
        EndReason::NoAnswer,
        EndReason::Declined,
        EndReason::HungUp,
    ];
}
