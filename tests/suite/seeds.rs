//! The documents that come with the program: what `specs/` holds before the first night, and one API described twice.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde_json::Value;
use specline::json::{self, Pointer};
use specline::merge;
use specline::openapi::{Document, folder, operation, reference};

use super::support::{scratch, specline, specline_in, write};

fn repository(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

fn documents(path: &str) -> Vec<Document> {
    let files: Vec<_> = folder::files(&repository(path)).expect("a folder").into_values().collect();
    folder::open_all(&files).into_iter().collect::<Result<_, _>>().unwrap_or_else(|error| panic!("{error}"))
}

/// Every operation of a document as a caller knows it, with its operationId.
fn addresses(document: &Document) -> BTreeMap<String, String> {
    operation::operations(&document.value)
        .iter()
        .map(|operation| {
            let path = operation::wire_path(&document.value, operation);
            (format!("{} {path}", operation.method), operation.id().unwrap_or_default().to_owned())
        })
        .collect()
}

/// Calls a function with every object of a tree.
fn each_object(
    value: &Value,
    place: &Pointer,
    see: &mut dyn FnMut(&serde_json::Map<String, Value>, &Pointer),
) {
    match value {
        Value::Object(map) => {
            see(map, place);
            map.iter().for_each(|(key, value)| each_object(value, &place.join(key), see));
        }
        Value::Array(items) => {
            let places = items.iter().enumerate();
            places.for_each(|(at, value)| each_object(value, &place.join(at.to_string()), see));
        }
        _ => {}
    }
}

#[test]
fn one_api_described_twice_meets_on_the_wire() {
    let one = folder::open(&repository("tests/fixtures/seeds/paths-carry-the-base.yaml")).unwrap();
    let other = folder::open(&repository("tests/fixtures/seeds/server-carries-the-base.yaml")).unwrap();
    let (one, other) = (addresses(&one), addresses(&other));
    assert!(one.keys().chain(other.keys()).all(|address| address.contains(" /api/v1/")));
    let met: Vec<_> = one
        .iter()
        .filter_map(|(address, id)| Some((address.as_str(), id.as_str(), other.get(address)?.as_str())))
        .collect();
    assert_eq!(
        met,
        [
            ("GET /api/v1/apps/{}", "getApp", "getApp"),
            ("GET /api/v1/apps/{}/data/lineage", "getAppLineage", "getAppDataLineage"),
            ("PATCH /api/v1/spaces/{}", "patchSpace", "patchSpace"),
            ("POST /api/v1/apps", "createApp", "createApp"),
        ]
    );
}

/// The operations that the two descriptions meet on.
const MET: [&str; 4] = [
    "GET /api/v1/apps/{appId}",
    "GET /api/v1/apps/{appId}/data/lineage",
    "PATCH /api/v1/spaces/{spaceId}",
    "POST /api/v1/apps",
];

#[test]
fn merging_one_api_described_twice_is_refused_with_every_contradiction_named() {
    let ran = specline(&["merge", "tests/fixtures/seeds", "-o", "-"]).expect(5);
    assert_eq!(ran.out, "", "nothing is written");
    assert!(ran.err.contains(": 4 contradictions\n"), "{}", ran.err);
    for operation in MET {
        assert!(ran.err.contains(&format!("{operation} means different things")), "{operation}: {}", ran.err);
    }
    assert!(ran.err.contains("paths-carry-the-base.yaml:31 at /paths/~1api~1v1~1apps/post"), "{}", ran.err);
    assert!(ran.err.contains("server-carries-the-base.yaml:67 at /paths/~1apps/post"), "{}", ran.err);
}

#[test]
fn one_api_described_twice_merges_once_it_is_said_who_wins() {
    let sources = documents("tests/fixtures/seeds");
    for winner in ["paths-carry-the-base", "server-carries-the-base"] {
        let prefer = MET.map(|operation| (operation.to_owned(), winner.to_owned())).into();
        let options = merge::Options { prefer, ..merge::Options::default() };
        let merged = merge::merge(&sources, &options).unwrap_or_else(|refusal| panic!("{refusal}"));
        let merged = Document::from_value("consolidated", "consolidated", merged.value);
        let proof = merge::fidelity::verify(&merged, &sources, &options);
        assert!(proof.is_faithful(), "{:?}", proof.findings);
        let merged = addresses(&merged);
        assert_eq!(merged.len(), 10 + 8 - MET.len());
        assert_eq!(merged["POST /api/v1/apps"], format!("{winner}_createApp"));
    }
}

#[test]
fn services_that_share_a_path_keep_their_own_servers() {
    let folder = scratch();
    for (name, server, method) in
        [("one", "https://one.example", "get"), ("two", "https://two.example", "post")]
    {
        let root = serde_json::json!({
            "openapi": "3.0.3", "info": {"title": name, "version": "1"}, "servers": [{"url": server}],
            "paths": {"/x": {method: {"responses": {"200": {"description": "x"}}}}}
        });
        write(&folder.path().join(format!("{name}.json")), &root.to_string());
    }
    let merged = specline_in(folder.path(), &["merge", ".", "-o", "-"]).expect(0).json();
    assert_eq!(merged["servers"][0]["url"], "https://one.example");
    assert_eq!(merged["paths"]["/x"]["post"]["servers"][0]["url"], "https://two.example");
    assert_eq!(merged["paths"]["/x"]["get"].get("servers"), None);
}

#[test]
fn what_comes_with_the_program_merges_and_every_operation_is_proved() {
    let folder = scratch();
    let out = folder.path().join("all.json");
    let out = out.to_str().unwrap();
    for (source, count) in [("specs", 65), ("samples/night-1", 13), ("samples/night-2", 16)] {
        specline(&["merge", source, "-o", out]).expect(0);
        let ran = specline(&["verify", out, source]).expect(0);
        assert_eq!(ran.out, format!("{count} of {count} operations are faithful\n"), "{source}");
    }
}

#[test]
fn every_embedded_document_is_marked_and_printed_as_we_print() {
    let documents = documents("specs");
    let services: Vec<_> = documents.iter().map(|document| document.name.as_str()).collect();
    assert_eq!(services, ["api-keys", "apps", "csrf-token", "reloads", "spaces", "users", "webhooks"]);
    for document in &documents {
        let name = &document.name;
        assert_eq!(document.text, json::canonical::print(&document.value), "{name} is printed otherwise");
        assert_eq!(document.value["x-specline-bootstrap"], true, "{name}");
        assert_eq!(document.value["info"]["title"], *name);
        assert_eq!(document.value["servers"][0]["url"], "https://{tenant}.{region}.qlikcloud.com", "{name}");
    }
}

#[test]
fn what_a_caller_needs_is_said_about_every_embedded_operation() {
    let mut count = 0;
    for document in documents("specs") {
        for operation in operation::operations(&document.value) {
            let place = format!("{} {}", operation.method, operation.path);
            count += 1;
            assert!(operation.path.starts_with("/api/v1/"), "{place}");
            assert!(operation.value["responses"].get("429").is_some(), "{place} is rate limited");
            assert!(operation.value["x-qlik-tier"]["limit"].is_number(), "{place}");
            assert_eq!(operation.value["x-qlik-visibility"], "public", "{place}");
            assert_eq!(operation.value["x-qlik-deprecated"], false, "{place}");
            for field in ["summary", "description"] {
                assert!(
                    operation.value[field].as_str().is_some_and(|text| !text.is_empty()),
                    "{place}: {field}"
                );
            }
            assert_eq!(undeclared(&document, &operation), Vec::<&str>::new(), "{place}");
        }
    }
    assert_eq!(count, 65);
}

/// The parameters of a path template that the operation does not declare.
fn undeclared<'a>(document: &Document, operation: &operation::Operation<'a>) -> Vec<&'a str> {
    let listed = operation.value.get("parameters").and_then(Value::as_array).into_iter().flatten();
    let declared: Vec<_> = listed
        .map(|parameter| reference::resolve(&document.value, parameter).expect("it resolves").value)
        .filter(|parameter| parameter["in"] == "path")
        .filter_map(|parameter| parameter["name"].as_str())
        .collect();
    operation::parameter_names(operation.path).into_iter().filter(|name| !declared.contains(name)).collect()
}

