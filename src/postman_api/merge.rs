//! A rendered collection merged into the live one: structure from the render, people's work from what is live.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use super::essence;
use super::idmap::IdMap;
use crate::render::postman::{BEGIN, END};

/// What a merge makes and what it changes.
#[derive(Debug)]
pub struct Merged {
    /// The collection to write.
    pub collection: Value,
    /// Requests that are new, by method and path template.
    pub added: Vec<String>,
    /// Requests that differ.
    pub changed: Vec<String>,
    /// Requests of ours that go.
    pub removed: Vec<String>,
    /// Requests of people's own, which stay.
    pub kept: Vec<String>,
    /// How many requests of ours there were.
    pub known: usize,
    /// Whether anything differs at all.
    pub differs: bool,
}

/// By what a request is known whatever it is titled: method and path template with parameters blanked.
pub fn key_of(item: &Value) -> Option<String> {
    let request = item.get("request")?;
    let method = request.get("method").and_then(Value::as_str).unwrap_or("GET");
    let url = request.get("url")?;
    let raw = url.get("raw").unwrap_or(url).as_str()?;
    let path = raw.split(['?', '#']).next().unwrap_or_default();
    let path = match path.split_once("://") {
        Some((_, rest)) => rest.find('/').map_or("", |at| &rest[at..]),
        None => path.find('/').map_or("", |at| &path[at..]),
    };
    Some(format!("{method} {}", path.split('/').map(blanked).collect::<Vec<_>>().join("/")))
}

/// A segment of a path without the names of its variables: `:id` and `{{id}}` alone, or variables among other text.
fn blanked(segment: &str) -> String {
    if segment.starts_with(':') {
        return "{}".to_owned();
    }
    let mut out = String::new();
    let mut rest = segment;
    while let Some((before, after)) = rest.split_once("{{") {
        let Some((_, behind)) = after.split_once("}}") else { break };
        out.push_str(before);
        out.push_str("{}");
        rest = behind;
    }
    out + rest
}

/// Merges. With `prune`, requests that nobody knows go too.
pub fn merge(live: &Value, rendered: &Value, map: &IdMap, prune: bool) -> Merged {
    let mut before = BTreeMap::new();
    index(items(live), &mut before);
    let mut wanted = BTreeMap::new();
    index(items(rendered), &mut wanted);
    let mut work =
        Merge { map, prune, before: &before, wanted: &wanted, used: BTreeSet::new(), kept: Vec::new() };
    let mut collection = rendered.clone();
    let children = work.children(items(live), items(rendered));
    collection["item"] = Value::Array(children);
    keep_root(live, &mut collection);
    let kept = work.kept;
    let removed: Vec<String> = before.keys().filter(|key| !wanted.contains_key(*key)).cloned().collect();
    let removed: Vec<String> = removed.into_iter().filter(|key| !kept.contains(key)).collect();
    let mut after = BTreeMap::new();
    index(items(&collection), &mut after);
    let differs = |key: &&String| matches!((before.get(*key), after.get(*key)), (Some(a), Some(b)) if essence::digest(a) != essence::digest(b));
    Merged {
        added: wanted.keys().filter(|key| !before.contains_key(*key)).cloned().collect(),
        changed: wanted.keys().filter(differs).cloned().collect(),
        known: before.len() - kept.len(),
        differs: essence::digest(live) != essence::digest(&collection),
        removed,
        kept,
        collection,
    }
}

fn items(node: &Value) -> &[Value] {
    node.get("item").and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

fn is_folder(node: &Value) -> bool {
    node.get("item").is_some_and(Value::is_array)
}

fn word<'a>(node: &'a Value, key: &str) -> &'a str {
    node.get(key).and_then(Value::as_str).unwrap_or_default()
}

/// All requests below, by key; the first of twins counts.
pub fn index<'a>(nodes: &'a [Value], found: &mut BTreeMap<String, &'a Value>) {
    for node in nodes {
        if is_folder(node) {
            index(items(node), found);
        } else if let Some(key) = key_of(node) {
            found.entry(key).or_insert(node);
        }
    }
}

