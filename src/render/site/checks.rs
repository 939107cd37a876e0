//! What counts as breaking: every check of the comparison, and how often it has been seen.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::diff::change::Level;
use crate::diff::check::{Check, registry};
use crate::release::{Changelog, Kind};
use crate::render::view::Item;

/// The page's own context.
#[derive(Serialize)]
pub(super) struct Checks {
    levels: Vec<Weight>,
}

/// The checks of a level.
#[derive(Serialize)]
struct Weight {
    title: &'static str,
    /// The most frequent first.
    seen: Vec<Row>,
    /// What has not happened yet.
    unseen: Vec<Row>,
}

#[derive(Serialize)]
struct Row {
    id: String,
    finds: String,
    why: String,
    times: usize,
    example: Option<String>,
}

/// How often a check was seen, and the newest example.
struct Seen {
    level: Level,
    times: usize,
    example: String,
}

impl Checks {
    /// Everything that breaks or may, seen or not; of the rest only what has been seen.
    pub(super) fn of(changelog: &Changelog) -> Self {
        let seen = seen(changelog);
        let weight = |title: &'static str, level: Level| {
            let here = seen.iter().filter(|(_, seen)| seen.level == level);
            let mut rows: Vec<Row> =
                here.map(|(id, seen)| row(id, registry().of_id(id), Some(seen))).collect();
            rows.sort_by(|a, b| (b.times, &a.id).cmp(&(a.times, &b.id)));
            let unseen = registry()
                .all()
                .filter(|check| level > Level::Info && check.level == level && !check.documentation)
                .filter(|check| !seen.contains_key(check.id.as_str()))
                .map(|check| row(&check.id, Some(check), None))
                .collect();
            Weight { title, seen: rows, unseen }
        };
        let levels = [
            weight("Breaks", Level::Breaking),
            weight("May break", Level::Warning),
            weight("Information", Level::Info),
        ];
        let tells = |weight: &Weight| !weight.seen.is_empty() || !weight.unseen.is_empty();
        Self { levels: levels.into_iter().filter(tells).collect() }
    }
}

/// The checks that have told something noticeable, each at the highest level that it was given.
fn seen(changelog: &Changelog) -> BTreeMap<&str, Seen> {
    let mut seen: BTreeMap<&str, Seen> = BTreeMap::new();
    let changes = changelog.entries.iter().flat_map(|entry| &entry.changes);
    for change in changes.filter(|change| Kind::of(change) < Kind::Documentation) {
        seen.entry(&change.id)
            .and_modify(|seen| {
                seen.times += 1;
                seen.level = seen.level.max(change.level);
            })
            .or_insert_with(|| Seen { level: change.level, times: 1, example: Item::new(change).sentence });
    }
    seen
}

fn row(id: &str, check: Option<&Check>, seen: Option<&Seen>) -> Row {
    Row {
        id: crate::escape::visible(id),
        finds: check.map(finds).unwrap_or_default(),
        why: check.map(|check| check.row.why.to_owned()).unwrap_or_default(),
        times: seen.map_or(0, |seen| seen.times),
        example: seen.map(|seen| seen.example.clone()),
    }
}

/// What a check says, with an ellipsis where the values stand.
fn finds(check: &Check) -> String {
    let text = elided(check.row.says);
    let text = match check.site {
        Some(site) => format!("{}: {text}", site.words()),
        None => text,
    };
    crate::render::words::sentence(&text)
}

/// A sentence with an ellipsis in place of each value, and no backticks around it.
fn elided(says: &str) -> String {
    let mut text = String::with_capacity(says.len());
    let mut rest = says;
    while let Some((before, after)) = rest.split_once('{') {
        text.push_str(before);
        let behind =
            ["before}", "after}", "name}", "default}"].iter().find_map(|end| after.strip_prefix(end));
        let Some(behind) = behind else {
            text.push('{');
            rest = after;
            continue;
        };
        let unquoted = behind.strip_prefix('`').filter(|_| text.ends_with('`'));
        if unquoted.is_some() {
            text.pop();
        }
        text.push('…');
        rest = unquoted.unwrap_or(behind);
    }
    text + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_left_out_with_their_backticks() {
        assert_eq!(elided("from `{before}` to {after}"), "from … to …");
        assert_eq!(elided("`{name} {other}` is `a`"), "`… {other}` is `a`");
        assert_eq!(elided("nothing to say"), "nothing to say");
    }
}
