//! Snapshots out of git: the documents of one revision, and the revisions that changed them.

mod git;
mod layout;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use jiff::Timestamp;

use crate::openapi::document::service_of;
use crate::openapi::{Document, LoadError};

pub use git::{Batch, run as ask_git};
pub use layout::Layout;

/// Why a history cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The git program is missing.
    #[error("the git program cannot be started: {source}; install git, or name files instead of revisions")]
    Program {
        /// What the system says.
        source: std::io::Error,
    },
    /// The git program refused.
    #[error("git {command}: {message}")]
    Git {
        /// The subcommand.
        command: String,
        /// The first line that git printed.
        message: String,
    },
    /// The revision has no such file or folder.
    #[error("`{revision}:{path}` holds no document; name a file or a folder that the revision has")]
    Missing {
        /// The revision as the user wrote it.
        revision: String,
        /// The path in the repository.
        path: String,
    },
    /// A document of the revision cannot be used.
    #[error(transparent)]
    Document(#[from] LoadError),
}

/// The documents of a file or folder at a revision, in order of their services; folders below are not read.
///
/// `path` starts at the root of the repository that `repository` lies in, with `/` between its parts; `*` in a part
/// stands for any text (see [`Layout`]).
///
/// # Errors
/// No git, an unknown revision, nothing at the path, the first document that is not usable.
pub fn documents(repository: &Path, revision: &str, path: &str) -> Result<Vec<Document>, Error> {
    let commit = git::resolve(repository, revision)?;
    let layout = Layout::new(path);
    let files = layout.files(git::tree(repository, &commit, layout.folder())?);
    if files.is_empty() {
        return Err(Error::Missing { revision: revision.to_owned(), path: path.to_owned() });
    }
    let mut batch = Batch::open(repository)?;
    files
        .into_iter()
        .map(|file| {
            let bytes = batch.read(&file.object)?;
            Ok(Document::parse(&file.service, &format!("{revision}:{}", file.path), bytes)?)
        })
        .collect()
}

/// A commit that changed the documents.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Commit {
    /// The full object name.
    pub id: String,
    /// When it was committed (or written, if that was asked for).
    pub time: Timestamp,
}

/// Which of a commit's two dates counts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Clock {
    /// When it came into this history.
    #[default]
    Committer,
    /// When it was written.
    Author,
}

/// The first-parent commits up to `revision` that touch the documents of a layout, oldest first.
///
/// # Errors
/// No git, an unknown revision.
pub fn commits(
    repository: &Path,
    revision: &str,
    layout: &Layout,
    clock: Clock,
) -> Result<Vec<Commit>, Error> {
    git::log(repository, &git::resolve(repository, revision)?, layout.folder(), clock)
}

/// Reads one snapshot after the other; a document that did not change is parsed once.
#[derive(Debug)]
pub struct Snapshots<'a> {
    repository: &'a Path,
    layout: &'a Layout,
    batch: Batch,
    known: BTreeMap<String, (String, Arc<Document>)>,
}

/// The documents at one commit.
#[derive(Debug)]
pub struct Snapshot {
    /// In order of their services.
    pub documents: Vec<Arc<Document>>,
    /// Documents that are not usable; the last usable one of the service stands in, if there was one.
    pub unusable: Vec<LoadError>,
    /// Whether the bytes of any document differ from those of the snapshot that was read before.
    pub changed: bool,
}

impl<'a> Snapshots<'a> {
    /// A reader of a repository.
    ///
    /// # Errors
    /// No git.
    pub fn open(repository: &'a Path, layout: &'a Layout) -> Result<Self, Error> {
        Ok(Self { repository, layout, batch: Batch::open(repository)?, known: BTreeMap::new() })
    }

    /// The documents at a commit.
    ///
    /// # Errors
    /// A repository that cannot be read; unusable documents are no error.
    pub fn read(&mut self, commit: &Commit) -> Result<Snapshot, Error> {
        let files = self.layout.files(git::tree(self.repository, &commit.id, self.layout.folder())?);
        let mut unusable = Vec::new();
        let mut next = BTreeMap::new();
        for file in files {
            let before = self.known.get(&file.service);
            if let Some(same) = before.filter(|(object, _)| *object == file.object) {
                next.insert(file.service, same.clone());
                continue;
            }
            let origin = format!("{}:{}", short(&commit.id), file.path);
            match Document::parse(&file.service, &origin, self.batch.read(&file.object)?) {
                Ok(document) => {
                    next.insert(file.service, (file.object, Arc::new(document)));
                }
                Err(error) => {
                    unusable.push(error);
                    if let Some((_, held)) = before {
                        next.insert(file.service, (file.object, Arc::clone(held)));
                    }
                }
            }
        }
        let objects = |map: &BTreeMap<String, (String, Arc<Document>)>| -> Vec<(String, String)> {
            map.iter().map(|(service, (object, _))| (service.clone(), object.clone())).collect()
        };
        let changed = objects(&next) != objects(&self.known);
        self.known = next;
        let documents = self.known.values().map(|(_, document)| Arc::clone(document)).collect();
        Ok(Snapshot { documents, unusable, changed })
    }
}

/// The first characters of an object name, as git shows it.
pub fn short(id: &str) -> &str {
    id.get(..12).unwrap_or(id)
}

/// The service of a path that no wildcard names.
fn service_of_path(path: &str) -> String {
    service_of(Path::new(path))
}
