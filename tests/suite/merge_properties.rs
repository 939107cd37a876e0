//! What must hold of every merge, on random small documents.

use proptest::prelude::*;
use serde_json::{Map, Value, json};

use specline::json::canonical;
use specline::merge::{self, Options, fidelity};
use specline::openapi::Document;

use crate::constructs;

const NAMES: [&str; 3] = ["A", "B", "C"];

fn to(name: &str) -> Value {
    json!({"$ref": format!("#/components/schemas/{name}")})
}

/// Schemas that refer to each other, with properties whose names are keywords and literals that look like references.
fn schema() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        prop::sample::select(vec!["string", "integer"]).prop_map(|name| json!({"type": name})),
        prop::sample::select(NAMES.to_vec()).prop_map(to),
        prop::sample::select(NAMES.to_vec())
            .prop_map(|name| json!({"$ref": to(name)["$ref"], "x-beside": 1})),
        prop::sample::select(NAMES.to_vec()).prop_map(|name| json!({"type": "object", "example": to(name)})),
        Just(json!({"type": "string", "nullable": true})),
        Just(json!({"type": "number", "minimum": 1, "exclusiveMinimum": true})),
    ];
    leaf.prop_recursive(3, 12, 3, |inner| {
        prop_oneof![
            inner.clone().prop_map(|items| json!({"type": "array", "items": items})),
            prop::collection::btree_map(prop::sample::select(vec!["p", "default", "example", "$ref", "items"]), inner, 0..3)
                .prop_map(|properties| {
                    // A property called `$ref` is a schema, and `{"$ref": "text"}` below `properties` never stands here.
                    let properties: Map<String, Value> =
                        properties.into_iter().map(|(key, value)| (key.to_owned(), value)).collect();
                    json!({"type": "object", "properties": properties})
                }),
            Just(json!({"oneOf": [to("A"), to("B")], "discriminator": {"propertyName": "p", "mapping": {"c": "C"}}})),
        ]
    })
}

fn operation() -> impl Strategy<Value = Value> {
    let security = prop::option::of(prop::sample::select(vec![json!([]), json!([{"s": []}])]));
    (schema(), prop::option::of(prop::sample::select(vec!["x", "y"])), security).prop_map(
        |(schema, id, security)| {
            let content =
                json!({"application/json": {"schema": schema, "examples": {"e": {"value": to("A")}}}});
            let links = json!({"self": {"operationRef": "#/paths/~1own/get"}});
            let mut operation =
                json!({"responses": {"default": {"description": "d", "content": content, "links": links}}});
            if let Some(id) = id {
                operation["operationId"] = json!(id);
            }
            if let Some(security) = security {
                operation["security"] = security;
            }
            operation
        },
    )
}

/// A document with a path of its own and perhaps a method of a path that others have, too.
fn document(method: &'static str) -> impl Strategy<Value = Value> {
    let servers = prop::sample::select(vec![
        None,
        Some(json!([{"url": "https://h"}])),
        Some(json!([{"url": "https://{t}.h/api"}])),
        Some(json!([{"url": "https://h/{v}"}, {"url": "https://i"}])),
    ]);
    let above = prop::option::of(Just(json!([{"name": "q", "in": "query", "schema": to("B")}])));
    let schemas = prop::array::uniform3(schema());
    (schemas, operation(), prop::option::of(operation()), servers, above, any::<bool>()).prop_map(
        move |(schemas, own, shared, servers, above, secured)| {
            let components: Map<String, Value> = NAMES.iter().map(|name| (*name).to_owned()).zip(schemas).collect();
            let mut item = json!({"get": own});
            if let Some(above) = above {
                item["parameters"] = above;
                item["summary"] = json!(method);
            }
            let mut root = json!({
                "openapi": "3.0.3", "info": {"title": method, "version": "1"}, "paths": {"/own": item},
                "components": {"schemas": components, "securitySchemes": {"s": {"type": "http", "scheme": method}}}
            });
            if let Some(shared) = shared {
                root["paths"]["/shared"] = json!({method: shared});
            }
            if let Some(servers) = servers {
                root["servers"] = servers;
            }
            if secured {
                root["security"] = json!([{"s": []}]);
            }
            root
        },
    )
}

