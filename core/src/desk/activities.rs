//! What the account's activities mean for calls of colleagues.

use alloc::string::String;
use alloc::vec::Vec;

use super::{Effect, Presence, Reason};

/// Something that workers of the account can be doing, as TaskRouter knows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Activity {
    /// Its name, in the account's own words.
    pub name: String,
    /// TaskRouter offers tasks to whoever does it.
    pub available: bool,
}

/// What the account has set: activities that mean more to colleagues than to TaskRouter.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ActivitySettings {
    /// The names of those in which colleagues do not call.
    pub undisturbed: Vec<String>,
    /// The names of those in which one is busy and may be called nevertheless.
    pub interruptible: Vec<String>,
}

impl ActivitySettings {
    /// What the activity of this name means that to TaskRouter means `presence`.
    pub fn presence(&self, name: &str, presence: Presence) -> Presence {
        // Whoever is not at work cannot be disturbed.
        if presence != Presence::Offline && names(&self.undisturbed, name) {
            return Presence::DoNotDisturb;
        }
        // TaskRouter brings no call to whoever is not available, whatever is set.
        if presence == Presence::Available && names(&self.interruptible, name) {
            return Presence::Interruptible;
        }
        presence
    }

    /// Tells whoever can mend them of names that cannot mean what they are set to.
    pub(super) fn told(&self, activities: &[Activity], can_mend: bool) -> Vec<Effect> {
        // Flex may not know the activities yet.
        if !can_mend || activities.is_empty() {
            return Vec::new();
        }
        self.faults(activities).into_iter().map(Effect::Notify).collect()
    }

    /// What is wrong with the names, each told of once.
    fn faults(&self, activities: &[Activity]) -> Vec<Reason> {
        let (mut unknown, mut both, mut unavailable) = (Vec::new(), Vec::new(), Vec::new());
        for name in self.interruptible.iter().chain(&self.undisturbed) {
            let is_interruptible = names(&self.interruptible, name);
            let fault = match activities.iter().find(|activity| activity.name == *name) {
                None => &mut unknown,
                Some(_) if is_interruptible && names(&self.undisturbed, name) => &mut both,
                Some(activity) if is_interruptible && !activity.available => &mut unavailable,
                Some(_) => continue,
            };
            if !names(fault, name) {
                fault.push(name.clone());
            }
        }
        let faults = [
            (unknown, (|names| Reason::ActivitiesUnknown { names }) as fn(_) -> _),
            (both, |names| Reason::ActivitiesInBoth { names }),
            (unavailable, |names| Reason::ActivitiesUnavailable { names }),
        ];
        let faults = faults.into_iter().filter(|(names, _)| !names.is_empty());
        faults.map(|(names, reason)| reason(names)).collect()
    }
}

fn names(set: &[String], name: &str) -> bool {
    set.iter().any(|one| one == name)
}
