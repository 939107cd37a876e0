//! What else stands inside objects and arrays: the rest, items, positions, conditions, discriminators.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use super::properties::is_anything;
use super::{Pair, below, properties};
use crate::diff::check::Effect;
use crate::openapi::schema::{Reading, Schema, Types};

/// Compares properties, items and conditions.
pub(super) fn compare(pair: &mut Pair<'_, '_>) {
    properties::compare(pair);
    if pair.may_be(Types::OBJECT) {
        properties::undeclared(pair);
    }
    if !(is_closed_alone(pair.base) && is_closed_alone(pair.revision)) {
        rest_of(pair, "additionalProperties");
        subschema(
            pair,
            "unevaluatedProperties",
            "unevaluated-properties-added",
            "unevaluated-properties-removed",
        );
    }
    let closing = [
        ("unevaluatedItems", "unevaluated-items-added", "unevaluated-items-removed"),
        ("items", "items-added", "items-removed"),
        ("propertyNames", "property-names-added", "property-names-removed"),
        ("contains", "contains-added", "contains-removed"),
        ("contentSchema", "content-schema-added", "content-schema-removed"),
        ("not", "not-added", "not-removed"),
    ];
    for (keyword, added, removed) in closing {
        subschema(pair, keyword, added, removed);
    }
    if decides(pair.base) || decides(pair.revision) {
        subschema(pair, "then", "then-added", "then-removed");
        subschema(pair, "else", "else-added", "else-removed");
        condition(pair);
    }
    properties::named(pair, "patternProperties", "pattern-property-added", "pattern-property-removed");
    properties::named(pair, "dependentSchemas", "dependent-schema-added", "dependent-schema-removed");
    dependent_required(pair);
    prefix_items(pair);
    content(pair);
    discriminator(pair);
}

/// Whether a schema refuses all properties but its own, so that it makes no difference which keyword says so.
fn is_closed_alone(schema: &Schema<'_>) -> bool {
    const BESIDE: [&str; 5] = ["oneOf", "anyOf", "if", "dependentSchemas", "$ref"];
    let [node] = schema.nodes.as_slice() else { return false };
    properties::is_closed(schema) && BESIDE.iter().all(|key| !node.map.contains_key(*key))
}

/// Whether a schema has a condition on which something depends; either half alone says nothing
/// (JSON Schema 2020-12, core, section 10.2.2).
fn decides(schema: &Schema<'_>) -> bool {
    let has = |key: &str| schema.first(key).is_some();
    has("if") && (has("then") || has("else"))
}

/// What a keyword says about the rest: everything fits, a schema, nothing.
#[derive(PartialEq)]
enum Rest {
    Open,
    Schema,
    Closed,
}

/// Whether nothing fits a schema, in one of the ways in which people write that.
fn is_never(schema: &Value) -> bool {
    let excluded = schema.as_object().filter(|map| map.len() == 1).and_then(|map| map.get("not"));
    schema == &Value::Bool(false) || excluded.is_some_and(is_anything)
}

fn rest(schema: &Schema<'_>, keyword: &str) -> Rest {
    let says = |test: fn(&Value) -> bool| schema.all(keyword).any(|(_, value)| test(value));
    if says(is_never) {
        // Nothing has to be avoided by whoever must not fit nothing.
        if keyword == "not" { Rest::Open } else { Rest::Closed }
    } else if says(|value| value.as_object().is_some_and(|map| !map.is_empty())) {
        Rest::Schema
    } else {
        Rest::Open
    }
}

/// The subschemas under a keyword where both sides write one down; `true` and `false` are none.
fn both_schemas<'a>(pair: &Pair<'_, 'a>, keyword: &str) -> Option<(Schema<'a>, Schema<'a>)> {
    let writes = |schema: &Schema<'_>| {
        rest(schema, keyword) != Rest::Closed && schema.all(keyword).any(|(_, value)| value.is_object())
    };
    if !writes(pair.base) || !writes(pair.revision) {
        return None;
    }
    let (base, revision) = pair.below(keyword);
    base.zip(revision)
}

