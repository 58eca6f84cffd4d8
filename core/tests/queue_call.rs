//! Calling a queue at the desks: Alice calls whoever of Billing comes next; Bob belongs to it.

#![allow(clippy::unwrap_used, reason = "test helpers")]

mod support;

use call_core::desk::{
    Action, CallState as Shown, Effect, Event, Failure, Offer, OfferStatus, Queue, QueuesState,
    Reason, Setup, Tab, Verdict, Wake,
};
use call_core::id::QueueSid;
use call_core::wire::{CallState, DeclineReason, EndReason};

use support::{Table, billing, his_offer, my_offer, queue_record, reservation, setup, task, text};

fn offered(status: OfferStatus) -> Offer {
    Offer { queue: Some(text("Billing")), ..his_offer(status) }
}

fn mine(status: OfferStatus) -> Event {
    Event::ReservationChanged(Offer { peer: text("Billing"), ..my_offer(status) })
}

fn told(state: CallState, reason: Option<EndReason>) -> Event {
    Event::RecordChanged(Box::new(queue_record(state, reason)))
}

/// Alice has called Billing, and her own leg is on its way.
fn called() -> Table {
    let mut table = Table::at_queues();
    table.on(Event::CallPressed);
    let request = table.request();
    table.on(Event::TaskCreated { request, task: task('a') });
    table.on(mine(OfferStatus::Pending));
    table.on(mine(OfferStatus::Accepted));
    table
}

/// She waits for somebody.
fn waiting() -> Table {
    let mut table = called();
    table.on(told(CallState::Ringing, None));
    table
}

/// Whoever of the queue has accepted may get lost on his way, and TaskRouter asks nobody else then.
#[test]
fn the_server_looks_after_the_call_while_somebody_is_awaited_and_once_nobody_came() {
    let mut table = called();
    let mut record = queue_record(CallState::Ringing, None);
    for pending in record.pending.values_mut() {
        pending.expires_at = record.updated_at + 60_000;
    }
    let asked = table.on(Event::RecordChanged(Box::new(record)));
    assert!(asked.starts_with("wake Reconcile at 25000"), "{asked}");
    for (now, next) in [(25_000, 50_000), (50_000, 63_000), (63_000, 93_000)] {
        table.now = now;
        let asked = table.on(Event::Woken(Wake::Reconcile { call: task('a') }));
        assert_eq!(asked, format!("reconcile a; wake Reconcile at {next}"));
    }
    table.on(told(CallState::Ended, Some(EndReason::Unreachable)));
    assert_eq!(table.desk.view().call, Shown::Told(Reason::CallFailed));
}

fn queue(last: char, name: &str) -> Queue {
    let sid = QueueSid::parse(&format!("WQ{}", last.to_string().repeat(32))).unwrap();
    Queue { sid, name: text(name), waiting: 0, available: 1 }
}

fn names(table: &Table) -> Vec<String> {
    let options = table.desk.view().queues.options;
    options.iter().map(|queue| queue.name.reveal().clone()).collect()
}

#[test]
fn the_task_of_a_queue_call_names_the_queue_and_how_long_somebody_is_waited_for() {
    let mut table = Table::at_queues();
    table.on(Event::CallPressed);
    let Some(Effect::CreateTask { task, .. }) = table.effects.first() else {
        panic!("{:?}", table.effects)
    };
    let attributes = &task.attributes;
    assert_eq!(attributes.call_to_queue_sid, Some(billing().sid));
    assert_eq!(
        (attributes.to.reveal().as_str(), attributes.name.reveal().as_str()),
        ("queue:Billing", "Billing")
    );
    assert_eq!(
        (attributes.target_worker.reveal().as_str(), attributes.ring_timeout),
        ("client:alice", Some(60))
    );
}

#[test]
fn in_the_other_tab_a_colleague_is_called_whatever_queue_is_chosen() {
    let mut table = Table::at_queues();
    table.on(Event::TabPicked(Tab::Agent));
    table.on(Event::CallPressed);
    let Some(Effect::CreateTask { task, .. }) = table.effects.first() else {
        panic!("{:?}", table.effects)
    };
    assert_eq!(task.attributes.call_to_queue_sid, None);
    assert_eq!(
        (task.attributes.to.reveal().as_str(), task.attributes.ring_timeout),
        ("client:bob", Some(20))
    );
}

#[test]
fn whoever_wants_the_field_of_the_colleagues_has_their_tab() {
    let mut table = Table::at_queues();
    table.on(Event::FieldWanted);
    assert_eq!(table.desk.view().tab, Tab::Agent);
}

