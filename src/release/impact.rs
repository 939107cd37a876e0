//! What of the news touches one's own calls: operations out of a collection, a HAR file or a list.

use std::collections::BTreeSet;
use std::sync::Arc;

use serde_json::Value;

use crate::diff::change::{Change, OperationRef};

/// The calls that a program makes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Calls {
    calls: Vec<(String, Vec<String>)>,
}

/// The deepest folders of a collection that are read.
const DEPTH: usize = 64;

impl Calls {
    /// The requests of a Postman Collection v2.x.
    pub fn of_collection(collection: &Value) -> Self {
        let mut calls = Self::default();
        let root = collection.get("collection").unwrap_or(collection);
        calls.read_items(root, 0);
        calls
    }

    fn read_items(&mut self, item: &Value, depth: usize) {
        if let Some(request) = item.get("request") {
            let url = request.get("url").unwrap_or(request);
            let raw = url.as_str().or_else(|| url.get("raw").and_then(Value::as_str)).unwrap_or_default();
            self.add(request.get("method").and_then(Value::as_str).unwrap_or("GET"), raw);
        }
        let items = item.get("item").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
        for item in items.iter().filter(|_| depth < DEPTH) {
            self.read_items(item, depth + 1);
        }
    }

    /// The requests of an HTTP Archive.
    pub fn of_har(har: &Value) -> Self {
        let mut calls = Self::default();
        let entries =
            har.pointer("/log/entries").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
        for request in entries.iter().filter_map(|entry| entry.get("request")) {
            let field = |name: &str| request.get(name).and_then(Value::as_str).unwrap_or_default();
            calls.add(field("method"), field("url"));
        }
        calls
    }

    /// A line a call: `GET /api/v1/items`; empty lines and those that begin with `#` do not count.
    pub fn of_lines(text: &str) -> Self {
        let mut calls = Self::default();
        let lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
        for (method, url) in lines.filter_map(|line| line.split_once(char::is_whitespace)) {
            calls.add(method, url.trim());
        }
        calls
    }

    fn add(&mut self, method: &str, url: &str) {
        let call = (method.to_ascii_uppercase(), segments(path_of(url)));
        if !call.1.is_empty() && !self.calls.contains(&call) {
            self.calls.push(call);
        }
    }

    /// How many different calls there are.
    pub fn len(&self) -> usize {
        self.calls.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.calls.is_empty()
    }

    /// Whether one of the calls is to this operation.
    pub fn touch(&self, operation: &OperationRef) -> bool {
        let template = segments(&operation.path);
        self.calls.iter().any(|(method, call)| *method == operation.operation && fits(call, &template))
    }

    /// How many of the calls are to an operation of these changes.
    pub fn reached<'a>(&self, changes: impl IntoIterator<Item = &'a Change>) -> usize {
        let operations: BTreeSet<OperationRef> = changes.into_iter().flat_map(Change::operations).collect();
        let templates: Vec<_> = operations.iter().map(|one| (&one.operation, segments(&one.path))).collect();
        let is_reached = |(method, call): &&(String, Vec<String>)| {
            templates.iter().any(|(operation, template)| *operation == method && fits(call, template))
        };
        self.calls.iter().filter(is_reached).count()
    }

    /// The change with only those of its operations that are called; nothing when none is.
    pub fn touched(&self, change: &Change) -> Option<Change> {
        let called: Vec<OperationRef> =
            change.operations().into_iter().filter(|operation| self.touch(operation)).collect();
        let mut change = (!called.is_empty()).then(|| change.clone())?;
        if let Some(origin) = change.origin.as_mut().filter(|origin| !origin.operation_list.is_empty()) {
            origin.operation_list = called.into_iter().map(Arc::new).collect();
        }
        Some(change)
    }
}

/// The path of an address, whatever stands for its server.
fn path_of(url: &str) -> &str {
    let end = url.find(['?', '#']).unwrap_or(url.len());
    let url = &url[..end];
    let behind_scheme = url.split_once("://").map_or(url, |(_, rest)| rest);
    if behind_scheme.starts_with('/') {
        return behind_scheme;
    }
    behind_scheme.find('/').map_or("", |at| &behind_scheme[at..])
}

fn segments(path: &str) -> Vec<String> {
    path.split('/').filter(|part| !part.is_empty()).map(str::to_owned).collect()
}

/// Whether a call's path is one of the template's; servers may put `/api` in front of either.
fn fits(call: &[String], template: &[String]) -> bool {
    fn plain(path: &[String]) -> &[String] {
        match path {
            [api, rest @ ..] if api == "api" => rest,
            path => path,
        }
    }
    let (call, template) = (plain(call), plain(template));
    call.len() == template.len()
        && call.iter().zip(template).all(|(part, wanted)| is_variable(wanted) || part == wanted)
}

fn is_variable(part: &str) -> bool {
    part.contains('{')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calls_are_found_however_they_are_written() {
        let operation = OperationRef {
            operation: "GET".to_owned(),
            path: "/v1/items/{id}".to_owned(),
            ..OperationRef::default()
        };
        for line in [
            "get /v1/items/7",
            "GET https://x.example/api/v1/items/7?a=/b#c",
            "GET {{baseUrl}}/api/v1/items/:id",
            "GET /api/v1/items/{itemId}",
        ] {
            assert!(Calls::of_lines(line).touch(&operation), "{line}");
        }
        for line in ["POST /v1/items/7", "GET /v1/items", "GET /v1/items/7/x", "# GET /v1/items/7"] {
            assert!(!Calls::of_lines(line).touch(&operation), "{line}");
        }
    }
}
