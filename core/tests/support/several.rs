//! Several calls at Alice's desk: facts about them, and what is done for them.

use call_core::desk::{Effect, Event};
use call_core::multi_call::{self, RequestId};

use super::{Table, line};

/// One fact about her calls.
pub(crate) fn on(table: &mut Table, event: multi_call::Event) -> String {
    table.on(Event::MultiCall(event));
    said(&table.effects)
}

pub(crate) fn said(effects: &[Effect]) -> String {
    let lines = effects
        .iter()
        .map(line)
        .filter(|line| !["wake ", "remember "].iter().any(|of| line.starts_with(of)));
    lines.collect::<Vec<_>>().join("; ")
}

/// The number of the last order to put somebody on hold, or to take him back.
pub(crate) fn holding(table: &Table) -> RequestId {
    let order = |effect: &Effect| {
        let Effect::MultiCall(multi_call::Effect::Hold { request, .. }) = effect else {
            return None;
        };
        Some(*request)
    };
    table.effects.iter().find_map(order).expect("somebody is put on hold, or taken back")
}
