//! Types, formats, nullability, enumerations and constants.

use serde_json::Value;

use super::{Comparer, Pair};
use crate::collections::HashSet;
use crate::diff::check::Flags;
use crate::diff::delta::{Fact, What};
use crate::json::number::Decimal;
use crate::json::{canonical, number};
use crate::openapi::schema::{Reading, Schema, Types};

/// How one set of values lies beside another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Relation {
    Equal,
    Wider,
    Narrower,
    Other,
}

impl Relation {
    fn of_sets(wider: bool, narrower: bool) -> Self {
        match (wider, narrower) {
            (true, true) => Self::Equal,
            (true, false) => Self::Wider,
            (false, true) => Self::Narrower,
            (false, false) => Self::Other,
        }
    }

    fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::Equal, one) | (one, Self::Equal) => one,
            (one, other) if one == other => one,
            _ => Self::Other,
        }
    }
}

/// Formats that say which values fit, each with those that it holds.
const FORMATS: [(&str, &[&str]); 30] = [
    ("int32", &[]),
    ("int64", &["int32"]),
    ("bigint", &["int32", "int64"]),
    ("float", &[]),
    ("double", &["float"]),
    ("decimal", &["float", "double"]),
    ("byte", &[]),
    ("binary", &[]),
    ("date", &[]),
    ("time", &[]),
    ("date-time", &[]),
    ("duration", &[]),
    ("email", &[]),
    ("idn-email", &["email"]),
    ("hostname", &[]),
    ("idn-hostname", &["hostname"]),
    ("ipv4", &[]),
    ("ipv6", &[]),
    ("uri", &[]),
    ("url", &[]),
    ("uri-reference", &["uri"]),
    ("iri", &["uri"]),
    ("iri-reference", &["uri", "iri", "uri-reference"]),
    ("uri-template", &[]),
    ("uuid", &[]),
    ("json-pointer", &[]),
    ("relative-json-pointer", &[]),
    ("regex", &[]),
    ("char", &[]),
    ("base64url", &[]),
];

/// Compares the values that fit; says whether the two have a type in common, so that it makes sense to go on.
pub(super) fn compare(pair: &mut Pair<'_, '_>, untyped: bool) -> bool {
    nullability(pair);
    let go_on = types(pair, untyped);
    listed_values(pair);
    open_values(pair);
    defaults(pair);
    go_on
}

fn nullability(pair: &mut Pair<'_, '_>) {
    let (base, revision) = (&pair.comparer.base, &pair.comparer.revision);
    let free = |reading: &Reading<'_>, schema: &Schema<'_>| {
        reading.effective_types(schema) == Types::ANY && schema.all("enum").next().is_none()
    };
    if free(base, pair.base) || free(revision, pair.revision) {
        return;
    }
    match (base.is_nullable(pair.base), revision.is_nullable(pair.revision)) {
        (false, true) => pair.tell("became-nullable", Value::Bool(false), Value::Bool(true)),
        (true, false) => pair.tell("became-not-nullable", Value::Bool(true), Value::Bool(false)),
        _ => return,
    };
}

fn types(pair: &mut Pair<'_, '_>, untyped: bool) -> bool {
    let (old, new) = compared_types(pair);
    let listed = is_listed(pair.base) || is_listed(pair.revision);
    let (before, after) = (described(old, pair.base), described(new, pair.revision));
    if listed && old != new {
        if !new.without(old).is_empty() {
            pair.tell("list-of-types-widened", old.to_string().into(), new.without(old).to_string().into());
        }
        if !old.without(new).is_empty() {
            pair.tell("list-of-types-narrowed", old.without(new).to_string().into(), new.to_string().into());
        }
        return !old.and(new).is_empty();
    }
    let by_type = Relation::of_sets(new.contains(old), old.contains(new));
    let by_format = if by_type == Relation::Other { Relation::Equal } else { formats(pair) };
    let kind = match by_type.and(by_format) {
        Relation::Equal => return true,
        _ if untyped && old != new && new.contains(Types::STRING) && !old.contains(Types::STRING) => {
            "type-to-text"
        }
        _ if untyped && old != new && old.contains(Types::STRING) && !new.contains(Types::STRING) => {
            "type-from-text"
        }
        Relation::Narrower if is_still_text(untyped, (old, new), by_format) => "type-still-text",
        Relation::Wider if new == Types::ANY => "type-dropped",
        Relation::Other if by_type == Relation::Wider => "type-generalized-otherwise-formatted",
        Relation::Wider if by_type == Relation::Equal => "format-generalized",
        Relation::Wider => "type-generalized",
        Relation::Narrower => "type-specialized",
        Relation::Other => "type-changed",
    };
    pair.tell(kind, before.into(), after.into());
    !old.and(new).is_empty()
}

