//! `length`: how long a text or list is, how many keys an object has, how large a number is.

use serde_json::{Map, Number, Value};

use super::{Input, Outcome, Prepared, options};
use crate::lint::json_schema::count;

/// Options: `min`, `max` or both, inclusive.
///
/// # Errors
/// Neither, or what is no number.
pub fn prepare(given: Option<&Value>) -> Result<Prepared, String> {
    const EXAMPLE: &str = "{ \"min\": 2, \"max\": 5 }";
    let map = options::object("length", given, &["min", "max"], EXAMPLE)?;
    if map.is_empty() {
        return Err(format!("the function `length` needs `min`, `max` or both, such as {EXAMPLE}"));
    }
    let (min, max) = (limit(map, "min")?, limit(map, "max")?);
    Ok(Box::new(move |input| check(input, min.as_ref(), max.as_ref())))
}

fn limit(map: &Map<String, Value>, name: &str) -> Result<Option<Number>, String> {
    options::optional("length", map, name, "a number", |value| match value {
        Value::Number(number) => Some(number.clone()),
        _ => None,
    })
}

fn check(input: &Input<'_>, min: Option<&Number>, max: Option<&Number>) -> Vec<Outcome> {
    let length = match input.value {
        Some(Value::String(text)) => count(text.encode_utf16().count()),
        Some(Value::Number(number)) => number.as_f64().unwrap_or(0.0),
        Some(value @ (Value::Array(_) | Value::Object(_))) => count(crate::json::len(value)),
        _ => return Vec::new(),
    };
    let mut told = Vec::new();
    if let Some(min) = min.filter(|min| min.as_f64().is_some_and(|min| length < min)) {
        told.push(Outcome::here(format!("#{{{{print(\"property\")}}}}must be longer than {min}")));
    }
    if let Some(max) = max.filter(|max| max.as_f64().is_some_and(|max| length > max)) {
        told.push(Outcome::here(format!("#{{{{print(\"property\")}}}}must be shorter than {max}")));
    }
    told
}
