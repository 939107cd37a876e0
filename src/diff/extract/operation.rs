//! An operation as a whole: its names, tags, and what its extensions promise.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::{At, Exchange, Told, bodies, lifecycle, parameters, responses, security};
use crate::diff::align::Placed;
use crate::diff::delta::Fact;
use crate::diff::schema::Comparer;
use crate::json::Pointer;
use crate::openapi::operation;

/// Fields of an Operation Object that some comparison reads.
const KNOWN: [&str; 12] = [
    "tags",
    "summary",
    "description",
    "externalDocs",
    "operationId",
    "parameters",
    "requestBody",
    "responses",
    "callbacks",
    "deprecated",
    "security",
    "servers",
];

/// How deep callbacks of callbacks are followed.
const MAX_CALLBACKS: usize = 4;

/// Everything to tell about two operations.
pub fn compare<'a>(
    comparer: &Comparer<'a>,
    base: &Placed<'a>,
    revision: &Placed<'a>,
    key: String,
) -> Told<'a> {
    compare_at(comparer, base, revision, key, false, 0)
}

/// As [`compare`], for the operations of a webhook or callback.
pub fn compare_at<'a>(
    comparer: &Comparer<'a>,
    base: &Placed<'a>,
    revision: &Placed<'a>,
    key: String,
    outgoing: bool,
    depth: usize,
) -> Told<'a> {
    let mut exchange = Exchange { comparer, base, revision, outgoing, key, told: Told::default() };
    lifecycle::kept(&mut exchange);
    names(&mut exchange);
    promises(&mut exchange);
    security::of_operation(&mut exchange);
    parameters::compare(&mut exchange);
    bodies::request(&mut exchange);
    responses::compare(&mut exchange);
    unknown(&mut exchange);
    if depth < MAX_CALLBACKS {
        callbacks(&mut exchange, depth);
    }
    exchange.told
}

/// The two Operation Objects with their places.
pub fn both<'a>(exchange: &Exchange<'_, 'a>) -> (At<'a>, At<'a>) {
    let at =
        |placed: &Placed<'a>| At { map: placed.operation.value, pointer: placed.operation.pointer.clone() };
    (at(exchange.base), at(exchange.revision))
}

fn names(exchange: &mut Exchange<'_, '_>) {
    let (base, revision) = both(exchange);
    let place = exchange.key.clone();
    let (old, new) = (exchange.base.operation.id(), exchange.revision.operation.id());
    if old != new {
        let id = if old.is_some() { "api-operation-id-removed" } else { "api-operation-id-added" };
        let fact = Fact::fixed(id, place.clone()).at(Some(&base.pointer), Some(&revision.pointer));
        exchange.tell(
            fact.before(old.map_or(Value::Null, Value::from)).after(new.map_or(Value::Null, Value::from)),
        );
    }
    let tags = |map: &Map<String, Value>| -> BTreeSet<String> {
        let list = map.get("tags").and_then(Value::as_array).into_iter().flatten();
        list.filter_map(|tag| tag.as_str().map(str::to_owned)).collect()
    };
    let (old, new) = (tags(base.map), tags(revision.map));
    for tag in old.difference(&new) {
        let fact = Fact::fixed("api-tag-removed", place.clone()).before(tag.as_str());
        exchange.tell(fact.at(Some(&base.pointer), Some(&revision.pointer)));
    }
    for tag in new.difference(&old) {
        let fact = Fact::fixed("api-tag-added", place.clone()).after(tag.as_str());
        exchange.tell(fact.at(Some(&base.pointer), Some(&revision.pointer)));
    }
    let kinds = [
        ("summary", "api-summary-changed"),
        ("description", "api-description-changed"),
        ("externalDocs", "api-external-docs-changed"),
    ];
    exchange.words(&base, &revision, "", &kinds, "api-extension-changed");
}

/// Rate limits, permissions, visibility, what replaces it.
fn promises(exchange: &mut Exchange<'_, '_>) {
    let (base, revision) = both(exchange);
    let words = &exchange.options().words;
    let mut changed = Vec::new();
    for (list, id) in [
        (&words.permissions, "api-permissions-changed"),
        (&words.visibility, "api-visibility-changed"),
        (&words.replaced_by, "endpoint-replaced-by-changed"),
        (&words.rate_limit, ""),
    ] {
        for word in list {
            let (before, after) = (base.map.get(word), revision.map.get(word));
            if before != after {
                let id = if id.is_empty() { rate_limit(before, after) } else { id };
                changed.push((
                    id,
                    word,
                    before.cloned().unwrap_or_default(),
                    after.cloned().unwrap_or_default(),
                ));
            }
        }
    }
    for (id, word, before, after) in changed {
        let fact = Fact::fixed(id, exchange.key.clone()).named(word.as_str()).before(before).after(after);
        exchange.tell(fact.at(Some(&base.pointer), Some(&revision.pointer)));
    }
}

