//! The files that a night makes.

use super::tonight::Tonight;
use super::{CHANGELOG, CONSOLIDATED, Job, LOCK, document_path, spec_path};
use crate::artefact::Artefact;
use crate::config::Config;
use crate::finding::Finding;
use crate::json::canonical;
use crate::openapi::Document;
use crate::release::Changelog;
use crate::render::{self, Templates};
use crate::report;

/// The documents, the lock, the record and everything that is rendered from them.
pub(super) fn all(
    job: &Job<'_>,
    night: &Tonight,
    consolidated: &Document,
    changelog: &Changelog,
) -> Result<Vec<Artefact>, render::Error> {
    let own = |name: &str| format!("{CONSOLIDATED}/{name}");
    let mut artefacts: Vec<_> = night.sources[..night.fresh]
        .iter()
        .map(|document| Artefact::text(spec_path(document), document.text.clone()))
        .collect();
    artefacts.push(Artefact::text(document_path(job.config), consolidated.text.clone()));
    artefacts.push(Artefact::text(own(LOCK), night.lock.print()));
    artefacts.push(Artefact::text(own(CHANGELOG), changelog.print()));
    artefacts.extend(postman(job.config, consolidated));
    artefacts.extend(render::artefacts(changelog, &job.config.changelog, job.root, CONSOLIDATED)?);
    Ok(artefacts)
}

pub(super) fn templates(job: &Job<'_>) -> Result<Templates, render::Error> {
    let folder = job.config.changelog.templates.as_ref().map(|folder| job.root.join(folder));
    Templates::load(folder.as_deref())
}

/// The collection and its environments.
pub(super) fn postman(config: &Config, consolidated: &Document) -> Vec<Artefact> {
    let rendered = render::postman::render(consolidated, &config.postman);
    let path = |kind: &str| format!("{CONSOLIDATED}/{}.{kind}.json", config.name);
    let mut artefacts = vec![Artefact::text(path("postman_collection"), rendered.collection)];
    for (name, environment) in &rendered.environments {
        artefacts.push(Artefact::text(
            path(&format!("{name}.postman_environment")),
            canonical::print(environment),
        ));
    }
    artefacts
}

/// What the linter found, as JSON and as SARIF.
pub(super) fn reports(findings: &[Finding]) -> Vec<Artefact> {
    let options =
        report::findings::Options { version: env!("CARGO_PKG_VERSION").to_owned(), ..Default::default() };
    let file = |name: &str, write: &dyn Fn(&mut dyn std::io::Write) -> std::io::Result<()>| {
        let mut bytes = Vec::new();
        write(&mut bytes).expect("a vector takes everything");
        Artefact { path: format!("{CONSOLIDATED}/{name}"), bytes }
    };
    vec![
        file("lint.json", &|out| report::findings::json::write(findings, out)),
        file("lint.sarif", &|out| report::findings::sarif::write(findings, &options, out)),
    ]
}
