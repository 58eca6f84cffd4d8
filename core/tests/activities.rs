//! What the account's activities mean for calls of colleagues, and who is told of names that fit
//! none of them.

mod support;

use call_core::desk::{Activity, ActivitySettings, Effect, Event, Presence, Reason};
use support::Table;

fn set(undisturbed: &[&str], interruptible: &[&str]) -> ActivitySettings {
    let names = |of: &[&str]| of.iter().map(|name| (*name).to_owned()).collect();
    ActivitySettings { undisturbed: names(undisturbed), interruptible: names(interruptible) }
}

/// TaskRouter offers tasks in the first two.
fn activities() -> Vec<Activity> {
    let all = [("Available", true), ("Training", true), ("Break", false), ("Offline", false)];
    all.map(|(name, available)| Activity { name: name.to_owned(), available }).to_vec()
}

#[test]
fn an_activity_means_what_the_account_has_set_as_far_as_taskrouter_lets_it() {
    use Presence::{Available, DoNotDisturb, Interruptible, Offline, Unavailable};
    for (settings, to_taskrouter, means) in [
        (set(&[], &[]), Available, Available),
        (set(&[], &["Training"]), Available, Interruptible),
        (set(&[], &["training", "Break"]), Available, Available),
        (set(&[], &["Break", "Training"]), Unavailable, Unavailable),
        (set(&[], &["Training"]), Offline, Offline),
        (set(&["Training"], &[]), Available, DoNotDisturb),
        (set(&["Training"], &[]), Unavailable, DoNotDisturb),
        (set(&["Training"], &[]), Offline, Offline),
        (set(&["Training"], &["Training"]), Available, DoNotDisturb),
        (set(&["Break"], &["Training"]), Available, Interruptible),
    ] {
        let told = settings.presence("Training", to_taskrouter);
        assert_eq!(told, means, "{settings:?}: {to_taskrouter:?}");
    }
}

#[test]
fn names_that_fit_no_activity_are_told_once_each_to_whoever_can_mend_them() {
    let names = |of: &[&str]| of.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
    let unknown = |of: &[&str]| Reason::ActivitiesUnknown { names: names(of) };
    let both = |of: &[&str]| Reason::ActivitiesInBoth { names: names(of) };
    let unavailable = |of: &[&str]| Reason::ActivitiesUnavailable { names: names(of) };
    for (settings, told) in [
        (set(&[], &[]), vec![]),
        (set(&["Break", "Available", "Offline"], &["Training"]), vec![]),
        (set(&["Focus"], &[]), vec![unknown(&["Focus"])]),
        (set(&["Focus"], &["Lunch", "Focus"]), vec![unknown(&["Lunch", "Focus"])]),
        (set(&["available"], &["Training", "Training"]), vec![unknown(&["available"])]),
        (set(&[], &["Break", "Training", "Break"]), vec![unavailable(&["Break"])]),
        (
            set(&["Training"], &["Offline", "Training"]),
            vec![both(&["Training"]), unavailable(&["Offline"])],
        ),
        (set(&["Break"], &["Break", ""]), vec![unknown(&[""]), both(&["Break"])]),
    ] {
        let known = |activities, can_mend| {
            let settings = settings.clone();
            let mut table = Table::ready();
            table.on(Event::ActivitiesKnown { activities, settings, can_mend });
            assert!(table.desk.view().can_call, "calls go on");
            table.effects
        };
        let told: Vec<_> = told.into_iter().map(Effect::Notify).collect();
        assert_eq!(known(activities(), true), told, "{settings:?}");
        assert_eq!(known(activities(), false), [], "an agent could not mend it");
        assert_eq!(known(Vec::new(), true), [], "nothing is known yet");
    }
}
