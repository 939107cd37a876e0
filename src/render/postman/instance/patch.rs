//! Operations of a JSON Patch (RFC 6902) that could be meant: something that the resource has is replaced by a value that
//! it may have there.

use serde_json::{Map, Value};

use super::choose::{Chooser, Place};
use super::schemas::property;
use super::shape::lists;
use super::text::texts;
use crate::json::{self, member};

/// How many paths are looked at for one that the resource has.
const MAX_PATHS: usize = 24;

/// What is replaced first where any path is allowed.
const USUAL: [&str; 3] = ["name", "title", "description"];

/// What a patch is for.
#[derive(Clone, Copy)]
pub struct Resource<'a> {
    /// The schema of what is patched.
    pub schema: &'a Value,
    /// An example of it.
    pub sample: Option<&'a Value>,
}

impl<'a> Chooser<'_, 'a> {
    /// One operation, where the schemas of an array's items ask for such: those that the schemas give themselves stay.
    pub(super) fn patch_operation(&self, items: &[&'a Value], place: Place<'_>) -> Option<Value> {
        let parts = self.schemas.conjuncts(items);
        let has = |name: &str| parts.iter().any(|part| property(part, name).is_some());
        if !has("op") || !has("path") || !self.given(items, &parts, 0).is_empty() {
            return None;
        }
        let mut change = self.value(items, place)?.as_object()?.clone();
        change.shift_remove("from");
        change.insert("op".to_owned(), self.replacing(&parts));
        let asked = |name: &str| -> Vec<&'a Value> {
            let schemas: Vec<_> = parts.iter().filter_map(|part| property(part, name)).collect();
            self.schemas.conjuncts(&schemas)
        };
        let (path, value) = (asked("path"), asked("value"));
        let shows = |parts: &[&Value]| parts.iter().any(|part| member(part, "example").is_some());
        if !(shows(&path) && shows(&value)) {
            let paths = self.paths(&path, &change, place.nth);
            let known = paths.iter().find_map(|path| self.replacement(items, &change, path, place));
            let known = known.or_else(|| {
                let path = paths.first().filter(|_| !shows(&value))?;
                let hinted = hinted(path, place);
                let says =
                    value.iter().any(|part| part.as_object().is_some_and(|keywords| !keywords.is_empty()));
                let made = if says { self.value(&value, hinted) } else { None };
                let named = || texts(&[], hinted.hint, 0).next().map(Value::String);
                self.replaced(items, &change, path, made.or_else(named)?)
            });
            if known.is_some() {
                return known;
            }
            change.extend(paths.first().map(|path| ("path".to_owned(), Value::from(path.as_str()))));
        }
        let change = Value::Object(change);
        self.holds(items, &change).then_some(change)
    }

    /// `replace` as the schemas spell it, else what they list first.
    fn replacing(&self, parts: &[&'a Value]) -> Value {
        let schemas: Vec<_> = parts.iter().filter_map(|part| property(part, "op")).collect();
        let parts = self.schemas.conjuncts(&schemas);
        let words = || lists(&parts, "enum").filter(|word| word.is_string());
        let is_replace =
            |word: &&Value| word.as_str().is_some_and(|word| word.eq_ignore_ascii_case("replace"));
        words().find(is_replace).or_else(|| words().next()).cloned().unwrap_or_else(|| Value::from("replace"))
    }

    /// Where a patch may point: what its schema gives, else what was made when it is a pointer, else the properties of
    /// the resource. The nth of those that are listed comes first.
    fn paths(&self, parts: &[&'a Value], change: &Map<String, Value>, nth: usize) -> Vec<String> {
        let made = change.get("path").and_then(Value::as_str);
        let mut listed: Vec<_> = lists(parts, "enum").filter_map(Value::as_str).collect();
        let first = nth % listed.len().max(1);
        listed.rotate_left(first);
        let shown = parts.iter().any(|part| member(part, "example").is_some());
        match made {
            Some(path) if shown || (listed.is_empty() && path.starts_with('/')) => vec![path.to_owned()],
            _ if !listed.is_empty() => listed.into_iter().take(MAX_PATHS).map(str::to_owned).collect(),
            _ => self.properties().into_iter().take(MAX_PATHS).map(|name| format!("/{name}")).collect(),
        }
    }

    /// The properties of the resource that a client may write, the usual ones first.
    fn properties(&self) -> Vec<&'a str> {
        let parts = self.resource.and_then(|resource| self.branches(&[resource.schema]).into_iter().next());
        let maps = parts.iter().flatten().filter_map(|part| member(part, "properties")?.as_object());
        let open = maps.flat_map(Map::iter).filter(|(name, schema)| {
            !name.contains(['/', '~']) && name.as_str() != "id" && !self.schemas.hidden(schema, self.side)
        });
        let mut names: Vec<&str> = open.map(|(name, _)| name.as_str()).collect();
        if names.is_empty() {
            names.push(USUAL[0]);
        }
        names.sort_by_key(|name| USUAL.iter().position(|usual| usual == name).unwrap_or(USUAL.len()));
        names
    }

    /// The patch of a path of the resource: with what the example of the resource has there, else with a value of the
    /// schema that stands there.
    fn replacement(
        &self,
        items: &[&'a Value],
        change: &Map<String, Value>,
        path: &str,
        place: Place<'_>,
    ) -> Option<Value> {
        let resource = self.resource?;
        let segments: Vec<&str> = path.trim_start_matches('/').split('/').collect();
        let target = self.below(vec![resource.schema], &segments);
        if target.is_empty() {
            return None;
        }
        let sample = resource.sample.and_then(|sample| {
            segments.iter().try_fold(sample, |value, segment| match value {
                Value::Array(items) => items.first(),
                other => other.get(*segment),
            })
        });
        let sample = sample.filter(|value| !json::is_void(value) && self.holds(&target, value)).cloned();
        let made = || self.value(&target, hinted(path, place));
        let fits = |value: Value| self.replaced(items, change, path, value);
        sample.and_then(fits).or_else(|| made().and_then(fits))
    }

    /// A patch with this path and value, when it is valid.
    fn replaced(
        &self,
        items: &[&'a Value],
        change: &Map<String, Value>,
        path: &str,
        value: Value,
    ) -> Option<Value> {
        let mut change = change.clone();
        change.insert("path".to_owned(), Value::from(path));
        change.insert("value".to_owned(), value);
        let change = Value::Object(change);
        self.holds(items, &change).then_some(change)
    }

    /// The schemas of what stands below others, by the names of properties and the numbers of items.
    fn below(&self, schemas: Vec<&'a Value>, segments: &[&str]) -> Vec<&'a Value> {
        segments.iter().fold(schemas, |schemas, segment| {
            let is_item = *segment == "-" || segment.bytes().all(|byte| byte.is_ascii_digit());
            let step = |part: &&'a Value| {
                property(part, segment).or_else(|| member(part, "items").filter(|_| is_item))
            };
            // Of several branches, the first that has it.
            let found =
                self.branches(&schemas).into_iter().map(|parts| parts.iter().filter_map(step).collect());
            found.into_iter().find(|found: &Vec<_>| !found.is_empty()).unwrap_or_default()
        })
    }

    /// The schemas that hold together, for each way through their choices.
    fn branches(&self, schemas: &[&'a Value]) -> Vec<Vec<&'a Value>> {
        let shapes = self.schemas.shapes(self.schemas.conjuncts(schemas));
        shapes.into_iter().map(|shape| shape.parts).collect()
    }
}

/// A value is called as the last segment of its path is.
fn hinted<'h>(path: &'h str, place: Place<'_>) -> Place<'h> {
    let hint = path.rsplit('/').find(|segment| segment.len() > 1).unwrap_or("value");
    Place { hint, depth: place.depth + 1, nth: 0 }
}

#[cfg(test)]
#[path = "patch_tests.rs"]
mod tests;
