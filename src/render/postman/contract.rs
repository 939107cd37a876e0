//! Contract tests: scripts that check the status, the content type and the body of each response against the document.
//!
//! The sandbox of Postman validates JSON Schema draft 7, so schemas of the document are rewritten; components stand
//! once, in the variable [`VARIABLE`] of the collection, and scripts point there.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::context::Context;
use super::instance::{Pattern, Side};
use super::model::{Script, Variable, When};
use super::script::script;
use crate::openapi::Operation;

/// The variable with the components' schemas, as a JSON text.
pub const VARIABLE: &str = "schemas";

/// Where components' schemas stand in a document.
const COMPONENTS: &str = "#/components/schemas/";

/// Deeper schemas accept anything.
const MAX_DEPTH: usize = 64;

/// Keywords whose value means the same in draft 7.
const KEPT: [&str; 13] = [
    "type",
    "const",
    "minLength",
    "maxLength",
    "minimum",
    "maximum",
    "multipleOf",
    "minItems",
    "maxItems",
    "uniqueItems",
    "minProperties",
    "maxProperties",
    "format",
];

/// Keywords that hold one schema.
const HOLDERS: [&str; 9] = [
    "items",
    "additionalProperties",
    "not",
    "if",
    "then",
    "else",
    "contains",
    "propertyNames",
    "additionalItems",
];

/// Formats that the validator of the sandbox checks.
const FORMATS: [&str; 8] = ["date", "date-time", "email", "hostname", "ipv4", "ipv6", "uri", "uuid"];

/// Components that scripts point to, rewritten.
pub type Definitions = BTreeMap<String, Value>;

/// The script that checks the responses of an operation; `None` where the document says nothing about success.
pub fn tests<'a>(context: &Context<'a>, operation: &Operation<'a>) -> Option<Script> {
    let responses = operation.value.get("responses")?.as_object()?;
    let mut contract: Map<String, Value> = responses
        .iter()
        .filter(|(status, _)| status.starts_with(['2', '3']))
        .map(|(status, response)| (status.to_ascii_uppercase(), answer(context, context.follow(response))))
        .collect();
    if let (true, Some(response)) = (contract.is_empty(), responses.get("default")) {
        contract.insert("default".to_owned(), answer(context, context.follow(response)));
    }
    let text = Value::Object(contract.clone()).to_string();
    let made = || script(When::Check, include_str!("contract.js"), &[("%CONTRACT%", &text)]);
    (!contract.is_empty()).then(made)
}

/// The variable that all of the scripts share, when any of them points there.
pub fn variable(context: &Context<'_>) -> Option<Variable> {
    let definitions = context.definitions.take();
    (!definitions.is_empty()).then(|| Variable::open(VARIABLE, &json!(definitions).to_string()))
}

/// What a response may be: its media types, and the schema of the JSON one.
fn answer<'a>(context: &Context<'a>, response: &'a Value) -> Value {
    let mut out = Map::new();
    let Some(media_types) = response.get("content").and_then(Value::as_object) else {
        return Value::Object(out);
    };
    let essence = |name: &str| name.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let types: Vec<String> = media_types.keys().map(|name| essence(name)).collect();
    if !types.is_empty() && !types.iter().any(|name| name.contains('*')) {
        out.insert("types".to_owned(), json!(types));
    }
    let media = media_types.iter().find(|(name, _)| super::body::is_json(name)).map(|(_, media)| media);
    if let Some(schema) = media.and_then(|media| context.follow(media).get("schema")) {
        out.insert("schema".to_owned(), draft7(context, schema, 0));
    }
    Value::Object(out)
}

/// A schema as draft 7 has it, and its components among the definitions.
fn draft7<'a>(context: &Context<'a>, schema: &'a Value, depth: usize) -> Value {
    let keywords = match schema {
        Value::Object(keywords) if depth < MAX_DEPTH => keywords,
        Value::Bool(verdict) => return Value::Bool(*verdict),
        _ => return json!({}),
    };
    let modern = context.schemas.modern;
    let reference = keywords.get("$ref").and_then(Value::as_str).map(|target| pointed(context, target));
    match reference {
        Some(reference) if !modern || keywords.len() == 1 => return reference,
        Some(reference) => {
            let mut rest = rewritten(context, keywords, depth);
            let all = rest.entry("allOf").or_insert_with(|| json!([]));
            all.as_array_mut().expect("`allOf` is rewritten as a list").push(reference);
            return Value::Object(rest);
        }
        None => {}
    }
    let rest = rewritten(context, keywords, depth);
    if !modern && keywords.get("nullable") == Some(&Value::Bool(true)) {
        return json!({"anyOf": [rest, {"type": "null"}]});
    }
    Value::Object(rest)
}

