//! TwiML that Twilio would refuse ends the call, with the reason in the log.

use crate::scene::Scene;

#[test]
fn what_is_wrong_with_a_document_is_said() {
    let conference = |attributes: &str| {
        format!("<Response><Dial><Conference {attributes}>room</Conference></Dial></Response>")
    };
    for (twiml, said) in [
        ("no document".to_owned(), "(12100): the document is not XML"),
        ("<Response><Dial>".to_owned(), "(12100)"),
        ("<Response>&nbsp;</Response>".to_owned(), "(12100)"),
        ("<Answer/>".to_owned(), "<Answer> is nothing that a document can hold"),
        (
            "<Response><Whisper/></Response>".to_owned(),
            "<Whisper> is nothing that <Response> can hold",
        ),
        ("<Response><Hangup>now</Hangup></Response>".to_owned(), "\"now\", not empty"),
        ("<Response><Pause length='long'/></Response>".to_owned(), "length of <Pause>"),
        ("<Response><Play>a.wav</Play></Response>".to_owned(), "\"a.wav\", not an http address"),
        ("<Response><Dial/></Response>".to_owned(), "<Dial> needs somebody to call"),
        (
            "<Response><Dial colour='red'>+15559990001</Dial></Response>".to_owned(),
            "<Dial> has no attribute colour",
        ),
        (
            "<Response><Dial><Room>x</Room></Dial></Response>".to_owned(),
            "<Room> is nothing that <Dial> can hold",
        ),
        (
            "<Response><Enqueue>support</Enqueue></Response>".to_owned(),
            "<Enqueue> needs workflowSid",
        ),
        (
            "<Response><Gather/></Response>".to_owned(),
            "(20501): the emulator does not implement <Gather>",
        ),
        (conference("trim='trim-silence'"), "the emulator does not implement trim of <Conference>"),
        (conference("beep='never'"), "beep of <Conference>"),
        (conference("muted='TRUE'"), "muted of <Conference>"),
        (conference("coach='bob'"), "the SID of the call that is coached"),
        (conference("statusCallbackEvent='joined'"), "\"joined\", not of start end join"),
        (conference("statusCallbackMethod='PUT'"), "statusCallbackMethod"),
        (conference("label='x'"), "<Conference> has no attribute label"),
        (conference("maxParticipants='1'"), "maxParticipants"),
    ] {
        let mut scene = Scene::new();
        scene.talk("client:bob", &twiml);
        scene.expect(&["ring bob from +15551230000", "hang up bob"]);
        let log = scene.world.log_since(0);
        let refused = log.iter().find(|line| line.what.starts_with("TwiML refused"));
        let refused = refused.unwrap_or_else(|| panic!("{twiml} was not refused"));
        assert!(refused.what.contains(said), "{twiml}: {}", refused.what);
    }
}

#[test]
fn entities_and_sections_are_text() {
    let mut scene = Scene::new();
    let name =
        "<Response><Dial><Conference>A&amp;B &#x3c;<![CDATA[<c>]]></Conference></Dial></Response>";
    scene.talk("client:bob", name);
    assert!(scene.conference("A&B <<c>").is_some());
}
