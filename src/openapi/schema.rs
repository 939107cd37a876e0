//! One reading of the schemas of OpenAPI 3.0, 3.1 and 3.2: a schema is a conjunction of nodes.
//!
//! `$ref` and `allOf` are followed, a bare `null` branch becomes nullability, and the four spellings of a thing become one.
//! Nothing is merged into a new tree: a question is asked of all nodes, and the answer is what all of them allow together.

mod bounds;
mod types;

pub use bounds::{Bound, Edge};
pub use types::Types;

use serde_json::{Map, Value};

use super::Version;
use super::reference;
use crate::json::Pointer;

/// How deep `allOf` and references are followed while one schema is read.
const MAX_NODES: usize = 4096;

/// How deep branches inside branches are asked for their types.
const MAX_BRANCHES: usize = 4;

/// One Schema Object that takes part in a schema.
#[derive(Debug, Clone)]
pub struct Node<'a> {
    /// The keywords.
    pub map: &'a Map<String, Value>,
    /// Where it stands in its document.
    pub pointer: Pointer,
    /// A name of the place that does not depend on the order of arrays.
    pub place: String,
    /// Whether its branch with `null` was read as nullability, so that its `oneOf` or `anyOf` says nothing more.
    unwrapped: Option<&'static str>,
    /// What a wrap around it said about `null`.
    null: Option<bool>,
    /// Which member of the schema's own `allOf` it came with.
    pub member: Option<usize>,
}

/// A schema as the conjunction of its nodes; no node at all allows everything.
#[derive(Debug, Clone, Default)]
pub struct Schema<'a> {
    /// The nodes in the order in which they were met.
    pub nodes: Vec<Node<'a>>,
    /// Whether one of them is `false`, which nothing fits.
    pub never: bool,
    /// Where the schema stands, behind references.
    pub pointer: Pointer,
    /// A name of the place that does not depend on the order of arrays.
    pub place: String,
    member: Option<usize>,
    /// How many wraps around `null` asked for this reading, one inside the other.
    wraps: usize,
}

/// How a document's schemas are read.
#[derive(Debug, Clone, Copy)]
pub struct Reading<'a> {
    /// The document.
    pub root: &'a Value,
    /// Whether schemas are JSON Schema 2020-12, and not the dialect of 3.0.
    pub is_json_schema: bool,
}

impl<'a> Reading<'a> {
    /// The reading of a document by its version.
    pub fn of(root: &'a Value) -> Self {
        Self { root, is_json_schema: Version::of(root).is_some_and(Version::is_json_schema) }
    }

