//! `specline init`

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::io::{BufRead as _, IsTerminal as _, Write as _};
use std::path::Path;

use anyhow::Context as _;

use super::exit::{Exit, Failure};
use super::io::Io;
use crate::config::{Config, FILE_NAME};
use crate::openapi::folder;
use crate::openapi::version::Version;
use crate::pipeline::SPECS;
use crate::publish;

const WORKFLOW: &str = include_str!("../../templates/init/workflow.yml");
const WORKFLOW_PATH: &str = ".github/workflows/specline.yml";

/// Arguments of `specline init`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  specline init --folder services --title \"Bookshop API\"
  specline init --url https://example.com/orders.json --url stock=https://example.com/v2/openapi.yaml
  specline init --sitemap https://example.com/sitemap-index.xml --pages /apis/ --document /specs/{path}.json")]
pub struct Args {
    /// A folder with one document a service
    #[arg(long, value_name = "DIR")]
    folder: Option<String>,
    /// A document's URL, with the service's name in front where the file name does not tell it
    #[arg(long, value_name = "[NAME=]URL")]
    url: Vec<String>,
    /// A sitemap or sitemap index that lists a page a service
    #[arg(long, value_name = "URL", requires = "pages", requires = "document")]
    sitemap: Option<String>,
    /// What the path of such a page begins with
    #[arg(long, value_name = "PREFIX")]
    pages: Option<String>,
    /// The document of a page; {path} is what follows the prefix
    #[arg(long, value_name = "TEMPLATE")]
    document: Option<String>,
    /// The title of the consolidated document
    #[arg(long)]
    title: Option<String>,
    /// The stem of the consolidated files [default: made from the title]
    #[arg(long)]
    name: Option<String>,
    /// The address that callers of the API use, for the Postman environments
    #[arg(long, value_name = "URL")]
    base_url: Option<String>,
    /// Write no GitHub workflow
    #[arg(long)]
    no_workflow: bool,
}

/// Writes `specline.toml` and a workflow; what is there already stays as it is.
///
/// # Errors
/// No source was named and none was found; a folder without documents; files that cannot be written.
pub fn run(args: &Args, io: &mut Io) -> anyhow::Result<Exit> {
    let sources = sources(args, io)?;
    let title = args.title.clone().unwrap_or_else(|| "All services".to_owned());
    let name = args.name.clone().unwrap_or_else(|| slug(&title));
    let mut config = format!("{}{sources}\n[consolidation]\ntitle = {}\n", head(&name), quoted(&title));
    if let Some(version) = versions(&sources) {
        let _ = write!(
            config,
            "# The documents are of different versions: the older ones are raised.\nopenapi = \"{version}\"\n"
        );
    }
    if let Some(url) = &args.base_url {
        let _ = write!(config, "\n[postman]\nbase-url = {}\n", quoted(url));
    }
    Config::parse(&config, FILE_NAME, &[])?;
    write_new(Path::new(FILE_NAME), &config, io)?;
    add_lines(Path::new(".gitignore"), IGNORED, "/.specline/\n", io)?;
    add_lines(Path::new("README.md"), README_MARK, &readme_section(&name, &title), io)?;
    if !args.no_workflow {
        write_new(Path::new(WORKFLOW_PATH), &workflow(&name), io)?;
    }
    io.note("next: `specline run` makes the first snapshot, `specline config` shows every setting");
    Ok(Exit::Done)
}

/// The version that documents of different versions are raised to, when the folders that are sources hold such.
fn versions(sources: &str) -> Option<Version> {
    let table: toml::Table = toml::from_str(sources).ok()?;
    let folders = table.get("sources")?.as_array()?.iter().filter_map(|source| source.get("path")?.as_str());
    let files: Vec<_> = folders
        .filter_map(|folder| folder::files(Path::new(folder)).ok())
        .flat_map(BTreeMap::into_values)
        .collect();
    let found: BTreeSet<_> =
        folder::open_all(&files).into_iter().filter_map(|document| document.ok()?.version()).collect();
    found.last().copied().filter(|_| found.len() > 1)
}

/// What tells a README section of ours.
const README_MARK: &str = "<!-- specline -->";

/// The working folder of a night, which is gone when no run is at work.
const IGNORED: &str = "/.specline/";

fn readme_section(name: &str, title: &str) -> String {
    format!(
        "\n{README_MARK}\n## {title}\n\n\
        - One OpenAPI document: [consolidated/{name}.json](consolidated/{name}.json)\n\
        - Postman: import [the collection](consolidated/{name}.postman_collection.json) and one of the environments beside it\n\
        - What changed: [consolidated/CHANGELOG.md](consolidated/CHANGELOG.md), as a feed in `consolidated/feed.xml`\n\n\
        All of it is made every night by [specline](https://github.com/specline/specline) as `{FILE_NAME}` says.\n"
    )
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
    publish::write_file(path, text.as_bytes())?;
    io.note(format_args!("added to {}", path.display()));
    Ok(())
}

