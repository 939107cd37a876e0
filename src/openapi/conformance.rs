//! The typed reading: is this a document of OpenAPI 3.0 as the `openapiv3` types know it?
//!
//! It is asked at the fetch boundary and before publication, and never the thing that is written: the types drop what they
//! do not know. Each object is read by itself, with stand-ins for the objects below it, which are read on their own: the
//! types try a schema that does not fit twice at every level above it, so what is wrong at the bottom of a deep document
//! would be read two to the power of its depth times. An object of a shape that has fitted before is not read again: most of
//! the thousands of schemas of a document differ in what they are called and described as.

use std::sync::LazyLock;

use openapiv3 as typed;
use serde::de::DeserializeOwned;
use serde::de::value::MapDeserializer;
use serde_json::{Error, Map, Value, json};

use super::grammar::{self, Kind};
use super::reference;
use super::version::Version;
use crate::collections::{HashMap, HashSet};
use crate::json::Pointer;

/// What does not fit the types of OpenAPI 3.0 first, in the order of the document, and where; `None` when all fits, and for
/// versions that have no types.
pub fn misfit(root: &Value) -> Option<String> {
    if Version::of(root)? != Version::V3_0 {
        return None;
    }
    let mut reading = Reading::default();
    let message = reading.below(root, Kind::Document)?;
    reading.upwards.reverse();
    let place = Pointer::of(reading.upwards);
    Some(if place.is_root() { message } else { format!("{message} at {place}") })
}

/// One document on its way through the types.
#[derive(Default)]
struct Reading {
    /// The shapes that fit.
    fitting: HashMap<Kind, HashSet<Vec<u8>>>,
    /// The shape of the object at hand.
    shape: Vec<u8>,
    /// The way to the misfit, from the last step on.
    upwards: Vec<String>,
}

impl Reading {
    /// The first misfit of a value and what is below it.
    fn below(&mut self, value: &Value, kind: Kind) -> Option<String> {
        if kind == Kind::Data || kind.may_be_reference() && reference::target(value).is_some() {
            return None;
        }
        match value {
            Value::Object(map) => {
                if let Some(found) = self.own(map, kind) {
                    return Some(found);
                }
                map.iter().filter(|(key, _)| !is_later(kind, key)).find_map(|(key, value)| {
                    let found = self.below(value, grammar::child(kind, key))?;
                    self.upwards.push(key.clone());
                    Some(found)
                })
            }
            Value::Array(items) => {
                let kind = grammar::child(kind, "");
                items.iter().enumerate().find_map(|(at, value)| {
                    let found = self.below(value, kind)?;
                    self.upwards.push(at.to_string());
                    Some(found)
                })
            }
            _ => None,
        }
    }

    /// What does not fit of one object, whatever is below it.
    fn own(&mut self, map: &Map<String, Value>, kind: Kind) -> Option<String> {
        let read = reader(kind)?;
        self.shape.clear();
        write_shape(&mut self.shape, map, kind);
        let fitting = self.fitting.entry(kind).or_default();
        if fitting.contains(&self.shape) {
            return None;
        }
        if kind == Kind::Schema
            && let Some(keyword) = beyond_doubles(map)
        {
            return Some(format!("`{keyword}` holds a number that is beyond what doubles hold"));
        }
        match read(map, kind) {
            Ok(()) => {
                fitting.insert(self.shape.clone());
                None
            }
            Err(error) => Some(error.to_string()),
        }
    }
}

/// Reads an object of a kind by its type.
type Reader = fn(&Map<String, Value>, Kind) -> Result<(), Error>;

/// What reads an object of this kind, when there is a type for it.
fn reader(kind: Kind) -> Option<Reader> {
    Some(match kind {
        Kind::Document => reads::<typed::OpenAPI>,
        Kind::Components => reads::<typed::Components>,
        Kind::PathItem => reads::<typed::PathItem>,
        Kind::Operation => reads::<typed::Operation>,
        Kind::Parameter => reads::<typed::Parameter>,
        Kind::RequestBody => reads::<typed::RequestBody>,
        Kind::MediaType => reads::<typed::MediaType>,
        Kind::Encoding => reads::<typed::Encoding>,
        Kind::Responses => reads::<typed::Responses>,
        Kind::Response => reads::<typed::Response>,
        Kind::Header => reads::<typed::Header>,
        Kind::Example => reads::<typed::Example>,
        Kind::Link => reads::<typed::Link>,
        Kind::SecurityScheme => reads::<typed::SecurityScheme>,
        Kind::Schema => reads::<typed::Schema>,
        _ => return None,
    })
}