/// Whether the types that went were written as text that the remaining ones hold: `1` is a string, too, and so is whatever
/// stands where no type was named.
fn is_still_text(untyped: bool, (old, new): (Types, Types), by_format: Relation) -> bool {
    let is_text = old == Types::ANY || old.without(new).is_scalar();
    untyped && by_format == Relation::Equal && new.contains(Types::STRING) && is_text
}

/// The types to compare: as they are written; where one side writes none, what its branches allow.
fn compared_types(pair: &Pair<'_, '_>) -> (Types, Types) {
    let (base, revision) = (&pair.comparer.base, &pair.comparer.revision);
    if !is_listed(pair.base) && !is_listed(pair.revision) {
        match (base.is_typed(pair.base), revision.is_typed(pair.revision)) {
            (true, true) => return (base.types(pair.base), revision.types(pair.revision)),
            (false, false) if !pair.base.never && !pair.revision.never => return (Types::ANY, Types::ANY),
            _ => {}
        }
    }
    (types_of_values(base, pair.base), types_of_values(revision, pair.revision))
}

/// The types that a schema allows; where it names none and lists its values, those of the values.
fn types_of_values(reading: &Reading<'_>, schema: &Schema<'_>) -> Types {
    let types = reading.effective_types(schema);
    match listed(schema, &[]) {
        Some(listed) if !reading.is_typed(schema) => {
            types.and(listed.values.iter().fold(Types::NONE, |all, value| all.or(type_of(value))))
        }
        _ => types,
    }
}

fn type_of(value: &Value) -> Types {
    Types::named(match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(number) if Decimal::of(number).is_integer() => "integer",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    })
}

/// Whether the types are listed as branches of nothing but a type.
pub(super) fn is_listed(schema: &Schema<'_>) -> bool {
    ["oneOf", "anyOf"].into_iter().any(|key| schema.all(key).any(|(_, group)| is_list_of_types(group)))
}

/// Whether all branches are nothing but a type.
pub(super) fn is_list_of_types(group: &Value) -> bool {
    let bare = |branch: &Value| {
        branch.as_object().is_some_and(|map| {
            map.contains_key("type")
                && map.keys().all(|key| matches!(key.as_str(), "type" | "title" | "description"))
        })
    };
    group.as_array().is_some_and(|branches| !branches.is_empty() && branches.iter().all(bare))
}

fn described(types: Types, schema: &Schema<'_>) -> String {
    match format_of(schema) {
        Some(format) => format!("{types} ({format})"),
        None => types.to_string(),
    }
}

fn format_of<'a>(schema: &Schema<'a>) -> Option<&'a str> {
    schema.first("format").and_then(Value::as_str).filter(|format| !format.is_empty())
}

fn held_by(format: &str) -> Option<&'static [&'static str]> {
    FORMATS.iter().find(|(name, _)| *name == format).map(|(_, held)| *held)
}

/// How the formats lie; formats that no registry knows are words.
fn formats(pair: &mut Pair<'_, '_>) -> Relation {
    let (old, new) = (format_of(pair.base), format_of(pair.revision));
    if old == new {
        return Relation::Equal;
    }
    let known = |format: Option<&str>| {
        format.and_then(|format| held_by(format).map(|held| (format.to_owned(), held)))
    };
    match (known(old), known(new)) {
        (None, None) => {
            pair.tell("format-annotation-changed", text(old), text(new));
            Relation::Equal
        }
        (None, Some(_)) => Relation::Narrower,
        (Some(_), None) => Relation::Wider,
        (Some((old, below_old)), Some((new, below_new))) => {
            Relation::of_sets(below_new.contains(&old.as_str()), below_old.contains(&new.as_str()))
                .or_other(&old, &new)
        }
    }
}

