//! From an empty repository to a changelog: `specline init`, a night, a change, another night.

use std::path::Path;

use crate::support::{scratch, specline_in, write};

const ORDERS: &str = "openapi: 3.0.3
info: {title: Orders, version: 1.0.0}
paths:
  /orders:
    get:
      parameters:
        - {name: limit, in: query, schema: {type: integer, maximum: 100}}
      responses:
        '200': {description: ok}
";

const STOCK: &str = r#"{"openapi": "3.1.0", "info": {"title": "Stock", "version": "2"}, "paths": {"/items/{id}": {"get": {
  "parameters": [{"name": "id", "in": "path", "required": true, "schema": {"type": "string"}}],
  "responses": {"200": {"description": "ok", "content": {"application/json": {"schema": {"type": ["object", "null"]}}}}}}}}}"#;

fn read(folder: &Path, name: &str) -> String {
    std::fs::read_to_string(folder.join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

#[test]
fn documents_of_two_versions_lead_to_a_changelog_with_no_other_step() {
    let folder = scratch();
    let folder = folder.path();
    write(&folder.join("services/orders.yaml"), ORDERS);
    write(&folder.join("services/stock.json"), STOCK);
    write(&folder.join("README.md"), "# Shop\n");
    let begun = specline_in(folder, &["init", "--folder", "services", "--title", "Shop API"]);
    assert_eq!(begun.code, 0, "{}", begun.err);
    let first = specline_in(folder, &["run", "--date", "2026-01-01"]);
    assert_eq!(first.code, 0, "{}", first.err);
    write(&folder.join("services/orders.yaml"), &ORDERS.replace("100", "20"));
    let second = specline_in(folder, &["run", "--date", "2026-01-02"]);
    assert_eq!(second.code, 0, "{}", second.err);
    let changelog = read(folder, "consolidated/CHANGELOG.md");
    assert!(changelog.contains("## 2.0.0 (2026-01-02)"), "{changelog}");
    assert!(
        changelog.contains("`GET /orders`: The query parameter `limit` may be at most 20 now, not 100."),
        "{changelog}"
    );
    assert!(!changelog.contains("while the version stays"), "{changelog}");
    assert!(read(folder, "README.md").starts_with("# Shop\n\n<!-- specline -->\n## Shop API\n"));
    assert!(folder.join("consolidated/shop-api.postman_collection.json").is_file());
}

#[test]
fn a_second_call_changes_nothing() {
    let folder = scratch();
    let folder = folder.path();
    write(&folder.join("services/stock.json"), STOCK);
    let files = ["specline.toml", "README.md", ".gitignore", ".github/workflows/specline.yml"];
    let all = || files.map(|name| read(folder, name));
    let args = ["init", "--folder", "services", "--base-url", "https://api.example.com"];
    assert_eq!(specline_in(folder, &args).code, 0);
    let before = all();
    assert!(before[0].contains("base-url = \"https://api.example.com\"") && !before[0].contains("openapi ="));
    assert_eq!(specline_in(folder, &args).code, 0);
    assert_eq!(all(), before);
}
