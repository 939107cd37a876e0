//! Which services there are: pages, names, sitemaps of every shape, lists, folders.

use std::path::Path;

use specline::fetch::{self, Lock, Options, Source, Tonight, Urls};

use super::{House, document, hasty};
use crate::support::server::{Server, json, reply};
use crate::support::{scratch, write};

fn names(sources: &[Source], base: &Path) -> Result<Vec<String>, String> {
    names_with(&hasty(), sources, base)
}

fn names_with(options: &Options, sources: &[Source], base: &Path) -> Result<Vec<String>, String> {
    let night = fetch::night(&Tonight {
        sources,
        options,
        lock: &Lock::default(),
        previous: &[],
        accepted: &[],
        base,
        now: jiff::Timestamp::UNIX_EPOCH,
        usable: &|_, _| Ok(()),
        progress: &(),
    });
    Ok(night.map_err(|error| error.to_string())?.services.into_iter().map(|one| one.name).collect())
}

#[test]
fn pages_below_the_prefix_are_services_and_guides_are_not() {
    let mut house = House::of(&["users", "workflows/automations", ".well-known", "guide"]);
    let night = house.night().expect("a night");
    let found: Vec<_> = night.services.iter().map(|one| one.name.as_str()).collect();
    assert_eq!(found, ["users", "well-known", "workflows-automations"]);
    assert!(night.services[2].url.ends_with("/specs/workflows/automations.json"));
    assert!(night.baseline);
}

#[test]
fn two_pages_that_would_be_one_service_stay_two() {
    let mut house = House::of(&["a/b", "a-b", "A-B"]);
    let night = house.night().expect("a night");
    assert_eq!(night.services.len(), 3);
    assert_eq!(night.notes.len(), 2, "{:?}", night.notes);
    let lower: std::collections::BTreeSet<_> =
        night.services.iter().map(|one| one.name.to_lowercase()).collect();
    assert_eq!(lower.len(), 3);
}

#[test]
fn hostile_pages_become_harmless_services() {
    let mut house =
        House::of(&["%2e%2e%2f%2e%2e%2fetc%2fpasswd", "CON", "-rf", "a%00b", "%1b%5b31m", "users"]);
    let night = house.night().expect("a night");
    for one in &night.services {
        assert!(one.name.chars().all(|c| c.is_ascii_alphanumeric() || "-.".contains(c)), "{}", one.name);
        assert!(
            !one.name.contains("..") && one.name.starts_with(|c: char| c.is_ascii_alphanumeric()),
            "{}",
            one.name
        );
    }
    assert_eq!(night.services.len(), 6);
}

#[test]
fn a_sitemap_that_cannot_be_read_holds_everything_or_ends_the_night() {
    for bad in [
        reply(500, &[], b""),
        reply(200, &[], b"<html><body>Sign in</body></html>"),
        reply(200, &[], b"<urlset><url><loc>http"),
        reply(200, &[], b"<urlset></urlset>"),
        reply(200, &[], b"<!DOCTYPE x [<!ENTITY a \"b\">]><urlset/>"),
    ] {
        let mut house = House::of(&["apps", "users"]);
        house.night().expect("a night");
        let (specs, lock) = (house.specs.clone(), house.lock.clone());
        house.portal.fault("/sitemap.xml", bad);
        let error = house.night().expect_err("nothing can be listed").to_string();
        assert!(error.contains("/sitemap.xml: "), "{error}");
        assert_eq!((house.specs, house.lock), (specs, lock));
    }
}

