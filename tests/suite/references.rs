//! References that leave a document: what may be brought in is, by files and over the web; a document may name itself.

use serde_json::{Value, json};

use crate::support::bench::{Bench, document, operation, resolve, schema};
use crate::support::server::{self, Server};
use crate::support::write;

/// A document of 3.1 or 3.2.
fn later(version: &str, paths: Value, more: Value) -> Value {
    let mut root = document(paths, more);
    root["openapi"] = json!(version);
    root
}

fn allow_files(bench: &Bench) {
    write(&bench.path("specline.toml"), "[consolidation.references]\nroot = \"sources/shared\"\n");
}

/// Merges one source that refers to others, and proves the result.
fn merged(bench: &Bench) -> Value {
    bench.run(&["merge", "sources/a.json", "-o", "all.json"]).expect(0);
    bench.run(&["verify", "all.json", "sources/a.json"]).expect(0);
    let text = std::fs::read_to_string(bench.path("all.json")).expect("the result");
    serde_json::from_str(&text).expect("JSON")
}

#[test]
fn a_document_may_name_itself() {
    for (version, own, to) in [
        ("3.0.3", json!(null), "a.json#/components/schemas/S"),
        ("3.0.3", json!(null), "./a.json#/components/schemas/S"),
        ("3.2.0", json!("https://h.test/v1/api"), "https://h.test/v1/api#/components/schemas/S"),
        ("3.2.0", json!("https://h.test/v1/api"), "api#/components/schemas/S"),
    ] {
        let mut one = later(
            version,
            json!({"/a": {"get": operation(json!({"$ref": to}))}}),
            json!({"components": {"schemas": {"S": {"title": "own"}}}}),
        );
        if own != json!(null) {
            one["$self"] = own;
        }
        let all = merged(&Bench::of(&[("a", one)]));
        assert_eq!(resolve(&all, schema(&all["paths"]["/a"]["get"])), &json!({"title": "own"}), "{to}");
    }
}

#[test]
fn selections_and_links_lead_where_they_led() {
    let pet = json!({"oneOf": [{"$ref": "shared/pets.json#/components/schemas/Cat"}],
        "discriminator": {"propertyName": "kind", "mapping": {
            "cat": "shared/pets.json#/components/schemas/Cat", "own": "Own", "web": "https://other.test/x.json", "gone": "gone.json"}}});
    let mut get = operation(pet);
    get["responses"]["200"]["links"] = json!({
        "there": {"$ref": "shared/pets.json#/components/links/L"},
        "direct": {"operationRef": "shared/pets.json#/paths/~1x/get"}
    });
    let one =
        document(json!({"/a": {"get": get}}), json!({"components": {"schemas": {"Own": {"title": "own"}}}}));
    let bench = Bench::of(&[("a", one)]);
    allow_files(&bench);
    let pets = json!({
        "paths": {"/x": {"get": {}}},
        "components": {
            "schemas": {"Cat": {"title": "cat", "oneOf": [{}], "discriminator": {"propertyName": "k", "mapping": {"d": "Dog"}}}, "Dog": {"title": "dog"}},
            "links": {"L": {"operationRef": "#/paths/~1x/get"}}
        }
    });
    write(&bench.path("sources/shared/pets.json"), &pets.to_string());
    let all = merged(&bench);
    let pet = schema(&all["paths"]["/a"]["get"]);
    let mapping = &pet["discriminator"]["mapping"];
    let cat = resolve(&all, &json!({"$ref": mapping["cat"]}));
    assert_eq!(cat["title"], "cat");
    assert_eq!(
        resolve(&all, &json!({"$ref": cat["discriminator"]["mapping"]["d"]})),
        &json!({"title": "dog"})
    );
    assert_eq!(
        (&mapping["own"], &mapping["web"], &mapping["gone"]),
        (&json!("a_Own"), &json!("https://other.test/x.json"), &json!("gone.json"))
    );
    let links = &all["paths"]["/a"]["get"]["responses"]["200"]["links"];
    assert_eq!(links["direct"]["operationRef"], "shared/pets.json#/paths/~1x/get");
    assert_eq!(resolve(&all, &links["there"])["operationRef"], "shared/pets.json#/paths/~1x/get");
}

#[test]
fn path_items_of_other_files_are_written_out_where_there_are_no_components_for_them() {
    let item = json!({"parameters": [{"$ref": "#/P"}], "get": operation(json!({"$ref": "#/S"}))});
    let shared =
        json!({"item": item, "P": {"name": "q", "in": "query", "schema": {}}, "S": {"title": "far"}})
            .to_string();
    for version in ["3.0.3", "3.1.0"] {
        let one = later(
            version,
            json!({"/a": {"$ref": "shared/a.json#/item"}, "/b": {"$ref": "shared/a.json#/item"}}),
            json!({}),
        );
        let bench = Bench::of(&[("a", one)]);
        allow_files(&bench);
        write(&bench.path("sources/shared/a.json"), &shared);
        let all = merged(&bench);
        for path in ["/a", "/b"] {
            let item = &all["paths"][path];
            let item = if version == "3.0.3" { item } else { resolve(&all, item) };
            assert_eq!(resolve(&all, &item["parameters"][0])["name"], "q");
            assert_eq!(resolve(&all, schema(&item["get"])), &json!({"title": "far"}));
        }
    }
}

#[test]
fn documents_of_allowed_hosts_are_fetched_once_and_others_never() {
    let server = Server::start(|request| match request.path.as_str() {
        "/api/common.json" => server::json(
            r#"{"E": {"title": "far", "items": {"$ref": "more/deep.json#/D"}}, "F": {"$ref": "https://elsewhere.test/x.json"}}"#,
        ),
        "/api/more/deep.json" => server::json(r#"{"D": {"not": {"$ref": "../common.json#/E"}}}"#),
        _ => server::reply(404, &[], b""),
    });
    let host = server.url.strip_prefix("http://").expect("an address").to_owned();
    let one = |names: &[&str]| {
        let all = names.iter().map(|name| {
            let to = json!({"$ref": format!("{}/api/common.json#/{name}", server.url)});
            (format!("/{name}"), json!({"get": operation(to)}))
        });
        document(all.collect(), json!({}))
    };
    let allowed = |bench: &Bench, host: &str| {
        write(&bench.path("specline.toml"), &format!("[consolidation.references]\nhosts = [\"{host}\"]\n"));
    };
    let bench = Bench::of(&[("a", one(&["E"]))]);
    allowed(&bench, &host);
    bench.run(&["merge", "sources/a.json", "-o", "all.json"]).expect(0);
    let text = std::fs::read_to_string(bench.path("all.json")).expect("the result");
    let all: Value = serde_json::from_str(&text).expect("JSON");
    let far = resolve(&all, schema(&all["paths"]["/E"]["get"]));
    assert_eq!(far["title"], "far");
    assert_eq!(resolve(&all, &resolve(&all, &far["items"])["not"]), far, "it leads back");
    assert_eq!(server.count("/api/common.json"), 1);

    let bench = Bench::of(&[("a", one(&["E", "F"]))]);
    allowed(&bench, &host);
    let said = bench.refused(&[]);
    assert!(said.contains("external-reference: `https://elsewhere.test/x.json`"), "{said}");
    server.forget();
    allowed(&bench, "elsewhere.test");
    assert!(bench.refused(&[]).contains("/api/common.json#/E"));
    assert_eq!(server.count("/api/common.json"), 0);
}
