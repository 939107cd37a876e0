//! `oasDiscriminator`: in OpenAPI 2.0 the property that a discriminator names is there and required.

use serde_json::Value;

use crate::lint::functions::{Input, Outcome, Prepared, options};

/// Takes no options.
///
/// # Errors
/// Any options.
pub fn prepare(given: Option<&Value>) -> Result<Prepared, String> {
    options::none("oasDiscriminator", given)?;
    Ok(Box::new(check))
}

fn check(input: &Input<'_>) -> Vec<Outcome> {
    let Some(value) = input.value else { return Vec::new() };
    let Some(Value::String(name)) = input.view.get(value, "discriminator") else { return Vec::new() };
    let path = input.path();
    let mut told = Vec::new();
    if input.view.get(value, "properties").and_then(|properties| properties.get(name)).is_none() {
        let message = "The discriminator property must be defined in this schema.";
        told.push(Outcome::at(path.join("properties"), message));
    }
    let required = input.view.get(value, "required").and_then(Value::as_array);
    if !required.is_some_and(|required| required.iter().any(|entry| entry == name)) {
        let message = "The discriminator property must be in the required property list.";
        told.push(Outcome::at(path.join("required"), message));
    }
    told
}
