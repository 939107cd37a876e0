//! `uniquenessTags`: no two tags of the document have the same name.

use serde_json::Value;

use crate::collections::HashSet;
use crate::lint::functions::{Input, Outcome, Prepared, options};

/// Takes no options.
///
/// # Errors
/// Any options.
pub fn prepare(given: Option<&Value>) -> Result<Prepared, String> {
    options::none("uniquenessTags", given)?;
    Ok(Box::new(check))
}

fn check(input: &Input<'_>) -> Vec<Outcome> {
    let Some(list @ Value::Array(_)) = input.value else { return Vec::new() };
    let tags = input.view.children(list);
    let names = tags.iter().map(|(_, tag)| input.view.get(tag, "name").and_then(Value::as_str));
    let Some(names) = names.collect::<Option<Vec<_>>>() else { return Vec::new() };
    let path = input.path();
    let mut seen = HashSet::default();
    let doubled = names.iter().enumerate().filter(|(_, name)| !seen.insert(**name));
    doubled
        .map(|(at, name)| {
            let message = format!("\"tags\" object contains duplicate tag name \"{name}\".");
            Outcome::at(path.join(at.to_string()).join("name"), message)
        })
        .collect()
}
