//! Servers stay in force for exactly their operations: a fixed base path becomes part of the paths, what then still
//! differs is declared where it applies.

use serde_json::{Map, Value, json};

use crate::json::number;
use crate::openapi::operation::{Method, base_path};
use crate::openapi::reference;

/// Where a path item goes, and the servers it needs there.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Placement {
    /// The path template in the result.
    pub(super) path: String,
    /// What moved from the URLs of the servers into the path.
    base: String,
    /// Whether the path item names servers itself.
    own: bool,
    /// The servers of the document, without the base; `None` when it names none.
    pub(super) inherited: Option<Vec<Value>>,
}

/// Places a path item of a document.
pub(super) fn place(root: &Value, path: &str, item: &Value) -> Placement {
    let fields = reference::object(root, item);
    let referred = reference::target(item).is_some();
    let of_item = fields.and_then(|fields| listed(fields.get("servers")));
    let of_root = listed(root.get("servers"));
    let base = match (of_item.or(of_root), fields) {
        (Some(servers), Some(fields)) if !(referred && of_item.is_some()) => {
            base_of(servers, fields, referred)
        }
        _ => String::new(),
    };
    Placement {
        path: if base.is_empty() { path.to_owned() } else { format!("{base}{path}") },
        own: of_item.is_some(),
        inherited: of_root.map(|servers| without_base(servers, &base)),
        base,
    }
}

/// The base that can move into the path: common to the servers, and to those that single operations name.
fn base_of(servers: &[Value], item: &Map<String, Value>, referred: bool) -> String {
    let base = common_base(servers);
    let mut others = operations(item).filter_map(|operation| listed(operation.get("servers")));
    let fits = others.all(|servers| !referred && !base.is_empty() && common_base(servers) == base);
    if fits { base } else { String::new() }
}

/// The fixed path that all URLs end with; empty when they differ, or when a variable stands in it.
pub(super) fn common_base(servers: &[Value]) -> String {
    let mut bases = servers.iter().map(|server| fixed_base(server).unwrap_or_default());
    let first = bases.next().unwrap_or_default();
    if bases.all(|base| base == first) { first.to_owned() } else { String::new() }
}

fn fixed_base(server: &Value) -> Option<&str> {
    let url = server.get("url")?.as_str()?;
    let absolute = url.starts_with('/') || url.contains("://");
    (absolute && !url.contains(['?', '#'])).then(|| base_path(url)).filter(|base| !base.contains('{'))
}

/// The same servers with the base taken from the end of their URLs.
pub(super) fn without_base(servers: &[Value], base: &str) -> Vec<Value> {
    let mut out = servers.to_vec();
    if base.is_empty() {
        return out;
    }
    for server in &mut out {
        let url = server.get("url").and_then(Value::as_str).map(|url| url.trim_end_matches('/').to_owned());
        let Some(left) = url.as_deref().and_then(|url| url.strip_suffix(base)) else { continue };
        let left = if left.is_empty() { "/".to_owned() } else { left.to_owned() };
        server["url"] = Value::String(left);
    }
    out
}

/// Puts the servers of a rewritten path item in order, under a result whose root names `root`.
pub(super) fn apply(item: &mut Map<String, Value>, placement: &Placement, root: &RootServers) {
    if placement.own {
        strip(item, &placement.base);
    } else if let Some(servers) = root.needed(placement.inherited.as_deref()) {
        item.insert("servers".to_owned(), Value::Array(servers));
    }
    let methods = item.iter_mut().filter(|(key, _)| Method::of_key(key).is_some());
    methods
        .filter_map(|(_, operation)| operation.as_object_mut())
        .for_each(|operation| strip(operation, &placement.base));
    let additional =
        item.get_mut("additionalOperations").and_then(Value::as_object_mut).into_iter().flatten();
    additional
        .filter_map(|(_, operation)| operation.as_object_mut())
        .for_each(|operation| strip(operation, &placement.base));
}

fn strip(fields: &mut Map<String, Value>, base: &str) {
    let servers = listed(fields.get("servers")).map(|servers| without_base(servers, base));
    if let Some(servers) = servers {
        fields.insert("servers".to_owned(), Value::Array(servers));
    }
}

