//! Likely renames: something that went and something that came at the same place, with what speaks for their being one.
//!
//! A rename breaks as a removal does, so levels and ids stay; both changes get a comment that names the other.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use super::change::{Change, Level};
use crate::json::Pointer;
use crate::json::canonical::digest;
use crate::openapi::Document;

/// How alike two names must be where they stand for the same content.
const ALIKE: f64 = 0.45;

/// How alike two names must be where their content differs.
const NEARLY_EQUAL: f64 = 0.85;

/// Where more pairs are possible, only what holds the same is looked at, and where that is as many, nothing is: then whatever
/// looks like a rename may be an accident.
const MANY: usize = 10_000;

/// So much of a name is compared.
const MAX_NAME: usize = 100;

/// What went or came.
struct End {
    /// The change that tells of it; `None` for a component that came, which nobody tells of.
    change: Option<usize>,
    name: String,
    value: Value,
}

/// Notes on both sides of every likely rename.
pub fn mark(changes: &mut [Change], base: &[Document], revision: &[Document]) {
    let mut places: BTreeMap<String, (Vec<End>, Vec<End>)> = BTreeMap::new();
    for (index, change) in changes.iter().enumerate() {
        let Some((place, end, came)) = read(index, change, base, revision) else { continue };
        let (gone, new) = places.entry(place).or_default();
        if came { new.push(end) } else { gone.push(end) }
    }
    for (place, (_, new)) in &mut places {
        if let Some(service) = place.strip_prefix(COMPONENTS) {
            new.extend(new_schemas(service, base, revision));
        }
    }
    for (gone, new) in places.into_values() {
        for (one, other, why) in pairs(&gone, &new) {
            note(changes, one.change, format!("Probably renamed to `{}`: {why}.", other.name));
            note(changes, other.change, format!("Probably renamed from `{}`: {why}.", one.name));
        }
    }
}

fn note(changes: &mut [Change], index: Option<usize>, text: String) {
    if let Some(change) = index.and_then(|index| changes.get_mut(index)) {
        change.comment = Some(text);
    }
}

/// The start of places that hold components.
const COMPONENTS: &str = "components of ";

/// Where something stood, what it was, and whether it came.
fn read(
    index: usize,
    change: &Change,
    base: &[Document],
    revision: &[Document],
) -> Option<(String, End, bool)> {
    let (side, at, came) = match (&change.pointer.base, &change.pointer.revision) {
        (Some(at), None) => (base, at, false),
        (None, Some(at)) => (revision, at, true),
        _ => return None,
    };
    let value = || find(side, &change.service).and_then(|root| at.resolve(root)).cloned();
    let last = || at.tokens().last().cloned();
    let operation = || format!("{} {}", change.operation.as_deref()?, change.path.as_deref()?).into();
    let id = change.id.as_ref();
    let (place, name, value) = if id.contains("property")
        && (id.ends_with("removed") || id.contains("added") || id.starts_with("new-"))
    {
        let direction = id.trim_start_matches("new-required-").trim_start_matches("new-optional-");
        let direction = direction.split('-').next().unwrap_or_default();
        (format!("{} {direction} {}", change.service, at.parent()?), last()?, value()?)
    } else if id.starts_with("request-parameter-removed")
        || (id.starts_with("new-") && id.contains("-parameter"))
    {
        let value = value()?;
        let name = value.get("name")?.as_str()?.to_owned();
        let location = value.get("in")?.as_str()?.to_owned();
        let operation: Option<String> = operation();
        (format!("{location} {}", operation?), name, without(value, "name"))
    } else if id == "endpoint-added"
        || (id.starts_with("api-")
            && id.contains("removed")
            && change.level >= Level::Info
            && is_operation(at))
    {
        (format!("paths {}", change.operation.as_deref()?), change.path.clone()?, value()?)
    } else if id == "api-schema-removed" {
        (format!("{COMPONENTS}{}", change.service), last()?, value()?)
    } else {
        return None;
    };
    Some((place, End { change: Some(index), name, value: meaning(&value, false) }, came))
}

fn is_operation(at: &Pointer) -> bool {
    matches!(at.tokens(), [first, _, _] if first == "paths")
}

fn find<'a>(documents: &'a [Document], service: &str) -> Option<&'a Value> {
    let same = documents.iter().find(|document| document.name == service);
    same.or_else(|| documents.first().filter(|_| documents.len() == 1)).map(|document| &document.value)
}

fn without(mut value: Value, key: &str) -> Value {
    if let Some(map) = value.as_object_mut() {
        map.shift_remove(key);
    }
    value
}

/// Schemas of the components that only the revision has.
fn new_schemas(service: &str, base: &[Document], revision: &[Document]) -> Vec<End> {
    let read = |documents| -> Option<&Map<String, Value>> {
        find(documents, service)?.pointer("/components/schemas")?.as_object()
    };
    let (Some(old), Some(new)) = (read(base), read(revision)) else { return Vec::new() };
    new.iter()
        .filter(|(name, _)| !old.contains_key(*name))
        .map(|(name, value)| End { change: None, name: name.clone(), value: meaning(value, false) })
        .collect()
}

