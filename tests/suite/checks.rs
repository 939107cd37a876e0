//! The catalogue of compatibility checks: every example is compared as a user would compare it.

use std::fmt::Write as _;

use jiff::civil::date;
use serde_json::{Value, json};
use specline::diff::check::{Check, registry};
use specline::diff::checks::naming;
use specline::diff::example::{self, Pair};
use specline::diff::site::Site;
use specline::diff::{Change, Options};
use specline::json::Pointer;

fn with_examples() -> Vec<(&'static Check, Pair)> {
    registry().all().filter_map(|check| Some((check, example::pair(check)?))).collect()
}

/// Some checks speak only where a notice is owed, or where drafts count, too.
fn settings() -> [Options; 3] {
    let plain = Options { as_of: Some(date(2026, 1, 1)), ..Options::default() };
    let strict = Options { deprecation_days_beta: 30, deprecation_days_stable: 180, ..plain.clone() };
    let drafts = Options { stability_level: "draft".to_owned(), ..plain.clone() };
    [plain, strict, drafts]
}

#[test]
fn every_example_fires_its_own_check() {
    let fires = |check: &Check, pair: &Pair| {
        settings().iter().any(|options| pair.changes(options).iter().any(|change| change.id == check.id))
    };
    let silent: Vec<&str> = with_examples()
        .iter()
        .filter(|(check, pair)| !fires(check, pair))
        .map(|(check, _)| check.id.as_str())
        .collect();
    assert_eq!(silent, [""; 0], "examples that do not fire their own check");
}

#[test]
fn every_check_has_an_example() {
    let bare: Vec<&str> = registry()
        .all()
        .filter(|check| example::pair(check).is_none())
        .map(|check| check.id.as_str())
        .collect();
    assert_eq!(bare, [""; 0], "checks without an example");
}

#[test]
fn an_example_shows_the_level_that_the_catalogue_says() {
    let [plain, strict, drafts] = settings();
    let shown = |check: &Check, pair: &Pair| {
        let mut all = [&plain, &strict, &drafts].into_iter().flat_map(|options| pair.changes(options));
        all.find(|change| change.id == check.id).map(|change| change.level)
    };
    let other: Vec<&str> = with_examples()
        .iter()
        .filter(|(check, pair)| shown(check, pair).is_some_and(|level| level != check.level))
        .map(|(check, _)| check.id.as_str())
        .collect();
    assert_eq!(other, [""; 0], "examples at another level");
}

#[test]
fn no_example_differs_from_itself() {
    for (check, pair) in with_examples() {
        for side in [&pair.base, &pair.revision] {
            let same = Pair { base: side.clone(), revision: side.clone() };
            assert_eq!(same.changes(&settings()[0]), [], "{}", check.id);
        }
    }
}

/// What one side has and the other has not, as a JSON Patch (RFC 6902) whose operations take the first to the second.
fn patch(at: &Pointer, base: &Value, revision: &Value, into: &mut Vec<Value>) {
    let (Some(old), Some(new)) = (base.as_object(), revision.as_object()) else {
        if base != revision {
            into.push(json!({ "op": "replace", "path": at.to_string(), "value": revision }));
        }
        return;
    };
    for (key, value) in old {
        match new.get(key) {
            Some(other) => patch(&at.join(key), value, other, into),
            None => into.push(json!({ "op": "remove", "path": at.join(key).to_string() })),
        }
    }
    for (key, value) in new.iter().filter(|(key, _)| !old.contains_key(*key)) {
        into.push(json!({ "op": "add", "path": at.join(key).to_string(), "value": value }));
    }
}

fn patched(mut document: Value, operations: &[Value]) -> Value {
    for operation in operations {
        let path = Pointer::parse(operation["path"].as_str().expect("a path")).expect("a pointer");
        let (Some(above), Some(key)) = (path.parent(), path.tokens().last()) else {
            document = operation["value"].clone();
            continue;
        };
        let above =
            document.pointer_mut(&above.to_string()).and_then(Value::as_object_mut).expect("an object");
        match operation["op"].as_str() {
            Some("remove") => drop(above.shift_remove(key)),
            _ => drop(above.insert(key.clone(), operation["value"].clone())),
        }
    }
    document
}

fn said(pair: &Pair, check: &Check) -> String {
    let of_check = |changes: &[Change]| changes.iter().any(|change| change.id == check.id);
    let all: Vec<Vec<Change>> = settings().iter().map(|options| pair.changes(options)).collect();
    // Where the plain settings keep silent about the check, those that make it speak are shown.
    let shown = all.iter().find(|changes| of_check(changes)).unwrap_or(&all[0]);
    let one = |change: &Change| format!("{} {}", change.id, change.level.number());
    shown.iter().map(one).collect::<Vec<_>>().join(", ")
}

/// The checks that stand for the others: one of each direction for those about schemas, and all about the rest.
fn exemplary() -> impl Iterator<Item = (&'static Check, Pair)> {
    let stands = |check: &Check| match check.site {
        Some(site) => matches!(site, Site::RequestProperty | Site::ResponseProperty),
        None => !check.id.starts_with("outgoing-"),
    };
    with_examples().into_iter().filter(move |(check, _)| stands(check))
}

/// Every edit as a patch, with everything that is said about it and about taking it back: false company shows here.
#[test]
fn what_is_said_about_every_example_and_its_reverse() {
    let mut text = String::new();
    for (check, pair) in exemplary() {
        let mut operations = Vec::new();
        let side = |side: &Option<Value>| side.clone().unwrap_or(Value::Null);
        let (base, revision) = (side(&pair.base), side(&pair.revision));
        patch(&Pointer::root(), &base, &revision, &mut operations);
        assert_eq!(patched(base, &operations), revision, "{}", check.id);
        writeln!(text, "{}", check.id).expect("a string takes everything");
        for operation in operations {
            writeln!(text, "    {operation}").expect("a string takes everything");
        }
        writeln!(text, "  > {}", said(&pair, check)).expect("a string takes everything");
        writeln!(text, "  < {}", said(&pair.reversed(), check)).expect("a string takes everything");
    }
    insta::assert_snapshot!("checks", text);
}

/// Whatever was said about an edit, something is said about taking it back; but for a component that nobody uses yet, and for
/// more room where nobody sends anything.
#[test]
fn every_example_taken_back_is_a_change_again() {
    let speaks = |pair: &Pair| settings().iter().any(|options| !pair.changes(options).is_empty());
    let one_way = |id: &str| id == "api-schema-removed" || id.contains("-read-only-property-");
    let silent: Vec<&str> = with_examples()
        .iter()
        .filter(|(check, pair)| !one_way(&check.id) && !speaks(&pair.reversed()))
        .map(|(check, _)| check.id.as_str())
        .collect();
    assert_eq!(silent, [""; 0], "examples whose reverse nobody notices");
}

/// The ids of the tool whose settings people bring along, without those that it never reports: for it an absent `minItems` is 0,
/// so that one that comes was raised and one that goes was lowered.
#[test]
fn every_id_that_oasdiff_reports_is_a_check_here() {
    let unknown: Vec<&str> = naming::of_oasdiff()
        .filter(|id| registry().of_id(id).is_none() && !id.contains("-min-items-"))
        .collect();
    assert_eq!(unknown, [""; 0]);
}
