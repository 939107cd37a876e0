//! A JSON value as a small XML document, named and nested as the schema's `xml` objects say
//! (OpenAPI 3.0, section 4.7.26).

use std::fmt::Write as _;

use serde_json::{Map, Value};

use super::instance::Schemas;
use super::parameter::plain;

/// Nothing is written below this depth.
const MAX_DEPTH: usize = 32;

/// Writes a value below a root element: that of the schema's `xml.name`, else of its component's name.
pub fn write<'a>(schemas: &Schemas<'a>, schema: Option<&'a Value>, value: &Value) -> String {
    let mut writer = Writer { schemas, out: String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n") };
    let parts: Vec<_> = schema.into_iter().collect();
    let component = schema.and_then(|schema| schema.get("$ref")?.as_str()?.rsplit('/').next());
    let name = writer.said(&parts, "name").unwrap_or_else(|| component.unwrap_or("root").to_owned());
    writer.element(&name, &parts, value, 0);
    writer.out
}

struct Writer<'s, 'a> {
    schemas: &'s Schemas<'a>,
    out: String,
}

impl<'a> Writer<'_, 'a> {
    /// A word of the `xml` object of schemas that hold together.
    fn said(&self, schemas: &[&'a Value], key: &str) -> Option<String> {
        let parts = self.schemas.conjuncts(schemas);
        let xml = |key: &str| parts.iter().find_map(|part| part.get("xml")?.get(key)?.as_str());
        let word = xml(key)?;
        Some(xml("prefix").map_or_else(|| word.to_owned(), |prefix| format!("{prefix}:{word}")))
    }

    fn is(&self, schemas: &[&'a Value], key: &str) -> bool {
        let parts = self.schemas.conjuncts(schemas);
        parts.iter().any(|part| part.get("xml").and_then(|xml| xml.get(key)?.as_bool()) == Some(true))
    }

    fn property(&self, schemas: &[&'a Value], name: &str) -> Vec<&'a Value> {
        let parts = self.schemas.conjuncts(schemas);
        parts.iter().filter_map(|part| part.get("properties")?.get(name)).collect()
    }

    fn element(&mut self, name: &str, schemas: &[&'a Value], value: &Value, depth: usize) {
        let indent = "  ".repeat(depth);
        let name = spelled(name);
        match value {
            _ if depth > MAX_DEPTH => {}
            Value::Array(items) => self.items(&name, schemas, items, depth),
            Value::Object(map) => {
                let attributes = self.attributes(schemas, map);
                let _ = writeln!(self.out, "{indent}<{name}{attributes}>");
                for (key, value) in map {
                    let below = self.property(schemas, key);
                    if !self.is(&below, "attribute") {
                        let name = match value {
                            Value::Array(_) => key.clone(),
                            _ => self.said(&below, "name").unwrap_or_else(|| key.clone()),
                        };
                        self.element(&name, &below, value, depth + 1);
                    }
                }
                let _ = writeln!(self.out, "{indent}</{name}>");
            }
            other => {
                let _ = writeln!(self.out, "{indent}<{name}>{}</{name}>", escaped(&plain(other)));
            }
        }
    }

    /// The items of an array, each an element; within one of their own where the schema wraps them.
    fn items(&mut self, name: &str, schemas: &[&'a Value], items: &[Value], depth: usize) {
        let below: Vec<_> =
            self.schemas.conjuncts(schemas).iter().filter_map(|part| part.get("items")).collect();
        let item_name = self.said(&below, "name").unwrap_or_else(|| name.to_owned());
        let wrapped = self.is(schemas, "wrapped");
        let indent = "  ".repeat(depth);
        let outer = spelled(&self.said(schemas, "name").unwrap_or_else(|| name.to_owned()));
        if wrapped {
            let _ = writeln!(self.out, "{indent}<{outer}>");
        }
        for item in items {
            self.element(&item_name, &below, item, depth + usize::from(wrapped));
        }
        if wrapped {
            let _ = writeln!(self.out, "{indent}</{outer}>");
        }
    }

    fn attributes(&self, schemas: &[&'a Value], map: &Map<String, Value>) -> String {
        let mut out = String::new();
        for (key, value) in map {
            let below = self.property(schemas, key);
            if self.is(&below, "attribute") {
                let name = self.said(&below, "name").unwrap_or_else(|| key.clone());
                let _ = write!(out, " {}=\"{}\"", spelled(&name), escaped(&plain(value)));
            }
        }
        out
    }
}

/// A name that XML takes.
fn spelled(name: &str) -> String {
    name.chars().map(|c| if c.is_alphanumeric() || "-_.:".contains(c) { c } else { '_' }).collect()
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn texts_are_escaped() {
        let root = json!({"openapi": "3.0.3"});
        let text = write(&Schemas::of(&root), None, &json!({"a b": ["<x>", 1]}));
        assert!(text.contains("  <a_b>&lt;x&gt;</a_b>\n  <a_b>1</a_b>\n"), "{text}");
    }

    #[test]
    fn names_attributes_and_wrappers_are_the_schemas() {
        let root = json!({"openapi": "3.0.3", "components": {"schemas": {"Pet": {"xml": {"name": "pet"}, "properties": {
            "id": {"xml": {"attribute": true}}, "urls": {"xml": {"wrapped": true, "name": "photos"}, "items": {"xml": {"name": "photo"}}}}}}}});
        let schemas = Schemas::of(&root);
        let pet = &root["components"]["schemas"]["Pet"];
        let text = write(&schemas, Some(pet), &json!({"id": 1, "urls": ["u"]}));
        assert!(
            text.ends_with("<pet id=\"1\">\n  <photos>\n    <photo>u</photo>\n  </photos>\n</pet>\n"),
            "{text}"
        );
    }
}
