//! Documents that were made to catch a merge: each twin says something else under the same names.
#![allow(clippy::needless_pass_by_value, reason = "documents read better without a borrow before each")]

use serde_json::{Value, json};

use crate::support::bench::{Bench, document, meaning, operation, reference, resolve, schema};
use crate::support::write;

/// A document of a later version.
fn later(version: &str, paths: Value, more: Value) -> Value {
    let mut root = document(paths, more);
    root["openapi"] = json!(version);
    root
}

/// Merges two documents that are the same text but for a word, and checks that each place means in the result what it
/// means in its source. `WORD` stands for `one` in the first and for `two` in the second; so do paths that begin so.
#[track_caller]
fn twins(document: Value, places: &[&str]) -> Value {
    let text = document.to_string();
    let twin = |word: &str| -> Value { serde_json::from_str(&text.replace("WORD", word)).expect("JSON") };
    let (one, two) = (twin("one"), twin("two"));
    let all = Bench::of(&[("a", one.clone()), ("b", two.clone())]).merged(&[]);
    for place in places {
        for (source, word) in [(&one, "one"), (&two, "two")] {
            let place = place.replace("WORD", word);
            assert_eq!(meaning(&all, &place), meaning(source, &place), "{place}");
        }
    }
    all
}

#[test]
fn every_place_a_reference_can_stand_follows() {
    let to = |section: &str, name: &str| json!({"$ref": format!("#/components/{section}/{name}")});
    let all = twins(
        later(
            "3.2.0",
            json!({
                "/WORD": {"$ref": "#/components/pathItems/P"},
                "/WORD/own": {
                    "parameters": [to("parameters", "Q")],
                    "query": {"requestBody": to("requestBodies", "B"), "responses": {"default": to("responses", "R")}},
                    "additionalOperations": {"COPY": {"responses": {"2XX": to("responses", "R")}}},
                    "post": {"callbacks": {"c": to("callbacks", "C"), "in": {"{$url}": {"$ref": "#/components/pathItems/P"}}}, "responses": {}}
                }
            }),
            json!({
                "webhooks": {"x-WORD": {"$ref": "#/components/pathItems/P"}},
                "components": {
                    "pathItems": {"P": {"get": {"responses": {"200": to("responses", "R")}}}},
                    "parameters": {"Q": {"name": "q", "in": "query", "content": {"a/b": to("mediaTypes", "M")}, "examples": {"e": to("examples", "E")}}},
                    "requestBodies": {"B": {"content": {"m/f": {"schema": reference("S"), "encoding": {"p": {"headers": {"h": to("headers", "H")}}}}}}},
                    "responses": {"R": {"description": "WORD", "headers": {"h": to("headers", "H")}, "content": {"a/b": {"itemSchema": reference("S")}}, "links": {"l": to("links", "L")}}},
                    "headers": {"H": {"schema": reference("S")}},
                    "examples": {"E": {"value": "WORD"}},
                    "links": {"L": {"description": "WORD", "parameters": {"p": "WORD"}}},
                    "callbacks": {"C": {"{$url}": {"post": {"requestBody": to("requestBodies", "B"), "responses": {}}}}},
                    "mediaTypes": {"M": {"schema": reference("S")}},
                    "schemas": {
                        "S": {
                            "title": "WORD",
                            "if": reference("T"), "then": reference("T"), "else": reference("T"), "not": reference("T"),
                            "allOf": [reference("T")], "anyOf": [reference("T")], "oneOf": [reference("T")],
                            "prefixItems": [reference("T")], "items": reference("T"), "contains": reference("T"),
                            "properties": {"p": reference("T")}, "patternProperties": {"^x-": reference("T")},
                            "additionalProperties": reference("T"), "propertyNames": reference("T"),
                            "dependentSchemas": {"p": reference("T")}, "dependencies": {"p": reference("T"), "q": ["p"]},
                            "unevaluatedItems": reference("T"), "unevaluatedProperties": reference("T"),
                            "contentSchema": reference("T"), "$defs": {"d": reference("T")}, "definitions": {"d": reference("T")}
                        },
                        "T": {"const": "WORD"}
                    }
                }
            }),
        ),
        &["/paths/~1WORD", "/paths/~1WORD~1own", "/webhooks/x-WORD"],
    );
    assert_eq!(all["paths"]["/two"], json!({"$ref": "#/components/pathItems/b_P"}));
}

