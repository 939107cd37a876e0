//! JSON as text and as a tree: strict reading, pointers, spans, and the one way we print it.

pub mod canonical;
pub mod identity;
pub mod lines;
pub mod members;
pub mod number;
pub mod pointer;
pub mod pretty;
pub mod printed;
pub mod span;
mod tree;

pub use lines::Position;
pub use pointer::Pointer;
pub use span::{Span, Spans};

use serde_json::{Map, Value};

/// Why a text is not the tree that it should be.
///
/// `offset` counts bytes from the start of the text, [`Position`]s are derived from it when somebody asks.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct SyntaxError {
    /// Bytes from the start of the text.
    pub offset: usize,
    /// What was found and what was expected, in lower case.
    pub message: String,
}

/// The deepest nesting that is read (RFC 8259, section 9 lets a parser choose).
pub const MAX_DEPTH: usize = 128;

/// A key that `serde_json` keeps for itself when numbers keep their digits; in a document it would read as a number.
const RESERVED_KEY: &str = "$serde_json::private::Number";

/// A key that stands twice in one object: where, and which.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DuplicateKey {
    /// The object that holds both.
    pub object: Pointer,
    /// The key.
    pub key: String,
    /// Byte offset of the later one.
    pub offset: usize,
}

/// Reads a JSON text (RFC 8259) in UTF-8, with or without a byte order mark.
///
/// Numbers keep their digits, objects the order of their keys. A key that stands twice keeps the later value here;
/// [`Spans::scan`] tells about it.
///
/// # Errors
/// Malformed text, nesting deeper than [`MAX_DEPTH`].
pub fn parse(text: &str) -> Result<Value, SyntaxError> {
    parse_all(text).map(|(value, _)| value)
}

/// As [`parse`], with whether the tree holds every key of the text: none stood twice.
///
/// # Errors
/// As [`parse`].
pub fn parse_all(text: &str) -> Result<(Value, bool), SyntaxError> {
    let body = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mark = text.len() - body.len();
    tree::read(body).map_err(|error| SyntaxError {
        offset: mark + lines::offset_of(body, error.line(), error.column()),
        message: plain_message(&error),
    })
}

/// `serde_json` appends " at line 1 column 2"; the place is reported apart.
fn plain_message(error: &serde_json::Error) -> String {
    let text = error.to_string();
    match text.rfind(" at line ") {
        Some(end) => text[..end].to_owned(),
        None => text,
    }
}

/// Whether a value says nothing: null, or a text, list or object without content.
pub fn is_void(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::Object(map) => map.is_empty(),
        _ => false,
    }
}

/// The value under a key of an object. Most objects are small, and to look at each key of one costs less than to hash the one
/// that is looked for.
pub fn field<'a>(map: &'a Map<String, Value>, key: &str) -> Option<&'a Value> {
    if map.len() > SMALL {
        return map.get(key);
    }
    map.iter().find(|(own, _)| *own == key).map(|(_, value)| value)
}

/// The value under a key of a value, where that is an object: as [`field`].
pub fn member<'a>(value: &'a Value, key: &str) -> Option<&'a Value> {
    field(value.as_object()?, key)
}

/// Up to so many keys are looked at one by one.
const SMALL: usize = 12;

/// The length of a value's children: object entries or array items.
pub fn len(value: &Value) -> usize {
    match value {
        Value::Object(map) => map.len(),
        Value::Array(items) => items.len(),
        _ => 0,
    }
}