impl Relation {
    fn or_other(self, old: &str, new: &str) -> Self {
        if self == Self::Equal && old != new { Self::Other } else { self }
    }
}

fn text(value: Option<&str>) -> Value {
    value.map_or(Value::Null, Value::from)
}

/// The values that are listed, of all nodes together, and whether a `const` lists them.
struct Listed<'a> {
    values: Vec<&'a Value>,
    constant: bool,
}

fn listed<'a>(schema: &Schema<'a>, words: &[String]) -> Option<Listed<'a>> {
    let mut all: Option<Listed<'a>> = None;
    let mut meet = |values: Vec<&'a Value>, constant: bool| {
        all = Some(match all.take() {
            None => Listed { values, constant },
            Some(known) => Listed {
                values: {
                    let others = Among::of(&values);
                    known.values.into_iter().filter(|one| others.has(one)).collect()
                },
                constant: known.constant || constant,
            },
        });
    };
    for node in &schema.nodes {
        if let Some(values) = node.get("enum").and_then(Value::as_array) {
            meet(values.iter().collect(), false);
        }
        let constants = std::iter::once("const").chain(words.iter().map(String::as_str));
        for value in constants.filter_map(|key| node.get(key)) {
            meet(vec![value], true);
        }
    }
    all
}

fn listed_values(pair: &mut Pair<'_, '_>) {
    let words = &pair.comparer.options.words.constant;
    let open = |schema: &Schema<'_>| schema.first("x-extensible-enum").is_some();
    let null = lists_null(pair);
    match (listed(pair.base, words), listed(pair.revision, words)) {
        (None, None) => {}
        (None, Some(new)) => {
            let kind = match (new.constant, open(pair.base)) {
                (true, _) => "const-added",
                (_, true) => "became-closed-enum",
                _ => "became-enum",
            };
            let after = if new.constant { one(&new) } else { many(&new) };
            pair.tell(kind, Value::Null, after);
        }
        (Some(old), None) => {
            let kind = match (old.constant, open(pair.revision)) {
                (true, _) => "const-removed",
                (_, true) => "became-extensible-enum",
                _ => "enum-removed",
            };
            let before = if old.constant { one(&old) } else { many(&old) };
            pair.tell(kind, before, Value::Null);
        }
        (Some(old), Some(new)) if old.constant && new.constant => {
            if !same_values(&old, &new, null) {
                pair.tell("const-changed", one(&old), one(&new));
            }
        }
        (Some(old), Some(new)) => {
            for value in without(&old, &new, null) {
                pair.tell("enum-value-removed", value.clone(), Value::Null);
            }
            for value in without(&new, &old, null) {
                pair.tell("enum-value-added", Value::Null, value.clone());
            }
        }
    }
}

/// Whether `null` is one value of an enumeration among others: in JSON Schema, where the types of both sides hold it.
/// Elsewhere it follows nullability, which has a fact of its own.
fn lists_null(pair: &Pair<'_, '_>) -> bool {
    let holds = |reading: &Reading<'_>, schema: &Schema<'_>| {
        reading.is_json_schema && reading.is_nullable(schema) && schema.first("type").is_some()
    };
    holds(&pair.comparer.base, pair.base) && holds(&pair.comparer.revision, pair.revision)
}

fn without<'a>(all: &Listed<'a>, known: &Listed<'a>, null: bool) -> Vec<&'a Value> {
    let known = Among::of(&known.values);
    all.values.iter().copied().filter(|one| (null || !one.is_null()) && !known.has(one)).collect()
}

/// Looks values up in a list that may be long; numbers are the same by value.
struct Among<'a> {
    texts: HashSet<&'a str>,
    others: HashSet<String>,
}

