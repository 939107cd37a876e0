//! Discriminators: which schema a value selects, named in the mapping or by the schema's own name.
//!
//! A value that stands in no mapping is the *name* of a schema (OpenAPI 3.0, section 4.7.25), so a component's name can be
//! part of what a document means. [`implied`] says where.

use std::borrow::Cow;

use serde_json::{Map, Value};

use super::reference;
use crate::collections::{HashMap, HashSet};
use crate::json::Pointer;
use crate::json::identity::{Address, IdentityMap, IdentitySet};

/// A value that selects a schema by that schema's own name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Implied<'a> {
    /// The value, which is the schema's name.
    pub name: String,
    /// The reference that names the schema.
    pub reference: Cow<'a, str>,
}

/// The schemas that extend others: name of the parent to the names of the children that hold it in `allOf`.
pub type Heirs<'a> = HashMap<&'a str, Vec<&'a str>>;

/// Finds who extends whom among the schemas of a document.
pub fn heirs(root: &Value) -> Heirs<'_> {
    let mut found: Heirs<'_> = HashMap::default();
    let schemas = root.pointer("/components/schemas").and_then(Value::as_object);
    for (child, schema) in schemas.into_iter().flatten() {
        for part in schema.get("allOf").and_then(Value::as_array).into_iter().flatten() {
            let named = reference::target(part).and_then(schema_name);
            if let Some((parent, _)) = named.and_then(|name| schemas?.get_key_value(&*name)) {
                found.entry(parent).or_default().push(child);
            }
        }
    }
    found
}

/// The values that a schema's discriminator takes from the names of schemas: those of `oneOf` and `anyOf`, else those that
/// extend the schema (`own` is its name, when it is a component). Left out is what the mapping names already, as a value or
/// as a target ("rather than the default (implicit) value"), and names that the selected schema itself forbids as a
/// value of the property.
pub fn implied<'a>(
    root: &'a Value,
    schema: &'a Map<String, Value>,
    own: Option<&str>,
    heirs: &Heirs<'a>,
) -> Vec<Implied<'a>> {
    let Some(discriminator) = schema.get("discriminator").and_then(Value::as_object) else {
        return Vec::new();
    };
    let Some(property) = discriminator.get("propertyName").and_then(Value::as_str) else { return Vec::new() };
    let mapping = discriminator.get("mapping").and_then(Value::as_object);
    let mapped = mapped(mapping);
    candidates(schema, own, heirs)
        .into_iter()
        .filter(|candidate| !mapped.contains(candidate.name.as_str()))
        .filter(|candidate| may_be(root, &candidate.reference, property, &candidate.name))
        .collect()
}

/// The names of schemas that a mapping speaks of: as a value, as a bare name, as a reference.
fn mapped(mapping: Option<&Map<String, Value>>) -> HashSet<Cow<'_, str>> {
    let mut names = HashSet::default();
    for (value, target) in mapping.into_iter().flatten() {
        names.insert(value.as_str().into());
        if let Some(text) = target.as_str() {
            names.insert(text.into());
            names.extend(schema_name(text));
        }
    }
    names
}

fn candidates<'a>(schema: &'a Map<String, Value>, own: Option<&str>, heirs: &Heirs<'a>) -> Vec<Implied<'a>> {
    let variants = ["oneOf", "anyOf"].iter().filter_map(|key| schema.get(*key)?.as_array()).flatten();
    let mut found: Vec<Implied<'a>> = variants
        .filter_map(|variant| {
            let reference = reference::target(variant)?;
            Some(Implied { name: schema_name(reference)?.into_owned(), reference: reference.into() })
        })
        .collect();
    if found.is_empty() {
        let children = own.and_then(|own| heirs.get(own)).into_iter().flatten();
        found.extend(children.map(|child| Implied {
            name: (*child).to_owned(),
            reference: Pointer::of(["components", "schemas", child]).to_fragment().into(),
        }));
    }
    found
}