fn reads<T: DeserializeOwned>(map: &Map<String, Value>, kind: Kind) -> Result<(), Error> {
    T::deserialize(MapDeserializer::new(fields(map, kind))).map(drop)
}

/// The fields of an object that a type looks at, each with what stands there or in its place.
fn fields(map: &Map<String, Value>, kind: Kind) -> impl Iterator<Item = (&str, &Value)> {
    let fields = map.iter().filter(|(key, _)| !is_free(key));
    fields.map(move |(key, value)| (key.as_str(), stand_in(grammar::child(kind, key), value)))
}

/// Everything about an object that makes a difference to its type: all but the words of a text, and what is read on its own.
fn write_shape(out: &mut Vec<u8>, map: &Map<String, Value>, kind: Kind) {
    for (key, value) in fields(map, kind) {
        out.extend_from_slice(&key.len().to_le_bytes());
        out.extend_from_slice(key.as_bytes());
        match value {
            Value::String(_) if is_text(key) => out.push(b't'),
            Value::Array(items) if is_texts(key) && items.iter().all(Value::is_string) => out.push(b'l'),
            value => serde_json::to_writer(&mut *out, value).expect("a vector takes everything"),
        }
        // No print of a value holds this byte.
        out.push(0);
    }
}

/// Fields of any type of object that hold any text.
fn is_text(key: &str) -> bool {
    matches!(key, "name" | "description" | "summary" | "title" | "operationId" | "pattern")
}

/// Fields of any type of object that hold a list of any texts.
fn is_texts(key: &str) -> bool {
    matches!(key, "required" | "tags")
}

/// What only later versions look into; 3.0 passes over what it does not know.
fn is_later(kind: Kind, key: &str) -> bool {
    match kind {
        Kind::Schema => !matches!(
            key,
            "not" | "items" | "additionalProperties" | "allOf" | "anyOf" | "oneOf" | "properties"
        ),
        Kind::Document => key == "webhooks",
        Kind::Components => matches!(key, "pathItems" | "mediaTypes"),
        Kind::PathItem => matches!(key, "query" | "additionalOperations"),
        Kind::MediaType => matches!(key, "itemSchema" | "prefixEncoding" | "itemEncoding"),
        _ => false,
    }
}

/// What may hold anything.
fn is_free(key: &str) -> bool {
    key.starts_with("x-") || matches!(key, "example" | "value")
}

static REFERENCE: LazyLock<Value> = LazyLock::new(|| json!({"$ref": "#"}));
static OBJECT: LazyLock<Value> = LazyLock::new(|| json!({}));
static LIST: LazyLock<Value> = LazyLock::new(|| json!([]));

/// What fits in the place of a value that is read on its own; a value of another shape stays, so that it does not fit.
fn stand_in(kind: Kind, value: &Value) -> &Value {
    match (kind, value) {
        (Kind::Map(_) | Kind::Paths | Kind::Responses | Kind::Components, Value::Object(_)) => &OBJECT,
        (Kind::List(of), Value::Array(_)) if of.kind().may_be_reference() => &LIST,
        (Kind::Operation, Value::Object(_)) => &Value::Null,
        (kind, Value::Object(_)) if kind.may_be_reference() => &REFERENCE,
        _ => value,
    }
}

