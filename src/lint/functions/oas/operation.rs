//! What operations must have and keep apart: ids, parameters, responses, form parameters, tags.

use std::borrow::Cow;

use serde_json::{Map, Value};

use crate::collections::HashSet;
use crate::json::{Pointer, field};
use crate::jsonpath::Tree as _;
use crate::lint::format::Format;
use crate::lint::functions::{Input, Outcome, Prepared, options};
use crate::lint::resolve::View;

/// The keys of a path item that hold operations; `query` of 3.2 is not among Spectral's.
pub(in crate::lint::functions) const METHODS: [&str; 8] =
    ["get", "head", "post", "put", "patch", "delete", "options", "trace"];

/// The operations of a Paths Object with path and method, in the order of the document.
pub(in crate::lint::functions) fn operations<'i>(
    view: &'i View<'i>,
    paths: &'i Value,
) -> impl Iterator<Item = (&'i str, &'i str, &'i Value)> {
    view.entries(paths).filter(|(_, item)| item.is_object()).flat_map(|(path, item)| {
        view.entries(item)
            .filter(|(method, operation)| METHODS.contains(method) && operation.is_object())
            .map(move |(method, operation)| (path, method, operation))
    })
}

/// `oasOpIdUnique`: no operationId twice.
///
/// # Errors
/// Any options.
pub fn unique_ids(given: Option<&Value>) -> Result<Prepared, String> {
    options::none("oasOpIdUnique", given)?;
    Ok(Box::new(|input| {
        let Some(paths @ Value::Object(_)) = input.value else { return Vec::new() };
        let mut seen = HashSet::default();
        let mut told = Vec::new();
        for (path, method, operation) in operations(input.view, paths) {
            let Some(id) = input.view.get(operation, "operationId") else { continue };
            if !seen.insert(id.to_string()) {
                let place = Pointer::of(["paths", path, method, "operationId"]);
                told.push(Outcome::at(place, "operationId must be unique."));
            }
        }
        told
    }))
}

/// `oasOpParams`: no parameter twice, one body at the most, no body beside a form.
///
/// # Errors
/// Any options.
pub fn parameters(given: Option<&Value>) -> Result<Prepared, String> {
    options::none("oasOpParams", given)?;
    Ok(Box::new(|input| {
        let Some(Value::Array(items)) = input.value else { return Vec::new() };
        let items: Vec<_> =
            items.iter().map(|item| input.view.see(item)).enumerate().filter_map(described).collect();
        check_parameters(&items, &input.path())
    }))
}

/// A parameter that stands here, not behind a reference that leads nowhere.
fn described((at, item): (usize, &Value)) -> Option<(usize, &Map<String, Value>)> {
    item.as_object().filter(|map| field(map, "$ref").is_none()).map(|map| (at, map))
}

fn check_parameters(items: &[(usize, &Map<String, Value>)], path: &Pointer) -> Vec<Outcome> {
    let mut told = Vec::new();
    let mut seen = HashSet::default();
    for (at, map) in items {
        let named = |key: &str| match field(map, key)? {
            Value::String(text) => Some((true, Cow::Borrowed(text.as_str()))),
            other => Some((false, Cow::Owned(other.to_string()))),
        };
        if !seen.insert((named("in"), named("name"))) {
            let message = "A parameter in this operation already has the same \"name\" and \"in\".";
            told.push(Outcome::at(path.join(at.to_string()), message));
        }
    }
    let inside = |place: &str| {
        let found = items.iter().filter(|(_, map)| field(map, "in").and_then(Value::as_str) == Some(place));
        found.map(|(at, _)| *at).collect::<Vec<_>>()
    };
    let (body, form) = (inside("body"), inside("formData"));
    if !body.is_empty() && !form.is_empty() {
        told.push(Outcome::here("Operation must not have both \"in:body\" and \"in:formData\" parameters."));
    }
    for at in body.iter().skip(1) {
        let message = "Operation must not have more than one \"in:body\" parameter.";
        told.push(Outcome::at(path.join(at.to_string()), message));
    }
    told
}

/// `oasOpSuccessResponse`: one response says that it went well.
///
/// # Errors
/// Any options.
pub fn success_response(given: Option<&Value>) -> Result<Prepared, String> {
    options::none("oasOpSuccessResponse", given)?;
    Ok(Box::new(|input| {
        let Some(Value::Object(map)) = input.value else { return Vec::new() };
        let wildcard = input.formats.contains(Format::Oas3);
        let success = |status: &str| {
            (wildcard && (status == "2XX" || status == "3XX"))
                || status.trim().parse::<f64>().is_ok_and(|number| (200.0..400.0).contains(&number))
        };
        if map.keys().any(|status| success(status)) {
            return Vec::new();
        }
        vec![Outcome::here("Operation must define at least a single 2xx or 3xx response")]
    }))
}

/// `oasOpFormDataConsumeCheck`: who takes form parameters consumes forms.
///
/// # Errors
/// Any options.
pub fn form_data(given: Option<&Value>) -> Result<Prepared, String> {
    options::none("oasOpFormDataConsumeCheck", given)?;
    Ok(Box::new(|input| {
        let Some(value) = input.value else { return Vec::new() };
        let list = |key: &str| input.view.get(value, key).and_then(Value::as_array);
        let (Some(parameters), Some(consumes)) = (list("parameters"), list("consumes")) else {
            return Vec::new();
        };
        let form = |item: &Value| input.view.see(item).get("in").and_then(Value::as_str) == Some("formData");
        let fits = |kind: &Value| {
            let kind = kind.as_str().unwrap_or_default();
            kind.contains("application/x-www-form-urlencoded") || kind.contains("multipart/form-data")
        };
        if !parameters.iter().any(form) || consumes.iter().any(fits) {
            return Vec::new();
        }
        vec![Outcome::here("Form parameters need a media type for forms in \"consumes\".")]
    }))
}

/// `oasTagDefined`: operations use the tags of the document.
///
/// # Errors
/// Any options.
pub fn tags_defined(given: Option<&Value>) -> Result<Prepared, String> {
    options::none("oasTagDefined", given)?;
    Ok(Box::new(check_tags))
}

fn check_tags(input: &Input<'_>) -> Vec<Outcome> {
    let Some(root @ Value::Object(_)) = input.value else { return Vec::new() };
    let view = input.view;
    let tags = view.get(root, "tags").map_or_else(Vec::new, |tags| view.children(tags));
    let known: HashSet<&str> =
        tags.iter().filter_map(|(_, tag)| view.get(tag, "name").and_then(Value::as_str)).collect();
    let Some(paths) = view.get(root, "paths") else { return Vec::new() };
    let mut told = Vec::new();
    for (path, method, operation) in operations(view, paths) {
        let Some(Value::Array(tags)) = view.get(operation, "tags") else { continue };
        for (at, tag) in tags.iter().enumerate() {
            if !view.see(tag).as_str().is_some_and(|tag| known.contains(tag)) {
                let place = Pointer::of(["paths", path, method, "tags"]).join(at.to_string());
                told.push(Outcome::at(place, "Operation tags must be defined in global tags."));
            }
        }
    }
    told
}