fn rate_limit(before: Option<&Value>, after: Option<&Value>) -> &'static str {
    let limit = |value: Option<&Value>| {
        let value = value?;
        value.as_f64().or_else(|| value.get("limit")?.as_f64())
    };
    match (limit(before), limit(after)) {
        (Some(old), Some(new)) if new < old => "api-rate-limit-lowered",
        (None, Some(_)) if before.is_none() => "api-rate-limit-lowered",
        (Some(old), Some(new)) if new > old => "api-rate-limit-raised",
        (Some(_), None) if after.is_none() => "api-rate-limit-raised",
        _ => "api-rate-limit-changed",
    }
}

/// Fields that no comparison reads.
fn unknown(exchange: &mut Exchange<'_, '_>) {
    let (base, revision) = both(exchange);
    let mut keys: Vec<&String> = base.map.keys().chain(revision.map.keys()).collect();
    keys.retain(|key| {
        !key.starts_with("x-")
            && !KNOWN.contains(&key.as_str())
            && base.map.get(*key) != revision.map.get(*key)
    });
    keys.sort_unstable();
    keys.dedup();
    for key in keys {
        let value = |map: &Map<String, Value>| map.get(key).cloned().unwrap_or_default();
        let fact = Fact::fixed("unclassified-change", exchange.key.clone()).named(key.as_str());
        let fact = fact.at(Some(&base.pointer), Some(&revision.pointer));
        exchange.tell(fact.before(value(base.map)).after(value(revision.map)));
    }
}

fn callbacks(exchange: &mut Exchange<'_, '_>, depth: usize) {
    let (base, revision) = both(exchange);
    let old = base.entries(exchange.base_root(), "callbacks");
    let new = revision.entries(exchange.revision_root(), "callbacks");
    for (name, at) in &old {
        if let Some((_, other)) = new.iter().find(|(other, _)| other == name) {
            callback(exchange, name, at, other, depth);
        } else {
            let fact = Fact::fixed("callback-removed", exchange.key.clone()).before(*name);
            exchange.told.facts.push(fact.at(Some(&at.pointer), None));
        }
    }
    for (name, at) in new.iter().filter(|(name, _)| old.iter().all(|(other, _)| other != name)) {
        let fact = Fact::fixed("callback-added", exchange.key.clone()).after(*name);
        exchange.told.facts.push(fact.at(None, Some(&at.pointer)));
    }
}

fn callback<'a>(exchange: &mut Exchange<'_, 'a>, name: &str, base: &At<'a>, revision: &At<'a>, depth: usize) {
    let old = expressions(exchange.base, exchange.base_root(), base);
    let new = expressions(exchange.revision, exchange.revision_root(), revision);
    for one in &old {
        let found =
            new.iter().find(|other| other.path == one.path && other.operation.method == one.operation.method);
        let key = format!("{} callback {name} {} {}", exchange.key, one.operation.method, one.path);
        if let Some(other) = found {
            let below = compare_at(exchange.comparer, one, other, key, !exchange.outgoing, depth + 1);
            exchange.told.facts.extend(below.facts);
            exchange.told.tops.extend(below.tops);
        } else {
            let fact = Fact::fixed("callback-removed", key).before(name);
            exchange.told.facts.push(fact.at(Some(&one.operation.pointer), None));
        }
    }
}

/// The operations of a callback, under the expressions that name their addresses.
fn expressions<'a>(placed: &Placed<'a>, root: &'a Value, callback: &At<'a>) -> Vec<Placed<'a>> {
    let mut all = Vec::new();
    for (path, value) in callback.map {
        let Some(item) = At::of(root, value, callback.pointer.join(path)) else { continue };
        all.extend(placed_at(placed, path, &item));
    }
    all
}

/// The operations of a path item that stands apart from `paths`.
pub fn placed_at<'a>(placed: &Placed<'a>, path: &'a str, item: &At<'a>) -> Vec<Placed<'a>> {
    let pointer: &Pointer = &item.pointer;
    operation::of_item(path, item.map, pointer)
        .into_iter()
        .map(|operation| Placed { operation, path: path.to_owned(), ..placed.clone() })
        .collect()
}
