//! The swap: every file to its place, on to the new night or back to the old one. Each step may be repeated, so that a swap
//! which was cut short anywhere can be finished by doing it again.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use super::disk::Disk;
use super::error::PublishError;
use super::journal::{Journal, Step, Way, Work, mark_of};
use super::stage::folders_above;

/// Moves every file of the journal one way and brings it down to the disk.
pub(super) fn swap(disk: &dyn Disk, work: &Work, journal: &Journal, way: Way) -> Result<(), PublishError> {
    for (number, step) in journal.steps.iter().enumerate() {
        one(disk, work, number, step, way)?;
    }
    tidy(disk, work, journal, way);
    sync(disk, work, journal)
}

fn one(disk: &dyn Disk, work: &Work, number: usize, step: &Step, way: Way) -> Result<(), PublishError> {
    let target = work.root.join(&step.path);
    let (content, folder) = match way {
        Way::On => (&step.new, work.new_files()),
        Way::Back => (&step.old, work.old_files()),
    };
    let staged = folder.join(number.to_string());
    let Some(mark) = content else {
        return disk.remove_file(&target).map_err(PublishError::io("removed", &target));
    };
    if fs::symlink_metadata(&staged).is_err() {
        return already_there(work, &target, step, mark);
    }
    // Renaming a file over another name of itself does nothing and leaves both.
    if way == Way::Back && mark_of(&target)?.as_ref() == Some(mark) {
        return Ok(());
    }
    for above in folders_above(&work.root, &step.path) {
        disk.create_folder(&above).map_err(PublishError::io("written", &above))?;
    }
    disk.rename(&staged, &target).map_err(PublishError::io("written", &target))
}

/// A staged file that is gone was moved before the swap was cut short; its content must be at its place.
fn already_there(work: &Work, target: &Path, step: &Step, mark: &String) -> Result<(), PublishError> {
    if mark_of(target)?.as_ref() == Some(mark) {
        return Ok(());
    }
    fs::symlink_metadata(&work.root).map_err(PublishError::io("written", target))?;
    Err(work.mismatch(format!(
        "`{}` was changed after a night was cut short, and its staged content is gone",
        step.path
    )))
}

/// Folders that lost their last file go, too.
fn tidy(disk: &dyn Disk, work: &Work, journal: &Journal, way: Way) {
    let goes = |step: &&Step| match way {
        Way::On => step.new.is_none(),
        Way::Back => step.old.is_none(),
    };
    let mut folders: Vec<_> =
        journal.steps.iter().filter(goes).flat_map(|step| folders_above(&work.root, &step.path)).collect();
    folders.sort();
    folders.dedup();
    for folder in folders.iter().rev() {
        let empty = fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_none());
        if empty {
            let _ = disk.remove_folder(folder);
        }
    }
}

fn sync(disk: &dyn Disk, work: &Work, journal: &Journal) -> Result<(), PublishError> {
    let above = journal.steps.iter().flat_map(|step| folders_above(&work.root, &step.path));
    let folders: BTreeSet<_> = above.filter(|folder| folder.is_dir()).chain([work.root.clone()]).collect();
    for folder in &folders {
        disk.sync_folder(folder).map_err(PublishError::io("written", folder))?;
    }
    Ok(())
}
