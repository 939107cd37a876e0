//! Folders, runs that are at work or were cut short, the workflow.

use std::path::Path;

use super::Check;
use crate::cli::exit::Exit;
use crate::pipeline::{CONSOLIDATED, SPECS};
use crate::publish::{self, State};

/// Whether a night can write where it has to.
pub fn folders(root: &Path) -> Vec<Check> {
    let mut checks = vec![folder(root, "the repository")];
    for name in [SPECS, CONSOLIDATED] {
        let path = root.join(name);
        if path.is_dir() {
            checks.push(folder(&path, &format!("{name}/")));
        } else if path.symlink_metadata().is_ok() {
            checks.push(Check::wrong(
                Exit::Usage,
                "folders",
                format!("{} is no folder", path.display()),
                format!("move it away: a run keeps its files in {name}/"),
            ));
        }
    }
    checks.retain(|check| check.state != super::State::Good);
    if checks.is_empty() { vec![Check::good("folders", "can be written")] } else { checks }
}

fn folder(path: &Path, name: &str) -> Check {
    match publish::try_write(path) {
        Ok(()) => Check::good("folders", name),
        Err(error) => Check::wrong(
            Exit::Usage,
            "folders",
            format!("{name} ({}) cannot be written: {error}", path.display()),
            format!("chown or chmod it for the user who runs specline: {}", path.display()),
        ),
    }
}

/// Whether a run is at work here, or was cut short.
pub fn runs(root: &Path) -> Check {
    let name = "runs";
    match publish::state(root) {
        Ok(State::Idle) => Check::good(name, "none is at work, none was cut short"),
        Ok(State::Busy(owner)) => Check::note(
            name,
            format!("one is at work: {owner}"),
            "wait until it is done; a lock ends with its process",
        ),
        Ok(State::Interrupted) => Check::note(
            name,
            "one was cut short while it moved files to their places",
            "the next `specline run` finishes it before it begins",
        ),
        Err(error) => Check::wrong(
            Exit::Usage,
            name,
            error.to_string(),
            "remove .specline/ when no run is at work, then `git status` shows what is half done",
        ),
    }
}

/// Whether something runs the night.
pub fn workflow(root: &Path) -> Check {
    let name = "workflow";
    let folder = root.join(".github/workflows");
    let mut files: Vec<_> = std::fs::read_dir(&folder)
        .into_iter()
        .flatten()
        .filter_map(|entry| Some(entry.ok()?.path()))
        .collect();
    files.sort();
    let runs = |path: &Path| std::fs::read_to_string(path).is_ok_and(|text| text.contains("specline run"));
    match files.iter().find(|path| runs(path)) {
        Some(path) => Check::good(name, format!("{} runs the night", path.display())),
        None => Check::note(
            name,
            "no workflow here runs `specline run`",
            "`specline init` writes one; cron or another scheduler can call it as well",
        ),
    }
}
