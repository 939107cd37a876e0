//! Every reference of a tree, found in one walk for all who ask: which files they name, where they lead, what they use.

use serde_json::Value;

use crate::json::Pointer;
use crate::jsonpath::Key;
use crate::openapi::reference;

/// An object with `$ref`.
#[derive(Debug)]
pub struct Reference<'a> {
    /// The object.
    pub value: &'a Value,
    /// What stands under `$ref`.
    pub text: &'a str,
    /// The last of the ways to it; a reference that is the whole tree has none.
    way: Option<usize>,
}

/// One step of the way to a reference. Ways share their beginnings.
#[derive(Debug)]
struct Way<'a> {
    /// The step before.
    before: Option<usize>,
    /// What the step leads out of.
    from: &'a Value,
    key: Key<'a>,
}

/// The references of a tree in the order of the text. What stands beside a `$ref` is not searched.
#[derive(Debug, Default)]
pub struct References<'a> {
    found: Vec<Reference<'a>>,
    ways: Vec<Way<'a>>,
}

impl<'a> References<'a> {
    /// Finds them.
    pub fn of(root: &'a Value) -> Self {
        let mut search = Search { open: Vec::new(), references: Self::default() };
        search.at(root);
        search.references
    }

    /// Each reference.
    pub fn iter(&self) -> impl Iterator<Item = &Reference<'a>> {
        self.found.iter()
    }

    /// The values that a reference stands in, from the closest one up to the root.
    pub fn above(&self, reference: &Reference<'a>) -> impl Iterator<Item = &'a Value> {
        self.upwards(reference).map(|way| way.from)
    }

    /// Where a reference stands.
    pub fn place(&self, reference: &Reference<'a>) -> Pointer {
        Pointer::of(self.keys(reference).into_iter().map(Key::token))
    }

    /// The steps to a reference, from the root down.
    pub fn keys(&self, reference: &Reference<'a>) -> Vec<Key<'a>> {
        let mut keys: Vec<Key<'a>> = self.upwards(reference).map(|way| way.key).collect();
        keys.reverse();
        keys
    }

    fn upwards(&self, reference: &Reference<'a>) -> impl Iterator<Item = &Way<'a>> {
        let way = |at: Option<usize>| at.map(|at| &self.ways[at]);
        std::iter::successors(way(reference.way), move |last| way(last.before))
    }
}

/// One walk.
struct Search<'a> {
    /// The steps to the value at hand, and the places among all ways of those that are there already.
    open: Vec<(&'a Value, Key<'a>, Option<usize>)>,
    references: References<'a>,
}

impl<'a> Search<'a> {
    fn at(&mut self, value: &'a Value) {
        if let Some(text) = reference::target(value) {
            let way = self.way();
            return self.references.found.push(Reference { value, text, way });
        }
        match value {
            Value::Object(map) => {
                map.iter().for_each(|(key, below)| self.below(value, Key::Name(key), below));
            }
            Value::Array(items) => {
                items.iter().enumerate().for_each(|(at, below)| self.below(value, Key::Index(at), below));
            }
            _ => {}
        }
    }

    fn below(&mut self, from: &'a Value, key: Key<'a>, value: &'a Value) {
        if value.is_object() || value.is_array() {
            self.open.push((from, key, None));
            self.at(value);
            self.open.pop();
        }
    }

    /// The last of the ways to the value at hand. Most values have no reference below them, and nobody asks for the way there.
    fn way(&mut self) -> Option<usize> {
        let known = self.open.iter().rposition(|(.., way)| way.is_some());
        let mut before = known.and_then(|at| self.open[at].2);
        for (from, key, way) in &mut self.open[known.map_or(0, |at| at + 1)..] {
            self.references.ways.push(Way { before, from, key: *key });
            before = Some(self.references.ways.len() - 1);
            *way = before;
        }
        before
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn each_reference_has_its_way() {
        let root = json!({"a": {"b": [{"$ref": "1", "beside": {"$ref": "0"}}, {"c": {"$ref": "2"}}]}, "d": {"$ref": "3"}});
        let references = References::of(&root);
        let shown: Vec<String> = references
            .iter()
            .map(|one| format!("{} {} {}", one.text, references.place(one), references.above(one).count()))
            .collect();
        assert_eq!(shown, ["1 /a/b/0 3", "2 /a/b/1/c 4", "3 /d 1"]);
        let whole = json!({"$ref": "x"});
        let references = References::of(&whole);
        assert!(references.iter().all(|one| references.place(one).is_root() && one.text == "x"));
    }
}
