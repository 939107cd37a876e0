//! `specline postman`: a collection out of a document, and a collection in Postman kept up with it.

use std::path::{Path, PathBuf};

use serde_json::Value;

use super::exit::{Exit, Failure};
use super::input;
use super::io::{Io, refresh_file, write_file};
use crate::escape::terminal;
use crate::json;
use crate::json::canonical;
use crate::openapi::Document;
use crate::postman_api::{self, ApiKey, Client, IdMap, Patience, Pushed};
use crate::render::postman::{self, Format, Mode, Options, Saved, Written};

/// Arguments of `specline postman`.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// Render a collection and its environments
    Render(Render),
    /// Create or update a collection in Postman without losing what people made there
    Push(Push),
}

/// Arguments of `specline postman push`.
#[derive(Debug, clap::Args)]
#[command(after_help = "The key is read from the environment variable POSTMAN_API_KEY.

Examples:
  specline postman push qlik.postman_collection.json --dry-run \\
      --collection-uid 12345678-f81d4fae-7dec-41d0-a765-00a0c91e6bf6
  specline postman push qlik.postman_collection.json \\
      --workspace 1f0df51a-8658-4ee8-a2a1-d2567dfa09a9 --env qlik.api-key.postman_environment.json")]
struct Push {
    /// A collection that `specline postman render` wrote
    #[arg(value_name = "COLLECTION")]
    collection: PathBuf,
    /// The uid of the collection to update; else what the id map knows, else a new one is made
    #[arg(long, value_name = "UID")]
    collection_uid: Option<String>,
    /// The id of the workspace for what is made
    #[arg(long, value_name = "ID")]
    workspace: Option<String>,
    /// An environment to make or complete; values that are there stay
    #[arg(long = "env", value_name = "FILE")]
    environments: Vec<PathBuf>,
    /// Remembers which id is whose [default: COLLECTION with the suffix .ids.json]
    #[arg(long, value_name = "FILE")]
    id_map: Option<PathBuf>,
    /// The address of the API; https://api.eu.postman.com for teams in the EU
    #[arg(
        long,
        value_name = "URL",
        env = "POSTMAN_API_BASE_URL",
        default_value = "https://api.getpostman.com"
    )]
    api: String,
    /// Say what would be added, changed and removed; write nothing
    #[arg(short = 'n', long)]
    dry_run: bool,
    /// Go on when more than a tenth of the requests would vanish
    #[arg(long)]
    accept_removals: bool,
    /// Remove requests that neither this collection nor an earlier push knows
    #[arg(long)]
    prune: bool,
}

/// Arguments of `specline postman render`.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  specline postman render consolidated/qlik-cloud.json -o qlik.postman_collection.json
  specline postman render openapi.yaml -o api.json --auth oauth2 --saved all --env-dir environments
  specline postman render openapi.json -o - | jq '.item[].name'
  specline postman render openapi.json -o api.yml --format opencollection
  specline postman render openapi.json -o collection/ --format v3 --tests")]
struct Render {
    /// An OpenAPI 3.x document; `-` reads standard input
    #[arg(value_name = "OPENAPI")]
    document: String,
    /// The collection, a file or for v3 a folder; `-` writes a file to standard output
    #[arg(short, long, value_name = "PATH")]
    output: String,
    /// What is written: v2.1 (Postman, one JSON file), v3 (Postman, a folder of YAML), opencollection (Bruno, one
    /// YAML file)
    #[arg(long, value_name = "FORMAT", default_value = "v2.1", value_parser = word::<Format>)]
    format: Format,
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
    /// Add scripts that check the status, the content type and the body of responses
    #[arg(long)]
    tests: bool,
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
        options.tests |= self.tests;
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
        Command::Push(args) => push(args, io),
    }
}

fn render(args: &Render, io: &mut Io) -> anyhow::Result<Exit> {
    let document = document(&args.document)?;
    let options = args.choices.apply(super::config::load_or_default(io)?.config.postman);
    let (collection, environments, findings) = postman::model_of(&document, &options);
    match postman::write(&collection, &environments, args.format) {
        Written::File(text) if args.output == "-" => io.out.write_all(text.as_bytes())?,
        Written::File(text) => write_file(args.output.as_ref(), text.as_bytes())?,
        Written::Folder(files) => keep_folder(&args.output, &files, io)?,
    }
    for (word, environment) in &environments {
        let Some(folder) = &args.env_dir else { break };
        let path = folder.join(format!("{}.{word}.postman_environment.json", stem(&args.output, &document)));
        write_file(&path, canonical::print(environment).as_bytes())?;
    }
    for finding in &findings {
        io.note(format_args!(
            "{}: {} at {}: {}",
            document.origin, finding.operation, finding.pointer, finding.what
        ));
    }
    Ok(Exit::Done)
}

/// Writes files into a folder that is new, empty, or holds an earlier render.
fn keep_folder(output: &str, files: &[(PathBuf, String)], io: &mut Io) -> anyhow::Result<()> {
    if output == "-" {
        let text = "a folder cannot be written to standard output; name one: -o collection/";
        return Err(Failure::error(Exit::Usage, text));
    }
    let folder = Path::new(output);
    let is_empty = std::fs::read_dir(folder).map_or(true, |mut entries| entries.next().is_none());
    if !is_empty && !folder.join(".resources/definition.yaml").exists() {
        let text = format!("{output} holds something else than a collection; name an empty folder");
        return Err(Failure::error(Exit::Usage, text));
    }
    let before = requests_below(folder, 0);
    for (path, text) in files {
        refresh_file(&folder.join(path), text.as_bytes())?;
    }
    let written: std::collections::BTreeSet<PathBuf> =
        files.iter().map(|(path, _)| folder.join(path)).collect();
    for stale in before.iter().filter(|path| !written.contains(*path)) {
        io.note(format_args!("{}: not of this document; remove it, or keep it as your own", stale.display()));
    }
    Ok(())
}

