//! Request bodies and the media types of bodies.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{At, Exchange, operation};
use crate::diff::change::Level;
use crate::diff::delta::Fact;
use crate::diff::schema::{Top, Wire};
use crate::diff::site::Site;

/// Where more pairs of media types are possible, those answer to each other that are called the same.
const MANY: usize = 10_000;

/// What the facts about media types are called in requests and responses.
pub struct Names {
    added: &'static str,
    removed: &'static str,
    changed: &'static str,
    generalized: &'static str,
    specialized: &'static str,
    schema_added: &'static str,
    schema_removed: &'static str,
    encoding: &'static str,
    example: &'static str,
    sites: (Site, Site),
}

const REQUEST: Names = Names {
    added: "request-body-media-type-added",
    removed: "request-body-media-type-removed",
    changed: "request-body-media-type-name-changed",
    generalized: "request-body-media-type-name-generalized",
    specialized: "request-body-media-type-name-specialized",
    schema_added: "request-body-media-type-schema-added",
    schema_removed: "request-body-media-type-schema-removed",
    encoding: "request-body-encoding-changed",
    example: "request-body-example-changed",
    sites: (Site::RequestBody, Site::RequestProperty),
};

/// The names in responses.
pub const RESPONSE: Names = Names {
    added: "response-media-type-added",
    removed: "response-media-type-removed",
    changed: "response-media-type-name-changed",
    generalized: "response-media-type-name-generalized",
    specialized: "response-media-type-name-specialized",
    schema_added: "response-body-media-type-schema-added",
    schema_removed: "response-body-media-type-schema-removed",
    encoding: "response-body-encoding-changed",
    example: "response-example-changed",
    sites: (Site::ResponseBody, Site::ResponseProperty),
};

/// All facts about request bodies.
pub fn request(exchange: &mut Exchange<'_, '_>) {
    let (base, revision) = operation::both(exchange);
    let old = base.child(exchange.base_root(), "requestBody");
    let new = revision.child(exchange.revision_root(), "requestBody");
    match (old, new) {
        (None, None) => {}
        (None, Some(new)) => {
            let id = if new.is_true("required") {
                "request-body-added-required"
            } else {
                "request-body-added-optional"
            };
            let fact = Fact::fixed(id, format!("{} request", exchange.key));
            exchange.tell(fact.at(Some(&base.pointer), Some(&new.pointer)));
        }
        (Some(old), None) => {
            let fact = Fact::fixed("request-body-removed", format!("{} request", exchange.key));
            exchange.tell(fact.at(Some(&old.pointer), Some(&revision.pointer)));
        }
        (Some(old), Some(new)) => {
            let id = match (old.is_true("required"), new.is_true("required")) {
                (false, true) => Some("request-body-became-required"),
                (true, false) => Some("request-body-became-optional"),
                _ => None,
            };
            if let Some(id) = id {
                let fact = Fact::fixed(id, exchange.place(&new.pointer, "request"));
                exchange.tell(fact.at(Some(&old.pointer), Some(&new.pointer)));
            }
            let kinds = [("description", "request-body-description-changed")];
            exchange.words(&old, &new, "request", &kinds, "api-extension-changed");
            media_types(exchange, &old, &new, "request", &REQUEST);
        }
    }
}

/// A media type with its parameters apart: `text/csv; charset=utf-8`.
fn essence(name: &str) -> String {
    name.split(';').next().unwrap_or(name).trim().to_lowercase()
}

/// Whether everything of the second media type is of the first: `application/json` holds `application/problem+json`,
/// `text/*` holds `text/csv`.
fn holds(wide: &str, narrow: &str) -> bool {
    let (Some((wide_type, wide_sub)), Some((narrow_type, narrow_sub))) =
        (wide.split_once('/'), narrow.split_once('/'))
    else {
        return false;
    };
    let below = wide_sub == "*" || narrow_sub.rsplit_once('+').is_some_and(|(_, suffix)| suffix == wide_sub);
    (wide_type == "*" || wide_type == narrow_type) && below && wide != narrow
}

/// Whether values are written as plain text, so that their types do not show.
fn is_untyped(media: &str) -> bool {
    let media = essence(media);
    !(media.ends_with("/json") || media.ends_with("+json") || media.contains("json") || media == "*/*")
}

/// Whether `encoding` means anything: for the fields of forms.
fn is_encoded(media: &str) -> bool {
    let media = essence(media);
    media.starts_with("multipart/") || media == "application/x-www-form-urlencoded"
}

/// Compares the content of two bodies.
pub fn media_types<'a>(
    exchange: &mut Exchange<'_, 'a>,
    base: &At<'a>,
    revision: &At<'a>,
    part: &str,
    names: &Names,
) {
    let mut old = base.entries(exchange.base_root(), "content");
    let mut new = revision.entries(exchange.revision_root(), "content");
    let mut pairs = Vec::new();
    take(&mut old, &mut new, &mut pairs, |one, other| one == other);
    if old.len() * new.len() <= MANY {
        take(&mut old, &mut new, &mut pairs, |one, other| essence(one) == essence(other));
        take(&mut old, &mut new, &mut pairs, |one, other| {
            holds(&essence(one), &essence(other)) || holds(&essence(other), &essence(one))
        });
    }
    for ((name, one), (other_name, other)) in &pairs {
        if name != other_name {
            renamed(exchange, (name, one), (other_name, other), part, names);
        }
        media_type(exchange, one, other, &format!("{part} {other_name}"), other_name, names);
    }
    for (name, at) in old {
        let fact = Fact::fixed(names.removed, format!("{} {name}", exchange.place(&revision.pointer, part)));
        let fact = fact.about(part).named(part).before(name);
        exchange.tell(fact.at(Some(&at.pointer), Some(&revision.pointer)));
    }
    for (name, at) in new {
        let fact = Fact::fixed(names.added, format!("{} {name}", exchange.place(&revision.pointer, part)));
        let fact = fact.about(part).named(part).after(name);
        exchange.tell(fact.at(Some(&base.pointer), Some(&at.pointer)));
    }
}