#[test]
fn a_call_needs_a_chosen_queue() {
    let mut table = Table::at_queues();
    assert!(table.desk.view().can_call);
    table.on(Event::QueueTyped(text("sales")));
    assert!(!table.desk.view().can_call, "whoever types looks for another one");
    assert_eq!(table.on(Event::CallPressed), "");
    table.on(Event::QueueTyped(text("bill")));
    assert_eq!(table.on(Event::CallPressed), "", "the only one is chosen first");
    assert!(table.on(Event::CallPressed).starts_with("create task"));
    let mut table = Table::at_queues();
    table.on(Event::QueuePicked(queue('9', "Gone").sid));
    assert_eq!(table.on(Event::CallPressed), "", "what is not to be seen is not called");
}

#[test]
fn queues_are_found_by_any_part_of_their_names() {
    let mut table = Table::at_queues();
    table.now += 6_000;
    table.on(Event::QueuesWanted);
    let request = table.request();
    let queues =
        vec![queue('2', "Billing"), queue('3', "Billing Ärzte"), queue('4', "Technical support")];
    table.on(Event::QueuesFetched { request, queues });
    for (typed, found) in [
        ("", &["Billing", "Billing Ärzte", "Technical support"][..]),
        (" BILL ", &["Billing", "Billing Ärzte"]),
        ("Ärz", &["Billing Ärzte"]),
        ("arzte", &["Billing Ärzte"]),
        ("ärzte", &["Billing Ärzte"]),
        ("PORT", &["Technical support"]),
        ("a rather long text that is longer than any name", &[]),
    ] {
        table.on(Event::QueueTyped(text(typed)));
        assert_eq!(names(&table), found, "{typed}");
    }
}

#[test]
fn of_more_queues_than_are_read_through_the_first_are_listed_and_all_are_counted() {
    let mut table = Table::at_queues();
    table.now += 6_000;
    table.on(Event::QueuesWanted);
    let request = table.request();
    let queues = (0..60).map(|number| Queue {
        sid: QueueSid::parse(&format!("WQ{number:032}")).unwrap(),
        ..queue('2', &format!("Team {number:02}"))
    });
    table.on(Event::QueuesFetched { request, queues: queues.collect() });
    for (typed, listed, matching) in [("", 50, 60), ("team 5", 10, 10), ("team 59", 1, 1)] {
        table.on(Event::QueueTyped(text(typed)));
        let finder = table.desk.view().queues;
        assert_eq!((finder.options.len(), finder.matching), (listed, matching), "{typed}");
    }
    assert_eq!(names(&table), ["Team 59"], "it is found, though it was not listed");
}

#[test]
fn numbers_are_fetched_when_somebody_looks_at_them_one_order_at_a_time() {
    let mut table = Table::ready();
    table.on(Event::TabPicked(Tab::Queue));
    assert_eq!(table.desk.view().queues.state, QueuesState::Loading);
    assert_eq!(table.on(Event::QueuesWanted), "fetch queues");
    let request = table.request();
    assert_eq!(table.on(Event::QueuesWanted), "", "one is under way");
    table.on(Event::RequestFailed { request, why: Failure::Unreachable });
    assert_eq!(table.desk.view().queues.state, QueuesState::Failed);
    assert_eq!(table.on(Event::QueuesWanted), "fetch queues");
    let request = table.request();
    assert_eq!(table.on(Event::QueuesFetched { request, queues: vec![billing()] }), "");
    assert_eq!(table.desk.view().queues.state, QueuesState::Known);
    table.now = 1_000;
    assert_eq!(table.on(Event::QueuesWanted), "wake LookAtQueues at 5000", "they have just come");
    assert_eq!(table.on(Event::QueuesWanted), "", "that is planned");
    table.now = 5_000;
    assert_eq!(table.on(Event::Woken(Wake::LookAtQueues)), "fetch queues");
    let request = table.request();
    table.on(Event::RequestFailed { request, why: Failure::Unreachable });
    assert_eq!(
        table.desk.view().queues.state,
        QueuesState::Known,
        "old numbers are better than none"
    );
    assert_eq!(table.on(Event::QueuesWanted), "fetch queues");
}

