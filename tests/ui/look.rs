//! How every state of our screens looks: axe finds nothing in it, and everything keeps its place,
//! with long and odd names, in a narrow panel, in every language.

use call_core::desk::{Capability, Offered, Section};
use call_core::id::ReservationSid;
use call_core::multi_call;
use js_sys::{Function, Promise};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;

use super::*;

/// Sixty letters, and one word that cannot be broken.
const LONG: &str = "Maximiliana Alexandrina Donaudampfschifffahrtsgesellschafter";

/// A little narrower than Flex's dialpad. Its panels of a call have four fifths of that in a window
/// of 320 pixels.
const NARROW: u32 = 240;

/// One of our screens in one state.
struct State {
    name: String,
    /// The dialer, or a panel.
    place: Option<Place>,
    view: View,
}

fn state(name: impl Into<String>, place: Option<Place>, view: View) -> State {
    State { name: name.into(), place, view }
}

/// Whatever the dialer shows while there is no call.
fn quiet(name: &str) -> Vec<State> {
    let obstacle =
        |reason: fn(call_core::pii::Pii<String>) -> Reason| reason(name.to_owned().into());
    let busy = obstacle(|name| Reason::ColleagueBusy { name });
    let mut list = listing(vec![
        Suggestion {
            matched: std::iter::once(0..1).collect(),
            team: Some("Sales".into()),
            ..suggestion(1, name)
        },
        Suggestion { obstacle: Some(busy.clone()), team: Some(name.into()), ..suggestion(2, name) },
        Suggestion {
            presence: Presence::Offline,
            obstacle: Some(obstacle(|name| Reason::ColleagueOffline { name })),
            ..suggestion(3, "Bo Li")
        },
        suggestion(4, "Bo"),
        suggestion(5, "Bob"),
        suggestion(6, "Bobby"),
    ]);
    list.finder.highlighted = Some(1);
    let counting = |count, query: &str| {
        let mut view = closed();
        view.finder = Finder { query: query.to_owned().into(), count, ..Finder::default() };
        view
    };
    let chosen = |obstacle: Option<Reason>| {
        let mut view = counting(Count::Matches { matching: 1, known: 3 }, name);
        view.can_call = obstacle.is_none();
        view.finder.chosen = Some(Suggestion { obstacle, ..suggestion(1, name) });
        view
    };
    let familiar = |number, section, presence| Suggestion {
        section: Some(section),
        favourite: section == Section::Favourites,
        presence,
        activity: "Break".into(),
        since: Some(0),
        skills: vec!["spanish".into(), name.into()],
        ..suggestion(number, name)
    };
    let mut favourites = listing(vec![
        familiar(1, Section::Favourites, Presence::DoNotDisturb),
        familiar(2, Section::Recent, Presence::Unavailable),
        familiar(3, Section::Interruptible, Presence::Interruptible),
        familiar(4, Section::Others, Presence::Offline),
    ]);
    favourites.finder.query = String::new().into();
    favourites.finder.highlighted = Some(0);
    favourites.finder.partial = true;
    let not_set_up = Availability::NotSetUp(Reason::NoOutboundFlow);
    let nothing = Count::Matches { matching: 0, known: 3 };
    vec![
        state("starting", None, View::default()),
        state("not set up", None, View { availability: not_set_up, ..View::default() }),
        state("loading", None, counting(Count::Loading, "")),
        state("failed", None, counting(Count::Failed, "")),
        state("nobody", None, counting(Count::Matches { matching: 0, known: 0 }, "")),
        state("closed", None, counting(Count::Matches { matching: 3, known: 3 }, "")),
        state(
            "no match",
            None,
            View { finder: Finder { open: true, ..counting(nothing, name).finder }, ..closed() },
        ),
        state("list", None, list),
        state("favorites", None, favourites),
        state("chosen", None, chosen(None)),
        state("chosen in vain", None, chosen(Some(busy))),
        state("missed calls", None, super::missed::missed(&[name, "Ann"], true)),
        state("queues", None, super::queues::of_queues(&[name, "Sales"])),
    ]
}

