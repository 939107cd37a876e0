//! The Postman collection: requests that work, ids that stay, the same bytes for the same document.
//!
//! Operations become the clients' common [`model`]; writers print that. Nothing here reads a clock or draws a random
//! number.

mod auth;
mod body;
mod context;
mod description;
mod encode;
mod environment;
mod form;
pub mod ids;
pub mod instance;
pub mod model;
mod names;
mod options;
mod parameter;
mod request;
mod response;
mod script;
mod server;
mod tree;
mod v21;
mod xml;

pub use context::Unsatisfied;
pub use options::{Csrf, Environment, Extensions, Mode, Options, Saved};
pub use script::{BEGIN, END};

use serde_json::Value;

use crate::openapi::{Document, operation};
use context::Context;
use ids::Ids;
use model::Collection;
use server::Servers;
use tree::Placed;

/// What a render makes.
#[derive(Debug)]
pub struct Rendered {
    /// Postman Collection v2.1.0.
    pub collection: Value,
    /// Environments with the word in their files' names, such as `api-key`.
    pub environments: Vec<(String, Value)>,
    /// What the document asks for and no value satisfies, in order of the operations.
    pub findings: Vec<Unsatisfied>,
}

/// Renders an OpenAPI 3.x document; the same document and options give the same values, always.
pub fn render(document: &Document, options: &Options) -> Rendered {
    let (collection, environments, findings) = model_of(document, options);
    Rendered { collection: v21::write(&collection), environments, findings }
}

/// The collection before it is written in a format, the environments, and what could not be satisfied.
pub fn model_of(
    document: &Document,
    options: &Options,
) -> (Collection, Vec<(String, Value)>, Vec<Unsatisfied>) {
    let context = Context::new(&document.value, options);
    let mut ids = Ids::of(options.key.as_deref().unwrap_or(&document.name));
    let mut servers = Servers::of(&context);
    let mut placed = Vec::new();
    for operation in operation::operations(&document.value) {
        let base = servers.variable(&context, &operation);
        let request = request::of(&context, &operation, &base, &mut ids);
        placed.push(Placed { operation, request });
    }
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
        variables: servers.variables(&context).into_iter().chain(context.variables.take()).collect(),
        scripts: script::of_collection(&context),
        items: tree::build(&context, placed, &mut ids),
        name: title,
    };
    (collection, environments, context.unsatisfied.into_inner())
}

/// The description of the collection.
fn overview(description: &str, version: Option<&str>) -> String {
    let version = version.map(|version| format!("API version {version}"));
    let start = "Choose an environment and fill in its values: with an API key in `apiKey`, or with `clientId` and \
                 `clientSecret` of an OAuth client, for which a script fetches a token.";
    let blocks = [Some(description.to_owned()), version, Some(start.to_owned())];
    blocks.into_iter().flatten().filter(|block| !block.is_empty()).collect::<Vec<_>>().join("\n\n")
}
