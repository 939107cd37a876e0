//! What `specline diff` compares: files, folders, URLs, standard input, revisions in git.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use anyhow::Context as _;

use crate::cli::exit::{Exit, Failure};
use crate::cli::input;
use crate::cli::io::Io;
use crate::diff::{self, Change, Options};
use crate::fetch;
use crate::history;
use crate::openapi::document::service_of;
use crate::openapi::{Document, folder};

/// The documents of both sides.
pub struct Sides {
    /// Before.
    pub base: Vec<Document>,
    /// After.
    pub revision: Vec<Document>,
    /// Where the files are the same on both sides, so that nobody read them.
    unread: Unread,
}

/// Files that are byte for byte the same in two folders.
#[derive(Default)]
struct Unread {
    base: Vec<PathBuf>,
    revision: Vec<PathBuf>,
}

/// Reads what a user names on either side. Of two folders only the files are read that differ.
///
/// # Errors
/// An input that cannot be read or is no usable OpenAPI document. One document of a folder is reported and left out.
pub fn both(base: &str, revision: &str, client: &fetch::Options, io: &mut Io) -> anyhow::Result<Sides> {
    if base == "-" && revision == "-" {
        let message = "both sides are standard input, which can be read once; name a file for one of them";
        return Err(Failure::error(Exit::Usage, message));
    }
    if Path::new(base).is_dir() && Path::new(revision).is_dir() {
        return folders(Path::new(base), Path::new(revision), io);
    }
    let is_file = |name: &str| name != "-" && Path::new(name).is_file();
    let (base, revision) = if is_file(base) && is_file(revision) {
        let mut read = folder::open_all(&[base.into(), revision.into()]).into_iter();
        let mut next = || read.next().transpose();
        (next()?.into_iter().collect(), next()?.into_iter().collect())
    } else {
        (documents(base, client, io)?, documents(revision, client, io)?)
    };
    let mut sides = Sides { base, revision, unread: Unread::default() };
    sides.leave_out_unusable();
    Ok(sides)
}

/// Compares both sides; reads more files where what was read is not enough.
pub fn compare(sides: &mut Sides, options: &Options, io: &mut Io) -> Vec<Change> {
    if sides.unread.base.is_empty() {
        return diff::compare(&sides.base, &sides.revision, options);
    }
    let changes = diff::compare_services(&sides.base, &sides.revision, options);
    // Whether a path is gone altogether depends on whether some other service has it.
    if !changes.iter().any(|change| change.id.starts_with("api-path-removed")) {
        return changes;
    }
    let unread = std::mem::take(&mut sides.unread);
    sides.base.extend(usable(&unread.base, io));
    sides.revision.extend(usable(&unread.revision, io));
    sides.leave_out_unusable();
    diff::compare_services(&sides.base, &sides.revision, options)
}

fn folders(base: &Path, revision: &Path, io: &mut Io) -> anyhow::Result<Sides> {
    let (old, new) = (folder::files(base)?, folder::files(revision)?);
    let mut same: BTreeSet<String> = old
        .iter()
        .filter(|(name, file)| is_same(file, new.get(*name)))
        .map(|(name, _)| name.clone())
        .collect();
    if old.len() == 1 && new.len() == 1 {
        // Two documents are compared with each other whatever they are called.
        same.clear();
    }
    let part = |files: &BTreeMap<String, PathBuf>, is_same: bool| -> Vec<PathBuf> {
        let chosen = files.iter().filter(|(name, _)| same.contains(*name) == is_same);
        chosen.map(|(_, file)| file.clone()).collect()
    };
    let unread = Unread { base: part(&old, true), revision: part(&new, true) };
    let (old, new) = (part(&old, false), part(&new, false));
    let mut base = usable(&[old.as_slice(), new.as_slice()].concat(), io);
    let revision = base.split_off(old.len());
    let mut sides = Sides { base, revision, unread };
    sides.leave_out_unusable();
    Ok(sides)
}

fn is_same(file: &Path, other: Option<&PathBuf>) -> bool {
    let length = |path: &Path| std::fs::metadata(path).map(|found| found.len()).ok();
    let read = |path: &Path| std::fs::read(path).ok();
    other.is_some_and(|other| {
        file.extension() == other.extension()
            && length(file).is_some()
            && length(file) == length(other)
            && read(file).is_some_and(|bytes| read(other) == Some(bytes))
    })
}

/// The origin of a document that could not be used.
const UNUSABLE: &str = "";

impl Sides {
    /// A service whose document cannot be used on one side is compared on neither.
    fn leave_out_unusable(&mut self) {
        let unusable: Vec<String> = self
            .base
            .iter()
            .chain(&self.revision)
            .filter(|document| document.origin == UNUSABLE)
            .map(|document| document.name.clone())
            .collect();
        for side in [&mut self.base, &mut self.revision] {
            side.retain(|document| !unusable.contains(&document.name));
        }
    }
}

/// One side that is not compared folder with folder.
fn documents(name: &str, client: &fetch::Options, io: &mut Io) -> anyhow::Result<Vec<Document>> {
    if name.starts_with("http://") || name.starts_with("https://") {
        return Ok(vec![fetch::document(name, client, io.now)?]);
    }
    let exists = name == "-" || Path::new(name).exists();
    match name.split_once(':').filter(|_| !exists) {
        Some((revision, path)) if revision.len() > 1 => {
            let found = history::documents(Path::new("."), revision, path);
            found.with_context(|| format!("{name} cannot be read"))
        }
        _ if Path::new(name).is_dir() => {
            let files: Vec<PathBuf> = folder::files(Path::new(name))?.into_values().collect();
            Ok(usable(&files, io))
        }
        _ => input::documents(name),
    }
}

/// The documents of files in a folder; one that cannot be used is reported, and never reads as a removal.
fn usable(files: &[PathBuf], io: &mut Io) -> Vec<Document> {
    let mut found = Vec::new();
    for (file, read) in files.iter().zip(folder::open_all(files)) {
        let document = read.unwrap_or_else(|error| {
            if let Some(document) = without_version(file) {
                io.warn(format_args!("compared as OpenAPI 3.0: {error}"));
                return document;
            }
            io.warn(format_args!("left out on both sides: {error}"));
            Document::from_value(&service_of(file), UNUSABLE, serde_json::Value::Null)
        });
        found.push(document);
    }
    found
}

/// A document that does not say which version it is and has paths all the same.
fn without_version(file: &Path) -> Option<Document> {
    let bytes = std::fs::read(file).ok()?;
    let document = Document::read(&service_of(file), &file.to_string_lossy(), bytes).ok()?;
    let root = document.value.as_object()?;
    let is_versioned = root.contains_key("openapi") || root.contains_key("swagger");
    (!is_versioned && root.get("paths").is_some_and(serde_json::Value::is_object)).then_some(document)
}
