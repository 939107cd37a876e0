//! `oasSchema`: a value is what a schema asks for, in the dialect that the document's version of OpenAPI has.

use std::sync::Arc;

use serde_json::Value;

use crate::lint::format::Format;
use crate::lint::functions::schema::check_at;
use crate::lint::functions::{Input, Prepared, options};
use crate::lint::json_schema::{Dialect, Schema};
use crate::lint::resolve::View;

/// Options: `schema`.
///
/// # Errors
/// No schema, or one that is no object.
pub fn prepare(given: Option<&Value>) -> Result<Prepared, String> {
    const EXAMPLE: &str = "{ \"schema\": { \"type\": \"object\" } }";
    let map = options::object("oasSchema", given, &["schema"], EXAMPLE)?;
    let object = |value: &Value| value.is_object().then(|| value.clone());
    let root = Arc::new(options::required("oasSchema", map, "schema", "a JSON Schema", object)?);
    Ok(Box::new(move |input| {
        let view = View::unresolved();
        let (dialect, x_nullable) = dialect_of(input);
        let schema =
            Schema { view: &view, root: &root, dialect, x_nullable, relaxed: None, all_errors: false };
        check_at(input, &schema, input.value, || input.path(), true)
    }))
}

/// The dialect of a document's schemas, and whether `x-nullable` means something in it.
pub(super) fn dialect_of(input: &Input<'_>) -> (Dialect, bool) {
    let formats = input.formats;
    if formats.contains(Format::Oas3_1) || formats.contains(Format::Oas3_2) {
        let named = input.document.value.get("jsonSchemaDialect").and_then(Value::as_str);
        return (named.and_then(Dialect::of_url).unwrap_or(Dialect::Draft2020), false);
    }
    if formats.is_empty() {
        return (Dialect::Draft7, false);
    }
    (Dialect::Draft4, formats.contains(Format::Oas2))
}
