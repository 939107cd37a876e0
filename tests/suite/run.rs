//! `specline run` over small services of our own: what a night publishes, and what it does when an input is bad.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::support::{Ran, scratch, specline_in, specline_with, write};

/// A repository with a folder of services.
struct Repository {
    folder: tempfile::TempDir,
}

impl Repository {
    fn new() -> Self {
        let repository = Self { folder: scratch() };
        let text = "name = \"shop\"\n[[sources]]\nkind = \"folder\"\npath = \"services\"\n[consolidation]\ntitle = \"Shop\"\n";
        write(&repository.path("specline.toml"), text);
        repository.serve("orders", &service("/api/v1/orders"));
        repository.serve("stock", &service("/api/v1/stock"));
        repository
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn serve(&self, service: &str, document: &Value) {
        self.serve_text(service, &document.to_string());
    }

    fn serve_text(&self, service: &str, text: &str) {
        write(&self.path(&format!("services/{service}.json")), text);
    }

    fn run(&self, args: &[&str]) -> Ran {
        let all: Vec<_> = ["run", "--date", "2026-01-14"].iter().chain(args).copied().collect();
        specline_in(self.folder.path(), &all)
    }

    fn json(&self, name: &str) -> Value {
        serde_json::from_str(&std::fs::read_to_string(self.path(name)).expect(name)).expect("JSON")
    }

    /// Everything that a run owns.
    fn published(&self) -> BTreeMap<PathBuf, Vec<u8>> {
        let mut found = BTreeMap::new();
        for owned in ["specs", "consolidated"] {
            collect(&self.path(owned), &mut found);
        }
        found
    }
}

fn collect(folder: &Path, found: &mut BTreeMap<PathBuf, Vec<u8>>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten() {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            collect(&path, found);
        } else {
            found.insert(path.clone(), std::fs::read(&path).expect("a file"));
        }
    }
}

/// A service with one endpoint whose answer is described by a component.
fn service(path: &str) -> Value {
    json!({
        "openapi": "3.0.3",
        "info": {"title": path, "version": "1.0.0"},
        "servers": [{"url": "https://shop.example"}],
        "paths": {path: {"get": {
            "operationId": "list",
            "summary": "List them",
            "responses": {"200": {"description": "All of them", "content": {"application/json": {
                "schema": {"$ref": "#/components/schemas/Item"}
            }}}}
        }}},
        "components": {"schemas": {"Item": {
            "type": "object",
            "required": ["id"],
            "properties": {"id": {"type": "string"}, "note": {"type": "string"}}
        }}}
    })
}

#[test]
fn a_first_night_is_a_baseline_and_a_second_one_touches_nothing() {
    let repository = Repository::new();
    let first = repository.run(&[]).expect(0);
    assert!(first.out.contains("2 operations of 2 services"), "{}", first.out);
    for name in [
        "specs/orders.json",
        "specs/stock.json",
        "consolidated/shop.json",
        "consolidated/shop.postman_collection.json",
        "consolidated/shop.api-key.postman_environment.json",
        "consolidated/shop.oauth-m2m.postman_environment.json",
        "consolidated/specline.lock",
        "consolidated/changelog.json",
        "consolidated/CHANGELOG.md",
        "consolidated/feed.xml",
        "consolidated/lint.json",
        "consolidated/lint.sarif",
    ] {
        assert!(repository.path(name).is_file(), "{name} is missing");
    }
    let document = repository.json("consolidated/shop.json");
    assert_eq!(document["info"]["title"], "Shop");
    assert!(document["components"]["schemas"]["orders_Item"].is_object());
    assert_eq!(document["paths"]["/api/v1/stock"]["get"]["operationId"], "stock_list");

    let published = repository.published();
    let second = repository.run(&[]).expect(0);
    assert!(second.out.contains("nothing changed"), "{}", second.out);
    assert!(repository.published() == published, "the second night touched a file");
}

