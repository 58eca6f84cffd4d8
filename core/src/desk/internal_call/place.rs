//! Placing a call: from the press of Call until TaskRouter has the caller's task.

use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use super::{Attempt, InternalCalls, UNRESERVED_MS};
use crate::desk::{
    Colleague, Effect, Microphone, NewTask, Presence, Queue, Reason, RequestId, Setup, Wake,
    address, directory,
};
use crate::id::{QueueSid, TaskSid};
use crate::pii::Pii;
use crate::wire::{CallerAttributes, Direction};

/// Whom the agent calls.
#[derive(Clone, Copy, Debug)]
pub(in crate::desk) enum Callee<'a> {
    /// A colleague of his choice.
    Colleague(&'a Colleague),
    /// The next agent of a queue.
    Queue(&'a Queue),
}

impl InternalCalls {
    /// Call was pressed: either the task is ordered, or the agent is told why not.
    pub(in crate::desk) fn place(
        &mut self,
        now: u64,
        callee: Callee<'_>,
        request: RequestId,
    ) -> Vec<Effect> {
        self.tried = match callee {
            Callee::Colleague(colleague) => Some(colleague.worker.clone()),
            Callee::Queue(_) => None,
        };
        match self.new_task(callee) {
            Ok(task) => {
                let by_browser = address::is_browser(Some(&task.attributes.target_worker));
                self.told = None;
                self.called_queue.clone_from(&task.attributes.call_to_queue_sid);
                self.attempt = Some(Attempt {
                    request,
                    name: task.attributes.name.clone(),
                    held_back: Some(Box::new(task)),
                    task: None,
                    given_up: false,
                    unclear: false,
                    aloud: false,
                });
                if by_browser {
                    vec![Effect::CheckMicrophone { request }]
                } else {
                    self.create(now)
                }
            }
            Err(reason) => {
                let is_silent = reason == Reason::FunctionsUnreachable;
                self.told = Some(reason);
                // Whoever presses again is let through as soon as the server has answered.
                let asked = is_silent.then(|| self.server.ask_now(request)).flatten();
                asked.into_iter().collect()
            }
        }
    }

    /// Orders the task that was held back until the agent could speak.
    fn create(&mut self, now: u64) -> Vec<Effect> {
        let Some(attempt) = &mut self.attempt else { return Vec::new() };
        let Some(task) = attempt.held_back.take() else { return Vec::new() };
        let request = attempt.request;
        vec![
            Effect::CreateTask { request, task },
            Effect::WakeAt { at: now + UNRESERVED_MS, wake: Wake::Unreserved { request } },
        ]
    }

    /// The microphone was looked at, before a call or before an answer.
    pub(in crate::desk) fn microphone(
        &mut self,
        now: u64,
        request: RequestId,
        microphone: Microphone,
    ) -> Vec<Effect> {
        let obstacle = obstacle(microphone);
        let asking = |attempt: &Attempt| attempt.request == request && attempt.held_back.is_some();
        if self.attempt.as_ref().is_some_and(asking) {
            let Some(reason) = obstacle else { return self.create(now) };
            let aloud = self.attempt.take().is_some_and(|attempt| attempt.aloud);
            self.told = Some(reason.clone());
            return aloud.then_some(Effect::Notify(reason)).into_iter().collect();
        }
        let Some(setup) = self.setup.clone() else { return Vec::new() };
        let Some(half) = self.halves.iter_mut().find(|h| h.checking == Some(request)) else {
            return Vec::new();
        };
        half.checking = None;
        match obstacle {
            Some(reason) => vec![Effect::Notify(reason)],
            None => half.answer_now(now, request, &setup),
        }
    }

    fn new_task(&self, callee: Callee<'_>) -> Result<NewTask, Reason> {
        let setup = self.able().ok_or(Reason::FunctionsUnset)?;
        if self.server.is_silent() {
            return Err(Reason::FunctionsUnreachable);
        }
        if self.is_busy() {
            return Err(Reason::AlreadyCalling);
        }
        if self.presence == Presence::Offline {
            return Err(Reason::AgentOffline);
        }
        if self.line_busy {
            return Err(Reason::LineBusy);
        }
        let own = setup.address.clone().filter(address::is_callable).ok_or(Reason::NoAddress)?;
        if address::is_telephone(&own) {
            if setup.caller_id.is_none() {
                return Err(Reason::NoCallerId);
            }
        } else if self.phone_lost {
            return Err(Reason::PhoneDisconnected);
        }
        let called = Called::of(callee, setup)?;
        let missed_calls = (setup.missed_calls && called.queue.is_none()).then_some(true);
        Ok(NewTask {
            workflow: setup.workflow.clone(),
            queue: setup.queue.clone(),
            attributes: CallerAttributes {
                to: called.to,
                direction: Direction::Outbound,
                name: called.name,
                from_name: setup.name.clone(),
                target_worker: own,
                auto_answer: "true".into(),
                client_call: true,
                call_to_queue_sid: called.queue,
                ring_timeout: called.ring_timeout,
                missed_calls,
                from: None,
                conference: None,
            },
        })
    }

    pub(in crate::desk) fn task_created(
        &mut self,
        request: RequestId,
        task: TaskSid,
        next: &mut impl FnMut() -> RequestId,
    ) -> Vec<Effect> {
        if self.abandoned.extract_if(.., |abandoned| *abandoned == request).next().is_some() {
            return vec![self.give_up(task, next())];
        }
        let Some(attempt) = self.attempt.as_mut().filter(|a| a.request == request) else {
            return Vec::new();
        };
        if attempt.given_up {
            self.attempt = None;
            return vec![self.give_up(task, next())];
        }
        attempt.task = Some(task.clone());
        if self.halves.iter().any(|h| h.offer.task == task) {
            self.attempt = None;
        }
        Vec::new()
    }
}

/// What the task says of whoever is called.
struct Called {
    name: Pii<String>,
    to: Pii<String>,
    queue: Option<QueueSid>,
    ring_timeout: Option<u32>,
}

impl Called {
    fn of(callee: Callee<'_>, setup: &Setup) -> Result<Called, Reason> {
        let (name, to, queue, ring_timeout) = match callee {
            Callee::Queue(queue) => {
                let to = Pii::new(["queue:", queue.name.reveal()].concat());
                (&queue.name, Some(to), Some(&queue.sid), setup.queue_timeout_s)
            }
            Callee::Colleague(colleague) => {
                if colleague.worker == setup.worker {
                    return Err(Reason::Yourself);
                }
                if let Some(obstacle) = directory::obstacle(colleague) {
                    return Err(obstacle);
                }
                (&colleague.name, colleague.address.clone(), None, setup.ring_timeout_s)
            }
        };
        let without = || Reason::ColleagueWithoutAddress { name: name.clone() };
        let to = to.ok_or_else(without)?;
        Ok(Called { name: name.clone(), to, queue: queue.cloned(), ring_timeout })
    }
}

/// Why the agent could not speak.
fn obstacle(microphone: Microphone) -> Option<Reason> {
    match microphone {
        Microphone::Ready => None,
        Microphone::Missing => Some(Reason::NoMicrophone),
        Microphone::Refused => Some(Reason::MicrophoneRefused),
        Microphone::InUse => Some(Reason::MicrophoneInUse),
    }
}
