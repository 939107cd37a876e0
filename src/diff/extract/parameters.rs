//! Parameters: the effective list of both sides, and each parameter that stayed.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::{At, Exchange, lifecycle};
use crate::diff::align::Placed;
use crate::diff::delta::Fact;
use crate::diff::schema::{Top, Wire};
use crate::diff::site::Site;
use crate::openapi::operation::parameter_names;

/// A parameter of an operation.
struct Parameter<'a> {
    at: At<'a>,
    name: String,
    location: String,
    of_item: bool,
}

/// What tells parameters apart: where they stand, then the name; header names in lower case, path parameters by position.
type Key = (String, String);

/// The parameters in force: the path item's, overlaid by the operation's (OpenAPI 3.2, section 4.10.1).
fn effective<'a>(root: &'a Value, placed: &Placed<'a>) -> BTreeMap<Key, Parameter<'a>> {
    let names = parameter_names(&placed.path);
    let item_pointer = placed.operation.pointer.parent().unwrap_or_default();
    let mut all = BTreeMap::new();
    for (of_item, map, pointer) in [
        (true, placed.operation.item, &item_pointer),
        (false, placed.operation.value, &placed.operation.pointer),
    ] {
        let list = map.get("parameters").and_then(Value::as_array).into_iter().flatten();
        for (index, value) in list.enumerate() {
            let at = pointer.join("parameters").join(index.to_string());
            let Some(parameter) = read(root, value, at, of_item) else { continue };
            let position = names.iter().position(|name| *name == parameter.name);
            let name = match (parameter.location.as_str(), position) {
                ("path", Some(position)) => position.to_string(),
                ("header", _) => parameter.name.to_lowercase(),
                _ => parameter.name.clone(),
            };
            all.insert((parameter.location.clone(), name), parameter);
        }
    }
    all
}

fn read<'a>(
    root: &'a Value,
    value: &'a Value,
    at: crate::json::Pointer,
    of_item: bool,
) -> Option<Parameter<'a>> {
    let at = At::of(root, value, at)?;
    let text = |key: &str| at.map.get(key).and_then(Value::as_str).map(str::to_owned);
    let (name, location) = (text("name")?, text("in")?);
    Some(Parameter { at, name, location, of_item })
}

/// All facts about parameters.
pub fn compare(exchange: &mut Exchange<'_, '_>) {
    if are_unchanged(exchange) {
        return;
    }
    let old = effective(exchange.base_root(), exchange.base);
    let new = effective(exchange.revision_root(), exchange.revision);
    for (key, parameter) in &old {
        match new.get(key) {
            Some(other) => kept(exchange, parameter, other),
            None => removed(exchange, parameter),
        }
    }
    for parameter in new.iter().filter(|(key, _)| !old.contains_key(*key)).map(|(_, parameter)| parameter) {
        added(exchange, parameter);
    }
}

/// Whether both lists of parameters stand word for word on both sides, and under the same path.
fn are_unchanged(exchange: &Exchange<'_, '_>) -> bool {
    let (base, revision) = (exchange.base, exchange.revision);
    let lists = [
        (base.operation.item.get("parameters"), revision.operation.item.get("parameters")),
        (base.operation.value.get("parameters"), revision.operation.value.get("parameters")),
    ];
    base.path == revision.path
        && lists.into_iter().all(|lists| match lists {
            (None, None) => true,
            (Some(old), Some(new)) => exchange.comparer.same.values(old, new),
            _ => false,
        })
}

fn subject(parameter: &Parameter<'_>) -> String {
    format!("{} parameter `{}`", parameter.location, parameter.name)
}

/// Where a parameter came or went: in the operation, or in the path item for all of its operations.
fn place(exchange: &Exchange<'_, '_>, parameter: &Parameter<'_>) -> String {
    let part = format!("{}:{}", parameter.location, parameter.name);
    if parameter.of_item {
        format!("{} {part}", exchange.revision.path)
    } else {
        format!("{} {part}", exchange.key)
    }
}

