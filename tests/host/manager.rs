//! How an account is configured, and what it lacks.

use call_core::desk::{Presence, Reason};

use super::*;

#[wasm_bindgen(module = "/tests/host/fake.js")]
extern "C" {
    #[wasm_bindgen(js_name = stringAt)]
    fn string_at(manager: &Manager, key: &str) -> String;
    #[wasm_bindgen(js_name = setVoiceCapacity)]
    fn set_voice_capacity(worker: &JsValue, capacity: Option<u32>);
}

#[wasm_bindgen_test]
fn an_account_that_has_everything() {
    let manager = manager();
    assert!(manager.wants_internal_calls());
    assert!(!manager.is_dark());
    assert_eq!(manager.functions().as_deref(), Some("http://functions.example:3000"));
    let setup = manager.setup().unwrap();
    assert_eq!(setup.worker.as_str(), sid("WK", 'a'));
    assert_eq!(setup.name, Pii::new("Alice Anders".to_owned()));
    assert_eq!(setup.address, Some(Pii::new("client:alice".to_owned())));
    assert_eq!(setup.presence, Presence::Available);
    assert_eq!(setup.workflow.as_str(), sid("WW", '1'));
    assert_eq!(setup.queue.as_str(), sid("WQ", '1'));
    assert_eq!(setup.caller_id, Some(Pii::new("+15551230000".to_owned())));
    assert_eq!(setup.ring_timeout_s, Some(20));
    assert!(!setup.auto_complete);
}

