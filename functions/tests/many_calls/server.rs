//! Requests to the Functions, and the Functions at work.

use call_core::desk::{Event, Failure, NewTask, RequestId};
use call_core::id::ReservationSid;
use call_functions::Reply;
use serde_json::Value;

use crate::desks::WORKERS;
use crate::schedule::World;
use crate::twilio::Running;

/// Twilio ends a Function after this time.
const LIFE_MS: u64 = 10_000;
/// So often Twilio, and the plugin, ask once more when there was no answer.
const AGAIN: u32 = 2;

/// Something that is on its way.
#[derive(Clone, Debug)]
pub(crate) enum Post {
    /// News for a page, unless it has been loaded anew since.
    Tell { agent: usize, page: u32, event: Event },
    /// A request to the Functions.
    Ask(Question),
    /// A page wants a task.
    Create { agent: usize, page: u32, request: RequestId, task: Box<NewTask> },
    /// A page wants its agent to be called.
    Ring { agent: usize, page: u32, request: RequestId, reservation: ReservationSid, url: String },
}

#[derive(Clone, Debug)]
pub(crate) struct Question {
    pub(crate) from: Asker,
    pub(crate) plan: String,
    pub(crate) event: Value,
    pub(crate) tries: u32,
}

#[derive(Clone, Debug)]
pub(crate) enum Asker {
    /// A leg asks what it is to do.
    Leg {
        agent: usize,
        call: String,
    },
    Page {
        agent: usize,
        page: u32,
        request: RequestId,
    },
    /// A conference tells what has happened.
    Room,
}

/// A Function at work.
#[derive(Debug)]
pub(crate) struct Job {
    running: Running,
    started: u64,
    question: Question,
}

impl Job {
    pub(crate) fn dies_at(&self) -> u64 {
        self.started + LIFE_MS
    }
}

impl Post {
    /// What Twilio or a socket may deliver again.
    pub(crate) fn may_come_twice(&self) -> bool {
        match self {
            Post::Tell { event, .. } => {
                !matches!(event, Event::TaskCreated { .. } | Event::RequestFailed { .. })
            }
            Post::Ask(question) => !matches!(question.from, Asker::Leg { .. }),
            Post::Create { .. } | Post::Ring { .. } => false,
        }
    }

    /// News of one reservation, which a socket keeps in order.
    fn reservation(&self) -> Option<(usize, &ReservationSid)> {
        match self {
            Post::Tell { agent, event: Event::ReservationChanged(offer), .. } => {
                Some((*agent, &offer.reservation))
            }
            Post::Tell { .. } | Post::Ask(_) | Post::Create { .. } | Post::Ring { .. } => None,
        }
    }
}

impl World {
    pub(crate) fn ask(&mut self, from: Asker, plan: &str, event: Value) {
        let plan = plan.to_owned();
        self.posts.push(Post::Ask(Question { from, plan, event, tries: 0 }));
    }

    /// News for an agent's page, if he has one.
    pub(crate) fn tell(&mut self, agent: usize, event: Event) {
        if let Some(page) = self.agents[agent].page {
            self.posts.push(Post::Tell { agent, page, event });
        }
    }

    pub(crate) fn deliver(&mut self, at: usize) -> Result<(), String> {
        let news = self.posts[at].reservation().map(|(agent, sid)| (agent, sid.clone()));
        let same = |post: &Post| {
            news.as_ref().is_some_and(|(agent, sid)| post.reservation() == Some((*agent, sid)))
        };
        let first = self.posts.iter().position(same).unwrap_or(at);
        match self.posts.remove(first) {
            Post::Tell { agent, page, event } if self.agents[agent].page == Some(page) => {
                self.hears(agent, event)
            }
            Post::Tell { .. } => Ok(()),
            Post::Ask(question) => {
                let worker = match &question.from {
                    Asker::Page { agent, .. } => Some(WORKERS[*agent]),
                    Asker::Leg { .. } | Asker::Room => None,
                };
                let event = question.event.clone();
                let running = Running::new(&self.twilio, &question.plan, event, worker);
                self.jobs.push(Job { running, started: self.now(), question });
                Ok(())
            }
            Post::Create { agent, page, request, task } => {
                let task = self.create(agent, &task);
                let event = Event::TaskCreated { request, task };
                self.posts.push(Post::Tell { agent, page, event });
                self.route();
                Ok(())
            }
            Post::Ring { agent, page, request, reservation, url } => {
                if !self.rings(agent, &reservation, &url)? {
                    let event = Event::RequestFailed { request, why: Failure::Refused };
                    self.posts.push(Post::Tell { agent, page, event });
                }
                Ok(())
            }
        }
    }

