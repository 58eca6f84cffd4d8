//! In which words the agent is spoken to: the account's own, or his Flex's language.

use switchboard::strings::{Key, Language, Words};

use super::mount::{place, render_react, unmount_react};
use super::start::{DIALER, added_to, shows, take_away};
use super::*;

#[wasm_bindgen(module = "/tests/host/fake.js")]
extern "C" {
    #[wasm_bindgen(js_name = putStrings)]
    fn put_strings(manager: &Manager, words: &JsValue);
}

/// The manager of a Flex that tells, or does not tell, its language.
fn speaking(told: &str) -> Manager {
    manager_of(&account().replacen('{', &format!("{{{told}"), 1))
}

/// What the section in the dialpad and the first notification say. There is a notification,
/// because this Flex lacks something.
async fn said(manager: Manager, title: &str) -> (String, String) {
    let flex = flex();
    take_away(flex.as_ref(), "TaskChannels");
    switchboard::start(flex.clone(), manager).unwrap();
    let place = place();
    render_react(&added_to(&flex, DIALER).unwrap(), &place);
    let screen = shows(&place, title).await;
    unmount_react(&place);
    let told = asked();
    (screen, told.split("; ").find(|line| line.starts_with("show ")).unwrap().to_owned())
}

#[wasm_bindgen_test]
async fn the_agent_is_spoken_to_in_the_language_of_his_flex() {
    let english = ("Call Agent", "the words on a call between colleagues");
    let spanish = ("Llamar a un agente", "los textos de las llamadas entre compañeros");
    let chinese = ("呼叫座席", "同事通话的文字");
    for (told, (title, wording)) in [
        (r#""localization": {"localeTag": "es-MX"},"#, spanish),
        (r#""localization": {"localeTag": "zh-Hans"},"#, chinese),
        (r#""localization": {"localeTag": "de-DE"},"#, english),
        (r#""localization": {"localeTag": "Klingon"},"#, english),
        (r#""localization": {"localeTag": 7},"#, english),
        (r#""localization": {},"#, english),
        (r#""localization": null,"#, english),
        ("", english),
    ] {
        let (screen, notice) = said(speaking(told), title).await;
        assert!(screen.contains(title), "{told}: {screen}");
        assert!(notice.contains(wording), "{told}: {notice}");
    }
    let older = account().replace(r#""theme""#, r#""language": "zh-Hans", "theme""#);
    assert!(said(manager_of(&older), chinese.0).await.1.contains(chinese.1), "Flex before 2.10");
}

#[wasm_bindgen_test]
async fn the_accounts_own_words_are_shown_and_their_placeholders_filled() {
    let manager = speaking(r#""localization": {"localeTag": "es-MX"},"#);
    put_strings(
        &manager,
        &parse(
            r#"{"SwitchboardTitle": "Nuestra gente",
                "SwitchboardCapabilitiesOff": "Sin {{off}}. {{nobody}}Avise a Ana."}"#,
        ),
    );
    let (screen, notice) = said(manager, "Nuestra gente").await;
    assert!(screen.contains("Nuestra gente") && !screen.contains("Llamar a un agente"), "{screen}");
    let own = "Sin los textos de las llamadas entre compañeros. Avise a Ana.";
    assert!(notice.contains(own), "{notice}");
}

#[wasm_bindgen_test]
fn own_words_may_come_late_and_what_is_no_text_is_none() {
    let manager = manager();
    let asked = manager.clone();
    let words = Words::new(Language::PtBr, move |key| asked.own_words(key));
    assert_eq!(words.text(Key::Call), "Ligar");
    for (own, said) in [
        (r#""Falar""#, "Falar"),
        (r#""""#, ""),
        ("7", "Ligar"),
        ("null", "Ligar"),
        ("true", "Ligar"),
        (r#"{"text": "Falar"}"#, "Ligar"),
        (r#"["Falar"]"#, "Ligar"),
    ] {
        put_strings(&manager, &parse(&format!(r#"{{"SwitchboardCall": {own}}}"#)));
        assert_eq!(words.text(Key::Call), said, "{own}");
        assert_eq!(words.text(Key::Cancel), "Cancelar", "{own}");
    }
    take_away(manager.as_ref(), "strings");
    assert_eq!(words.text(Key::Call), "Ligar", "a Flex without the table");
}
