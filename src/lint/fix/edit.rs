//! Edits of a tree.

use serde_json::{Map, Value};

use crate::json::{Pointer, pointer};

/// One change of a tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Edit {
    /// Another entry of an object, behind one that is there.
    Add {
        /// The object.
        object: Pointer,
        /// The key of the entry before it.
        after: String,
        /// The new key.
        key: String,
        /// The new value.
        value: Value,
    },
    /// Further items at the end of an array that has some.
    Append {
        /// The array.
        array: Pointer,
        /// The new items.
        items: Vec<Value>,
    },
    /// Without an entry or an item.
    Remove(Pointer),
    /// Another key for an entry.
    Rename(Pointer, String),
    /// Another scalar in the place of one.
    Set(Pointer, Value),
    /// The items of an array in another order: for each place the index of what stands there from now on.
    Reorder(Pointer, Vec<usize>),
}

impl Edit {
    /// Makes the change; `None` when the tree is not as the edit says.
    pub(super) fn apply(&self, root: &mut Value) -> Option<()> {
        match self {
            Self::Add { object, after, key, value } => {
                let map = at(root, object)?.as_object_mut()?;
                if map.contains_key(key) || !map.contains_key(after) {
                    return None;
                }
                map.insert(key.clone(), value.clone());
            }
            Self::Append { array, items } => at(root, array)?.as_array_mut()?.extend(items.iter().cloned()),
            Self::Remove(place) => remove(at(root, &place.parent()?)?, place.last()?)?,
            Self::Rename(place, key) => {
                let map = at(root, &place.parent()?)?.as_object_mut()?;
                rename(map, place.last()?, key)?;
            }
            Self::Set(place, value) => value.clone_into(at(root, place)?),
            Self::Reorder(array, order) => {
                let items = at(root, array)?.as_array_mut().filter(|items| items.len() == order.len())?;
                *items = order.iter().map(|at| items.get(*at).cloned()).collect::<Option<_>>()?;
            }
        }
        Some(())
    }
}

fn at<'v>(root: &'v mut Value, place: &Pointer) -> Option<&'v mut Value> {
    place.tokens().iter().try_fold(root, |value, token| match value {
        Value::Object(map) => map.get_mut(token),
        Value::Array(items) => items.get_mut(pointer::index(token)?),
        _ => None,
    })
}

fn remove(holder: &mut Value, token: &str) -> Option<()> {
    match holder {
        Value::Object(map) => map.shift_remove(token).map(drop),
        Value::Array(items) => {
            let index = pointer::index(token).filter(|index| *index < items.len())?;
            items.remove(index);
            Some(())
        }
        _ => None,
    }
}

fn rename(map: &mut Map<String, Value>, from: &str, to: &str) -> Option<()> {
    if map.contains_key(to) {
        return None;
    }
    let value = map.shift_remove(from)?;
    map.insert(to.to_owned(), value);
    Some(())
}
