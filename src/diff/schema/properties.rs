//! Subschemas under names: properties that come, go or stay, and whatever else is declared by name.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::{Local, Pair};
use crate::diff::check::{Effect, Flags};
use crate::json::Pointer;
use crate::openapi::schema::{Node, Reading, Schema};

fn required<'a>(schema: &Schema<'a>) -> BTreeSet<&'a str> {
    schema
        .all("required")
        .filter_map(|(_, value)| value.as_array())
        .flatten()
        .filter_map(Value::as_str)
        .filter(|name| !name.is_empty())
        .collect()
}

/// A subschema under a name, and the node that declares it.
type Declared<'n, 'a> = (&'n Node<'a>, &'a Value);

/// Every name's subschemas under a keyword, in the order in which they are declared.
fn declared<'n, 'a>(schema: &'n Schema<'a>, keyword: &str) -> BTreeMap<&'a str, Vec<Declared<'n, 'a>>> {
    let mut all: BTreeMap<&'a str, Vec<_>> = BTreeMap::new();
    for (node, map) in schema.all(keyword) {
        for (name, value) in map.as_object().into_iter().flatten() {
            all.entry(name).or_default().push((node, value));
        }
    }
    all
}

/// What all subschemas under a name say together.
fn together<'a>(reading: &Reading<'a>, all: &[Declared<'_, 'a>], keyword: &str, name: &str) -> Schema<'a> {
    reading.conjunction(all.iter().map(|(node, value)| {
        (*value, node.pointer.join(keyword).join(name), format!("{}/{keyword}/{name}", node.place))
    }))
}

/// Where the first subschema under a name is declared.
fn place_of(all: &[Declared<'_, '_>], name: &str) -> Place {
    let (node, value) = all.first()?;
    let pointer = node.pointer.join("properties").join(name);
    Some(((*value).clone(), pointer, format!("{}/properties/{name}", node.place)))
}

fn flags_of(schema: &Schema<'_>, required: bool) -> Flags {
    Flags { required, read_only: schema.is_true("readOnly"), write_only: schema.is_true("writeOnly") }
}

/// Whether a schema refuses properties that it does not know.
pub(super) fn is_closed(schema: &Schema<'_>) -> bool {
    ["additionalProperties", "unevaluatedProperties"]
        .into_iter()
        .any(|key| schema.all(key).any(|(_, value)| value == &Value::Bool(false)))
}

/// Compares the properties of both sides by name.
pub(super) fn compare(pair: &mut Pair<'_, '_>) {
    let (base, revision) = (pair.base, pair.revision);
    let (old, new) = (declared(base, "properties"), declared(revision, "properties"));
    let (was_required, is_required) = (required(base), required(revision));
    let names: BTreeSet<&str> = old.keys().chain(new.keys()).copied().collect();
    for name in names {
        let must = (was_required.contains(name), is_required.contains(name));
        match (old.get(name), new.get(name)) {
            (Some(old), Some(new)) => {
                if must.0 != must.1 || !is_same(pair, old, new) {
                    property_kept(pair, name, must, old, new);
                }
            }
            (None, Some(new)) => property_added(pair, name, must, new),
            (Some(old), None) => property_removed(pair, name, must.0, old),
            (None, None) => {}
        }
    }
}

/// Whether a property is the same word for word, so that there is nothing to read.
fn is_same<'a>(pair: &Pair<'_, 'a>, old: &[Declared<'_, 'a>], new: &[Declared<'_, 'a>]) -> bool {
    matches!((old, new), ([(_, old)], [(_, new)]) if pair.comparer.same.values(old, new))
}

fn property_added<'a>(
    pair: &mut Pair<'_, 'a>,
    name: &str,
    (was_required, is_required): (bool, bool),
    new: &[Declared<'_, 'a>],
) {
    let schema = together(&pair.comparer.revision, new, "properties", name);
    let flags = flags_of(&schema, is_required && !was_required);
    let kind =
        if schema.first("default").is_some() { "property-added-with-default" } else { "property-added" };
    let at = place_of(new, name);
    existence(pair, kind, name, flags, None, at.clone());
    if was_required && !is_required {
        let (_, pointer, place) = at.unwrap_or_default();
        let fact = pair.tell("declared-and-optional", true.into(), false.into());
        (fact.revision, fact.place, fact.flags) = (Some(pointer), place, flags);
        name.clone_into(&mut fact.step);
    }
}

fn property_removed<'a>(pair: &mut Pair<'_, 'a>, name: &str, was_required: bool, old: &[Declared<'_, 'a>]) {
    let schema = together(&pair.comparer.base, old, "properties", name);
    let flags = flags_of(&schema, was_required);
    let closed = is_closed(pair.revision);
    let fact = existence(pair, "property-removed", name, flags, place_of(old, name), None);
    if closed {
        fact.effect = Some(Effect::Narrows);
    }
}

type Place = Option<(Value, Pointer, String)>;

