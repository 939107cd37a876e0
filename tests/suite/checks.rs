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

/// Checks that their example cannot show: two operations or documents would be needed, or the wire of the site has no
/// types. Whoever gives one of them an example that fires takes it off the list.
const UNSHOWN: [&str; 15] = [
    "api-moved",
    "api-removed-unstable",
    "api-security-became-optional",
    "outgoing-request-body-type-compatible",
    "outgoing-request-parameter-property-type-changed",
    "outgoing-request-parameter-type-changed",
    "outgoing-request-property-type-compatible",
    "outgoing-response-body-type-compatible",
    "outgoing-response-property-type-compatible",
    "request-body-type-compatible",
    "request-property-type-compatible",
    "response-body-type-compatible",
    "response-header-property-type-changed",
    "response-header-type-changed",
    "response-property-type-compatible",
];

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
            (!ids.contains(&check.id)).then(|| check.id.clone())
        })
        .collect();
    assert_eq!(silent, UNSHOWN, "examples that do not fire their own check");
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
        let back = pair.reversed();
        // Taking an edit back is a comparison like any other: it ends, and twice taken back it is the edit.
        drop(back.changes(&plain));
        assert_eq!(back.reversed().changes(&plain), pair.changes(&plain), "{}", check.id);
    }
}
