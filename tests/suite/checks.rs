//! The catalogue of compatibility checks: every example is compared as a user would compare it.

use std::collections::BTreeSet;

use jiff::civil::date;
use specline::diff::Options;
use specline::diff::check::{Check, registry};
use specline::diff::example::{self, Pair};

fn with_examples() -> Vec<(&'static Check, Pair)> {
    registry().all().filter_map(|check| Some((check, example::pair(check)?))).collect()
}

/// Some checks speak only where a notice is owed.
fn settings() -> [Options; 2] {
    let plain = Options { as_of: Some(date(2026, 1, 1)), ..Options::default() };
    let strict = Options { deprecation_days_beta: 30, deprecation_days_stable: 180, ..plain.clone() };
    [plain, strict]
}

#[test]
fn every_example_fires_its_own_check() {
    let silent: Vec<String> = with_examples()
        .iter()
        .filter_map(|(check, pair)| {
            let ids: BTreeSet<String> = settings()
                .iter()
                .flat_map(|options| pair.changes(options))
                .map(|change| change.id.into_owned())
                .collect();
            (!ids.contains(&check.id)).then(|| format!("{}: {ids:?}", check.id))
        })
        .collect();
    assert!(silent.is_empty(), "{} of {}\n{}", silent.len(), with_examples().len(), silent.join("\n"));
}

#[test]
fn no_example_differs_from_itself() {
    for (check, pair) in with_examples() {
        for side in [&pair.base, &pair.revision] {
            let same = Pair { base: side.clone(), revision: side.clone() };
            for options in settings() {
                assert_eq!(same.changes(&options), [], "{}", check.id);
            }
        }
    }
}

#[test]
fn every_example_can_be_taken_back() {
    for (check, pair) in with_examples() {
        let [plain, _] = settings();
        let there = pair.changes(&plain);
        let back = pair.reversed().changes(&plain);
        assert_eq!(there.is_empty(), back.is_empty(), "{}: {there:#?}\n{back:#?}", check.id);
    }
}
