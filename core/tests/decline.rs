//! Why a colleague declines: codes, and his own words.

use call_core::wire::{DeclineReason, LONGEST_WORDS};

fn words(text: &str) -> Option<String> {
    let reason = DeclineReason::words(text)?;
    let DeclineReason::Words(words) = reason else { panic!("{reason:?} are no words") };
    Some(words.into_revealed())
}

#[test]
fn own_words_are_one_line_of_text_that_cannot_turn_what_stands_around_it() {
    for (written, read) in [
        ("back at 3", Some("back at 3")),
        ("  back\r\n\tat\u{0}3\u{85} ", Some("back at 3")),
        ("<b>\"soon\"</b> & 'later'", Some("<b>\"soon\"</b> & 'later'")),
        ("\u{202E}desrever\u{202C} \u{2067}x\u{2069}\u{200F}", Some("desrever x")),
        ("a \u{202E} b", Some("a b")),
        ("שלום 👋🏽 ขอโทษ", Some("שלום 👋🏽 ขอโทษ")),
        ("", None),
        (" \u{7} \u{202E}\u{3000}", None),
    ] {
        assert_eq!(words(written).as_deref(), read, "{written:?}");
    }
    let longest = "é".repeat(LONGEST_WORDS);
    assert_eq!(words(&longest), Some(longest.clone()));
    assert_eq!(words(&(longest + "é")), None);
}

#[test]
fn each_code_names_its_reason() {
    for reason in [DeclineReason::AskTeam, DeclineReason::InMeeting, DeclineReason::WillCallBack] {
        let code = reason.code().unwrap();
        assert_eq!(serde_json::to_value(&reason).unwrap(), code, "the record says the same");
        assert_eq!(DeclineReason::of_code(code), Some(reason));
    }
    for code in ["", "words", "IN_MEETING", "in_meeting "] {
        assert_eq!(DeclineReason::of_code(code), None, "{code}");
    }
}
