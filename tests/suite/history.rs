//! Entries out of a git history.

use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::support::{real_documents, scratch, specline_in, specline_with, write};

fn git(folder: &Path, day: &str, args: &[&str]) {
    let status = Command::new("git")
        .args(["-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "init.defaultBranch=main"])
        .args(args)
        .current_dir(folder)
        .env("GIT_COMMITTER_DATE", format!("{day} 03:00:00 +0000"))
        .env("GIT_AUTHOR_DATE", "2020-01-01 00:00:00 +0000")
        .output()
        .expect("git starts");
    assert!(status.status.success(), "{args:?}: {}", String::from_utf8_lossy(&status.stderr));
}

fn commit(folder: &Path, day: &str) {
    git(folder, day, &["add", "-A"]);
    git(folder, day, &["commit", "-q", "-m", "a night"]);
}

fn document(paths: &[&str]) -> String {
    let paths: serde_json::Map<String, Value> = paths
        .iter()
        .map(|path| ((*path).to_owned(), serde_json::json!({"get": {"summary": "Lists", "responses": {}}})))
        .collect();
    serde_json::json!({"openapi": "3.0.0", "info": {"title": "x", "version": ""}, "paths": paths}).to_string()
}

fn entries(folder: &Path) -> Vec<Value> {
    let text = std::fs::read_to_string(folder.join("consolidated/changelog.json")).expect("a record");
    let record: Value = serde_json::from_str(&text).expect("JSON");
    record["entries"].as_array().expect("entries").clone()
}

#[test]
fn a_history_is_recorded_once_and_goes_on_where_it_ended() {
    let scratch = scratch();
    let folder = scratch.path();
    git(folder, "2026-01-01", &["init", "-q"]);
    write(&folder.join("specs/items.json"), &document(&["/items"]));
    commit(folder, "2026-01-01");
    write(&folder.join("specs/items.json"), &document(&["/items", "/items/{id}"]));
    commit(folder, "2026-01-02");
    write(&folder.join("specs/items.json"), "<html>an error page</html>");
    commit(folder, "2026-01-02");
    write(&folder.join("specs/items.json"), &document(&["/items", "/items/{id}"]));
    write(&folder.join("specs/users.json"), &document(&["/users"]));
    commit(folder, "2026-01-02");
    let first = specline_in(folder, &["changelog", "backfill"]).expect(0);
    assert!(first.err.contains("2 entries recorded out of 4 snapshots"), "{}", first.err);
    assert!(first.err.contains("looks like a page"), "the bad night is told: {}", first.err);
    let told = entries(folder);
    assert_eq!(
        told.iter().map(|entry| entry["version"].as_str().unwrap()).collect::<Vec<_>>(),
        ["1.2.0", "1.1.0"]
    );
    assert!(told.iter().all(|entry| entry["date"] == "2026-01-02"));
    assert_eq!(told[0]["facts"]["services_added"][0], "users");

    let again = specline_in(folder, &["changelog", "backfill"]).expect(0);
    assert!(again.err.contains("0 entries recorded out of 0 snapshots"), "{}", again.err);
    write(&folder.join("specs/users.json"), &document(&["/users", "/users/me"]));
    git(folder, "2026-01-03", &["add", "specs"]);
    git(folder, "2026-01-03", &["commit", "-q", "-m", "one more"]);
    let more = specline_in(folder, &["changelog", "backfill"]).expect(0);
    assert!(more.err.contains("1 entry recorded out of 1 snapshot"), "{}", more.err);
    assert_eq!(entries(folder).len(), 3);
    specline_in(folder, &["changelog", "backfill", "--path", "nowhere", "--restart"]).expect(2);
    specline_in(folder, &["changelog", "backfill", "--revision", "--output=x", "--restart"]).expect(2);
}

/// A program in front of git ends whoever calls it for the fortieth time.
#[cfg(unix)]
#[test]
fn a_history_that_is_killed_again_and_again_comes_to_the_same_end() {
    use std::os::unix::fs::PermissionsExt as _;
    let scratch = scratch();
    let folder = scratch.path().join("repository");
    let paths: Vec<String> = (0..70).map(|n| format!("/items/{n}")).collect();
    write(&folder.join("readme"), "");
    git(&folder, "2026-01-01", &["init", "-q"]);
    for count in 1..=paths.len() {
        let paths: Vec<&str> = paths[..count].iter().map(String::as_str).collect();
        write(&folder.join("specs/items.json"), &document(&paths));
        commit(&folder, &format!("2026-{:02}-{:02}", 1 + count / 28, 1 + count % 28));
    }
    let backfill = |record: &str| ["changelog", "--record", record, "backfill"].map(str::to_owned);
    let whole = scratch.path().join("whole/changelog.json");
    let call = backfill(&whole.to_string_lossy());
    specline_in(&folder, &call.each_ref().map(String::as_str)).expect(0);

    let killer = scratch.path().join("bin/git");
    let real =
        String::from_utf8(Command::new("sh").args(["-c", "command -v git"]).output().expect("sh").stdout);
    let real = real.expect("a path");
    let count = scratch.path().join("count");
    let script = format!(
        "#!/bin/sh\nn=$(($(cat '{0}') + 1))\necho $n > '{0}'\n[ $n = 40 ] && kill -9 $PPID\nexec {1} \"$@\"\n",
        count.display(),
        real.trim()
    );
    write(&killer, &script);
    std::fs::set_permissions(&killer, std::fs::Permissions::from_mode(0o755)).expect("a program");
    let first = killer.parent().expect("a folder").display().to_string();
    let search = format!("{first}:{}", std::env::var("PATH").unwrap_or_default());
    let broken = scratch.path().join("broken/changelog.json");
    let call = backfill(&broken.to_string_lossy());
    let mut deaths = 0;
    loop {
        write(&count, "0");
        let ran = specline_with(&folder, &call.each_ref().map(String::as_str), &[("PATH", &search)]);
        if ran.code == 0 {
            break;
        }
        deaths += 1;
        assert!(ran.code == -1 && deaths < 10, "{ran:?}");
    }
    assert!(deaths >= 2, "{deaths}");
    let text_of = |record: &Path| std::fs::read_to_string(record).expect("a record");
    assert_eq!(text_of(&broken), text_of(&whole));
}

/// A changelog that nightly runs began is kept: only the time before it comes out of the history, in versions below its own.
#[test]
fn what_runs_have_recorded_is_adopted_and_never_told_twice() {
    let scratch = scratch();
    let folder = scratch.path();
    let record = folder.join("consolidated/changelog.json");
    let read = || std::fs::read_to_string(&record).expect("a record");
    let night = |day: &str, paths: &[&str]| {
        write(&folder.join("specs/items.json"), &document(paths));
        git(folder, day, &["add", "specs"]);
        git(folder, day, &["commit", "-q", "-m", "a night"]);
    };
    git(folder, "2026-01-01", &["init", "-q"]);
    night("2026-01-01", &["/items", "/old"]);
    night("2026-01-02", &["/items", "/old", "/users"]);
    night("2026-01-03", &["/items", "/users"]);
    let own = serde_json::json!({"entries": [
        {"date": "2026-01-05", "version": "1.1.0", "previous_version": "1.0.0", "changes": [
            {"id": "endpoint-added", "level": 1, "text": "endpoint added", "operation": "GET", "path": "/new",
             "section": "paths", "pointer": {"base": null, "revision": null}, "fingerprint": "1"}]},
        {"date": "2026-01-04", "version": "1.0.0", "previous_version": null, "changes": []}]});
    write(&record, &own.to_string());
    night("2026-01-04", &["/items", "/users", "/more"]);
    night("2026-01-05", &["/items", "/users", "/more", "/new"]);

    let first = specline_in(folder, &["changelog", "backfill"]).expect(0);
    assert!(first.err.contains("2 entries recorded out of 3 snapshots"), "{}", first.err);
    let versions = |told: &[Value]| -> Vec<String> {
        told.iter().map(|entry| entry["version"].as_str().expect("a version").to_owned()).collect()
    };
    assert_eq!(versions(&entries(folder)), ["1.1.0", "1.0.0", "0.2.0", "0.1.1"]);
    let told = read();
    specline_in(folder, &["changelog", "backfill"]).expect(0);
    assert_eq!(read(), told, "a second call changes nothing");
}

#[test]
fn documents_of_a_revision_are_read_and_revisions_are_no_options() {
    use specline::history::{Error, documents};
    let scratch = scratch();
    let folder = scratch.path();
    git(folder, "2026-01-01", &["init", "-q"]);
    write(&folder.join("specs/.hidden.json"), &document(&["/items"]));
    write(&folder.join("specs/old/x.json"), "no document");
    commit(folder, "2026-01-01");
    let found = documents(folder, "HEAD", "specs").expect("the documents");
    assert_eq!(found.iter().map(|document| document.name.as_str()).collect::<Vec<_>>(), ["hidden"]);
    assert_eq!(documents(folder, "main", "specs/.hidden.json").expect("the file").len(), 1);
    assert!(matches!(documents(folder, "HEAD", "nothing"), Err(Error::Missing { .. })));
    assert!(matches!(documents(folder, "--help", "specs"), Err(Error::Git { .. })));
    assert!(matches!(documents(folder, "v9", "specs"), Err(Error::Git { .. })));
    assert!(matches!(documents(folder, "HEAD", "specs/old"), Err(Error::Document(_))));
}

#[test]
#[ignore = "needs real documents"]
fn the_real_history_says_what_happened() {
    let scratch = scratch();
    let folder = scratch.path();
    git(folder, "2025-01-01", &["init", "-q"]);
    let snapshots = real_documents().join("qlik/snapshots");
    let mut days: Vec<_> =
        std::fs::read_dir(&snapshots).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    days.sort();
    for day in &days {
        let _ = std::fs::remove_dir_all(folder.join("specs"));
        for file in std::fs::read_dir(snapshots.join(day)).unwrap().map(Result::unwrap) {
            write(
                &folder.join("specs").join(file.file_name()),
                &std::fs::read_to_string(file.path()).unwrap(),
            );
        }
        commit(folder, &day.to_string_lossy()[..10]);
    }
    specline_in(folder, &["changelog", "backfill"]).expect(0);
    let told = entries(folder);
    assert_eq!(told.len(), 24);
    let night = |date: &str| told.iter().find(|entry| entry["date"] == date).expect(date);
    for quiet in ["2025-03-13", "2025-12-05"] {
        let summary = &night(quiet)["summary"];
        assert!(
            ["breaking", "deprecated", "removed", "added", "changed"].iter().all(|kind| summary[kind] == 0)
        );
        assert!(summary["documentation"].as_u64() > Some(0));
    }
    let shown = |date: &str| specline_in(folder, &["changelog", "show", date]).expect(0).out;
    assert!(shown("2026-05-30").lines().next().unwrap().ends_with("  1 new service"), "and nothing else");
    assert_eq!(night("2025-07-01")["summary"]["breaking"], 1);
    assert!(shown("2025-07-01").contains("must not be `credentialname` any more"));
    assert!(shown("2025-07-01").contains("501 operations were respelled without effect"));
    assert_eq!(night("2025-08-29")["summary"]["deprecated"], 7);
    assert_eq!(shown("2025-08-29").matches("Works until the end of February 2026").count(), 7);
    let before = bytes_of(&folder.join("consolidated"));
    specline_in(folder, &["changelog", "backfill"]).expect(0);
    specline_in(folder, &["changelog"]).expect(0);
    assert!(bytes_of(&folder.join("consolidated")) == before, "nothing new, and a file was touched");
    let pages: usize =
        before.iter().filter(|(name, _)| name.contains("site/")).map(|(_, bytes)| bytes.len()).sum();
    assert!(pages < 5_000_000, "{pages} bytes of pages");
}

/// Every file below a folder.
fn bytes_of(folder: &Path) -> std::collections::BTreeMap<String, Vec<u8>> {
    let mut found = std::collections::BTreeMap::new();
    for entry in std::fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path()) {
        if entry.is_dir() {
            found.extend(bytes_of(&entry));
        } else {
            found.insert(entry.to_string_lossy().into_owned(), std::fs::read(&entry).expect("a file"));
        }
    }
    found
}
