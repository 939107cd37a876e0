//! A night holds its findings against a baseline, which shrinks by itself and never grows.

use std::path::Path;

use crate::support::{Ran, scratch, specline_in, write};

const CONFIG: &str = "name = \"shop\"\n[lint]\nbaseline = \"lint-baseline.json\"\nonly = [\"info-contact\", \"operation-tags\"]\n[[lint.exceptions]]\nid = \"operation-description\"\nreason = \"nobody reads them\"\nexpires = \"2026-01-31\"\n";

fn document(contact: &str) -> String {
    format!(
        "{{\"openapi\": \"3.0.3\", \"info\": {{\"title\": \"Items\", \"version\": \"1\"{contact}}},
           \"servers\": [{{\"url\": \"https://a.example\"}}],
           \"paths\": {{\"/items\": {{\"get\": {{\"responses\": {{\"200\": {{\"description\": \"The items.\"}}}}}}}}}}}}\n"
    )
}

fn night(root: &Path, date: &str) -> Ran {
    specline_in(root, &["run", "--offline", "--date", date]).expect(0)
}

#[test]
fn the_first_night_writes_a_baseline_and_later_ones_are_held_against_it() {
    let folder = scratch();
    let root = folder.path();
    let read = |path: &str| std::fs::read_to_string(root.join(path)).unwrap();
    write(&root.join("specline.toml"), CONFIG);
    write(&root.join("specs/items.json"), &document(""));
    let first = night(root, "2026-02-01");
    assert!(first.err.contains("the exception for `nobody reads them` has expired"), "{}", first.err);
    let known = read("lint-baseline.json");
    assert!(known.contains("info-contact") && known.contains("operation-tags"), "{known}");
    assert_eq!(read("consolidated/lint.json").matches("\"baselineState\": \"unchanged\"").count(), 2);
    night(root, "2026-02-02");
    assert_eq!(read("lint-baseline.json"), known, "a night without a change touches nothing");
    write(&root.join("specs/items.json"), &document(", \"contact\": {\"name\": \"us\"}"));
    let fixed = night(root, "2026-02-03");
    assert!(fixed.err.contains("1 were fixed upstream"), "{}", fixed.err);
    let report = read("consolidated/lint.json");
    assert!(!report.contains("info-contact"), "{report}");
    assert!(read("consolidated/CHANGELOG.md").contains("put right upstream: items (1 `info-contact`)."));

    let operation = |tag: &str| {
        document(", \"contact\": {\"name\": \"us\"}").replace("\"get\": {", &format!("\"get\": {{{tag}"))
    };
    write(&root.join("specs/items.json"), &operation("\"tags\": [\"items\"], \"deprecated\": true, "));
    night(root, "2026-02-04");
    let entry = read("consolidated/CHANGELOG.md");
    assert!(
        entry.contains("1 finding of the linter was put right upstream: items (1 `operation-tags`)."),
        "{entry}"
    );
    let page = std::fs::read_dir(root.join("consolidated/site/entries")).unwrap().filter_map(Result::ok);
    let told = |path: &Path| std::fs::read_to_string(path).unwrap().contains("put right upstream");
    assert_eq!(page.filter(|page| told(&page.path())).count(), 2);
}

#[test]
fn what_went_away_with_its_operation_was_not_put_right() {
    let folder = scratch();
    let root = folder.path();
    write(
        &root.join("specline.toml"),
        "name = \"shop\"\n[lint]\nbaseline = \"lint-baseline.json\"\nonly = [\"operation-tags\"]\n",
    );
    let two = document("").replace("\"/items\": {", "\"/other\": {\"get\": {\"tags\": [\"x\"], \"responses\": {\"200\": {\"description\": \"d\"}}}}, \"/items\": {");
    write(&root.join("specs/items.json"), &two);
    night(root, "2026-02-01");
    let one = two
        .replace("\"/items\": {", "\"/things\": {")
        .replace("\"get\": {\"responses\"", "\"get\": {\"tags\": [\"x\"], \"responses\"");
    write(&root.join("specs/items.json"), &one);
    let removed = night(root, "2026-02-02");
    assert!(removed.err.contains("0 were fixed upstream, 1 went away"), "{}", removed.err);
    let record = std::fs::read_to_string(root.join("consolidated/changelog.json")).unwrap();
    assert!(record.contains("/things") && !record.contains("lint_fixed"), "{record}");
}