/// A value without what only people read; the names of properties and the like are kept.
fn meaning(value: &Value, names: bool) -> Value {
    const WORDS: [&str; 7] =
        ["description", "title", "summary", "example", "examples", "operationId", "tags"];
    const MAPS: [&str; 4] = ["properties", "patternProperties", "$defs", "dependentSchemas"];
    match value {
        Value::Object(map) => {
            let keeps = |key: &str| names || !(WORDS.contains(&key) || key.starts_with("x-"));
            let kept = map.iter().filter(|(key, _)| keeps(key));
            Value::Object(
                kept.map(|(key, value)| {
                    (key.clone(), meaning(value, !names && MAPS.contains(&key.as_str())))
                })
                .collect(),
            )
        }
        Value::Array(items) => items.iter().map(|item| meaning(item, false)).collect(),
        other => other.clone(),
    }
}

/// Pairs what is most alike first; each end once.
fn pairs<'e>(gone: &'e [End], new: &'e [End]) -> Vec<(&'e End, &'e End, String)> {
    let plain = |ends: &[End]| ends.iter().map(|end| plain(&end.name)).collect::<Vec<_>>();
    let (gone_names, new_names) = (plain(gone), plain(new));
    let mut scored = Vec::new();
    for (at, other_at) in candidates(gone, new) {
        let same = gone[at].value == new[other_at].value;
        let alike = strsim::normalized_levenshtein(&gone_names[at], &new_names[other_at]);
        if (same && (alike >= ALIKE || is_telling(&gone[at].value))) || alike >= NEARLY_EQUAL {
            scored.push((f64::from(u8::from(same)) + alike, at, other_at, same, alike));
        }
    }
    scored.sort_by(|one, other| other.0.total_cmp(&one.0).then((one.1, one.2).cmp(&(other.1, other.2))));
    let (mut left, mut right) = (BTreeSet::new(), BTreeSet::new());
    let mut found = Vec::new();
    for (_, at, other_at, same, alike) in scored {
        if left.contains(&at) || right.contains(&other_at) {
            continue;
        }
        left.insert(at);
        right.insert(other_at);
        found.push((&gone[at], &new[other_at], evidence(same, alike)));
    }
    found
}

/// The pairs that are looked at, by their places.
fn candidates(gone: &[End], new: &[End]) -> Vec<(usize, usize)> {
    let all = |left: &[usize], right: &[usize]| -> Vec<(usize, usize)> {
        left.iter().flat_map(|at| right.iter().map(|other| (*at, *other))).collect()
    };
    if gone.len() * new.len() <= MANY {
        let (left, right): (Vec<_>, Vec<_>) = ((0..gone.len()).collect(), (0..new.len()).collect());
        return all(&left, &right);
    }
    let mut contents: BTreeMap<String, (Vec<usize>, Vec<usize>)> = BTreeMap::new();
    for (at, end) in gone.iter().enumerate() {
        contents.entry(digest(&end.value)).or_default().0.push(at);
    }
    for (at, end) in new.iter().enumerate() {
        contents.entry(digest(&end.value)).or_default().1.push(at);
    }
    let few = contents.into_values().filter(|(left, right)| left.len() * right.len() <= MANY);
    few.flat_map(|(left, right)| all(&left, &right)).collect()
}

/// Whether a content is so much of its own that equality is no accident.
fn is_telling(value: &Value) -> bool {
    const TELLING: usize = 120;
    value.to_string().len() >= TELLING
}

fn evidence(same: bool, alike: f64) -> String {
    let content = if same { "what it holds is the same" } else { "what it holds differs" };
    if alike >= 1.0 {
        return format!("{content}, and the names differ only in case or in the signs between their words");
    }
    format!("{content}, and the names are {:.0} % alike", alike * 100.0)
}

/// A name without case and the signs between its words: what is compared of it, by how many letters differ.
fn plain(name: &str) -> String {
    let letters = name.chars().filter(|c| c.is_alphanumeric()).take(MAX_NAME);
    letters.collect::<String>().to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn ends(letter: char, value: &dyn Fn(usize) -> Value) -> Vec<End> {
        let end = |n: usize| End { change: None, name: format!("{letter}{n}"), value: value(n) };
        (0..5000).map(end).collect()
    }

    #[test]
    fn thousands_are_paired_by_what_they_hold() {
        let alike = |_: usize| json!({"type": "string"});
        assert!(candidates(&ends('a', &alike), &ends('b', &alike)).is_empty());
        let apart = |n: usize| json!({"maxLength": n});
        let expected: Vec<_> = (0..5000).map(|n| (n, n)).collect();
        let mut found = candidates(&ends('a', &apart), &ends('b', &apart));
        found.sort_unstable();
        assert_eq!(found, expected);
    }
}
