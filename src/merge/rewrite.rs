//! The walk that renames: every place a reference can stand, by the grammar and never by the name of a key.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::names::Names;
use super::root;
use crate::collections::{HashMap, HashSet};
use crate::json::identity::{Address, IdentityMap};
use crate::json::{self, Pointer};
use crate::openapi::discriminator::{self, Heirs};
use crate::openapi::grammar;
use crate::openapi::walk::Anchors;
use crate::openapi::{Kind, Version, reference};

/// The root field that keeps what each source says about itself.
pub(super) const RECORD: &str = "x-specline-services";

/// The field of an operation that says where it comes from.
pub(super) const SOURCE: &str = "x-specline-source";

/// Rewrites the nodes of one source.
pub(super) struct Rewriter<'a> {
    pub(super) service: &'a str,
    pub(super) root: &'a Value,
    pub(super) names: &'a Names<'a>,
    pub(super) anchors: &'a Anchors,
    pub(super) heirs: &'a Heirs<'a>,
    /// Path templates that are another in the result.
    pub(super) paths: &'a HashMap<&'a str, String>,
    /// Places in path items that what stood there has left: below them, everything stands elsewhere in the result.
    pub(super) redirects: &'a BTreeMap<Pointer, Pointer>,
    /// Schema components by address: their names.
    pub(super) schemas: &'a IdentityMap<Address, &'a str>,
    /// Literals that references name, by address, with what they are to them.
    pub(super) islands: &'a IdentityMap<Address, Kind>,
    /// The extension that means `deprecated: true`.
    pub(super) deprecation_flag: Option<&'a str>,
    /// Operations by address: where they stand in the source.
    pub(super) places: &'a IdentityMap<Address, Pointer>,
    /// Operations by address: the security that they must name themselves.
    pub(super) security: &'a IdentityMap<Address, Value>,
}

