//! `[lint]` of specline.toml holds for `specline lint`; flags win over it.

use crate::support::{scratch, specline_in, write};

const DOCUMENT: &str =
    "openapi: 3.0.0\ninfo: {title: Items, version: '1'}\nservers: [{url: 'https://a.example'}]\npaths: {}\n";
const RULES: &str = "rules:\n  named: {given: $.info, then: {field: title, function: pattern, functionOptions: {match: '^API'}}}\n  contact: {given: $.info, severity: error, then: {field: contact, function: truthy}}\n";

fn codes(ran: &crate::support::Ran) -> Vec<String> {
    let found = ran.json();
    found.as_array().unwrap().iter().map(|finding| finding["code"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn what_is_set_holds_and_flags_win() {
    let folder = scratch();
    let root = folder.path();
    write(&root.join("api.yaml"), DOCUMENT);
    write(&root.join("rules/own.yaml"), RULES);
    let settings = "[lint]\nruleset = \"rules/own.yaml\"\nfail-on = \"warn\"\nskip = [\"contact\"]\n";
    write(&root.join("specline.toml"), settings);
    let set = specline_in(root, &["lint", "api.yaml", "-f", "json"]).expect(1);
    assert_eq!(codes(&set), ["named"]);
    let lenient = specline_in(root, &["lint", "api.yaml", "-f", "json", "--fail-on", "error"]).expect(0);
    assert_eq!(codes(&lenient), ["named"]);
    let skipped = specline_in(root, &["lint", "api.yaml", "-f", "json", "--skip", "named"]).expect(1);
    assert_eq!(codes(&skipped), ["contact"]);
    let other = specline_in(root, &["lint", "api.yaml", "-f", "json", "-r", "spectral:oas"]).expect(1);
    assert!(codes(&other).contains(&"info-contact".to_owned()), "another ruleset is taken as it is");
}

#[test]
fn paths_are_those_of_the_configuration() {
    let folder = scratch();
    let root = folder.path();
    write(&root.join("api/api.yaml"), DOCUMENT);
    write(&root.join("own.yaml"), RULES);
    write(&root.join("specline.toml"), "[lint]\nruleset = \"own.yaml\"\nbaseline = \"known.txt\"\n");
    let args = ["lint", "api.yaml", "-f", "json", "--config", "../specline.toml"];
    let written = specline_in(&root.join("api"), &[&args[..], &["--update-baseline"]].concat());
    assert_eq!(written.code, 0, "{}", written.err);
    assert!(root.join("known.txt").is_file());
    specline_in(&root.join("api"), &args).expect(0);
}

#[test]
fn there_is_no_baseline_to_write_when_none_is_named() {
    let folder = scratch();
    write(&folder.path().join("api.yaml"), DOCUMENT);
    let ran = specline_in(folder.path(), &["lint", "api.yaml", "--update-baseline"]).expect(2);
    assert!(ran.err.contains("--baseline"), "{}", ran.err);
}
