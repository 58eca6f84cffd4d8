//! The list: rows in words and shapes, marks, long lists.

use super::*;

#[wasm_bindgen_test]
async fn a_press_in_the_list_picks_and_leaves_the_focus_in_the_field() {
    let shown = Shown::new(two()).await;
    shown.field().focus().unwrap();
    let row: HtmlElement = shown.all("[role=option]")[1].clone().dyn_into().unwrap();
    let with = MouseEventInit::new();
    with.set_bubbles(true);
    with.set_cancelable(true);
    let down = MouseEvent::new_with_mouse_event_init_dict("mousedown", &with).unwrap();
    assert!(!row.dispatch_event(&down).unwrap(), "the browser is kept from moving the focus");
    row.click();
    assert_eq!(shown.told(), [Event::FieldFocused, Event::OptionPicked(worker(2))]);
}

#[wasm_bindgen_test]
async fn a_row_says_in_words_what_its_mark_shows() {
    let name = || "Bob Baker".to_owned().into();
    let table = [
        (Presence::Available, "Available", None, None, "Available"),
        (Presence::Available, "Ready", None, Some("Sales"), "Ready · Sales"),
        (
            Presence::Available,
            "Available",
            Some(Reason::ColleagueBusy { name: name() }),
            None,
            "Available · on a call",
        ),
        (
            Presence::Unavailable,
            "Break",
            Some(Reason::ColleagueUnavailable { name: name(), activity: "Break".into() }),
            None,
            "Break · takes no calls",
        ),
        (
            Presence::DoNotDisturb,
            "Focus",
            Some(Reason::ColleagueUnavailable { name: name(), activity: "Focus".into() }),
            None,
            "Focus · do not disturb",
        ),
        (Presence::Interruptible, "Training", None, None, "Training · may be interrupted"),
        (
            Presence::Interruptible,
            "Training",
            Some(Reason::ColleagueBusy { name: name() }),
            None,
            "Training · on a call",
        ),
        (Presence::Offline, "", Some(Reason::ColleagueOffline { name: name() }), None, "Offline"),
        (
            Presence::Available,
            "Available",
            Some(Reason::ColleagueWithoutAddress { name: name() }),
            None,
            "Available · has no phone to ring",
        ),
    ];
    let mut drawings = std::collections::BTreeSet::new();
    for (presence, activity, obstacle, team, line) in table {
        let colleague = Suggestion {
            presence,
            activity: activity.into(),
            obstacle: obstacle.clone(),
            team: team.map(Into::into),
            ..suggestion(1, "Bob Baker")
        };
        let shown = Shown::new(listing(vec![colleague])).await;
        assert_eq!(shown.text(".swb-name"), "Bob Baker");
        assert_eq!(shown.text(".swb-line"), line);
        let disabled = shown.attribute("[role=option]", "aria-disabled");
        assert_eq!(disabled.as_deref(), obstacle.map(|_| "true"), "{line}");
        assert_eq!(shown.attribute("[role=option] svg", "aria-hidden").as_deref(), Some("true"));
        drawings.insert(shown.find("[role=option] svg").inner_html());
    }
    assert_eq!(drawings.len(), 4, "free, busy but callable, not now and offline differ in shape");
}

/// Wherever the page has itself woken every so many milliseconds.
const TIMERS: &str = r#"
    window.timers ??= (() => {
        const timers = new Map();
        const { setInterval, clearInterval } = window;
        window.setInterval = (wake, ms) => {
            const timer = setInterval.call(window, wake, ms);
            timers.set(timer, [wake, ms]);
            return timer;
        };
        window.clearInterval = (timer) => {
            timers.delete(timer);
            clearInterval.call(window, timer);
        };
        return timers;
    })()
"#;

/// A minute is over: how many were waiting for that.
fn minute() -> usize {
    let woken = r#"
        [...window.timers.values()].filter(([, ms]) => ms === 60000).map(([wake]) => wake()).length
    "#;
    js_sys::eval(woken).unwrap().as_f64().unwrap() as usize
}

