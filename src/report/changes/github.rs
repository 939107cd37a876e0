//! Annotations of GitHub Actions: one workflow command a change.

use std::io::{self, Write};

use super::Located;
use crate::diff::change::Level;
use crate::escape::{workflow_message, workflow_property};

/// Writes a `::error`, `::warning` or `::notice` command for every change; lines and columns count from 1 there.
///
/// # Errors
/// Those of the writer.
pub fn write(changes: &[Located<'_>], out: &mut dyn Write) -> io::Result<()> {
    for located in changes {
        let command = match located.change.level {
            Level::Breaking => "error",
            Level::Warning => "warning",
            Level::Info => "notice",
        };
        let place = located.place().map_or_else(String::new, |place| {
            format!(
                "file={},line={},col={},",
                workflow_property(&place.file),
                place.start.line + 1,
                place.start.character + 1
            )
        });
        writeln!(
            out,
            "::{command} {place}title={}::{}",
            workflow_property(&located.change.id),
            workflow_message(&format!("{}: {}", located.heading(), located.change.text)),
        )?;
    }
    Ok(())
}
