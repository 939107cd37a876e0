//! The Postman collection: requests that work, ids that stay, the same bytes for the same document.
//!
//! Operations become the clients' common [`model`]; writers print that. Nothing here reads a clock or draws a random
//! number.

mod address;
mod auth;
mod body;
mod bruno;
mod context;
mod contract;
mod description;
mod encode;
mod environment;
mod form;
pub mod ids;
pub mod instance;
pub mod model;
mod names;
mod opencollection;
mod options;
mod parameter;
mod request;
mod response;
mod script;
mod server;
mod tree;
mod v21;
mod v3;
mod xml;
mod yaml;

pub use context::Unsatisfied;
pub use options::{Csrf, Environment, Extensions, Mode, Options, Saved};
pub use script::{BEGIN, END};

use serde_json::Value;

use crate::openapi::{Document, Operation, operation};
use crate::parallel;
use context::Context;
use ids::Ids;
use model::{Collection, Response, Variable};
use request::Known;
use server::Servers;
use tree::Placed;

/// What a render makes.
#[derive(Debug)]
pub struct Rendered {
    /// Postman Collection v2.1.0, as JSON without white space.
    pub collection: String,
    /// Environments with the word in their files' names, such as `api-key`.
    pub environments: Vec<(String, Value)>,
    /// What the document asks for and no value satisfies, in order of the operations.
    pub findings: Vec<Unsatisfied>,
}

/// A format that collections are written in.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Deserialize)]
pub enum Format {
    /// Postman Collection v2.1.0: one JSON document, which the Postman API takes.
    #[default]
    #[serde(rename = "v2.1")]
    V21,
    /// Postman's folder of YAML files.
    #[serde(rename = "v3")]
    V3,
    /// OpenCollection 1.0: one YAML document, for Bruno.
    #[serde(rename = "opencollection")]
    OpenCollection,
}

/// A collection in one of the formats.
#[derive(Debug)]
pub enum Written {
    /// The text of one file.
    File(String),
    /// Files with their paths below a folder.
    Folder(Vec<(std::path::PathBuf, String)>),
}

/// Writes a collection with its environments; the same collection gives the same bytes, always.
pub fn write(collection: &Collection, environments: &[(String, Value)], format: Format) -> Written {
    match format {
        Format::V21 => Written::File(v21::print(collection) + "\n"),
        Format::V3 => Written::Folder(v3::write(collection)),
        Format::OpenCollection => {
            Written::File(yaml::write(&opencollection::write(collection, environments)))
        }
    }
}

/// Renders an OpenAPI 3.x document; the same document and options give the same values, always.
pub fn render(document: &Document, options: &Options) -> Rendered {
    let (collection, environments, findings) = model_of(document, options);
    Rendered { collection: v21::print(&collection), environments, findings }
}

/// The collection before it is written in a format, the environments, and what could not be satisfied.
pub fn model_of(
    document: &Document,
    options: &Options,
) -> (Collection, Vec<(String, Value)>, Vec<Unsatisfied>) {
    let context = Context::new(&document.value, options);
    let mut ids = Ids::of(options.key.as_deref().unwrap_or(&document.name));
    let mut servers = Servers::of(&context);
    let placed = requests(document, &context, &mut servers, &mut ids);
    let info = |key: &str| document.value.get("info")?.get(key)?.as_str().map(str::trim);
    let given = options.name.as_deref().or(info("title")).filter(|title| !title.is_empty());
    let title = names::title(given.unwrap_or(&document.name));
    let base_url = servers.base_url(&context);
    let environments = options
        .environments
        .iter()
        .map(|kind| (kind.word().to_owned(), environment::of(&context, *kind, &title, &base_url, &mut ids)));
    let environments = environments.collect();
    let version = info("version").filter(|version| !version.is_empty()).map(str::to_owned);
    let collection = Collection {
        id: ids.id("collection", ""),
        description: overview(info("description").unwrap_or_default(), version.as_deref()),
        version,
        auth: auth::of_collection(&context, &title),
        variables: variables(&context, &servers),
        scripts: script::of_collection(&context),
        items: tree::build(&context, placed, &mut ids),
        name: title,
    };
    (collection, environments, context.unsatisfied.into_inner())
}

/// The requests of all operations with their saved responses.
fn requests<'a>(
    document: &'a Document,
    context: &Context<'a>,
    servers: &mut Servers,
    ids: &mut Ids,
) -> Vec<Placed<'a>> {
    let operations = operation::operations(&document.value);
    // What servers answer takes as long to make up as what they are sent, and neither needs the other.
    let (mut placed, saved) = std::thread::scope(|scope| {
        let saved = scope.spawn(|| saved_responses(document, context.options, &operations));
        let mut place = |operation: &Operation<'a>| {
            let base = servers.variable(context, operation);
            let known = Known::of(context, operation);
            let request = request::of(context, operation, &known, &base, ids);
            Placed { operation: operation.clone(), known, request }
        };
        let placed: Vec<_> = operations.iter().map(&mut place).collect();
        (placed, parallel::join(saved))
    });
    for (placed, mut responses) in placed.iter_mut().zip(saved) {
        response::identify(&mut responses, &placed.known.key, ids);
        placed.request.responses = responses;
    }
    placed
}

/// The responses that are saved with each of the operations.
fn saved_responses(
    document: &Document,
    options: &Options,
    operations: &[Operation<'_>],
) -> Vec<Vec<Response>> {
    let context = Context::new(&document.value, options);
    operations.iter().map(|operation| response::saved(&context, operation)).collect()
}

/// The addresses, what requests use, and what their tests share.
fn variables(context: &Context<'_>, servers: &Servers) -> Vec<Variable> {
    let own = context.variables.take();
    servers.variables(context).into_iter().chain(own).chain(contract::variable(context)).collect()
}

/// How to begin, at the end of a collection's description.
const BEGINNING: &str = "Choose an environment and fill in its values: with an API key in `apiKey`, or with `clientId` and \
                         `clientSecret` of an OAuth client, for which a script fetches a token.";

/// The description of the collection.
fn overview(description: &str, version: Option<&str>) -> String {
    let version = version.map(|version| format!("API version {version}"));
    let blocks = [Some(description.to_owned()), version, Some(BEGINNING.to_owned())];
    blocks.into_iter().flatten().filter(|block| !block.is_empty()).collect::<Vec<_>>().join("\n\n")
}
