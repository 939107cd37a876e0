//! The pages of `docs/` that are printed from the code say what the code says.
//!
//! `SPECLINE_WRITE_DOCS=1 cargo test --test suite -- docs reference` writes them anew.

use std::path::Path;

use specline::cli::exit::Exit;

#[test]
fn exit_codes_are_fresh() {
    let mut page = String::from("# Exit codes\n\n| code | meaning |\n|---|---|\n");
    for (exit, meaning) in Exit::ALL {
        page.push_str(&format!("| {} | {meaning} |\n", exit.code()));
    }
    page.push_str("| 101 | a bug in specline |\n");
    fresh("docs/exit-codes.md", &page);
}

#[test]
fn checks_are_fresh() {
    fresh("docs/checks.md", &specline::catalogue::checks_page());
}

#[test]
fn every_configuration_in_the_docs_can_be_used() {
    for (page, block) in crate::reference::configurations() {
        if let Err(error) = specline::config::Config::parse(&block, &page, &[]) {
            panic!("{error}");
        }
    }
}

/// Compares a page with what the code prints, or writes it when asked to.
#[track_caller]
pub fn fresh(path: &str, printed: &str) {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    if std::env::var_os("SPECLINE_WRITE_DOCS").is_some() {
        std::fs::write(&file, printed).expect("the page is written");
    }
    let written = std::fs::read_to_string(&file).unwrap_or_default();
    assert!(
        written == printed,
        "{path} is stale: run `SPECLINE_WRITE_DOCS=1 cargo test --test suite -- docs reference`"
    );
}
