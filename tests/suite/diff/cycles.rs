//! Documents that lead back to themselves: the comparison ends, and an edit inside the circle is found.

use serde_json::{Value, json};

use super::{document, exchange, ids};

fn to(name: &str) -> Value {
    json!({ "$ref": format!("#/components/schemas/{name}") })
}

/// Every way in which a schema can lead back to itself, around a property `kind` of a type.
fn circles(kind: &str) -> Vec<(&'static str, Value)> {
    let kind = json!({ "type": kind });
    let with = |mut node: Value| {
        node["properties"]["kind"] = kind.clone();
        json!({ "Node": node })
    };
    vec![
        ("properties", with(json!({ "properties": { "next": to("Node") } }))),
        ("items", with(json!({ "properties": { "all": { "type": "array", "items": to("Node") } } }))),
        ("prefixItems", with(json!({ "properties": { "all": { "prefixItems": [to("Node")] } } }))),
        ("additionalProperties", with(json!({ "additionalProperties": to("Node") }))),
        ("patternProperties", with(json!({ "patternProperties": { "^x": to("Node") } }))),
        ("not", with(json!({ "not": { "required": ["never"], "properties": { "never": to("Node") } } }))),
        ("allOf", with(json!({ "allOf": [to("Node")] }))),
        ("oneOf", with(json!({ "oneOf": [to("Node"), { "type": "object" }] }))),
        ("anyOf", with(json!({ "anyOf": [{ "type": "null" }, to("Node")] }))),
        ("if", with(json!({ "if": { "properties": { "up": to("Node") } }, "then": { "required": ["up"] } }))),
        ("dependentSchemas", with(json!({ "dependentSchemas": { "a": to("Node") } }))),
        (
            "two components",
            json!({
                "Node": { "properties": { "other": to("Other") } },
                "Other": { "properties": { "node": to("Node"), "kind": kind } },
            }),
        ),
        (
            "allOf of each other",
            json!({
                "Node": { "allOf": [to("Other"), { "properties": { "kind": kind } }] },
                "Other": { "allOf": [to("Node")] },
            }),
        ),
    ]
}

#[test]
fn an_edit_inside_a_circle_of_schemas_is_found_once_a_direction() {
    for ((name, base), (_, revision)) in circles("string").into_iter().zip(circles("boolean")) {
        let with = |schemas: Value| document(exchange(to("Node")), json!({ "schemas": schemas }));
        let found = ids(&with(base.clone()), &with(revision));
        for wanted in ["request-property-type-changed", "response-property-type-changed"] {
            let count = found.iter().filter(|id| *id == wanted).count();
            assert_eq!(count, 1, "{name}: {found:?}");
        }
        assert_eq!(ids(&with(base.clone()), &with(base)), [""; 0], "{name}");
    }
}

#[test]
fn references_that_lead_nowhere_but_to_themselves_end() {
    let lost = json!({ "A": to("B"), "B": to("A"), "C": to("C") });
    for name in ["A", "C", "Missing"] {
        let base = document(exchange(to(name)), json!({ "schemas": lost }));
        let revision = document(exchange(json!({ "type": "string" })), json!({ "schemas": lost }));
        let _ = ids(&base, &revision);
        let _ = ids(&revision, &base);
        assert_eq!(ids(&base, &base), [""; 0]);
    }
}

/// A document whose parameters, headers, responses, bodies, callbacks and path items all lead back to themselves.
fn entangled(kind: &str) -> Value {
    let round = |section: &str| {
        json!({ "a": { "$ref": format!("#/components/{section}/b") },
        "b": { "$ref": format!("#/components/{section}/a") } })
    };
    let operation = json!({
        "parameters": [
            { "$ref": "#/components/parameters/a" },
            { "name": "q", "in": "query", "schema": { "type": kind } },
        ],
        "requestBody": { "$ref": "#/components/requestBodies/a" },
        "responses": {
            "200": { "$ref": "#/components/responses/a" },
            "201": { "description": "d", "headers": { "X": { "$ref": "#/components/headers/a" } },
                "links": { "l": { "$ref": "#/components/links/a" } } },
        },
        "callbacks": { "c": { "$ref": "#/components/callbacks/again" }, "d": { "$ref": "#/components/callbacks/a" } },
    });
    let mut callbacks = round("callbacks");
    callbacks["again"] = json!({ "{$url}": { "post": {
        "parameters": [{ "name": "q", "in": "query", "schema": { "type": kind } }],
        "responses": {},
        "callbacks": { "again": { "$ref": "#/components/callbacks/again" } },
    } } });
    let mut document = document(
        json!({ "/a": { "post": operation }, "/b": { "$ref": "#/components/pathItems/a" } }),
        json!({ "callbacks": callbacks }),
    );
    for section in ["parameters", "requestBodies", "responses", "headers", "links", "pathItems"] {
        document["components"][section] = round(section);
    }
    document
}

