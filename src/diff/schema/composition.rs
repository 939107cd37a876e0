//! `allOf`, `oneOf` and `anyOf`: which members answer to each other, and composite edits that are one change.

use serde_json::Value;

use super::branches::{self, Branch, branches};
use super::{Comparer, Delta, Local, Pair, disjoint, values};
use crate::diff::check::Effect;
use crate::diff::checks::effect_of_member;
use crate::openapi::reference;
use crate::openapi::schema::{Reading, Schema, Types};

/// Keywords that only describe.
const ANNOTATIONS: [&str; 11] = [
    "title",
    "description",
    "example",
    "examples",
    "deprecated",
    "externalDocs",
    "readOnly",
    "writeOnly",
    "default",
    "$comment",
    "xml",
];

/// Compares schemas whose own `allOf` has other members; says whether that was all.
///
/// What both allow may be the same however it is split up; then there is nothing to tell.
pub(super) fn all_of<'a>(
    comparer: &Comparer<'a>,
    base: &Schema<'a>,
    revision: &Schema<'a>,
    untyped: bool,
    delta: &mut Delta<'a>,
) -> bool {
    let own = |schema: &Schema<'a>| {
        let mut first = schema.clone();
        first.nodes.truncate(1);
        first
    };
    let old = branches(&comparer.base, &own(base), "allOf");
    let new = branches(&comparer.revision, &own(revision), "allOf");
    if (old.is_empty() && (new.is_empty() || is_wrapper(revision))) || (new.is_empty() && is_wrapper(base)) {
        return false;
    }
    let found = branches::matched(comparer, old, new);
    if found.removed.is_empty() && found.added.is_empty() {
        return false;
    }
    let mut whole = Delta::default();
    comparer.compare_plain(base, revision, untyped, &mut whole);
    let harmless = demands_the_same(comparer, &whole);
    if harmless && !found.removed.is_empty() && !found.added.is_empty() {
        // The same demands, split up in another way: what is left to tell is what else the whole says.
        *delta = whole;
        return true;
    }
    let members = |all: &[Branch<'_>]| all.iter().map(|branch| branch.index).collect::<Vec<_>>();
    let rest_base = base.without(&members(&found.removed));
    let rest_revision = revision.without(&members(&found.added));
    comparer.compare_plain(&rest_base, &rest_revision, untyped, delta);
    // What was beside the members is in one of them now, or the other way round.
    let moved = harmless && !demands_the_same(comparer, delta);
    if moved {
        *delta = whole;
    }
    let mut pair = Pair { comparer, base, revision, delta };
    for (members, is_added) in [(found.added, true), (found.removed, false)] {
        let (words, demands): (Vec<_>, Vec<_>) =
            members.into_iter().partition(|branch| is_annotation(branch.value));
        for (members, only_words) in [(words, true), (demands, false)] {
            if let Some(fact) = tell_members(&mut pair, &members, only_words, is_added) {
                fact.effect = match (is_added, harmless) {
                    (true, true) => Some(Effect::Neutral),
                    _ if moved => Some(Effect::Neutral),
                    (false, false) => Some(Effect::Unknown),
                    _ => None,
                };
            }
        }
    }
    true
}

/// Whether a schema is nothing but its `allOf`.
fn is_wrapper(schema: &Schema<'_>) -> bool {
    let only = |map: &serde_json::Map<String, Value>| {
        map.keys().all(|key| key == "allOf" || ANNOTATIONS.contains(&key.as_str()) || key.starts_with("x-"))
    };
    schema.nodes.first().is_none_or(|node| only(node.map))
}

/// Tells about members of `allOf` that came or went.
fn tell_members<'p>(
    pair: &'p mut Pair<'_, '_>,
    members: &[Branch<'_>],
    only_words: bool,
    is_added: bool,
) -> Option<&'p mut Local> {
    let kind = match (is_added, only_words) {
        (true, true) => "all-of-added-annotation-only",
        (true, false) => "all-of-added",
        (false, true) => "all-of-removed-annotation-only",
        (false, false) => "all-of-removed",
    };
    tell_branches(pair, members, kind, is_added)
}

