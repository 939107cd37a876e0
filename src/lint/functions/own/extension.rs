//! `knownExtensions`: an extension that is nearly one of the known ones is that one, misspelt.

use serde_json::Value;

use crate::json::Pointer;
use crate::lint::functions::{Input, Outcome, Prepared, options};

/// How many letters may differ.
const NEAR: usize = 2;

/// Options: `prefix`, with which the names begin, and `names`.
///
/// # Errors
/// No prefix, no names.
pub fn prepare(given: Option<&Value>) -> Result<Prepared, String> {
    const EXAMPLE: &str = "{ \"prefix\": \"x-acme-\", \"names\": [\"x-acme-owner\"] }";
    let function = "knownExtensions";
    let map = options::object(function, given, &["prefix", "names"], EXAMPLE)?;
    let prefix = options::required(function, map, "prefix", "a text", Value::as_str)?.to_owned();
    let list = |value: &Value| options::strings(value, 1);
    let names = options::required(function, map, "names", "a list of names", list)?;
    Ok(Box::new(move |input| check(input, &prefix, &names)))
}

fn check(input: &Input<'_>, prefix: &str, names: &[String]) -> Vec<Outcome> {
    let mut told = Vec::new();
    if let Some(value) = input.value {
        let mut place = input.path();
        walk(value, &mut place, &mut |key, place| {
            if let Some(name) = meant(key, prefix, names) {
                let message = format!("\"{key}\" is not known; \"{name}\" is.");
                told.push(Outcome::at(place.join(key), message));
            }
        });
    }
    told
}

fn walk(value: &Value, place: &mut Pointer, see: &mut impl FnMut(&str, &Pointer)) {
    match value {
        Value::Object(map) => {
            for (key, value) in map {
                see(key, place);
                place.push(key);
                walk(value, place, see);
                place.pop();
            }
        }
        Value::Array(items) => {
            for (at, item) in items.iter().enumerate() {
                place.push(at.to_string());
                walk(item, place, see);
                place.pop();
            }
        }
        _ => {}
    }
}

/// The known name that a key misses by a few letters.
fn meant<'n>(key: &str, prefix: &str, names: &'n [String]) -> Option<&'n str> {
    let begins = key.starts_with("x-")
        && key.get(..prefix.len()).is_some_and(|begin| strsim::levenshtein(begin, prefix) <= 1);
    if !begins || names.iter().any(|name| name == key) {
        return None;
    }
    names.iter().map(String::as_str).find(|name| strsim::levenshtein(key, name) <= NEAR)
}
