//! `--err-ignore` and `--warn-ignore`: lines of text that speak of accepted changes, also those that people wrote for oasdiff.

use super::read;
use crate::diff::change::{Change, Level};

/// Words for an event that other tools use.
const SYNONYMS: [(&str, &[&str]); 6] = [
    ("removed", &["deleted"]),
    ("added", &["new"]),
    ("generalized", &["widened"]),
    ("specialized", &["narrowed"]),
    ("increased", &["raised"]),
    ("decreased", &["lowered"]),
];

/// Leaves out changes of a level that a line of a file speaks of.
///
/// # Errors
/// A file that cannot be read.
pub fn leave_out(changes: &mut Vec<Change>, file: Option<&str>, level: Level) -> anyhow::Result<()> {
    let Some(file) = file else { return Ok(()) };
    let text = read(file)?.to_lowercase();
    let lines: Vec<&str> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    changes.retain(|change| change.level != level || !lines.iter().any(|line| speaks_of(line, change)));
    Ok(())
}

/// Whether a line in lower case names a change: its method and path, then its text, its id, its fingerprint, or every word of
/// its id with no other names in quotes than those of the change.
fn speaks_of(line: &str, change: &Change) -> bool {
    let said = |text: &str| line.contains(&text.to_lowercase());
    let operation = change.operation.as_deref().is_none_or(said) && change.path.as_deref().is_none_or(said);
    operation
        && (said(&change.text)
            || said(&change.id)
            || said(&change.fingerprint)
            || (says_the_id(line, &change.id) && names_only(line, change)))
}

fn says_the_id(line: &str, id: &str) -> bool {
    let words: Vec<&str> = line.split(|c: char| !c.is_alphanumeric()).collect();
    let says = |word: &str| {
        let synonyms = SYNONYMS.iter().find(|(known, _)| *known == word).map_or(&[][..], |(_, all)| *all);
        words.contains(&word) || synonyms.iter().any(|other| words.contains(other))
    };
    id.split('-').filter(|word| *word != "api").all(says)
}

/// Whether a line has names in quotes, all of which the change speaks of.
fn names_only(line: &str, change: &Change) -> bool {
    let known = format!("{} {} {}", change.text, change.before, change.after).to_lowercase();
    let mut names = line.split('`').skip(1).step_by(2).peekable();
    names.peek().is_some() && names.all(|name| known.contains(name))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diff::Options;
    use crate::diff::example::Pair;
    use serde_json::{Value, json};

    fn removed_statuses() -> Vec<Change> {
        let document = |responses: Value| {
            Some(json!({
                "openapi": "3.0.3", "info": { "title": "t", "version": "v" },
                "paths": { "/a/{b}": { "get": { "responses": responses } } }
            }))
        };
        let pair = Pair {
            base: document(json!({ "200": {}, "201": {}, "204": {} })),
            revision: document(json!({ "204": {} })),
        };
        pair.changes(&Options::default())
    }

    fn left(line: &str) -> Vec<Value> {
        let changes = removed_statuses();
        let line = line.to_lowercase();
        changes.into_iter().filter(|change| !speaks_of(&line, change)).map(|change| change.before).collect()
    }

    #[test]
    fn a_line_of_another_tool_accepts_the_change_that_it_names_and_no_other() {
        let line = "GET /a/{b} removed the success response with the status `200`";
        assert_eq!(left(line), [json!("201")]);
    }

    #[test]
    fn a_line_accepts_nothing_on_another_operation_or_of_another_kind() {
        for line in [
            "GET /a removed the success response with the status `200`",
            "POST /a/{b} removed the success response with the status `200`",
            "GET /a/{b} added the success response with the status `200`",
            "GET /a/{b} removed the success response",
        ] {
            assert_eq!(left(line), [json!("200"), json!("201")], "{line}");
        }
    }

    #[test]
    fn ids_accept_every_change_of_the_operation() {
        assert_eq!(left("GET /a/{b} response-success-status-removed"), Vec::<Value>::new());
    }
}
