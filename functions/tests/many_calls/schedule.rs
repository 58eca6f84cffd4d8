//! One world, and what happens next in it.

use std::collections::{BTreeMap, BTreeSet};

use call_core::desk::Event;

use crate::desks::Agent;
use crate::rooms::Room;
use crate::server::{Job, Post};
use crate::tasks::Offering;
use crate::twilio::{Trouble, Twilio};

/// How much goes wrong in one schedule, at most: what is lost, doubled, refused, cut off.
const MISHAPS: u32 = 8;

/// Three agents, Twilio, and all that is on its way between them.
#[derive(Debug)]
pub(crate) struct World {
    pub(crate) twilio: Twilio,
    pub(crate) agents: [Agent; 3],
    pub(crate) posts: Vec<Post>,
    pub(crate) jobs: Vec<Job>,
    pub(crate) offers: Vec<Offering>,
    /// When each task was made.
    pub(crate) born: BTreeMap<String, u64>,
    pub(crate) rooms: BTreeMap<String, Room>,
    /// The revision of each record that was told to those who follow it.
    pub(crate) written: BTreeMap<String, u64>,
    /// Legs and requests so far.
    pub(crate) numbers: u32,
    pub(crate) reached: Reached,
    mishaps: u32,
}

/// What happened at all.
#[derive(Clone, Debug, Default)]
pub(crate) struct Reached {
    pub(crate) calls: usize,
    pub(crate) talks: usize,
    pub(crate) holds: usize,
    pub(crate) mishaps: usize,
    pub(crate) pages_lost: usize,
    /// Schedules after which a call was put right only by whoever opened his page next.
    pub(crate) found_later: usize,
    pub(crate) reasons: BTreeMap<String, usize>,
}

impl Reached {
    pub(crate) fn add(&mut self, more: &Reached) {
        self.calls += more.calls;
        self.talks += more.talks;
        self.holds += more.holds;
        self.mishaps += more.mishaps;
        self.pages_lost += more.pages_lost;
        self.found_later += more.found_later;
        for (reason, count) in &more.reasons {
            *self.reasons.entry(reason.clone()).or_default() += count;
        }
    }

    pub(crate) fn is_everything(&self) -> bool {
        let counts = [self.calls, self.talks, self.holds, self.mishaps, self.pages_lost];
        let often = ["canceled", "crossed", "declined", "hung_up", "no_answer"];
        counts.iter().all(|count| *count > 0)
            && often.iter().all(|reason| self.reasons.contains_key(*reason))
    }
}

impl World {
    pub(crate) fn new() -> World {
        let mut twilio = Twilio::new();
        twilio.tasks.clear();
        twilio.reservations.clear();
        let mut world = World {
            twilio,
            agents: Default::default(),
            posts: Vec::new(),
            jobs: Vec::new(),
            offers: Vec::new(),
            born: BTreeMap::new(),
            rooms: BTreeMap::new(),
            written: BTreeMap::new(),
            numbers: 0,
            reached: Reached::default(),
            mishaps: MISHAPS,
        };
        for agent in 0..3 {
            world.open(agent).expect("a page that is opened first has nobody to tell a name");
        }
        world.settles().expect("nothing has happened yet");
        world
    }

    pub(crate) fn now(&self) -> u64 {
        self.twilio.now
    }

    /// The next number of something that has one.
    pub(crate) fn number(&mut self) -> u32 {
        self.numbers += 1;
        self.numbers
    }

    /// Lets one thing happen of all that could.
    pub(crate) fn happens(&mut self, choice: u16) -> Result<(), String> {
        let which = usize::from(choice / 32);
        match choice % 32 {
            0..=9 => self.goes_on(which),
            10..=19 => self.arrives(which),
            20..=25 => self.acts(which),
            26 => self.time_passes(),
            _ if self.mishaps == 0 => self.goes_on(which),
            kind => {
                self.mishaps -= 1;
                self.reached.mishaps += 1;
                self.goes_wrong(kind, which)
            }
        }?;
        self.holds()
    }

    /// The server works on a request, for a while or to its end.
    fn goes_on(&mut self, which: usize) -> Result<(), String> {
        if self.jobs.is_empty() {
            return self.arrives(which);
        }
        let job = which % self.jobs.len();
        for _ in 0..[1, 2, 4, 60][which / 3 % 4] {
            if self.step(job)? {
                break;
            }
        }
        Ok(())
    }

    fn arrives(&mut self, which: usize) -> Result<(), String> {
        match self.posts.len() {
            0 => self.acts(which),
            posts => self.deliver(which % posts),
        }
    }

