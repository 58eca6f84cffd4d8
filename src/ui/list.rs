//! The list under the field. Of a long list, only the rows that can be seen are in the page.

use std::ops::Range;

use call_core::desk::{Section, Suggestion};
use call_core::id::WorkerSid;
use call_core::pii::Pii;
use web_sys::{Element, ScrollIntoViewOptions, ScrollLogicalPosition};
use yew::prelude::*;

use super::{MINUTE, Surroundings, presence, star, use_ticking};
use crate::strings::{Key, Words};

/// The height of one row in pixels; the style sheet gives rows no other.
const ROW: i32 = 48;
/// The height of a section's heading.
const HEADING: i32 = 28;
/// The list shows so many rows at once.
const SEEN: i32 = 5;
/// Rows kept ready above and below the ones seen.
const SPARE: usize = 4;

/// What the list is given.
#[derive(Clone, PartialEq, Properties)]
pub(super) struct Props {
    pub(super) surroundings: Surroundings,
    /// Begins the ids of the list and of its rows.
    pub(super) prefix: AttrValue,
    /// What stands in the field: for other words, the best rows come into view.
    pub(super) query: Pii<String>,
    pub(super) options: Vec<Suggestion>,
    pub(super) highlighted: Option<usize>,
    /// Pointed at and chosen.
    pub(super) on_pick: Callback<WorkerSid>,
    /// Starred, or no longer.
    pub(super) on_star: Callback<WorkerSid>,
    /// The rows at these places are in view: at first, and whenever they are others.
    pub(super) on_see: Callback<Range<usize>>,
}

/// The id of the list.
pub(super) fn list_id(prefix: &str) -> String {
    format!("{prefix}-list")
}

/// The id of one row.
pub(super) fn row_id(prefix: &str, place: usize) -> String {
    format!("{prefix}-row-{place}")
}

/// The list of colleagues.
#[component]
pub(super) fn List(props: &Props) -> Html {
    let words = props.surroundings.words;
    let scroller = use_node_ref();
    // Its rows say since when.
    use_ticking(Some(MINUTE));
    let top = use_state(|| 0);
    let count = props.options.len();
    let sections = Sections::of(&props.options);

    {
        let (scroller, top) = (scroller.clone(), top.clone());
        use_effect_with(props.query.clone(), move |_| {
            if let Some(scroller) = scroller.cast::<Element>() {
                scroller.set_scroll_top(0);
                top.set(0);
            }
        });
    }
    {
        let (scroller, top, sections) = (scroller.clone(), top.clone(), sections.clone());
        use_effect_with((props.highlighted, count), move |(highlighted, _)| {
            if let Some(scroller) = scroller.cast::<Element>() {
                if let Some(place) = highlighted {
                    reveal(&scroller, sections.span(*place));
                }
                top.set(scroller.scroll_top());
            }
        });
    }
    {
        let scroller = scroller.clone();
        use_effect_with((), move |()| {
            if let Some(scroller) = scroller.cast::<Element>() {
                come_into_view(&scroller);
            }
        });
    }
    let onscroll = {
        let (scroller, top) = (scroller.clone(), top.clone());
        move |_| {
            if let Some(scroller) = scroller.cast::<Element>() {
                top.set(scroller.scroll_top());
            }
        }
    };

    let seen = sections.seen(*top);
    {
        let on_see = props.on_see.clone();
        use_effect_with(seen.clone(), move |seen| on_see.emit(seen.clone()));
    }
    let ready = window(&seen, count);
    // The field names the highlighted row as its active one: it has to be there, seen or not.
    let apart = props.highlighted.filter(|place| *place < count && !ready.contains(place));
    let headings = sections
        .0
        .iter()
        .map(|(place, section)| heading(words, *section, sections.span(*place).start));
    let rows = ready.chain(apart).map(|place| row(props, place, sections.top(place)));
    let height = format!("block-size:{}px", sections.top(count));
    let shown = format!("block-size:{}px", sections.top(count).min(ROW * SEEN));
    html! {
        // A press in the list must not take the focus from the field.
        <div
            ref={scroller}
            id={list_id(&props.prefix)}
            class="swb-list"
            role="listbox"
            aria-label={words.text(Key::List)}
            style={shown}
            {onscroll}
            onmousedown={|press: MouseEvent| press.prevent_default()}
        >
            <div class="swb-rows" role="presentation" style={height}>
                { for headings }
                { for rows }
            </div>
        </div>
    }
}

/// Where the sections of a list begin that answers no query: at these rows.
#[derive(Clone, PartialEq)]
struct Sections(Vec<(usize, Section)>);

impl Sections {
    fn of(options: &[Suggestion]) -> Sections {
        let mut begun = None;
        let begins = options.iter().enumerate().filter_map(|(place, option)| {
            let section = option.section.filter(|section| begun != Some(*section))?;
            begun = Some(section);
            Some((place, section))
        });
        Sections(begins.collect())
    }

    /// Where a row begins, in pixels.
    fn top(&self, place: usize) -> i32 {
        let headings = self.0.iter().filter(|(begins, _)| *begins <= place).count();
        // Behind the last row there is no heading.
        pixels(place, ROW).saturating_add(pixels(headings, HEADING))
    }

    /// A row with the heading above it, if it has one, in pixels.
    fn span(&self, place: usize) -> Range<i32> {
        let top = self.top(place);
        let begins = self.0.iter().any(|(begins, _)| *begins == place);
        top - if begins { HEADING } else { 0 }..top.saturating_add(ROW)
    }

