//! The catalogue of compatibility checks: every example is compared as a user would compare it.

use jiff::civil::date;
use specline::diff::Options;
use specline::diff::check::{Check, registry};
use specline::diff::example::{self, Pair};

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

#[test]
fn every_example_can_be_taken_back() {
    for (check, pair) in with_examples() {
        let [plain, ..] = settings();
        let back = pair.reversed();
        // Taking an edit back is a comparison like any other: it ends, and twice taken back it is the edit.
        drop(back.changes(&plain));
        assert_eq!(back.reversed().changes(&plain), pair.changes(&plain), "{}", check.id);
    }
}
