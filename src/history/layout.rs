//! Where a repository keeps its documents: `specs`, `openapi.yaml`, `apis/*/openapi.json`.

use super::git::Blob;
use super::service_of_path;

/// A path in a repository whose parts may hold `*` for any text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Layout {
    parts: Vec<String>,
    folder: String,
}

/// A file that holds the document of a service.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct File {
    /// The service: the file's name without suffix and leading dot, or what the wildcards stand for.
    pub service: String,
    /// From the root of the repository.
    pub path: String,
    /// The object name of its content.
    pub object: String,
}

impl Layout {
    /// A layout out of a path. Without `*` it names a file, or a folder of which every document directly in it counts.
    pub fn new(path: &str) -> Self {
        let parts: Vec<String> =
            path.split('/').filter(|part| !part.is_empty() && *part != ".").map(str::to_owned).collect();
        let literal = parts.iter().take_while(|part| !part.contains('*'));
        let folder = literal.map(String::as_str).collect::<Vec<_>>().join("/");
        Self { parts, folder }
    }

    /// The longest folder (or the file) that holds all documents; empty for the root.
    pub fn folder(&self) -> &str {
        &self.folder
    }

    /// The documents among the files of a tree, in order of their services; of two files of one service the first counts.
    pub fn files(&self, tree: Vec<Blob>) -> Vec<File> {
        let mut files: Vec<File> = tree.into_iter().filter_map(|blob| self.file(blob)).collect();
        files.sort();
        files.dedup_by(|later, first| later.service == first.service);
        files
    }

    fn file(&self, blob: Blob) -> Option<File> {
        let parts: Vec<&str> = blob.path.split('/').collect();
        let in_folder =
            parts.len() == self.parts.len() + 1 && !self.parts.iter().any(|part| part.contains('*'));
        let (pattern, last) = parts.split_at(self.parts.len().min(parts.len()));
        if pattern.len() != self.parts.len() || !(last.is_empty() || in_folder && is_document(last[0])) {
            return None;
        }
        let mut caught = Vec::new();
        for (wanted, part) in self.parts.iter().zip(pattern) {
            caught.extend(matches(wanted, part)?);
        }
        let folders: Vec<String> = caught.into_iter().filter(|text| !text.is_empty()).collect();
        let named_by_file = folders.is_empty() || self.parts.last().is_some_and(|part| part.contains('*'));
        let service = if named_by_file && folders.len() < 2 {
            service_of_path(&blob.path)
        } else {
            folders.join("-").trim_start_matches('.').to_owned()
        };
        Some(File { service, path: blob.path, object: blob.object })
    }
}

fn is_document(name: &str) -> bool {
    let name = name.to_lowercase();
    [".json", ".yaml", ".yml"].iter().any(|suffix| name.ends_with(suffix))
}

/// What each `*` of a pattern stands for in a text; nothing when the text does not fit.
fn matches(pattern: &str, text: &str) -> Option<Vec<String>> {
    let Some((head, rest)) = pattern.split_once('*') else { return (pattern == text).then(Vec::new) };
    let body = text.strip_prefix(head)?;
    if rest.is_empty() {
        return Some(vec![body.to_owned()]);
    }
    (0..=body.len()).filter(|at| body.is_char_boundary(*at)).find_map(|at| {
        let mut caught = vec![body[..at].to_owned()];
        caught.extend(matches(rest, &body[at..])?);
        Some(caught)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn services(layout: &str, paths: &[&str]) -> Vec<String> {
        let blob = |path: &&str| Blob { path: (*path).to_owned(), object: String::new() };
        Layout::new(layout)
            .files(paths.iter().map(blob).collect())
            .into_iter()
            .map(|file| file.service)
            .collect()
    }

    #[test]
    fn layouts_find_documents_and_name_services() {
        let tree = [
            "specs/apps.json",
            "specs/.well-known.json",
            "specs/README.md",
            "specs/old/apps.json",
            "apis/users/openapi.yaml",
            "apis/items/v1/openapi.yaml",
            "openapi.json",
        ];
        assert_eq!(services("specs", &tree), ["apps", "well-known"]);
        assert_eq!(services("./specs/", &tree), ["apps", "well-known"]);
        assert_eq!(services("specs/apps.json", &tree), ["apps"]);
        assert_eq!(services("specs/a*.json", &tree), ["apps"]);
        assert_eq!(services("apis/*/openapi.yaml", &tree), ["users"]);
        assert_eq!(services("apis/*/*/openapi.yaml", &tree), ["items-v1"]);
        assert_eq!(services("", &tree), ["openapi"]);
        assert_eq!(services("nothing", &tree), Vec::<String>::new());
    }
}
