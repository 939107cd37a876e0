//! Values for schemas, by example.

use super::*;
use serde_json::json;

fn chosen(schema: &Value) -> Value {
    chosen_in("3.0.3", schema)
}

fn chosen_modern(schema: &Value) -> Value {
    chosen_in("3.1.0", schema)
}

fn chosen_in(version: &str, schema: &Value) -> Value {
    let root = json!({"openapi": version, "components": {"schemas": {"S": schema,
        "Cat": {"type": "object", "required": ["kind"], "properties": {"kind": {"type": "string"}, "claws": {"type": "integer"}}},
        "Node": {"type": "object", "required": ["name"], "properties": {"name": {"type": "string"}, "next": {"$ref": "#/components/schemas/Node"}}}
    }}});
    let schemas = Schemas::of(&root);
    let schema = &root["components"]["schemas"]["S"];
    let value = Chooser::new(&schemas, Side::Request).choose(schema, "").expect("a value");
    assert!(schemas.valid(schema, &value, Side::Request), "{value}");
    value
}

#[test]
fn example_before_default_before_listed_before_made() {
    assert_eq!(
        chosen(&json!({"type": "string", "example": "e", "default": "d", "enum": ["a", "d", "e"]})),
        "e"
    );
    assert_eq!(chosen(&json!({"type": "string", "example": "x", "default": "d", "enum": ["a", "d"]})), "d");
    assert_eq!(chosen(&json!({"type": "string", "example": 1, "enum": ["a", "b"]})), "a");
    assert_eq!(chosen(&json!({"type": "string", "minLength": 4, "maxLength": 5})), "examp");
}

#[test]
fn objects_leave_out_what_is_read_only_or_deprecated() {
    let value = chosen(&json!({"type": "object", "required": ["name", "id"], "properties": {
        "id": {"type": "string", "readOnly": true}, "name": {"type": "string"},
        "old": {"type": "string", "deprecated": true}, "count": {"type": "integer", "minimum": 3}}}));
    assert_eq!(value, json!({"name": "Example name", "count": 3}));
}

#[test]
fn the_full_object_gives_way_to_the_required_one() {
    let value =
        chosen(&json!({"type": "object", "properties": {"a": {"type": "string"}, "b": {"type": "string"}},
        "required": ["a"], "not": {"required": ["b"]}}));
    assert_eq!(value, json!({"a": "a"}));
}

#[test]
fn exactly_one_branch_and_its_discriminator() {
    let value =
        chosen(&json!({"oneOf": [{"type": "string", "maxLength": 3}, {"type": "string", "minLength": 2}]}));
    assert!(value.as_str().is_some_and(|text| text.len() < 2 || text.len() > 3), "{value}");
    let value = chosen(&json!({"oneOf": [{"$ref": "#/components/schemas/Cat"}],
        "discriminator": {"propertyName": "kind", "mapping": {"cat": "#/components/schemas/Cat"}}}));
    assert_eq!(value["kind"], "cat");
}

#[test]
fn items_that_must_differ_do() {
    let value = chosen(
        &json!({"type": "array", "minItems": 3, "uniqueItems": true, "items": {"type": "string", "format": "uuid"}}),
    );
    assert_eq!(value.as_array().map(Vec::len), Some(3));
    chosen(&json!({"type": "array", "minItems": 2, "uniqueItems": true, "items": {"enum": ["a", "b"]}}));
}

#[test]
fn recursion_ends() {
    assert_eq!(chosen(&json!({"$ref": "#/components/schemas/Node"})), json!({"name": "Example name"}));
}

#[test]
fn conditions_and_dependents_hold() {
    let value = chosen_modern(&json!({"type": "object", "required": ["country"],
        "properties": {"country": {"enum": ["US", "NL"]}, "zip": {"type": "string"}},
        "if": {"properties": {"country": {"const": "US"}}},
        "then": {"properties": {"zip": {"pattern": "^[0-9]{5}$"}}, "required": ["zip"]},
        "else": {"properties": {"zip": {"pattern": "^[0-9]{4} [A-Z]{2}$"}}, "required": ["zip"]}}));
    assert_eq!(value, json!({"country": "US", "zip": "11111"}));
    let value = chosen_modern(
        &json!({"type": "object", "required": ["card"], "properties": {"card": {"type": "string"}},
        "dependentRequired": {"card": ["address"]},
        "dependentSchemas": {"card": {"required": ["holder"], "properties": {"holder": {"type": "string", "minLength": 9}}}}}),
    );
    assert!(value.get("address").is_some() && value.get("holder").is_some(), "{value}");
}

