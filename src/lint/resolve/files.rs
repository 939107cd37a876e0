//! The files that a document refers to.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Component, Path, PathBuf};

use serde_json::Value;

use super::References;
use crate::openapi::{Document, document, folder};

/// How many files one document may pull in.
const MAX_FILES: usize = 1000;

/// The documents that a document refers to, directly or not.
#[derive(Debug, Default)]
pub struct Library {
    documents: Vec<Document>,
    /// From a path as [`resolved`] gives it to the document there, or why there is none.
    index: BTreeMap<String, Result<usize, String>>,
}

impl Library {
    /// Reads every file that a document refers to, and what those refer to. Nothing is fetched from the network.
    pub fn of(document: &Document, references: &References<'_>) -> Self {
        let mut library = Self::default();
        library.read_all(&document.origin, &names(references));
        let mut next = 0;
        while let Some(document) = library.documents.get(next) {
            let (origin, names) = (document.origin.clone(), names(&References::of(&document.value)));
            library.read_all(&origin, &names);
            next += 1;
        }
        library
    }

    /// The documents, in the order in which they were met.
    pub fn documents(&self) -> &[Document] {
        &self.documents
    }

    fn read_all(&mut self, from: &str, names: &BTreeSet<String>) {
        for name in names {
            self.read(from, name);
        }
    }

    fn read(&mut self, from: &str, name: &str) {
        let path = resolved(from, name);
        if self.index.contains_key(&path) || same_file(&path, from) {
            return;
        }
        let read = self.open(&path);
        let entry = read.map(|document| {
            self.documents.push(document);
            self.documents.len() - 1
        });
        self.index.insert(path, entry);
    }

    fn open(&self, path: &str) -> Result<Document, String> {
        if path.contains("://") {
            return Err(format!(
                "'{path}' is not fetched: keep a copy beside the document and refer to that"
            ));
        }
        if self.documents.len() >= MAX_FILES {
            return Err(format!("'{path}' is not read: the document refers to more than {MAX_FILES} files"));
        }
        let file = Path::new(path);
        let bytes = std::fs::read(file).map_err(|error| folder::unreadable(file, &error).to_string())?;
        Document::read(&document::service_of(file), path, bytes).map_err(|error| error.to_string())
    }
}

/// The files that references name.
fn names(references: &References<'_>) -> BTreeSet<String> {
    let names = references.iter().map(|one| one.text.split_once('#').map_or(one.text, |(name, _)| name));
    names.filter(|name| !name.is_empty()).map(str::to_owned).collect()
}

/// A name as it stands in a reference, seen from the file that it stands in.
fn resolved(from: &str, name: &str) -> String {
    if name.contains("://") {
        return name.to_owned();
    }
    let name = name.strip_prefix("file:").unwrap_or(name);
    let name = crate::json::pointer::percent_decode(name);
    let folder = Path::new(from).parent().unwrap_or(Path::new(""));
    let mut path = PathBuf::new();
    for part in folder.join(name).components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir if path.file_name().is_some_and(|name| name != "..") => {
                path.pop();
            }
            part => path.push(part),
        }
    }
    path.to_string_lossy().into_owned()
}

fn same_file(path: &str, other: &str) -> bool {
    resolved("", other) == path
}

/// A document with the files that it refers to, by number; 0 is the document itself.
#[derive(Debug, Clone, Copy)]
pub(super) struct Files<'a> {
    pub(super) document: &'a Document,
    pub(super) library: &'a Library,
}

impl<'a> Files<'a> {
    pub(super) fn count(&self) -> usize {
        1 + self.library.documents.len()
    }

    pub(super) fn document(&self, file: usize) -> &'a Document {
        match file.checked_sub(1) {
            None => self.document,
            Some(other) => &self.library.documents[other],
        }
    }

    pub(super) fn root(&self, file: usize) -> &'a Value {
        &self.document(file).value
    }

    pub(super) fn name(&self, file: usize) -> &'a str {
        &self.document(file).origin
    }

    /// The file that a name means in a file; an empty name is the file itself.
    pub(super) fn find(&self, from: usize, name: &str) -> Option<usize> {
        if name.is_empty() {
            return Some(from);
        }
        let path = resolved(self.name(from), name);
        if same_file(&path, self.name(0)) {
            return Some(0);
        }
        if same_file(&path, self.name(from)) {
            return Some(from);
        }
        self.library.index.get(&path)?.as_ref().ok().map(|at| at + 1)
    }

    pub(super) fn why_not(&self, from: usize, name: &str) -> String {
        let path = resolved(self.name(from), name);
        match self.library.index.get(&path) {
            Some(Err(reason)) => reason.clone(),
            _ => format!("'{path}' is not read"),
        }
    }
}
