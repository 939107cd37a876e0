//! References: what stands beside them, and components to which none leads.

use serde_json::Value;

use crate::json::Pointer;
use crate::lint::functions::reusable::{unused, used};
use crate::lint::functions::{Input, Outcome, Prepared, options};

/// `refSiblings`: nothing stands beside a `$ref`. The input is the value of a `$ref`.
///
/// # Errors
/// Any options.
pub fn siblings(given: Option<&Value>) -> Result<Prepared, String> {
    options::none("refSiblings", given)?;
    Ok(Box::new(|input| {
        let holder = input.trail.above.and_then(|above| above.resolve(&input.document.value));
        let Some(Value::Object(map)) = holder.filter(|holder| crate::json::len(holder) > 1) else {
            return Vec::new();
        };
        let Some(owner) = input.path().parent() else { return Vec::new() };
        let others = map.keys().filter(|key| *key != "$ref");
        let message = "$ref must not be placed next to any other properties";
        others.map(|key| Outcome::at(owner.join(key), message)).collect()
    }))
}

/// The maps of components that Spectral looks at; security schemes are named, not referred to.
const SECTIONS: [&str; 8] =
    ["schemas", "responses", "parameters", "examples", "requestBodies", "headers", "links", "callbacks"];

/// `oasUnusedComponent`: every component is referred to.
///
/// # Errors
/// Any options.
pub fn unused_components(given: Option<&Value>) -> Result<Prepared, String> {
    options::none("oasUnusedComponent", given)?;
    Ok(Box::new(|input: &Input<'_>| {
        let components = input.value.and_then(|root| root.get("components")).and_then(Value::as_object);
        let Some(components) = components else { return Vec::new() };
        let used = used(input.references);
        let mut told = Vec::new();
        for section in SECTIONS {
            if let Some(Value::Object(entries)) = components.get(section) {
                let location = Pointer::of(["components", section]);
                told.extend(unused(entries.keys(), &location, &used));
            }
        }
        told
    }))
}
