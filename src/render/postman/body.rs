//! Request bodies: which media type, in which mode, with which value.

use serde_json::{Map, Value};

use super::context::Context;
use super::form::Form;
use super::instance::{Chooser, Resource, Side};
use super::model::Body;
use super::parameter::plain;
use crate::json::{Pointer, field, member};
use crate::openapi::Operation;

/// The file that binary bodies name; the user picks one of their own.
pub const FILE: &str = "upload.bin";

/// A body and the media type that must be said beside it.
#[derive(Debug)]
pub struct Carried {
    /// The body.
    pub body: Body,
    /// The header `Content-Type`, where the client does not set it itself.
    pub content_type: Option<String>,
    /// Media types that are accepted too.
    pub others: Vec<String>,
}

/// The body of an operation, when it has one.
pub fn of<'a>(context: &Context<'a>, operation: &Operation<'a>, key: &str) -> Option<Carried> {
    let body = context.follow(field(operation.value, "requestBody")?);
    let media_types = member(body, "content")?.as_object()?;
    let (name, media) = preferred(media_types)?;
    let media = context.follow(media);
    let pointer = operation.pointer.join("requestBody").join("content").join(name);
    let wanted = Wanted { context, key, pointer, media, resource: resource(context, operation) };
    let (body, content_type) = wanted.build(name);
    let others = media_types.keys().filter(|other| *other != name).cloned().collect();
    Some(Carried { body, content_type, others })
}

/// Whether a media type's values are JSON.
pub fn is_json(name: &str) -> bool {
    let essence = name.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    essence == "application/json"
        || essence == "text/json"
        || essence.contains("+json")
        || essence.contains("json+")
}

/// JSON first, then what the document lists first.
pub fn preferred(content: &Map<String, Value>) -> Option<(&String, &Value)> {
    let exact = |(name, _): &(&String, &Value)| name.starts_with("application/json") && !name.contains('+');
    content
        .iter()
        .find(exact)
        .or_else(|| content.iter().find(|(name, _)| is_json(name)))
        .or_else(|| content.iter().next())
}

struct Wanted<'c, 'a> {
    context: &'c Context<'a>,
    key: &'c str,
    pointer: Pointer,
    media: &'a Value,
    resource: Option<Resource<'a>>,
}

/// What a patch changes: what a `GET` of the same path answers, else what a `PUT` there takes.
fn resource<'a>(context: &Context<'a>, operation: &Operation<'a>) -> Option<Resource<'a>> {
    if operation.method != "PATCH" {
        return None;
    }
    let of = |media: &'a Value| {
        let media = context.follow(media);
        let sample = context.examples(media).into_iter().find(|sample| sample.is_object());
        Some(Resource { schema: member(media, "schema")?, sample })
    };
    let media_of = |holder: &'a Value| preferred(member(context.follow(holder), "content")?.as_object()?);
    let responses = || member(field(operation.item, "get")?, "responses")?.as_object();
    let succeeded = responses().into_iter().flatten().find(|(code, _)| code.starts_with('2'));
    let read = succeeded.and_then(|(_, response)| media_of(response));
    let written = || media_of(member(field(operation.item, "put")?, "requestBody")?);
    read.or_else(written).and_then(|(_, media)| of(media))
}

