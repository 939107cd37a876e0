//! The `[fetch]` table: how polite, how patient, how careful.

use std::collections::BTreeMap;
use std::time::Duration;

use jiff::fmt::serde::unsigned_duration::friendly::compact::required as friendly;
use serde::{Deserialize, Serialize};

/// How documents are fetched. Durations are written as `15s`, `2m`; sizes are bytes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct Options {
    /// How many documents of one host are asked for at a time.
    pub concurrency: usize,
    /// How long a connection may take to stand.
    #[serde(with = "friendly")]
    pub connect_timeout: Duration,
    /// How long a server may send nothing.
    #[serde(with = "friendly")]
    pub idle_timeout: Duration,
    /// How long one document may take with all its attempts.
    #[serde(with = "friendly")]
    pub total_timeout: Duration,
    /// How long all documents together may take; what is missing then is held.
    #[serde(with = "friendly")]
    pub deadline: Duration,
    /// How often a document is asked for again after a failure that may pass.
    pub retries: u32,
    /// The longest first wait; each further one is twice as long, and each is drawn between nothing and that.
    #[serde(with = "friendly")]
    pub backoff: Duration,
    /// The longest wait, also when a server asks for a longer one by `Retry-After`.
    #[serde(with = "friendly")]
    pub longest_wait: Duration,
    /// After so many documents in a row that a host failed to give, the rest of them are not asked for.
    pub patience: u32,
    /// The largest document, unpacked.
    pub max_bytes: usize,
    /// The most values, keys and separators in one document: what a small text may cost in memory.
    pub max_nodes: usize,
    /// Hosts, beside those of the sources, that sitemaps and redirects may lead to: `host` or `host:port`.
    pub allowed_hosts: Vec<String>,
    /// Whether a host name may lead to an address of a private network.
    pub private_addresses: bool,
    /// Request headers whose values are in environment variables: `Authorization = "PORTAL_TOKEN"`. They are sent to the
    /// hosts of the sources only, and never printed or stored.
    pub headers_from_env: BTreeMap<String, String>,
    /// Who asks.
    pub user_agent: String,
    /// On how many nights (days of UTC) a service must have been missing before it counts as removed.
    pub nights_until_removed: usize,
    /// A document that keeps less than this share (percent) of its operations is held.
    pub keep_percent: usize,
    /// When more than this share (percent) of all services or operations is gone, and more than three, the night is given up.
    pub gone_percent: usize,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            concurrency: 6,
            connect_timeout: Duration::from_secs(10),
            idle_timeout: Duration::from_secs(15),
            total_timeout: Duration::from_mins(1),
            deadline: Duration::from_mins(10),
            retries: 3,
            backoff: Duration::from_millis(500),
            longest_wait: Duration::from_secs(30),
            patience: 10,
            max_bytes: 16 << 20,
            max_nodes: 1_000_000,
            allowed_hosts: Vec::new(),
            private_addresses: false,
            headers_from_env: BTreeMap::new(),
            user_agent: format!("specline/{} (+{})", env!("CARGO_PKG_VERSION"), env!("CARGO_PKG_REPOSITORY")),
            nights_until_removed: 3,
            keep_percent: 70,
            gone_percent: 10,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_printed_reads_back_and_durations_are_readable() {
        let text = toml::to_string(&Options::default()).expect("TOML");
        assert!(text.contains("idle-timeout = \"15s\""), "{text}");
        assert_eq!(toml::from_str::<Options>(&text).expect("options"), Options::default());
        assert!(toml::from_str::<Options>("idle-timeuot = '1s'").is_err());
    }
}
