//! `securedOperations`: operations of some methods are under a security requirement.

use serde_json::Value;

use crate::json::Pointer;
use crate::lint::functions::oas::operation::operations;
use crate::lint::functions::{Input, Outcome, Prepared, options};

/// Options: `methods`, and whether an `anonymous` way (`{}`) is fine.
///
/// # Errors
/// No list of methods.
pub fn prepare(given: Option<&Value>) -> Result<Prepared, String> {
    const EXAMPLE: &str = "{ \"methods\": [\"post\"], \"anonymous\": true }";
    let map = options::object("securedOperations", given, &["methods", "anonymous"], EXAMPLE)?;
    let list = |value: &Value| options::strings(value, 1);
    let methods = options::required("securedOperations", map, "methods", "a list of methods", list)?;
    let anonymous =
        options::optional("securedOperations", map, "anonymous", "a boolean", Value::as_bool)? == Some(true);
    Ok(Box::new(move |input| check(input, &methods, anonymous)))
}

fn check(input: &Input<'_>, methods: &[String], anonymous: bool) -> Vec<Outcome> {
    let Some(root @ Value::Object(_)) = input.value else { return Vec::new() };
    let Some(paths) = input.view.get(root, "paths") else { return Vec::new() };
    let all =
        operations(input.view, paths).filter(|(_, method, _)| methods.iter().any(|wanted| wanted == method));
    all.filter_map(|(path, method, operation)| {
        let own = operation.get("security");
        let complaint = complaint(own.or_else(|| root.get("security")), anonymous)?;
        let place = Pointer::of(["paths", path, method]);
        let place = if own.is_some() { place.join("security") } else { place };
        Some(Outcome::at(place, complaint))
    })
    .collect()
}

fn complaint(security: Option<&Value>, anonymous: bool) -> Option<&'static str> {
    let Some(Value::Array(requirements)) = security else {
        return Some("No security requirement is in force here.");
    };
    let empty = |requirement: &Value| requirement.as_object().is_some_and(serde_json::Map::is_empty);
    if requirements.is_empty() {
        return Some("Security is switched off here.");
    }
    (!anonymous && requirements.iter().any(empty)).then_some("Callers without credentials are let in here.")
}
