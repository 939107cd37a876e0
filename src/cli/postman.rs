//! `specline postman`: a collection out of a document, and a collection in Postman kept up with it.

use std::path::PathBuf;

use anyhow::Context as _;

use super::exit::{Exit, Failure};
use super::input;
use super::io::Io;
use crate::json::canonical;
use crate::openapi::Document;
use crate::publish::write_file;
use crate::render::postman::{self, Mode, Options, Saved};

/// Arguments of `specline postman`.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// Render a Postman Collection v2.1.0 and its environments
    Render(Render),
}

/// Arguments of `specline postman render`.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  specline postman render consolidated/qlik-cloud.json -o qlik.postman_collection.json
  specline postman render openapi.yaml -o api.json --auth oauth2 --saved all --env-dir environments
  specline postman render openapi.json -o - | jq '.item[].name'")]
struct Render {
    /// An OpenAPI 3.x document; `-` reads standard input
    #[arg(value_name = "OPENAPI")]
    document: String,
    /// The collection; `-` writes standard output
    #[arg(short, long, value_name = "FILE")]
    output: String,
    /// Write environments into this folder
    #[arg(long, value_name = "DIR")]
    env_dir: Option<PathBuf>,
    #[command(flatten)]
    choices: Choices,
}

/// What overrules the table `[postman]` of the configuration.
#[derive(Debug, clap::Args)]
struct Choices {
    /// Name of the collection
    #[arg(long)]
    name: Option<String>,
    /// What ids are derived from: the uid of the collection in Postman, or any word that stays
    #[arg(long)]
    key: Option<String>,
    /// How requests authenticate
    #[arg(long, value_name = "HOW", value_parser = word::<Mode>)]
    auth: Option<Mode>,
    /// The value of `baseUrl`
    #[arg(long, value_name = "URL")]
    base_url: Option<String>,
    /// Which responses are saved: none, one, all
    #[arg(long, value_name = "WHICH", value_parser = word::<Saved>)]
    saved: Option<Saved>,
    /// Test status, content type and schema of every response
    #[arg(long)]
    contract_tests: bool,
    /// Keep the cursor of the next page in the variable `next`
    #[arg(long)]
    pagination: bool,
}

/// Reads a word as the configuration does.
fn word<T: serde::de::DeserializeOwned>(text: &str) -> Result<T, String> {
    serde_json::from_value(serde_json::Value::from(text)).map_err(|error| error.to_string())
}

impl Choices {
    fn apply(&self, mut options: Options) -> Options {
        options.name = self.name.clone().or(options.name);
        options.key = self.key.clone().or(options.key);
        options.base_url = self.base_url.clone().or(options.base_url);
        options.auth = self.auth.unwrap_or(options.auth);
        options.responses = self.saved.unwrap_or(options.responses);
        options.contract_tests |= self.contract_tests;
        options.pagination |= self.pagination;
        options
    }
}

/// Runs `specline postman`.
///
/// # Errors
/// An input that is no OpenAPI document, an output that cannot be written, a Postman API that refuses.
pub fn run(args: &Args, io: &mut Io) -> anyhow::Result<Exit> {
    match &args.command {
        Command::Render(args) => render(args, io),
    }
}

fn render(args: &Render, io: &mut Io) -> anyhow::Result<Exit> {
    let document = document(&args.document)?;
    let options = args.choices.apply(Options::default());
    let rendered = postman::render(&document, &options);
    let text = canonical::print_compact(&rendered.collection) + "\n";
    if args.output == "-" {
        io.out.write_all(text.as_bytes())?;
    } else {
        write_file(args.output.as_ref(), text.as_bytes())
            .with_context(|| format!("{} cannot be written", args.output))?;
    }
    for (word, environment) in &rendered.environments {
        let Some(folder) = &args.env_dir else { break };
        let path = folder.join(format!("{}.{word}.postman_environment.json", stem(&args.output, &document)));
        write_file(&path, canonical::print(environment).as_bytes())
            .with_context(|| format!("{} cannot be written", path.display()))?;
    }
    for finding in &rendered.findings {
        io.note(format_args!(
            "{}: {} at {}: {}",
            document.origin, finding.operation, finding.pointer, finding.what
        ));
    }
    Ok(Exit::Done)
}

/// The one document that a name stands for.
fn document(name: &str) -> anyhow::Result<Document> {
    let mut documents = input::documents(name)?;
    match documents.pop() {
        Some(document) if documents.is_empty() => Ok(document),
        _ => Err(Failure::error(
            Exit::Usage,
            format!(
                "`{name}` does not hold exactly one document; merge them first: specline merge {name} -o all.json"
            ),
        )),
    }
}

/// The name that the environments share with the collection's file.
fn stem(output: &str, document: &Document) -> String {
    let file = output.rsplit('/').next().unwrap_or_default();
    match file.strip_suffix(".json").map(|name| name.trim_end_matches(".postman_collection")) {
        Some(name) if !name.is_empty() => name.to_owned(),
        _ => document.name.clone(),
    }
}
