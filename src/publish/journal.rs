//! What a swap is about to do, written down before it is done.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::disk::Disk;
use super::error::PublishError;
use super::name;

/// Which way a swap goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    /// To the new night.
    On,
    /// Back to the old one.
    Back,
}

/// All steps of one swap. Their order is that of the paths.
#[derive(Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Journal {
    /// The steps.
    pub steps: Vec<Step>,
}

/// One file.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Step {
    /// Relative to the folder.
    pub path: String,
    /// [`mark`] of the new content; none when the file goes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub new: Option<String>,
    /// [`mark`] of the old content; none when the file is new.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub old: Option<String>,
}

/// The files of the working folder.
#[derive(Debug, Clone)]
pub(super) struct Work {
    /// The folder that is published into.
    pub root: PathBuf,
    /// `.specline` in it.
    pub folder: PathBuf,
}

impl Work {
    pub fn new(root: &Path) -> Self {
        Self { root: root.to_owned(), folder: root.join(name::WORK) }
    }

    pub fn lock(&self) -> PathBuf {
        self.folder.join("lock")
    }

    /// New contents, by the number of their step.
    pub fn new_files(&self) -> PathBuf {
        self.folder.join("new")
    }

    /// Old contents, by the number of their step.
    pub fn old_files(&self) -> PathBuf {
        self.folder.join("old")
    }

    /// The journal that is being written.
    pub fn draft(&self) -> PathBuf {
        self.folder.join("journal.draft")
    }

    /// The journal of a swap that goes this way. Its existence is the decision.
    pub fn journal(&self, way: Way) -> PathBuf {
        self.folder.join(match way {
            Way::On => "journal",
            Way::Back => "journal.undo",
        })
    }

    /// Writes the journal; once this returns, the new night is decided.
    pub fn decide(&self, disk: &dyn Disk, journal: &Journal) -> Result<(), PublishError> {
        let text = serde_json::to_vec_pretty(journal).expect("strings are JSON");
        let draft = self.draft();
        disk.write(&draft, &text).map_err(PublishError::io("written", &draft))?;
        self.move_journal(disk, &draft, &self.journal(Way::On))
    }

    /// Turns a swap around.
    pub fn turn_back(&self, disk: &dyn Disk) -> Result<(), PublishError> {
        self.move_journal(disk, &self.journal(Way::On), &self.journal(Way::Back))
    }

    fn move_journal(&self, disk: &dyn Disk, from: &Path, to: &Path) -> Result<(), PublishError> {
        disk.rename(from, to).map_err(PublishError::io("written", to))?;
        disk.sync_folder(&self.folder).map_err(PublishError::io("written", &self.folder))
    }

    /// The journal of a swap that was cut short.
    pub fn unfinished(&self) -> Result<Option<(Way, Journal)>, PublishError> {
        for way in [Way::Back, Way::On] {
            let path = self.journal(way);
            let bytes = match fs::read(&path) {
                Ok(bytes) => bytes,
                Err(error) if error.kind() == ErrorKind::NotFound => continue,
                Err(error) => return Err(PublishError::io("read", &path)(error)),
            };
            let journal: Journal =
                serde_json::from_slice(&bytes).map_err(|error| self.mismatch(error.to_string()))?;
            for step in &journal.steps {
                name::check(&step.path)?;
            }
            return Ok(Some((way, journal)));
        }
        Ok(None)
    }

    pub fn mismatch(&self, why: String) -> PublishError {
        PublishError::Journal { path: self.folder.clone(), why }
    }
}

/// What content is known by: its length and CRC-32. A journal lives between two starts of one job, and tells a file that
/// was swapped from one that somebody has edited since; nobody forges that.
pub(super) fn mark(bytes: &[u8]) -> String {
    format!("{}-{:08x}", bytes.len(), crc32fast::hash(bytes))
}

/// The mark of a file; none when there is none.
pub(super) fn mark_of(path: &Path) -> Result<Option<String>, PublishError> {
    Ok(content(path)?.as_deref().map(mark))
}

/// The bytes of a file; none when there is none.
pub(super) fn content(path: &Path) -> Result<Option<Vec<u8>>, PublishError> {
    match fs::read(path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => Ok(None),
        Err(error) => Err(PublishError::io("read", path)(error)),
    }
}
