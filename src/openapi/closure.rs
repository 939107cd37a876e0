//! What a node means: its content together with all that it refers to, as a digest.
//!
//! Two nodes with one digest unfold to the same tree when every reference is followed, endlessly where it leads back.
//! The names of components, the order of keys and the spelling of numbers make no difference; everything else does:
//! descriptions, examples, extensions, siblings of `$ref`, the order of lists. A reference without siblings is its target.
//! Links, discriminators and security requirements count by what they name, not by how they call it.
//!
//! The reverse holds but for one case: a schema that leads back to itself and one that repeats a part of it in line may
//! differ in digest though they unfold to the same tree.
//!
//! **Cost.** [`Closure::of`] walks the document once and hashes every referenced node once (SHA-256, shortened to 128
//! bits); nodes of a cycle are hashed once a round until the partition of that cycle is stable, two to five times in real
//! documents. [`Closure::digest`] hashes the node it is given without what is behind its references: the price of an
//! operation is its own text.

use std::fmt;

use serde_json::{Map, Value};
use sha2::{Digest as _, Sha256};

use super::discriminator::{self, Heirs};
use super::grammar::{self, COMPONENT_SECTIONS, Kind};
use super::operation::{self, Operation};
use super::reference;
use super::walk::{self, Anchors};
use crate::collections::HashMap;
use crate::graph;
use crate::json::Pointer;
use crate::json::identity::{Address, IdentityMap};
use crate::json::number::Decimal;

/// A digest of a node's meaning; equal for equal meanings, in whichever document they stand.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Digest([u8; 16]);

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

/// Where a reference leads: through every component that is nothing but a reference itself, since those would take part in
/// a cycle without saying anything of their own, and the rounds that tell its nodes apart would never settle.
#[derive(Debug, Clone, Copy)]
enum Target {
    Unit(u32),
    /// Bare references that lead back to themselves.
    Circle,
    Nowhere,
}

/// The digests of everything that the references of one document name.
pub struct Closure<'a> {
    root: &'a Value,
    anchors: Anchors,
    /// By the text of the reference and the place it stands in.
    targets: HashMap<(&'a str, Kind), Target>,
    /// By address and kind.
    units: IdentityMap<(Address, Kind), u32>,
    list: Vec<(&'a Value, Kind)>,
    digests: Vec<Digest>,
    /// `operationId` to method and path.
    operations: HashMap<&'a str, String>,
    heirs: Heirs<'a>,
    /// Schema components by address: their names.
    names: IdentityMap<Address, &'a str>,
}

impl fmt::Debug for Closure<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Closure").field("units", &self.list.len()).finish_non_exhaustive()
    }
}

impl<'a> Closure<'a> {
    /// Digests all components of a document and whatever else its references name.
    pub fn of(root: &'a Value) -> Self {
        let mut closure = Self {
            root,
            anchors: Anchors::of(root),
            targets: HashMap::default(),
            units: IdentityMap::default(),
            list: Vec::new(),
            digests: Vec::new(),
            operations: ids(root),
            heirs: discriminator::heirs(root),
            names: discriminator::component_names(root),
        };
        closure.add_components();
        closure.add_references(root, Kind::Document);
        closure.settle();
        closure
    }

    /// The digest of a component: `component("schemas", "Error")`.
    pub fn component(&self, section: &str, name: &str) -> Option<Digest> {
        let value = self.root.get("components")?.get(section)?.get(name)?;
        let of = COMPONENT_SECTIONS.iter().find(|(known, _)| *known == section)?.1;
        let unit = self.units.get(&(Address::of(value), grammar::child(Kind::Map(of), name)))?;
        Some(self.digests[*unit as usize])
    }

    /// The digest of a node of this document that the grammar calls `kind`.
    pub fn digest(&self, value: &Value, kind: Kind) -> Digest {
        self.hash(value, kind, &self.digests)
    }

    /// The digest of an operation with all that is in force for it: its own fields, those of its path item, the servers
    /// and the security of the document. Its method and its path are no part of it.
    pub fn operation(&self, operation: &Operation<'_>) -> Digest {
        let mut out = Vec::with_capacity(512);
        self.object(operation.value, Kind::Operation, &self.digests, &mut out);
        for (key, value) in sorted(operation.item) {
            if !matches!(grammar::child(Kind::PathItem, key), Kind::Operation | Kind::Map(_)) {
                self.entry(key, value, Kind::PathItem, &self.digests, &mut out);
            }
        }
        let servers = operation.value.get("servers").or_else(|| operation.item.get("servers"));
        if servers.is_none() {
            self.inherited("servers", &mut out);
        }
        if !operation.value.contains_key("security") {
            self.inherited("security", &mut out);
        }
        digest_of(&out)
    }

