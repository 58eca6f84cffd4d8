//! The calls of an agent at a telephone: his browser knows of them what Flex shows, and has to ask
//! for his microphone to be closed.

use call_core::id::{ReservationSid, TaskSid};
use call_core::multi_call::{self, Party};
use call_core::wire::ControlOp;

use super::{Expected, Inner, Known, MultiCall, task_sid};
use crate::host::functions::Asking;
use crate::host::store::SeatedLeg;
use crate::host::{HostError, actions};

impl MultiCall {
    /// Mutes the agent's telephone in a call, or unmutes it.
    pub(super) fn mute(&self, line: &ReservationSid, muted: bool) -> Asking {
        let op = if muted { ControlOp::Mute } else { ControlOp::Unmute };
        if let Some(work) = self.leg(line).and_then(|leg| self.control(line, op, &leg)) {
            return work;
        }
        let (flex, line) = (self.inner.flex.clone(), line.clone());
        Box::pin(async move { actions::mute(&flex, &line, muted).await.map(|()| None) })
    }

    /// Takes the agent's telephone out of a call that is not internal, which Flex cannot.
    pub(super) fn leave(&self, line: &ReservationSid) -> Asking {
        let work = || {
            // Flex's conferences have the name of their task.
            let name = task_sid(&self.inner.store, line)?;
            self.ask_server(name, ControlOp::Remove, &self.leg(line)?)
        };
        let expected = "set up";
        let unset =
            || Box::pin(async move { Err(HostError::Shape { path: "Functions", expected }) });
        work().unwrap_or_else(|| unset())
    }

    /// Which calls he is in, by his leg in each.
    pub(super) fn look_at_telephone(&self) {
        let up = self.picked_up();
        let is_gone = |known: &mut Known| !up.iter().any(|(line, ..)| known.line == *line);
        let gone: Vec<_> = self.inner.known.borrow_mut().extract_if(.., is_gone).collect();
        for Known { line, .. } in gone {
            self.tell(multi_call::Event::Closed { line });
        }
        self.give_up_ringing();
        for (line, own, parties) in up {
            if self.leg(&line).is_some() {
                continue;
            }
            let is_it = |e: &mut Expected| matches!(e, Expected::Line(l) if *l == line);
            self.inner.expected.borrow_mut().take_if(is_it);
            let known = Known { line: line.clone(), leg: own.call, parties: parties.clone() };
            self.inner.known.borrow_mut().push(known);
            let name = self.name(&line);
            self.tell(multi_call::Event::PickedUp { line, name, muted: own.muted, parties });
        }
    }

    fn picked_up(&self) -> Vec<(ReservationSid, SeatedLeg, Vec<Party>)> {
        let Inner { store, .. } = &*self.inner;
        let tasks = store.all_tasks().into_iter();
        let calls = tasks.filter(|task| task.is_call() && task.is_accepted());
        let up = calls.filter_map(|task| {
            let line = ReservationSid::parse(&task.sid()?).ok()?;
            let legs = store.legs(&TaskSid::parse(&task.task_sid()?).ok()?).into_iter();
            let (own, others): (Vec<_>, Vec<_>) =
                legs.filter(|leg| leg.joined).partition(|leg| leg.own);
            let party = |leg: SeatedLeg| Party { leg: leg.call, held: leg.held };
            Some((line, own.into_iter().next()?, others.into_iter().map(party).collect()))
        });
        up.collect()
    }

    /// Nobody has picked up the call that was accepted last, and it rings no more.
    fn give_up_ringing(&self) {
        let rings = |line: &ReservationSid| {
            let task = self.inner.store.task(line.as_str());
            task.is_some_and(|task| task.is_pending() || task.is_accepted())
        };
        let is_over = |e: &mut Expected| matches!(e, Expected::Line(line) if !rings(line));
        let over = self.inner.expected.borrow_mut().take_if(is_over);
        if let Some(Expected::Line(line)) = over {
            self.tell(multi_call::Event::Closed { line });
        }
    }
}
