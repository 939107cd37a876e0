//! One polite client: few requests a host at a time, patient within limits, and nowhere but where it may go.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use jiff::Timestamp;
use reqwest::header::{self, HeaderMap, HeaderName, HeaderValue};
use reqwest::{Response, StatusCode};
use tokio::sync::Semaphore;
use tokio::time::{Instant, timeout, timeout_at};
use url::Url;

use super::address::{Allowed, Resolver, is_this_machine};
use super::body;
use super::error::{Failure, FetchError};
use super::options::Options;
use super::retry;
use super::url::redacted;

/// How many redirects are followed.
const MOST_REDIRECTS: usize = 5;

/// What makes a request conditional (RFC 9110, section 8.8).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Validators {
    /// `ETag`, as it was sent.
    pub etag: Option<String>,
    /// `Last-Modified`, as it was sent.
    pub last_modified: Option<String>,
}

impl Validators {
    fn is_empty(&self) -> bool {
        self.etag.is_none() && self.last_modified.is_none()
    }

    fn of(headers: &HeaderMap) -> Self {
        let text = |name: HeaderName| {
            let value = headers.get(name)?.to_str().ok()?;
            (value.len() <= 256).then(|| value.to_owned())
        };
        Self { etag: text(header::ETAG), last_modified: text(header::LAST_MODIFIED) }
    }
}

/// What a server answered.
#[derive(Debug)]
pub enum Answer {
    /// `200` with its unpacked body.
    Body {
        /// All of it.
        bytes: Vec<u8>,
        /// For the next night.
        validators: Validators,
    },
    /// `304`: what we have is what there is.
    NotModified,
}

/// The client of one night.
#[derive(Debug)]
pub struct Client {
    http: reqwest::Client,
    options: Options,
    allowed: Allowed,
    origins: BTreeSet<String>,
    secrets: HeaderMap,
    now: Timestamp,
    begun: Instant,
    hosts: Mutex<BTreeMap<String, Arc<Host>>>,
}

#[derive(Debug)]
struct Host {
    slots: Semaphore,
    failed_in_a_row: Mutex<u32>,
}

impl Client {
    /// A client that may ask the hosts of `origins` and the allowed ones. Its deadline begins to run.
    ///
    /// # Errors
    /// A header or environment variable that cannot be used, a TLS library that cannot start.
    pub fn new(options: &Options, origins: &[Url], now: Timestamp) -> Result<Self, FetchError> {
        Ok(Self {
            http: http(options, origins)?,
            options: options.clone(),
            allowed: Allowed::new(origins, &options.allowed_hosts),
            origins: origins.iter().map(|url| url.origin().ascii_serialization()).collect(),
            secrets: secrets(&options.headers_from_env)?,
            now,
            begun: Instant::now(),
            hosts: Mutex::default(),
        })
    }

    /// Asks for a URL until it is there, has failed for good, or the time is up.
    ///
    /// # Errors
    /// The last failure.
    pub async fn get(&self, url: &Url, known: &Validators) -> Result<Answer, Failure> {
        self.allowed.check(url)?;
        let host = self.host(url);
        let night = self.begun + self.options.deadline;
        let Ok(slot) = timeout_at(night, host.slots.acquire()).await else { return Err(Failure::Deadline) };
        let _slot = slot.map_err(|_| Failure::Deadline)?;
        if host.failures() >= self.options.patience {
            return Err(Failure::HostDown(url.host_str().unwrap_or_default().to_owned()));
        }
        let total = Instant::now() + self.options.total_timeout;
        let result = match timeout_at(total.min(night), self.attempts(url, known, total.min(night))).await {
            Ok(result) => result,
            Err(_) if total < night => Err(Failure::Total(self.options.total_timeout)),
            Err(_) => Err(Failure::Deadline),
        };
        host.record(result.as_ref().err());
        result
    }

    async fn attempts(&self, url: &Url, known: &Validators, until: Instant) -> Result<Answer, Failure> {
        let seed = format!("{} {url}", self.now);
        let mut attempt = 0;
        loop {
            let mut asked_for = None;
            let failure = match self.attempt(url, known, &mut asked_for).await {
                Ok(answer) => return Ok(answer),
                Err(failure) => failure,
            };
            attempt += 1;
            if !failure.may_pass() || attempt > self.options.retries {
                return Err(failure);
            }
            let wait = asked_for.unwrap_or_else(|| {
                retry::backoff(&seed, attempt, self.options.backoff, self.options.longest_wait)
            });
            if Instant::now() + wait >= until {
                return Err(failure);
            }
            tokio::time::sleep(wait).await;
        }
    }

    /// One request and the redirects behind it.
    async fn attempt(
        &self,
        url: &Url,
        known: &Validators,
        asked_for: &mut Option<Duration>,
    ) -> Result<Answer, Failure> {
        let mut at = url.clone();
        for _ in 0..=MOST_REDIRECTS {
            let response = self.send(&at, known).await?;
            let status = response.status();
            if status.is_redirection() && status != StatusCode::NOT_MODIFIED {
                at = self.redirect(&at, &response)?;
                continue;
            }
            *asked_for = self.retry_after(&response);
            return self.answer(response, known).await;
        }
        Err(Failure::Redirect { to: redacted(at.as_str()), why: "and that was one redirect too many" })
    }

    async fn send(&self, url: &Url, known: &Validators) -> Result<Response, Failure> {
        let mut request = self.http.get(url.clone());
        if self.origins.contains(&url.origin().ascii_serialization()) {
            request = request.headers(self.secrets.clone());
        }
        if let Some(etag) = &known.etag {
            request = request.header(header::IF_NONE_MATCH, etag);
        }
        if let Some(date) = &known.last_modified {
            request = request.header(header::IF_MODIFIED_SINCE, date);
        }
        let patience = self.options.connect_timeout.saturating_add(self.options.idle_timeout);
        match timeout(patience, request.send()).await {
            Ok(Ok(response)) => Ok(response),
            Ok(Err(error)) => Err(Failure::Connect(cause(&error.without_url()))),
            Err(_) => Err(Failure::Idle(patience)),
        }
    }

