//! Before anything is touched: what differs, whether it may be written, and the new contents on the same disk.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use super::disk::Disk;
use super::error::PublishError;
use super::journal::{Journal, Step, Work, content, mark};
use super::name;
use crate::artefact::Artefact;

/// What a night changes.
pub(super) struct Plan<'a> {
    /// The steps in order of their paths.
    pub journal: Journal,
    /// The new content of each step; none when the file goes.
    pub contents: Vec<Option<&'a [u8]>>,
    /// How many files stay as they are.
    pub unchanged: usize,
}

/// Compares what should be with what is, and refuses what must not be written.
pub(super) fn plan<'a>(
    root: &Path,
    artefacts: &'a [Artefact],
    removed: &'a [String],
) -> Result<Plan<'a>, PublishError> {
    let paths: Vec<&str> = artefacts.iter().map(|artefact| artefact.path.as_str()).collect();
    let kept: BTreeSet<&str> = paths.iter().copied().collect();
    let going: Vec<&str> = removed.iter().map(String::as_str).filter(|path| !kept.contains(path)).collect();
    for path in paths.iter().chain(&going) {
        name::check(path)?;
        name::check_place(root, path)?;
    }
    name::check_clashes(root, &paths, &going)?;
    let wanted = artefacts.iter().map(|artefact| (artefact.path.as_str(), Some(artefact.bytes.as_slice())));
    let mut all: Vec<(&str, Option<&[u8]>)> = wanted.chain(going.iter().map(|path| (*path, None))).collect();
    all.sort_by_key(|(path, _)| *path);
    let mut plan = Plan { journal: Journal::default(), contents: Vec::new(), unchanged: 0 };
    for (path, bytes) in all {
        let old = content(&root.join(path))?;
        if old.as_deref() == bytes {
            plan.unchanged += usize::from(bytes.is_some());
            continue;
        }
        let (new, old) = (bytes.map(mark), old.as_deref().map(mark));
        plan.journal.steps.push(Step { path: path.to_owned(), new, old });
        plan.contents.push(bytes);
    }
    Ok(plan)
}

/// Brings everything that the swap needs down to the disk: folders, new contents, second names of the old ones.
pub(super) fn stage(disk: &dyn Disk, work: &Work, plan: &Plan<'_>) -> Result<(), PublishError> {
    for folder in [work.new_files(), work.old_files()] {
        disk.create_folder(&folder).map_err(PublishError::io("written", &folder))?;
    }
    for (number, (step, bytes)) in plan.journal.steps.iter().zip(&plan.contents).enumerate() {
        let target = work.root.join(&step.path);
        if step.old.is_some() {
            let old = work.old_files().join(number.to_string());
            disk.link(&target, &old).map_err(PublishError::io("kept", &target))?;
        }
        if let Some(bytes) = bytes {
            let new = work.new_files().join(number.to_string());
            disk.write(&new, bytes).map_err(PublishError::io("written", &target))?;
        }
    }
    for folder in [work.new_files(), work.old_files()] {
        disk.sync_folder(&folder).map_err(PublishError::io("written", &folder))?;
    }
    Ok(())
}

/// Makes the folders that new files need; returns them, the upper ones first.
pub(super) fn make_folders(
    disk: &dyn Disk,
    work: &Work,
    journal: &Journal,
) -> Result<Vec<PathBuf>, PublishError> {
    let mut made = Vec::new();
    for step in journal.steps.iter().filter(|step| step.new.is_some()) {
        for folder in folders_above(&work.root, &step.path) {
            if fs::symlink_metadata(&folder).is_err() {
                let result = disk.create_folder(&folder).map_err(PublishError::io("written", &folder));
                if let Err(error) = result {
                    remove_folders(disk, &made);
                    return Err(error);
                }
                made.push(folder);
            }
        }
    }
    Ok(made)
}

/// Removes folders that were made for nothing, the lower ones first.
pub(super) fn remove_folders(disk: &dyn Disk, made: &[PathBuf]) {
    for folder in made.iter().rev() {
        let _ = disk.remove_folder(folder);
    }
}

/// The folders between the root and a path, the upper ones first.
pub(super) fn folders_above(root: &Path, path: &str) -> Vec<PathBuf> {
    let parts = path.match_indices('/').map(|(at, _)| root.join(&path[..at]));
    parts.collect()
}
