//! `unreferencedReusableObject`: what can be referred to is referred to.

use std::collections::HashSet;

use serde_json::Value;

use super::{Input, Outcome, Prepared, options};
use crate::json::Pointer;

/// Options: `reusableObjectsLocation`, a pointer fragment to the object whose entries can be referred to.
///
/// # Errors
/// No pointer fragment.
pub fn prepare(given: Option<&Value>) -> Result<Prepared, String> {
    const EXAMPLE: &str = "{ \"reusableObjectsLocation\": \"#/components/schemas\" }";
    let function = "unreferencedReusableObject";
    let map = options::object(function, given, &["reusableObjectsLocation"], EXAMPLE)?;
    let what = "a pointer fragment, such as \"#/definitions\"";
    let location = options::required(function, map, "reusableObjectsLocation", what, |value| {
        Pointer::parse_fragment(value.as_str()?)
    })?;
    Ok(Box::new(move |input| check(input, &location)))
}

fn check(input: &Input<'_>, location: &Pointer) -> Vec<Outcome> {
    let Some(Value::Object(entries)) = input.value else { return Vec::new() };
    let used = used(&input.document.value);
    unused(entries.keys(), location, &used)
}

/// Every place that a reference of a document points at.
pub(super) fn used(root: &Value) -> HashSet<Pointer> {
    let mut found = HashSet::new();
    gather(root, &mut found);
    found
}

fn gather(value: &Value, found: &mut HashSet<Pointer>) {
    match value {
        Value::Object(map) => {
            if let Some(Value::String(reference)) = map.get("$ref")
                && let Some(pointer) = Pointer::parse_fragment(reference)
            {
                found.insert(pointer);
            }
            map.values().for_each(|value| gather(value, found));
        }
        Value::Array(items) => items.iter().for_each(|item| gather(item, found)),
        _ => {}
    }
}

/// The entries at `location` that nothing points at.
pub(super) fn unused<'k>(
    names: impl Iterator<Item = &'k String>,
    location: &Pointer,
    used: &HashSet<Pointer>,
) -> Vec<Outcome> {
    names
        .map(|name| location.join(name))
        .filter(|place| !used.contains(place))
        .map(|place| Outcome::at(place, "Potential orphaned reusable object has been detected"))
        .collect()
}
