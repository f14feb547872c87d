//! The fields of the desk's forms as they are shown: label, what was typed, what is wrong with it.

use crate::form::{Errors, Typed};

/// A field of a form, for `parts/form.html`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Field {
    /// Its place in the page; the name, unless many forms have a field of that name.
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) label: String,
    pub(crate) value: String,
    pub(crate) hint: &'static str,
    pub(crate) error: String,
    pub(crate) is_optional: bool,
    /// What a select offers, or an input suggests.
    pub(crate) choices: Vec<Choice>,
    /// Written into the tag as they are: constants of ours.
    pub(crate) attributes: &'static str,
    kind: Kind,
}

/// Something to choose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Choice {
    pub(crate) value: String,
    pub(crate) label: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Input,
    Area,
    Select,
    Check,
}

/// Fields that belong together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Group {
    pub(crate) legend: String,
    pub(crate) hint: &'static str,
    /// Each row's fields stand side by side where there is room.
    pub(crate) rows: Vec<Vec<Field>>,
}

impl Choice {
    pub(crate) fn new(value: impl Into<String>, label: impl Into<String>) -> Self {
        Self { value: value.into(), label: label.into() }
    }
}

impl Field {
    #[must_use]
    pub(crate) fn optional(mut self) -> Self {
        self.is_optional = true;
        self
    }

    #[must_use]
    pub(crate) fn hint(mut self, hint: &'static str) -> Self {
        self.hint = hint;
        self
    }

    /// The same in one form of many, told apart by a suffix.
    #[must_use]
    pub(crate) fn in_form(mut self, suffix: &str) -> Self {
        self.id = format!("{}{suffix}", self.name);
        self
    }

    #[must_use]
    pub(crate) fn attributes(mut self, attributes: &'static str) -> Self {
        self.attributes = attributes;
        self
    }

    /// What an input suggests; anything else may be typed.
    #[must_use]
    pub(crate) fn suggest(mut self, choices: Vec<Choice>) -> Self {
        self.choices = choices;
        self
    }

    pub(crate) fn is_area(&self) -> bool {
        self.kind == Kind::Area
    }

    pub(crate) fn is_select(&self) -> bool {
        self.kind == Kind::Select
    }

    pub(crate) fn is_check(&self) -> bool {
        self.kind == Kind::Check
    }

    /// The value as a reader knows it. A select always shows one of its choices, the first where none was made.
    pub(crate) fn in_words(&self) -> &str {
        if !self.is_select() {
            return &self.value;
        }
        let chosen = self.choices.iter().find(|choice| choice.value == self.value);
        chosen.or(self.choices.first()).map_or(&self.value, |choice| &choice.label)
    }

    /// Whether nobody filled it: a select is at its first choice by itself.
    fn is_untouched(&self) -> bool {
        let is_first = self.choices.first().is_some_and(|choice| choice.value == self.value);
        self.value.is_empty() || self.is_select() && is_first
    }
}

/// Makes fields of what was typed.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Fields<'a> {
    pub(crate) typed: &'a Typed,
    pub(crate) errors: &'a Errors,
}

impl Fields<'_> {
    pub(crate) fn input(self, name: &str, label: impl Into<String>, attributes: &'static str) -> Field {
        self.field(name, label.into(), Kind::Input, attributes)
    }

    pub(crate) fn area(self, name: &str, label: impl Into<String>, attributes: &'static str) -> Field {
        self.field(name, label.into(), Kind::Area, attributes)
    }

    pub(crate) fn select(self, name: &str, label: impl Into<String>, choices: Vec<Choice>) -> Field {
        Field { choices, ..self.field(name, label.into(), Kind::Select, "") }
    }

    /// A box to tick.
    pub(crate) fn check(self, name: &str, label: impl Into<String>) -> Field {
        self.field(name, label.into(), Kind::Check, "")
    }

    fn field(self, name: &str, label: String, kind: Kind, attributes: &'static str) -> Field {
        Field {
            id: name.to_owned(),
            name: name.to_owned(),
            label,
            // As the form's reading has it, so that a text that only travelled does not differ.
            value: self.typed.get(name).replace("\r\n", "\n"),
            hint: "",
            error: self.errors.of(name).to_owned(),
            is_optional: false,
            choices: Vec::new(),
            attributes,
            kind,
        }
    }
}

