//! Postman's third format: a folder of YAML files, one a request, as the desktop app and the Postman CLI keep them in a
//! repository. There is no published schema; the shape is what `postman collection migrate` makes of a collection in
//! the second format.

use std::path::{Path, PathBuf};

use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::model::{Auth, Body, Collection, Field, Folder, Item, Part, Request, Response, Script, When};
use super::yaml;

/// The distance of neighbours in the order, so that others fit between them.
const STEP: usize = 1000;

/// The file that describes a folder.
const DEFINITION: &str = ".resources/definition.yaml";

/// The files of a collection with their paths below its folder, sorted.
pub fn write(collection: &Collection) -> Vec<(PathBuf, String)> {
    let mut files = vec![(PathBuf::from(DEFINITION), yaml::write(&definition(collection)))];
    items(&collection.items, Path::new(""), &mut files);
    files.sort();
    files
}

fn definition(collection: &Collection) -> Value {
    let mut out = json!({"$kind": "collection", "id": collection.id, "name": collection.name});
    add_text(&mut out, "description", &collection.description);
    if !collection.variables.is_empty() {
        let pairs = collection.variables.iter().map(|one| (one.key.clone(), Value::from(one.value.as_str())));
        out["variables"] = Value::Object(pairs.collect());
    }
    if !collection.scripts.is_empty() {
        out["scripts"] = scripts(&collection.scripts, "http:");
    }
    let mut auth = auth(&collection.auth);
    if collection.auth != Auth::None {
        let namespace = Uuid::parse_str(&collection.id).unwrap_or(Uuid::NAMESPACE_URL);
        let name = format!("{} auth", auth["type"].as_str().unwrap_or_default());
        auth["id"] = Value::from(Uuid::new_v5(&namespace, b"auth").to_string());
        auth["name"] = Value::from(name);
        out["auth"] = Value::Array(vec![auth]);
    }
    out
}

fn items(list: &[Item], below: &Path, files: &mut Vec<(PathBuf, String)>) {
    for (at, item) in list.iter().enumerate() {
        let order = (at + 1) * STEP;
        match item {
            Item::Folder(folder) => self::folder(folder, below, order, files),
            Item::Request(request) => self::request(request, below, order, files),
        }
    }
}

fn folder(folder: &Folder, below: &Path, order: usize, files: &mut Vec<(PathBuf, String)>) {
    let name = file_name(&folder.name);
    let mut out = json!({"$kind": "collection", "id": folder.id});
    add_name(&mut out, &folder.name, &name);
    add_text(&mut out, "description", &folder.description);
    out["order"] = Value::from(order);
    let path = below.join(name);
    files.push((path.join(DEFINITION), yaml::write(&out)));
    items(&folder.items, &path, files);
}

fn request(request: &Request, below: &Path, order: usize, files: &mut Vec<(PathBuf, String)>) {
    let name = file_name(&request.name);
    let mut out = json!({"$kind": "http-request", "id": request.id});
    add_name(&mut out, &request.name, &name);
    add_text(&mut out, "description", &request.description);
    out["url"] = Value::from(request.url.raw());
    out["method"] = Value::from(request.method.as_str());
    for (key, list) in [
        ("headers", &request.headers),
        ("queryParams", &request.url.query),
        ("pathVariables", &request.url.variables),
    ] {
        if !list.is_empty() {
            out[key] = fields(list);
        }
    }
    if let Some(carried) = &request.body {
        out["body"] = body(carried);
    }
    if let Some(own) = &request.auth {
        out["auth"] = auth(own);
    }
    if !request.scripts.is_empty() {
        out["scripts"] = scripts(&request.scripts, "");
    }
    if !request.responses.is_empty() {
        let examples = format!(".resources/{name}.resources/examples");
        out["examples"] = Value::from(format!("./{examples}"));
        for (at, saved) in request.responses.iter().enumerate() {
            let path = below.join(&examples).join(format!("{}.example.yaml", file_name(&saved.name)));
            files.push((path, yaml::write(&example(saved, request, (at + 1) * STEP))));
        }
    }
    out["order"] = Value::from(order);
    files.push((below.join(format!("{name}.request.yaml")), yaml::write(&out)));
}

