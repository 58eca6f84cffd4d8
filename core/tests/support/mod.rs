//! Alice's desk as the tests play on it: facts in, effects out as one line each.

#![allow(clippy::unwrap_used, reason = "test helpers")]
#![allow(dead_code, reason = "each test binary uses a part of it")]

pub(crate) mod several;

use call_core::desk::{
    Action, Activity, ActivitySettings, CallState as Shown, Colleague, Desk, Effect, Event, Hit,
    Microphone, Offer, OfferStatus, Presence, Queue, RequestId, Setup, Tab, Talk, Verdict,
};
use call_core::id::{CallSid, QueueSid, ReservationSid, TaskSid, WorkerSid, WorkflowSid};
use call_core::multi_call::{self, Ask};
use call_core::pii::Pii;
use call_core::wire::{
    CallRecord, CallState, EndReason, Leg, LegKind, LegRole, LegStatus, Orders, PENDING_COLLEAGUE,
    Party, Pending, Work,
};

fn digits(last: char) -> String {
    last.to_string().repeat(32)
}

pub(crate) fn task(last: char) -> TaskSid {
    TaskSid::parse(&format!("WT{}", digits(last))).unwrap()
}

pub(crate) fn reservation(last: char) -> ReservationSid {
    ReservationSid::parse(&format!("WR{}", digits(last))).unwrap()
}

pub(crate) fn worker(last: char) -> WorkerSid {
    WorkerSid::parse(&format!("WK{}", digits(last))).unwrap()
}

pub(crate) fn leg(last: char) -> CallSid {
    CallSid::parse(&format!("CA{}", digits(last))).unwrap()
}

pub(crate) fn text(text: &str) -> Pii<String> {
    Pii::new(text.to_owned())
}

/// Alice, at work, in an account that has everything.
pub(crate) fn setup() -> Setup {
    Setup {
        worker: worker('a'),
        name: text("Alice Anders"),
        address: Some(text("client:alice")),
        presence: Presence::Available,
        workflow: WorkflowSid::parse(&format!("WW{}", digits('1'))).unwrap(),
        queue: QueueSid::parse(&format!("WQ{}", digits('1'))).unwrap(),
        caller_id: Some(text("+15551230000")),
        ring_timeout_s: Some(20),
        queue_timeout_s: Some(60),
        call_agent: true,
        call_queue: true,
        missed_calls: false,
        auto_complete: false,
        multi_call: false,
    }
}

/// Bob, who can be called.
pub(crate) fn bob() -> Colleague {
    Colleague {
        worker: worker('b'),
        name: text("Bob Baker"),
        team: Some("Billing".into()),
        skills: vec!["spanish".into()],
        also: text("bob@example.com 2047"),
        address: Some(text("client:bob")),
        presence: Presence::Available,
        activity: "Available".into(),
        since: None,
        has_room: None,
    }
}

/// The account's only activity is not the one that its settings name.
pub(crate) fn misnamed() -> Event {
    let activities = vec![Activity { name: "Break".to_owned(), available: false }];
    let settings = ActivitySettings { undisturbed: vec!["break".into()], ..Default::default() };
    Event::ActivitiesKnown { activities, settings, can_mend: true }
}

/// A queue of which three could come.
pub(crate) fn billing() -> Queue {
    let sid = QueueSid::parse(&format!("WQ{}", digits('2'))).unwrap();
    Queue { sid, name: text("Billing"), waiting: 2, available: 3 }
}

pub(crate) fn hit(last: char) -> Hit {
    Hit { worker: worker(last), matched: Vec::new() }
}

/// Alice's own half of the call that she places: task and reservation `a`.
pub(crate) fn mine(status: OfferStatus) -> Event {
    Event::ReservationChanged(my_offer(status))
}

pub(crate) fn my_offer(status: OfferStatus) -> Offer {
    Offer {
        reservation: reservation('a'),
        task: task('a'),
        status,
        joins: None,
        from: text("client:alice"),
        peer: text("Bob Baker"),
        queue: None,
    }
}

/// Alice's half of a call that Bob places: task and reservation `c`, the call is `b`.
pub(crate) fn his(status: OfferStatus) -> Event {
    Event::ReservationChanged(his_offer(status))
}

pub(crate) fn his_offer(status: OfferStatus) -> Offer {
    Offer {
        reservation: reservation('c'),
        task: task('c'),
        status,
        joins: Some(task('b')),
        from: text("client:bob"),
        peer: text("Bob Baker"),
        queue: None,
    }
}

