//! `specline postman render`: requests that work, ids that stay, bytes that repeat.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::support::{real_documents, scratch, specline_in, write};

pub(super) fn collection(document: &Value, more: &[&str]) -> Value {
    let folder = scratch();
    write(&folder.path().join("api.json"), &document.to_string());
    let args = [&["postman", "render", "api.json", "-o", "-"], more].concat();
    specline_in(folder.path(), &args).expect(0).json()
}

#[expect(clippy::needless_pass_by_value, reason = "operations are written in line")]
pub(super) fn with_operation(path: &str, method: &str, operation: Value) -> Value {
    json!({"openapi": "3.0.3", "info": {"title": "T", "version": "1"},
        "servers": [{"url": "https://{tenant}.example.com/", "variables": {"tenant": {"default": "your-tenant"}}}],
        "paths": {path: {method: operation}}})
}

/// Every request below, in order.
pub(super) fn requests(node: &Value) -> Vec<Value> {
    node["item"]
        .as_array()
        .into_iter()
        .flatten()
        .flat_map(|item| if item.get("item").is_some() { requests(item) } else { vec![item.clone()] })
        .collect()
}

fn only_request(document: &Value) -> Value {
    requests(&collection(document, &[])).remove(0)
}

#[test]
fn optional_parameters_wait_and_required_ones_are_sent_encoded() {
    let request = only_request(&with_operation(
        "/api/v1/apps/{id}",
        "get",
        json!({"parameters": [
        {"name": "id", "in": "path", "required": true, "schema": {"type": "string", "example": "qri:app/1"}},
        {"name": "filter", "in": "query", "required": true, "schema": {"type": "string"}, "example": "name eq \"a&b\""},
        {"name": "limit", "in": "query", "schema": {"type": "integer", "minimum": 10}},
        {"name": "ids", "in": "query", "schema": {"type": "array", "items": {"type": "string"}}, "style": "form", "explode": false, "example": ["a", "b"]},
        {"name": "If-Match", "in": "header", "schema": {"type": "string"}},
        {"name": "Authorization", "in": "header", "required": true, "schema": {"type": "string"}}]}),
    ));
    let url = &request["request"]["url"];
    assert_eq!(url["raw"], "{{baseUrl}}/api/v1/apps/:id?filter=name%20eq%20%22a%26b%22");
    assert_eq!(url["variable"][0]["value"], "qri%3Aapp%2F1");
    assert_eq!(url["query"][1], json!({"key": "limit", "value": "10", "disabled": true}));
    assert_eq!(url["query"][2]["value"], "a,b");
    assert_eq!(
        request["request"]["header"].as_array().map(Vec::len),
        Some(1),
        "Authorization is left to auth"
    );
    assert_eq!(request["request"]["header"][0]["disabled"], true);
}

#[test]
fn an_example_that_breaks_its_schema_is_not_sent() {
    let request = only_request(&with_operation(
        "/a",
        "post",
        json!({"requestBody": {"content": {"application/json": {
        "schema": {"type": "object", "required": ["id"], "properties": {"id": {"type": "string", "format": "uuid"}, "made": {"type": "string", "readOnly": true}}},
        "example": {"id": "not-a-uuid"}}}}}),
    ));
    let body: Value = serde_json::from_str(request["request"]["body"]["raw"].as_str().unwrap()).unwrap();
    assert_ne!(body["id"], "not-a-uuid");
    assert!(body.get("made").is_none());
}

#[test]
fn every_mode_of_body() {
    let body = |media: &str, schema: Value| {
        let operation = json!({"requestBody": {"content": {media: {"schema": schema}}}});
        only_request(&with_operation("/a", "post", operation))["request"].clone()
    };
    let form = json!({"type": "object", "required": ["name"], "properties": {"name": {"type": "string"}, "file": {"type": "string", "format": "binary"}}});
    assert_eq!(
        body("application/x-www-form-urlencoded", form.clone())["body"]["urlencoded"][0]["key"],
        "name"
    );
    assert_eq!(
        body("multipart/form-data", form)["body"]["formdata"][1],
        json!({"key": "file", "type": "file", "src": "upload.bin"})
    );
    let wild = body("*/*", json!({"type": "object"}));
    assert_eq!(wild["header"][0]["value"], "application/json", "never `*/*`");
    let binary = body("application/octet-stream", json!({"type": "string", "format": "binary"}));
    assert_eq!(binary["body"], json!({"mode": "file", "file": {"src": "upload.bin"}}));
    assert_eq!(body("text/csv", json!({"type": "string", "example": "a;b"}))["body"]["raw"], "a;b");
    let lines = body("application/x-ndjson", json!({"type": "object", "example": {"a": 1}}));
    assert_eq!(lines["body"]["raw"], "{\"a\":1}\n");
}

