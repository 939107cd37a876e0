//! The pages with commands and their output say what the program really does: each `sh` block is run, and the `text` block
//! behind it is compared with what was printed.

use std::path::Path;
use std::process::Command;

use crate::support::scratch;

/// The blocks of a page in order: language and text.
fn blocks(page: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut open: Option<(String, String)> = None;
    for line in page.lines() {
        match (&mut open, line.strip_prefix("```")) {
            (None, Some(language)) => open = Some((language.to_owned(), String::new())),
            (Some(_), Some(_)) => found.extend(open.take()),
            (Some((_, text)), None) => {
                text.push_str(line);
                text.push('\n');
            }
            (None, None) => {}
        }
    }
    found
}

/// Runs a block; what it said on standard error comes first, and a code that is not 0 last.
fn run(block: &str, folder: &Path) -> String {
    let bin = Path::new(env!("CARGO_BIN_EXE_specline")).parent().expect("a folder").to_owned();
    let others = std::env::var_os("PATH").unwrap_or_default();
    let path =
        std::env::join_paths(std::iter::once(bin).chain(std::env::split_paths(&others))).expect("a path");
    let mut command = Command::new("bash");
    command.args(["-c", block]).current_dir(folder).env("PATH", path);
    for name in ["AUTHOR", "COMMITTER"] {
        command.env(format!("GIT_{name}_NAME"), "A").env(format!("GIT_{name}_EMAIL"), "a@example.org");
    }
    for name in ["GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY", "SPECLINE_CONFIG"] {
        command.env_remove(name);
    }
    let output = command.output().expect("bash starts");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let code = match output.status.code() {
        Some(0) => String::new(),
        code => format!("exit code {}\n", code.unwrap_or(-1)),
    };
    text(&output.stderr) + &text(&output.stdout) + &code
}

/// Runs a page in an empty folder, block by block. A block without shown output must succeed.
/// `SPECLINE_WRITE_DOCS=1` writes what is printed into the page.
fn follow(page: &str) {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(page);
    let text = std::fs::read_to_string(&file).expect("the page");
    let folder = scratch();
    let blocks = blocks(&text);
    let mut written = text.clone();
    let mut compared = 0;
    for (at, (language, block)) in blocks.iter().enumerate() {
        if language != "sh" {
            continue;
        }
        let said = run(block, folder.path());
        match blocks.get(at + 1) {
            Some((language, shown)) if language == "text" => {
                let head = format!("```sh\n{block}```\n\n```text\n");
                written = written.replacen(&format!("{head}{shown}"), &format!("{head}{said}"), 1);
                compared += 1;
            }
            _ => assert!(!said.contains("exit code "), "{page}:\n{block}\n{said}"),
        }
    }
    if std::env::var_os("SPECLINE_WRITE_DOCS").is_some() {
        std::fs::write(&file, &written).expect("the page is written");
    } else {
        assert_eq!(
            text, written,
            "{page} is stale: run `SPECLINE_WRITE_DOCS=1 cargo test --test suite -- tour` and read the difference"
        );
    }
    assert!(compared > 1, "{page}: only {compared} outputs were compared");
}

#[test]
fn the_tour_leads_where_it_says() {
    follow("docs/tour.md");
}

#[test]
fn adopting_a_history_works_as_it_is_told() {
    follow("docs/adopt-a-history.md");
}

#[test]
fn exceptions_work_as_they_are_told() {
    follow("docs/exceptions.md");
}

#[test]
fn rules_of_ones_own_work_as_they_are_told() {
    follow("docs/custom-rules.md");
}