/// The record of the call that Alice places; each state is a second after the one before.
pub(crate) fn record(state: CallState, end_reason: Option<EndReason>) -> CallRecord {
    let party = |last: char, name: &str, address: &str| Party {
        worker_sid: Some(worker(last)),
        task_sid: Some(task(last)),
        name: text(name),
        address: text(address),
    };
    let pending = Pending {
        kind: LegKind::Agent,
        task_sid: Some(task('b')),
        name: text("Bob Baker"),
        address: text("client:bob"),
        since: 5_000_000,
        expires_at: 5_020_000,
    };
    let mut record = CallRecord {
        v: 1,
        conference_name: task('a'),
        conference_sid: None,
        state,
        end_reason,
        end_note: None,
        seq: state as u64,
        ring_timeout_s: 20,
        queue: None,
        created_at: 5_000_000,
        updated_at: 5_000_000 + 1_000 * (state as u64),
        answered_at: (state >= CallState::Active).then_some(5_002_000),
        caller: party('a', "Alice Anders", "client:alice"),
        colleague: party('b', "Bob Baker", "client:bob"),
        legs: [(leg('a'), leg_of('a', LegRole::Caller))].into(),
        pending: Default::default(),
        work: Work::default(),
        requests: Vec::new(),
    };
    match state {
        CallState::Setup => record.legs.clear(),
        CallState::Ringing => drop(record.pending.insert(PENDING_COLLEAGUE.into(), pending)),
        CallState::Active => {
            record.legs.insert(leg('b'), leg_of('b', LegRole::Callee));
        }
        CallState::Ended => {
            record.legs.insert(leg('b'), leg_of('b', LegRole::Callee));
            record.legs.values_mut().for_each(|leg| leg.status = LegStatus::Left);
        }
    }
    record
}

/// The record of the call that Alice places to a queue, which Bob takes.
pub(crate) fn queue_record(state: CallState, end_reason: Option<EndReason>) -> CallRecord {
    let mut record = record(state, end_reason);
    record.queue = Some(billing().sid);
    if state < CallState::Active {
        record.colleague = Party {
            worker_sid: None,
            name: text("Billing"),
            address: text("queue:Billing"),
            ..record.colleague
        };
    }
    record
}

/// The same seen from the other side: Bob calls, Alice is called.
pub(crate) fn his_record(state: CallState, end_reason: Option<EndReason>) -> CallRecord {
    let mut record = record(state, end_reason);
    record.conference_name = task('b');
    std::mem::swap(&mut record.caller, &mut record.colleague);
    for leg in record.legs.values_mut() {
        leg.role = match leg.role {
            LegRole::Caller => LegRole::Callee,
            LegRole::Callee => LegRole::Caller,
            LegRole::Added => LegRole::Added,
        };
    }
    record
}

fn leg_of(who: char, role: LegRole) -> Leg {
    Leg {
        kind: LegKind::Agent,
        role,
        worker_sid: Some(worker(who)),
        label: format!("worker-{}", worker(who)),
        status: LegStatus::Joined,
        hold: false,
        muted: false,
        coaching: false,
        seq: 1,
        orders: Orders::default(),
        left_reason: None,
    }
}

pub(crate) fn told(state: CallState) -> Event {
    Event::RecordChanged(Box::new(record(state, None)))
}

pub(crate) fn ended(reason: EndReason) -> Event {
    Event::RecordChanged(Box::new(record(CallState::Ended, Some(reason))))
}

/// A desk, its clock, and the effects of the last fact.
#[derive(Clone, Debug)]
pub(crate) struct Table {
    pub(crate) desk: Desk,
    pub(crate) now: u64,
    /// What is found whenever the microphone is looked at; nothing yet, if nothing.
    pub(crate) microphone: Option<Microphone>,
    pub(crate) effects: Vec<Effect>,
}

impl Default for Table {
    fn default() -> Table {
        let microphone = Some(Microphone::Ready);
        Table { desk: Desk::default(), now: 0, microphone, effects: Vec::new() }
    }
}

impl Table {
    /// Alice's desk, ready, with Bob known and chosen.
    pub(crate) fn ready() -> Table {
        Table::with(setup(), bob())
    }

    pub(crate) fn with(setup: Setup, colleague: Colleague) -> Table {
        let mut table = Table::default();
        table.on(Event::SetUp(setup));
        table.fetched(vec![colleague]);
        table.on(Event::Typed(text("bob")));
        table.on(Event::Ranked { query: text("bob"), hits: vec![hit('b')], matching: 1 });
        table.on(Event::OptionPicked(worker('b')));
        table
    }

    /// Alice's desk, ready, with a queue chosen.
    pub(crate) fn at_queues() -> Table {
        let mut table = Table::ready();
        table.on(Event::TabPicked(Tab::Queue));
        table.on(Event::QueuesWanted);
        let request = table.request();
        table.on(Event::QueuesFetched { request, queues: vec![billing()] });
        table.on(Event::QueuePicked(billing().sid));
        table
    }

