//! `oasDocumentSchema`: a document is built as its version of OpenAPI says.

use serde_json::Value;

use crate::lint::functions::{Prepared, options};

/// Takes no options.
///
/// # Errors
/// Any options.
pub fn prepare(given: Option<&Value>) -> Result<Prepared, String> {
    options::none("oasDocumentSchema", given)?;
    Ok(Box::new(|_input| Vec::new()))
}
