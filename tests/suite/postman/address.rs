//! Requests of documents that write paths, headers and bodies in ways of their own.

use serde_json::{Value, json};

use super::render::{collection, requests, with_operation};

fn sent(path: &str, method: &str, operation: Value) -> Value {
    requests(&collection(&with_operation(path, method, operation), &[])).remove(0)
}

#[test]
fn a_query_within_the_path_is_sent_once_and_before_the_others() {
    let force = json!({"name": "force", "in": "query", "required": true, "schema": {"type": "boolean"}});
    let again = json!({"name": "cmd", "in": "query", "required": true, "schema": {"type": "string"}});
    let url =
        sent("/worker?cmd=check", "post", json!({"parameters": [force, again]}))["request"]["url"].clone();
    assert_eq!(url["raw"], "{{baseUrl}}/worker?cmd=check&force=true");
    assert_eq!(url["path"], json!(["worker"]));
    assert_eq!(url["query"][0], json!({"key": "cmd", "value": "check"}));
}

#[test]
fn a_query_within_the_path_names_its_parameter() {
    let query = json!({"name": "query", "in": "query", "schema": {"type": "string", "example": "tea"}});
    let url = sent("/find?query={query}", "get", json!({"parameters": [query]}))["request"]["url"].clone();
    assert_eq!(url["raw"], "{{baseUrl}}/find?query=tea");
}

#[test]
fn a_content_type_that_is_asked_for_without_a_body_is_sent() {
    let kind = json!({"name": "content-type", "in": "header", "required": true, "schema": {"type": "string", "example": "application/json"}});
    let headers = |operation: Value| sent("/a", "get", operation)["request"]["header"].clone();
    assert_eq!(
        headers(json!({"parameters": [kind]})),
        json!([{"key": "content-type", "value": "application/json"}])
    );
    let body = json!({"content": {"text/plain": {"schema": {"type": "string"}}}});
    assert_eq!(
        headers(json!({"parameters": [kind], "requestBody": body})),
        json!([{"key": "Content-Type", "value": "text/plain"}])
    );
}

#[test]
fn fragments_and_expressions_of_queries_are_not_sent() {
    let limit = json!({"name": "limit", "in": "query", "required": true, "schema": {"type": "integer", "minimum": 5}});
    for path in ["/tags#limit", "/tags{?limit}", "/tags{?limit,page}#all"] {
        let request = sent(path, "get", json!({"parameters": [limit]}));
        assert_eq!(request["request"]["url"]["raw"], "{{baseUrl}}/tags?limit=5", "{path}");
    }
}

#[test]
fn an_accept_header_of_any_text_asks_for_what_is_answered() {
    let accept = |schema: Value| {
        let parameter = json!({"name": "Accept", "in": "header", "required": true, "schema": schema});
        let answer =
            json!({"200": {"description": "", "content": {"text/csv": {"schema": {"type": "string"}}}}});
        let request = sent("/a", "get", json!({"parameters": [parameter], "responses": answer}));
        request["request"]["header"][0]["value"].clone()
    };
    assert_eq!(accept(json!({"type": "string"})), "text/csv");
    assert_eq!(accept(json!({"type": "string", "enum": ["application/pdf"]})), "application/pdf");
    assert_eq!(accept(json!({"type": "string", "default": "any"})), "text/csv");
    assert_eq!(
        accept(json!({"enum": ["raw"]})),
        "raw",
        "what the document asks for, if it allows nothing else"
    );
}

#[test]
fn a_body_of_a_get_is_sent() {
    let body = json!({"required": true, "content": {"application/json": {"schema": {"type": "object"}}}});
    let got = sent("/search", "get", json!({"requestBody": body}));
    assert_eq!(got["protocolProfileBehavior"], json!({"disableBodyPruning": true}));
    assert!(sent("/search", "post", json!({"requestBody": body}))["protocolProfileBehavior"].is_null());
    assert!(sent("/search", "get", json!({}))["protocolProfileBehavior"].is_null());
}

#[test]
fn a_form_of_any_fields_has_those_of_its_example() {
    let media = json!({"schema": {"type": "object", "additionalProperties": {"type": "string"}}, "example": {"colour": "red"}});
    for (kind, mode) in
        [("multipart/form-data", "formdata"), ("application/x-www-form-urlencoded", "urlencoded")]
    {
        let request = sent("/forms", "post", json!({"requestBody": {"content": {kind: media}}}));
        let field = &request["request"]["body"][mode][0];
        assert_eq!((&field["key"], &field["value"]), (&json!("colour"), &json!("red")), "{request}");
    }
}

#[test]
fn a_patch_says_what_the_resource_may_be() {
    let item = json!({"type": "object", "required": ["op", "path"], "properties": {
        "op": {"type": "string", "enum": ["replace"]}, "path": {"type": "string"}, "value": {}}});
    let body = json!({"content": {"application/json": {"schema": {"type": "array", "items": item}}}});
    let mut document = with_operation("/lamps/1", "patch", json!({"requestBody": body}));
    let lamp = json!({"type": "object", "properties": {"id": {"type": "string"}, "on": {"type": "boolean"}}});
    document["paths"]["/lamps/1"]["get"] = json!({"responses": {"200": {"description": "", "content": {"application/json": {"schema": {"oneOf": [lamp]}}}}}});
    let all = requests(&collection(&document, &[]));
    let patch = all.iter().find(|one| one["request"]["method"] == "PATCH").expect("a patch");
    let text = patch["request"]["body"]["raw"].as_str().expect("a body");
    let operations: Value = serde_json::from_str(text).expect("JSON");
    assert_eq!(operations, json!([{"op": "replace", "path": "/on", "value": true}]));
}