fn rest_of(pair: &mut Pair<'_, '_>, keyword: &'static str) {
    if let Some((base, revision)) = both_schemas(pair, keyword) {
        pair.step(keyword.to_owned(), base, revision);
        return;
    }
    let (old, new) = (rest(pair.base, keyword), rest(pair.revision, keyword));
    if old == new {
        return;
    }
    let kind = match (&old, &new) {
        (_, Rest::Closed) => "additional-properties-closed",
        (Rest::Closed, _) => "additional-properties-opened",
        (Rest::Open, _) => "additional-properties-schema-added",
        _ => "additional-properties-schema-removed",
    };
    let (before, after) = (first(pair.base, keyword), first(pair.revision, keyword));
    pair.tell(kind, before, after);
}

fn first(schema: &Schema<'_>, keyword: &str) -> Value {
    schema.first(keyword).cloned().unwrap_or_default()
}

/// A keyword with one subschema: compared when both have it, otherwise added or removed.
fn subschema(pair: &mut Pair<'_, '_>, keyword: &'static str, added: &'static str, removed: &'static str) {
    if keyword == "unevaluatedItems"
        && (pair.base.first("items").is_some() || pair.revision.first("items").is_some())
    {
        return;
    }
    if let Some((base, revision)) = both_schemas(pair, keyword) {
        pair.step(keyword.to_owned(), base, revision).inverted = keyword == "not";
        return;
    }
    let (old, new) = (rest(pair.base, keyword), rest(pair.revision, keyword));
    match (&old, &new) {
        (old, new) if old == new => {}
        (Rest::Open, _) | (Rest::Schema, Rest::Closed) => {
            let after = first(pair.revision, keyword);
            let before = first(pair.base, keyword);
            pair.tell(added, before, after);
        }
        _ => {
            let (before, after) = (first(pair.base, keyword), first(pair.revision, keyword));
            pair.tell(removed, before, after);
        }
    }
}

fn condition(pair: &mut Pair<'_, '_>) {
    match pair.below("if") {
        (None, None) => {}
        (None, Some(_)) => {
            let after = first(pair.revision, "if");
            pair.tell("if-added", Value::Null, after);
        }
        (Some(_), None) => {
            let before = first(pair.base, "if");
            pair.tell("if-removed", before, Value::Null);
        }
        (Some(base), Some(revision)) => {
            if !pair.comparer.is_equivalent(&base, &revision) {
                let (before, after) = (first(pair.base, "if"), first(pair.revision, "if"));
                pair.tell("if-changed", before, after);
            }
        }
    }
}

fn dependent_required(pair: &mut Pair<'_, '_>) {
    let read = |schema: &Schema<'_>| -> BTreeMap<String, BTreeSet<String>> {
        let maps = schema.all("dependentRequired").filter_map(|(_, value)| value.as_object());
        let names = |list: &Value| {
            list.as_array()
                .into_iter()
                .flatten()
                .filter_map(|name| name.as_str().map(str::to_owned))
                .collect()
        };
        let all = maps.flatten().map(|(name, list)| (name.clone(), names(list)));
        all.filter(|(_, names): &(String, BTreeSet<String>)| !names.is_empty()).collect()
    };
    let (old, new) = (read(pair.base), read(pair.revision));
    let names: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
    for name in names {
        let list = |found: Option<&BTreeSet<String>>| {
            found.map_or(Value::Null, |names| names.iter().map(String::as_str).collect::<Vec<_>>().into())
        };
        let (before, after) = (old.get(name), new.get(name));
        let kind = match (before, after) {
            (Some(before), Some(after)) if before == after => continue,
            (Some(_), Some(_)) => "dependent-required-changed",
            (None, _) => "dependent-required-added",
            _ => "dependent-required-removed",
        };
        let effect = match (before, after) {
            (Some(before), Some(after)) if after.is_subset(before) => Some(Effect::Widens),
            (Some(before), Some(after)) if !before.is_subset(after) => Some(Effect::Both),
            _ => None,
        };
        let fact = pair.tell(kind, list(before), list(after));
        (fact.name, fact.effect) = (name.clone(), effect);
    }
}

