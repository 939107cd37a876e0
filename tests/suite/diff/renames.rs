//! Likely renames are said as such, with the evidence, and stay what they are.

use serde_json::{Value, json};

use super::{changes, document, exchange};

/// Each change with a comment: its id and the comment.
fn comments(base: &Value, revision: &Value) -> Vec<(String, String)> {
    let mut found: Vec<(String, String)> = changes(base, revision)
        .into_iter()
        .filter_map(|change| Some((change.id.into_owned(), change.comment?)))
        .collect();
    found.sort();
    found
}

fn object(properties: &Value) -> Value {
    document(exchange(json!({ "type": "object", "properties": properties })), json!({}))
}

#[test]
fn a_property_with_the_same_schema_and_a_name_that_is_alike_was_renamed() {
    let string = json!({ "type": "string", "format": "uuid" });
    let base = object(&json!({ "user_id": string, "total": { "type": "number" } }));
    let revision =
        object(&json!({ "userId": string, "total": { "type": "number" }, "note": { "type": "string" } }));
    let found = comments(&base, &revision);
    let ids: Vec<&str> = found.iter().map(|(id, _)| id.as_str()).collect();
    assert_eq!(
        ids,
        [
            "new-optional-request-property",
            "request-property-removed",
            "response-optional-property-added",
            "response-optional-property-removed"
        ]
    );
    assert_eq!(
        found[1].1,
        "Probably renamed to `userId`: what it holds is the same, and the names differ only in case or in the signs \
         between their words."
    );
    assert!(found[0].1.starts_with("Probably renamed from `user_id`"), "{}", found[0].1);
}

#[test]
fn what_has_little_in_common_was_not_renamed() {
    let base = object(&json!({ "color": { "type": "string" } }));
    let revision = object(&json!({ "weight": { "type": "number" } }));
    assert_eq!(comments(&base, &revision), []);
}

#[test]
fn parameters_are_renamed_within_their_operation_and_place() {
    let with = |name: &str, place: &str| {
        let parameter = json!({ "name": name, "in": place, "schema": { "type": "integer" } });
        document(json!({ "/a": { "get": { "parameters": [parameter], "responses": {} } } }), json!({}))
    };
    assert_eq!(comments(&with("pagesize", "query"), &with("pageSize", "query")).len(), 2);
    assert_eq!(comments(&with("pagesize", "query"), &with("pageSize", "header")), []);
}

#[test]
fn paths_and_components_are_renamed() {
    let operation = json!({ "responses": { "200": { "description": "ok" } } });
    let path = |path: &str| document(json!({ path: { "get": operation } }), json!({}));
    let found = comments(&path("/orders/archive"), &path("/orders/archived"));
    assert_eq!(found.len(), 2, "{found:?}");
    let component = |name: &str| {
        let schema = json!({ "type": "object", "properties": { "total": { "type": "number" } } });
        document(json!({}), json!({ "schemas": { name: schema } }))
    };
    let found = comments(&component("Order"), &component("OrderV2"));
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].1.starts_with("Probably renamed to `OrderV2`"), "{}", found[0].1);
}