    /// Reads the schema that stands at a pointer.
    pub fn schema(&self, value: &'a Value, pointer: Pointer, place: String) -> Schema<'a> {
        self.conjunction([(value, pointer, place)])
    }

    /// Reads several schemas that all have to fit.
    pub fn conjunction(&self, all: impl IntoIterator<Item = (&'a Value, Pointer, String)>) -> Schema<'a> {
        self.read(all, 0)
    }

    fn read(&self, all: impl IntoIterator<Item = (&'a Value, Pointer, String)>, wraps: usize) -> Schema<'a> {
        let mut schema = Schema { wraps, ..Schema::default() };
        for (index, (value, pointer, place)) in all.into_iter().enumerate() {
            if index == 0 {
                schema.pointer = pointer.clone();
                schema.place.clone_from(&place);
            }
            self.collect(value, &pointer, &place, None, &mut schema);
        }
        if let Some(first) = schema.nodes.first() {
            schema.pointer = first.pointer.clone();
            schema.place = first.place.clone();
        }
        schema
    }

    fn collect(
        &self,
        value: &'a Value,
        pointer: &Pointer,
        place: &str,
        null: Option<bool>,
        into: &mut Schema<'a>,
    ) {
        if value == &Value::Bool(false) {
            into.never = true;
        }
        let Some(map) = value.as_object() else { return };
        if into.nodes.len() >= MAX_NODES || into.nodes.iter().any(|node| std::ptr::eq(node.map, map)) {
            return;
        }
        let target = map.get("$ref").and_then(Value::as_str);
        // Beside a reference other keywords count in JSON Schema; a reference alone is what it refers to.
        if target.is_none() || (self.is_json_schema && map.len() > 1) {
            self.collect_node(map, pointer, place, null, into);
        }
        if let Some(resolved) = target.and_then(|_| reference::resolve(self.root, value).ok())
            && let Some(at) = resolved.trail.last()
        {
            self.collect(resolved.value, at, &format!("#{at}"), null, into);
        }
    }

    fn collect_node(
        &self,
        map: &'a Map<String, Value>,
        pointer: &Pointer,
        place: &str,
        null: Option<bool>,
        into: &mut Schema<'a>,
    ) {
        let at = into.nodes.len();
        let wrap = self.null_wrap(map);
        let unwrapped = wrap.as_ref().map(|(key, ..)| *key);
        let member = into.member;
        into.nodes.push(Node {
            map,
            pointer: pointer.clone(),
            place: place.to_owned(),
            unwrapped,
            null,
            member,
        });
        if let Some((key, index, inner)) = wrap {
            let below = pointer.join(key).join(index.to_string());
            self.collect_wrapped(key, inner, &below, place, into);
        }
        let members = map.get("allOf").and_then(Value::as_array);
        for (index, member) in members.into_iter().flatten().enumerate() {
            let below = pointer.join("allOf").join(index.to_string());
            let name = self.branch_name(member, index);
            if at == 0 {
                into.member = Some(index);
            }
            self.collect(member, &below, &format!("{place}/allOf[{name}]"), null, into);
            if at == 0 {
                into.member = None;
            }
        }
    }

    /// `null` beside exactly one other branch: that branch, made nullable. In `oneOf` a branch that takes `null` itself
    /// makes `null` match twice, which forbids it.
    fn collect_wrapped(
        &self,
        key: &str,
        inner: &'a Value,
        below: &Pointer,
        place: &str,
        into: &mut Schema<'a>,
    ) {
        // A wrap may lead back to itself; then it says nothing new about `null`.
        let twice = key == "oneOf" && into.wraps < MAX_BRANCHES && {
            let alone = self.read([(inner, below.clone(), String::new())], into.wraps + 1);
            self.is_nullable(&alone)
        };
        self.collect(inner, below, &format!("{place}/{key}[]"), Some(!twice), into);
    }

    fn null_wrap(&self, map: &'a Map<String, Value>) -> Option<(&'static str, usize, &'a Value)> {
        let key = ["oneOf", "anyOf"].into_iter().find(|key| map.contains_key(*key))?;
        let branches = map.get(key)?.as_array()?;
        let [one, other] = branches.as_slice() else { return None };
        match (self.is_bare_null(one), self.is_bare_null(other)) {
            (true, false) => Some((key, 1, other)),
            (false, true) => Some((key, 0, one)),
            _ => None,
        }
    }

    /// Whether a branch allows `null` and nothing else.
    pub fn is_bare_null(&self, value: &Value) -> bool {
        let listed = |value: &Value| matches!(value.as_array().map(Vec::as_slice), Some([Value::Null]));
        value.get("type").is_some_and(|kind| kind == "null")
            || value.get("enum").is_some_and(listed)
            || value.get("const").is_some_and(Value::is_null)
    }

    /// A name for a branch of `allOf`, `anyOf` or `oneOf` that survives another order: its component, title or index.
    pub fn branch_name(&self, branch: &Value, index: usize) -> String {
        if let Some(target) = reference::target(branch) {
            return target.rsplit('/').next().unwrap_or(target).to_owned();
        }
        let title = branch.get("title").and_then(Value::as_str);
        title.map_or_else(|| index.to_string(), str::to_owned)
    }

    /// The types that all nodes allow, without `null`.
    pub fn types(&self, schema: &Schema<'a>) -> Types {
        let all = schema.nodes.iter().filter_map(Node::own_types).reduce(Types::and).unwrap_or(Types::ANY);
        if schema.never { Types::NONE } else { all }
    }

    /// Whether any node names a type.
    pub fn is_typed(&self, schema: &Schema<'a>) -> bool {
        schema.nodes.iter().any(|node| node.map.contains_key("type"))
    }

    /// The types that all nodes allow, where `oneOf` and `anyOf` allow what their branches do.
    pub fn effective_types(&self, schema: &Schema<'a>) -> Types {
        self.types_below(schema, 0)
    }

    fn types_below(&self, schema: &Schema<'a>, depth: usize) -> Types {
        let mut all = self.types(schema);
        for key in ["oneOf", "anyOf"] {
            for (_, group) in schema.all(key) {
                let branches =
                    group.as_array().filter(|branches| !branches.is_empty() && depth < MAX_BRANCHES);
                let Some(branches) = branches else { continue };
                let one = |branch| self.types_below(&self.alone(branch), depth + 1);
                all = all.and(branches.iter().fold(Types::NONE, |set, branch| set.or(one(branch))));
            }
        }
        all
    }

    fn alone(&self, value: &'a Value) -> Schema<'a> {
        self.schema(value, Pointer::root(), String::new())
    }

    /// Whether `null` fits all nodes.
    pub fn is_nullable(&self, schema: &Schema<'a>) -> bool {
        self.takes_null(schema, 0)
    }

    fn takes_null(&self, schema: &Schema<'a>, depth: usize) -> bool {
        let branches_do = |node: &Node<'a>| {
            ["oneOf", "anyOf"].into_iter().filter_map(|key| node.get(key)?.as_array()).all(|branches| {
                depth >= MAX_BRANCHES
                    || branches.is_empty()
                    || branches.iter().any(|branch| self.takes_null(&self.alone(branch), depth + 1))
            })
        };
        !schema.never && schema.nodes.iter().all(|node| Self::node_takes_null(node) && branches_do(node))
    }

    fn node_takes_null(node: &Node<'a>) -> bool {
        if let Some(wrapped) = node.null {
            return wrapped;
        }
        let listed = |value: &Value| value.as_array().is_some_and(|all| all.contains(&Value::Null));
        let typed = match node.map.get("type") {
            None | Some(Value::Null) => {
                !node.map.contains_key("enum") || node.map.get("enum").is_some_and(listed)
            }
            Some(Value::String(one)) => {
                one == "null" || node.map.get("nullable").is_some_and(|flag| flag == true)
            }
            Some(Value::Array(all)) => all.iter().any(|one| one == "null"),
            Some(_) => true,
        };
        typed && node.map.get("const").is_none_or(Value::is_null)
    }
}

impl<'a> Node<'a> {
    /// A keyword of this node, unless a wrap swallowed it.
    pub fn get(&self, key: &str) -> Option<&'a Value> {
        if self.unwrapped == Some(key) { None } else { self.map.get(key) }
    }

    fn own_types(&self) -> Option<Types> {
        match self.map.get("type")? {
            Value::String(one) => Some(Types::named(one)),
            Value::Array(all) => Some(
                all.iter().filter_map(Value::as_str).fold(Types::NONE, |set, one| set.or(Types::named(one))),
            ),
            _ => None,
        }
    }
}

impl<'a> Schema<'a> {
    /// What makes two readings the same place: the addresses of its nodes.
    pub fn key(&self) -> Vec<usize> {
        let mut key: Vec<usize> =
            self.nodes.iter().map(|node| std::ptr::from_ref(node.map) as usize).collect();
        key.push(usize::from(self.never));
        let flags = self.nodes.iter().map(|node| match (node.null, node.unwrapped.is_some()) {
            (None, false) => 2,
            (None, true) => 3,
            (Some(taken), false) => 4 + usize::from(taken),
            (Some(taken), true) => 6 + usize::from(taken),
        });
        key.extend(flags);
        key
    }

    /// The values under a keyword, in the order of the nodes.
    pub fn all(&self, key: &str) -> impl Iterator<Item = (&Node<'a>, &'a Value)> {
        self.nodes.iter().filter_map(move |node| node.get(key).map(|value| (node, value)))
    }

    /// The first value under a keyword.
    pub fn first(&self, key: &str) -> Option<&'a Value> {
        self.all(key).next().map(|(_, value)| value)
    }

    /// The schema without some members of its own `allOf`.
    #[must_use]
    pub fn without(&self, members: &[usize]) -> Self {
        let mut rest = self.clone();
        rest.nodes.retain(|node| node.member.is_none_or(|member| !members.contains(&member)));
        rest
    }

    /// Whether a keyword is `true` anywhere.
    pub fn is_true(&self, key: &str) -> bool {
        self.all(key).any(|(_, value)| value == &Value::Bool(true))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn nullable(version: &str, schema: &Value) -> (bool, String) {
        let root = json!({"openapi": version, "components": {"schemas": {"S": {"type": "string"}}}});
        let reading = Reading::of(&root);
        reading.schema(schema, Pointer::root(), String::new()).asked(&reading)
    }

    impl<'a> Schema<'a> {
        fn asked(&self, reading: &Reading<'a>) -> (bool, String) {
            (reading.is_nullable(self), reading.types(self).to_string())
        }
    }

    #[test]
    fn four_spellings_of_nullable_are_one() {
        let wanted = (true, "string".to_owned());
        assert_eq!(nullable("3.0.3", &json!({"type": "string", "nullable": true})), wanted);
        assert_eq!(nullable("3.1.0", &json!({"type": ["string", "null"]})), wanted);
        for key in ["oneOf", "anyOf"] {
            assert_eq!(
                nullable("3.1.0", &json!({key: [{"type": "null"}, {"$ref": "#/components/schemas/S"}]})),
                wanted
            );
        }
    }

    #[test]
    fn null_that_matches_two_branches_is_refused() {
        let twice = json!({"oneOf": [{"type": "null"}, {"type": ["string", "null"]}]});
        assert_eq!(nullable("3.1.0", &twice), (false, "string".to_owned()));
        let either = json!({"anyOf": [{"type": "null"}, {"type": ["string", "null"]}]});
        assert_eq!(nullable("3.1.0", &either), (true, "string".to_owned()));
    }

    #[test]
    fn all_of_is_a_conjunction_and_cycles_end() {
        let root = json!({"openapi": "3.1.0", "components": {"schemas": {
            "A": {"allOf": [{"$ref": "#/components/schemas/A"}, {"type": ["integer", "string"]}, {"type": "number"}]}}}});
        let reading = Reading::of(&root);
        let at = Pointer::of(["components", "schemas", "A"]);
        let schema =
            reading.schema(at.resolve(&root).expect("a schema"), at.clone(), "#/components/schemas/A".into());
        assert_eq!(reading.types(&schema).to_string(), "integer");
    }
}
