//! Every relative link of every page leads somewhere, and every anchor is a heading there.

use std::collections::BTreeSet;
use std::path::{Component, Path, PathBuf};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The pages that people write or print, relative to the repository.
pub fn pages() -> Vec<String> {
    let mut found = Vec::new();
    for folder in ["", "docs", "samples", "tests", "fuzz", "benches", "tests/acceptance"] {
        let Ok(entries) = std::fs::read_dir(root().join(folder)) else { continue };
        for entry in entries {
            let name = entry.expect("an entry").file_name().to_string_lossy().into_owned();
            if Path::new(&name).extension().is_some_and(|end| end == "md") {
                found.push(Path::new(folder).join(name).to_string_lossy().into_owned());
            }
        }
    }
    found.sort();
    found
}

/// A page without what is code.
fn prose(text: &str) -> String {
    let mut fence = None;
    let mut out = String::new();
    for line in text.lines() {
        let ticks: String = line.trim_start().chars().take_while(|c| *c == '`').collect();
        match &fence {
            None if ticks.len() >= 3 => fence = Some(ticks),
            Some(open) if ticks.starts_with(open.as_str()) => fence = None,
            None => {
                out.push_str(line);
                out.push('\n');
            }
            Some(_) => {}
        }
    }
    out
}

/// The anchors of a page as GitHub makes them: lower case, letters, digits, `-` and `_`, spaces as `-`.
fn anchors(text: &str) -> BTreeSet<String> {
    let headings = prose(text);
    let headings = headings.lines().filter(|line| line.starts_with('#'));
    headings
        .map(|line| {
            let words = line.trim_start_matches('#').trim().to_lowercase();
            let kept = words.chars().filter(|c| c.is_alphanumeric() || " -_".contains(*c));
            kept.map(|c| if c == ' ' { '-' } else { c }).collect()
        })
        .collect()
}

/// The targets of inline links and of `<img src>`, code spans left out.
fn targets(text: &str) -> Vec<String> {
    let plain: String = prose(text).split('`').step_by(2).collect::<Vec<_>>().join("`");
    let links = plain.split("](").skip(1).filter_map(|rest| Some(rest.split_once(')')?.0.to_owned()));
    let images = plain.split("src=\"").skip(1).filter_map(|rest| Some(rest.split_once('"')?.0.to_owned()));
    links.chain(images).collect()
}

fn normal(path: &Path) -> PathBuf {
    let mut out = PathBuf::new();
    for part in path.components() {
        match part {
            Component::ParentDir => {
                assert!(out.pop(), "{} leaves the repository", path.display());
            }
            other => out.push(other),
        }
    }
    out
}

#[test]
fn every_link_leads_to_a_file_and_a_heading() {
    let mut wrong = Vec::new();
    let mut count = 0;
    for page in pages() {
        let text = std::fs::read_to_string(root().join(&page)).expect("a page");
        for target in targets(&text) {
            if target.contains("://") || target.starts_with("mailto:") {
                continue;
            }
            count += 1;
            let (file, anchor) = target.split_once('#').unwrap_or((&target, ""));
            let folder = Path::new(&page).parent().expect("a folder");
            let to = if file.is_empty() { PathBuf::from(&page) } else { normal(&folder.join(file)) };
            if !root().join(&to).exists() {
                wrong.push(format!("{page}: {target} is not there"));
            } else if !anchor.is_empty() {
                let there = std::fs::read_to_string(root().join(&to)).unwrap_or_default();
                if !anchors(&there).contains(anchor) {
                    wrong.push(format!("{page}: {target}: no such heading"));
                }
            }
        }
    }
    assert!(count > 40, "only {count} links were found");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_page_is_reached_from_the_index() {
    let index = std::fs::read_to_string(root().join("docs/README.md")).expect("the index");
    let linked: BTreeSet<String> = targets(&index).into_iter().collect();
    for page in pages() {
        let Some(name) = page.strip_prefix("docs/").filter(|name| *name != "README.md") else { continue };
        assert!(linked.contains(name), "docs/README.md does not lead to {name}");
    }
}

#[test]
fn a_broken_link_would_be_seen() {
    let text =
        "# A b: `c`\n\nsee [x](y.md#z) and `[no](no.md)`\n\n```md\n[code](code.md)\n# no heading\n```\n";
    assert_eq!(targets(text), ["y.md#z"]);
    assert_eq!(anchors(text), BTreeSet::from(["a-b-c".to_owned()]));
}
