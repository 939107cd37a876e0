//! What a fact about a schema is called at a site: the kind behind the site, except where the field has another word.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use super::super::change::Level;
use super::super::check::{Effect, Flags};
use super::super::site::{Direction, Site};
use super::Row;

/// The facts about read-only properties of requests that are told at all, for information.
const READ_ONLY: [&str; 6] = [
    "enum-value-removed",
    "max-decreased",
    "exclusive-max-decreased",
    "max-length-decreased",
    "min-increased",
    "exclusive-min-increased",
];

/// The facts about write-only properties of responses that are told at all, for information.
const WRITE_ONLY: [&str; 5] =
    ["enum-value-added", "became-optional", "became-required", "property-added", "property-removed"];

/// Kinds that speak of whether the property is required.
const BY_REQUIREDNESS: [&str; 4] =
    ["became-read-only", "became-not-read-only", "became-write-only", "became-not-write-only"];

/// The id and level of a kind at a site; `None` where nobody can notice it.
pub fn name(site: Site, row: &Row, flags: Flags) -> Option<(String, Level)> {
    let law = row.level(site.direction());
    if BY_REQUIREDNESS.contains(&row.kind) {
        return Some(by_requiredness(site, row, flags));
    }
    if is_hidden(site, flags) && !row.documentation {
        return hidden(site, row, flags);
    }
    if is_existence(row) {
        return Some(existence(site, row, flags));
    }
    if row.kind == "declared-and-optional" && site.direction() == Direction::Request {
        // That it may be sent is told as a new property.
        return None;
    }
    let kind = as_called(site, row.kind);
    let level = match (row.kind, kind) {
        ("type-to-text" | "type-from-text", "type-changed" | "type-specialized") => Level::Breaking,
        _ => level_at(site, row).unwrap_or(law),
    };
    Some((id(site, kind), level))
}

/// Whether [`name`] looks at the flags.
pub fn depends_on_flags(site: Site, row: &Row, flags: Flags) -> bool {
    is_hidden(site, flags) && !row.documentation || BY_REQUIREDNESS.contains(&row.kind) || is_existence(row)
}

fn is_existence(row: &Row) -> bool {
    matches!(row.kind, "property-added" | "property-added-with-default" | "property-removed")
}

/// The ids of oasdiff, one a line.
const OASDIFF: &str = include_str!("oasdiff.txt");

/// The ids of oasdiff's checks.
pub fn of_oasdiff() -> impl Iterator<Item = &'static str> {
    OASDIFF.lines()
}

fn is_of_oasdiff(id: &str) -> bool {
    static IDS: LazyLock<BTreeSet<&str>> = LazyLock::new(|| of_oasdiff().collect());
    IDS.contains(id)
}

/// Whether nobody has to act on a fact: less is asked of the sender, or more is promised to the receiver. What oasdiff lists is
/// listed all the same, since people know it from there.
pub fn is_quiet(site: Site, row: &Row, id: &str, level: Level) -> bool {
    let harmless = match site.direction() {
        Direction::Request => row.effect == Effect::Widens,
        Direction::Response => row.effect == Effect::Narrows,
    };
    harmless && level == Level::Info && !is_of_oasdiff(id)
}

/// Whether what stands here is never sent in this direction.
fn is_hidden(site: Site, flags: Flags) -> bool {
    if site.is_parameter() {
        return flags.read_only;
    }
    match site.direction() {
        Direction::Request => flags.read_only,
        Direction::Response => flags.write_only,
    }
}

fn hidden(site: Site, row: &Row, flags: Flags) -> Option<(String, Level)> {
    let (word, told): (_, &[&str]) = match site.direction() {
        Direction::Request => ("read-only", &READ_ONLY),
        Direction::Response => ("write-only", &WRITE_ONLY),
    };
    let stem = site.prefix().strip_suffix("-property")?;
    if site.direction() == Direction::Response && row.kind == "enum-value-removed" {
        return Some((id(site, row.kind), Level::Info));
    }
    if !told.contains(&row.kind) {
        return None;
    }
    let requiredness = if flags.required { "required" } else { "optional" };
    let id = match row.kind.strip_prefix("property-") {
        Some(event) => format!("{stem}-{requiredness}-{word}-property-{event}"),
        None => format!("{stem}-{word}-property-{}", row.kind),
    };
    Some((id, Level::Info))
}

