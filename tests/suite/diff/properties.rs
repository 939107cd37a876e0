//! What must hold of every comparison, on random small documents.

use std::collections::BTreeSet;

use proptest::prelude::*;
use serde_json::{Map, Value, json};
use specline::diff::Level;

use super::{changes, document, exchange, ids};

const NAMES: [&str; 3] = ["A", "B", "C"];

fn to(name: &str) -> Value {
    json!({ "$ref": format!("#/components/schemas/{name}") })
}

fn leaf() -> impl Strategy<Value = Value> {
    let numbers =
        (0..4_i64, 0..4_i64).prop_map(|(low, more)| json!({ "minimum": low, "maximum": low + more }));
    prop_oneof![
        prop::sample::select(vec!["string", "integer", "number", "boolean", "null"])
            .prop_map(|kind| json!({ "type": kind })),
        prop::sample::select(NAMES.to_vec()).prop_map(to),
        prop::collection::vec(prop::sample::select(vec!["a", "b", "c"]), 1..3)
            .prop_map(|values| json!({ "enum": values })),
        numbers,
        (0..5_u8).prop_map(|most| json!({ "type": "string", "maxLength": most, "description": "text" })),
        Just(json!({ "type": ["string", "null"], "format": "date" })),
        Just(json!(true)),
        Just(json!(false)),
    ]
}

fn schema() -> impl Strategy<Value = Value> {
    leaf().prop_recursive(3, 14, 3, |inner| {
        let names = prop::sample::select(vec!["p", "q", "r", "default", "items"]);
        let object = (prop::collection::btree_map(names, inner.clone(), 0..3), any::<bool>(), any::<bool>());
        prop_oneof![
            inner.clone().prop_map(|items| json!({ "type": "array", "items": items })),
            object.prop_map(|(properties, required, closed)| {
                let required: Vec<&str> = properties.keys().copied().filter(|_| required).collect();
                let properties: Map<String, Value> =
                    properties.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
                json!({ "type": "object", "properties": properties, "required": required, "additionalProperties": !closed })
            }),
            (prop::sample::select(vec!["allOf", "oneOf", "anyOf"]), prop::collection::vec(inner.clone(), 1..3))
                .prop_map(|(keyword, branches)| json!({ keyword: branches })),
            inner.prop_map(|inner| json!({ "not": inner })),
        ]
    })
}

prop_compose! {
    fn shop()(top in schema(), schemas in prop::array::uniform3(schema()), gone in any::<bool>()) -> Value {
        let components: Map<String, Value> =
            NAMES.iter().map(|name| (*name).to_owned()).zip(schemas).collect();
        let mut paths = exchange(top);
        if !gone {
            paths["/users/{id}"] = json!({ "get": { "responses": {} } });
        }
        document(paths, json!({ "schemas": components }))
    }
}

/// The same document with the keys of every object in the opposite order.
fn reordered(value: &Value) -> Value {
    match value {
        Value::Object(map) => {
            Value::Object(map.iter().rev().map(|(key, value)| (key.clone(), reordered(value))).collect())
        }
        Value::Array(items) => items.iter().map(reordered).collect(),
        other => other.clone(),
    }
}

/// The places of changes on one side only.
fn one_sided(base: &Value, revision: &Value, is_added: bool) -> BTreeSet<String> {
    let ids = [
        "endpoint-added",
        "api-path-removed",
        "new-",
        "request-property-removed",
        "-property-added",
        "-property-removed",
    ];
    changes(base, revision)
        .iter()
        .filter(|change| ids.iter().any(|id| change.id.contains(id)))
        .filter_map(|change| match (&change.pointer.base, &change.pointer.revision) {
            (None, Some(at)) if is_added => Some(at.to_string()),
            (Some(at), None) if !is_added => Some(at.to_string()),
            _ => None,
        })
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn nothing_differs_from_itself(shop in shop()) {
        prop_assert_eq!(changes(&shop, &shop), []);
        prop_assert_eq!(changes(&shop, &reordered(&shop)), []);
    }

    #[test]
    fn two_runs_say_the_same_and_documentation_never_breaks(base in shop(), revision in shop()) {
        let found = changes(&base, &revision);
        prop_assert_eq!(&changes(&base, &revision), &found);
        for change in &found {
            prop_assert!(!change.is_documentation() || change.level == Level::Info, "{}", change.id);
        }
    }

    #[test]
    fn the_order_of_keys_plays_no_part(base in shop(), revision in shop()) {
        let fingerprints = |base: &Value, revision: &Value| -> BTreeSet<String> {
            changes(base, revision).into_iter().map(|change| change.fingerprint).collect()
        };
        prop_assert_eq!(fingerprints(&base, &revision), fingerprints(&reordered(&base), &reordered(&revision)));
    }

    #[test]
    fn what_one_way_adds_the_other_way_removes(base in shop(), revision in shop()) {
        // A schema that became one branch of several is one cause that claims its echoes; the way back has no such cause.
        prop_assume!(!ids(&base, &revision).iter().chain(&ids(&revision, &base)).any(|id| id.contains("wrapped-in")));
        prop_assert_eq!(one_sided(&base, &revision, true), one_sided(&revision, &base, false));
        prop_assert_eq!(one_sided(&base, &revision, false), one_sided(&revision, &base, true));
    }

    #[test]
    fn another_name_of_a_component_breaks_nothing(shop in shop()) {
        let text = shop.to_string().replace("schemas/A\"", "schemas/Renamed\"").replace("\"A\":", "\"Renamed\":");
        let renamed: Value = serde_json::from_str(&text).expect("still JSON");
        let found = ids(&shop, &renamed);
        prop_assert!(found.iter().all(|id| id == "api-schema-removed"), "{:?}", found);
    }

    #[test]
    fn an_annotation_is_no_change_for_a_program(shop in shop(), words in "[a-z]{1,8}") {
        let mut described = shop.clone();
        described["info"]["description"] = json!(words);
        described["paths"]["/orders"]["post"]["summary"] = json!(words);
        for name in NAMES {
            if let Some(schema) = described["components"]["schemas"][name].as_object_mut() {
                schema.insert("title".to_owned(), json!(words));
                schema.insert("x-note".to_owned(), json!(words));
            }
        }
        prop_assert_eq!(ids(&shop, &described), [""; 0]);
    }
}
