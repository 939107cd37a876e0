//! How requests authenticate: as the collection does, not at all, or as the document asks of them.

use serde_json::{Map, Value};

use super::context::Context;
use super::model::{Auth, OAuth2};
use super::options::Mode;
use crate::openapi::Operation;

/// The variable that holds the bearer token.
pub const BEARER: &str = "apiKey";

/// How every request authenticates that says nothing itself.
pub fn of_collection(context: &Context<'_>, title: &str) -> Auth {
    match context.options.auth {
        Mode::Bearer => Auth::Bearer(format!("{{{{{BEARER}}}}}")),
        Mode::Oauth2 => Auth::OAuth2(OAuth2 {
            token_url: token_url(context),
            token_name: context.options.token_name.clone().unwrap_or_else(|| title.to_owned()),
        }),
        Mode::None => Auth::None,
    }
}

/// Where tokens are made, for clients that fill in variables.
pub fn token_url(context: &Context<'_>) -> String {
    let url = &context.options.token_url;
    if url.contains("://") { url.clone() } else { format!("{{{{baseUrl}}}}/{}", url.trim_start_matches('/')) }
}

/// How one operation authenticates, when not as the collection does. `path` is its wire path.
pub fn of_operation<'a>(context: &Context<'a>, operation: &Operation<'a>, path: &str) -> Option<Auth> {
    if is_exempt(context, path) {
        return Some(Auth::None);
    }
    let security = operation.value.get("security").or_else(|| context.root.get("security"));
    let requirements = security.and_then(Value::as_array)?;
    let named: Vec<_> = requirements.iter().filter_map(Value::as_object).collect();
    let open = named.iter().all(|requirement| requirement.is_empty());
    if open {
        // `security: []` at the operation says that it is open; at the root it is what most documents leave behind.
        return operation.value.contains_key("security").then_some(Auth::None);
    }
    let schemes: Vec<_> =
        named.iter().flat_map(|names| names.keys()).filter_map(|name| scheme(context, name)).collect();
    if schemes.is_empty() || schemes.iter().any(|scheme| is_bearer(scheme)) {
        return None;
    }
    schemes.iter().find_map(|scheme| other(scheme))
}

/// Whether a path needs no authentication because the user says so.
pub fn is_exempt(context: &Context<'_>, path: &str) -> bool {
    context.options.exempt.iter().any(|prefix| {
        let prefix = prefix.trim_end_matches('/');
        path.strip_prefix(prefix).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    })
}

fn scheme<'a>(context: &Context<'a>, name: &str) -> Option<&'a Map<String, Value>> {
    let schemes = context.root.get("components")?.get("securitySchemes")?;
    context.follow(schemes.get(name)?).as_object()
}

fn word<'a>(scheme: &'a Map<String, Value>, key: &str) -> Option<&'a str> {
    scheme.get(key)?.as_str()
}

/// Whether the token of the collection satisfies a scheme.
fn is_bearer(scheme: &Map<String, Value>) -> bool {
    match word(scheme, "type") {
        Some("http") => word(scheme, "scheme").is_some_and(|name| name.eq_ignore_ascii_case("bearer")),
        Some("oauth2" | "openIdConnect") => true,
        Some("apiKey") => word(scheme, "name").is_some_and(|name| name.eq_ignore_ascii_case("authorization")),
        _ => false,
    }
}

fn other(scheme: &Map<String, Value>) -> Option<Auth> {
    match (word(scheme, "type")?, word(scheme, "in")) {
        ("apiKey", Some("header")) => {
            Some(Auth::ApiKey { key: word(scheme, "name")?.to_owned(), place: "header" })
        }
        ("apiKey", Some("query")) => {
            Some(Auth::ApiKey { key: word(scheme, "name")?.to_owned(), place: "query" })
        }
        ("http", _) if word(scheme, "scheme")?.eq_ignore_ascii_case("basic") => Some(Auth::Basic),
        _ => None,
    }
}
