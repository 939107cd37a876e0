//! Path items of all sources under one roof: methods side by side, what is the same once, what contradicts refused.

use std::collections::{BTreeMap, BTreeSet};

use indexmap::IndexMap;
use serde_json::{Map, Value};

use super::refusal::Contradictions;
use super::report::Outcome;
use super::rewrite::SOURCE;
use super::servers::listed;
use super::source::Source;
use crate::json::Pointer;
use crate::openapi::closure::Digest;
use crate::openapi::operation::{self, Method};
use crate::openapi::{Kind, reference};

/// A path item of one source, ready for the result.
pub(super) struct Placed<'a> {
    pub(super) source: usize,
    /// The key in the source.
    pub(super) key: &'a str,
    /// The path item in the source, behind its reference.
    pub(super) original: &'a Map<String, Value>,
    /// The path item as the source writes it, renamed.
    pub(super) item: Map<String, Value>,
}

/// Which of its two homes path items have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Home {
    Paths,
    Webhooks,
}

impl Home {
    pub(super) fn field(self) -> &'static str {
        match self {
            Self::Paths => "paths",
            Self::Webhooks => "webhooks",
        }
    }
}

/// Brings the path items of all sources together.
pub(super) struct Joiner<'j, 'a> {
    pub(super) sources: &'j [Source<'a>],
    pub(super) prefer: &'j BTreeMap<String, String>,
    pub(super) home: Home,
    pub(super) contradictions: &'j mut Contradictions,
    /// What became of operations that are not simply published: service, method, key in the source.
    pub(super) outcomes: &'j mut BTreeMap<(String, String, String), Outcome>,
}

