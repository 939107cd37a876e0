//! `unreferencedReusableObject`: what can be referred to is referred to.

use serde_json::Value;

use super::{Input, Outcome, Prepared, options};
use crate::collections::{HashMap, HashSet};
use crate::json::Pointer;
use crate::jsonpath::Key;
use crate::lint::resolve::References;

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
    let used = used(input.references);
    unused(entries.keys(), location, &used)
}

/// Every place that a reference of a document points at from outside of it.
pub(super) fn used(references: &References<'_>) -> HashSet<Pointer> {
    let mut met: HashMap<&str, Aim> = HashMap::default();
    for reference in references.iter() {
        let text = reference.text;
        let aim = met
            .entry(text)
            .or_insert_with(|| Aim { pointer: Pointer::parse_fragment(text), from_outside: false });
        let pointer = aim.pointer.as_ref().filter(|_| !aim.from_outside);
        aim.from_outside |= pointer.is_some_and(|pointer| !stands_in(&references.keys(reference), pointer));
    }
    met.into_values().filter_map(|aim| aim.pointer.filter(|_| aim.from_outside)).collect()
}

/// Where the references with one text point.
struct Aim {
    /// `None` when the text is no pointer into this document.
    pointer: Option<Pointer>,
    from_outside: bool,
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
        let document = json!({
            "s": {"A": {"self": {"$ref": "#/s/A"}}, "B": {"c": {"$ref": "#/s/C", "beside": {"$ref": "#/s/D"}}}},
            "use": [{"$ref": "#/s/B"}]
        });
        let used = used(&References::of(&document));
        let mut places: Vec<String> = used.iter().map(ToString::to_string).collect();
        places.sort();
        assert_eq!(places, ["/s/B", "/s/C"]);
    }
}
