//! Annotations of GitHub Actions: one workflow command a finding.

use std::io::{self, Write};

use crate::escape::{workflow_message, workflow_property};
use crate::finding::{Finding, Severity};

/// Writes a `::error`, `::warning` or `::notice` command for every finding; lines and columns count from 1 there.
///
/// # Errors
/// Those of the writer.
pub fn write(findings: &[Finding], out: &mut dyn Write) -> io::Result<()> {
    for finding in findings {
        let (start, end) = (finding.range.start, finding.range.end);
        writeln!(
            out,
            "::{} file={},line={},col={},endLine={},endColumn={},title={}::{}",
            command(finding.severity),
            workflow_property(&finding.source),
            start.line + 1,
            start.character + 1,
            end.line + 1,
            end.character + 1,
            workflow_property(&finding.code),
            workflow_message(&finding.message),
        )?;
    }
    Ok(())
}

fn command(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warn => "warning",
        Severity::Info | Severity::Hint => "notice",
    }
}
