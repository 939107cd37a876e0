//! One operation as a request.

use serde_json::Value;

use super::body::{self, is_json};
use super::context::Context;
use super::ids::{Ids, operation_key};
use super::model::{Field, Request};
use super::parameter::{self, Parameter};
use super::{address, auth, contract, description, names, response, script};
use crate::json::{field, member};
use crate::openapi::{Operation, operation};

/// Headers that the client or the collection's authentication sets.
const IMPLICIT: [&str; 3] = ["authorization", "content-length", "host"];

/// By what an operation is known.
pub struct Known {
    /// The path that callers send.
    pub wire: String,
    /// What the ids of its request and responses are made of.
    pub key: String,
}

impl Known {
    /// By what this operation is known.
    pub fn of(context: &Context<'_>, operation: &Operation<'_>) -> Self {
        let wire = operation::wire_path(context.root, operation);
        let key = operation_key(&operation.method, &wire, &context.options.id_strip_prefixes);
        Self { wire, key }
    }
}

/// Builds the request of an operation, without saved responses; `base` is the variable with the address of its server.
pub fn of<'a>(
    context: &Context<'a>,
    operation: &Operation<'a>,
    known: &Known,
    base: &str,
    ids: &mut Ids,
) -> Request {
    let shown = format!("{} {}", operation.method, operation.path);
    let parameters = parameter::effective(context, operation);
    let carried = body::of(context, operation, &shown);
    let mut headers = headers(context, operation, &parameters, &shown);
    if carried.is_some() {
        headers.retain(|field| !field.key.eq_ignore_ascii_case("content-type"));
    }
    let mut url = address::of(context, operation, &parameters, base, &shown);
    let auth::Authentication { own: auth, beside } = auth::of_operation(context, operation, &known.wire);
    for credential in &beside {
        carry(credential, &mut headers, &mut url.query);
    }
    let (body, content_type, others) = carried
        .map_or_else(Default::default, |carried| (Some(carried.body), carried.content_type, carried.others));
    if let Some(value) = content_type {
        headers.insert(0, Field { key: "Content-Type".to_owned(), value, ..Field::default() });
    }
    let mut request = Request {
        id: ids.id("request", &known.key),
        name: title(context, operation),
        description: description::of(context, operation, &others),
        method: operation.method.clone(),
        url,
        headers,
        body,
        auth,
        scripts: context
            .options
            .tests
            .then(|| contract::tests(context, operation))
            .flatten()
            .into_iter()
            .collect(),
        responses: Vec::new(),
        key: shown,
    };
    add_csrf(context, &known.wire, &mut request);
    request
}

/// Puts a credential into a request, in place of a parameter of the same name.
fn carry(credential: &auth::Credential, headers: &mut Vec<Field>, query: &mut Vec<Field>) {
    let (fields, key) = match credential.place {
        "query" => (query, credential.key.clone()),
        "cookie" => {
            let pair = format!("{}={}", credential.key, credential.value());
            let sent = headers.iter_mut().find(|field| field.key == "Cookie" && !field.disabled);
            if let Some(sent) = sent {
                sent.value = format!("{}; {pair}", sent.value);
            } else {
                headers.push(Field { key: "Cookie".to_owned(), value: pair, ..Field::default() });
            }
            return;
        }
        _ => (headers, credential.key.clone()),
    };
    let description = fields.iter().find(|field| field.key.eq_ignore_ascii_case(&key));
    let description = description.map(|field| field.description.clone()).unwrap_or_default();
    fields.retain(|field| !field.key.eq_ignore_ascii_case(&key));
    fields.push(Field { key, value: credential.value(), description, disabled: false });
}

