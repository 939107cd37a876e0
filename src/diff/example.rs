//! The example of a check as two documents that can be compared.

use serde_json::{Value, json};

use super::check::{Check, Flags};
use super::checks::{Example, Sites};
use super::site::Site;
use super::{Change, Options, compare};
use crate::openapi::Document;

/// What an example is called where a name is needed.
const NAME: &str = "example";

/// Two documents between which a check speaks; `None` is a document that is not there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pair {
    /// Before.
    pub base: Option<Value>,
    /// After.
    pub revision: Option<Value>,
}

impl Pair {
    /// The same change taken back.
    #[must_use]
    pub fn reversed(&self) -> Self {
        Self { base: self.revision.clone(), revision: self.base.clone() }
    }

    /// What the comparison says about it.
    pub fn changes(&self, options: &Options) -> Vec<Change> {
        let side = |value: &Option<Value>| -> Vec<Document> {
            value.iter().map(|value| Document::from_value(NAME, NAME, value.clone())).collect()
        };
        compare(&side(&self.base), &side(&self.revision), options)
    }
}

/// The example of a check; `None` where its row has none that can stand at its place.
pub fn pair(check: &Check) -> Option<Pair> {
    let outgoing = check.site.map_or(check.id.starts_with("outgoing-"), Site::is_outgoing);
    let operations = |base: Value, revision: Value| {
        Some(Pair { base: Some(around(base, outgoing)), revision: Some(around(revision, outgoing)) })
    };
    match check.row.example {
        Example::Schema("", _) | Example::Schema(_, "") => None,
        Example::Schema(base, revision) => {
            let site = check.site?;
            let media = media_of(check);
            let at = |text| Some(operation_at(site, media, at_flags(check, read(text)?)));
            operations(at(base)?, at(revision)?)
        }
        Example::Operation(base, "") => Some(Pair {
            base: Some(around(read(base)?, outgoing)),
            revision: Some(document(json!({ "paths": {} }))),
        }),
        Example::Operation(base, revision) => operations(read(base)?, read(revision)?),
        Example::Parameter(base, revision) => operations(with_parameter(base)?, with_parameter(revision)?),
        Example::Document(base, revision) if outgoing => {
            // A callback holds path items under addresses as `paths` does.
            let calls = |text: &str| {
                let paths = read(text)?.get("paths")?.clone();
                let operation = json!({ "responses": {}, "callbacks": { "c": paths } });
                Some(document(json!({ "paths": { "/a": { "post": operation } } })))
            };
            Some(Pair { base: calls(base), revision: calls(revision) })
        }
        Example::Document(base, revision) => {
            Some(Pair { base: read(base).map(document), revision: read(revision).map(document) })
        }
    }
}

fn read(text: &str) -> Option<Value> {
    serde_json::from_str(text).ok()
}

/// A document with what every document has.
fn document(mut value: Value) -> Value {
    // `nullable` is a word of OpenAPI 3.0 only.
    let version = if value.to_string().contains("\"nullable\"") { "3.0.3" } else { "3.1.0" };
    value["openapi"] = json!(version);
    if value.get("info").is_none() {
        value["info"] = json!({ "title": "Example", "version": "1.0.0" });
    }
    value
}

/// A document with one operation, which the provider calls where it is `outgoing`.
fn around(operation: Value, outgoing: bool) -> Value {
    let operation = if outgoing {
        json!({ "responses": {}, "callbacks": { "c": { "{$request.body#/url}": { "post": operation } } } })
    } else {
        operation
    };
    document(json!({ "paths": { "/a": { "post": operation } } }))
}

fn with_parameter(text: &str) -> Option<Value> {
    let parameters = if text.is_empty() { json!([]) } else { json!([read(text)?]) };
    Some(json!({ "parameters": parameters, "responses": {} }))
}

/// The schema as the check's id speaks of it: of a property, required, read-only or write-only.
fn at_flags(check: &Check, schema: Value) -> Value {
    let is_property = check.site.is_some_and(Site::is_property);
    let mut whole = if is_property && check.row.sites == Sites::All {
        json!({ "type": "object", "properties": { "p": schema } })
    } else {
        schema
    };
    let Flags { required, read_only, write_only } = check.flags;
    if let Some(property) = whole.pointer_mut("/properties/p").and_then(Value::as_object_mut) {
        for (word, is_set) in [("readOnly", read_only), ("writeOnly", write_only)] {
            if is_set {
                property.insert(word.to_owned(), Value::Bool(true));
            }
        }
        if required {
            whole["required"] = json!(["p"]);
        }
    }
    whole
}

/// What a body is written as: JSON, and a form where the check is about values that are written as text.
fn media_of(check: &Check) -> &'static str {
    match check.row.kind {
        "type-to-text" | "type-from-text" | "type-still-text" => "application/x-www-form-urlencoded",
        _ => "application/json",
    }
}

fn operation_at(site: Site, media: &str, schema: Value) -> Value {
    let body = |schema: Value| json!({ "content": { media: { "schema": schema } } });
    let ok = |response: Value| json!({ "responses": { "200": response } });
    let parameter = |place: &str, schema: Value| json!({ "parameters": [{ "name": "q", "in": place, "schema": schema }], "responses": {} });
    match site {
        Site::RequestBody | Site::RequestProperty | Site::OutgoingBody | Site::OutgoingProperty => {
            json!({ "requestBody": body(schema), "responses": {} })
        }
        Site::Parameter
        | Site::ParameterProperty
        | Site::OutgoingParameter
        | Site::OutgoingParameterProperty => parameter("query", schema),
        Site::HeaderProperty => parameter("header", schema),
        Site::ResponseBody
        | Site::ResponseProperty
        | Site::OutgoingResponseBody
        | Site::OutgoingResponseProperty => {
            let mut response = body(schema);
            response["description"] = json!("ok");
            ok(response)
        }
        Site::ResponseHeader
        | Site::ResponseHeaderProperty
        | Site::OutgoingResponseHeader
        | Site::OutgoingResponseHeaderProperty => {
            ok(json!({ "description": "ok", "headers": { "X-A": { "schema": schema } } }))
        }
    }
}
