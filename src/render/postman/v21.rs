//! Postman Collection v2.1.0, as the Postman API takes it: each type is an object of the format, written from the model
//! in place.

use serde::ser::{Serialize, SerializeMap as _, Serializer};

use super::model;

/// The form that the app exports and every importer knows.
const SCHEMA: &str = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json";

/// Methods whose bodies Postman and newman leave out, unless a request says otherwise.
const PRUNED: [&str; 5] = ["GET", "HEAD", "COPY", "PURGE", "UNLOCK"];

/// The collection as JSON without white space.
pub fn print(collection: &model::Collection) -> String {
    serde_json::to_string(&Collection::of(collection)).expect("texts, numbers and lists print as JSON")
}

/// A list of the model, each item written as an object of the format.
struct Each<'m, T, W>(&'m [T], fn(&'m T) -> W);

impl<T, W: Serialize> Serialize for Each<'_, T, W> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.iter().map(self.1))
    }
}

impl<T, W> Each<'_, T, W> {
    fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

#[derive(serde::Serialize)]
struct Collection<'m> {
    info: Info<'m>,
    item: Each<'m, model::Item, Node<'m>>,
    auth: Auth<'m>,
    #[serde(skip_serializing_if = "Each::is_empty")]
    event: Each<'m, model::Script, Event<'m>>,
    variable: Each<'m, model::Variable, Variable<'m>>,
}

#[derive(serde::Serialize)]
struct Info<'m> {
    _postman_id: &'m str,
    name: &'m str,
    description: &'m str,
    schema: &'static str,
}

impl<'m> Collection<'m> {
    fn of(collection: &'m model::Collection) -> Self {
        let info = Info {
            _postman_id: &collection.id,
            name: &collection.name,
            description: &collection.description,
            schema: SCHEMA,
        };
        Self {
            info,
            item: Each(&collection.items, Node::of),
            auth: Auth(&collection.auth),
            event: Each(&collection.scripts, Event::of),
            variable: Each(&collection.variables, Variable::of),
        }
    }
}

#[derive(serde::Serialize)]
#[serde(untagged)]
enum Node<'m> {
    Folder(Folder<'m>),
    Request(Box<Item<'m>>),
}

impl<'m> Node<'m> {
    fn of(item: &'m model::Item) -> Self {
        match item {
            model::Item::Folder(folder) => Self::Folder(Folder::of(folder)),
            model::Item::Request(request) => Self::Request(Box::new(Item::of(request))),
        }
    }
}

#[derive(serde::Serialize)]
struct Folder<'m> {
    id: &'m str,
    name: &'m str,
    #[serde(skip_serializing_if = "str::is_empty")]
    description: &'m str,
    item: Each<'m, model::Item, Node<'m>>,
}

impl<'m> Folder<'m> {
    fn of(folder: &'m model::Folder) -> Self {
        let model::Folder { id, name, description, items } = folder;
        Self { id, name, description, item: Each(items, Node::of) }
    }
}

#[derive(serde::Serialize)]
struct Item<'m> {
    id: &'m str,
    name: &'m str,
    #[serde(skip_serializing_if = "Each::is_empty")]
    event: Each<'m, model::Script, Event<'m>>,
    #[serde(rename = "protocolProfileBehavior", skip_serializing_if = "Option::is_none")]
    behavior: Option<Behavior>,
    request: Request<'m>,
    response: Vec<Response<'m>>,
}

#[derive(serde::Serialize)]
#[serde(rename_all = "camelCase")]
struct Behavior {
    disable_body_pruning: bool,
}

impl<'m> Item<'m> {
    fn of(request: &'m model::Request) -> Self {
        let pruned = request.body.is_some() && PRUNED.contains(&request.method.as_str());
        Self {
            id: &request.id,
            name: &request.name,
            event: Each(&request.scripts, Event::of),
            behavior: pruned.then_some(Behavior { disable_body_pruning: true }),
            request: Request::of(request),
            response: request.responses.iter().map(|saved| Response::of(saved, request)).collect(),
        }
    }
}

#[derive(serde::Serialize)]
struct Request<'m> {
    #[serde(skip_serializing_if = "Option::is_none")]
    auth: Option<Auth<'m>>,
    method: &'m str,
    header: Each<'m, model::Field, Field<'m>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    body: Option<Body<'m>>,
    url: Url<'m>,
    #[serde(skip_serializing_if = "str::is_empty")]
    description: &'m str,
}

impl<'m> Request<'m> {
    fn of(request: &'m model::Request) -> Self {
        Self {
            auth: request.auth.as_ref().map(Auth),
            method: &request.method,
            header: Each(&request.headers, Field::of),
            body: request.body.as_ref().map(Body::of),
            url: Url::of(&request.url),
            description: &request.description,
        }
    }
}

#[derive(serde::Serialize)]
struct Url<'m> {
    raw: String,
    host: [String; 1],
    path: &'m [String],
    #[serde(skip_serializing_if = "Each::is_empty")]
    query: Each<'m, model::Field, Field<'m>>,
    #[serde(skip_serializing_if = "Each::is_empty")]
    variable: Each<'m, model::Field, Field<'m>>,
}

impl<'m> Url<'m> {
    fn of(url: &'m model::Url) -> Self {
        Self {
            raw: url.raw(),
            host: [format!("{{{{{}}}}}", url.base)],
            path: &url.path,
            query: Each(&url.query, Field::of),
            variable: Each(&url.variables, Field::of),
        }
    }
}

