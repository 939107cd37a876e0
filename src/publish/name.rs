//! Paths that may be published: below the folder, harmless on every system, and no two the same where case does not count.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use super::error::PublishError;

/// The working folder, in the folder that is published into.
pub(super) const WORK: &str = ".specline";

/// The longest name of a file on the disks of today, in bytes.
const LONGEST: usize = 255;

/// Names that Windows keeps for devices, whatever the suffix.
const DEVICES: [&str; 22] = [
    "con", "prn", "aux", "nul", "com1", "com2", "com3", "com4", "com5", "com6", "com7", "com8", "com9",
    "lpt1", "lpt2", "lpt3", "lpt4", "lpt5", "lpt6", "lpt7", "lpt8", "lpt9",
];

/// Checks a path with `/` between its parts.
///
/// # Errors
/// [`PublishError::Name`].
pub fn check(path: &str) -> Result<(), PublishError> {
    let wrong = |why| Err(PublishError::Name { path: path.escape_debug().to_string(), why });
    let first = path.split('/').next().unwrap_or_default().to_lowercase();
    if [".git", WORK].contains(&first.as_str()) {
        return wrong("this folder belongs to another program");
    }
    for part in path.split('/') {
        if let Some(why) = fault(part) {
            return wrong(why);
        }
    }
    Ok(())
}

fn fault(part: &str) -> Option<&'static str> {
    let stem = part.split('.').next().unwrap_or_default().trim_end().to_lowercase();
    if part.is_empty() || part == "." || part == ".." {
        Some("it leaves the folder or has an empty part")
    } else if part.len() > LONGEST {
        Some("a name in it is longer than 255 bytes")
    } else if part.contains(|c: char| c.is_control() || "\\:<>\"|?*".contains(c)) {
        Some("a name in it has a character that is not allowed in names of files")
    } else if part.contains(|c: char| matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')) {
        Some("a name in it has an invisible character")
    } else if part.ends_with(['.', ' ']) || part.starts_with(['-', ' ']) {
        Some("a name in it begins with `-` or a space, or ends with a dot or a space")
    } else if DEVICES.contains(&stem.as_str()) {
        Some("a name in it is a device of Windows")
    } else {
        None
    }
}

/// Checks that no two of the paths, nor one of them and a file that stays, differ in case only.
///
/// # Errors
/// [`PublishError::Clash`], a folder that cannot be read.
pub fn check_clashes(root: &Path, paths: &[&str], removed: &[&str]) -> Result<(), PublishError> {
    let mut folded: BTreeMap<String, &str> = BTreeMap::new();
    for path in paths {
        if let Some(other) = folded.insert(path.to_lowercase(), path) {
            let (one, other) = (other.min(path).to_owned(), other.max(path).to_owned());
            return Err(PublishError::Clash { one, other });
        }
    }
    let mut folders: Vec<&str> =
        paths.iter().map(|path| path.rsplit_once('/').map_or("", |(folder, _)| folder)).collect();
    folders.sort_unstable();
    folders.dedup();
    for folder in folders {
        let Ok(entries) = fs::read_dir(root.join(folder)) else { continue };
        for entry in entries.flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            let there = if folder.is_empty() { name } else { format!("{folder}/{name}") };
            match folded.get(&there.to_lowercase()) {
                Some(path) if *path != there && !removed.contains(&there.as_str()) => {
                    return Err(PublishError::Clash { one: (*path).to_owned(), other: there });
                }
                _ => {}
            }
        }
    }
    Ok(())
}

/// Checks that every folder above a path is a folder and what is at the path, if anything, is a file; links are neither.
///
/// # Errors
/// [`PublishError::InTheWay`], what the system says.
pub fn check_place(root: &Path, path: &str) -> Result<(), PublishError> {
    let mut at = root.to_owned();
    let mut parts = path.split('/').peekable();
    while let Some(part) = parts.next() {
        at.push(part);
        let kind = match fs::symlink_metadata(&at) {
            Ok(metadata) => metadata.file_type(),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(()),
            Err(error) => return Err(PublishError::io("read", &at)(error)),
        };
        let found = match (kind.is_symlink(), parts.peek().is_some()) {
            (true, _) => "a symbolic link",
            (false, true) if !kind.is_dir() => "no folder",
            (false, false) if kind.is_dir() => "a folder",
            (false, false) if !kind.is_file() => "no ordinary file",
            _ => continue,
        };
        return Err(PublishError::InTheWay { path: at, found });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_hostile_name_would_do_is_refused() {
        let long = "a".repeat(256);
        for path in [
            "",
            "/etc/passwd",
            "../x",
            "a/../b",
            "a//b",
            "a/./b",
            "C:\\x",
            "a\\b",
            "a\0b",
            ".git/hooks/x",
            ".GIT/x",
            ".specline/journal",
            "CON",
            "specs/con.json",
            "specs/aux",
            "a.",
            "a ",
            "-rf",
            "a\u{202e}b",
            "a\nb",
            &long,
        ] {
            assert!(check(path).is_err(), "{path:?}");
        }
        for path in [
            "specs/well-known.json",
            "consolidated/site/a.b/index.html",
            "specs/console.json",
            ".well-known.json",
        ] {
            assert!(check(path).is_ok(), "{path:?}");
        }
    }
}
