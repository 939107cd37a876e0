//! Rulesets from elsewhere: behind URLs only where that is allowed, in installed packages always.

use std::path::Path;

use crate::support::server::{Server, reply};
use crate::support::{Ran, scratch, specline_in, write};

const DOCUMENT: &str = "openapi: 3.0.0\ninfo: {title: items, version: '1'}\npaths: {}\n";
const TITLE: &str = "rules:\n  title: {given: $.info, then: {field: title, function: pattern, functionOptions: {match: '^[A-Z]'}}}\n";

fn lint(folder: &Path, rules: &str, flags: &[&str]) -> Ran {
    write(&folder.join("api.yaml"), DOCUMENT);
    write(&folder.join("rules.yaml"), rules);
    let args = ["lint", "api.yaml", "-r", "rules.yaml", "-f", "json", "--fail-on", "never"];
    specline_in(folder, &[&args[..], flags].concat())
}

#[test]
fn a_url_is_fetched_only_where_that_is_allowed() {
    let server = Server::start(|request| match request.path.as_str() {
        "/team/rules.yaml" => reply(200, &[], b"extends: ../base.yaml\n"),
        "/base.yaml" => reply(200, &[], TITLE.as_bytes()),
        _ => reply(404, &[], b""),
    });
    let folder = scratch();
    let rules = format!("extends: {}/team/rules.yaml\n", server.url);
    let refused = lint(folder.path(), &rules, &[]).expect(2).err;
    assert!(refused.contains("rules.yaml:1:1") && refused.contains("--fetch-rulesets"), "{refused}");
    assert!(server.requests().is_empty(), "nothing is asked for without leave");
    let found = lint(folder.path(), &rules, &["--fetch-rulesets"]).expect(0).out;
    assert!(found.contains("\"title\""), "{found}");
    let gone = format!("extends: {}/gone.yaml\n", server.url);
    let failed = lint(folder.path(), &gone, &["--fetch-rulesets"]).expect(2).err;
    assert!(failed.contains("gone.yaml") && failed.contains("404"), "{failed}");
}

#[test]
fn a_package_is_found_where_npm_installs_it() {
    let folder = scratch();
    let package = folder.path().join("node_modules/@acme/rules");
    write(&package.join("package.json"), "{\"main\": \"lib/rules.yaml\"}");
    write(&package.join("lib/rules.yaml"), TITLE);
    write(&package.join("other.yaml"), TITLE);
    let below = folder.path().join("apis");
    for name in ["'@acme/rules'", "'@acme/rules/other.yaml'"] {
        let found = lint(&below, &format!("extends: {name}\n"), &[]).expect(0).out;
        assert!(found.contains("\"title\""), "{name}: {found}");
    }
    let missing = lint(&below, "extends: '@acme/others'\n", &[]).expect(2).err;
    assert!(missing.contains("npm install @acme/others"), "{missing}");
    write(&package.join("package.json"), "{\"main\": \"index.js\"}");
    write(&package.join("index.js"), "module.exports = {}");
    let script = lint(&below, "extends: '@acme/rules'\n", &[]).expect(2).err;
    assert!(script.contains("JavaScript"), "{script}");
}
