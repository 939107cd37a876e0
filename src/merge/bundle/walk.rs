//! The walk that brings in what references lead to: each target once, as a component, and path items in their place where
//! the version of the document has no components for them.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};
use url::Url;

use super::{Bundler, Location};
use crate::json::{Pointer, canonical};
use crate::merge::names::legal;
use crate::merge::repair::Repaired;
use crate::openapi::grammar::{self, COMPONENT_SECTIONS};
use crate::openapi::{Document, Kind, Version};

/// So many documents may be read for one source.
const MAX_DOCUMENTS: usize = 100;

/// So many path items may stand in one another: their callbacks can name them again.
const MAX_DEPTH: usize = 8;

/// A component that is still to be walked: section, name, what it is, its kind, where it is from.
type Part = (&'static str, String, Value, Kind, Location);

pub(super) struct Work<'w, 'g> {
    bundler: &'w Bundler<'g>,
    base: Location,
    /// What a document of 3.2 says about its own address (OpenAPI 3.2, section 4.1.1).
    own_address: Option<Url>,
    version: Version,
    read: BTreeMap<Location, Option<Value>>,
    /// Components by where they come from.
    names: BTreeMap<(Location, String, &'static str), String>,
    waiting: Vec<Part>,
    done: Vec<Repaired>,
    /// Whether any reference is another now.
    changed: bool,
    depth: usize,
}

/// The document that a node is from.
#[derive(Clone, Copy)]
struct Origin<'a> {
    location: &'a Location,
    /// Whether it is the source itself.
    own: bool,
}

impl<'w, 'g> Work<'w, 'g> {
    pub(super) fn new(bundler: &'w Bundler<'g>, document: &Document, base: &Location) -> Self {
        let own_address = document.value.get("$self").and_then(Value::as_str);
        Self {
            bundler,
            base: base.clone(),
            own_address: own_address.and_then(|text| Url::parse(text).ok()),
            version: document.version().unwrap_or(Version::V3_0),
            read: BTreeMap::new(),
            names: BTreeMap::new(),
            waiting: Vec::new(),
            done: Vec::new(),
            changed: false,
            depth: 0,
        }
    }

    /// The whole document with what it refers to; `None` when nothing of it changed.
    pub(super) fn whole(mut self, root: &Value) -> Option<(Value, Vec<Repaired>)> {
        let base = self.base.clone();
        let own = Origin { location: &base, own: true };
        let mut value = self.node(root, Kind::Document, own, &mut Pointer::root());
        while let Some((section, name, target, kind, location)) = self.waiting.pop() {
            let mut place = Pointer::of(["components", section, &name]);
            let part = self.node(&target, kind, Origin { location: &location, own: false }, &mut place);
            insert(&mut value, &["components", section], name, part)?;
        }
        self.changed.then_some((value, self.done))
    }

    /// A copy of a node of a document.
    fn node(&mut self, value: &Value, kind: Kind, from: Origin<'_>, place: &mut Pointer) -> Value {
        match value {
            _ if kind == Kind::Data => value.clone(),
            Value::Object(map) => {
                if let Some(item) = self.path_item(map, kind, from, place) {
                    return item;
                }
                let mut out = Map::new();
                for (key, below) in map {
                    place.push(key.as_str());
                    out.insert(key.clone(), self.field(key, below, kind, from, place));
                    place.pop();
                }
                Value::Object(out)
            }
            Value::Array(items) => {
                let below = grammar::child(kind, "");
                let mut out = Vec::with_capacity(items.len());
                for (at, item) in items.iter().enumerate() {
                    place.push(at.to_string());
                    out.push(self.node(item, below, from, place));
                    place.pop();
                }
                Value::Array(out)
            }
            scalar => scalar.clone(),
        }
    }

    fn field(
        &mut self,
        key: &str,
        value: &Value,
        kind: Kind,
        from: Origin<'_>,
        place: &mut Pointer,
    ) -> Value {
        let Some(text) = value.as_str() else {
            return self.node(value, grammar::child(kind, key), from, place);
        };
        let new = match (kind, key) {
            (kind, "$ref") if kind.may_be_reference() => {
                self.reference(text, kind, from, place).unwrap_or_else(|| left(text, from))
            }
            (Kind::DiscriminatorMapping, _) | (Kind::Discriminator, "defaultMapping") => {
                self.mapped(text, from, place)
            }
            (Kind::Link, "operationRef") => self.linked(text, from),
            _ => return value.clone(),
        };
        self.changed |= new != text;
        Value::String(new)
    }

    /// The reference to the component that the target of another has become; `None` when that may not be.
    fn reference(&mut self, text: &str, kind: Kind, from: Origin<'_>, place: &Pointer) -> Option<String> {
        let (file, fragment) = split(text);
        if from.own && file.is_empty() {
            return Some(text.to_owned());
        }
        let location = self.locate(file, from)?;
        if location == self.base {
            return Some(format!("#{fragment}"));
        }
        self.component(&location, fragment, kind, place, text)
    }

    /// A value of a discriminator's mapping: the name of a schema of its document, or a reference. What is neither, or may
    /// not be brought in, stays.
    fn mapped(&mut self, text: &str, from: Origin<'_>, place: &Pointer) -> String {
        let reference = if from.own || text.contains(['#', '/']) || !self.names_schema(text, from.location) {
            text.to_owned()
        } else {
            Pointer::of(["components", "schemas", text]).to_fragment()
        };
        let is_file = [".json", ".yaml", ".yml"].iter().any(|suffix| split(&reference).0.ends_with(suffix));
        if !reference.starts_with('#') && !is_file {
            return text.to_owned();
        }
        self.reference(&reference, Kind::Schema, from, place).unwrap_or_else(|| text.to_owned())
    }

    fn names_schema(&mut self, name: &str, location: &Location) -> bool {
        let schemas = self.read(location).and_then(|whole| whole.pointer("/components/schemas"));
        schemas.is_some_and(|all| all.get(name).is_some())
    }

    /// A link to an operation of another document leads there still, wherever the link itself stands now.
    fn linked(&self, text: &str, from: Origin<'_>) -> String {
        let (file, fragment) = split(text);
        if from.own && file.is_empty() {
            return text.to_owned();
        }
        match self.locate(file, from) {
            Some(location) if location == self.base => format!("#{fragment}"),
            Some(location) if !from.own => format!("{}#{fragment}", location.seen_from(&self.base)),
            _ if !from.own && file.is_empty() => {
                format!("{}#{fragment}", from.location.seen_from(&self.base))
            }
            _ => text.to_owned(),
        }
    }

    fn locate(&self, file: &str, from: Origin<'_>) -> Option<Location> {
        if file.is_empty() {
            return Some(from.location.clone());
        }
        let named = self.own_address.as_ref().filter(|_| from.own);
        if named.is_some_and(|own| own.join(file).is_ok_and(|there| there == *own)) {
            return Some(self.base.clone());
        }
        self.bundler.locate(file, from.location)
    }

    /// A path item of another document, written out: before 3.1 there are no components for them.
    fn path_item(
        &mut self,
        map: &Map<String, Value>,
        kind: Kind,
        from: Origin<'_>,
        place: &mut Pointer,
    ) -> Option<Value> {
        let text = map.get("$ref").and_then(Value::as_str)?;
        if kind != Kind::PathItem || self.version >= Version::V3_1 || self.depth >= MAX_DEPTH {
            return None;
        }
        let (file, fragment) = split(text);
        let location = self.locate(file, from).filter(|location| *location != self.base)?;
        let target =
            Pointer::parse_fragment(&format!("#{fragment}"))?.resolve(self.read(&location)?)?.clone();
        let what = format!("what `{text}` names was written out");
        self.note(place, what);
        self.depth += 1;
        let mut item = self.node(&target, kind, Origin { location: &location, own: false }, place);
        self.depth -= 1;
        let own: Vec<_> = map.iter().filter(|(key, _)| *key != "$ref").collect();
        for (key, value) in own {
            let value = self.field(key, value, kind, from, place);
            item.as_object_mut()?.insert(key.clone(), value);
        }
        Some(item)
    }

    fn component(
        &mut self,
        location: &Location,
        fragment: &str,
        kind: Kind,
        place: &Pointer,
        text: &str,
    ) -> Option<String> {
        let section = self.section(kind)?;
        let key = (location.clone(), fragment.to_owned(), section);
        if let Some(name) = self.names.get(&key) {
            return Some(Pointer::of(["components", section, name]).to_fragment());
        }
        let pointer = Pointer::parse_fragment(&format!("#{fragment}"))?;
        let target = pointer.resolve(self.read(location)?)?.clone();
        let leaf = pointer.last().map_or_else(|| location.stem(), str::to_owned);
        let digest = canonical::sha256(format!("{}#{fragment}", self.bundler.label(location)).as_bytes());
        let name = format!("{}-{}", legal(&leaf), &digest[..8]);
        self.names.insert(key, name.clone());
        self.note(
            place,
            format!("what `{text}` names was brought in as the component `{name}` of {section}"),
        );
        self.waiting.push((section, name.clone(), target, kind, location.clone()));
        Some(Pointer::of(["components", section, &name]).to_fragment())
    }

    fn note(&mut self, place: &Pointer, what: String) {
        self.changed = true;
        self.done.push(Repaired { by: "references".to_owned(), pointer: place.clone(), what });
    }

    /// The tree of a document, read once.
    fn read(&mut self, location: &Location) -> Option<&Value> {
        if !self.read.contains_key(location) && self.read.len() >= MAX_DOCUMENTS {
            return None;
        }
        let bundler = self.bundler;
        self.read.entry(location.clone()).or_insert_with(|| bundler.read(location)).as_ref()
    }

    /// The section of components that holds things of a kind, as far as the version of the document has it.
    fn section(&self, kind: Kind) -> Option<&'static str> {
        let (name, _) = COMPONENT_SECTIONS.into_iter().find(|(_, of)| of.kind() == kind)?;
        match name {
            "pathItems" if self.version < Version::V3_1 => None,
            "mediaTypes" if self.version < Version::V3_2 => None,
            name => Some(name),
        }
    }
}

/// The file of a reference and its fragment without `#`.
fn split(text: &str) -> (&str, &str) {
    text.split_once('#').unwrap_or((text, ""))
}

/// What cannot be brought in stays a reference that leads out, and the merge names it; one to the own document of something
/// that was brought in would seem to lead to this one.
fn left(text: &str, from: Origin<'_>) -> String {
    if from.own || !text.starts_with('#') { text.to_owned() } else { format!("unresolved:{text}") }
}

/// Puts a value below objects that are made when they are missing; `None` when something else stands there.
fn insert(root: &mut Value, path: &[&str], name: String, part: Value) -> Option<()> {
    let mut map = root.as_object_mut()?;
    for key in path {
        map = map.entry(*key).or_insert_with(|| json!({})).as_object_mut()?;
    }
    map.insert(name, part);
    Some(())
}