/// The summary, else the document's own operationId, else method and path; deprecated ones are marked.
fn title(context: &Context<'_>, operation: &Operation<'_>) -> String {
    let word = |key: &str| field(operation.value, key).and_then(Value::as_str).map(names::one_line);
    let source = field(operation.value, "x-specline-source");
    let own_id = match source {
        Some(source) => member(source, "operationId").and_then(Value::as_str).map(names::one_line),
        None => word("operationId"),
    };
    let text = word("summary")
        .map(|text| names::summary(&text))
        .filter(|text| !text.is_empty())
        .or(own_id.filter(|id| !id.is_empty()))
        .unwrap_or_else(|| format!("{} {}", operation.method, operation.path));
    let mark = if description::is_deprecated(context, operation) { "[Deprecated] " } else { "" };
    names::title(&format!("{mark}{text}"))
}

fn headers<'a>(
    context: &Context<'a>,
    operation: &Operation<'a>,
    parameters: &[Parameter<'a>],
    key: &str,
) -> Vec<Field> {
    let mut found = Vec::new();
    let explicit = parameters.iter().filter(|parameter| {
        parameter.place == "header" && !IMPLICIT.contains(&parameter.name.to_ascii_lowercase().as_str())
    });
    for parameter in explicit {
        let is_accept = parameter.name.eq_ignore_ascii_case("accept");
        let mut value = parameter.in_header(&parameter.choose(context, key));
        // A media range has a slash; a text without says that any text is allowed, and the responses say more.
        if is_accept && !value.contains('/') {
            let known = accept(context, operation).into_iter().map(|field| field.value);
            value =
                known.chain(["*/*".to_owned()]).find(|text| parameter.takes(context, text)).unwrap_or(value);
        }
        found.push(Field {
            key: parameter.name.to_owned(),
            value,
            description: parameter.description(context),
            disabled: !parameter.required && !is_accept,
        });
    }
    if !found.iter().any(|field: &Field| field.key.eq_ignore_ascii_case("accept")) {
        found.extend(accept(context, operation));
    }
    for (required, fields) in cookies(context, parameters, key) {
        found.push(Field {
            key: "Cookie".to_owned(),
            value: fields,
            disabled: !required,
            ..Field::default()
        });
    }
    found
}

/// What the successful responses come as: the first is asked for, the others are there to choose.
fn accept<'a>(context: &Context<'a>, operation: &Operation<'a>) -> Vec<Field> {
    let mut types: Vec<&str> = Vec::new();
    for (_, response) in response::documented(context, operation, 100..300) {
        let media_types = member(response, "content").and_then(Value::as_object).into_iter().flatten();
        for name in media_types.map(|(name, _)| name.as_str()).filter(|name| !name.contains('*')) {
            if !types.contains(&name) {
                types.push(name);
            }
        }
    }
    types.sort_by_key(|name| !is_json(name));
    let field = |(at, name): (usize, &&str)| Field {
        key: "Accept".to_owned(),
        value: (*name).to_owned(),
        description: String::new(),
        disabled: at > 0,
    };
    types.iter().enumerate().map(field).collect()
}

/// One `Cookie` header of all required cookies, and one, disabled, of each of the others.
fn cookies<'a>(context: &Context<'a>, parameters: &[Parameter<'a>], key: &str) -> Vec<(bool, String)> {
    let pair = |parameter: &Parameter<'a>| {
        let value = parameter.in_header(&parameter.choose(context, key));
        format!("{}={}", parameter.name, super::encode::query(&value))
    };
    let of =
        |required: bool| parameters.iter().filter(move |p| p.place == "cookie" && p.required == required);
    let together = of(true).map(pair).collect::<Vec<_>>().join("; ");
    let mut found: Vec<_> = of(false).map(|parameter| (false, pair(parameter))).collect();
    if !together.is_empty() {
        found.insert(0, (true, together));
    }
    found
}

fn add_csrf(context: &Context<'_>, wire_path: &str, request: &mut Request) {
    let Some(csrf) = &context.options.csrf else { return };
    if wire_path == csrf.path && request.method == "GET" {
        request.scripts.push(script::keep_csrf_token(csrf));
    } else if !matches!(request.method.as_str(), "GET" | "HEAD" | "OPTIONS") {
        request.headers.push(Field {
            key: csrf.header.clone(),
            value: "{{csrfToken}}".to_owned(),
            description: "For callers in a browser session only.".to_owned(),
            disabled: true,
        });
    }
}
