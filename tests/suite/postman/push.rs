//! `specline postman push` against an API that refuses and misbehaves.

use std::path::Path;

use serde_json::{Value, json};

use super::api::{Api, KEY, UID};
use crate::support::{Ran, real_documents, scratch, specline_in, specline_with, write};

fn document(paths: &[&str]) -> String {
    let paths: serde_json::Map<String, Value> = paths
        .iter()
        .map(|path| {
            let operation = json!({"summary": format!("Reads {path}"), "responses": {"200": {"description": "ok",
                "content": {"application/json": {"schema": {"type": "object", "properties": {"name": {"type": "string"}}}}}}}});
            ((*path).to_owned(), json!({"get": operation}))
        })
        .collect();
    json!({"openapi": "3.0.3", "info": {"title": "T", "version": "1"}, "paths": paths}).to_string()
}

fn rendered(folder: &Path, paths: &[&str]) {
    write(&folder.join("api.json"), &document(paths));
    specline_in(folder, &["postman", "render", "api.json", "-o", "c.json", "--env-dir", "."]).expect(0);
}

fn push(folder: &Path, api: &Api, more: &[&str]) -> Ran {
    let args: Vec<&str> =
        ["postman", "push", "c.json", "--api", &api.url].iter().chain(more).copied().collect();
    let ran = specline_with(folder, &args, &[("POSTMAN_API_KEY", KEY)]);
    assert!(!ran.out.contains(KEY) && !ran.err.contains(KEY), "the key leaked: {} {}", ran.out, ran.err);
    ran
}

const PATHS: [&str; 3] = ["/v1/apps", "/v1/apps/{id}", "/v1/spaces"];

#[test]
fn a_collection_is_made_once_and_then_left_alone() {
    let (folder, api) = (scratch(), Api::start());
    rendered(folder.path(), &PATHS);
    let first = push(folder.path(), &api, &["--workspace", "w"]).expect(0);
    assert!(first.out.contains("+ GET /v1/apps/{}"), "{}", first.out);
    let map = std::fs::read_to_string(folder.path().join("c.ids.json")).expect("the id map");
    assert!(map.contains(UID) && !map.contains(KEY));
    let second = push(folder.path(), &api, &[]).expect(0);
    assert!(second.err.contains("nothing to change"), "{}", second.err);
    assert_eq!((api.calls("POST"), api.calls("PUT")), (1, 0));
    assert!(api.state.lock().unwrap().objections.is_empty());
}

/// The bodies of a life of a collection, judged by the API's own description.
#[test]
#[ignore = "needs real documents"]
fn every_body_is_what_the_api_describes() {
    let (folder, api) = (scratch(), Api::start());
    let environment = ["--env", "c.oauth-m2m.postman_environment.json"];
    rendered(folder.path(), &PATHS);
    push(folder.path(), &api, &environment).expect(0);
    api.state.lock().unwrap().environments[0]["values"] =
        json!([{"key": "mine", "value": "1", "type": "default"}]);
    specline_in(folder.path(), &["postman", "render", "api.json", "-o", "c.json", "--tests", "--pagination"])
        .expect(0);
    push(folder.path(), &api, &environment).expect(0);
    let writes = std::mem::take(&mut api.state.lock().unwrap().writes);
    let kinds: Vec<&str> = writes.iter().map(|(method, ..)| method.as_str()).collect();
    assert_eq!(kinds, ["POST", "POST", "PUT", "PUT"]);
    let text = std::fs::read_to_string(real_documents().join("postman/postman-api.openapi.yml"))
        .expect("the description");
    let (api, _) = specline::yaml::parse(&text).expect("YAML");
    for (method, path, body) in writes {
        let operation = match path.matches('/').count() {
            1 => &api["paths"][&path]["post"],
            _ if path.starts_with("/collections/") => &api["paths"]["/collections/{collectionId}"]["put"],
            _ => &api["paths"]["/environments/{environmentId}"]["put"],
        };
        let schema = &operation["requestBody"]["content"]["application/json"]["schema"];
        assert!(schema.is_object(), "{method} {path}");
        let root = json!({"allOf": [schema], "components": api["components"]});
        let validator = jsonschema::draft202012::new(&root).expect("a schema");
        // A variable fits both branches of its `oneOf`, whatever is in it.
        let is_ambiguous = |place: &str| place.contains("/variable/") || place.contains("/values/");
        let wrong: Vec<String> = validator
            .iter_errors(&body)
            .filter(|error| !is_ambiguous(&error.instance_path().to_string()))
            .map(|error| format!("{}: {error}", error.instance_path()))
            .collect();
        assert!(wrong.is_empty(), "{method} {path}: {wrong:?}");
    }
}

