//! SARIF 2.1.0: what code scanning services read.

use std::io::{self, Write};

use serde_json::{Value, json};

use super::{Located, Place};
use crate::diff::change::Level;
use crate::escape::url;
use crate::json::pretty;

const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// Writes one log with one run.
///
/// # Errors
/// Those of the writer.
pub fn write(changes: &[Located<'_>], out: &mut dyn Write) -> io::Result<()> {
    let mut ids: Vec<&str> = changes.iter().map(|located| &*located.change.id).collect();
    ids.sort_unstable();
    ids.dedup();
    let rules: Vec<Value> = ids.iter().map(|id| json!({"id": id})).collect();
    let results: Vec<Value> = changes.iter().map(|located| result(located, &ids)).collect();
    let log = json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": {"driver": {
                "name": "specline",
                "informationUri": env!("CARGO_PKG_REPOSITORY"),
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "rules": rules,
            }},
            "columnKind": "utf16CodeUnits",
            "results": results,
        }],
    });
    out.write_all(&pretty::to_vec(&log)?)?;
    writeln!(out)
}

fn result(located: &Located<'_>, ids: &[&str]) -> Value {
    let change = located.change;
    let level = match change.level {
        Level::Breaking => "error",
        Level::Warning => "warning",
        Level::Info => "note",
    };
    let pointer = change.pointer.revision.as_ref().or(change.pointer.base.as_ref());
    let mut object = json!({
        "ruleId": change.id,
        "ruleIndex": ids.binary_search(&&*change.id).unwrap_or_default(),
        "level": level,
        "message": {"text": format!("{}: {}", located.heading(), change.text)},
        "partialFingerprints": {"change/v1": change.fingerprint},
    });
    if let Some(place) = located.place() {
        object["locations"] = json!([location(place, &pointer.map(ToString::to_string).unwrap_or_default())]);
    }
    object
}

fn location(place: &Place, pointer: &str) -> Value {
    json!({
        "physicalLocation": {
            "artifactLocation": {"uri": url(&place.file)},
            "region": {
                "startLine": place.start.line + 1,
                "startColumn": place.start.character + 1,
                "endLine": place.end.line + 1,
                "endColumn": place.end.character + 1,
            },
        },
        "logicalLocations": [{"fullyQualifiedName": pointer}],
    })
}