    fn inherited(&self, field: &str, out: &mut Vec<u8>) {
        if let Some(value) = self.root.get(field) {
            self.entry(field, value, Kind::Document, &self.digests, out);
        }
    }

    fn add_components(&mut self) {
        for (section, of) in COMPONENT_SECTIONS {
            let all = self.root.get("components").and_then(|all| all.get(section)).and_then(Value::as_object);
            for (name, value) in all.into_iter().flatten() {
                self.add(value, grammar::child(Kind::Map(of), name));
            }
        }
    }

    fn add(&mut self, value: &'a Value, kind: Kind) -> u32 {
        let next = u32::try_from(self.list.len()).expect("fewer nodes than a text of 4 GiB has");
        let unit = *self.units.entry((Address::of(value), kind)).or_insert(next);
        if unit == next {
            self.list.push((value, kind));
        }
        unit
    }

    /// Finds the references of the document, and those of whatever literal is referred to.
    fn add_references(&mut self, root: &'a Value, kind: Kind) {
        let mut waiting = vec![(root, kind)];
        while let Some((value, kind)) = waiting.pop() {
            let mut found = Vec::new();
            walk::visit(value, kind, &mut |node, kind| Self::references_of(node, kind, &mut found));
            for (text, kind) in found {
                if !self.targets.contains_key(&(text, kind)) {
                    self.add_target(text, kind, &mut waiting);
                }
            }
        }
    }

