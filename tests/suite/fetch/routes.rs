//! The ways to a server: TLS with HTTP/2, and proxies.

use std::path::Path;

use super::document;
use crate::support::secure::{End, Secure};
use crate::support::server::{Server, json, reply};
use crate::support::{Ran, scratch, specline_with, write};

fn repository(document: &str) -> tempfile::TempDir {
    let folder = scratch();
    let text = format!(
        "[[sources]]\nkind = 'list'\nurls = ['{document}']\n[fetch]\nretries = 1\nbackoff = '1ms'\nidle-timeout = '2s'\n"
    );
    write(&folder.path().join("specline.toml"), &text);
    folder
}

fn fetch(folder: &Path, variables: &[(&str, &str)]) -> Ran {
    specline_with(folder, &["fetch", "--date", "2026-07-01"], variables)
}

#[test]
fn an_encrypted_server_is_asked_by_http_2_and_its_certificate_is_checked() {
    let text = document(2, "apps");
    let server = Secure::start(move |_| (200, vec![("etag".into(), "\"1\"".into())], text.clone()));
    let folder = repository(&format!("{}/apps.json", server.url));
    let authority = folder.path().join("authority.pem");
    write(&authority, &server.authority);

    let stranger = fetch(folder.path(), &[]).expect(4);
    assert!(stranger.err.to_lowercase().contains("certificate"), "{}", stranger.err);
    assert!(server.requests().is_empty(), "nothing was said to a server that nobody vouches for");

    let known = fetch(folder.path(), &[("SSL_CERT_FILE", &authority.to_string_lossy())]).expect(0);
    assert_eq!(known.out, "apps: new\n");
    let requests = server.requests();
    assert_eq!(requests.len(), 1);
    assert_eq!((requests[0].0.as_str(), requests[0].1.path.as_str()), ("h2", "/apps.json"));
}

#[test]
fn an_encrypted_server_cannot_lead_to_one_that_is_not() {
    let plain = Server::start(|_| json(&document(2, "apps")));
    let to = format!("{}/apps.json", plain.url.replace("127.0.0.1", "localhost"));
    let server = Secure::start(move |_| (302, vec![("location".into(), to.clone())], String::new()));
    let folder = repository(&format!("{}/apps.json", server.url));
    let authority = folder.path().join("authority.pem");
    write(&authority, &server.authority);
    let ran = fetch(folder.path(), &[("SSL_CERT_FILE", &authority.to_string_lossy())]).expect(4);
    assert!(ran.err.contains("which is not encrypted"), "{}", ran.err);
    assert!(plain.requests().is_empty());
}

#[test]
fn a_stream_that_is_cut_is_no_document() {
    // Half of this reads as a whole document.
    let item = |n| format!("  /items/{n:02}:\n    get: {{responses: {{'200': {{description: ok}}}}}}\n");
    let paths = (0..40).map(item).collect::<Vec<_>>().concat();
    let text = format!("openapi: 3.0.0\ninfo: {{title: t, version: '1'}}\npaths:\n{paths}");
    let length = vec![("content-length".to_owned(), text.len().to_string())];
    let (wrong, right) = (h2::Reason::INTERNAL_ERROR, h2::Reason::NO_ERROR);
    for (end, headers) in [
        (End::Reset(wrong), Vec::new()),
        (End::Reset(h2::Reason::CANCEL), Vec::new()),
        (End::GoAway(wrong), Vec::new()),
        (End::Reset(right), length.clone()),
        (End::GoAway(right), length),
    ] {
        let text = text.clone();
        let server = Secure::ending(end, move |_| (200, headers.clone(), text.clone()));
        let folder = repository(&format!("{}/items.yaml", server.url));
        let authority = folder.path().join("authority.pem");
        write(&authority, &server.authority);
        let ran = fetch(folder.path(), &[("SSL_CERT_FILE", &authority.to_string_lossy())]).expect(4);
        assert!(ran.err.contains("the answer broke off"), "{end:?}: {}", ran.err);
        assert_eq!(server.requests().len(), 2, "{end:?}: it was asked once more");
    }
}

#[test]
fn the_usual_variables_name_a_proxy_and_its_password_shows_nowhere() {
    let proxy = Server::start(|request| match request.path.as_str() {
        "http://portal.example/apps.json" => json(&document(2, "apps")),
        _ => reply(502, &[], b""),
    });
    let with_password = proxy.url.replace("http://", "http://somebody:hunter2@");
    let folder = repository("http://portal.example/apps.json");
    let ran = fetch(folder.path(), &[("http_proxy", &with_password)]).expect(0);
    assert_eq!(ran.out, "apps: new\n");
    assert!(proxy.requests()[0].headers.contains_key("proxy-authorization"));

    let folder = repository("http://portal.example/gone.json");
    let failed = fetch(folder.path(), &[("http_proxy", &with_password)]).expect(4);
    assert!(failed.err.contains("the server answered 502"), "{}", failed.err);
    proxy.forget();
    let around =
        fetch(folder.path(), &[("http_proxy", &with_password), ("no_proxy", "portal.example")]).expect(4);
    assert!(around.err.contains("no connection"), "{}", around.err);
    assert!(proxy.requests().is_empty());
    for ran in [ran, failed, around] {
        assert!(!ran.out.contains("hunter2") && !ran.err.contains("hunter2"), "{ran:?}");
    }
}