    fn goes_wrong(&mut self, kind: u16, which: usize) -> Result<(), String> {
        match kind {
            27 if !self.posts.is_empty() => self.lose(which % self.posts.len()),
            28 if !self.posts.is_empty() => {
                let at = which % self.posts.len();
                let copy = self.posts[at].clone();
                if copy.may_come_twice() {
                    // A socket keeps its order, so nothing old comes after a last word.
                    self.posts.insert(at + 1, copy);
                }
                Ok(())
            }
            29 if !self.jobs.is_empty() => {
                let troubles = [
                    Trouble::Refused(0),
                    Trouble::Refused(429),
                    Trouble::Refused(503),
                    Trouble::DoneBut(0),
                    Trouble::DoneBut(503),
                ];
                let next = self.twilio.log.len();
                self.twilio.trouble.insert(next, troubles[which % troubles.len()]);
                self.goes_on(which / 8)
            }
            30 if !self.jobs.is_empty() => {
                self.kill(which % self.jobs.len());
                Ok(())
            }
            31 => {
                self.reached.pages_lost += 1;
                let agent = which % 3;
                self.close(agent)?;
                if (which / 3).is_multiple_of(2) { self.open(agent) } else { Ok(()) }
            }
            _ => self.goes_on(which),
        }
    }

    /// Until the next moment at which something is due.
    fn time_passes(&mut self) -> Result<(), String> {
        let wakes = self.agents.iter().flat_map(|agent| agent.wakes.iter().map(|(at, _)| *at));
        let due = wakes.chain(self.task_times()).chain(self.jobs.iter().map(Job::dies_at)).min();
        self.twilio.now = due.unwrap_or(self.now() + 1_000).max(self.now());
        self.bury()?;
        self.time_out_tasks()?;
        self.wake_one()
    }

    /// The earliest wake-up that is due.
    fn wake_one(&mut self) -> Result<(), String> {
        let now = self.now();
        let due = (0..3)
            .flat_map(|agent| {
                let wakes = self.agents[agent].wakes.iter().enumerate();
                wakes.map(move |(at, (time, _))| (*time, agent, at))
            })
            .min();
        match due {
            Some((time, agent, at)) if time <= now => {
                let (_, wake) = self.agents[agent].wakes.remove(at);
                self.feed(agent, Event::Woken(wake))
            }
            _ => Ok(()),
        }
    }

    /// What must hold at every moment.
    fn holds(&self) -> Result<(), String> {
        let mut rung = BTreeSet::new();
        for (sid, task) in &self.twilio.tasks {
            if let Some(call) = task.attributes["parentTaskSid"].as_str()
                && !rung.insert(call)
            {
                return Err(format!("{sid} is a second task for the colleague of {call}"));
            }
        }
        for agent in &self.agents {
            let view = agent.desk.view();
            if view.can_call && view.can_cancel {
                return Err("a desk calls and cancels".to_owned());
            }
        }
        Ok(())
    }

    /// Everything that is on its way arrives, and nothing more goes wrong.
    fn settles(&mut self) -> Result<(), String> {
        for _ in 0..3_000 {
            if !self.jobs.is_empty() {
                self.step(0)?;
            } else if !self.posts.is_empty() {
                self.deliver(0)?;
            } else {
                return Ok(());
            }
        }
        Err(format!("it never settles: {:?}, {:?}", self.posts, self.jobs))
    }

    /// Nobody does anything for a while.
    fn waits(&mut self) -> Result<(), String> {
        let end = self.now() + 70_000;
        while self.now() < end {
            self.settles()?;
            self.time_passes()?;
        }
        self.settles()
    }

    /// Whoever is there hangs up and finishes; time passes until nothing is due soon.
    fn winds_up(&mut self) -> Result<(), String> {
        let end = self.now() + 200_000;
        while self.now() < end {
            self.settles()?;
            for agent in 0..3 {
                self.leaves_all(agent)?;
            }
            self.settles()?;
            self.time_passes()?;
        }
        self.settles()
    }

    /// Nothing more goes wrong. Says what happened, or what is left.
    pub(crate) fn comes_to_rest(mut self) -> Result<Reached, String> {
        self.twilio.trouble.clear();
        self.settles()?;
        if self.numbers.is_multiple_of(2) {
            self.waits()?;
        }
        self.winds_up()?;
        let mut left = self.left();
        // Where pages were closed, nobody may be there any more who knows of a call: then it is
        // found by whoever opens his page next, a few at a time.
        for agent in [0, 1, 2, 0] {
            if left.is_empty() || self.reached.pages_lost == 0 {
                break;
            }
            self.reached.found_later = 1;
            self.close(agent)?;
            self.open(agent)?;
            self.winds_up()?;
            left = self.left();
        }
        if !left.is_empty() {
            return Err(format!("left: {left:?}"));
        }
        for (_, record) in self.twilio.documents.values() {
            let reason = record["endReason"].as_str().unwrap_or("none").to_owned();
            *self.reached.reasons.entry(reason).or_default() += 1;
        }
        Ok(self.reached)
    }

    fn left(&self) -> Vec<String> {
        let desks = self.agents.iter().flat_map(Agent::left);
        self.twilio.left().into_iter().chain(desks).collect()
    }
}
