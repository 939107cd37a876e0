//! `specline merge` and `specline verify`: what is merged means what its sources say, and what contradicts is refused.
#![allow(clippy::needless_pass_by_value, reason = "documents read better without a borrow before each")]

use std::path::PathBuf;

use serde_json::{Value, json};

use crate::support::bench::{Bench, document, meaning, operation, reference, resolve, schema};
use crate::support::{real_documents, scratch, specline_in, write};

/// Two documents that share every name and mean different things by them; a comparison that remembers a pair as equal
/// while it was only being looked at takes the second `M` for the first.
fn twins() -> [(&'static str, Value); 2] {
    let twin = |path: &str, scalar: &str| {
        document(
            json!({format!("/{path}/l"): {"get": operation(reference("L"))}, format!("/{path}/m"): {"get": operation(reference("M"))}}),
            json!({"components": {"schemas": {
                "E": {"type": scalar},
                "L": {"type": "array", "items": reference("E")},
                "M": {"type": "object", "properties": {"e": reference("E")}}
            }}}),
        )
    };
    [("a", twin("a", "string")), ("b", twin("b", "integer"))]
}

#[test]
fn equal_text_with_another_target_stays_apart() {
    let all = Bench::of(&twins()).merged(&[]);
    for (service, scalar) in [("a", "string"), ("b", "integer")] {
        let list = resolve(&all, schema(&all["paths"][format!("/{service}/l")]["get"]));
        assert_eq!(resolve(&all, &list["items"])["type"], scalar);
        let object = resolve(&all, schema(&all["paths"][format!("/{service}/m")]["get"]));
        assert_eq!(resolve(&all, &object["properties"]["e"])["type"], scalar);
    }
}

#[test]
fn the_proof_finds_a_component_that_was_swapped() {
    let bench = Bench::of(&twins());
    let mut all = bench.merged(&[]);
    // What a merge with a stale memory makes of it: `M` of the one stands for both.
    let wrong = all["components"]["schemas"]["b_M"].clone();
    all["components"]["schemas"]["a_M"] = wrong;
    write(&bench.path("all.json"), &all.to_string());
    let ran = bench.run(&["verify", "all.json", "sources", "-f", "json"]).expect(1);
    let proof = ran.json();
    assert_eq!((&proof["operations"], &proof["faithful"]), (&json!(4), &json!(3)));
    let found: Vec<&Value> =
        proof["findings"].as_array().expect("findings").iter().map(|it| &it["code"]).collect();
    assert!(found.contains(&&json!("operation-differs")), "{found:?}");
    assert!(found.contains(&&json!("component-lost")), "{found:?}");
}

#[test]
fn a_pointer_into_a_component_follows_it() {
    let one = document(
        json!({"/r": {"get": operation(json!({"$ref": "#/components/schemas/Role/properties/id"}))}}),
        json!({"components": {"schemas": {"Role": {"properties": {"id": {"type": "string"}}}}}}),
    );
    let all = Bench::of(&[("roles", one)]).merged(&[]);
    let place = schema(&all["paths"]["/r"]["get"]);
    assert_eq!(place["$ref"], "#/components/schemas/roles_Role/properties/id");
    assert_eq!(resolve(&all, place), &json!({"type": "string"}));
}

#[test]
fn the_order_of_the_sources_changes_no_byte() {
    let bench = Bench::of(&twins());
    let one = bench.run(&["merge", "sources/a.json", "sources/b.json"]).expect(0).out;
    let other = bench.run(&["merge", "sources/b.json", "sources/a.json"]).expect(0).out;
    assert_eq!(one, other);
    assert!(one.ends_with("}\n"));
}

#[test]
fn a_source_more_changes_nothing_of_the_others() {
    let [a, b] = twins();
    let alone = Bench::of(std::slice::from_ref(&a)).merged(&[]);
    let both = Bench::of(&[a, b]).merged(&[]);
    for (path, item) in alone["paths"].as_object().expect("paths") {
        assert_eq!(&both["paths"][path], item);
    }
    for (name, schema) in alone["components"]["schemas"].as_object().expect("schemas") {
        assert_eq!(&both["components"]["schemas"][name], schema);
    }
}

#[test]
fn every_contradiction_is_named_at_once_with_what_decides_it() {
    let one = document(
        json!({"/p": {"get": {"summary": "A", "responses": {}}}, "/t/{id}": {"get": {"responses": {}}}}),
        json!({}),
    );
    let other = document(
        json!({"/p": {"get": {"summary": "B", "responses": {}}}, "/t/{key}": {"put": {"responses": {}}}}),
        json!({}),
    );
    let bench = Bench::of(&[("a", one), ("b", other)]);
    let said = bench.refused(&[]);
    for expected in [
        "2 contradictions",
        "same-operation: GET /p means different things in a and b: summary differ",
        "\"GET /p\" = \"a\"",
        "ambiguous-template: `/t/{id}` and `/t/{key}`",
        "a.json",
        "b.json",
        "at /paths/~1p/get",
    ] {
        assert!(said.contains(expected), "{expected} is not in: {said}");
    }
}

#[test]
fn an_operation_that_means_the_same_stands_once() {
    let ping = |name: &str, id: &str| {
        let mut get = operation(reference(name));
        get["operationId"] = json!(id);
        document(
            json!({"/ping": {"get": get}}),
            json!({"components": {"schemas": {name: {"type": "string"}}}}),
        )
    };
    let all = Bench::of(&[("a", ping("Pong", "ping")), ("b", ping("Answer", "probe"))]).merged(&[]);
    let source = &all["paths"]["/ping"]["get"]["x-specline-source"];
    assert_eq!((&source["service"], &source["also"][0]["service"]), (&json!("a"), &json!("b")));
    assert_eq!(source["also"][0]["operationId"], "probe");
}

#[test]
fn servers_stay_in_force_and_a_fixed_base_becomes_path() {
    let get = json!({"get": {"responses": {}}});
    let with = |path: &str, url: &str| document(json!({path: get}), json!({"servers": [{"url": url}]}));
    let all = Bench::of(&[
        ("a", with("/apps", "https://{t}.h/api/v1")),
        ("b", with("/api/v1/users", "https://{t}.h")),
        ("c", with("/x", "https://other/{version}")),
        ("d", document(json!({"/y": get}), json!({}))),
    ])
    .merged(&[]);
    assert_eq!(all["servers"], json!([{"url": "https://{t}.h"}]));
    assert_eq!(all["paths"]["/api/v1/apps"].get("servers"), None);
    assert_eq!(all["paths"]["/api/v1/users"].get("servers"), None);
    assert_eq!(all["paths"]["/x"]["servers"], json!([{"url": "https://other/{version}"}]));
    assert_eq!(all["paths"]["/y"]["servers"], json!([{"url": "/"}]));
}

#[test]
fn security_stays_in_force_for_exactly_its_operations() {
    let scheme =
        |value: Value| json!({"security": [{"s": []}], "components": {"securitySchemes": {"s": value}}});
    let get = json!({"get": {"responses": {}}});
    let all = Bench::of(&[
        ("a", document(json!({"/a": get}), scheme(json!({"type": "http", "scheme": "bearer"})))),
        ("b", document(json!({"/b": get}), scheme(json!({"type": "apiKey", "in": "header", "name": "k"})))),
        ("c", document(json!({"/c": get}), json!({}))),
    ])
    .merged(&[]);
    assert_eq!(all["paths"]["/a"]["get"]["security"], json!([{"a_s": []}]));
    assert_eq!(all["paths"]["/b"]["get"]["security"], json!([{"b_s": []}]));
    assert_eq!(all["paths"]["/c"]["get"].get("security"), None);
    assert_eq!(all.get("security"), None);
}

#[test]
fn methods_of_two_services_share_a_path_and_keep_what_stood_above_them() {
    let get = json!({"parameters": [{"name": "q", "in": "query", "schema": {"type": "string"}}], "summary": "read", "get": {"responses": {}}});
    let put = json!({"put": {"responses": {}}});
    let all = Bench::of(&[
        ("a", document(json!({"/p": get}), json!({}))),
        ("b", document(json!({"/p": put}), json!({}))),
    ])
    .merged(&[]);
    let item = &all["paths"]["/p"];
    assert_eq!(item.get("parameters"), None);
    assert_eq!(item["get"]["parameters"][0]["name"], "q");
    assert_eq!(item["get"]["x-specline-source"]["pathItem"], json!({"summary": "read"}));
    assert_eq!(item["put"].get("parameters"), None);
}

#[test]
fn a_value_that_is_a_schemas_name_still_selects_it() {
    let pets = document(
        json!({"/p": {"get": operation(reference("Pet"))}}),
        json!({"components": {"schemas": {
            "Pet": {"oneOf": [reference("Cat"), reference("Dog")], "discriminator": {"propertyName": "kind", "mapping": {"wau": "Dog"}}},
            "Cat": {"type": "object"}, "Dog": {"type": "object"}
        }}}),
    );
    let all = Bench::of(&[("pets", pets)]).merged(&[]);
    let mapping = &all["components"]["schemas"]["pets_Pet"]["discriminator"]["mapping"];
    assert_eq!(mapping, &json!({"wau": "pets_Dog", "Cat": "#/components/schemas/pets_Cat"}));
}

#[test]
fn anchors_become_pointers_and_stay_apart() {
    let one = |scalar: &str, path: &str| {
        let mut root = document(
            json!({path: {"get": operation(json!({"$ref": "#e"}))}}),
            json!({"components": {"schemas": {"E": {"$anchor": "e", "type": scalar}}}}),
        );
        root["openapi"] = json!("3.1.0");
        root
    };
    let all = Bench::of(&[("a", one("string", "/a")), ("b", one("integer", "/b"))]).merged(&[]);
    assert_eq!(
        resolve(&all, schema(&all["paths"]["/b"]["get"])),
        &json!({"$anchor": "b_e", "type": "integer"})
    );
}

#[test]
fn what_cannot_stand_for_itself_is_refused_by_place() {
    let one = document(
        json!({"/a": {"get": operation(json!({"$ref": "other.json#/X"}))}, "/b": {"get": operation(reference("Gone"))}}),
        json!({}),
    );
    let said = Bench::of(&[("a", one)]).refused(&[]);
    for expected in [
        "external-reference: `other.json#/X`",
        "dangling-reference: nothing stands at `#/components/schemas/Gone`",
    ] {
        assert!(said.contains(expected), "{said}");
    }
}

#[test]
fn documents_of_3_0_are_raised_when_asked_and_only_then() {
    let old = document(
        json!({"/a": {"get": operation(reference("N"))}}),
        json!({"components": {"schemas": {"N": {"type": "number", "nullable": true, "minimum": 0, "exclusiveMinimum": true}}}}),
    );
    let mut new = document(json!({"/b": {"get": operation(json!({"type": ["string", "null"]}))}}), json!({}));
    new["openapi"] = json!("3.1.1");
    let bench = Bench::of(&[("a", old), ("b", new)]);
    let said = bench.refused(&[]);
    assert!(said.contains("mixed-versions") && said.contains("--openapi 3.1"), "{said}");
    let all = bench.merged(&["--openapi", "3.1"]);
    assert_eq!(all["openapi"], "3.1.1");
    assert_eq!(
        all["components"]["schemas"]["a_N"],
        json!({"type": ["number", "null"], "exclusiveMinimum": 0})
    );
    let lowered = bench.merged(&["--openapi", "3.0"]);
    assert_eq!(schema(&lowered["paths"]["/b"]["get"]), &json!({"type": "string", "nullable": true}));
}

#[test]
fn the_proof_finds_a_nullable_that_was_lost_in_raising() {
    let old =
        document(json!({"/a": {"get": operation(json!({"type": "string", "nullable": true}))}}), json!({}));
    let bench = Bench::of(&[("a", old)]);
    let mut all = bench.merged(&["--openapi", "3.1"]);
    let place = "/paths/~1a/get/responses/200/content/application~1json/schema/type";
    *all.pointer_mut(place).expect("the type") = json!("string");
    write(&bench.path("all.json"), &all.to_string());
    bench.run(&["verify", "all.json", "sources"]).expect(1);
}

#[test]
fn what_an_earlier_version_cannot_say_is_listed() {
    let mut new = document(
        json!({"/b": {"get": operation(json!({"if": {}, "type": ["string", "integer"]}))}}),
        json!({}),
    );
    new["openapi"] = json!("3.1.0");
    new["webhooks"] = json!({"w": {"post": {"responses": {}}}});
    let said = Bench::of(&[("b", new)]).refused(&["--openapi", "3.0"]);
    for expected in ["3 contradictions", "`webhooks`", "the keyword `if`", "more than one type"] {
        assert!(said.contains(expected), "{expected} is not in: {said}");
    }
}

#[test]
fn repairs_and_overlays_come_after_the_proof_and_are_listed() {
    let one = document(
        json!({"/a/{id}": {"get": operation(reference("L"))}}),
        json!({"components": {"schemas": {"L": {"type": "array"}}}}),
    );
    let bench = Bench::of(&[("a", one)]);
    let untouched = bench.merged(&[]);
    assert_eq!(untouched["components"]["schemas"]["a_L"], json!({"type": "array"}));
    let overlay = "overlay: 1.0.0\ninfo: {title: t, version: '1'}\nactions:\n- target: $.info\n  update: {title: Better}\n";
    write(&bench.path("overlay.yaml"), overlay);
    let args = [
        "merge",
        "sources",
        "-o",
        "all.json",
        "--repair",
        "--overlay",
        "overlay.yaml",
        "--report",
        "report.json",
    ];
    let ran = bench.run(&args).expect(0);
    assert!(ran.err.contains("array-items: `items: {}` was added at /components/schemas/a_L"), "{}", ran.err);
    let read = |name: &str| -> Value {
        serde_json::from_str(&std::fs::read_to_string(bench.path(name)).expect("a file")).expect("JSON")
    };
    let all = read("all.json");
    assert_eq!(all["components"]["schemas"]["a_L"]["items"], json!({}));
    assert_eq!(all["paths"]["/a/{id}"]["get"]["parameters"][0]["name"], "id");
    assert_eq!(all["info"]["title"], "Better");
    assert_eq!(read("report.json")["repaired"].as_array().map(Vec::len), Some(3));
}

fn snapshots() -> Vec<PathBuf> {
    let folder = real_documents().join("qlik/snapshots");
    let mut all: Vec<PathBuf> =
        std::fs::read_dir(folder).expect("snapshots").map(|entry| entry.expect("an entry").path()).collect();
    all.sort();
    all
}

#[test]
#[ignore = "needs real documents"]
fn every_operation_of_every_real_night_is_faithful() {
    for snapshot in snapshots() {
        let folder = scratch();
        for entry in std::fs::read_dir(&snapshot).expect("a snapshot") {
            let path = entry.expect("an entry").path();
            let text = std::fs::read_to_string(&path).expect("a document");
            // Two nights hold one document without a version; a run keeps its previous one.
            if text.contains("\"openapi\"") {
                write(&folder.path().join("s").join(path.file_name().expect("a name")), &text);
            }
        }
        for version in ["3.0", "3.1"] {
            specline_in(folder.path(), &["merge", "s", "-o", "all.json", "--openapi", version]).expect(0);
            specline_in(folder.path(), &["verify", "all.json", "s"]).expect(0);
        }
    }
}

/// What each of the small traps must come to, exactly.
#[test]
#[ignore = "needs real documents"]
fn every_small_trap_does_what_is_right() {
    let text = std::fs::read_to_string(real_documents().join("merge/micro.json")).expect("the cases");
    let cases: Value = serde_json::from_str(&text).expect("JSON");
    for case in cases.as_array().expect("a list") {
        let name = case["name"].as_str().expect("a name");
        let documents: Vec<(&str, Value)> = case["documents"]
            .as_object()
            .expect("documents")
            .iter()
            .map(|(k, v)| (k.as_str(), v.clone()))
            .collect();
        let bench = Bench::of(&documents);
        match name {
            "path_same_method" => {
                check_refusal(&bench, "same-operation: GET /p means different things in a and b: summary");
            }

            "path_template_alias" => check_refusal(&bench, "ambiguous-template: `/p/{id}` and `/p/{key}`"),
            "v30_v31" => {
                check_refusal(&bench, "mixed-versions");
                let all = bench.merged(&["--openapi", "3.1"]);
                for path in ["/a", "/b"] {
                    assert_eq!(
                        schema(&all["paths"][path]["get"]),
                        &json!({"type": ["string", "null"]}),
                        "{path}"
                    );
                }
                let all = bench.merged(&["--openapi", "3.0"]);
                for path in ["/a", "/b"] {
                    assert_eq!(
                        schema(&all["paths"][path]["get"]),
                        &json!({"type": "string", "nullable": true}),
                        "{path}"
                    );
                }
            }
            "servers_differ" => check_servers(&bench.merged(&[])),
            _ => {
                let all = bench.merged(&[]);
                check_meanings(name, &documents, &all);
                check_trap(name, &all);
            }
        }
    }
}

fn check_refusal(bench: &Bench, expected: &str) {
    let said = bench.refused(&[]);
    for expected in [expected, "a.json:", "b.json:", "to decide: "] {
        assert!(said.contains(expected), "{expected} is not in: {said}");
    }
}

/// A fixed base is a part of the path, so the addresses that come out are what counts.
fn check_servers(all: &Value) {
    assert_eq!(all["servers"], json!([{"url": "https://h"}]));
    for path in ["/a/v1/a", "/b/v2/b"] {
        let item = &all["paths"][path];
        assert!(
            item["get"].is_object() && item.get("servers").is_none() && item["get"].get("servers").is_none(),
            "{item}"
        );
    }
}

/// Every path item and webhook means what it means in its source, and nothing stands beside them.
fn check_meanings(name: &str, documents: &[(&str, Value)], all: &Value) {
    for home in ["paths", "webhooks"] {
        let mut expected = std::collections::BTreeMap::new();
        for (service, document) in documents {
            for path in
                document.get(home).and_then(Value::as_object).into_iter().flat_map(serde_json::Map::keys)
            {
                expected.entry(path.clone()).or_insert_with(Vec::new).push((*service, document));
            }
        }
        assert_eq!(
            all.get(home).and_then(Value::as_object).map_or(0, serde_json::Map::len),
            expected.len(),
            "{name}"
        );
        for (path, owners) in expected {
            let place = format!("/{home}/{}", path.replace('/', "~1"));
            let mut whole = json!({});
            for (service, document) in &owners {
                let text = document.to_string();
                // An anchor is a name; the reading of the test knows pointers only.
                let plain = text
                    .replace("\"#e\"", "\"#/components/schemas/E\"")
                    .replace("\"$anchor\":\"e\",", &format!("\"$anchor\":\"{service}_e\","));
                let mut item = meaning(&serde_json::from_str(&plain).expect("JSON"), &place);
                if let Some(security) = document.get("security") {
                    let own: Value = security
                        .to_string()
                        .replace("\"s\"", &format!("\"{service}_s\""))
                        .parse()
                        .expect("JSON");
                    for operation in item.as_object_mut().expect("a path item").values_mut() {
                        operation["security"] = own.clone();
                    }
                }
                whole
                    .as_object_mut()
                    .expect("an object")
                    .extend(item.as_object().cloned().expect("an object"));
            }
            let found: Value = without_links(meaning(all, &place));
            assert_eq!(found, without_links(whole), "{name}: {place}");
        }
    }
}

/// Links are compared by what they name, each for itself.
fn without_links(mut value: Value) -> Value {
    for operation in value.as_object_mut().expect("a path item").values_mut() {
        if let Some(response) = operation.pointer_mut("/responses/200").and_then(Value::as_object_mut) {
            response.shift_remove("links");
        }
    }
    value
}

#[expect(clippy::too_many_lines, reason = "one arm a trap")]
fn check_trap(name: &str, all: &Value) {
    let get = |path: &str| &all["paths"][path]["get"];
    let schemas = &all["components"]["schemas"];
    let content = |path: &str| &get(path)["responses"]["200"]["content"]["application/json"];
    match name {
        "comp_conflict" | "comp_identical" => {
            assert_eq!(schema(get("/b")), &reference("b_E"));
            assert_eq!(schemas.as_object().map(serde_json::Map::len), Some(2));
        }
        "comp_same_text_diff_target" => assert_eq!(schemas["b_L"]["items"], reference("b_E")),
        "comp_stale_memo" => {
            assert_eq!(schema(get("/a2")), &reference("a_M"));
            assert_eq!(schemas["a_M"], json!({"type": "object", "properties": {"e": reference("a_E")}}));
            assert_eq!(schemas["a_E"], json!({"type": "string"}));
        }
        "opid_conflict" => {
            assert_eq!([get("/a"), get("/b")].map(|one| &one["operationId"]), ["a_get", "b_get"]);
        }
        "tag_conflict" => {
            assert_eq!([get("/a"), get("/b")].map(|one| &one["tags"]), [&json!(["t"]), &json!(["t"])]);
            assert_eq!(all["tags"][0], json!({"name": "t", "description": "a: A t\n\nb: B t"}));
            assert_eq!(all["x-specline-services"]["b"]["tags"], json!([{"name": "t", "description": "B t"}]));
        }
        "path_diff_method" => {
            let methods: Vec<&String> = all["paths"]["/p"].as_object().expect("a path item").keys().collect();
            assert_eq!(methods, ["get", "post"]);
        }
        "security_root_differ" => {
            assert_eq!(get("/a")["security"], json!([{"a_s": []}]));
            assert_eq!(get("/b")["security"], json!([{"b_s": []}]));
            assert_eq!(
                all["components"]["securitySchemes"]["b_s"],
                json!({"type": "http", "scheme": "bearer"})
            );
            assert_eq!(all.get("security"), None);
        }
        "security_none_in_one" => {
            assert_eq!(get("/a")["security"], json!([{"a_s": []}]));
            assert_eq!((get("/b").get("security"), all.get("security")), (None, None));
        }
        "x_root" => {
            assert_eq!(all["x-specline-services"]["a"]["x-k"], json!({"a": 1}));
            assert_eq!(all["x-specline-services"]["b"]["x-k"], json!({"b": 2}));
            assert_eq!(all["x-specline-services"]["b"]["x-only-b"], json!(1));
            assert_eq!((all.get("x-k"), all.get("x-only-b")), (None, None));
        }
        "info_ext" => {
            for service in ["a", "b"] {
                let record = &all["x-specline-services"][service];
                assert_eq!(record["externalDocs"], json!({"url": format!("https://{service}")}));
                assert_eq!(record["info"], json!({"title": service.to_uppercase(), "version": "1"}));
            }
        }
        "ref_sibling" => {
            let own = json!({"$ref": "#/components/schemas/b_E", "x-note": 2, "description": "e"});
            assert_eq!(schema(get("/b")), &own);
        }
        "discriminator" => {
            let mapping = json!({"c": "#/components/schemas/b_Cat", "d": "b_Dog"});
            assert_eq!(schemas["b_Pet"]["discriminator"]["mapping"], mapping);
            assert_eq!(schemas["b_Dog"]["description"], "integer");
        }
        "links" => {
            let links = json!({"self": {"operationId": "b_get"}, "ref": {"operationRef": "#/paths/~1b/get"}});
            assert_eq!(get("/b")["responses"]["200"]["links"], links);
            assert_eq!(get("/b")["operationId"], "b_get");
        }
        "callbacks" => {
            let callbacks = json!({"ev": {"$ref": "#/components/callbacks/b_CB"}});
            assert_eq!(all["paths"]["/b"]["post"]["callbacks"], callbacks);
            let inner = &all["components"]["callbacks"]["b_CB"]["{$request.body#/url}"]["post"];
            assert_eq!((schema(inner), &inner["operationId"]), (&reference("b_E"), &json!("b_cb")));
        }
        "examples" => {
            assert_eq!(
                content("/b")["examples"],
                json!({"x": {"$ref": "#/components/examples/b_X"}, "lit": {"value": {"$ref": "#/components/schemas/E"}}})
            );
            assert_eq!(all["components"]["examples"]["b_X"], json!({"value": "integer"}));
        }
        "deep_pointer" => {
            assert_eq!(schema(get("/b")), &json!({"$ref": "#/components/schemas/b_R/properties/id"}));
        }
        "prop_named_default" => {
            let expected = json!({"type": "object", "properties": {"default": reference("b_E"), "example": reference("b_E"), "$ref": {"type": "string"}},
                "example": {"$ref": "#/components/schemas/E"}});
            assert_eq!(schema(get("/b")), &expected);
        }
        "ref_into_paths" => assert_eq!(
            schema(get("/b")),
            &json!({"$ref": "#/paths/~1b2/get/responses/200/content/application~1json/schema"})
        ),
        "webhooks31" => {
            assert_eq!(schema(&all["webhooks"]["w2"]["post"]), &reference("b_E"));
            assert_eq!(all["webhooks"]["w"]["post"]["operationId"], "a_wa");
        }
        "pathItems31" => {
            assert_eq!(all["paths"]["/b"], json!({"$ref": "#/components/pathItems/b_P"}));
            assert_eq!(schema(&all["components"]["pathItems"]["b_P"]["get"]), &reference("b_E"));
        }
        "path_level" => {
            let item = &all["paths"]["/b"];
            assert_eq!(item["parameters"], json!([{"$ref": "#/components/parameters/b_P"}]));
            assert_eq!((&item["summary"], &item["x-pi"]), (&json!("s"), &json!(1)));
            assert_eq!(item["servers"], json!([{"url": "https://pi"}]));
        }
        "unused_component" => {
            assert_eq!([&schemas["a_Unused"]["type"], &schemas["b_Unused"]["type"]], ["string", "integer"]);
        }
        "anchor_id31" => {
            assert_eq!(schema(get("/b")), &reference("b_E"));
            assert_eq!(schemas["b_E"], json!({"$anchor": "b_e", "type": "integer"}));
        }
        other => panic!("nobody says what `{other}` must come to"),
    }
}
