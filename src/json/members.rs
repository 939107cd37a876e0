//! Objects of which many members are asked for that they do not have: what most keywords are to a schema.

use serde_json::{Map, Value};

use super::field;

/// An object that knows without a look at its keys that most other names are not among them.
#[derive(Debug, Clone, Copy)]
pub struct Members<'a> {
    map: &'a Map<String, Value>,
    /// The marks of its keys; several names share a mark.
    marks: u64,
}

impl<'a> Members<'a> {
    /// Looks at each key once.
    pub fn of(map: &'a Map<String, Value>) -> Self {
        Self { map, marks: map.keys().fold(0, |marks, key| marks | mark(key)) }
    }

    /// The member of a name.
    pub fn get(&self, name: &str) -> Option<&'a Value> {
        if self.marks & mark(name) == 0 { None } else { field(self.map, name) }
    }

    /// Whether there is a member of a name.
    pub fn has(&self, name: &str) -> bool {
        self.get(name).is_some()
    }

    /// The object.
    pub fn map(&self) -> &'a Map<String, Value> {
        self.map
    }
}

fn mark(name: &str) -> u64 {
    1 << (outline(name) % 64)
}

/// A number for a name by its length and its ends. Names that people choose differ there: no two of the keywords that
/// schemas have most often agree in the last six bits.
pub fn outline(name: &str) -> usize {
    let (Some(first), Some(last)) = (name.as_bytes().first(), name.as_bytes().last()) else { return 0 };
    2 * usize::from(*first) + 17 * usize::from(*last) + 14 * name.len()
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
