//! One value for a schema: its examples, its default, its first listed value, else one that is made; each only if it
//! is valid.

use std::cell::{Cell, RefCell};

use serde_json::{Map, Value};

use crate::json;

use super::schemas::{Schemas, Side, property};
use super::text;

/// Optional properties are shown down to this depth.
const SHOWN_DEPTH: usize = 3;

/// Nothing is made below this depth.
const MAX_DEPTH: usize = 16;

/// How many values one choice may make in all before optional properties are left out.
const BUDGET: usize = 120;

/// How many values one choice may make before it is given up: schemas can grow exponentially.
const HARD_BUDGET: usize = 4000;

/// How often overlapping branches are tried with other values.
const MAX_ROUNDS: usize = 6;

/// How many combinations of `oneOf` and `anyOf` branches are tried.
const MAX_SHAPES: usize = 16;

/// Chooses values for the schemas of one document that travel one way.
pub struct Chooser<'s, 'a> {
    schemas: &'s Schemas<'a>,
    side: Side,
    made: Cell<usize>,
    /// Whether every part is validated where it is made, and not only the whole.
    careful: Cell<bool>,
    open: RefCell<Vec<*const Value>>,
}

/// One branch taken at every `oneOf` and `anyOf`: what must hold then.
#[derive(Clone)]
struct Shape<'a> {
    parts: Vec<&'a Value>,
    /// Values that a discriminator asks for.
    forced: Vec<(&'a str, String)>,
}

/// How much of an object is shown.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Style {
    /// Optional properties too.
    Full,
    /// Only what is required.
    Required,
}

/// Where a value stands.
#[derive(Clone, Copy)]
struct Place<'h> {
    /// The name of the parameter or property.
    hint: &'h str,
    depth: usize,
    /// Which of several values that must differ.
    nth: usize,
}

impl<'s, 'a> Chooser<'s, 'a> {
    /// A chooser for values that travel this way.
    pub fn new(schemas: &'s Schemas<'a>, side: Side) -> Self {
        Self { schemas, side, made: Cell::new(0), careful: Cell::new(false), open: RefCell::default() }
    }

    /// A valid value, or `None` when none was found. `hint` is the name of what the value is for.
    pub fn choose(&self, schema: &'a Value, hint: &str) -> Option<Value> {
        // Nearly always the first of every part will do, and then one validation of the whole is enough.
        let quick = self.attempt(schema, hint, false).filter(|value| self.holds(&[schema], value));
        quick.or_else(|| self.attempt(schema, hint, true))
    }

    fn attempt(&self, schema: &'a Value, hint: &str, careful: bool) -> Option<Value> {
        self.made.set(0);
        self.careful.set(careful);
        self.open.borrow_mut().clear();
        self.value(&[schema], Place { hint, depth: 0, nth: 0 })
    }

    /// A value that is offered from outside, such as the example of a media type: without what does not travel this
    /// way, if it is valid then.
    pub fn accept(&self, schema: &'a Value, offered: &Value) -> Option<Value> {
        let pruned = self.schemas.pruned(&[schema], offered, self.side);
        self.schemas.valid(schema, &pruned, self.side).then_some(pruned)
    }

