//! What a schema says to people, and its life: description, examples, extensions, deprecation, stability.

use serde_json::Value;

use super::{Local, Pair};
use crate::diff::policy::{Life, Sunset};
use crate::openapi::schema::Schema;

/// Keywords that other comparisons read, that are read with another one, or that mean nothing to a caller.
const KNOWN: [&str; 64] = [
    "$ref",
    "$id",
    "$schema",
    "$anchor",
    "$comment",
    "$defs",
    "definitions",
    "type",
    "format",
    "enum",
    "const",
    "nullable",
    "default",
    "maximum",
    "exclusiveMaximum",
    "minimum",
    "exclusiveMinimum",
    "multipleOf",
    "maxLength",
    "minLength",
    "pattern",
    "maxItems",
    "minItems",
    "uniqueItems",
    "maxContains",
    "minContains",
    "contains",
    "items",
    "prefixItems",
    "additionalItems",
    "unevaluatedItems",
    "maxProperties",
    "minProperties",
    "required",
    "properties",
    "patternProperties",
    "additionalProperties",
    "propertyNames",
    "unevaluatedProperties",
    "dependentRequired",
    "dependentSchemas",
    "dependencies",
    "allOf",
    "anyOf",
    "oneOf",
    "not",
    "if",
    "then",
    "else",
    "discriminator",
    "readOnly",
    "writeOnly",
    "xml",
    "externalDocs",
    "example",
    "examples",
    "deprecated",
    "title",
    "description",
    "contentMediaType",
    "contentEncoding",
    "contentSchema",
    "$vocabulary",
    "summary",
];

/// Compares what stands beside the constraints.
pub(super) fn compare(pair: &mut Pair<'_, '_>) {
    life(pair);
    for (keyword, kind) in [
        ("description", "description-changed"),
        ("title", "title-changed"),
        ("example", "example-changed"),
        ("examples", "example-changed"),
        ("externalDocs", "external-docs-changed"),
        ("xml", "xml-changed"),
    ] {
        changed(pair, keyword, kind);
    }
    unknown(pair);
}

fn changed<'p>(pair: &'p mut Pair<'_, '_>, keyword: &str, kind: &'static str) -> Option<&'p mut Local> {
    let (before, after) = (pair.base.first(keyword), pair.revision.first(keyword));
    if before == after {
        return None;
    }
    Some(pair.tell(kind, before.cloned().unwrap_or_default(), after.cloned().unwrap_or_default()))
}

/// Extensions, and keywords that nobody knows.
fn unknown(pair: &mut Pair<'_, '_>) {
    let mut keys: Vec<&String> = [pair.base, pair.revision]
        .into_iter()
        .flat_map(|schema| &schema.nodes)
        .flat_map(|node| node.map.keys())
        .collect();
    keys.sort_unstable();
    keys.dedup();
    let words = &pair.comparer.options.words;
    for key in keys {
        let told = KNOWN.contains(&key.as_str())
            || words.is_noise(key)
            || key == "x-extensible-enum"
            || [
                &words.deprecated,
                &words.sunset,
                &words.deprecation_notice,
                &words.stability,
                &words.constant,
            ]
            .into_iter()
            .any(|list| list.contains(key));
        if told {
            continue;
        }
        let kind = if key.starts_with("x-") { "extension-changed" } else { "unclassified-change" };
        if let Some(fact) = changed(pair, key, kind) {
            fact.name.clone_from(key);
        }
    }
}

fn life_of(pair: &Pair<'_, '_>, schema: &Schema<'_>) -> Life {
    let empty = serde_json::Map::new();
    let node = schema.nodes.iter().map(|node| node.map);
    let words = &pair.comparer.options.words;
    let all: Vec<Life> = node.map(|map| Life::of(map, words)).collect();
    all.iter()
        .find(|life| life.deprecated)
        .or_else(|| all.iter().find(|life| life.stability.is_some()))
        .or_else(|| all.first())
        .cloned()
        .unwrap_or_else(|| Life::of(&empty, words))
}

fn life(pair: &mut Pair<'_, '_>) {
    let (before, after) = (life_of(pair, pair.base), life_of(pair, pair.revision));
    if let (Some(old), Some(new)) = (before.rank(), after.rank())
        && old != new
        && old >= crate::diff::policy::rank(&pair.comparer.options.stability_level).unwrap_or(2)
    {
        let kind = if new < old { "stability-decreased" } else { "stability-increased" };
        pair.tell(kind, word(before.stability.as_ref()), word(after.stability.as_ref()));
    }
    match (before.deprecated, after.deprecated) {
        (false, true) => deprecated(pair, &after),
        (true, false) => {
            pair.tell("reactivated", Value::Bool(true), Value::Bool(false));
        }
        (true, true) => {
            let (old, new) = (notice(pair, pair.base), notice(pair, pair.revision));
            if old != new {
                pair.tell("deprecation-notice-changed", old.into(), new.into());
            }
        }
        (false, false) => {}
    }
}

/// Everything that is said about a deprecation.
fn notice(pair: &Pair<'_, '_>, schema: &Schema<'_>) -> String {
    let words = &pair.comparer.options.words;
    let said = words.sunset.iter().chain(&words.deprecation_notice).filter_map(|word| schema.first(word));
    said.map(|value| value.as_str().map_or_else(|| value.to_string(), str::to_owned))
        .collect::<Vec<_>>()
        .join("; ")
}

fn word(stability: Option<&String>) -> Value {
    stability.map_or_else(|| Value::from("stable"), |word| Value::from(word.as_str()))
}

fn deprecated(pair: &mut Pair<'_, '_>, life: &Life) {
    let options = pair.comparer.options;
    let days = life.notice_days(options);
    let kind = match life.sunset {
        Sunset::Unknown if days > 0 => "deprecated-sunset-missing",
        Sunset::Unknown => "deprecated",
        Sunset::Unreadable => "deprecated-sunset-invalid",
        Sunset::On(_) if days > 0 && life.is_too_soon(options) => "sunset-date-too-small",
        Sunset::On(_) => "deprecated-with-sunset",
    };
    pair.tell(kind, Value::Bool(false), life.sunset_text.clone());
}
