//! `oasPathParam`: the parameters in a path template and those that are declared for it are the same.

use serde_json::Value;

use super::operation::METHODS;
use crate::collections::HashMap;
use crate::json::Pointer;
use crate::lint::functions::{Input, Outcome, Prepared, options};
use crate::lint::resolve::View;

/// Takes no options.
///
/// # Errors
/// Any options.
pub fn prepare(given: Option<&Value>) -> Result<Prepared, String> {
    options::none("oasPathParam", given)?;
    Ok(Box::new(check))
}

fn check(input: &Input<'_>) -> Vec<Outcome> {
    let Some(paths @ Value::Object(_)) = input.value else { return Vec::new() };
    let mut told = Vec::new();
    let mut templates: HashMap<String, &str> = HashMap::default();
    for (path, item) in input.view.entries(paths).filter(|(_, item)| item.is_object() || item.is_array()) {
        let place = Pointer::of(["paths", path]);
        let (blanked, names) = parse(path);
        if let Some(earlier) = templates.get(&blanked) {
            let message = format!("Paths \"{earlier}\" and \"{path}\" must not be equivalent.");
            told.push(Outcome::at(place.clone(), message));
        } else {
            templates.insert(blanked, path);
        }
        let mut expected: Vec<&str> = Vec::new();
        for name in names {
            if expected.contains(&name) {
                let message =
                    format!("Path \"{path}\" must not use parameter \"{{{name}}}\" multiple times.");
                told.push(Outcome::at(place.clone(), message));
            } else {
                expected.push(name);
            }
        }
        check_item(input.view, item, &Site { path, place, expected }, &mut told);
    }
    told
}

/// One path with the names that its template holds.
struct Site<'i> {
    path: &'i str,
    place: Pointer,
    expected: Vec<&'i str>,
}

/// A template with its parameters blanked, and their names.
fn parse(path: &str) -> (String, Vec<&str>) {
    let mut blanked = String::with_capacity(path.len());
    let mut names = Vec::new();
    let mut rest = path;
    while let Some(open) = rest.find('{') {
        blanked.push_str(&rest[..open]);
        let close = rest[open..].find('}').map(|close| open + close);
        if let Some((close, name)) = close.and_then(|close| Some((close, name(&rest[open + 1..close])?))) {
            names.push(name);
            blanked.push('%');
            rest = &rest[close + 1..];
        } else {
            blanked.push('{');
            rest = &rest[open + 1..];
        }
    }
    blanked.push_str(rest);
    (blanked, names)
}

/// The name in an expression such as `id`, `;id`, `?id` or `id*`.
fn name(expression: &str) -> Option<&str> {
    let name = expression.strip_prefix(';').unwrap_or(expression);
    let name = name.strip_prefix('?').unwrap_or(name);
    let name = name.strip_suffix('*').unwrap_or(name);
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    (!name.is_empty() && name.chars().all(plain)).then_some(name)
}

type Declared<'i> = Vec<(&'i str, Pointer)>;

fn check_item<'i>(view: &'i View<'i>, item: &'i Value, site: &Site<'i>, told: &mut Vec<Outcome>) {
    let shared = declared(view, item, &site.place, told);
    for (method, operation) in view.entries(item).filter(|(method, _)| METHODS.contains(method)) {
        if !operation.is_object() && !operation.is_array() {
            continue;
        }
        let place = site.place.join(method);
        let own = declared(view, operation, &place, told);
        let mut all: Declared<'i> = shared.clone();
        for (name, place) in own {
            match all.iter_mut().find(|(known, _)| *known == name) {
                Some(known) => known.1 = place,
                None => all.push((name, place)),
            }
        }
        for (name, place) in all.iter().filter(|(name, _)| !site.expected.contains(name)) {
            let message = format!("Parameter \"{name}\" must be used in path \"{}\".", site.path);
            told.push(Outcome::at(place.clone(), message));
        }
        for name in site.expected.iter().filter(|name| !all.iter().any(|(known, _)| known == *name)) {
            let path = site.path;
            let message =
                format!("Operation must define parameter \"{{{name}}}\" as expected by path \"{path}\".");
            told.push(Outcome::at(place.clone(), message));
        }
    }
}

/// The path parameters that an object declares; what is wrong with a declaration is told.
fn declared<'i>(
    view: &'i View<'i>,
    owner: &'i Value,
    place: &Pointer,
    told: &mut Vec<Outcome>,
) -> Declared<'i> {
    let Some(list @ Value::Array(_)) = view.get(owner, "parameters") else { return Vec::new() };
    let mut found: Declared<'i> = Vec::new();
    for (key, parameter) in view.children(list) {
        if view.get(parameter, "in").and_then(Value::as_str) != Some("path") {
            continue;
        }
        let Some(name) = view.get(parameter, "name").and_then(Value::as_str) else { continue };
        let place = place.join("parameters").join(key.token());
        if view.get(parameter, "required") != Some(&Value::Bool(true)) {
            let message = format!("Path parameter \"{name}\" must have \"required\" set to \"true\".");
            told.push(Outcome::at(place.clone(), message));
        }
        if found.iter().any(|(known, _)| *known == name) {
            let message = format!("Path parameter \"{name}\" must not be defined multiple times.");
            told.push(Outcome::at(place, message));
        } else {
            found.push((name, place));
        }
    }
    found
}
