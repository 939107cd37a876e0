//! The functions of rulesets against cases that were answered by Spectral.

use std::path::Path;

use serde_json::{Value, json};
use specline::json::Pointer;
use specline::jsonpath::Trail;
use specline::lint::format::{Format, Formats};
use specline::lint::functions::{Input, lookup};
use specline::lint::resolve::{References, View};
use specline::openapi::Document;

use crate::support::real_documents;

#[test]
#[ignore = "needs real documents"]
fn functions_answer_as_spectral_does() {
    let mut wrong = Vec::new();
    let mut all = 0;
    for file in files(&real_documents().join("lint/_functions")) {
        let case: Value = serde_json::from_str(&std::fs::read_to_string(&file).unwrap()).unwrap();
        all += 1;
        if let Err(difference) = answer(&case) {
            wrong.push(format!("{}: {difference}", file.display()));
        }
    }
    let limit = all / 100;
    assert!(all > 100 && wrong.len() <= limit, "{} of {all}:\n{}", wrong.len(), wrong.join("\n"));
}

/// What a function says of a value.
fn said(function: &str, options: &Value, input: Value) -> Vec<(String, String)> {
    let prepared = (lookup(function).expect("a function").prepare)(Some(options)).expect("options");
    let document = Document::from_value("case", "case.json", input);
    let view = View::unresolved();
    let input = Input {
        value: Some(&document.value),
        trail: &Trail::ROOT,
        view: &view,
        document: &document,
        references: &References::of(&document.value),
        formats: Formats::default(),
        today: None,
    };
    let told = prepared(&input);
    told.into_iter().map(|told| (told.path.unwrap_or_default().to_string(), told.message)).collect()
}

#[test]
fn digits_stand_in_the_order_of_letters_and_behind_words_anyhow() {
    let sorted = |input: Value| said("alphabetical", &json!({}), input).is_empty();
    assert!(sorted(json!(["10", "9"])) && !sorted(json!(["9", "10"])));
    assert!(sorted(json!(["default", "200"])) && sorted(json!(["200", "default"])));
    assert!(sorted(json!([9, 10])) && !sorted(json!([10, 9])) && !sorted(json!([10, "9"])));
}

#[test]
fn a_list_without_the_item_that_it_must_hold_is_one_complaint() {
    let schema = json!({"contains": {"required": ["description"]}});
    let paths = |all: bool| -> Vec<String> {
        let options = json!({"schema": schema, "allErrors": all});
        said("schema", &options, json!([{"url": "/"}])).into_iter().map(|(path, _)| path).collect()
    };
    assert_eq!(paths(false), [""]);
    assert_eq!(paths(true).len(), 2);
    let either = json!({"schema": {"anyOf": [schema]}});
    assert_eq!(said("schema", &either, json!([{"url": "/"}])).len(), 3, "among alternatives all is told");
    let typed = json!({"schema": {"items": {"type": "string"}}});
    assert_eq!(said("schema", &typed, json!([1]))[0].1, "Item at index 0 must be string");
}

fn answer(case: &Value) -> Result<(), String> {
    let function = lookup(case["function"].as_str().unwrap()).ok_or("no such function")?;
    let prepared = (function.prepare)(Some(&case["options"]).filter(|options| !options.is_null()))?;
    let document = Document::from_value("case", "case.json", case["input"].clone());
    let view = View::unresolved();
    let named = case["formats"].as_array().into_iter().flatten().filter_map(Value::as_str);
    let formats: Formats = named.filter_map(format).collect();
    let input = Input {
        // A field that leads nowhere is given as undefined.
        value: Some(&document.value).filter(|_| case.pointer("/rule/then/field").is_none()),
        trail: &Trail::ROOT,
        view: &view,
        document: &document,
        references: &References::of(&document.value),
        formats,
        today: None,
    };
    let mut got: Vec<Pointer> = prepared(&input).into_iter().map(|o| o.path.unwrap_or_default()).collect();
    got.sort();
    if let Some(count) = case.get("expected_count").and_then(Value::as_u64) {
        return if got.len() as u64 == count {
            Ok(())
        } else {
            Err(format!("{count} expected, found {got:?}"))
        };
    }
    let mut wanted: Vec<Pointer> = case["installed_spectral"].as_array().unwrap().iter().map(path).collect();
    wanted.sort();
    if got == wanted { Ok(()) } else { Err(format!("{wanted:?} expected, found {got:?}")) }
}

fn path(result: &Value) -> Pointer {
    let tokens = result["path"].as_array().unwrap().iter();
    Pointer::of(tokens.map(|token| token.as_str().map_or_else(|| token.to_string(), str::to_owned)))
}

fn format(name: &str) -> Option<Format> {
    Some(match name {
        "OpenAPI 2.0 (Swagger)" => Format::Oas2,
        "OpenAPI 3.x" => Format::Oas3,
        "OpenAPI 3.0.x" => Format::Oas3_0,
        "OpenAPI 3.1.x" => Format::Oas3_1,
        "OpenAPI 3.2.x" => Format::Oas3_2,
        _ => return None,
    })
}

fn files(folder: &Path) -> Vec<std::path::PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { found.extend(files(&path)) } else { found.push(path) }
    }
    found.sort();
    found
}