/// The files of requests below a folder, sorted.
fn requests_below(folder: &Path, depth: usize) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten().filter(|_| depth < 16);
    for path in entries.map(|entry| entry.path()) {
        if path.to_string_lossy().ends_with(".request.yaml") {
            found.push(path);
        } else if path.is_dir() && !path.is_symlink() {
            found.extend(requests_below(&path, depth + 1));
        }
    }
    found.sort();
    found
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
    let base = [".json", ".yaml", ".yml"].iter().find_map(|suffix| file.strip_suffix(suffix));
    match base.map(|name| name.trim_end_matches(".postman_collection")) {
        Some(name) if !name.is_empty() => name.to_owned(),
        _ => document.name.clone(),
    }
}

fn push(args: &Push, io: &mut Io) -> anyhow::Result<Exit> {
    let collection = json_file(&args.collection)?;
    if collection.get("info").is_none() || collection.get("item").is_none() {
        let text = format!(
            "{} is no Postman collection; render one first: specline postman render",
            args.collection.display()
        );
        return Err(Failure::error(Exit::Input, text));
    }
    let environments = args.environments.iter().map(|path| Ok((environment_word(path), json_file(path)?)));
    let environments = environments.collect::<anyhow::Result<Vec<_>>>()?;
    let place = args.id_map.clone().unwrap_or_else(|| args.collection.with_extension("ids.json"));
    let before = id_map(&place)?;
    let mut map = before.clone();
    map.collection = args.collection_uid.clone().or(map.collection);
    let key = std::env::var("POSTMAN_API_KEY").ok().as_deref().and_then(ApiKey::new);
    let key = key.ok_or_else(|| {
        Failure::error(
            Exit::Usage,
            "POSTMAN_API_KEY is not set; make a key at https://go.postman.co/settings/me/api-keys",
        )
    })?;
    let client = Client::new(&args.api, key, Patience::default())
        .map_err(|error| Failure::error(Exit::Usage, error.to_string()))?;
    let wanted = postman_api::Push {
        collection: &collection,
        environments: &environments,
        workspace: args.workspace.as_deref(),
        map,
        dry_run: args.dry_run,
        accept_removals: args.accept_removals,
        prune: args.prune,
    };
    let pushed = postman_api::push(&client, wanted)
        .map_err(|error| Failure::error(exit_of(&error), error.to_string()))?;
    tell(&pushed, args.dry_run, io)?;
    if !args.dry_run && pushed.map != before {
        let text = canonical::print(&serde_json::to_value(&pushed.map)?);
        write_file(&place, text.as_bytes())?;
    }
    Ok(Exit::Done)
}

fn exit_of(error: &postman_api::Error) -> Exit {
    match error {
        postman_api::Error::Shrink { .. } => Exit::Refused,
        postman_api::Error::Setup(_) => Exit::Usage,
        _ => Exit::Network,
    }
}

/// What a push did or would do: one line a request.
fn tell(pushed: &Pushed, dry_run: bool, io: &mut Io) -> anyhow::Result<()> {
    for (sign, list) in
        [("+", &pushed.added), ("~", &pushed.updated), ("-", &pushed.removed), ("=", &pushed.kept)]
    {
        for request in list {
            writeln!(io.out, "{sign} {}", terminal(request))?;
        }
    }
    for line in &pushed.environments {
        writeln!(io.out, "{}", terminal(line))?;
    }
    let verb = match (pushed.created, pushed.changed, dry_run) {
        (_, false, _) => "nothing to change",
        (true, _, true) => "would create the collection",
        (true, _, false) => "created the collection",
        (false, _, true) => "would update the collection",
        (false, _, false) => "updated the collection",
    };
    io.note(format_args!(
        "{verb}: {} added, {} changed, {} removed, {} of people's own kept",
        pushed.added.len(),
        pushed.updated.len(),
        pushed.removed.len(),
        pushed.kept.len()
    ));
    Ok(())
}

fn json_file(path: &Path) -> anyhow::Result<Value> {
    let text = std::fs::read_to_string(path).map_err(|error| {
        let help = "`specline postman render` writes collections and environments";
        Failure::error(Exit::Input, format!("{} cannot be read: {error}; {help}", path.display()))
    })?;
    json::parse(&text).map_err(|error| {
        Failure::error(Exit::Input, format!("{}: {error}; a JSON file was expected", path.display()))
    })
}

/// An id map that is there must be readable: without it people's own requests would look like ours.
fn id_map(path: &Path) -> anyhow::Result<IdMap> {
    if !path.exists() {
        return Ok(IdMap::default());
    }
    serde_json::from_value(json_file(path)?)
        .map_err(|error| Failure::error(Exit::Usage, format!("{} is no id map: {error}", path.display())))
}

/// `api-key` of `qlik.api-key.postman_environment.json`.
fn environment_word(path: &Path) -> String {
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let stem = name.trim_end_matches(".json").trim_end_matches(".postman_environment");
    stem.rsplit('.').next().unwrap_or(stem).to_owned()
}
