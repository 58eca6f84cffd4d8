//! The call: Call, Cancel, what is told, and where the focus goes.

use super::*;

#[wasm_bindgen_test]
async fn call_calls_whoever_is_chosen_and_else_leads_to_the_field() {
    let mut view = closed();
    let mut shown = Shown::new(view.clone()).await;
    assert_eq!(shown.button("Call").get_attribute("aria-disabled").as_deref(), Some("true"));
    shown.button("Call").click();
    assert_eq!(shown.told(), [Event::FieldFocused]);
    assert!(
        document()
            .active_element()
            .is_some_and(|element| element.is_same_node(Some(&shown.field())))
    );

    view.finder.chosen = Some(suggestion(1, "Bob Baker"));
    view.can_call = true;
    shown.show(view).await;
    assert_eq!(shown.button("Call").get_attribute("aria-disabled"), None);
    shown.button("Call").click();
    assert_eq!(shown.told(), [Event::CallPressed]);
}

#[wasm_bindgen_test]
async fn call_pressed_in_vain_is_told_so_that_the_desk_can_say_why() {
    let mut view = closed();
    view.finder.chosen = Some(suggestion(1, "Bob Baker"));
    let shown = Shown::new(view).await;
    assert_eq!(shown.button("Call").get_attribute("aria-disabled").as_deref(), Some("true"));
    shown.button("Call").click();
    assert_eq!(shown.told(), [Event::CallPressed]);
}

fn calling(call: CallState) -> View {
    View { call, can_cancel: true, ..closed() }
}

#[wasm_bindgen_test]
async fn a_call_shows_whom_for_how_long_and_cancel() {
    let name = || "Bob Baker".to_owned().into();
    let mut shown = Shown::new(calling(CallState::Placing { name: name() })).await;
    assert_eq!(shown.text("[role=status]"), "Calling Bob Baker");
    assert!(shown.maybe("input").is_none(), "one call at a time");
    assert!(shown.maybe("[role=timer]").is_none(), "nobody rings yet");
    shown.button("Cancel").click();
    assert_eq!(shown.told(), [Event::CancelPressed]);

    *shown.now.borrow_mut() = 1_000 + 67_900;
    shown.show(calling(CallState::Ringing { name: name(), since: 1_000 })).await;
    assert_eq!(shown.text("[role=timer]"), "1:07");
    assert!(shown.maybe("[role=status] [role=timer]").is_none(), "nobody is read every second");

    for (talk, words) in [
        (Talk::Together, "Connected with Bob Baker"),
        (Talk::Holding, "Putting Bob Baker on hold…"),
        (Talk::PeerHeld, "Bob Baker is on hold"),
        (Talk::Resuming, "Ending the hold…"),
        (Talk::SelfHeld, "Bob Baker put you on hold"),
        (Talk::BothHeld, "You and Bob Baker have put each other on hold"),
        (Talk::PeerMuted, "Bob Baker is muted"),
        (Talk::SelfMuted, "Bob Baker muted you"),
        (Talk::MutedMyself, "You are muted"),
    ] {
        let mut talking = calling(CallState::Connected { name: name(), since: None, talk });
        talking.can_cancel = false;
        shown.show(talking).await;
        assert_eq!(shown.text("[role=status]"), words);
        assert!(shown.all("button").is_empty());
    }
}

#[wasm_bindgen_test]
async fn what_became_of_the_call_is_told_until_dismissed() {
    let name = || "Bob Baker".to_owned().into();
    let table = [
        (Reason::Declined { name: name(), why: None }, "Bob Baker declined the call."),
        (
            Reason::Declined { name: name(), why: Some(DeclineReason::InMeeting) },
            "Bob Baker declined: in a meeting.",
        ),
        (
            Reason::Declined { name: name(), why: DeclineReason::words("<b>{name}</b> & \"x\"") },
            "Bob Baker declined: “<b>{name}</b> & \"x\"”",
        ),
        (Reason::NoAnswer { name: name() }, "Bob Baker did not answer."),
        (
            Reason::ColleagueUnavailable { name: name(), activity: "Break".into() },
            "Bob Baker takes no calls now: Break.",
        ),
        (Reason::LineBusy, "You are on a call. End it before you call a colleague."),
    ];
    for (reason, text) in table {
        let shown = Shown::new(View { call: CallState::Told(reason), ..closed() }).await;
        assert_eq!(shown.text(".swb-message"), text);
        assert!(shown.maybe("input").is_some(), "the next call can be placed");
        shown.button("Dismiss").click();
        assert_eq!(shown.told(), [Event::NoticeDismissed]);
    }
}