#[test]
fn pointers_deep_into_anything_follow() {
    let text = "/paths/~1WORD~1{id}/get/parameters/0/schema";
    let all = twins(
        document(
            json!({
                "/WORD/{id}": {"get": {"parameters": [{"name": "id", "in": "path", "required": true, "schema": {"title": "WORD"}}], "responses": {}}},
                "/WORD/raw": {"get": operation(json!({"$ref": format!("#{text}")}))},
                "/WORD/percent": {"get": operation(json!({"$ref": "#/paths/~1WORD~1%7Bid%7D/get/parameters/0/schema"}))},
                "/WORD/odd": {"get": operation(json!({"$ref": "#/components/schemas/A/properties/a~1b/items/anyOf/1"}))},
                "/WORD/tuple": {"get": operation(json!({"$ref": "#/components/schemas/T/items/1"}))},
                "/WORD/space": {"get": operation(json!({"$ref": "#/components/schemas/A/properties/a%20%25b"}))}
            }),
            json!({
                "servers": [{"url": "https://h.test"}],
                "components": {"schemas": {
                    "A": {"properties": {"a/b": {"items": {"anyOf": [{}, {"title": "WORD"}]}}, "a %b": {"title": "WORD"}}},
                    "T": {"items": [{}, {"items": reference("A")}]}
                }}
            }),
        ),
        &["/paths/~1WORD~1raw", "/paths/~1WORD~1percent", "/paths/~1WORD~1odd", "/paths/~1WORD~1tuple"],
    );
    let place =
        |path: &str| schema(&all["paths"][path]["get"])["$ref"].as_str().expect("a reference").to_owned();
    assert_eq!(place("/two/raw"), "#/paths/~1two~1{id}/get/parameters/0/schema");
    assert_eq!(place("/two/odd"), "#/components/schemas/b_A/properties/a~1b/items/anyOf/1");
    assert_eq!(place("/two/space"), "#/components/schemas/b_A/properties/a%20%25b");
}

#[test]
fn a_pointer_into_a_path_follows_a_base_that_was_folded() {
    let one = document(
        json!({
            "/a/{id}": {"get": operation(json!({"title": "deep"}))},
            "/raw": {"get": operation(json!({"$ref": "#/paths/~1a~1{id}/get/responses/200/content/application~1json/schema"}))},
            "/percent": {"get": operation(json!({"$ref": "#/paths/~1a~1%7Bid%7D/get/responses/200/content/application~1json/schema"}))}
        }),
        json!({"servers": [{"url": "https://{t}.h.test/api/v1", "variables": {"t": {"default": "x"}}}]}),
    );
    let all = Bench::of(&[("a", one)]).merged(&[]);
    assert_eq!(all["servers"], json!([{"url": "https://{t}.h.test", "variables": {"t": {"default": "x"}}}]));
    let place = |path: &str| schema(&all["paths"][path]["get"]).clone();
    let rest = "/get/responses/200/content/application~1json/schema";
    assert_eq!(place("/api/v1/raw")["$ref"], format!("#/paths/~1api~1v1~1a~1{{id}}{rest}"));
    assert_eq!(place("/api/v1/percent"), place("/api/v1/raw"));
}

#[test]
fn links_follow_their_operations_wherever_those_stand() {
    let link = |key: &str, text: &str| json!({key: text});
    let mut one = later(
        "3.1.0",
        json!({
            "/WORD": {"post": {
                "operationId": "make",
                "callbacks": {"done": {"{$url}": {"post": {"operationId": "told", "description": "WORD", "responses": {}}}}},
                "responses": {"200": {"description": "ok", "links": {
                    "id": link("operationId", "read"), "called": link("operationId", "told"), "shared": link("operationId", "kept"),
                    "ref": link("operationRef", "#/paths/~1WORD~1{id}/get"),
                    "into": link("operationRef", "#/paths/~1WORD/post/callbacks/done/{$url}/post"),
                    "component": link("operationRef", "#/components/callbacks/C/{$url}/post"),
                    "out": link("operationRef", "https://other.test/openapi.json#/paths/~1x/get"),
                    "nothing": link("operationId", "gone")
                }}}
            }},
            "/WORD/{id}": {"get": {"operationId": "read", "responses": {}}},
            "/WORD/kept": {"$ref": "#/components/pathItems/P"}
        }),
        json!({"servers": [{"url": "https://h.test/api"}], "components": {
            "pathItems": {"P": {"get": {"operationId": "kept", "responses": {}}}},
            "callbacks": {"C": {"{$url}": {"post": {"operationId": "component", "responses": {}}}}}
        }}),
    );
    one["info"]["title"] = json!("WORD");
    let twin =
        |word: &str| -> Value { serde_json::from_str(&one.to_string().replace("WORD", word)).expect("JSON") };
    let all = Bench::of(&[("a", twin("one")), ("b", twin("two"))]).merged(&[]);
    assert_eq!(
        all["paths"]["/api/two"]["post"]["responses"]["200"]["links"],
        json!({
            "id": {"operationId": "b_read"}, "called": {"operationId": "b_told"}, "shared": {"operationId": "b_kept"},
            "ref": {"operationRef": "#/paths/~1api~1two~1{id}/get"},
            "into": {"operationRef": "#/paths/~1api~1two/post/callbacks/done/{$url}/post"},
            "component": {"operationRef": "#/components/callbacks/b_C/{$url}/post"},
            "out": {"operationRef": "https://other.test/openapi.json#/paths/~1x/get"},
            "nothing": {"operationId": "gone"}
        })
    );
}

#[test]
fn the_proof_finds_a_link_to_another_services_callback() {
    let one = |word: &str| {
        document(
            json!({format!("/{word}"): {"post": {"responses": {"200": {"description": "ok", "links": {
                "l": {"operationRef": "#/components/callbacks/C/{$url}/post"}}}}}}}),
            json!({"components": {"callbacks": {"C": {"{$url}": {"post": {"description": word, "responses": {}}}}}}}),
        )
    };
    let bench = Bench::of(&[("a", one("a")), ("b", one("b"))]);
    let mut all = bench.merged(&[]);
    let link = "/paths/~1b/post/responses/200/links/l/operationRef";
    *all.pointer_mut(link).expect("the link") = json!("#/components/callbacks/a_C/{$url}/post");
    write(&bench.path("all.json"), &all.to_string());
    assert!(
        bench.run(&["verify", "all.json", "sources"]).expect(1).out.contains("/b"),
        "the operation is not named"
    );
}