fn removed(exchange: &mut Exchange<'_, '_>, parameter: &Parameter<'_>) {
    let Some((id, before)) = lifecycle::removed_parameter(&parameter.at, exchange.options()) else { return };
    let fact = Fact::fixed(id, place(exchange, parameter)).about(subject(parameter)).before(before);
    exchange.tell(fact.at(Some(&parameter.at.pointer), None));
}

fn added(exchange: &mut Exchange<'_, '_>, parameter: &Parameter<'_>) {
    let required = parameter.at.is_true("required");
    let id = match (parameter.location.as_str(), parameter.of_item, required) {
        ("path", ..) => "new-request-path-parameter",
        (_, true, true) => "new-required-request-default-parameter-to-existing-path",
        (_, true, false) => "new-optional-request-default-parameter-to-existing-path",
        (_, false, true) => "new-required-request-parameter",
        (_, false, false) => "new-optional-request-parameter",
    };
    let fact = Fact::fixed(id, place(exchange, parameter)).about(subject(parameter));
    exchange.tell(fact.at(None, Some(&parameter.at.pointer)));
}

fn kept<'a>(exchange: &mut Exchange<'_, 'a>, base: &Parameter<'a>, revision: &Parameter<'a>) {
    let part = format!("{}:{}", revision.location, revision.name);
    let place = exchange.place(&revision.at.pointer, &part);
    let about = subject(revision);
    let pointers = (base.at.pointer.clone(), revision.at.pointer.clone());
    let tell = |exchange: &mut Exchange<'_, 'a>, id: &'static str, before: Value, after: Value| {
        let fact = Fact::fixed(id, place.clone()).about(about.clone()).before(before).after(after);
        exchange.tell(fact.at(Some(&pointers.0), Some(&pointers.1)));
    };
    if base.location == "path" && base.name != revision.name {
        tell(exchange, "request-parameter-renamed", base.name.as_str().into(), revision.name.as_str().into());
    }
    let is_path = revision.location == "path";
    match (base.at.is_true("required") || is_path, revision.at.is_true("required") || is_path) {
        (false, true) => tell(exchange, "request-parameter-became-required", false.into(), true.into()),
        (true, false) => tell(exchange, "request-parameter-became-optional", true.into(), false.into()),
        _ => {}
    }
    for (id, before, after) in serialization(base, revision) {
        tell(exchange, id, before, after);
    }
    lifecycle::kept_parameter(exchange, &base.at, &revision.at, &about, &place);
    let kinds = [
        ("description", "request-parameter-description-changed"),
        ("example", "request-parameter-example-changed"),
        ("examples", "request-parameter-example-changed"),
    ];
    exchange.words(&base.at, &revision.at, &part, &kinds, "request-parameter-extension-changed");
    schemas(exchange, base, revision, &part);
}

/// How a parameter is written, with the defaults of its location (OpenAPI 3.2, section 4.12.2).
fn serialization(base: &Parameter<'_>, revision: &Parameter<'_>) -> Vec<(&'static str, Value, Value)> {
    let mut found = Vec::new();
    let style = |parameter: &Parameter<'_>| {
        let own = parameter.at.map.get("style").and_then(Value::as_str).map(str::to_owned);
        own.unwrap_or_else(|| default_style(&parameter.location).to_owned())
    };
    let (old, new) = (style(base), style(revision));
    if is_composite(base) || is_composite(revision) {
        if old != new {
            found.push(("request-parameter-style-changed", old.clone().into(), new.clone().into()));
        }
        let explode = |parameter: &Parameter<'_>, style: &str| {
            parameter.at.map.get("explode").and_then(Value::as_bool).unwrap_or(style == "form")
        };
        let (before, after) = (explode(base, &old), explode(revision, &new));
        if before != after && old == new {
            found.push(("request-parameter-explode-changed", before.into(), after.into()));
        }
    } else if old != new
        && (old.contains("matrix") || old.contains("label") || new == "matrix" || new == "label")
    {
        found.push(("request-parameter-style-changed", old.into(), new.into()));
    }
    for (key, id) in [
        ("allowReserved", "request-parameter-allow-reserved-changed"),
        ("allowEmptyValue", "request-parameter-allow-empty-value-changed"),
    ] {
        let (before, after) = (base.at.is_true(key), revision.at.is_true(key));
        if before != after {
            found.push((id, before.into(), after.into()));
        }
    }
    found
}

