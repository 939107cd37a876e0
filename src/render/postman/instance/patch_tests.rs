//! Patches of resources, by example.

use super::super::{Schemas, Side};
use super::*;
use serde_json::json;

fn operations(properties: &Value) -> Value {
    json!({"type": "array", "items": {"type": "object", "required": ["op", "path"], "properties": properties}})
}

/// The one operation that a patch of a resource has.
fn patched(properties: &Value, resource: Option<(&Value, Option<&Value>)>) -> Value {
    let empty = json!({});
    let (schema, sample) = resource.unwrap_or((&empty, None));
    let root =
        json!({"openapi": "3.0.3", "components": {"schemas": {"P": operations(properties), "R": schema}}});
    let root: &'static Value = Box::leak(Box::new(root));
    let sample: Option<&'static Value> = sample.map(|sample| &*Box::leak(Box::new(sample.clone())));
    let schemas = Schemas::of(root);
    let known = Resource { schema: &root["components"]["schemas"]["R"], sample };
    let chooser = Chooser::new(&schemas, Side::Request).patching(resource.map(|_| known));
    let value = chooser.choose(&root["components"]["schemas"]["P"], "").expect("a value");
    assert_eq!(value.as_array().map(Vec::len), Some(1), "{value}");
    value[0].clone()
}

fn any() -> Value {
    json!({"op": {"type": "string", "enum": ["add", "replace"]}, "path": {"type": "string"}, "value": {}})
}

#[test]
fn of_a_resource_that_nobody_knows_something_is_replaced() {
    assert_eq!(patched(&any(), None), json!({"op": "replace", "path": "/name", "value": "Example name"}));
    let listed =
        json!({"op": {"enum": ["REPLACE"]}, "path": {"enum": ["/spaceId"]}, "value": {"type": "boolean"}});
    assert_eq!(patched(&listed, None), json!({"op": "REPLACE", "path": "/spaceId", "value": true}));
}

#[test]
fn the_value_is_of_the_type_that_the_target_has() {
    let resource = json!({"type": "object", "properties": {"id": {"type": "string"},
        "made": {"type": "string", "readOnly": true}, "port": {"type": "integer", "minimum": 1024}}});
    assert_eq!(
        patched(&any(), Some((&resource, None))),
        json!({"op": "replace", "path": "/port", "value": 1024})
    );
    let named = json!({"op": {"enum": ["replace"]}, "path": {"enum": ["/link/secure", "/port"]}, "value": {"type": "integer"}});
    assert_eq!(patched(&named, Some((&resource, None)))["path"], "/port", "the first that the resource has");
}

#[test]
fn the_value_is_what_the_example_has_there() {
    let resource = json!({"type": "object", "properties": {
        "hosts": {"type": "array", "items": {"type": "string"}}, "kind": {"enum": ["a", "b"]}}});
    let sample = json!({"hosts": ["one.example.com"], "kind": "b"});
    let of = |paths: Value| {
        let properties =
            json!({"op": {"enum": ["replace"]}, "path": {"enum": paths}, "value": {"type": "string"}});
        patched(&properties, Some((&resource, Some(&sample))))
    };
    assert_eq!(of(json!(["/kind"]))["value"], "b");
    assert_eq!(of(json!(["/hosts/0"]))["value"], "one.example.com");
    assert_eq!(
        of(json!(["/hosts", "/kind"])),
        json!({"op": "replace", "path": "/kind", "value": "b"}),
        "a list is no text"
    );
}

#[test]
fn what_the_patch_itself_shows_stays() {
    let resource =
        json!({"type": "object", "properties": {"name": {"type": "string"}, "mail": {"type": "string"}}});
    let shown = json!({"op": {"enum": ["replace"]}, "path": {"enum": ["/name", "/mail"], "example": "/mail"},
        "value": {"type": "string", "example": "jo@example.com"}});
    let expected = json!({"op": "replace", "path": "/mail", "value": "jo@example.com"});
    assert_eq!(patched(&shown, Some((&resource, None))), expected);
}

#[test]
fn of_lists_that_overlap_exactly_one_is_meant() {
    let of = |paths: Value| {
        operations(&json!({"op": {"enum": ["replace"]}, "path": {"enum": paths}, "value": {}}))
    };
    let schema = json!({"oneOf": [of(json!(["/a", "/b", "/c"])), of(json!(["/a", "/b"]))]});
    let root = json!({"openapi": "3.0.3", "components": {"schemas": {"S": schema}}});
    let schemas = Schemas::of(&root);
    let schema = &root["components"]["schemas"]["S"];
    let value = Chooser::new(&schemas, Side::Request).choose(schema, "").expect("a value");
    assert_eq!(value[0]["path"], "/c");
}