#[wasm_bindgen_test]
async fn the_focus_is_never_lost() {
    let name = || "Bob Baker".to_owned().into();
    let mut view = closed();
    view.finder.chosen = Some(suggestion(1, "Bob Baker"));
    view.can_call = true;
    let mut shown = Shown::new(view.clone()).await;
    let focused = || document().active_element().map(|element| element.class_name());
    shown.button("Call").focus().unwrap();
    shown.show(calling(CallState::Placing { name: name() })).await;
    assert_eq!(focused().as_deref(), Some("swb-message"), "not Cancel, a second press cancels");
    shown.button("Cancel").focus().unwrap();
    shown
        .show(View {
            call: CallState::Told(Reason::Declined { name: name(), why: None }),
            ..view.clone()
        })
        .await;
    assert_eq!(focused().as_deref(), Some("swb-message"));
    shown.button("Dismiss").focus().unwrap();
    shown.show(view).await;
    assert_eq!(focused().as_deref(), Some("swb-field"));
}

#[wasm_bindgen_test]
async fn a_message_takes_no_focus_from_elsewhere() {
    let elsewhere: HtmlElement = document().create_element("button").unwrap().dyn_into().unwrap();
    document().body().unwrap().append_child(&elsewhere).unwrap();
    let mut shown = Shown::new(closed()).await;
    elsewhere.focus().unwrap();
    shown.show(View { call: CallState::Told(Reason::LineBusy), ..closed() }).await;
    assert!(
        document().active_element().is_some_and(|element| element.is_same_node(Some(&elsewhere)))
    );
    elsewhere.remove();
}

#[wasm_bindgen_test]
async fn what_is_not_ready_says_so_and_offers_nothing() {
    let table = [
        (Availability::Starting, "Getting ready to reach your colleagues…"),
        (
            Availability::NotSetUp(Reason::NoOutboundFlow),
            "The account has no default outbound flow. An administrator turns it on in Flex's dialpad settings.",
        ),
    ];
    for (availability, text) in table {
        let shown = Shown::new(View { availability, ..View::default() }).await;
        assert_eq!(shown.text("[role=status]"), text);
        assert!(shown.all("button, input").is_empty());
    }
}

#[wasm_bindgen_test]
async fn everything_that_can_be_pressed_is_large_enough() {
    let mut view = two();
    view.finder.count = Count::Failed;
    view.call = CallState::Told(Reason::LineBusy);
    let shown = Shown::new(view).await;
    for target in shown.all("button, input, [role=option]") {
        let size = target.get_bounding_client_rect();
        assert!(size.width() >= 24.0 && size.height() >= 24.0, "{}", target.outer_html());
    }
}

#[wasm_bindgen_test]
async fn the_panel_in_flexs_canvas_shows_the_call_alone() {
    let root = document().create_element("div").unwrap();
    document().body().unwrap().append_child(&root).unwrap();
    let (told, now) = (Rc::default(), Rc::default());
    let DialerProps { surroundings, on_event, .. } = props(View::default(), &told, &now);
    let panel = |call| CallPanelProps {
        place: Place::Call,
        view: Rc::new(View { call, can_cancel: true, ..View::default() }),
        surroundings: surroundings.clone(),
        on_event: on_event.clone(),
    };
    let ringing = CallState::Ringing { name: "Bob Baker".to_owned().into(), since: 0 };
    let mut handle =
        yew::Renderer::<CallPanel>::with_root_and_props(root.clone(), panel(ringing)).render();
    drawn().await;
    let text =
        |selector: &str| root.query_selector(selector).unwrap().and_then(|e| e.text_content());
    assert_eq!(text("[role=status]").as_deref(), Some("Calling Bob Baker"));
    assert_eq!(text("button").as_deref(), Some("Cancel"));
    handle.update(panel(CallState::Idle));
    drawn().await;
    assert_eq!((text("[role=status]"), text("button")), (Some(String::new()), None));
    handle.destroy();
    drawn().await;
    assert_eq!(root.inner_html(), "");
    root.remove();
}
