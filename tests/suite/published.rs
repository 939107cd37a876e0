//! What this repository publishes is what the program makes of `specs/`, and the demo shows what it promises.
//!
//! `SPECLINE_WRITE_DOCS=1 cargo test published` writes `consolidated/` anew.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::support::{scratch, specline_in};

/// The day of the bootstrap's one entry.
const DAY: &str = "2026-11-22";

/// Every file below a folder, by its path relative to it.
fn files(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut waiting = vec![folder.to_owned()];
    while let Some(next) = waiting.pop() {
        for entry in std::fs::read_dir(&next).into_iter().flatten() {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                waiting.push(path);
            } else {
                let name = path.strip_prefix(folder).expect("it is below").to_owned();
                found.insert(name, std::fs::read(&path).expect("a file"));
            }
        }
    }
    found
}

fn copy(from: &Path, to: &Path) {
    for (name, bytes) in files(from) {
        let path = to.join(name);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("the folder");
        std::fs::write(path, bytes).expect("the file");
    }
}

#[test]
fn the_consolidated_folder_is_fresh() {
    let own = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = scratch();
    copy(&own.join("specs"), &folder.path().join("specs"));
    std::fs::copy(own.join("specline.toml"), folder.path().join("specline.toml")).expect("a copy");
    specline_in(folder.path(), &["run", "--offline", "--date", DAY]).expect(0);
    let made = files(&folder.path().join("consolidated"));
    if std::env::var_os("SPECLINE_WRITE_DOCS").is_some() {
        let _ = std::fs::remove_dir_all(own.join("consolidated"));
        copy(&folder.path().join("consolidated"), &own.join("consolidated"));
    }
    let published = files(&own.join("consolidated"));
    let differing: Vec<_> =
        made.keys().chain(published.keys()).filter(|name| made.get(*name) != published.get(*name)).collect();
    assert!(differing.is_empty(), "stale: {differing:?}; run `SPECLINE_WRITE_DOCS=1 cargo test published`");

    specline_in(folder.path(), &["run", "--offline", "--date", "2026-12-24"]).expect(0);
    assert!(files(&folder.path().join("consolidated")) == made, "a night without changes touched a file");
}

#[test]
fn the_demo_tells_what_broke_and_makes_every_file_that_it_names() {
    let folder = scratch();
    let ran = specline_in(folder.path(), &["demo", "--into", "shop"]).expect(0);
    assert!(ran.out.contains("What broke: "), "{}", ran.out);
    assert!(ran.out.contains("(4 operations)"), "{}", ran.out);
    assert!(ran.out.lines().count() <= 12, "{}", ran.out);
    let named: Vec<_> =
        ran.out.lines().filter_map(|line| line.strip_prefix("  ")?.split(' ').next()).collect();
    assert!(named.len() >= 3, "{}", ran.out);
    for name in named {
        assert!(folder.path().join(name).is_file(), "{name} is missing");
    }
    let lock = folder.path().join("shop/consolidated/specline.lock");
    assert!(lock.is_file());
    specline_in(folder.path(), &["demo", "--into", "shop"]).expect(2);
    specline_in(&folder.path().join("shop"), &["run", "--offline"]).expect(0);
}
