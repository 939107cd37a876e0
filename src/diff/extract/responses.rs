//! Responses: statuses, headers, media types, links.

use serde_json::Value;

use super::{At, Exchange, bodies, operation};
use crate::diff::change::Level;
use crate::diff::delta::Fact;
use crate::diff::schema::Wire;
use crate::diff::site::Site;

/// What a key under `responses` stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Status {
    Success,
    Other,
    Range,
    Default,
}

fn status(key: &str) -> Option<Status> {
    if key == "default" {
        return Some(Status::Default);
    }
    let first = key.chars().next().filter(|first| ('1'..='5').contains(first))?;
    match &key[1..] {
        "XX" | "xx" => Some(Status::Range),
        rest if rest.len() == 2 && rest.bytes().all(|byte| byte.is_ascii_digit()) => {
            Some(if first == '2' { Status::Success } else { Status::Other })
        }
        _ => None,
    }
}

/// The range that a status is in.
fn range(key: &str) -> String {
    format!("{}XX", key.get(..1).unwrap_or_default())
}

/// All facts about responses.
pub fn compare(exchange: &mut Exchange<'_, '_>) {
    let (base, revision) = operation::both(exchange);
    let mut old = base.entries(exchange.base_root(), "responses");
    let mut new = revision.entries(exchange.revision_root(), "responses");
    old.retain(|(key, _)| status(key).is_some());
    new.retain(|(key, _)| status(key).is_some());
    let mut pairs = Vec::new();
    take(&mut old, &mut new, &mut pairs, str::eq_ignore_ascii_case);
    take(&mut old, &mut new, &mut pairs, |one, other| {
        status(one) != status(other)
            && range(one) == range(other)
            && (one.ends_with("XX") || other.ends_with("XX"))
    });
    for ((name, one), (other_name, other)) in &pairs {
        if !name.eq_ignore_ascii_case(other_name) {
            let wider = status(other_name) == Some(Status::Range);
            let id = if wider { "response-status-generalized" } else { "response-status-specialized" };
            let fact =
                Fact::fixed(id, format!("{} {other_name}", exchange.key)).before(*name).after(*other_name);
            exchange.tell(fact.at(Some(&one.pointer), Some(&other.pointer)));
        }
        response(exchange, one, other, other_name);
    }
    for (name, at) in old {
        let fact = existence(name, false, &exchange.key).before(name);
        exchange.tell(fact.at(Some(&at.pointer), Some(&revision.pointer)));
    }
    for (name, at) in new {
        let fact = existence(name, true, &exchange.key).after(name);
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

fn existence(name: &str, added: bool, key: &str) -> Fact {
    let id = match (status(name), added) {
        (Some(Status::Success), true) => "response-success-status-added",
        (Some(Status::Success), false) => "response-success-status-removed",
        (Some(Status::Other), true) => "response-non-success-status-added",
        (Some(Status::Other), false) => "response-non-success-status-removed",
        (_, true) => "response-status-range-added",
        (_, false) => "response-status-range-removed",
    };
    let fact = Fact::fixed(id, format!("{key} {name}")).about(format!("response {name}"));
    match (id, name.starts_with('2')) {
        ("response-status-range-removed", true) => fact.level(Level::Breaking),
        ("response-status-range-removed", false) => fact.level(Level::Info),
        _ => fact,
    }
}

fn response<'a>(exchange: &mut Exchange<'_, 'a>, base: &At<'a>, revision: &At<'a>, name: &str) {
    if base.map == revision.map && exchange.comparer.same.maps(revision.map) {
        return;
    }
    let part = format!("response {name}");
    let kinds =
        [("description", "response-description-changed"), ("summary", "response-description-changed")];
    exchange.words(base, revision, &part, &kinds, "response-extension-changed");
    headers(exchange, base, revision, &part);
    bodies::media_types(exchange, base, revision, &part, &bodies::RESPONSE);
    links(exchange, base, revision, &part);
}

fn headers<'a>(exchange: &mut Exchange<'_, 'a>, base: &At<'a>, revision: &At<'a>, part: &str) {
    let mut old = base.entries(exchange.base_root(), "headers");
    let mut new = revision.entries(exchange.revision_root(), "headers");
    let mut pairs = Vec::new();
    take(&mut old, &mut new, &mut pairs, str::eq_ignore_ascii_case);
    for ((_, one), (name, other)) in &pairs {
        header(exchange, one, other, name, part);
    }
    for (name, at) in old {
        let id = if at.is_true("required") {
            "required-response-header-removed"
        } else {
            "optional-response-header-removed"
        };
        let fact = Fact::fixed(id, format!("{} header {name}", exchange.place(&revision.pointer, part)));
        let fact = fact.about(format!("`{name}` of {part}")).before(name);
        exchange.tell(fact.at(Some(&at.pointer), Some(&revision.pointer)));
    }
    for (name, at) in new {
        let fact = Fact::fixed(
            "response-header-added",
            format!("{} header {name}", exchange.place(&revision.pointer, part)),
        );
        let fact = fact.about(format!("`{name}` of {part}")).after(name);
        exchange.tell(fact.at(Some(&base.pointer), Some(&at.pointer)));
    }
}

