//! `requiredDefined`: what a schema requires it describes.

use serde_json::Value;

use crate::lint::functions::{Input, Outcome, Prepared, options};

/// Takes no options.
///
/// # Errors
/// Any options.
pub fn prepare(given: Option<&Value>) -> Result<Prepared, String> {
    options::none("requiredDefined", given)?;
    Ok(Box::new(check))
}

/// Properties can also come from parts, or from whatever fits a pattern.
const OTHER_SOURCES: [&str; 5] = ["allOf", "anyOf", "oneOf", "$ref", "patternProperties"];

fn check(input: &Input<'_>) -> Vec<Outcome> {
    let Some(value @ Value::Object(map)) = input.value else { return Vec::new() };
    let (Some(Value::Array(required)), Some(Value::Object(properties))) =
        (map.get("required"), input.view.get(value, "properties"))
    else {
        return Vec::new();
    };
    if OTHER_SOURCES.iter().any(|key| map.contains_key(*key)) {
        return Vec::new();
    }
    let place = input.path().join("required");
    let named = required.iter().enumerate().filter_map(|(at, name)| Some((at, name.as_str()?)));
    named
        .filter(|(_, name)| !properties.contains_key(*name))
        .map(|(at, name)| {
            let message = format!("The required property \"{name}\" is not among the properties.");
            Outcome::at(place.join(at.to_string()), message)
        })
        .collect()
}
