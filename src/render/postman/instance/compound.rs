//! Objects and arrays: which entries they get, and values for those.

use serde_json::{Map, Value};

use super::choose::{BUDGET, Chooser, Place, Style};
use super::pattern::{self, Pattern};
use super::schemas::property;
use super::shape::{Shape, lists, maps};
use crate::collections::HashMap;
use crate::json::{member, number};

/// Most items that are made for `minItems`, and most entries for `minProperties`.
const MAX_ITEMS: u64 = 64;

/// How many other values are tried for an item that must differ from those before it.
const MAX_TRIES: usize = 8;

impl<'a> Chooser<'_, 'a> {
    /// An object, or `None` when a required property has no value.
    pub(super) fn object(&self, shape: &Shape<'a>, style: Style, place: Place<'_>) -> Option<Value> {
        let parts = &shape.parts;
        let required = required_names(parts, style);
        let properties = properties(parts, &required);
        let mut map = Map::with_capacity(properties.len());
        for (name, below) in properties {
            let needed = required.contains(&name);
            let wanted = needed || (style == Style::Full && self.made.get() < BUDGET);
            let is_gone = |schema: &&'a Value| {
                self.schemas.hidden(schema, self.side)
                    || (!needed && is_deprecated(self.schemas.follow(schema)))
            };
            if !wanted || below.iter().any(is_gone) {
                continue;
            }
            let forced = shape.forced.iter().find(|(key, _)| *key == name);
            let forced = forced.map(|(_, text)| Value::from(text.as_str()));
            let below_place = Place { hint: name, depth: place.depth + 1, nth: place.nth };
            let value = forced
                .filter(|value| self.holds(&below, value))
                .or_else(|| self.entry(parts, below, below_place));
            match value {
                Some(value) => drop(map.insert(name.to_owned(), value)),
                None if needed => return None,
                None => {}
            }
        }
        self.add_entries(parts, style, place, &mut map);
        Some(Value::Object(map))
    }

    /// A property, by its own schemas, else by those of properties that are not named.
    fn entry(&self, parts: &[&'a Value], mut below: Vec<&'a Value>, place: Place<'_>) -> Option<Value> {
        if below.is_empty() {
            let matching = maps(parts, "patternProperties")
                .filter(|(pattern, _)| Pattern::compile(pattern).is_match(place.hint));
            below.extend(matching.map(|(_, schema)| schema));
        }
        if below.is_empty() {
            below.extend(schemas_of(parts, "additionalProperties"));
        }
        if below.is_empty() {
            return Some(Value::String(place.hint.to_owned()));
        }
        self.value(&below, place)
    }

    /// Entries of a map, and what `minProperties` asks for.
    fn add_entries(&self, parts: &[&'a Value], style: Style, place: Place<'_>, map: &mut Map<String, Value>) {
        let is_map = schemas_of(parts, "additionalProperties").next().is_some()
            || maps(parts, "patternProperties").next().is_some();
        let least = limits(parts, "minProperties").max().unwrap_or(0);
        let shown = u64::from(style == Style::Full && map.is_empty() && is_map);
        let wanted = least.max(shown).min(MAX_ITEMS);
        for nth in 0..2 * wanted {
            if map.len() as u64 >= wanted {
                break;
            }
            let nth = usize::try_from(nth).unwrap_or(0);
            let Some(name) = self.name_of_entry(parts, nth) else { break };
            let below = Place { hint: &name, depth: place.depth + 1, nth: 0 };
            if let Some(value) = self.entry(parts, Vec::new(), below) {
                map.insert(name, value);
            }
        }
    }

    /// The nth name that an entry without a schema of its own may have.
    fn name_of_entry(&self, parts: &[&'a Value], nth: usize) -> Option<String> {
        let usual = if nth == 0 { "key".to_owned() } else { format!("key{}", nth + 1) };
        let names: Vec<_> = schemas_of(parts, "propertyNames").collect();
        if !names.is_empty() {
            let parts = self.schemas.conjuncts(&names);
            let mut texts = super::text::texts(&parts, &usual, nth).map(Value::String);
            let made = texts.find(|text| self.holds(&names, text));
            let made = made.or_else(|| self.value(&names, Place { hint: "key", depth: 1, nth }));
            return made.as_ref().and_then(Value::as_str).map(str::to_owned);
        }
        let closed =
            parts.iter().any(|part| member(part, "additionalProperties") == Some(&Value::Bool(false)));
        let mut patterns = maps(parts, "patternProperties").map(|(pattern, _)| pattern).peekable();
        if patterns.peek().is_none() {
            return (!closed).then_some(usual);
        }
        patterns.find_map(|pattern| {
            let compiled = Pattern::compile(pattern);
            pattern::texts(pattern, nth).find(|text| !text.is_empty() && compiled.is_match(text))
        })
    }

    /// Arrays with as few items as are allowed but one, then with none.
    pub(super) fn arrays(&self, parts: &[&'a Value], place: Place<'_>) -> Vec<Value> {
        let least = limits(parts, "minItems").max().unwrap_or(0);
        let most = limits(parts, "maxItems").min().unwrap_or(u64::MAX);
        let prefix: Vec<_> = lists(parts, "prefixItems").collect();
        let contained: Vec<_> = schemas_of(parts, "contains").collect();
        let wanted = if contained.is_empty() {
            0
        } else {
            limits(parts, "minContains").max().unwrap_or(1).min(MAX_ITEMS)
        };
        let count = least.max(1).max(wanted + prefix.len() as u64).min(most).min(MAX_ITEMS);
        let count = usize::try_from(count).unwrap_or(1);
        let wanted = usize::try_from(wanted).unwrap_or(0);
        let unique = parts.iter().any(|part| member(part, "uniqueItems") == Some(&Value::Bool(true)));
        let mut items: Vec<Value> = Vec::new();
        for at in 0..count {
            let mut below: Vec<_> = match prefix.get(at) {
                Some(schema) => vec![*schema],
                None => schemas_of(parts, "items").collect(),
            };
            if at >= prefix.len() && at < prefix.len() + wanted {
                below.extend(&contained);
            }
            let item = Place { hint: singular(place.hint), depth: place.depth + 1, nth: place.nth + at };
            let mut tries =
                (0..MAX_TRIES).map(|more| self.item(&below, Place { nth: item.nth + more, ..item }));
            let made = if unique {
                tries.find(|made| {
                    made.as_ref().is_some_and(|made| !items.iter().any(|i| number::equal(i, made)))
                })
            } else {
                tries.next()
            };
            items.extend(made.flatten());
        }
        let mut made = vec![Value::Array(items)];
        if least == 0 && wanted == 0 {
            made.push(Value::Array(Vec::new()));
        }
        made
    }

    fn item(&self, below: &[&'a Value], place: Place<'_>) -> Option<Value> {
        if below.is_empty() {
            let text =
                if place.nth == 0 { "example".to_owned() } else { format!("example {}", place.nth + 1) };
            return Some(Value::String(text));
        }
        self.patch_operation(below, place).or_else(|| self.value(below, place))
    }
}

/// The names that must be there: those of `required`, and those that names which are there bring with them.
fn required_names<'a>(parts: &[&'a Value], style: Style) -> Vec<&'a str> {
    let mut required: Vec<&str> = lists(parts, "required").filter_map(Value::as_str).collect();
    let dependent: Vec<_> = maps(parts, "dependentRequired").collect();
    let declared =
        |name: &str| style == Style::Full && parts.iter().any(|part| property(part, name).is_some());
    loop {
        let before = required.len();
        for (name, others) in &dependent {
            if required.contains(&name.as_str()) || declared(name) {
                for other in others.as_array().into_iter().flatten().filter_map(Value::as_str) {
                    if !required.contains(&other) {
                        required.push(other);
                    }
                }
            }
        }
        if required.len() == before {
            return required;
        }
    }
}

/// The properties with their schemas, in the order of those; required ones without a schema last.
fn properties<'a>(parts: &[&'a Value], required: &[&'a str]) -> Vec<(&'a str, Vec<&'a Value>)> {
    let mut found: Vec<(&str, Vec<&Value>)> = Vec::new();
    let mut places = HashMap::default();
    let declared = maps(parts, "properties").map(|(name, schema)| (name.as_str(), Some(schema)));
    for (name, schema) in declared.chain(required.iter().map(|name| (*name, None))) {
        let at = *places.entry(name).or_insert(found.len());
        if at == found.len() {
            found.push((name, Vec::new()));
        }
        found[at].1.extend(schema);
    }
    found
}

/// The values of a keyword that are schemas and not a verdict.
fn schemas_of<'p, 'a: 'p>(parts: &'p [&'a Value], key: &'static str) -> impl Iterator<Item = &'a Value> + 'p {
    parts.iter().filter_map(move |part| member(part, key)).filter(|schema| schema.is_object())
}

fn limits<'p>(parts: &'p [&Value], key: &'static str) -> impl Iterator<Item = u64> + 'p {
    parts.iter().filter_map(move |part| member(part, key)?.as_u64())
}

fn is_deprecated(schema: &Value) -> bool {
    member(schema, "deprecated").and_then(Value::as_bool) == Some(true)
}

/// `spaceIds` as `spaceId`.
fn singular(hint: &str) -> &str {
    hint.strip_suffix('s').filter(|rest| !rest.is_empty() && !rest.ends_with('s')).unwrap_or(hint)
}
