//! SARIF 2.1.0: what code scanning services read, with the state of each finding against a baseline.

use std::collections::HashMap;
use std::io::{self, Write};

use serde_json::{Map, Value, json};

use super::{Options, RuleInfo};
use crate::finding::{BaselineState, Finding, Range, Severity};
use crate::json::canonical::sha256;
use crate::report::escape::url;

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
    let mut driver = json!({
        "name": "specline",
        "informationUri": env!("CARGO_PKG_REPOSITORY"),
        "rules": rules.iter().map(descriptor).collect::<Vec<_>>(),
    });
    if !options.version.is_empty() {
        driver["semanticVersion"] = json!(options.version);
    }
    let results: Vec<Value> = findings.iter().map(|finding| result(finding, &index)).collect();
    let mut log = json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{"tool": {"driver": driver}, "columnKind": "utf16CodeUnits"}],
    });
    // Not within the macro, which copies what it is given.
    log["runs"][0]["results"] = Value::Array(results);
    serde_json::to_writer_pretty(&mut *out, &log)?;
    writeln!(out)
}

/// The rules that have findings, sorted by id, with what is known about them.
fn rules(findings: &[Finding], known: &[RuleInfo]) -> Vec<RuleInfo> {
    let mut found: Vec<RuleInfo> = Vec::new();
    let mut seen = std::collections::HashSet::new();
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

fn descriptor(rule: &RuleInfo) -> Value {
    let mut object = Map::new();
    object.insert("id".to_owned(), json!(rule.id));
    if !rule.description.is_empty() {
        object.insert("shortDescription".to_owned(), json!({"text": rule.description}));
    }
    if let Some(url) = rule.url.as_deref().filter(|url| url.contains("://")) {
        object.insert("helpUri".to_owned(), json!(url));
    }
    Value::Object(object)
}

fn result(finding: &Finding, index: &HashMap<&str, usize>) -> Value {
    let mut object = json!({
        "ruleId": finding.code,
        "ruleIndex": index.get(finding.code.as_str()),
        "level": level(finding.severity),
        "message": {"text": finding.message},
        "locations": null,
        "partialFingerprints": {"place/v1": fingerprint(finding)},
    });
    object["locations"] =
        Value::Array(vec![location(&finding.source, finding.range, &finding.path.to_string())]);
    if let Some(state) = finding.baseline {
        // SARIF has no word for a finding that came back: it is new again.
        object["baselineState"] = json!(if state == BaselineState::Unchanged { "unchanged" } else { "new" });
    }
    if let Some(uses) = &finding.uses {
        let mut place = location(&uses.source, uses.range, &uses.path.to_string());
        place["id"] = json!(1);
        place["message"] = json!({"text": format!("used here and in {} other places", uses.count - 1)});
        object["relatedLocations"] = Value::Array(vec![place]);
    }
    object
}

fn location(source: &str, range: Range, pointer: &str) -> Value {
    json!({
        "physicalLocation": {
            "artifactLocation": {"uri": url(source)},
            "region": {
                "startLine": range.start.line + 1,
                "startColumn": range.start.character + 1,
                "endLine": range.end.line + 1,
                "endColumn": range.end.character + 1,
            },
        },
        "logicalLocations": [{"fullyQualifiedName": pointer}],
    })
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
