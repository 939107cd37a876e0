//! When deprecated things go away: the standing list of sunsets that are still to come.

use jiff::civil::Date;
use serde::Serialize;
use serde_json::Value;

use super::{Changelog, Entry};
use crate::collections::HashSet;
use crate::diff::change::{Change, OperationRef};

/// One operation, or a parameter or property of it, that will go away.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Sunset {
    /// The last day on which it is promised to work.
    pub last_day: Date,
    /// The date as the document spells it, such as `2026-02`.
    pub written: String,
    /// The parameter or property, as its change names it; absent when the operation goes.
    pub part: Option<String>,
    /// The operation, or the first that has the part.
    pub operation: OperationRef,
    /// How many more operations have the part.
    pub others: usize,
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

/// The sunsets that are not over at the date of the newest entry, soonest first. What was removed, or whose deprecation
/// was taken back, has none, and neither has a part of an operation that was removed.
pub fn upcoming(changelog: &Changelog) -> Vec<Sunset> {
    let Some(today) = changelog.entries.first().map(|entry| entry.date) else { return Vec::new() };
    let mut calendar =
        Calendar { today, settled: HashSet::default(), gone: HashSet::default(), found: Vec::new() };
    for entry in &changelog.entries {
        for change in &entry.changes {
            calendar.hear(entry, change);
        }
    }
    let order = |sunset: &Sunset| {
        let Sunset { last_day, operation, part, .. } = sunset.clone();
        (last_day, operation.service, operation.path, operation.operation, part)
    };
    calendar.found.sort_by_cached_key(order);
    calendar.found
}

/// Method and path.
type Name = (String, String);

/// Hears changes, newest first; what was said last about an operation or a part counts.
struct Calendar {
    today: Date,
    /// What has been spoken of: an operation, or a part of one.
    settled: HashSet<(Name, Option<String>)>,
    /// Operations that are no longer there.
    gone: HashSet<Name>,
    found: Vec<Sunset>,
}

impl Calendar {
    fn hear(&mut self, entry: &Entry, change: &Change) {
        let Some(subject) = subject(change) else { return };
        let part = if let Subject::Part(name) = subject { Some(name.to_owned()) } else { None };
        let mut operations = change.operations();
        operations.retain(|operation| {
            let name = (operation.operation.clone(), operation.path.clone());
            let is_there = part.is_none() || !self.gone.contains(&name);
            if subject == Subject::Gone {
                self.gone.insert(name.clone());
            }
            self.settled.insert((name, part.clone())) && is_there
        });
        let announces = !change.id.contains("removed");
        let Some((written, last_day)) = sunset_of(change).filter(|(_, day)| announces && *day >= self.today)
        else {
            return;
        };
        let others = if part.is_some() { operations.len().saturating_sub(1) } else { 0 };
        operations.truncate(operations.len() - others);
        self.found.extend(operations.into_iter().map(|operation| Sunset {
            last_day,
            written: written.clone(),
            part: part.clone(),
            operation,
            others,
            entry: entry.id(),
            announced: entry.date,
        }));
    }
}

/// Whose end a change speaks of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Subject<'a> {
    /// Operations as a whole.
    Operation,
    /// Operations that are no longer there, and their parts with them.
    Gone,
    /// A parameter or property, as the change names it.
    Part(&'a str),
}

fn subject(change: &Change) -> Option<Subject<'_>> {
    let id = change.id.as_ref();
    let starts = |heads: &[&str]| heads.iter().any(|head| id.starts_with(head));
    let ends = ["-deprecated", "-sunset", "-reactivated", "-removed", "-undeprecated"];
    if starts(&["api-removed", "api-path-removed"]) {
        Some(Subject::Gone)
    } else if starts(&["endpoint-deprecated", "endpoint-reactivated", "endpoint-sunset", "api-sunset"])
        || starts(&["sunset-", "api-deprecated"])
    {
        Some(Subject::Operation)
    } else if ends.iter().any(|end| id.contains(end))
        && ["-parameter", "-property"].iter().any(|part| id.contains(part))
    {
        // The sentence begins with the part: "query parameter `limit`: deprecated".
        change.text.split_once(": ").map(|(part, _)| Subject::Part(part))
    } else {
        None
    }
}