impl Group {
    pub(crate) fn new(legend: impl Into<String>, rows: Vec<Vec<Field>>) -> Self {
        Self { legend: legend.into(), hint: "", rows }
    }

    #[must_use]
    pub(crate) fn hint(mut self, hint: &'static str) -> Self {
        self.hint = hint;
        self
    }
}

/// What stands in a field now, and what was typed into it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Difference {
    pub(crate) label: String,
    pub(crate) now: String,
    pub(crate) yours: String,
}

/// Where two fillings of a form differ; what only one of them has is nothing in the other.
pub(crate) fn differences(now: &[Group], yours: &[Group]) -> Vec<Difference> {
    let (mut now, yours) = (flat(now), flat(yours));
    let mut found = Vec::new();
    for (legend, field) in yours {
        let yours = field.in_words();
        match now.iter().position(|(_, there)| there.name == field.name) {
            Some(place) => found.push(difference(legend, field, now.remove(place).1.in_words(), yours)),
            None if field.is_untouched() => {}
            None => found.push(difference(legend, field, "", yours)),
        }
    }
    let gone = now.into_iter().filter(|(_, field)| !field.is_untouched());
    found.extend(gone.map(|(legend, field)| difference(legend, field, field.in_words(), "")));
    found.retain(|difference| difference.now != difference.yours);
    found
}

/// Every field that holds something, with what it belongs to.
fn flat(groups: &[Group]) -> Vec<(&str, &Field)> {
    let fields = groups
        .iter()
        .flat_map(|group| group.rows.iter().flatten().map(|field| (group.legend.as_str(), field)));
    fields.filter(|(_, field)| !field.is_check()).collect()
}

fn difference(legend: &str, field: &Field, now: &str, yours: &str) -> Difference {
    let label = format!("{legend} · {}", field.label);
    Difference { label, now: now.to_owned(), yours: yours.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn groups(name: &str, meals: &str) -> Vec<Group> {
        let typed = Typed::default().with("name", name).with("meals", meals);
        let fields = Fields { typed: &typed, errors: &Errors::default() };
        let choices = vec![Choice::new("", "None"), Choice::new("breakfast", "With breakfast")];
        let row = vec![fields.input("name", "Name", ""), fields.select("meals", "Meals", choices)];
        vec![Group::new("Plan", vec![row])]
    }

    #[test]
    fn what_differs_is_told_in_the_readers_words() {
        let found = differences(&groups("Flexible", "breakfast"), &groups("Flexible", ""));

        let told = Difference {
            label: "Plan · Meals".to_owned(),
            now: "With breakfast".to_owned(),
            yours: "None".to_owned(),
        };
        assert_eq!(found, [told]);
    }

    #[test]
    fn a_field_that_one_side_lacks_is_nothing_there() {
        let found = differences(&groups("Flexible", "breakfast"), &[]);

        assert_eq!(
            found.iter().map(|it| it.now.as_str()).collect::<Vec<_>>(),
            ["Flexible", "With breakfast"]
        );
        assert!(found.iter().all(|it| it.yours.is_empty()));
    }

    #[test]
    fn a_row_that_nobody_filled_is_no_difference() {
        let sent = Typed::default().with("row_0_kind", "percent").with("row_1_kind", "percent");
        let row = |typed: &Typed, row: usize| {
            let fields = Fields { typed, errors: &Errors::default() };
            let kinds = vec![Choice::new("percent", "Percent"), Choice::new("amount", "Amount")];
            let name = format!("row_{row}_kind");
            Group::new("Tax", vec![vec![fields.select(&name, "Kind", kinds)]])
        };

        let found = differences(&[row(&Typed::default(), 0)], &[row(&sent, 0), row(&sent, 1)]);

        assert_eq!(found, []);
    }
}
