//! What a user names as input: a file, a folder, `-`.

use std::io::Read as _;
use std::path::{Path, PathBuf};

use anyhow::Context as _;

use crate::openapi::{Document, LoadError, document, folder};

/// Reads one file or standard input, or every document of a folder.
///
/// # Errors
/// The first input that cannot be read or is no usable OpenAPI document.
pub fn documents(name: &str) -> anyhow::Result<Vec<Document>> {
    if name == "-" {
        return Ok(vec![Document::parse("stdin", "standard input", stdin()?)?]);
    }
    let path = Path::new(name);
    if path.is_dir() {
        let files = files(path)?;
        return Ok(folder::open_all(&files).into_iter().collect::<Result<_, _>>()?);
    }
    Ok(vec![folder::open(path)?])
}

/// The documents of a folder that a user names; none at all is a wrong name more often than an empty folder.
///
/// # Errors
/// A folder that cannot be read or holds no document.
pub fn files(path: &Path) -> Result<Vec<PathBuf>, LoadError> {
    let files: Vec<_> = folder::files(path)?.into_values().collect();
    if files.is_empty() {
        return Err(LoadError {
            origin: path.to_string_lossy().into_owned(),
            position: None,
            pointer: None,
            found: "this folder holds no .json, .yaml or .yml file".to_owned(),
            help: "name the folder that the documents are directly in, or a file".to_owned(),
        });
    }
    Ok(files)
}

/// Reads everything that the user names, in that order.
///
/// # Errors
/// The first input that cannot be read or is no usable OpenAPI document.
pub fn all_documents(names: &[String]) -> anyhow::Result<Vec<Document>> {
    let mut all = Vec::new();
    for name in names {
        all.extend(documents(name)?);
    }
    Ok(all)
}

/// Reads one file or standard input as JSON or YAML, whatever it describes.
///
/// # Errors
/// A file that cannot be read, a text that is neither.
pub fn any_document(name: &str) -> anyhow::Result<Document> {
    if name == "-" {
        return Ok(Document::read("stdin", "standard input", stdin()?)?);
    }
    let bytes = std::fs::read(name).with_context(|| format!("{name} cannot be read"))?;
    Ok(Document::read(&document::service_of(Path::new(name)), name, bytes)?)
}

/// All of standard input.
///
/// # Errors
/// When it cannot be read.
pub fn stdin() -> anyhow::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    std::io::stdin().read_to_end(&mut bytes).context("standard input cannot be read")?;
    Ok(bytes)
}