impl Rewriter<'_> {
    /// A copy of a node with every name in it renamed.
    pub(super) fn node(&self, value: &Value, kind: Kind) -> Value {
        let mut copy = value.clone();
        self.rename(value, &mut copy, kind);
        copy
    }

    /// Renames everything in a copy of a node: the node itself tells by its address which one it is.
    fn rename(&self, value: &Value, copy: &mut Value, kind: Kind) {
        match (value, copy) {
            (value, copy) if kind == Kind::Data => self.literal(value, copy),
            (Value::Object(map), Value::Object(out)) => self.object(value, map, out, kind),
            (Value::Array(items), Value::Array(out)) => {
                let below = grammar::child(kind, "");
                items.iter().zip(out).for_each(|(item, copy)| self.rename(item, copy, below));
            }
            _ => {}
        }
    }

    /// Literals stay as they are, but for those that a reference names.
    fn literal(&self, value: &Value, copy: &mut Value) {
        if self.islands.is_empty() {
            return;
        }
        if let Some(kind) = self.islands.get(&Address::of(value)) {
            return self.rename(value, copy, *kind);
        }
        match (value, copy) {
            (Value::Object(map), Value::Object(out)) => {
                map.values().zip(out.values_mut()).for_each(|(value, copy)| self.literal(value, copy));
            }
            (Value::Array(items), Value::Array(out)) => {
                items.iter().zip(out).for_each(|(item, copy)| self.literal(item, copy));
            }
            _ => {}
        }
    }

    fn object(&self, node: &Value, map: &Map<String, Value>, out: &mut Map<String, Value>, kind: Kind) {
        if kind == Kind::SecurityRequirement {
            *out = map.iter().map(|(name, scopes)| (self.scheme(name), scopes.clone())).collect();
            return;
        }
        for ((key, value), copy) in map.iter().zip(out.values_mut()) {
            self.field(key, value, copy, kind);
        }
        match kind {
            Kind::Operation => self.complete_operation(node, map, out),
            Kind::Schema if crate::json::field(map, "discriminator").is_some() => {
                self.complete_mapping(map, out);
            }
            _ => {}
        }
    }

    fn field(&self, key: &str, value: &Value, copy: &mut Value, kind: Kind) {
        let Some(text) = value.as_str() else { return self.rename(value, copy, grammar::child(kind, key)) };
        let renamed = match (kind, key) {
            (kind, "$ref") if kind.may_be_reference() => Some(self.reference(text)),
            (Kind::DiscriminatorMapping, _) | (Kind::Discriminator, "defaultMapping") => {
                Some(self.mapped(text))
            }
            (Kind::Link, "operationId") => self.names.link(text).map(str::to_owned),
            (Kind::Link, "operationRef") => Some(self.reference(text)),
            (Kind::Schema, "$anchor" | "$dynamicAnchor") => Some(self.names.anchor(text)),
            (Kind::Schema, "$dynamicRef") => Some(self.dynamic(text)),
            _ => None,
        };
        if let Some(renamed) = renamed {
            *copy = Value::String(renamed);
        }
    }

    /// A reference to the same thing in the result; what leads out of the document stays.
    pub(super) fn reference(&self, text: &str) -> String {
        if let Some(renamed) = self.whole_component(text) {
            return renamed;
        }
        let Some(place) = self.anchors.place(text) else { return text.to_owned() };
        let moved = self.moved(&place);
        if moved == place && Pointer::parse_fragment(text).is_some() {
            text.to_owned()
        } else {
            moved.to_fragment()
        }
    }

    /// A reference to a component by a name that nothing in it has to be decoded for: what nearly all are.
    fn whole_component(&self, text: &str) -> Option<String> {
        let (section, name) = text.strip_prefix("#/components/")?.split_once('/')?;
        if memchr::memchr3(b'/', b'~', b'%', name.as_bytes()).is_some() {
            return None;
        }
        let renamed = self.names.component(section, name)?;
        Some(format!("#/components/{section}/{renamed}"))
    }

    /// Where something stands in the result.
    pub(super) fn moved(&self, place: &Pointer) -> Pointer {
        if let Some(moved) = self.redirected(place) {
            return moved;
        }
        let tokens: Vec<&str> = place.tokens().iter().map(String::as_str).collect();
        let record = || vec![RECORD, self.service];
        let (head, rest): (Vec<&str>, &[&str]) = match tokens[..] {
            ["components", section, ..] if !is_section(section) => (record(), &tokens),
            ["components", section, name, ref rest @ ..] => {
                (vec!["components", section, self.names.component(section, name).unwrap_or(name)], rest)
            }
            ["paths", path, ..] if path.starts_with("x-") => (record(), &tokens),
            ["paths", path, ref rest @ ..] => {
                (vec!["paths", self.paths.get(path).map_or(path, String::as_str)], rest)
            }
            [field, ..] if root::is_recorded(field) => (record(), &tokens),
            ref all => (Vec::new(), all),
        };
        Pointer::of(head.into_iter().chain(rest.iter().copied()))
    }

    fn redirected(&self, place: &Pointer) -> Option<Pointer> {
        let (from, to) = self.redirects.iter().find(|(from, _)| place.starts_with(from))?;
        let rest = &place.tokens()[from.tokens().len()..];
        Some(Pointer::of(to.tokens().iter().chain(rest).map(String::as_str)))
    }

    /// A value of a discriminator's mapping: the name of a schema, or a reference; URLs and file names stay.
    fn mapped(&self, text: &str) -> String {
        match self.names.component("schemas", text) {
            Some(renamed) => renamed.to_owned(),
            None => self.reference(text),
        }
    }

    fn dynamic(&self, text: &str) -> String {
        match text.strip_prefix('#') {
            Some(name) if !name.starts_with('/') && !name.is_empty() => {
                format!("#{}", self.names.anchor(name))
            }
            _ => self.reference(text),
        }
    }

    /// The new name of a security scheme, which may be a reference to one (OpenAPI 3.2, section 4.30); one that is not
    /// declared keeps its name, and the proof names it.
    pub(super) fn scheme(&self, name: &str) -> String {
        match self.names.component("securitySchemes", name) {
            Some(renamed) => renamed.to_owned(),
            None if name.starts_with("#/") => self.reference(name),
            None => name.to_owned(),
        }
    }

    /// What an operation says in the result beside its own. Those of callbacks get their id and nothing else.
    fn complete_operation(&self, node: &Value, map: &Map<String, Value>, out: &mut Map<String, Value>) {
        if let Some(id) = self.names.operation(node) {
            out.insert("operationId".to_owned(), Value::String(id.to_owned()));
        }
        let Some(place) = self.places.get(&Address::of(node)) else { return };
        if let Some(security) =
            self.security.get(&Address::of(node)).filter(|_| !map.contains_key("security"))
        {
            out.insert("security".to_owned(), security.clone());
        }
        let flagged = self.deprecation_flag.and_then(|flag| map.get(flag));
        if flagged == Some(&Value::Bool(true)) && !map.contains_key("deprecated") {
            out.insert("deprecated".to_owned(), Value::Bool(true));
        }
        out.insert(SOURCE.to_owned(), self.source(map, place));
    }

    /// Where an operation comes from and what it was called there.
    fn source(&self, map: &Map<String, Value>, place: &Pointer) -> Value {
        let mut source = Map::new();
        source.insert("service".to_owned(), json!(self.service));
        if let Some(id) = map.get("operationId") {
            source.insert("operationId".to_owned(), id.clone());
        }
        source.insert("pointer".to_owned(), json!(place.to_string()));
        if let Some(earlier) = map.get(SOURCE) {
            source.insert("source".to_owned(), earlier.clone());
        }
        Value::Object(source)
    }

    /// Values that select a schema by its old name are written down, since the name is another now.
    fn complete_mapping(&self, map: &Map<String, Value>, out: &mut Map<String, Value>) {
        let own = self.own_name(map);
        let mut implied = discriminator::implied(self.root, map, own, self.heirs);
        implied.retain(|found| self.names.component("schemas", &found.name) != Some(&found.name));
        if implied.is_empty() {
            return;
        }
        let Some(fields) = out.get_mut("discriminator").and_then(Value::as_object_mut) else { return };
        let mapping = fields.entry("mapping").or_insert_with(|| json!({}));
        if let Some(mapping) = mapping.as_object_mut() {
            for found in implied {
                let reference = self.reference(&found.reference);
                mapping.insert(found.name, Value::String(reference));
            }
        }
    }

    fn own_name(&self, map: &Map<String, Value>) -> Option<&str> {
        self.schemas.get(&Address::of_object(map)).copied()
    }
}