#[test]
fn discriminators_select_what_they_selected() {
    let pet = |mapping: Value| {
        json!({"type": "object", "oneOf": [reference("Cat"), reference("Dog")], "discriminator": {
            "propertyName": "kind", "mapping": mapping, "defaultMapping": "Dog"}})
    };
    let all = twins(
        later(
            "3.2.0",
            json!({"/WORD": {"get": operation(reference("Pet"))}}),
            json!({"components": {"schemas": {
                "Pet": pet(json!({
                    "bare": "Cat", "full": "#/components/schemas/Cat", "file": "schemas/Cat.json", "relative": "./Cat",
                    "url": "https://h.test/Cat", "deep": "#/components/schemas/Cat/properties/inner", "#odd": "Cat"
                })),
                "Cat": {"title": "WORD", "properties": {"inner": {"title": "WORD"}}}, "Dog": {"title": "WORD"}
            }}}),
        ),
        &[],
    );
    assert_eq!(
        all["components"]["schemas"]["b_Pet"]["discriminator"],
        json!({
            "propertyName": "kind", "defaultMapping": "b_Dog",
            "mapping": {
                "bare": "b_Cat", "full": "#/components/schemas/b_Cat", "file": "schemas/Cat.json", "relative": "./Cat",
                "url": "https://h.test/Cat", "deep": "#/components/schemas/b_Cat/properties/inner", "#odd": "b_Cat",
                "Dog": "#/components/schemas/b_Dog"
            }
        })
    );
}

#[test]
fn the_proof_finds_a_default_selection_that_was_swapped() {
    let one = later(
        "3.2.0",
        json!({"/a": {"get": operation(reference("Pet"))}}),
        json!({"components": {"schemas": {
            "Pet": {"oneOf": [reference("Cat"), reference("Dog")], "discriminator": {"propertyName": "k", "defaultMapping": "Dog"}},
            "Cat": {"title": "cat"}, "Dog": {"title": "dog"}
        }}}),
    );
    let bench = Bench::of(&[("a", one)]);
    let mut all = bench.merged(&[]);
    all["components"]["schemas"]["a_Pet"]["discriminator"]["defaultMapping"] = json!("a_Cat");
    write(&bench.path("all.json"), &all.to_string());
    bench.run(&["verify", "all.json", "sources"]).expect(1);
}

#[test]
fn requirements_name_their_own_schemes_at_every_depth() {
    let all = twins(
        later(
            "3.2.0",
            json!({"/WORD": {"post": {
                "security": [{"s": ["WORD"], "t": []}, {"#/components/securitySchemes/s": []}],
                "responses": {},
                "callbacks": {"c": {"{$url}": {"post": {"security": [{"s": []}], "responses": {},
                    "callbacks": {"d": {"{$url}": {"put": {"security": [{"t": []}], "responses": {}}}}}}}}}
            }}}),
            json!({"components": {"securitySchemes": {
                "s": {"type": "apiKey", "in": "header", "name": "WORD"}, "t": {"$ref": "#/components/securitySchemes/s"}}}}),
        ),
        &[],
    );
    let post = &all["paths"]["/two"]["post"];
    assert_eq!(
        post["security"],
        json!([{"b_s": ["two"], "b_t": []}, {"#/components/securitySchemes/b_s": []}])
    );
    let inner = &post["callbacks"]["c"]["{$url}"]["post"];
    assert_eq!(inner["security"], json!([{"b_s": []}]));
    assert_eq!(inner["callbacks"]["d"]["{$url}"]["put"]["security"], json!([{"b_t": []}]));
    assert_eq!(all["components"]["securitySchemes"]["b_t"]["$ref"], "#/components/securitySchemes/b_s");
}

#[test]
fn anchors_and_dynamic_references_stay_within_their_service() {
    let tree =
        json!({"$dynamicAnchor": "node", "title": "WORD", "properties": {"child": {"$dynamicRef": "#node"}}});
    let all = twins(
        later(
            "3.1.0",
            json!({"/WORD": {"get": operation(json!({"$ref": "#leaf"}))}, "/WORD/tree": {"get": operation(reference("Tree"))}}),
            json!({"components": {"schemas": {"Tree": tree, "Leaf": {"$anchor": "leaf", "const": "WORD"}}}}),
        ),
        &[],
    );
    let schemas = &all["components"]["schemas"];
    assert_eq!(schema(&all["paths"]["/two"]["get"]), &json!({"$ref": "#/components/schemas/b_Leaf"}));
    assert_eq!(schemas["b_Leaf"], json!({"$anchor": "b_leaf", "const": "two"}));
    assert_eq!(
        schemas["b_Tree"],
        json!({"$dynamicAnchor": "b_node", "title": "two", "properties": {"child": {"$dynamicRef": "#b_node"}}})
    );
}

