//! `pattern`: a text matches a regular expression, or does not.

use std::sync::Arc;

use serde_json::{Map, Value};

use super::{Input, Outcome, Prepared, options};
use crate::regexp::Pattern;

type Named = (Arc<Pattern>, String);

/// Options: `match`, `notMatch` or both: ECMAScript's expressions, bare or as `/…/flags`.
///
/// # Errors
/// Neither, what is no text, what is no expression.
pub fn prepare(given: Option<&Value>) -> Result<Prepared, String> {
    const EXAMPLE: &str = "{ \"match\": \"^[a-z]\" }";
    let map = options::object("pattern", given, &["match", "notMatch"], EXAMPLE)?;
    if map.is_empty() {
        return Err(format!("the function `pattern` needs `match`, `notMatch` or both, such as {EXAMPLE}"));
    }
    let (wanted, unwanted) = (expression(map, "match")?, expression(map, "notMatch")?);
    Ok(Box::new(move |input| check(input, wanted.as_ref(), unwanted.as_ref())))
}

fn expression(map: &Map<String, Value>, name: &str) -> Result<Option<Named>, String> {
    let Some(text) = options::optional("pattern", map, name, "a text", Value::as_str)? else {
        return Ok(None);
    };
    let compiled = Pattern::of_literal(text);
    let compiled =
        compiled.map_err(|error| format!("the option `{name}` is no regular expression: {error}"))?;
    Ok(Some((compiled, Value::String(text.to_owned()).to_string())))
}

fn check(input: &Input<'_>, wanted: Option<&Named>, unwanted: Option<&Named>) -> Vec<Outcome> {
    let Some(Value::String(text)) = input.value else { return Vec::new() };
    let mut told = Vec::new();
    if let Some((_, name)) = wanted.filter(|(pattern, _)| !pattern.is_match(text)) {
        told.push(Outcome::here(format!("#{{{{print(\"value\")}}}} must match the pattern {name}")));
    }
    if let Some((_, name)) = unwanted.filter(|(pattern, _)| pattern.matches(text) == Some(true)) {
        told.push(Outcome::here(format!("#{{{{print(\"value\")}}}} must not match the pattern {name}")));
    }
    told
}