struct Merge<'a> {
    map: &'a IdMap,
    prune: bool,
    before: &'a BTreeMap<String, &'a Value>,
    wanted: &'a BTreeMap<String, &'a Value>,
    used: BTreeSet<String>,
    kept: Vec<String>,
}

impl Merge<'_> {
    /// The children of a folder: ours in the live order, new ones behind the sibling they follow, people's own last.
    fn children(&mut self, live: &[Value], rendered: &[Value]) -> Vec<Value> {
        let mut placed: Vec<(usize, usize, Value)> = Vec::new();
        let mut last = 0;
        for (at, node) in rendered.iter().enumerate() {
            let (found, merged) = if is_folder(node) {
                self.folder(live, node)
            } else {
                (place(live, node), self.request(node))
            };
            last = found.map_or(last, |at| at + 1);
            placed.push((found.map_or(last, |at| at + 1), at, merged));
        }
        placed.sort_by_key(|(live, rendered, _)| (*live, *rendered));
        let mut children: Vec<Value> = placed.into_iter().map(|(.., node)| node).collect();
        for node in live {
            let matched = is_folder(node) && rendered.iter().any(|other| same_folder(node, other));
            if !matched {
                children.extend(self.own(node));
            }
        }
        children
    }

    fn folder(&mut self, live: &[Value], node: &Value) -> (Option<usize>, Value) {
        let at = live.iter().position(|other| is_folder(other) && same_folder(other, node));
        let empty = Value::Null;
        let known = at.map_or(&empty, |at| &live[at]);
        let mut merged = node.clone();
        adopt_id(known, &mut merged);
        for key in ["description", "auth"] {
            if merged.get(key).is_none() && known.get(key).is_some_and(|value| !value.is_null()) {
                merged[key] = known[key].clone();
            }
        }
        merge_events(known, &mut merged);
        merged["item"] = Value::Array(self.children(items(known), items(node)));
        (at, merged)
    }

    fn request(&mut self, node: &Value) -> Value {
        let mut merged = node.clone();
        let known = key_of(node).and_then(|key| self.before.get(&key).copied());
        let Some(known) = known.filter(|known| self.used.insert(word(known, "id").to_owned())) else {
            return merged;
        };
        adopt_id(known, &mut merged);
        merge_events(known, &mut merged);
        let responses = merge_responses(known, node, self.map);
        merged["response"] = Value::Array(responses);
        merged
    }

    /// What of a live node is people's own: all that this program neither wants nor ever wrote.
    fn own(&mut self, node: &Value) -> Option<Value> {
        if is_folder(node) {
            let inside: Vec<Value> = items(node).iter().filter_map(|child| self.own(child)).collect();
            let empty_by_choice = items(node).is_empty() && !self.map.owns(word(node, "id"));
            if inside.is_empty() && !empty_by_choice {
                return None;
            }
            let mut kept = node.clone();
            kept["item"] = Value::Array(inside);
            return Some(kept);
        }
        let key = key_of(node).unwrap_or_default();
        let id = word(node, "id");
        let is_twin = self.before.get(&key).is_some_and(|first| word(first, "id") != id);
        let is_wanted = self.wanted.contains_key(&key) && !is_twin;
        if is_wanted || self.prune || self.map.owns(id) || self.map.requests.contains_key(&key) {
            return None;
        }
        if !is_twin {
            self.kept.push(key);
        }
        Some(node.clone())
    }
}

/// Whether two nodes are one folder: the same id, or the same name at the same place.
pub fn same_folder(a: &Value, b: &Value) -> bool {
    is_folder(a) && is_folder(b) && (word(a, "id") == word(b, "id") || word(a, "name") == word(b, "name"))
}

fn place(live: &[Value], node: &Value) -> Option<usize> {
    let key = key_of(node)?;
    live.iter().position(|other| !is_folder(other) && key_of(other).as_ref() == Some(&key))
}

fn adopt_id(known: &Value, merged: &mut Value) {
    if let Some(id) = known.get("id").filter(|id| id.is_string()) {
        merged["id"] = id.clone();
    }
}

/// Whether two saved responses are one: the same id, or the same name and status.
pub fn same_response(a: &Value, b: &Value) -> bool {
    word(a, "id") == word(b, "id") || (word(a, "name") == word(b, "name") && a.get("code") == b.get("code"))
}

