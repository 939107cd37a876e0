//! What a run tells GitHub Actions: outputs and the step summary.
//!
//! Nothing that stands in a document can add an output or break out of one: every value is written between two lines of a
//! delimiter that does not occur in it.

use std::path::{Path, PathBuf};

use anyhow::Context as _;

use crate::json::canonical;
use crate::publish;

/// One output: name and value.
pub type Output = (&'static str, String);

/// Appends outputs to the file that `GITHUB_OUTPUT` names, if it is set.
///
/// # Errors
/// When the file cannot be written.
pub fn outputs(values: &[Output]) -> anyhow::Result<()> {
    let Some(file) = variable("GITHUB_OUTPUT") else { return Ok(()) };
    let text: String = values.iter().map(|(name, value)| block(name, value)).collect();
    append(&file, &text)
}

/// Appends Markdown to the file that `GITHUB_STEP_SUMMARY` names, if it is set.
///
/// # Errors
/// When the file cannot be written.
pub fn step_summary(markdown: &str) -> anyhow::Result<()> {
    let Some(file) = variable("GITHUB_STEP_SUMMARY") else { return Ok(()) };
    append(&file, markdown)
}

/// Whether outputs are wanted at all.
pub fn wants_outputs() -> bool {
    variable("GITHUB_OUTPUT").is_some()
}

/// A folder for files that no commit should hold.
pub fn temporary_folder() -> PathBuf {
    variable("RUNNER_TEMP").unwrap_or_else(std::env::temp_dir)
}

fn variable(name: &str) -> Option<PathBuf> {
    std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from)
}

fn append(file: &Path, text: &str) -> anyhow::Result<()> {
    publish::append_file(file, text.as_bytes())
        .with_context(|| format!("{} cannot be written", file.display()))
}

/// `name<<DELIMITER`, the value, the delimiter; each on lines of their own.
fn block(name: &str, value: &str) -> String {
    let mut delimiter = format!("end-{}", &canonical::sha256(value.as_bytes())[..24]);
    while value.contains(&delimiter) {
        delimiter = format!("end-{}", &canonical::sha256(delimiter.as_bytes())[..24]);
    }
    format!("{name}<<{delimiter}\n{value}\n{delimiter}\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_cannot_end_its_own_block() {
        let hostile = "x\nend-0\nversion=9\r\nEOF\n::set-output name=a::b";
        let text = block("version", hostile);
        let delimiter = text.lines().next().and_then(|line| line.strip_prefix("version<<")).expect("a head");
        assert_eq!(text.lines().filter(|line| *line == delimiter).count(), 1);
        assert!(text.ends_with(&format!("\n{delimiter}\n")));
    }
}