#[wasm_bindgen_test]
async fn a_row_says_since_when_and_counts_on_only_while_the_list_is_open() {
    const MINUTE: u64 = 60_000;
    js_sys::eval(TIMERS).unwrap();
    let on_break = Suggestion {
        presence: Presence::Unavailable,
        activity: "Break".into(),
        since: Some(MINUTE),
        obstacle: Some(Reason::ColleagueUnavailable {
            name: "Bob".to_owned().into(),
            activity: "Break".into(),
        }),
        ..suggestion(1, "Bob Baker")
    };
    let list = || listing(vec![on_break.clone()]);
    let mut shown = Shown::new(closed()).await;
    assert_eq!(minute(), 0);
    for (now, line) in [
        (MINUTE, "Break · takes no calls"),
        (2 * MINUTE - 1, "Break · takes no calls"),
        (13 * MINUTE, "Break for 12 min · takes no calls"),
        (62 * MINUTE, "Break for 1 hr · takes no calls"),
        (49 * 60 * MINUTE, "Break for 2 days · takes no calls"),
        // By a clock that goes wrong he has not begun yet.
        (0, "Break · takes no calls"),
    ] {
        *shown.now.borrow_mut() = now;
        shown.show(closed()).await;
        shown.show(list()).await;
        assert_eq!(shown.text(".swb-line"), line);
    }
    *shown.now.borrow_mut() = 14 * MINUTE;
    assert_eq!(minute(), 1);
    drawn().await;
    assert_eq!(shown.text(".swb-line"), "Break for 13 min · takes no calls");
    shown.show(closed()).await;
    assert_eq!(minute(), 0, "nobody looks");
    let busy = Suggestion {
        since: Some(0),
        obstacle: Some(Reason::ColleagueBusy { name: "Bob".to_owned().into() }),
        ..suggestion(1, "Bob Baker")
    };
    shown.show(listing(vec![busy])).await;
    assert_eq!(shown.text(".swb-line"), "Available · on a call", "that is not since then");
}

#[wasm_bindgen_test]
async fn a_row_ends_with_the_skills_that_were_looked_for() {
    let skills = vec!["spanish".into(), "billing".into()];
    let shown =
        Shown::new(listing(vec![Suggestion { skills, ..suggestion(1, "Bob Baker") }])).await;
    assert_eq!(shown.text(".swb-line"), "Available · spanish, billing");
    assert_eq!(
        shown.attribute("[role=option]", "title").as_deref(),
        Some("Bob Baker · Available · spanish, billing"),
        "whatever does not fit"
    );
}

#[wasm_bindgen_test]
async fn minutes_hours_and_days_are_written_in_each_language() {
    for (language, written) in [
        (Language::EnUs, "1 min, 3 hr, 2 days"),
        (Language::EsEs, "1 min, 3 h, 2 d"),
        (Language::EsMx, "1 min, 3 h, 2 días"),
        (Language::PtBr, "1 min, 3 h, 2 dias"),
        (Language::Th, "1 นาที, 3 ชม., 2 วัน"),
        (Language::ZhHans, "1分钟, 3小时, 2天"),
    ] {
        let units = units(language);
        let all = [(1, Unit::Minute), (3, Unit::Hour), (2, Unit::Day)];
        assert_eq!(all.map(|counted| units.emit(counted)).join(", "), written);
    }
}

#[wasm_bindgen_test]
async fn matching_parts_of_a_name_are_marked() {
    let mut zoe = suggestion(1, "Zoë Müller");
    zoe.matched = vec![0..4, 5..9];
    let shown = Shown::new(listing(vec![zoe])).await;
    let marks: Vec<_> = shown.all("mark").iter().filter_map(|mark| mark.text_content()).collect();
    assert_eq!(marks, ["Zoë", "Mül"]);
    assert_eq!(shown.text(".swb-name"), "Zoë Müller");
}

