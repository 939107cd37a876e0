//! The life of operations and parameters: deprecation, sunset, stability, removal.

use serde_json::Value;

use super::{At, Exchange, operation};
use crate::diff::align::Placed;
use crate::diff::change::Level;
use crate::diff::delta::Fact;
use crate::diff::options::Options;
use crate::diff::policy::{Life, Sunset};

/// What the facts about a life are called for operations and parameters.
struct Names {
    deprecated: &'static str,
    with_sunset: &'static str,
    unreadable: &'static str,
    missing: &'static str,
    too_small: &'static str,
    reactivated: &'static str,
    sunset_deleted: &'static str,
    moved_too_small: &'static str,
    moved: &'static str,
    postponed: &'static str,
    decreased: &'static str,
    increased: &'static str,
}

const OPERATION: Names = Names {
    deprecated: "endpoint-deprecated",
    with_sunset: "endpoint-deprecated-with-sunset",
    unreadable: "api-deprecated-sunset-parse",
    missing: "api-deprecated-sunset-missing",
    too_small: "api-sunset-date-too-small",
    reactivated: "endpoint-reactivated",
    sunset_deleted: "sunset-deleted",
    moved_too_small: "api-sunset-date-changed-too-small",
    moved: "endpoint-sunset-changed",
    postponed: "endpoint-sunset-postponed",
    decreased: "api-stability-decreased",
    increased: "api-stability-increased",
};

const PARAMETER: Names = Names {
    deprecated: "request-parameter-deprecated",
    with_sunset: "request-parameter-deprecated",
    unreadable: "request-parameter-sunset-parse",
    missing: "request-parameter-deprecated-sunset-missing",
    too_small: "request-parameter-sunset-date-too-small",
    reactivated: "request-parameter-reactivated",
    sunset_deleted: "request-parameter-sunset-deleted",
    moved_too_small: "request-parameter-sunset-date-changed-too-small",
    moved: "request-parameter-sunset-changed",
    postponed: "request-parameter-sunset-postponed",
    decreased: "request-parameter-stability-decreased",
    increased: "request-parameter-stability-increased",
};

/// The life of an operation on both sides.
pub fn kept(exchange: &mut Exchange<'_, '_>) {
    let (base, revision) = operation::both(exchange);
    let words = &exchange.options().words;
    let (old, new) = (Life::of(base.map, words), Life::of(revision.map, words));
    let mut facts = compare(&old, &new, exchange.options(), &OPERATION);
    if let Some(life) = [&new, &old].into_iter().find(|life| life.rank().is_none()) {
        let word = life.stability.clone().unwrap_or_default();
        facts.retain(|(id, ..)| *id == OPERATION.reactivated);
        facts.push(("api-invalid-stability-level", Value::Null, word.into()));
    }
    if old.deprecated
        && new.deprecated
        && old.sunset_text != new.sunset_text
        && new.is_over(exchange.options())
    {
        facts.push(("endpoint-sunset-overdue", old.sunset_text.clone(), new.sunset_text.clone()));
    }
    if old.deprecated && new.deprecated {
        for word in &words.deprecation_notice {
            let (before, after) = (base.map.get(word), revision.map.get(word));
            if before != after {
                let value = |value: Option<&Value>| value.cloned().unwrap_or_default();
                facts.push(("endpoint-deprecation-notice-changed", value(before), value(after)));
            }
        }
    }
    for (id, before, after) in facts {
        let days = old.notice_days(exchange.options()).to_string();
        let fact = Fact::fixed(id, exchange.key.clone()).named(days).before(before).after(after);
        exchange.tell(fact.at(Some(&base.pointer), Some(&revision.pointer)));
    }
}

/// The life of a parameter on both sides.
pub fn kept_parameter(
    exchange: &mut Exchange<'_, '_>,
    base: &At<'_>,
    revision: &At<'_>,
    about: &str,
    place: &str,
) {
    let words = &exchange.options().words;
    let (old, new) = (Life::of(base.map, words), Life::of(revision.map, words));
    for (id, before, after) in compare(&old, &new, exchange.options(), &PARAMETER) {
        let fact = Fact::fixed(id, place).about(about).before(before).after(after);
        exchange.tell(fact.at(Some(&base.pointer), Some(&revision.pointer)));
    }
}

