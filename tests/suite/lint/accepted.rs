//! Exceptions and ignores: what they accept is not reported, and what does nothing any more is told.

use crate::support::{Ran, scratch, specline_in, write};

const DOCUMENT: &str = "\
openapi: 3.0.0
info: {title: Items, version: '1', x-lint-ignore: {id: info-contact, reason: internal}}
servers: [{url: 'https://a.example'}]
paths:
  /items/{id}:
    get:
      operationId: item
      description: One item.
      parameters: [{in: path, name: id, required: true, schema: {type: string}}]
      responses: {'200': {description: The item.}}
";

fn lint(exceptions: &str, flags: &[&str]) -> Ran {
    let folder = scratch();
    write(&folder.path().join("items.yaml"), DOCUMENT);
    write(&folder.path().join("specline.toml"), exceptions);
    let args = ["lint", "items.yaml", "-f", "json", "--fail-on", "warn", "--as-of", "2026-05-01"];
    specline_in(folder.path(), &[&args[..], flags].concat())
}

fn exception(id: &str, rest: &str) -> String {
    format!("[[lint.exceptions]]\nid = \"{id}\"\n{rest}\nreason = \"agreed\"\n")
}

fn codes(ran: &Ran) -> Vec<String> {
    let found = ran.json();
    found.as_array().unwrap().iter().map(|finding| finding["code"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn what_is_accepted_neither_shows_nor_fails() {
    let all = lint("", &[]).expect(1);
    assert_eq!(codes(&all), ["info-description", "operation-tags"]);
    assert_eq!(all.err, "1 finding is accepted\n", "the ignore in the document");
    let settings = exception("info-description", "service = \"items\"")
        + &exception("operation-tags", "operation = \"GET /items/{itemId}\"\nexpires = \"2026-05-01\"");
    let none = lint(&settings, &[]).expect(0);
    assert_eq!((codes(&none), none.err.as_str()), (vec![], "3 findings are accepted\n"));
}

#[test]
fn an_exception_that_does_nothing_is_told() {
    let told = |settings: &str, flags: &[&str]| lint(settings, flags).expect(1).err;
    let expired = told(&exception("operation-tags", "expires = \"2026-04-30\""), &[]);
    assert!(expired.contains("the exception for `agreed` has expired"), "{expired}");
    let idle = told(&exception("operation-tags", "pointer = \"/paths/~1other\""), &[]);
    assert!(idle.contains("the exception for `agreed` speaks of no finding"), "{idle}");
    let unknown = told(&exception("operation-tag", ""), &[]);
    assert!(unknown.contains("speaks of `operation-tag`, which is no rule"), "{unknown}");
    let skipped = told(&exception("operation-tags", ""), &["--skip", "operation-tags"]);
    assert!(!skipped.contains("agreed"), "a rule that does not run finds nothing: {skipped}");
}

#[test]
fn exceptions_can_stand_in_a_file_of_their_own() {
    let folder = scratch();
    write(&folder.path().join("items.yaml"), DOCUMENT);
    let known = "[[exceptions]]\nid = \"operation-tags\"\nreason = \"later\"\n";
    write(&folder.path().join("known.toml"), known);
    let args = ["lint", "items.yaml", "-f", "json", "--exceptions", "known.toml"];
    assert_eq!(codes(&specline_in(folder.path(), &args).expect(0)), ["info-description"]);
    write(&folder.path().join("known.toml"), "[[exceptions]]\nid = \"operation-tags\"\n");
    let refused = specline_in(folder.path(), &args).expect(2).err;
    assert!(refused.contains("known.toml") && refused.contains("reason"), "{refused}");
}
