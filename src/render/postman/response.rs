//! Saved responses: what the server answers, with a body that its schema accepts.

use std::ops::Range;

use serde_json::Value;

use super::body::{is_json, preferred, pretty, value_of};
use super::context::Context;
use super::ids::Ids;
use super::instance::Side;
use super::model::Response;
use super::options::Saved;
use super::parameter::plain;
use crate::json::{field, member};
use crate::openapi::Operation;

/// The responses that are saved with a request; their ids are given later.
pub fn saved<'a>(context: &Context<'a>, operation: &Operation<'a>) -> Vec<Response> {
    let mut wanted = match context.options.responses {
        Saved::None => Vec::new(),
        Saved::One => documented(context, operation, SUCCESS),
        Saved::All => documented(context, operation, ANY),
    };
    if context.options.responses == Saved::One {
        wanted.truncate(1);
    }
    wanted.into_iter().map(|(code, response)| one(context, response, code)).collect()
}

/// Gives the responses of a request their ids; `key` is what the request is known by.
pub fn identify(responses: &mut [Response], key: &str, ids: &mut Ids) {
    for response in responses {
        response.id = ids.id("response", &format!("{key} {}", response.code));
    }
}

/// The statuses of HTTP (RFC 9110, section 15).
const ANY: Range<u16> = 100..600;

/// The statuses that say that a request was understood.
const SUCCESS: Range<u16> = 200..300;

/// The documented statuses within a range, in their order; `2XX` counts as 200, `default` as none.
pub fn documented<'a>(
    context: &Context<'a>,
    operation: &Operation<'a>,
    range: Range<u16>,
) -> Vec<(u16, &'a Value)> {
    let responses = field(operation.value, "responses").and_then(Value::as_object).into_iter().flatten();
    let coded = responses.filter_map(|(code, response)| Some((status_of(code)?, response)));
    let within = coded.filter(|(code, _)| range.contains(code));
    let mut found: Vec<_> = within.map(|(code, response)| (code, context.follow(response))).collect();
    found.sort_by_key(|(code, _)| *code);
    found.dedup_by_key(|(code, _)| *code);
    found
}

fn status_of(code: &str) -> Option<u16> {
    let read = |code: &str| code.parse().ok().filter(|code| ANY.contains(code));
    read(code).or_else(|| read(&code.to_ascii_uppercase().replace("XX", "00")))
}

fn one<'a>(context: &Context<'a>, response: &'a Value, code: u16) -> Response {
    let status = phrase(code);
    let media = member(response, "content").and_then(Value::as_object).and_then(preferred);
    let body = media.and_then(|(name, media)| {
        let value = value_of(context, context.follow(media), &context.chooser(Side::Response))?;
        if is_json(name) || name.contains('*') {
            return Some(pretty(&value));
        }
        value.is_string().then(|| plain(&value))
    });
    let content_type = media.map(|(name, _)| name.clone()).filter(|name| !name.contains('*'));
    let id = String::new();
    Response { id, name: format!("{code} {status}").trim_end().to_owned(), code, status, content_type, body }
}

/// The phrase of a status (RFC 9110, section 15).
pub fn phrase(code: u16) -> &'static str {
    match code {
        200 => "OK",
        201 => "Created",
        202 => "Accepted",
        203 => "Non-Authoritative Information",
        204 => "No Content",
        205 => "Reset Content",
        206 => "Partial Content",
        207 => "Multi-Status",
        300 => "Multiple Choices",
        301 => "Moved Permanently",
        302 => "Found",
        303 => "See Other",
        304 => "Not Modified",
        307 => "Temporary Redirect",
        308 => "Permanent Redirect",
        400 => "Bad Request",
        401 => "Unauthorized",
        402 => "Payment Required",
        403 => "Forbidden",
        404 => "Not Found",
        405 => "Method Not Allowed",
        406 => "Not Acceptable",
        408 => "Request Timeout",
        409 => "Conflict",
        410 => "Gone",
        411 => "Length Required",
        412 => "Precondition Failed",
        413 => "Content Too Large",
        414 => "URI Too Long",
        415 => "Unsupported Media Type",
        416 => "Range Not Satisfiable",
        422 => "Unprocessable Content",
        423 => "Locked",
        424 => "Failed Dependency",
        428 => "Precondition Required",
        429 => "Too Many Requests",
        500 => "Internal Server Error",
        501 => "Not Implemented",
        502 => "Bad Gateway",
        503 => "Service Unavailable",
        504 => "Gateway Timeout",
        _ => "",
    }
}