    pub(crate) fn fetched(&mut self, colleagues: Vec<Colleague>) {
        let request = self.request();
        self.on(Event::ColleaguesFetched { request, colleagues, more: None });
    }

    /// Feeds one fact; its effects, a line each, joined by "; ".
    pub(crate) fn on(&mut self, event: Event) -> String {
        let effects = self.desk.handle(self.now, event);
        self.effects = self.looked(effects);
        self.lines()
    }

    /// Whether Flex may go on with an action, and what is to be done.
    pub(crate) fn judge(&mut self, now: u64, action: &Action) -> (Verdict, Vec<Effect>) {
        self.now = now;
        let (verdict, effects) = self.desk.judge(now, action);
        (verdict, self.looked(effects))
    }

    /// Looking at the microphone takes no time.
    fn looked(&mut self, effects: Vec<Effect>) -> Vec<Effect> {
        match self.microphone {
            Some(microphone) => looked(&mut self.desk, self.now, microphone, effects),
            None => effects,
        }
    }

    pub(crate) fn lines(&self) -> String {
        let done = |effect: &&Effect| !matches!(effect, Effect::Remember(_));
        self.effects.iter().filter(done).map(line).collect::<Vec<_>>().join("; ")
    }

    /// The number of the order that the last effects contain.
    pub(crate) fn request(&self) -> RequestId {
        self.effects.iter().find_map(request).unwrap()
    }

    /// Since when Alice is connected with Bob, and who hears whom, if she is.
    pub(crate) fn connected(&self) -> Option<(Option<u64>, Talk)> {
        match self.desk.view().call {
            Shown::Connected { since, talk, .. } => Some((since, talk)),
            Shown::Idle | Shown::Placing { .. } | Shown::Ringing { .. } | Shown::Told(_) => None,
        }
    }

    /// Presses Call, and TaskRouter brings the task back, accepted.
    pub(crate) fn placed(&mut self) {
        self.on(Event::CallPressed);
        let request = self.request();
        self.on(Event::TaskCreated { request, task: task('a') });
        self.on(mine(OfferStatus::Pending));
        self.on(mine(OfferStatus::Accepted));
    }
}

/// The effects once the microphone was looked at, wherever that was ordered.
pub(crate) fn looked(
    desk: &mut Desk,
    now: u64,
    microphone: Microphone,
    effects: Vec<Effect>,
) -> Vec<Effect> {
    let look = |effect| {
        let Effect::CheckMicrophone { request } = effect else { return vec![effect] };
        desk.handle(now, Event::MicrophoneChecked { request, microphone })
    };
    effects.into_iter().flat_map(look).collect()
}

fn request(effect: &Effect) -> Option<RequestId> {
    match effect {
        Effect::FetchColleagues { request, .. }
        | Effect::FetchQueues { request }
        | Effect::AskMissedCalls { request, .. }
        | Effect::CheckMicrophone { request }
        | Effect::CreateTask { request, .. }
        | Effect::CallReservation { request, .. }
        | Effect::Cleanup { request, .. }
        | Effect::Order { request, .. }
        | Effect::Reconcile { request, .. } => Some(*request),
        Effect::Rank { .. }
        | Effect::Remember(_)
        | Effect::ForgetColleagues { .. }
        | Effect::WatchRows { .. }
        | Effect::WatchRoom { .. }
        | Effect::Accept { .. }
        | Effect::HangUp { .. }
        | Effect::Reject { .. }
        | Effect::WrapUp { .. }
        | Effect::Complete { .. }
        | Effect::FollowRecord { .. }
        | Effect::LeaveRecord { .. }
        | Effect::ShowConference(_)
        | Effect::MultiCall(_)
        | Effect::Notify(_)
        | Effect::AskToCall { .. }
        | Effect::AskNoLonger
        | Effect::WakeAt { .. } => None,
    }
}

/// The last letter of an identifier names it in a test.
fn end(sid: &str) -> &str {
    &sid[33..]
}

fn ends(workers: &[WorkerSid]) -> String {
    workers.iter().map(|worker| end(worker.as_str())).collect()
}

