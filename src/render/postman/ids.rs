//! Ids that stay: UUIDv5 of what a node is known by, never of how it is titled.

use uuid::Uuid;

use crate::collections::HashMap;
use crate::openapi::operation;

/// Gives ids below one namespace; asked twice for the same node it counts up.
#[derive(Debug)]
pub struct Ids {
    namespace: Uuid,
    given: HashMap<String, u32>,
}

impl Ids {
    /// Ids for the collection with this key: its uid in Postman, or any word that stays.
    pub fn of(key: &str) -> Self {
        let namespace = Uuid::new_v5(&Uuid::NAMESPACE_URL, format!("urn:specline:postman:{key}").as_bytes());
        Self { namespace, given: HashMap::default() }
    }

    /// The id of a node of a kind: `request`, `folder`, `response`, `environment`, `collection`.
    pub fn id(&mut self, kind: &str, name: &str) -> String {
        let full = format!("{kind} {name}");
        let count = self.given.entry(full.clone()).and_modify(|count| *count += 1).or_insert(0);
        let text = if *count == 0 { full } else { format!("{full} #{count}") };
        Uuid::new_v5(&self.namespace, text.as_bytes()).to_string()
    }
}

/// By what an operation is known: method and wire path, parameters' names blanked, without the first of the prefixes
/// that it begins with. A base path that moves between `servers` and `paths` changes nothing then.
pub fn operation_key(method: &str, wire_path: &str, strip: &[String]) -> String {
    let path = operation::blanked(wire_path);
    let stripped = strip
        .iter()
        .find_map(|prefix| path.strip_prefix(prefix.as_str()).filter(|rest| rest.starts_with('/')))
        .unwrap_or(&path);
    format!("{method} {stripped}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_node_has_the_same_id_and_twins_have_two() {
        let (mut one, mut two) = (Ids::of("a"), Ids::of("a"));
        let first = one.id("request", "GET /x");
        assert_eq!(first, two.id("request", "GET /x"));
        assert_ne!(first, one.id("request", "GET /x"));
        assert_ne!(first, Ids::of("b").id("request", "GET /x"));
    }

    #[test]
    fn neither_parameter_names_nor_a_moved_base_path_matter() {
        let strip = ["/api".to_owned()];
        assert_eq!(
            operation_key("GET", "/api/v1/a/{id}", &strip),
            operation_key("GET", "/v1/a/{appId}", &strip)
        );
        assert_eq!(operation_key("GET", "/apix/a", &strip), "GET /apix/a");
    }
}
