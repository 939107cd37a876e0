//! Which hosts and addresses may be asked: a sitemap, a redirect or a name server must not lead into a private network.

use std::collections::BTreeSet;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use url::{Host, Url};

use super::error::Failure;
use super::url::redacted;

/// Hosts that may be asked.
#[derive(Debug, Clone, Default)]
pub struct Allowed {
    hosts: BTreeSet<(String, Option<u16>)>,
}

impl Allowed {
    /// The hosts of the sources, each at its port, and those that the configuration adds: `host` or `host:port`.
    pub fn new<'a>(origins: impl IntoIterator<Item = &'a Url>, added: &[String]) -> Self {
        let named = origins.into_iter().filter_map(|url| Some((url.host_str()?.to_owned(), url.port())));
        let added = added.iter().map(|host| match host.rsplit_once(':') {
            Some((name, port)) if port.parse::<u16>().is_ok() && !name.ends_with(':') => {
                (name.to_lowercase(), port.parse().ok())
            }
            _ => (host.to_lowercase(), None),
        });
        Self { hosts: named.chain(added).collect() }
    }

    /// Whether a URL may be asked.
    ///
    /// # Errors
    /// A scheme that is not HTTP, a host or port that is not allowed.
    pub fn check(&self, url: &Url) -> Result<(), Failure> {
        let known = url.host_str().is_some_and(|host| self.hosts.contains(&(host.to_owned(), url.port())));
        if ["http", "https"].contains(&url.scheme()) && known {
            return Ok(());
        }
        Err(Failure::Host(redacted(url.as_str())))
    }
}

/// Whether an address is one of the public internet.
pub fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => is_public_v4(v4),
        IpAddr::V6(v6) => match v6.to_ipv4_mapped().or_else(|| embedded(v6)) {
            Some(v4) => is_public_v4(v4),
            None => is_public_v6(v6),
        },
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    let shared = a == 100 && (64..128).contains(&b);
    let protocol = a == 192 && b == 0 && c == 0;
    let benchmark = a == 198 && (b == 18 || b == 19);
    !(a == 0
        || a >= 240
        || shared
        || protocol
        || benchmark
        || address.is_private()
        || address.is_loopback()
        || address.is_link_local()
        || address.is_multicast()
        || address.is_documentation()
        || address.is_broadcast())
}

/// The IPv4 address inside 6to4 (2002::/16) and NAT64 (64:ff9b::/96) addresses.
fn embedded(address: Ipv6Addr) -> Option<Ipv4Addr> {
    let parts = address.segments();
    let of = |high: u16, low: u16| Ipv4Addr::from((u32::from(high) << 16) | u32::from(low));
    match parts {
        [0x2002, high, low, ..] => Some(of(high, low)),
        [0x64, 0xff9b, 0, 0, 0, 0, high, low] => Some(of(high, low)),
        _ => None,
    }
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    let first = address.segments()[0];
    // Global unicast is 2000::/3; documentation is 2001:db8::/32.
    (first & 0xe000) == 0x2000 && !(first == 0x2001 && address.segments()[1] == 0x0db8)
}

/// Resolves names as the system does and drops addresses of private networks, at every connection anew, so that a name
/// which changes its address between two requests gains nothing.
#[derive(Debug, Clone)]
pub struct Resolver {
    /// Names that may lead anywhere: `localhost`, and hosts of proxies.
    pub trusted: BTreeSet<String>,
    /// Whether every name may lead anywhere.
    pub all: bool,
}

impl Resolve for Resolver {
    fn resolve(&self, name: Name) -> Resolving {
        let trusted = self.all || self.trusted.contains(&name.as_str().to_lowercase());
        Box::pin(async move {
            let host = name.as_str().to_owned();
            let found: Vec<SocketAddr> = tokio::net::lookup_host((host.as_str(), 0)).await?.collect();
            let kept: Vec<SocketAddr> =
                found.iter().copied().filter(|address| trusted || is_public(address.ip())).collect();
            if kept.is_empty() && !found.is_empty() {
                return Err(format!(
                    "{host} leads to a private address (`private-addresses = true` allows it)"
                )
                .into());
            }
            Ok(Box::new(kept.into_iter()) as Addrs)
        })
    }
}

/// Whether the user wrote this machine's own name or address.
pub fn is_this_machine(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(text: &str) -> Url {
        Url::parse(text).expect("a URL")
    }

    #[test]
    fn only_hosts_of_the_sources_and_added_ones_are_asked() {
        let allowed = Allowed::new(
            &[url("https://x.dev/s.xml"), url("http://127.0.0.1:8080/")],
            &["cdn.dev".into(), "h:81".into()],
        );
        for good in [
            "https://x.dev/a",
            "http://x.dev/a",
            "http://127.0.0.1:8080/b",
            "https://CDN.dev/",
            "http://h:81/",
        ] {
            assert!(allowed.check(&url(good)).is_ok(), "{good}");
        }
        for bad in [
            "https://x.dev.evil.example/",
            "https://x.dev:22/",
            "http://127.0.0.1:8081/",
            "http://169.254.169.254/latest/meta-data",
            "file:///etc/passwd",
            "ftp://x.dev/",
            "http://[::1]/",
        ] {
            assert!(allowed.check(&url(bad)).is_err(), "{bad}");
        }
    }

    #[test]
    fn addresses_of_private_networks_are_known_in_every_dress() {
        for private in [
            "127.0.0.1",
            "10.1.2.3",
            "172.16.0.1",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
            "0.0.0.0",
            "224.0.0.1",
            "255.255.255.255",
            "198.18.0.1",
            "::1",
            "::",
            "fe80::1",
            "fd00::1",
            "ff02::1",
            "::ffff:127.0.0.1",
            "::ffff:169.254.169.254",
            "64:ff9b::a00:1",
            "2002:7f00:1::",
            "2001:db8::1",
        ] {
            assert!(!is_public(private.parse().expect("an address")), "{private}");
        }
        for public in ["1.1.1.1", "172.32.0.1", "100.128.0.1", "2606:4700::1111", "::ffff:1.1.1.1"] {
            assert!(is_public(public.parse().expect("an address")), "{public}");
        }
    }

    #[test]
    fn a_name_that_leads_to_a_private_address_gives_none() {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        let resolve = |trusted: &[&str], all| {
            let trusted = trusted.iter().map(|name| (*name).to_owned()).collect();
            let resolver = Resolver { trusted, all };
            runtime.block_on(resolver.resolve("localhost".parse().expect("a name"))).map(Iterator::count)
        };
        let error = resolve(&[], false).expect_err("127.0.0.1 is private").to_string();
        assert!(error.contains("localhost leads to a private address"), "{error}");
        assert!(resolve(&["localhost"], false).expect("trusted") > 0);
        assert!(resolve(&[], true).expect("allowed") > 0);
    }
}