/// Whether the value is more than one text: then style and explode show on the wire.
fn is_composite(parameter: &Parameter<'_>) -> bool {
    let schema = parameter.at.map.get("schema").and_then(Value::as_object);
    let scalar = |schema: &Map<String, Value>| {
        schema.get("type").and_then(Value::as_str).is_some_and(|kind| !matches!(kind, "array" | "object"))
    };
    schema.is_some_and(|schema| !scalar(schema))
}

fn default_style(location: &str) -> &'static str {
    if matches!(location, "query" | "cookie") { "form" } else { "simple" }
}

/// A parameter's schema: its own, or that of its one media type.
fn schema_of<'a>(parameter: &Parameter<'a>) -> (Option<(&'a Value, crate::json::Pointer)>, Option<&'a str>) {
    let at = &parameter.at;
    if let Some(schema) = at.map.get("schema") {
        return (Some((schema, at.pointer.join("schema"))), None);
    }
    let content = at.map.get("content").and_then(Value::as_object);
    let Some((media, value)) = content.and_then(|content| content.iter().next()) else { return (None, None) };
    let pointer = at.pointer.join("content").join(media).join("schema");
    (value.get("schema").map(|schema| (schema, pointer)), Some(media))
}

fn schemas<'a>(exchange: &mut Exchange<'_, 'a>, base: &Parameter<'a>, revision: &Parameter<'a>, part: &str) {
    let ((old, old_media), (new, new_media)) = (schema_of(base), schema_of(revision));
    let place = exchange.place(&revision.at.pointer, part);
    let about = subject(revision);
    let fact = |id: &'static str| {
        let fact = Fact::fixed(id, place.clone()).about(about.clone());
        fact.at(Some(&base.at.pointer), Some(&revision.at.pointer))
    };
    if old_media != new_media && old.is_some() && new.is_some() {
        let name = |media: Option<&str>| Value::from(media.unwrap_or("plain text"));
        exchange.tell(
            fact("request-parameter-media-type-changed").before(name(old_media)).after(name(new_media)),
        );
    }
    let (Some((old, old_at)), Some((new, new_at))) = (&old, &new) else {
        let constrains = |schema: &Value| schema.as_object().is_some_and(|map| !map.is_empty());
        match (&old, &new) {
            (None, Some((schema, _))) if constrains(schema) => {
                exchange.tell(fact("request-parameter-schema-added"));
            }
            (Some((schema, _)), None) if constrains(schema) => {
                exchange.tell(fact("request-parameter-schema-removed"));
            }
            _ => {}
        }
        return;
    };
    let plain = new_media.is_none();
    let style = revision.at.map.get("style").and_then(Value::as_str).unwrap_or("form");
    let explode = revision.at.map.get("explode").and_then(Value::as_bool).unwrap_or(style == "form");
    let in_form = matches!(revision.location.as_str(), "query" | "cookie");
    let wire = Wire { untyped: plain, exploded: plain && in_form && style == "form" && explode };
    let below = if revision.location == "header" { Site::HeaderProperty } else { Site::ParameterProperty };
    let sites = (exchange.site(Site::Parameter), exchange.site(below));
    if exchange.comparer.same.values(old, new) {
        return;
    }
    exchange.told.tops.push(Top {
        base: exchange.comparer.base.schema(old, old_at.clone(), place.clone()),
        revision: exchange.comparer.revision.schema(new, new_at.clone(), place.clone()),
        sites,
        wire,
        always_sent: base.at.is_true("required") && revision.at.is_true("required"),
        about,
        joint: "of the",
    });
}
