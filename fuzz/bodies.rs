//! What is fuzzed: each function takes any bytes and must come back, soon and without a panic.
//!
//! The same functions are run by `cargo fuzz` (`fuzz_targets/`) and, on a stable toolchain, by `tests/suite/fuzz.rs`.

use serde_json::Value;
use specline::json::{self, canonical};
use specline::lint::Ruleset;
use specline::merge::{self, fidelity};
use specline::openapi::Document;
use specline::{diff, jsonpath, lint, render};

/// Between the documents of an input that has more than one.
pub const SEPARATOR: &str = "\n%%\n";

/// The target of a name.
pub fn target(name: &str) -> Option<fn(&[u8])> {
    Some(match name {
        "load" => load,
        "jsonpath" => jsonpath,
        "ruleset" => ruleset,
        "merge" => merge,
        "diff" => diff,
        "postman" => postman,
        _ => return None,
    })
}

/// JSON and YAML: what is read can be printed and read again, and every span lies in the text.
pub fn load(data: &[u8]) {
    for origin in ["x.json", "x.yaml"] {
        let Ok(document) = Document::read("x", origin, data.to_vec()) else { continue };
        let printed = canonical::print(&document.value);
        let again = json::parse(&printed).expect("what is printed reads back");
        assert!(json::number::equal(&again, &document.value), "{printed}");
        for place in places(&document.value).into_iter().take(200) {
            if let Some(node) = document.closest(&place) {
                assert!(node.value.start <= node.value.end && node.value.end <= document.text.len());
                document.positions(node.value);
            }
        }
        let _ = Document::parse("x", origin, data.to_vec());
    }
}

/// An expression, the separator, a document.
pub fn jsonpath(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let (expression, document) = text.split_once(SEPARATOR).unwrap_or((&text, DOCUMENT));
    let Ok(expression) = jsonpath::parse(expression) else { return };
    if let Ok(value) = json::parse(document) {
        for place in jsonpath::find(&value, &jsonpath::Plain, &expression) {
            assert!(place.resolve(&value).is_some() || place.is_root(), "{place} was found and is not there");
        }
    }
}

/// A ruleset, the separator, a document.
pub fn ruleset(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let (rules, document) = text.split_once(SEPARATOR).unwrap_or((&text, DOCUMENT));
    let Ok(rules) = Ruleset::parse("fuzz.yaml", rules) else { return };
    if let Ok(document) = Document::read("x", "x.yaml", document.as_bytes().to_vec()) {
        lint::lint(&document, &rules);
    }
}

/// Documents that become one: whatever is merged can be looked through, merged again and taken apart.
pub fn merge(data: &[u8]) {
    let sources = documents(data, &["a", "b-2", "c_3"]);
    for version in [None, Some("3.0"), Some("3.1"), Some("3.2")] {
        let openapi = version.and_then(|text| text.parse().ok());
        let options = merge::Options { openapi, ..merge::Options::default() };
        let Ok(merged) = merge::merge(&sources, &options) else { continue };
        let all = Document::from_value("all", "all.json", merged.value);
        let proof = fidelity::verify(&all, &sources, &options);
        assert!(proof.faithful <= proof.operations);
        take_apart(&all);
        let mut repaired = all.value.clone();
        merge::repair::repair(&mut repaired, &merge::repair::Repair::all());
    }
}

/// What is published tells what the document tells.
fn take_apart(all: &Document) {
    let Ok(published) = merge::Published::read("all.json", all.text.clone().into_bytes()) else { return };
    let published = published.cut();
    let same = published.differing(&all.value, &all.text).expect("it was printed here");
    assert!(same.is_empty(), "a document differs from itself");
    let services = published.differing(&Value::Null, "null\n").expect("it was printed here");
    let parts = published.split(&services).expect("it was printed here");
    let whole = merge::split(&all.value, &services);
    assert!(parts.iter().map(|one| &one.value).eq(whole.iter().map(|one| &one.value)));
}

/// Two documents: nothing changes from one to itself, and each way between them is told.
pub fn diff(data: &[u8]) {
    let sources = documents(data, &["a", "a"]);
    let [base, revision] = &sources[..] else { return };
    let options = diff::Options::default();
    let (base, revision) = (std::slice::from_ref(base), std::slice::from_ref(revision));
    assert!(diff::compare(base, base, &options).is_empty(), "a document differs from itself");
    diff::compare(base, revision, &options);
    diff::compare(revision, base, &options);
}

/// A document as a collection, which is JSON and the same each time.
pub fn postman(data: &[u8]) {
    for document in documents(data, &["a"]) {
        let options = render::postman::Options::default();
        let one = render::postman::render(&document, &options).collection;
        let other = render::postman::render(&document, &options).collection;
        assert_eq!(one, other);
    }
}

const DOCUMENT: &str = r#"{"openapi":"3.1.0","info":{"title":"t","version":"1"},"paths":{"/a/{b}":{"get":{"operationId":"x","parameters":[{"name":"b","in":"path"}],"responses":{"200":{"description":"ok"}}}}},"tags":[{"name":"b"},{"name":"a"}]}"#;

fn documents(data: &[u8], names: &[&str]) -> Vec<Document> {
    let text = String::from_utf8_lossy(data);
    let parse = |(name, text): (&&str, &str)| {
        Document::parse(name, &format!("{name}.yaml"), text.as_bytes().to_vec()).ok()
    };
    names.iter().zip(text.split(SEPARATOR)).filter_map(parse).collect()
}

fn places(value: &Value) -> Vec<json::Pointer> {
    let mut found = vec![json::Pointer::root()];
    let mut at = 0;
    while at < found.len() && found.len() < 1000 {
        let place = found[at].clone();
        match place.resolve(value) {
            Some(Value::Object(map)) => found.extend(map.keys().map(|key| place.join(key.as_str()))),
            Some(Value::Array(items)) => {
                found.extend((0..items.len()).map(|item| place.join(item.to_string())));
            }
            _ => {}
        }
        at += 1;
    }
    found
}