/// Whether a comparison, and what stands below it, found nothing that changes what fits.
fn demands_the_same<'a>(comparer: &Comparer<'a>, delta: &Delta<'a>) -> bool {
    delta.facts.iter().all(|local| effect_of_member(local).is_none())
        && delta.steps.iter().all(|step| comparer.is_equivalent(&step.base, &step.revision))
}

fn is_annotation(value: &Value) -> bool {
    value
        .as_object()
        .is_some_and(|map| map.keys().all(|key| ANNOTATIONS.contains(&key.as_str()) || key.starts_with("x-")))
}

fn named(branch: &Branch<'_>) -> Value {
    reference::target(branch.value).map_or_else(
        || {
            branch
                .value
                .get("title")
                .and_then(Value::as_str)
                .map_or_else(|| branch.value.clone(), Value::from)
        },
        Value::from,
    )
}

/// Compares `oneOf` and `anyOf`; says whether a composite edit explains everything else about the schema.
pub(super) fn alternatives(pair: &mut Pair<'_, '_>) -> bool {
    if converted(pair) {
        return false;
    }
    let mut explained = false;
    for (keyword, kinds) in [("oneOf", ONE_OF), ("anyOf", ANY_OF)] {
        let old = branches(&pair.comparer.base, pair.base, keyword);
        let new = branches(&pair.comparer.revision, pair.revision, keyword);
        explained |= match (old.is_empty(), new.is_empty()) {
            (true, true) => false,
            (true, false) => introduced(pair, &new, &kinds),
            (false, true) => dropped(pair, &old, &kinds),
            (false, false) => both(pair, old, new, &kinds),
        };
    }
    explained
}

/// Compares `oneOf` with `anyOf` where the branches stayed; says whether that is what happened. Where no value fits two of
/// them, the two keywords say the same.
fn converted(pair: &mut Pair<'_, '_>) -> bool {
    let has = |schema: &Schema<'_>| (schema.first("oneOf").is_some(), schema.first("anyOf").is_some());
    let (from, to, kind) = match (has(pair.base), has(pair.revision)) {
        ((true, false), (false, true)) => ("oneOf", "anyOf", "one-of-became-any-of"),
        ((false, true), (true, false)) => ("anyOf", "oneOf", "any-of-became-one-of"),
        _ => return false,
    };
    let old = branches(&pair.comparer.base, pair.base, from);
    let new = branches(&pair.comparer.revision, pair.revision, to);
    let (was_apart, is_apart) =
        (disjoint::are_apart(&pair.comparer.base, &old), disjoint::are_apart(&pair.comparer.revision, &new));
    let found = branches::matched(pair.comparer, old, new);
    if found.pairs.is_empty() || !found.removed.is_empty() || !found.added.is_empty() {
        return false;
    }
    for (base, revision) in found.pairs {
        pair.step(format!("{to}[{}]", revision.name), base.schema, revision.schema);
    }
    if !(was_apart && is_apart) {
        pair.tell(kind, from.into(), to.into());
    }
    true
}

struct Kinds {
    added: &'static str,
    removed: &'static str,
    introduced: &'static str,
    dropped: &'static str,
    exactly_one: bool,
}

const ONE_OF: Kinds = Kinds {
    added: "one-of-added",
    removed: "one-of-removed",
    introduced: "one-of-introduced",
    dropped: "one-of-dropped",
    exactly_one: true,
};
const ANY_OF: Kinds = Kinds {
    added: "any-of-added",
    removed: "any-of-removed",
    introduced: "any-of-introduced",
    dropped: "any-of-dropped",
    exactly_one: false,
};

fn both<'a>(pair: &mut Pair<'_, 'a>, old: Vec<Branch<'a>>, new: Vec<Branch<'a>>, kinds: &Kinds) -> bool {
    if values::is_listed(pair.base) && values::is_listed(pair.revision) {
        return false;
    }
    let found = branches::matched(pair.comparer, old, new);
    for (base, revision) in found.pairs {
        let name = format!("{}[{}]", if kinds.exactly_one { "oneOf" } else { "anyOf" }, revision.name);
        pair.step(name, base.schema, revision.schema);
    }
    tell_branches(pair, &found.added, kinds.added, true);
    tell_branches(pair, &found.removed, kinds.removed, false);
    false
}

