//! Following `$ref` inside one document.

use serde_json::{Map, Value};

use crate::json::{self, Pointer};

/// The reference that an object is, if it is one: the string under `$ref`.
pub fn target(value: &Value) -> Option<&str> {
    json::member(value, "$ref")?.as_str()
}

/// What stands at the place that a local reference names by a JSON Pointer: the same as parsing and resolving it, without a
/// copy of its tokens. `None` when it names an anchor, leads out of the document or to nothing.
pub fn local<'a>(root: &'a Value, text: &str) -> Option<&'a Value> {
    let fragment = text.strip_prefix('#')?;
    if memchr::memchr2(b'%', b'~', fragment.as_bytes()).is_some() {
        return Pointer::parse_fragment(text)?.resolve(root);
    }
    let Some(mut rest) = fragment.strip_prefix('/') else { return fragment.is_empty().then_some(root) };
    let mut value = root;
    while let Some(end) = memchr::memchr(b'/', rest.as_bytes()) {
        value = json::pointer::child(value, &rest[..end])?;
        rest = &rest[end + 1..];
    }
    json::pointer::child(value, rest)
}

/// What a chain of local references arrives at, and the pointers passed on the way (the last one is where it stands).
#[derive(Debug)]
pub struct Resolved<'a> {
    /// The value behind the last reference.
    pub value: &'a Value,
    /// The targets in the order they were followed; empty when the start was no reference.
    pub trail: Vec<Pointer>,
}

/// Why a reference leads nowhere.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Broken {
    /// It leads out of the document.
    #[error("`{0}` leads out of the document")]
    External(String),
    /// Nothing stands there.
    #[error("nothing stands at `{0}`")]
    Dangling(String),
    /// It leads back to itself, or on and on.
    #[error("`{0}` leads back to itself")]
    Circular(String),
}

/// So many references may lead to one another with nothing between them. Nobody writes more than a few; thousands of them
/// are there to keep a reader busy.
pub const MAX_HOPS: usize = 100;

/// Follows references from a value until something that is none; a value that is no reference is its own target.
///
/// # Errors
/// See [`Broken`].
pub fn resolve<'a>(root: &'a Value, value: &'a Value) -> Result<Resolved<'a>, Broken> {
    let mut resolved = Resolved { value, trail: Vec::new() };
    while let Some(text) = target(resolved.value) {
        let Some(pointer) = Pointer::parse_fragment(text) else {
            return Err(Broken::External(text.to_owned()));
        };
        if resolved.trail.len() >= MAX_HOPS || resolved.trail.contains(&pointer) {
            return Err(Broken::Circular(text.to_owned()));
        }
        resolved.value = pointer.resolve(root).ok_or_else(|| Broken::Dangling(text.to_owned()))?;
        resolved.trail.push(pointer);
    }
    Ok(resolved)
}

/// The object behind a value, through references; `None` when it is broken or no object.
pub fn object<'a>(root: &'a Value, value: &'a Value) -> Option<&'a Map<String, Value>> {
    resolve(root, value).ok()?.value.as_object()
}
