//! Parameters: one value each, and how it is written into path, query, headers and cookies
//! (OpenAPI 3.2, section 4.12.2: style and explode).

use serde_json::Value;

use super::context::Context;
use super::encode;
use super::instance::Side;
use super::model::Field;
use super::names::one_line;
use crate::json::{Pointer, field, member};
use crate::openapi::Operation;

/// One parameter that is in force for an operation.
#[derive(Debug, Clone)]
pub struct Parameter<'a> {
    /// The name on the wire.
    pub name: &'a str,
    /// `path`, `query`, `header`, `cookie`, `querystring`.
    pub place: &'a str,
    /// Whether a request without it is wrong.
    pub required: bool,
    /// The Parameter Object.
    pub value: &'a Value,
    /// Where it stands.
    pub pointer: Pointer,
}

/// The parameters of an operation: its own and those of its path item that it does not overrule.
pub fn effective<'a>(context: &Context<'a>, operation: &Operation<'a>) -> Vec<Parameter<'a>> {
    let item = operation.pointer.parent().unwrap_or_else(Pointer::root);
    let lists = [
        (field(operation.value, "parameters"), operation.pointer.join("parameters")),
        (field(operation.item, "parameters"), item.join("parameters")),
    ];
    let mut found: Vec<Parameter<'a>> = Vec::new();
    for (list, pointer) in lists {
        for (at, value) in list.and_then(Value::as_array).into_iter().flatten().enumerate() {
            let value = context.follow(value);
            let word = |key: &str| member(value, key).and_then(Value::as_str);
            let (Some(name), Some(place)) = (word("name"), word("in")) else { continue };
            if found.iter().any(|known| known.name == name && known.place == place) {
                continue;
            }
            let required = place == "path" || member(value, "required") == Some(&Value::Bool(true));
            found.push(Parameter { name, place, required, value, pointer: pointer.join(at.to_string()) });
        }
    }
    found
}

impl<'a> Parameter<'a> {
    fn word(&self, key: &str) -> Option<&'a str> {
        member(self.value, key)?.as_str()
    }

    /// The schema; that of the one media type where the parameter has `content`.
    fn schema(&self, context: &Context<'a>) -> Option<&'a Value> {
        member(self.value, "schema").or_else(|| member(self.media(context)?, "schema"))
    }

    fn media(&self, context: &Context<'a>) -> Option<&'a Value> {
        let (_, media) = member(self.value, "content")?.as_object()?.iter().next()?;
        Some(context.follow(media))
    }

    /// A value for this parameter that its schema accepts, else one that shows what is meant.
    pub fn choose(&self, context: &Context<'a>, operation: &str) -> Value {
        let Some(schema) = self.schema(context) else { return Value::from(self.name) };
        let chooser = context.chooser(Side::Request);
        let mut offered = context.examples(self.value);
        offered.extend(self.media(context).into_iter().flat_map(|media| context.examples(media)));
        let own = context.schemas.conjuncts(&[schema]).into_iter().filter_map(|part| member(part, "example"));
        offered.extend(own);
        let meant = offered
            .iter()
            .filter(|value| value.as_str() != Some(""))
            .flat_map(|value| readings(context, schema, value, self.delimiter()))
            .find_map(|value| chooser.accept(schema, &value));
        let made =
            || chooser.choose(schema, self.name).map(|value| self.unmistakable(context, schema, value));
        if let Some(value) = meant.or_else(made) {
            return value;
        }
        let what = format!("no value found for the {} parameter `{}`", self.place, self.name);
        context.failed(operation, self.pointer.clone(), what);
        self.shown(context, schema, &offered)
    }

    /// Whether a text is a value of this parameter.
    pub fn takes(&self, context: &Context<'a>, text: &str) -> bool {
        self.schema(context)
            .is_none_or(|schema| context.schemas.valid(schema, &Value::from(text), Side::Request))
    }

    /// A word instead of a number where both are allowed: on the wire `1` would be both, which `oneOf` refuses.
    fn unmistakable(&self, context: &Context<'a>, schema: &'a Value, value: Value) -> Value {
        let is_allowed = |text: &str| context.schemas.valid(schema, &Value::from(text), Side::Request);
        if !value.is_number() && !value.is_boolean() || !is_allowed(&plain(&value)) {
            return value;
        }
        [self.name, "example"].into_iter().find(|text| is_allowed(text)).map_or(value, Value::from)
    }

    /// What shows best what is meant where no value is valid.
    fn shown(&self, context: &Context<'a>, schema: &'a Value, offered: &[&'a Value]) -> Value {
        let parts = context.schemas.conjuncts(&[schema]);
        let listed = parts.iter().filter_map(|part| member(part, "enum")?.as_array()?.first());
        let mut formats = parts.iter().filter_map(|part| member(part, "format")?.as_str());
        offered
            .iter()
            .copied()
            .chain(listed)
            .find(|value| !value.is_null() && value.as_str() != Some(""))
            .cloned()
            .or_else(|| {
                formats.find_map(|format| super::instance::of_format(format, self.name)).map(Value::String)
            })
            .unwrap_or_else(|| Value::from(self.name))
    }

    fn style(&self) -> &'a str {
        let usual = if matches!(self.place, "query" | "cookie") { "form" } else { "simple" };
        self.word("style").unwrap_or(usual)
    }

    fn explode(&self) -> bool {
        member(self.value, "explode").and_then(Value::as_bool).unwrap_or(self.style() == "form")
    }

    fn delimiter(&self) -> &'static str {
        match self.style() {
            "spaceDelimited" => " ",
            "pipeDelimited" => "|",
            _ => ",",
        }
    }

    /// Markdown in one line, with the choices there are.
    pub fn description(&self, context: &Context<'a>) -> String {
        let mut text = one_line(self.word("description").unwrap_or_default());
        let parts =
            self.schema(context).map(|schema| context.schemas.conjuncts(&[schema])).unwrap_or_default();
        let choices = parts.iter().find_map(|part| {
            let listed =
                member(part, "enum").or_else(|| member(member(part, "items")?, "enum"))?.as_array()?;
            let words: Vec<_> = listed.iter().map(|word| format!("`{}`", plain(word))).collect();
            (words.len() > 1 && words.len() <= 20).then(|| words.join(", "))
        });
        if let Some(choices) = choices.filter(|choices| !text.contains(choices.as_str())) {
            text.push_str(if text.is_empty() { "One of " } else { " One of " });
            text.push_str(&choices);
        }
        text
    }

    /// The value as it stands in a path, percent-encoded.
    pub fn in_path(&self, value: &Value) -> String {
        let joined = |separator: &str, explode: bool| flat(value, explode, separator, encode::segment);
        match self.style() {
            "label" => format!(".{}", joined(if self.explode() { "." } else { "," }, self.explode())),
            "matrix" if self.explode() => {
                let fields = self.exploded(value, encode::segment);
                fields.iter().flat_map(|(key, value)| [";", key, "=", value]).collect()
            }
            "matrix" => format!(";{}={}", self.name, joined(",", false)),
            _ => joined(",", self.explode()),
        }
    }

    /// The fields of a query that carry the value.
    pub fn in_query(&self, value: &Value, description: &str) -> Vec<Field> {
        let pairs = if member(self.value, "content").is_some() {
            vec![(self.name.to_owned(), encode::query(&value.to_string()))]
        } else {
            self.query_pairs(value)
        };
        let field = |(key, value): (String, String)| Field {
            key,
            value,
            description: description.to_owned(),
            disabled: !self.required,
        };
        pairs.into_iter().map(field).collect()
    }

    fn query_pairs(&self, value: &Value) -> Vec<(String, String)> {
        let name = encode::query(self.name);
        match (value, self.style()) {
            (Value::Object(map), "deepObject") => map
                .iter()
                .map(|(key, value)| (format!("{name}[{}]", encode::query(key)), encode::query(&plain(value))))
                .collect(),
            (Value::Object(_) | Value::Array(_), "form") if self.explode() => {
                self.exploded(value, encode::query)
            }
            (Value::Object(_) | Value::Array(_), _) => {
                let separator = encode::query(self.delimiter());
                vec![(name, flat(value, false, &separator, encode::query))]
            }
            (value, _) => vec![(name, encode::query(&plain(value)))],
        }
    }

    /// Each entry of an object under its own name, each item of an array under the parameter's.
    fn exploded(&self, value: &Value, encoded: fn(&str) -> String) -> Vec<(String, String)> {
        match value {
            Value::Object(map) => map.iter().map(|(k, v)| (encoded(k), encoded(&plain(v)))).collect(),
            Value::Array(items) => {
                items.iter().map(|item| (encoded(self.name), encoded(&plain(item)))).collect()
            }
            other => vec![(encoded(self.name), encoded(&plain(other)))],
        }
    }

    /// The value as it stands in a header or cookie.
    pub fn in_header(&self, value: &Value) -> String {
        if member(self.value, "content").is_some() {
            return value.to_string();
        }
        flat(value, self.explode() && self.place == "header", ",", one_line)
    }
}

