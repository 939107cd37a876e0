//! `oasExample`: examples and defaults are what the schema beside them asks for.

use serde_json::{Map, Value};

use super::schema::dialect_of;
use crate::json::{Pointer, field};
use crate::jsonpath::{Key, Tree as _};
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

fn check(input: &Input<'_>, version2: bool, schema_field: &str, kind: Kind) -> Vec<Outcome> {
    let Some(value @ Value::Object(map)) = input.value else { return Vec::new() };
    let root = if schema_field == "$" { Some(value) } else { input.view.get(value, schema_field) };
    let Some(root) = root else { return Vec::new() };
    let examples = match kind {
        Kind::Schema => schema_examples(map, version2),
        Kind::Media => media_examples(input.view, map, version2),
    };
    if examples.is_empty() {
        return Vec::new();
    }
    let without;
    let root = match root {
        Value::Object(schema) if input.formats.contains(Format::Oas2) && says_required(schema) => {
            without = without_required(root);
            &without
        }
        _ => root,
    };
    let relaxed = if kind == Kind::Media { relaxed(&input.path(), version2) } else { None };
    let (dialect, x_nullable) = dialect_of(input);
    let schema = Schema { view: input.view, root, dialect, x_nullable, relaxed, all_errors: false };
    let check = |(nth, (example, steps)): (usize, (Option<&Value>, Vec<Key<'_>>))| {
        let place = || steps.iter().fold(input.path(), |place, step| place.join(step.token()));
        check_at(input, &schema, example, place, version2 || nth == 0)
    };
    examples.into_iter().enumerate().flat_map(check).collect()
}

fn says_required(schema: &Map<String, Value>) -> bool {
    matches!(field(schema, "required"), Some(Value::Bool(_)))
}

/// A parameter of OpenAPI 2.0 is its own schema, but its `required` says something else.
fn without_required(root: &Value) -> Value {
    let mut copy = root.clone();
    if let Value::Object(map) = &mut copy {
        map.shift_remove("required");
    }
    copy
}

/// Each example with the steps to it from the value; `None` where there should be one.
type Examples<'i> = Vec<(Option<&'i Value>, Vec<Key<'i>>)>;

fn schema_examples(map: &Map<String, Value>, version2: bool) -> Examples<'_> {
    let fields: &[&str] =
        if version2 { &["example", "x-example", "default"] } else { &["example", "default"] };
    fields.iter().filter_map(|name| Some((Some(field(map, name)?), vec![Key::Name(name)]))).collect()
}

/// One `example`, or else all `examples`.
fn media_examples<'i>(view: &'i View<'i>, map: &'i Map<String, Value>, version2: bool) -> Examples<'i> {
    if !version2 && let Some(example) = field(map, "example") {
        return vec![(Some(example), vec![Key::Name("example")])];
    }
    let Some(examples) = field(map, "examples") else { return Vec::new() };
    let entries = view.children(view.see(examples)).into_iter();
    entries
        .filter_map(|(key, example)| {
            let steps = vec![Key::Name("examples"), key];
            if version2 {
                return Some((Some(example), steps));
            }
            let stands_here =
                (example.is_object() || example.is_array()) && example.get("externalValue").is_none();
            stands_here.then(|| (view.get(example, "value"), [steps, vec![Key::Name("value")]].concat()))
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