#[test]
fn entries_are_named_as_patterns_ask() {
    let value = chosen_modern(&json!({"type": "object", "minProperties": 2, "additionalProperties": false,
        "patternProperties": {"^x-[a-z]+$": {"type": "integer"}}}));
    assert_eq!(value.as_object().map(Map::len), Some(2));
    let value = chosen_modern(
        &json!({"type": "object", "minProperties": 2, "propertyNames": {"pattern": "^[A-Z]{2}$"}}),
    );
    assert_eq!(value.as_object().map(Map::len), Some(2));
}

#[test]
fn arrays_hold_what_they_must_contain() {
    let value = chosen_modern(
        &json!({"type": "array", "contains": {"type": "integer", "minimum": 100}, "minContains": 2}),
    );
    assert_eq!(value, json!([100, 101]));
    chosen_modern(
        &json!({"type": "array", "prefixItems": [{"type": "string"}, {"type": "integer"}], "items": false, "minItems": 2}),
    );
    chosen_modern(&json!({"type": "array", "minItems": 3, "uniqueItems": true,
        "items": {"type": "object", "required": ["k"], "properties": {"k": {"type": "integer", "minimum": 0, "maximum": 2}}}}));
}

#[test]
fn numbers_lie_on_their_grid() {
    for (schema, wanted) in [
        (json!({"type": "integer", "multipleOf": 7, "minimum": 20, "maximum": 30}), json!(21)),
        (json!({"type": "integer", "exclusiveMinimum": 4, "exclusiveMaximum": 6}), json!(5)),
        (json!({"type": "number", "multipleOf": 0.25, "minimum": 0.3, "maximum": 0.6}), json!(0.5)),
        (json!({"type": "number", "exclusiveMinimum": 0.5, "exclusiveMaximum": 1}), json!(0.75)),
        (json!({"type": "integer", "maximum": -5}), json!(-5)),
        (json!({"allOf": [{"type": "integer", "multipleOf": 4}, {"multipleOf": 6}]}), json!(12)),
    ] {
        assert_eq!(chosen_modern(&schema), wanted, "{schema}");
    }
}

#[test]
fn what_was_meant_is_near_where_nothing_is_valid() {
    let root = json!({"openapi": "3.0.3", "components": {"schemas": {
        "Money": {"type": "object", "additionalProperties": false, "required": ["amount"], "properties": {"amount": {"type": "integer"}}},
        "S": {"type": "object", "additionalProperties": false, "allOf": [{"$ref": "#/components/schemas/Money"}]}}}});
    let schemas = Schemas::of(&root);
    let chooser = Chooser::new(&schemas, Side::Request);
    let schema = &root["components"]["schemas"]["S"];
    assert_eq!(chooser.choose(schema, ""), None);
    assert_eq!(chooser.nearest(schema, ""), Some(json!({"amount": 1})));
}

/// Components that hold one another.
fn shared_components() -> Value {
    let refer = |name: &str| json!({"$ref": format!("#/components/schemas/{name}")});
    let text = |nth: usize| (format!("p{nth}"), json!({"type": "string"}));
    let wide = ["a", "b", "c", "d", "e"].map(|name| (name.to_owned(), refer("Big")));
    json!({"openapi": "3.0.3", "components": {"schemas": {
        "Tree": {"properties": {"root": refer("Node")}},
        "Other": {"properties": {"root": refer("Node")}},
        "Node": {"properties": {"next": refer("Node"), "tree": refer("Tree"), "name": {"type": "string"}}},
        "Wide": {"properties": wide.into_iter().collect::<Map<_, _>>()},
        "Big": {"properties": {"part": refer("Part")}},
        "Part": {"properties": (0..30).map(text).collect::<Map<_, _>>()},
    }}})
}

#[test]
fn what_is_remembered_is_what_would_be_chosen_anew() {
    let root = shared_components();
    for order in [["Tree", "Other", "Tree"], ["Other", "Tree", "Other"], ["Node", "Other", "Tree"]] {
        let shared = Schemas::of(&root);
        for name in order {
            let schema = &root["components"]["schemas"][name];
            let remembered = Chooser::new(&shared, Side::Request).choose(schema, "");
            let anew = Chooser::new(&Schemas::of(&root), Side::Request).choose(schema, "");
            assert_eq!(remembered, anew, "{name} in {order:?}");
        }
    }
}

#[test]
fn what_is_remembered_counts_as_made() {
    let root = shared_components();
    let wide = &root["components"]["schemas"]["Wide"];
    let value = Chooser::new(&Schemas::of(&root), Side::Request).choose(wide, "").expect("a value");
    let texts = |name: &str| value[name]["part"].as_object().map_or(0, Map::len);
    assert_eq!((texts("a"), texts("b"), texts("c")), (30, 30, 30));
    assert!(["a", "b", "c", "d", "e"].map(texts).iter().sum::<usize>() < BUDGET, "{value}");
}