/// Whatever is shown of a call: in the dialer, and in the panel of Flex's canvas.
fn calls(name: &str) -> Vec<State> {
    let who = || call_core::pii::Pii::new(name.to_owned());
    let talks = |talk| CallState::Connected { name: who(), since: None, talk };
    let words = DeclineReason::words(&name.chars().take(140).collect::<String>());
    let mut calls = vec![
        (CallState::Placing { name: who() }, true),
        (CallState::Ringing { name: who(), since: 0 }, true),
        (CallState::Told(Reason::Declined { name: who(), why: words }), false),
        (CallState::Told(Reason::NoAnswer { name: who() }), false),
        (CallState::Told(Reason::ColleagueWithoutAddress { name: who() }), false),
        (CallState::Told(Reason::MicrophoneRefused), false),
    ];
    for talk in [Talk::Together, Talk::BothHeld, Talk::Holding, Talk::PeerHeld, Talk::SelfMuted] {
        calls.push((talks(talk), false));
    }
    let places = [None, Some(Place::Call)];
    let all = calls.iter().flat_map(|call| places.map(|place| (call, place)));
    all.map(|((call, can_cancel), place)| {
        let view = View { call: call.clone(), can_cancel: *can_cancel, ..closed() };
        state(format!("{place:?} {}", kind(call)), place, view)
    })
    .collect()
}

/// The first word of what a state is; the rest names people.
fn kind(call: &CallState) -> String {
    format!("{call:?}").split([' ', '{']).next().unwrap_or_default().to_owned()
}

/// Calls that are offered, with the reasons for declining.
fn offers(name: &str) -> Vec<State> {
    let offered = |count: usize| {
        let one = |at| Offered {
            reservation: ReservationSid::parse(&format!("WR{at:032}")).unwrap(),
            name: name.to_owned().into(),
        };
        View { offered: (0..count).map(one).collect(), ..View::default() }
    };
    vec![
        state("offered", Some(Place::Offer), offered(1)),
        state("offered by two", Some(Place::Offer), offered(2)),
    ]
}

/// Whatever the list of the agent's calls shows.
fn lists(name: &str) -> Vec<State> {
    use multi_call::State::{Live, Parked, Parking, Resuming};
    let view = |states: &[multi_call::State]| {
        let call = |(at, state): (usize, &multi_call::State)| multi_call::Shown {
            line: ReservationSid::parse(&format!("WR{at:032}")).unwrap(),
            name: name.to_owned().into(),
            state: *state,
            since: 0,
            muted: at == 0,
            unheard: true,
        };
        View { lines: states.iter().enumerate().map(call).collect(), ..View::default() }
    };
    vec![
        state("one call on hold", Some(Place::Calls), view(&[Parked])),
        state("two calls", Some(Place::Calls), view(&[Live, Parked])),
        state("two calls that change", Some(Place::Calls), view(&[Parking, Resuming])),
        state(
            "six calls",
            Some(Place::Calls),
            view(&[Parked, Parked, Parked, Live, Parked, Parking]),
        ),
    ]
}

fn all(name: &str) -> Vec<State> {
    [quiet(name), calls(name), offers(name), lists(name)].into_iter().flatten().collect()
}

/// All states on one page, each in a place of its own; the reasons for declining are open.
struct Gallery {
    root: HtmlElement,
    end: Vec<Box<dyn FnOnce()>>,
}

