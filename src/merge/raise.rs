//! From OpenAPI 3.0 to 3.1 and 3.2 without losing anything: the same schemas in the words of JSON Schema 2020-12.
//!
//! `nullable` becomes a type, boolean `exclusiveMinimum` and `exclusiveMaximum` become numbers. What stands beside `$ref`
//! in a schema means nothing in 3.0 and would mean something in 3.1: all but descriptions and extensions moves to
//! [`IGNORED`]. Everything else is the same in both.

use serde_json::{Map, Value};

use crate::openapi::grammar;
use crate::openapi::{Kind, Version, reference};

/// Keeps what OpenAPI 3.0 ignores beside a `$ref`.
pub(super) const IGNORED: &str = "x-specline-ignored-beside-ref";

/// A document of 3.0 as one of a later version.
pub(super) fn raised(root: &Value, to: Version) -> Value {
    let mut out = node(root, Kind::Document);
    out["openapi"] = Value::String(spelled(to).to_owned());
    out
}

/// The version as a document spells it.
pub(super) fn spelled(version: Version) -> &'static str {
    match version {
        Version::V2_0 => "2.0",
        Version::V3_0 => "3.0.3",
        Version::V3_1 => "3.1.0",
        Version::V3_2 => "3.2.0",
    }
}

fn node(value: &Value, kind: Kind) -> Value {
    match value {
        _ if kind == Kind::Data => value.clone(),
        Value::Object(map) if kind == Kind::Schema && reference::target(value).is_some() => beside(map),
        Value::Object(map) => {
            let mut out: Map<String, Value> = map
                .iter()
                .map(|(key, value)| (key.clone(), node(value, grammar::child(kind, key))))
                .collect();
            if kind == Kind::Schema {
                schema(&mut out);
            }
            Value::Object(out)
        }
        Value::Array(items) => {
            Value::Array(items.iter().map(|item| node(item, grammar::child(kind, ""))).collect())
        }
        scalar => scalar.clone(),
    }
}

fn schema(map: &mut Map<String, Value>) {
    if let Some(name) = map.get("type").and_then(Value::as_str).map(str::to_owned) {
        if map.get("nullable") == Some(&Value::Bool(true)) {
            map.insert("type".to_owned(), serde_json::json!([name, "null"]));
        }
        map.shift_remove("nullable");
    }
    for (bound, exclusive) in [("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum")] {
        let Some(strict) = map.get(exclusive).and_then(Value::as_bool) else { continue };
        match map.get(bound).cloned().filter(|_| strict) {
            Some(limit) => {
                map.insert(exclusive.to_owned(), limit);
                map.shift_remove(bound);
            }
            None => drop(map.shift_remove(exclusive)),
        }
    }
}

fn beside(map: &Map<String, Value>) -> Value {
    let harmless =
        |key: &str| matches!(key, "$ref" | "description" | "summary" | "title") || key.starts_with("x-");
    let (kept, ignored): (Vec<_>, Vec<_>) = map.iter().partition(|(key, _)| harmless(key));
    let owned = |(key, value): (&String, &Value)| (key.clone(), value.clone());
    let mut out: Map<String, Value> = kept.into_iter().map(owned).collect();
    if !ignored.is_empty() {
        out.insert(IGNORED.to_owned(), Value::Object(ignored.into_iter().map(owned).collect()));
    }
    Value::Object(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn the_words_of_json_schema_say_the_same() {
        let root = json!({"openapi": "3.0.0", "paths": {}, "components": {"schemas": {
            "A": {"type": "string", "nullable": true, "properties": {"nullable": {"type": "boolean", "nullable": false}}},
            "B": {"type": "number", "minimum": 1.0, "exclusiveMinimum": true, "maximum": 9, "exclusiveMaximum": false},
            "C": {"$ref": "#/components/schemas/A", "description": "d", "x-k": 1, "nullable": true},
            "D": {"example": {"nullable": true, "type": "x"}, "nullable": true}
        }}});
        let all = raised(&root, Version::V3_1);
        assert_eq!(all["openapi"], "3.1.0");
        assert_eq!(
            all["components"]["schemas"],
            json!({
                "A": {"type": ["string", "null"], "properties": {"nullable": {"type": "boolean"}}},
                "B": {"type": "number", "exclusiveMinimum": 1.0, "maximum": 9},
                "C": {"$ref": "#/components/schemas/A", "description": "d", "x-k": 1, IGNORED: {"nullable": true}},
                "D": {"example": {"nullable": true, "type": "x"}, "nullable": true}
            })
        );
    }
}
