//! `specline merge`

use std::borrow::Cow;
use std::path::{Path, PathBuf};

use super::exit::{Exit, Failure};
use super::io::Io;
use super::{config, input};
use crate::fetch;
use crate::json::canonical;
use crate::merge::bundle::{self, Location};
use crate::merge::options::Target;
use crate::merge::patch::Patches;
use crate::merge::repair::{Repair, Repaired};
use crate::merge::{self, Options, fidelity};
use crate::openapi::Document;
use crate::publish;

/// Arguments of `specline merge`.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  specline merge specs -o all.json
  specline merge users.yaml orders.yaml --openapi 3.1 > all.json")]
pub struct Args {
    /// Files or folders; the service is the file's name
    #[arg(required = true, value_name = "SOURCE")]
    pub sources: Vec<String>,
    /// Where the consolidated document goes
    #[arg(short, long, value_name = "FILE", default_value = "-")]
    pub output: PathBuf,
    /// The OpenAPI version of the result: earlier sources are raised, later ones lowered when nothing is lost
    #[arg(long, value_name = "3.0|3.1|3.2")]
    pub openapi: Option<Target>,
    /// Keep the names of components and operations; two that meet are refused
    #[arg(long)]
    pub bare_names: bool,
    /// Add x-tagGroups: one group a service
    #[arg(long)]
    pub tag_groups: bool,
    /// `info.title` of the result
    #[arg(long)]
    pub title: Option<String>,
    /// `info.version` of the result
    #[arg(long, value_name = "VERSION")]
    pub api_version: Option<String>,
    /// Apply an OpenAPI Overlay 1.0 document, beside those in `overlays/`; may be given more than once
    #[arg(long, value_name = "FILE")]
    pub overlay: Vec<String>,
    /// Repair what many tools insist on: arrays without items, undeclared path parameters, fields beside $ref
    #[arg(long)]
    pub repair: bool,
    /// Write what came from where and what was renamed as JSON
    #[arg(long, value_name = "FILE")]
    pub report: Option<PathBuf>,
}

/// Runs `specline merge`: merges, proves the result, writes it.
///
/// # Errors
/// An input that is no usable OpenAPI document, sources that contradict each other, a result that is not faithful.
pub fn run(args: &Args, io: &mut Io) -> anyhow::Result<Exit> {
    let setup = config::load_or_default(io)?;
    let options = options(args, setup.config.consolidation.clone());
    let patches = patches(&setup.root.join(&options.overlays), &args.overlay)?;
    let read = input::all_documents(&args.sources)?;
    let (whole, mut repaired) = bundled(&read, &options, &setup.root, &setup.config.fetch, io);
    let (sources, laid_over) = patches.sources(&whole);
    repaired.extend(laid_over);
    let merge::Merged { value, report } = merge::merge(&sources, &options)?;
    let mut consolidated = Document::unprinted("consolidated", &args.output.to_string_lossy(), value);
    let proof = fidelity::prove_and_print(&mut consolidated, &sources, &options);
    if !proof.is_faithful() {
        super::verify::text(&proof, &mut io.err)?;
        return Err(Failure::error(
            Exit::Refused,
            "the result is not faithful to its sources; nothing was written",
        ));
    }
    let after = patches.result(&mut consolidated.value, &options.repair, &sources);
    if !after.is_empty() {
        consolidated.text = canonical::print(&consolidated.value);
    }
    repaired.extend(after);
    for one in &repaired {
        io.note(one);
    }
    write(&args.output, consolidated.text.as_bytes(), io)?;
    if let Some(file) = &args.report {
        let mut report = serde_json::to_value(&report)?;
        report["repaired"] = serde_json::to_value(&repaired)?;
        write(file, canonical::print(&report).as_bytes(), io)?;
    }
    io.note(format_args!("merged {} operations of {} documents", report.operations.len(), sources.len()));
    // The process is about to end; to free a million small values first would take longer than to read them did.
    std::mem::forget((consolidated, report, sources));
    std::mem::forget(whole);
    std::mem::forget(read);
    Ok(Exit::Done)
}

/// The sources with what they refer to outside of themselves, as far as `[consolidation.references]` allows it.
pub fn bundled<'a>(
    sources: &'a [Document],
    options: &Options,
    folder: &Path,
    client: &fetch::Options,
    io: &Io,
) -> (Cow<'a, [Document]>, Vec<Repaired>) {
    let base = |document: &Document| Location::of_file(&document.origin);
    let get = |url: &url::Url| fetch::bytes(url.as_str(), client, io.now).map_err(|error| error.to_string());
    bundle::bundle(sources, &options.references, folder, &base, &get)
}

/// The overlays of the configuration's folder, then those that the arguments name.
fn patches(folder: &Path, files: &[String]) -> anyhow::Result<Patches> {
    let mut patches = Patches::of_folder(folder)?;
    for file in files {
        patches.add(&input::any_document(file)?)?;
    }
    Ok(patches)
}

/// The configuration, and what the arguments say instead.
fn options(args: &Args, mut options: Options) -> Options {
    options.openapi = args.openapi.or(options.openapi);
    options.bare_names |= args.bare_names;
    options.tag_groups |= args.tag_groups;
    options.title = args.title.clone().or(options.title);
    options.version = args.api_version.clone().or(options.version);
    if args.repair {
        options.repair = Repair::all();
    }
    options
}

fn write(path: &Path, bytes: &[u8], io: &mut Io) -> anyhow::Result<()> {
    if path == Path::new("-") {
        io.out.write_all(bytes)?;
        return Ok(());
    }
    publish::write_file(path, bytes).map_err(|error| {
        Failure::error(Exit::Usage, format!("{} cannot be written: {error}", path.display()))
    })
}