#[test]
fn what_breaks_raises_the_major_and_is_told() {
    let repository = Repository::new();
    repository.run(&[]).expect(0);
    let before = repository.json("consolidated/shop.json")["info"]["version"].clone();
    let mut orders = service("/api/v1/orders");
    orders["components"]["schemas"]["Item"]["required"] = json!([]);
    orders["components"]["schemas"]["Item"]["properties"]
        .as_object_mut()
        .expect("an object")
        .shift_remove("id");
    repository.serve("orders", &orders);
    let ran = repository.run(&[]).expect(0);
    assert!(ran.out.contains("breaks GET /api/v1/orders"), "{}", ran.out);
    let entry = &repository.json("consolidated/changelog.json")["entries"][0];
    assert_eq!(entry["previous_version"], before);
    assert_eq!(entry["summary"]["breaking"], 1);
    let version = |value: &Value| semver::Version::parse(value.as_str().expect("a version")).expect("semver");
    assert_eq!(version(&entry["version"]).major, version(&before).major + 1);
    assert_eq!(repository.json("consolidated/shop.json")["info"]["version"], entry["version"]);
    let changelog =
        std::fs::read_to_string(repository.path("consolidated/CHANGELOG.md")).expect("a changelog");
    assert!(changelog.contains(entry["version"].as_str().expect("a version")), "{changelog}");
}

#[test]
fn another_spelling_of_the_same_document_is_no_change() {
    let repository = Repository::new();
    repository.run(&[]).expect(0);
    let published = repository.published();
    let document = service("/api/v1/orders");
    let mut respelled = serde_json::Map::new();
    for (key, value) in document.as_object().expect("an object").iter().rev() {
        respelled.insert(key.clone(), value.clone());
    }
    repository.serve_text("orders", &serde_json::to_string_pretty(&respelled).expect("JSON"));
    repository.run(&[]).expect(0);
    assert!(repository.published() == published, "a respelled document touched a file");
}

#[test]
fn a_dry_run_says_what_it_would_do_and_does_nothing() {
    let repository = Repository::new();
    let ran = repository.run(&["--dry-run"]).expect(0);
    assert!(ran.out.contains("would publish"), "{}", ran.out);
    assert!(repository.published().is_empty());
}

#[test]
fn offline_takes_the_specs_as_they_stand_and_compares_with_what_was_published() {
    let repository = Repository::new();
    repository.run(&[]).expect(0);
    let published = repository.published();
    repository.run(&["--offline"]).expect(0);
    assert!(repository.published() == published, "an offline run over the same specs touched a file");

    let mut orders = service("/api/v1/orders");
    orders["paths"]["/api/v1/orders/{id}"] = json!({
        "get": {
            "parameters": [{"name": "id", "in": "path", "required": true, "schema": {"type": "string"}}],
            "responses": {"204": {"description": "There"}}
        }
    });
    write(&repository.path("specs/orders.json"), &orders.to_string());
    repository.run(&["--offline"]).expect(0);
    let entry = &repository.json("consolidated/changelog.json")["entries"][0];
    let ids: Vec<_> = entry["changes"].as_array().expect("changes").iter().map(|c| c["id"].clone()).collect();
    assert_eq!(ids, ["endpoint-added"], "{entry:#}");
    assert_eq!(entry["changes"][0]["service"], "orders");
}

#[test]
fn what_fetch_brought_is_told_by_the_next_run() {
    let repository = Repository::new();
    repository.run(&[]).expect(0);
    let mut orders = service("/api/v1/orders");
    orders["paths"]["/api/v1/orders/count"] =
        json!({"get": {"responses": {"204": {"description": "There"}}}});
    repository.serve("orders", &orders);
    specline_in(repository.folder.path(), &["fetch", "--date", "2026-01-15"]).expect(0);
    repository.run(&[]).expect(0);
    let entry = &repository.json("consolidated/changelog.json")["entries"][0];
    assert_eq!(entry["changes"][0]["id"], "endpoint-added", "{entry:#}");
    assert_eq!(entry["changes"].as_array().map(Vec::len), Some(1), "{entry:#}");
}

#[test]
fn a_bad_document_keeps_its_last_version_and_is_reported() {
    let hostile = [
        ("a page", "<!doctype html><p>Sign in</p>".to_owned()),
        ("no version", json!({"info": {}, "paths": {}}).to_string()),
        ("no paths", json!({"openapi": "3.0.0", "info": {"title": "x", "version": "1"}}).to_string()),
        ("a doubled key", service("/api/v1/orders").to_string().replacen('{', "{\"openapi\":\"3.0.0\",", 1)),
        ("half of it", service("/api/v1/orders").to_string()[..200].to_owned()),
        ("nothing", String::new()),
    ];
    let repository = Repository::new();
    repository.run(&[]).expect(0);
    let published = repository.published();
    for (what, text) in hostile {
        repository.serve_text("orders", &text);
        let ran = repository.run(&[]).expect(0);
        assert!(ran.err.contains("held: orders"), "{what}: {}", ran.err);
        let now = repository.published();
        let differing: Vec<_> =
            published.keys().filter(|path| now.get(*path) != published.get(*path)).collect();
        assert!(differing.iter().all(|path| path.ends_with("specline.lock")), "{what} touched {differing:?}");
    }
}

