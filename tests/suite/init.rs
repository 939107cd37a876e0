//! From an empty repository to a changelog: `specline init`, a night, a change, another night.

use std::path::Path;

use crate::support::server::{Server, json, reply};
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

/// A portal with pages of two kinds, documents for one of them, and one page that is no service.
fn portal() -> Server {
    Server::start(|request| {
        let document = |title: &str| {
            json(&format!(
                r#"{{"openapi": "3.0.3", "info": {{"title": "{title}", "version": "1"}}, "paths": {{"/{title}": {{"get": {{"responses": {{"200": {{"description": "ok"}}}}}}}}}}}}"#
            ))
        };
        match request.path.as_str() {
            "/sitemap.xml" => {
                let pages = [
                    "/blog/a",
                    "/blog/b",
                    "/blog/c",
                    "/apis/errors",
                    "/apis/orders",
                    "/apis/v2/stock",
                    "/about",
                ];
                let lines: Vec<String> = pages
                    .iter()
                    .map(|page| format!("<url><loc>http://{}{page}</loc></url>", request.headers["host"]))
                    .collect();
                reply(200, &[], format!("<urlset>{}</urlset>", lines.concat()).as_bytes())
            }
            "/specs/orders.json" | "/plain/orders.json" => document("orders"),
            "/specs/v2/stock.json" => document("stock"),
            _ => reply(404, &[], b""),
        }
    })
}

#[test]
fn a_sitemap_alone_is_enough() {
    let portal = portal();
    let folder = scratch();
    let folder = folder.path();
    let sitemap = format!("{}/sitemap.xml", portal.url);
    let begun = specline_in(folder, &["init", "--sitemap", &sitemap]).expect(0);
    let config = read(folder, "specline.toml");
    for line in ["pages = \"/apis/\"", "document = \"/specs/{path}.json\"", "exclude = [\"errors\"]"] {
        assert!(config.contains(line), "{line} is missing:\n{config}\n{}", begun.err);
    }
    assert!(begun.err.contains("2 documents of OpenAPI 3.0: orders, v2-stock"), "{}", begun.err);
    let first = specline_in(folder, &["run"]).expect(0);
    assert!(first.out.contains("2 operations of 2 services"), "{}", first.out);
    portal.forget();
    specline_in(folder, &["init", "--sitemap", &sitemap]).expect(0);
    assert!(portal.requests().is_empty(), "what is configured is not looked at again");
    assert_eq!(read(folder, "specline.toml"), config);
}

#[test]
fn urls_with_and_without_names_are_looked_at() {
    let portal = portal();
    let folder = scratch();
    let folder = folder.path();
    let stock = format!("stock={}/specs/v2/stock.json", portal.url);
    let orders = format!("{}/plain/orders.json", portal.url);
    let begun = specline_in(folder, &["init", "--url", &stock, "--url", &orders]).expect(0);
    assert!(begun.err.contains("2 documents of OpenAPI 3.0: orders, stock"), "{}", begun.err);
    specline_in(folder, &["run"]).expect(0);
    assert!(folder.join("specs/stock.json").is_file() && folder.join("specs/orders.json").is_file());
}

#[test]
fn a_source_that_gives_nothing_is_not_written_down_unless_asked() {
    let portal = portal();
    let folder = scratch();
    let folder = folder.path();
    let url = format!("{}/nowhere.json", portal.url);
    let refused = specline_in(folder, &["init", "--url", &url]).expect(4);
    assert!(refused.err.contains("nothing was written") && refused.err.contains("404"), "{}", refused.err);
    assert_eq!(std::fs::read_dir(folder).expect("the folder").count(), 0);
    specline_in(folder, &["init", "--url", &url, "--no-probe", "--header", "Authorization=PORTAL_TOKEN"])
        .expect(0);
    assert!(read(folder, "specline.toml").contains("\"Authorization\" = \"PORTAL_TOKEN\""));
    let workflow = read(folder, ".github/workflows/specline.yml");
    assert!(
        workflow.contains("PORTAL_TOKEN: ${{ secrets.PORTAL_TOKEN }}\n        run: specline run"),
        "{workflow}"
    );
}

#[test]
fn nothing_to_begin_with_is_an_error_that_says_how() {
    let folder = scratch();
    let empty = specline_in(folder.path(), &["init"]).expect(2);
    assert!(empty.err.contains("specline init --folder DIR"), "{}", empty.err);
    let refused = specline_in(folder.path(), &["init", "--folder", "specs"]).expect(2);
    assert!(refused.err.contains("of another name"), "{}", refused.err);
}

#[test]
fn each_workflow_that_is_written_holds_a_version_and_a_time_of_its_own() {
    for (flag, words) in [("--title=Shop", "git push"), ("--pull-request", "gh pr create")] {
        let folder = scratch();
        let folder = folder.path();
        write(&folder.join("services/stock.json"), STOCK);
        specline_in(folder, &["init", "--folder", "services", flag]).expect(0);
        let workflow = read(folder, ".github/workflows/specline.yml");
        assert!(workflow.contains(words), "{workflow}");
        assert!(workflow.contains(concat!("--version ", env!("CARGO_PKG_VERSION"))), "{workflow}");
        assert!(!workflow.contains("\"7 1 * * *\"") && !workflow.contains("PROGRAM_VERSION"), "{workflow}");
        specline::yaml::parse(&workflow).expect("YAML");
    }
}
