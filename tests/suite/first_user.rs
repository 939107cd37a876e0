//! The first user's layout: 25 published snapshots as a history in git, then `init`, `backfill`, a night, a change, a night.

use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::support::{real_documents, scratch, specline_in, write};

fn git(folder: &Path, day: &str, arguments: &[&str]) {
    let output = Command::new("git")
        .args(["-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "init.defaultBranch=main"])
        .args(arguments)
        .current_dir(folder)
        .env("GIT_COMMITTER_DATE", format!("{day} 03:00:00 +0000"))
        .output()
        .expect("git starts");
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
}

/// Makes a folder hold what a snapshot holds.
fn copy(from: &Path, to: &Path) {
    let _ = std::fs::remove_dir_all(to);
    std::fs::create_dir_all(to).expect("a folder");
    for entry in std::fs::read_dir(from).expect("a snapshot") {
        let path = entry.expect("an entry").path();
        std::fs::copy(&path, to.join(path.file_name().expect("a name"))).expect("a copy");
    }
}

fn record(folder: &Path) -> Value {
    let text = std::fs::read_to_string(folder.join("consolidated/changelog.json")).expect("a record");
    serde_json::from_str(&text).expect("JSON")
}

#[test]
#[ignore = "needs real documents"]
fn a_history_of_25_snapshots_is_adopted_and_goes_on() {
    let snapshots = real_documents().join("qlik/snapshots");
    let mut names: Vec<String> = std::fs::read_dir(&snapshots)
        .expect("snapshots")
        .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    assert_eq!(names.len(), 25);
    let folder = scratch();
    let folder = folder.path();
    git(folder, "2025-01-01", &["init", "-q"]);
    for name in &names {
        copy(&snapshots.join(name), &folder.join("specs"));
        git(folder, &name[..10], &["add", "-A"]);
        git(folder, &name[..10], &["commit", "-q", "-m", name]);
    }
    copy(&folder.join("specs"), &folder.join("services"));
    let begun =
        specline_in(folder, &["init", "--folder", "services", "--title", "Qlik Cloud APIs"]).expect(0);
    assert!(begun.err.contains("documents of OpenAPI 3.0"), "{}", begun.err);

    let filled = specline_in(folder, &["changelog", "backfill"]).expect(0);
    assert!(filled.err.contains("out of 25 snapshots"), "{}", filled.err);
    let entries = record(folder)["entries"].as_array().expect("entries").len();
    assert!(entries > 15, "only {entries} entries");
    let newest = record(folder)["entries"][0]["version"].clone();

    let first = specline_in(folder, &["run", "--date", "2026-08-01"]).expect(0);
    assert!(!first.out.contains("breaks"), "the first night over a history breaks nothing: {}", first.out);
    let version =
        |folder: &Path| record(folder)["entries"][0]["version"].as_str().unwrap_or_default().to_owned();
    let before = version(folder);
    assert!(
        before.split('.').next() == newest.as_str().and_then(|v| v.split('.').next()),
        "{before} after {newest}"
    );

    let file = folder.join("services/users.json");
    let text = std::fs::read_to_string(&file).expect("a document");
    let mut document: Value = serde_json::from_str(&text).expect("JSON");
    let path = document["paths"].as_object().expect("paths").keys().next().expect("a path").clone();
    document["paths"].as_object_mut().expect("paths").shift_remove(&path);
    write(&file, &document.to_string());
    let second = specline_in(folder, &["run", "--date", "2026-08-02"]).expect(0);
    assert!(second.out.contains("breaks"), "{}", second.out);
    assert_ne!(version(folder), before);
    let changelog = std::fs::read_to_string(folder.join("consolidated/CHANGELOG.md")).expect("the changelog");
    assert!(changelog.contains("(2026-08-02)") && changelog.contains(&path), "{}", &changelog[..800]);
    let third = specline_in(folder, &["run", "--date", "2026-08-03"]).expect(0);
    assert!(third.out.contains("nothing changed"), "{}", third.out);
}
