//! The three agents: their desks, their pages, their legs, and what they do.

use std::collections::{BTreeMap, BTreeSet};

use call_core::desk::{
    Action, CallState as Shown, Colleague, Desk, Effect, Event, Hit, Microphone, Offer,
    OfferStatus, Presence, RequestId, Setup, Wake,
};
use call_core::id::{QueueSid, ReservationSid, TaskSid, WorkerSid, WorkflowSid};
use call_core::pii::Pii;
use call_core::wire::{ControlOp, DeclineReason};
use serde_json::{Map, Value, json};

use crate::schedule::World;
use crate::server::{Asker, Post};
use crate::twilio::{ALICE, BOB, EVE};

pub(crate) const WORKERS: [&str; 3] = [ALICE, BOB, EVE];
pub(crate) const ADDRESSES: [&str; 3] = ["client:alice", "client:bob", "client:eve"];
const NAMES: [&str; 3] = ["Alice Anders", "Bob Baker", "Eve Eden"];

/// One agent.
#[derive(Debug, Default)]
pub(crate) struct Agent {
    pub(crate) desk: Desk,
    /// The number of his page, while it is open.
    pub(crate) page: Option<u32>,
    pub(crate) wakes: Vec<(u64, Wake)>,
    pub(crate) follows: BTreeSet<TaskSid>,
    pub(crate) legs: Vec<Leg>,
    /// The offers that his Flex shows.
    shows: BTreeMap<ReservationSid, Offer>,
}

/// A leg of an agent, in a conference or on its way.
#[derive(Debug)]
pub(crate) struct Leg {
    pub(crate) call: String,
    reservation: ReservationSid,
}

impl Agent {
    /// What is left at his desk after all calls.
    pub(crate) fn left(&self) -> Vec<String> {
        if self.page.is_none() {
            return Vec::new();
        }
        let view = self.desk.view();
        let mut left = Vec::new();
        if !matches!(view.call, Shown::Idle | Shown::Told(_)) {
            left.push(format!("a desk shows {:?}", view.call));
        }
        if view.can_cancel || !view.offered.is_empty() {
            left.push("a desk offers what is over".to_owned());
        }
        if !self.follows.is_empty() || !self.legs.is_empty() {
            left.push(format!("a desk follows {:?}, has {:?}", self.follows, self.legs));
        }
        if !format!("{:?}", self.desk).contains("halves: [], ") {
            left.push(format!("a desk keeps a half: {:?}", self.desk));
        }
        left
    }
}

fn text(text: &str) -> Pii<String> {
    Pii::new(text.to_owned())
}

fn worker(agent: usize) -> WorkerSid {
    WorkerSid::parse(WORKERS[agent]).expect("it is one")
}

fn setup(agent: usize) -> Setup {
    let digits = "1".repeat(32);
    Setup {
        worker: worker(agent),
        name: text(NAMES[agent]),
        address: Some(text(ADDRESSES[agent])),
        presence: Presence::Available,
        workflow: WorkflowSid::parse(&format!("WW{digits}")).expect("it is one"),
        queue: QueueSid::parse(&format!("WQ{digits}")).expect("it is one"),
        caller_id: None,
        ring_timeout_s: Some(20),
        queue_timeout_s: None,
        call_agent: true,
        call_queue: false,
        missed_calls: true,
        auto_complete: false,
        multi_call: false,
    }
}

fn colleague(agent: usize) -> Colleague {
    Colleague {
        worker: worker(agent),
        name: text(NAMES[agent]),
        team: None,
        address: Some(text(ADDRESSES[agent])),
        presence: Presence::Available,
        activity: "Available".to_owned(),
        since: None,
        has_room: None,
        skills: Vec::new(),
        also: Pii::default(),
    }
}

