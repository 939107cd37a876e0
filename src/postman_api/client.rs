//! One client of the Postman API: the key in its header only, both families of errors, patience where it is safe.

use std::fmt;
use std::time::Duration;

use reqwest::header::{HeaderMap, HeaderValue};
use reqwest::{Method, StatusCode};
use serde_json::Value;

use super::error::Error;
use crate::json::canonical;

/// The largest answer that is read.
const MAX_ANSWER: usize = 128 << 20;

/// Bodies above this are sent with `Prefer: respond-async`.
const ASYNC_ABOVE: usize = 1 << 20;

/// A Postman API key; it prints as stars.
#[derive(Clone)]
pub struct ApiKey(String);

impl ApiKey {
    /// A key, without white space around it; `None` when nothing is left.
    pub fn new(text: &str) -> Option<Self> {
        let text = text.trim();
        (!text.is_empty()).then(|| Self(text.to_owned()))
    }

    /// A text in which the key is unreadable.
    fn hidden_in(&self, text: &str) -> String {
        text.replace(&self.0, "***")
    }
}

impl fmt::Debug for ApiKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ApiKey(***)")
    }
}

/// How long things may take.
#[derive(Debug, Clone, Copy)]
pub struct Patience {
    /// One request with its answer.
    pub request: Duration,
    /// How often one is sent again.
    pub retries: u32,
    /// The first wait before a repetition and between looks at a task; doubles.
    pub pause: Duration,
    /// The longest wait that a server may ask for; a longer one is given up at once.
    pub longest_wait: Duration,
    /// How long a task may take.
    pub task: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            request: Duration::from_mins(2),
            retries: 4,
            pause: Duration::from_secs(1),
            longest_wait: Duration::from_mins(2),
            task: Duration::from_mins(10),
        }
    }
}

/// The client.
#[derive(Debug)]
pub struct Client {
    http: reqwest::Client,
    base: String,
    key: ApiKey,
    patience: Patience,
}

/// An answer with a status below 300.
struct Answer {
    status: StatusCode,
    body: Value,
}

/// What came back, before it is judged.
enum Attempt {
    Answered(StatusCode, HeaderMap, Vec<u8>),
    Broken(String),
}

impl Client {
    /// A client of the API at `base`, such as `https://api.getpostman.com`.
    ///
    /// # Errors
    /// A key that cannot stand in a header, a TLS library that cannot start.
    pub fn new(base: &str, key: ApiKey, patience: Patience) -> Result<Self, Error> {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let mut headers = HeaderMap::new();
        let mut value = HeaderValue::from_str(&key.0)
            .map_err(|_| Error::Setup("the Postman API key cannot stand in a header".to_owned()))?;
        value.set_sensitive(true);
        headers.insert("X-Api-Key", value);
        let local = ["http://127.0.0.1", "http://localhost", "http://[::1]"]
            .iter()
            .any(|host| base.starts_with(host));
        if !base.starts_with("https://") && !local {
            return Err(Error::Setup(format!("`{base}` is not https: the key would be readable on the way")));
        }
        let mut builder = reqwest::Client::builder()
            .default_headers(headers)
            .user_agent(concat!("specline/", env!("CARGO_PKG_VERSION")))
            .redirect(reqwest::redirect::Policy::none())
            .timeout(patience.request);
        if local {
            builder = builder.no_proxy();
        }
        let http = builder.build().map_err(|error| Error::Setup(error.to_string()))?;
        Ok(Self { http, base: base.trim_end_matches('/').to_owned(), key, patience })
    }

