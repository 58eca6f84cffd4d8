//! TaskRouter: tasks, whom they are offered to, and how long.

use call_core::desk::{Event, NewTask, Offer, OfferStatus};
use call_core::id::{ReservationSid, TaskSid};
use call_core::pii::Pii;
use serde_json::json;

use crate::desks::ADDRESSES;
use crate::schedule::World;
use crate::twilio::{Reservation, Task};

/// One offer of a task to an agent.
#[derive(Debug)]
pub(crate) struct Offering {
    pub(crate) sid: ReservationSid,
    pub(crate) task: String,
    pub(crate) agent: usize,
    pub(crate) status: OfferStatus,
}

impl Offering {
    fn is_open(&self) -> bool {
        !self.status.is_final()
    }

    fn word(&self) -> &'static str {
        match self.status {
            OfferStatus::Pending => "pending",
            OfferStatus::Accepted => "accepted",
            OfferStatus::Wrapping => "wrapping",
            OfferStatus::Completed => "completed",
            OfferStatus::Canceled => "canceled",
            OfferStatus::Rejected => "rejected",
            OfferStatus::TimedOut => "timeout",
        }
    }
}

impl World {
    /// An agent's page makes his own task.
    pub(crate) fn create(&mut self, agent: usize, task: &NewTask) -> TaskSid {
        let sid = format!("WT{:032x}", self.twilio.tasks.len());
        let mut attributes = serde_json::to_value(&task.attributes).expect("plain data");
        attributes["from"] = json!(ADDRESSES[agent]);
        self.reached.calls += 1;
        self.twilio.tasks.insert(sid.clone(), Task::new("pending", attributes));
        self.born.insert(sid.clone(), self.now());
        TaskSid::parse(&sid).expect("it was written as one")
    }

    /// Offers what waits to whom it is for: one's own task always, another's to who has room.
    pub(crate) fn route(&mut self) {
        let waiting: Vec<String> = self
            .twilio
            .tasks
            .iter()
            .filter(|(_, task)| task.status == "pending")
            .map(|(sid, _)| sid.clone())
            .collect();
        for sid in waiting {
            let task = self.twilio.tasks.get_mut(&sid).expect("it was listed");
            let target = task.attributes["targetWorker"].as_str().unwrap_or_default();
            let Some(agent) = ADDRESSES.iter().position(|address| *address == target) else {
                continue;
            };
            let own = task.attributes["direction"] == "outbound";
            let mut his = self.offers.iter().filter(|offer| offer.agent == agent);
            let refused = |offer: &Offering| offer.task == sid && !offer.is_open();
            if his.any(|offer| refused(offer) || (!own && offer.is_open())) {
                continue;
            }
            task.status = "reserved".to_owned();
            task.change();
            let number = format!("WR{:032x}", self.offers.len());
            let offer = Offering {
                sid: ReservationSid::parse(&number).expect("it was written as one"),
                task: sid,
                agent,
                status: OfferStatus::Pending,
            };
            self.offers.push(offer);
            self.offer_changed(self.offers.len() - 1, OfferStatus::Pending);
        }
    }

    pub(crate) fn offer_changed(&mut self, at: usize, status: OfferStatus) {
        self.offers[at].status = status;
        self.twilio.reservations = self.reservations();
        let agent = self.offers[at].agent;
        let offer = self.offer(at);
        self.tell(agent, Event::ReservationChanged(offer));
    }

    fn reservations(&self) -> Vec<Reservation> {
        let reservation = |offer: &Offering| Reservation {
            task: offer.task.clone(),
            worker: crate::desks::WORKERS[offer.agent].to_owned(),
            status: offer.word().to_owned(),
        };
        self.offers.iter().map(reservation).collect()
    }

    /// The offer as the agent's page reads it from the task.
    pub(crate) fn offer(&self, at: usize) -> Offer {
        let Offering { sid, task, status, .. } = &self.offers[at];
        let attributes = &self.twilio.tasks[task].attributes;
        let text = |name: &str| Pii::new(attributes[name].as_str().unwrap_or_default().to_owned());
        let named = attributes["conference"]["friendlyName"].as_str().filter(|name| name != task);
        Offer {
            reservation: sid.clone(),
            task: TaskSid::parse(task).expect("it was written as one"),
            status: *status,
            joins: named.and_then(|name| TaskSid::parse(name).ok()),
            from: text("from"),
            peer: text("name"),
            queue: None,
        }
    }

    /// An agent answers an offer, or finishes a task.
    pub(crate) fn answer(
        &mut self,
        sid: &ReservationSid,
        from: OfferStatus,
        to: OfferStatus,
    ) -> bool {
        let fits = |offer: &Offering| offer.sid == *sid && offer.status == from;
        let Some(at) = self.offers.iter().position(fits) else { return false };
        let task = self.twilio.tasks.get_mut(&self.offers[at].task).expect("it is offered");
        task.status = match to {
            OfferStatus::Accepted => "assigned",
            OfferStatus::Wrapping => "wrapping",
            OfferStatus::Completed => "completed",
            OfferStatus::Pending
            | OfferStatus::Canceled
            | OfferStatus::Rejected
            | OfferStatus::TimedOut => "pending",
        }
        .to_owned();
        task.change();
        self.offer_changed(at, to);
        self.route();
        true
    }

    /// Offers follow their tasks; new tasks are offered.
    pub(crate) fn notice_tasks(&mut self) {
        let now = self.now();
        for (sid, task) in &mut self.twilio.tasks {
            self.born.entry(sid.clone()).or_insert_with(|| {
                task.status = "pending".to_owned();
                now
            });
        }
        for at in 0..self.offers.len() {
            use OfferStatus::{Accepted, Canceled, Completed, Pending, Wrapping};
            let offer = &self.offers[at];
            let status = self.twilio.tasks[&offer.task].status.as_str();
            let then = match (offer.status, status) {
                (Pending, "canceled") => Canceled,
                (Accepted, "wrapping") => Wrapping,
                (Accepted | Wrapping, "completed") => Completed,
                _ => continue,
            };
            self.offer_changed(at, then);
        }
        self.route();
    }

    pub(crate) fn age_tasks(&mut self) {
        let now = self.now();
        for (sid, task) in &mut self.twilio.tasks {
            task.age = now.saturating_sub(self.born[sid]) / 1_000;
        }
    }

    /// When tasks are taken back that nobody has accepted.
    pub(crate) fn task_times(&self) -> Vec<u64> {
        let open = self.twilio.tasks.iter().filter(|(_, task)| is_waiting(task));
        open.filter_map(|(sid, task)| ends(self.born[sid], task)).collect()
    }

    pub(crate) fn time_out_tasks(&mut self) -> Result<(), String> {
        let now = self.now();
        for (sid, task) in &mut self.twilio.tasks {
            if is_waiting(task) && ends(self.born[sid], task).is_some_and(|end| end <= now) {
                task.status = "canceled".to_owned();
                task.change();
            }
        }
        self.notice()
    }
}

fn is_waiting(task: &Task) -> bool {
    ["pending", "reserved"].contains(&task.status.as_str())
}

fn ends(born: u64, task: &Task) -> Option<u64> {
    let seconds: u64 = task.timeout.as_ref()?.parse().ok()?;
    Some(born + seconds * 1_000)
}
