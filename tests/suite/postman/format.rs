//! `specline postman render --format`: the same requests in every format.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::{Value, json};

use super::render::{requests, with_operation};
use crate::support::{scratch, specline_in, write};

fn document() -> Value {
    let body = json!({"content": {"application/json": {"schema": {"type": "object", "required": ["name"], "properties": {"name": {"type": "string"}}}}}});
    let mut document = with_operation(
        "/api/v1/apps/{id}",
        "put",
        json!({"summary": "Change/replace an app", "description": "Two\nlines.", "requestBody": body, "parameters": [
            {"name": "id", "in": "path", "required": true, "schema": {"type": "string"}},
            {"name": "dry", "in": "query", "schema": {"type": "boolean"}}],
            "responses": {"204": {"description": ""}}}),
    );
    document["paths"]["/login"] =
        json!({"get": {"summary": "Sign in", "responses": {"200": {"description": ""}}}});
    document
}

fn read_yaml(path: &Path) -> Value {
    specline::yaml::parse(&std::fs::read_to_string(path).expect("a file")).expect("YAML").0
}

#[test]
fn a_folder_of_yaml_holds_a_file_for_each_request() {
    let folder = scratch();
    write(&folder.path().join("api.json"), &document().to_string());
    let args = ["postman", "render", "api.json", "-o", "out", "--format", "v3"];
    specline_in(folder.path(), &args).expect(0);
    let root = read_yaml(&folder.path().join("out/.resources/definition.yaml"));
    assert_eq!(root["$kind"], "collection");
    assert_eq!(root["auth"][0]["credentials"]["token"], "{{apiKey}}");
    let request = read_yaml(&folder.path().join("out/api/Change-replace an app.request.yaml"));
    assert_eq!(request["name"], "Change/replace an app");
    assert_eq!(request["pathVariables"], json!({"id": request["pathVariables"]["id"]}));
    assert_eq!(request["queryParams"][0]["disabled"], true);
    assert_eq!(request["body"]["type"], "json");
    let example = read_yaml(
        &folder
            .path()
            .join("out/api/.resources/Change-replace an app.resources/examples/204 No Content.example.yaml"),
    );
    assert_eq!(example["response"]["body"], json!({"type": "text", "content": ""}));
    assert_eq!(read_yaml(&folder.path().join("out/login/Sign in.request.yaml"))["auth"]["type"], "noauth");
}

#[test]
fn a_folder_is_written_over_its_own_kind_only() {
    let folder = scratch();
    write(&folder.path().join("api.json"), &document().to_string());
    write(&folder.path().join("mine/notes.txt"), "mine");
    let args = ["postman", "render", "api.json", "-o", "mine", "--format", "v3"];
    assert!(specline_in(folder.path(), &args).expect(2).err.contains("an empty folder"));
    assert_eq!(std::fs::read_dir(folder.path().join("mine")).expect("a folder").count(), 1);
    let args = ["postman", "render", "api.json", "-o", "out", "--format", "v3"];
    specline_in(folder.path(), &args).expect(0);
    write(&folder.path().join("out/login/Mine.request.yaml"), "$kind: http-request\n");
    let again = specline_in(folder.path(), &args).expect(0);
    assert!(again.err.contains("Mine.request.yaml"), "what is not of the document is named: {}", again.err);
    assert!(folder.path().join("out/login/Mine.request.yaml").exists());
    let to_standard_output = ["postman", "render", "api.json", "-o", "-", "--format", "v3"];
    assert!(specline_in(folder.path(), &to_standard_output).expect(2).err.contains("standard output"));
}

#[test]
fn opencollection_says_the_same_as_the_collection() {
    let folder = scratch();
    write(&folder.path().join("api.json"), &document().to_string());
    let render = |more: &[&str]| {
        specline_in(folder.path(), &[&["postman", "render", "api.json", "-o", "-"], more].concat())
            .expect(0)
            .out
    };
    let collection: Value = serde_json::from_str(&render(&[])).expect("JSON");
    let text = render(&["--format", "opencollection", "--auth", "oauth2"]);
    let (open, _) = specline::yaml::parse(&text).expect("YAML");
    assert_eq!(open["opencollection"], "1.0.0");
    assert_eq!(open["request"]["auth"]["flow"], "client_credentials");
    let docs = |text: &str| specline::yaml::parse(text).expect("YAML").0["docs"]["content"].to_string();
    assert!(docs(&text).contains("the client asks for a token"), "{text}");
    assert!(open["request"]["scripts"].is_null(), "the client asks by itself: {text}");
    let urls = |list: Vec<(Value, Value)>| list.into_iter().collect::<Vec<_>>();
    let ours = open["items"]
        .as_array()
        .expect("items")
        .iter()
        .flat_map(|folder| folder["items"].as_array().expect("items"));
    let ours = urls(ours.map(|item| (item["info"]["name"].clone(), item["http"]["url"].clone())).collect());
    let theirs = urls(
        requests(&collection)
            .iter()
            .map(|item| (item["name"].clone(), item["request"]["url"]["raw"].clone()))
            .collect(),
    );
    assert_eq!(ours, theirs);
    let secrets: BTreeMap<String, Value> = open["config"]["environments"]
        .as_array()
        .expect("environments")
        .iter()
        .flat_map(|one| one["variables"].as_array().expect("variables"))
        .filter(|variable| variable["secret"] == true)
        .map(|variable| (variable["name"].to_string(), variable["value"].clone()))
        .collect();
    assert_eq!(secrets.len(), 2);
    assert!(secrets.values().all(Value::is_null), "{secrets:?}");
}

#[test]
fn scripts_of_opencollection_are_written_for_the_client_that_runs_them() {
    let folder = scratch();
    write(&folder.path().join("api.json"), &document().to_string());
    write(&folder.path().join("specline.toml"), "[postman.csrf]\nheader = \"x-csrf\"\npath = \"/login\"\n");
    let args =
        ["postman", "render", "api.json", "-o", "-", "--format", "opencollection", "--tests", "--pagination"];
    let text = specline_in(folder.path(), &args).expect(0).out;
    let (open, _) = specline::yaml::parse(&text).expect("YAML");
    let kinds = |holder: &Value| -> Vec<String> {
        holder["scripts"].as_array().expect("scripts").iter().map(|one| one["type"].to_string()).collect()
    };
    assert_eq!(kinds(&open["request"]), ["\"before-request\"", "\"after-response\""]);
    assert_eq!(kinds(&open["items"][1]["items"][0]["runtime"]), ["\"after-response\"", "\"tests\""]);
    assert!(!text.contains("pm."), "a word of Postman's: {text}");
    assert!(text.contains("/oauth/token") && !text.contains("%TOKEN_URL%"), "{text}");
}
