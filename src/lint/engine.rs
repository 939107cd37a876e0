//! What the engine itself has against a document, whatever the rules: doubled keys, references to nothing, a format
//! that no rule is for.

use indexmap::IndexMap;

use super::place;
use super::resolve::View;
use super::ruleset::Effective;
use crate::finding::{Finding, Range, Severity, Uses};
use crate::json::Pointer;
use crate::openapi::{Document, LoadError};

/// The rule ids of the engine.
pub const CODES: [(&str, &str); 3] = [
    ("parser", "The document can be read, and no object has the same key twice."),
    ("invalid-ref", "Every reference leads somewhere."),
    ("unrecognized-format", "The document is of a format that some rule is for."),
];

/// A finding in the place of a document that cannot be read.
pub fn unreadable(error: &LoadError) -> Finding {
    let position = error.position.unwrap_or_default();
    let path = error.pointer.clone().unwrap_or_default();
    let message = format!("{}; {}", error.found, error.help);
    Finding {
        range: Range { start: position, end: position },
        source: error.origin.clone(),
        ..Finding::new("parser", Severity::Error, path, message)
    }
}

/// Keys that stand twice in one object.
pub(super) fn doubled_keys(document: &Document, severity: Option<Severity>) -> Vec<Finding> {
    let Some(severity) = severity else { return Vec::new() };
    let finding = |doubled: &crate::json::DuplicateKey| {
        let start = document.position(doubled.offset);
        let end = document.position(doubled.offset + doubled.key.len());
        let path = doubled.object.join(doubled.key.as_str());
        Finding {
            range: Range { start, end },
            source: document.origin.clone(),
            ..Finding::new("parser", severity, path, format!("Duplicate key: {}", doubled.key))
        }
    };
    document.doubled_keys().iter().map(finding).collect()
}

/// References that lead nowhere: each missing target once, at its first use, with the number of uses.
pub(super) fn broken_references(document: &Document, view: &View<'_>) -> Vec<Finding> {
    let mut uses: IndexMap<(usize, &str), (&Pointer, usize)> = IndexMap::new();
    for broken in view.broken() {
        uses.entry((broken.file, &broken.message)).or_insert((&broken.place, 0)).1 += 1;
    }
    let finding = |((file, message), (place, count)): ((usize, &str), (&Pointer, usize))| {
        let document = view.documents().get(file).copied().unwrap_or(document);
        let path = place.join("$ref");
        let (range, source) = (place::range(document, &path), document.origin.clone());
        let uses = Uses { path: path.clone(), range, source: source.clone(), count };
        let uses = Some(uses).filter(|uses| uses.count > 1);
        Finding { range, source, uses, ..Finding::new("invalid-ref", Severity::Error, path, message) }
    };
    uses.into_iter().map(finding).collect()
}

/// A document of a format that no rule is for.
pub(super) fn unrecognized(document: &Document, effective: &Effective) -> Finding {
    let formats = effective.formats.join(", ");
    let message = format!("The provided document does not match any of the registered formats [{formats}]");
    Finding {
        range: place::range(document, &Pointer::root()),
        source: document.origin.clone(),
        ..Finding::new("unrecognized-format", Severity::Warn, Pointer::root(), message)
    }
}
