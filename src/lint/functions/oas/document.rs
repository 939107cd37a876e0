//! `oasDocumentSchema`: a document is built as its version of OpenAPI says.

use serde_json::Value;

use crate::lint::functions::{Prepared, options};
use crate::lint::shape::misshapen;

/// Takes no options.
///
/// # Errors
/// Any options.
pub fn prepare(given: Option<&Value>) -> Result<Prepared, String> {
    options::none("oasDocumentSchema", given)?;
    Ok(Box::new(|input| match input.value {
        Some(root) if !input.formats.is_empty() => misshapen(root, input.formats),
        _ => Vec::new(),
    }))
}