#[test]
fn every_other_circle_ends_and_hides_nothing() {
    let (base, revision) = (entangled("integer"), entangled("boolean"));
    let found = ids(&base, &revision);
    assert!(found.contains(&"request-parameter-type-changed".to_owned()), "{found:?}");
    assert!(found.contains(&"outgoing-request-parameter-type-changed".to_owned()), "{found:?}");
    assert_eq!(ids(&base, &base), [""; 0]);
}

#[test]
fn a_wide_circle_takes_no_longer_than_its_size() {
    let names: Vec<String> = (0..200).map(|index| format!("N{index}")).collect();
    let schemas = |kind: &str| -> Value {
        let all = names.iter().enumerate().map(|(index, name)| {
            let properties: serde_json::Map<String, Value> = (0..8)
                .map(|step| (format!("p{step}"), to(&names[(index * 7 + step * 13) % names.len()])))
                .chain([("kind".to_owned(), json!({ "type": kind }))])
                .collect();
            (name.clone(), json!({ "type": "object", "properties": properties }))
        });
        Value::Object(all.collect())
    };
    let with = |kind: &str| document(exchange(to("N0")), json!({ "schemas": schemas(kind) }));
    let found = ids(&with("string"), &with("boolean"));
    let types = found.iter().filter(|id| id.ends_with("-type-changed"));
    assert_eq!(types.count(), 2 * names.len(), "one change a component and direction");
}

/// Components that know each other through branches, all called by other names in the revision.
fn renamed_island(prefix: &str, kind: &str, by: &str) -> Value {
    let to = |index: usize| to(&format!("{prefix}{}", index % 30));
    let schemas: serde_json::Map<String, Value> = (0..30)
        .map(|index| {
            let others = json!([to(index * 5 + 1), to(index * 5 + 2), to(index * 5 + 5)]);
            let kind = if index == 7 { kind } else { "string" };
            let properties = json!({ "kind": { "type": kind }, format!("own{index}"): { "type": "string" }, "others": { by: others } });
            (format!("{prefix}{index}"), json!({ "type": "object", "properties": properties }))
        })
        .collect();
    document(exchange(to(0)), json!({ "schemas": schemas }))
}

#[test]
fn an_island_under_other_names_is_the_same_island() {
    for by in ["oneOf", "anyOf", "allOf"] {
        let base = renamed_island("Old", "string", by);
        let found = ids(&base, &renamed_island("New", "string", by));
        assert!(found.iter().all(|id| id == "api-schema-removed"), "{by}: {found:?}");
        let found = ids(&base, &renamed_island("New", "boolean", by));
        assert!(found.iter().any(|id| id != "api-schema-removed"), "{by}: the edit is not lost");
    }
}

/// What is said about operations.
fn told(base: &Value, revision: &Value) -> Vec<specline::diff::Change> {
    let mut found = super::changes(base, revision);
    found.retain(|change| change.operation.is_some());
    found
}

#[test]
fn a_schema_that_leads_back_to_itself_is_told_once_and_for_all_who_reach_it() {
    let node = |kind: &str| {
        json!({ "schemas": {
            "Node": { "type": "object", "properties": { "next": to("Node"), "kind": { "type": kind } } },
            "Box": { "type": "object", "properties": { "node": to("Node") } },
        } })
    };
    let paths = json!({
        "/boxes": { "get": { "responses": { "200": { "description": "", "content": { "application/json": { "schema": to("Box") } } } } } },
        "/nodes": { "get": { "responses": { "200": { "description": "", "content": { "application/json": { "schema": to("Node") } } } } } },
    });
    let found = told(&document(paths.clone(), node("string")), &document(paths, node("boolean")));
    assert_eq!(found.len(), 1, "{found:?}");
    let reached: Vec<&str> = found[0]
        .origin
        .iter()
        .flat_map(|origin| &origin.operation_list)
        .map(|operation| operation.path.as_str())
        .collect();
    assert_eq!(reached, ["/boxes", "/nodes"]);
}

#[test]
fn who_tells_of_a_schema_at_the_top_is_not_told_of_it_again_as_a_property() {
    let node = |limit: u8| {
        json!({ "schemas": {
            "Node": { "type": "object", "minProperties": limit, "properties": { "next": to("Node") } },
            "Box": { "type": "object", "properties": { "node": to("Node") } },
        } })
    };
    let answer = |name: &str| json!({ "get": { "responses": { "200": { "description": "", "content": { "application/json": { "schema": to(name) } } } } } });
    let paths = json!({ "/boxes": answer("Box"), "/nodes": answer("Node") });
    let found = told(&document(paths.clone(), node(2)), &document(paths, node(1)));
    let told: Vec<(&str, Option<&str>, usize)> =
        found.iter().map(|change| (&*change.id, change.path.as_deref(), change.reach())).collect();
    assert_eq!(
        told,
        [
            ("response-property-min-properties-decreased", Some("/boxes"), 1),
            ("response-body-min-properties-decreased", Some("/nodes"), 1),
        ]
    );
}
