//! Documents that are merged by the program, and what they mean to somebody who knows nothing of the program.

#![allow(clippy::needless_pass_by_value, reason = "documents read better without a borrow before each")]

use std::path::PathBuf;

use serde_json::{Map, Value, json};

use super::{Ran, scratch, specline_in, write};

/// Documents in a folder of their own, merged by the program.
pub struct Bench {
    folder: tempfile::TempDir,
}

impl Bench {
    pub fn of(documents: &[(&str, Value)]) -> Self {
        let bench = Self { folder: scratch() };
        for (service, document) in documents {
            let text = serde_json::to_string_pretty(document).expect("JSON");
            write(&bench.path(&format!("sources/{service}.json")), &text);
        }
        bench
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn run(&self, args: &[&str]) -> Ran {
        specline_in(self.folder.path(), args)
    }

    /// Merges, verifies, returns the result.
    #[track_caller]
    pub fn merged(&self, args: &[&str]) -> Value {
        let args = [&["merge", "sources", "-o", "all.json"], args].concat();
        self.run(&args).expect(0);
        self.run(&["verify", "all.json", "sources"]).expect(0);
        let text = std::fs::read_to_string(self.path("all.json")).expect("the result");
        serde_json::from_str(&text).expect("JSON")
    }

    /// Merges what cannot be merged; returns what the program says.
    #[track_caller]
    pub fn refused(&self, args: &[&str]) -> String {
        let ran = self.run(&[&["merge", "sources", "-o", "all.json"], args].concat()).expect(5);
        assert!(!self.path("all.json").exists(), "a refused merge wrote a file");
        ran.err
    }
}

pub fn document(paths: Value, more: Value) -> Value {
    let mut root = json!({"openapi": "3.0.3", "info": {"title": "t", "version": "1"}, "paths": paths});
    for (key, value) in more.as_object().expect("fields") {
        root[key] = value.clone();
    }
    root
}

pub fn operation(schema: Value) -> Value {
    json!({"responses": {"200": {"description": "ok", "content": {"application/json": {"schema": schema}}}}})
}

pub fn reference(name: &str) -> Value {
    json!({"$ref": format!("#/components/schemas/{name}")})
}

pub fn resolve<'a>(root: &'a Value, place: &Value) -> &'a Value {
    let text = place["$ref"].as_str().expect("a reference");
    root.pointer(text.strip_prefix('#').expect("a local reference"))
        .unwrap_or_else(|| panic!("{text} leads nowhere"))
}

pub fn schema(operation: &Value) -> &Value {
    &operation["responses"]["200"]["content"]["application/json"]["schema"]
}

/// What stands at a place with every reference followed, some steps deep: an own reading that shares nothing with the
/// program. What the merge gives (operationIds, its notes) is left out, and literals are what they are.
#[track_caller]
pub fn meaning(root: &Value, place: &str) -> Value {
    let value = root.pointer(place).unwrap_or_else(|| panic!("nothing stands at {place}"));
    unfolded(root, value, "", 0)
}

fn unfolded(root: &Value, value: &Value, under: &str, depth: usize) -> Value {
    let map_of_names =
        ["properties", "responses", "patternProperties", "$defs", "examples", "schemas"].contains(&under);
    match value {
        _ if depth > 40 => json!("…"),
        Value::Object(map) => {
            let mut out = Map::new();
            for (key, value) in map {
                let literal = ["example", "value", "default", "const", "enum"].contains(&key.as_str())
                    || (key == "examples" && value.is_array());
                match value.as_str().filter(|_| key == "$ref").and_then(|text| text.strip_prefix('#')) {
                    Some(place) => {
                        let place = place.replace("%7B", "{").replace("%7D", "}");
                        let target = root.pointer(&place).unwrap_or_else(|| panic!("{place} dangles"));
                        out.insert("→".to_owned(), unfolded(root, target, "", depth + 5));
                    }
                    None if under == "mapping" && value.is_string() => {
                        out.insert(key.clone(), selected(root, value, depth + 5));
                    }
                    None if key.starts_with("x-specline") || key == "operationId" => {}
                    None if !map_of_names && (literal || key.starts_with("x-")) => {
                        out.insert(key.clone(), value.clone());
                    }
                    None => drop(out.insert(key.clone(), unfolded(root, value, key, depth + 1))),
                }
            }
            Value::Object(out)
        }
        Value::Array(items) => items.iter().map(|item| unfolded(root, item, "", depth + 1)).collect(),
        scalar => scalar.clone(),
    }
}

/// The schema that a value of a discriminator's mapping selects.
fn selected(root: &Value, value: &Value, depth: usize) -> Value {
    let text = value.as_str().unwrap_or_default();
    let place = text.strip_prefix('#').map_or(format!("/components/schemas/{text}"), str::to_owned);
    root.pointer(&place).map_or(value.clone(), |target| unfolded(root, target, "", depth))
}
