//! What a change changed: before and after, leaf by leaf, short enough to read.

use std::collections::BTreeMap;

use serde_json::Value;

/// Long enough to recognise a text by.
const SHOWN_CHARS: usize = 80;

/// One thing that changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Change {
    /// Where it is, such as `texts.en.name`; empty where there is nothing to tell apart.
    pub(crate) path: String,
    /// What it was, where that is recorded; empty for nothing.
    pub(crate) before: Option<String>,
    /// What it is; empty for nothing.
    pub(crate) after: String,
}

/// What the details of an audit row tell.
pub(super) fn changes(detail: &Value) -> Vec<Change> {
    let of = |name| detail.get(name);
    match (of("before"), of("after"), of("role")) {
        // Whatever is new was nothing before.
        (Some(Value::Null), Some(after), _) => as_it_is(after),
        (Some(before), Some(after), _) => compared(before, after),
        // A role's change keeps the role so far beside the new one.
        (Some(before), None, Some(role)) => {
            let after = text(role);
            vec![Change { path: "role".to_owned(), before: Some(text(before)), after }]
        }
        _ => {
            let only = detail.as_array().filter(|list| list.len() == 1).and_then(|list| list.first());
            as_it_is(only.unwrap_or(detail))
        }
    }
}

fn as_it_is(value: &Value) -> Vec<Change> {
    let leaves = leaves(value).into_iter();
    leaves.map(|(path, after)| Change { path, before: None, after }.shortened()).collect()
}

fn compared(before: &Value, after: &Value) -> Vec<Change> {
    let (mut before, after) = (leaves(before), leaves(after));
    let mut changes = Vec::new();
    for (path, after) in after {
        let was = before.remove(&path).unwrap_or_default();
        if was != after {
            changes.push(Change { path, before: Some(was), after });
        }
    }
    let gone = before.into_iter().map(|(path, was)| Change { path, before: Some(was), after: String::new() });
    changes.extend(gone);
    changes.into_iter().map(Change::shortened).collect()
}

impl Change {
    /// Whole texts are compared; what is shown is cut.
    fn shortened(self) -> Self {
        Self { before: self.before.map(cut), after: cut(self.after), ..self }
    }
}

fn cut(text: String) -> String {
    if text.chars().count() <= SHOWN_CHARS {
        return text;
    }
    let mut short: String = text.chars().take(SHOWN_CHARS).collect();
    short.push('…');
    short
}

/// Every value that is no list and no object, by its path. What is null is left out.
fn leaves(value: &Value) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let mut waiting = vec![(String::new(), value)];
    while let Some((path, value)) = waiting.pop() {
        let within = |name: String| if path.is_empty() { name } else { format!("{path}.{name}") };
        match value {
            Value::Null => {}
            Value::Object(fields) => {
                waiting.extend(fields.iter().map(|(name, value)| (within(name.clone()), value)));
            }
            Value::Array(items) => {
                waiting
                    .extend((1_u32..).zip(items).map(|(number, value)| (within(number.to_string()), value)));
            }
            leaf => {
                found.insert(path, text(leaf));
            }
        }
    }
    found
}

fn text(leaf: &Value) -> String {
    match leaf {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn change(path: &str, before: Option<&str>, after: &str) -> Change {
        Change { path: path.to_owned(), before: before.map(str::to_owned), after: after.to_owned() }
    }

    #[test]
    fn only_what_differs_is_told() {
        let detail = json!({
            "before": { "name": "Inn", "stars": 3, "texts": { "en": { "city": "Seoul" } }, "gone": true },
            "after": { "name": "Inn", "stars": 4, "texts": { "en": { "city": "Busan" } }, "gone": null },
        });

        let told = changes(&detail);

        let expected = [
            change("stars", Some("3"), "4"),
            change("texts.en.city", Some("Seoul"), "Busan"),
            change("gone", Some("true"), ""),
        ];
        assert_eq!(told, expected);
    }

    #[test]
    fn a_role_is_told_with_the_one_before_it() {
        let given = changes(&json!({ "role": "manager", "before": null }));
        let taken = changes(&json!({ "role": null, "before": "desk" }));

        assert_eq!(given, [change("role", Some(""), "manager")]);
        assert_eq!(taken, [change("role", Some("desk"), "")]);
    }

    #[test]
    fn what_has_no_before_is_told_as_it_is() {
        let update = json!([{ "room_type": "DBL", "from": "2030-05-01", "allotment": 3, "closed": null }]);

        let told = changes(&update);

        let expected = [
            change("allotment", None, "3"),
            change("from", None, "2030-05-01"),
            change("room_type", None, "DBL"),
        ];
        assert_eq!(told, expected);
        assert!(changes(&Value::Null).is_empty());
        let new = changes(&json!({ "before": null, "after": { "code": "DBL" } }));
        assert_eq!(new, [change("code", None, "DBL")]);
    }

    #[test]
    fn a_long_text_is_cut_after_it_was_compared() {
        let (long, longer) = ("가".repeat(100), format!("{}나", "가".repeat(100)));

        let told = changes(&json!({ "before": { "text": long }, "after": { "text": longer } }));

        assert_eq!(told.len(), 1);
        assert_eq!(told[0].after.chars().count(), SHOWN_CHARS + 1);
    }
}
