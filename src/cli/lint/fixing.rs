//! `--fix`: writes back what was put right.

use super::Source;
use crate::cli::exit::{Exit, Failure};
use crate::cli::io::{Io, write_file};
use crate::lint::fix;
use crate::lint::{self, Ruleset, Terms};
use crate::openapi::Document;
use crate::render::words::counted;

/// How often a repair may make another one possible.
const ROUNDS: usize = 10;

/// Puts right what can be in every file, and says how much that was.
pub(super) fn fix(sources: &[Source], ruleset: &Ruleset, terms: &Terms, io: &mut Io) -> anyhow::Result<()> {
    let (mut findings, mut files) = (0, 0);
    for source in sources {
        let Source::File(path) = source else {
            let message = "standard input cannot be fixed; name a file";
            return Err(Failure::error(Exit::Usage, message.to_owned()));
        };
        // What cannot be read has a finding of its own in the report.
        let Ok(document) = super::read(source)? else { continue };
        if let Some((text, count)) = settled(document, ruleset, terms) {
            write_file(path, text.as_bytes())?;
            findings += count;
            files += 1;
        }
    }
    io.note(format_args!("fixed {} in {}", counted(findings, "finding", None), counted(files, "file", None)));
    Ok(())
}

/// The text in which nothing is left to fix, and how many findings that took; `None` when there is nothing.
fn settled(mut document: Document, ruleset: &Ruleset, terms: &Terms) -> Option<(String, usize)> {
    let mut count = 0;
    for _ in 0..ROUNDS {
        let found = lint::lint_under(&document, ruleset, terms).findings;
        let Some(fixed) = fix::fix(&document, &found) else { break };
        count += fixed.count;
        document = fixed.document;
    }
    (count > 0).then_some((document.text, count))
}
