//! JUnit XML, as CI servers read it: a suite a file, a case a finding.

use std::io::{self, Write};

use super::group;
use crate::escape::xml;
use crate::finding::{Finding, Severity};

/// Writes one document; a file without findings does not show, a run without findings is one passed case.
///
/// # Errors
/// Those of the writer.
pub fn write(findings: &[Finding], out: &mut dyn Write) -> io::Result<()> {
    let total = findings.len();
    writeln!(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>")?;
    writeln!(out, "<testsuites name=\"specline lint\" tests=\"{}\" failures=\"{total}\">", total.max(1))?;
    if findings.is_empty() {
        writeln!(out, "  <testsuite name=\"specline lint\" tests=\"1\" failures=\"0\">")?;
        writeln!(out, "    <testcase classname=\"specline\" name=\"no findings\"/>")?;
        writeln!(out, "  </testsuite>")?;
    }
    for file in group::by_file(findings) {
        let count: usize = file.groups.iter().map(|group| group.findings.len()).sum();
        let name = xml(file.source);
        writeln!(out, "  <testsuite name=\"{name}\" tests=\"{count}\" failures=\"{count}\">")?;
        for finding in file.groups.iter().flat_map(|group| &group.findings) {
            write_case(finding, out)?;
        }
        writeln!(out, "  </testsuite>")?;
    }
    writeln!(out, "</testsuites>")
}

fn write_case(finding: &Finding, out: &mut dyn Write) -> io::Result<()> {
    let (code, path) = (xml(&finding.code), finding.path.to_string());
    let start = finding.range.start;
    writeln!(out, "    <testcase classname=\"{code}\" name=\"{code} {}\">", xml(&path))?;
    writeln!(
        out,
        "      <failure type=\"{}\" message=\"{}\">{}:{}:{} {}</failure>",
        word(finding.severity),
        xml(&finding.message),
        xml(&finding.source),
        start.line + 1,
        start.character + 1,
        xml(&path),
    )?;
    writeln!(out, "    </testcase>")
}

fn word(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warn => "warning",
        Severity::Info => "information",
        Severity::Hint => "hint",
    }
}