fn existence<'p>(
    pair: &'p mut Pair<'_, '_>,
    kind: &'static str,
    name: &str,
    flags: Flags,
    base: Place,
    revision: Place,
) -> &'p mut Local {
    let place = revision.as_ref().or(base.as_ref()).map(|(_, _, place)| place.clone()).unwrap_or_default();
    let fact = pair.tell(kind, Value::Null, Value::Null);
    let (before, base) = base.map_or((Value::Null, None), |(value, pointer, _)| (value, Some(pointer)));
    let (after, revision) =
        revision.map_or((Value::Null, None), |(value, pointer, _)| (value, Some(pointer)));
    (fact.before, fact.after, fact.base, fact.revision) = (before, after, base, revision);
    (fact.flags, fact.place) = (flags, place);
    name.clone_into(&mut fact.step);
    fact
}

fn property_kept<'a>(
    pair: &mut Pair<'_, 'a>,
    name: &str,
    (was_required, is_required): (bool, bool),
    old: &[Declared<'_, 'a>],
    new: &[Declared<'_, 'a>],
) {
    let base = together(&pair.comparer.base, old, "properties", name);
    let revision = together(&pair.comparer.revision, new, "properties", name);
    let (_, pointer, place) = place_of(new, name).unwrap_or_default();
    let (old, new) = (flags_of(&base, was_required), flags_of(&revision, is_required));
    // Requests are judged by what the revision says is sent, responses by what the base said would come.
    let flags = Flags { required: was_required, read_only: new.read_only, write_only: old.write_only };
    let with_default = revision.first("default").is_some();
    let mut kinds: Vec<(&'static str, bool, bool)> = Vec::new();
    match (was_required, is_required) {
        (false, true) if with_default => kinds.push(("became-required-with-default", false, true)),
        (false, true) => kinds.push(("became-required", false, true)),
        (true, false) => kinds.push(("became-optional", true, false)),
        _ => {}
    }
    for (was, is, became, no_longer) in [
        (old.read_only, new.read_only, "became-read-only", "became-not-read-only"),
        (old.write_only, new.write_only, "became-write-only", "became-not-write-only"),
    ] {
        match (was, is) {
            (false, true) => kinds.push((became, was, is)),
            (true, false) => kinds.push((no_longer, was, is)),
            _ => {}
        }
    }
    for (kind, before, after) in kinds {
        let base_pointer = base.pointer.clone();
        let fact = pair.tell(kind, before.into(), after.into());
        (fact.base, fact.revision) = (Some(base_pointer), Some(pointer.clone()));
        (fact.flags, fact.place) = (flags, place.clone());
        name.clone_into(&mut fact.step);
    }
    pair.step(name.to_owned(), base, revision).flags = Flags { required: false, ..flags };
}

/// Names under `required` that no property declares.
pub(super) fn undeclared(pair: &mut Pair<'_, '_>) {
    let (old, new) = (declared(pair.base, "properties"), declared(pair.revision, "properties"));
    let (was, is) = (required(pair.base), required(pair.revision));
    let nowhere = |name: &str| !old.contains_key(name) && !new.contains_key(name);
    for name in is.difference(&was).filter(|name| nowhere(name)) {
        pair.tell("required-undeclared-added", Value::Null, (*name).into());
    }
    for name in was.difference(&is).filter(|name| nowhere(name)) {
        pair.tell("required-undeclared-removed", (*name).into(), Value::Null);
    }
}

/// Whether everything fits a schema: `true`, or no keyword at all.
pub(super) fn is_anything(schema: &Value) -> bool {
    schema == &Value::Bool(true) || schema.as_object().is_some_and(serde_json::Map::is_empty)
}

/// A keyword with named subschemas.
pub(super) fn named(
    pair: &mut Pair<'_, '_>,
    keyword: &'static str,
    added: &'static str,
    removed: &'static str,
) {
    let (old, new) = (declared(pair.base, keyword), declared(pair.revision, keyword));
    let names: BTreeSet<&str> = old.keys().chain(new.keys()).copied().collect();
    for name in names {
        match (old.get(name), new.get(name)) {
            (Some(old), Some(new)) => {
                let base = together(&pair.comparer.base, old, keyword, name);
                let revision = together(&pair.comparer.revision, new, keyword, name);
                pair.step(format!("{keyword}[{name}]"), base, revision);
            }
            (None, Some(all)) | (Some(all), None) if all.iter().all(|(_, value)| is_anything(value)) => {}
            (None, Some(new)) => {
                let after = new.first().map(|(_, value)| (*value).clone()).unwrap_or_default();
                name.clone_into(&mut pair.tell(added, Value::Null, after).name);
            }
            (Some(old), None) => {
                let before = old.first().map(|(_, value)| (*value).clone()).unwrap_or_default();
                name.clone_into(&mut pair.tell(removed, before, Value::Null).name);
            }
            (None, None) => {}
        }
    }
}