    fn references_of(node: &'a Value, kind: Kind, found: &mut Vec<(&'a str, Kind)>) {
        if kind.may_be_reference()
            && let Some(text) = reference::target(node)
        {
            found.push((text, kind));
        }
        if kind == Kind::Discriminator
            && let Some(text) = node.get("defaultMapping").and_then(Value::as_str)
        {
            found.push((text, Kind::DiscriminatorMapping));
        }
        if kind == Kind::DiscriminatorMapping {
            let texts = node.as_object().into_iter().flat_map(Map::values).filter_map(Value::as_str);
            found.extend(texts.map(|text| (text, Kind::DiscriminatorMapping)));
        }
    }

    fn add_target(&mut self, text: &'a str, kind: Kind, waiting: &mut Vec<(&'a Value, Kind)>) {
        let (place, kind_of_target) = match kind {
            Kind::DiscriminatorMapping => (self.mapped(text), Kind::Schema),
            _ => (self.anchors.place(text), kind),
        };
        let target = match place.and_then(|place| self.end(place, kind_of_target)) {
            Some(End { circle: true, .. }) => Target::Circle,
            Some(End { place, value, .. }) => {
                if grammar::kind_at(&place) == Kind::Data {
                    waiting.push((value, kind_of_target));
                }
                Target::Unit(self.add(value, kind_of_target))
            }
            None => Target::Nowhere,
        };
        self.targets.insert((text, kind), target);
    }

    /// What a chain of bare references arrives at: its last part that is there. `None` when not even the first is.
    fn end(&self, place: Pointer, kind: Kind) -> Option<End<'a>> {
        let mut end = End { value: place.resolve(self.root)?, place, circle: false };
        let mut seen = vec![Address::of(end.value)];
        while let Some(next) = bare(end.value, kind).and_then(|text| self.anchors.place(text)) {
            let Some(value) = next.resolve(self.root) else { break };
            if seen.contains(&Address::of(value)) {
                return Some(End { circle: true, ..end });
            }
            if seen.len() > reference::MAX_HOPS {
                break;
            }
            seen.push(Address::of(value));
            end = End { place: next, value, circle: false };
        }
        Some(end)
    }

    /// The place that a value of a discriminator's mapping names: a schema's name or a reference.
    fn mapped(&self, text: &str) -> Option<Pointer> {
        let bare = Pointer::of(["components", "schemas", text]);
        bare.resolve(self.root).is_some().then_some(bare).or_else(|| self.anchors.place(text))
    }

    /// Computes the digests, targets before those that refer to them.
    fn settle(&mut self) {
        let edges: Vec<Vec<usize>> = self.list.iter().map(|&(value, kind)| self.edges(value, kind)).collect();
        let mut digests = vec![Digest::default(); self.list.len()];
        for group in graph::members(&graph::components(&edges)) {
            match group[..] {
                [unit] if !edges[unit].contains(&unit) => digests[unit] = self.unit(unit, &digests),
                _ => self.settle_cycle(&group, &mut digests),
            }
        }
        self.digests = digests;
    }

    fn edges(&self, value: &'a Value, kind: Kind) -> Vec<usize> {
        let mut edges = Vec::new();
        let mut found = Vec::new();
        walk::visit(value, kind, &mut |node, kind| {
            Self::references_of(node, kind, &mut found);
            if kind == Kind::Schema {
                edges.extend(self.implied(node).into_iter().filter_map(|(_, unit)| unit));
            }
            if kind == Kind::SecurityRequirement {
                let names = node.as_object().into_iter().flat_map(Map::keys);
                edges.extend(names.filter_map(|name| self.scheme(name)));
            }
        });
        edges.extend(found.into_iter().filter_map(|key| match self.targets.get(&key) {
            Some(Target::Unit(unit)) => Some(*unit),
            _ => None,
        }));
        edges.into_iter().map(|unit| unit as usize).collect()
    }

    /// Refines the nodes of a cycle by the digests of their targets until no round tells more of them apart. The last
    /// two rounds of all nodes together say how the cycle is built, so they are part of every digest of it.
    fn settle_cycle(&self, group: &[usize], digests: &mut [Digest]) {
        let mut classes = 1;
        let mut rounds = (MAX_HASHED / group.len()).max(MIN_ROUNDS);
        loop {
            rounds -= 1;
            let before: Vec<Digest> = group.iter().map(|&unit| digests[unit]).collect();
            let after: Vec<Digest> = group.iter().map(|&unit| self.unit(unit, digests)).collect();
            for (&unit, &digest) in group.iter().zip(&after) {
                digests[unit] = digest;
            }
            let found = distinct(after.iter().copied()).len();
            if found == classes || rounds == 0 {
                let shape = distinct(before.into_iter().zip(after));
                for &unit in group {
                    digests[unit] = sealed(digests[unit], &shape);
                }
                return;
            }
            classes = found;
        }
    }

    fn unit(&self, unit: usize, digests: &[Digest]) -> Digest {
        let (value, kind) = self.list[unit];
        self.hash(value, kind, digests)
    }

    fn hash(&self, value: &Value, kind: Kind, digests: &[Digest]) -> Digest {
        match bare(value, kind).and_then(|text| self.targets.get(&(text, kind))) {
            Some(Target::Unit(unit)) => return digests[*unit as usize],
            Some(Target::Circle) => return digest_of(CIRCLE),
            _ => {}
        }
        let mut out = Vec::with_capacity(256);
        match value {
            Value::Object(map) => self.object(map, kind, digests, &mut out),
            Value::Array(items) => {
                length(b'[', items.len(), &mut out);
                for item in items {
                    self.node(item, grammar::child(kind, ""), digests, &mut out);
                }
            }
            scalar => literal(scalar, &mut out),
        }
        digest_of(&out)
    }

    /// A node as a part of another: containers by their digest, the rest as it is.
    fn node(&self, value: &Value, kind: Kind, digests: &[Digest], out: &mut Vec<u8>) {
        match (kind, value) {
            (Kind::Data, _) => literal(value, out),
            (_, Value::Object(_) | Value::Array(_)) => {
                out.push(b'@');
                out.extend_from_slice(&self.hash(value, kind, digests).0);
            }
            _ => literal(value, out),
        }
    }

    fn object(&self, map: &Map<String, Value>, kind: Kind, digests: &[Digest], out: &mut Vec<u8>) {
        length(b'{', map.len(), out);
        if kind == Kind::SecurityRequirement {
            return self.requirement(map, digests, out);
        }
        for (key, value) in sorted(map) {
            self.entry(key, value, kind, digests, out);
        }
        if kind == Kind::Schema && map.contains_key("discriminator") {
            self.implied_entries(map, digests, out);
        }
    }

    fn entry(&self, key: &str, value: &Value, kind: Kind, digests: &[Digest], out: &mut Vec<u8>) {
        let text = value.as_str();
        match (kind, key, text) {
            (kind, "$ref", Some(text)) if kind.may_be_reference() => {
                text_of(b'k', key, out);
                self.target(text, kind, digests, out);
            }
            (Kind::DiscriminatorMapping, _, Some(text))
            | (Kind::Discriminator, "defaultMapping", Some(text)) => {
                text_of(b'k', key, out);
                self.target(text, Kind::DiscriminatorMapping, digests, out);
            }
            (Kind::Link, "operationId" | "operationRef", Some(text)) => {
                text_of(b'k', "operation", out);
                match self.linked(key, text) {
                    Some(operation) => text_of(b'>', &operation, out),
                    None => text_of(b'!', text, out),
                }
            }
            _ => {
                text_of(b'k', key, out);
                self.node(value, grammar::child(kind, key), digests, out);
            }
        }
    }

    fn target(&self, text: &str, kind: Kind, digests: &[Digest], out: &mut Vec<u8>) {
        match self.targets.get(&(text, kind)) {
            Some(Target::Unit(unit)) => {
                out.push(b'@');
                out.extend_from_slice(&digests[*unit as usize].0);
            }
            Some(Target::Circle) => out.extend_from_slice(CIRCLE),
            _ => text_of(b'!', text, out),
        }
    }

    /// Schemes by what they are; the order of their names plays no part.
    fn requirement(&self, map: &Map<String, Value>, digests: &[Digest], out: &mut Vec<u8>) {
        let mut parts: Vec<Vec<u8>> = map
            .iter()
            .map(|(name, scopes)| {
                let mut part = Vec::new();
                match self.scheme(name) {
                    Some(unit) => part.extend_from_slice(&digests[unit as usize].0),
                    None => text_of(b'!', name, &mut part),
                }
                literal(scopes, &mut part);
                part
            })
            .collect();
        parts.sort_unstable();
        for part in &parts {
            out.extend_from_slice(part);
        }
    }

    fn scheme(&self, name: &str) -> Option<u32> {
        let value = self.root.get("components")?.get("securitySchemes")?.get(name)?;
        self.units.get(&(Address::of(value), Kind::SecurityScheme)).copied()
    }

    fn linked(&self, key: &str, text: &str) -> Option<String> {
        if key == "operationId" {
            return self.operations.get(text).cloned();
        }
        let place = self.anchors.place(text)?;
        place.resolve(self.root)?;
        match place.tokens() {
            [root, path, method] if root == "paths" => Some(address(method, path)),
            _ => None,
        }
    }

    fn implied_entries(&self, map: &Map<String, Value>, digests: &[Digest], out: &mut Vec<u8>) {
        let own = self.names.get(&Address::of_object(map)).copied();
        let mut names: Vec<(String, Digest)> = discriminator::implied(self.root, map, own, &self.heirs)
            .into_iter()
            .filter_map(|found| Some((found.name.clone(), digests[self.named(&found.name)? as usize])))
            .collect();
        names.sort_unstable();
        for (name, digest) in names {
            text_of(b'i', &name, out);
            out.extend_from_slice(&digest.0);
        }
    }

    fn implied(&self, node: &'a Value) -> Vec<(String, Option<u32>)> {
        let Some(map) = node.as_object().filter(|map| map.contains_key("discriminator")) else {
            return Vec::new();
        };
        let own = self.names.get(&Address::of_object(map)).copied();
        discriminator::implied(self.root, map, own, &self.heirs)
            .into_iter()
            .map(|found| (found.name.clone(), self.named(&found.name)))
            .collect()
    }

    fn named(&self, schema: &str) -> Option<u32> {
        let end = self.end(Pointer::of(["components", "schemas", schema]), Kind::Schema)?;
        self.units.get(&(Address::of(end.value), Kind::Schema)).copied()
    }
}