    /// The places that can be seen when the list is scrolled down so many pixels, whether there is
    /// a row at them or not: typing alone changes nothing about them.
    fn seen(&self, top: i32) -> Range<usize> {
        let rows = |pixels: i32| usize::try_from(pixels / ROW).unwrap_or_default();
        let first = rows(top - pixels(self.0.len(), HEADING));
        first..rows(top) + SEEN.unsigned_abs() as usize + 1
    }
}

/// The rows to draw when those at some places can be seen.
fn window(seen: &Range<usize>, count: usize) -> Range<usize> {
    seen.start.saturating_sub(SPARE).min(count)..(seen.end + SPARE).min(count)
}

/// The options themselves say to a screen reader what they are.
fn heading(words: Words, section: Section, top: i32) -> Html {
    html! {
        <div
            key={section as usize + 1_000_000}
            class="swb-section"
            role="presentation"
            aria-hidden="true"
            style={format!("inset-block-start:{top}px")}
        >
            { words.text(star::name(section)) }
        </div>
    }
}

fn row(props: &Props, place: usize, top: i32) -> Html {
    let colleague = &props.options[place];
    let highlighted = props.highlighted == Some(place);
    let onclick = {
        let (on_pick, worker) = (props.on_pick.clone(), colleague.worker.clone());
        move |_| on_pick.emit(worker.clone())
    };
    let words = props.surroundings.words;
    let since = colleague.since.and_then(|since| props.surroundings.since(since));
    let line = presence::line(words, colleague, since.as_deref());
    html! {
        <div
            key={place}
            id={row_id(&props.prefix, place)}
            class="swb-row"
            role="option"
            aria-selected={if highlighted { "true" } else { "false" }}
            aria-disabled={colleague.obstacle.is_some().then_some("true")}
            aria-setsize={props.options.len().to_string()}
            aria-posinset={(place + 1).to_string()}
            style={format!("inset-block-start:{top}px")}
            title={format!("{} · {line}", colleague.name.reveal())}
            {onclick}
        >
            { presence::badge(colleague) }
            <span class="swb-name">{ for marked(colleague.name.reveal(), &colleague.matched) }</span>
            { star::unseen(words, colleague) }
            <span class="swb-line">{ line }</span>
            { star::in_row(words, colleague, &props.on_star) }
        </div>
    }
}

/// A name with the parts that match set apart.
fn marked(name: &str, matched: &[Range<usize>]) -> Vec<Html> {
    let mut parts = Vec::new();
    let mut end = 0;
    for range in matched {
        let (Some(before), Some(part)) = (name.get(end..range.start), name.get(range.clone()))
        else {
            break;
        };
        parts.push(html! { before.to_owned() });
        parts.push(html! { <mark>{ part.to_owned() }</mark> });
        end = range.end;
    }
    parts.push(html! { name.get(end..).unwrap_or_default().to_owned() });
    parts
}

fn pixels(count: usize, each: i32) -> i32 {
    i32::try_from(count).map_or(i32::MAX, |count| count.saturating_mul(each))
}

/// The dialpad is as high as many a screen: the list would open below its edge.
fn come_into_view(list: &Element) {
    let how = ScrollIntoViewOptions::new();
    how.set_block(ScrollLogicalPosition::Nearest);
    list.scroll_into_view_with_scroll_into_view_options(&how);
}

/// Scrolls the list as little as is needed to show a row.
fn reveal(scroller: &Element, Range { start: top, end: bottom }: Range<i32>) {
    let (from, height) = (scroller.scroll_top(), scroller.client_height());
    if top < from {
        scroller.set_scroll_top(top);
    } else if bottom > from + height {
        scroller.set_scroll_top(bottom - height);
    }
}

#[cfg(test)]
mod tests {
    use call_core::desk::Section;

    use super::{HEADING, ROW, Sections, window};

    #[test]
    fn only_rows_near_the_ones_seen_are_drawn() {
        for (top, count, drawn) in [
            (0, 0, 0..0),
            (0, 3, 0..3),
            (0, 1_000, 0..10),
            (ROW * 500, 1_000, 496..510),
            (ROW * 995, 1_000, 991..1_000),
            // The list became shorter than it is scrolled.
            (ROW * 900, 20, 20..20),
            (-3, 20, 0..10),
        ] {
            let seen = Sections(Vec::new()).seen(top);
            assert_eq!(window(&seen, count), drawn, "{top} of {count}");
        }
    }

    #[test]
    fn rows_stand_below_the_heading_of_their_section_and_are_drawn_where_they_stand() {
        let sections =
            Sections(vec![(0, Section::Favourites), (3, Section::Recent), (50, Section::Others)]);
        assert_eq!(sections.span(0), 0..HEADING + ROW);
        assert_eq!(sections.top(2), 2 * ROW + HEADING);
        assert_eq!(sections.span(3), 3 * ROW + HEADING..4 * ROW + 2 * HEADING);
        for top in 0..70 * ROW {
            let (told, drawn) = (sections.seen(top), window(&sections.seen(top), 80));
            let seen = (0..80).filter(|place| {
                let row = sections.span(*place);
                row.end > top && row.start < top + 5 * ROW
            });
            assert!(told.len() < 10, "more than can be seen: {told:?} at {top}");
            for place in seen {
                assert!(told.contains(&place), "{place} at {top}: {told:?}");
                assert!(drawn.contains(&place), "{place} at {top}: {drawn:?}");
            }
        }
    }
}