impl<'a> Joiner<'_, 'a> {
    /// One map for all, in the order of the services and of their documents.
    pub(super) fn join(&mut self, placed: IndexMap<String, Vec<Placed<'a>>>) -> Map<String, Value> {
        if self.home == Home::Paths {
            self.refuse_aliases(&placed);
        }
        placed
            .into_iter()
            .map(|(path, items)| {
                let item = self.one(&path, items);
                (path, Value::Object(item))
            })
            .collect()
    }

    /// Templates that differ only in the names of their parameters are one path to a server.
    fn refuse_aliases(&mut self, placed: &IndexMap<String, Vec<Placed<'a>>>) {
        let mut shapes: IndexMap<String, Vec<&String>> = IndexMap::new();
        for path in placed.keys() {
            shapes.entry(operation::blanked(path)).or_default().push(path);
        }
        for paths in shapes.into_values().filter(|paths| paths.len() > 1) {
            let all: Vec<&Placed<'_>> = paths.iter().flat_map(|path| &placed[*path]).collect();
            let services: BTreeSet<usize> = all.iter().map(|one| one.source).collect();
            if services.len() > 1 {
                let names: Vec<String> = paths.iter().map(|path| format!("`{path}`")).collect();
                let where_found =
                    all.iter().map(|one| self.sources[one.source].place(self.at(one))).collect();
                self.contradictions.add(
                    "ambiguous-template",
                    format!("{} are one path to a server", names.join(" and ")),
                    where_found,
                    "use one name for the parameter in all sources (an overlay can rename it), or leave a source out",
                );
            }
        }
    }

    fn at(&self, placed: &Placed<'_>) -> Pointer {
        Pointer::of([self.home.field(), placed.key])
    }

    fn one(&mut self, path: &str, mut items: Vec<Placed<'a>>) -> Map<String, Value> {
        if items.len() == 1 {
            return items.pop().map(|only| only.item).unwrap_or_default();
        }
        for placed in &mut items {
            self.unfold(placed);
        }
        let shared = self.share_fields(&items);
        let mut out = Map::new();
        for (key, value) in items.first().into_iter().flat_map(|first| &first.item) {
            if shared && !is_operation(key) {
                out.insert(key.clone(), value.clone());
            }
        }
        if !shared {
            for placed in &mut items {
                push_down(self.sources[placed.source].root(), placed);
            }
        }
        for (method, candidates) in by_method(&items) {
            if let Some(operation) = self.decide(path, &method, &items, &candidates) {
                put(&mut out, &method, operation);
            }
        }
        out
    }

    /// A path item that is a reference cannot hold the operations of another service: it is written out.
    fn unfold(&self, placed: &mut Placed<'a>) {
        if placed.item.contains_key("$ref") {
            let source = &self.sources[placed.source];
            let written = source.rewriter().node(&Value::Object(placed.original.clone()), Kind::PathItem);
            let beside = std::mem::take(&mut placed.item);
            placed.item = written.as_object().cloned().unwrap_or_default();
            placed.item.extend(beside.into_iter().filter(|(key, _)| key != "$ref"));
        }
    }

    /// Whether all items say the same above their operations.
    fn share_fields(&self, items: &[Placed<'a>]) -> bool {
        let mut all = items.iter().map(|placed| {
            let source = &self.sources[placed.source];
            let said = |key: &str| !is_operation(key) && key != "servers";
            let mut fields = source.fields(placed.original, Kind::PathItem, &placed.item, &said);
            // Servers may have come down from the root of one source and not of the other.
            let servers = placed.item.get("servers");
            fields.extend(
                servers.map(|list| ("servers".to_owned(), source.closure().digest(list, Kind::Info))),
            );
            fields
        });
        let first = all.next();
        all.all(|fields| Some(fields) == first)
    }

    /// The operation that stands for all that share method and path; `None` when they contradict each other.
    fn decide(
        &mut self,
        path: &str,
        method: &str,
        items: &[Placed<'a>],
        candidates: &[usize],
    ) -> Option<Value> {
        let first = candidates.first()?;
        let chosen = match self.differing(method, items, candidates) {
            fields if fields.is_empty() => *first,
            fields => self.preferred(path, method, items, candidates, &fields)?,
        };
        let mut value = find(&items[chosen].item, method)?.clone();
        let same = self.differing(method, items, candidates).is_empty();
        for &other in candidates.iter().filter(|&&other| other != chosen) {
            let outcome = if same { Outcome::Shared } else { Outcome::Overruled };
            let key = (
                self.sources[items[other].source].name().to_owned(),
                method.to_owned(),
                items[other].key.to_owned(),
            );
            self.outcomes.insert(key, outcome);
            if !same {
                self.refuse_orphans(&items[other], method);
            }
            if same {
                also(&mut value, find(&items[other].item, method));
            }
        }
        Some(value)
    }

    /// References into an operation that another service's stands for would mean that one.
    fn refuse_orphans(&mut self, placed: &Placed<'a>, method: &str) {
        let source = &self.sources[placed.source];
        let operation = self.at(placed).join(method);
        let orphans = source
            .into_paths
            .iter()
            .filter(|(from, to)| to.starts_with(&operation) && !from.starts_with(&operation));
        for (from, to) in orphans {
            self.contradictions.add(
                "reference-into-overruled",
                format!("something refers to {to}, and the operation of another service is preferred"),
                vec![source.place(from.clone())],
                "make it a component of the source, or prefer this service",
            );
        }
    }

    /// Where the fields of path items go that are shared by services which say different things there, as far as
    /// something refers to them: to their first operation.
    pub(super) fn redirects(
        &mut self,
        placed: IndexMap<String, Vec<Placed<'a>>>,
    ) -> Vec<(usize, Pointer, Pointer)> {
        let mut found = Vec::new();
        for (path, mut items) in placed.into_iter().filter(|(_, items)| items.len() > 1) {
            for one in &mut items {
                self.unfold(one);
            }
            if !items.iter().any(|one| self.referred_fields(one).next().is_some())
                || self.share_fields(&items)
            {
                continue;
            }
            let counts = by_method(&items);
            for one in &items {
                let referred: Vec<(Pointer, Pointer)> = self.referred_fields(one).cloned().collect();
                for (from, to) in referred {
                    let mut methods: Vec<String> = by_method(std::slice::from_ref(one)).into_keys().collect();
                    // One that stands for this service alone is where it will be found.
                    methods.sort_by_key(|method| counts.get(method).map_or(0, Vec::len));
                    let source = &self.sources[one.source];
                    let new = methods.iter().find_map(|method| pushed_to(source.root(), one, method, &to));
                    match new {
                        Some((field, rest)) => {
                            let place = Pointer::of([self.home.field(), &path]);
                            let new = rest.into_iter().fold(place, |place, token| place.join(token));
                            found.push((one.source, field, new));
                        }
                        None => self.refuse_moved(one, from, &to),
                    }
                }
            }
        }
        found
    }

    /// The references to fields of a path item that are no operations.
    fn referred_fields(&self, placed: &Placed<'a>) -> impl Iterator<Item = &'_ (Pointer, Pointer)> {
        let at = self.at(placed);
        self.sources[placed.source]
            .into_paths
            .iter()
            .filter(move |(_, to)| to.starts_with(&at) && !is_operation(&to.tokens()[2]))
    }

    fn refuse_moved(&mut self, placed: &Placed<'a>, from: Pointer, to: &Pointer) {
        self.contradictions.add(
            "moved-reference",
            format!("something refers to {to}, which other services share and say differently"),
            vec![self.sources[placed.source].place(from)],
            "make it a component of the source",
        );
    }

    /// The fields in which the candidates differ; empty when all mean the same.
    fn differing(&self, method: &str, items: &[Placed<'a>], candidates: &[usize]) -> BTreeSet<String> {
        let all: Vec<BTreeMap<String, Digest>> =
            candidates.iter().map(|&at| self.signature(method, &items[at])).collect();
        let Some((first, others)) = all.split_first() else { return BTreeSet::new() };
        let keys: BTreeSet<&String> = all.iter().flat_map(BTreeMap::keys).collect();
        let differs = |key: &&String| others.iter().any(|other| other.get(*key) != first.get(*key));
        keys.into_iter().filter(differs).cloned().collect()
    }

    /// Everything that is in force for an operation, field by field, by what it means.
    fn signature(&self, method: &str, placed: &Placed<'a>) -> BTreeMap<String, Digest> {
        let source = &self.sources[placed.source];
        let Some(original) = find(placed.original, method).and_then(Value::as_object) else {
            return BTreeMap::new();
        };
        let Some(renamed) = find(&placed.item, method).and_then(Value::as_object) else {
            return BTreeMap::new();
        };
        let mut all = source.fields(placed.original, Kind::PathItem, &placed.item, &|key| {
            !is_operation(key) && key != "servers"
        });
        all = all.into_iter().map(|(key, digest)| (format!("{key} of the path"), digest)).collect();
        all.extend(source.fields(original, Kind::Operation, renamed, &|key| {
            !matches!(key, "servers" | "security" | "operationId")
        }));
        let servers = listed(renamed.get("servers")).or_else(|| listed(placed.item.get("servers")));
        all.extend(source.in_force(original, servers, self.home == Home::Webhooks));
        all
    }

    fn preferred(
        &mut self,
        path: &str,
        method: &str,
        items: &[Placed<'a>],
        candidates: &[usize],
        fields: &BTreeSet<String>,
    ) -> Option<usize> {
        let name = format!("{} {path}", method.to_uppercase());
        let winner = self.prefer.get(&name);
        let service = |at: usize| self.sources[items[at].source].name();
        let found = candidates.iter().copied().find(|&at| winner.is_some_and(|winner| winner == service(at)));
        if found.is_none() {
            let places = candidates
                .iter()
                .map(|&at| self.sources[items[at].source].place(self.at(&items[at]).join(method)))
                .collect();
            let fields: Vec<&str> = fields.iter().map(String::as_str).collect();
            let services: Vec<&str> = candidates.iter().map(|&at| service(at)).collect();
            let what = format!(
                "{name} means different things in {}: {} differ",
                services.join(" and "),
                fields.join(", ")
            );
            let decide = match self.home {
                Home::Paths => format!("`[consolidation.prefer]` with `\"{name}\" = \"{}\"`", services[0]),
                Home::Webhooks => "rename the webhook in one source, or leave a source out".to_owned(),
            };
            let kind = if self.home == Home::Paths { "same-operation" } else { "same-webhook" };
            self.contradictions.add(kind, what, places, decide);
        }
        found
    }
}

/// Notes on an operation that another service declares the same.
fn also(value: &mut Value, other: Option<&Value>) {
    let Some(source) = other.and_then(|other| other.get(SOURCE)).cloned() else { return };
    if let Some(own) = value.get_mut(SOURCE).and_then(Value::as_object_mut)
        && let Value::Array(list) = own.entry("also").or_insert_with(|| Value::Array(Vec::new()))
    {
        list.push(source);
    }
}

fn is_operation(key: &str) -> bool {
    Method::of_key(key).is_some() || key == "additionalOperations"
}

/// The methods of all items with the items that have them, in order of first sight.
fn by_method(items: &[Placed<'_>]) -> IndexMap<String, Vec<usize>> {
    let mut found: IndexMap<String, Vec<usize>> = IndexMap::new();
    for (at, placed) in items.iter().enumerate() {
        for (key, value) in &placed.item {
            if Method::of_key(key).is_some() {
                found.entry(key.clone()).or_default().push(at);
            } else if key == "additionalOperations" {
                for name in value.as_object().into_iter().flat_map(Map::keys) {
                    found.entry(name.clone()).or_default().push(at);
                }
            }
        }
    }
    found
}

/// The operation of a method, fixed (`get`) or additional (`COPY`).
fn find<'v>(item: &'v Map<String, Value>, method: &str) -> Option<&'v Value> {
    if Method::of_key(method).is_some() {
        item.get(method)
    } else {
        item.get("additionalOperations")?.get(method)
    }
}

fn find_mut<'v>(item: &'v mut Map<String, Value>, method: &str) -> Option<&'v mut Map<String, Value>> {
    let value = if Method::of_key(method).is_some() {
        item.get_mut(method)
    } else {
        item.get_mut("additionalOperations")?.get_mut(method)
    };
    value?.as_object_mut()
}

fn put(item: &mut Map<String, Value>, method: &str, operation: Value) {
    if Method::of_key(method).is_some() {
        item.insert(method.to_owned(), operation);
    } else if let Some(all) =
        item.entry("additionalOperations").or_insert_with(|| Value::Object(Map::new())).as_object_mut()
    {
        all.insert(method.to_owned(), operation);
    }
}

/// Moves what a path item says into each of its operations, where it stays in force for exactly them.
fn push_down(root: &Value, placed: &mut Placed<'_>) {
    let above: Vec<(String, Value)> = placed
        .item
        .iter()
        .filter(|(key, _)| !is_operation(key))
        .map(|(key, value)| (key.clone(), value.clone()))
        .collect();
    let methods: Vec<String> = by_method(std::slice::from_ref(placed)).into_keys().collect();
    for method in methods {
        let own = find(placed.original, &method).and_then(|operation| operation.get("parameters"));
        let kept = not_overridden(root, placed.original.get("parameters"), own);
        let Some(operation) = find_mut(&mut placed.item, &method) else { continue };
        for (key, value) in &above {
            match (key.as_str(), value) {
                ("parameters", Value::Array(parameters)) => add_parameters(operation, parameters, &kept),
                ("servers", servers) => {
                    operation.entry("servers").or_insert_with(|| servers.clone());
                }
                _ => note(operation, key, value),
            }
        }
    }
}

/// Where a field of a path item stands once it is pushed down to an operation: the field's place in the source, and the
/// tokens below the path in the result. `None` when it does not reach that operation.
fn pushed_to(
    root: &Value,
    placed: &Placed<'_>,
    method: &str,
    to: &Pointer,
) -> Option<(Pointer, Vec<String>)> {
    let tokens = to.tokens();
    let below = |count: usize| Pointer::of(tokens[..count].iter().map(String::as_str));
    let mut rest: Vec<String> = if Method::of_key(method).is_some() {
        vec![method.to_owned()]
    } else {
        vec!["additionalOperations".to_owned(), method.to_owned()]
    };
    match tokens[2].as_str() {
        "parameters" => {
            let index = crate::json::pointer::index(tokens.get(3)?)?;
            let own = find(placed.original, method).and_then(|operation| operation.get("parameters"));
            let kept = not_overridden(root, placed.original.get("parameters"), own);
            let before = own.and_then(Value::as_array).map_or(0, Vec::len);
            let at = before + kept.iter().position(|&kept| kept == index)?;
            rest.extend(["parameters".to_owned(), at.to_string()]);
            Some((below(4), rest))
        }
        "servers" => None,
        field => {
            rest.extend([SOURCE.to_owned(), "pathItem".to_owned(), field.to_owned()]);
            Some((below(3), rest))
        }
    }
}

/// The indices of a path item's parameters that an operation does not declare itself (OpenAPI 3.0, section 4.7.10).
fn not_overridden(root: &Value, above: Option<&Value>, own: Option<&Value>) -> Vec<usize> {
    let identity = |parameter: &Value| {
        let fields = reference::object(root, parameter)?;
        Some((fields.get("in")?.as_str()?.to_owned(), fields.get("name")?.as_str()?.to_owned()))
    };
    let list = |value: Option<&Value>| value.and_then(Value::as_array).cloned().unwrap_or_default();
    let declared: BTreeSet<_> = list(own).iter().filter_map(identity).collect();
    let inherited = list(above);
    let kept = inherited
        .iter()
        .enumerate()
        .filter(|(_, one)| identity(one).is_none_or(|it| !declared.contains(&it)));
    kept.map(|(at, _)| at).collect()
}

fn add_parameters(operation: &mut Map<String, Value>, parameters: &[Value], kept: &[usize]) {
    if kept.is_empty() {
        return;
    }
    let list = operation.entry("parameters").or_insert_with(|| Value::Array(Vec::new()));
    if let Value::Array(list) = list {
        list.extend(kept.iter().filter_map(|&at| parameters.get(at)).cloned());
    }
}

/// Keeps what no operation has a field for beside the operation's source.
fn note(operation: &mut Map<String, Value>, key: &str, value: &Value) {
    if let Some(source) = operation.get_mut(SOURCE).and_then(Value::as_object_mut)
        && let Value::Object(item) = source.entry("pathItem").or_insert_with(|| Value::Object(Map::new()))
    {
        item.insert(key.to_owned(), value.clone());
    }
}