impl Gallery {
    async fn new(states: Vec<State>, theme: Theme, language: Language, width: u32) -> Gallery {
        let root: HtmlElement = document().create_element("main").unwrap().dyn_into().unwrap();
        // What Flex's panels stand on.
        let ground = if theme == Theme::Dark { "#0d1321" } else { "#ffffff" };
        root.set_attribute("style", &format!("inline-size:{width}px;background:{ground}")).unwrap();
        document().body().unwrap().append_child(&root).unwrap();
        let mut gallery = Gallery { root, end: Vec::new() };
        for state in states {
            gallery.show(state, theme, language);
        }
        drawn().await;
        drawn().await;
        for closed in gallery.all("summary") {
            closed.dyn_into::<HtmlElement>().unwrap().click();
        }
        drawn().await;
        gallery
    }

    fn show(&mut self, State { name, place, view }: State, theme: Theme, language: Language) {
        let stand = document().create_element("div").unwrap();
        stand.set_attribute("data-state", &name).unwrap();
        self.root.append_child(&stand).unwrap();
        let words = Words::new(language, |_| None);
        let now = Callback::from(|()| 67_000);
        let (units, moments) = (units(language), moments(language));
        let surroundings = Surroundings { words, theme, now, units, moments };
        let (view, on_event) = (Rc::new(view), Callback::noop());
        match place {
            None => {
                let props = DialerProps { view, surroundings, on_event };
                let shown = yew::Renderer::<Dialer>::with_root_and_props(stand, props).render();
                self.end.push(Box::new(move || shown.destroy()));
            }
            Some(place) => {
                stand.set_attribute("style", "inline-size:80%").unwrap();
                let props = CallPanelProps { place, view, surroundings, on_event };
                let shown = yew::Renderer::<CallPanel>::with_root_and_props(stand, props).render();
                self.end.push(Box::new(move || shown.destroy()));
            }
        }
    }

    fn all(&self, selector: &str) -> Vec<Element> {
        let found = self.root.query_selector_all(selector).unwrap();
        (0..found.length()).map(|at| found.item(at).unwrap().dyn_into().unwrap()).collect()
    }

    /// Gives the page to a function in JavaScript, which answers with a text.
    async fn ask(&self, function: &str) -> String {
        let asked = Function::new_with_args("root", function).call1(&JsValue::NULL, &self.root);
        let answer = JsFuture::from(Promise::resolve(&asked.unwrap())).await;
        answer.unwrap().as_string().unwrap()
    }

    async fn close(self) {
        self.end.into_iter().for_each(|end| end());
        drawn().await;
        self.root.remove();
    }
}

/// What axe finds: the rule and each element that breaks it.
const AXE: &str = r#"
    // Flex's page around them has landmarks, and one of each of these.
    const rules = { region: off, "landmark-unique": off, "page-has-heading-one": off, "target-size": on };
    const options = { resultTypes: ["violations"], rules };
    return axe.run(root, options).then(({ violations }) =>
        violations.flatMap(({ id, nodes }) => nodes.map(({ target, html, failureSummary }) =>
            `${id}: ${root.querySelector(target[0])?.closest("[data-state]")?.dataset.state}: ${html}: ${failureSummary}`,
        )).join("\n"));
"#;

/// What sticks out of its state, or is cut off where no title tells the rest.
const OUT_OF_PLACE: &str = r#"
    const found = [];
    for (const stand of root.querySelectorAll("[data-state]")) {
        const edge = stand.getBoundingClientRect();
        for (const one of stand.querySelectorAll("*:not(style)")) {
            const { left, right, width } = one.getBoundingClientRect();
            const tells = one.closest("[title]") || one.matches("input[role=combobox]:not(:placeholder-shown)");
            const cut = one.scrollWidth > one.clientWidth + 1 && one.clientWidth > 0
                && getComputedStyle(one).overflowX !== "visible" && !tells;
            if (width > 0 && (left < edge.left - 0.5 || right > edge.right + 0.5) || cut) {
                found.push(`${stand.dataset.state}: ${one.outerHTML.slice(0, 200)} ${left}-${right} in ${edge.left}-${edge.right}, ${one.scrollWidth} in ${one.clientWidth}`);
            }
        }
    }
    return found.join("\n");