#[test]
fn indexes_nest_but_not_for_ever_and_stay_on_their_host() {
    let server = Server::start(|request| {
        let host = format!("http://{}", request.headers["host"]);
        let index = |to: &str| {
            reply(
                200,
                &[],
                format!("<sitemapindex><sitemap><loc>{to}</loc></sitemap></sitemapindex>").as_bytes(),
            )
        };
        match request.path.as_str() {
            "/self.xml" => index(&format!("{host}/self.xml")),
            "/good.xml" => index(&format!("{host}/pages.xml.gz")),
            "/pages.xml.gz" => reply(
                200,
                &[],
                &packed(&format!(
                    "<urlset><url><loc>{host}/apis/a/</loc></url><url><loc>http://evil.example/apis/b/</loc></url></urlset>"
                )),
            ),
            "/foreign.xml" => index("http://evil.example/s.xml"),
            "/a.json" => json(&document(1, "a")),
            path => index(&format!("{host}{path}x")),
        }
    });
    let source = |path: &str| Source::Sitemap {
        index: format!("{}{path}", server.url),
        pages: "apis".into(),
        exclude: Vec::new(),
        document: "/{path}.json".into(),
    };
    let base = Path::new(".");
    assert_eq!(names(&[source("/good.xml")], base), Ok(vec!["a".to_owned()]));
    for (path, why) in
        [("/deep.xml", "too many"), ("/foreign.xml", "allowed hosts"), ("/self.xml", "no page below")]
    {
        let error = names(&[source(path)], base).expect_err(path);
        assert!(error.contains(why), "{error}");
    }
    assert!(server.requests().len() < 20);
}

#[test]
fn many_large_sitemaps_do_not_fill_the_memory() {
    let server = Server::start(|request| {
        let host = format!("http://{}", request.headers["host"]);
        let list = |tag: &str, around: &str, count: usize, length: usize| {
            let filling = "x".repeat(length);
            let one = |n| format!("<{tag}><loc>{host}/apis/{n}{filling}.xml</loc></{tag}>");
            reply(
                200,
                &[],
                format!("<{around}>{}</{around}>", (0..count).map(one).collect::<String>()).as_bytes(),
            )
        };
        match request.path.as_str() {
            "/index.xml" => list("sitemap", "sitemapindex", 150, 0),
            _ => list("url", "urlset", 1000, 1000),
        }
    });
    let source = Source::Sitemap {
        index: format!("{}/index.xml", server.url),
        pages: "apis".into(),
        exclude: Vec::new(),
        document: "/{path}.json".into(),
    };
    let options = Options { max_bytes: 4 << 20, ..hasty() };
    let error = names_with(&options, &[source], Path::new(".")).expect_err("150 MB of URLs");
    assert!(error.contains("more than 4194304 bytes of URLs"), "{error}");
    assert!(server.requests().len() < 8, "{}", server.requests().len());
}

fn packed(text: &str) -> Vec<u8> {
    use std::io::Write as _;
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packer.write_all(text.as_bytes()).unwrap();
    packer.finish().unwrap()
}

#[test]
fn lists_and_folders_are_sources_too() {
    let server = Server::start(|_| json(&document(1, "a")));
    let folder = scratch();
    write(&folder.path().join("in/.hidden.yaml"), "openapi: 3.0.0\npaths: {/x: {get: {}}}\n");
    let sources = [
        Source::List { urls: Urls::Plain(vec![format!("{}/x/petstore.yaml?version=2", server.url)]) },
        Source::List { urls: Urls::Named([("orders".to_owned(), format!("{}/o", server.url))].into()) },
        Source::Folder { path: "in".into() },
    ];
    assert_eq!(
        names(&sources, folder.path()),
        Ok(["hidden", "orders", "petstore"].map(str::to_owned).to_vec())
    );
    let absent = Source::Folder { path: "nowhere".into() };
    assert!(names(&[absent], folder.path()).expect_err("no folder").contains("cannot be read"));
    for url in ["nonsense", "file:///etc/passwd", "ftp://x.dev/a"] {
        let error =
            names(&[Source::List { urls: Urls::Plain(vec![url.to_owned()]) }], folder.path()).expect_err(url);
        assert!(error.contains("https://"), "{error}");
    }
}
