//! Operations: which there are, and by what a caller knows them: method and wire path.

use std::fmt;

use serde_json::{Map, Value};

use super::reference;
use crate::json::Pointer;

/// A fixed HTTP method of a Path Item Object (OpenAPI 3.2, section 4.9).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "each is the method of the same name")]
pub enum Method {
    Get,
    Put,
    Post,
    Delete,
    Options,
    Head,
    Patch,
    Trace,
    Query,
}

impl Method {
    /// All of them in the order of the specification.
    pub const ALL: [Self; 9] = [
        Self::Get,
        Self::Put,
        Self::Post,
        Self::Delete,
        Self::Options,
        Self::Head,
        Self::Patch,
        Self::Trace,
        Self::Query,
    ];

    /// The key in a path item.
    pub fn key(self) -> &'static str {
        match self {
            Self::Get => "get",
            Self::Put => "put",
            Self::Post => "post",
            Self::Delete => "delete",
            Self::Options => "options",
            Self::Head => "head",
            Self::Patch => "patch",
            Self::Trace => "trace",
            Self::Query => "query",
        }
    }

    /// The method of a key of a path item.
    pub fn of_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|method| method.key() == key)
    }
}

impl fmt::Display for Method {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.key().to_uppercase())
    }
}

/// One operation of a document.
#[derive(Debug, Clone)]
pub struct Operation<'a> {
    /// The method as it goes over the wire, in upper case.
    pub method: String,
    /// The path template as it is written.
    pub path: &'a str,
    /// The Path Item Object, behind its reference.
    pub item: &'a Map<String, Value>,
    /// The Operation Object.
    pub value: &'a Map<String, Value>,
    /// Where the Operation Object stands.
    pub pointer: Pointer,
}

impl Operation<'_> {
    /// The `operationId`, when there is one.
    pub fn id(&self) -> Option<&str> {
        self.value.get("operationId").and_then(Value::as_str)
    }
}

/// Every operation under `paths`, in the order of the document; path items behind a local reference too.
pub fn operations(root: &Value) -> Vec<Operation<'_>> {
    let Some(paths) = root.get("paths").and_then(Value::as_object) else { return Vec::new() };
    let mut found = Vec::new();
    for (path, item) in paths {
        if path.starts_with("x-") {
            continue;
        }
        let Ok(resolved) = reference::resolve(root, item) else { continue };
        let Some(fields) = resolved.value.as_object() else { continue };
        let place = resolved.trail.last().cloned().unwrap_or_else(|| Pointer::of(["paths", path]));
        found.extend(of_item(path, fields, &place));
    }
    found
}

/// The operations of one path item that stands at `place`.
pub fn of_item<'a>(path: &'a str, item: &'a Map<String, Value>, place: &Pointer) -> Vec<Operation<'a>> {
    let mut found = Vec::new();
    let mut add = |method: String, value: &'a Value, pointer: Pointer| {
        if let Some(value) = value.as_object() {
            found.push(Operation { method, path, item, value, pointer });
        }
    };
    for (key, value) in item {
        if let Some(method) = Method::of_key(key) {
            add(method.to_string(), value, place.join(key));
        } else if key == "additionalOperations" {
            for (name, value) in value.as_object().into_iter().flatten() {
                add(name.clone(), value, place.join(key).join(name));
            }
        }
    }
    found
}

/// A path template with the names of its parameters blanked: `/a/{id}/b` is `/a/{}/b`.
pub fn blanked(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    let mut inside = false;
    for character in path.chars() {
        match character {
            '{' => {
                inside = true;
                out.push('{');
            }
            '}' if inside => {
                inside = false;
                out.push('}');
            }
            _ if inside => {}
            other => out.push(other),
        }
    }
    out
}

/// The names of a path template's parameters, in order.
pub fn parameter_names(path: &str) -> Vec<&str> {
    path.split('{').skip(1).filter_map(|part| part.split_once('}')).map(|(name, _)| name).collect()
}

/// The path of a server URL without its trailing slash: `/api/v1` of `https://host/api/v1/`, empty for `/`.
pub fn base_path(server_url: &str) -> &str {
    let behind_host = match server_url.split_once("://") {
        Some((_, rest)) => rest.find('/').map_or("", |at| &rest[at..]),
        None if server_url.starts_with('/') || !is_host(server_url) => server_url,
        None => server_url.find('/').map_or("", |at| &server_url[at..]),
    };
    let path = behind_host.split(['?', '#']).next().unwrap_or_default();
    path.trim_end_matches('/')
}

/// Whether a URL without a scheme begins with a host, as `example.com/v1` does, which people write and mean.
fn is_host(url: &str) -> bool {
    let first = url.split('/').next().unwrap_or_default();
    first.contains(['.', ':']) && !first.starts_with('.')
}

/// The servers in force for an operation: its own, else its path item's, else the document's
/// (OpenAPI 3.2, section 4.10.1: an empty array counts as none).
pub fn servers<'a>(root: &'a Value, operation: &Operation<'a>) -> &'a [Value] {
    let listed = |value: Option<&'a Value>| value.and_then(Value::as_array).filter(|list| !list.is_empty());
    listed(operation.value.get("servers"))
        .or_else(|| listed(operation.item.get("servers")))
        .or_else(|| listed(root.get("servers")))
        .map_or(&[], Vec::as_slice)
}

/// By what a caller knows an operation's address: the base path of its first server, then the path template with the
/// names of its parameters blanked.
pub fn wire_path(root: &Value, operation: &Operation<'_>) -> String {
    let url = servers(root, operation).first().and_then(|server| server.get("url")).and_then(Value::as_str);
    format!("{}{}", blanked(base_path(url.unwrap_or_default())), blanked(operation.path))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn the_same_address_written_either_way_is_one_wire_path() {
        let one = json!({"servers": [{"url": "https://{tenant}.x.com/api/v1/"}], "paths": {"/apps/{id}": {"get": {}}}});
        let other =
            json!({"servers": [{"url": "https://x.com"}], "paths": {"/api/v1/apps/{appId}": {"get": {}}}});
        for root in [one, other] {
            let all = operations(&root);
            assert_eq!(wire_path(&root, &all[0]), "/api/v1/apps/{}");
        }
    }

    #[test]
    fn path_items_behind_references_and_additional_operations_count() {
        let root = json!({
            "paths": {"/a": {"$ref": "#/components/pathItems/A"}, "x-note": {"get": {}}},
            "components": {"pathItems": {"A": {"query": {}, "additionalOperations": {"COPY": {"operationId": "c"}}}}}
        });
        let all: Vec<_> =
            operations(&root).into_iter().map(|o| (o.method.clone(), o.pointer.to_string())).collect();
        assert_eq!(all[0], ("QUERY".into(), "/components/pathItems/A/query".into()));
        assert_eq!(all[1].0, "COPY");
    }
}
