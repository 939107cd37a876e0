//! What everything is called in the result: always by its service, so that no night renames what it did not touch.

use serde_json::Value;

use crate::collections::{HashMap, HashSet};
use crate::json::identity::{Address, IdentityMap};
use crate::json::{Pointer, canonical};
use crate::openapi::grammar::COMPONENT_SECTIONS;
use crate::openapi::walk;

/// Between a service and a name. No service's prefix contains it, so no two pairs meet.
pub(super) const SEPARATOR: char = '_';

/// A service's name as the beginning of others: what is neither letter, digit, `.` nor `-` becomes `-`.
pub(super) fn prefix(service: &str) -> String {
    service.chars().map(|c| if c.is_ascii_alphanumeric() || c == '.' || c == '-' { c } else { '-' }).collect()
}

/// One operation of a source, wherever it stands.
#[derive(Debug)]
struct Found<'a> {
    at: Address,
    place: Pointer,
    id: Option<&'a str>,
}

/// The names of one source in the result.
#[derive(Debug, Default)]
pub(super) struct Names<'a> {
    /// By section and name in the source.
    components: HashMap<&'static str, HashMap<&'a str, String>>,
    /// By the address of the Operation Object.
    operations: IdentityMap<Address, String>,
    /// By the `operationId` of the source, as links use it.
    links: HashMap<&'a str, String>,
    prefix: String,
}

impl<'a> Names<'a> {
    /// Names everything in a source. An empty `prefix` keeps the names that are there.
    pub(super) fn of(root: &'a Value, prefix: &str) -> Self {
        let mut names = Self { prefix: joined(prefix), ..Self::default() };
        names.name_components(root);
        names.name_operations(root);
        names
    }

    /// The new name of a component.
    pub(super) fn component(&self, section: &str, name: &str) -> Option<&str> {
        self.components.get(section)?.get(name).map(String::as_str)
    }

    /// The new id of an operation, by the address of its object; `None` when it gets none.
    pub(super) fn operation(&self, operation: &Value) -> Option<&str> {
        self.operations.get(&Address::of(operation)).map(String::as_str)
    }

    /// The new id of the operation that a link of the source calls by this one.
    pub(super) fn link(&self, id: &str) -> Option<&str> {
        self.links.get(id).map(String::as_str)
    }

    /// The new name of an anchor, which begins with a letter or `_` (JSON Schema 2020-12, core, section 8.2.2).
    pub(super) fn anchor(&self, name: &str) -> String {
        let lead = if self.prefix.starts_with(|c: char| !c.is_ascii_alphabetic()) { "_" } else { "" };
        format!("{lead}{}{name}", self.prefix)
    }

    fn name_components(&mut self, root: &'a Value) {
        for (section, _) in COMPONENT_SECTIONS {
            let all = root.get("components").and_then(|all| all.get(section)).and_then(Value::as_object);
            let rename = |name: &'a String| (name.as_str(), format!("{}{}", self.prefix, legal(name)));
            let names = all.into_iter().flat_map(|all| all.keys()).map(rename).collect();
            self.components.insert(section, names);
        }
    }

    fn name_operations(&mut self, root: &'a Value) {
        let all = operations(root);
        let mut uses: HashMap<&str, usize> = HashMap::default();
        all.iter().filter_map(|found| found.id).for_each(|id| *uses.entry(id).or_default() += 1);
        let mut taken = HashSet::default();
        // Ids that stand once keep their name before others look for a free one.
        for wanted in [Rank::Unique, Rank::Doubled, Rank::Missing] {
            for found in &all {
                if rank(found, &uses) == wanted {
                    let id = free(self.wanted(found, wanted), found, &mut taken);
                    if let Some(own) = found.id {
                        self.links.entry(own).or_insert_with(|| id.clone());
                    }
                    self.operations.insert(found.at, id);
                }
            }
        }
    }