fn compare(old: &Life, new: &Life, options: &Options, names: &Names) -> Vec<(&'static str, Value, Value)> {
    let mut found = Vec::new();
    let (before, after) = (old.sunset_text.clone(), new.sunset_text.clone());
    match (old.deprecated, new.deprecated) {
        (false, true) => found.push((set(new, options, names), Value::Null, after)),
        (true, false) => found.push((names.reactivated, before, after)),
        (true, true) => found.extend(moved(old, new, options, names).map(|id| (id, before, after))),
        (false, false) => {}
    }
    if let (Some(was), Some(is)) = (old.rank(), new.rank())
        && was != is
    {
        let word = |life: &Life| Value::from(life.stability.clone().unwrap_or_else(|| "stable".to_owned()));
        found.push((if is < was { names.decreased } else { names.increased }, word(old), word(new)));
    }
    found
}

fn set(life: &Life, options: &Options, names: &Names) -> &'static str {
    let days = life.notice_days(options);
    match life.sunset {
        Sunset::Unknown if days > 0 => names.missing,
        Sunset::Unknown => names.deprecated,
        Sunset::Unreadable => names.unreadable,
        Sunset::On(_) if days > 0 && life.is_too_soon(options) => names.too_small,
        Sunset::On(_) => names.with_sunset,
    }
}

fn moved(old: &Life, new: &Life, options: &Options, names: &Names) -> Option<&'static str> {
    match (&old.sunset, &new.sunset) {
        (old, new) if old == new => None,
        (_, Sunset::Unknown) => Some(names.sunset_deleted),
        (_, Sunset::Unreadable) => Some(names.unreadable),
        (Sunset::On(was), Sunset::On(is)) if is < was && new.is_too_soon(options) => {
            Some(names.moved_too_small)
        }
        (Sunset::On(was), Sunset::On(is)) if is > was => Some(names.postponed),
        _ => Some(names.moved),
    }
}

/// What the removal of a parameter is called; `None` when it came as announced.
pub fn removed_parameter(parameter: &At<'_>, options: &Options) -> Option<(&'static str, Value)> {
    let life = Life::of(parameter.map, &options.words);
    let id = match (life.deprecated, &life.sunset) {
        (false, _) => "request-parameter-removed",
        (true, Sunset::Unknown) => "request-parameter-removed-with-deprecation",
        (true, Sunset::Unreadable) => "request-parameter-sunset-parse",
        (true, Sunset::On(_)) if life.is_over(options) => "request-parameter-removed-with-deprecation",
        (true, Sunset::On(_)) => "request-parameter-removed-before-sunset",
    };
    Some((id, life.sunset_text))
}

/// The fact that an operation is gone.
pub fn removed(placed: &Placed<'_>, whole_path: bool, key: &str, options: &Options) -> Fact {
    let life = Life::of(placed.operation.value, &options.words);
    let unstable = life.rank().is_some_and(|rank| rank < 2);
    let (id, value) = match (life.deprecated, &life.sunset) {
        _ if unstable => ("api-removed-unstable", Value::from(life.stability.clone().unwrap_or_default())),
        (false, _) if whole_path => ("api-path-removed-without-deprecation", Value::Null),
        (false, _) => ("api-removed-without-deprecation", Value::Null),
        (true, Sunset::Unreadable) => ("api-path-sunset-parse", life.sunset_text.clone()),
        (true, Sunset::On(_)) if life.is_over(options) => {
            ("api-removed-after-sunset", life.sunset_text.clone())
        }
        (true, Sunset::On(_)) if whole_path => ("api-path-removed-before-sunset", life.sunset_text.clone()),
        (true, Sunset::On(_)) => ("api-removed-before-sunset", life.sunset_text.clone()),
        (true, Sunset::Unknown) if whole_path => ("api-path-removed-with-deprecation", Value::Null),
        (true, Sunset::Unknown) => ("api-removed-with-deprecation", Value::Null),
    };
    let fact = Fact::fixed(id, key).before(value).at(Some(&placed.operation.pointer), None);
    if unstable { fact.level(Level::Info) } else { fact }
}
