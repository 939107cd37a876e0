//! Where a finding stands in the text: the value in JSON; in YAML what stands behind the key.

use crate::finding::Range;
use crate::json::{Pointer, Span};
use crate::openapi::Document;
use crate::openapi::document::Syntax;

/// The range of the closest thing to a path.
pub(super) fn range(document: &Document, path: &Pointer) -> Range {
    let Some(node) = document.closest(path) else { return Range::default() };
    let container = node.object || !node.is_leaf();
    let span = match node.key {
        Some(key) if document.syntax == Syntax::Yaml && container => {
            Span { start: (key.end + 1).min(node.value.end), end: node.value.end }
        }
        _ if path.is_root() => Span { start: 0, end: node.value.end },
        _ => node.value,
    };
    let (start, end) = document.positions(span);
    Range { start, end }
}
