//! What a process that was killed left behind: a decided swap is finished, an undecided one forgotten.

use std::fs;

use super::disk::Disk;
use super::error::PublishError;
use super::journal::{Way, Work};
use super::swap::swap;

/// What the last run left behind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Recovered {
    /// Nothing.
    Nothing,
    /// A night that was decided; it is complete now.
    Finished,
    /// A night that was being undone; the one before it is complete again.
    Undone,
}

/// Finishes or forgets. Needs the lock.
pub(super) fn recover(disk: &dyn Disk, work: &Work) -> Result<Recovered, PublishError> {
    let recovered = match work.unfinished()? {
        None => Recovered::Nothing,
        Some((way, journal)) => {
            swap(disk, work, &journal, way)?;
            if way == Way::On { Recovered::Finished } else { Recovered::Undone }
        }
    };
    forget(disk, work)?;
    Ok(recovered)
}

/// Removes the journal first: from then on the swap is over. Then what was staged.
pub(super) fn forget(disk: &dyn Disk, work: &Work) -> Result<(), PublishError> {
    for file in [work.journal(Way::Back), work.journal(Way::On), work.draft()] {
        if fs::symlink_metadata(&file).is_ok() {
            disk.remove_file(&file).map_err(PublishError::io("removed", &file))?;
            disk.sync_folder(&work.folder).map_err(PublishError::io("written", &work.folder))?;
        }
    }
    for folder in [work.new_files(), work.old_files()] {
        let Ok(entries) = fs::read_dir(&folder) else { continue };
        for entry in entries.flatten() {
            disk.remove_file(&entry.path()).map_err(PublishError::io("removed", &entry.path()))?;
        }
        disk.remove_folder(&folder).map_err(PublishError::io("removed", &folder))?;
    }
    Ok(())
}