/// The servers at the root of the result.
#[derive(Debug, Clone, Default)]
pub(super) struct RootServers {
    /// Empty when the root names none.
    pub(super) list: Vec<Value>,
    configured: bool,
}

impl RootServers {
    /// Those that the user names, else those that most documents name (without their base); of equals the first.
    pub(super) fn choose<'a>(configured: &[Value], roots: impl Iterator<Item = &'a Value>) -> Self {
        if !configured.is_empty() {
            return Self { list: configured.to_vec(), configured: true };
        }
        let mut votes: Vec<(Vec<Value>, usize)> = Vec::new();
        for root in roots {
            let servers = listed(root.get("servers")).unwrap_or_default();
            let servers = without_base(servers, &common_base(servers));
            match votes.iter_mut().find(|(list, _)| same(list, &servers)) {
                Some((_, count)) => *count += 1,
                None => votes.push((servers, 1)),
            }
        }
        let most = votes.iter().map(|(_, count)| *count).max().unwrap_or_default();
        let list =
            votes.into_iter().find(|(_, count)| *count == most).map(|(list, _)| list).unwrap_or_default();
        Self { list, configured: false }
    }

    /// What a path item must name itself so that these servers are in force for it.
    fn needed(&self, servers: Option<&[Value]>) -> Option<Vec<Value>> {
        match servers {
            Some(servers) if !same(servers, &self.list) => Some(servers.to_vec()),
            None if !self.configured && !self.list.is_empty() => Some(vec![json!({"url": "/"})]),
            _ => None,
        }
    }
}

fn same(a: &[Value], b: &[Value]) -> bool {
    a.len() == b.len() && a.iter().zip(b).all(|(a, b)| number::equal(a, b))
}

/// A list of servers that says something: an empty one counts as none (OpenAPI 3.2, section 4.10.1).
pub(super) fn listed(value: Option<&Value>) -> Option<&[Value]> {
    value.and_then(Value::as_array).filter(|list| !list.is_empty()).map(Vec::as_slice)
}

/// Every operation of a path item.
fn operations(item: &Map<String, Value>) -> impl Iterator<Item = &Value> {
    let additional = item.get("additionalOperations").and_then(Value::as_object).into_iter().flatten();
    item.iter()
        .filter(|(key, _)| Method::of_key(key).is_some())
        .chain(additional)
        .map(|(_, operation)| operation)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(root: &Value) -> String {
        let item = root["paths"]["/a"].clone();
        place(root, "/a", &item).path
    }

    #[test]
    fn a_fixed_common_base_moves_and_nothing_else_does() {
        let with = |servers: Value, item: Value| path(&json!({"servers": servers, "paths": {"/a": item}}));
        assert_eq!(with(json!([{"url": "https://{t}.h/api/v1/"}]), json!({"get": {}})), "/api/v1/a");
        assert_eq!(with(json!([{"url": "/v1"}, {"url": "https://h/v1"}]), json!({"get": {}})), "/v1/a");
        assert_eq!(with(json!([{"url": "https://h/v1"}, {"url": "https://h/v2"}]), json!({"get": {}})), "/a");
        assert_eq!(with(json!([{"url": "https://h/{v}"}]), json!({"get": {}})), "/a");
        assert_eq!(with(json!([{"url": "https://h/v1"}]), json!({"servers": [{"url": "https://i"}]})), "/a");
        assert_eq!(
            with(json!([{"url": "https://h/v1"}]), json!({"get": {"servers": [{"url": "https://i/v2"}]}})),
            "/a"
        );
    }

    #[test]
    fn what_most_say_stands_at_the_root() {
        let [one, two] = ["https://a/x", "https://b"].map(|url| json!({"servers": [{"url": url}]}));
        let root = RootServers::choose(&[], [&two, &one, &one].into_iter());
        assert_eq!(root.list, [json!({"url": "https://a"})]);
        assert_eq!(root.needed(None), Some(vec![json!({"url": "/"})]));
        assert_eq!(root.needed(Some(&[json!({"url": "https://a"})])), None);
    }
}