#[test]
fn live_ids_are_adopted_and_peoples_work_survives() {
    let (folder, api) = (scratch(), Api::start());
    rendered(folder.path(), &PATHS);
    push(folder.path(), &api, &[]).expect(0);
    {
        let mut state = api.state.lock().unwrap();
        let live = state.collection.as_mut().unwrap();
        live["variable"][0]["value"] = json!("https://mine.example.com");
        live["event"][0]["script"]["exec"].as_array_mut().unwrap().insert(0, json!("console.log('mine')"));
        let folders = live["item"].as_array_mut().unwrap();
        folders.reverse();
        folders.push(json!({"id": "11111111-1111-4111-8111-111111111111", "name": "Mine", "item": [
            {"id": "22222222-2222-4222-8222-222222222222", "name": "My own", "request": {"method": "GET", "url": "https://x.example.com/mine"}}]}));
        let first = first_request(folders);
        first["id"] = json!("33333333-3333-4333-8333-333333333333");
        first["event"] = json!([{"listen": "test", "script": {"exec": ["pm.test('mine', () => {})"]}}]);
        first["response"].as_array_mut().unwrap().push(
            json!({"id": "44444444-4444-4444-8444-444444444444", "name": "Seen in production", "code": 200}),
        );
    }
    let order: Vec<Value> = names(&api.live());
    rendered(folder.path(), &["/v1/apps", "/v1/apps/{id}", "/v1/spaces", "/v1/users"]);
    let ran = push(folder.path(), &api, &[]).expect(0);
    assert_eq!(ran.out, "+ GET /v1/users\n= GET /mine\n", "{}", ran.err);
    let live = api.live();
    let text = live.to_string();
    for kept in [
        "https://mine.example.com",
        "console.log('mine')",
        "My own",
        "33333333-3333-4333-8333-333333333333",
        "pm.test('mine'",
        "Seen in production",
    ] {
        assert!(text.contains(kept), "lost {kept}: {text}");
    }
    let after: Vec<Value> = names(&live).into_iter().filter(|name| order.contains(name)).collect();
    assert_eq!(after, order);
    assert!(push(folder.path(), &api, &[]).expect(0).err.contains("nothing to change"));
}

fn names(collection: &Value) -> Vec<Value> {
    collection["item"].as_array().unwrap().iter().map(|item| item["name"].clone()).collect()
}

fn first_request(items: &mut [Value]) -> &mut Value {
    let mut at = &mut items[0];
    while at.get("item").is_some() {
        at = &mut at["item"][0];
    }
    at
}

#[test]
fn a_suspicious_shrink_is_refused_until_it_is_meant() {
    let (folder, api) = (scratch(), Api::start());
    rendered(folder.path(), &PATHS);
    push(folder.path(), &api, &[]).expect(0);
    rendered(folder.path(), &["/v1/apps"]);
    let refused = push(folder.path(), &api, &[]).expect(5);
    assert!(
        refused.err.contains("2 of 3 requests") && refused.err.contains("--accept-removals"),
        "{}",
        refused.err
    );
    assert_eq!(api.calls("PUT"), 0);
    let meant = push(folder.path(), &api, &["--accept-removals"]).expect(0);
    assert!(meant.out.contains("- GET /v1/spaces"), "{}", meant.out);
    assert!(!api.live().to_string().contains("/v1/spaces"));
}

#[test]
fn a_dry_run_writes_nothing() {
    let (folder, api) = (scratch(), Api::start());
    rendered(folder.path(), &PATHS);
    let ran =
        push(folder.path(), &api, &["--dry-run", "--env", "c.api-key.postman_environment.json"]).expect(0);
    assert!(
        ran.out.contains("+ GET /v1/spaces") && ran.out.contains("environment `T: API key`: created"),
        "{}",
        ran.out
    );
    assert_eq!((api.calls("POST"), api.calls("PUT")), (0, 0));
    assert!(!folder.path().join("c.ids.json").exists());
}

