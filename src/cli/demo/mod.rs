//! `specline demo`: the real job, twice, over loopback HTTP on embedded sample services.

mod portal;

use std::path::{Path, PathBuf};

use anyhow::Context as _;
use jiff::civil::{Date, date};

use self::portal::{Night, Portal};
use super::config::Setup;
use super::exit::{Exit, Failure};
use super::io::Io;
use crate::config::{Config, FILE_NAME};
use crate::diff::change::Level;
use crate::pipeline::{self, Job, Outcome, Watch};
use crate::publish;

/// One document of a night.
macro_rules! sample {
    ($night:literal, $service:literal) => {
        ($service, include_str!(concat!("../../../samples/", $night, "/", $service, ".json")))
    };
}

const NIGHTS: [Night; 2] = [
    &[
        sample!("night-1", "catalogue"),
        sample!("night-1", "customers"),
        sample!("night-1", "orders"),
        sample!("night-1", "payments"),
    ],
    &[
        sample!("night-2", "catalogue"),
        sample!("night-2", "customers"),
        sample!("night-2", "orders"),
        sample!("night-2", "payments"),
        sample!("night-2", "reviews"),
    ],
];

/// The days of the two nights: fixed, so that two demos write the same entries.
const DATES: [Date; 2] = [date(2026, 1, 14), date(2026, 1, 15)];

/// Arguments of `specline demo`.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  specline demo\n  specline demo --into /tmp/bookshop")]
pub struct Args {
    /// The folder to make
    #[arg(long, value_name = "DIR", default_value = "specline-demo")]
    into: PathBuf,
}

/// Serves two nights of sample services on loopback and runs the nightly job on each.
///
/// # Errors
/// A folder that is there already and not empty; no port; what [`pipeline::run`] refuses.
pub fn run(args: &Args, io: &mut Io) -> anyhow::Result<Exit> {
    let folder = &args.into;
    let taken = std::fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_some());
    if taken {
        return Err(Failure::error(
            Exit::Usage,
            format!("{} is there already and not empty; `--into DIR` names another folder", folder.display()),
        ));
    }
    let portal = Portal::open(&NIGHTS).context("no port of the loopback address is free")?;
    let text = configuration(&portal.url);
    publish::write_file(&folder.join(FILE_NAME), text.as_bytes()).with_context(|| {
        format!("{} cannot be written; `--into DIR` names another folder", folder.display())
    })?;
    let config = Config::parse(&text, FILE_NAME, &[])?;
    let setup = Setup { root: folder.clone(), config };
    let first = night(&setup, DATES[0], io)?;
    portal.turn_to(1);
    let second = night(&setup, DATES[1], io)?;
    tell(folder, &portal.url, &first, &second, io)?;
    Ok(Exit::Done)
}

fn configuration(url: &str) -> String {
    format!(
        r#"# Written by `specline demo`: a bookshop whose services are served on loopback while the demo runs.
# Without its portal, `specline run --offline` still works in this folder.

name = "bookshop"

[[sources]]
kind = "sitemap"
index = "{url}/sitemap-index.xml"
pages = "/apis/"
exclude = ["", "errors"]
document = "/specs/{{path}}.json"

[consolidation]
title = "Bookshop API"
description = "Every service of the bookshop in one document."
"#
    )
}

struct Quiet;

impl Watch for Quiet {}

fn night(setup: &Setup, date: Date, io: &Io) -> anyhow::Result<Outcome> {
    let job = Job {
        root: &setup.root,
        config: &setup.config,
        offline: false,
        dry_run: false,
        now: io.clock(Some(date))?,
        accepted_removals: &[],
    };
    Ok(pipeline::run(&job, &Quiet)?)
}

/// What happened, in ten lines or so, and which files to open.
fn tell(folder: &Path, url: &str, first: &Outcome, second: &Outcome, io: &mut Io) -> anyhow::Result<()> {
    let out = &mut io.out;
    writeln!(out, "Two nights over {url} (loopback), published into {}/", folder.display())?;
    for (number, night) in [first, second].into_iter().enumerate() {
        let (services, operations) = (night.services.len(), night.operations);
        let summary = match &night.entry {
            Some(entry) if entry.changes.is_empty() => ", the baseline".to_owned(),
            Some(entry) => format!(": {}", entry.summary),
            None => String::new(),
        };
        writeln!(
            out,
            "Night {}: {services} services, {operations} operations proved faithful, version {}{summary}",
            number + 1,
            night.version
        )?;
    }
    let changes = second.entry.iter().flat_map(|entry| &entry.changes);
    for change in changes.filter(|change| change.level == Level::Breaking) {
        let count = change.operations().len();
        let reach = if count == 1 { "1 operation".to_owned() } else { format!("{count} operations") };
        writeln!(out, "What broke: {} ({reach})", change.text)?;
    }
    writeln!(out, "Open these:")?;
    for (file, what) in [
        ("consolidated/CHANGELOG.md", "what changed and what to do about it"),
        ("consolidated/bookshop.json", "the one document"),
        ("consolidated/bookshop.postman_collection.json", "import it into Postman"),
        ("consolidated/feed.xml", "the same as a feed"),
    ] {
        writeln!(out, "  {:<62} {what}", folder.join(file).display().to_string())?;
    }
    Ok(())
}
