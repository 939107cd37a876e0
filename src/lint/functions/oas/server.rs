//! `serverVariables`: the variables of a server's URL are declared, used, have a default, and make valid URLs.

use serde_json::{Map, Value};

use crate::json::Pointer;
use crate::lint::functions::{Input, Outcome, Prepared, options};

/// Options: `checkSubstitutions` and `requireDefault`.
///
/// # Errors
/// Other options.
pub fn prepare(given: Option<&Value>) -> Result<Prepared, String> {
    const KNOWN: [&str; 2] = ["checkSubstitutions", "requireDefault"];
    let function = "serverVariables";
    let (mut substitute, mut need_default) = (false, false);
    if given.is_some_and(|value| !value.is_null()) {
        let map = options::object(function, given, &KNOWN, "{ \"requireDefault\": true }")?;
        let flag = |name: &str| options::optional(function, map, name, "a boolean", Value::as_bool);
        substitute = flag(KNOWN[0])? == Some(true);
        need_default = flag(KNOWN[1])? == Some(true);
    }
    Ok(Box::new(move |input| check(input, substitute, need_default)))
}

fn check(input: &Input<'_>, substitute: bool, need_default: bool) -> Vec<Outcome> {
    let Some(value) = input.value else { return Vec::new() };
    let path = input.path();
    let Some((url, variables)) = read(input, value) else {
        return vec![Outcome::at(path, "Invalid Server Object")];
    };
    let names = names(url);
    let place = path.join("variables");
    let mut told = Vec::new();
    for unused in variables.iter().flat_map(|map| map.keys()).filter(|key| !names.contains(&key.as_str())) {
        let message = format!("Server's \"variables\" object has unused defined \"{unused}\" url variable.");
        told.push(Outcome::at(place.join(unused), message));
    }
    let missing: Vec<&str> =
        names.iter().copied().filter(|name| !variables.is_some_and(|map| map.contains_key(*name))).collect();
    if !missing.is_empty() {
        let missing = missing.join(", ");
        let message =
            format!("Not all server's variables are described with \"variables\" object. Missed: {missing}.");
        told.push(Outcome::at(place.clone(), message));
    }
    let Some(variables) = variables.filter(|_| !names.is_empty()) else { return told };
    let used: Vec<(&str, &Value)> = variables
        .iter()
        .map(|(name, variable)| (name.as_str(), variable))
        .filter(|(name, _)| names.contains(name))
        .collect();
    for (name, variable) in &used {
        check_default(name, variable, need_default, &place, &mut told);
    }
    if substitute {
        told.extend(check_urls(url, &used, &place));
    }
    told
}

type Server<'i> = (&'i str, Option<&'i Map<String, Value>>);

/// The URL and the variables of a Server Object; `None` when it is none.
fn read<'i>(input: &Input<'i>, value: &'i Value) -> Option<Server<'i>> {
    let url = value.as_object()?.get("url")?.as_str()?;
    let Some(variables) = input.view.get(value, "variables") else { return Some((url, None)) };
    let variables = variables.as_object()?;
    for variable in variables.values() {
        for (key, field) in variable.as_object()? {
            let fits = match key.as_str() {
                "enum" => field.as_array().is_some_and(|items| items.iter().all(Value::is_string)),
                "default" | "description" | "examples" => field.is_string(),
                other => other.starts_with("x-"),
            };
            if !fits {
                return None;
            }
        }
    }
    Some((url, Some(variables)))
}

/// The names between braces.
fn names(url: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut rest = url;
    while let Some(open) = rest.find('{') {
        let inner = &rest[open + 1..];
        // A name has one character at least, which may be a brace.
        let skip = inner.chars().next().map_or(0, char::len_utf8);
        let Some(close) = inner[skip..].find('}').map(|close| close + skip) else { break };
        found.push(&inner[..close]);
        rest = &inner[close + 1..];
    }
    found
}

fn check_default(name: &str, variable: &Value, needed: bool, place: &Pointer, told: &mut Vec<Outcome>) {
    let place = place.join(name);
    match (variable.get("default"), variable.get("enum")) {
        (Some(default), Some(Value::Array(values))) if !values.contains(default) => {
            let message = format!("Server Variable \"{name}\" has a default not listed in the enum.");
            told.push(Outcome::at(place.join("default"), message));
        }
        (None, _) if needed => {
            told.push(Outcome::at(place, format!("Server Variable \"{name}\" has a missing default.")));
        }
        _ => {}
    }
}

/// How many URLs are tried: variables multiply.
const TRIED: usize = 10_000;
/// How many invalid URLs are named.
const NAMED: usize = 5;

fn check_urls(url: &str, variables: &[(&str, &Value)], place: &Pointer) -> Option<Outcome> {
    let choices: Vec<(String, Vec<&str>)> =
        variables.iter().map(|(name, variable)| (format!("{{{name}}}"), values(variable))).collect();
    if choices.is_empty() || choices.iter().any(|(_, values)| values.is_empty()) {
        return None;
    }
    let total = choices.iter().fold(1_usize, |total, (_, values)| total.saturating_mul(values.len()));
    let invalid: Vec<String> = (0..total.min(TRIED))
        .map(|nth| substituted(url, &choices, nth))
        .filter(|url| url::Url::parse(url).is_err())
        .take(NAMED)
        .collect();
    let many = invalid.len() == NAMED;
    let named = invalid.join(", ");
    let message = match invalid.len() {
        0 => return None,
        _ if many => {
            format!("At least 5 substitutions of server variables resulted in invalid URLs: {named} and more")
        }
        _ => format!("A few substitutions of server variables resulted in invalid URLs: {named}"),
    };
    Some(Outcome::at(place.clone(), message))
}

fn values(variable: &Value) -> Vec<&str> {
    match (variable.get("enum"), variable.get("default")) {
        (Some(Value::Array(values)), _) => values.iter().filter_map(Value::as_str).collect(),
        (_, Some(Value::String(default))) => vec![default],
        _ => Vec::new(),
    }
}

/// The `nth` of all ways to fill in the values; the last variable changes fastest.
fn substituted(url: &str, choices: &[(String, Vec<&str>)], mut nth: usize) -> String {
    let mut filled = url.to_owned();
    for (name, values) in choices.iter().rev() {
        filled = filled.replace(name, values[nth % values.len()]);
        nth /= values.len();
    }
    filled
}