fn header<'a>(exchange: &mut Exchange<'_, 'a>, base: &At<'a>, revision: &At<'a>, name: &str, part: &str) {
    let label = format!("{part} header {name}");
    let place = exchange.place(&revision.pointer, &label);
    let about = format!("`{name}` of {part}");
    let id = match (base.is_true("required"), revision.is_true("required")) {
        (false, true) => Some("response-header-became-required"),
        (true, false) => Some("response-header-became-optional"),
        _ => None,
    };
    if let Some(id) = id {
        let fact = Fact::fixed(id, place.clone()).about(about.clone());
        exchange.tell(fact.at(Some(&base.pointer), Some(&revision.pointer)));
    }
    let kinds =
        [("description", "response-header-description-changed"), ("example", "response-example-changed")];
    exchange.words(base, revision, &label, &kinds, "response-extension-changed");
    if let (Some(old), Some(new)) = (base.map.get("schema"), revision.map.get("schema")) {
        let at = (base.pointer.join("schema"), revision.pointer.join("schema"));
        let sites = (Site::ResponseHeader, Site::ResponseHeaderProperty);
        let wire = Wire { untyped: true, exploded: false };
        bodies::body(exchange, (old, at.0), (new, at.1), &place, &about, sites, wire);
    }
}

/// What a link does, without what it says to people.
fn leads(link: &Value) -> Value {
    let mut link = link.clone();
    if let Some(map) = link.as_object_mut() {
        map.retain(|key, _| key != "description" && !key.starts_with("x-"));
    }
    link
}

fn links(exchange: &mut Exchange<'_, '_>, base: &At<'_>, revision: &At<'_>, part: &str) {
    let old = base.map.get("links").and_then(Value::as_object);
    let new = revision.map.get("links").and_then(Value::as_object);
    let mut names: Vec<&String> = old.into_iter().chain(new).flat_map(serde_json::Map::keys).collect();
    names.sort_unstable();
    names.dedup();
    for name in names {
        let (before, after) = (old.and_then(|all| all.get(name)), new.and_then(|all| all.get(name)));
        let id = match (before, after) {
            (None, _) => "response-link-added",
            (_, None) => "response-link-removed",
            (Some(before), Some(after)) if leads(before) == leads(after) => continue,
            _ => "response-link-changed",
        };
        let fact = Fact::fixed(id, format!("{} link {name}", exchange.place(&revision.pointer, part)));
        let text = |value: Option<&Value>| value.map_or(Value::Null, |_| Value::from(name.as_str()));
        let fact = fact.about(part).named(name.as_str()).before(text(before)).after(text(after));
        exchange.told.facts.push(fact.at(Some(&base.pointer), Some(&revision.pointer)));
    }
}