#[derive(serde::Serialize)]
struct Field<'m> {
    key: &'m str,
    value: &'m str,
    #[serde(skip_serializing_if = "str::is_empty")]
    description: &'m str,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    disabled: bool,
}

impl<'m> Field<'m> {
    fn of(field: &'m model::Field) -> Self {
        let model::Field { key, value, description, disabled } = field;
        Self { key, value, description, disabled: *disabled }
    }
}

#[derive(serde::Serialize)]
#[serde(tag = "mode", rename_all = "lowercase")]
enum Body<'m> {
    Raw { raw: &'m str, options: Language<'m> },
    UrlEncoded { urlencoded: Each<'m, model::Field, Field<'m>> },
    FormData { formdata: Each<'m, model::Part, Part<'m>> },
    File { file: Source<'m> },
}

/// `{raw: {language}}`
#[derive(serde::Serialize)]
struct Language<'m> {
    raw: Named<'m>,
}

#[derive(serde::Serialize)]
struct Named<'m> {
    language: &'m str,
}

#[derive(serde::Serialize)]
struct Source<'m> {
    src: &'m str,
}

impl<'m> Body<'m> {
    fn of(body: &'m model::Body) -> Self {
        match body {
            model::Body::Raw { text, language } => {
                Self::Raw { raw: text, options: Language { raw: Named { language } } }
            }
            model::Body::UrlEncoded(pairs) => Self::UrlEncoded { urlencoded: Each(pairs, Field::of) },
            model::Body::FormData(parts) => Self::FormData { formdata: Each(parts, Part::of) },
            model::Body::File(name) => Self::File { file: Source { src: name } },
        }
    }
}

/// A text has a `value`, a file a `src`.
#[derive(serde::Serialize)]
struct Part<'m> {
    key: &'m str,
    #[serde(skip_serializing_if = "Option::is_none")]
    value: Option<&'m str>,
    #[serde(skip_serializing_if = "str::is_empty")]
    description: &'m str,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    disabled: bool,
    r#type: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    src: Option<&'m str>,
    #[serde(rename = "contentType", skip_serializing_if = "Option::is_none")]
    content_type: Option<&'m str>,
}

impl<'m> Part<'m> {
    fn of(part: &'m model::Part) -> Self {
        let model::Field { key, value, description, disabled } = &part.field;
        let value = value.as_str();
        Self {
            key,
            value: (!part.is_file).then_some(value),
            description,
            disabled: *disabled,
            r#type: if part.is_file { "file" } else { "text" },
            src: part.is_file.then_some(value),
            content_type: part.content_type.as_deref(),
        }
    }
}

#[derive(serde::Serialize)]
struct Response<'m> {
    id: &'m str,
    name: &'m str,
    #[serde(rename = "originalRequest")]
    original: Original<'m>,
    status: &'static str,
    code: u16,
    #[serde(rename = "_postman_previewlanguage", skip_serializing_if = "Option::is_none")]
    language: Option<&'static str>,
    header: Vec<Header<'m>>,
    body: Option<&'m str>,
}

/// The request of a saved response is kept as its address: its body stands in the request already.
#[derive(serde::Serialize)]
struct Original<'m> {
    method: &'m str,
    header: [(); 0],
    url: String,
}

#[derive(serde::Serialize)]
struct Header<'m> {
    key: &'static str,
    value: &'m str,
}

impl<'m> Response<'m> {
    fn of(response: &'m model::Response, request: &'m model::Request) -> Self {
        let content_type = response.content_type.as_deref();
        Self {
            id: &response.id,
            name: &response.name,
            original: Original { method: &request.method, header: [], url: request.url.raw() },
            status: response.status,
            code: response.code,
            language: content_type.is_some_and(super::body::is_json).then_some("json"),
            header: content_type.map(|value| Header { key: "Content-Type", value }).into_iter().collect(),
            body: response.body.as_deref(),
        }
    }
}

#[derive(serde::Serialize)]
struct Event<'m> {
    listen: &'static str,
    script: Script<'m>,
}

#[derive(serde::Serialize)]
struct Script<'m> {
    r#type: &'static str,
    exec: &'m [String],
}

impl<'m> Event<'m> {
    fn of(script: &'m model::Script) -> Self {
        let listen = match script.when {
            model::When::Before => "prerequest",
            model::When::After | model::When::Check => "test",
        };
        Self { listen, script: Script { r#type: "text/javascript", exec: &script.lines } }
    }
}

/// A variable, and an attribute of an authentication.
#[derive(serde::Serialize)]
struct Variable<'m> {
    key: &'m str,
    value: &'m str,
    r#type: &'static str,
}

impl<'m> Variable<'m> {
    fn of(variable: &'m model::Variable) -> Self {
        let kind = if variable.secret { "secret" } else { "string" };
        Self { key: &variable.key, value: &variable.value, r#type: kind }
    }
}

/// `{type: bearer, bearer: […]}`
struct Auth<'m>(&'m model::Auth);

impl Serialize for Auth<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let attribute = |(key, value)| Variable { key, value, r#type: "string" };
        let attributes: Vec<_> = self.0.attributes().into_iter().map(attribute).collect();
        let kind = self.0.kind();
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("type", kind)?;
        if !attributes.is_empty() {
            map.serialize_entry(kind, &attributes)?;
        }
        map.end()
    }
}