#[test]
fn the_proof_finds_a_dynamic_reference_that_was_swapped() {
    let tree = |word: &str| {
        later(
            "3.1.0",
            json!({format!("/{word}"): {"get": operation(reference("T"))}}),
            json!({"components": {"schemas": {"T": {"$dynamicAnchor": "n", "title": word, "items": {"$dynamicRef": "#n"}}}}}),
        )
    };
    let bench = Bench::of(&[("a", tree("a")), ("b", tree("b"))]);
    let mut all = bench.merged(&[]);
    all["components"]["schemas"]["b_T"]["items"]["$dynamicRef"] = json!("#a_n");
    write(&bench.path("all.json"), &all.to_string());
    bench.run(&["verify", "all.json", "sources"]).expect(1);
}

#[test]
fn what_leads_nowhere_by_an_anchor_is_refused() {
    let one = later(
        "3.1.0",
        json!({"/a": {"get": operation(json!({"$ref": "#gone"}))}, "/b": {"get": operation(json!({"$dynamicRef": "#away"}))}}),
        json!({}),
    );
    let said = Bench::of(&[("a", one)]).refused(&[]);
    assert!(said.contains("`#gone`") && said.contains("`#away`"), "{said}");
}

#[test]
fn an_id_is_kept_when_it_is_a_name_and_refused_when_it_is_a_base() {
    let with = |path: &str, schema: Value| {
        later(
            "3.1.0",
            json!({path: {"get": operation(reference("A"))}}),
            json!({"components": {"schemas": {"A": schema, "B": {}}}}),
        )
    };
    let named = json!({"$id": "https://h.test/a", "properties": {"$id": {"type": "string"}, "p": {"$schema": "https://json-schema.org/draft/2020-12/schema"}}});
    let all = Bench::of(&[("a", with("/a", named.clone()))]).merged(&[]);
    assert_eq!(all["components"]["schemas"]["a_A"], named);
    for base in [
        json!({"$id": "https://h.test/a", "items": reference("B")}),
        json!({"$id": "https://h.test/a", "items": {"$ref": "#/$defs/d"}, "$defs": {"d": {}}}),
        json!({"$id": "a.json", "items": {"$anchor": "x"}}),
        json!({"$id": "#x"}),
    ] {
        let said = Bench::of(&[("a", with("/a", base))]).refused(&[]);
        assert!(said.contains("schema-id: ") && said.contains("at /components/schemas/A/$id"), "{said}");
    }
    let said = Bench::of(&[("a", with("/a", named.clone())), ("b", with("/b", named))]).refused(&[]);
    assert!(said.contains("same-schema-id") && said.contains("a.json") && said.contains("b.json"), "{said}");
}

#[test]
fn an_id_in_a_document_of_3_0_is_a_word_without_meaning() {
    let one = document(
        json!({"/a": {"get": operation(json!({"$id": "https://h.test/x", "items": reference("B")}))}}),
        json!({"components": {"schemas": {"B": {"title": "b"}}}}),
    );
    let all = Bench::of(&[("a", one)]).merged(&[]);
    assert_eq!(schema(&all["paths"]["/a"]["get"])["items"], reference("a_B"));
}

#[test]
fn schemas_of_different_dialects_are_refused_and_a_common_one_is_kept() {
    let with = |path: &str, dialect: &str| {
        later("3.1.0", json!({path: {"get": operation(json!({}))}}), json!({"jsonSchemaDialect": dialect}))
    };
    let draft = "https://json-schema.org/draft/2020-12/schema";
    let default = "https://spec.openapis.org/oas/3.1/dialect/base";
    let all = Bench::of(&[("a", with("/a", draft)), ("b", with("/b", draft))]).merged(&[]);
    assert_eq!(all["jsonSchemaDialect"], draft);
    let said = Bench::of(&[("a", with("/a", draft)), ("b", with("/b", default))]).refused(&[]);
    assert!(said.contains("schema-dialect"), "{said}");
}

#[test]
fn literals_that_look_like_references_are_left_alone() {
    let literal = json!({"$ref": "#/components/schemas/E"});
    let schema_with = json!({
        "type": "object", "default": literal, "example": literal, "enum": [literal], "const": literal,
        "examples": [literal], "x-note": {"schema": literal, "$ref": "#/components/schemas/E"},
        "externalDocs": {"url": "#/components/schemas/E"}, "xml": {"name": "E"}
    });
    let all = twins(
        later(
            "3.1.0",
            json!({"/WORD": {"x-note": literal, "get": {
                "x-note": {"a": [literal]},
                "parameters": [{"name": "q", "in": "query", "schema": reference("E"), "example": literal}],
                "responses": {"200": {"description": "ok", "content": {"a/b": {
                    "schema": schema_with, "examples": {"lit": {"value": literal, "x-n": literal}, "value": {"value": {"examples": literal}}}}}}}
            }}}),
            json!({"components": {"schemas": {"E": {"title": "WORD"}}}, "x-root": literal}),
        ),
        &["/paths/~1WORD"],
    );
    let content = &all["paths"]["/two"]["get"]["responses"]["200"]["content"]["a/b"];
    assert_eq!(content["schema"], schema_with);
    assert_eq!(content["examples"]["lit"], json!({"value": literal, "x-n": literal}));
    assert_eq!(content["examples"]["value"], json!({"value": {"examples": literal}}));
    assert_eq!(all["x-specline-services"]["b"]["x-root"], literal);
}

