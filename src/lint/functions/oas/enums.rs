//! `typedEnum`: the values of an `enum` are of the `type` beside it.

use serde_json::Value;

use crate::json::field;
use crate::lint::format::Format;
use crate::lint::functions::{Input, Outcome, Prepared, options};

/// Takes no options.
///
/// # Errors
/// Any options.
pub fn prepare(given: Option<&Value>) -> Result<Prepared, String> {
    options::none("typedEnum", given)?;
    Ok(Box::new(check))
}

fn check(input: &Input<'_>) -> Vec<Outcome> {
    let Some(value @ Value::Object(map)) = input.value else { return Vec::new() };
    let (Some(Value::Array(values)), Some(kind)) =
        (input.view.get(value, "enum"), input.view.get(value, "type"))
    else {
        return Vec::new();
    };
    let Some(mut types) = types(kind) else { return Vec::new() };
    let says = |key: &str| field(map, key) == Some(&Value::Bool(true));
    if (input.formats.contains(Format::Oas3_0) && says("nullable"))
        || (input.formats.contains(Format::Oas2) && says("x-nullable"))
    {
        types.push("null");
    }
    let wrong = |value: &Value| !types.contains(&type_of(value, types.contains(&"integer")));
    let found = values.iter().enumerate().filter(|(_, value)| wrong(value));
    found
        .map(|(at, value)| {
            let message = format!("Enum value {value} must be \"{}\".", types.join(","));
            Outcome::at(input.path().join("enum").join(at.to_string()), message)
        })
        .collect()
}

fn types(kind: &Value) -> Option<Vec<&str>> {
    match kind {
        Value::String(kind) => Some(vec![kind]),
        Value::Array(kinds) => kinds.iter().map(Value::as_str).collect(),
        _ => None,
    }
}

/// The type of a value; whole numbers are integers only where integers are asked for.
fn type_of(value: &Value, integers: bool) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
        Value::Number(_) if integers && crate::lint::json_schema::is_type(value, "integer") => "integer",
        Value::Number(_) => "number",
    }
}
