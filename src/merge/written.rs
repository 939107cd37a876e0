//! Path items that stand for themselves: one that names another path, or says more than its reference does, is written out.
//!
//! A reference from one path to another means another thing once that path has servers, operations or a place that only the
//! other has; a shared path item of `components` stays a reference, unless callbacks name it as well.

use std::borrow::Cow;

use serde_json::{Map, Value};

use crate::json::Pointer;
use crate::json::identity::{Address, IdentitySet};
use crate::openapi::grammar;
use crate::openapi::operation::Method;
use crate::openapi::{Kind, reference};

/// The tree with the path items written out that have to be.
pub(super) fn out(root: Cow<'_, Value>) -> Cow<'_, Value> {
    let mut writer = Writer { root: &root, called_back: IdentitySet::default() };
    let mut found = Vec::new();
    items(&root, Kind::Document, Home::Shared, &mut |item, home| {
        if reference::target(item).is_some() {
            found.push((item, home));
        }
    });
    let secured = root.get("security").and_then(Value::as_array).is_some_and(|list| !list.is_empty());
    for (item, _) in found.iter().filter(|(_, home)| secured && *home == Home::Callback) {
        let end = reference::resolve(&root, item).ok().map(|resolved| Address::of(resolved.value));
        writer.called_back.extend(end);
    }
    if found.iter().all(|(item, home)| writer.written(item, *home).is_none()) {
        return root;
    }
    Cow::Owned(writer.copy(&root, Kind::Document, Home::Shared))
}

/// Who is told about the operations of a path item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Home {
    /// Callers of the service, and those that it calls by a webhook.
    Own,
    /// Those that an operation calls back.
    Callback,
    /// All who name it.
    Shared,
}

impl Home {
    /// The home of what stands under a key of something of a kind.
    fn below(self, kind: Kind, key: &str) -> Self {
        match kind {
            Kind::Document if key == "components" => Self::Shared,
            Kind::Document => Self::Own,
            Kind::Callback => Self::Callback,
            _ => self,
        }
    }
}

/// Every path item of a document, wherever it stands.
fn items<'a>(value: &'a Value, kind: Kind, home: Home, see: &mut impl FnMut(&'a Value, Home)) {
    if kind == Kind::PathItem {
        see(value, home);
    }
    for (key, below) in value.as_object().into_iter().flatten() {
        let child = grammar::child(kind, key);
        if child.leads_to_operations() {
            items(below, child, home.below(kind, key), see);
        }
    }
}

struct Writer<'a> {
    root: &'a Value,
    /// The path items that callbacks lead to, when callers need credentials: those will stand in the item of the callers.
    called_back: IdentitySet<Address>,
}

impl Writer<'_> {
    /// The fields of a path item that cannot stay a reference: its own over those of each item that it names.
    fn written(&self, item: &Value, home: Home) -> Option<Map<String, Value>> {
        let resolved = reference::target(item).and_then(|_| reference::resolve(self.root, item).ok())?;
        let into_paths = |place: &Pointer| {
            place.tokens().first().is_some_and(|field| matches!(field.as_str(), "paths" | "webhooks"))
        };
        let moved = resolved.trail.iter().any(into_paths);
        let split = home == Home::Own && self.called_back.contains(&Address::of(resolved.value));
        let passed = resolved.trail.iter().filter_map(|place| place.resolve(self.root)?.as_object());
        let chain: Vec<&Map<String, Value>> = item.as_object().into_iter().chain(passed).collect();
        let (end, named) = chain.split_last()?;
        if !moved && !split && named.iter().all(|fields| fields.len() == 1) {
            return None;
        }
        let mut out = (*end).clone();
        if moved {
            // The operation that is named keeps its id; this one is found by its own path.
            forget_ids(&mut out);
        }
        for fields in named.iter().rev() {
            let own = fields.iter().filter(|(key, _)| *key != "$ref");
            out.extend(own.map(|(key, value)| (key.clone(), value.clone())));
        }
        Some(out)
    }

    fn copy(&self, value: &Value, kind: Kind, home: Home) -> Value {
        let fields = if kind == Kind::PathItem { self.written(value, home) } else { None };
        match (fields, value) {
            (Some(fields), _) => Value::Object(fields),
            (None, Value::Object(map)) => {
                let below = |(key, value): (&String, &Value)| {
                    let child = grammar::child(kind, key);
                    let leads_on = child.leads_to_operations();
                    let copy = || self.copy(value, child, home.below(kind, key));
                    (key.clone(), if leads_on { copy() } else { value.clone() })
                };
                Value::Object(map.iter().map(below).collect())
            }
            (None, other) => other.clone(),
        }
    }
}

fn forget_ids(item: &mut Map<String, Value>) {
    let forget =
        |operation: &mut Value| operation.as_object_mut().and_then(|map| map.shift_remove("operationId"));
    for (key, value) in item.iter_mut() {
        if Method::of_key(key).is_some() {
            forget(value);
        } else if key == "additionalOperations" {
            value.as_object_mut().into_iter().flatten().for_each(|(_, operation)| drop(forget(operation)));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn only_what_cannot_stay_is_written_out() {
        let root = json!({
            "security": [{"s": []}],
            "paths": {
                "/a": {"get": {"operationId": "a"}},
                "/b": {"$ref": "#/paths/~1a", "put": {}},
                "/c": {"$ref": "#/components/pathItems/P"},
                "/d": {"$ref": "#/components/pathItems/P", "summary": "own"},
                "/e": {"$ref": "#/components/pathItems/Q", },
                "/f": {"$ref": "#/nowhere"},
                "/g": {"post": {"callbacks": {"c": {"{$url}": {"$ref": "#/components/pathItems/Q"}}}}}
            },
            "components": {"pathItems": {"P": {"get": {"operationId": "p"}}, "Q": {"get": {"operationId": "q"}}}}
        });
        let mut expected = root.clone();
        expected["paths"]["/b"] = json!({"get": {}, "put": {}});
        expected["paths"]["/d"] = json!({"get": {"operationId": "p"}, "summary": "own"});
        expected["paths"]["/e"] = json!({"get": {"operationId": "q"}});
        assert_eq!(*out(Cow::Borrowed(&root)), expected);
        assert!(matches!(out(Cow::Owned(expected)), Cow::Owned(_)));
        let plain =
            json!({"paths": {"/c": {"$ref": "#/components/pathItems/P"}}, "components": root["components"]});
        assert!(matches!(out(Cow::Borrowed(&plain)), Cow::Borrowed(_)));
    }
}
