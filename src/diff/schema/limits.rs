//! Limits of numbers, lengths and counts, multiples, patterns.

use std::cmp::Ordering;

use serde_json::{Number, Value};

use super::Pair;
use crate::json::number;
use crate::openapi::schema::{Bound, Edge, Reading, Schema, Types};

/// Keywords that count, with the kinds of set, unset, increased and decreased, and what absence means.
const COUNTS: [(&str, Edge, [&str; 4], Option<u64>); 8] = [
    (
        "maxLength",
        Edge::Upper,
        ["max-length-set", "max-length-unset", "max-length-increased", "max-length-decreased"],
        None,
    ),
    (
        "minLength",
        Edge::Lower,
        ["", "min-length-decreased", "min-length-increased", "min-length-decreased"],
        Some(0),
    ),
    (
        "maxItems",
        Edge::Upper,
        ["max-items-set", "max-items-unset", "max-items-increased", "max-items-decreased"],
        None,
    ),
    (
        "minItems",
        Edge::Lower,
        ["", "min-items-decreased", "min-items-increased", "min-items-decreased"],
        Some(0),
    ),
    (
        "maxProperties",
        Edge::Upper,
        [
            "max-properties-set",
            "max-properties-unset",
            "max-properties-increased",
            "max-properties-decreased",
        ],
        None,
    ),
    (
        "minProperties",
        Edge::Lower,
        ["", "min-properties-decreased", "min-properties-increased", "min-properties-decreased"],
        Some(0),
    ),
    (
        "maxContains",
        Edge::Upper,
        ["max-contains-set", "max-contains-unset", "max-contains-increased", "max-contains-decreased"],
        None,
    ),
    (
        "minContains",
        Edge::Lower,
        ["", "min-contains-decreased", "min-contains-increased", "min-contains-decreased"],
        Some(1),
    ),
];

/// Compares all limits.
pub(super) fn compare(pair: &mut Pair<'_, '_>) {
    bound(pair, Edge::Upper);
    bound(pair, Edge::Lower);
    for (keyword, edge, kinds, absent) in COUNTS {
        count(pair, keyword, edge, kinds, absent);
    }
    multiple(pair);
    pattern(pair);
    unique(pair);
}

const PLAIN_UPPER: [&str; 4] = ["max-set", "max-unset", "max-increased", "max-decreased"];
const STRICT_UPPER: [&str; 4] =
    ["exclusive-max-set", "exclusive-max-unset", "exclusive-max-increased", "exclusive-max-decreased"];
const PLAIN_LOWER: [&str; 4] = ["min-set", "min-unset", "min-increased", "min-decreased"];
const STRICT_LOWER: [&str; 4] =
    ["exclusive-min-set", "exclusive-min-unset", "exclusive-min-increased", "exclusive-min-decreased"];

fn bound(pair: &mut Pair<'_, '_>, edge: Edge) {
    let read = |reading: &Reading<'_>, schema: &Schema<'_>| {
        let written = Bound::of(schema, edge)?;
        Some((written.clone().closed_for(reading.types(schema), edge), written))
    };
    let old = read(&pair.comparer.base, pair.base);
    let new = read(&pair.comparer.revision, pair.revision);
    let kinds = |strict: bool| match (edge, strict) {
        (Edge::Upper, false) => PLAIN_UPPER,
        (Edge::Upper, true) => STRICT_UPPER,
        (Edge::Lower, false) => PLAIN_LOWER,
        (Edge::Lower, true) => STRICT_LOWER,
    };
    match (old, new) {
        (None, None) => {}
        (None, Some((_, new))) => {
            pair.tell(kinds(new.exclusive)[0], Value::Null, Value::Number(new.value));
        }
        (Some((_, old)), None) => {
            pair.tell(kinds(old.exclusive)[1], Value::Number(old.value), Value::Null);
        }
        (Some((old, old_written)), Some((new, new_written))) => {
            let tightness = new.tightness(&old, edge);
            if tightness == Ordering::Equal {
                return;
            }
            let tighter = tightness == Ordering::Greater;
            let kind = match (old_written.exclusive, new_written.exclusive) {
                (false, true) if tighter => kinds(true)[0],
                (true, false) if !tighter => kinds(true)[1],
                (_, strict) => {
                    let up = tighter == (edge == Edge::Lower);
                    kinds(strict)[if up { 2 } else { 3 }]
                }
            };
            let both_plain = !old_written.exclusive && !new_written.exclusive;
            pair.tell(kind, Value::Number(old_written.value), Value::Number(new_written.value));
            if both_plain {
                beside(pair, edge, tightness);
            }
        }
    }
}

/// The exclusive bound that stands beside a plain one and moved with it: whoever reads that keyword sees it move.
fn beside(pair: &mut Pair<'_, '_>, edge: Edge, tightness: Ordering) {
    let (keyword, [_, _, increased, decreased]) = match edge {
        Edge::Upper => ("exclusiveMaximum", STRICT_UPPER),
        Edge::Lower => ("exclusiveMinimum", STRICT_LOWER),
    };
    let (Some(Value::Number(old)), Some(Value::Number(new))) =
        (pair.base.first(keyword), pair.revision.first(keyword))
    else {
        return;
    };
    let moved = number::compare(new, old);
    let tightened = if edge == Edge::Upper { moved.reverse() } else { moved };
    if tightened == tightness {
        let kind = if moved == Ordering::Greater { increased } else { decreased };
        pair.tell(kind, Value::Number(old.clone()), Value::Number(new.clone()));
    }
}

