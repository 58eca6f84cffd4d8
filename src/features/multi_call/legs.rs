//! The agent's legs in this browser: which comes up or goes, whose it is, and who else is in the call.

use call_core::desk::Event;
use call_core::id::{CallSid, ReservationSid, TaskSid};
use call_core::multi_call::{self, Party};

use super::{Expected, Inner, Known, MultiCall, task_sid};
use crate::host::lines::LegChange;

impl MultiCall {
    pub(super) fn heard(&self, leg: &CallSid, change: LegChange) {
        match change {
            LegChange::Up => self.up(leg),
            LegChange::Down => self.down(leg),
            LegChange::Refused => {
                let expected = self.inner.expected.take();
                if let Some(Expected::Line(line)) = expected {
                    let name = self.name(&line);
                    self.tell(multi_call::Event::Refused { line, name });
                }
            }
        }
    }

    fn up(&self, leg: &CallSid) {
        if let Some(line) = self.seated(leg) {
            let is_it =
                |expected: &mut Expected| matches!(expected, Expected::Line(l) if *l == line);
            self.inner.expected.borrow_mut().take_if(is_it);
            return self.opened(line, leg, false);
        }
        match self.inner.expected.take() {
            Some(Expected::Line(line)) => self.opened(line, leg, false),
            Some(Expected::Monitor) => {
                self.inner.monitor.replace(Some(leg.clone()));
                self.set_active(None);
                self.tell(multi_call::Event::Monitoring { on: true });
            }
            None => {
                if let Some(lines) = self.lines() {
                    lines.microphone(leg, false);
                    lines.ear(leg, false);
                }
                self.inner.unclaimed.borrow_mut().push(leg.clone());
            }
        }
    }

    fn opened(&self, line: ReservationSid, leg: &CallSid, silent: bool) {
        let name = self.name(&line);
        let known = Known { line: line.clone(), leg: leg.clone(), parties: Vec::new() };
        self.inner.known.borrow_mut().push(known);
        self.shut_dialpad();
        self.inner.runtime.feed(Event::LegChanged { reservation: line.clone(), up: true });
        self.tell(multi_call::Event::Opened { line, name, silent });
        self.look();
    }

    fn down(&self, leg: &CallSid) {
        self.inner.unclaimed.borrow_mut().retain(|unclaimed| unclaimed != leg);
        if self.inner.monitor.borrow().as_ref() == Some(leg) {
            self.set_active(None);
            self.end_monitoring();
        }
        let is_it = |known: &mut Known| known.leg == *leg;
        let gone: Vec<_> = self.inner.known.borrow_mut().extract_if(.., is_it).collect();
        for Known { line, .. } in gone {
            self.inner.ended.replace(Some(line.clone()));
            self.inner.runtime.feed(Event::LegChanged { reservation: line.clone(), up: false });
            self.tell(multi_call::Event::Closed { line });
        }
    }

    /// He listens no longer once Flex knows it, too: until then it ends his active call at each
    /// news of the other one.
    pub(super) fn end_monitoring(&self) {
        let Inner { store, monitor, .. } = &*self.inner;
        let is_over = |leg: &mut CallSid| {
            let is_up = self.lines().is_some_and(|lines| lines.call(leg).is_some());
            !is_up && !store.is_monitoring()
        };
        if monitor.borrow_mut().take_if(is_over).is_some() {
            self.tell(multi_call::Event::Monitoring { on: false });
        }
    }

    pub(super) fn claim(&self) {
        let unclaimed = self.inner.unclaimed.borrow().clone();
        for leg in unclaimed {
            if let Some(line) = self.seated(&leg) {
                self.inner.unclaimed.borrow_mut().retain(|known| *known != leg);
                self.opened(line, &leg, true);
            }
        }
    }

    /// The calls of which Flex shows other parties than before.
    pub(super) fn changed(&self) -> Vec<(ReservationSid, Vec<Party>)> {
        let store = &self.inner.store;
        let mut known = self.inner.known.borrow_mut();
        let changed = known.iter_mut().filter_map(|known| {
            let task = task_sid(store, &known.line)?;
            let others = store.legs(&task).into_iter().filter(|leg| leg.joined && !leg.own);
            let parties: Vec<_> =
                others.map(|leg| Party { leg: leg.call, held: leg.held }).collect();
            if parties == known.parties {
                return None;
            }
            known.parties.clone_from(&parties);
            Some((known.line.clone(), parties))
        });
        changed.collect()
    }

    /// The reservation in whose call Flex shows this leg as the agent's own.
    fn seated(&self, leg: &CallSid) -> Option<ReservationSid> {
        let store = &self.inner.store;
        let own = |task: &TaskSid| store.legs(task).iter().any(|l| l.own && l.call == *leg);
        let tasks = store.all_tasks();
        let task = tasks.iter().find(|task| {
            let sid = task.task_sid().and_then(|sid| TaskSid::parse(&sid).ok());
            // Of a call that was handed over and has come back, the agent has two reservations.
            !task.is_wrapping() && sid.is_some_and(|sid| own(&sid))
        });
        ReservationSid::parse(&task?.sid()?).ok()
    }
}
