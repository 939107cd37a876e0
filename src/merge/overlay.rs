//! OpenAPI Overlay 1.0: changes to a document that live in a file of their own.

use serde_json::{Map, Value};

use super::repair::{Repaired, at_mut};
use crate::json::Pointer;
use crate::jsonpath::{self, Expression, Plain};
use crate::openapi::Document;
use crate::openapi::document::service_of;

/// An Overlay Document (Overlay 1.0.0, section 4.4).
#[derive(Debug)]
pub struct Overlay {
    /// File or URL.
    pub origin: String,
    extends: Option<String>,
    actions: Vec<Action>,
}

#[derive(Debug)]
struct Action {
    text: String,
    target: Expression,
    update: Option<Value>,
    remove: bool,
}

/// Why a document is no overlay that can be applied.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{origin} at {pointer}: {found}; an Overlay 1.0 document was expected")]
pub struct OverlayError {
    /// File or URL.
    pub origin: String,
    /// The place in it.
    pub pointer: Pointer,
    /// What was found, in lower case.
    pub found: String,
}

impl Overlay {
    /// Reads an overlay out of a document in JSON or YAML.
    ///
    /// # Errors
    /// A document that is no overlay of version 1.0, a target that is no JSONPath.
    pub fn of(document: &Document) -> Result<Self, OverlayError> {
        let error = |pointer: Pointer, found: String| OverlayError {
            origin: document.origin.clone(),
            pointer,
            found,
        };
        let version = document.value.get("overlay").and_then(Value::as_str);
        if !version.is_some_and(|version| version.starts_with("1.0")) {
            return Err(error(Pointer::of(["overlay"]), "no version 1.0".to_owned()));
        }
        let Some(list) = document.value.get("actions").and_then(Value::as_array) else {
            return Err(error(Pointer::of(["actions"]), "no list of actions".to_owned()));
        };
        let mut actions = Vec::with_capacity(list.len());
        for (at, action) in list.iter().enumerate() {
            let place = Pointer::of(["actions", &at.to_string()]);
            actions.push(read(action).map_err(|found| error(place, found))?);
        }
        let extends = document.value.get("extends").and_then(Value::as_str);
        Ok(Self {
            origin: document.origin.clone(),
            extends: extends.map(|target| service_of(std::path::Path::new(target))),
            actions,
        })
    }

    /// The service whose document this overlay extends, going by the name of the file (`extends`, section 4.4.1).
    pub fn service(&self) -> Option<&str> {
        self.extends.as_deref()
    }

    /// Applies the actions in their order; says what each of them changed. An action whose target matches nothing changes
    /// nothing (section 4.4.3).
    pub fn apply(&self, root: &mut Value) -> Vec<Repaired> {
        let mut done = Vec::new();
        for action in &self.actions {
            let mut places = jsonpath::find(root, &Plain, &action.target);
            // What stands behind goes first, so that the places before it stay where they are.
            places.reverse();
            for place in places {
                let what = action.change(root, &place);
                done.extend(what.map(|what| Repaired { by: self.origin.clone(), pointer: place, what }));
            }
        }
        done
    }
}

fn read(action: &Value) -> Result<Action, String> {
    let target = action.get("target").and_then(Value::as_str).ok_or("an action without `target`")?;
    Ok(Action {
        text: target.to_owned(),
        target: jsonpath::parse(target).map_err(|error| format!("`{target}` is no JSONPath: {error}"))?,
        update: action.get("update").cloned(),
        remove: action.get("remove") == Some(&Value::Bool(true)),
    })
}

impl Action {
    fn change(&self, root: &mut Value, place: &Pointer) -> Option<String> {
        if self.remove {
            return remove(root, place).then(|| format!("removed by `{}`", self.text));
        }
        let update = self.update.as_ref()?;
        merge(at_mut(root, place)?, update);
        Some(format!("updated by `{}`", self.text))
    }
}

fn remove(root: &mut Value, place: &Pointer) -> bool {
    let (Some(parent), Some(token)) = (place.parent(), place.last()) else { return false };
    match at_mut(root, &parent) {
        Some(Value::Object(map)) => map.shift_remove(token).is_some(),
        Some(Value::Array(items)) => {
            match crate::json::pointer::index(token).filter(|&at| at < items.len()) {
                Some(at) => {
                    items.remove(at);
                    true
                }
                None => false,
            }
        }
        _ => false,
    }
}

/// Objects are merged key by key, lists are appended to, everything else is replaced.
fn merge(there: &mut Value, update: &Value) {
    match (there, update) {
        (Value::Object(there), Value::Object(update)) => merge_objects(there, update),
        (Value::Array(there), Value::Array(update)) => there.extend(update.iter().cloned()),
        (Value::Array(there), update) => there.push(update.clone()),
        (there, update) => *there = update.clone(),
    }
}

fn merge_objects(there: &mut Map<String, Value>, update: &Map<String, Value>) {
    for (key, value) in update {
        match there.get_mut(key) {
            Some(below) if below.is_object() && value.is_object() || below.is_array() && value.is_array() => {
                merge(below, value);
            }
            _ => drop(there.insert(key.clone(), value.clone())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn overlay(actions: &Value) -> Result<Overlay, OverlayError> {
        let value = json!({"overlay": "1.0.0", "info": {"title": "t", "version": "1"}, "actions": actions});
        Overlay::of(&Document::from_value("o", "o.yaml", value))
    }

    #[test]
    fn actions_update_append_and_remove_in_order() {
        let mut root = json!({"paths": {"/a": {"get": {"tags": ["x"]}, "put": {}}}, "tags": [{"name": "a"}, {"name": "b"}]});
        let overlay = overlay(&json!([
            {"target": "$.paths['/a'].get", "update": {"summary": "s", "tags": ["y"]}},
            {"target": "$.paths['/a'].put", "remove": true},
            {"target": "$.tags[*]", "remove": true},
            {"target": "$.tags", "update": {"name": "c"}},
            {"target": "$.nothing", "update": {"x": 1}}
        ]))
        .expect("an overlay");
        let done = overlay.apply(&mut root);
        assert_eq!(
            root,
            json!({"paths": {"/a": {"get": {"tags": ["x", "y"], "summary": "s"}}}, "tags": [{"name": "c"}]})
        );
        assert_eq!(done.len(), 5);
    }

    #[test]
    fn what_is_no_overlay_is_named() {
        let error = overlay(&json!([{"update": {}}])).expect_err("no target").to_string();
        assert_eq!(
            error,
            "o.yaml at /actions/0: an action without `target`; an Overlay 1.0 document was expected"
        );
    }
}
