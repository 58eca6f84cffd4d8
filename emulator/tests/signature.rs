//! Twilio's signature, against the example of its public documentation.

use emulator::sign;

fn form(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(name, value)| (name.to_string(), value.to_string())).collect()
}

#[test]
fn the_documented_example_is_signed_as_documented() {
    let parameters = [
        ("To", "+18005551212"),
        ("Digits", "1234"),
        ("Caller", "+14158675310"),
        ("From", "+14158675310"),
        ("CallSid", "CA1234567890ABCDE"),
    ];
    let url = "https://mycompany.com/myapp.php?foo=1&bar=2";
    assert_eq!(sign("12345", url, &form(&parameters)), "GvWf1cFY/Q7PnoempGyD5oXAezc=");
}

#[test]
fn address_and_every_parameter_count() {
    let signed = |url: &str, pairs: &[(&str, &str)]| sign("12345", url, &form(pairs));
    let good = signed("http://a.localhost/x?y=1", &[("A", "1"), ("B", "2")]);
    assert_eq!(good, signed("http://a.localhost/x?y=1", &[("B", "2"), ("A", "1")]));
    for other in [
        signed("http://a.localhost/x?y=2", &[("A", "1"), ("B", "2")]),
        signed("http://a.localhost/x?y=1", &[("A", "1")]),
        signed("http://a.localhost/x?y=1", &[("A", "1"), ("B", "3")]),
        sign("54321", "http://a.localhost/x?y=1", &form(&[("A", "1"), ("B", "2")])),
    ] {
        assert_ne!(good, other);
    }
}
