//! Real documents: what a lossy merge would leave behind is not there.

use std::collections::BTreeMap;

use crate::support::{real_documents, scratch, specline_in};

#[test]
#[ignore = "needs real documents"]
fn the_consolidated_document_shows_no_damage() {
    let snapshots = real_documents().join("qlik/snapshots");
    let newest = std::fs::read_dir(&snapshots).expect("the snapshots").flatten().map(|entry| entry.path());
    let newest = newest.filter(|path| path.is_dir()).max().expect("a snapshot");
    let folder = scratch();
    specline_in(folder.path(), &["merge", newest.to_str().unwrap(), "-o", "all.json"]).expect(0);
    let args = ["lint", "all.json", "-r", "spectral:oas", "-f", "json", "--fail-on", "never"];
    let found = specline_in(folder.path(), &args).expect(0).json();
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for finding in found.as_array().unwrap() {
        *counts.entry(finding["code"].as_str().unwrap()).or_default() += 1;
    }
    let count = |code: &str| counts.get(code).copied().unwrap_or_default();
    for code in [
        "invalid-ref",
        "operation-operationId-unique",
        "oas3-unused-component",
        "oas3-operation-security-defined",
    ] {
        assert_eq!(count(code), 0, "{code} of {counts:?}");
    }
    assert_eq!(count("path-params"), 1, "the one that its author left: {counts:?}");
}