#[test]
fn a_document_that_contradicts_itself_is_held_and_stops_no_other() {
    let dangling = |reference: &str| {
        let mut orders = service("/api/v1/orders");
        orders["components"]["schemas"]["Item"]["properties"]["note"] = json!({"$ref": reference});
        orders
    };
    for (orders, word) in [
        (dangling("#/components/schemas/Gone"), "nothing stands at `#/components/schemas/Gone`"),
        (dangling("https://evil.example/x.json"), "evil.example"),
    ] {
        let repository = Repository::new();
        repository.run(&[]).expect(0);
        let published = repository.published();
        repository.serve("orders", &orders);
        repository.serve("returns", &service("/api/v1/returns"));
        let ran = repository.run(&[]).expect(0);
        assert!(ran.err.contains("held: orders") && ran.err.contains(word), "{}", ran.err);
        let now = repository.published();
        let path = repository.path("specs/orders.json");
        assert_eq!(now.get(&path), published.get(&path), "{word}");
        let consolidated = repository.json("consolidated/shop.json");
        assert!(consolidated["paths"].get("/api/v1/returns").is_some(), "the other service is published");
        assert!(consolidated["paths"].get("/api/v1/orders").is_some(), "the last good document stays");
    }
}

#[test]
fn what_does_not_fit_the_types_of_openapi_is_passed_on_and_told() {
    let repository = Repository::new();
    repository.run(&[]).expect(0);
    let mut orders = service("/api/v1/orders");
    orders["paths"]["/api/v1/orders"]["get"]["summary"] = json!(5);
    repository.serve("orders", &orders);
    let ran = repository.run(&[]).expect(0);
    assert!(ran.err.contains("orders: not quite OpenAPI 3.0"), "{}", ran.err);
    assert_eq!(repository.json("consolidated/shop.json")["paths"]["/api/v1/orders"]["get"]["summary"], 5);
}

#[test]
fn one_operation_in_two_services_is_refused_with_both_named() {
    let repository = Repository::new();
    repository.run(&[]).expect(0);
    let published = repository.published();
    let mut other = service("/api/v1/orders");
    other["components"]["schemas"]["Item"]["properties"]["id"] = json!({"type": "integer"});
    repository.serve("returns", &other);
    let ran = repository.run(&[]).expect(5);
    for word in ["orders", "returns", "/api/v1/orders", "prefer"] {
        assert!(ran.err.contains(word), "{word} is not in: {}", ran.err);
    }
    assert!(repository.published() == published, "a refused night touched a file");
}

#[test]
fn a_wrong_configuration_names_the_place_and_the_nearest_key() {
    let repository = Repository::new();
    write(&repository.path("specline.toml"), "name = \"shop\"\n\n[consolidation]\ntitel = \"Shop\"\n");
    let ran = repository.run(&[]).expect(2);
    assert!(ran.err.contains("specline.toml:4:1"), "{}", ran.err);
    assert!(ran.err.contains("did you mean `title`?"), "{}", ran.err);
    let nowhere = scratch();
    let ran = specline_in(nowhere.path(), &["run"]).expect(2);
    assert!(ran.err.contains("specline init"), "{}", ran.err);
}

#[test]
fn a_missing_source_gives_the_night_up() {
    let repository = Repository::new();
    repository.run(&[]).expect(0);
    let published = repository.published();
    std::fs::remove_dir_all(repository.path("services")).expect("it was there");
    let ran = repository.run(&[]);
    assert_ne!(ran.code, 0, "{}", ran.out);
    assert!(ran.err.contains("services"), "{}", ran.err);
    assert!(repository.published() == published, "a night without its source touched a file");
}