#[test]
fn things_may_be_named_like_keywords() {
    let names = [
        "$ref",
        "properties",
        "example",
        "mapping",
        "default",
        "discriminator",
        "x-extension",
        "items",
        "enum",
    ];
    let properties: Value = names
        .iter()
        .map(|name| ((*name).to_owned(), reference("E")))
        .collect::<serde_json::Map<_, _>>()
        .into();
    // A property that is called `$ref` is a schema; its reference is an object, not a text.
    let responses = json!({"default": {"description": "d", "headers": {"$ref": {"schema": reference("E")}, "example": {"schema": reference("E")}},
        "content": {"example": {"schema": {"properties": properties, "required": names}}, "$ref": {"schema": reference("example")}}}});
    let all = twins(
        document(
            json!({
                "/WORD/$ref": {"get": {"responses": responses, "callbacks": {"example": {"default": {"post": {"responses": {"default": {"$ref": "#/components/responses/default"}}}}}}}},
                "/WORD/example": {"get": operation(reference("properties"))}
            }),
            json!({"components": {
                "schemas": {"E": {"title": "WORD"}, "example": reference("E"), "properties": {"properties": {"properties": reference("mapping")}},
                    "mapping": {"discriminator": {"propertyName": "mapping", "mapping": {"mapping": "mapping", "example": "example"}}, "oneOf": [reference("mapping"), reference("example")]}},
                "responses": {"default": {"description": "WORD", "content": {"a/b": {"schema": reference("example")}}}}
            }}),
        ),
        &[],
    );
    let renamed = |value: &Value| -> Value {
        let text = value.to_string().replace("#/components/schemas/", "#/components/schemas/b_");
        serde_json::from_str(&text.replace("#/components/responses/", "#/components/responses/b_"))
            .expect("JSON")
    };
    let get = &all["paths"]["/two/$ref"]["get"];
    assert_eq!(get["responses"], renamed(&responses));
    let inner = json!({"default": {"$ref": "#/components/responses/default"}});
    assert_eq!(get["callbacks"]["example"]["default"]["post"]["responses"], renamed(&inner));
    let schemas = &all["components"]["schemas"];
    assert_eq!(schemas["b_properties"], json!({"properties": {"properties": reference("b_mapping")}}));
    assert_eq!(
        schemas["b_mapping"]["discriminator"]["mapping"],
        json!({"mapping": "b_mapping", "example": "b_example"})
    );
}

#[test]
fn names_that_no_tool_takes_become_legal_and_are_followed() {
    let all = twins(
        document(
            json!({"/WORD": {"get": operation(json!({"$ref": "#/components/schemas/a~1b%20c"}))}}),
            json!({"components": {"schemas": {"a/b c": {"title": "WORD"}, "a-b-c": {"title": "other"}, "ünï": {"title": "x"}}}}),
        ),
        &[],
    );
    let target = resolve(&all, schema(&all["paths"]["/two"]["get"]));
    assert_eq!(target["title"], "two");
    for name in all["components"]["schemas"].as_object().expect("schemas").keys() {
        assert!(name.chars().all(|c| c.is_ascii_alphanumeric() || "._-".contains(c)), "{name}");
    }
    assert_eq!(all["components"]["schemas"].as_object().map(serde_json::Map::len), Some(6));
}

#[test]
fn what_the_root_holds_beside_the_known_is_kept_and_followed() {
    let all = twins(
        document(
            json!({
                "/WORD": {"get": operation(json!({"$ref": "#/definitions/D"}))},
                "/WORD/b": {"get": operation(json!({"$ref": "#/components/x-parts/P/schema"}))},
                "/WORD/c": {"get": operation(json!({"$ref": "#/paths/x-kept/S"}))},
                "x-kept": {"S": {"title": "WORD"}}
            }),
            json!({"definitions": {"D": {"items": reference("E"), "title": "WORD"}}, "components": {
                "schemas": {"E": {"title": "WORD"}}, "x-parts": {"P": {"schema": {"title": "WORD"}}}}}),
        ),
        &["/paths/~1WORD", "/paths/~1WORD~1b", "/paths/~1WORD~1c"],
    );
    assert_eq!(schema(&all["paths"]["/two"]["get"])["$ref"], "#/x-specline-services/b/definitions/D");
}

#[test]
fn parameters_of_a_shared_path_stay_with_their_operations() {
    let shared = |method: &str, kind: &str, name: &str| {
        document(
            json!({
                "/p/{id}": {"parameters": [
                    {"name": "id", "in": "path", "required": true, "schema": {"type": kind}}, {"name": name, "in": "query", "schema": {"type": kind}}
                ], "x-of": {"schema": {"title": kind}}, method: {"parameters": [{"name": "own", "in": "query", "schema": {}}], "responses": {}}},
                format!("/{method}/a"): {"get": operation(json!({"$ref": "#/paths/~1p~1{id}/parameters/1/schema"}))},
                format!("/{method}/b"): {"get": {"parameters": [{"$ref": "#/paths/~1p~1{id}/parameters/0"}], "responses": {}}},
                format!("/{method}/c"): {"get": operation(json!({"$ref": "#/paths/~1p~1{id}/x-of/schema"}))}
            }),
            json!({}),
        )
    };
    let (one, two) = (shared("get", "string", "q"), shared("put", "integer", "r"));
    let all = Bench::of(&[("a", one.clone()), ("b", two.clone())]).merged(&[]);
    assert_eq!(all["paths"]["/p/{id}"].get("parameters"), None);
    let names = |method: &str| -> Vec<&str> {
        let list = all["paths"]["/p/{id}"][method]["parameters"].as_array().expect("parameters");
        list.iter().filter_map(|one| one["name"].as_str()).collect()
    };
    assert_eq!((names("get"), names("put")), (vec!["own", "id", "q"], vec!["own", "id", "r"]));
    for (source, method) in [(&one, "get"), (&two, "put")] {
        for rest in ["a", "b", "c"] {
            let place = format!("/paths/~1{method}~1{rest}/get");
            assert_eq!(meaning(&all, &place), meaning(source, &place), "{place}");
        }
    }
    assert_eq!(schema(&all["paths"]["/put/a"]["get"])["$ref"], "#/paths/~1p~1{id}/put/parameters/2/schema");
}

