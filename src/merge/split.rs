//! The way back: the documents that a consolidated one was made of, as far as a caller can tell them apart.
//!
//! A run that finds other documents in `specs/` than those it published compares with these. What the merge added
//! (operationIds, security, `deprecated`) stays, so two documents split alike are compared alike.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use super::names::{self, SEPARATOR};
use super::rewrite::{RECORD, SOURCE};
use crate::json::Pointer;
use crate::openapi::grammar::{self, COMPONENT_SECTIONS};
use crate::openapi::operation::Method;
use crate::openapi::{Document, Kind};

/// Splits a consolidated document into one a service, for these services. A document that was not made by
/// [`super::merge`] splits into none.
pub fn split(consolidated: &Value, services: &BTreeSet<String>) -> Vec<Document> {
    let all = consolidated.get(RECORD).and_then(Value::as_object);
    let wanted = all.into_iter().flatten().filter(|(name, _)| services.contains(*name));
    wanted.map(|(name, record)| one(name, record, consolidated)).collect()
}

/// The services that two consolidated documents may tell differently: all that one of the differing parts could belong to.
pub fn differing(one: &Value, other: &Value) -> BTreeSet<String> {
    let names = |root: &Value| -> Vec<String> {
        root.get(RECORD)
            .and_then(Value::as_object)
            .into_iter()
            .flatten()
            .map(|(name, _)| name.clone())
            .collect()
    };
    let all: BTreeSet<String> = names(one).into_iter().chain(names(other)).collect();
    let prefixes: BTreeMap<String, &String> = all.iter().map(|name| (names::prefix(name), name)).collect();
    let common = ["openapi", "servers", "security"].iter().all(|field| one.get(field) == other.get(field));
    let mut found = BTreeSet::new();
    for (key, values) in parts(one, other) {
        let owners: Vec<&String> = match key {
            Part::Record(name) => vec![name],
            Part::Item => values.iter().flat_map(|item| services_of(item)).collect(),
            Part::Component(name) => {
                let heads = name.match_indices(SEPARATOR).map(|(at, _)| &name[..at]);
                heads.filter_map(|head| prefixes.get(head).copied()).collect()
            }
        };
        // What the configuration added bears no service's name and belongs to all.
        if owners.is_empty() {
            return all;
        }
        found.extend(owners.into_iter().cloned());
    }
    if common { found } else { all }
}

/// Something of a consolidated document that one or more services own.
enum Part<'a> {
    Record(&'a String),
    Item,
    Component(&'a String),
}

/// The parts that stand in one document only or differ, with what they are on each side.
fn parts<'a>(one: &'a Value, other: &'a Value) -> Vec<(Part<'a>, Vec<&'a Value>)> {
    let mut found = Vec::new();
    let mut of = |place: &[&str], part: fn(&'a String) -> Part<'a>| {
        let map = |root: &'a Value| {
            place.iter().try_fold(root, |value, field| value.get(field)).and_then(Value::as_object)
        };
        let (left, right) = (map(one), map(other));
        for (key, value) in left.into_iter().flatten() {
            let there = right.and_then(|all| all.get(key));
            if there != Some(value) {
                found.push((part(key), std::iter::once(value).chain(there).collect()));
            }
        }
        let new =
            right.into_iter().flatten().filter(|(key, _)| left.is_none_or(|all| !all.contains_key(*key)));
        found.extend(new.map(|(key, value)| (part(key), vec![value])));
    };
    of(&[RECORD], Part::Record);
    of(&["paths"], |_| Part::Item);
    of(&["webhooks"], |_| Part::Item);
    for (section, _) in COMPONENT_SECTIONS {
        of(&["components", section], Part::Component);
    }
    found
}

/// The services whose operations a path item holds.
fn services_of(item: &Value) -> impl Iterator<Item = &String> {
    let operations = item.as_object().into_iter().flatten().filter(|(key, _)| Method::of_key(key).is_some());
    operations.filter_map(|(_, operation)| match operation.get(SOURCE)?.get("service")? {
        Value::String(name) => Some(name),
        _ => None,
    })
}

fn one(service: &str, record: &Value, root: &Value) -> Document {
    let prefix = format!("{}{SEPARATOR}", names::prefix(service));
    let renamer = Renamer { prefix: &prefix };
    let mut document = Map::new();
    for field in ["openapi", "servers", "security"] {
        if let Some(value) = root.get(field) {
            document.insert(field.to_owned(), renamer.node(value, grammar::child(Kind::Document, field)));
        }
    }
    document
        .extend(record.as_object().into_iter().flatten().map(|(key, value)| (key.clone(), value.clone())));
    for field in ["paths", "webhooks"] {
        if let Some(items) = root.get(field).and_then(Value::as_object) {
            document.insert(field.to_owned(), renamer.items(service, items));
        }
    }
    document.insert("components".to_owned(), renamer.components(root));
    Document::from_value(service, &format!("specs/{service}.json"), Value::Object(document))
}