fn prefix_items(pair: &mut Pair<'_, '_>) {
    let read = |schema: &Schema<'_>| -> usize {
        schema.all("prefixItems").filter_map(|(_, value)| value.as_array()).map(Vec::len).max().unwrap_or(0)
    };
    let (old, new) = (read(pair.base), read(pair.revision));
    for index in 0..old.max(new) {
        let base = position(&pair.comparer.base, pair.base, index);
        let revision = position(&pair.comparer.revision, pair.revision, index);
        match (&base, &revision) {
            (None, Some(_)) => {
                pair.tell("prefix-items-added", Value::Null, index.into()).name = index.to_string();
            }
            (Some(_), None) => {
                pair.tell("prefix-items-removed", index.into(), Value::Null).name = index.to_string();
            }
            _ => {}
        }
        let base = base.unwrap_or_else(|| elsewhere(&pair.comparer.base, pair.base));
        let revision = revision.unwrap_or_else(|| elsewhere(&pair.comparer.revision, pair.revision));
        pair.step(format!("prefixItems[{index}]"), base, revision);
    }
}

/// What a position without a schema of its own has to fit: `items`, or nothing.
fn elsewhere<'a>(reading: &Reading<'a>, schema: &Schema<'a>) -> Schema<'a> {
    below(reading, schema, "items").unwrap_or_else(|| {
        let mut anything = reading.conjunction([]);
        (anything.pointer, anything.place) = (schema.pointer.clone(), schema.place.clone());
        anything
    })
}

fn position<'a>(reading: &Reading<'a>, schema: &Schema<'a>, index: usize) -> Option<Schema<'a>> {
    let all: Vec<_> = schema
        .all("prefixItems")
        .filter_map(|(node, value)| {
            let at = node.pointer.join("prefixItems").join(index.to_string());
            Some((value.get(index)?, at, format!("{}/prefixItems/{index}", node.place)))
        })
        .collect();
    (!all.is_empty()).then(|| reading.conjunction(all))
}

fn content(pair: &mut Pair<'_, '_>) {
    for (keyword, kind) in
        [("contentMediaType", "content-media-type-changed"), ("contentEncoding", "content-encoding-changed")]
    {
        let (before, after) = (first(pair.base, keyword), first(pair.revision, keyword));
        if before != after {
            pair.tell(kind, before, after);
        }
    }
}

fn discriminator(pair: &mut Pair<'_, '_>) {
    let (old, new) = (first(pair.base, "discriminator"), first(pair.revision, "discriminator"));
    let name = |value: &Value| value.get("propertyName").cloned().unwrap_or_default();
    match (old.as_object(), new.as_object()) {
        (None, Some(_)) => {
            pair.tell("discriminator-added", Value::Null, name(&new));
        }
        (Some(_), None) => {
            pair.tell("discriminator-removed", name(&old), Value::Null);
        }
        (Some(before), Some(after)) => {
            if name(&old) != name(&new) {
                pair.tell("discriminator-property-name-changed", name(&old), name(&new));
            }
            mapping(pair, before, after);
        }
        (None, None) => {}
    }
}

fn mapping(pair: &mut Pair<'_, '_>, before: &Map<String, Value>, after: &Map<String, Value>) {
    let empty = Map::new();
    let read = |map: &Map<String, Value>| map.get("mapping").and_then(Value::as_object).cloned();
    let (old, new) = (read(before).unwrap_or_else(|| empty.clone()), read(after).unwrap_or(empty));
    let names: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
    for name in names {
        let (before, after) = (old.get(name), new.get(name));
        let kind = match (before, after) {
            (before, after) if before == after => continue,
            (None, _) => "discriminator-mapping-added",
            (_, None) => "discriminator-mapping-deleted",
            _ => "discriminator-mapping-changed",
        };
        let fact = pair.tell(kind, before.cloned().unwrap_or_default(), after.cloned().unwrap_or_default());
        fact.name.clone_from(name);
    }
}
