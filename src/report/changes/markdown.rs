//! For summaries and comments: what breaks first, each cause once, the operations below it.

use std::io::{self, Write};

use super::{Located, summary, word};
use crate::escape::markdown;

/// How many operations a cause lists before the rest is counted.
const LISTED: usize = 20;

/// Writes the report.
///
/// # Errors
/// Those of the writer.
pub fn write(changes: &[Located<'_>], out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "# Changes\n\n{}", summary(changes))?;
    for (wanted, heading) in [
        ("breaking", "Breaking"),
        ("warning", "Warnings"),
        ("info", "Information"),
        ("documentation", "Documentation"),
    ] {
        let section: Vec<&Located<'_>> =
            changes.iter().filter(|located| word(located.change) == wanted).collect();
        if section.is_empty() {
            continue;
        }
        writeln!(out, "\n## {heading}\n")?;
        for located in section {
            write_change(located, out)?;
        }
    }
    Ok(())
}

fn write_change(located: &Located<'_>, out: &mut dyn Write) -> io::Result<()> {
    let change = located.change;
    writeln!(out, "- {}: {} (`{}`)", markdown(&located.heading()), markdown(&change.text), change.id)?;
    let Some(origin) = change.origin.as_ref().filter(|origin| origin.operation_list.len() > 1) else {
        return Ok(());
    };
    for one in origin.operation_list.iter().take(LISTED) {
        writeln!(out, "  - {} {}", markdown(&one.operation), markdown(&one.path))?;
    }
    if origin.operation_list.len() > LISTED {
        writeln!(out, "  - and {} more", origin.operation_list.len() - LISTED)?;
    }
    Ok(())
}
