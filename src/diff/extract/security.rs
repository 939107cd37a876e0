//! Security: which credentials suffice for an operation, and how its schemes ask for them.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use super::{Exchange, operation};
use crate::diff::delta::Fact;
use crate::json::{Pointer, canonical};

/// One alternative: schemes that are all needed, with their scopes.
type Alternative = BTreeMap<String, BTreeSet<String>>;

fn alternatives(list: Option<&Value>) -> Option<Vec<Alternative>> {
    let one = |requirement: &Value| {
        let scopes = |list: &Value| {
            list.as_array()
                .into_iter()
                .flatten()
                .filter_map(|scope| scope.as_str().map(str::to_owned))
                .collect()
        };
        let map = requirement.as_object().into_iter().flatten();
        map.map(|(scheme, list)| (scheme.clone(), scopes(list))).collect()
    };
    Some(list?.as_array()?.iter().map(one).collect())
}

/// How an alternative is called: its schemes.
fn name(alternative: &Alternative) -> String {
    alternative.keys().cloned().collect::<Vec<_>>().join(" AND ")
}

/// The ids of facts about a list of alternatives.
struct Names {
    added: &'static str,
    removed: &'static str,
    scope_added: &'static str,
    scope_removed: &'static str,
}

const OPERATION: Names = Names {
    added: "api-security-added",
    removed: "api-security-removed",
    scope_added: "api-security-scope-added",
    scope_removed: "api-security-scope-removed",
};

const GLOBAL: Names = Names {
    added: "api-global-security-added",
    removed: "api-global-security-removed",
    scope_added: "api-global-security-scope-added",
    scope_removed: "api-global-security-scope-removed",
};

/// The security of an operation, where either side has its own; what the whole document says is told of the document.
pub fn of_operation(exchange: &mut Exchange<'_, '_>) {
    let (base, revision) = operation::both(exchange);
    let own = |map: &Map<String, Value>| alternatives(map.get("security"));
    let (old_own, new_own) = (own(base.map), own(revision.map));
    if old_own.is_none() && new_own.is_none() {
        return;
    }
    let old = old_own.or_else(|| alternatives(exchange.base_root().get("security"))).unwrap_or_default();
    let new = new_own.or_else(|| alternatives(exchange.revision_root().get("security"))).unwrap_or_default();
    for fact in compare(&old, &new, &OPERATION, &exchange.key) {
        exchange.tell(fact.at(Some(&base.pointer), Some(&revision.pointer)));
    }
    let open = |all: &[Alternative]| all.is_empty() || all.iter().any(BTreeMap::is_empty);
    let id = match (open(&old), open(&new)) {
        (true, false) if !old.is_empty() => Some("api-security-became-required"),
        (false, true) if new.iter().any(BTreeMap::is_empty) => Some("api-security-became-optional"),
        _ => None,
    };
    let refused = refused((exchange.base_root(), &old), (exchange.revision_root(), &new));
    for id in [id, refused].into_iter().flatten() {
        let fact = Fact::fixed(id, exchange.key.clone());
        exchange.tell(fact.at(Some(&base.pointer), Some(&revision.pointer)));
    }
}

/// Whether credentials that sufficed before do not suffice any more, because all or some alternatives ask for other schemes.
/// Schemes are told apart by what they say, not by their names; scopes have facts of their own.
fn refused(
    (base, old): (&Value, &[Alternative]),
    (revision, new): (&Value, &[Alternative]),
) -> Option<&'static str> {
    let open = |all: &[Alternative]| all.is_empty() || all.iter().any(BTreeMap::is_empty);
    if open(old) || open(new) {
        return None;
    }
    let (known, asked) = (definitions(base, old), definitions(revision, new));
    let holds = |one: &Alternative, scheme: &str| {
        one.contains_key(scheme)
            || asked
                .get(scheme)
                .is_some_and(|asked| one.keys().any(|name| known.get(name.as_str()) == Some(asked)))
    };
    let suffices = |one: &Alternative| new.iter().any(|other| other.keys().all(|scheme| holds(one, scheme)));
    match old.iter().filter(|one| !suffices(one)).count() {
        0 => None,
        lost if lost == old.len() => Some("api-security-credentials-refused"),
        _ => Some("api-security-credentials-narrowed"),
    }
}

/// What the schemes of alternatives say, without their descriptions, as digests.
fn definitions<'r>(root: &Value, all: &'r [Alternative]) -> BTreeMap<&'r str, String> {
    let schemes = root.pointer("/components/securitySchemes");
    let digest = |name: &str| {
        let mut map = schemes?.get(name)?.as_object()?.clone();
        map.shift_remove("description");
        Some(canonical::digest(&Value::Object(map)))
    };
    all.iter().flat_map(BTreeMap::keys).filter_map(|name| Some((name.as_str(), digest(name)?))).collect()
}

/// The security of the whole document.
pub fn of_document(base: &Value, revision: &Value) -> Vec<Fact> {
    let read = |root: &Value| alternatives(root.get("security")).unwrap_or_default();
    let at = Pointer::of(["security"]);
    let (old, new) = (read(base), read(revision));
    let refused = refused((base, &old), (revision, &new)).map(|id| Fact::fixed(id, "security"));
    compare(&old, &new, &GLOBAL, "security")
        .into_iter()
        .chain(refused)
        .map(|fact| fact.at(Some(&at), Some(&at)))
        .collect()
}