/// Takes the name of a service off everything that is called by it.
struct Renamer<'a> {
    prefix: &'a str,
}

impl Renamer<'_> {
    /// The path items that hold an operation of the service, with its operations only.
    fn items(&self, service: &str, items: &Map<String, Value>) -> Value {
        let own =
            |operation: &Value| operation.get(SOURCE).and_then(|s| s.get("service")) == Some(&service.into());
        let mut kept = Map::new();
        for (path, item) in items {
            let Some(fields) = item.as_object() else { continue };
            let is_operation = |key: &str| Method::of_key(key).is_some();
            if !fields.iter().any(|(key, value)| is_operation(key) && own(value)) {
                continue;
            }
            let fields = fields.iter().filter(|(key, value)| !is_operation(key) || own(value));
            let item: Map<_, _> =
                fields.map(|(key, value)| (key.clone(), self.field(key, value, Kind::PathItem))).collect();
            kept.insert(path.clone(), Value::Object(item));
        }
        Value::Object(kept)
    }

    fn components(&self, root: &Value) -> Value {
        let mut sections: BTreeMap<&str, Map<String, Value>> = BTreeMap::new();
        for (section, of) in COMPONENT_SECTIONS {
            let all = root.get("components").and_then(|all| all.get(section)).and_then(Value::as_object);
            for (name, value) in all.into_iter().flatten() {
                // What the configuration added bears no service's name and belongs to all.
                let own = name.strip_prefix(self.prefix);
                let shared = section == "securitySchemes" && !name.contains(SEPARATOR);
                if let Some(name) = own.or_else(|| shared.then_some(name)) {
                    let kind = grammar::child(Kind::Map(of), name);
                    sections.entry(section).or_default().insert(name.to_owned(), self.node(value, kind));
                }
            }
        }
        Value::Object(sections.into_iter().map(|(name, all)| (name.to_owned(), Value::Object(all))).collect())
    }

    fn node(&self, value: &Value, kind: Kind) -> Value {
        match value {
            _ if kind == Kind::Data => value.clone(),
            Value::Object(map) if kind == Kind::SecurityRequirement => {
                map.iter().map(|(name, scopes)| (self.scheme(name), scopes.clone())).collect()
            }
            Value::Object(map) if kind == Kind::Operation => self.operation(map),
            Value::Object(map) => {
                map.iter().map(|(key, value)| (key.clone(), self.field(key, value, kind))).collect()
            }
            Value::Array(items) => {
                let below = grammar::child(kind, "");
                items.iter().map(|item| self.node(item, below)).collect()
            }
            scalar => scalar.clone(),
        }
    }

    fn field(&self, key: &str, value: &Value, kind: Kind) -> Value {
        let Some(text) = value.as_str() else { return self.node(value, grammar::child(kind, key)) };
        match (kind, key) {
            (_, "$ref") if kind.may_be_reference() => self.reference(text).into(),
            (Kind::DiscriminatorMapping, _) | (Kind::Discriminator, "defaultMapping")
                if !text.starts_with('#') =>
            {
                self.plain(text).into()
            }
            (Kind::DiscriminatorMapping, _)
            | (Kind::Discriminator, "defaultMapping")
            | (Kind::Link, "operationRef") => self.reference(text).into(),
            (Kind::Schema, "$dynamicRef") => self.dynamic(text).into(),
            (Kind::Link, "operationId") | (Kind::Schema, "$anchor" | "$dynamicAnchor") => {
                self.plain(text).into()
            }
            _ => value.clone(),
        }
    }

    /// An operation under the id of its source; the note about the source is no part of it.
    fn operation(&self, map: &Map<String, Value>) -> Value {
        let id = map.get(SOURCE).and_then(|source| source.get("operationId"));
        let mut out = Map::new();
        for (key, value) in map {
            match (key.as_str(), id) {
                (SOURCE, _) => None,
                ("operationId", Some(id)) => out.insert(key.clone(), id.clone()),
                ("operationId", None) if map.contains_key(SOURCE) => None,
                ("operationId", None) => {
                    out.insert(key.clone(), self.plain(value.as_str().unwrap_or_default()).into())
                }
                _ => out.insert(key.clone(), self.field(key, value, Kind::Operation)),
            };
        }
        Value::Object(out)
    }

    fn reference(&self, text: &str) -> String {
        let Some(place) = Pointer::parse_fragment(text) else { return text.to_owned() };
        match place.tokens() {
            [components, section, name, rest @ ..]
                if components == "components" && name.starts_with(self.prefix) =>
            {
                let head = [components.clone(), section.clone(), self.plain(name)];
                Pointer::of(head.into_iter().chain(rest.iter().cloned())).to_fragment()
            }
            _ => text.to_owned(),
        }
    }

    /// A security scheme by its name, or (in 3.2) by a reference.
    fn scheme(&self, name: &str) -> String {
        if name.starts_with('#') { self.reference(name) } else { self.plain(name) }
    }

    /// A dynamic reference names an anchor or a place.
    fn dynamic(&self, text: &str) -> String {
        match text.strip_prefix('#').filter(|name| !name.starts_with('/')) {
            Some(name) => format!("#{}", self.plain(name)),
            None => self.reference(text),
        }
    }

    fn plain(&self, name: &str) -> String {
        name.strip_prefix(self.prefix).unwrap_or(name).to_owned()
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use serde_json::json;

    pub(in crate::merge) fn service(name: &str, kind: &str) -> Document {
        let value = json!({"openapi": "3.0.3", "info": {"title": name, "version": "1"},
            "paths": {format!("/{name}"): {"get": {"responses": {"200": {"description": "ok", "content":
                {"application/json": {"schema": {"$ref": "#/components/schemas/Item"}}}}}}}},
            "components": {"schemas": {"Item": {"type": kind}}, "securitySchemes": {"s": {"type": "http", "scheme": "basic"}}}});
        Document::from_value(name, &format!("{name}.json"), value)
    }

    pub(in crate::merge) fn merged(all: &[Document]) -> Value {
        super::super::merge(all, &super::super::Options::default()).expect("nothing contradicts").value
    }

    fn names(all: &[&str]) -> BTreeSet<String> {
        all.iter().map(|name| (*name).to_owned()).collect()
    }

    #[test]
    fn only_services_that_may_differ_are_named() {
        let before = merged(&[service("users", "string"), service("users_old", "string")]);
        assert_eq!(differing(&before, &before), names(&[]));
        let after = merged(&[service("users", "integer"), service("users_old", "string")]);
        assert_eq!(differing(&before, &after), names(&["users"]));
        // No prefix is the beginning of another one.
        let after = merged(&[service("users", "string"), service("users_old", "integer")]);
        assert_eq!(differing(&before, &after), names(&["users_old"]));
        let gone = merged(&[service("users", "string")]);
        assert!(differing(&before, &gone).contains("users_old"));
        assert!(differing(&gone, &before).contains("users_old"));
    }

    #[test]
    fn what_belongs_to_all_touches_all() {
        let before = merged(&[service("a", "string"), service("b", "string")]);
        let mut after = before.clone();
        after["servers"] = json!([{"url": "https://other.example"}]);
        assert_eq!(differing(&before, &after), names(&["a", "b"]));
    }

    #[test]
    fn a_split_undoes_every_name_that_the_merge_gave() {
        let value = json!({"openapi": "3.2.0", "info": {"title": "a", "version": "1"},
        "paths": {"/a": {"get": {"security": [{"s": []}, {"#/components/securitySchemes/s": []}], "responses": {}}}},
        "components": {
            "schemas": {
                "Node": {"$dynamicAnchor": "node", "items": {"$dynamicRef": "#node"}, "not": {"$dynamicRef": "#/components/schemas/Pet"}},
                "Pet": {"discriminator": {"propertyName": "p", "defaultMapping": "Node", "mapping": {"n": "Node"}}},
                "More": {"discriminator": {"propertyName": "p", "defaultMapping": "#/components/schemas/Node"}}
            },
            "securitySchemes": {"s": {"type": "http", "scheme": "basic"}}
        }});
        let all = merged(&[Document::from_value("a", "a.json", value.clone())]);
        let split = split(&all, &names(&["a"]));
        assert_eq!(split[0].value["components"], value["components"]);
        assert_eq!(split[0].value["paths"]["/a"]["get"]["security"], value["paths"]["/a"]["get"]["security"]);
    }

    #[test]
    fn a_split_gives_back_the_names_of_the_source() {
        let all = merged(&[service("a", "string"), service("b", "integer")]);
        let split = split(&all, &names(&["b"]));
        assert_eq!(split.len(), 1);
        assert_eq!(split[0].value["components"]["schemas"], json!({"Item": {"type": "integer"}}));
        assert!(split[0].value["paths"].get("/b").is_some() && split[0].value["paths"].get("/a").is_none());
    }
}