impl World {
    /// An agent opens his page; his Flex shows what TaskRouter has for him.
    pub(crate) fn open(&mut self, agent: usize) -> Result<(), String> {
        let page = self.number();
        self.agents[agent] = Agent { page: Some(page), ..Agent::default() };
        self.feed(agent, Event::SetUp(setup(agent)))?;
        for at in 0..self.offers.len() {
            let offer = &self.offers[at];
            if offer.agent == agent && !offer.status.is_final() {
                let offer = self.offer(at);
                self.tell(agent, Event::ReservationChanged(offer));
            }
        }
        Ok(())
    }

    /// He closes it: his legs go with it.
    pub(crate) fn close(&mut self, agent: usize) -> Result<(), String> {
        let legs = std::mem::take(&mut self.agents[agent]).legs;
        for leg in legs {
            self.twilio.leave(&leg.call);
        }
        self.notice()
    }

    /// Something reaches his page.
    pub(crate) fn hears(&mut self, agent: usize, event: Event) -> Result<(), String> {
        let Event::ReservationChanged(offer) = &event else { return self.feed(agent, event) };
        let offer = offer.clone();
        let shows = &mut self.agents[agent].shows;
        if offer.status.is_final() {
            shows.remove(&offer.reservation);
        } else {
            shows.insert(offer.reservation.clone(), offer.clone());
        }
        self.feed(agent, event)?;
        // Flex answers an agent's own task by itself.
        match offer.status == OfferStatus::Pending && offer.joins.is_none() {
            true => self.judge(agent, &Action::Accept(offer)),
            false => Ok(()),
        }
    }

    pub(crate) fn feed(&mut self, agent: usize, event: Event) -> Result<(), String> {
        let now = self.now();
        let effects = self.agents[agent].desk.handle(now, event);
        self.perform(agent, effects)
    }

    fn judge(&mut self, agent: usize, action: &Action) -> Result<(), String> {
        let now = self.now();
        let (_, effects) = self.agents[agent].desk.judge(now, action);
        self.perform(agent, effects)
    }

    fn perform(&mut self, agent: usize, effects: Vec<Effect>) -> Result<(), String> {
        let printed = format!("{effects:?}");
        if let Some(name) = NAMES.iter().find(|name| printed.contains(*name)) {
            return Err(format!("{name} is printed"));
        }
        for effect in effects {
            self.perform_one(agent, effect)?;
        }
        Ok(())
    }

