//! For summaries and comments: a table a file, a row a cause.

use std::io::{self, Write};

use super::group::{self, File};
use crate::escape::{code_in_table, markdown, markdown_code};
use crate::finding::Finding;

/// Writes a heading with the totals and one table for each file.
///
/// # Errors
/// Those of the writer.
pub fn write(findings: &[Finding], out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "## Lint: {}\n", group::summary(group::count(findings)))?;
    for file in group::by_file(findings) {
        write_file(&file, out)?;
    }
    Ok(())
}

fn write_file(file: &File<'_>, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "### {}\n", markdown_code(file.source))?;
    writeln!(out, "| | rule | message | times | first place |\n|---|---|---|---:|---|")?;
    for group in &file.groups {
        let first = group.findings[0];
        let same = group.findings.iter().all(|finding| finding.message == first.message);
        writeln!(
            out,
            "| {} | {} | {} | {} | line {}: {} |",
            group.severity.word(),
            code_in_table(group.code),
            markdown(if same { &first.message } else { &group.class }),
            group.findings.len(),
            first.range.start.line + 1,
            code_in_table(&first.path.to_string()),
        )?;
    }
    writeln!(out)
}