"#;

fn load_axe() {
    let loaded = js_sys::Reflect::has(&js_sys::global(), &"axe".into());
    if !loaded.unwrap() {
        js_sys::eval(include_str!("../../node_modules/axe-core/axe.min.js")).unwrap();
    }
}

fn axe() -> String {
    format!("const [off, on] = [{{ enabled: false }}, {{ enabled: true }}]; {AXE}")
}

#[wasm_bindgen_test]
async fn axe_finds_nothing_in_any_state_light_or_dark() {
    load_axe();
    for theme in [Theme::Light, Theme::Dark] {
        let gallery = Gallery::new(all("Bob Baker"), theme, Language::EnUs, 320).await;
        assert_eq!(gallery.ask(&axe()).await, "", "{theme:?}");
        gallery.close().await;
    }
}

#[wasm_bindgen_test]
async fn axe_would_find_a_button_without_a_name_and_letters_too_weak() {
    load_axe();
    let gallery = Gallery::new(quiet("Bob Baker"), Theme::Light, Language::EnUs, 320).await;
    for button in gallery.all(".swb-icon") {
        button.remove_attribute("aria-label").unwrap();
    }
    for line in gallery.all(".swb-line") {
        line.set_attribute("style", "color:#ccc").unwrap();
    }
    let found = gallery.ask(&axe()).await;
    assert!(
        found.contains("button-name: closed") && found.contains("color-contrast: list"),
        "{found}"
    );
    gallery.close().await;
}

#[wasm_bindgen_test]
async fn everything_keeps_its_place_in_a_narrow_panel_in_every_language() {
    use Language::{EnUs, EsEs, EsMx, PtBr, Th, ZhHans};
    for language in [EnUs, EsEs, EsMx, PtBr, Th, ZhHans] {
        let gallery = Gallery::new(all(LONG), Theme::Light, language, NARROW).await;
        assert_eq!(gallery.ask(OUT_OF_PLACE).await, "", "{language:?}");
        gallery.close().await;
    }
}

#[wasm_bindgen_test]
async fn calls_keep_their_place_where_one_reads_from_right_to_left() {
    let gallery = Gallery::new(lists(LONG), Theme::Dark, Language::EnUs, NARROW).await;
    gallery.root.set_attribute("dir", "rtl").unwrap();
    drawn().await;
    assert_eq!(gallery.ask(OUT_OF_PLACE).await, "");
    let live = &gallery.all("[data-state='two calls'] .swb-live")[0];
    let (row, sign) = (live.get_bounding_client_rect(), live.first_element_child().unwrap());
    let sign = sign.get_bounding_client_rect();
    assert!(row.right() - sign.right() < 20.0, "the sign stands before the name, at the right");
    gallery.close().await;
}

#[wasm_bindgen_test]
async fn the_dialer_keeps_its_place_from_right_to_left_with_names_of_one_letter_and_of_eighty() {
    for name in ["B".to_owned(), format!("{LONG} von und zu Berg")] {
        let gallery = Gallery::new(quiet(&name), Theme::Dark, Language::EnUs, NARROW).await;
        gallery.root.set_attribute("dir", "rtl").unwrap();
        drawn().await;
        assert_eq!(gallery.ask(OUT_OF_PLACE).await, "", "{name}");
        gallery.close().await;
    }
}

#[wasm_bindgen_test]
async fn what_is_not_set_up_is_told_in_words_that_fit() {
    use Capability::*;
    let off = vec![Dialer, CallPanel, Hiding, Wording, Calls, Colleagues, MultiCall];
    let reasons = [Reason::CapabilitiesOff { off }, Reason::FunctionsUnset, Reason::NoRouting];
    let states = reasons.map(|reason| {
        let availability = Availability::NotSetUp(reason);
        state("not set up", None, View { availability, ..View::default() })
    });
    let gallery = Gallery::new(states.into(), Theme::Dark, Language::EsMx, NARROW).await;
    assert_eq!(gallery.ask(OUT_OF_PLACE).await, "");
    gallery.close().await;
}

