//! A folder of documents: one file a service.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::document::{Document, LoadError, service_of};
use crate::parallel;

/// The documents among a folder's files in order of their services; names that begin with a dot are included,
/// folders below are not.
///
/// # Errors
/// A folder that cannot be read, two files of one service.
pub fn files(folder: &Path) -> Result<BTreeMap<String, PathBuf>, LoadError> {
    let mut found: BTreeMap<String, PathBuf> = BTreeMap::new();
    let entries = std::fs::read_dir(folder).map_err(|error| unreadable(folder, &error))?;
    for entry in entries {
        let path = entry.map_err(|error| unreadable(folder, &error))?.path();
        let suffix = path.to_string_lossy().to_lowercase();
        if !path.is_file() || ![".json", ".yaml", ".yml"].iter().any(|end| suffix.ends_with(end)) {
            continue;
        }
        let service = service_of(&path);
        if let Some(other) = found.insert(service.clone(), path.clone()) {
            return Err(doubled(folder, &service, &other, &path));
        }
    }
    Ok(found)
}

/// Reads one file as [`Document::parse`] does.
///
/// # Errors
/// A file that cannot be read or is no usable OpenAPI document.
pub fn open(path: &Path) -> Result<Document, LoadError> {
    let bytes = std::fs::read(path).map_err(|error| unreadable(path, &error))?;
    Document::parse(&service_of(path), &path.to_string_lossy(), bytes)
}

/// Reads many files on all cores; results stand in the order of the paths.
pub fn open_all(paths: &[PathBuf]) -> Vec<Result<Document, LoadError>> {
    parallel::map(paths, |path| open(path))
}

/// The error for a file or folder that the system would not give.
pub fn unreadable(path: &Path, error: &std::io::Error) -> LoadError {
    LoadError {
        origin: path.to_string_lossy().into_owned(),
        position: None,
        pointer: None,
        found: format!("cannot be read: {error}"),
        help: "name a file or folder that exists and may be read".to_owned(),
    }
}

fn doubled(folder: &Path, service: &str, one: &Path, other: &Path) -> LoadError {
    let name = |path: &Path| path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let mut names = [name(one), name(other)];
    names.sort();
    LoadError {
        origin: folder.to_string_lossy().into_owned(),
        position: None,
        pointer: None,
        found: format!("`{}` and `{}` are both the service `{service}`", names[0], names[1]),
        help: "keep one file a service".to_owned(),
    }
}