#[test]
fn references_of_embedded_documents_resolve_and_every_component_is_used() {
    for document in documents("specs") {
        let mut used = std::collections::BTreeSet::new();
        each_object(&document.value, &Pointer::root(), &mut |object, place| {
            let Some(target) = object.get("$ref").and_then(Value::as_str) else { return };
            let node = Value::Object(object.clone());
            assert!(reference::resolve(&document.value, &node).is_ok(), "{}{place}: {target}", document.name);
            used.insert(target.to_owned());
        });
        for (kind, components) in document.value["components"].as_object().unwrap() {
            for name in components.as_object().unwrap().keys() {
                let target = format!("#/components/{kind}/{name}");
                assert!(used.contains(&target), "nothing in {} uses {target}", document.name);
            }
        }
    }
}

/// Whether a value fits a schema of a document, by a validator that is not ours.
fn fits(document: &Document, schema: &Value, value: &Value) -> Result<(), String> {
    let root = serde_json::json!({"allOf": [schema], "components": document.value["components"]});
    let validator = jsonschema::draft4::options().should_validate_formats(true).build(&root).unwrap();
    validator.validate(value).map_err(|error| error.to_string())
}

/// The schema and the example that an object carries: a parameter's, a media type's, a schema's own.
fn example(object: &serde_json::Map<String, Value>) -> Option<(Value, &Value)> {
    let value = object.get("example")?;
    if let Some(schema) = object.get("schema") {
        return Some((schema.clone(), value));
    }
    let names_a_type = object.get("type").is_some_and(Value::is_string);
    names_a_type.then(|| (Value::Object(object.clone()), value))
}