/// Names as people have them and as nobody should.
fn odd_names() -> Vec<String> {
    let names = [
        "O'Neil \"Bob\" <b>Baker</b> & Söhne",
        "<img src=x onerror=\"document.title='broken'\">",
        "</style><script>document.title='broken'</script>",
        "{{name}} {{words}} {{",
        "👩‍👩‍👧‍👦 Zoë 🏳️‍🌈",
        "يوسف בן־דוד",
        "ขวัญใจ พิทักษ์ชัยวัฒนา",
        "Bob\tBaker",
        " ",
        "",
    ];
    let long = ["B".repeat(500), "Bo ".repeat(166), "👋🏽".repeat(250), "شركة".repeat(125)];
    names.map(str::to_owned).into_iter().chain(long).collect()
}

/// The text shown is the name itself; the state left is the one there would be without it: no
/// element more, everything in its place, every button there.
#[wasm_bindgen_test]
async fn any_name_is_shown_as_it_is_and_breaks_nothing() {
    let title = document().title();
    let plain = Gallery::new(all("Bob Baker"), Theme::Light, Language::EnUs, NARROW).await;
    let elements = plain.all("*:not(mark)").len();
    let buttons = plain.all("button").len();
    plain.close().await;
    for name in odd_names() {
        let mut states = all(&name);
        for state in &mut states {
            state.view.finder.options.iter_mut().for_each(|one| one.matched.clear());
        }
        let gallery = Gallery::new(states, Theme::Light, Language::EnUs, NARROW).await;
        assert_eq!(gallery.ask(OUT_OF_PLACE).await, "", "{name}");
        let shown = |selector: &str| {
            gallery.all(selector).first().and_then(|one| one.text_content()).unwrap_or_default()
        };
        assert_eq!(shown("[data-state=list] .swb-name"), name);
        assert_eq!(shown("[data-state='None Placing'] .swb-message"), format!("Calling {name}"));
        let row = gallery.all("[data-state=list] .swb-row")[0].get_bounding_client_rect();
        assert_eq!(row.height(), 48.0, "{name}");
        // An empty field has no button that empties it.
        let fewer = if name.is_empty() { 3 } else { 0 };
        assert_eq!(gallery.all("button").len() + fewer, buttons, "{name}");
        assert_eq!(gallery.all("*:not(mark)").len() + 3 * fewer, elements, "{name}");
        gallery.close().await;
    }
    assert_eq!(document().title(), title, "no script of theirs has run");
}

/// A name that turns the direction of letters turns nothing but itself.
#[wasm_bindgen_test]
async fn a_name_does_not_turn_the_words_around_it() {
    const LAST_LETTER: &str = r#"
        const [text] = root.querySelector(".swb-message").childNodes;
        const place = (at) => {
            const range = document.createRange();
            range.setStart(text, at);
            range.setEnd(text, at + 1);
            return range.getBoundingClientRect().left;
        };
        const end = text.data.length - 1;
        return place(end) > place(end - 1) && place(end - 1) > place(end - 2) ? "after" : "before";
    "#;
    for name in ["Bob", "\u{202E}Bob", "\u{2067}Bob", "\u{202E}\u{2069}Bob\u{202B}", "دوس"] {
        let reason = Reason::NoAnswer { name: name.to_owned().into() };
        let told = View { call: CallState::Told(reason), ..View::default() };
        let gallery = Gallery::new(
            vec![state("told", Some(Place::Call), told)],
            Theme::Light,
            Language::EnUs,
            900,
        )
        .await;
        assert_eq!(gallery.ask(LAST_LETTER).await, "after", "{name:?}");
        gallery.close().await;
    }
}