/// Documents whose own paths do not meet.
fn sources() -> impl Strategy<Value = Vec<Document>> {
    (document("get"), document("put"), document("post")).prop_map(|(one, two, three)| {
        let named = [("a", one), ("b-2", two), ("c_3", three)];
        named.into_iter().map(|(name, root)| Document::from_value(name, name, apart(name, &root))).collect()
    })
}

/// Such documents with whatever else their version of OpenAPI has.
fn rich_sources() -> impl Strategy<Value = Vec<Document>> {
    prop::sample::select(vec!["3.0.3", "3.1.0", "3.2.0"]).prop_flat_map(|version| {
        let flags = || prop::collection::vec(any::<bool>(), constructs::count(version));
        (document("get"), document("put"), document("post"), flags(), flags(), flags()).prop_map(
            move |(one, two, three, a, b, c)| {
                let named = [("a", one, a), ("b-2", two, b), ("c_3", three, c)];
                let made = named.into_iter().map(|(name, mut root, flags)| {
                    root["openapi"] = json!(version);
                    constructs::add(&mut root, &flags);
                    Document::from_value(name, name, apart(name, &root))
                });
                made.collect()
            },
        )
    })
}

/// The document with its own path under its name, and everything below it.
fn apart(name: &str, root: &Value) -> Value {
    let own =
        root.to_string().replace("\"/own", &format!("\"/{name}")).replace("~1own", &format!("~1{name}"));
    let text = own.replace("\"own\":", &format!("\"own-{name}\":"));
    serde_json::from_str(&text).expect("JSON")
}

fn consolidated(sources: &[Document], options: &Options) -> Document {
    let merged = merge::merge(sources, options).unwrap_or_else(|refusal| panic!("{refusal}"));
    Document::from_value("all", "all.json", merged.value)
}

fn copies(sources: &[Document]) -> Vec<Document> {
    sources.iter().map(|one| Document::from_value(&one.name, &one.origin, one.value.clone())).collect()
}

/// So many in the daily check; `PROPTEST_CASES` asks for more.
fn cases() -> u32 {
    std::env::var("PROPTEST_CASES").ok().and_then(|text| text.parse().ok()).unwrap_or(64)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), ..ProptestConfig::default() })]

    #[test]
    fn a_merge_is_faithful_in_every_version(sources in rich_sources()) {
        for version in [None, Some("3.1"), Some("3.2")] {
            let options = Options { openapi: version.and_then(|text| text.parse().ok()), ..Options::default() };
            if options.openapi.is_some_and(|wanted| sources[0].version() > Some(wanted.version())) {
                continue;
            }
            let all = consolidated(&sources, &options);
            let proof = fidelity::verify(&all, &sources, &options);
            prop_assert!(proof.is_faithful(), "{:#?}\n{}", proof.findings, all.text);
        }
    }

    #[test]
    fn the_order_of_the_sources_plays_no_part(sources in rich_sources()) {
        let mut turned = copies(&sources);
        turned.reverse();
        let options = Options::default();
        prop_assert_eq!(consolidated(&sources, &options).text, consolidated(&turned, &options).text);
    }

    #[test]
    fn what_is_merged_can_be_merged_again(sources in rich_sources()) {
        let options = Options::default();
        let all = [consolidated(&sources, &options)];
        let again = consolidated(&all, &options);
        let proof = fidelity::verify(&again, &all, &options);
        prop_assert!(proof.is_faithful(), "{:#?}", proof.findings);
    }

    #[test]
    fn no_nonsense_makes_it_panic(sources in rich_sources(), pick in any::<prop::sample::Index>(), with in nonsense()) {
        let mut places = Vec::new();
        containers(&sources[0].value, "", &mut places);
        let mut value = sources[0].value.clone();
        let place: &String = pick.get(&places);
        *value.pointer_mut(place).expect("a place") = with;
        let mut all = copies(&sources);
        if let Ok(broken) = Document::parse("a", "a", value.to_string().into_bytes()) {
            all[0] = broken;
        }
        for version in ["3.0", "3.1"] {
            let options = Options { openapi: version.parse().ok(), ..Options::default() };
            if let Ok(merged) = merge::merge(&all, &options) {
                fidelity::verify(&Document::from_value("all", "all.json", merged.value), &all, &options);
            }
        }
    }

    #[test]
    fn the_proof_sees_every_scalar_that_changes(sources in sources(), pick in any::<prop::sample::Index>()) {
        let options = Options::default();
        let all = consolidated(&sources, &options);
        let mut places = Vec::new();
        collect(&all.value["paths"], "/paths", &mut places);
        let place: &String = pick.get(&places);
        let mut changed = all.value.clone();
        *changed.pointer_mut(place).expect("a place") = json!("changed by the test");
        let proof = fidelity::verify(&Document::from_value("all", "all.json", changed), &sources, &options);
        prop_assert!(!proof.is_faithful(), "nobody noticed {place}");
    }
}

