//! The files that `specline init` writes. What is there already stays as it is.

use std::fmt::Write as _;
use std::path::Path;

use anyhow::Context as _;
use serde::Serialize;

use crate::cli::io::{Io, write_file};
use crate::config::{Config, FILE_NAME};
use crate::fetch::Source;
use crate::openapi::version::Version;

const COMMITS: &str = include_str!("../../../templates/init/workflow.yml");
const PROPOSES: &str = include_str!("../../../templates/init/pull-request.yml");
const WORKFLOW: &str = ".github/workflows/specline.yml";

/// What tells a README section of ours.
const README_MARK: &str = "<!-- specline -->";

/// The working folder of a night, which is gone when no run is at work.
const IGNORED: &str = "/.specline/";

/// What goes into a new configuration.
pub struct Settings<'a> {
    /// The stem of the consolidated files.
    pub name: &'a str,
    /// The title of the consolidated document.
    pub title: &'a str,
    /// The address that callers use.
    pub base_url: Option<&'a str>,
    /// Where the documents come from.
    pub sources: &'a [Source],
    /// Request headers and the variables that hold their values.
    pub headers: &'a [(String, String)],
    /// The version that all documents are raised to, when they differ.
    pub openapi: Option<Version>,
}

#[derive(Serialize)]
struct Sources<'a> {
    sources: &'a [Source],
}

/// The text of a new `specline.toml`.
///
/// # Errors
/// A path that is not UTF-8.
pub fn configuration(settings: &Settings<'_>) -> anyhow::Result<String> {
    let mut text = format!(
        "# What specline does every night. `specline config` shows every setting with its default.\n\nname = {}\n\n",
        quoted(settings.name)
    );
    text.push_str(&toml::to_string(&Sources { sources: settings.sources })?);
    if !settings.headers.is_empty() {
        text.push_str("\n[fetch.headers-from-env]\n");
        for (name, variable) in settings.headers {
            let _ = writeln!(text, "{} = {}", quoted(name), quoted(variable));
        }
    }
    let _ = write!(text, "\n[consolidation]\ntitle = {}\n", quoted(settings.title));
    if let Some(version) = settings.openapi {
        let _ = write!(
            text,
            "# The documents are of different versions: the older ones are raised.\nopenapi = \"{version}\"\n"
        );
    }
    if let Some(url) = settings.base_url {
        let _ = write!(text, "\n[postman]\nbase-url = {}\n", quoted(url));
    }
    Ok(text)
}

/// A TOML string.
fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

/// A title as a file name: lower case, letters and digits, `-` between words.
pub fn slug(title: &str) -> String {
    let plain: String =
        title.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { ' ' }).collect();
    match plain.split_whitespace().collect::<Vec<_>>().join("-") {
        empty if empty.is_empty() => "consolidated".to_owned(),
        slug => slug,
    }
}

/// Lets git ignore the working folder.
///
/// # Errors
/// A file that cannot be read or written.
pub fn add_ignored(io: &mut Io) -> anyhow::Result<()> {
    add_lines(Path::new(".gitignore"), IGNORED, &format!("{IGNORED}\n"), io)
}

/// Adds the section that leads readers to what a night makes.
///
/// # Errors
/// A file that cannot be read or written.
pub fn add_readme(name: &str, title: &str, io: &mut Io) -> anyhow::Result<()> {
    let section = format!(
        "\n{README_MARK}\n## {title}\n\n\
        - One OpenAPI document: [consolidated/{name}.json](consolidated/{name}.json)\n\
        - Postman: import [the collection](consolidated/{name}.postman_collection.json) and one of the environments beside it\n\
        - What changed: [consolidated/CHANGELOG.md](consolidated/CHANGELOG.md), as a feed in `consolidated/feed.xml`\n\n\
        All of it is made every night by [specline]({}) as `{FILE_NAME}` says.\n",
        env!("CARGO_PKG_REPOSITORY")
    );
    add_lines(Path::new("README.md"), README_MARK, &section, io)
}

/// Adds lines to the end of a file that may be there, unless it has what marks them.
fn add_lines(path: &Path, mark: &str, lines: &str, io: &mut Io) -> anyhow::Result<()> {
    let mut text = match std::fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => String::new(),
        Err(error) => return Err(error).with_context(|| format!("{} cannot be read", path.display())),
    };
    if text.contains(mark) {
        return Ok(());
    }
    if !text.is_empty() && !text.ends_with('\n') {
        text.push('\n');
    }
    text.push_str(if text.is_empty() { lines.trim_start() } else { lines });
    write_file(path, text.as_bytes())?;
    io.note(format_args!("added to {}", path.display()));
    Ok(())
}

/// Writes the workflow with a minute of its own, so that not everybody's night begins at once.
///
/// # Errors
/// A file that cannot be written.
pub fn write_workflow(config: &Config, proposes: bool, io: &mut Io) -> anyhow::Result<()> {
    let seed: usize = config.name.bytes().map(usize::from).sum();
    let text = if proposes { PROPOSES } else { COMMITS };
    let text = text
        .replace("7 1 * * *", &format!("{} {} * * *", 7 + seed % 50, 1 + seed % 4))
        .replace("PROGRAM_VERSION", env!("CARGO_PKG_VERSION"))
        .replace("        run: specline run\n", &run_step(config));
    write_new(Path::new(WORKFLOW), &text, io)
}

/// The step that runs the night, with the secrets that the configuration names.
fn run_step(config: &Config) -> String {
    let variables: Vec<&String> = config.fetch.headers_from_env.values().collect();
    let mut step = String::new();
    if !variables.is_empty() {
        step.push_str("        env:\n");
    }
    for variable in variables {
        let _ = writeln!(step, "          {variable}: ${{{{ secrets.{variable} }}}}");
    }
    step + "        run: specline run\n"
}

/// Writes a file unless there is one.
///
/// # Errors
/// A file that cannot be written.
pub fn write_new(path: &Path, text: &str, io: &mut Io) -> anyhow::Result<()> {
    if path.exists() {
        io.note(format_args!("{} is there already and stays as it is", path.display()));
        return Ok(());
    }
    write_file(path, text.as_bytes())?;
    io.note(format_args!("wrote {}", path.display()));
    Ok(())
}
