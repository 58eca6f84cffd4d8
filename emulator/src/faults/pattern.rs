//! Patterns for paths and labels: `*` is part of one segment, `**` is anything.

/// What a fault wants a text to look like.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Pattern(pub(crate) String);

impl Pattern {
    pub(crate) fn fits(&self, text: &str) -> bool {
        fits(&self.0, text)
    }
}

fn fits(pattern: &str, text: &str) -> bool {
    let Some(star) = pattern.find('*') else { return pattern == text };
    let (before, stars) = pattern.split_at(star);
    let Some(text) = text.strip_prefix(before) else { return false };
    let (rest, end) = match stars.strip_prefix("**") {
        Some(rest) => (rest, text.len()),
        None => (&stars[1..], text.find('/').unwrap_or(text.len())),
    };
    (0..=end).filter(|at| text.is_char_boundary(*at)).any(|at| fits(rest, &text[at..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_is_part_of_one_segment_and_two_are_anything() {
        for (pattern, text, wanted) in [
            ("/v1/Workspaces", "/v1/Workspaces", true),
            ("/v1/Workspaces", "/v1/Workspaces/WS1", false),
            ("/v1/Workspaces/*/Tasks", "/v1/Workspaces/WS1/Tasks", true),
            ("/v1/Workspaces/*/Tasks", "/v1/Workspaces/WS1/Tasks/WT1", false),
            ("/v1/Workspaces/*/Tasks/*", "/v1/Workspaces/WS1/Tasks/WT1/Reservations", false),
            ("/v1/*/Tasks", "/v1/Workspaces/WS1/Tasks", false),
            ("**/Tasks", "/v1/Workspaces/WS1/Tasks", true),
            ("**/Tasks**", "/v1/Workspaces/WS1/Tasks/WT1", true),
            ("/Calls/*.json", "/Calls/CA1.json", true),
            ("/Calls/*.json", "/Calls/CA1.xml", false),
            ("worker-*", "worker-WK1", true),
            ("worker-*", "customer", false),
            ("a*a", "a", false),
            ("*", "", true),
            ("*é", "aéé", true),
            ("**", "/any/thing", true),
        ] {
            assert_eq!(Pattern(pattern.to_owned()).fits(text), wanted, "{pattern} {text}");
        }
    }
}
