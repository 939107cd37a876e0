//! `unreferencedReusableObject`: what can be referred to is referred to.

use serde_json::Value;

use super::{Input, Outcome, Prepared, options};
use crate::collections::{HashMap, HashSet};
use crate::json::Pointer;
use crate::jsonpath::Key;
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
    let mut met = HashMap::default();
    gather(root, &mut Vec::new(), &mut met);
    met.into_values().filter_map(|aim| aim.pointer.filter(|_| aim.from_outside)).collect()
}

/// Where the references with one text point.
struct Aim {
    /// `None` when the text is no pointer into this document.
    pointer: Option<Pointer>,
    from_outside: bool,
}

fn gather<'a>(value: &'a Value, at: &mut Vec<Key<'a>>, met: &mut HashMap<&'a str, Aim>) {
    if let Some(text) = reference::target(value) {
        let aim = met
            .entry(text)
            .or_insert_with(|| Aim { pointer: Pointer::parse_fragment(text), from_outside: false });
        aim.from_outside |= aim.pointer.as_ref().is_some_and(|pointer| !stands_in(at, pointer));
        return;
    }
    let mut below = |key, value: &'a Value| {
        if value.is_object() || value.is_array() {
            at.push(key);
            gather(value, at, met);
            at.pop();
        }
    };
    match value {
        Value::Object(map) => map.iter().for_each(|(key, value)| below(Key::Name(key), value)),
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(index, value)| below(Key::Index(index), value));
        }
        _ => {}
    }
}

/// Whether a way leads through a place or to it.
fn stands_in(way: &[Key<'_>], place: &Pointer) -> bool {
    let tokens = place.tokens();
    way.len() >= tokens.len() && way.iter().zip(tokens).all(|(key, token)| key.token() == token.as_str())
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
