//! How requests authenticate: as the collection does, not at all, or as the document asks of them.

use serde_json::{Map, Value};

use super::context::Context;
use super::model::{Auth, OAuth2};
use super::options::Mode;
use crate::json::field;
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

/// How one operation authenticates.
#[derive(Debug, Default)]
pub struct Authentication {
    /// When not as the collection does.
    pub own: Option<Auth>,
    /// What is sent beside it, where a document asks for several schemes at once.
    pub beside: Vec<Credential>,
}

/// A key that a request carries itself, because its client can do one scheme only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Credential {
    /// `header`, `query` or `cookie`.
    pub place: &'static str,
    /// The name on the wire.
    pub key: String,
    /// The variable of the environment that holds the value.
    pub variable: String,
}

impl Credential {
    /// The value as requests write it.
    pub fn value(&self) -> String {
        format!("{{{{{}}}}}", self.variable)
    }
}

/// How one operation authenticates; of several ways, one that the collection's own token satisfies, else the first.
/// `path` is its wire path.
pub fn of_operation<'a>(context: &Context<'a>, operation: &Operation<'a>, path: &str) -> Authentication {
    let open = Authentication { own: Some(Auth::None), beside: Vec::new() };
    if is_exempt(context, path) {
        return open;
    }
    let security = field(operation.value, "security").or_else(|| context.root.get("security"));
    let Some(requirements) = security.and_then(Value::as_array) else { return Authentication::default() };
    let named: Vec<_> = requirements.iter().filter_map(Value::as_object).collect();
    if named.iter().all(|requirement| requirement.is_empty()) {
        // `security: []` at the operation says that it is open; at the root it is what most documents leave behind.
        let says_so = field(operation.value, "security").is_some();
        return if says_so { open } else { Authentication::default() };
    }
    let ways: Vec<Vec<(&String, Scheme)>> =
        named.iter().filter_map(|requirement| way(context, requirement)).collect();
    let by_token = ways.iter().find(|way| matches!(way.as_slice(), [(_, Scheme::Bearer)]));
    by_token.or(ways.first()).map(|way| together(context, way)).unwrap_or_default()
}

/// A scheme that requests can satisfy.
enum Scheme {
    /// By the token of the collection.
    Bearer,
    Basic,
    Key {
        place: &'static str,
        key: String,
    },
}

/// The schemes that one requirement asks for together; nothing when one of them is beyond us, or none is asked for.
fn way<'a>(context: &Context<'a>, requirement: &'a Map<String, Value>) -> Option<Vec<(&'a String, Scheme)>> {
    let one = |name: &'a String| Some((name, read(scheme(context, name)?)?));
    let schemes: Option<Vec<_>> = requirement.keys().map(one).collect();
    schemes.filter(|schemes| !schemes.is_empty())
}

fn read(scheme: &Map<String, Value>) -> Option<Scheme> {
    if is_bearer(scheme) {
        return Some(Scheme::Bearer);
    }
    match word(scheme, "type")? {
        "http" if word(scheme, "scheme")?.eq_ignore_ascii_case("basic") => Some(Scheme::Basic),
        "apiKey" => {
            let place =
                ["header", "query", "cookie"].into_iter().find(|place| word(scheme, "in") == Some(place))?;
            Some(Scheme::Key { place, key: word(scheme, "name")?.to_owned() })
        }
        _ => None,
    }
}

/// One scheme as the client knows it, the others as keys of the request.
fn together(context: &Context<'_>, way: &[(&String, Scheme)]) -> Authentication {
    let weight = |scheme: &Scheme| match scheme {
        Scheme::Bearer => 0,
        Scheme::Basic => 1,
        Scheme::Key { place: "cookie", .. } => 3,
        Scheme::Key { .. } => 2,
    };
    let main = way.iter().enumerate().min_by_key(|(_, (_, scheme))| weight(scheme)).map(|(at, _)| at);
    let mut found = Authentication::default();
    for (at, (name, scheme)) in way.iter().enumerate() {
        match scheme {
            Scheme::Key { place, key } if Some(at) != main || *place == "cookie" => {
                let variable = context.credential(name);
                found.beside.push(Credential { place, key: key.clone(), variable });
                if Some(at) == main {
                    found.own = Some(Auth::None);
                }
            }
            Scheme::Key { place, key } => found.own = Some(Auth::ApiKey { key: key.clone(), place }),
            Scheme::Basic if Some(at) == main => {
                context.credential("username");
                context.credential("password");
                found.own = Some(Auth::Basic);
            }
            Scheme::Basic | Scheme::Bearer => {}
        }
    }
    found
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
    field(scheme, key)?.as_str()
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
