//! Plugin and Functions are deployed one after the other: who is told while they differ.

mod support;

use call_core::desk::{Effect, Event, RELEASE, Reason};
use support::Table;

#[test]
fn functions_of_another_release_are_told_once_to_whoever_can_deploy_both() {
    let other = "0.0.9";
    let told = Reason::OtherRelease { functions: other.to_owned() };
    for (release, can_mend, expected) in
        [(RELEASE, true, None), (other, false, None), (other, true, Some(told))]
    {
        let mut table = Table::ready();
        let are = Event::FunctionsAre { release: release.to_owned(), can_mend };
        table.on(are.clone());
        let expected: Vec<_> = expected.into_iter().map(Effect::Notify).collect();
        assert_eq!(table.effects, expected, "{release}");
        assert_eq!(table.on(are), "", "each answer says so");
        assert!(table.desk.view().can_call, "calls go on");
    }
}