fn is_section(name: &str) -> bool {
    grammar::COMPONENT_SECTIONS.iter().any(|(section, _)| *section == name)
}

/// The external references of a source, and its references to nothing, with their places.
#[derive(Default)]
pub(super) struct Loose {
    pub(super) external: Vec<(Pointer, String)>,
    pub(super) dangling: Vec<(Pointer, String)>,
    /// Schemas whose `$id` changes what references below them mean.
    pub(super) identified: Vec<Pointer>,
    /// The other `$id`s: names that are the same in the result.
    pub(super) ids: Vec<(Pointer, String)>,
    /// References into path items, and where they stand.
    pub(super) into_paths: Vec<(Pointer, Pointer)>,
    /// References to so much of the document that it is another thing in the result.
    pub(super) sweeping: Vec<(Pointer, String)>,
}

/// Looks at every reference of a source: what cannot be followed, and which literals are referred to.
pub(super) fn survey<'a>(root: &'a Value, anchors: &Anchors) -> (Loose, IdentityMap<Address, Kind>) {
    let mut loose = Loose::default();
    let json_schema = Version::of(root).is_some_and(Version::is_json_schema);
    if is_plain(root, anchors, json_schema) {
        return (loose, IdentityMap::default());
    }
    let mut islands = IdentityMap::default();
    let mut waiting: Vec<(&'a Value, Kind, Pointer)> = vec![(root, Kind::Document, Pointer::root())];
    while let Some((value, kind, mut place)) = waiting.pop() {
        let mut found = Vec::new();
        crate::openapi::walk::visit_places(value, kind, &mut place, &mut |node, kind, place| {
            references(root, node, kind, &mut |key, text, kind| found.push((place.join(key), text, kind)));
            if let Some(id) = node.get("$id").and_then(Value::as_str)
                && kind == Kind::Schema
                && json_schema
            {
                let place = place.join("$id");
                if stands_alone(node, id) {
                    loose.ids.push((place, id.to_owned()));
                } else {
                    loose.identified.push(place);
                }
            }
        });
        for (at, text, kind) in found {
            if let Some(place) = anchors.place(text).filter(|place| place.tokens().len() > 2)
                && matches!(place.tokens()[0].as_str(), "paths" | "webhooks")
            {
                loose.into_paths.push((at.clone(), place));
            }
            match anchors.place(text).map(|place| (place.resolve(root), place)) {
                None => loose.external.push((at, text.to_owned())),
                Some((Some(_), place)) if is_sweeping(&place) => loose.sweeping.push((at, text.to_owned())),
                Some((None, _)) => loose.dangling.push((at, text.to_owned())),
                Some((Some(target), place)) if grammar::kind_at(&place) == Kind::Data => {
                    if islands.insert(Address::of(target), kind).is_none() {
                        waiting.push((target, kind, place));
                    }
                }
                Some(_) => {}
            }
        }
    }
    (loose, islands)
}

/// Whether every reference names a component or something in one, and no schema has an `$id`: a look without places, since
/// nearly every document is like that.
fn is_plain(root: &Value, anchors: &Anchors, json_schema: bool) -> bool {
    let mut texts = HashSet::default();
    let mut plain = true;
    crate::openapi::walk::visit(root, Kind::Document, &mut |node, kind| {
        references(root, node, kind, &mut |_, text, _| {
            texts.insert(text);
        });
        plain &= !(json_schema && kind == Kind::Schema && node.get("$id").is_some_and(Value::is_string));
    });
    let component = |text: &str| {
        let plain =
            |text: &str| text.strip_prefix("#/components/schemas/").is_some_and(|name| !name.contains('/'));
        if plain(text) {
            return reference::local(root, text).is_some();
        }
        let Some(place) = anchors.place(text) else { return false };
        let inside = place.tokens().len() > 2 && place.tokens()[0] == "components";
        inside && grammar::kind_at(&place) != Kind::Data && place.resolve(root).is_some()
    };
    plain && texts.into_iter().all(component)
}

/// Whether nothing below a schema with `$id` counts from there: it holds no reference and no anchor, so that the `$id` is
/// a name and nothing else (JSON Schema 2020-12, core, section 8.2.1).
fn stands_alone(schema: &Value, id: &str) -> bool {
    let mut alone = !id.starts_with('#');
    crate::openapi::walk::visit(schema, Kind::Schema, &mut |node, kind| {
        let keywords = ["$ref", "$dynamicRef", "$anchor", "$dynamicAnchor", "discriminator"];
        alone &= kind != Kind::Schema || !keywords.iter().any(|keyword| node.get(keyword).is_some());
    });
    alone
}

/// Whether a place holds more than one thing of a source: the whole document, all its paths, all schemas.
fn is_sweeping(place: &Pointer) -> bool {
    let tokens: Vec<&str> = place.tokens().iter().map(String::as_str).collect();
    matches!(
        tokens[..],
        [] | ["paths" | "webhooks" | "components" | "servers" | "security" | "tags"] | ["components", _]
    )
}

/// The references that stand directly in a node: the key, the text, and what the target is.
fn references<'a>(root: &Value, node: &'a Value, kind: Kind, see: &mut impl FnMut(&str, &'a str, Kind)) {
    if kind.may_be_reference()
        && let Some(text) = reference::target(node)
    {
        see("$ref", text, kind);
    }
    match kind {
        Kind::Schema => {
            if let Some(text) = json::member(node, "$dynamicRef").and_then(Value::as_str) {
                see("$dynamicRef", text, Kind::Schema);
            }
        }
        Kind::Discriminator => {
            let text = node.get("defaultMapping").and_then(Value::as_str);
            if let Some(text) = text.filter(|text| is_mapped_reference(root, text)) {
                see("defaultMapping", text, Kind::Schema);
            }
        }
        Kind::SecurityRequirement => {
            let names = node.as_object().into_iter().flat_map(Map::keys);
            for name in names.filter(|name| is_scheme_reference(root, name)) {
                see(name, name, Kind::SecurityScheme);
            }
        }
        Kind::DiscriminatorMapping => {
            for (key, value) in node.as_object().into_iter().flatten() {
                if let Some(text) = value.as_str().filter(|text| is_mapped_reference(root, text)) {
                    see(key, text, Kind::Schema);
                }
            }
        }
        Kind::Link => {
            if let Some(text) =
                node.get("operationRef").and_then(Value::as_str).filter(|text| text.starts_with('#'))
            {
                see("operationRef", text, Kind::Operation);
            }
        }
        _ => {}
    }
}

/// Names of schemas, URLs and file names in a mapping are no references that must resolve here.
fn is_mapped_reference(root: &Value, text: &str) -> bool {
    text.starts_with('#') && Pointer::of(["components", "schemas", text]).resolve(root).is_none()
}

/// Names of security schemes are no references, unless there is none of that name.
fn is_scheme_reference(root: &Value, text: &str) -> bool {
    text.starts_with("#/") && Pointer::of(["components", "securitySchemes", text]).resolve(root).is_none()
}
