//! The Postman API on loopback: refuses what the real one refuses, and misbehaves when told to.

use std::collections::VecDeque;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

use serde_json::{Value, json};

pub const KEY: &str = "PMAK-0123456789abcdef-secret";
pub const UID: &str = "12345678-f81d4fae-7dec-41d0-a765-00a0c91e6bf6";

/// What the server holds and has seen.
#[derive(Default)]
pub struct State {
    pub collection: Option<Value>,
    pub environments: Vec<Value>,
    /// `METHOD /path` of every request.
    pub calls: Vec<String>,
    /// Answers for the next requests: status, headers, body.
    pub faults: VecDeque<(u16, &'static str, &'static str)>,
    /// Statuses that the next looks at a task give.
    pub tasks: VecDeque<&'static str>,
    /// Method, path and body of every write.
    pub writes: Vec<(String, String, Value)>,
    /// What was wrong with a body.
    pub objections: Vec<String>,
}

pub struct Api {
    pub url: String,
    pub state: Arc<Mutex<State>>,
}

impl Api {
    pub fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let state = Arc::new(Mutex::new(State::default()));
        let shared = Arc::clone(&state);
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                serve(&stream, &mut shared.lock().unwrap());
            }
        });
        Self { url, state }
    }

    pub fn calls(&self, method: &str) -> usize {
        self.state.lock().unwrap().calls.iter().filter(|call| call.starts_with(method)).count()
    }

    pub fn live(&self) -> Value {
        self.state.lock().unwrap().collection.clone().expect("a collection")
    }
}

fn serve(stream: &TcpStream, state: &mut State) {
    let mut reader = BufReader::new(stream);
    let mut line = String::new();
    if reader.read_line(&mut line).is_err() || line.is_empty() {
        return;
    }
    let (mut length, mut key, mut later) = (None, String::new(), false);
    loop {
        let mut header = String::new();
        if reader.read_line(&mut header).is_err() || header.trim().is_empty() {
            break;
        }
        let (name, value) = header.split_once(':').unwrap_or((&header, ""));
        match name.to_ascii_lowercase().as_str() {
            "content-length" => length = value.trim().parse().ok(),
            "x-api-key" => value.trim().clone_into(&mut key),
            "prefer" => later = value.trim() == "respond-async",
            _ => {}
        }
    }
    let mut bytes = vec![0; length.unwrap_or(0)];
    reader.read_exact(&mut bytes).expect("the body");
    let mut words = line.split_whitespace();
    let (method, path) = (words.next().unwrap().to_owned(), words.next().unwrap().to_owned());
    state.calls.push(format!("{method} {path}"));
    let (status, extra, body) = match state.faults.pop_front() {
        Some((status, extra, body)) => (status, extra, body.to_owned()),
        None if key != KEY => (
            401,
            "",
            json!({"error": {"name": "AuthenticationError", "message": format!("bad key {key}")}})
                .to_string(),
        ),
        None => {
            let (status, body) =
                answer(state, &method, path.split('?').next().unwrap(), &bytes, length.is_some(), later);
            (status, "", body.to_string())
        }
    };
    let mut stream = stream;
    let _ = write!(
        stream,
        "HTTP/1.1 {status} x\r\nConnection: close\r\nContent-Type: application/json\r\n{extra}Content-Length: {}\r\n\r\n{body}",
        body.len()
    );
}

