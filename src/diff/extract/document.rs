//! What belongs to a whole document: its description, components, webhooks.

use serde_json::Value;

use super::{At, Told, operation, security};
use crate::diff::align::{Placed, Same};
use crate::diff::delta::Fact;
use crate::diff::schema::Comparer;
use crate::json::Pointer;
use crate::openapi::Document;
use crate::openapi::operation::{Operation, of_item};

/// All facts about two documents that are not about an operation under `paths`.
///
/// Names of components are told about when one document is compared with another; in a set of services they are an affair
/// of each service.
pub fn compare(base: &Document, revision: &Document, alone: bool) -> Vec<Fact> {
    let mut facts = info(&base.value, &revision.value);
    facts.extend(security::of_document(&base.value, &revision.value));
    facts.extend(security::schemes(&base.value, &revision.value));
    if alone {
        facts.extend(schemas(&base.value, &revision.value));
    }
    facts.extend(servers(&base.value, &revision.value));
    facts
}

fn info(base: &Value, revision: &Value) -> Vec<Fact> {
    let read = |root: &Value| root.get("info").and_then(Value::as_object).cloned().unwrap_or_default();
    let (old, new) = (read(base), read(revision));
    let mut keys: Vec<&String> = old.keys().chain(new.keys()).collect();
    keys.retain(|key| old.get(*key) != new.get(*key));
    keys.sort_unstable();
    keys.dedup();
    let fact = |key: &String| {
        let id = match key.as_str() {
            "title" => "api-title-changed",
            "version" => "api-version-changed",
            _ => "api-info-changed",
        };
        let value = |map: &serde_json::Map<String, Value>| map.get(key).cloned().unwrap_or_default();
        let at = Pointer::of(["info", key.as_str()]);
        let fact = Fact::fixed(id, format!("info/{key}")).named(key.as_str()).at(Some(&at), Some(&at));
        fact.before(value(&old)).after(value(&new))
    };
    keys.into_iter().map(fact).collect()
}

/// Schemas that are gone from the components, used or not.
fn schemas(base: &Value, revision: &Value) -> Vec<Fact> {
    let (old, left) = (base.pointer("/components/schemas"), revision.pointer("/components/schemas"));
    let names = old.and_then(Value::as_object).into_iter().flat_map(serde_json::Map::keys);
    let gone = names.filter(|name| left.is_none_or(|left| left.get(name.as_str()).is_none()));
    gone.map(|name| {
        let at = Pointer::of(["components", "schemas", name]);
        Fact::fixed("api-schema-removed", format!("#{at}")).before(name.as_str()).at(Some(&at), None)
    })
    .collect()
}

fn servers(base: &Value, revision: &Value) -> Vec<Fact> {
    let read = |root: &Value| -> Vec<String> {
        let list = root.get("servers").and_then(Value::as_array).into_iter().flatten();
        list.filter_map(|server| server.get("url")?.as_str().map(str::to_owned)).collect()
    };
    let (old, new) = (read(base), read(revision));
    let at = Pointer::of(["servers"]);
    let removed = old.iter().filter(|url| !new.contains(url));
    let added = new.iter().filter(|url| !old.contains(url));
    let removed =
        removed.map(|url| Fact::fixed("api-server-removed", format!("servers {url}")).before(url.as_str()));
    let added =
        added.map(|url| Fact::fixed("api-server-added", format!("servers {url}")).after(url.as_str()));
    removed.chain(added).map(|fact| fact.at(Some(&at), Some(&at))).collect()
}

/// Facts about webhooks, each with the operation that it is about, where both sides have it.
pub type Webhooks<'a> = Vec<(Option<Placed<'a>>, Told<'a>)>;

fn alone<'a>(fact: Fact) -> Told<'a> {
    Told { facts: vec![fact], tops: Vec::new() }
}

/// Everything to tell about the webhooks of two documents (OpenAPI 3.2, section 4.1.1).
pub fn webhooks<'a>(comparer: &Comparer<'a>, base: &'a Document, revision: &'a Document) -> Webhooks<'a> {
    let read = |document: &'a Document| {
        let root = At { map: document.value.as_object()?, pointer: Pointer::root() };
        Some(root.entries(&document.value, "webhooks"))
    };
    let (old, new) = (read(base).unwrap_or_default(), read(revision).unwrap_or_default());
    let mut facts = Vec::new();
    for (name, at) in &old {
        let Some((_, other)) = new.iter().find(|(other, _)| other == name) else {
            let fact = Fact::fixed("webhook-removed", format!("webhooks/{name}"));
            facts.push((None, alone(fact.before(*name).at(Some(&at.pointer), None))));
            continue;
        };
        facts.extend(webhook(comparer, name, (base, at), (revision, other)));
    }
    for (name, at) in new.iter().filter(|(name, _)| old.iter().all(|(other, _)| other != name)) {
        let fact = Fact::fixed("webhook-added", format!("webhooks/{name}"));
        facts.push((None, alone(fact.after(*name).at(None, Some(&at.pointer)))));
    }
    facts
}

fn webhook<'a>(
    comparer: &Comparer<'a>,
    name: &'a str,
    (base, old): (&'a Document, &At<'a>),
    (revision, new): (&'a Document, &At<'a>),
) -> Webhooks<'a> {
    let read = |document: &'a Document, at: &At<'a>| -> Vec<Placed<'a>> {
        let all: Vec<Operation<'a>> = of_item(name, at.map, &at.pointer);
        let placed =
            |operation| Placed { path: format!("webhook:{name}"), ..Placed::alone(document, operation) };
        all.into_iter().map(placed).collect()
    };
    let (old, new) = (read(base, old), read(revision, new));
    let mut facts = Vec::new();
    for one in &old {
        let same = new.iter().find(|other| other.operation.method == one.operation.method);
        let key = format!("webhook {name} {}", one.operation.method);
        if let Some(other) = same {
            let found = operation::compare_at(comparer, one, other, key, true, 0);
            facts.push((Some(other.clone()), found));
        } else {
            let fact = Fact::fixed("webhook-removed", key).before(name);
            facts.push((None, alone(fact.at(Some(&one.operation.pointer), None))));
        }
    }
    for one in new.iter().filter(|one| old.iter().all(|other| other.operation.method != one.operation.method))
    {
        let fact =
            Fact::fixed("webhook-added", format!("webhook {name} {}", one.operation.method)).after(name);
        facts.push((None, alone(fact.at(None, Some(&one.operation.pointer)))));
    }
    facts
}

/// What is to tell about the address of an operation that stayed.
pub fn address(base: &Placed<'_>, revision: &Placed<'_>, same: Same) -> Option<Fact> {
    let at = |placed: &Placed<'_>| placed.operation.pointer.clone();
    let fact = match same {
        Same::Address => return None,
        Same::Respelled => {
            let fact = Fact::fixed("api-path-respelled", "paths");
            fact.before("the path alone").after("a path behind a server")
        }
        Same::BasePath => Fact::fixed("api-base-path-changed", "servers")
            .before(base.base_path.as_str())
            .after(revision.base_path.as_str()),
    };
    Some(fact.at(Some(&at(base)), Some(&at(revision))))
}
