//! What a schema says in the words that OpenAPI 3.0 and JSON Schema 2020-12 do not share, read the same way.

use std::collections::BTreeSet;
use std::fmt;

use serde_json::{Map, Value};

use crate::json::number::{self, Decimal};
use crate::merge::raise::IGNORED;

/// The keywords that are read here.
pub(super) const WORDS: [&str; 10] = [
    "type",
    "nullable",
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "enum",
    "const",
    "example",
    "examples",
];

/// The meaning of those keywords in either dialect.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Reading {
    types: Option<BTreeSet<String>>,
    /// Limits with whether they are exclusive.
    lower: Vec<(String, bool)>,
    upper: Vec<(String, bool)>,
    /// Canonical texts of what `enum` and `const` let through.
    values: Option<BTreeSet<String>>,
    examples: Vec<String>,
}

impl fmt::Display for Reading {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "types {:?}, from {:?} to {:?}, values {:?}",
            self.types, self.lower, self.upper, self.values
        )
    }
}

/// Reads a schema of either dialect.
pub(super) fn read(schema: &Map<String, Value>, json_schema: bool) -> Reading {
    let listed = |key: &str| schema.get(key).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let examples = schema.get("example").into_iter().chain(listed("examples"));
    Reading {
        types: types(schema, json_schema),
        lower: limits(schema, "minimum", "exclusiveMinimum"),
        upper: limits(schema, "maximum", "exclusiveMaximum"),
        values: values(schema),
        examples: examples.map(spelled).collect(),
    }
}

/// `nullable` counts beside a `type` only (OpenAPI 3.0.3, section 4.7.24).
fn types(schema: &Map<String, Value>, json_schema: bool) -> Option<BTreeSet<String>> {
    let mut all: BTreeSet<String> = match schema.get("type")? {
        Value::Array(names) => names.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
        Value::String(name) => BTreeSet::from([name.clone()]),
        other => BTreeSet::from([other.to_string()]),
    };
    if !json_schema && schema.get("nullable") == Some(&Value::Bool(true)) {
        all.insert("null".to_owned());
    }
    Some(all)
}

fn limits(schema: &Map<String, Value>, bound: &str, exclusive: &str) -> Vec<(String, bool)> {
    let number = |key: &str| schema.get(key).and_then(Value::as_number).map(|it| Decimal::of(it).spelled());
    if let Some(Value::Bool(strict)) = schema.get(exclusive) {
        return number(bound).into_iter().map(|limit| (limit, *strict)).collect();
    }
    let open = number(exclusive).map(|limit| (limit, true));
    number(bound).map(|limit| (limit, false)).into_iter().chain(open).collect()
}

fn values(schema: &Map<String, Value>) -> Option<BTreeSet<String>> {
    match (schema.get("enum").and_then(Value::as_array), schema.get("const")) {
        (None, None) => None,
        (Some(list), None) => Some(list.iter().map(spelled).collect()),
        (None, Some(value)) => Some(BTreeSet::from([spelled(value)])),
        (Some(list), Some(value)) => {
            Some(list.iter().filter(|it| number::equal(it, value)).map(spelled).collect())
        }
    }
}

fn spelled(value: &Value) -> String {
    crate::json::canonical::digest(value)
}

/// Whether the fields beside a reference of 3.0 are all there: where they were, or among those that 3.0 ignores.
pub(super) fn same_beside(a: &Map<String, Value>, b: &Map<String, Value>) -> bool {
    let ignored = b.get(IGNORED).and_then(Value::as_object);
    let there = |key: &String| b.get(key).or_else(|| ignored?.get(key));
    let all = b.len() - usize::from(ignored.is_some()) + ignored.map_or(0, Map::len);
    let same = |(key, value): (&String, &Value)| {
        key == "$ref" || there(key).is_some_and(|there| number::equal(there, value))
    };
    a.len() == all && a.iter().all(same)
}
