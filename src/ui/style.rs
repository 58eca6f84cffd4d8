//! The style of the screens, without what only its readers need: it travels with the plugin.

const WRITTEN: &[u8] = include_bytes!("style.css");

/// The written style, less comments and indents.
pub(super) const STYLE: &str = {
    const SLIM: &[u8] = &slim::<{ slim::<{ WRITTEN.len() }>().1 }>().0;
    match str::from_utf8(SLIM) {
        Ok(style) => style,
        Err(_) => panic!("the style is UTF-8"),
    }
};

/// As many bytes of it as there is room for, and how many there are. Text in quotes has neither.
const fn slim<const ROOM: usize>() -> ([u8; ROOM], usize) {
    let mut slim = [0; ROOM];
    let (mut from, mut to) = (0, 0);
    while from < WRITTEN.len() {
        if WRITTEN[from] == b'/' && WRITTEN[from + 1] == b'*' {
            from += 2;
            while WRITTEN[from] != b'*' || WRITTEN[from + 1] != b'/' {
                from += 1;
            }
            from += 2;
            continue;
        }
        slim[to] = WRITTEN[from];
        to += 1;
        from += 1;
        while slim[to - 1] == b'\n' && from < WRITTEN.len() && WRITTEN[from] == b' ' {
            from += 1;
        }
    }
    (slim, to)
}

#[cfg(test)]
mod tests {
    use super::STYLE;

    #[test]
    fn the_style_has_its_rules_and_neither_comments_nor_indents() {
        assert!(STYLE.starts_with(".swb {\n--text: var(--swb-text, #121c2d);\n"), "{STYLE}");
        assert!(STYLE.ends_with("}\n"));
        for left_out in ["/*", "*/", "\n "] {
            assert!(!STYLE.contains(left_out), "{left_out:?}");
        }
        assert_eq!(STYLE.matches('{').count(), include_str!("style.css").matches('{').count());
    }
}
