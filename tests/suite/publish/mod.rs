//! Publishing: all of a night or nothing, whatever happens in between.

mod kill;

use std::collections::BTreeMap;
use std::path::Path;

use specline::artefact::Artefact;
use specline::publish::{self, PublishError, Published, Recovered};

use crate::support::{scratch, write};

/// When runs begin here.
pub const NOW: jiff::Timestamp = jiff::Timestamp::UNIX_EPOCH;

/// Every file below a folder with its content, without the working folder.
pub fn tree(root: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    walk(root, root, &mut found);
    found
}

fn walk(root: &Path, folder: &Path, found: &mut BTreeMap<String, Vec<u8>>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.strip_prefix(root).unwrap().to_string_lossy().replace('\\', "/");
        if name == ".specline" {
            continue;
        }
        if path.is_dir() {
            walk(root, &path, found);
        } else {
            drop(found.insert(name, std::fs::read(&path).unwrap()));
        }
    }
}

fn artefacts(files: &[(&str, &str)]) -> Vec<Artefact> {
    files.iter().map(|(path, text)| Artefact::text(*path, *text)).collect()
}

fn publish(root: &Path, files: &[(&str, &str)], removed: &[&str]) -> Result<Published, PublishError> {
    let removed: Vec<String> = removed.iter().map(|path| (*path).to_owned()).collect();
    publish::begin(root, NOW)?.publish(&artefacts(files), &removed)
}

#[test]
fn what_is_the_same_is_not_touched_and_nothing_is_left_behind() {
    let folder = scratch();
    let root = folder.path();
    let first = publish(root, &[("specs/a.json", "1"), ("site/x/index.html", "2")], &[]).unwrap();
    assert_eq!(first.written, ["site/x/index.html", "specs/a.json"]);
    let before = std::fs::metadata(root.join("specs/a.json")).unwrap().modified().unwrap();
    std::thread::sleep(std::time::Duration::from_millis(20));
    let second =
        publish(root, &[("specs/a.json", "1"), ("specs/b.json", "3")], &["site/x/index.html", "site/gone"])
            .unwrap();
    assert_eq!(
        (second.written, second.removed, second.unchanged),
        (vec!["specs/b.json".into()], vec!["site/x/index.html".into()], 1)
    );
    assert_eq!(std::fs::metadata(root.join("specs/a.json")).unwrap().modified().unwrap(), before);
    let mut left: Vec<_> = std::fs::read_dir(root).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    left.sort();
    assert_eq!(left, ["specs"], "empty folders and the working folder are gone");
}

#[test]
fn a_second_run_gets_a_clear_error_and_the_third_goes_on() {
    let folder = scratch();
    let first = publish::begin(folder.path(), NOW).unwrap();
    let error = publish::begin(folder.path(), NOW).err().expect("the folder is taken").to_string();
    assert!(error.contains("another run is at work"), "{error}");
    assert!(
        error.contains(&format!("process {}", std::process::id())) && error.contains("1970-01-01T00:00:00Z"),
        "{error}"
    );
    drop(first);
    publish::begin(folder.path(), NOW).expect("the first is done");
    assert!(!folder.path().join(".specline").exists());
}

#[test]
fn the_lock_of_a_process_that_died_is_no_lock() {
    let folder = scratch();
    write(&folder.path().join(".specline/lock"), "process 1 on elsewhere since 1999-01-01T00:00:00Z");
    publish::begin(folder.path(), NOW).expect("nobody holds it");
}

#[test]
fn runs_at_once_take_turns() {
    let folder = scratch();
    let root = folder.path();
    std::thread::scope(|scope| {
        for writer in 0..8 {
            scope.spawn(move || {
                for round in 0..6 {
                    loop {
                        match publish(
                            root,
                            &[("a", &format!("{writer} {round}")), ("b", &format!("{writer} {round}"))],
                            &[],
                        ) {
                            Ok(_) => break,
                            Err(PublishError::Busy { .. }) => std::thread::yield_now(),
                            Err(error) => panic!("{error}"),
                        }
                    }
                }
            });
        }
    });
    let tree = tree(root);
    assert_eq!(tree["a"], tree["b"], "both are of one run");
}