impl<'a> Among<'a> {
    fn of<'l>(list: impl IntoIterator<Item = &'l &'a Value>) -> Self
    where
        'a: 'l,
    {
        let mut among = Self { texts: HashSet::default(), others: HashSet::default() };
        for value in list {
            match value {
                Value::String(text) => among.texts.insert(text),
                other => among.others.insert(canonical::digest(other)),
            };
        }
        among
    }

    fn has(&self, value: &Value) -> bool {
        match value {
            Value::String(text) => self.texts.contains(text.as_str()),
            _ => !self.others.is_empty() && self.others.contains(&canonical::digest(value)),
        }
    }
}

fn same_values(old: &Listed<'_>, new: &Listed<'_>, null: bool) -> bool {
    without(old, new, null).is_empty() && without(new, old, null).is_empty()
}

fn one(listed: &Listed<'_>) -> Value {
    listed.values.first().map_or(Value::Null, |value| (*value).clone())
}

fn many(listed: &Listed<'_>) -> Value {
    Value::Array(listed.values.iter().map(|value| (*value).clone()).collect())
}

fn open_values<'a>(pair: &mut Pair<'_, 'a>) {
    let (Some(old), Some(new)) =
        (pair.base.first("x-extensible-enum"), pair.revision.first("x-extensible-enum"))
    else {
        return;
    };
    let (Some(old), Some(new)) = (old.as_array(), new.as_array()) else { return };
    let among = |list: &'a Vec<Value>| Among::of(&list.iter().collect::<Vec<_>>());
    let (was, is) = (among(old), among(new));
    for value in old.iter().filter(|value| !is.has(value)) {
        pair.tell("x-extensible-enum-value-removed", value.clone(), Value::Null);
    }
    for value in new.iter().filter(|value| !was.has(value)) {
        pair.tell("x-extensible-enum-value-added", Value::Null, value.clone());
    }
}

fn defaults(pair: &mut Pair<'_, '_>) {
    let (old, new) = (pair.base.first("default"), pair.revision.first("default"));
    let kind = match (old, new) {
        (None, None) => return,
        (Some(old), Some(new)) if number::equal(old, new) => return,
        (None, Some(_)) => "default-value-added",
        (Some(_), None) => "default-value-removed",
        (Some(_), Some(_)) => "default-value-changed",
    };
    pair.tell(kind, old.cloned().unwrap_or_default(), new.cloned().unwrap_or_default());
}

/// In a query, `q=a` is a value and an array of one: a scalar may become an array of what it was, but not the other way round.
pub(super) fn scalar_to_array<'a>(
    comparer: &Comparer<'a>,
    base: &Schema<'a>,
    revision: &Schema<'a>,
    facts: &mut [Fact],
) {
    let (old, new) = (comparer.base.types(base), comparer.revision.types(revision));
    if old == Types::ARRAY && new.is_scalar() {
        for fact in facts.iter_mut().filter(|fact| fact.subject.is_empty()) {
            if let What::Schema(site, "type-to-text", _) = fact.what {
                fact.what = What::Schema(site, "type-changed", Flags::default());
            }
        }
    }
    if !old.is_scalar() || old.is_empty() || new != Types::ARRAY || !fits_one(revision) {
        return;
    }
    let Some((node, items)) = revision.all("items").next() else { return };
    let items = comparer.revision.schema(items, node.pointer.join("items"), format!("{}/items", node.place));
    if comparer.refuses_as_text(base, &items) {
        return;
    }
    for fact in facts.iter_mut().filter(|fact| fact.subject.is_empty()) {
        if let What::Schema(site, "type-changed" | "type-from-text", _) = fact.what {
            fact.what = What::Schema(site, "type-generalized", Flags::default());
        }
    }
}

/// Whether an array of one element fits.
fn fits_one(schema: &Schema<'_>) -> bool {
    let number = |key: &str| schema.first(key).and_then(Value::as_u64);
    number("minItems").is_none_or(|least| least <= 1) && number("maxItems").is_none_or(|most| most >= 1)
}