#[test]
fn a_parameter_that_no_operation_takes_over_cannot_be_referred_to() {
    let shared = |method: &str, name: &str| {
        document(
            json!({
                "/p": {"parameters": [{"name": name, "in": "query", "schema": {}}], method: {"parameters": [{"name": name, "in": "query", "schema": {"title": "own"}}], "responses": {}}},
                format!("/{method}"): {"get": {"parameters": [{"$ref": "#/paths/~1p/parameters/0"}], "responses": {}}}
            }),
            json!({}),
        )
    };
    let said = Bench::of(&[("a", shared("get", "q")), ("b", shared("put", "r"))]).refused(&[]);
    assert!(said.contains("moved-reference: something refers to /paths/~1p/parameters/0"), "{said}");
    assert!(said.contains("a.json") && said.contains("at /paths/~1get/get/parameters/0"), "{said}");
}

#[test]
fn a_reference_into_an_operation_that_another_overrules_is_refused() {
    let one = |word: &str| {
        document(
            json!({
                "/p": {"get": operation(json!({"title": word}))},
                format!("/{word}"): {"get": operation(json!({"$ref": "#/paths/~1p/get/responses/200/content/application~1json/schema"}))}
            }),
            json!({}),
        )
    };
    let bench = Bench::of(&[("a", one("a")), ("b", one("b"))]);
    write(&bench.path("specline.toml"), "[consolidation.prefer]\n\"GET /p\" = \"a\"\n");
    let said = bench.refused(&[]);
    assert!(said.contains("reference-into-overruled") && said.contains("b.json"), "{said}");
}

#[test]
fn duplicates_are_one_when_all_behind_them_is_the_same() {
    let with = |word: &str, name: &str| {
        document(
            json!({"/health": {"get": operation(json!({"$ref": format!("#/components/schemas/{name}")}))}}),
            json!({"components": {"schemas": {name: {"properties": {"next": {"$ref": format!("#/components/schemas/{name}")}, "e": reference("E")}}, "E": {"title": word}}}}),
        )
    };
    let all = Bench::of(&[("a", with("same", "One")), ("b", with("same", "Two"))]).merged(&[]);
    let also = &all["paths"]["/health"]["get"]["x-specline-source"]["also"];
    assert_eq!(also, &json!([{"service": "b", "pointer": "/paths/~1health/get"}]));
    let said = Bench::of(&[("a", with("same", "One")), ("b", with("other", "Two"))]).refused(&[]);
    assert!(said.contains("same-operation: GET /health") && said.contains("responses differ"), "{said}");
}

#[test]
fn webhooks_of_one_name_are_one_or_refused() {
    let with = |path: &str, word: &str| {
        let hook = json!({"post": operation(json!({"title": word}))});
        later(
            "3.1.0",
            json!({path: {"get": {"responses": {}}}}),
            json!({"webhooks": {"done": hook, "x-done": {"post": {"responses": {}}}}}),
        )
    };
    let all = Bench::of(&[("a", with("/a", "same")), ("b", with("/b", "same"))]).merged(&[]);
    let names: Vec<&String> = all["webhooks"].as_object().expect("webhooks").keys().collect();
    assert_eq!(names, ["done", "x-done"]);
    // What callers of the service must show has no part in it.
    let mut secured = with("/a", "same");
    secured["security"] = json!([{"s": []}]);
    secured["components"] = json!({"securitySchemes": {"s": {"type": "http", "scheme": "basic"}}});
    Bench::of(&[("a", secured), ("b", with("/b", "same"))]).merged(&[]);
    let said = Bench::of(&[("a", with("/a", "one")), ("b", with("/b", "two"))]).refused(&[]);
    assert!(said.contains("same-webhook") && said.contains("done"), "{said}");
}

