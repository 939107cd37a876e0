//! GitLab's code quality report, a subset of the Code Climate format.

use std::io::{self, Write};

use serde::Serialize;

use crate::collections::HashMap;
use crate::finding::{Finding, Severity};
use crate::json::canonical::sha256;
use crate::json::pretty;

#[derive(Serialize)]
struct Issue<'a> {
    #[serde(rename = "type")]
    kind: &'static str,
    check_name: &'a str,
    description: &'a str,
    categories: [&'static str; 1],
    severity: &'static str,
    fingerprint: String,
    location: Location<'a>,
}

#[derive(Serialize)]
struct Location<'a> {
    path: &'a str,
    lines: Lines,
}

#[derive(Serialize)]
struct Lines {
    begin: usize,
    end: usize,
}

/// Writes one array; fingerprints do not change when lines move.
///
/// # Errors
/// Those of the writer.
pub fn write(findings: &[Finding], out: &mut dyn Write) -> io::Result<()> {
    let mut seen: HashMap<String, usize> = HashMap::default();
    let issues: Vec<Issue<'_>> = findings.iter().map(|finding| issue(finding, &mut seen)).collect();
    out.write_all(&pretty::to_vec(&issues)?)?;
    writeln!(out)
}

/// The report demands unique fingerprints: equal findings of one place are numbered.
fn issue<'a>(finding: &'a Finding, seen: &mut HashMap<String, usize>) -> Issue<'a> {
    let identity = [&finding.code, &finding.source, &finding.path.to_string(), &finding.message]
        .map(|part| format!("{part:?}"));
    let identity = identity.join(",");
    let nth = seen.entry(identity.clone()).and_modify(|count| *count += 1).or_insert(0);
    Issue {
        kind: "issue",
        check_name: &finding.code,
        description: &finding.message,
        categories: ["Style"],
        severity: word(finding.severity),
        fingerprint: sha256(format!("{identity}#{nth}").as_bytes()),
        location: Location {
            path: &finding.source,
            lines: Lines { begin: finding.range.start.line + 1, end: finding.range.end.line + 1 },
        },
    }
}

fn word(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "critical",
        Severity::Warn => "major",
        Severity::Info => "minor",
        Severity::Hint => "info",
    }
}