/// Where a chain of bare references ends.
struct End<'a> {
    place: Pointer,
    value: &'a Value,
    /// Whether it never ends.
    circle: bool,
}

/// How many nodes are hashed for one cycle: a ring of thousands of which one is different, would want a round for each.
const MAX_HASHED: usize = 200_000;

/// How far the nodes of any cycle are looked at, however large it is. A change of one node shows in the digest of all by
/// their shape; only nodes of one cycle that differ in nothing but what is further away are taken for the same.
const MIN_ROUNDS: usize = 32;

/// What stands for bare references that lead back to themselves.
const CIRCLE: &[u8] = b"circle";

/// The reference that a node is, when nothing stands beside it.
fn bare(value: &Value, kind: Kind) -> Option<&str> {
    let text = reference::target(value).filter(|_| kind.may_be_reference())?;
    value.as_object().is_some_and(|map| map.len() == 1).then_some(text)
}

fn ids(root: &Value) -> HashMap<&str, String> {
    let mut found = HashMap::default();
    for (path, item) in root.get("paths").and_then(Value::as_object).into_iter().flatten() {
        let Some(item) = reference::object(root, item) else { continue };
        for operation in operation::of_item(path, item, &Pointer::root()) {
            if let Some(id) = operation.value.get("operationId").and_then(Value::as_str) {
                found.entry(id).or_insert_with(|| address(&operation.method, path));
            }
        }
    }
    found
}

