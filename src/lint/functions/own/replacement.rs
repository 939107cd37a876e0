//! `replacements`: `x-qlik-replaced-by` and `x-qlik-replaces` name operations that are there and point back.

use serde_json::Value;

use crate::collections::HashMap;
use crate::json::Pointer;
use crate::lint::functions::oas::operation::operations;
use crate::lint::functions::{Input, Outcome, Prepared, options};
use crate::openapi::operation::blanked;

/// Takes no options.
///
/// # Errors
/// Any options.
pub fn prepare(given: Option<&Value>) -> Result<Prepared, String> {
    options::none("replacements", given)?;
    Ok(Box::new(check))
}

const WAYS: [(&str, &str); 2] =
    [("x-qlik-replaced-by", "x-qlik-replaces"), ("x-qlik-replaces", "x-qlik-replaced-by")];

/// An operation by method and path, the path without `/api` and without the names of its parameters.
type Identity = (String, String);

fn check(input: &Input<'_>) -> Vec<Outcome> {
    let Some(root @ Value::Object(_)) = input.value else { return Vec::new() };
    let Some(paths) = input.view.get(root, "paths") else { return Vec::new() };
    let all: Vec<(Identity, Pointer, &Value)> = operations(input.view, paths)
        .map(|(path, method, operation)| {
            ((method.to_owned(), plain(path)), Pointer::of(["paths", path, method]), operation)
        })
        .collect();
    let known: HashMap<&Identity, &Value> =
        all.iter().map(|(identity, _, operation)| (identity, *operation)).collect();
    let mut told = Vec::new();
    for (identity, place, operation) in &all {
        for (field, back) in WAYS {
            let Some(Value::Array(targets)) = operation.get(field) else { continue };
            for (at, target) in targets.iter().enumerate() {
                let Some((name, wanted)) = read(target) else { continue };
                let message = match known.get(&wanted) {
                    // A document of one service says nothing about the operations of another.
                    None if !known.keys().any(|(_, path)| family(path) == family(&wanted.1)) => continue,
                    None => format!("\"{name}\" is not there."),
                    Some(other) if points_at(other, back, identity) => continue,
                    Some(_) => format!("\"{name}\" does not name this operation in {back}."),
                };
                told.push(Outcome::at(place.join(field).join(at.to_string()), message));
            }
        }
    }
    told
}

fn points_at(operation: &Value, field: &str, identity: &Identity) -> bool {
    let targets = operation.get(field).and_then(Value::as_array).into_iter().flatten();
    targets.filter_map(read).any(|(_, target)| target == *identity)
}

/// The name as it is written and the operation that it means.
fn read(target: &Value) -> Option<(&str, Identity)> {
    let name = target.get("uniqueIdentifier")?.as_str()?;
    let (method, path) = name.split_once(':')?;
    Some((name, (method.to_lowercase(), plain(path))))
}

fn plain(path: &str) -> String {
    blanked(
        path.strip_prefix("/api/")
            .map_or_else(|| path.to_owned(), |rest| format!("/{rest}"))
            .trim_end_matches('/'),
    )
}

/// What tells services apart: the first two segments.
fn family(path: &str) -> Vec<&str> {
    path.split('/').skip(1).take(2).collect()
}
