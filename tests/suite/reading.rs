//! Every row of `docs/reading.md` is what happens.

use specline::json::{canonical, number};
use specline::openapi::Document;

/// The texts and verdicts of the tables: `text`, `verdict`.
fn rows(page: &str) -> Vec<(String, String)> {
    let cells = page.lines().filter_map(|line| line.strip_prefix("| `")?.split_once("` | "));
    let rows = cells.map(|(text, rest)| {
        let verdict = rest.split(" | ").next().unwrap_or_default();
        (serde_json::from_str(text).unwrap_or_else(|error| panic!("{text}: {error}")), verdict.to_owned())
    });
    rows.collect()
}

#[test]
fn texts_are_read_as_the_page_says() {
    let page =
        std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/reading.md")).expect("the page");
    let (json, yaml) = page.split_once("\n## YAML").expect("two tables");
    for (origin, half, least) in [("x.json", json, 30), ("x.yaml", yaml, 30)] {
        let rows = rows(half);
        assert!(rows.len() >= least, "{origin}: {} rows", rows.len());
        for (text, verdict) in rows {
            let read = Document::read("x", origin, text.clone().into_bytes());
            match (verdict.as_str(), read) {
                ("refused", Err(error)) => assert!(error.position.is_some(), "{text:?}: {error}"),
                ("doubled", Ok(document)) => assert!(!document.doubled_keys().is_empty(), "{text:?}"),
                (expected, Ok(document)) if expected.starts_with('`') => {
                    let expected = specline::json::parse(expected.trim_matches('`')).expect("a tree");
                    assert!(number::equal(&document.value, &expected), "{text:?}: {}", document.value);
                    assert_eq!(canonical::print(&document.value), canonical::print(&expected), "{text:?}");
                    assert!(document.doubled_keys().is_empty(), "{text:?}");
                }
                (expected, Ok(document)) => {
                    panic!("{text:?} was to be {expected}, and is {}", document.value)
                }
                (expected, Err(error)) => panic!("{text:?} was to be {expected}: {error}"),
            }
        }
    }
}

#[test]
fn bytes_that_are_no_text_are_refused_with_their_place() {
    for (bytes, place) in
        [(&b"{\"a\":\"\xff\"}"[..], "byte 6"), (b"\xff\xfe{\0}\0", "byte 0"), (b"a: \xc0\xaf", "byte 3")]
    {
        let error = Document::read("x", "x.json", bytes.to_vec()).expect_err("no UTF-8").to_string();
        assert!(error.contains(place) && error.contains("UTF-8"), "{error}");
    }
}
