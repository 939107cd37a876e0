//! `specline doctor`: what would keep a night from succeeding, with what to do, and the exit code that the night would have.

use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::support::server::{Server, json, reply};
use crate::support::{scratch, specline_in, specline_with, write};

const DOCUMENT: &str = r#"{"openapi": "3.0.3", "info": {"title": "Items", "version": "1"}, "paths": {"/items": {"get": {"responses": {"200": {"description": "ok"}}}}}}"#;

/// The word of a thing that was looked at, what was found and what to do.
fn told<'a>(ran: &'a Value, check: &str) -> Vec<(&'a str, &'a str, &'a str)> {
    let all = ran.as_array().expect("an array").iter().filter(|one| one["check"] == check);
    all.map(|one| {
        let text = |key: &str| one[key].as_str().unwrap_or_default();
        (text("state"), text("found"), text("fix"))
    })
    .collect()
}

fn doctor(folder: &Path, code: i32) -> Value {
    specline_in(folder, &["doctor", "-f", "json"]).expect(code).json()
}

fn list(folder: &Path, url: &str, more: &str) {
    write(
        &folder.join("specline.toml"),
        &format!(
            "[[sources]]\nkind = \"list\"\nurls = {{ items = \"{url}/items.json\" }}\n[fetch]\nretries = 0\n{more}"
        ),
    );
}

#[test]
fn a_healthy_repository_has_nothing_to_mend_and_nothing_is_written() {
    let server = Server::start(|_| json(DOCUMENT));
    let folder = scratch();
    let folder = folder.path();
    list(folder, &server.url, "");
    write(&folder.join(".github/workflows/n.yml"), "run: specline run\n");
    specline_in(folder, &["run"]).expect(0);
    let before = std::fs::read_dir(folder).expect("the folder").count();
    let ran = specline_in(folder, &["doctor"]).expect(0);
    assert!(ran.out.contains("good  sources        1 document can be fetched"), "{}", ran.out);
    assert!(!ran.out.contains("wrong"), "{}", ran.out);
    assert_eq!(std::fs::read_dir(folder).expect("the folder").count(), before);
    server.forget();
    specline_in(folder, &["doctor", "--offline"]).expect(0);
    assert!(server.requests().is_empty(), "--offline asks nobody");
}

#[test]
fn a_configuration_that_is_missing_or_wrong_comes_first() {
    let folder = scratch();
    let folder = folder.path();
    let ran = doctor(folder, 2);
    assert!(told(&ran, "configuration")[0].1.contains("specline init"));
    write(&folder.join("specline.toml"), "[fetch]\nretrys = 1\n");
    let ran = doctor(folder, 2);
    let (state, found, _) = told(&ran, "configuration")[0];
    assert!(
        state == "wrong" && found.contains("specline.toml:2:1") && found.contains("did you mean `retries`"),
        "{found}"
    );
    write(&folder.join("specline.toml"), "name = \"x\"\n");
    assert!(told(&doctor(folder, 2), "configuration")[0].2.contains("[[sources]]"));
}

#[test]
fn a_source_that_fails_ends_as_the_night_would() {
    let server = Server::start(|request| match request.path.as_str() {
        "/items.json" => reply(404, &[], b"gone"),
        _ => json(DOCUMENT),
    });
    let folder = scratch();
    let folder = folder.path();
    list(folder, &server.url, "");
    let ran = doctor(folder, 4);
    let (state, found, fix) = told(&ran, "sources")[0];
    assert!(state == "wrong" && found.contains("404") && !fix.is_empty(), "{found}");
    specline_in(folder, &["run"]).expect(4);

    let both = format!(
        "[[sources]]\nkind = \"list\"\nurls = [\"{0}/items.json\", \"{0}/other.json\"]\n[fetch]\nretries = 0\n",
        server.url
    );
    write(&folder.join("specline.toml"), &both);
    let ran = doctor(folder, 0);
    let sources = told(&ran, "sources");
    assert_eq!(sources[0].1, "1 document can be fetched");
    assert!(sources[1].0 == "note" && sources[1].1.starts_with("items (http://127.0.0.1"), "{sources:?}");
}