fn count(
    pair: &mut Pair<'_, '_>,
    keyword: &'static str,
    edge: Edge,
    kinds: [&'static str; 4],
    absent: Option<u64>,
) {
    let fill = |found: Option<Number>| found.or_else(|| absent.map(Number::from));
    let old = pair.base.limit(keyword, edge);
    let (old_in_force, new) = (fill(old.clone()), pair.revision.limit(keyword, edge));
    let new_in_force = fill(new.clone());
    if keyword.ends_with("Contains")
        && (pair.base.first("contains").is_none() || pair.revision.first("contains").is_none())
    {
        return;
    }
    let kind = match (&old_in_force, &new_in_force) {
        (None, None) => return,
        (None, Some(_)) => kinds[0],
        (Some(_), None) => kinds[1],
        (Some(old), Some(new_value)) => match number::compare(old, new_value) {
            Ordering::Equal => return,
            Ordering::Less => kinds[2],
            Ordering::Greater if new.is_none() => kinds[1],
            Ordering::Greater => kinds[3],
        },
    };
    let value = |found: Option<Number>| found.map_or(Value::Null, Value::Number);
    pair.tell(kind, value(old_in_force), value(new_in_force));
}

fn multiple(pair: &mut Pair<'_, '_>) {
    let read = |reading: &Reading<'_>, schema: &Schema<'_>| {
        // Every integer is a multiple of 1.
        let says_nothing =
            |number: &Number| number.as_u64() == Some(1) && reading.types(schema) == Types::INTEGER;
        schema.first("multipleOf").and_then(Value::as_number).filter(|number| !says_nothing(number)).cloned()
    };
    let (old, new) = (read(&pair.comparer.base, pair.base), read(&pair.comparer.revision, pair.revision));
    let kind = match (&old, &new) {
        (None, None) => return,
        (None, Some(_)) => "multiple-of-set",
        (Some(_), None) => "multiple-of-unset",
        (Some(old), Some(new)) if number::compare(old, new) == Ordering::Equal => return,
        (Some(old), Some(new)) if divides(new, old) => "multiple-of-loosened",
        (Some(old), Some(new)) if divides(old, new) => "multiple-of-tightened",
        _ => "multiple-of-changed",
    };
    let value = |found: Option<Number>| found.map_or(Value::Null, Value::Number);
    pair.tell(kind, value(old), value(new));
}

/// Whether every multiple of `whole` is one of `part`; decided for numbers whose decimals fit a machine integer.
fn divides(part: &Number, whole: &Number) -> bool {
    let (Some((part, below_part)), Some((whole, below_whole))) = (scaled(part), scaled(whole)) else {
        return false;
    };
    let scale = below_part.max(below_whole);
    let lift =
        |value: i128, below: u32| 10_i128.checked_pow(scale - below).and_then(|by| value.checked_mul(by));
    match (lift(part, below_part), lift(whole, below_whole)) {
        (Some(part), Some(whole)) => part != 0 && whole % part == 0,
        _ => false,
    }
}

/// The digits of a decimal number without its point, and how many stood behind it.
fn scaled(number: &Number) -> Option<(i128, u32)> {
    let text = number.to_string();
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    let digits: i128 = format!("{whole}{fraction}").parse().ok()?;
    Some((digits, u32::try_from(fraction.len()).ok()?))
}

fn pattern(pair: &mut Pair<'_, '_>) {
    let patterns = |schema: &Schema<'_>| -> Vec<String> {
        let mut all: Vec<String> =
            schema.all("pattern").filter_map(|(_, value)| value.as_str().map(str::to_owned)).collect();
        all.retain(|pattern| !pattern.is_empty());
        all.sort_unstable();
        all.dedup();
        all
    };
    let (old, new) = (patterns(pair.base), patterns(pair.revision));
    if old == new {
        return;
    }
    let anything = |all: &[String]| {
        all.iter().all(|pattern| matches!(pattern.as_str(), ".*" | "^.*$" | "^.*" | ".*$" | "^" | "$"))
    };
    let kind = match (old.is_empty(), new.is_empty()) {
        (true, _) if anything(&new) => return,
        (_, true) if anything(&old) => return,
        (true, _) => "pattern-added",
        (_, true) => "pattern-removed",
        _ if anything(&old) && anything(&new) => return,
        _ if anything(&new) => "pattern-generalized",
        _ if anything(&old) => "pattern-specialized",
        _ => "pattern-changed",
    };
    let text = |all: &[String]| if all.is_empty() { Value::Null } else { all.join(" and ").into() };
    pair.tell(kind, text(&old), text(&new));
}

fn unique(pair: &mut Pair<'_, '_>) {
    match (pair.base.is_true("uniqueItems"), pair.revision.is_true("uniqueItems")) {
        (false, true) => pair.tell("unique-items-set", Value::Bool(false), Value::Bool(true)),
        (true, false) => pair.tell("unique-items-unset", Value::Bool(true), Value::Bool(false)),
        _ => return,
    };
}
