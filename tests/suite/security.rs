//! SECURITY.md promises tests: each of them must exist.

use std::collections::BTreeSet;
use std::path::Path;

#[test]
fn every_test_that_security_md_names_exists() {
    let text = std::fs::read_to_string("SECURITY.md").expect("SECURITY.md");
    let rows = text.lines().filter(|line| line.starts_with("| ")).filter_map(|line| line.split(" | ").nth(1));
    let promised: BTreeSet<&str> = rows.flat_map(|cell| cell.split('`').skip(1).step_by(2)).collect();
    assert!(promised.len() > 25, "{promised:?}");
    let mut code = String::new();
    for folder in ["src", "tests/suite"] {
        read(Path::new(folder), &mut code);
    }
    let missing: Vec<_> = promised.iter().filter(|name| !code.contains(&format!("fn {name}()"))).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

fn read(folder: &Path, code: &mut String) {
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            read(&path, code);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            code.push_str(&std::fs::read_to_string(&path).expect("a source file"));
        }
    }
}
