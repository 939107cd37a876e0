//! The schemas of one document: references followed once.

use std::cell::RefCell;

use serde_json::Value;

use super::memory::Memory;
use crate::collections::HashMap;
use crate::json::member;
use crate::openapi::{Version, reference};

/// Which way a value travels: `readOnly` properties do not belong in a request, `writeOnly` ones not in a response
/// (OpenAPI 3.0, section 4.7.24.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Side {
    /// From the client.
    Request,
    /// From the server.
    Response,
}

/// The longest chain of `$ref` and `allOf` that is followed.
const MAX_CHAIN: usize = 32;

/// The schemas of one document.
pub struct Schemas<'a> {
    root: &'a Value,
    /// Whether siblings of `$ref` count and `type` may be a list (3.1 and later).
    pub modern: bool,
    targets: RefCell<HashMap<&'a str, Option<&'a Value>>>,
    /// What was chosen for its components.
    pub(super) memory: RefCell<Memory>,
}

impl<'a> Schemas<'a> {
    /// The schemas of the document whose tree this is.
    pub fn of(root: &'a Value) -> Self {
        Self {
            root,
            modern: Version::of(root).is_some_and(Version::is_json_schema),
            targets: RefCell::default(),
            memory: RefCell::default(),
        }
    }

    /// The document.
    pub fn root(&self) -> &'a Value {
        self.root
    }

    /// What a schema's `$ref` leads to; `None` when it has none or it leads nowhere.
    pub fn target(&self, schema: &'a Value) -> Option<&'a Value> {
        self.resolved(reference::target(schema)?, schema)
    }

    /// What the text of a schema's `$ref` leads to.
    fn resolved(&self, text: &'a str, schema: &'a Value) -> Option<&'a Value> {
        if let Some(&known) = self.targets.borrow().get(text) {
            return known;
        }
        let found = reference::resolve(self.root, schema).ok().map(|resolved| resolved.value);
        self.targets.borrow_mut().insert(text, found);
        found
    }

    /// What a schema refers to that is a reference and says nothing beside.
    pub(super) fn component(&self, schema: &'a Value) -> Option<&'a Value> {
        let is_alone = !self.modern || schema.as_object().is_some_and(|keywords| keywords.len() == 1);
        self.target(schema).filter(|_| is_alone)
    }

    /// The value behind a reference, or the value itself.
    pub fn follow(&self, value: &'a Value) -> &'a Value {
        self.target(value).unwrap_or(value)
    }

    /// The schemas that must hold together: through `$ref` and `allOf`, outermost first.
    pub fn conjuncts(&self, schemas: &[&'a Value]) -> Vec<&'a Value> {
        let mut out = Vec::new();
        for schema in schemas {
            self.add_conjuncts(schema, &mut out, 0);
        }
        out
    }

    fn add_conjuncts(&self, schema: &'a Value, out: &mut Vec<&'a Value>, depth: usize) {
        if depth > MAX_CHAIN || out.iter().any(|known| std::ptr::eq(*known, schema)) {
            return;
        }
        let reference = reference::target(schema);
        if reference.is_none() || self.modern {
            out.push(schema);
        }
        if let Some(target) = reference.and_then(|text| self.resolved(text, schema)) {
            self.add_conjuncts(target, out, depth + 1);
        }
        if reference.is_some() && !self.modern {
            return;
        }
        for part in member(schema, "allOf").and_then(Value::as_array).into_iter().flatten() {
            self.add_conjuncts(part, out, depth + 1);
        }
    }

    /// Whether a property does not travel this way.
    pub fn hidden(&self, schema: &'a Value, side: Side) -> bool {
        let word = match side {
            Side::Request => "readOnly",
            Side::Response => "writeOnly",
        };
        let says = |schema: &Value| member(schema, word).and_then(Value::as_bool) == Some(true);
        says(schema) || self.target(schema).is_some_and(says)
    }

    /// A value without the properties that do not travel this way.
    pub fn pruned(&self, schemas: &[&'a Value], value: &Value, side: Side) -> Value {
        self.prune(schemas, value, side, 0)
    }

    fn prune(&self, schemas: &[&'a Value], value: &Value, side: Side, depth: usize) -> Value {
        if depth > MAX_CHAIN || schemas.is_empty() {
            return value.clone();
        }
        match value {
            Value::Object(map) => {
                let parts = self.conjuncts(schemas);
                let kept = map.iter().filter_map(|(key, value)| {
                    let below: Vec<_> = parts.iter().filter_map(|part| property(part, key)).collect();
                    let hidden = below.iter().any(|schema| self.hidden(schema, side));
                    (!hidden).then(|| (key.clone(), self.prune(&below, value, side, depth + 1)))
                });
                Value::Object(kept.collect())
            }
            Value::Array(items) => {
                let parts = self.conjuncts(schemas);
                let below: Vec<_> = parts.iter().filter_map(|part| member(part, "items")).collect();
                Value::Array(items.iter().map(|item| self.prune(&below, item, side, depth + 1)).collect())
            }
            other => other.clone(),
        }
    }
}

/// The schema of a named property.
pub fn property<'a>(schema: &'a Value, name: &str) -> Option<&'a Value> {
    member(member(schema, "properties")?, name)
}