    fn value(&self, schemas: &[&'a Value], place: Place<'_>) -> Option<Value> {
        self.made.set(self.made.get() + 1);
        if place.depth > MAX_DEPTH || self.made.get() > HARD_BUDGET {
            return None;
        }
        let parts = self.schemas.conjuncts(schemas);
        if let Some(given) = self.given(schemas, &parts, place.nth) {
            return Some(given);
        }
        if parts.iter().any(|part| self.open.borrow().contains(&std::ptr::from_ref(*part))) {
            return None;
        }
        let before = self.open.borrow().len();
        self.open.borrow_mut().extend(parts.iter().map(|part| std::ptr::from_ref(*part)));
        let made = self.synthesise(schemas, parts, place);
        self.open.borrow_mut().truncate(before);
        made
    }

    fn holds(&self, schemas: &[&'a Value], value: &Value) -> bool {
        schemas.iter().all(|schema| self.schemas.valid(schema, value, self.side))
    }

    /// The nth of the values that the schemas themselves give and that is valid.
    fn given(&self, schemas: &[&'a Value], parts: &[&'a Value], nth: usize) -> Option<Value> {
        let one = |key: &'static str| parts.iter().filter_map(move |part| part.get(key));
        let many = |key: &'static str| one(key).filter_map(Value::as_array).flatten();
        let offered = one("example").chain(many("examples")).chain(one("const")).chain(one("default"));
        let telling = offered.filter(|value| !json::is_void(value)).chain(many("enum"));
        let mut valid: Vec<Value> = telling
            .map(|value| self.schemas.pruned(schemas, value, self.side))
            .filter(|value| self.holds(schemas, value))
            .take(nth + 1)
            .collect();
        // Fewer than asked for: begin again; whoever needs different values validates the whole.
        let at = nth % valid.len().max(1);
        (at < valid.len()).then(|| valid.swap_remove(at))
    }

    fn synthesise(&self, schemas: &[&'a Value], parts: Vec<&'a Value>, place: Place<'_>) -> Option<Value> {
        let shapes = self.shapes(parts);
        let styles: &[Style] =
            if place.depth < SHOWN_DEPTH { &[Style::Full, Style::Required] } else { &[Style::Required] };
        let rounds = if shapes.len() > 1 && place.depth < SHOWN_DEPTH {
            place.nth + MAX_ROUNDS
        } else {
            place.nth + 1
        };
        // Branches that overlap are told apart by other values than the first.
        for nth in place.nth..rounds {
            for shape in &shapes {
                for style in styles {
                    let made = self.build(shape, *style, Place { nth, ..place });
                    let trusted = !self.careful.get() && shapes.len() == 1;
                    if let Some(found) = made.into_iter().find(|value| trusted || self.holds(schemas, value))
                    {
                        return Some(found);
                    }
                }
            }
        }
        None
    }

    /// Every way through the choices, at most [`MAX_SHAPES`].
    fn shapes(&self, parts: Vec<&'a Value>) -> Vec<Shape<'a>> {
        let mut shapes = vec![Shape { parts: parts.clone(), forced: Vec::new() }];
        for part in parts {
            for key in ["oneOf", "anyOf"] {
                let Some(branches) = part.get(key).and_then(Value::as_array).filter(|list| !list.is_empty())
                else {
                    continue;
                };
                let taken = shapes
                    .iter()
                    .flat_map(|shape| branches.iter().map(|branch| self.with_branch(shape, part, branch)));
                shapes = taken.take(MAX_SHAPES).collect();
            }
        }
        shapes
    }

    fn with_branch(&self, shape: &Shape<'a>, owner: &'a Value, branch: &'a Value) -> Shape<'a> {
        let mut taken = shape.clone();
        for part in self.schemas.conjuncts(&[branch]) {
            // A choice within a branch: its first branch; the whole is validated afterwards.
            let inner = ["oneOf", "anyOf"].iter().find_map(|key| part.get(*key)?.as_array()?.first());
            taken.parts.push(part);
            taken.parts.extend(inner.into_iter().flat_map(|inner| self.schemas.conjuncts(&[inner])));
        }
        taken.forced.extend(discriminated(owner, branch));
        taken
    }

    fn build(&self, shape: &Shape<'a>, style: Style, place: Place<'_>) -> Vec<Value> {
        match type_of(&shape.parts) {
            Some("object") => self.object(shape, style, place).into_iter().collect(),
            Some("array") => self.arrays(&shape.parts, place),
            Some("string") => {
                text::texts(&shape.parts, place.hint, place.nth).into_iter().map(Value::String).collect()
            }
            Some("integer") => text::numbers(&shape.parts, true, place.nth),
            Some("number") => text::numbers(&shape.parts, false, place.nth),
            Some("boolean") => vec![Value::Bool(place.nth == 0), Value::Bool(place.nth != 0)],
            Some("null") => vec![Value::Null],
            _ if place.depth == 0 && place.hint.is_empty() => vec![Value::Object(Map::new())],
            _ => vec![Value::from("example"), Value::from(1), Value::Object(Map::new()), Value::Null],
        }
    }

    fn object(&self, shape: &Shape<'a>, style: Style, place: Place<'_>) -> Option<Value> {
        let parts = &shape.parts;
        let required: Vec<&str> = lists(parts, "required").filter_map(Value::as_str).collect();
        let mut map = Map::new();
        for name in property_names(parts, &required) {
            let below: Vec<_> = parts.iter().filter_map(|part| property(part, name)).collect();
            let needed = required.contains(&name);
            let gone = below.iter().any(|schema| {
                self.schemas.hidden(schema, self.side)
                    || (!needed && is_deprecated(self.schemas.follow(schema)))
            });
            let wanted = needed || (style == Style::Full && self.made.get() < BUDGET);
            if gone || !wanted {
                continue;
            }
            let forced = shape.forced.iter().find(|(key, _)| *key == name);
            let forced = forced.map(|(_, text)| Value::from(text.as_str()));
            let value = forced.filter(|value| self.holds(&below, value)).or_else(|| {
                self.entry(parts, below, Place { hint: name, depth: place.depth + 1, nth: place.nth })
            });
            match value {
                Some(value) => drop(map.insert(name.to_owned(), value)),
                None if needed => return None,
                None => {}
            }
        }
        self.add_entries(parts, style, place, &mut map);
        Some(Value::Object(map))
    }

    /// A property, by its own schemas or by those of properties that are not named.
    fn entry(&self, parts: &[&'a Value], mut below: Vec<&'a Value>, place: Place<'_>) -> Option<Value> {
        if below.is_empty() {
            let open = parts.iter().filter_map(|part| part.get("additionalProperties"));
            below.extend(open.filter(|schema| schema.is_object()));
        }
        if below.is_empty() {
            return Some(Value::String(place.hint.to_owned()));
        }
        self.value(&below, place)
    }

    /// Entries of a map, and what `minProperties` asks for.
    fn add_entries(&self, parts: &[&'a Value], style: Style, place: Place<'_>, map: &mut Map<String, Value>) {
        let schemas: Vec<_> = parts
            .iter()
            .filter_map(|part| part.get("additionalProperties"))
            .filter(|s| s.is_object())
            .collect();
        let least = parts.iter().filter_map(|part| part.get("minProperties")?.as_u64()).max().unwrap_or(0);
        let shown = u64::from(style == Style::Full && map.is_empty() && !schemas.is_empty());
        for nth in 1..=least.max(shown).min(20) {
            if map.len() as u64 >= least.max(shown) {
                break;
            }
            let name = if nth == 1 { "key".to_owned() } else { format!("key{nth}") };
            let below = Place { hint: &name, depth: place.depth + 1, nth: 0 };
            if let Some(value) = self.entry(parts, Vec::new(), below) {
                map.insert(name, value);
            }
        }
    }

    /// Arrays with as few items as are allowed but one, then with none.
    fn arrays(&self, parts: &[&'a Value], place: Place<'_>) -> Vec<Value> {
        let limits = |key: &'static str| parts.iter().filter_map(move |part| part.get(key)?.as_u64());
        let least = limits("minItems").max().unwrap_or(0);
        let most = limits("maxItems").min().unwrap_or(u64::MAX);
        let below: Vec<_> =
            parts.iter().filter_map(|part| part.get("items")).filter(|s| s.is_object()).collect();
        let prefix: Vec<_> = lists(parts, "prefixItems").collect();
        let count = usize::try_from(least.max(1).min(most).min(64)).unwrap_or(1).max(prefix.len());
        let mut items = Vec::new();
        for at in 0..count {
            let place = Place { hint: singular(place.hint), depth: place.depth + 1, nth: place.nth + at };
            let made = match prefix.get(at) {
                Some(schema) => self.value(&[schema], place),
                None if below.is_empty() => Some(Value::from("example")),
                None => patch_operation(&below, self, place).or_else(|| self.value(&below, place)),
            };
            items.extend(made);
        }
        let mut made = vec![Value::Array(items)];
        if least == 0 {
            made.push(Value::Array(Vec::new()));
        }
        made
    }
}

/// An operation of a JSON Patch (RFC 6902) that could be meant: replace something by something.
fn patch_operation<'a>(items: &[&'a Value], chooser: &Chooser<'_, 'a>, place: Place<'_>) -> Option<Value> {
    let parts = chooser.schemas.conjuncts(items);
    let has = |name: &str| parts.iter().any(|part| property(part, name).is_some());
    if !has("op") || !has("path") {
        return None;
    }
    let made = chooser.value(items, place)?;
    let mut patch = made.as_object()?.clone();
    let listed = parts
        .iter()
        .filter_map(|part| property(part, "path"))
        .any(|path| chooser.schemas.conjuncts(&[path]).iter().any(|path| path.get("enum").is_some()));
    patch.insert("op".to_owned(), Value::from("replace"));
    if !listed && patch.get("path").and_then(Value::as_str).is_none_or(|path| !path.starts_with('/')) {
        patch.insert("path".to_owned(), Value::from("/name"));
    }
    if has("value") && !patch.contains_key("value") {
        patch.insert("value".to_owned(), Value::from("Example name"));
    }
    patch.shift_remove("from");
    let patch = Value::Object(patch);
    chooser.holds(items, &patch).then_some(patch)
}

/// What a discriminator asks of a branch: the key of its mapping, else the name of its component
/// (OpenAPI 3.0, section 4.7.25).
fn discriminated<'a>(owner: &'a Value, branch: &'a Value) -> Option<(&'a str, String)> {
    let discriminator = owner.get("discriminator")?;
    let name = discriminator.get("propertyName")?.as_str()?;
    let target = branch.get("$ref")?.as_str()?;
    let component = target.rsplit('/').next()?;
    let mapping = discriminator.get("mapping").and_then(Value::as_object);
    let mapped = mapping.into_iter().flatten().find(|(_, to)| *to == target || *to == component);
    Some((name, mapped.map_or(component, |(key, _)| key.as_str()).to_owned()))
}

/// The type that the schemas name or imply.
fn type_of<'a>(parts: &[&'a Value]) -> Option<&'a str> {
    let named = parts.iter().find_map(|part| match part.get("type")? {
        Value::String(name) => Some(name.as_str()),
        Value::Array(names) => names
            .iter()
            .filter_map(Value::as_str)
            .find(|name| *name != "null")
            .or_else(|| names.first()?.as_str()),
        _ => None,
    });
    named.or_else(|| parts.iter().find_map(|part| implied(part)))
}

fn implied(part: &Value) -> Option<&'static str> {
    let keywords = part.as_object()?;
    let has = |keys: &[&str]| keys.iter().any(|key| keywords.contains_key(*key));
    match () {
        () if has(&["properties", "additionalProperties", "required", "minProperties"]) => Some("object"),
        () if has(&["items", "prefixItems", "minItems", "uniqueItems"]) => Some("array"),
        () if has(&["pattern", "minLength", "maxLength"]) => Some("string"),
        () if has(&["minimum", "maximum", "multipleOf"]) => Some("number"),
        () => keywords.get("format")?.as_str().map(|format| match format {
            "int32" | "int64" => "integer",
            "double" | "float" => "number",
            _ => "string",
        }),
    }
}

fn lists<'p, 'a: 'p>(parts: &'p [&'a Value], key: &'static str) -> impl Iterator<Item = &'a Value> + 'p {
    parts.iter().filter_map(move |part| part.get(key)?.as_array()).flatten()
}

/// The names in the order of the schemas, required ones without a schema last.
fn property_names<'a>(parts: &[&'a Value], required: &[&'a str]) -> Vec<&'a str> {
    let maps = parts.iter().filter_map(|part| part.get("properties")?.as_object());
    let mut names: Vec<&str> = Vec::new();
    let mut seen = std::collections::HashSet::new();
    for name in maps.flat_map(Map::keys).map(String::as_str).chain(required.iter().copied()) {
        if seen.insert(name) {
            names.push(name);
        }
    }
    names
}

fn is_deprecated(schema: &Value) -> bool {
    schema.get("deprecated").and_then(Value::as_bool) == Some(true)
}

/// `spaceIds` as `spaceId`.
fn singular(hint: &str) -> &str {
    hint.strip_suffix('s').filter(|rest| !rest.is_empty() && !rest.ends_with('s')).unwrap_or(hint)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn chosen(schema: &Value) -> Value {
        let root = json!({"openapi": "3.0.3", "components": {"schemas": {"S": schema,
            "Cat": {"type": "object", "required": ["kind"], "properties": {"kind": {"type": "string"}, "claws": {"type": "integer"}}},
            "Node": {"type": "object", "required": ["name"], "properties": {"name": {"type": "string"}, "next": {"$ref": "#/components/schemas/Node"}}}
        }}});
        let schemas = Schemas::of(&root);
        let schema = &root["components"]["schemas"]["S"];
        let value = Chooser::new(&schemas, Side::Request).choose(schema, "").expect("a value");
        assert!(schemas.valid(schema, &value, Side::Request), "{value}");
        value
    }

    #[test]
    fn example_before_default_before_listed_before_made() {
        assert_eq!(
            chosen(&json!({"type": "string", "example": "e", "default": "d", "enum": ["a", "d", "e"]})),
            "e"
        );
        assert_eq!(
            chosen(&json!({"type": "string", "example": "x", "default": "d", "enum": ["a", "d"]})),
            "d"
        );
        assert_eq!(chosen(&json!({"type": "string", "example": 1, "enum": ["a", "b"]})), "a");
        assert_eq!(chosen(&json!({"type": "string", "minLength": 4, "maxLength": 5})), "examp");
    }

    #[test]
    fn objects_leave_out_what_is_read_only_or_deprecated() {
        let value = chosen(&json!({"type": "object", "required": ["name", "id"], "properties": {
            "id": {"type": "string", "readOnly": true}, "name": {"type": "string"},
            "old": {"type": "string", "deprecated": true}, "count": {"type": "integer", "minimum": 3}}}));
        assert_eq!(value, json!({"name": "Example name", "count": 3}));
    }

    #[test]
    fn the_full_object_gives_way_to_the_required_one() {
        let value = chosen(
            &json!({"type": "object", "properties": {"a": {"type": "string"}, "b": {"type": "string"}},
            "required": ["a"], "not": {"required": ["b"]}}),
        );
        assert_eq!(value, json!({"a": "a"}));
    }

    #[test]
    fn exactly_one_branch_and_its_discriminator() {
        let value = chosen(
            &json!({"oneOf": [{"type": "string", "maxLength": 3}, {"type": "string", "minLength": 2}]}),
        );
        assert!(value.as_str().is_some_and(|text| text.len() < 2 || text.len() > 3), "{value}");
        let value = chosen(&json!({"oneOf": [{"$ref": "#/components/schemas/Cat"}],
            "discriminator": {"propertyName": "kind", "mapping": {"cat": "#/components/schemas/Cat"}}}));
        assert_eq!(value["kind"], "cat");
    }

    #[test]
    fn items_that_must_differ_do() {
        let value = chosen(
            &json!({"type": "array", "minItems": 3, "uniqueItems": true, "items": {"type": "string", "format": "uuid"}}),
        );
        assert_eq!(value.as_array().map(Vec::len), Some(3));
        chosen(&json!({"type": "array", "minItems": 2, "uniqueItems": true, "items": {"enum": ["a", "b"]}}));
    }

    #[test]
    fn a_patch_replaces_something() {
        let value = chosen(
            &json!({"type": "array", "items": {"type": "object", "required": ["op", "path"], "properties": {
            "op": {"type": "string", "enum": ["add", "replace"]}, "path": {"type": "string"}, "value": {}}}}),
        );
        assert_eq!(value, json!([{"op": "replace", "path": "/name", "value": "example"}]));
    }

    #[test]
    fn recursion_ends() {
        assert_eq!(chosen(&json!({"$ref": "#/components/schemas/Node"})), json!({"name": "Example name"}));
    }
}