/// Tells about branches that came or went together: one edit of one list.
fn tell_branches<'p>(
    pair: &'p mut Pair<'_, '_>,
    branches: &[Branch<'_>],
    kind: &'static str,
    is_added: bool,
) -> Option<&'p mut Local> {
    let at = branches.first()?.schema.pointer.clone();
    let mut names: Vec<Value> = branches.iter().map(named).collect();
    let all = if names.len() == 1 { names.remove(0) } else { Value::Array(names) };
    let (before, after) = if is_added { (Value::Null, all) } else { (all, Value::Null) };
    let fact = pair.tell(kind, before, after);
    if is_added {
        fact.revision = Some(at);
    } else {
        fact.base = Some(at);
    }
    Some(fact)
}

/// All branches but one.
fn others<'a>(branches: &[Branch<'a>], one: usize) -> Vec<Branch<'a>> {
    let kept = branches.iter().enumerate().filter(|(index, _)| *index != one);
    kept.map(|(_, branch)| branch.clone()).collect()
}

/// Branches where there were none: one of them may be what stood there, alone or made one of several.
fn introduced<'a>(pair: &mut Pair<'_, 'a>, new: &[Branch<'a>], kinds: &Kinds) -> bool {
    if values::is_listed(pair.revision) {
        return false;
    }
    let objects = |schema: &Schema<'a>| pair.comparer.revision.effective_types(schema) == Types::OBJECT;
    let all_objects = new.len() > 1
        && kinds.exactly_one
        && is_object(&pair.comparer.base, pair.base)
        && new.iter().all(|branch| objects(&branch.schema));
    if all_objects && !pair.comparer.revision.is_typed(pair.revision) {
        let before = pair.comparer.base.types(pair.base).to_string();
        let names: Vec<Value> = new.iter().map(named).collect();
        pair.tell("wrapped-in-one-of", before.into(), names.into());
        return true;
    }
    if let Some(same) = new.iter().position(|branch| pair.comparer.is_equivalent(pair.base, &branch.schema)) {
        tell_branches(pair, &others(new, same), kinds.added, true);
        return true;
    }
    if let [only] = new {
        pair.step(String::new(), pair.base.clone(), only.schema.clone());
        return true;
    }
    let effect =
        constraint_effect(pair.comparer.revision.is_typed(pair.revision), pair.base, Effect::Narrows);
    let names: Vec<Value> = new.iter().map(named).collect();
    pair.tell(kinds.introduced, Value::Null, names.into()).effect = Some(effect);
    false
}

fn dropped<'a>(pair: &mut Pair<'_, 'a>, old: &[Branch<'a>], kinds: &Kinds) -> bool {
    if values::is_listed(pair.base) {
        return false;
    }
    if let Some(same) =
        old.iter().position(|branch| pair.comparer.is_equivalent(&branch.schema, pair.revision))
    {
        tell_branches(pair, &others(old, same), kinds.removed, false);
        return true;
    }
    if let [only] = old {
        pair.step(String::new(), only.schema.clone(), pair.revision.clone());
        return true;
    }
    let effect = constraint_effect(pair.comparer.base.is_typed(pair.base), pair.revision, Effect::Widens);
    let names: Vec<Value> = old.iter().map(named).collect();
    pair.tell(kinds.dropped, names.into(), Value::Null).effect = Some(effect);
    false
}

fn is_object(reading: &Reading<'_>, schema: &Schema<'_>) -> bool {
    reading.types(schema) == Types::OBJECT && schema.all("oneOf").chain(schema.all("anyOf")).next().is_none()
}

/// A composition beside the keywords that stay is one more demand; in their place it is another one.
fn constraint_effect(beside: bool, other: &Schema<'_>, demand: Effect) -> Effect {
    if beside || other.nodes.iter().all(|node| node.map.is_empty()) { demand } else { Effect::Both }
}