#[wasm_bindgen_test]
async fn of_a_thousand_rows_only_those_near_the_view_are_on_the_page() {
    let mut shown = Shown::new(many(1_000, None)).await;
    let places = |shown: &Shown| -> Vec<usize> {
        let place = |row: &Element| row.get_attribute("aria-posinset")?.parse().ok();
        shown.all("[role=option]").iter().filter_map(place).collect()
    };
    assert_eq!(places(&shown), (1..=10).collect::<Vec<_>>());
    assert_eq!(shown.attribute("[role=option]", "aria-setsize").as_deref(), Some("1000"));

    // The keyboard goes to the end: the list follows.
    shown.show(many(1_000, Some(999))).await;
    drawn().await;
    assert!(places(&shown).contains(&1_000));
    assert!(places(&shown).len() <= 14, "{:?}", places(&shown));
    let scroller = shown.find("[role=listbox]");
    assert_eq!(scroller.scroll_top() + scroller.client_height(), 1_000 * 48);

    // The mouse wheel goes back: the active row stays on the page, wherever it is.
    scroller.set_scroll_top(0);
    scroller.dispatch_event(&web_sys::Event::new("scroll").unwrap()).unwrap();
    drawn().await;
    let active = shown.attribute("input", "aria-activedescendant").unwrap();
    assert!(shown.maybe(&format!("#{active}")).is_some());
    assert!(places(&shown).contains(&1));
}

#[wasm_bindgen_test]
async fn the_list_tells_which_rows_are_in_view_when_it_opens_and_whenever_it_is_scrolled() {
    let mut shown = Shown::new(many(50, None)).await;
    assert_eq!(shown.seen(), ["0..6"]);
    shown.show(many(3, None)).await;
    shown.show(many(50, None)).await;
    assert_eq!(shown.seen(), [""; 0], "whatever is typed");

    // By wheel or touch, a part of a row at first.
    let scroller = shown.find("[role=listbox]");
    for (top, seen) in [(47, None), (48 * 20, Some("20..26")), (48 * 20 + 30, None)] {
        scroller.set_scroll_top(top);
        scroller.dispatch_event(&web_sys::Event::new("scroll").unwrap()).unwrap();
        drawn().await;
        assert_eq!(shown.seen(), seen.into_iter().collect::<Vec<_>>(), "{top}");
    }
    // By key, to the end and back.
    shown.show(many(50, Some(49))).await;
    assert_eq!(shown.seen(), ["45..51"]);
    shown.show(many(50, Some(0))).await;
    assert_eq!(shown.seen(), ["0..6"]);

    // Another presence leaves it where it is; other words show their best rows.
    shown.show(many(50, Some(49))).await;
    shown.show(many(50, None)).await;
    assert_eq!(shown.seen(), ["45..51"]);
    let mut typed = many(50, None);
    typed.finder.query = "n".to_owned().into();
    shown.show(typed).await;
    assert_eq!((shown.seen(), scroller.scroll_top()), (vec!["0..6".to_owned()], 0));
    shown.show(many(50, None)).await;

    // The list becomes shorter than it is scrolled.
    shown.show(many(50, Some(49))).await;
    shown.show(many(20, None)).await;
    drawn().await;
    assert_eq!(shown.seen(), ["45..51", "15..21"]);
    let mut closed = many(20, None);
    closed.finder.open = false;
    shown.show(closed).await;
    shown.show(many(20, None)).await;
    assert_eq!(shown.seen(), ["0..6"], "opened again it begins at its top");
}

#[wasm_bindgen_test]
async fn every_row_has_the_height_that_the_list_reckons_with() {
    let long = "Bartholomew Featherstonehaugh-Cholmondeley ".repeat(4);
    let shown = Shown::new(listing(vec![suggestion(1, &long), suggestion(2, "Bo")])).await;
    let tops: Vec<f64> =
        shown.all("[role=option]").iter().map(|r| r.get_bounding_client_rect().top()).collect();
    assert_eq!(tops[1] - tops[0], 48.0);
    for row in shown.all("[role=option]") {
        assert_eq!(row.get_bounding_client_rect().height(), 48.0);
    }
}
