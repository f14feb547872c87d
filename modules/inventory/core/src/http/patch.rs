//! `PATCH`: any of the fields of a profile, as a JSON merge patch (RFC 7396).

use http_kit::{FieldError, Problem};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::{Map, Value};
use utoipa::ToSchema;

/// Fields to change; what is left out stays, `null` clears.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(transparent)]
pub(super) struct Patch(Map<String, Value>);

impl Patch {
    /// The profile with the patch laid over it.
    pub(super) fn over<T: Serialize + DeserializeOwned>(self, profile: &T) -> Result<T, Problem> {
        let current = serde_json::to_value(profile).map_err(|error| {
            tracing::error!(%error, "A profile could not be written as JSON");
            Problem::internal()
        })?;
        let merged = merge(current, Value::Object(self.0));
        serde_path_to_error::deserialize(merged).map_err(|error| {
            let field = error.path().to_string();
            Problem::input(vec![FieldError::invalid(field, error.inner())])
        })
    }
}

fn merge(target: Value, patch: Value) -> Value {
    let Value::Object(patch) = patch else { return patch };
    let mut target = match target {
        Value::Object(fields) => fields,
        _ => Map::new(),
    };
    for (name, value) in patch {
        if value.is_null() {
            target.remove(&name);
        } else {
            let current = target.remove(&name).unwrap_or(Value::Null);
            target.insert(name, merge(current, value));
        }
    }
    Value::Object(target)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_patch_changes_what_it_names_and_clears_what_is_null() {
        let before = json!({"a": 1, "b": {"c": 2, "d": 3}, "e": [1, 2]});

        let after = merge(before, json!({"b": {"c": null, "x": 4}, "e": [3], "f": 5}));

        assert_eq!(after, json!({"a": 1, "b": {"d": 3, "x": 4}, "e": [3], "f": 5}));
    }
}