/// Values that no grammar expects where they stand.
fn nonsense() -> impl Strategy<Value = Value> {
    prop::sample::select(vec![
        json!(null),
        json!(true),
        json!("#"),
        json!([]),
        json!([[{"$ref": "#"}]]),
        json!({}),
        json!({"$ref": "#"}),
        json!({"$ref": 1}),
        json!({"$ref": "#/paths"}),
        json!({"$ref": "#/components/schemas/A"}),
        json!({"$ref": "#/info"}),
        json!({"$ref": "#/x-nowhere"}),
        json!({"$ref": "http://[broken"}),
        json!({"operationId": 1, "servers": [1], "security": {"s": 1}, "parameters": {"a": 1}}),
        json!({"discriminator": {"propertyName": "p", "mapping": {"a": "#/"}}, "oneOf": [{"$ref": "#/components/schemas/A"}]}),
    ])
}

/// The places of objects and arrays.
fn containers(value: &Value, place: &str, places: &mut Vec<String>) {
    match value {
        Value::Object(map) => {
            places.push(place.to_owned());
            for (key, below) in map {
                containers(below, &format!("{place}/{}", canonical_token(key)), places);
            }
        }
        Value::Array(items) => {
            places.push(place.to_owned());
            for (at, below) in items.iter().enumerate() {
                containers(below, &format!("{place}/{at}"), places);
            }
        }
        _ => {}
    }
}

/// The places of scalars that say something, but for what is the consolidated document's own.
fn collect(value: &Value, place: &str, places: &mut Vec<String>) {
    match value {
        Value::Object(map) => {
            for (key, below) in map {
                if !["x-specline-source", "operationId", "operationRef"].contains(&key.as_str()) {
                    collect(below, &format!("{place}/{}", canonical_token(key)), places);
                }
            }
        }
        Value::Array(items) => {
            for (at, below) in items.iter().enumerate() {
                collect(below, &format!("{place}/{at}"), places);
            }
        }
        _ => places.push(place.to_owned()),
    }
}

fn canonical_token(key: &str) -> String {
    specline::json::pointer::escape(key)
}

#[test]
fn digits_empty_maps_and_false_survive_in_canonical_print() {
    let text = r#"{"openapi": "3.0.0", "info": {}, "paths": {"/a": {"get": {"deprecated": false, "responses": {},
        "x-n": [1.50, 1.0, 12345678901234567890123], "x-empty": {}}}}}"#;
    let source = Document::parse("a", "a", text.as_bytes().to_vec()).expect("a document");
    let all = consolidated(&[source], &Options::default());
    assert_eq!(all.text, canonical::print(&all.value));
    for kept in ["1.50", "1.0", "12345678901234567890123", "\"x-empty\": {}", "\"deprecated\": false"] {
        assert!(all.text.contains(kept), "{kept} is not in {}", all.text);
    }
}
