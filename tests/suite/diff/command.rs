//! `specline diff` as people call it: folders, URLs, configuration, exceptions, ignore files.

use std::path::Path;

use serde_json::{Value, json};

use super::{document, exchange};
use crate::support::server::{Server, json as reply};
use crate::support::{Ran, scratch, specline_in, write};

fn shop(kind: &str) -> Value {
    document(exchange(json!({ "type": "object", "properties": { "total": { "type": kind } } })), json!({}))
}

fn put(folder: &Path, name: &str, document: &Value) {
    write(&folder.join(name), &document.to_string());
}

fn found(ran: &Ran) -> Vec<String> {
    let all = ran.json();
    let all = all.as_array().expect("an array").iter();
    all.map(|change| change["id"].as_str().expect("an id").to_owned()).collect()
}

const BOTH: [&str; 2] = ["request-property-type-changed", "response-property-type-changed"];

/// A folder with `base.json` and `revision.json` that differ by the type of one property.
fn pair() -> tempfile::TempDir {
    let folder = scratch();
    put(folder.path(), "base.json", &shop("string"));
    put(folder.path(), "revision.json", &shop("boolean"));
    folder
}

#[test]
fn either_side_may_be_a_url() {
    let folder = pair();
    let server = Server::start(|request| match request.path.as_str() {
        "/old/openapi.json" => reply(&shop("string").to_string()),
        _ => reply(&shop("boolean").to_string()),
    });
    let (old, new) = (format!("{}/old/openapi.json", server.url), format!("{}/new/openapi.json", server.url));
    for sides in [[old.as_str(), "revision.json"], ["base.json", &new], [&old, &new]] {
        let ran =
            specline_in(folder.path(), &["diff", sides[0], sides[1], "-f", "json", "--min-level", "err"]);
        assert_eq!(found(&ran.expect(0)), BOTH, "{sides:?}");
    }
}

#[test]
fn a_url_that_gives_no_document_is_named() {
    let folder = pair();
    let server = Server::start(|_| reply("{\"no\":\"document\"}"));
    let url = format!("{}/openapi.json", server.url);
    let ran = specline_in(folder.path(), &["diff", "base.json", &url]);
    assert_ne!(ran.code, 0);
    assert!(ran.err.contains(&url), "{}", ran.err);
}

#[test]
fn the_configuration_counts_and_flags_override_it() {
    let folder = pair();
    let settings = "[compatibility]\nmin-level = \"err\"\n\n[compatibility.severity]\nrequest-property-type-changed = \"info\"\n";
    write(&folder.path().join("specline.toml"), settings);
    let run = |flags: &[&str]| {
        let args = [&["diff", "base.json", "revision.json", "-f", "json"], flags].concat();
        found(&specline_in(folder.path(), &args).expect(0))
    };
    assert_eq!(run(&[]), BOTH[1..]);
    assert_eq!(run(&["--min-level", "info"]).iter().filter(|id| BOTH.contains(&id.as_str())).count(), 2);
}

#[test]
fn a_configuration_that_is_wrong_is_an_error_of_usage() {
    let folder = pair();
    write(&folder.path().join("specline.toml"), "[compatibility]\nlevel = 3\n");
    let ran = specline_in(folder.path(), &["diff", "base.json", "revision.json"]).expect(2);
    assert!(ran.err.contains("specline.toml"), "{}", ran.err);
}

#[test]
fn exceptions_accept_by_fingerprint_and_say_when_they_are_idle() {
    let folder = pair();
    let all = specline_in(
        folder.path(),
        &["diff", "base.json", "revision.json", "-f", "json", "--min-level", "err"],
    );
    let fingerprint = all.json()[0]["fingerprint"].as_str().expect("a fingerprint").to_owned();
    write(
        &folder.path().join("accepted.toml"),
        &format!(
            "[[exceptions]]\nfingerprint = \"{fingerprint}\"\nreason = \"nobody sends it\"\n\n\
             [[exceptions]]\nid = \"response-property-type-changed\"\nreason = \"until autumn\"\nexpires = \"2026-09-01\"\n\n\
             [[exceptions]]\nid = \"api-removed-without-deprecation\"\nreason = \"long done\"\n"
        ),
    );
    let run = |day: &str| {
        let args = ["diff", "base.json", "revision.json", "-f", "json", "--min-level", "err", "--as-of", day];
        specline_in(folder.path(), &[&args[..], &["--exceptions", "accepted.toml"]].concat()).expect(0)
    };
    let before = run("2026-08-31");
    assert_eq!(found(&before), [""; 0]);
    assert!(before.err.contains("`long done` speaks of no change"), "{}", before.err);
    let after = run("2026-09-02");
    assert_eq!(found(&after), BOTH[1..]);
    assert!(after.err.contains("`until autumn` has expired"), "{}", after.err);
}