#[test]
fn forms_are_written_as_their_encoding_asks() {
    let schema = json!({"type": "object", "required": ["list", "deep", "Json.Name"], "properties": {
        "list": {"type": "array", "minItems": 2, "items": {"type": "string", "enum": ["a", "b"]}},
        "deep": {"type": "object", "required": ["x"], "properties": {"x": {"type": "integer"}}},
        "Json": {"type": "object", "required": ["name"], "properties": {"name": {"type": "string", "example": "mine"}}}}});
    let body = |media: &str, encoding: Value| {
        let operation =
            json!({"requestBody": {"content": {media: {"schema": schema, "encoding": encoding}}}});
        only_request(&with_operation("/a", "post", operation))["request"]["body"].clone()
    };
    let sent = |fields: &Value| -> Vec<(String, String)> {
        let word = |field: &Value, key: &str| field[key].as_str().unwrap_or_default().to_owned();
        let enabled = fields.as_array().unwrap().iter().filter(|field| field["disabled"].is_null());
        enabled.map(|field| (word(field, "key"), word(field, "value"))).collect()
    };
    let pair = |key: &str, value: &str| (key.to_owned(), value.to_owned());
    let form = "application/x-www-form-urlencoded";
    let json_part = pair("Json", r#"{"name":"mine"}"#);
    assert_eq!(
        sent(&body(form, json!({"deep": {"style": "deepObject"}}))["urlencoded"]),
        [
            pair("list", "a"),
            pair("list", "b"),
            pair("deep[x]", "1"),
            json_part.clone(),
            pair("Json.Name", "mine")
        ]
    );
    let joined = json!({"list": {"style": "pipeDelimited", "explode": false}});
    assert_eq!(sent(&body(form, joined)["urlencoded"])[0], pair("list", "a|b"));
    let parts = body("multipart/form-data", json!({}))["formdata"].clone();
    assert_eq!(sent(&parts)[..3], [pair("list", "a"), pair("list", "b"), pair("deep", r#"{"x":1}"#)]);
    assert_eq!(parts[2]["contentType"], "application/json");
}

#[test]
fn a_parameter_among_other_text_is_a_variable_of_the_collection() {
    let parameter = |name: &str, example: &str| json!({"name": name, "in": "path", "required": true, "schema": {"type": "string", "example": example}});
    let made = collection(
        &with_operation(
            "/files/{name}.{scope}",
            "get",
            json!({"parameters": [parameter("name", "a/b"), parameter("scope", "csv")]}),
        ),
        &[],
    );
    assert_eq!(requests(&made)[0]["request"]["url"]["raw"], "{{baseUrl}}/files/{{name}}.{{scope2}}");
    assert_eq!(made["variable"][1], json!({"key": "name", "value": "a%2Fb", "type": "string"}));
}

#[test]
fn a_number_that_could_be_a_word_is_a_word() {
    let schema = json!({"oneOf": [{"type": "integer"}, {"type": "string"}]});
    let parameter = json!({"name": "id", "in": "path", "required": true, "schema": schema});
    let request = only_request(&with_operation("/a/{id}", "get", json!({"parameters": [parameter]})));
    assert_eq!(request["request"]["url"]["variable"][0]["value"], "id");
}

#[test]
fn retitling_and_renaming_parameters_keeps_every_id() {
    let one = with_operation(
        "/api/v1/a/{id}",
        "get",
        json!({"summary": "One", "responses": {"200": {"description": ""}}}),
    );
    let two = with_operation(
        "/api/v1/a/{appId}",
        "get",
        json!({"summary": "Two", "responses": {"200": {"description": ""}}}),
    );
    let ids = |document: &Value| {
        let request = only_request(document);
        (request["id"].clone(), request["response"][0]["id"].clone())
    };
    assert_eq!(ids(&one), ids(&two));
    assert_ne!(ids(&one).0, requests(&collection(&one, &["--key", "other"]))[0]["id"]);
}

#[test]
fn auth_is_the_collections_and_exempt_paths_have_none() {
    let document = json!({"openapi": "3.0.3", "info": {"title": "T", "version": "1"}, "paths": {
        "/api/v1/a": {"get": {}}, "/login": {"get": {}}, "/open": {"get": {"security": []}}}});
    let made = collection(&document, &[]);
    assert_eq!(made["auth"]["bearer"][0]["value"], "{{apiKey}}");
    let auth: BTreeMap<String, Value> = requests(&made)
        .into_iter()
        .map(|r| (r["request"]["url"]["raw"].to_string(), r["request"]["auth"]["type"].clone()))
        .collect();
    assert_eq!(auth.values().cloned().collect::<Vec<_>>(), [Value::Null, json!("noauth"), json!("noauth")]);
    let oauth = collection(&document, &["--auth", "oauth2"])["auth"]["oauth2"].to_string();
    for setting in [
        "client_credentials",
        "{{baseUrl}}/oauth/token",
        "{{clientId}}",
        "{{clientSecret}}",
        "{{scope}}",
        "\"body\"",
    ] {
        assert!(oauth.contains(setting), "{setting} {oauth}");
    }
}

/// A client does one scheme for a request; the keys that a document asks for beside it travel in the request itself.
#[test]
fn schemes_that_are_asked_for_together_are_all_sent() {
    let key = |place: &str, name: &str| json!({"type": "apiKey", "in": place, "name": name});
    let mut document = with_operation(
        "/a",
        "get",
        json!({"security": [{"token": [], "app key": [], "tenant": []}], "parameters": [
        {"name": "X-App", "in": "header", "schema": {"type": "string"}, "description": "Of the app."}]}),
    );
    document["paths"]["/b"] = json!({"get": {"security": [{"session": [], "tenant": []}]}});
    document["paths"]["/c"] = json!({"get": {"security": [{"tenant": []}, {"token": []}]}});
    document["paths"]["/d"] = json!({"get": {"security": [{"login": [], "tenant": []}]}});
    document["components"]["securitySchemes"] = json!({
        "token": {"type": "http", "scheme": "bearer"}, "login": {"type": "http", "scheme": "basic"},
        "app key": key("header", "x-app"), "tenant": key("query", "tenant"), "session": key("cookie", "sid")});
    let folder = scratch();
    write(&folder.path().join("api.json"), &document.to_string());
    let args = ["postman", "render", "api.json", "-o", "c.postman_collection.json", "--env-dir", "e"];
    specline_in(folder.path(), &args).expect(0);
    let read = |path: &str| -> Value {
        serde_json::from_str(&std::fs::read_to_string(folder.path().join(path)).expect(path)).expect("JSON")
    };
    let made: BTreeMap<String, Value> = requests(&read("c.postman_collection.json"))
        .into_iter()
        .map(|item| (item["name"].as_str().unwrap_or_default().to_owned(), item["request"].clone()))
        .collect();
    let a = &made["GET /a"];
    assert_eq!(a["auth"], Value::Null, "the collection's own token");
    assert_eq!(a["header"], json!([{"key": "x-app", "value": "{{app_key}}", "description": "Of the app."}]));
    assert_eq!(a["url"]["query"], json!([{"key": "tenant", "value": "{{tenant}}"}]));
    let b = &made["GET /b"];
    assert_eq!(b["auth"]["apikey"].as_array().map(Vec::len), Some(3), "{b}");
    assert_eq!(b["header"], json!([{"key": "Cookie", "value": "sid={{session}}"}]));
    assert_eq!(made["GET /c"]["auth"], Value::Null, "one that the collection satisfies");
    assert_eq!(made["GET /c"]["url"]["query"], Value::Null);
    assert_eq!(made["GET /d"]["auth"]["type"], "basic");
    let environment = read("e/c.api-key.postman_environment.json");
    let names: Vec<_> = environment["values"]
        .as_array()
        .expect("values")
        .iter()
        .map(|v| v["key"].as_str().unwrap())
        .collect();
    assert_eq!(names, ["baseUrl", "apiKey", "app_key", "tenant", "session", "username", "password"]);
}

#[test]
fn structured_bodies_of_other_media_types_are_shown() {
    let body = |kind: &str, schema: Value| json!({"requestBody": {"content": {kind: {"schema": schema}}}});
    let object = json!({"type": "object", "properties": {"a": {"type": "integer", "format": "int64", "example": 9_007_199_254_740_993_i64}}});
    let yaml =
        only_request(&with_operation("/a", "post", body("application/x-yaml", object)))["request"]["body"]
            .clone();
    assert_eq!(yaml["raw"], "{\n  \"a\": 1\n}", "no number that programs in JavaScript cannot hold");
    let bytes = only_request(&with_operation(
        "/a",
        "post",
        body("application/zip", json!({"type": "string"})),
    ))["request"]["body"]
        .clone();
    assert_eq!(bytes["mode"], "file");
}

#[test]
fn environments_hold_no_secret() {
    let folder = scratch();
    write(&folder.path().join("api.json"), &with_operation("/a", "get", json!({})).to_string());
    specline_in(
        folder.path(),
        &["postman", "render", "api.json", "-o", "c.postman_collection.json", "--env-dir", "e"],
    )
    .expect(0);
    let read = |word: &str| -> Value {
        let path = folder.path().join(format!("e/c.{word}.postman_environment.json"));
        serde_json::from_str(&std::fs::read_to_string(path).expect(word)).expect("JSON")
    };
    assert_eq!(read("api-key")["values"][0]["value"], "https://your-tenant.example.com");
    assert_eq!(
        read("api-key")["values"][1],
        json!({"key": "apiKey", "value": "", "type": "secret", "enabled": true})
    );
    assert_eq!(read("oauth-m2m")["values"][2]["type"], "secret");
}

#[test]
fn a_document_that_is_none_is_refused_by_name() {
    let folder = scratch();
    write(&folder.path().join("api.json"), "{\"openapi\": \"3.0.3\"}");
    let ran = specline_in(folder.path(), &["postman", "render", "api.json", "-o", "c.json"]).expect(3);
    assert!(ran.err.contains("api.json"), "{}", ran.err);
    assert!(!folder.path().join("c.json").exists());
}

/// The documents of a snapshot; one night published one that is none.
fn usable(snapshot: &std::path::Path) -> Vec<String> {
    let names = std::fs::read_dir(snapshot).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap());
    let is_document = |name: &String| {
        let read: Value = serde_json::from_slice(&std::fs::read(snapshot.join(name)).unwrap()).unwrap();
        read["openapi"].is_string() && read["paths"].is_object()
    };
    let mut usable: Vec<_> = names.filter(is_document).collect();
    usable.sort();
    assert!(usable.len() >= 50, "{}", snapshot.display());
    usable
}

#[test]
#[ignore = "needs real documents"]
fn operations_that_stay_keep_their_ids_across_all_snapshots() {
    let mut known: BTreeMap<String, Value> = BTreeMap::new();
    let mut snapshots: Vec<_> = std::fs::read_dir(real_documents().join("qlik/snapshots"))
        .unwrap()
        .map(|e| e.unwrap().path())
        .collect();
    snapshots.sort();
    let folder = scratch();
    for snapshot in snapshots {
        let merged = folder.path().join("all.json");
        let files = usable(&snapshot);
        let mut args = vec!["merge", "-o", merged.to_str().unwrap()];
        args.extend(files.iter().map(String::as_str));
        specline_in(&snapshot, &args).expect(0);
        let again =
            |_| specline_in(folder.path(), &["postman", "render", "all.json", "-o", "-"]).expect(0).out;
        let [one, two] = [0, 1].map(again);
        assert_eq!(one, two);
        assert!(one.len() < 2_000_000, "{} bytes", one.len());
        for request in requests(&serde_json::from_str(&one).unwrap()) {
            let raw = request["request"]["url"]["raw"]
                .as_str()
                .unwrap()
                .split('?')
                .next()
                .unwrap()
                .replace("{{baseUrl}}", "");
            let path: Vec<_> =
                raw.split('/').map(|part| if part.starts_with(':') { "{}" } else { part }).collect();
            let path = path.join("/");
            let key =
                format!("{} {}", request["request"]["method"], path.strip_prefix("/api").unwrap_or(&path));
            let id = known.entry(key.clone()).or_insert_with(|| request["id"].clone());
            assert_eq!(*id, request["id"], "{key} in {}", snapshot.display());
        }
    }
    assert!(known.len() > 600);
}
