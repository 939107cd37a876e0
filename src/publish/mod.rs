//! Writing: all of a night, or nothing. The only place that writes files.
//!
//! A night takes the lock ([`begin`]), stages every new content on the same disk, writes down what it is about to do, and
//! moves the files to their places ([`Writer::publish`]). The journal's name is the decision: a process that is killed
//! before it leaves the old night, one that is killed after it leaves work that the next [`begin`] finishes. Everything in
//! between stands in `.specline/`, which is gone when no run is at work.

mod disk;
mod error;
mod journal;
mod lock;
mod name;
mod recover;
mod stage;
mod swap;

use std::fs::File;
use std::io::Write as _;
use std::path::Path;

use jiff::Timestamp;

pub use disk::{Disk, System};
pub use error::PublishError;
pub use recover::Recovered;

use crate::artefact::Artefact;
use journal::{Way, Work};

/// The one who may write into a folder, until it is dropped.
pub struct Writer {
    work: Work,
    disk: Box<dyn Disk>,
    _lock: File,
    recovered: Recovered,
}

/// What was done.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Published {
    /// Files with new content, in order of their paths.
    pub written: Vec<String>,
    /// Files that went.
    pub removed: Vec<String>,
    /// How many files already had their content; they were not touched.
    pub unchanged: usize,
}

/// Takes the lock of a folder, then finishes or forgets what a killed run left in it.
///
/// # Errors
/// No such folder, another run at work in it, what the system says.
pub fn begin(root: &Path, now: Timestamp) -> Result<Writer, PublishError> {
    begin_on(root, now, Box::new(System))
}

/// [`begin`] on a disk of one's own.
///
/// # Errors
/// As [`begin`].
pub fn begin_on(root: &Path, now: Timestamp, disk: Box<dyn Disk>) -> Result<Writer, PublishError> {
    let wrong = |found: String| PublishError::Root { path: root.to_owned(), found };
    let folder = root.canonicalize().map_err(|error| wrong(format!("cannot be opened ({error})")))?;
    if !folder.is_dir() {
        return Err(wrong("is no folder".to_owned()));
    }
    let work = Work::new(&folder);
    let lock = lock::take(&work, now)?;
    let mut writer = Writer { work, disk, _lock: lock, recovered: Recovered::Nothing };
    writer.recovered = recover::recover(&*writer.disk, &writer.work)?;
    Ok(writer)
}

impl Writer {
    /// What a killed run had left behind.
    pub fn recovered(&self) -> Recovered {
        self.recovered
    }

    /// Makes the folder hold these files and not those. Files that have their content already are not touched.
    ///
    /// # Errors
    /// Names that must not be written, what the system says. The previous files are then as they were; after
    /// [`PublishError::Between`] the next [`begin`] finishes.
    pub fn publish(&self, artefacts: &[Artefact], removed: &[String]) -> Result<Published, PublishError> {
        let plan = stage::plan(&self.work.root, artefacts, removed)?;
        let published = Published {
            written: paths(&plan, |step| step.new.is_some()),
            removed: paths(&plan, |step| step.new.is_none()),
            unchanged: plan.unchanged,
        };
        if !plan.journal.steps.is_empty() {
            self.all_or_nothing(&plan)?;
        }
        Ok(published)
    }

    fn all_or_nothing(&self, plan: &stage::Plan<'_>) -> Result<(), PublishError> {
        let (disk, work) = (&*self.disk, &self.work);
        let made = stage::make_folders(disk, work, &plan.journal)?;
        let decided = stage::stage(disk, work, plan).and_then(|()| work.decide(disk, &plan.journal));
        let swapped = decided.and_then(|()| swap::swap(disk, work, &plan.journal, Way::On));
        if let Err(cause) = swapped {
            let undone = self.undo(plan);
            if undone.is_err() {
                return Err(PublishError::Between { cause: Box::new(cause) });
            }
            stage::remove_folders(disk, &made);
            return Err(cause);
        }
        // The night is there; a working folder that stays is the next run's to tidy.
        let _ = recover::forget(disk, work);
        Ok(())
    }

    /// Back to the night before, when a disk refuses half-way.
    fn undo(&self, plan: &stage::Plan<'_>) -> Result<(), PublishError> {
        let (disk, work) = (&*self.disk, &self.work);
        if work.unfinished()?.is_some() {
            work.turn_back(disk)?;
            swap::swap(disk, work, &plan.journal, Way::Back)?;
        }
        recover::forget(disk, work)
    }
}

fn paths(plan: &stage::Plan<'_>, which: impl Fn(&journal::Step) -> bool) -> Vec<String> {
    plan.journal.steps.iter().filter(|step| which(step)).map(|step| step.path.clone()).collect()
}

impl Drop for Writer {
    fn drop(&mut self) {
        let finished = self.work.unfinished().is_ok_and(|journal| journal.is_none());
        if finished {
            let _ = self.disk.remove_file(&self.work.lock());
            let _ = self.disk.remove_folder(&self.work.folder);
        }
    }
}

/// What is going on in a folder that is published into.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum State {
    /// Nothing.
    Idle,
    /// A run is at work: process, machine and time, as it wrote them.
    Busy(String),
    /// A run was killed between its decision and its end; the next [`begin`] finishes it.
    Interrupted,
}

/// Looks at a folder without changing it.
///
/// # Errors
/// What the system says.
pub fn state(root: &Path) -> Result<State, PublishError> {
    let work = Work::new(root);
    if let Some(owner) = lock::holder(&work)? {
        return Ok(State::Busy(owner));
    }
    Ok(if work.unfinished()?.is_some() { State::Interrupted } else { State::Idle })
}

/// Whether files can be made in a folder: makes one without a name, which leaves nothing behind.
///
/// # Errors
/// What the system says.
pub fn try_write(folder: &Path) -> std::io::Result<()> {
    tempfile::tempfile_in(folder).map(drop)
}

/// Appends to a file that somebody else reads, such as the outputs of a GitHub step; makes it when it is not there.
///
/// # Errors
/// What the system says.
pub fn append_file(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    std::fs::OpenOptions::new().create(true).append(true).open(path)?.write_all(bytes)
}

/// Writes one file of its own (not part of a night) so that a reader sees the old content or the new one, never half. What is
/// no ordinary file (`/dev/null`, `/dev/stdout`, a pipe, a link) is written into, and stays what it is.
///
/// # Errors
/// What the system says.
#[expect(clippy::disallowed_methods, reason = "the only place that writes files")]
pub fn write_file(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let is_special = |metadata: std::fs::Metadata| !metadata.is_file() && !metadata.is_dir();
    if std::fs::symlink_metadata(path).is_ok_and(is_special) {
        return std::fs::write(path, bytes);
    }
    let folder = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    std::fs::create_dir_all(folder)?;
    let mut builder = tempfile::Builder::new();
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    let mut staged = builder.tempfile_in(folder)?;
    staged.write_all(bytes)?;
    staged.as_file().sync_all()?;
    staged.persist(path).map_err(|error| error.error)?;
    Ok(())
}