/// A reference into the definitions; one that leads elsewhere accepts anything.
fn pointed<'a>(context: &Context<'a>, target: &'a str) -> Value {
    let Some(rest) = target.strip_prefix(COMPONENTS) else { return json!({}) };
    let name = rest.split('/').next().unwrap_or_default().replace("~1", "/").replace("~0", "~");
    let components = context.root.get("components").and_then(|all| all.get("schemas")?.as_object());
    let Some((name, schema)) = components.and_then(|all| all.get_key_value(&name)) else { return json!({}) };
    let known = context.definitions.borrow().contains_key(name);
    if !known {
        // First its place, so that a schema that contains itself ends.
        context.definitions.borrow_mut().insert(name.clone(), json!({}));
        let made = draft7(context, schema, 0);
        context.definitions.borrow_mut().insert(name.clone(), made);
    }
    if rest.contains('/') { json!({}) } else { json!({"$ref": format!("#/definitions/{rest}")}) }
}

fn rewritten<'a>(
    context: &Context<'a>,
    keywords: &'a Map<String, Value>,
    depth: usize,
) -> Map<String, Value> {
    let mut out = Map::new();
    let below = |schema: &'a Value| draft7(context, schema, depth + 1);
    let kept = KEPT.iter().filter_map(|key| Some((*key, keywords.get(*key)?)));
    out.extend(
        kept.filter(|(key, value)| is_understood(key, value))
            .map(|(key, value)| (key.to_owned(), value.clone())),
    );
    if let Some(listed) = keywords.get("enum").filter(|listed| listed.is_array()) {
        out.insert("enum".to_owned(), listed.clone());
    }
    if let Some(pattern) =
        keywords.get("pattern").and_then(Value::as_str).filter(|text| Pattern::is_one(text))
    {
        out.insert("pattern".to_owned(), Value::from(pattern));
    }
    for key in HOLDERS {
        out.extend(keywords.get(key).map(|schema| (key.to_owned(), below(schema))));
    }
    for key in ["properties", "patternProperties"] {
        if let Some(map) = keywords.get(key).and_then(Value::as_object) {
            let known = map.iter().filter(|(name, _)| key == "properties" || Pattern::is_one(name));
            out.insert(key.to_owned(), known.map(|(name, schema)| (name.clone(), below(schema))).collect());
        }
    }
    for key in ["allOf", "anyOf", "oneOf"] {
        if let Some(list) = keywords.get(key).and_then(Value::as_array).filter(|list| !list.is_empty()) {
            out.insert(key.to_owned(), list.iter().map(below).collect());
        }
    }
    add_required(context, keywords, &mut out);
    add_prefix(context, keywords, depth, &mut out);
    add_exclusive(keywords, &mut out);
    out
}

/// Whether draft 7 and the sandbox's validator take the value of a keyword.
fn is_understood(key: &str, value: &Value) -> bool {
    match key {
        "type" => value.is_array() || value.is_string(),
        "format" => value.as_str().is_some_and(|format| FORMATS.contains(&format)),
        "const" => true,
        "uniqueItems" => value.is_boolean(),
        _ => value.is_number(),
    }
}

/// Required properties, without those that a server does not send.
fn add_required<'a>(context: &Context<'a>, keywords: &'a Map<String, Value>, out: &mut Map<String, Value>) {
    let Some(names) = keywords.get("required").and_then(Value::as_array) else { return };
    let is_sent = |name: &&Value| {
        let schema = keywords.get("properties").and_then(|all| all.get(name.as_str()?));
        name.is_string() && !schema.is_some_and(|schema| context.schemas.hidden(schema, Side::Response))
    };
    let names: Vec<Value> = names.iter().filter(is_sent).cloned().collect();
    out.insert("required".to_owned(), Value::Array(names));
}

/// `prefixItems` is the list form of `items` in draft 7, and `items` then `additionalItems`.
fn add_prefix<'a>(
    context: &Context<'a>,
    keywords: &'a Map<String, Value>,
    depth: usize,
    out: &mut Map<String, Value>,
) {
    let Some(prefix) = keywords.get("prefixItems").and_then(Value::as_array) else { return };
    if let Some(rest) = out.shift_remove("items") {
        out.insert("additionalItems".to_owned(), rest);
    }
    out.insert("items".to_owned(), prefix.iter().map(|schema| draft7(context, schema, depth + 1)).collect());
}

/// In OpenAPI 3.0 `exclusiveMinimum: true` makes of `minimum` what draft 7 calls `exclusiveMinimum`.
fn add_exclusive(keywords: &Map<String, Value>, out: &mut Map<String, Value>) {
    for (exclusive, bound) in [("exclusiveMinimum", "minimum"), ("exclusiveMaximum", "maximum")] {
        match keywords.get(exclusive) {
            Some(Value::Bool(true)) => {
                let value = out.shift_remove(bound);
                out.extend(value.map(|value| (exclusive.to_owned(), value)));
            }
            Some(Value::Number(number)) => {
                out.insert(exclusive.to_owned(), Value::Number(number.clone()));
            }
            _ => {}
        }
    }
}
