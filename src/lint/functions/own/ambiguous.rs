//! `ambiguousPaths`: no URL fits two path templates.

use serde_json::Value;

use crate::json::Pointer;
use crate::lint::functions::{Input, Outcome, Prepared, options};

/// Takes no options.
///
/// # Errors
/// Any options.
pub fn prepare(given: Option<&Value>) -> Result<Prepared, String> {
    options::none("ambiguousPaths", given)?;
    Ok(Box::new(check))
}

/// A path with its segments; `None` is a parameter, which takes any text.
struct Template<'i> {
    path: &'i str,
    segments: Vec<Option<&'i str>>,
}

fn check(input: &Input<'_>) -> Vec<Outcome> {
    let Some(Value::Object(paths)) = input.value else { return Vec::new() };
    let templates: Vec<Template<'_>> =
        paths.keys().filter(|key| key.starts_with('/')).map(|path| read(path)).collect();
    // Only templates of one length and one beginning can meet, so few pairs are looked at.
    let mut groups: std::collections::BTreeMap<(usize, Option<&str>), Vec<&Template<'_>>> =
        std::collections::BTreeMap::default();
    for template in &templates {
        groups.entry((template.segments.len(), template.segments[0])).or_default().push(template);
    }
    let mut told = Vec::new();
    for ((length, first), group) in &groups {
        let free = if first.is_some() { groups.get(&(*length, None)) } else { None };
        for (at, later) in group.iter().enumerate() {
            let others = group[..at].iter().chain(free.into_iter().flatten());
            if let Some(other) = others.into_iter().find(|other| meet(other, later)) {
                let message = format!("A URL can fit both \"{}\" and \"{}\".", other.path, later.path);
                told.push(Outcome::at(Pointer::of(["paths", later.path]), message));
            }
        }
    }
    told
}

fn read(path: &str) -> Template<'_> {
    let segments = path.trim_start_matches('/').split('/');
    Template { path, segments: segments.map(|segment| (!segment.contains('{')).then_some(segment)).collect() }
}

/// Each template has to be freer than the other somewhere: `/a/{x}` beside `/a/b` is fine, the fixed one wins.
fn meet(one: &Template<'_>, other: &Template<'_>) -> bool {
    let pairs = || one.segments.iter().zip(&other.segments);
    let fits = pairs().all(|(a, b)| a.is_none() || b.is_none() || a == b);
    let freer = pairs().any(|(a, b)| a.is_none() && b.is_some());
    let stricter = pairs().any(|(a, b)| a.is_some() && b.is_none());
    fits && freer == stricter
}
