//! `specline postman render --tests`: what the scripts compare responses with.

use serde_json::{Value, json};

use super::render::{collection, requests};

/// The table of a request's script.
fn contract(request: &Value) -> Value {
    let lines = request["event"][0]["script"]["exec"].as_array().expect("a script");
    let line = lines.iter().filter_map(Value::as_str).find_map(|line| line.strip_prefix("const contract = "));
    serde_json::from_str(line.expect("the table").trim_end_matches(';')).expect("JSON")
}

fn with_schema(version: &str, schema: &Value) -> Value {
    json!({"openapi": version, "info": {"title": "T", "version": "1"}, "paths": {"/a": {"get": {"responses": {
        "200": {"description": "", "content": {"application/json; charset=utf-8": {"schema": {"$ref": "#/components/schemas/S"}}}},
        "404": {"description": ""}}}}},
        "components": {"schemas": {"S": schema}}})
}

#[test]
fn scripts_are_there_when_asked_for_only() {
    let document = with_schema("3.0.3", &json!({"type": "object"}));
    assert!(requests(&collection(&document, &[]))[0].get("event").is_none());
    let made = collection(&document, &["--tests"]);
    assert_eq!(
        contract(&requests(&made)[0]),
        json!({"200": {"types": ["application/json"], "schema": {"$ref": "#/definitions/S"}}})
    );
}

#[test]
fn schemas_are_rewritten_as_the_sandbox_understands_them() {
    for (version, schema, wanted) in [
        (
            "3.0.3",
            json!({"type": "string", "nullable": true}),
            json!({"anyOf": [{"type": "string"}, {"type": "null"}]}),
        ),
        ("3.0.3", json!({"minimum": 1, "exclusiveMinimum": true}), json!({"exclusiveMinimum": 1})),
        ("3.1.0", json!({"exclusiveMinimum": 1}), json!({"exclusiveMinimum": 1})),
        (
            "3.1.0",
            json!({"prefixItems": [{"type": "string"}], "items": false}),
            json!({"items": [{"type": "string"}], "additionalItems": false}),
        ),
        (
            "3.0.3",
            json!({"required": ["a", "b"], "properties": {"a": {"type": "string", "writeOnly": true}, "b": {"format": "int32", "example": 1}}}),
            json!({"required": ["b"], "properties": {"a": {"type": "string"}, "b": {}}}),
        ),
        (
            "3.0.3",
            json!({"items": {"$ref": "#/components/schemas/S"}}),
            json!({"items": {"$ref": "#/definitions/S"}}),
        ),
        ("3.0.3", json!({"pattern": "("}), json!({})),
        (
            "3.0.3",
            json!({"type": "object", "properties": {"pattern": {"pattern": "^a"}}}),
            json!({"type": "object", "properties": {"pattern": {"pattern": "^a"}}}),
        ),
    ] {
        let made = collection(&with_schema(version, &schema), &["--tests"]);
        let variables = made["variable"].as_array().expect("variables");
        let text =
            variables.iter().find(|one| one["key"] == "schemas").expect("the schemas")["value"].as_str();
        let definitions: Value = serde_json::from_str(text.expect("a text")).expect("JSON");
        assert_eq!(definitions["S"], wanted, "{schema}");
    }
}
