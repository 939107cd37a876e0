//! Repairs of the consolidated document: what its sources leave out and many tools insist on.
//!
//! They come after the proof and never mix with the merge: each is asked for by name, each is listed, and each adds only.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::json::Pointer;
use crate::openapi::operation::{self, parameter_names};
use crate::openapi::{Kind, grammar, reference};

/// The table `[consolidation.repair]`: which repairs are made. None by default.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Repair {
    /// Arrays without `items` get `items: {}`, which lets the same values through.
    pub array_items: bool,
    /// Parameters that a path names and no operation declares become required strings.
    pub path_parameters: bool,
    /// What stands beside `$ref` in a schema moves into `allOf` with the reference; for 3.0, where it counts for nothing
    /// and strict tools refuse it.
    pub reference_siblings: bool,
}

impl Repair {
    /// Every repair there is.
    pub fn all() -> Self {
        Self { array_items: true, path_parameters: true, reference_siblings: true }
    }
}

/// One repair that was made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Repaired {
    /// Which repair or overlay.
    pub by: String,
    /// The place that was changed.
    pub pointer: Pointer,
    /// What was done.
    pub what: String,
}

impl Repaired {
    /// The same, said of one source.
    #[must_use]
    pub fn in_source(self, name: &str) -> Self {
        Self { by: format!("{} ({name})", self.by), ..self }
    }
}

/// Makes the repairs that are asked for; says what was done.
pub fn repair(root: &mut Value, wanted: &Repair) -> Vec<Repaired> {
    let mut done = Vec::new();
    if wanted.path_parameters {
        declare_parameters(root, &mut done);
    }
    if wanted.array_items || wanted.reference_siblings {
        let mut walk = Walk { wanted, place: Pointer::root(), done: &mut done };
        walk.node(root, Kind::Document);
    }
    done
}

struct Walk<'w> {
    wanted: &'w Repair,
    place: Pointer,
    done: &'w mut Vec<Repaired>,
}

impl Walk<'_> {
    fn node(&mut self, value: &mut Value, kind: Kind) {
        if kind == Kind::Data {
            return;
        }
        if kind == Kind::Schema {
            self.schema(value);
        }
        match value {
            Value::Object(map) => {
                for (key, below) in map.iter_mut() {
                    self.place.push(key.clone());
                    self.node(below, grammar::child(kind, key));
                    self.place.pop();
                }
            }
            Value::Array(items) => {
                for (at, below) in items.iter_mut().enumerate() {
                    self.place.push(at.to_string());
                    self.node(below, grammar::child(kind, ""));
                    self.place.pop();
                }
            }
            _ => {}
        }
    }

    fn schema(&mut self, value: &mut Value) {
        let referring = reference::target(value).is_some();
        let Some(map) = value.as_object_mut() else { return };
        if self.wanted.reference_siblings && referring && map.len() > 1 {
            enclose(map);
            self.note("reference-siblings", "the reference moved into `allOf`, beside what stood beside it");
        } else if self.wanted.array_items
            && map.get("type").is_some_and(|name| name == "array")
            && !map.contains_key("items")
        {
            map.insert("items".to_owned(), json!({}));
            self.note("array-items", "`items: {}` was added");
        }
    }

    fn note(&mut self, by: &str, what: &str) {
        self.done.push(Repaired { by: by.to_owned(), pointer: self.place.clone(), what: what.to_owned() });
    }
}

fn enclose(map: &mut Map<String, Value>) {
    let Some(target) = map.shift_remove("$ref") else { return };
    let part = json!({"$ref": target});
    match map.get_mut("allOf").and_then(Value::as_array_mut) {
        Some(list) => list.push(part),
        None => drop(map.insert("allOf".to_owned(), Value::Array(vec![part]))),
    }
}

fn declare_parameters(root: &mut Value, done: &mut Vec<Repaired>) {
    let mut missing = Vec::new();
    for found in operation::operations(root) {
        for name in parameter_names(found.path) {
            let lists = [found.value.get("parameters"), found.item.get("parameters")];
            let all = lists.into_iter().flatten().filter_map(Value::as_array).flatten();
            let mut declared = all.filter_map(|one| reference::object(root, one));
            if !declared.any(|one| {
                one.get("in").is_some_and(|it| it == "path") && one.get("name").is_some_and(|it| it == name)
            }) {
                missing.push((found.pointer.clone(), name.to_owned()));
            }
        }
    }
    for (place, name) in missing {
        let Some(operation) = at_mut(root, &place).and_then(Value::as_object_mut) else { continue };
        let parameter = json!({"name": name, "in": "path", "required": true, "schema": {"type": "string"}});
        if let Value::Array(list) = operation.entry("parameters").or_insert_with(|| json!([])) {
            list.push(parameter);
            let what = format!("the path parameter `{name}` was declared as a string");
            done.push(Repaired { by: "path-parameters".to_owned(), pointer: place.join("parameters"), what });
        }
    }
}

/// The value at a place, to change it.
pub(super) fn at_mut<'a>(root: &'a mut Value, place: &Pointer) -> Option<&'a mut Value> {
    root.pointer_mut(&place.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn repairs_are_made_when_asked_for_and_listed() {
        let broken = json!({"openapi": "3.0.0",
            "paths": {"/a/{b}": {"get": {"responses": {}}}},
            "components": {"schemas": {
                "L": {"type": "array", "example": {"type": "array"}},
                "R": {"$ref": "#/components/schemas/L", "x-k": 1}
            }}
        });
        let mut root = broken.clone();
        assert!(repair(&mut root, &Repair::default()).is_empty());
        assert_eq!(root, broken);
        let done: Vec<String> = repair(&mut root, &Repair::all())
            .into_iter()
            .map(|one| format!("{} {}", one.by, one.pointer))
            .collect();
        assert_eq!(
            done,
            [
                "path-parameters /paths/~1a~1{b}/get/parameters",
                "array-items /components/schemas/L",
                "reference-siblings /components/schemas/R",
            ]
        );
        assert_eq!(
            root["components"]["schemas"],
            json!({
                "L": {"type": "array", "example": {"type": "array"}, "items": {}},
                "R": {"x-k": 1, "allOf": [{"$ref": "#/components/schemas/L"}]}
            })
        );
        assert_eq!(root["paths"]["/a/{b}"]["get"]["parameters"][0]["name"], "b");
        assert!(repair(&mut root, &Repair::all()).is_empty(), "a repair leaves nothing to repair");
    }
}