fn head(name: &str) -> String {
    format!(
        "# What specline does every night. `specline config` shows every setting with its default.\n\nname = {}\n",
        quoted(name)
    )
}

fn sources(args: &Args, io: &mut Io) -> anyhow::Result<String> {
    let mut text = String::new();
    if let Some(folder) = &args.folder {
        text.push_str(&folder_source(folder)?);
    }
    if !args.url.is_empty() {
        text.push_str(&list_source(&args.url));
    }
    if let (Some(index), Some(pages), Some(document)) = (&args.sitemap, &args.pages, &args.document) {
        let _ = write!(
            text,
            "\n[[sources]]\nkind = \"sitemap\"\nindex = {}\npages = {}\ndocument = {}\n",
            quoted(index),
            quoted(pages),
            quoted(document)
        );
    }
    if text.is_empty() { asked(io) } else { Ok(text) }
}

/// No source was named: ask on a terminal, look around elsewhere.
fn asked(io: &mut Io) -> anyhow::Result<String> {
    let found =
        ["services", "apis", "api", "openapi", "docs", "."].into_iter().find(|name| holds_documents(name));
    if !std::io::stdin().is_terminal() {
        return match found {
            Some(folder) => folder_source(folder),
            None => Err(Failure::error(
                Exit::Usage,
                "no source was named and no folder here holds OpenAPI documents; try `specline init --folder DIR` or `--url URL`",
            )),
        };
    }
    write!(
        io.err,
        "Where do the documents come from (a folder or a URL)? [{}] ",
        found.unwrap_or("services")
    )?;
    io.err.flush()?;
    let mut answer = String::new();
    std::io::stdin().lock().read_line(&mut answer)?;
    match answer.trim() {
        "" => folder_source(found.unwrap_or("services")),
        url if url.contains("://") => Ok(list_source(&[url.to_owned()])),
        folder => folder_source(folder),
    }
}

fn holds_documents(name: &str) -> bool {
    let Ok(files) = folder::files(Path::new(name)) else { return false };
    files.values().any(|path| folder::open(path).is_ok())
}

fn folder_source(name: &str) -> anyhow::Result<String> {
    let plain = name.trim_end_matches('/');
    if plain == SPECS || plain == format!("./{SPECS}") {
        return Err(Failure::error(
            Exit::Usage,
            format!(
                "`{SPECS}/` is where specline keeps the last accepted documents; keep yours in a folder of another name, such as `services/`"
            ),
        ));
    }
    if !holds_documents(name) {
        return Err(Failure::error(
            Exit::Usage,
            format!(
                "{name}: no OpenAPI document of version 3.0, 3.1 or 3.2 is in this folder (.json, .yaml or .yml, one a service)"
            ),
        ));
    }
    Ok(format!("\n[[sources]]\nkind = \"folder\"\npath = {}\n", quoted(name)))
}

fn list_source(urls: &[String]) -> String {
    let lines: Vec<_> = urls
        .iter()
        .map(|url| match url.split_once('=').filter(|(name, _)| !name.contains([':', '/', '?'])) {
            Some((name, url)) => format!("    {{ name = {}, url = {} }},\n", quoted(name), quoted(url)),
            None => format!("    {},\n", quoted(url)),
        })
        .collect();
    format!("\n[[sources]]\nkind = \"list\"\nurls = [\n{}]\n", lines.concat())
}

/// A TOML string.
fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

/// A title as a file name: lower case, letters and digits, `-` between words.
fn slug(title: &str) -> String {
    let plain: String =
        title.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { ' ' }).collect();
    match plain.split_whitespace().collect::<Vec<_>>().join("-") {
        empty if empty.is_empty() => "consolidated".to_owned(),
        slug => slug,
    }
}

/// The workflow with a minute of its own, so that not everybody's night begins at once.
fn workflow(name: &str) -> String {
    let seed: usize = name.bytes().map(usize::from).sum();
    WORKFLOW.replace("MINUTE", &(7 + seed % 50).to_string()).replace("HOUR", &(1 + seed % 4).to_string())
}

fn write_new(path: &Path, text: &str, io: &mut Io) -> anyhow::Result<()> {
    if path.exists() {
        io.note(format_args!("{} is there already and stays as it is", path.display()));
        return Ok(());
    }
    publish::write_file(path, text.as_bytes())?;
    io.note(format_args!("wrote {}", path.display()));
    Ok(())
}