type Entry<'a> = (&'a str, At<'a>);

fn take<'a>(
    old: &mut Vec<Entry<'a>>,
    new: &mut Vec<Entry<'a>>,
    pairs: &mut Vec<(Entry<'a>, Entry<'a>)>,
    answers: impl Fn(&str, &str) -> bool,
) {
    let mut left = Vec::new();
    for one in old.drain(..) {
        match new.iter().position(|other| answers(one.0, other.0)) {
            Some(at) => pairs.push((one, new.remove(at))),
            None => left.push(one),
        }
    }
    *old = left;
}

fn renamed(
    exchange: &mut Exchange<'_, '_>,
    (old, base): (&str, &At<'_>),
    (new, revision): (&str, &At<'_>),
    part: &str,
    names: &Names,
) {
    let id = match (essence(old), essence(new)) {
        (old, new) if old == new => names.changed,
        (old, new) if holds(&new, &old) => names.generalized,
        _ => names.specialized,
    };
    let fact = Fact::fixed(id, exchange.place(&revision.pointer, &format!("{part} {new}")));
    let fact = fact.about(part).named(part).before(old).after(new);
    exchange.tell(fact.at(Some(&base.pointer), Some(&revision.pointer)));
}

fn media_type<'a>(
    exchange: &mut Exchange<'_, 'a>,
    base: &At<'a>,
    revision: &At<'a>,
    part: &str,
    media: &str,
    names: &Names,
) {
    let kinds = [("example", names.example), ("examples", names.example)];
    exchange.words(base, revision, part, &kinds, "api-extension-changed");
    if is_encoded(media) {
        encodings(exchange, base, revision, part, names);
    }
    for key in ["schema", "itemSchema"] {
        let place = exchange.place(&revision.pointer, &format!("{part} {key}"));
        let pointers = (base.pointer.join(key), revision.pointer.join(key));
        let fact = |id: &'static str| {
            let fact = Fact::fixed(id, place.clone()).about(part).named(media);
            fact.at(Some(&pointers.0), Some(&pointers.1))
        };
        match (base.map.get(key), revision.map.get(key)) {
            (None, Some(_)) => exchange.tell(fact(names.schema_added)),
            (Some(_), None) => exchange.tell(fact(names.schema_removed)),
            (Some(old), Some(new)) => {
                let wire = Wire { untyped: is_untyped(media), exploded: false };
                body(
                    exchange,
                    (old, pointers.0.clone()),
                    (new, pointers.1.clone()),
                    &place,
                    part,
                    names.sites,
                    wire,
                );
            }
            (None, None) => {}
        }
    }
}

/// Goes on to the schemas of a body or header.
pub fn body<'a>(
    exchange: &mut Exchange<'_, 'a>,
    (old, old_at): (&'a Value, crate::json::Pointer),
    (new, new_at): (&'a Value, crate::json::Pointer),
    place: &str,
    part: &str,
    sites: (Site, Site),
    wire: Wire,
) {
    if exchange.comparer.same.values(old, new) {
        return;
    }
    exchange.told.tops.push(Top {
        base: exchange.comparer.base.schema(old, old_at, place.to_owned()),
        revision: exchange.comparer.revision.schema(new, new_at, place.to_owned()),
        sites: (exchange.site(sites.0), exchange.site(sites.1)),
        wire,
        always_sent: false,
        about: part.to_owned(),
        joint: "of",
    });
}

/// The encodings of a form's fields (OpenAPI 3.2, section 4.15).
fn encodings(exchange: &mut Exchange<'_, '_>, base: &At<'_>, revision: &At<'_>, part: &str, names: &Names) {
    let read = |at: &At<'_>| -> BTreeMap<String, Value> {
        let map = at.map.get("encoding").and_then(Value::as_object).cloned().unwrap_or_default();
        map.into_iter().collect()
    };
    let (old, new) = (read(base), read(revision));
    let keys: std::collections::BTreeSet<&String> = old.keys().chain(new.keys()).collect();
    for key in keys.into_iter().filter(|key| old.get(*key) != new.get(*key)) {
        let value = |all: &BTreeMap<String, Value>| all.get(key).cloned().unwrap_or_default();
        let fact =
            Fact::fixed(names.encoding, exchange.place(&revision.pointer, &format!("{part} encoding {key}")));
        let fact = fact.about(part).named(key.as_str()).before(value(&old)).after(value(&new));
        let fact = if old.contains_key(key) { fact } else { fact.level(Level::Warning) };
        exchange.tell(fact.at(Some(&base.pointer), Some(&revision.pointer)));
    }
}