    fn perform_one(&mut self, agent: usize, effect: Effect) -> Result<(), String> {
        let page = self.agents[agent].page.unwrap_or_default();
        match effect {
            Effect::Rank { query, .. } => {
                let other = NAMES.iter().position(|name| *name == query.reveal().as_str());
                let hit = |other| Hit { worker: worker(other), matched: Vec::new() };
                let hits: Vec<Hit> = other.into_iter().map(hit).collect();
                let matching = hits.len();
                self.feed(agent, Event::Ranked { query, hits, matching })?;
            }
            Effect::FetchColleagues { request, .. } => {
                let others = (0..3).filter(|other| *other != agent).map(colleague);
                let colleagues = others.collect();
                self.feed(agent, Event::ColleaguesFetched { request, colleagues, more: None })?;
            }
            Effect::CheckMicrophone { request } => {
                let microphone = Microphone::Ready;
                self.feed(agent, Event::MicrophoneChecked { request, microphone })?;
            }
            Effect::CreateTask { request, task } => {
                self.posts.push(Post::Create { agent, page, request, task });
            }
            Effect::CallReservation { request, reservation, url, .. } => {
                self.posts.push(Post::Ring { agent, page, request, reservation, url });
            }
            Effect::Cleanup { request, task, call, why } => {
                let mut event = json!({ "taskSid": task, "conferenceName": call });
                if let Some(code) = why.as_ref().and_then(DeclineReason::code) {
                    event["reason"] = json!(code);
                }
                self.asks(agent, request, "cleanup-rejected-task", event);
            }
            Effect::Reconcile { request, task } => {
                let event = task.map_or(json!({}), |task| json!({ "taskSid": task }));
                self.asks(agent, request, "reconcile", event);
            }
            Effect::Order { request, call, op, target } => {
                let event = json!({ "op": op, "conferenceName": call, "target": target });
                self.asks(agent, request, "control", event);
            }
            Effect::Accept { reservation } => {
                let shown = self.agents[agent].shows.get(&reservation).cloned();
                if let Some(offer) = shown.filter(|offer| offer.status == OfferStatus::Pending) {
                    self.judge(agent, &Action::Accept(offer))?;
                }
            }
            Effect::HangUp { reservation } => self.hang_up(agent, Some(&reservation))?,
            Effect::Reject { reservation } => {
                self.answer(&reservation, OfferStatus::Pending, OfferStatus::Rejected);
            }
            Effect::WrapUp { reservation } => {
                self.answer(&reservation, OfferStatus::Accepted, OfferStatus::Wrapping);
            }
            Effect::Complete { reservation } => {
                self.answer(&reservation, OfferStatus::Wrapping, OfferStatus::Completed);
            }
            Effect::FollowRecord { call } => self.follow(agent, call),
            Effect::LeaveRecord { call } => drop(self.agents[agent].follows.remove(&call)),
            Effect::WakeAt { at, wake } => self.agents[agent].wakes.push((at, wake)),
            Effect::Remember(_)
            | Effect::FetchQueues { .. }
            | Effect::AskMissedCalls { .. }
            | Effect::ForgetColleagues { .. }
            | Effect::WatchRows { .. }
            | Effect::WatchRoom { .. }
            | Effect::ShowConference(_)
            | Effect::MultiCall(_)
            | Effect::AskToCall { .. }
            | Effect::AskNoLonger
            | Effect::Notify(_) => {}
        }
        Ok(())
    }

    fn asks(&mut self, agent: usize, request: RequestId, plan: &str, mut event: Value) {
        let page = self.agents[agent].page.unwrap_or_default();
        event["requestId"] = json!(format!("{:08x}-0000-4000-8000-000000000000", self.number()));
        self.ask(Asker::Page { agent, page, request }, plan, event);
    }

    fn follow(&mut self, agent: usize, call: TaskSid) {
        let known = self.twilio.documents.get(&format!("internal_call.{call}"));
        match known.map(|(_, data)| data.clone()) {
            Some(data) => {
                self.agents[agent].follows.insert(call);
                self.tell_record(agent, &data);
            }
            None => self.tell(agent, Event::RecordUnreadable { call }),
        }
    }

    pub(crate) fn tell_record(&mut self, agent: usize, data: &Value) {
        let record = serde_json::from_value(data.clone()).expect("the server writes records");
        self.tell(agent, Event::RecordChanged(Box::new(record)));
    }

    /// Twilio calls an agent for a reservation; `false` if it is not to be answered any more.
    pub(crate) fn rings(
        &mut self,
        agent: usize,
        reservation: &ReservationSid,
        url: &str,
    ) -> Result<bool, String> {
        // A page that is closed does not answer.
        if self.agents[agent].page.is_none()
            || !self.answer(reservation, OfferStatus::Pending, OfferStatus::Accepted)
        {
            return Ok(false);
        }
        let call = format!("CA{:032x}", self.number());
        self.twilio.called.insert(call.clone(), ADDRESSES[agent].to_owned());
        let leg = Leg { call: call.clone(), reservation: reservation.clone() };
        self.agents[agent].legs.push(leg);
        let (path, rest) = url.split_once('?').unwrap_or((url, ""));
        let query = rest.split('#').next().unwrap_or_default();
        let mut event: Map<String, Value> = query
            .split('&')
            .filter_map(|pair| pair.split_once('='))
            .map(|(name, value)| (name.to_owned(), json!(value)))
            .collect();
        event.insert("To".to_owned(), json!(ADDRESSES[agent]));
        let plan = path.rsplit('/').next().unwrap_or_default();
        self.ask(Asker::Leg { agent, call }, plan, Value::Object(event));
        self.feed(agent, Event::LineChanged { busy: true })?;
        Ok(true)
    }

