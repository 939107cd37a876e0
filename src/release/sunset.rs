//! When deprecated things go away: the standing list of sunsets that are still to come.

use jiff::civil::Date;
use serde::Serialize;
use serde_json::Value;

use super::Changelog;
use crate::diff::change::{Change, OperationRef};

/// One operation that will go away.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Sunset {
    /// The last day on which it is promised to work.
    pub last_day: Date,
    /// The date as the document spells it, such as `2026-02`.
    pub written: String,
    /// The operation.
    pub operation: OperationRef,
    /// The entry that announced it.
    pub entry: String,
    /// The day of the announcement.
    pub announced: Date,
}

/// The sunset that a change announces: as written and as its last day. A month is over at its end.
pub fn sunset_of(change: &Change) -> Option<(String, Date)> {
    let named = ["sunset", "x-sunset", "x-qlik-deprecated-sunset"];
    let of_object = |map: &serde_json::Map<String, Value>| {
        named.iter().find_map(|name| map.get(*name).and_then(Value::as_str).and_then(read))
    };
    change
        .after
        .as_str()
        .and_then(read)
        .or_else(|| change.after.as_object().and_then(of_object))
        .or_else(|| of_object(&change.attributes))
        .or_else(|| change.text.split(|c: char| !(c.is_ascii_digit() || c == '-')).find_map(read))
}

fn read(text: &str) -> Option<(String, Date)> {
    let text = text.trim();
    let digits = text.as_bytes();
    if digits.len() < 7 || digits[4] != b'-' || !digits[..4].iter().all(u8::is_ascii_digit) {
        return None;
    }
    let month = || format!("{text}-01").parse::<Date>().ok().map(Date::last_of_month);
    let day = || text.get(..10).and_then(|day| day.parse::<Date>().ok());
    let date = if digits.len() == 7 { month() } else { day() }?;
    Some((text.to_owned(), date))
}

/// The sunsets that are not over at the date of the newest entry, soonest first. An operation that was removed, or
/// whose deprecation was taken back, has none.
pub fn upcoming(changelog: &Changelog) -> Vec<Sunset> {
    let Some(today) = changelog.entries.first().map(|entry| entry.date) else { return Vec::new() };
    let mut settled = std::collections::HashSet::new();
    let mut found = Vec::new();
    for entry in &changelog.entries {
        for change in entry.changes.iter().filter(|change| speaks_of_end(change)) {
            let sunset = sunset_of(change).filter(|_| !change.id.contains("removed"));
            for operation in change.operations() {
                if !settled.insert((operation.operation.clone(), operation.path.clone())) {
                    continue;
                }
                let Some((written, last_day)) = sunset.clone().filter(|(_, day)| *day >= today) else {
                    continue;
                };
                found.push(Sunset { last_day, written, operation, entry: entry.id(), announced: entry.date });
            }
        }
    }
    found.sort();
    found
}

/// Whether a change says something about how long an operation as a whole will live.
fn speaks_of_end(change: &Change) -> bool {
    let id = change.id.as_ref();
    let starts = |heads: &[&str]| heads.iter().any(|head| id.starts_with(head));
    starts(&["endpoint-deprecated", "endpoint-reactivated", "endpoint-sunset", "api-sunset", "sunset-"])
        || starts(&["api-removed", "api-path-removed", "api-deprecated"])
}
