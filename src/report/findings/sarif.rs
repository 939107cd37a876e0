//! SARIF 2.1.0: what code scanning services read, with the state of each finding against a baseline.

use std::borrow::Cow;
use std::io::{self, Write};

use serde::Serialize;

use super::{Options, RuleInfo};
use crate::collections::{HashMap, HashSet};
use crate::escape::url;
use crate::finding::{BaselineState, Finding, Range, Severity};
use crate::json::Pointer;
use crate::json::canonical::sha256;
use crate::json::pretty;

const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// Writes one log with one run.
///
/// # Errors
/// Those of the writer.
pub fn write(findings: &[Finding], options: &Options, out: &mut dyn Write) -> io::Result<()> {
    let rules = rules(findings, &options.rules);
    let index: HashMap<&str, usize> =
        rules.iter().enumerate().map(|(at, rule)| (rule.id.as_str(), at)).collect();
    let driver = Driver {
        name: "specline",
        information_uri: env!("CARGO_PKG_REPOSITORY"),
        rules: rules.iter().map(descriptor).collect(),
        semantic_version: &options.version,
    };
    let run = Run {
        tool: Tool { driver },
        column_kind: "utf16CodeUnits",
        results: findings.iter().map(|finding| result(finding, &index)).collect(),
    };
    out.write_all(&pretty::to_vec(&Log { schema: SCHEMA, version: "2.1.0", runs: [run] })?)?;
    writeln!(out)
}

/// SARIF 2.1.0, section 3.13.
#[derive(Serialize)]
struct Log<'a> {
    #[serde(rename = "$schema")]
    schema: &'a str,
    version: &'a str,
    runs: [Run<'a>; 1],
}

/// Section 3.14.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Run<'a> {
    tool: Tool<'a>,
    column_kind: &'a str,
    results: Vec<Outcome<'a>>,
}

/// Section 3.18.
#[derive(Serialize)]
struct Tool<'a> {
    driver: Driver<'a>,
}

/// Section 3.19.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Driver<'a> {
    name: &'a str,
    information_uri: &'a str,
    rules: Vec<Descriptor<'a>>,
    #[serde(skip_serializing_if = "str::is_empty")]
    semantic_version: &'a str,
}

/// Section 3.49.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Descriptor<'a> {
    id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    short_description: Option<Message<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    help_uri: Option<&'a str>,
}

/// Section 3.11.
#[derive(Serialize)]
struct Message<'a> {
    text: Cow<'a, str>,
}

/// Section 3.27.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Outcome<'a> {
    rule_id: &'a str,
    rule_index: Option<usize>,
    level: &'a str,
    message: Message<'a>,
    locations: [Place<'a>; 1],
    partial_fingerprints: Fingerprints,
    #[serde(skip_serializing_if = "Option::is_none")]
    baseline_state: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    related_locations: Option<[Place<'a>; 1]>,
}

/// Section 3.27.17.
#[derive(Serialize)]
struct Fingerprints {
    #[serde(rename = "place/v1")]
    place: String,
}

/// Section 3.28.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Place<'a> {
    physical_location: PhysicalLocation,
    logical_locations: [LogicalLocation; 1],
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<Message<'a>>,
}

/// Section 3.29.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PhysicalLocation {
    artifact_location: ArtifactLocation,
    region: Region,
}

/// Section 3.4.
#[derive(Serialize)]
struct ArtifactLocation {
    uri: String,
}

/// Section 3.30; lines and columns count from 1.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Region {
    start_line: usize,
    start_column: usize,
    end_line: usize,
    end_column: usize,
}

/// Section 3.33.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct LogicalLocation {
    fully_qualified_name: String,
}

/// The rules that have findings, sorted by id, with what is known about them.
fn rules(findings: &[Finding], known: &[RuleInfo]) -> Vec<RuleInfo> {
    let mut found: Vec<RuleInfo> = Vec::new();
    let mut seen = HashSet::default();
    for finding in findings {
        if seen.insert(finding.code.as_str()) {
            let rule = known.iter().find(|rule| rule.id == finding.code).cloned();
            found.push(rule.unwrap_or_else(|| RuleInfo {
                id: finding.code.clone(),
                url: finding.documentation_url.clone(),
                ..RuleInfo::default()
            }));
        }
    }
    found.sort_by(|a, b| a.id.cmp(&b.id));
    found
}

fn descriptor(rule: &RuleInfo) -> Descriptor<'_> {
    let described = !rule.description.is_empty();
    Descriptor {
        id: &rule.id,
        short_description: described.then(|| Message { text: Cow::Borrowed(&rule.description) }),
        help_uri: rule.url.as_deref().filter(|url| url.contains("://")),
    }
}

fn result<'a>(finding: &'a Finding, index: &HashMap<&str, usize>) -> Outcome<'a> {
    Outcome {
        rule_id: &finding.code,
        rule_index: index.get(finding.code.as_str()).copied(),
        level: level(finding.severity),
        message: Message { text: Cow::Borrowed(&finding.message) },
        locations: [location(&finding.source, finding.range, &finding.path)],
        partial_fingerprints: Fingerprints { place: fingerprint(finding) },
        // SARIF has no word for a finding that came back: it is new again.
        baseline_state: finding.baseline.map(|state| match state {
            BaselineState::Unchanged => "unchanged",
            _ => "new",
        }),
        related_locations: finding.uses.as_ref().map(|uses| {
            let text = match uses.count - 1 {
                0 => "used here".to_owned(),
                1 => "used here and in 1 other place".to_owned(),
                others => format!("used here and in {others} other places"),
            };
            [Place {
                id: Some(1),
                message: Some(Message { text: Cow::Owned(text) }),
                ..location(&uses.source, uses.range, &uses.path)
            }]
        }),
    }
}

fn location(source: &str, range: Range, place: &Pointer) -> Place<'static> {
    Place {
        physical_location: PhysicalLocation {
            artifact_location: ArtifactLocation { uri: url(source).into_owned() },
            region: Region {
                start_line: range.start.line + 1,
                start_column: range.start.character + 1,
                end_line: range.end.line + 1,
                end_column: range.end.character + 1,
            },
        },
        logical_locations: [LogicalLocation { fully_qualified_name: place.to_string() }],
        id: None,
        message: None,
    }
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warn => "warning",
        Severity::Info | Severity::Hint => "note",
    }
}

/// Rule and place without lines, so that alerts stay the same when a file grows above them.
fn fingerprint(finding: &Finding) -> String {
    sha256(format!("{}\n{}\n{}", finding.code, finding.source, finding.path).as_bytes())[..32].to_owned()
}