fn answer(
    state: &mut State,
    method: &str,
    path: &str,
    bytes: &[u8],
    told: bool,
    later: bool,
) -> (u16, Value) {
    let body: Value = serde_json::from_slice(bytes).unwrap_or_default();
    let problem = |status: u16, title: &str| {
        (status, json!({"type": "about:blank", "title": title, "detail": "see there", "status": status}))
    };
    if matches!(method, "PUT" | "POST") && !told {
        return problem(411, "Length Required");
    }
    if method != "GET" {
        state.writes.push((method.to_owned(), path.to_owned(), body.clone()));
    }
    match (method, path) {
        ("GET", "/environments") => (200, json!({"environments": state.environments})),
        ("POST", "/environments") => {
            let mut made = body["environment"].clone();
            made["uid"] = json!(format!("12345678-{}", state.environments.len()));
            state.environments.push(made.clone());
            (200, json!({"environment": made}))
        }
        (_, path) if path.starts_with("/environments/") => {
            let uid = path.trim_start_matches("/environments/");
            let Some(known) = state.environments.iter_mut().find(|one| one["uid"] == uid) else {
                return problem(404, "gone");
            };
            if method == "PUT" {
                known["values"] = body["environment"]["values"].clone();
            }
            (200, json!({"environment": known}))
        }
        ("POST", "/collections") => store(state, &body, false),
        ("GET", path) if path.starts_with("/collection-updates-tasks/") => {
            (200, json!({"id": "t1", "status": state.tasks.pop_front().unwrap_or("successful")}))
        }
        (_, path) if path.starts_with("/collections/") => match (method, &state.collection) {
            (_, None) => {
                (404, json!({"error": {"name": "instanceNotFoundError", "message": "no such collection"}}))
            }
            ("GET", Some(live)) => (200, json!({"collection": live})),
            _ => store(state, &body, later),
        },
        _ => problem(404, "no such endpoint"),
    }
}

/// Takes a body that the real API would take, and adds what the real API adds.
fn store(state: &mut State, body: &Value, later: bool) -> (u16, Value) {
    let collection = &body["collection"];
    let mut wrong = Vec::new();
    check(collection, &mut wrong);
    if !wrong.is_empty() {
        state.objections.extend(wrong.clone());
        return (400, json!({"error": {"name": "malformedRequestError", "message": wrong.join("; ")}}));
    }
    let mut kept = collection.clone();
    kept["info"]["updatedAt"] = json!("2026-01-01T00:00:00.000Z");
    kept["info"]["_postman_id"] = json!("f81d4fae-7dec-41d0-a765-00a0c91e6bf6");
    kept["item"].as_array_mut().unwrap().iter_mut().for_each(add_uids);
    state.collection = Some(kept);
    if later {
        return (202, json!({"task": {"id": "t1", "status": "in-progress"}}));
    }
    (200, json!({"collection": {"id": "x", "name": collection["info"]["name"], "uid": UID}}))
}

fn add_uids(item: &mut Value) {
    item["uid"] = json!(format!("12345678-{}", item["id"].as_str().unwrap_or_default()));
    for child in item.get_mut("item").and_then(Value::as_array_mut).into_iter().flatten() {
        add_uids(child);
    }
}

/// The rules of `PUT /collections/{uid}` that bodies break in practice.
fn check(collection: &Value, wrong: &mut Vec<String>) {
    let schema = "https://schema.postman.com/json/collection/v2.1.0/collection.json";
    let mut must = |holds: bool, what: &str| {
        if !holds {
            wrong.push(what.to_owned());
        }
    };
    must(collection["info"]["name"].is_string(), "info.name");
    must(collection["info"]["schema"] == schema, "info.schema");
    must(collection["info"]["description"].is_string(), "info.description is a string");
    for variable in collection["variable"].as_array().into_iter().flatten() {
        must(variable.get("id").is_none() && variable.get("description").is_none(), "variables carry no id");
    }
    let Some(items) = collection["item"].as_array() else { return must(false, "item") };
    let mut ids = std::collections::HashSet::new();
    let mut stack: Vec<&Value> = items.iter().collect();
    while let Some(item) = stack.pop() {
        must(
            item["id"].as_str().is_some_and(|id| ids.insert(id.to_owned())),
            "every item has an id of its own",
        );
        must(item.get("request").is_some() != item.get("item").is_some(), "an item is a request or a folder");
        stack.extend(item["item"].as_array().into_iter().flatten());
    }
}
