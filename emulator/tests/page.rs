//! An agent's page: who is logged in, what it may reach, and which plugin it gets.

mod common;

use common::Emulator;
use serde_json::json;

#[tokio::test]
async fn an_agent_s_page_is_logged_in_and_may_speak_to_this_machine_only() {
    let emulator = Emulator::start();
    for path in ["", "agent-desktop", "teams?x=1"] {
        let answer = emulator.get(&format!("bob.localhost:4000/{path}")).await;
        assert_eq!(answer.status, 200, "{path}");
        let policy = answer.headers["content-security-policy"].to_str().unwrap();
        assert!(policy.contains("connect-src 'self' ws://bob.localhost:4000"), "{policy}");
        assert!(!policy.contains('*'), "{policy}");
    }
    assert_eq!(emulator.page("bob").await["login"]["identity"], "bob");
    assert_eq!(emulator.get("nobody.localhost:4000/").await.status, 404);
    assert_eq!(emulator.get("bob.localhost:4000/unheard.js").await.status, 404);
}

#[tokio::test]
async fn the_page_s_query_chooses_plugin_and_configuration() {
    let emulator = Emulator::start();
    let token = emulator.token("alice").await;
    let configuration = |variant: &str| {
        let prefix = match variant {
            "" => String::new(),
            variant => format!("_page/config={variant}/"),
        };
        format!("alice.localhost:4000/{prefix}_host/flex-api.twilio.com/v1/Configuration")
    };
    for (variant, path, wanted) in [
        ("", "/ui_attributes/custom_data/serverless_functions_port", json!("4000")),
        ("", "/outbound_call_flows/default/enabled", json!(true)),
        ("feature-off", "/ui_attributes/custom_data/features/internal_call/enabled", json!(false)),
        ("missing-custom-data", "/ui_attributes/custom_data", json!(null)),
        (
            "missing-functions",
            "/ui_attributes/custom_data/features/internal_call/enabled",
            json!(true),
        ),
        ("missing-outbound-flow", "/outbound_call_flows", json!({})),
        ("dark", "/ui_attributes/theme/isLight", json!(false)),
    ] {
        let answer = emulator.get_as(&token, &configuration(variant)).await.json();
        assert_eq!(answer.pointer(path), Some(&wanted), "{variant}");
    }
    let without = emulator.get_as(&token, &configuration("missing-functions")).await.json();
    let data = &without["ui_attributes"]["custom_data"];
    assert!(data.get("serverless_functions_domain").is_none(), "{data}");
    assert_eq!(emulator.get_as(&token, &configuration("unheard")).await.status, 501);

    let plugins = async |variant: &str| {
        emulator.get(&format!("alice.localhost:4000/_plugins/{variant}?roles=agent")).await.json()
    };
    assert_eq!(plugins("none").await, json!([]));
    let src = "/_plugins/undecodable/plugin-switchboard.js";
    assert_eq!(plugins("undecodable").await[0]["src"], src);
}

#[tokio::test]
async fn a_broken_plugin_is_the_good_one_but_for_its_fault() {
    let emulator = Emulator::start();
    let bundle = r##"load("B#1/CBBBlm# %l(1,");"##;
    let file = format!("{}/plugin.js", env!("CARGO_TARGET_TMPDIR"));
    std::fs::write(file, bundle).unwrap();
    let served = async |variant: &str| {
        emulator
            .get(&format!("alice.localhost:4000/_plugins/{variant}/plugin-switchboard.js"))
            .await
    };
    assert_eq!(served("whole").await.text, bundle);
    for variant in ["undecodable", "uncompilable", "uninstantiable"] {
        let text = served(variant).await.text;
        assert!(text.starts_with("load(\"") && text.ends_with("\");"), "{variant}: {text}");
        assert_ne!(text, bundle, "{variant}");
    }
    assert_eq!(served("unheard").await.status, 501);
}