/// Saved responses of ours with their live ids, then people's own.
fn merge_responses(known: &Value, node: &Value, map: &IdMap) -> Vec<Value> {
    let list = |node: &Value| node.get("response").and_then(Value::as_array).cloned().unwrap_or_default();
    let (live, rendered) = (list(known), list(node));
    let mut merged: Vec<Value> = rendered
        .iter()
        .map(|ours| {
            let mut ours = ours.clone();
            if let Some(theirs) = live.iter().find(|theirs| same_response(theirs, &ours)) {
                adopt_id(theirs, &mut ours);
            }
            ours
        })
        .collect();
    let own = live.into_iter().filter(|theirs| {
        !map.owns(word(theirs, "id")) && !rendered.iter().any(|ours| same_response(theirs, ours))
    });
    merged.extend(own);
    merged
}

/// Scripts: ours between its two lines, people's around it and everywhere else.
fn merge_events(known: &Value, merged: &mut Value) {
    let list = |node: &Value| node.get("event").and_then(Value::as_array).cloned().unwrap_or_default();
    let mut events = list(merged);
    for theirs in list(known) {
        let lines = lines(&theirs);
        let around = without_ours(&lines);
        if let Some(ours) = events.iter_mut().find(|ours| word(ours, "listen") == word(&theirs, "listen")) {
            let own = self::lines(ours);
            if let Some(id) = theirs.get("script").and_then(|script| script.get("id")) {
                ours["script"]["id"] = id.clone();
            }
            let all = around.0.into_iter().chain(own).chain(around.1);
            ours["script"]["exec"] = all.map(Value::from).collect();
            continue;
        }
        let rest: Vec<String> = around.0.into_iter().chain(around.1).collect();
        if rest.iter().any(|line| !line.trim().is_empty()) {
            let mut kept = theirs.clone();
            kept["script"]["exec"] = rest.into_iter().map(Value::from).collect();
            events.push(kept);
        }
    }
    if !events.is_empty() {
        merged["event"] = Value::Array(events);
    }
}

fn lines(event: &Value) -> Vec<String> {
    match event.get("script").and_then(|script| script.get("exec")) {
        Some(Value::Array(lines)) => lines.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
        Some(Value::String(text)) => text.lines().map(str::to_owned).collect(),
        _ => Vec::new(),
    }
}

/// The lines before and behind the part of ours.
fn without_ours(lines: &[String]) -> (Vec<String>, Vec<String>) {
    let begin = lines.iter().position(|line| line.trim() == BEGIN);
    let end = lines.iter().rposition(|line| line.trim() == END);
    match (begin, end) {
        (Some(begin), Some(end)) if begin < end => (lines[..begin].to_vec(), lines[end + 1..].to_vec()),
        _ => (Vec::new(), lines.to_vec()),
    }
}

/// The root: people's values of variables and their scripts.
fn keep_root(live: &Value, collection: &mut Value) {
    merge_events(live, collection);
    if let Some(id) = live.get("info").and_then(|info| info.get("_postman_id")) {
        collection["info"]["_postman_id"] = id.clone();
    }
    let list = |node: &Value| node.get("variable").and_then(Value::as_array).cloned().unwrap_or_default();
    let theirs = list(live);
    let mut variables = list(collection);
    for ours in &mut variables {
        if let Some(value) =
            theirs.iter().find(|other| word(other, "key") == word(ours, "key")).and_then(|v| v.get("value"))
        {
            ours["value"] = value.clone();
        }
    }
    let own = theirs
        .into_iter()
        .filter(|other| !variables.iter().any(|ours| word(ours, "key") == word(other, "key")));
    let own: Vec<Value> = own.map(|variable| only(&variable, &["key", "value", "type"])).collect();
    variables.extend(own);
    collection["variable"] = Value::Array(variables);
}

fn only(value: &Value, keys: &[&str]) -> Value {
    let kept = keys.iter().filter_map(|key| Some(((*key).to_owned(), value.get(key)?.clone())));
    Value::Object(kept.collect::<Map<_, _>>())
}