/// A keyword whose number overflows a double: the types expect that none does.
fn beyond_doubles(schema: &Map<String, Value>) -> Option<&str> {
    let overflows = |value: &Value| value.is_number() && value.as_f64().is_none();
    let holds = |keyword: &&str| match schema.get(*keyword) {
        Some(Value::Array(items)) => items.iter().any(overflows),
        Some(value) => overflows(value),
        None => false,
    };
    ["multipleOf", "minimum", "maximum", "enum"].into_iter().find(holds)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn schema(schema: &Value) -> Option<String> {
        misfit(&json!({
            "openapi": "3.0.3", "info": {"title": "a", "version": "1"}, "paths": {},
            "components": {"schemas": {"A": schema}}
        }))
    }

    #[test]
    fn what_3_0_allows_fits() {
        for fits in [
            json!({"type": "string", "minLength": 1, "maxLength": 2, "enum": ["a", null]}),
            json!({"type": "number", "minimum": 1.10, "maximum": 1e300, "multipleOf": 0.1, "enum": [1, 2.50]}),
            json!({"type": "array", "items": {"$ref": "#/components/schemas/A", "type": 5}, "maxItems": 3}),
            json!({"type": "object", "properties": {"x-a": {"type": "string"}, "value": {}}, "additionalProperties": false}),
            json!({"oneOf": [{"type": "integer"}, {}], "discriminator": {"propertyName": "p", "mapping": {"a": "A"}}}),
            json!({"$defs": {"B": {"type": 5}}, "example": {"type": 5}, "x-b": 5}),
        ] {
            assert_eq!(schema(&fits), None, "{fits}");
        }
    }

    #[test]
    fn what_does_not_fit_is_named_with_its_place() {
        for (bad, place) in [
            (json!({"type": 5}), "/components/schemas/A"),
            (
                json!({"properties": {"p": {"items": {"type": ["string"]}}}}),
                "/components/schemas/A/properties/p/items",
            ),
            (json!({"allOf": [{}, {"required": "p"}]}), "/components/schemas/A/allOf/1"),
            (json!({"properties": []}), "/components/schemas/A"),
            (json!({"minLength": -1}), "/components/schemas/A"),
        ] {
            let found = schema(&bad).unwrap_or_else(|| panic!("{bad} fits"));
            assert!(found.ends_with(&format!(" at {place}")), "{bad}: {found}");
        }
        let response = json!({"content": {"a/b": {"schema": {}}}});
        let operation =
            json!({"responses": {"200": response}, "callbacks": {"c": {"$ref": "#/components/callbacks/C"}}});
        let root = json!({"openapi": "3.0.0", "info": {"title": "a", "version": "1"}, "paths": {"/a": {"get": operation}}});
        let found = misfit(&root).expect("a description is required");
        assert_eq!(found, "missing field `description` at /paths/~1a/get/responses/200");
    }

    #[test]
    fn what_fits_says_nothing_of_what_looks_alike() {
        let both = |second: &Value| schema(&json!({"allOf": [{"type": "string", "enum": ["a"]}, second]}));
        assert_eq!(both(&json!({"type": "string", "enum": ["b"], "description": "b"})), None);
        for other in [
            json!({"type": 5, "enum": ["a"]}),
            json!({"type": "string", "enum": ["a"], "description": 5}),
            json!({"type": "string", "enum": "a"}),
            json!({"type": "string", "enum": ["a"], "minLength": -1}),
            json!({"type": "string", "enum": ["a"], "required": [1]}),
        ] {
            let found = both(&other).unwrap_or_else(|| panic!("{other} fits"));
            assert!(found.ends_with(" at /components/schemas/A/allOf/1"), "{other}: {found}");
        }
        // A schema is no media type, though they are written alike.
        let media = json!({"openapi": "3.0.3", "info": {"title": "a", "version": "1"}, "paths": {}, "components": {
            "schemas": {"A": {"required": []}},
            "responses": {"R": {"description": "r", "content": {"a/b": {"schema": {"required": []}}}}},
            "requestBodies": {"B": {"required": [], "content": {}}}
        }});
        assert!(misfit(&media).is_some_and(|found| found.ends_with(" at /components/requestBodies/B")));
    }

    #[test]
    fn numbers_beyond_doubles_are_told() {
        let text = r#"{"type": "number", "minimum": 1e400}"#;
        let found = schema(&serde_json::from_str(text).expect("JSON")).expect("a misfit");
        assert_eq!(
            found,
            "`minimum` holds a number that is beyond what doubles hold at /components/schemas/A"
        );
    }

    #[test]
    fn what_is_wrong_at_the_bottom_is_found_at_once() {
        let deep = (0..50).fold(json!({"type": 5}), |below, _| json!({"properties": {"p": below}}));
        let found = schema(&deep).expect("a misfit");
        assert_eq!(found.matches("/properties/p").count(), 50, "{found}");
    }
}