pub(crate) fn line(effect: &Effect) -> String {
    match effect {
        Effect::Rank { query, .. } => format!("rank '{}'", query.reveal()),
        Effect::Remember(familiar) => format!("remember {}", familiar.written().trim()),
        Effect::FetchColleagues { after: None, .. } => "fetch".into(),
        Effect::FetchColleagues { after: Some(worker), .. } => {
            format!("fetch after {}", end(worker.as_str()))
        }
        Effect::ForgetColleagues { workers } => format!("forget {}", ends(workers)),
        Effect::WatchRows { workers } => format!("watch rows {}", ends(workers)),
        Effect::CheckMicrophone { .. } => "check microphone".into(),
        Effect::FetchQueues { .. } => "fetch queues".into(),
        Effect::AskMissedCalls { clear: None, .. } => "ask for missed calls".into(),
        Effect::AskMissedCalls { clear: Some(which), .. } => {
            format!("clear missed calls: {}", which.as_str())
        }
        Effect::WatchRoom { workers } if workers.is_empty() => "watch nobody".into(),
        Effect::WatchRoom { workers } => format!("watch {}", ends(workers)),
        Effect::CreateTask { .. } => "create task".into(),
        Effect::CallReservation { reservation, from, url, .. } => {
            let path = url.split(['/', '?']).find(|part| part.starts_with("agent-")).unwrap();
            format!("call {} from {} by {path}", end(reservation.as_str()), from.reveal())
        }
        Effect::Cleanup { task, why, .. } => {
            let why = why.as_ref().map(|why| format!(" because {}", why.code().unwrap_or("…")));
            format!("clean up {}{}", end(task.as_str()), why.unwrap_or_default())
        }
        Effect::Reconcile { task: None, .. } => "sweep".into(),
        Effect::Reconcile { task: Some(task), .. } => {
            format!("reconcile {}", end(task.as_str()))
        }
        Effect::Order { call, op, target, .. } => {
            let target = target.as_ref().map_or("all", |target| end(target.as_str()));
            format!("{} {target} in {}", op.as_str(), end(call.as_str()))
        }
        Effect::Accept { reservation } => format!("accept {}", end(reservation.as_str())),
        Effect::HangUp { reservation } => format!("hang up {}", end(reservation.as_str())),
        Effect::Reject { reservation } => format!("reject {}", end(reservation.as_str())),
        Effect::WrapUp { reservation } => format!("wrap up {}", end(reservation.as_str())),
        Effect::Complete { reservation } => format!("complete {}", end(reservation.as_str())),
        Effect::FollowRecord { call } => format!("follow {}", end(call.as_str())),
        Effect::LeaveRecord { call } => format!("leave {}", end(call.as_str())),
        Effect::ShowConference(conference) => {
            let tiles =
                conference.participants.iter().map(|p| format!("{:?} {:?}", p.part, p.status));
            let tiles = tiles.collect::<Vec<_>>().join(", ");
            format!("show {} {:?}: {tiles}", end(conference.task.as_str()), conference.status)
        }
        Effect::MultiCall(effect) => multi_call_line(effect),
        Effect::Notify(reason) => {
            let reason = format!("{reason:?}");
            format!("tell {}", reason.split(' ').next().unwrap())
        }
        Effect::AskToCall { name, .. } => format!("ask to call {}", name.reveal()),
        Effect::AskNoLonger => "ask no longer".into(),
        Effect::WakeAt { at, wake } => {
            let wake = format!("{wake:?}");
            format!("wake {} at {at}", wake.split(' ').next().unwrap())
        }
    }
}

fn multi_call_line(effect: &multi_call::Effect) -> String {
    use multi_call::Effect as Order;
    match effect {
        Order::Microphone { line, open } => {
            format!("microphone {} {}", end(line.as_str()), if *open { "on" } else { "off" })
        }
        Order::Leave { line, .. } => format!("leave {}", end(line.as_str())),
        Order::Mute { line, muted, .. } => {
            format!("{} {}", if *muted { "mute" } else { "unmute" }, end(line.as_str()))
        }
        Order::Refuse(Ask::Accept(line)) => format!("let {} not be accepted", end(line.as_str())),
        Order::Refuse(ask) => format!("do not go on {ask:?}"),
        Order::Ear { line, open } => {
            format!("ear {} {}", end(line.as_str()), if *open { "on" } else { "off" })
        }
        Order::Hold { leg, line, hold, .. } => {
            let what = if *hold { "hold" } else { "take back" };
            format!("{what} {} of {}", end(leg.as_str()), end(line.as_str()))
        }
        Order::Proceed(Ask::Accept(line)) => format!("let {} be accepted", end(line.as_str())),
        Order::Proceed(ask) => format!("let go on {ask:?}"),
        Order::Show { line } => format!("buttons of {}", end(line.as_str())),
        Order::StopMonitoring => "stop monitoring".into(),
        Order::OpenDialpad => "open the dialpad".into(),
        Order::ShowNothing => "no buttons".into(),
        Order::Tell(notice) => {
            let notice = format!("{notice:?}");
            format!("tell {}", notice.split('(').next().unwrap())
        }
        Order::Remind { line, .. } => format!("remind of {}", end(line.as_str())),
        Order::WakeAt { at, wake } => {
            let wake = format!("{wake:?}");
            format!("wake {} at {at}", wake.split('(').next().unwrap())
        }
    }
}