fn address(method: &str, path: &str) -> String {
    format!("{} {path}", method.to_uppercase())
}

fn distinct<T: Ord>(items: impl Iterator<Item = T>) -> Vec<T> {
    let mut all: Vec<T> = items.collect();
    all.sort_unstable();
    all.dedup();
    all
}

fn sealed(own: Digest, shape: &[(Digest, Digest)]) -> Digest {
    let mut out = vec![b'c'];
    out.extend_from_slice(&own.0);
    for (before, after) in shape {
        out.extend_from_slice(&before.0);
        out.extend_from_slice(&after.0);
    }
    digest_of(&out)
}

fn digest_of(bytes: &[u8]) -> Digest {
    let full = Sha256::digest(bytes);
    let mut short = [0; 16];
    short.copy_from_slice(&full[..16]);
    Digest(short)
}

fn sorted(map: &Map<String, Value>) -> Vec<(&String, &Value)> {
    let mut entries: Vec<_> = map.iter().collect();
    entries.sort_unstable_by_key(|&(key, _)| key);
    entries
}

fn literal(value: &Value, out: &mut Vec<u8>) {
    match value {
        Value::Null => out.push(b'n'),
        Value::Bool(flag) => out.push(if *flag { b't' } else { b'f' }),
        Value::Number(number) => text_of(b'#', &Decimal::of(number).spelled(), out),
        Value::String(text) => text_of(b'"', text, out),
        Value::Array(items) => {
            length(b'[', items.len(), out);
            for item in items {
                literal(item, out);
            }
        }
        Value::Object(map) => {
            length(b'{', map.len(), out);
            for (key, value) in sorted(map) {
                text_of(b'k', key, out);
                literal(value, out);
            }
        }
    }
}

fn text_of(tag: u8, text: &str, out: &mut Vec<u8>) {
    length(tag, text.len(), out);
    out.extend_from_slice(text.as_bytes());
}

