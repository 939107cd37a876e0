//! Walking a document by its grammar, and finding what its references name.

use serde_json::Value;

use super::grammar::{self, Kind};
use super::version::Version;
use crate::collections::HashMap;
use crate::json::{self, Pointer};

/// Visits every node that the grammar knows, the given one first, parents before children. Literals are not entered.
pub fn visit<'a>(value: &'a Value, kind: Kind, see: &mut impl FnMut(&'a Value, Kind)) {
    if kind == Kind::Data {
        return;
    }
    see(value, kind);
    match value {
        Value::Object(map) => {
            map.iter().for_each(|(key, below)| visit(below, grammar::child(kind, key), see));
        }
        Value::Array(items) => items.iter().for_each(|below| visit(below, grammar::child(kind, ""), see)),
        _ => {}
    }
}

/// As [`visit`], with the place of each node.
pub fn visit_places<'a>(
    value: &'a Value,
    kind: Kind,
    place: &mut Pointer,
    see: &mut impl FnMut(&'a Value, Kind, &Pointer),
) {
    if kind == Kind::Data {
        return;
    }
    see(value, kind, place);
    let mut below = |key: &str, value: &'a Value, token: String| {
        place.push(token);
        visit_places(value, grammar::child(kind, key), place, see);
        place.pop();
    };
    match value {
        Value::Object(map) => map.iter().for_each(|(key, value)| below(key, value, key.clone())),
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(at, value)| below("", value, at.to_string()));
        }
        _ => {}
    }
}

/// Visits every Operation Object with its place, wherever it stands: under paths and webhooks, in components, in callbacks.
pub fn operations<'a>(root: &'a Value, see: &mut impl FnMut(&'a Value, &Pointer)) {
    around_operations(root, &mut |value, kind, place| {
        if kind == Kind::Operation {
            see(value, place);
        }
    });
}

/// Visits every object that is an Operation Object or can hold one, with its place, parents before children.
pub fn around_operations<'a>(root: &'a Value, see: &mut impl FnMut(&'a Value, Kind, &Pointer)) {
    fn below<'a>(
        value: &'a Value,
        kind: Kind,
        place: &mut Pointer,
        see: &mut impl FnMut(&'a Value, Kind, &Pointer),
    ) {
        let Some(map) = value.as_object() else { return };
        see(value, kind, place);
        for (key, value) in map {
            let kind = grammar::child(kind, key);
            if kind.leads_to_operations() {
                place.push(key.clone());
                below(value, kind, place, see);
                place.pop();
            }
        }
    }
    below(root, Kind::Document, &mut Pointer::root(), see);
}

/// The places that plain-name fragments mean: `$anchor` and `$dynamicAnchor` (JSON Schema 2020-12, core, section 8.2.2).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Anchors(HashMap<String, Pointer>);

impl Anchors {
    /// Finds the anchors of a document. Where one stands twice, the first counts.
    /// The dialect of 3.0 knows none.
    pub fn of(root: &Value) -> Self {
        let mut found = HashMap::default();
        if !Version::of(root).is_some_and(Version::is_json_schema) || !mentions_anchor(root) {
            return Self(found);
        }
        visit_places(root, Kind::Document, &mut Pointer::root(), &mut |value, kind, place| {
            if kind != Kind::Schema {
                return;
            }
            for keyword in ["$anchor", "$dynamicAnchor"] {
                if let Some(name) = value.get(keyword).and_then(Value::as_str) {
                    found.entry(name.to_owned()).or_insert_with(|| place.clone());
                }
            }
        });
        Self(found)
    }

    /// The place that a local reference names: a JSON Pointer in a fragment, or an anchor. `None` when it leads out of
    /// the document or names an anchor that is not there.
    pub fn place(&self, reference: &str) -> Option<Pointer> {
        Pointer::parse_fragment(reference).or_else(|| self.0.get(reference.strip_prefix('#')?).cloned())
    }

    /// What stands at the place that a local reference names.
    pub fn target<'a>(&self, root: &'a Value, reference: &str) -> Option<&'a Value> {
        super::reference::local(root, reference).or_else(|| self.place(reference)?.resolve(root))
    }

    /// Whether the document has none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// Whether any schema has an anchor: a cheap look before places are counted.
fn mentions_anchor(root: &Value) -> bool {
    let mut found = false;
    visit(root, Kind::Document, &mut |value, kind| {
        found = found
            || kind == Kind::Schema
                && value.as_object().is_some_and(|map| {
                    ["$anchor", "$dynamicAnchor"].iter().any(|keyword| json::field(map, keyword).is_some())
                });
    });
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn anchors_are_found_in_schemas_only() {
        let root = json!({
            "openapi": "3.1.0",
            "components": {
                "schemas": {"A": {"properties": {"p": {"$anchor": "here"}}, "example": {"$anchor": "not"}}},
                "examples": {"E": {"value": {"$anchor": "nor"}}}
            }
        });
        let anchors = Anchors::of(&root);
        let place = |text: &str| anchors.place(text).map(|place| place.to_string());
        assert_eq!(place("#here").as_deref(), Some("/components/schemas/A/properties/p"));
        assert_eq!(place("#/components").as_deref(), Some("/components"));
        assert_eq!((place("#not"), place("#nor"), place("other.json#here")), (None, None, None));
    }
}
