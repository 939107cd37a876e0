//! Forms: fields and parts for the properties of a schema, written as the document's encoding asks
//! (OpenAPI 3.0, section 4.7.15).

use serde_json::{Map, Value};

use super::body::FILE;
use super::context::Context;
use super::instance::Side;
use super::model::{Field, Part};
use super::names::one_line;
use super::parameter::plain;
use crate::json::member;

/// One form of a document.
pub struct Form<'c, 'a> {
    /// The document.
    pub context: &'c Context<'a>,
    /// The media type that describes the form.
    pub media: &'a Value,
    /// A value for the whole of it, where there is one.
    pub whole: Option<Value>,
}

/// One property with what is sent for it.
struct Entry<'a> {
    name: String,
    schema: Option<&'a Value>,
    value: Value,
    required: bool,
}

impl<'a> Form<'_, 'a> {
    /// The fields of a form that is sent URL-encoded; optional ones wait, unless there are no others.
    pub fn fields(&self) -> Vec<Field> {
        let entries = self.entries();
        let none_required = entries.iter().all(|entry| !entry.required);
        let each = entries.iter().flat_map(|entry| {
            let pairs = self.pairs(entry);
            pairs.into_iter().map(|(key, value)| Field {
                key,
                value,
                description: self.description(entry),
                disabled: !entry.required && !none_required,
            })
        });
        each.collect()
    }

    /// The parts of a form that is sent in parts. Files are always sent; beside them and beside required parts,
    /// optional ones wait.
    pub fn parts(&self) -> Vec<Part> {
        let entries = self.entries();
        let is_file = |entry: &Entry<'a>| entry.schema.is_some_and(|schema| self.is_file(schema));
        let all = entries.iter().all(|entry| !entry.required && !is_file(entry));
        let mut parts = Vec::new();
        for entry in &entries {
            let file = is_file(entry);
            let values = match &entry.value {
                _ if file => vec![FILE.to_owned()],
                Value::Array(items) => items.iter().map(plain).collect(),
                value => vec![plain(value)],
            };
            parts.extend(values.into_iter().map(|value| Part {
                field: Field {
                    key: entry.name.clone(),
                    value,
                    description: self.description(entry),
                    disabled: !(entry.required || file || all),
                },
                is_file: file,
                content_type: self.content_type(entry, file),
            }));
        }
        parts
    }

    /// The properties in their order, then required names that no property has.
    fn entries(&self) -> Vec<Entry<'a>> {
        let parts = self.context.schemas_of(self.media);
        let lists = parts.iter().filter_map(|part| member(part, "required")?.as_array()).flatten();
        let required: Vec<&str> = lists.filter_map(Value::as_str).collect();
        let mut entries: Vec<Entry<'a>> = Vec::new();
        let maps = parts.iter().filter_map(|part| member(part, "properties")?.as_object());
        for (name, schema) in maps.flat_map(Map::iter) {
            let hidden = self.context.schemas.hidden(schema, Side::Request);
            if !hidden && !entries.iter().any(|known| known.name == *name) {
                let value = self.value(name, schema);
                let required = required.contains(&name.as_str());
                entries.push(Entry { name: name.clone(), schema: Some(schema), value, required });
            }
        }
        for name in required {
            if !entries.iter().any(|known| known.name == *name) {
                let value = value_within(&mut entries, name).unwrap_or_else(|| Value::from(name));
                entries.push(Entry { name: name.to_owned(), schema: None, value, required: true });
            }
        }
        if let (true, Some(Value::Object(map))) = (entries.is_empty(), &self.whole) {
            // Fields of any name: those of the example, or of the schema of the rest.
            let rest = parts
                .iter()
                .find_map(|part| member(part, "additionalProperties"))
                .filter(|rest| rest.is_object());
            for (name, value) in map {
                entries.push(Entry {
                    name: name.clone(),
                    schema: rest,
                    value: value.clone(),
                    required: true,
                });
            }
        }
        entries
    }

    fn value(&self, name: &str, schema: &'a Value) -> Value {
        let given = self.whole.as_ref().and_then(|whole| whole.get(name)).cloned();
        given
            .or_else(|| self.context.chooser(Side::Request).choose(schema, name))
            .unwrap_or_else(|| Value::from(name))
    }

    fn encoding(&self, entry: &Entry<'a>) -> Option<&'a Value> {
        member(member(self.media, "encoding")?, &entry.name)
    }

    /// The names and texts under which a property is sent URL-encoded.
    fn pairs(&self, entry: &Entry<'a>) -> Vec<(String, String)> {
        let encoding = self.encoding(entry);
        let style = encoding.and_then(|encoding| member(encoding, "style")?.as_str());
        let explode = encoding.and_then(|encoding| member(encoding, "explode")?.as_bool());
        let explode = explode.unwrap_or(matches!(style, None | Some("form")));
        let name = || entry.name.clone();
        let delimiter = match style {
            Some("spaceDelimited") => " ",
            Some("pipeDelimited") => "|",
            _ => ",",
        };
        match (&entry.value, style) {
            (Value::Array(items), _) if explode => items.iter().map(|item| (name(), plain(item))).collect(),
            (Value::Array(items), _) => {
                vec![(name(), items.iter().map(plain).collect::<Vec<_>>().join(delimiter))]
            }
            (Value::Object(map), Some("deepObject")) => {
                map.iter().map(|(key, value)| (format!("{}[{key}]", entry.name), plain(value))).collect()
            }
            (Value::Object(map), Some("form")) if explode => {
                map.iter().map(|(key, value)| (key.clone(), plain(value))).collect()
            }
            (value, _) => vec![(name(), plain(value))],
        }
    }

    /// Whether a part is sent as a file.
    fn is_file(&self, schema: &'a Value) -> bool {
        let parts = self.context.schemas.conjuncts(&[schema]);
        parts.iter().any(|part| {
            let items = member(part, "items").map(|items| self.context.schemas.follow(items));
            super::body::is_binary(part) || items.is_some_and(super::body::is_binary)
        })
    }

    /// The media type of a part: the declared one where it is one only, JSON where the value is an object.
    fn content_type(&self, entry: &Entry<'a>, is_file: bool) -> Option<String> {
        let declared = self.encoding(entry).and_then(|encoding| member(encoding, "contentType")?.as_str());
        let declared = declared.filter(|types| !types.contains([',', '*'])).map(str::to_owned);
        let structured = match &entry.value {
            Value::Array(items) => items.first().is_some_and(Value::is_object),
            value => value.is_object(),
        };
        declared.or_else(|| (structured && !is_file).then(|| "application/json".to_owned()))
    }

    fn description(&self, entry: &Entry<'a>) -> String {
        let own = entry.schema.and_then(|schema| {
            let behind = self.context.schemas.follow(schema);
            member(schema, "description").or_else(|| member(behind, "description"))?.as_str()
        });
        one_line(own.unwrap_or_default())
    }
}

/// `Json.Name` may be how a framework calls the property `name` of the part `Json`: its value; that part is sent
/// then too.
fn value_within(entries: &mut [Entry<'_>], name: &str) -> Option<Value> {
    let (outer, inner) = name.split_once('.')?;
    let entry = entries.iter_mut().find(|entry| entry.name == outer)?;
    entry.required = true;
    let map = entry.value.as_object()?;
    let (_, value) = map.iter().find(|(key, _)| key.eq_ignore_ascii_case(inner))?;
    Some(value.clone())
}
