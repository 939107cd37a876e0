//! What git knows: whether the nights are kept, and whether the clock can be right.

use std::path::Path;

use jiff::civil::Date;
use jiff::{Timestamp, ToSpan as _};

use super::Check;
use crate::cli::exit::Exit;
use crate::cli::io::day;
use crate::history;
use crate::pipeline::{CONSOLIDATED, SPECS};
use crate::render::words::counted;

/// GitHub stops schedules where nobody commits for 60 days.
const QUIET_DAYS: i64 = 45;

/// What a git command printed, when it could do what it was asked.
fn git(root: &Path, arguments: &[&str]) -> Option<String> {
    let out = history::ask_git(root, arguments).ok()?;
    Some(String::from_utf8_lossy(&out).trim_end().to_owned())
}

/// Whether the clock stands before what has happened already.
pub fn clock(root: &Path, now: Timestamp, newest: Option<Date>) -> Check {
    let name = "clock";
    let tomorrow = now.checked_add(24.hours()).unwrap_or(now);
    let committed = committed(root, &[]).filter(|at| *at > tomorrow).map(|at| ("the last commit", day(at)));
    let entry = newest.filter(|date| *date > day(tomorrow)).map(|date| ("the newest entry", date));
    match committed.or(entry) {
        None => Check::good(name, format!("{now:.0}")),
        Some((what, date)) => Check::wrong(
            Exit::Usage,
            name,
            format!("it is {now:.0} here, and {what} is of {date}"),
            "set the clock; sunsets and the nights of missing services are counted by it",
        ),
    }
}

/// When these paths were committed last.
fn committed(root: &Path, paths: &[&str]) -> Option<Timestamp> {
    let mut arguments = vec!["log", "-1", "--format=%ct", "--"];
    arguments.extend(paths);
    Timestamp::from_second(git(root, &arguments)?.parse().ok()?).ok()
}

/// Whether what a night publishes ends up in a history.
pub fn state(root: &Path, now: Timestamp) -> Vec<Check> {
    let name = "git";
    if git(root, &["rev-parse", "--is-inside-work-tree"]).is_none() {
        let found = "no repository, or no git: nights are published, and their history is kept in changelog.json alone";
        return vec![Check::note(name, found, "git init")];
    }
    let mut checks = Vec::new();
    for folder in [SPECS, CONSOLIDATED] {
        if git(root, &["check-ignore", "--quiet", &format!("{folder}/x.json")]).is_some() {
            checks.push(Check::wrong(
                Exit::Usage,
                name,
                format!("{folder}/ is ignored, so no night would be committed"),
                "take it out of .gitignore",
            ));
        }
    }
    let changed = git(root, &["status", "--porcelain", "--", SPECS, CONSOLIDATED]).unwrap_or_default();
    if !changed.is_empty() {
        let files = counted(changed.lines().count(), "file or folder", Some("files or folders"));
        checks.push(Check::note(
            name,
            format!("not committed: {files} of {SPECS}/ and {CONSOLIDATED}/"),
            format!("git add {SPECS} {CONSOLIDATED} && git commit"),
        ));
    }
    if git(root, &["rev-parse", "--is-shallow-repository"]).as_deref() == Some("true") {
        checks.push(Check::note(
            name,
            "the clone is shallow: `changelog backfill` sees a part of the history only",
            "git fetch --unshallow",
        ));
    }
    checks.extend(quiet(root, now));
    if checks.is_empty() {
        checks.push(Check::good(name, "what the nights made is committed"));
    }
    checks
}

/// A repository in which nothing happens: GitHub stops its schedules.
fn quiet(root: &Path, now: Timestamp) -> Option<Check> {
    let days = (now.as_second() - committed(root, &[])?.as_second()) / 86_400;
    (days > QUIET_DAYS).then(|| {
        Check::note(
            "git",
            format!("the last commit is {days} days old"),
            "look at the last runs of the workflow: GitHub stops schedules after 60 days without a commit",
        )
    })
}