impl<'a> Wanted<'_, 'a> {
    fn build(&self, name: &str) -> (Body, Option<String>) {
        let essence = name.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        let said = Some(name.to_owned());
        match essence.as_str() {
            "application/x-www-form-urlencoded" => (Body::UrlEncoded(self.form().fields()), None),
            "multipart/form-data" => (Body::FormData(self.form().parts()), None),
            _ if is_json(name) => (self.json(), said),
            _ if self.is_binary() => {
                let said = if essence.contains('*') { "application/octet-stream" } else { name };
                (Body::File(FILE.to_owned()), Some(said.to_owned()))
            }
            _ if essence.contains('*') => (self.json(), Some("application/json".to_owned())),
            // Newline-delimited JSON and its kin: one value is one line.
            _ if essence.contains("json") => (self.line(), said),
            _ if essence.starts_with("text/") || essence.ends_with("xml") => (self.text(&essence), said),
            _ => (self.other(), said),
        }
    }

    /// A type that we know nothing about: bytes, unless its schema speaks of objects or arrays. JSON is YAML as well.
    fn other(&self) -> Body {
        match self.value() {
            Some(value @ (Value::Object(_) | Value::Array(_))) => {
                Body::Raw { text: pretty(&value), language: "text" }
            }
            _ => Body::File(FILE.to_owned()),
        }
    }

    fn form(&self) -> Form<'_, 'a> {
        Form { context: self.context, media: self.media, whole: self.value() }
    }

    /// Whether the body is bytes: the schema says so, or neither a schema nor an example says otherwise.
    fn is_binary(&self) -> bool {
        let parts = self.context.schemas_of(self.media);
        let says_nothing = || parts.iter().all(|part| part.as_object().is_some_and(Map::is_empty));
        parts.iter().any(|part| is_binary(part))
            || (self.context.examples(self.media).is_empty() && says_nothing())
    }

    /// The value: an example of the media type, else one that the schema leads to.
    fn value(&self) -> Option<Value> {
        let chooser = self.context.chooser(Side::Request).patching(self.resource);
        value_of(self.context, self.media, &chooser)
    }

    fn json(&self) -> Body {
        let value = self.value().unwrap_or_else(|| {
            let what = "no value found for the request body".to_owned();
            self.context.failed(self.key, self.pointer.clone(), what);
            let meant = self.context.examples(self.media).first().map(|value| (*value).clone());
            let nearest = || self.context.chooser(Side::Request).nearest(member(self.media, "schema")?, "");
            meant.or_else(nearest).unwrap_or_else(|| Value::Object(Map::new()))
        });
        Body::Raw { text: pretty(&value), language: "json" }
    }

    fn line(&self) -> Body {
        let text = self.value().map_or_else(|| "{}".to_owned(), |value| plain(&value));
        Body::Raw { text: text + "\n", language: "text" }
    }

    fn text(&self, essence: &str) -> Body {
        let language = match essence {
            _ if essence.ends_with("xml") => "xml",
            "text/html" => "html",
            "text/javascript" => "javascript",
            _ => "text",
        };
        let text = match self.value() {
            Some(Value::String(text)) => text,
            Some(value) if language == "xml" => {
                super::xml::write(&self.context.schemas, member(self.media, "schema"), &value)
            }
            Some(value) => plain(&value),
            None => "example".to_owned(),
        };
        Body::Raw { text, language }
    }
}

/// The value of a media type: its own examples where they are valid, else one that its schema leads to.
pub fn value_of<'a>(context: &Context<'a>, media: &'a Value, chooser: &Chooser<'_, 'a>) -> Option<Value> {
    let examples = context.examples(media);
    let Some(schema) = member(media, "schema") else {
        return Some(examples.first().map_or_else(|| Value::Object(Map::new()), |value| (*value).clone()));
    };
    let spelled = |value: &Value| match value {
        Value::String(text) => crate::json::parse(text).ok(),
        _ => None,
    };
    examples
        .iter()
        .find_map(|value| {
            chooser
                .accept(schema, value)
                .or_else(|| spelled(value).and_then(|value| chooser.accept(schema, &value)))
        })
        .or_else(|| chooser.choose(schema, ""))
}

/// Whether a schema means bytes and not a text.
pub fn is_binary(schema: &Value) -> bool {
    let word = |key: &str| member(schema, key).and_then(Value::as_str);
    matches!(word("format"), Some("binary" | "file"))
        || (word("contentMediaType").is_some()
            && word("contentEncoding").is_none()
            && member(schema, "type").is_none())
        || word("contentMediaType") == Some("application/octet-stream")
}

/// A value as people read it: two spaces a level.
pub fn pretty(value: &Value) -> String {
    serde_json::to_string_pretty(value).expect("a tree of JSON values prints")
}
