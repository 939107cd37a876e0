//! OpenCollection 1.0, which Bruno and others open: one bundled document.
//!
//! Scripts are written as Bruno runs them. It asks for OAuth tokens by itself where the collection authenticates with them.

use serde_json::{Value, json};

use super::model::{Auth, Body, Collection, Field, Folder, Item, Part, Request, Response, Script, Url, When};

/// The version of the format.
const VERSION: &str = "1.0.0";

/// The document of a collection with its environments, as [`super::Rendered`] has them.
pub fn write(collection: &Collection, environments: &[(String, Value)]) -> Value {
    let mut info = json!({"name": collection.name});
    if let Some(version) = &collection.version {
        info["version"] = Value::from(version.as_str());
    }
    let mut out = json!({"opencollection": VERSION, "info": info});
    if !environments.is_empty() {
        let list: Value = environments.iter().map(|(_, one)| environment(one)).collect();
        out["config"] = json!({"environments": list});
    }
    let variables: Value = collection
        .variables
        .iter()
        .map(|variable| json!({"name": variable.key, "value": variable.value}))
        .collect();
    out["request"] = json!({"variables": variables});
    if let Some(auth) = auth(&collection.auth) {
        out["request"]["auth"] = auth;
    }
    if let Some(list) = scripts(&collection.scripts) {
        out["request"]["scripts"] = list;
    }
    out["items"] = items(&collection.items);
    let overview = overview(collection);
    if !overview.is_empty() {
        out["docs"] = markdown(&overview);
    }
    out["bundled"] = Value::Bool(true);
    out
}

/// The description, with how to begin in a client that asks for tokens by itself.
fn overview(collection: &Collection) -> String {
    let begin = match &collection.auth {
        Auth::OAuth2(_) => {
            "Choose the environment for OAuth and fill in `clientId`, `clientSecret` and `scope`: the client asks for a \
             token when a request is sent."
        }
        Auth::Bearer(_) => super::BEGINNING,
        _ => "Choose an environment and fill in its values.",
    };
    collection.description.replace(super::BEGINNING, begin)
}

/// A secret keeps its name only.
fn environment(rendered: &Value) -> Value {
    let word =
        |value: &Value, key: &str| value.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
    let values = rendered.get("values").and_then(Value::as_array).into_iter().flatten();
    let variables: Value = values
        .map(|value| match word(value, "type").as_str() {
            "secret" => json!({"secret": true, "name": word(value, "key")}),
            _ => json!({"name": word(value, "key"), "value": word(value, "value")}),
        })
        .collect();
    json!({"name": word(rendered, "name"), "variables": variables})
}

fn items(list: &[Item]) -> Value {
    let one = |(at, item): (usize, &Item)| match item {
        Item::Folder(folder) => self::folder(folder, at + 1),
        Item::Request(request) => self::request(request, at + 1),
    };
    list.iter().enumerate().map(one).collect()
}

fn folder(folder: &Folder, seq: usize) -> Value {
    let mut out = json!({
        "info": {"name": folder.name, "type": "folder", "seq": seq},
        "request": {"auth": "inherit"},
        "items": items(&folder.items),
    });
    if !folder.description.is_empty() {
        out["docs"] = markdown(&folder.description);
    }
    out
}

fn request(request: &Request, seq: usize) -> Value {
    let mut http = json!({"method": request.method, "url": request.url.raw()});
    if !request.headers.is_empty() {
        http["headers"] = request.headers.iter().map(field).collect();
    }
    let params = parameters(&request.url);
    if !params.is_empty() {
        http["params"] = Value::Array(params);
    }
    if let Some(carried) = &request.body {
        http["body"] = body(carried, &request.headers);
    }
    // Without a word about it a request has no authentication of its own.
    match &request.auth {
        None => http["auth"] = Value::from("inherit"),
        Some(own) => {
            if let Some(auth) = auth(own) {
                http["auth"] = auth;
            }
        }
    }
    let mut out = json!({"info": {"name": request.name, "type": "http", "seq": seq}, "http": http});
    if let Some(list) = scripts(&request.scripts) {
        out["runtime"] = json!({"scripts": list});
    }
    // Values are percent-encoded already.
    out["settings"] = json!({"encodeUrl": false});
    if !request.responses.is_empty() {
        out["examples"] = request.responses.iter().map(|saved| example(saved, request)).collect();
    }
    if !request.description.is_empty() {
        out["docs"] = Value::from(request.description.as_str());
    }
    out
}