#[test]
fn a_token_must_be_there_and_is_never_printed() {
    let server = Server::start(|request| match request.headers.get("authorization").map(String::as_str) {
        Some("Bearer canary-7") => json(DOCUMENT),
        _ => reply(401, &[], b""),
    });
    let folder = scratch();
    let folder = folder.path();
    list(folder, &server.url, "headers-from-env = { Authorization = \"PORTAL_TOKEN\" }\n");
    let ran = doctor(folder, 2);
    let (state, found, fix) = told(&ran, "tokens")[0];
    assert!(
        state == "wrong" && found.contains("PORTAL_TOKEN") && fix.contains("secrets.PORTAL_TOKEN"),
        "{found} {fix}"
    );
    let ran = specline_with(folder, &["doctor"], &[("PORTAL_TOKEN", "Bearer canary-7")]);
    assert_eq!(ran.code, 0, "{}", ran.out);
    assert!(!ran.out.contains("canary") && !ran.err.contains("canary"));
    let ran = specline_with(folder, &["doctor"], &[("PORTAL_TOKEN", "a\nb")]);
    assert!(ran.code == 2 && ran.out.contains("line break"), "{}", ran.out);
}

#[test]
fn broken_files_and_folders_are_named_with_the_way_back() {
    let server = Server::start(|_| json(DOCUMENT));
    let folder = scratch();
    let folder = folder.path();
    list(folder, &server.url, "");
    specline_in(folder, &["run", "--date", "2026-01-01"]).expect(0);

    write(&folder.join("specs/items.json"), "{\"openapi\": ");
    let ran = doctor(folder, 3);
    let (_, found, fix) = told(&ran, "documents")[0];
    assert!(
        found.contains("specs/items.json") && fix == "restore the file: git checkout -- specs",
        "{found}"
    );
    write(&folder.join("specs/items.json"), DOCUMENT);

    let lock = std::fs::read_to_string(folder.join("consolidated/specline.lock")).expect("the lock");
    write(&folder.join("consolidated/specline.lock"), "<<<<<<< ours\n");
    assert!(told(&doctor(folder, 2), "lock")[0].2.contains("git checkout"));
    write(&folder.join("consolidated/specline.lock"), &format!("{lock}held-since = \"2026-01-01\"\n"));
    let ran = doctor(folder, 0);
    assert!(told(&ran, "lock")[0].1.contains("items (since 2026-01-01)"), "{ran}");
    write(&folder.join("consolidated/specline.lock"), &lock);

    let record = std::fs::read_to_string(folder.join("consolidated/changelog.json")).expect("the record");
    write(&folder.join("consolidated/changelog.json"), &record.replace("2026-01-01", "2999-01-01"));
    let ran = doctor(folder, 2);
    assert!(told(&ran, "clock")[0].1.contains("the newest entry is of 2999-01-01"), "{ran}");
    write(&folder.join("consolidated/changelog.json"), "[]");
    assert_eq!(told(&doctor(folder, 2), "changelog")[0].0, "wrong");
    write(&folder.join("consolidated/changelog.json"), &record);

    std::fs::remove_dir_all(folder.join("specs")).expect("the folder");
    write(&folder.join("specs"), "a file");
    assert!(told(&doctor(folder, 2), "folders")[0].1.contains("is no folder"));
}

#[test]
fn runs_at_work_and_runs_cut_short_are_told_apart() {
    let folder = scratch();
    let folder = folder.path();
    write(&folder.join("services/items.json"), DOCUMENT);
    specline_in(folder, &["init", "--folder", "services"]).expect(0);
    write(&folder.join(".specline/lock"), "process 1 on here since then\n");
    assert!(
        told(&doctor(folder, 0), "runs")[0].1.contains("none is at work"),
        "the file alone locks nothing"
    );
    let held = std::fs::File::open(folder.join(".specline/lock")).expect("the lock");
    held.lock().expect("locked");
    assert!(told(&doctor(folder, 0), "runs")[0].1.contains("process 1 on here"));
    drop(held);
    write(&folder.join(".specline/journal"), "{\"steps\": []}");
    assert!(told(&doctor(folder, 0), "runs")[0].1.contains("cut short"));
    write(&folder.join(".specline/journal"), "{");
    assert_eq!(told(&doctor(folder, 2), "runs")[0].0, "wrong");
}

#[test]
fn folders_that_git_ignores_would_lose_every_night() {
    let folder = scratch();
    let folder = folder.path();
    write(&folder.join("services/items.json"), DOCUMENT);
    specline_in(folder, &["init", "--folder", "services", "--no-workflow"]).expect(0);
    assert!(told(&doctor(folder, 0), "git")[0].1.contains("no repository"));
    assert!(told(&doctor(folder, 0), "workflow")[0].2.contains("specline init"));
    let done =
        Command::new("git").args(["init", "--quiet"]).current_dir(folder).status().expect("git starts");
    assert!(done.success());
    write(&folder.join(".gitignore"), "specs/\n");
    let ran = doctor(folder, 2);
    assert!(told(&ran, "git")[0].1.contains("specs/ is ignored"), "{ran}");
}