#[test]
fn examples_of_embedded_documents_and_samples_fit_their_schemas() {
    let mut wrong = Vec::new();
    let mut count = 0;
    for folder in ["specs", "samples/night-1", "samples/night-2"] {
        for document in documents(folder) {
            each_object(&document.value, &Pointer::root(), &mut |object, place| {
                let Some((schema, value)) = example(object) else { return };
                count += 1;
                if fits(&document, &schema, value).is_err() {
                    wrong.push(format!("{folder} {}{place}", document.name));
                }
            });
        }
    }
    let deliberate = |night| format!("samples/{night} catalogue/components/schemas/Book/properties/price");
    assert_eq!(wrong, [deliberate("night-1"), deliberate("night-2")]);
    assert!(count > 300, "only {count} examples were seen");
}

#[test]
fn the_sample_nights_differ_as_their_readme_says() {
    let (first, second) = (documents("samples/night-1"), documents("samples/night-2"));
    let names = |documents: &[Document]| documents.iter().map(|d| d.name.clone()).collect::<Vec<_>>();
    assert_eq!(names(&first), ["catalogue", "customers", "orders", "payments"]);
    assert_eq!(names(&second), ["catalogue", "customers", "orders", "payments", "reviews"]);
    for (one, other) in first.iter().zip(&second) {
        assert_ne!(one.text, other.text, "{} is spelled otherwise on the second night", one.name);
        let same = json::canonical::digest(&one.value) == json::canonical::digest(&other.value);
        assert_eq!(same, one.name == "customers", "{}", one.name);
    }
    let of = |documents: &[Document]| documents.iter().flat_map(addresses).collect::<BTreeMap<_, _>>();
    let (first, second) = (of(&first), of(&second));
    assert_eq!((first.len(), second.len()), (13, 16));
    assert!(first.keys().all(|address| second.contains_key(address)), "nothing is removed");
    assert!(first.contains_key("POST /payments/v1/payments"), "the server carries the base path");
}
