//! Whether a JSON value is what a JSON Schema says, strictly: what the schema does not name is a surprise.
//!
//! Knows the words that an OpenAPI 3.1 document of ours uses, and fails on no other ground.

use serde_json::{Map, Value};

use crate::{items, members};

/// Everything about `value` that `schema` does not promise.
pub(crate) fn surprises(document: &Value, schema: &Value, value: &Value) -> Vec<String> {
    let mut found = Vec::new();
    Check { document }.check(schema, value, "", &mut found);
    found
}

struct Check<'a> {
    document: &'a Value,
}

impl<'a> Check<'a> {
    fn resolve(&self, schema: &'a Value) -> &'a Value {
        let Some(name) = schema["$ref"].as_str() else { return schema };
        let pointer = name.trim_start_matches('#');
        self.document.pointer(pointer).unwrap_or_else(|| panic!("{name} is in the document"))
    }

    fn check(&self, schema: &'a Value, value: &Value, at: &str, found: &mut Vec<String>) {
        let schema = self.resolve(schema);
        for part in items(&schema["allOf"]) {
            self.check(part, value, at, found);
        }
        for choice in ["oneOf", "anyOf"] {
            let parts = items(&schema[choice]);
            let fits = |part: &&Value| {
                let mut own = Vec::new();
                self.check(part, value, at, &mut own);
                own.is_empty()
            };
            if !parts.is_empty() && !parts.iter().any(|part| fits(&part)) {
                found.push(format!("{at} is none of the forms it may have: {value}"));
            }
        }
        if !is_of_type(&schema["type"], value) {
            found.push(format!("{at} should be {}: {value}", schema["type"]));
            return;
        }
        if schema["enum"].is_array() && !items(&schema["enum"]).contains(value) {
            found.push(format!("{at} is not one of {}: {value}", schema["enum"]));
        }
        match value {
            Value::Array(list) if schema["items"].is_object() => {
                list.iter()
                    .enumerate()
                    .for_each(|(n, item)| self.check(&schema["items"], item, &format!("{at}/{n}"), found));
            }
            Value::Object(object) => self.check_members(schema, object, at, found),
            _ => {}
        }
    }

    fn check_members(
        &self,
        schema: &'a Value,
        object: &Map<String, Value>,
        at: &str,
        found: &mut Vec<String>,
    ) {
        for name in items(&schema["required"]).iter().filter_map(Value::as_str) {
            if !object.contains_key(name) {
                found.push(format!("{at}/{name} is missing"));
            }
        }
        for (name, value) in object {
            let own = &schema["properties"][name];
            if own.is_object() {
                self.check(own, value, &format!("{at}/{name}"), found);
            } else if schema["additionalProperties"].is_object() {
                self.check(&schema["additionalProperties"], value, &format!("{at}/{name}"), found);
            } else if schema["additionalProperties"] == false {
                found.push(format!("{at}/{name} is ruled out"));
            }
        }
    }

    /// Every member that a schema names, in all its parts.
    fn known_members(&self, schema: &'a Value, known: &mut Vec<&'a str>) {
        let schema = self.resolve(schema);
        known.extend(members(&schema["properties"]));
        for choice in ["allOf", "oneOf", "anyOf"] {
            for part in items(&schema[choice]) {
                self.known_members(part, known);
            }
        }
    }
}

/// The members of an object that no part of its schema names.
pub(crate) fn unnamed<'v>(document: &Value, schema: &Value, value: &'v Value) -> Vec<&'v str> {
    let mut known = Vec::new();
    Check { document }.known_members(schema, &mut known);
    members(value).into_iter().filter(|name| !known.contains(name)).collect()
}

fn is_of_type(kind: &Value, value: &Value) -> bool {
    match kind {
        Value::String(name) => is_a(name, value),
        Value::Array(names) => names.iter().filter_map(Value::as_str).any(|name| is_a(name, value)),
        _ => true,
    }
}

fn is_a(name: &str, value: &Value) -> bool {
    match name {
        "null" => value.is_null(),
        "boolean" => value.is_boolean(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        "string" => value.is_string(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        _ => false,
    }
}