#[test]
fn a_path_that_names_another_says_what_that_one_says_in_its_source() {
    let one = |word: &str, method: &str| {
        let own = operation(json!({"title": word}));
        document(
            json!({
                format!("/{word}/alias"): {"$ref": format!("#/paths/~1{word}~1more")},
                format!("/{word}/more"): {"$ref": "#/paths/~1shared", "trace": own, "x-of": word},
                "/shared": {method: {"operationId": "act", "servers": [{"url": "https://own.test/v1"}], "responses": {"200": {"description": word, "links": {
                    "again": {"operationId": "act"}, "there": {"operationRef": "#/paths/~1shared/WORD".replace("WORD", method)}
                }}}}},
                format!("/{word}/sibling"): {"$ref": "#/paths/~1shared", "parameters": [{"name": word, "in": "query", "schema": {}}]}
            }),
            json!({"servers": [{"url": "https://h.test/v1"}]}),
        )
    };
    let all = Bench::of(&[("a", one("one", "get")), ("b", one("two", "put"))]).merged(&[]);
    let methods = |path: &str| -> Vec<&str> {
        let item = all["paths"][path].as_object().unwrap_or_else(|| panic!("no {path}"));
        item.keys().map(String::as_str).filter(|key| ["get", "put", "trace"].contains(key)).collect()
    };
    assert_eq!(methods("/v1/shared"), ["get", "put"]);
    assert_eq!(
        (methods("/v1/one/alias"), methods("/v1/two/more")),
        (vec!["get", "trace"], vec!["put", "trace"])
    );
    assert_eq!(all["paths"]["/v1/shared"]["get"]["operationId"], "a_act");
    assert_eq!(all["paths"]["/v1/one/alias"]["x-of"], "one");
}

#[test]
fn a_shared_path_item_says_to_those_called_back_what_it_said() {
    let one = |word: &str| {
        let done = operation(json!({"title": word}));
        let to = json!({"$ref": "#/components/pathItems/P"});
        later(
            "3.1.0",
            json!({
                format!("/{word}"): {"post": {"callbacks": {"c": {"{$url}": to}}, "responses": {}}},
                format!("/{word}/own"): to
            }),
            json!({
                "security": [{"s": []}],
                "components": {"pathItems": {"P": {"get": done}}, "securitySchemes": {"s": {"type": "http", "scheme": word}}}
            }),
        )
    };
    let all = Bench::of(&[("a", one("one")), ("b", one("two"))]).merged(&[]);
    assert_eq!(all["components"]["pathItems"]["a_P"]["get"].get("security"), None);
    assert_eq!(all["paths"]["/one/own"]["get"]["security"], json!([{"a_s": []}]));
}

#[test]
fn a_link_to_nothing_does_not_come_to_lead_somewhere() {
    let linking = document(
        json!({"/a": {"get": {"responses": {"200": {"description": "", "links": {"l": {"operationId": "b_read"}}}}}}}),
        json!({}),
    );
    let read = document(json!({"/b": {"get": {"operationId": "read", "responses": {}}}}), json!({}));
    let said = Bench::of(&[("a", linking), ("b", read)]).refused(&[]);
    assert!(said.contains("`b_read` became `b_read`, another operation"), "{said}");
}

#[test]
fn servers_come_out_the_same_under_configured_ones() {
    let one = |servers: Value, path: &str| {
        let mut root = document(json!({path: {"get": {"responses": {}}}}), json!({}));
        if servers != json!(null) {
            root["servers"] = servers;
        }
        root
    };
    let bench = Bench::of(&[
        ("based", one(json!([{"url": "https://h.test/api"}]), "/based")),
        ("meets", one(json!([{"url": "https://h.test"}]), "/api/meets")),
        ("none", one(json!(null), "/none")),
        ("other", one(json!([{"url": "https://o.test/x"}, {"url": "https://p.test/y"}]), "/other")),
        (
            "variable",
            one(json!([{"url": "https://h.test/{v}", "variables": {"v": {"default": "v1"}}}]), "/variable"),
        ),
    ]);
    write(&bench.path("specline.toml"), "[[consolidation.servers]]\nurl = \"https://h.test/api\"\n");
    let all = bench.merged(&[]);
    let urls = |path: &str| -> Vec<String> {
        let item = &all["paths"][path];
        let list = item.get("servers").or(all.get("servers")).and_then(Value::as_array).expect("servers");
        list.iter()
            .map(|one| format!("{}{path}", one["url"].as_str().expect("a url").trim_end_matches('/')))
            .collect()
    };
    assert_eq!(urls("/api/based"), ["https://h.test/api/based"]);
    assert_eq!(urls("/api/meets"), ["https://h.test/api/meets"]);
    assert_eq!(urls("/none"), ["https://h.test/api/none"]);
    assert_eq!(urls("/other"), ["https://o.test/x/other", "https://p.test/y/other"]);
    assert_eq!(urls("/variable"), ["https://h.test/{v}/variable"]);
}

#[test]
fn siblings_of_references_keep_their_meaning_when_raised() {
    let old = document(
        json!({"/a": {"get": operation(json!({"$ref": "#/components/schemas/E", "description": "d", "maxLength": 3, "x-n": {"$ref": "#/components/schemas/E"}}))}}),
        json!({"components": {"schemas": {"E": {"type": "string", "nullable": true, "example": {"$ref": "#/components/schemas/E"}}}}}),
    );
    let new = later(
        "3.1.0",
        json!({"/b": {"get": operation(json!({"$ref": "#/components/schemas/E", "maxLength": 3}))}}),
        json!({"components": {"schemas": {"E": {"type": ["string", "null"]}}}}),
    );
    let all = Bench::of(&[("a", old), ("b", new)]).merged(&["--openapi", "3.1"]);
    assert_eq!(
        schema(&all["paths"]["/a"]["get"]),
        &json!({"$ref": "#/components/schemas/a_E", "description": "d", "x-n": {"$ref": "#/components/schemas/E"}, "x-specline-ignored-beside-ref": {"maxLength": 3}})
    );
    assert_eq!(
        schema(&all["paths"]["/b"]["get"]),
        &json!({"$ref": "#/components/schemas/b_E", "maxLength": 3})
    );
    assert_eq!(all["components"]["schemas"]["a_E"]["type"], json!(["string", "null"]));
}

