//! `specline init`: looks at the sources, then writes a configuration, a workflow and what goes with them.

mod files;
mod questions;
mod sources;

use std::io::IsTerminal as _;
use std::path::Path;

use super::exit::{Exit, Failure};
use super::io::Io;
use crate::config::{Config, FILE_NAME};
use questions::Questions;
use sources::{Probe, Wanted};

/// Arguments of `specline init`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Without a source it asks on a terminal, and takes a folder that holds documents elsewhere.

Examples:
  specline init
  specline init --folder services --title \"Bookshop API\"
  specline init --url https://example.com/orders.json --url stock=https://example.com/v2/openapi.yaml
  specline init --sitemap https://example.com/sitemap.xml
  specline init --sitemap https://example.com/sitemap.xml --pages /apis/ --document /specs/{path}.json")]
pub struct Args {
    /// A folder with one document a service
    #[arg(long, value_name = "DIR")]
    folder: Vec<String>,
    /// A document's URL, with the service's name in front where the file name does not tell it
    #[arg(long, value_name = "[NAME=]URL")]
    url: Vec<String>,
    /// A sitemap or sitemap index that lists a page a service
    #[arg(long, value_name = "URL")]
    sitemap: Option<String>,
    /// What the path of such a page begins with [default: what fits]
    #[arg(long, value_name = "PREFIX", requires = "sitemap")]
    pages: Option<String>,
    /// The document of a page; {path} is what follows the prefix [default: what fits]
    #[arg(long, value_name = "TEMPLATE", requires = "sitemap")]
    document: Option<String>,
    /// A request header for the sources, and the environment variable that holds its value
    #[arg(long, value_name = "NAME=VARIABLE")]
    header: Vec<String>,
    /// The title of the consolidated document
    #[arg(long)]
    title: Option<String>,
    /// The stem of the consolidated files [default: made from the title]
    #[arg(long)]
    name: Option<String>,
    /// The address that callers of the API use, for the Postman environments
    #[arg(long, value_name = "URL")]
    base_url: Option<String>,
    /// A workflow that keeps one pull request open instead of committing
    #[arg(long)]
    pull_request: bool,
    /// Write no GitHub workflow
    #[arg(long, conflicts_with = "pull_request")]
    no_workflow: bool,
    /// Do not look at the sources; write what the flags say
    #[arg(long)]
    no_probe: bool,
}

/// Writes `specline.toml` and what goes with it; what is there already stays as it is.
///
/// # Errors
/// No source was named and none was found; a source that gives no document; files that cannot be written.
pub fn run(args: &Args, io: &mut Io) -> anyhow::Result<Exit> {
    let config = if Path::new(FILE_NAME).exists() { kept(io)? } else { made(args, io)? };
    let title = config.consolidation.title.as_deref().unwrap_or(&config.name);
    files::add_ignored(io)?;
    files::add_readme(&config.name, title, io)?;
    if !args.no_workflow {
        files::write_workflow(&config, args.pull_request, io)?;
    }
    io.note("next: `specline doctor` checks the set-up, `specline run` makes the first snapshot");
    Ok(Exit::Done)
}

/// The configuration that is there.
fn kept(io: &mut Io) -> anyhow::Result<Config> {
    io.note(format_args!("{FILE_NAME} is there already and stays as it is"));
    Ok(Config::load(Path::new(FILE_NAME), &[])?)
}

/// A configuration out of flags, answers and what the sources hold.
fn made(args: &Args, io: &mut Io) -> anyhow::Result<Config> {
    let mut probe = Probe::new(headers(&args.header)?, !args.no_probe);
    let mut wanted = wanted(args);
    let mut answers = (args.title.clone(), args.base_url.clone());
    let mut input = std::io::stdin().lock();
    let mut questions = std::io::stdin().is_terminal().then(|| Questions::new(&mut input));
    if wanted.is_empty() {
        match &mut questions {
            Some(questions) => {
                wanted = questions.sources(io)?;
                answers = questions.words(answers, io)?;
            }
            None => wanted.folders.push(found_folder()?),
        }
    }
    let sources = probe.sources(&wanted, questions.as_mut(), io)?;
    let title = answers.0.unwrap_or_else(|| "All services".to_owned());
    let name = args.name.clone().unwrap_or_else(|| files::slug(&title));
    let text = files::configuration(&files::Settings {
        name: &name,
        title: &title,
        base_url: answers.1.as_deref(),
        sources: &sources,
        headers: probe.headers(),
        openapi: probe.common_version(),
    })?;
    let config = Config::parse(&text, FILE_NAME, &[])?;
    files::write_new(Path::new(FILE_NAME), &text, io)?;
    Ok(config)
}

fn wanted(args: &Args) -> Wanted {
    Wanted {
        folders: args.folder.clone(),
        urls: args.url.clone(),
        sitemap: args.sitemap.clone(),
        pages: args.pages.clone(),
        document: args.document.clone(),
    }
}

fn headers(named: &[String]) -> anyhow::Result<Vec<(String, String)>> {
    let pair = |text: &String| match text.split_once('=') {
        Some((name, variable)) if !name.is_empty() && !variable.is_empty() => {
            Ok((name.to_owned(), variable.to_owned()))
        }
        _ => Err(Failure::error(
            Exit::Usage,
            format!("--header {text}: NAME=VARIABLE was expected, such as Authorization=PORTAL_TOKEN"),
        )),
    };
    named.iter().map(pair).collect()
}

fn found_folder() -> anyhow::Result<String> {
    sources::folder_here().map(str::to_owned).ok_or_else(|| {
        Failure::error(
            Exit::Usage,
            "no source was named and no folder here holds OpenAPI documents; try `specline init --folder DIR` or `--url URL`",
        )
    })
}
