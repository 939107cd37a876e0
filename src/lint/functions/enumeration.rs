//! `enumeration`: a scalar is one of a list.

use serde_json::Value;

use super::{Input, Outcome, Prepared, options};
use crate::json::number::equal;

/// Options: `values`, a list of scalars.
///
/// # Errors
/// No list, a list with objects or arrays in it.
pub fn prepare(given: Option<&Value>) -> Result<Prepared, String> {
    const EXAMPLE: &str = "{ \"values\": [\"Berlin\", \"London\"] }";
    let map = options::object("enumeration", given, &["values"], EXAMPLE)?;
    let scalars = |value: &Value| {
        value
            .as_array()
            .filter(|items| items.iter().all(|item| !item.is_object() && !item.is_array()))
            .cloned()
    };
    let values = options::required("enumeration", map, "values", "a list of scalars", scalars)?;
    Ok(Box::new(move |input| check(input, &values)))
}

fn check(input: &Input<'_>, values: &[Value]) -> Vec<Outcome> {
    match input.value {
        None | Some(Value::Object(_) | Value::Array(_)) => Vec::new(),
        Some(value) if values.iter().any(|allowed| equal(allowed, value)) => Vec::new(),
        Some(_) => {
            let words: Vec<String> = values.iter().map(ToString::to_string).collect();
            let words = words.join(", ");
            vec![Outcome::here(format!(
                "#{{{{print(\"value\")}}}} must be equal to one of the allowed values: {words}"
            ))]
        }
    }
}