#[test]
fn what_must_not_be_written_is_refused_before_anything_is() {
    let folder = scratch();
    let root = folder.path();
    write(&root.join("specs/old.json"), "old");
    let long = format!("specs/{}.json", "x".repeat(300));
    for (bad, why) in [
        ("../escape", "leaves the folder"),
        ("/etc/specline", "leaves the folder"),
        (".git/hooks/pre-commit", "another program"),
        (".specline/journal", "another program"),
        ("specs/CON.json", "device"),
        ("specs/a\u{202e}b", "invisible"),
        (&long, "255 bytes"),
        ("specs/OLD.json", "same file"),
        ("specs/old.json/below", "is no folder"),
        ("specs", "is a folder"),
        ("Specs/new.json", "same file"),
    ] {
        let error = publish(root, &[("specs/new.json", "new"), (bad, "bad")], &[]);
        let error = error.err().unwrap_or_else(|| panic!("{bad:?} was written")).to_string();
        assert!(error.contains(why), "{bad:?}: {error}");
        assert_eq!(tree(root).into_keys().collect::<Vec<_>>(), ["specs/old.json"]);
    }
    assert!(publish(root, &[], &["../escape"]).is_err(), "nor removed");
}

#[cfg(unix)]
#[test]
fn links_are_not_followed() {
    let (folder, outside) = (scratch(), scratch());
    let root = folder.path();
    write(&outside.path().join("precious"), "precious");
    std::os::unix::fs::symlink(outside.path(), root.join("specs")).unwrap();
    std::os::unix::fs::symlink(outside.path().join("precious"), root.join("a.json")).unwrap();
    for path in ["specs/precious", "a.json"] {
        let error = publish(root, &[(path, "x")], &[]).expect_err("a link").to_string();
        assert!(error.contains("symbolic link"), "{error}");
        assert!(publish(root, &[], &[path]).is_err());
    }
    assert_eq!(std::fs::read_to_string(outside.path().join("precious")).unwrap(), "precious");
    std::os::unix::fs::symlink(outside.path(), root.join(".specline")).unwrap();
    assert!(publish(root, &[("b", "x")], &[]).is_err(), "nor at the working folder");
}

/// A file takes the place of another at once; taking the place of `/dev/null` would break the machine.
#[cfg(unix)]
#[test]
fn what_is_no_ordinary_file_is_written_into_and_stays() {
    use std::os::unix::fs::{FileTypeExt as _, symlink};
    let folder = scratch();
    let [nothing, link, file] = ["nothing", "link", "file"].map(|name| folder.path().join(name));
    symlink("/dev/null", &nothing).unwrap();
    write(&file, "old");
    symlink(&file, &link).unwrap();
    for path in [&nothing, &link] {
        publish::write_file(path, b"new").unwrap();
        assert!(std::fs::symlink_metadata(path).unwrap().is_symlink(), "{}", path.display());
    }
    assert_eq!(std::fs::read_to_string(&file).unwrap(), "new");
    let pipe = folder.path().join("pipe");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let reader = std::thread::spawn({
        let pipe = pipe.clone();
        move || std::fs::read(pipe).unwrap()
    });
    publish::write_file(&pipe, b"through").unwrap();
    assert!(std::fs::symlink_metadata(&pipe).unwrap().file_type().is_fifo());
    assert_eq!(reader.join().unwrap(), b"through");
}

#[test]
fn a_folder_that_is_none_or_cannot_be_written_says_so() {
    let folder = scratch();
    write(&folder.path().join("file"), "");
    let error = publish(&folder.path().join("nowhere"), &[], &[]).expect_err("no folder").to_string();
    assert!(error.contains("nowhere") && error.contains("name a folder that exists"), "{error}");
    assert!(publish(&folder.path().join("file"), &[], &[]).is_err());
    // A disk of the system that nobody can write to, not even root.
    if Path::new("/proc/self").is_dir() {
        let error =
            publish(Path::new("/proc/self"), &[("a", "x")], &[]).expect_err("not writable").to_string();
        assert!(error.contains("cannot be written"), "{error}");
    }
}

#[test]
fn a_journal_that_does_not_match_is_not_guessed_at() {
    let folder = scratch();
    let root = folder.path();
    let digest = "0".repeat(64);
    write(
        &root.join(".specline/journal"),
        &format!("{{\"steps\":[{{\"path\":\"a\",\"new\":\"{digest}\"}}]}}"),
    );
    write(&root.join("a"), "somebody edited this");
    let error = publish(root, &[("b", "x")], &[]).expect_err("it does not match").to_string();
    assert!(error.contains("`a` was changed") && error.contains("git checkout"), "{error}");
    assert_eq!(tree(root)["a"], b"somebody edited this");
    write(&root.join(".specline/journal"), "{\"steps\":[{\"path\":\"../escape\"}]}");
    assert!(publish(root, &[("b", "x")], &[]).is_err(), "a journal cannot lead out of the folder either");
    assert_eq!(publish::Recovered::Nothing, Recovered::Nothing);
}
