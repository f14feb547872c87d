//! A place in a text that moves forward; what the two small scanners share.

use std::ops::Range;

/// Reads a text from its start to its end, and never beyond.
#[derive(Debug)]
pub(crate) struct Cursor<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Cursor<'a> {
    pub(crate) fn new(text: &'a str) -> Self {
        Self { text, at: 0 }
    }

    /// The character here.
    pub(crate) fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    /// Takes the character here.
    pub(crate) fn take(&mut self) -> Option<char> {
        let taken = self.peek()?;
        self.at += taken.len_utf8();
        Some(taken)
    }

    /// Takes `text` if it is here.
    pub(crate) fn eat(&mut self, text: &str) -> bool {
        let is_here = self.rest().starts_with(text);
        if is_here {
            self.at += text.len();
        }
        is_here
    }

    /// Takes everything up to and with `end`; to the end of the text if there is none.
    pub(crate) fn skip_past(&mut self, end: &str) {
        self.at += self.rest().find(end).map_or(self.rest().len(), |found| found + end.len());
    }

    /// Takes characters as long as they are wanted, and tells where they were.
    pub(crate) fn span_while(&mut self, is_wanted: impl Fn(char) -> bool) -> Range<usize> {
        let start = self.at;
        while self.peek().is_some_and(&is_wanted) {
            self.take();
        }
        start..self.at
    }

    /// Takes characters as long as they are wanted.
    pub(crate) fn take_while(&mut self, is_wanted: impl Fn(char) -> bool) -> &'a str {
        let span = self.span_while(is_wanted);
        self.text.get(span).unwrap_or_default()
    }

    /// Takes a string with its quotes, the first of which is here, and tells where its content was. A string that
    /// is never closed ends with its line.
    pub(crate) fn quoted(&mut self) -> Range<usize> {
        let quote = self.take();
        let start = self.at;
        loop {
            let end = self.at;
            match self.take() {
                Some('\\') => drop(self.take()),
                Some('\n') | None => return start..end,
                taken if taken == quote => return start..end,
                Some(_) => {}
            }
        }
    }

    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }
}
