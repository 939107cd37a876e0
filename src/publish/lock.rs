//! One writer at a time. The lock is the system's: it ends with the process that holds it, however that ends, so no lock is
//! ever stale. The file tells others who holds it.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read as _, Seek as _, Write as _};
use std::path::Path;

use jiff::Timestamp;

use super::error::PublishError;
use super::journal::Work;

/// How often a lock file may vanish between opening and locking it.
const TRIES: usize = 100;

/// Takes the lock and writes down who holds it.
///
/// # Errors
/// [`PublishError::Busy`], what the system says.
pub(super) fn take(work: &Work, now: Timestamp) -> Result<File, PublishError> {
    let path = work.lock();
    for _ in 0..TRIES {
        make_folder(work)?;
        let opened = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(&path);
        let mut file = match opened {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => continue,
            other => other.map_err(PublishError::io("written", &path))?,
        };
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(busy(work, &mut file)),
            Err(TryLockError::Error(error)) => return Err(PublishError::io("locked", &path)(error)),
        }
        // The holder removes the file when it is done: what was locked may have no name any more.
        if is_still(&file, &path) {
            sign(&mut file, now).map_err(PublishError::io("written", &path))?;
            return Ok(file);
        }
    }
    Err(PublishError::Busy { path: work.root.clone(), owner: "others come and go".to_owned() })
}

/// Who holds the lock, without waiting for it or taking it.
///
/// # Errors
/// What the system says.
pub(super) fn holder(work: &Work) -> Result<Option<String>, PublishError> {
    let path = work.lock();
    let mut file = match File::open(&path) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        other => other.map_err(PublishError::io("read", &path))?,
    };
    match file.try_lock_shared() {
        Ok(()) => Ok(None),
        Err(TryLockError::WouldBlock) => Ok(Some(owner(&mut file))),
        Err(TryLockError::Error(error)) => Err(PublishError::io("locked", &path)(error)),
    }
}

#[expect(clippy::disallowed_methods, reason = "the only place that writes files")]
fn make_folder(work: &Work) -> Result<(), PublishError> {
    match std::fs::symlink_metadata(&work.folder) {
        Ok(metadata) if metadata.is_dir() => return Ok(()),
        Ok(_) => return Err(PublishError::InTheWay { path: work.folder.clone(), found: "no folder" }),
        Err(_) => {}
    }
    match std::fs::create_dir(&work.folder) {
        Err(error) if error.kind() != std::io::ErrorKind::AlreadyExists => {
            Err(PublishError::io("written", &work.folder)(error))
        }
        _ => Ok(()),
    }
}

fn busy(work: &Work, file: &mut File) -> PublishError {
    PublishError::Busy { path: work.root.clone(), owner: owner(file) }
}

fn owner(file: &mut File) -> String {
    let mut owner = String::new();
    let _ = file.read_to_string(&mut owner);
    let owner = if owner.trim().is_empty() { "it has just begun" } else { owner.trim() };
    owner.chars().take(200).collect()
}

fn sign(file: &mut File, now: Timestamp) -> std::io::Result<()> {
    let machine = std::fs::read_to_string("/proc/sys/kernel/hostname")
        .or_else(|_| std::env::var("HOSTNAME"))
        .or_else(|_| std::env::var("COMPUTERNAME"))
        .unwrap_or_else(|_| "this machine".to_owned());
    file.set_len(0)?;
    file.rewind()?;
    writeln!(file, "process {} on {} since {now:.0}", std::process::id(), machine.trim())?;
    file.flush()
}

#[cfg(unix)]
fn is_still(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    match (file.metadata(), std::fs::symlink_metadata(path)) {
        (Ok(one), Ok(other)) => one.ino() == other.ino() && one.dev() == other.dev(),
        _ => false,
    }
}

#[cfg(not(unix))]
fn is_still(_file: &File, path: &Path) -> bool {
    path.exists()
}
