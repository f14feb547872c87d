//! What strangers typed, made fit for a line.

/// The text on one line: every run of white space and control characters is a single space.
///
/// Line and paragraph separators and the marks that turn writing around count as control characters: they could
/// end a header or make a line read as something it is not.
pub(super) fn one_line(text: &str) -> String {
    let visible: String = text.chars().map(|c| if is_control(c) { ' ' } else { c }).collect();
    visible.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The text with its line breaks, and nothing else that controls how it is shown.
pub(super) fn many_lines(text: &str) -> String {
    text.lines().map(one_line).collect::<Vec<_>>().join("\n").trim().to_owned()
}

fn is_control(c: char) -> bool {
    let turns_writing_around = matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    c.is_control() || turns_writing_around || matches!(c, '\u{2028}' | '\u{2029}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_line_stays_a_line() {
        assert_eq!(one_line("Ann\r\nBcc: eve@example.com"), "Ann Bcc: eve@example.com");
        assert_eq!(one_line(" 김\u{2028}민수\t👩‍👩‍👧 "), "김 민수 👩‍👩‍👧");
        assert_eq!(one_line("\u{0}\u{7f}\u{85}"), "");
    }

    #[test]
    fn a_note_keeps_its_lines() {
        assert_eq!(many_lines("late arrival\r\n\r\n  two cots\u{202e}\n"), "late arrival\n\ntwo cots");
    }

    proptest! {
        #[test]
        fn nothing_that_is_typed_ends_a_line(text in any::<String>()) {
            let line = one_line(&text);

            prop_assert!(!line.contains(is_control));
        }
    }
}
