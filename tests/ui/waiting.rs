//! Whoever was not reached: the choices beside what is told, and for whom the agent waits.

use super::*;

/// Bob did not answer, and is waited for already or not.
fn told(can_wait: bool) -> View {
    let (name, team) = ("Bob Baker".to_owned().into(), Some("Billing".to_owned()));
    View {
        call: CallState::Told(Reason::NoAnswer { name }),
        choices: Some(Choices { worker: worker(1), can_wait, team }),
        ..closed()
    }
}

fn waited(number: usize, name: &str, asks: bool) -> Waited {
    Waited { worker: worker(number), name: name.to_owned().into(), asks }
}

#[wasm_bindgen_test]
async fn no_answer_is_a_choice() {
    let mut shown = Shown::new(told(true)).await;
    let names: Vec<_> =
        shown.all(".swb-told button").iter().map(|one| one.text_content()).collect();
    let expected = ["Try again", "Call when free", "Others of Billing", "Dismiss"];
    assert_eq!(names, expected.map(|name| Some(name.to_owned())));
    shown.button("Try again").click();
    shown.button("Call when free").click();
    assert_eq!(shown.told(), [Event::ColleagueCalled(worker(1)), Event::WaitPressed(worker(1))]);
    shown.button("Others of Billing").click();
    let team = Event::Typed("Billing".to_owned().into());
    assert_eq!(shown.told(), [Event::FieldFocused, Event::NoticeDismissed, team]);
    shown.show(told(false)).await;
    assert!(!shown.text(".swb-told").contains("free"), "he is waited for already");
    shown.show(View { call: CallState::Idle, choices: None, ..told(true) }).await;
    assert!(shown.maybe(".swb-panel button").is_none());
}

#[wasm_bindgen_test]
async fn the_panel_on_a_call_has_no_field_to_look_in() {
    let (told_events, now) = (Rc::default(), Rc::default());
    let DialerProps { surroundings, on_event, .. } = props(told(true), &told_events, &now);
    let root = document().create_element("div").unwrap();
    document().body().unwrap().append_child(&root).unwrap();
    let panel =
        CallPanelProps { place: Place::Call, view: told(true).into(), surroundings, on_event };
    let handle = yew::Renderer::<CallPanel>::with_root_and_props(root.clone(), panel).render();
    drawn().await;
    let says = root.text_content().unwrap();
    assert!(says.contains("Call when free") && !says.contains("Others"), "{says}");
    handle.destroy();
    root.remove();
}

#[wasm_bindgen_test]
async fn who_is_waited_for_is_told_in_a_region_that_is_always_there() {
    let mut shown = Shown::new(closed()).await;
    assert_eq!(shown.text(".swb-waits[role=status]"), "");
    let waiting = vec![waited(1, "Bob Baker", false), waited(2, "Bo Li", true)];
    shown.show(View { waiting, ..closed() }).await;
    let says: Vec<_> = shown.all(".swb-waits p").iter().map(|one| one.text_content()).collect();
    let until = "You will be asked the next time Bob Baker becomes free, within 30 minutes and \
                 while this page is open.";
    assert_eq!(says, [until, "Bo Li is free now."].map(|text| Some(text.to_owned())));
    shown.button("Cancel: Bob Baker").click();
    shown.button("Call: Bo Li").click();
    shown.button("Not now: Bo Li").click();
    let told = [
        Event::WaitGivenUp(worker(1)),
        Event::ColleagueCalled(worker(2)),
        Event::WaitGivenUp(worker(2)),
    ];
    assert_eq!(shown.told(), told);
}
