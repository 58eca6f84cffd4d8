//! Finding a colleague by typing: the field, its list, the choice, and who may be called.
//!
//! The field follows the ARIA Authoring Practices' editable combobox with manual selection:
//! the arrows highlight, Enter takes what is highlighted or the only match there is, Tab
//! leaves without taking anything.

mod familiar;
mod fetch;
mod room;
mod rows;
mod skills;

use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;
use core::iter::repeat;
use core::ops::Range;

use super::{Colleague, Effect, Familiar, Finder, Hit, ListKey, Presence, Reason};
use super::{Section, Suggestion, address};
use crate::id::WorkerSid;
use crate::pii::Pii;
use fetch::Fetch;
use room::Rooms;
use rows::Rows;

/// Entries that Page Up and Page Down go.
const PAGE: usize = 10;

/// A colleague who cannot be chosen, and why.
pub(super) type Refusal = (WorkerSid, Reason);

/// The colleagues, and what the agent is doing to choose one.
#[derive(Clone, Debug, Default)]
pub(super) struct Directory {
    /// In the order of their identifiers.
    #[expect(clippy::vec_box, reason = "thousands come one by one, each somewhere in between")]
    colleagues: Vec<Box<Colleague>>,
    fetch: Fetch,
    rows: Rows,
    query: Pii<String>,
    hits: Vec<Hit>,
    /// Why each of the hits stands where it does, if they answer no query.
    sections: Vec<Section>,
    matching: usize,
    familiar: Familiar,
    /// Something has changed since that puts the colleagues into another order.
    stale: bool,
    /// The key by which the list was opened, which goes on once the colleagues are in order.
    opened_by: Option<ListKey>,
    highlighted: Option<WorkerSid>,
    open: bool,
    /// The field is to have the focus.
    wanted: bool,
    chosen: Option<WorkerSid>,
    /// Whom the agent wants to call when they are free.
    waited: Vec<WorkerSid>,
    rooms: Rooms,
}

impl Directory {
    pub(super) fn changed(&mut self, colleagues: Vec<Colleague>) -> Vec<Effect> {
        if self.put(colleagues) { self.rank() } else { Vec::new() }
    }

    /// Whether somebody has come or is found by something else.
    fn put(&mut self, colleagues: Vec<Colleague>) -> bool {
        let mut found_otherwise = false;
        for colleague in colleagues {
            match self.place_of(&colleague.worker) {
                Ok(place) => {
                    let known = &mut self.colleagues[place];
                    found_otherwise |= !is_found_alike(known, &colleague);
                    self.fetch.saw(place);
                    // What else is told about a colleague says nothing of his room.
                    let has_room =
                        known.has_room.filter(|_| self.rooms.told.contains(&known.worker));
                    **known = Colleague { has_room: has_room.or(colleague.has_room), ..colleague };
                }
                Err(place) => {
                    found_otherwise = true;
                    self.fetch.came(place);
                    self.colleagues.insert(place, Box::new(colleague));
                }
            }
        }
        // Who can be called has changed: but rows that are seen stay where they are.
        self.stale = true;
        found_otherwise
    }

    /// The text in the field changed. The list opens, also on an emptied field: it then shows whom
    /// the agent calls often.
    pub(super) fn typed(&mut self, text: Pii<String>) -> Vec<Effect> {
        self.open = true;
        self.write(text)
    }

    /// Puts another text into the field, which is no longer the name of whoever was chosen.
    fn write(&mut self, text: Pii<String>) -> Vec<Effect> {
        self.query = text;
        self.highlighted = None;
        self.chosen = None;
        self.rank()
    }

    pub(super) fn ranked(&mut self, query: &Pii<String>, hits: Vec<Hit>, matching: usize) {
        if *query != self.query {
            return;
        }
        self.hits = hits;
        self.matching = matching;
        self.sections = self.divide();
        if self.place().is_none() {
            self.highlighted = None;
        }
        if let Some(key) = self.opened_by.take() {
            self.go(key);
        }
    }

    /// Answers with a reason if the key chose somebody who cannot be called at all.
    pub(super) fn key(&mut self, key: ListKey) -> (Vec<Effect>, Option<Refusal>) {
        match key {
            ListKey::ArrowDown
            | ListKey::ArrowUp
            | ListKey::PageDown
            | ListKey::PageUp
            | ListKey::AltArrowDown => {
                let effects = self.put_in_order();
                if effects.is_empty() {
                    self.go(key);
                } else {
                    self.opened_by = Some(key);
                }
                return (effects, None);
            }
            ListKey::Star => {
                let worker = self.highlighted.clone().or_else(|| self.chosen.clone());
                let effects = worker.map(|worker| self.star(&worker));
                return (effects.unwrap_or_default(), None);
            }
            ListKey::InText => self.highlighted = None,
            ListKey::AltArrowUp | ListKey::Tab => self.close(),
            ListKey::Escape if self.open => self.close(),
            ListKey::Escape => return (self.clear(), None),
            ListKey::Enter => {
                if let Some(worker) = self.meant().filter(|_| self.open) {
                    return self.pick(&worker);
                }
            }
        }
        (Vec::new(), None)
    }

    /// Goes where a key points in the list, which is open from then on.
    fn go(&mut self, key: ListKey) {
        let last = self.hits.len().saturating_sub(1);
        let place = self.place().filter(|_| self.open);
        self.open = true;
        let to = match key {
            ListKey::ArrowDown => place.map_or(0, |p| if p == last { 0 } else { p + 1 }),
            ListKey::ArrowUp => place.map_or(last, |p| p.checked_sub(1).unwrap_or(last)),
            ListKey::PageDown => place.map_or(0, |p| (p + PAGE).min(last)),
            ListKey::PageUp => place.map_or(0, |p| p.saturating_sub(PAGE)),
            ListKey::AltArrowDown
            | ListKey::AltArrowUp
            | ListKey::Enter
            | ListKey::Escape
            | ListKey::InText
            | ListKey::Star
            | ListKey::Tab => return,
        };
        self.highlighted = self.hits.get(to).map(|h| h.worker.clone());
    }

