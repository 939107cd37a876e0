//! `docs/checks.md`: every check once, told by what it finds, with the reason said once for all that share it.

use std::fmt::Write as _;

use crate::diff::change::Level;
use crate::diff::check::{Check, registry};
use crate::diff::checks::{self, Row, Sites};

const INTRODUCTION: &str = "\
A request breaks when something that was valid is refused; a response breaks when something may come that could not come
before. Each check below is told once, by what it finds, with its ids at every place of a request or response and their
severity. Ids that begin with `outgoing-` are about callbacks and webhooks, where the provider calls and the directions
are swapped. What is `documentation` is listed with `--documentation` only: no caller's program can notice it.

Severities are set by id in `[compatibility.severity]` or with `--severity-levels`; single changes are accepted with
`[[compatibility.exceptions]]` or `--exceptions`. `specline explain ID` shows an example of each and how to allow it.
[Where we disagree with oasdiff](disagreements.md) says why some verdicts differ from those of the tool whose ids these
are.";

/// The whole page.
pub fn page() -> String {
    let count = registry().all().count();
    let mut page = format!(
        "# Compatibility checks\n\nThe {count} checks of `specline diff`, printed by `specline rules --kind check --format \
         markdown`; a test keeps the page fresh.\n\n{INTRODUCTION}\n"
    );
    let [operations, security, life] = checks::FIXED;
    let [values, limits, structure, composition, words, schema_life] = checks::SCHEMA;
    for (title, rows) in [
        ("Operations and their parts", operations),
        ("Security", security),
        ("The life of operations and parameters", life),
        ("Values of a schema", values),
        ("Limits of a schema", limits),
        ("Structure of a schema", structure),
        ("Composition of a schema", composition),
        ("Modes, content and words of a schema", words),
        ("The life of properties", schema_life),
    ] {
        let _ = write!(page, "\n## {title}\n");
        table(rows, &mut page);
    }
    page
}

fn table(rows: &'static [Row], page: &mut String) {
    let mut why = "";
    for row in rows {
        let found: Vec<&Check> = registry().all().filter(|check| is_of(check, row)).collect();
        if found.is_empty() {
            continue;
        }
        if row.why != why {
            why = row.why;
            let _ = write!(page, "\n> {why}\n");
        }
        let _ =
            write!(page, "\n### {}\n\n{}.\n\n", row.kind, super::capital(&super::without_holes(row.says)));
        for word in SEVERITIES {
            let ids: Vec<String> = found
                .iter()
                .filter(|check| severity(check) == word)
                .map(|check| format!("`{}`", check.id))
                .collect();
            if !ids.is_empty() {
                let _ = writeln!(page, "- {word}: {}", ids.join(" "));
            }
        }
    }
}

/// The severities in the order of the page.
const SEVERITIES: [&str; 4] = ["error", "warn", "info", "documentation"];

fn severity(check: &Check) -> &'static str {
    match check.level {
        Level::Breaking => "error",
        Level::Warning => "warn",
        Level::Info if check.documentation => "documentation",
        Level::Info => "info",
    }
}

/// Whether a check is one of a row: kinds are told apart by whether they are about schemas.
fn is_of(check: &Check, row: &Row) -> bool {
    check.row.kind == row.kind && check.site.is_some() == (row.sites != Sites::None)
}
