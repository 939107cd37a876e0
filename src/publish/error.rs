//! Why nothing could be published, and what to do about it.

use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

/// Why nothing was published. Where a text does not say otherwise, the previous night's files are as they were.
#[derive(Debug, thiserror::Error)]
pub enum PublishError {
    /// The folder to publish into is not there.
    #[error("{path}: {found}; name a folder that exists and may be written")]
    Root {
        /// The folder.
        path: PathBuf,
        /// What is there instead.
        found: String,
    },
    /// Another process publishes into the same folder.
    #[error("another run is at work in {path}: {owner}; wait until it is done")]
    Busy {
        /// The folder.
        path: PathBuf,
        /// Process, machine and time, as the other run wrote them.
        owner: String,
    },
    /// A path that must not be written.
    #[error("`{path}` cannot be published: {why}")]
    Name {
        /// Relative to the folder.
        path: String,
        /// Why not.
        why: &'static str,
    },
    /// Two paths that are one file where upper and lower case are the same.
    #[error(
        "`{one}` and `{other}` are the same file on disks that do not tell upper from lower case; rename one of them"
    )]
    Clash {
        /// The one.
        one: String,
        /// The other.
        other: String,
    },
    /// Something that is no ordinary file or folder stands in the way.
    #[error("{path} is {found}, and it is not followed or replaced; remove it")]
    InTheWay {
        /// The place.
        path: PathBuf,
        /// What it is, with its article.
        found: &'static str,
    },
    /// The system said no.
    #[error("{path} cannot be {doing}: {error}{}", hint(.error))]
    Io {
        /// What was tried, as a participle.
        doing: &'static str,
        /// Where.
        path: PathBuf,
        /// What the system said; it stands in the text, so it is told no second time as the source.
        error: io::Error,
    },
    /// The journal of a night that was cut short does not match the files.
    #[error("{path}: {why}; restore the folder (`git checkout -- .`), remove {path} and run again")]
    Journal {
        /// The working folder.
        path: PathBuf,
        /// What does not match.
        why: String,
    },
    /// Swapping failed and so did undoing it.
    #[error("{cause}; the folder is between two nights, and the next run finishes the new one")]
    Between {
        /// What failed.
        cause: Box<PublishError>,
    },
}

impl PublishError {
    /// An error of the system at a place.
    pub(super) fn io(doing: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |error| Self::Io { doing, path, error }
    }
}

fn hint(error: &io::Error) -> &'static str {
    match error.kind() {
        ErrorKind::PermissionDenied => "; give the user that runs specline the right to write there",
        ErrorKind::ReadOnlyFilesystem => "; the disk is mounted read-only",
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => "; make room and run again, nothing was changed",
        ErrorKind::InvalidFilename => "; the path is too long for this disk",
        ErrorKind::NotFound => "; the folder above it vanished during the run",
        _ => "",
    }
}
