//! JSONPath as Spectral's users write it, on real documents.

use std::collections::BTreeSet;

use serde_json::Value;
use specline::jsonpath::{Plain, find, parse};

use crate::support::real_documents;

/// Every expression of the real rulesets must find what Spectral's own engines find.
#[test]
#[ignore = "needs real documents"]
fn real_expressions_find_what_spectral_finds() {
    let folder = real_documents().join("lint");
    let cases: Value = json(&folder.join("_jsonpath.json"));
    let cases = cases.as_array().expect("a list");
    let mut wrong = Vec::new();
    for case in cases {
        let text = case["expr"].as_str().expect("an expression");
        if let Some(difference) = difference(&folder, case, text) {
            wrong.push(format!("{text}: {difference}"));
        }
    }
    let right = cases.len() - wrong.len();
    assert!(right * 100 >= cases.len() * 99, "{right} of {} agree\n{}", cases.len(), wrong.join("\n"));
}

fn difference(folder: &std::path::Path, case: &Value, text: &str) -> Option<String> {
    let expression = match parse(text) {
        Ok(expression) => expression,
        Err(error) => return Some(error.to_string()),
    };
    for (name, expected) in case["results"].as_object().expect("results") {
        let document: Value = json(&folder.join("_docs").join(format!("{name}.json")));
        let expected: BTreeSet<String> =
            expected.as_array()?.iter().map(|path| serde_json::to_string(path).expect("a path")).collect();
        let found: BTreeSet<String> = find(&document, &Plain, &expression)
            .iter()
            .map(|pointer| serde_json::to_string(pointer.tokens()).expect("a path"))
            .collect();
        if found != expected {
            let missing = expected.difference(&found).next();
            let extra = found.difference(&expected).next();
            return Some(format!(
                "{name}: {} instead of {}, missing {missing:?}, extra {extra:?}",
                found.len(),
                expected.len()
            ));
        }
    }
    None
}

fn json(path: &std::path::Path) -> Value {
    serde_json::from_str(&std::fs::read_to_string(path).expect("a file")).expect("JSON")
}