fn length(tag: u8, length: usize, out: &mut Vec<u8>) {
    out.push(tag);
    out.extend_from_slice(&(length as u64).to_be_bytes());
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[expect(clippy::needless_pass_by_value, reason = "reads better without a borrow before each")]
    fn schemas(schemas: Value) -> Value {
        json!({"openapi": "3.0.0", "paths": {}, "components": {"schemas": schemas}})
    }

    fn to(name: &str) -> Value {
        json!({"$ref": format!("#/components/schemas/{name}")})
    }

    fn digest(root: &Value, name: &str) -> Digest {
        Closure::of(root).component("schemas", name).expect("a component")
    }

    #[test]
    fn names_order_and_spelling_play_no_part() {
        let one = schemas(
            json!({"L": {"type": "array", "items": to("E"), "maxItems": 1}, "E": {"type": "string"}}),
        );
        let other = schemas(
            json!({"X": {"type": "string"}, "Y": {"maxItems": 1.0, "items": to("X"), "type": "array"}}),
        );
        assert_eq!(digest(&one, "L"), digest(&other, "Y"));
        let inline = schemas(json!({"L": {"type": "array", "items": {"type": "string"}, "maxItems": 1}}));
        assert_eq!(digest(&one, "L"), digest(&inline, "L"));
    }

    #[test]
    fn one_text_with_another_target_is_another_meaning() {
        let with = |scalar: &str| schemas(json!({"L": {"items": to("E")}, "E": {"type": scalar}}));
        assert_ne!(digest(&with("string"), "L"), digest(&with("integer"), "L"));
    }

    #[test]
    fn cycles_are_told_apart_by_what_is_in_them() {
        let ring = |a: &str, b: &str, last: &str| {
            schemas(json!({
                a: {"properties": {"next": to(b)}},
                b: {"properties": {"next": to(a), "value": {"type": last}}},
            }))
        };
        let one = ring("A", "B", "string");
        assert_eq!(digest(&one, "A"), digest(&ring("Y", "X", "string"), "Y"));
        assert_ne!(digest(&one, "A"), digest(&ring("A", "B", "integer"), "A"));
        assert_ne!(digest(&one, "A"), digest(&one, "B"));
        // Two that say the same and lead to each other unfold as one that leads to itself.
        let pair = schemas(json!({"A": {"not": to("B")}, "B": {"not": to("A")}}));
        let single = schemas(json!({"A": {"not": to("A")}}));
        assert_eq!(digest(&pair, "B"), digest(&single, "A"));
    }

    #[test]
    fn a_component_that_is_a_bare_reference_is_its_target_in_cycles_too() {
        let detour = schemas(json!({"Alias": to("Node"), "Node": {"items": to("Alias")}}));
        let direct = schemas(json!({"Node": {"items": to("Node")}}));
        assert_eq!(digest(&detour, "Node"), digest(&direct, "Node"));
        assert_eq!(digest(&detour, "Alias"), digest(&direct, "Node"));
        let selected = schemas(json!({
            "Alias": to("Pet"), "Pet": {"oneOf": [to("Alias")], "discriminator": {"propertyName": "p"}}
        }));
        assert_eq!(digest(&selected, "Alias"), digest(&selected, "Pet"));
    }

    #[test]
    fn bare_references_in_a_circle_mean_nothing_and_end() {
        let circle = schemas(json!({"A": to("B"), "B": to("A"), "C": {"items": to("B")}, "D": to("Gone")}));
        assert_eq!(digest(&circle, "A"), digest(&circle, "B"));
        assert_ne!(digest(&circle, "A"), digest(&circle, "C"));
        assert_ne!(digest(&circle, "A"), digest(&circle, "D"));
        let own = schemas(json!({"A": to("A")}));
        assert_eq!(digest(&own, "A"), digest(&circle, "A"));
    }

    #[test]
    fn a_ring_of_a_thousand_is_told_from_another_in_time() {
        let ring = |last: &str| {
            let node = |at: usize| {
                (
                    format!("S{at}"),
                    json!({"items": to(&format!("S{}", (at + 1) % 1_000)), "type": if at == 7 { last } else { "array" }}),
                )
            };
            schemas(Value::Object((0..1_000).map(node).collect()))
        };
        assert_ne!(digest(&ring("object"), "S900"), digest(&ring("string"), "S900"));
    }

    #[test]
    fn an_operation_counts_with_what_is_in_force() {
        let with = |security: Value, scheme: &str| {
            json!({
                "openapi": "3.0.0", "security": security,
                "paths": {"/a": {"parameters": [{"name": "q"}], "get": {}}},
                "components": {"securitySchemes": {scheme: {"type": "http"}}}
            })
        };
        let of = |root: &Value| {
            let operations = operation::operations(root);
            Closure::of(root).operation(&operations[0])
        };
        assert_eq!(of(&with(json!([{"s": []}]), "s")), of(&with(json!([{"t": []}]), "t")));
        assert_ne!(of(&with(json!([{"s": []}]), "s")), of(&with(json!([{"s": ["x"]}]), "s")));
        assert_ne!(of(&with(json!([{"s": []}]), "s")), of(&with(json!([{"gone": []}]), "s")));
    }

    #[test]
    fn a_literal_that_looks_like_a_reference_is_none() {
        let with =
            |name: &str, scalar: &str| schemas(json!({"A": {"example": to(name)}, name: {"type": scalar}}));
        assert_eq!(digest(&with("E", "string"), "A"), digest(&with("E", "integer"), "A"));
        assert_ne!(digest(&with("E", "string"), "A"), digest(&with("F", "string"), "A"));
    }
}
