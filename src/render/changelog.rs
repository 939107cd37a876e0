//! The changelog as Markdown: the whole file, a pull request's body, release notes, a step summary.

use serde::Serialize;

use super::template::{Error, Templates};
use super::view::{EntryView, View};
use super::words::counted;
use crate::release::{Changelog, Entry, Options};

/// The most characters of a pull request's body on GitHub.
const PULL_REQUEST: usize = 65_536;
/// The most characters of release notes on GitHub.
const RELEASE: usize = 125_000;
/// The most bytes of a step summary on GitHub.
const STEP_SUMMARY: usize = 1_048_576;
/// How many bytes a change usually takes.
const USUAL: usize = 250;

/// `CHANGELOG.md`.
///
/// # Errors
/// A template of the user's that fails.
pub fn markdown(changelog: &Changelog, options: &Options, templates: &Templates) -> Result<String, Error> {
    of_view(&View::new(changelog, options), templates)
}

/// `CHANGELOG.md` out of a view that is there already.
///
/// # Errors
/// A template of the user's that fails.
pub fn of_view(view: &View, templates: &Templates) -> Result<String, Error> {
    templates.print("CHANGELOG.md", view).map(|text| tidy(&text))
}

/// The body of a pull request about an entry, within what GitHub takes.
///
/// # Errors
/// A template of the user's that fails.
pub fn pull_request(entry: &Entry, options: &Options, templates: &Templates) -> Result<String, Error> {
    fitting("pull-request.md", PULL_REQUEST, entry, options, templates)
}

/// The notes of a release that an entry describes, within what GitHub takes.
///
/// # Errors
/// A template of the user's that fails.
pub fn release_notes(entry: &Entry, options: &Options, templates: &Templates) -> Result<String, Error> {
    fitting("release-notes.md", RELEASE, entry, options, templates)
}

/// The summary of a step of a workflow, within what GitHub takes.
///
/// # Errors
/// A template of the user's that fails.
pub fn step_summary(entry: &Entry, options: &Options, templates: &Templates) -> Result<String, Error> {
    fitting("step-summary.md", STEP_SUMMARY, entry, options, templates)
}

/// One entry as Markdown, whole.
///
/// # Errors
/// A template of the user's that fails.
pub fn entry(entry: &Entry, options: &Options, templates: &Templates) -> Result<String, Error> {
    fitting("release-notes.md", usize::MAX, entry, options, templates)
}

/// One entry as plain text for a terminal, whole.
///
/// # Errors
/// A template of the user's that fails.
pub fn text(entry: &Entry, options: &Options, templates: &Templates) -> Result<String, Error> {
    fitting("entry.txt", usize::MAX, entry, options, templates)
}

#[derive(Serialize)]
struct One {
    title: String,
    link: String,
    entry: EntryView,
}

/// The template with as many changes as fit, the weightiest first; what is left out is counted in `entry.omitted`.
fn fitting(
    name: &str,
    budget: usize,
    entry: &Entry,
    options: &Options,
    templates: &Templates,
) -> Result<String, Error> {
    let whole = EntryView::new(entry, 0);
    let print = |most: usize| {
        let one = One { title: options.title.clone(), link: options.base(), entry: whole.cut(most) };
        templates.print(name, &one).map(|text| tidy(&text))
    };
    let all = whole.items();
    let (mut fits, mut too_many) = (None, all + 1);
    let mut most = all.min(budget / USUAL);
    loop {
        let text = print(most)?;
        let guess = scaled(most, budget, text.len());
        if text.len() > budget {
            too_many = most;
        } else {
            let enough = most == all || text.len() > budget / 10 * 9;
            fits = Some((most, text));
            if enough {
                break;
            }
        }
        let low = fits.as_ref().map_or(0, |(most, _)| most + 1);
        if low >= too_many {
            break;
        }
        most = guess.clamp(low, too_many - 1);
    }
    Ok(fits.map_or_else(|| told_in_a_line(entry), |(_, text)| text))
}

/// How many changes should fit when so many took so many bytes.
fn scaled(changes: usize, budget: usize, bytes: usize) -> usize {
    changes.saturating_mul(budget / 100 * 96) / bytes.max(1)
}

fn told_in_a_line(entry: &Entry) -> String {
    format!("{}: {}\n", entry.version, counted(entry.changes.len(), "change", None))
}

/// No white space at the ends of lines, no two empty lines together, one line break at the end.
pub fn tidy(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for line in text.lines().map(str::trim_end) {
        if !line.is_empty() || !(out.is_empty() || out.ends_with("\n\n")) {
            out.push_str(line);
            out.push('\n');
        }
    }
    out.truncate(out.trim_end().len());
    out.push('\n');
    out
}
