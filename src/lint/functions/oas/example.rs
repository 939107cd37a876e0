//! `oasExample`: examples and defaults are what the schema beside them asks for.

use serde_json::{Map, Value};

use super::schema::dialect_of;
use crate::json::Pointer;
use crate::lint::format::Format;
use crate::lint::functions::schema::check_at;
use crate::lint::functions::{Input, Outcome, Prepared, options};
use crate::lint::json_schema::Schema;
use crate::lint::resolve::View;

/// What stands beside an example.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// A media type, header or parameter: its schema is in a field.
    Media,
    /// The schema itself.
    Schema,
}

/// Options: `oasVersion` 2 or 3, `schemaField` (`$` for the value itself), `type` `media` or `schema`.
///
/// # Errors
/// Other options.
pub fn prepare(given: Option<&Value>) -> Result<Prepared, String> {
    const EXAMPLE: &str = "{ \"schemaField\": \"$\", \"oasVersion\": 3, \"type\": \"schema\" }";
    let function = "oasExample";
    let map = options::object(function, given, &["oasVersion", "schemaField", "type"], EXAMPLE)?;
    let version = options::required(function, map, "oasVersion", "2 or 3", Value::as_u64)?;
    let field = options::required(function, map, "schemaField", "a name or \"$\"", Value::as_str)?.to_owned();
    let kind =
        options::required(function, map, "type", "media or schema", |value| match value.as_str()? {
            "media" => Some(Kind::Media),
            "schema" => Some(Kind::Schema),
            _ => None,
        })?;
    Ok(Box::new(move |input| check(input, version == 2, &field, kind)))
}

/// The fields that hold examples, whatever the version.
const EXAMPLES: [&str; 4] = ["example", "examples", "default", "x-example"];

fn check(input: &Input<'_>, version2: bool, field: &str, kind: Kind) -> Vec<Outcome> {
    let Some(value @ Value::Object(map)) = input.value else { return Vec::new() };
    let root = if field == "$" { Some(value) } else { input.view.get(value, field) };
    let Some(root) = root else { return Vec::new() };
    if !EXAMPLES.iter().any(|field| map.contains_key(*field)) {
        return Vec::new();
    }
    let path = input.path();
    let examples = match kind {
        Kind::Schema => schema_examples(map, &path, version2),
        Kind::Media => media_examples(input.view, map, &path, version2),
    };
    if examples.is_empty() {
        return Vec::new();
    }
    let without;
    let root = match root.get("required") {
        Some(Value::Bool(_)) if input.formats.contains(Format::Oas2) => {
            without = without_required(root);
            &without
        }
        _ => root,
    };
    let relaxed = if kind == Kind::Media { relaxed(&path, version2) } else { None };
    let (dialect, x_nullable) = dialect_of(input);
    let schema = Schema { view: input.view, root, dialect, x_nullable, relaxed, all_errors: false };
    let check = |(nth, (example, path)): (usize, (Option<&Value>, Pointer))| {
        check_at(input, &schema, example, || path.clone(), version2 || nth == 0)
    };
    examples.into_iter().enumerate().flat_map(check).collect()
}

/// A parameter of OpenAPI 2.0 is its own schema, but its `required` says something else.
fn without_required(root: &Value) -> Value {
    let mut copy = root.clone();
    if let Value::Object(map) = &mut copy {
        map.shift_remove("required");
    }
    copy
}

type Examples<'i> = Vec<(Option<&'i Value>, Pointer)>;

fn schema_examples<'i>(map: &'i Map<String, Value>, path: &Pointer, version2: bool) -> Examples<'i> {
    let fields: &[&str] =
        if version2 { &["example", "x-example", "default"] } else { &["example", "default"] };
    fields.iter().filter_map(|field| Some((Some(map.get(*field)?), path.join(*field)))).collect()
}

/// One `example`, or else all `examples`.
fn media_examples<'i>(
    view: &'i View<'i>,
    map: &'i Map<String, Value>,
    path: &Pointer,
    version2: bool,
) -> Examples<'i> {
    if !version2 && let Some(example) = map.get("example") {
        return vec![(Some(example), path.join("example"))];
    }
    let Some(examples) = map.get("examples") else { return Vec::new() };
    let place = path.join("examples");
    let entries = view.children(crate::jsonpath::Tree::see(view, examples)).into_iter();
    entries
        .filter_map(|(key, example)| {
            let place = place.join(key.token());
            if version2 {
                return Some((Some(example), place));
            }
            let stands_here =
                (example.is_object() || example.is_array()) && example.get("externalValue").is_none();
            stands_here.then(|| (view.get(example, "value"), place.join("value")))
        })
        .collect()
}

/// In requests nobody sends what is `readOnly`, in responses nobody gets what is `writeOnly`.
fn relaxed(path: &Pointer, version2: bool) -> Option<&'static str> {
    let tokens: Vec<&str> = path.tokens().iter().map(String::as_str).collect();
    match tokens.as_slice() {
        ["components", "requestBodies", ..] | ["paths", _, _, "requestBody", ..] if !version2 => {
            Some("readOnly")
        }
        ["components", "responses", ..] if !version2 => Some("writeOnly"),
        ["responses", ..] if version2 => Some("writeOnly"),
        ["paths", _, _, "responses", ..] => Some("writeOnly"),
        _ => None,
    }
}
