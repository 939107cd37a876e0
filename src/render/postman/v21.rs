//! Postman Collection v2.1.0, as the Postman API takes it.

use serde_json::{Map, Value, json};

use super::model::{
    Auth, Body, Collection, Field, Folder, Item, Part, Request, Response, Script, Url, Variable, When,
};

/// The form that the app exports and every importer knows.
const SCHEMA: &str = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json";

/// Methods whose bodies Postman and newman leave out, unless a request says otherwise.
const PRUNED: [&str; 5] = ["GET", "HEAD", "COPY", "PURGE", "UNLOCK"];

/// The collection as JSON.
pub fn write(collection: &Collection) -> Value {
    let mut out = json!({
        "info": {
            "_postman_id": collection.id,
            "name": collection.name,
            "description": collection.description,
            "schema": SCHEMA,
        },
        "item": null,
        "auth": auth(&collection.auth),
    });
    // Not within the macro, which copies what it is given.
    out["item"] = items(&collection.items);
    if !collection.scripts.is_empty() {
        out["event"] = events(&collection.scripts);
    }
    out["variable"] = collection.variables.iter().map(variable).collect();
    out
}

fn items(items: &[Item]) -> Value {
    let one = |item: &Item| match item {
        Item::Folder(folder) => self::folder(folder),
        Item::Request(request) => self::request(request),
    };
    items.iter().map(one).collect()
}

fn folder(folder: &Folder) -> Value {
    let mut out = json!({"id": folder.id, "name": folder.name});
    if !folder.description.is_empty() {
        out["description"] = Value::from(folder.description.as_str());
    }
    out["item"] = items(&folder.items);
    out
}

fn request(request: &Request) -> Value {
    let mut sent = Map::new();
    if let Some(own) = &request.auth {
        sent.insert("auth".into(), auth(own));
    }
    sent.insert("method".into(), Value::from(request.method.as_str()));
    sent.insert("header".into(), fields(&request.headers));
    if let Some(carried) = &request.body {
        sent.insert("body".into(), body(carried));
    }
    sent.insert("url".into(), url(&request.url));
    if !request.description.is_empty() {
        sent.insert("description".into(), Value::from(request.description.as_str()));
    }
    let mut out = json!({"id": request.id, "name": request.name});
    if !request.scripts.is_empty() {
        out["event"] = events(&request.scripts);
    }
    if request.body.is_some() && PRUNED.contains(&request.method.as_str()) {
        out["protocolProfileBehavior"] = json!({"disableBodyPruning": true});
    }
    out["request"] = Value::Object(sent);
    out["response"] = request.responses.iter().map(|saved| response(saved, request)).collect();
    out
}

fn url(url: &Url) -> Value {
    let mut out = json!({"raw": url.raw(), "host": [format!("{{{{{}}}}}", url.base)], "path": url.path});
    if !url.query.is_empty() {
        out["query"] = fields(&url.query);
    }
    if !url.variables.is_empty() {
        out["variable"] = fields(&url.variables);
    }
    out
}

fn fields(fields: &[Field]) -> Value {
    fields.iter().map(field).collect()
}

fn field(field: &Field) -> Value {
    let mut out = json!({"key": field.key, "value": field.value});
    if !field.description.is_empty() {
        out["description"] = Value::from(field.description.as_str());
    }
    if field.disabled {
        out["disabled"] = Value::Bool(true);
    }
    out
}

fn body(body: &Body) -> Value {
    match body {
        Body::Raw { text, language } => {
            json!({"mode": "raw", "raw": text, "options": {"raw": {"language": language}}})
        }
        Body::UrlEncoded(pairs) => json!({"mode": "urlencoded", "urlencoded": fields(pairs)}),
        Body::FormData(parts) => {
            json!({"mode": "formdata", "formdata": parts.iter().map(part).collect::<Value>()})
        }
        Body::File(name) => json!({"mode": "file", "file": {"src": name}}),
    }
}

fn part(part: &Part) -> Value {
    let mut out = field(&part.field);
    if part.is_file {
        out["type"] = Value::from("file");
        out["src"] = out["value"].take();
        out.as_object_mut().map(|map| map.shift_remove("value"));
    } else {
        out["type"] = Value::from("text");
    }
    if let Some(kind) = &part.content_type {
        out["contentType"] = Value::from(kind.as_str());
    }
    out
}

/// The request of a saved response is kept as its address: its body stands in the request already.
fn response(response: &Response, request: &Request) -> Value {
    let mut out = json!({
        "id": response.id,
        "name": response.name,
        "originalRequest": {"method": request.method, "header": [], "url": request.url.raw()},
        "status": response.status,
        "code": response.code,
    });
    if response.content_type.as_deref().is_some_and(super::body::is_json) {
        out["_postman_previewlanguage"] = Value::from("json");
    }
    let header = response.content_type.as_ref().map(|kind| json!({"key": "Content-Type", "value": kind}));
    out["header"] = header.into_iter().collect();
    out["body"] = response.body.as_deref().map_or(Value::Null, Value::from);
    out
}

fn events(scripts: &[Script]) -> Value {
    let one = |script: &Script| {
        let listen = match script.when {
            When::Before => "prerequest",
            When::After | When::Check => "test",
        };
        json!({"listen": listen, "script": {"type": "text/javascript", "exec": script.lines}})
    };
    scripts.iter().map(one).collect()
}

fn variable(variable: &Variable) -> Value {
    let kind = if variable.secret { "secret" } else { "string" };
    json!({"key": variable.key, "value": variable.value, "type": kind})
}

fn auth(auth: &Auth) -> Value {
    let attribute = |(key, value): (&str, &str)| json!({"key": key, "value": value, "type": "string"});
    let attributes: Vec<Value> = auth.attributes().into_iter().map(attribute).collect();
    let kind = auth.kind();
    if attributes.is_empty() { json!({"type": kind}) } else { json!({"type": kind, kind: attributes}) }
}