fn compare(old: &[Alternative], new: &[Alternative], names: &Names, place: &str) -> Vec<Fact> {
    let mut facts = Vec::new();
    let mut left: Vec<&Alternative> = new.iter().filter(|one| !one.is_empty()).collect();
    for one in old.iter().filter(|one| !one.is_empty()) {
        let same = left.iter().position(|other| *other == one);
        let schemes = || left.iter().position(|other| other.keys().eq(one.keys()));
        match same.or_else(schemes) {
            Some(at) => scopes(one, left.remove(at), names, place, &mut facts),
            None => facts.push(Fact::fixed(names.removed, place).before(name(one))),
        }
    }
    facts.extend(left.into_iter().map(|one| Fact::fixed(names.added, place).after(name(one))));
    facts
}

fn scopes(old: &Alternative, new: &Alternative, names: &Names, place: &str, facts: &mut Vec<Fact>) {
    for (scheme, scopes) in old {
        let Some(others) = new.get(scheme) else { continue };
        for scope in others.difference(scopes) {
            facts.push(Fact::fixed(names.scope_added, place).named(scheme.as_str()).after(scope.as_str()));
        }
        for scope in scopes.difference(others) {
            facts.push(Fact::fixed(names.scope_removed, place).named(scheme.as_str()).before(scope.as_str()));
        }
    }
}

/// The security schemes of two documents.
pub fn schemes(base: &Value, revision: &Value) -> Vec<Fact> {
    let read = |root| -> BTreeMap<String, Map<String, Value>> {
        let map: Option<&Map<String, Value>> =
            Value::pointer(root, "/components/securitySchemes").and_then(Value::as_object);
        let all = map.into_iter().flatten();
        all.filter_map(|(name, value)| Some((name.clone(), value.as_object()?.clone()))).collect()
    };
    let (old, new) = (read(base), read(revision));
    let names: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
    let mut facts = Vec::new();
    for name in names {
        let at = Pointer::of(["components", "securitySchemes", name]);
        let place = format!("#{at}");
        let mut found = match (old.get(name), new.get(name)) {
            (Some(old), Some(new)) => scheme(old, new, &place),
            (None, _) => vec![Fact::fixed("api-security-component-added", place)],
            _ => vec![Fact::fixed("api-security-component-removed", place)],
        };
        for fact in &mut found {
            fact.name.clone_from(name);
            fact.base = old.contains_key(name).then(|| at.clone());
            fact.revision = new.contains_key(name).then(|| at.clone());
        }
        facts.extend(found);
    }
    facts
}

fn scheme(old: &Map<String, Value>, new: &Map<String, Value>, place: &str) -> Vec<Fact> {
    let mut facts = Vec::new();
    let changed = |key: &str, id: &'static str, facts: &mut Vec<Fact>| {
        let (before, after) = (old.get(key), new.get(key));
        let fold = |value: Option<&Value>| value.and_then(Value::as_str).map(str::to_lowercase);
        let same = if key == "scheme" { fold(before) == fold(after) } else { before == after };
        if !same {
            let value = |value: Option<&Value>| value.cloned().unwrap_or_default();
            facts.push(Fact::fixed(id, format!("{place}/{key}")).before(value(before)).after(value(after)));
        }
        !same
    };
    if changed("type", "api-security-component-type-changed", &mut facts) {
        return facts;
    }
    changed("name", "api-security-component-api-key-name-changed", &mut facts);
    changed("in", "api-security-component-api-key-in-changed", &mut facts);
    changed("scheme", "api-security-component-http-scheme-changed", &mut facts);
    changed("openIdConnectUrl", "api-security-component-open-id-url-changed", &mut facts);
    changed("description", "api-security-component-description-changed", &mut facts);
    flows(old, new, place, &mut facts);
    facts
}

fn flows(old: &Map<String, Value>, new: &Map<String, Value>, place: &str, facts: &mut Vec<Fact>) {
    let empty = Map::new();
    let read = |map: &Map<String, Value>| map.get("flows").and_then(Value::as_object).cloned();
    let (old, new) = (read(old).unwrap_or_else(|| empty.clone()), read(new).unwrap_or(empty));
    let names: BTreeSet<&String> =
        old.keys().chain(new.keys()).filter(|name| !name.starts_with("x-")).collect();
    for name in names {
        match (old.get(name), new.get(name)) {
            (Some(old), Some(new)) => flow(old, new, &format!("{place}/{name}"), facts),
            (None, _) => {
                facts
                    .push(Fact::fixed("api-security-component-oauth-flow-added", place).after(name.as_str()));
            }
            _ => facts
                .push(Fact::fixed("api-security-component-oauth-flow-removed", place).before(name.as_str())),
        }
    }
}

fn flow(old: &Value, new: &Value, place: &str, facts: &mut Vec<Fact>) {
    for (key, id) in [
        ("authorizationUrl", "api-security-component-oauth-url-changed"),
        ("tokenUrl", "api-security-component-oauth-token-url-changed"),
        ("refreshUrl", "api-security-component-oauth-refresh-url-changed"),
    ] {
        let value = |flow: &Value| flow.get(key).cloned().unwrap_or_default();
        if value(old) != value(new) {
            facts.push(Fact::fixed(id, place).before(value(old)).after(value(new)));
        }
    }
    let empty = Map::new();
    let scopes = |flow: &Value| {
        flow.get("scopes").and_then(Value::as_object).cloned().unwrap_or_else(|| empty.clone())
    };
    let (old, new) = (scopes(old), scopes(new));
    let names: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
    for scope in names {
        let fact = |id: &'static str| Fact::fixed(id, format!("{place} {scope}"));
        match (old.get(scope), new.get(scope)) {
            (Some(before), Some(after)) if before == after => {}
            (Some(before), Some(after)) => facts.push(
                fact("api-security-component-oauth-scope-changed")
                    .before(before.clone())
                    .after(after.clone()),
            ),
            (None, _) => facts.push(fact("api-security-component-oauth-scope-added").after(scope.as_str())),
            _ => facts.push(fact("api-security-component-oauth-scope-removed").before(scope.as_str())),
        }
    }
}