    /// Reads.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn get(&self, path: &str) -> Result<Value, Error> {
        self.call(&Method::GET, path, None).await.map(|answer| answer.body)
    }

    /// Creates; sent again only when the API said that it did not look at it.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn post(&self, path: &str, body: &Value) -> Result<Value, Error> {
        self.call(&Method::POST, path, Some(body)).await.map(|answer| answer.body)
    }

    /// Replaces, and waits until that is done when the API does it later.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn put(&self, path: &str, body: &Value) -> Result<(), Error> {
        let answer = self.call(&Method::PUT, path, Some(body)).await?;
        if answer.status != StatusCode::ACCEPTED {
            return Ok(());
        }
        let task = answer.body.get("task").and_then(|task| task.get("id")?.as_str());
        let Some(task) = task else {
            return Err(Error::Answer { call: format!("PUT {path}"), field: "task.id" });
        };
        self.wait_for(task).await
    }

    async fn wait_for(&self, task: &str) -> Result<(), Error> {
        let until = tokio::time::Instant::now() + self.patience.task;
        let mut pause = self.patience.pause;
        let mut status = "in-progress".to_owned();
        while tokio::time::Instant::now() + pause < until {
            tokio::time::sleep(pause).await;
            let answer = self.get(&format!("/collection-updates-tasks/{task}")).await?;
            let said =
                answer.get("status").or_else(|| answer.get("task")?.get("status")).and_then(Value::as_str);
            said.unwrap_or_default().clone_into(&mut status);
            match status.as_str() {
                "successful" => return Ok(()),
                "in-progress" => pause = (pause * 2).min(Duration::from_secs(10)),
                _ => break,
            }
        }
        Err(Error::Task { task: task.to_owned(), status })
    }

    async fn call(&self, method: &Method, path: &str, body: Option<&Value>) -> Result<Answer, Error> {
        let call = format!("{method} {}", path.split('?').next().unwrap_or(path));
        let text = body.map(canonical::print_compact);
        let mut pause = self.patience.pause;
        let mut left = self.patience.retries;
        loop {
            let attempt = self.attempt(method, path, text.as_deref()).await;
            if let Attempt::Answered(status, _, bytes) = &attempt
                && status.is_success()
            {
                return self.read(&call, *status, bytes);
            }
            let wait = self.wait_before_next(method, &attempt, pause);
            match wait {
                Some(wait) if left > 0 => tokio::time::sleep(wait).await,
                _ => return Err(self.failure(call, attempt)),
            }
            left -= 1;
            pause *= 2;
        }
    }

    async fn attempt(&self, method: &Method, path: &str, body: Option<&str>) -> Attempt {
        let mut request = self.http.request(method.clone(), format!("{}{path}", self.base));
        if let Some(text) = body {
            if *method == Method::PUT && text.len() > ASYNC_ABOVE {
                request = request.header("Prefer", "respond-async");
            }
            request = request.header("Content-Type", "application/json").body(text.to_owned());
        }
        let mut response = match request.send().await {
            Ok(response) => response,
            Err(error) => return Attempt::Broken(cause(&error.without_url())),
        };
        let (status, headers) = (response.status(), response.headers().clone());
        let mut bytes = Vec::new();
        loop {
            match response.chunk().await {
                Ok(Some(chunk)) if bytes.len() + chunk.len() <= MAX_ANSWER => bytes.extend_from_slice(&chunk),
                Ok(Some(_)) => return Attempt::Broken("the answer is too large".to_owned()),
                Ok(None) => return Attempt::Answered(status, headers, bytes),
                Err(error) => return Attempt::Broken(cause(&error.without_url())),
            }
        }
    }

    /// How long to wait before the same request may be sent again; `None` where that would not be safe or not help.
    /// A limit was reached before anything was done, so that anything may be sent again after it.
    fn wait_before_next(&self, method: &Method, attempt: &Attempt, pause: Duration) -> Option<Duration> {
        match attempt {
            Attempt::Broken(_) => (*method == Method::GET).then_some(pause),
            Attempt::Answered(status, headers, _) => {
                let asked = ["retry-after", "retryafter", "ratelimit-reset"]
                    .iter()
                    .find_map(|name| headers.get(*name)?.to_str().ok()?.trim().parse().ok())
                    .map(Duration::from_secs);
                let limited = *status == StatusCode::TOO_MANY_REQUESTS;
                let passing = matches!(status.as_u16(), 500 | 502 | 503 | 504) && *method == Method::GET;
                let wait = asked.unwrap_or(pause);
                ((limited || passing) && wait <= self.patience.longest_wait).then_some(wait)
            }
        }
    }

    fn read(&self, call: &str, status: StatusCode, bytes: &[u8]) -> Result<Answer, Error> {
        if bytes.is_empty() {
            return Ok(Answer { status, body: Value::Null });
        }
        let body: Value = std::str::from_utf8(bytes)
            .ok()
            .and_then(|text| crate::json::parse(text).ok())
            .ok_or_else(|| self.refused(call.to_owned(), status, "the answer is not JSON"))?;
        // The older family of errors has come with a status of success.
        if let Some(message) = message_of(&body).filter(|_| body.get("error").is_some()) {
            return Err(self.refused(call.to_owned(), status, &message));
        }
        Ok(Answer { status, body })
    }

    fn failure(&self, call: String, attempt: Attempt) -> Error {
        match attempt {
            Attempt::Broken(why) => Error::Network { call, why: self.key.hidden_in(&why) },
            Attempt::Answered(status, _, bytes) => {
                let text = String::from_utf8_lossy(&bytes);
                let known = crate::json::parse(&text).ok().and_then(|body| message_of(&body));
                let message = known.unwrap_or_else(|| {
                    if text.trim_start().starts_with('<') {
                        "a page instead of an answer"
                    } else {
                        "no reason given"
                    }
                    .to_owned()
                });
                self.refused(call, status, &message)
            }
        }
    }

    fn refused(&self, call: String, status: StatusCode, message: &str) -> Error {
        let message: String = self.key.hidden_in(message).chars().take(500).collect();
        Error::Refused { call, status: status.as_u16(), message }
    }
}

/// The message of an error of either family: `{error: {name, message}}` or `{type, title, detail}`.
fn message_of(body: &Value) -> Option<String> {
    let word = |value: &Value, key: &str| value.get(key).and_then(Value::as_str).map(str::to_owned);
    if let Some(error) = body.get("error") {
        let parts = [word(error, "name"), word(error, "message"), error.as_str().map(str::to_owned)];
        let text = parts.into_iter().flatten().collect::<Vec<_>>().join(": ");
        return Some(if text.is_empty() { "an error without a message".to_owned() } else { text });
    }
    let parts: Vec<_> = [word(body, "title"), word(body, "detail")].into_iter().flatten().collect();
    (!parts.is_empty()).then(|| parts.join(": "))
}

/// An error with what caused it, innermost last.
fn cause(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut next = error.source();
    while let Some(source) = next {
        text = format!("{text}: {source}");
        next = source.source();
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn both_families_of_errors_are_read() {
        let old = json!({"error": {"name": "instanceNotFoundError", "message": "gone"}});
        assert_eq!(message_of(&old).as_deref(), Some("instanceNotFoundError: gone"));
        let new = json!({"type": "x", "title": "Too large", "detail": "at most 100 MB", "status": 413});
        assert_eq!(message_of(&new).as_deref(), Some("Too large: at most 100 MB"));
        assert_eq!(message_of(&json!({"collection": {"name": "a"}})), None);
    }

    #[test]
    fn a_key_prints_as_stars_and_travels_encrypted() {
        let key = ApiKey::new(" PMAK-secret\n").expect("a key");
        assert!(!format!("{key:?}").contains("secret"));
        assert_eq!(key.hidden_in("no PMAK-secret here"), "no *** here");
        let refused = Client::new("http://example.com", key, Patience::default()).expect_err("plain text");
        assert!(refused.to_string().contains("https"), "{refused}");
    }
}
