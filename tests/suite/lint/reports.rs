//! Every format of a report over the same findings.

use serde_json::Value;

use crate::support::{Ran, scratch, specline_in, write};

const DOCUMENT: &str = r"openapi: 3.0.3
info: {title: '<Items>', version: '1'}
servers: [{url: 'https://a.example'}]
paths:
  /items/{id}:
    get:
      responses:
        '200': {$ref: '#/components/responses/Gone'}
";

fn report(format: &str) -> Ran {
    let folder = scratch();
    write(&folder.path().join("api.yaml"), DOCUMENT);
    specline_in(
        folder.path(),
        &["lint", "api.yaml", "-r", "spectral:oas", "-f", format, "--fail-on", "never"],
    )
    .expect(0)
}

#[test]
fn every_format_is_as_it_was() {
    for format in ["text", "json", "junit", "github", "markdown", "codeclimate", "html", "sarif"] {
        let out =
            report(format).out.replace(concat!("specline ", env!("CARGO_PKG_VERSION")), "specline VERSION");
        let version = concat!("\"semanticVersion\": \"", env!("CARGO_PKG_VERSION"), "\"");
        insta::assert_snapshot!(format, out.replace(version, "\"semanticVersion\": \"VERSION\""));
    }
}

/// What the schema of SARIF 2.1.0 demands of the parts that are written here, and what code scanning needs of them.
#[test]
fn sarif_has_the_structure_that_its_readers_demand() {
    let log = report("sarif").json();
    assert_eq!(log["version"], "2.1.0");
    assert!(log["$schema"].as_str().is_some_and(|url| url.ends_with("sarif-schema-2.1.0.json")));
    let run = &log["runs"][0];
    let driver = &run["tool"]["driver"];
    assert!(driver["name"].is_string() && driver["informationUri"].as_str().unwrap().starts_with("https://"));
    assert_eq!(run["columnKind"], "utf16CodeUnits");
    let rules: Vec<&str> =
        driver["rules"].as_array().unwrap().iter().map(|rule| rule["id"].as_str().unwrap()).collect();
    let mut sorted = rules.clone();
    sorted.sort_unstable();
    sorted.dedup();
    assert_eq!(rules, sorted, "ids are unique and in order");
    let results = run["results"].as_array().unwrap();
    assert!(!results.is_empty());
    for result in results {
        check_result(result, &rules);
    }
}

fn check_result(result: &Value, rules: &[&str]) {
    let at = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
    assert_eq!(rules[at], result["ruleId"].as_str().unwrap());
    assert!(["error", "warning", "note", "none"].contains(&result["level"].as_str().unwrap()));
    assert!(result["message"]["text"].as_str().is_some_and(|text| !text.is_empty()));
    let fingerprints = result["partialFingerprints"].as_object().unwrap();
    assert!(fingerprints.values().all(Value::is_string));
    let location = &result["locations"][0];
    assert!(location["logicalLocations"][0]["fullyQualifiedName"].is_string());
    let physical = &location["physicalLocation"];
    let uri = physical["artifactLocation"]["uri"].as_str().unwrap();
    assert!(!uri.contains(' ') && !uri.contains('\\'), "{uri}");
    let number = |name: &str| physical["region"][name].as_u64().unwrap();
    assert!(number("startLine") >= 1 && number("startColumn") >= 1);
    assert!(
        (number("endLine"), number("endColumn")) >= (number("startLine"), number("startColumn")),
        "regions end behind their start"
    );
}
