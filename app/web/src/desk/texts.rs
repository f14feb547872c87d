//! What a hotel says of itself and of what it sells: in its own words, and in each language.

use inventory_api::{Texts, TextsByLocale};
use kernel::Locale;

use crate::{
    desk::{
        fields::{Field, Fields},
        reading::Reading,
    },
    form::Typed,
    words::words,
};

words! {
    /// What fields of texts are called.
    TextWords {
        name: "이름" | "Name",
        city: "도시" | "City",
        address: "주소" | "Address",
        description: "소개" | "Description",
        ko: "한국어" | "in Korean",
        en: "영어" | "in English",
        fallback: "비워 두면 기본 이름과 소개가 보입니다." | "What is left empty is shown in the main words.",
    }
}

const LANGUAGES: [Locale; 2] = [Locale::Ko, Locale::En];

/// Something that is said in words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Said {
    Name,
    City,
    Address,
    Description,
}

impl Said {
    /// The field of the main words.
    pub(crate) fn field(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::City => "city",
            Self::Address => "address",
            Self::Description => "description",
        }
    }

    pub(crate) fn label(self, words: &TextWords) -> &'static str {
        match self {
            Self::Name => words.name,
            Self::City => words.city,
            Self::Address => words.address,
            Self::Description => words.description,
        }
    }

    fn in_texts(self, texts: &mut Texts) -> &mut Option<String> {
        match self {
            Self::Name => &mut texts.name,
            Self::City => &mut texts.city,
            Self::Address => &mut texts.address,
            Self::Description => &mut texts.description,
        }
    }

    fn is_line(self) -> bool {
        matches!(self, Self::Name | Self::City)
    }

    fn field_in(self, language: Locale) -> String {
        format!("{}_{}", self.field(), language.tag())
    }

    fn label_in(self, language: Locale, words: &TextWords) -> String {
        let language = if language == Locale::Ko { words.ko } else { words.en };
        format!("{} ({language})", self.label(words))
    }

    /// The attributes of its field: constants, for they are written as they are.
    fn attributes(self, language: Option<Locale>) -> &'static str {
        match (self.is_line(), language) {
            (true, None) => "maxlength=\"200\" required",
            (true, Some(Locale::Ko)) => "maxlength=\"200\" lang=\"ko\"",
            (true, Some(Locale::En)) => "maxlength=\"200\" lang=\"en\"",
            (false, None) => "rows=\"3\" maxlength=\"10000\"",
            (false, Some(Locale::Ko)) => "rows=\"3\" maxlength=\"10000\" lang=\"ko\"",
            (false, Some(Locale::En)) => "rows=\"3\" maxlength=\"10000\" lang=\"en\"",
        }
    }
}

/// The words in each language as fields hold them.
#[must_use]
pub(crate) fn typed(mut typed: Typed, said: &[Said], texts: &TextsByLocale) -> Typed {
    for language in LANGUAGES {
        let mut known = texts.get(language.tag()).cloned().unwrap_or_default();
        for said in said {
            let text = said.in_texts(&mut known).take().unwrap_or_default();
            typed = typed.with(&said.field_in(language), text);
        }
    }
    typed
}

/// Reads the words in each language. Words in a language that the form does not ask for stay as they are.
pub(crate) fn read(reading: &mut Reading<'_>, said: &[Said], before: &TextsByLocale) -> TextsByLocale {
    let (mut texts, words) = (before.clone(), TextWords::of(reading.locale));
    for language in LANGUAGES {
        let mut read = Texts::default();
        for said in said {
            let (field, label) = (said.field_in(language), said.label_in(language, words));
            *said.in_texts(&mut read) = if said.is_line() {
                reading.name_or_none(&field, &label)
            } else {
                Some(reading.text(&field, &label)).filter(|text| !text.is_empty())
            };
        }
        if read == Texts::default() {
            texts.remove(language.tag());
        } else {
            texts.insert(language.tag().to_owned(), read);
        }
    }
    texts
}

/// A row of fields for each: the main words, then each language's.
pub(crate) fn rows(fields: Fields<'_>, said: &[Said], locale: Locale) -> Vec<Vec<Field>> {
    let words = TextWords::of(locale);
    let field = |said: Said, name: &str, label: String, language| {
        let attributes = said.attributes(language);
        let field = if said.is_line() {
            fields.input(name, label, attributes)
        } else {
            fields.area(name, label, attributes)
        };
        if language.is_none() && said.is_line() { field } else { field.optional() }
    };
    said.iter()
        .map(|said| {
            let main = field(*said, said.field(), said.label(words).to_owned(), None);
            let others = LANGUAGES.map(|language| {
                field(*said, &said.field_in(language), said.label_in(language, words), Some(language))
            });
            [main].into_iter().chain(others).collect()
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples;

    const SAID: [Said; 2] = [Said::Name, Said::Description];

    #[test]
    fn words_come_back_from_the_form_as_they_went_in() {
        let texts = samples::hotel().room_types[0].profile.texts.clone();
        let typed = typed(Typed::default(), &SAID, &texts);

        let mut reading = Reading::new(&typed, Locale::En);

        assert_eq!(read(&mut reading, &SAID, &texts), texts);
        assert!(reading.errors.is_empty());
    }

    #[test]
    fn a_language_without_words_is_left_out() {
        let texts = samples::hotel().profile.texts;
        let typed = Typed::default().with("name_ko", "주막");

        let read = read(&mut Reading::new(&typed, Locale::En), &SAID, &texts);

        assert_eq!(read.keys().collect::<Vec<_>>(), ["ko"]);
        assert_eq!(read["ko"], Texts { name: Some("주막".to_owned()), ..Texts::default() });
    }
}
