//! Where a stylesheet names other files: `url(…)` and `@import "…"`, and not in comments or other strings.

use std::ops::Range;

use super::cursor::Cursor;

/// Where the names are. Strings in `image-set()` are not among them: write `url()` there.
pub(crate) fn references(css: &str) -> Vec<Range<usize>> {
    let mut cursor = Cursor::new(css);
    let mut found = Vec::new();
    let mut is_import = false;
    while let Some(next) = cursor.peek() {
        if cursor.eat("/*") {
            cursor.skip_past("*/");
        } else if next.is_whitespace() {
            cursor.take();
        } else if matches!(next, '"' | '\'') {
            let string = cursor.quoted();
            found.extend(std::mem::take(&mut is_import).then_some(string));
        } else if cursor.eat("@") {
            is_import = cursor.take_while(is_name).eq_ignore_ascii_case("import");
        } else {
            is_import = false;
            found.extend(url(&mut cursor));
        }
    }
    found
}

/// Takes a word or a sign; it may have been `url(…)`.
fn url(cursor: &mut Cursor<'_>) -> Option<Range<usize>> {
    let word = cursor.take_while(is_name);
    if word.is_empty() {
        // An escape takes what follows it along: `\"` opens no string.
        if cursor.take() == Some('\\') {
            cursor.take();
        }
        return None;
    }
    if !word.eq_ignore_ascii_case("url") || !cursor.eat("(") {
        return None;
    }
    cursor.span_while(char::is_whitespace);
    match cursor.peek() {
        Some('"' | '\'') => Some(cursor.quoted()),
        _ => Some(cursor.span_while(|c| c != ')' && !c.is_whitespace())),
    }
}

fn is_name(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '-' | '_')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(css: &str) -> Vec<&str> {
        references(css).into_iter().map(|span| &css[span]).collect()
    }

    #[test]
    fn urls_are_found_with_and_without_quotes() {
        let css = "a { background: url(a.svg), URL( 'b.svg' ) no-repeat; --icon:url(\"../c.svg#x\") }";

        assert_eq!(named(css), ["a.svg", "b.svg", "../c.svg#x"]);
    }

    #[test]
    fn imports_are_found_in_either_form() {
        let css = "@import 'a.css';\n@IMPORT /* why */ \"b.css\" layer(base);@import url(c.css) print;";

        assert_eq!(named(css), ["a.css", "b.css", "c.css"]);
    }

    #[test]
    fn comments_other_strings_and_other_words_name_nothing() {
        let css = "/* url(a.svg) @import 'x' */ @charset \"utf-8\"; a::after { content: \"url(b.svg) \\\" url(c.svg)\" }\n\
                   .x\\\"y { color: red } .my-url(d.svg) [href='@import'] { } @media print { b { content: 'e' } }";

        assert_eq!(named(css), [""; 0]);
    }

    #[test]
    fn what_is_never_closed_ends_nowhere_else() {
        assert_eq!(named("a { content: 'open\n; background: url(a.svg) }"), ["a.svg"]);
        assert_eq!(named("/* open url(a.svg)"), [""; 0]);
        assert_eq!(named("a { background: url(a.svg"), ["a.svg"]);
    }
}
