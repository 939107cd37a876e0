//! Who may import whom: reads the `use` lines of `src/` and names the import that climbs down the stair.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Under every step: rooms that know nothing of documents, and that each may use.
const GROUND: [&str; 2] = ["collections", "percent"];

/// Each room with the rooms that it may use. A room is a file or folder directly under `src/`.
const STAIR: [(&str, &[&str]); 24] = [
    ("json", &[]),
    ("artefact", &[]),
    ("escape", &[]),
    ("graph", &[]),
    ("parallel", &[]),
    ("regexp", &[]),
    ("yaml", &["json"]),
    ("jsonpath", &["json", "regexp"]),
    ("finding", &["json"]),
    ("openapi", &["graph", "json", "parallel", "yaml"]),
    ("fetch", &["openapi", "json", "finding"]),
    ("merge", &["openapi", "json", "jsonpath", "finding", "parallel", "yaml"]),
    ("lint", &["graph", "openapi", "json", "jsonpath", "finding", "parallel", "regexp", "yaml"]),
    ("diff", &["graph", "openapi", "json", "finding"]),
    ("release", &["diff", "json", "openapi"]),
    ("catalogue", &["lint", "diff", "finding"]),
    ("report", &["escape", "finding", "diff", "json", "artefact"]),
    (
        "render",
        &[
            "escape",
            "release",
            "catalogue",
            "openapi",
            "artefact",
            "json",
            "diff",
            "parallel",
            "regexp",
            "yaml",
        ],
    ),
    ("postman_api", &["json", "render"]),
    ("publish", &["artefact", "json"]),
    ("history", &["openapi", "json"]),
    ("config", &["fetch", "merge", "lint", "diff", "render", "release", "publish"]),
    (
        "pipeline",
        &[
            "config", "fetch", "merge", "lint", "diff", "openapi", "json", "finding", "release", "render",
            "report", "publish", "artefact", "history", "parallel",
        ],
    ),
    (
        "cli",
        &[
            "pipeline",
            "escape",
            "config",
            "fetch",
            "merge",
            "lint",
            "diff",
            "openapi",
            "json",
            "parallel",
            "jsonpath",
            "finding",
            "release",
            "render",
            "report",
            "publish",
            "artefact",
            "history",
            "catalogue",
            "postman_api",
        ],
    ),
];

#[test]
fn no_import_climbs_down() {
    let allowed: BTreeMap<_, _> = STAIR.into_iter().collect();
    let mut wrong = Vec::new();
    for file in files(Path::new("src")) {
        let room = room(&file);
        if GROUND.contains(&room.as_str()) {
            continue;
        }
        let Some(may) = allowed.get(room.as_str()) else {
            assert!(["lib", "main"].contains(&room.as_str()), "src/{room} is on no step of the stair");
            continue;
        };
        let text = std::fs::read_to_string(&file).expect("a source file");
        for used in rooms_used(&text) {
            if used != room && !GROUND.contains(&used.as_str()) && !may.contains(&used.as_str()) {
                wrong.push(format!("{} uses crate::{used}", file.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn heavy_crates_stay_behind_their_door() {
    let doors: [(&str, &[&str]); 5] = [
        ("reqwest", &["src/fetch/", "src/postman_api/"]),
        ("tokio", &["src/fetch/", "src/postman_api/", "src/cli/"]),
        ("saphyr_parser", &["src/yaml.rs"]),
        ("openapiv3", &["src/openapi/conformance.rs"]),
        ("minijinja", &["src/render/"]),
    ];
    for file in files(Path::new("src")) {
        let text = std::fs::read_to_string(&file).expect("a source file");
        let name = file.to_string_lossy().replace('\\', "/");
        for (krate, allowed) in doors {
            let used = text
                .lines()
                .any(|line| !line.trim_start().starts_with("//") && line.contains(&format!("{krate}::")));
            assert!(!used || allowed.iter().any(|door| name.starts_with(door)), "{name} uses {krate}");
        }
    }
}

#[test]
fn maps_are_hashed_in_one_way() {
    let doors = ["src/collections.rs", "src/json/identity.rs"];
    for file in files(Path::new("src")) {
        let name = file.to_string_lossy().replace('\\', "/");
        let text = std::fs::read_to_string(&file).expect("a source file");
        let standard = text.lines().find(|line| line.contains("std::collections::") && line.contains("Hash"));
        assert!(standard.is_none() || doors.contains(&name.as_str()), "{name} has {standard:?}");
    }
}

/// The room of a file: `src/json/span.rs` and `src/json.rs` are both `json`.
fn room(file: &Path) -> String {
    let below: PathBuf = file.components().skip(1).collect();
    let first = below.components().next().expect("a file below src");
    Path::new(first.as_os_str()).file_stem().expect("a name").to_string_lossy().into_owned()
}

/// Every `crate::room` that a text names, in `use` lines or in line.
fn rooms_used(text: &str) -> Vec<String> {
    let code = text.lines().filter(|line| !line.trim_start().starts_with("//"));
    let mut used: Vec<String> = code
        .flat_map(|line| line.split("crate::").skip(1).map(str::to_owned).collect::<Vec<_>>())
        .flat_map(|rest| match rest.strip_prefix('{') {
            Some(list) => list.split(',').map(|part| word(part.trim())).collect::<Vec<_>>(),
            None => vec![word(&rest)],
        })
        .filter(|name| !name.is_empty())
        .collect();
    used.sort();
    used.dedup();
    used
}

fn word(text: &str) -> String {
    text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect()
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            found.extend(files(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
    found.sort();
    found
}