#[test]
fn environments_are_completed_and_never_overwritten() {
    let (folder, api) = (scratch(), Api::start());
    rendered(folder.path(), &PATHS);
    let environment = ["--env", "c.api-key.postman_environment.json"];
    push(folder.path(), &api, &environment).expect(0);
    api.state.lock().unwrap().environments[0]["values"] =
        json!([{"key": "apiKey", "value": "typed by a person", "type": "secret"}]);
    push(folder.path(), &api, &environment).expect(0);
    let values = api.state.lock().unwrap().environments[0]["values"].clone();
    assert_eq!(values[0]["value"], "typed by a person");
    assert_eq!(values[1]["key"], "baseUrl");
}

#[test]
fn both_families_of_errors_pages_and_success_with_an_error_end_the_push() {
    for (status, body, said) in [
        (
            400,
            r#"{"error":{"name":"instanceFoundError","message":"This collection already exists"}}"#,
            "belong to another one",
        ),
        (
            413,
            r#"{"type":"x","title":"Request too large","detail":"at most 100 MB","status":413}"#,
            "Request too large: at most 100 MB",
        ),
        (504, "<html>gateway</html>", "a page instead of an answer"),
        (200, r#"{"error":{"name":"forbiddenError","message":"not yours"}}"#, "forbiddenError: not yours"),
        (200, "not JSON", "the answer is not JSON"),
    ] {
        let (folder, api) = (scratch(), Api::start());
        rendered(folder.path(), &PATHS);
        api.state.lock().unwrap().faults.push_back((status, "", body));
        let ran = push(folder.path(), &api, &[]).expect(4);
        assert!(ran.err.contains(said), "{status}: {}", ran.err);
        assert_eq!(api.calls("POST"), 1, "a POST that may have been carried out is not sent again");
        assert!(!folder.path().join("c.ids.json").exists());
    }
}

#[test]
fn a_limit_is_waited_for_unless_it_is_too_long() {
    let (folder, api) = (scratch(), Api::start());
    rendered(folder.path(), &PATHS);
    api.state.lock().unwrap().faults.push_back((429, "Retry-After: 0\r\n", "{}"));
    push(folder.path(), &api, &[]).expect(0);
    assert_eq!(api.calls("POST"), 2);
    api.state.lock().unwrap().faults.push_back((429, "RetryAfter: 86400\r\n", "{}"));
    let ran = push(folder.path(), &api, &[]).expect(4);
    assert!(ran.err.contains("HTTP 429"), "{}", ran.err);
}

#[test]
fn a_big_update_is_followed_to_its_end() {
    let (folder, api) = (scratch(), Api::start());
    rendered(folder.path(), &PATHS);
    push(folder.path(), &api, &[]).expect(0);
    let big = document(&PATHS).replace("Reads /v1/spaces", &"long ".repeat(300_000));
    write(
        &folder.path().join("api.json"),
        &big.replace("\"summary\":\"long", "\"summary\":\"x\",\"description\":\"long"),
    );
    specline_in(folder.path(), &["postman", "render", "api.json", "-o", "c.json"]).expect(0);
    api.state.lock().unwrap().tasks.extend(["in-progress", "successful"]);
    push(folder.path(), &api, &[]).expect(0);
    assert_eq!(api.calls("GET /collection-updates-tasks/t1"), 2);
    api.state.lock().unwrap().tasks.push_back("failed");
    write(
        &folder.path().join("api.json"),
        &big.replace("\"summary\":\"long", "\"summary\":\"y\",\"description\":\"long"),
    );
    specline_in(folder.path(), &["postman", "render", "api.json", "-o", "c.json"]).expect(0);
    assert!(push(folder.path(), &api, &[]).expect(4).err.contains("ended as `failed`"));
}

#[test]
fn a_wrong_key_is_never_repeated_even_when_the_server_says_it() {
    let (folder, api) = (scratch(), Api::start());
    rendered(folder.path(), &PATHS);
    api.state.lock().unwrap().faults.push_back((
        401,
        "",
        concat!(
            r#"{"error":{"name":"AuthenticationError","message":"bad key "#,
            "PMAK-0123456789abcdef-secret",
            r#""}}"#
        ),
    ));
    let ran = push(folder.path(), &api, &[]).expect(4);
    assert!(ran.err.contains("bad key ***") && ran.err.contains("POSTMAN_API_KEY"), "{}", ran.err);
}