    /// Where a redirect leads, if it may be followed.
    fn redirect(&self, from: &Url, response: &Response) -> Result<Url, Failure> {
        let location = response.headers().get(header::LOCATION).and_then(|value| value.to_str().ok());
        let refused = |to: &str, why| Err(Failure::Redirect { to: redacted(to), why });
        let Some(to) = location.and_then(|location| from.join(location).ok()) else {
            return refused(location.unwrap_or("nowhere"), "which is no URL");
        };
        if from.scheme() == "https" && to.scheme() != "https" {
            return refused(to.as_str(), "which is not encrypted");
        }
        if self.allowed.check(&to).is_err() {
            return refused(to.as_str(), "which is not among the allowed hosts (`allowed-hosts`)");
        }
        Ok(to)
    }

    fn retry_after(&self, response: &Response) -> Option<Duration> {
        let text = |name: HeaderName| response.headers().get(name)?.to_str().ok();
        // Whoever names a date names it by their own clock; ours may be another day's (`--date`).
        let theirs = text(header::DATE).and_then(retry::date);
        let ours =
            self.now.checked_add(self.begun.elapsed()).ok()?.to_zoned(jiff::tz::TimeZone::UTC).datetime();
        retry::asked_for(text(header::RETRY_AFTER)?, theirs.unwrap_or(ours), self.options.longest_wait)
    }

    async fn answer(&self, response: Response, known: &Validators) -> Result<Answer, Failure> {
        match response.status() {
            StatusCode::NOT_MODIFIED if known.is_empty() => return Err(Failure::NotModified),
            StatusCode::NOT_MODIFIED => return Ok(Answer::NotModified),
            StatusCode::OK => {}
            other => return Err(Failure::Status(other.as_u16())),
        }
        let validators = Validators::of(response.headers());
        let bytes = body::read(response, self.options.max_bytes, self.options.idle_timeout).await?;
        Ok(Answer::Body { bytes, validators })
    }

    /// What this client keeps to.
    pub fn options(&self) -> &Options {
        &self.options
    }

    fn host(&self, url: &Url) -> Arc<Host> {
        let name = url.origin().ascii_serialization();
        let mut hosts = self.hosts.lock().expect("nothing panics while it holds this lock");
        let new = || {
            let slots = Semaphore::new(self.options.concurrency.clamp(1, 64));
            Arc::new(Host { slots, failed_in_a_row: Mutex::default() })
        };
        Arc::clone(hosts.entry(name).or_insert_with(new))
    }
}

impl Host {
    fn failures(&self) -> u32 {
        *self.failed_in_a_row.lock().expect("nothing panics while it holds this lock")
    }

    fn record(&self, failure: Option<&Failure>) {
        let mut count = self.failed_in_a_row.lock().expect("nothing panics while it holds this lock");
        *count = if failure.is_some_and(Failure::blames_host) { count.saturating_add(1) } else { 0 };
    }
}

fn http(options: &Options, origins: &[Url]) -> Result<reqwest::Client, FetchError> {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let mut headers = HeaderMap::new();
    let accept = "application/json, application/yaml;q=0.9, application/xml;q=0.8, */*;q=0.5";
    headers.insert(header::ACCEPT, HeaderValue::from_static(accept));
    let mut builder = reqwest::Client::builder()
        .user_agent(&options.user_agent)
        .default_headers(headers)
        .connect_timeout(options.connect_timeout)
        .redirect(reqwest::redirect::Policy::none())
        .retry(reqwest::retry::never())
        .referer(false)
        .dns_resolver(resolver(options, origins));
    if origins.iter().all(is_this_machine) {
        builder = builder.no_proxy();
    }
    builder.build().map_err(|error| FetchError::Setup(cause(&error)))
}

/// The proxy's own name must resolve, wherever it stands; so must this machine's, when the user wrote it.
fn resolver(options: &Options, origins: &[Url]) -> Resolver {
    let proxies = ["http_proxy", "https_proxy", "all_proxy"]
        .iter()
        .flat_map(|name| [std::env::var(name), std::env::var(name.to_uppercase())])
        .filter_map(|value| Url::parse(&value.ok()?).ok());
    let trusted = proxies.chain(origins.iter().filter(|url| is_this_machine(url)).cloned());
    Resolver {
        trusted: trusted.filter_map(|url| url.host_str().map(str::to_lowercase)).collect(),
        all: options.private_addresses,
    }
}

/// Headers whose values are in the environment.
fn secrets(named: &BTreeMap<String, String>) -> Result<HeaderMap, FetchError> {
    let mut headers = HeaderMap::new();
    for (name, variable) in named {
        let key = HeaderName::from_bytes(name.as_bytes())
            .map_err(|_| FetchError::Setup(format!("`{name}` in `headers-from-env` is no header's name")))?;
        let value = std::env::var(variable).map_err(|_| {
            FetchError::Setup(format!("the environment variable {variable} (header {name}) is not set"))
        })?;
        let mut value = HeaderValue::from_str(&value)
            .map_err(|_| FetchError::Setup(format!("the value of {variable} cannot stand in a header")))?;
        value.set_sensitive(true);
        headers.insert(key, value);
    }
    Ok(headers)
}

/// The innermost cause of an error: what really happened.
fn cause(error: &dyn std::error::Error) -> String {
    let mut at = error;
    while let Some(below) = at.source() {
        at = below;
    }
    super::error::shown(&at.to_string(), 300)
}