    /// Answers with a reason if that colleague cannot be called at all.
    pub(super) fn pick(&mut self, worker: &WorkerSid) -> (Vec<Effect>, Option<Refusal>) {
        let Some(colleague) = self.colleague(worker) else {
            return (Vec::new(), None);
        };
        let refusal = obstacle(colleague).filter(|reason| {
            matches!(
                reason,
                Reason::ColleagueOffline { .. } | Reason::ColleagueWithoutAddress { .. }
            )
        });
        if let Some(reason) = refusal {
            return (Vec::new(), Some((worker.clone(), reason)));
        }
        self.query = colleague.name.clone();
        self.close();
        self.chosen = Some(worker.clone());
        (self.rank(), None)
    }

    /// The field is to have the focus, or has it, or cannot have it.
    pub(super) fn want(&mut self, wanted: bool) {
        self.wanted = wanted;
    }

    pub(super) fn close(&mut self) {
        self.open = false;
        self.highlighted = None;
    }

    /// Empties the field; the list stays as it is, open or closed.
    pub(super) fn clear(&mut self) -> Vec<Effect> {
        self.write(Pii::default())
    }

    /// The colleague whom Call would call, as he is now.
    pub(super) fn chosen(&self) -> Option<&Colleague> {
        self.colleague(self.chosen.as_ref()?)
    }

    pub(super) fn team(&self, address: &Pii<String>) -> Option<&str> {
        self.at(address)?.team.as_deref()
    }

    pub(super) fn at(&self, address: &Pii<String>) -> Option<&Colleague> {
        let his = |colleague: &&Colleague| colleague.address.as_ref() == Some(address);
        self.colleagues.iter().map(AsRef::as_ref).find(his)
    }

    pub(super) fn finder(&self) -> Finder {
        let sections = self.sections.iter().copied().map(Some).chain(repeat(None));
        let hits = self.hits.iter().zip(sections);
        let options: Vec<_> = hits.filter_map(|(h, section)| self.suggestion(h, section)).collect();
        let highlighted = self.highlighted.as_ref();
        Finder {
            query: self.query.clone(),
            highlighted: highlighted.and_then(|w| options.iter().position(|o| o.worker == *w)),
            open: self.open,
            wanted: self.wanted,
            count: self.count(),
            partial: self.fetch.is_partial(),
            chosen: self.chosen().map(|c| self.suggest(c, Vec::new(), None)),
            options,
        }
    }

    /// This colleague, as he is now.
    pub(super) fn colleague(&self, worker: &WorkerSid) -> Option<&Colleague> {
        self.place_of(worker).ok().map(|place| &*self.colleagues[place])
    }

    /// Where this colleague is, or where he would have to be.
    fn place_of(&self, worker: &WorkerSid) -> Result<usize, usize> {
        self.colleagues.binary_search_by(|known| known.worker.cmp(worker))
    }

    fn rank(&mut self) -> Vec<Effect> {
        self.stale = false;
        let (query, familiar) = (self.query.clone(), self.familiar.clone());
        vec![Effect::Rank { query, familiar }]
    }

    /// Whom Enter takes.
    fn meant(&self) -> Option<WorkerSid> {
        let only = || match self.hits.as_slice() {
            [hit] if !self.query.reveal().is_empty() => Some(hit.worker.clone()),
            _ => None,
        };
        self.highlighted.clone().or_else(only)
    }

    fn place(&self) -> Option<usize> {
        let highlighted = self.highlighted.as_ref()?;
        self.hits.iter().position(|h| h.worker == *highlighted)
    }

    fn suggestion(&self, hit: &Hit, section: Option<Section>) -> Option<Suggestion> {
        Some(self.suggest(self.colleague(&hit.worker)?, hit.matched.clone(), section))
    }

    fn suggest(
        &self,
        colleague: &Colleague,
        matched: Vec<Range<usize>>,
        section: Option<Section>,
    ) -> Suggestion {
        Suggestion {
            worker: colleague.worker.clone(),
            name: colleague.name.clone(),
            team: colleague.team.clone(),
            presence: colleague.presence,
            activity: colleague.activity.clone(),
            since: colleague.since,
            skills: self.skills_found(colleague, &matched),
            obstacle: obstacle(colleague),
            matched,
            favourite: self.familiar.is_favourite(&colleague.worker),
            section,
        }
    }
}

/// What was typed fits both as well.
fn is_found_alike(one: &Colleague, other: &Colleague) -> bool {
    one.name == other.name
        && one.team == other.team
        && one.skills == other.skills
        && one.also == other.also
}

/// Why this colleague cannot be called now; `None` if he can.
pub(super) fn obstacle(colleague: &Colleague) -> Option<Reason> {
    let name = || colleague.name.clone();
    if !colleague.address.as_ref().is_some_and(address::is_callable) {
        return Some(Reason::ColleagueWithoutAddress { name: name() });
    }
    match colleague.presence {
        Presence::Offline => Some(Reason::ColleagueOffline { name: name() }),
        Presence::Unavailable | Presence::DoNotDisturb => Some(Reason::ColleagueUnavailable {
            name: name(),
            activity: colleague.activity.clone(),
        }),
        Presence::Available | Presence::Interruptible if colleague.has_room == Some(false) => {
            Some(Reason::ColleagueBusy { name: name() })
        }
        Presence::Available | Presence::Interruptible => None,
    }
}
