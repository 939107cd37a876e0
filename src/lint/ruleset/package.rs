//! Rulesets in installed npm packages: what `extends: "@acme/api-rules"` names.

use std::path::{Path, PathBuf};

use serde_json::Value;

/// The files of a package that are taken for its ruleset when its `package.json` names none.
const USUAL: [&str; 8] = [
    ".spectral.yaml",
    ".spectral.yml",
    ".spectral.json",
    "spectral.yaml",
    "ruleset.yaml",
    "ruleset.yml",
    "ruleset.json",
    "index.yaml",
];

/// The ruleset of a package, or the file in it, that a name means: looked for in `node_modules` of the folder of `from`
/// and of the folders above it, as Node.js does.
pub(super) fn installed(from: &Path, name: &str) -> Option<PathBuf> {
    let from = std::path::absolute(from).ok()?;
    let places = from.ancestors().skip(1).map(|folder| folder.join("node_modules").join(name));
    places
        .filter(|place| !name.split('/').any(|part| part == "..") && place.exists())
        .find_map(|place| if place.is_dir() { ruleset(&place) } else { Some(place) })
}

/// What `package.json` calls the entry of a package; JavaScript too, so that its error names it.
fn ruleset(package: &Path) -> Option<PathBuf> {
    let text = std::fs::read_to_string(package.join("package.json")).unwrap_or_default();
    let manifest: Value = serde_json::from_str(&text).unwrap_or_default();
    let entry = |value: &Value| match value {
        Value::String(file) => Some(file.clone()),
        Value::Object(ways) => {
            ["default", "import", "require"].iter().find_map(|way| Some(ways.get(*way)?.as_str()?.to_owned()))
        }
        _ => None,
    };
    let exports = manifest.get("exports").and_then(|exports| entry(exports.get(".").unwrap_or(exports)));
    let main = manifest.get("main").and_then(entry);
    let named = exports.or(main).map(|file| package.join(file)).filter(|file| file.is_file());
    let data =
        |file: &PathBuf| [".yaml", ".yml", ".json"].iter().any(|s| file.to_string_lossy().ends_with(s));
    let usual = || USUAL.iter().map(|name| package.join(name)).find(|file| file.is_file());
    named.clone().filter(data).or_else(usual).or(named)
}