fn example(saved: &Response, request: &Request, order: usize) -> Value {
    let mut response = json!({"statusCode": saved.code, "statusText": saved.status});
    if let Some(kind) = &saved.content_type {
        response["headers"] = json!({"Content-Type": kind});
    }
    let text = saved.body.as_deref().unwrap_or_default();
    let is_json = !text.is_empty() && saved.content_type.as_deref().is_some_and(super::body::is_json);
    // The linter of the Postman CLI asks for a body where there is none, too.
    response["body"] = json!({"type": if is_json { "json" } else { "text" }, "content": text});
    json!({
        "$kind": "http-example",
        "id": saved.id,
        "request": {"url": request.url.raw(), "method": request.method},
        "response": response,
        "order": order,
    })
}

/// A map where each name says all there is to say, else a list.
fn fields(list: &[Field]) -> Value {
    let is_bare = |field: &Field| field.description.is_empty() && !field.disabled;
    let is_single = |field: &Field| list.iter().filter(|other| other.key == field.key).count() == 1;
    if list.iter().all(|field| is_bare(field) && is_single(field)) {
        let pairs = list.iter().map(|field| (field.key.clone(), Value::from(field.value.as_str())));
        return Value::Object(pairs.collect());
    }
    list.iter().map(field).collect()
}

fn field(field: &Field) -> Value {
    let mut out = json!({"key": field.key, "value": field.value});
    if field.disabled {
        out["disabled"] = Value::Bool(true);
    }
    add_text(&mut out, "description", &field.description);
    out
}

fn body(body: &Body) -> Value {
    match body {
        Body::Raw { text, language } => json!({"type": language, "content": text}),
        Body::UrlEncoded(pairs) => {
            json!({"type": "urlencoded", "content": pairs.iter().map(field).collect::<Value>()})
        }
        Body::FormData(parts) => {
            json!({"type": "formdata", "content": parts.iter().map(part).collect::<Value>()})
        }
        Body::File(name) => json!({"type": "file", "content": {"src": name}}),
    }
}

fn part(part: &Part) -> Value {
    let (kind, place) = if part.is_file { ("file", "src") } else { ("text", "value") };
    let mut out = json!({"type": kind, "key": part.field.key, place: part.field.value});
    add_text(&mut out, "description", &part.field.description);
    if let Some(kind) = &part.content_type {
        out["contentType"] = Value::from(kind.as_str());
    }
    if part.field.disabled {
        out["disabled"] = Value::Bool(true);
    }
    out
}

fn scripts(scripts: &[Script], prefix: &str) -> Value {
    let one = |script: &Script| {
        let when = match script.when {
            When::Before => "beforeRequest",
            When::After | When::Check => "afterResponse",
        };
        json!({"type": format!("{prefix}{when}"), "code": script.lines.join("\n"), "language": "text/javascript"})
    };
    scripts.iter().map(one).collect()
}

fn auth(auth: &Auth) -> Value {
    let credentials: Map<String, Value> =
        auth.attributes().into_iter().map(|(key, value)| (key.to_owned(), Value::from(value))).collect();
    if credentials.is_empty() {
        return json!({"type": auth.kind()});
    }
    json!({"type": auth.kind(), "credentials": credentials})
}

/// The name stands in a file only where the file is called otherwise.
fn add_name(out: &mut Value, name: &str, file: &str) {
    if name != file {
        out["name"] = Value::from(name);
    }
}

fn add_text(out: &mut Value, key: &str, text: &str) {
    if !text.is_empty() {
        out[key] = Value::from(text);
    }
}

/// A name as every file system takes it.
fn file_name(name: &str) -> String {
    let safe: String =
        name.chars().map(|c| if c.is_control() || "/\\:*?\"<>|".contains(c) { '-' } else { c }).collect();
    let safe = safe.trim().trim_end_matches(['.', ' ']);
    let device = safe.split('.').next().unwrap_or_default().to_ascii_lowercase();
    let is_device = matches!(device.as_str(), "con" | "prn" | "aux" | "nul")
        || (device.len() == 4 && (device.starts_with("com") || device.starts_with("lpt")));
    match safe {
        "" => "-".to_owned(),
        // A folder's own files stand below a name with a dot.
        _ if is_device || safe.starts_with('.') => format!("_{safe}"),
        _ => safe.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::file_name;

    #[test]
    fn a_name_is_a_file_name_everywhere() {
        for (name, wanted) in [
            ("List apps", "List apps"),
            ("GET /a/{id}", "GET -a-{id}"),
            ("con", "_con"),
            (".well-known", "_.well-known"),
            ("a. ", "a"),
            ("..", "-"),
        ] {
            assert_eq!(file_name(name), wanted);
        }
    }
}
