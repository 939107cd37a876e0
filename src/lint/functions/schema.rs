//! `schema`: a value is what a JSON Schema in the ruleset asks for.

use std::sync::Arc;

use serde_json::Value;

use super::{Input, Outcome, Prepared, options};
use crate::json::Pointer;
use crate::lint::json_schema::{Dialect, Fitness, Schema, complaints};
use crate::lint::resolve::View;

/// Options: `schema`, `dialect`, `allErrors`.
///
/// # Errors
/// No schema, a schema that is no object, a dialect that does not exist.
pub fn prepare(given: Option<&Value>) -> Result<Prepared, String> {
    const KNOWN: [&str; 4] = ["schema", "dialect", "allErrors", "prepareResults"];
    let map = options::object("schema", given, &KNOWN, "{ \"schema\": { \"type\": \"object\" } }")?;
    let object = |value: &Value| value.is_object().then(|| value.clone());
    let schema = options::required("schema", map, "schema", "a JSON Schema", object)?;
    let known = "auto, draft4, draft6, draft7, draft2019-09 or draft2020-12";
    let dialect = options::optional("schema", map, "dialect", known, |value| match value.as_str()? {
        "auto" => Some(None),
        word => Dialect::of_word(word).map(Some),
    })?;
    let named = schema.get("$schema").and_then(Value::as_str).and_then(Dialect::of_url);
    let dialect = dialect.flatten().or(named).unwrap_or(Dialect::Draft7);
    let all_errors =
        options::optional("schema", map, "allErrors", "a boolean", Value::as_bool)? == Some(true);
    let schema = Arc::new(schema);
    Ok(Box::new(move |input| {
        let view = View::unresolved();
        let root = &*schema;
        let schema = Schema { view: &view, root, dialect, x_nullable: false, relaxed: None, all_errors };
        check_at(input, &schema, input.value, || input.path(), true)
    }))
}

/// Validates a value and tells what a reader is told; what is wrong with the schema itself, if a value
/// can be checked nevertheless, only when this is the `first` value. `place` is where the value stands; few have to be told.
pub(super) fn check_at<'i>(
    input: &Input<'i>,
    schema: &Schema<'_>,
    value: Option<&'i Value>,
    place: impl Fn() -> Pointer,
    first: bool,
) -> Vec<Outcome> {
    let Some(value) = value else {
        return vec![Outcome::at(place(), "#{{print(\"property\")}}must exist")];
    };
    match schema.fitness() {
        Fitness::Broken(message) => return vec![Outcome::at(place(), message)],
        Fitness::Doubtful { message, .. } if first => return vec![Outcome::at(place(), message)],
        Fitness::Unresolved | Fitness::Doubtful { unresolved: true, .. } => return Vec::new(),
        Fitness::Fit | Fitness::Doubtful { .. } => {}
    }
    let violations = schema.validate(input.view, value);
    if violations.is_empty() {
        return Vec::new();
    }
    let path = place();
    let told = complaints(&violations, path.last());
    let place = |steps: Vec<String>| Pointer::of(path.tokens().iter().cloned().chain(steps));
    told.into_iter().map(|complaint| Outcome::at(place(complaint.path), complaint.message)).collect()
}