/// What an example may mean: itself, or the text that it is on the wire, read as the schema's type.
fn readings<'a>(context: &Context<'a>, schema: &'a Value, value: &Value, delimiter: &str) -> Vec<Value> {
    let mut forms = vec![value.clone()];
    match value {
        Value::String(text) => {
            let parts = context.schemas.conjuncts(&[schema]);
            let is = |name: &str| {
                parts.iter().any(|part| member(part, "type").and_then(Value::as_str) == Some(name))
            };
            let scalar = |text: &str| match serde_json::from_str(text) {
                Ok(value @ (Value::Number(_) | Value::Bool(_))) => Some(value),
                _ => None,
            };
            forms.extend(scalar(text));
            if is("array") {
                let items: Vec<&str> =
                    text.split(delimiter).map(str::trim).filter(|t| !t.is_empty()).collect();
                forms.push(items.iter().map(|item| Value::from(*item)).collect());
                forms.push(
                    items.iter().map(|item| scalar(item).unwrap_or_else(|| Value::from(*item))).collect(),
                );
            }
        }
        Value::Number(_) | Value::Bool(_) => forms.push(Value::String(value.to_string())),
        _ => {}
    }
    forms
}

/// A value in one text: items and entries between separators.
fn flat(value: &Value, explode: bool, separator: &str, encoded: fn(&str) -> String) -> String {
    match value {
        Value::Array(items) => {
            items.iter().map(|item| encoded(&plain(item))).collect::<Vec<_>>().join(separator)
        }
        Value::Object(map) => {
            let between = if explode { "=" } else { separator };
            let pairs = map.iter().map(|(k, v)| format!("{}{between}{}", encoded(k), encoded(&plain(v))));
            pairs.collect::<Vec<_>>().join(separator)
        }
        other => encoded(&plain(other)),
    }
}

/// A value as text: strings as they are, the rest as JSON.
pub fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        other => other.to_string(),
    }
}
