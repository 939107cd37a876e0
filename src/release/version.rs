//! The next version of the consolidated document (Semantic Versioning 2.0.0).

use semver::Version;

use super::Kind;
use crate::diff::change::{Change, Level, OperationRef};

/// Words of an operation's stability that promise nothing.
const EXPERIMENTAL: [&str; 4] = ["experimental", "draft", "alpha", "preview"];

/// The version after `previous`: breaking on a stable operation raises the major, anything else that a program can
/// notice the minor, words alone the patch. Without a previous version it is 1.0.0; without changes it stays.
///
/// An operation is experimental when one of the change's attributes says so.
pub fn bump(previous: Option<&Version>, changes: &[Change]) -> Version {
    bump_where(previous, changes, |_| false)
}

/// As [`bump`], where the caller knows of operations that promise nothing.
pub fn bump_where(
    previous: Option<&Version>,
    changes: &[Change],
    experimental: impl Fn(&OperationRef) -> bool,
) -> Version {
    let Some(previous) = previous else { return Version::new(1, 0, 0) };
    let major = |change: &Change| change.level == Level::Breaking && !spares(change, &experimental);
    let Version { major: x, minor: y, patch: z, .. } = *previous;
    if changes.is_empty() {
        previous.clone()
    } else if changes.iter().any(major) {
        Version::new(x.saturating_add(1), 0, 0)
    } else if changes.iter().any(|change| Kind::of(change) < Kind::Documentation) {
        Version::new(x, y.saturating_add(1), 0)
    } else {
        Version::new(x, y, z.saturating_add(1))
    }
}

/// Whether only experimental operations are touched.
fn spares(change: &Change, experimental: &impl Fn(&OperationRef) -> bool) -> bool {
    let operations = change.operations();
    let marked = change.attributes.values().any(|value| value.as_str().is_some_and(is_experimental));
    match operations.as_slice() {
        [] => false,
        [one] => marked || experimental(one),
        many => many.iter().all(experimental),
    }
}

/// Whether a word of stability promises nothing.
pub fn is_experimental(word: &str) -> bool {
    EXPERIMENTAL.contains(&word)
}
