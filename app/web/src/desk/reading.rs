//! Reading a form of the desk: each field once, everything wrong with it told at once.

use std::{fmt::Display, ops::RangeInclusive, str::FromStr};

use kernel::Locale;

use crate::{
    form::{Errors, Typed},
    words::words,
};

/// As long as the modules take a name or a text.
const NAME_MAX: usize = 200;
const TEXT_MAX: usize = 10_000;

words! {
    /// What is said beside any field.
    ReadingWords {
        name: "1자에서 200자까지, 줄바꿈 없이 입력해 주세요." | "Enter 1 to 200 characters, without line breaks.",
        text: "10,000자까지 입력하실 수 있습니다." | "At most 10,000 characters fit here.",
        choose: "목록에서 골라 주세요." | "Choose one of the list.",
        code: "영문자, 숫자, 하이픈(-), 점(.), 밑줄(_)로 32자까지 입력해 주세요. 예: DBL" | "Enter 1 to 32 letters, digits, hyphens, dots or underscores, such as DBL.",
    }
}

/// A form while it is read.
pub(crate) struct Reading<'a> {
    pub(crate) typed: &'a Typed,
    pub(crate) errors: Errors,
    pub(crate) locale: Locale,
    pub(crate) words: &'static ReadingWords,
}

impl<'a> Reading<'a> {
    pub(crate) fn new(typed: &'a Typed, locale: Locale) -> Self {
        Self { typed, errors: Errors::default(), locale, words: ReadingWords::of(locale) }
    }

    /// What was read, if nothing is wrong.
    pub(crate) fn finish<T>(self, read: Option<T>) -> Result<T, Errors> {
        read.filter(|_| self.errors.is_empty()).ok_or(self.errors)
    }

    /// One thing wrong with a field, said with its label: the summary stands far from the field.
    pub(crate) fn wrong(&mut self, field: &str, label: &str, rule: impl Display) {
        self.errors.add(field, format!("{label}: {rule}"));
    }

    /// What can be read in one way only.
    pub(crate) fn parsed<T: FromStr>(&mut self, field: &str, label: &str, rule: &str) -> Option<T> {
        let read = self.typed.get(field).parse().ok();
        if read.is_none() {
            self.wrong(field, label, rule);
        }
        read
    }

    /// A number in a range.
    pub(crate) fn number<T>(&mut self, field: &str, label: &str, range: RangeInclusive<T>) -> Option<T>
    where
        T: FromStr + PartialOrd + Display,
    {
        let number = self.typed.get(field).parse().ok().filter(|number| range.contains(number));
        if number.is_none() {
            let rule = between(range.start(), range.end(), self.locale);
            self.wrong(field, label, rule);
        }
        number
    }

    /// The same where nothing may be typed.
    pub(crate) fn number_or_none<T>(
        &mut self,
        field: &str,
        label: &str,
        range: RangeInclusive<T>,
    ) -> Option<T>
    where
        T: FromStr + PartialOrd + Display,
    {
        if self.typed.get(field).is_empty() { None } else { self.number(field, label, range) }
    }

    /// One line that is not empty.
    pub(crate) fn name(&mut self, field: &str, label: &str) -> Option<String> {
        let name = self.name_or_none(field, label);
        if self.typed.get(field).is_empty() {
            self.wrong(field, label, self.words.name);
        }
        name
    }

    /// One line, if anything was typed.
    pub(crate) fn name_or_none(&mut self, field: &str, label: &str) -> Option<String> {
        let name = self.typed.get(field);
        if name.chars().count() > NAME_MAX || name.chars().any(char::is_control) {
            self.wrong(field, label, self.words.name);
            return None;
        }
        Some(name.to_owned()).filter(|name| !name.is_empty())
    }

    /// Paragraphs. Browsers end lines as mail does; what is kept ends them as files do.
    pub(crate) fn text(&mut self, field: &str, label: &str) -> String {
        let text = self.typed.get(field).replace("\r\n", "\n");
        if text.chars().count() > TEXT_MAX {
            self.wrong(field, label, self.words.text);
        }
        text
    }
}

fn between(least: impl Display, most: impl Display, locale: Locale) -> String {
    match locale {
        Locale::Ko => format!("{least}부터 {most}까지의 숫자를 입력해 주세요."),
        Locale::En => format!("Enter a number from {least} to {most}."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_wrong_is_told_with_its_label() {
        let typed = Typed::default().with("adults", "many").with("name", "a\nb");
        let mut reading = Reading::new(&typed, Locale::En);

        let (adults, name) = (reading.number("adults", "Adults", 1_u16..=50), reading.name("name", "Name"));

        assert_eq!((adults, name), (None, None));
        assert_eq!(reading.errors.of("adults"), "Adults: Enter a number from 1 to 50.");
        assert!(reading.errors.of("name").starts_with("Name: "));
        assert!(reading.finish(Some(())).is_err());
    }

    #[test]
    fn what_may_be_left_empty_is_not_wrong_when_it_is() {
        let typed = Typed::default().with("text", "one\r\ntwo");
        let mut reading = Reading::new(&typed, Locale::Ko);

        assert_eq!(reading.number_or_none("guests", "", 1_u16..=2), None);
        assert_eq!(reading.name_or_none("name", ""), None);
        assert_eq!(reading.text("text", ""), "one\ntwo");
        assert!(reading.finish(Some(())).is_ok());
    }
}