/// The schema components of a document by where they are in memory: their names.
pub fn component_names(root: &Value) -> IdentityMap<Address, &str> {
    let schemas = root.pointer("/components/schemas").and_then(Value::as_object);
    let all = schemas.into_iter().flatten();
    all.filter_map(|(name, value)| Some((Address::of_object(value.as_object()?), name.as_str()))).collect()
}

/// The name of the schema component that a reference names as a whole.
pub fn schema_name(reference: &str) -> Option<Cow<'_, str>> {
    let name = reference.strip_prefix("#/components/schemas/")?;
    if name.contains('/') {
        return None;
    }
    if !name.contains(['~', '%']) {
        return Some(name.into());
    }
    match Pointer::parse_fragment(reference)?.tokens() {
        [_, _, name] => Some(name.clone().into()),
        _ => None,
    }
}

/// Whether the selected schema lets the property have this value, as far as `enum` and `const` say.
fn may_be(root: &Value, reference: &str, property: &str, name: &str) -> bool {
    let Some(schema) = Pointer::parse_fragment(reference).and_then(|place| place.resolve(root)) else {
        return true;
    };
    // Each schema of a web of `allOf` is looked at once.
    let mut seen = IdentitySet::default();
    let mut waiting = vec![schema];
    while let Some(schema) = waiting.pop() {
        let Some(schema) = reference::object(root, schema) else { continue };
        if !seen.insert(Address::of_object(schema)) {
            continue;
        }
        let declared = schema.get("properties").and_then(|all| all.get(property));
        if declared.is_some_and(|declared| !takes(root, declared, name)) {
            return false;
        }
        waiting.extend(schema.get("allOf").and_then(Value::as_array).into_iter().flatten());
    }
    true
}

fn takes(root: &Value, property: &Value, name: &str) -> bool {
    let Some(schema) = reference::object(root, property) else { return true };
    let listed = schema.get("enum").and_then(Value::as_array);
    let fixed = schema.get("const");
    listed.is_none_or(|values| values.iter().any(|value| value == name))
        && fixed.is_none_or(|value| value == name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn found(root: &Value, own: &str) -> Vec<String> {
        let schema = root["components"]["schemas"][own].as_object().expect("a schema");
        implied(root, schema, Some(own), &heirs(root)).into_iter().map(|found| found.name).collect()
    }

    #[test]
    fn a_name_counts_unless_mapped_or_forbidden() {
        let root = json!({"components": {"schemas": {
            "Pet": {"discriminator": {"propertyName": "kind", "mapping": {"Cat": "Dog"}},
                    "oneOf": [{"$ref": "#/components/schemas/Cat"}, {"$ref": "#/components/schemas/Dog"}, {"$ref": "#/components/schemas/Emu"}, {"$ref": "#/components/schemas/Fox"}]},
            "Cat": {}, "Fox": {}, "Dog": {"properties": {"kind": {"type": "string"}}},
            "Emu": {"allOf": [{"properties": {"kind": {"$ref": "#/components/schemas/EmuKind"}}}]},
            "EmuKind": {"enum": ["emu"]}
        }}});
        assert_eq!(found(&root, "Pet"), ["Fox"]);
    }

    #[test]
    fn without_variants_the_heirs_are_meant() {
        let root = json!({"components": {"schemas": {
            "Pet": {"discriminator": {"propertyName": "kind"}},
            "Cat": {"allOf": [{"$ref": "#/components/schemas/Pet"}]},
            "Big Pet": {"discriminator": {"propertyName": "kind"}},
            "Dog": {"allOf": [{"$ref": "#/components/schemas/Big%20Pet"}]}
        }}});
        assert_eq!(found(&root, "Big Pet"), ["Dog"]);
        assert_eq!(found(&root, "Pet"), ["Cat"]);
        assert!(found(&root, "Cat").is_empty());
    }
}