#[wasm_bindgen_test]
fn what_an_account_lacks_is_named() {
    let table = [
        (
            r#""enabled": true, "workflow_sid""#,
            r#""enabled": false, "workflow_sid""#,
            Reason::NoOutboundFlow,
        ),
        (r#""outbound_call_flows""#, r#""other""#, Reason::NoOutboundFlow),
        (r#""workflow_sid": "WW"#, r#""workflow_sid": "XX"#, Reason::NoOutboundFlow),
        (r#""queue_sid""#, r#""other""#, Reason::NoOutboundFlow),
        (r#""serverless_functions_domain""#, r#""other""#, Reason::FunctionsUnset),
        (r#""functions.example""#, r#""""#, Reason::FunctionsUnset),
    ];
    for (has, instead, reason) in table {
        assert!(account().contains(has), "{has}");
        let manager = manager_of(&account().replace(has, instead));
        assert_eq!(manager.setup(), Err(reason), "{instead}");
    }
}

#[wasm_bindgen_test]
fn a_worker_whom_taskrouter_gives_no_calls_has_no_capacity() {
    for (capacity, lacks) in
        [(None, None), (Some(0), Some(Reason::NoVoiceCapacity)), (Some(1), None)]
    {
        let manager = manager();
        set_voice_capacity(manager.worker().unwrap().as_ref(), capacity);
        assert_eq!(manager.setup().err(), lacks, "{capacity:?}");
    }
}

#[wasm_bindgen_test]
fn administrators_and_supervisors_can_mend_the_account() {
    for (roles, can) in [
        (r#"["agent"]"#, false),
        (r#"["agent", "supervisor"]"#, true),
        (r#"["admin"]"#, true),
        (r#"["administrator"]"#, false),
        ("[]", false),
        ("null", false),
        (r#""admin""#, false),
    ] {
        let manager = manager_of(&account().replacen('{', &format!(r#"{{"roles": {roles},"#), 1));
        assert_eq!(manager.can_mend_the_account(), can, "{roles}");
    }
}

#[wasm_bindgen_test]
async fn who_can_mend_the_account_is_told_how_and_others_whom_to_tell() {
    let lacks = account().replace("functions.example", "");
    for (roles, weight, words) in [
        (
            "admin",
            "Error",
            "The address of Switchboard's Functions is not configured. An administrator sets serverless_functions_domain.",
        ),
        (
            "agent",
            "Warning",
            "Calls between colleagues are switched off. Please tell an administrator.",
        ),
    ] {
        let told = lacks.replacen('{', &format!(r#"{{"roles": ["{roles}"],"#), 1);
        let flex = flex();
        switchboard::start(flex.clone(), manager_of(&told)).unwrap();
        let shown = asked();
        let expected = format!(r#"show Switchboard{weight} {{"words":"{words}"}}"#);
        assert!(shown.contains(&expected), "{shown}");
    }
}

#[wasm_bindgen_test]
async fn who_can_mend_the_account_is_told_of_settings_that_fit_no_activity() {
    let set = r#""do_not_disturb": ["Focus", "Available"], "interruptible": ["Available", "Break"],
        "enabled": true"#;
    let names = [
        "name activities that do not exist: Focus.",
        "both name these activities: Available.",
        "counts as unavailable: Break.",
    ];
    let started = |account: String| {
        asked();
        switchboard::start(flex(), manager_of(&account)).unwrap();
        asked()
    };
    for (role, is_told) in [("admin", true), ("supervisor", true), ("agent", false)] {
        let told = account().replacen(r#""enabled": true"#, set, 1);
        let shown = started(told.replacen('{', &format!(r#"{{"roles": ["{role}"],"#), 1));
        for name in names {
            assert_eq!(shown.contains(name), is_told, "{role}: {shown}");
        }
        assert_eq!(shown.matches("show SwitchboardError").count(), if is_told { 3 } else { 0 });
    }
}

#[wasm_bindgen_test]
fn the_capability_is_off_unless_it_is_switched_on() {
    let on = r#""enabled": true, "enable_call_agent": true"#;
    assert!(account().contains(on));
    for off in [r#""enabled": false, "enable_call_agent": true"#, r#""enable_call_agent": true"#] {
        assert!(!manager_of(&account().replace(on, off)).wants_internal_calls(), "{off}");
    }
    assert!(!manager_of(r#"{"configuration": {}}"#).wants_internal_calls());
}

#[wasm_bindgen_test]
fn colleagues_are_called_unless_that_is_off_and_queues_if_that_is_on() {
    let on = r#""enabled": true, "enable_call_agent": true"#;
    for (written, agent, queue) in [
        (r#""enabled": true"#, true, false),
        (r#""enabled": true, "enable_call_agent": true"#, true, false),
        (r#""enabled": true, "enable_call_agent": false"#, false, false),
        (r#""enabled": true, "enable_call_queue": true"#, true, true),
        (r#""enabled": true, "enable_call_agent": false, "enable_call_queue": true"#, false, true),
    ] {
        let manager = manager_of(&account().replace(on, written));
        assert!(manager.wants_internal_calls(), "whoever may call nobody can be called: {written}");
        assert_eq!((manager.wants_call_agent(), manager.wants_call_queue()), (agent, queue));
        let setup = manager.setup().unwrap();
        assert_eq!((setup.call_agent, setup.call_queue), (agent, queue), "{written}");
    }
}

#[wasm_bindgen_test]
fn missed_calls_are_kept_unless_that_is_off() {
    let on = r#""enabled": true, "enable_call_agent": true"#;
    for (written, kept) in
        [("", true), (r#", "missed_calls": true"#, true), (r#", "missed_calls": false"#, false)]
    {
        let manager = manager_of(&account().replace(on, &[on, written].concat()));
        assert_eq!(manager.setup().unwrap().missed_calls, kept, "{written}");
    }
}

#[wasm_bindgen_test]
fn addresses_of_functions_leave_out_what_is_usual() {
    let table = [
        (r#""3000""#, r#"3000"#, "http://functions.example:3000"),
        (r#""3000""#, r#""80""#, "http://functions.example"),
        (r#""3000""#, r#""443""#, "http://functions.example:443"),
        (r#""3000""#, r#""""#, "http://functions.example"),
        (
            r#""serverless_functions_protocol": "http""#,
            r#""x": 1"#,
            "https://functions.example:3000",
        ),
    ];
    for (has, instead, address) in table {
        let manager = manager_of(&account().replace(has, instead));
        assert_eq!(manager.functions().as_deref(), Some(address), "{instead}");
    }
}

#[wasm_bindgen_test]
fn switchboards_own_address_comes_before_the_one_that_plugins_share() {
    let feature = r#""enabled": true, "enable_call_agent": true"#;
    for (own, address) in [
        // The port of the shared address is another service's.
        (r#""serverless_functions_domain": "ours.example""#, "https://ours.example"),
        (
            r#""serverless_functions_domain": "ours.example", "serverless_functions_port": 444"#,
            "https://ours.example:444",
        ),
        (r#""serverless_functions_domain": """#, "http://functions.example:3000"),
        (r#""serverless_functions_port": 444"#, "http://functions.example:3000"),
    ] {
        let manager = manager_of(&account().replace(feature, &format!("{feature}, {own}")));
        assert_eq!(manager.functions().as_deref(), Some(address), "{own}");
    }
}

#[wasm_bindgen_test]
fn one_agent_tries_the_functions_of_another_environment() {
    let feature = r#""enabled": true, "enable_call_agent": true"#;
    let ours = format!(r#"{feature}, "serverless_functions_domain": "ours.example""#);
    let own = r#""attributes": {"config_overrides": {"features": {"internal_call": {
        "serverless_functions_domain": "staging.example"
    }}}, "#;
    let account = account().replace(feature, &ours).replace(r#""attributes": {"#, own);
    assert_eq!(manager_of(&account).functions().as_deref(), Some("https://staging.example"));
}

#[wasm_bindgen_test]
fn a_worker_has_settings_of_his_own_over_the_accounts() {
    let own = r#""attributes": {"config_overrides": {
        "serverless_functions_domain": "mine.example",
        "features": {"internal_call": {"auto_complete": true, "ring_timeout_s": 7}}
    }, "#;
    let manager = manager_of(&account().replace(r#""attributes": {"#, own));
    assert_eq!(manager.functions().as_deref(), Some("http://mine.example:3000"));
    let setup = manager.setup().unwrap();
    assert!(setup.auto_complete);
    assert_eq!(setup.ring_timeout_s, Some(7));
    assert!(manager.wants_internal_calls(), "what he does not set, the account does");
}

#[wasm_bindgen_test]
fn a_time_to_ring_is_taken_if_it_makes_sense() {
    for (written, taken) in [
        ("5", Some(5)),
        ("\"30\"", Some(30)),
        ("120", Some(120)),
        ("4", None),
        ("121", None),
        ("true", None),
    ] {
        let manager = manager_of(
            &account()
                .replace(r#""ring_timeout_s": 20"#, &format!(r#""ring_timeout_s": {written}"#)),
        );
        assert_eq!(manager.setup().unwrap().ring_timeout_s, taken, "{written}");
    }
}

#[wasm_bindgen_test]
fn a_time_to_wait_for_somebody_of_a_queue_is_taken_if_it_makes_sense() {
    for (written, taken) in [("5", Some(5)), ("3600", Some(3_600)), ("4", None), ("3601", None)] {
        let ring = r#""ring_timeout_s": 20"#;
        let both = format!(r#"{ring}, "queue_timeout_s": {written}"#);
        let manager = manager_of(&account().replace(ring, &both));
        assert_eq!(manager.setup().unwrap().queue_timeout_s, taken, "{written}");
    }
}

#[wasm_bindgen_test]
fn words_of_the_account_stay() {
    let manager = manager();
    manager.offer_words("Known", "ours").unwrap();
    manager.offer_words("New", "ours").unwrap();
    assert_eq!(string_at(&manager, "Known"), "the account's own words");
    assert_eq!(string_at(&manager, "New"), "ours");
}