/// One script for each time, as Bruno keeps the last of several.
fn scripts(list: &[Script]) -> Option<Value> {
    let times = [(When::Before, "before-request"), (When::After, "after-response"), (When::Check, "tests")];
    let joined = times.into_iter().filter_map(|(when, kind)| {
        let texts =
            list.iter().filter(|script| script.when == when).filter_map(|script| script.bruno.as_deref());
        let code = texts.collect::<Vec<_>>().join("\n");
        (!code.is_empty()).then(|| json!({"type": kind, "code": code}))
    });
    Some(joined.collect::<Vec<_>>()).filter(|list| !list.is_empty()).map(Value::Array)
}

fn parameters(url: &Url) -> Vec<Value> {
    let of = |fields: &[Field], kind: &'static str| {
        let typed = fields.iter().map(|one| {
            let mut out = field(one);
            out["type"] = Value::from(kind);
            out
        });
        typed.collect::<Vec<_>>()
    };
    let mut params = of(&url.query, "query");
    params.extend(of(&url.variables, "path"));
    params
}

fn field(field: &Field) -> Value {
    let mut out = json!({"name": field.key, "value": field.value});
    if !field.description.is_empty() {
        out["description"] = Value::from(field.description.as_str());
    }
    if field.disabled {
        out["disabled"] = Value::Bool(true);
    }
    out
}

fn body(body: &Body, headers: &[Field]) -> Value {
    match body {
        Body::Raw { text, language } => {
            let kind = if matches!(*language, "json" | "xml") { language } else { "text" };
            json!({"type": kind, "data": text})
        }
        Body::UrlEncoded(pairs) => {
            json!({"type": "form-urlencoded", "data": pairs.iter().map(field).collect::<Value>()})
        }
        Body::FormData(parts) => {
            json!({"type": "multipart-form", "data": parts.iter().map(part).collect::<Value>()})
        }
        Body::File(name) => {
            let kind = headers.iter().find(|header| header.key == "Content-Type");
            let kind = kind.map_or("application/octet-stream", |header| &header.value);
            json!({"type": "file", "data": [{"filePath": name, "contentType": kind, "selected": true}]})
        }
    }
}

fn part(part: &Part) -> Value {
    let mut out = field(&part.field);
    if part.is_file {
        out["type"] = Value::from("file");
        out["value"] = Value::Array(vec![out["value"].take()]);
    } else {
        out["type"] = Value::from("text");
    }
    if let Some(kind) = &part.content_type {
        out["contentType"] = Value::from(kind.as_str());
    }
    out
}

fn example(saved: &Response, request: &Request) -> Value {
    let mut response = json!({"status": saved.code, "statusText": saved.status});
    if let Some(kind) = &saved.content_type {
        response["headers"] = json!([{"name": "Content-Type", "value": kind}]);
    }
    if let Some(text) = &saved.body {
        let is_json = saved.content_type.as_deref().is_some_and(super::body::is_json);
        response["body"] = json!({"type": if is_json { "json" } else { "text" }, "data": text});
    }
    json!({
        "name": saved.name,
        "request": {"url": request.url.raw(), "method": request.method},
        "response": response,
    })
}

fn auth(auth: &Auth) -> Option<Value> {
    Some(match auth {
        Auth::None => return None,
        Auth::Bearer(token) => json!({"type": "bearer", "token": token}),
        Auth::Basic => json!({"type": "basic", "username": "{{username}}", "password": "{{password}}"}),
        Auth::ApiKey { key, place } => {
            json!({"type": "apikey", "key": key, "value": "{{apiKey}}", "placement": place})
        }
        Auth::OAuth2(settings) => json!({
            "type": "oauth2",
            "flow": "client_credentials",
            "accessTokenUrl": settings.token_url,
            "credentials": {"clientId": "{{clientId}}", "clientSecret": "{{clientSecret}}", "placement": "body"},
            "scope": "{{scope}}",
            "tokenConfig": {"id": settings.token_name, "placement": {"header": "Bearer"}},
            "settings": {"autoFetchToken": true, "autoRefreshToken": true},
        }),
    })
}

fn markdown(text: &str) -> Value {
    json!({"content": text, "type": "text/markdown"})
}