    /// A leg of his has gone.
    pub(crate) fn drop_leg(&mut self, agent: usize, call: &str) -> Result<(), String> {
        let legs = &mut self.agents[agent].legs;
        let before = legs.len();
        legs.retain(|leg| leg.call != *call);
        match legs.len() < before && legs.is_empty() {
            true => self.feed(agent, Event::LineChanged { busy: false }),
            false => Ok(()),
        }
    }

    fn hang_up(&mut self, agent: usize, wanted: Option<&ReservationSid>) -> Result<(), String> {
        let legs = self.agents[agent].legs.iter();
        let his = legs.filter(|leg| wanted.is_none_or(|wanted| leg.reservation == *wanted));
        let calls: Vec<String> = his.map(|leg| leg.call.clone()).collect();
        for call in calls {
            self.twilio.leave(&call);
            self.drop_leg(agent, &call)?;
        }
        self.notice()
    }

    /// An agent does something that his screen offers.
    pub(crate) fn acts(&mut self, which: usize) -> Result<(), String> {
        let agent = which % 3;
        if self.agents[agent].page.is_none() {
            return self.open(agent);
        }
        let shown: Vec<Offer> = self.agents[agent].shows.values().cloned().collect();
        let of = |status: OfferStatus| {
            let mut of_it = shown.iter().filter(|offer| offer.status == status);
            of_it.find(|offer| status != OfferStatus::Pending || offer.joins.is_some()).cloned()
        };
        let (pending, accepted) = (of(OfferStatus::Pending), of(OfferStatus::Accepted));
        let order = |op| {
            let reservation = accepted.clone().map(|offer| offer.reservation);
            reservation.map(|reservation| Action::Order { reservation, op, worker: None })
        };
        let either = (which / 48).is_multiple_of(2);
        let action = match which / 3 % 16 {
            0..=2 => return self.calls(agent, (agent + 1 + usize::from(either)) % 3),
            3..=7 => pending.map(Action::Accept),
            8 if either => pending.map(Action::Reject),
            8 => {
                let Some(Offer { reservation, .. }) = pending else { return Ok(()) };
                let why = DeclineReason::InMeeting;
                return self.feed(agent, Event::DeclinePressed { reservation, why });
            }
            9 => return self.feed(agent, Event::CancelPressed),
            10 => return self.hang_up(agent, None),
            11 | 12 => order(ControlOp::Hold),
            13 => order(ControlOp::Unhold),
            14 if either => order(ControlOp::Mute),
            14 => accepted.map(|offer| Action::EndForAll { reservation: offer.reservation }),
            _ => return self.wraps_up(agent),
        };
        action.map_or(Ok(()), |action| self.judge(agent, &action))
    }

    fn calls(&mut self, agent: usize, other: usize) -> Result<(), String> {
        self.feed(agent, Event::Typed(text(NAMES[other])))?;
        self.feed(agent, Event::OptionPicked(worker(other)))?;
        self.feed(agent, Event::CallPressed)
    }

    fn wraps_up(&mut self, agent: usize) -> Result<(), String> {
        let shown = self.agents[agent].shows.values();
        let wrapping = shown.filter(|offer| offer.status == OfferStatus::Wrapping);
        let done: Vec<ReservationSid> = wrapping.map(|offer| offer.reservation.clone()).collect();
        for reservation in done {
            self.answer(&reservation, OfferStatus::Wrapping, OfferStatus::Completed);
        }
        Ok(())
    }

    /// He hangs up and finishes whatever he has to do.
    pub(crate) fn leaves_all(&mut self, agent: usize) -> Result<(), String> {
        self.hang_up(agent, None)?;
        self.wraps_up(agent)
    }
}
