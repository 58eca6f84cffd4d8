//! The two TwiML documents that an internal call needs.

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};

/// How a leg joins the conference.
pub(crate) struct Conference<'a> {
    /// The conference's friendly name.
    pub(crate) name: &'a str,
    /// The leg's label.
    pub(crate) label: &'a str,
    /// Whether the leg's coming may start the conference: the caller's does.
    pub(crate) starts: bool,
    /// What is played until the conference starts.
    pub(crate) wait_url: &'a str,
    /// Where the conference tells what happens.
    pub(crate) callback_url: &'a str,
    /// Where the leg goes on when it has left.
    pub(crate) action_url: &'a str,
}

/// Puts the leg into the conference.
///
/// No leg's leaving ends the conference: the server does, for only it knows whether somebody is
/// still being rung.
pub(crate) fn join(conference: &Conference<'_>) -> String {
    document(|writer| {
        writer
            .create_element("Dial")
            .with_attributes([("action", conference.action_url), ("method", "POST")])
            .write_inner_content(|writer| {
                writer
                    .create_element("Conference")
                    .with_attributes([
                        ("participantLabel", conference.label),
                        (
                            "startConferenceOnEnter",
                            if conference.starts { "true" } else { "false" },
                        ),
                        ("endConferenceOnExit", "false"),
                        ("beep", "false"),
                        ("waitUrl", conference.wait_url),
                        ("waitMethod", "GET"),
                        ("statusCallback", conference.callback_url),
                        ("statusCallbackMethod", "POST"),
                        ("statusCallbackEvent", "start end join leave mute hold modify"),
                    ])
                    .write_text_content(BytesText::new(conference.name))?;
                Ok(())
            })?;
        Ok(())
    })
}

/// Ends the leg.
pub(crate) fn hang_up() -> String {
    document(|writer| writer.create_element("Hangup").write_empty().map(drop))
}

fn document(content: impl FnOnce(&mut Writer<Vec<u8>>) -> std::io::Result<()>) -> String {
    let mut writer = Writer::new(Vec::new());
    let written = writer
        .write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))
        .and_then(|()| writer.create_element("Response").write_inner_content(content).map(drop));
    written.expect("a Vec takes everything");
    String::from_utf8(writer.into_inner()).expect("only text was written")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_cannot_break_out_of_its_place() {
        let nasty = "\"></Conference><Hangup/>&";
        let text = join(&Conference {
            name: nasty,
            label: nasty,
            starts: true,
            wait_url: "http://localhost/a?b=1&c=2",
            callback_url: "http://localhost/",
            action_url: "http://localhost/",
        });
        assert!(!text.contains("<Hangup"), "{text}");
        assert!(text.contains("a?b=1&amp;c=2"), "{text}");
    }

    #[test]
    fn hanging_up_is_one_verb() {
        assert_eq!(
            hang_up(),
            r#"<?xml version="1.0" encoding="UTF-8"?><Response><Hangup/></Response>"#
        );
    }
}
