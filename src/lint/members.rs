//! Objects of which many members are asked for that they do not have: what most keywords are to a schema.

use serde_json::{Map, Value};

use crate::json::field;

/// An object that knows without a look at its keys that most other names are not among them.
#[derive(Debug, Clone, Copy)]
pub(super) struct Members<'a> {
    map: &'a Map<String, Value>,
    /// The marks of its keys; several names share a mark.
    marks: u64,
}

impl<'a> Members<'a> {
    pub(super) fn of(map: &'a Map<String, Value>) -> Self {
        Self { map, marks: map.keys().fold(0, |marks, key| marks | mark(key)) }
    }

    /// The member of a name.
    pub(super) fn get(&self, name: &str) -> Option<&'a Value> {
        if self.marks & mark(name) == 0 { None } else { field(self.map, name) }
    }

    /// Whether there is a member of a name.
    pub(super) fn has(&self, name: &str) -> bool {
        self.get(name).is_some()
    }

    /// The object.
    pub(super) fn map(&self) -> &'a Map<String, Value> {
        self.map
    }
}

/// One bit for a name, by its length and its ends: the keywords of JSON Schema differ there.
fn mark(name: &str) -> u64 {
    match name.as_bytes() {
        [] => 1,
        [first, .., last] => {
            1 << ((2 * usize::from(*first) + 17 * usize::from(*last) + 14 * name.len()) % 64)
        }
        [only] => 1 << (only % 64),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn every_member_is_found_and_nothing_else() {
        let value = json!({"": 0, "a": 1, "type": 2, "ä": 3, "maximum": null});
        let members = Members::of(value.as_object().expect("an object"));
        for (name, expected) in members.map() {
            assert_eq!(members.get(name), Some(expected), "{name}");
        }
        for name in ["b", "epyt", "minimum", "types", "ö"] {
            assert!(!members.has(name), "{name}");
        }
    }
}