    fn wanted(&self, found: &Found<'a>, rank: Rank) -> String {
        let prefix = &self.prefix;
        match (rank, found.id) {
            (Rank::Unique, Some(id)) => format!("{prefix}{id}"),
            (_, Some(id)) => format!("{prefix}{id}_{}", address(&found.place)),
            (_, None) => format!("{prefix}{}", address(&found.place)),
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Rank {
    Unique,
    Doubled,
    Missing,
    /// Callbacks and webhooks without an id stay without.
    Nameless,
}

fn rank(found: &Found<'_>, uses: &HashMap<&str, usize>) -> Rank {
    match found.id {
        Some(id) if uses.get(id) == Some(&1) => Rank::Unique,
        Some(_) => Rank::Doubled,
        None if is_called(&found.place) => Rank::Missing,
        None => Rank::Nameless,
    }
}

/// Whether an operation stands under `paths` or in a shared path item, and not in a callback or webhook.
pub(super) fn is_called(place: &Pointer) -> bool {
    let tokens: Vec<&str> = place.tokens().iter().map(String::as_str).collect();
    matches!(
        tokens[..],
        ["paths", _, _]
            | ["paths", _, "additionalOperations", _]
            | ["components", "pathItems", _, _]
            | ["components", "pathItems", _, "additionalOperations", _]
    )
}

fn operations(root: &Value) -> Vec<Found<'_>> {
    let mut all = Vec::new();
    walk::operations(root, &mut |value, place| {
        let id = value.get("operationId").and_then(Value::as_str);
        all.push(Found { at: Address::of(value), place: place.clone(), id });
    });
    // A link by an id that stands twice means an operation that can be called.
    all.sort_by_key(|found| found.place.tokens().first().is_none_or(|field| field != "paths"));
    all
}

fn free(wanted: String, found: &Found<'_>, taken: &mut HashSet<String>) -> String {
    let id = if taken.contains(&wanted) {
        format!("{wanted}-{}", short(&found.place.to_string()))
    } else {
        wanted
    };
    taken.insert(id.clone());
    id
}

/// `get_api_v1_apps_by-appId`: the method, then the path in characters that every tool takes.
fn address(place: &Pointer) -> String {
    let mut tokens = place.tokens().iter().rev();
    let method = tokens.next().map(|method| method.to_lowercase()).unwrap_or_default();
    let path = tokens.find(|token| *token != "additionalOperations").map(String::as_str).unwrap_or_default();
    let mut out = method;
    for part in path.split('/').filter(|part| !part.is_empty()) {
        out.push(SEPARATOR);
        out.extend(part.replace('{', "by-").replace('}', "").chars().map(plain));
    }
    out
}

fn plain(character: char) -> char {
    if character.is_ascii_alphanumeric() || ".-_".contains(character) { character } else { '-' }
}

/// A component's name that fits `^[a-zA-Z0-9._-]+$` (OpenAPI 3.0, section 4.7.7). One that does not becomes one that does,
/// with a digest behind it so that no two become the same.
pub(super) fn legal(name: &str) -> String {
    let fitting: String = name.chars().map(plain).collect();
    if fitting == name && !name.is_empty() { fitting } else { format!("{fitting}-{}", short(name)) }
}

fn short(text: &str) -> String {
    canonical::sha256(text.as_bytes())[..8].to_owned()
}

fn joined(prefix: &str) -> String {
    if prefix.is_empty() { String::new() } else { format!("{prefix}{SEPARATOR}") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn ids(root: &Value) -> Vec<String> {
        let names = Names::of(root, "s");
        let all = operations(root);
        all.iter().filter_map(|found| names.operations.get(&found.at).cloned()).collect()
    }

    #[test]
    fn every_id_is_named_by_service_and_none_twice() {
        let root = json!({"paths": {
            "/a/{b}": {"get": {"operationId": "x"}, "put": {"operationId": "x"}, "post": {}},
            "/a/by-b": {"post": {"operationId": "y"}},
            "/c": {"get": {"operationId": "post_a_by-b", "callbacks": {"k": {"{$url}": {"post": {}}}}}}
        }});
        let found = ids(&root);
        assert_eq!(found[..2], ["s_x_get_a_by-b", "s_x_put_a_by-b"]);
        assert!(found[2].starts_with("s_post_a_by-b-"), "{}", found[2]);
        assert_eq!(found[3..], ["s_y", "s_post_a_by-b"]);
    }

    #[test]
    fn names_become_legal_without_meeting() {
        assert_eq!(legal("Error_v1.2-x"), "Error_v1.2-x");
        assert_ne!(legal("a b"), legal("a/b"));
        assert!(legal("a b").chars().all(|c| plain(c) == c));
        assert_eq!(prefix("user_service"), "user-service");
    }
}