#[test]
fn yaml_says_what_yaml_1_2_says() {
    let bench = Bench::of(&[]);
    let text = "openapi: 3.0.3
info: {title: t, version: 1.10}
x-date: 2024-01-01
x-base: &base {type: string, enum: [no, off, on, yes, y, ~, 0o14, 0x1F, 012, 1_000, 1.10, 12e+03, .5]}
paths:
  /a:
    get:
      responses:
        200: {description: 'ok', content: {application/json: {schema: {<<: *base, description: merged}}}}
        default: &d
          description: |
            two
            lines
        4XX: *d
      parameters:
      - {name: on, in: query, schema: {type: boolean, default: off}}
";
    write(&bench.path("sources/a.yaml"), text);
    let all = bench.merged(&[]);
    let get = &all["paths"]["/a"]["get"];
    assert_eq!(
        get["responses"]["200"]["content"]["application/json"]["schema"].to_string(),
        r#"{"type":"string","enum":["no","off","on","yes","y",null,12,31,12,"1_000",1.10,12e+03,0.5],"description":"merged"}"#
    );
    assert_eq!(get["responses"]["4XX"]["description"], "two\nlines\n");
    assert_eq!(get["parameters"][0]["schema"]["default"], "off");
    assert_eq!(all["x-specline-services"]["a"]["x-date"], "2024-01-01");
    assert_eq!(all["x-specline-services"]["a"]["info"]["version"].to_string(), "1.10");
}

/// A bench with a folder that may be referred to, and one beside it that may not.
fn referring(to: &str) -> Bench {
    let one = document(json!({"/a": {"get": operation(json!({"$ref": to}))}}), json!({}));
    let bench = Bench::of(&[("a", one)]);
    write(&bench.path("specline.toml"), "[consolidation.references]\nroot = \"sources/shared\"\n");
    let shared = json!({"defs": {"Item": {"title": "item", "properties": {"next": {"$ref": "#/defs/Item"}, "e": {"$ref": "deep/more.yaml#/E"}, "back": {"$ref": "../a.json#/x-back"}}}}});
    write(&bench.path("sources/shared/common.json"), &shared.to_string());
    write(
        &bench.path("sources/shared/deep/more.yaml"),
        "E: {enum: [no, 1.10], example: {$ref: '#/nothing'}}\n",
    );
    write(&bench.path("secret.json"), "{\"S\": {\"title\": \"secret\"}}");
    bench
}

#[test]
fn references_that_are_allowed_become_components() {
    let bench = referring("shared/common.json#/defs/Item");
    let ran = bench.run(&["merge", "sources/a.json", "-o", "all.json"]).expect(5);
    assert!(ran.err.contains("external-reference: `../a.json#/x-back`"), "{}", ran.err);
    let shared = json!({"defs": {"Item": {"title": "item", "properties": {"next": {"$ref": "#/defs/Item"}, "e": {"$ref": "deep/more.yaml#/E"}}}}});
    write(&bench.path("sources/shared/common.json"), &shared.to_string());
    let ran = bench.run(&["merge", "sources/a.json", "-o", "all.json"]).expect(0);
    assert!(
        ran.err.contains("references (a): what `shared/common.json#/defs/Item` names was brought in"),
        "{}",
        ran.err
    );
    bench.run(&["verify", "all.json", "sources/a.json"]).expect(0);
    let text = std::fs::read_to_string(bench.path("all.json")).expect("the result");
    let all: Value = serde_json::from_str(&text).expect("JSON");
    let item = resolve(&all, schema(&all["paths"]["/a"]["get"]));
    assert_eq!(item["properties"]["next"], *schema(&all["paths"]["/a"]["get"]), "it leads back to itself");
    assert_eq!(
        resolve(&all, &item["properties"]["e"]).to_string(),
        r##"{"enum":["no",1.10],"example":{"$ref":"#/nothing"}}"##
    );
}

#[test]
fn references_that_are_not_allowed_are_refused_by_name() {
    for to in [
        "../secret.json#/S",
        "shared/../../secret.json#/S",
        "shared/%2e%2e/%2e%2e/secret.json#/S",
        "shared/link.json#/S",
        "/etc/hostname",
        "file:///etc/hostname",
        "//host/share/x.json",
        "\\\\host\\share\\x.json",
        "http://127.0.0.1:9/x.json",
        "https://user:key@h.test/x.json",
        "shared/gone.json",
        "shared",
        "shared/common.json#/nowhere",
        "data:application/json,{}",
    ] {
        let bench = referring(to);
        #[cfg(unix)]
        std::os::unix::fs::symlink(bench.path("secret.json"), bench.path("sources/shared/link.json"))
            .expect("a link");
        let ran = bench.run(&["merge", "sources/a.json", "-o", "all.json"]).expect(5);
        assert!(
            ran.err.contains("external-reference: ") && ran.err.contains("[consolidation.references]"),
            "{to}: {}",
            ran.err
        );
        assert!(!ran.err.contains("secret\""), "{to}: {}", ran.err);
    }
}