#[test]
fn documentation_is_for_programs_that_ask_for_everything() {
    let folder = pair();
    let mut described = shop("string");
    described["paths"]["/orders"]["post"]["summary"] = json!("Order something");
    put(folder.path(), "described.json", &described);
    let run = |flags: &[&str]| {
        specline_in(folder.path(), &[&["diff", "base.json", "described.json"], flags].concat()).expect(0)
    };
    let all = run(&["-f", "json"]);
    assert_eq!(found(&all), ["api-summary-changed"]);
    assert_eq!(all.json()[0]["section"], "documentation");
    assert_eq!(found(&run(&["-f", "json", "--min-level", "info"])), [""; 0]);
    let report = run(&[]);
    assert!(!report.out.contains("api-summary-changed"), "{}", report.out);
    assert!(report.err.contains("1 changes of documentation"), "{}", report.err);
    assert!(run(&["--documentation"]).out.contains("api-summary-changed"));
}

/// Two folders with three services, of which one differs.
fn folders() -> tempfile::TempDir {
    let folder = scratch();
    for side in ["old", "new"] {
        for service in ["users", "items"] {
            let paths = json!({ format!("/{service}"): { "get": { "responses": {} } } });
            put(folder.path(), &format!("{side}/{service}.json"), &document(paths, json!({})));
        }
    }
    put(folder.path(), "old/orders.json", &shop("string"));
    put(folder.path(), "new/orders.json", &shop("boolean"));
    folder
}

#[test]
fn only_files_that_differ_are_compared() {
    let folder = folders();
    let ran =
        specline_in(folder.path(), &["diff", "old", "new", "-f", "json", "--min-level", "err"]).expect(0);
    assert_eq!(found(&ran), BOTH);
    assert_eq!(ran.json()[0]["service"], "orders");
}

#[test]
fn whether_a_path_is_gone_is_asked_of_every_service() {
    let folder = folders();
    let with = |methods: Value| document(json!({ "/users": methods }), json!({}));
    let (get, post) = (json!({ "responses": {} }), json!({ "responses": {} }));
    // The path stays: another service, whose file is the same, has it as well.
    put(folder.path(), "old/orders.json", &with(json!({ "post": post, "put": get })));
    put(folder.path(), "new/orders.json", &document(json!({}), json!({})));
    let ran =
        specline_in(folder.path(), &["diff", "old", "new", "-f", "json", "--min-level", "err"]).expect(0);
    assert_eq!(found(&ran), ["api-removed-without-deprecation"; 2]);
}

#[test]
fn a_document_without_its_version_is_compared_and_one_that_is_none_is_left_out() {
    let folder = folders();
    let mut forgetful = shop("string");
    forgetful.as_object_mut().expect("an object").shift_remove("openapi");
    put(folder.path(), "old/orders.json", &forgetful);
    let mut revision = shop("string");
    revision["paths"]["/carts"] = json!({ "get": { "responses": {} } });
    put(folder.path(), "new/orders.json", &revision);
    write(&folder.path().join("new/users.json"), "{\"html\": \"Service Unavailable\"}");
    let ran =
        specline_in(folder.path(), &["diff", "old", "new", "-f", "json", "--min-level", "info"]).expect(0);
    assert_eq!(found(&ran), ["endpoint-added"]);
    assert!(ran.err.contains("compared as OpenAPI 3.0: old/orders.json"), "{}", ran.err);
    assert!(ran.err.contains("left out on both sides: new/users.json"), "{}", ran.err);
}