    /// It is lost on its way, or what came of it is.
    pub(crate) fn lose(&mut self, at: usize) -> Result<(), String> {
        match &self.posts[at] {
            // A socket that comes back makes good what was not told meanwhile.
            Post::Tell {
                event:
                    Event::ReservationChanged(_) | Event::RecordChanged(_) | Event::TaskCreated { .. },
                ..
            } => self.deliver(at),
            Post::Tell { agent, page, event: Event::Answered { request } } => {
                let (agent, page, request) = (*agent, *page, *request);
                let event = Event::RequestFailed { request, why: Failure::Unreachable };
                self.posts[at] = Post::Tell { agent, page, event };
                Ok(())
            }
            Post::Tell { .. } => self.deliver(at),
            Post::Ask(_) => {
                let Post::Ask(question) = self.posts.remove(at) else { return Ok(()) };
                self.replied(question, None)
            }
            Post::Create { agent, page, request, .. } | Post::Ring { agent, page, request, .. } => {
                let (agent, page) = (*agent, *page);
                let event = Event::RequestFailed { request: *request, why: Failure::Unreachable };
                // Every other time it is the answer that is lost.
                if request.0.is_multiple_of(2) {
                    self.posts.remove(at);
                } else {
                    self.deliver(at)?;
                    self.posts.retain(|post| {
                        !matches!(post, Post::Tell { agent: to, page: on,
                            event: Event::TaskCreated { .. } | Event::RequestFailed { .. } }
                            if (*to, *on) == (agent, page))
                    });
                }
                self.posts.push(Post::Tell { agent, page, event });
                Ok(())
            }
        }
    }

    /// One call of a Function; whether it has come to its end.
    pub(crate) fn step(&mut self, at: usize) -> Result<bool, String> {
        self.age_tasks();
        let reply = self.jobs[at].running.advance(&mut self.twilio);
        self.notice()?;
        if let Some(reply) = reply {
            let job = self.jobs.remove(at);
            self.replied(job.question, Some(reply))?;
            return Ok(true);
        }
        let before = self.jobs.len();
        self.bury()?;
        Ok(self.jobs.len() < before)
    }

    pub(crate) fn kill(&mut self, at: usize) {
        self.jobs[at].started = 0;
    }

    /// Functions that live too long are ended.
    pub(crate) fn bury(&mut self) -> Result<(), String> {
        let now = self.now();
        while let Some(at) = self.jobs.iter().position(|job| job.dies_at() <= now) {
            let job = self.jobs.remove(at);
            self.replied(job.question, None)?;
        }
        Ok(())
    }

    fn replied(&mut self, question: Question, reply: Option<Reply>) -> Result<(), String> {
        let failed = reply.as_ref().is_none_or(|reply| reply.status >= 500);
        if failed && question.tries < AGAIN {
            self.posts.push(Post::Ask(Question { tries: question.tries + 1, ..question }));
            return Ok(());
        }
        match question.from {
            Asker::Room => Ok(()),
            Asker::Leg { agent, call } => match reply {
                Some(reply) if reply.body.contains("<Conference") => {
                    self.enters(agent, &call, &reply.body)
                }
                Some(_) | None => self.drop_leg(agent, &call),
            },
            Asker::Page { agent, page, request } => {
                let failed = |why| Event::RequestFailed { request, why };
                let event = match reply.map(|reply| reply.status) {
                    Some(200) => Event::Answered { request },
                    Some(404 | 410) => failed(Failure::Gone),
                    Some(status) if status < 500 => failed(Failure::Refused),
                    Some(_) | None => failed(Failure::Unreachable),
                };
                self.posts.push(Post::Tell { agent, page, event });
                Ok(())
            }
        }
    }

    /// Tells everybody what the last call to Twilio has changed.
    pub(crate) fn notice(&mut self) -> Result<(), String> {
        self.notice_rooms()?;
        self.notice_tasks();
        self.notice_records();
        Ok(())
    }
}