#[test]
fn there_are_the_tabs_that_the_account_wants() {
    for (call_agent, call_queue, has_tabs, tab) in [
        (true, true, true, Tab::Queue),
        (true, false, false, Tab::Agent),
        (false, true, false, Tab::Queue),
        (false, false, false, Tab::Agent),
    ] {
        let mut table = Table::default();
        table.on(Event::SetUp(Setup { call_agent, call_queue, ..setup() }));
        table.on(Event::TabPicked(Tab::Queue));
        let view = table.desk.view();
        assert_eq!((view.has_tabs, view.tab), (has_tabs, tab));
        table.on(Event::TabPicked(Tab::Agent));
        let other = if call_agent { Tab::Agent } else { Tab::Queue };
        assert_eq!(table.desk.view().tab, if call_queue { other } else { Tab::Agent });
    }
}

#[test]
fn while_somebody_is_awaited_the_numbers_are_fetched_again_and_again() {
    let mut table = waiting();
    table.now = 5_000;
    assert_eq!(table.on(Event::Woken(Wake::LookAtQueues)), "fetch queues");
    let request = table.request();
    let busy = Queue { waiting: 7, available: 0, ..billing() };
    let told = table.on(Event::QueuesFetched { request, queues: vec![busy.clone()] });
    assert_eq!(told, "wake LookAtQueues at 15000");
    assert_eq!(table.desk.view().awaited, Some(busy));
    table.now = 15_000;
    table.on(Event::Woken(Wake::LookAtQueues));
    let request = table.request();
    let failed = table.on(Event::RequestFailed { request, why: Failure::Unreachable });
    assert_eq!(failed, "wake LookAtQueues at 25000");
    table.on(Event::CancelPressed);
    table.now = 25_000;
    table.on(Event::Woken(Wake::LookAtQueues));
    let request = table.request();
    assert_eq!(table.on(Event::QueuesFetched { request, queues: vec![] }), "", "nobody waits");
}

#[test]
fn whoever_waits_sees_the_queue_and_how_many_wait_then_who_took_the_call() {
    let mut table = waiting();
    let view = table.desk.view();
    assert_eq!(view.call, Shown::Ringing { name: text("Billing"), since: 0 });
    assert_eq!(view.awaited, Some(billing()));
    assert!(view.can_cancel);
    table.on(told(CallState::Active, None));
    let view = table.desk.view();
    assert!(
        matches!(&view.call, Shown::Connected { name, .. } if name.reveal() == "Bob Baker"),
        "{:?}",
        view.call
    );
    assert_eq!((view.awaited, view.can_cancel), (None, false));
}

#[test]
fn whoever_waits_in_vain_is_told_that_nobody_came() {
    let mut table = waiting();
    table.on(told(CallState::Ended, Some(EndReason::NoAnswer)));
    let reason = Reason::NoAnswer { name: text("Billing") };
    assert_eq!(table.desk.view().call, Shown::Told(reason));
}

#[test]
fn one_of_a_queue_declines_to_taskrouter_and_nobody_is_told() {
    let mut table = Table::ready();
    table.on(Event::ReservationChanged(offered(OfferStatus::Pending)));
    assert_eq!(table.desk.view().offered, [], "there is nobody to tell a reason to");
    let why = DeclineReason::InMeeting;
    assert_eq!(table.on(Event::DeclinePressed { reservation: reservation('c'), why }), "");
    let (verdict, effects) = table.judge(0, &Action::Reject(offered(OfferStatus::Pending)));
    assert_eq!((verdict, effects), (Verdict::Proceed, vec![]));
    table.on(Event::ReservationChanged(offered(OfferStatus::Rejected)));
    // TaskRouter may ask him again.
    let again = Offer { reservation: reservation('e'), ..offered(OfferStatus::Pending) };
    let (verdict, effects) = table.judge(0, &Action::Accept(again));
    assert_eq!((verdict, effects.is_empty()), (Verdict::Replace, false));
}

#[test]
fn whoever_belongs_to_the_queue_that_he_calls_does_not_ring_for_his_own_call() {
    let mut table = waiting();
    let own = Offer { joins: Some(task('a')), ..offered(OfferStatus::Pending) };
    assert_eq!(table.on(Event::ReservationChanged(own.clone())), "reject c");
    let (_, effects) = table.judge(0, &Action::Accept(own));
    assert!(
        !effects.iter().any(|effect| matches!(effect, Effect::CallReservation { .. })),
        "{effects:?}"
    );
    assert!(table.desk.view().can_cancel, "the call goes on");
}

#[test]
fn whoever_waits_for_a_queue_may_be_offered_the_call_of_another() {
    let mut table = waiting();
    let others = Offer { joins: Some(task('b')), ..offered(OfferStatus::Pending) };
    let asked = table.on(Event::ReservationChanged(others));
    assert!(!asked.contains("reject"), "{asked}");
}
