//! Beside the well-known project template, which has features of the same names: who answers calls,
//! and who is told.

mod support;

use call_core::desk::{Effect, Event, Reason, Template};
use support::Table;

const NOTHING: Template = Template { internal_call: false, multi_call: false };
const CALLS: Template = Template { internal_call: true, multi_call: false };
const SEVERAL: Template = Template { internal_call: false, multi_call: true };
const BOTH: Template = Template { internal_call: true, multi_call: true };

#[test]
fn where_the_template_answers_any_calls_switchboard_answers_none() {
    let answers = [NOTHING, CALLS, SEVERAL, BOTH].map(Template::answers_calls);
    assert_eq!(answers, [false, true, true, true]);
}

#[test]
fn what_the_template_does_is_told_to_whoever_can_take_it_out() {
    let told = |template| vec![Effect::Notify(Reason::BesideTemplate { template })];
    for (template, can_mend, expected) in [
        (NOTHING, true, Vec::new()),
        (CALLS, true, told(CALLS)),
        (SEVERAL, true, told(SEVERAL)),
        (BOTH, false, Vec::new()),
    ] {
        let mut table = Table::ready();
        table.on(Event::TemplateFound { template, can_mend });
        assert_eq!(table.effects, expected, "{template:?} {can_mend}");
    }
}

#[test]
fn the_features_are_named_as_in_the_templates_own_pages() {
    let names = |template: Template| template.names().collect::<Vec<_>>();
    assert_eq!(names(BOTH), ["internal-call", "multi-call"]);
    assert_eq!(names(SEVERAL), ["multi-call"]);
}
