//! `unreferencedReusableObject`: what can be referred to is referred to.

use std::collections::HashSet;

use serde_json::Value;

use super::{Input, Outcome, Prepared, options};
use crate::json::Pointer;
use crate::openapi::reference;

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

/// Every place that a reference of a document points at from outside of it. What stands beside a `$ref` is not looked at.
pub(super) fn used(root: &Value) -> HashSet<Pointer> {
    let mut found = HashSet::new();
    gather(root, &mut Pointer::root(), &mut found);
    found
}

fn gather(value: &Value, at: &mut Pointer, found: &mut HashSet<Pointer>) {
    if let Some(reference) = reference::target(value) {
        found.extend(Pointer::parse_fragment(reference).filter(|pointer| !at.starts_with(pointer)));
        return;
    }
    match value {
        Value::Object(map) => {
            for (key, value) in map.iter().filter(|(_, v)| v.is_object() || v.is_array()) {
                at.push(key);
                gather(value, at, found);
                at.pop();
            }
        }
        Value::Array(items) => {
            for (index, value) in items.iter().enumerate().filter(|(_, v)| v.is_object() || v.is_array()) {
                at.push(index.to_string());
                gather(value, at, found);
                at.pop();
            }
        }
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

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_reference_from_within_is_no_use() {
        let used = used(&json!({
            "s": {"A": {"self": {"$ref": "#/s/A"}}, "B": {"c": {"$ref": "#/s/C", "beside": {"$ref": "#/s/D"}}}},
            "use": [{"$ref": "#/s/B"}]
        }));
        let mut places: Vec<String> = used.iter().map(ToString::to_string).collect();
        places.sort();
        assert_eq!(places, ["/s/B", "/s/C"]);
    }
}
