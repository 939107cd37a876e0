//! The root of the result: who it is, which tags there are, and the record of what each source says about itself.

use indexmap::IndexMap;
use serde_json::{Map, Value, json};

use super::options::Options;
use super::report::Addition;
use super::rewrite::RECORD;
use super::source::Source;
use crate::json::{Pointer, number};
use crate::openapi::operation::Method;

/// `info`: what the configuration says; for a single source its own.
pub(super) fn info(sources: &[Source<'_>], options: &Options) -> Value {
    let mut info = match sources {
        [only] => only.root().get("info").and_then(Value::as_object).cloned().unwrap_or_default(),
        _ => Map::new(),
    };
    let mut set = |key: &str, wanted: Option<&String>, default: &str| {
        if let Some(text) = wanted.map(String::as_str).or((!default.is_empty()).then_some(default))
            && (wanted.is_some() || !info.contains_key(key))
        {
            info.insert(key.to_owned(), json!(text));
        }
    };
    set("title", options.title.as_ref(), "Consolidated API");
    set("version", options.version.as_ref(), "0.0.0");
    set("description", options.description.as_ref(), "");
    Value::Object(info)
}

/// What a source says about itself and has no other place in the result.
pub(super) fn record(source: &Source<'_>) -> Value {
    let rewriter = source.rewriter();
    let root = source.root();
    let mut out = Map::new();
    if let Some(version) = source.document.value.get("openapi") {
        out.insert("openapi".to_owned(), version.clone());
    }
    for (key, value) in root.as_object().into_iter().flatten() {
        if is_recorded(key) {
            out.insert(key.clone(), rewriter.node(value, crate::openapi::Kind::Data));
        }
    }
    for section in ["components", "paths"] {
        let extra = extra_fields(root.get(section), section == "components");
        if !extra.is_empty() {
            out.insert(section.to_owned(), rewriter.node(&Value::Object(extra), crate::openapi::Kind::Data));
        }
    }
    Value::Object(out)
}

/// Fields of a source's root that stand in its record: what it says about itself, extensions, and what no version of the
/// specification knows.
pub(super) fn is_recorded(key: &str) -> bool {
    !["openapi", "servers", "paths", "webhooks", "components", "security"].contains(&key)
}

/// Extensions of a map that otherwise holds what is merged, and sections of components that nobody knows.
fn extra_fields(map: Option<&Value>, components: bool) -> Map<String, Value> {
    let known = |key: &str| {
        let section = crate::openapi::grammar::COMPONENT_SECTIONS.iter().any(|(section, _)| *section == key);
        if components { section } else { !key.starts_with("x-") }
    };
    let all = map.and_then(Value::as_object).into_iter().flatten();
    all.filter(|(key, _)| !known(key)).map(|(key, value)| (key.clone(), value.clone())).collect()
}

/// The records of all sources under one field.
pub(super) fn records(sources: &[Source<'_>]) -> (String, Value) {
    let all: Map<String, Value> =
        sources.iter().map(|source| (source.name().to_owned(), record(source))).collect();
    (RECORD.to_owned(), Value::Object(all))
}

/// The root's tags: those of the sources in their order, then one a service, unless a tag has its name already.
///
/// A tag that sources describe differently stands once with all descriptions, each under its service; the record of each
/// source keeps its own.
pub(super) fn tags(sources: &[Source<'_>], added: &mut Vec<Addition>) -> Vec<Value> {
    let mut tags: IndexMap<&str, Vec<Described<'_>>> = IndexMap::new();
    for source in sources {
        for tag in source.root().get("tags").and_then(Value::as_array).into_iter().flatten() {
            if let (Some(tag), Some(name)) = (tag.as_object(), tag.get("name").and_then(Value::as_str)) {
                tags.entry(name).or_default().push((source.name(), tag));
            }
        }
    }
    let mut out: Vec<Value> = tags.values().map(|versions| one_tag(versions)).collect();
    for source in sources.iter().filter(|source| !tags.contains_key(source.name())) {
        added.push(Addition {
            pointer: Pointer::of(["tags", &out.len().to_string()]).to_string(),
            what: format!("the tag of the service `{}`", source.name()),
        });
        out.push(service_tag(source));
    }
    out
}

/// A tag of a service.
type Described<'a> = (&'a str, &'a Map<String, Value>);

fn one_tag(versions: &[Described<'_>]) -> Value {
    let (_, first) = versions[0];
    let mut tag = first.clone();
    for (_, other) in &versions[1..] {
        for (key, value) in *other {
            tag.entry(key.clone()).or_insert_with(|| value.clone());
        }
    }
    let description =
        |tag: &Map<String, Value>| tag.get("description").and_then(Value::as_str).map(str::to_owned);
    let mut texts: Vec<(&str, String)> = Vec::new();
    for (service, version) in versions {
        match description(version) {
            Some(text) if !texts.iter().any(|(_, known)| *known == text) => texts.push((service, text)),
            _ => {}
        }
    }
    if texts.len() > 1 {
        let joined: Vec<String> = texts.iter().map(|(service, text)| format!("{service}: {text}")).collect();
        tag.insert("description".to_owned(), json!(joined.join("\n\n")));
    }
    Value::Object(tag)
}

fn service_tag(source: &Source<'_>) -> Value {
    let mut tag = Map::new();
    tag.insert("name".to_owned(), json!(source.name()));
    let description = source.root().pointer("/info/description").filter(|text| text.is_string());
    if let Some(description) = description {
        tag.insert("description".to_owned(), description.clone());
    }
    if let Some(docs) = source.root().get("externalDocs") {
        tag.insert("externalDocs".to_owned(), docs.clone());
    }
    Value::Object(tag)
}

/// `x-tagGroups`: one group a service with the tags that its operations use.
pub(super) fn tag_groups(sources: &[Source<'_>]) -> Value {
    let groups = sources.iter().map(|source| {
        let mut tags: Vec<&Value> = Vec::new();
        for (_, item) in source.items("paths") {
            for (key, operation) in item.as_object().into_iter().flatten() {
                if Method::of_key(key).is_some() {
                    tags.extend(operation.get("tags").and_then(Value::as_array).into_iter().flatten());
                }
            }
        }
        let mut distinct: Vec<&Value> = Vec::new();
        for tag in tags {
            if !distinct.iter().any(|known| number::equal(known, tag)) {
                distinct.push(tag);
            }
        }
        json!({"name": source.name(), "tags": distinct})
    });
    Value::Array(groups.collect())
}