#[test]
fn nothing_in_a_document_can_add_an_output_or_break_out_of_one() {
    let repository = Repository::new();
    let mut orders = service("/api/v1/orders");
    orders["info"]["title"] = json!("x\nchanged=false\n::set-output name=version::9");
    orders["paths"]["/api/v1/orders"]["get"]["summary"] = json!("EOF\nversion=9.9.9\n\r::error::x");
    repository.serve("orders", &orders);
    let (output, summary) = (repository.path("output"), repository.path("summary"));
    let root = repository.folder.path();
    let variables = [("GITHUB_OUTPUT", &*output), ("GITHUB_STEP_SUMMARY", &*summary), ("RUNNER_TEMP", root)];
    let variables = variables.map(|(name, path)| (name, path.to_str().expect("a path in UTF-8")));
    specline_with(root, &["run", "--date", "2026-01-14"], &variables).expect(0);
    let text = std::fs::read_to_string(&output).expect("outputs");
    let outputs = outputs(&text);
    let names: Vec<_> = outputs.keys().map(String::as_str).collect();
    assert_eq!(names, ["breaking", "changed", "services_changed", "summary_file", "version"]);
    assert_eq!(outputs["changed"], "true");
    assert_eq!(outputs["services_changed"], "orders,stock");
    assert!(Path::new(&outputs["summary_file"]).is_file());
    assert!(!std::fs::read_to_string(&summary).expect("a summary").is_empty());
}

/// Reads outputs as the runner does: `name<<DELIMITER`, lines, `DELIMITER`.
fn outputs(text: &str) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        let (name, delimiter) = line.split_once("<<").unwrap_or_else(|| panic!("no block: {line}"));
        let value: Vec<_> = lines.by_ref().take_while(|line| *line != delimiter).collect();
        found.insert(name.to_owned(), value.join("\n"));
    }
    found
}

#[test]
fn overlays_and_repairs_are_part_of_a_night_and_listed() {
    let repository = Repository::new();
    let mut orders = service("/api/v1/orders/{id}");
    orders["components"]["schemas"]["Item"]["properties"]["list"] = json!({"type": "array"});
    orders["paths"]["/api/v1/orders/{id}"]["get"]["x-qlik-deprecated"] = json!(true);
    repository.serve("orders", &orders);
    let config = std::fs::read_to_string(repository.path("specline.toml")).expect("the configuration");
    write(
        &repository.path("specline.toml"),
        &format!("{config}[consolidation.repair]\narray-items = true\npath-parameters = true\n"),
    );
    let overlay = |extends: &str, target: &str, update: &str| {
        format!(
            "overlay: 1.0.0\ninfo: {{title: t, version: '1'}}\n{extends}actions:\n- target: {target}\n  update: {update}\n"
        )
    };
    write(
        &repository.path("overlays/1-orders.yaml"),
        &overlay("extends: ../specs/orders.json\n", "$.paths[*].get", "{summary: From an overlay}"),
    );
    write(&repository.path("overlays/2-result.yaml"), &overlay("", "$.info", "{x-audience: public}"));
    let ran = repository.run(&[]).expect(0);
    for expected in [
        "1-orders.yaml (orders): updated by `$.paths[*].get` at /paths/~1api~1v1~1orders~1{id}/get",
        "2-result.yaml: updated by `$.info` at /info",
        "array-items: `items: {}` was added at /components/schemas/orders_Item/properties/list",
        "path-parameters: the path parameter `id` was declared as a string",
    ] {
        assert!(ran.err.contains(expected), "{expected} is not in: {}", ran.err);
    }
    let all = repository.json("consolidated/shop.json");
    let get = &all["paths"]["/api/v1/orders/{id}"]["get"];
    assert_eq!((&get["summary"], &get["deprecated"]), (&json!("From an overlay"), &json!(true)));
    assert_eq!(all["paths"]["/api/v1/stock"]["get"]["summary"], "List them");
    assert_eq!(all["info"]["x-audience"], "public");
    let kept = &repository.json("specs/orders.json")["paths"]["/api/v1/orders/{id}"]["get"];
    assert_eq!(
        (&kept["summary"], kept.get("deprecated")),
        (&json!("List them"), None),
        "what was fetched stays"
    );

    let published = repository.published();
    assert!(repository.run(&[]).expect(0).out.contains("nothing changed"));
    assert!(repository.published() == published, "the second night touched a file");

    write(&repository.path("overlays/3-broken.yaml"), "overlay: 1.0.0\nactions: 1\n");
    let ran = repository.run(&[]).expect(2);
    assert!(ran.err.contains("3-broken.yaml at /actions: no list of actions"), "{}", ran.err);
    assert!(repository.published() == published, "a broken overlay touched a file");
}
