//! `xor` and `or`: of some properties exactly one, or at least one, is there.

use serde_json::Value;

use super::{Outcome, Prepared, options};

/// `xor`: exactly one. Options: `properties`, at least two names.
///
/// # Errors
/// Fewer names.
pub fn xor(given: Option<&Value>) -> Result<Prepared, String> {
    prepare("xor", given, true)
}

/// `or`: at least one. Options: `properties`, at least two names.
///
/// # Errors
/// Fewer names.
pub fn or(given: Option<&Value>) -> Result<Prepared, String> {
    prepare("or", given, false)
}

fn prepare(function: &'static str, given: Option<&Value>, one_only: bool) -> Result<Prepared, String> {
    const EXAMPLE: &str = "{ \"properties\": [\"title\", \"summary\"] }";
    let map = options::object(function, given, &["properties"], EXAMPLE)?;
    let names = |value: &Value| options::strings(value, 2);
    let names = options::required(function, map, "properties", "a list of at least two names", names)?;
    Ok(Box::new(move |input| input.value.map_or_else(Vec::new, |value| check(value, &names, one_only))))
}

fn check(value: &Value, names: &[String], one_only: bool) -> Vec<Outcome> {
    let Value::Object(map) = value else { return Vec::new() };
    let present: Vec<&str> = map.keys().filter(|key| names.contains(key)).map(String::as_str).collect();
    match present.len() {
        0 => vec![Outcome::here(none_of(names))],
        1 => Vec::new(),
        _ if one_only => {
            vec![Outcome::here(format!("Just one of \"{}\" must be defined", present.join("\" and \"")))]
        }
        _ => Vec::new(),
    }
}

fn none_of(names: &[String]) -> String {
    const SHOWN: usize = 3;
    if names.len() > SHOWN + 1 {
        let (shown, more) = (names[..SHOWN].join("\" or \""), names.len() - SHOWN);
        return format!("At least one of \"{shown}\" or {more} other properties must be defined");
    }
    format!("At least one of \"{}\" must be defined", names.join("\" or \""))
}