#[test]
fn lines_of_an_ignore_file_leave_out_what_they_speak_of() {
    let folder = scratch();
    let with = |statuses: &[&str]| {
        let responses: serde_json::Map<String, Value> =
            statuses.iter().map(|status| ((*status).to_owned(), json!({ "description": "ok" }))).collect();
        document(json!({ "/a": { "get": { "responses": responses } } }), json!({}))
    };
    put(folder.path(), "base.json", &with(&["200", "201", "204"]));
    put(folder.path(), "revision.json", &with(&["204"]));
    write(&folder.path().join("ignore.txt"), "GET /a removed the success response with the status `200`\n");
    let args = [
        "diff",
        "base.json",
        "revision.json",
        "-f",
        "json",
        "--err-ignore",
        "ignore.txt",
        "--min-level",
        "err",
    ];
    let ran = specline_in(folder.path(), &args).expect(0);
    let left: Vec<Value> =
        ran.json().as_array().expect("changes").iter().map(|one| one["before"].clone()).collect();
    assert_eq!(left, [json!("201")]);
}

#[test]
fn a_misspelt_check_is_told_of() {
    let folder = pair();
    let run = |flag: &str, text: &str| {
        write(&folder.path().join("file.txt"), text);
        specline_in(folder.path(), &["diff", "base.json", "revision.json", flag, "file.txt"])
    };
    let exception =
        run("--exceptions", "[[exceptions]]\nid = \"api-removed\"\nreason = \"typo\"\n").expect(2);
    assert!(exception.err.contains("`api-removed`, which is no check"), "{}", exception.err);
    let level = run("--severity-levels", "api-removed err\n").expect(0);
    assert!(level.err.contains("`api-removed`, which is no check"), "{}", level.err);
}

#[test]
fn a_pattern_behind_q_is_what_it_is_to_oasdiff() {
    let folder = pair();
    let args = ["diff", "base.json", "revision.json", "-f", "json", "--min-level", "err"];
    let ran = specline_in(folder.path(), &[&args[..], &["-q", "^/orders$"]].concat());
    assert_eq!(found(&ran.expect(0)), [""; 0]);
    let ran = specline_in(folder.path(), &[&args[..], &["-q", "^/other$"]].concat());
    assert_eq!(found(&ran.expect(0)), BOTH);
    // Without one it asks for silence, as everywhere.
    assert_eq!(found(&specline_in(folder.path(), &[&args[..], &["-q"]].concat()).expect(0)), BOTH);
    let ran = specline_in(folder.path(), &["diff", "base.json", "revision.json", "third.json"]);
    assert_eq!(ran.code, 2, "{}", ran.err);
}

#[test]
fn good_news_is_folded_with_the_documentation() {
    let folder = scratch();
    let limited = |limit: Value| {
        let body = json!({ "content": { "text/plain": { "schema": limit } } });
        document(json!({ "/notes": { "post": { "requestBody": body, "responses": {} } } }), json!({}))
    };
    put(folder.path(), "base.json", &limited(json!({ "type": "string", "maxLength": 9 })));
    put(folder.path(), "revision.json", &limited(json!({ "type": "string" })));
    let ran = specline_in(folder.path(), &["diff", "base.json", "revision.json"]).expect(0);
    assert!(
        !ran.out.contains("maxLength") && ran.err.contains("nobody has to act"),
        "{}{}",
        ran.out,
        ran.err
    );
    let ran =
        specline_in(folder.path(), &["diff", "base.json", "revision.json", "--documentation"]).expect(0);
    assert!(ran.out.contains("maxLength"), "{}", ran.out);
}

#[test]
fn standard_input_is_one_side_only() {
    let ran = specline_in(pair().path(), &["diff", "-", "-"]);
    assert_eq!(ran.code, 2, "{}", ran.err);
    assert!(ran.err.contains("standard input"), "{}", ran.err);
}

#[test]
fn a_pattern_that_is_none_is_explained_once() {
    let ran = specline_in(pair().path(), &["diff", "base.json", "revision.json", "--match-path", "("]);
    assert_eq!(ran.code, 2, "{}", ran.err);
    assert_eq!(ran.err.matches("unclosed group").count(), 1, "{}", ran.err);
}