/// Where values are written as text, whoever sends anything may turn to text, and whoever receives text may get anything;
/// a wider format has no name of its own.
fn as_called(site: Site, kind: &'static str) -> &'static str {
    let harmless = if site.is_parameter() && site.direction() == Direction::Request {
        "type-generalized"
    } else {
        "type-compatible"
    };
    // The properties of a parameter have one word for every type that does not hold the old one.
    let changed = match site {
        Site::ParameterProperty | Site::HeaderProperty => "type-specialized",
        _ => "type-changed",
    };
    match (site.direction(), kind) {
        (_, "type-changed") => changed,
        (Direction::Request, "type-to-text") | (Direction::Response, "type-from-text") => harmless,
        (Direction::Request, "type-from-text") | (Direction::Response, "type-to-text") => changed,
        (Direction::Request, "type-still-text") => harmless,
        (Direction::Response, "type-still-text") => "type-specialized",
        (Direction::Request, "type-generalized-otherwise-formatted") => "type-changed",
        (Direction::Response, "type-generalized-otherwise-formatted") => "type-generalized",
        (Direction::Request, "type-dropped") => "type-generalized",
        (Direction::Response, "type-dropped") if site.is_header() => "type-generalized",
        (Direction::Response, "type-dropped") => "type-changed",
        (_, "pattern-specialized") => "pattern-changed",
        (Direction::Response, "became-required-with-default") => "became-required",
        (_, "declared-and-optional") => "became-optional",
        (Direction::Request, "format-generalized") => "type-generalized",
        (Direction::Response, "format-generalized") => "type-changed",
        (_, kind) => kind,
    }
}

fn existence(site: Site, row: &Row, flags: Flags) -> (String, Level) {
    let prefix = site.prefix();
    let requiredness = if flags.required { "required" } else { "optional" };
    let event = row.kind.strip_prefix("property-").unwrap_or(row.kind);
    match (site.direction(), event) {
        (Direction::Request, "removed") => (format!("{prefix}-removed"), Level::Warning),
        (Direction::Request, _) => {
            let suffix = event.strip_prefix("added").filter(|_| flags.required).unwrap_or_default();
            let level = if flags.required { Level::Breaking } else { Level::Info };
            (format!("new-{requiredness}-{prefix}{suffix}"), level)
        }
        (Direction::Response, _) => {
            let stem = prefix.strip_suffix("-property").unwrap_or(prefix);
            let event = if event == "removed" { "removed" } else { "added" };
            let level = match (event, flags.required) {
                ("removed", true) => Level::Breaking,
                ("removed", false) => Level::Warning,
                _ => Level::Info,
            };
            (format!("{stem}-{requiredness}-property-{event}"), level)
        }
    }
}

fn by_requiredness(site: Site, row: &Row, flags: Flags) -> (String, Level) {
    let stem = site.prefix().strip_suffix("-property").unwrap_or(site.prefix());
    let requiredness = if flags.required { "required" } else { "optional" };
    let revealed =
        site.direction() == Direction::Response && flags.required && row.kind == "became-not-write-only";
    let level = if revealed { Level::Warning } else { Level::Info };
    (format!("{stem}-{requiredness}-property-{}", row.kind), level)
}

fn id(site: Site, kind: &str) -> String {
    match (site, kind) {
        (Site::ResponseBody, "enum-value-removed") => "response-mediatype-enum-value-removed".to_owned(),
        (Site::RequestBody | Site::RequestProperty | Site::Parameter, "type-specialized") => {
            format!("{}-type-changed", site.prefix())
        }
        (Site::HeaderProperty, "became-enum" | "became-required") => {
            format!("request-header-property-{kind}")
        }
        (Site::HeaderProperty, "became-required-with-default") => {
            "request-header-property-became-required".to_owned()
        }
        (Site::HeaderProperty, _) => format!("request-parameter-property-{kind}"),
        _ => format!("{}-{kind}", site.prefix()),
    }
}

/// Levels that hold at one site only.
fn level_at(site: Site, row: &Row) -> Option<Level> {
    match (site, row.kind) {
        (Site::Parameter, "default-value-added" | "default-value-changed" | "default-value-removed") => {
            Some(Level::Breaking)
        }
        (Site::ParameterProperty | Site::HeaderProperty, "type-generalized-otherwise-formatted") => {
            Some(Level::Warning)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::SCHEMA;
    use super::*;

    #[test]
    fn what_depends_on_no_flag_is_called_alike_for_all() {
        for row in SCHEMA.iter().copied().flatten() {
            for site in Site::ALL {
                let mut names = Flags::ALL
                    .into_iter()
                    .filter(|flags| !depends_on_flags(site, row, *flags))
                    .map(|flags| name(site, row, flags));
                let first = names.next();
                assert!(names.all(|name| Some(&name) == first.as_ref()), "{} at {site:?}", row.kind);
            }
        }
    }
}
